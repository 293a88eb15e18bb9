//! The headers that every answer carries (SECURITY 17, 18, 20), and the few pages that differ.
//!
//! The front puts them on; a handler that needs an exception says so with `response.set_data(Exception::…)`.

use poem::Response;
use poem::http::header::{self, HeaderName};
use poem::http::{HeaderMap, HeaderValue, StatusCode};

use super::asked::{Asked, Door};

/// What pages may load and do. No inline script or style anywhere.
pub const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; \
                       connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; \
                       frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types fragment";

/// The end of [`CSP`] that a page drops when its library writes HTML itself.
const TRUSTED_TYPES: &str = "; require-trusted-types-for 'script'; trusted-types fragment";

/// What files that members sent may do in a browser: nothing.
const SANDBOX: &str = "default-src 'none'; sandbox";

const PERMISSIONS: &str = "geolocation=(self), camera=(), microphone=(), payment=(), usb=(), browsing-topics=()";
const PERMISSIONS_CAMERA: &str = "geolocation=(self), camera=(self), microphone=(), payment=(), usb=(), browsing-topics=()";

/// HTTPS only, for a year, subdomains as well.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000; includeSubDomains");

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const NO_CACHE: HeaderValue = HeaderValue::from_static("no-cache");
/// What the bytes of a page depend on.
const VARY_PAGE: HeaderValue = HeaderValue::from_static("accept-encoding, accept-language, cookie");
const VARY_API: HeaderValue = HeaderValue::from_static("accept-encoding, accept-language, authorization, cookie");

/// A page that differs from the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exception {
    /// The map: its library writes HTML; after consent, tiles come from this host (`https://tiles.example`).
    Map {
        /// Where tiles come from, when the visitor consented.
        tiles: Option<String>,
    },
    /// A stream, after the tap: a frame of this host (`https://video.example`).
    Stream {
        /// The host of the frame.
        host: String,
    },
    /// Checking in with the camera.
    Camera,
    /// A file that a member sent.
    File,
}

/// An origin that may stand in a policy: anything else would end the directive, or the header.
fn plain_origin(text: &str) -> Option<&str> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let plain = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:".contains(&b));
    plain.then_some(text)
}

fn policy(exception: Option<&Exception>) -> HeaderValue {
    let written = match exception {
        None | Some(Exception::Camera) => return HeaderValue::from_static(CSP),
        Some(Exception::File) => return HeaderValue::from_static(SANDBOX),
        Some(Exception::Map { tiles }) => {
            let images = tiles.as_deref().and_then(plain_origin).map_or(String::new(), |host| format!(" {host}"));
            CSP.replace(TRUSTED_TYPES, "").replace("img-src 'self' data: blob:", &format!("img-src 'self' data: blob:{images}"))
        }
        Some(Exception::Stream { host }) => match plain_origin(host) {
            Some(host) => CSP.replace("frame-ancestors", &format!("frame-src {host}; frame-ancestors")),
            None => CSP.to_owned(),
        },
    };
    HeaderValue::from_str(&written).unwrap_or(HeaderValue::from_static(CSP))
}

/// Puts the headers on an answer. `secure`: the public address is https.
pub fn dress(response: &mut Response, asked: &Asked, secure: bool) {
    let exception = response.data::<Exception>().cloned();
    let status = response.status();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy(exception.as_ref()));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    let permissions = if exception == Some(Exception::Camera) { PERMISSIONS_CAMERA } else { PERMISSIONS };
    headers.insert(HeaderName::from_static("permissions-policy"), HeaderValue::from_static(permissions));
    headers.insert(HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    if secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
    caching(headers, status, asked);
}

/// Nothing personal is kept anywhere; a public page may be kept, and is asked for again each time. What a handler set stands, unless the
/// answer hands out a cookie.
fn caching(headers: &mut HeaderMap, status: StatusCode, asked: &Asked) {
    if headers.contains_key(header::SET_COOKIE) {
        headers.insert(header::CACHE_CONTROL, NO_STORE);
    }
    if headers.contains_key(header::CACHE_CONTROL) {
        return;
    }
    let kept = !asked.known && asked.method.is_safe() && (status.is_success() || status == StatusCode::NOT_MODIFIED);
    headers.insert(header::CACHE_CONTROL, if kept { NO_CACHE } else { NO_STORE });
    if kept && !headers.contains_key(header::VARY) {
        headers.insert(header::VARY, if asked.door == Door::Api { VARY_API } else { VARY_PAGE });
    }
}

#[cfg(test)]
mod tests {
    use poem::Request;

    use super::*;
    use crate::domain::lang::Lang;

    fn dressed(exception: Option<Exception>, known: bool, secure: bool) -> Response {
        let asked = Asked::of(&Request::builder().uri("/events".parse().expect("an address")).finish(), known, None, Lang::Fr);
        let mut response = Response::default();
        if let Some(exception) = exception {
            response.set_data(exception);
        }
        dress(&mut response, &asked, secure);
        response
    }

    fn text(response: &Response) -> String {
        let mut lines: Vec<String> =
            response.headers().iter().map(|(name, value)| format!("{name}: {}", value.to_str().expect("ASCII"))).collect();
        lines.sort();
        lines.join("\n")
    }

    #[test]
    fn the_set_of_a_public_page() {
        let want = format!(
            "cache-control: no-cache\ncontent-security-policy: {CSP}\ncross-origin-opener-policy: same-origin\n\
             cross-origin-resource-policy: same-origin\npermissions-policy: {PERMISSIONS}\nreferrer-policy: same-origin\n\
             strict-transport-security: max-age=31536000; includeSubDomains\nvary: accept-encoding, accept-language, cookie\n\
             x-content-type-options: nosniff\nx-frame-options: DENY"
        );
        assert_eq!(text(&dressed(None, false, true)), want);
    }

    #[test]
    fn the_policy_is_the_one_decided() {
        assert_eq!(
            CSP,
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types fragment"
        );
    }

    #[test]
    fn what_is_personal_is_not_stored() {
        let plain = text(&dressed(None, true, false));
        assert!(plain.contains("cache-control: no-store") && !plain.contains("strict-transport") && !plain.contains("vary"), "{plain}");
    }

    #[track_caller]
    fn check(exception: Exception, with: &str, without: &str) {
        let policy = policy(Some(&exception));
        let policy = policy.to_str().expect("ASCII");
        assert!(policy.contains(with) && !policy.contains(without), "{policy}");
    }

    #[test]
    fn exceptions_are_narrow() {
        check(Exception::Map { tiles: None }, "img-src 'self' data: blob:; font", "trusted");
        check(Exception::Map { tiles: Some("https://t.example".to_owned()) }, "blob: https://t.example; font", "trusted");
        check(Exception::Map { tiles: Some("https://t; script-src *".to_owned()) }, "script-src 'self'", "*");
        check(Exception::Stream { host: "https://v.example".to_owned() }, "frame-src https://v.example; frame-ancestors 'none'", "*");
        check(Exception::Stream { host: "data:".to_owned() }, "trusted-types fragment", "frame-src");
        check(Exception::File, "sandbox", "script-src");
        assert!(text(&dressed(Some(Exception::Camera), false, false)).contains("camera=(self)"));
    }
}
