//! The methods that an address takes; whoever comes with another is told which (405 with `Allow`, RFC 9110, 15.5.6).

use std::sync::{Arc, OnceLock};

use poem::endpoint::BoxEndpoint;
use poem::error::MethodNotAllowedError;
use poem::http::Method;
use poem::{Endpoint, EndpointExt, IntoEndpoint, IntoResponse, PathPattern, Request, Response, RouteMethod};
use poem_openapi::{OpenApi, OpenApiService};

use super::error::Problem;

/// Where the template of the route that a request took is noted (`/events/:id`). In the extensions of every request; the front puts it there,
/// and reads it for figures and logs, which never say the address that was asked for.
#[derive(Debug, Clone, Default)]
pub struct RouteTaken(Arc<OnceLock<Arc<str>>>);

impl RouteTaken {
    /// The template; none when no route was taken.
    pub fn get(&self) -> Option<&Arc<str>> {
        self.0.get()
    }

    fn note(&self, template: Option<Arc<str>>) {
        if let Some(template) = template {
            // Only the first counts.
            let _ = self.0.set(template);
        }
    }
}

/// What an address answers to, one endpoint a method. `HEAD` comes with `GET`.
#[derive(Default)]
pub struct Methods {
    inner: RouteMethod,
    taken: Vec<Method>,
}

/// An address that takes `GET`.
pub fn get<E: IntoEndpoint<Endpoint: 'static>>(endpoint: E) -> Methods {
    Methods::default().with(Method::GET, endpoint)
}

/// An address that takes `POST`.
pub fn post<E: IntoEndpoint<Endpoint: 'static>>(endpoint: E) -> Methods {
    Methods::default().with(Method::POST, endpoint)
}

impl Methods {
    /// The same, taking `POST` as well.
    pub fn post<E: IntoEndpoint<Endpoint: 'static>>(self, endpoint: E) -> Self {
        self.with(Method::POST, endpoint)
    }

    fn with<E: IntoEndpoint<Endpoint: 'static>>(mut self, method: Method, endpoint: E) -> Self {
        self.inner = self.inner.method(method.clone(), endpoint);
        self.taken.push(method);
        self
    }
}

impl Endpoint for Methods {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        if let Some(taken) = request.data::<RouteTaken>() {
            taken.note(request.data::<PathPattern>().map(|PathPattern(pattern)| {
                // The pages are nested at the root, which shows as two slashes.
                if pattern.contains("//") { pattern.replace("//", "/").into() } else { Arc::clone(pattern) }
            }));
        }
        told(self.inner.call(request).await, || allow(&self.taken))
    }
}

/// A path of the document as figures tell it, with its methods.
type Path = (Arc<str>, Vec<Method>);

/// The operations of a service that is nested at `base`: who comes with another method is told which ones its path has.
pub fn operations<O: OpenApi + 'static>(base: &str, service: OpenApiService<O, ()>) -> BoxEndpoint<'static> {
    let paths: Vec<Path> = O::meta()
        .into_iter()
        .flat_map(|api| api.paths)
        .map(|path| {
            let template = format!("{base}{}", path.path).replace('{', ":").replace('}', "");
            (template.into(), path.operations.into_iter().map(|operation| operation.method).collect())
        })
        .collect();
    let paths = Arc::new(paths);
    let around = move |routes: Arc<_>, request: Request| {
        let paths = Arc::clone(&paths);
        async move {
            let asked = request.original_uri().path().to_owned();
            if let Some(taken) = request.data::<RouteTaken>() {
                taken.note(fitting(&paths, &asked).first().map(|(template, _)| Arc::clone(template)));
            }
            told(call(&*routes, request).await, || allow(&of_path(&paths, &asked)))
        }
    };
    service.into_endpoint().around(around).boxed()
}

async fn call<E: Endpoint>(routes: &E, request: Request) -> poem::Result<Response> {
    routes.call(request).await.map(IntoResponse::into_response)
}

/// The paths that fit an address; the more exact ones where several do (`/sessions/current`, not `/sessions/:id`).
fn fitting<'p>(paths: &'p [Path], asked: &str) -> Vec<&'p Path> {
    let exactness = |path: &str| {
        let (mut parts, mut asked) = (path.split('/'), asked.split('/'));
        let mut exact = 0;
        loop {
            match (parts.next(), asked.next()) {
                (None, None) => return Some(exact),
                (Some(part), Some(word)) if part == word => exact += 1,
                (Some(part), Some(_)) if part.starts_with(':') => {}
                _ => return None,
            }
        }
    };
    let mut most = None;
    let mut found = Vec::new();
    for path in paths {
        let exact = exactness(&path.0);
        if exact > most {
            (most, found) = (exact, vec![path]);
        } else if exact.is_some() && exact == most {
            found.push(path);
        }
    }
    found
}

/// The methods of an address.
fn of_path(paths: &[Path], asked: &str) -> Vec<Method> {
    fitting(paths, asked).into_iter().flat_map(|(_, methods)| methods.iter().cloned()).collect()
}

fn told(answer: poem::Result<Response>, allow: impl FnOnce() -> String) -> poem::Result<Response> {
    answer.map_err(|error| if error.is::<MethodNotAllowedError>() { Problem::method(allow()).into() } else { error })
}

/// `GET, HEAD, POST`
fn allow(taken: &[Method]) -> String {
    let mut names: Vec<&str> = taken.iter().map(Method::as_str).collect();
    if names.contains(&"GET") {
        names.push("HEAD");
    }
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_more_exact_path_answers() {
        let paths = [
            ("/v1/sessions".into(), vec![Method::GET, Method::POST]),
            ("/v1/sessions/current".into(), vec![Method::DELETE]),
            ("/v1/sessions/:id".into(), vec![Method::DELETE, Method::PATCH]),
            ("/v1/teams/:id/members/:member".into(), vec![Method::PATCH]),
            ("/v1/teams/:id/members/:member".into(), vec![Method::DELETE]),
        ];
        #[track_caller]
        fn check(paths: &[Path], asked: &str, want: &str) {
            assert_eq!(allow(&of_path(paths, asked)), want, "{asked}");
        }
        check(&paths, "/v1/sessions", "GET, HEAD, POST");
        check(&paths, "/v1/sessions/current", "DELETE");
        check(&paths, "/v1/sessions/x", "DELETE, PATCH");
        check(&paths, "/v1/teams/1/members/2", "DELETE, PATCH");
        check(&paths, "/v1/teams/1/members", "");
    }
}
