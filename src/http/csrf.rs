//! Requests that change something must come from our own pages.
//!
//! Two checks for every unsafe method (SECURITY 16): the browser says that the page is ours (`Sec-Fetch-Site: same-origin`, or in older
//! browsers `Origin`), **and**, in a session, the form carries a token that only pages of that session contain. What carries a bearer token
//! needs neither: no browser sends one by itself. A program without any of these (a script that signs up) is let through at the JSON doors,
//! because it brings no cookie that could be abused.
//!
//! The token is `salt || HMAC-SHA256(session's secret, "form" || salt)`: it needs no store, dies with the session, and differs on each page
//! so that compression tells nothing about it.

use data_encoding::BASE64URL_NOPAD;
use poem::http::{HeaderMap, Method, header};
use ring::hmac;

use super::asked::Door;
use super::error::Code;

/// The field of a form that carries the token; `app.js` may send the header instead.
pub const FIELD: &str = "csrf";
/// The header that carries the token.
pub const HEADER: &str = "x-csrf";

const SALT: usize = 9;
const MAC: usize = 18;
const PURPOSE: &[u8] = b"form";

/// Methods that change nothing (RFC 9110, 9.2.1). GET never writes.
pub fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE)
}

/// Whether an address needs neither check: what is signed in its path allows one thing, and nothing that a browser brings adds to it. The
/// signed links of letters (RFC 8058: a mail program posts, from nowhere).
pub fn is_exempt(path: &str) -> bool {
    path.starts_with("/links/")
}

fn mac(secret: &str, salt: &[u8]) -> hmac::Tag {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let mut context = hmac::Context::with_key(&key);
    context.update(PURPOSE);
    context.update(salt);
    context.sign()
}

/// The token for a form in the session with this secret (the text of its cookie), salted with these bytes of chance.
pub fn token(secret: &str, salt: [u8; SALT]) -> String {
    let mut bytes = salt.to_vec();
    bytes.extend_from_slice(&mac(secret, &salt).as_ref()[..MAC]);
    BASE64URL_NOPAD.encode(&bytes)
}

/// Whether a token was made in the session with this secret.
pub fn holds(secret: &str, token: &str) -> bool {
    let Ok(bytes) = BASE64URL_NOPAD.decode(token.as_bytes()) else { return false };
    let Some((salt, given)) = bytes.split_first_chunk::<SALT>() else { return false };
    let want = mac(secret, salt);
    given.len() == MAC && ring_equal(&want.as_ref()[..MAC], given)
}

/// Compares in constant time.
fn ring_equal(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

/// The first check: where the request comes from. `own` is the network's own origin when the keeper set a public address.
///
/// # Errors
/// [`Code::CrossSite`] for another site, and for a browser's form that does not say where it comes from.
pub fn check_origin(door: Door, headers: &HeaderMap, own: Option<&str>, has_cookie: bool) -> Result<(), Code> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let ours = match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => is_own(origin, own, text(header::HOST.as_str())),
        (None, None) => door == Door::Api && !has_cookie,
    };
    if ours { Ok(()) } else { Err(Code::CrossSite) }
}

fn is_own(origin: &str, own: Option<&str>, host: Option<&str>) -> bool {
    match own {
        Some(own) => origin.eq_ignore_ascii_case(own),
        None => host.is_some_and(|host| {
            let site = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
            site.is_some_and(|site| site.eq_ignore_ascii_case(host))
        }),
    }
}

/// The second check, in a session: the token in the header, or in the body of a form.
///
/// # Errors
/// [`Code::CrossSite`] without a token of this session.
pub fn check_token(secret: &str, headers: &HeaderMap, body: &[u8]) -> Result<(), Code> {
    let header = headers.get(HEADER).and_then(|value| value.to_str().ok());
    let given = match header {
        Some(token) => Some(token),
        None => in_form(headers, body),
    };
    if given.is_some_and(|token| holds(secret, token)) { Ok(()) } else { Err(Code::CrossSite) }
}

