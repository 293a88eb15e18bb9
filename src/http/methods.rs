//! The methods that an address takes; whoever comes with another is told which (405 with `Allow`, RFC 9110, 15.5.6).

use std::collections::HashMap;
use std::sync::Arc;

use poem::endpoint::BoxEndpoint;
use poem::error::{MethodNotAllowedError, NotFoundError};
use poem::http::Method;
use poem::{Endpoint, EndpointExt, IntoEndpoint, IntoResponse, PathPattern, Request, Response, RouteMethod};
use poem_openapi::{OpenApi, OpenApiService};

use super::error::Problem;

/// The template of the route that a request took (`/events/:id`), from what poem leaves on every answer. Figures and logs say it, never the
/// address that was asked for; none when there is no such route.
pub fn route_taken(answer: &poem::Result<Response>) -> Option<Arc<str>> {
    let PathPattern(pattern) = match answer {
        Ok(response) => response.data(),
        Err(error) if error.is::<NotFoundError>() => None,
        Err(error) => error.data(),
    }
    .filter(|PathPattern(pattern)| !pattern.is_empty())?;
    // The pages are nested at the root, which shows as two slashes.
    Some(if pattern.contains("//") { pattern.replace("//", "/").into() } else { Arc::clone(pattern) })
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
        told(self.inner.call(request).await, || allow(&self.taken))
    }
}

/// A path of the document as routes are written, with its methods.
type Path = (String, Vec<Method>);

/// The operations of a service that is nested at `base`: who comes with another method is told which ones its path has.
pub fn operations<O: OpenApi + 'static>(base: &str, service: OpenApiService<O, ()>) -> BoxEndpoint<'static> {
    let paths: Vec<Path> = O::meta()
        .into_iter()
        .flat_map(|api| api.paths)
        .map(|path| {
            let template = format!("{base}{}", path.path).replace('{', ":").replace('}', "");
            (template, path.operations.into_iter().map(|operation| operation.method).collect())
        })
        .collect();
    // poem-openapi numbers the parameters of its routes; the document names them.
    let named: HashMap<String, PathPattern> =
        paths.iter().map(|(template, _)| (numbered(template), PathPattern(template.as_str().into()))).collect();
    let known = Arc::new((paths, named));
    let around = move |routes: Arc<_>, request: Request| {
        let known = Arc::clone(&known);
        async move {
            let (paths, named) = &*known;
            let asked = request.original_uri().clone();
            let mut answer = told(call(&*routes, request).await, || allow(&of_path(paths, asked.path())));
            let name = |PathPattern(pattern): &PathPattern| named.get(&**pattern).cloned();
            match &mut answer {
                Ok(response) => response.data().and_then(name).map(|name| response.set_data(name)),
                Err(error) => error.data().and_then(name).map(|name| error.set_data(name)),
            };
            answer
        }
    };
    service.into_endpoint().around(around).boxed()
}

/// `/v1/events/:param0/rsvp` of `/v1/events/:event_id/rsvp`.
fn numbered(template: &str) -> String {
    let mut count = 0;
    let parts = template.split('/').map(|part| {
        if !part.starts_with(':') {
            return part.to_owned();
        }
        count += 1;
        format!(":param{}", count - 1)
    });
    parts.collect::<Vec<_>>().join("/")
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
    fn parameters_are_numbered() {
        assert_eq!(numbered("/v1/teams/:team_id/members/:member_id"), "/v1/teams/:param0/members/:param1");
        assert_eq!(numbered("/v1/teams"), "/v1/teams");
    }

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
