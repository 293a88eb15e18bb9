//! What page handlers answer with: a page, a part of one for our own script, or a way onwards.
//!
//! Every form works without script: it is posted, the answer is 303 to the result, or 422 and the same page with what was typed. The
//! script sends the same form with `X-Fragment: 1` and gets only the block that changed: 200 or 422 (UI section 3).

use poem::http::{HeaderValue, StatusCode, Uri, header};
use poem::{FromRequest, Request, RequestBody, Response};

use super::asked::{Asked, Door};
use super::error::Problem;
use crate::words::Words;

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// Longest path that a visitor is sent on to after signing in.
const NEXT_MAX: usize = 500;

/// A page of this status.
pub fn html(status: StatusCode, text: impl Into<String>) -> Response {
    let mut response = Response::from(text.into());
    response.set_status(status);
    response.headers_mut().insert(header::CONTENT_TYPE, HTML);
    response
}

/// A rendered template as a page of status 200.
///
/// # Errors
/// 500 when the template fails.
pub fn show(rendered: askama::Result<String>) -> Result<Response, Problem> {
    shown(StatusCode::OK, rendered)
}

/// What a page answers with, besides itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status {
    code: StatusCode,
    /// Seconds to wait, for who asked too often.
    retry_after: Option<u32>,
}

impl Status {
    /// Whether what was sent could not be taken.
    pub fn is_client_error(self) -> bool {
        self.code.is_client_error()
    }
}

impl From<StatusCode> for Status {
    fn from(code: StatusCode) -> Self {
        Self { code, retry_after: None }
    }
}

impl From<&Problem> for Status {
    fn from(problem: &Problem) -> Self {
        Self { code: problem.status(), retry_after: problem.retry_after() }
    }
}

/// A rendered template as a page of this status.
///
/// # Errors
/// 500 when the template fails.
pub fn shown(status: impl Into<Status>, rendered: askama::Result<String>) -> Result<Response, Problem> {
    let Status { code, retry_after } = status.into();
    let mut response = rendered.map(|text| html(code, text)).map_err(Problem::internal)?;
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    Ok(response)
}

/// The form was done. Without script: 303 to `to`. With it: the block that changed.
///
/// # Errors
/// 500 when the template fails.
pub fn done(asked: &Asked, to: &str, block: impl FnOnce() -> askama::Result<String>) -> Result<Response, Problem> {
    match asked.door {
        Door::Fragment => shown(StatusCode::OK, block()),
        Door::Page | Door::Api => Ok(see_other(to)),
    }
}

/// The form comes back with its flaws (422, or the status of the refusal): the whole page, or only the block of the form.
///
/// # Errors
/// 500 when the template fails.
pub fn again(
    asked: &Asked,
    status: impl Into<Status>,
    page: impl FnOnce() -> askama::Result<String>,
    block: impl FnOnce() -> askama::Result<String>,
) -> Result<Response, Problem> {
    shown(status, if asked.door == Door::Fragment { block() } else { page() })
}

/// 303: look there. `to` is a path of ours.
pub fn see_other(to: &str) -> Response {
    let mut response = Response::builder().status(StatusCode::SEE_OTHER).finish();
    let to = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/"));
    response.headers_mut().insert(header::LOCATION, to);
    response
}

/// Where a visitor may be sent on to: a path of this site, nothing that a browser could read as another one.
pub fn next_path(text: &str) -> Option<&str> {
    let plain = text.len() <= NEXT_MAX && text.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    let ours = text.starts_with('/') && !text.starts_with("//") && text.parse::<Uri>().is_ok_and(|uri| uri.authority().is_none());
    (plain && ours).then_some(text)
}

/// A stranger asked for a page that needs signing in: there, and back to the page afterwards.
pub(super) fn to_sign_in(asked: &Asked) -> Response {
    let path = asked.uri.path_and_query().map_or("/", |path| path.as_str());
    match next_path(path).filter(|_| asked.method.is_safe()) {
        Some(path) => see_other(&format!("/signin?next={}", in_query(path))),
        None => see_other("/signin"),
    }
}

/// A page of ours, with where to go on to afterwards: `/signin?next=…`; an empty path says nothing.
pub fn on_the_way(page: &str, next: &str) -> String {
    match next {
        "" => page.to_owned(),
        next => format!("{page}{}next={}", if page.contains('?') { '&' } else { '?' }, in_query(next)),
    }
}

/// A text as the value of a parameter of a query.
pub fn in_query(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            written.push(char::from(byte));
        } else {
            written.push_str(&format!("%{byte:02X}"));
        }
    }
    written
}

/// A problem as a line for the script to show.
pub(super) fn alert(problem: &Problem, asked: &Asked) -> Response {
    let detail = problem.detail(Words::of(asked.lang));
    html(problem.status(), format!("<p class=\"alert\" role=\"alert\">{}</p>", escaped(&detail)))
}

/// The page of a problem where no template says more.
pub fn plain_error(problem: &Problem, asked: &Asked) -> String {
    let words = Words::of(asked.lang);
    let (title, detail) = (escaped(&problem.title(words)), escaped(&problem.detail(words)));
    let (lang, number) = (words.lang().tag(), asked.number);
    format!(
        "<!doctype html><html lang=\"{lang}\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <title>{title}</title><link rel=\"stylesheet\" href=\"{}\"><main id=\"main\" class=\"wrap\"><h1>{title}</h1><p>{detail}</p>\
         <p><small>{number}</small></p><p><a href=\"/\">{}</a></p></main></html>",
        super::assets::asset("css/ui.css"),
        escaped(&words.say("back-home")),
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// What was asked, for handlers: the front puts it into every request.
impl<'a> FromRequest<'a> for &'a Asked {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        request.data::<Asked>().ok_or_else(|| Problem::internal("a request went round the front").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_ours_are_sent_on_to() {
        for good in ["/", "/events/abc?x=1&y=2", "/events/abc#people", "/a//b"] {
            assert_eq!(next_path(good), Some(good));
        }
        let long = format!("/{}", "a".repeat(NEXT_MAX));
        for bad in [
            "",
            "events",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nx: y",
            "/é",
            "javascript:alert(1)",
            "/a b",
            &long,
        ] {
            assert_eq!(next_path(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_stranger_comes_back_after_signing_in() {
        let asked = |uri: &str| {
            let request = Request::builder().uri(uri.parse().expect("an address")).finish();
            Asked::of(&request, false, None, crate::domain::lang::Lang::Fr)
        };
        let to = |uri: &str| to_sign_in(&asked(uri)).headers()[header::LOCATION].to_str().expect("ASCII").to_owned();
        assert_eq!(to("/me/agenda?week=2&x=y"), "/signin?next=/me/agenda%3Fweek%3D2%26x%3Dy");
        assert_eq!(to("//evil.example/x"), "/signin");
    }

    #[test]
    fn where_one_was_going_is_kept() {
        assert_eq!(on_the_way("/signin", ""), "/signin");
        assert_eq!(on_the_way("/signin", "/me?a=b"), "/signin?next=/me%3Fa%3Db");
        assert_eq!(on_the_way("/signin?lost=yes", "/me"), "/signin?lost=yes&next=/me");
        assert_eq!(on_the_way("", "/me"), "?next=/me");
    }

    #[test]
    fn what_is_shown_is_escaped() {
        assert_eq!(escaped("<a href='x'>&\""), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;");
    }
}