/// The token's field in a form. The token has only letters that no form encodes.
fn in_form<'a>(headers: &HeaderMap, body: &'a [u8]) -> Option<&'a str> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    if kind.starts_with("application/x-www-form-urlencoded") {
        std::str::from_utf8(body).ok()?.split('&').find_map(|pair| pair.strip_prefix(FIELD)?.strip_prefix('='))
    } else if kind.starts_with("multipart/form-data") {
        let head = format!("name=\"{FIELD}\"\r\n\r\n");
        let at = body.windows(head.len()).position(|window| window == head.as_bytes())?;
        let rest = &body[at + head.len()..];
        let end = rest.windows(2).position(|window| window == b"\r\n")?;
        std::str::from_utf8(&rest[..end]).ok()
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use poem::http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    const OWN: Option<&str> = Some("https://reseau.exemple");

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(k, v)| (header::HeaderName::from_static(k), HeaderValue::from_str(v).expect("a header"))).collect()
    }

    #[track_caller]
    fn origin(pairs: &[(&'static str, &str)], page: bool, api: bool, api_with_cookie: bool) {
        let headers = headers(pairs);
        let check = |door, cookie| check_origin(door, &headers, OWN, cookie).is_ok();
        assert_eq!((check(Door::Page, false), check(Door::Api, false), check(Door::Api, true)), (page, api, api_with_cookie), "{pairs:?}");
    }

    #[test]
    fn where_a_request_comes_from() {
        origin(&[("sec-fetch-site", "same-origin")], true, true, true);
        origin(&[("sec-fetch-site", "same-site")], false, false, false);
        origin(&[("sec-fetch-site", "cross-site")], false, false, false);
        origin(&[("sec-fetch-site", "none")], false, false, false);
        origin(&[("sec-fetch-site", "cross-site"), ("origin", "https://reseau.exemple")], false, false, false);
        origin(&[("origin", "https://reseau.exemple")], true, true, true);
        origin(&[("origin", "http://reseau.exemple")], false, false, false);
        origin(&[("origin", "https://reseau.exemple.mechant.example")], false, false, false);
        origin(&[("origin", "null")], false, false, false);
        origin(&[], false, true, false);
    }

    #[test]
    fn without_a_public_address_the_host_decides() {
        let check =
            |origin: &str, host: &str| check_origin(Door::Page, &headers(&[("origin", origin), ("host", host)]), None, true).is_ok();
        assert!(check("http://127.0.0.1:8080", "127.0.0.1:8080"));
        assert!(!check("http://127.0.0.1:8081", "127.0.0.1:8080"));
        assert!(!check("ftp://127.0.0.1:8080", "127.0.0.1:8080"));
    }

    #[test]
    fn a_token_is_found_in_every_kind_of_form() {
        let token = token("secret", [3; SALT]);
        let form = |kind: &str| headers(&[("content-type", kind)]);
        let urlencoded = format!("title=a&csrf={token}&x=1");
        assert_eq!(check_token("secret", &form("application/x-www-form-urlencoded"), urlencoded.as_bytes()), Ok(()));
        let multipart = format!(
            "--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"x\"\r\n\r\n\u{1}\u{2}\r\n--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n--b--\r\n"
        );
        assert_eq!(check_token("secret", &form("multipart/form-data; boundary=b"), multipart.as_bytes()), Ok(()));
        assert_eq!(check_token("secret", &headers(&[("x-csrf", &token)]), b""), Ok(()));
        assert_eq!(check_token("other", &headers(&[("x-csrf", &token)]), b""), Err(Code::CrossSite));
        assert_eq!(check_token("secret", &form("application/json"), urlencoded.as_bytes()), Err(Code::CrossSite));
        assert_eq!(check_token("secret", &form("application/x-www-form-urlencoded"), b"title=a"), Err(Code::CrossSite));
    }

    proptest! {
        #[test]
        fn a_token_holds_in_its_session_only(secret in "[a-z]{43}", other in "[a-z]{43}", salt: [u8; SALT]) {
            let made = token(&secret, salt);
            prop_assert!(holds(&secret, &made));
            prop_assert_eq!(holds(&other, &made), secret == other);
        }

        #[test]
        fn nothing_else_holds(text in "[A-Za-z0-9_-]{0,60}") {
            prop_assert!(!holds("secret", &text));
        }
    }
}
