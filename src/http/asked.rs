//! What was asked, as far as the answer depends on it: the door, the language, the compressions taken, the number of the request.

use poem::Request;
use poem::http::{HeaderMap, HeaderValue, Method, Uri, header};

use super::cookies;
use super::encoding::Offered;
use crate::domain::lang::Lang;
use crate::telemetry::RequestNumber;

/// The cookie that holds the language which a visitor chose.
pub const LANG_COOKIE: &str = "lang";

/// Which kind of door a request came through: it decides what an error looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// The JSON doors: `/api/…` and `/health`.
    Api,
    /// A page.
    Page,
    /// A part of a page, asked for by our own script (`X-Fragment: 1`).
    Fragment,
}

impl Door {
    /// The door of this address.
    pub fn of(path: &str, headers: &HeaderMap) -> Self {
        if path.starts_with("/api/") || path == "/api" || path == "/health" {
            Self::Api
        } else if headers.get("x-fragment").is_some_and(|value| value == "1") {
            Self::Fragment
        } else {
            Self::Page
        }
    }
}

/// What was asked. The front keeps it, and puts a copy into the request's extensions.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The method.
    pub method: Method,
    /// The address.
    pub uri: Uri,
    /// The kind of door.
    pub door: Door,
    /// The language of the answer.
    pub lang: Lang,
    /// The compressions that are taken.
    pub offered: Offered,
    /// The number of the request.
    pub number: RequestNumber,
    /// Whether a session or a token that holds came with it.
    pub known: bool,
    /// `If-None-Match`.
    pub none_match: Option<HeaderValue>,
}

impl Asked {
    /// What this request asks. `own` is the language that the member chose in their settings, `default` that of the network.
    pub fn of(request: &Request, known: bool, own: Option<Lang>, default: Lang) -> Self {
        let headers = request.headers();
        let door = Door::of(request.uri().path(), headers);
        Self {
            method: request.method().clone(),
            uri: request.uri().clone(),
            door,
            lang: lang(door, request.uri(), headers, own).unwrap_or(default),
            offered: Offered::of(headers),
            number: RequestNumber::next(),
            known,
            none_match: headers.get(header::IF_NONE_MATCH).cloned(),
        }
    }
}

/// `?lang`, the member's setting, the cookie, `Accept-Language`. The JSON doors follow `Accept-Language` before the setting.
fn lang(door: Door, uri: &Uri, headers: &HeaderMap, own: Option<Lang>) -> Option<Lang> {
    let asked = || uri.query().and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("lang="))).and_then(exact);
    let cookie = || cookies::get(headers, LANG_COOKIE).and_then(exact);
    let browser = || headers.get(header::ACCEPT_LANGUAGE).and_then(|value| Lang::from_accept_language(value.to_str().ok()?));
    match door {
        Door::Api => asked().or_else(browser).or(own),
        Door::Page | Door::Fragment => asked().or(own).or_else(cookie).or_else(browser),
    }
}

fn exact(tag: &str) -> Option<Lang> {
    Lang::ALL.into_iter().find(|lang| lang.tag() == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(uri: &str, own: Option<Lang>, cookie: &str, browser: &str, want: Option<Lang>) {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_str(cookie).expect("a header"));
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_str(browser).expect("a header"));
        let uri: Uri = uri.parse().expect("an address");
        assert_eq!(lang(Door::of(uri.path(), &headers), &uri, &headers, own), want);
    }

    #[test]
    fn the_language_is_chosen_in_order() {
        check("/?lang=en", Some(Lang::Fr), "lang=fr", "fr", Some(Lang::En));
        check("/?x=1&lang=en", Some(Lang::Fr), "", "", Some(Lang::En));
        check("/?lang=xx", Some(Lang::Fr), "lang=en", "en", Some(Lang::Fr));
        check("/", None, "a=b; lang=en", "fr", Some(Lang::En));
        check("/", None, "", "fr-CA, en;q=0.5", Some(Lang::Fr));
        check("/", None, "", "de", None);
        check("/api/v1/events", Some(Lang::Fr), "lang=fr", "en", Some(Lang::En));
        check("/api/v1/events", Some(Lang::Fr), "lang=en", "", Some(Lang::Fr));
    }

    #[test]
    fn doors() {
        let fragment = HeaderMap::from_iter([("x-fragment".parse().expect("a name"), HeaderValue::from_static("1"))]);
        assert_eq!(Door::of("/events", &HeaderMap::new()), Door::Page);
        assert_eq!(Door::of("/events", &fragment), Door::Fragment);
        assert_eq!(Door::of("/api/v1/events", &fragment), Door::Api);
        assert_eq!(Door::of("/apiary", &HeaderMap::new()), Door::Page);
        assert_eq!(Door::of("/health", &HeaderMap::new()), Door::Api);
    }
}
