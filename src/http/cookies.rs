//! Cookies: reading the few that are ours, writing them with every attribute that keeps them ours.
//!
//! Over https their names begin with `__Host-` (RFC 6265bis): no other host can set them, no plain connection carries them. Plain-HTTP
//! development uses other names, so that the two never meet.

use data_encoding::BASE64URL_NOPAD;
use poem::http::{HeaderMap, HeaderValue, header};

/// Bytes of chance in a secret: a session's token, a visitor's mark.
pub const SECRET: usize = 32;

/// How long the mark of a visitor lives, in seconds: longer than a code that was mailed.
pub const VISITOR_AGE: u32 = 3_600;

/// How long a chosen language is kept, in seconds.
const LANG_AGE: u32 = 365 * 24 * 3_600;

/// The names of our cookies: they say whether the connection is secure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cookies {
    secure: bool,
}

impl Cookies {
    /// The cookies of a network whose public address is https, or not.
    pub const fn new(secure: bool) -> Self {
        Self { secure }
    }

    /// The session's cookie.
    pub const fn session(self) -> &'static str {
        if self.secure { "__Host-s" } else { "s-dev" }
    }

    /// The mark of a visitor who is not signed in: binds a mailed code to the browser that asked for it.
    pub const fn visitor(self) -> &'static str {
        if self.secure { "__Host-v" } else { "v-dev" }
    }

    /// `Set-Cookie` for a session that lives so many seconds.
    pub fn set_session(self, token: &str, max_age: u32) -> HeaderValue {
        self.write(self.session(), token, max_age, true)
    }

    /// `Set-Cookie` that ends the session in the browser.
    pub fn clear_session(self) -> HeaderValue {
        self.write(self.session(), "", 0, true)
    }

    /// `Set-Cookie` for a visitor's mark, made from these bytes of chance. Only on pages of sign-up, sign-in, codes and guests.
    pub fn set_visitor(self, chance: &[u8; SECRET]) -> HeaderValue {
        self.write(self.visitor(), &BASE64URL_NOPAD.encode(chance), VISITOR_AGE, true)
    }

    /// `Set-Cookie` that keeps the language a visitor chose.
    pub fn set_lang(self, tag: &str) -> HeaderValue {
        self.write(super::asked::LANG_COOKIE, tag, LANG_AGE, false)
    }

    /// The secret in the session's cookie.
    pub fn session_in(self, headers: &HeaderMap) -> Option<&str> {
        get(headers, self.session()).filter(|value| is_secret(value))
    }

    /// The visitor's mark.
    pub fn visitor_in(self, headers: &HeaderMap) -> Option<&str> {
        get(headers, self.visitor()).filter(|value| is_secret(value))
    }

    fn write(self, name: &str, value: &str, max_age: u32, http_only: bool) -> HeaderValue {
        let secure = if self.secure { "; Secure" } else { "" };
        let http_only = if http_only { "; HttpOnly" } else { "" };
        let text = format!("{name}={value}; Path=/; Max-Age={max_age}; SameSite=Lax{secure}{http_only}");
        HeaderValue::from_str(&text).expect("names and values are ours and plain ASCII")
    }
}

/// Whether a value may be one of our secrets: URL-safe base64 of 32 bytes.
fn is_secret(value: &str) -> bool {
    value.len() == BASE64URL_NOPAD.encode_len(SECRET) && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// The value of a cookie. One that comes twice is none: somebody planted one of the two.
pub fn get<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let values = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = values.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut found = pairs.filter(|(key, _)| *key == name).map(|(_, value)| value);
    match (found.next(), found.next()) {
        (value, None) => value,
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(cookies: &[&str]) -> HeaderMap {
        cookies.iter().map(|c| (header::COOKIE, HeaderValue::from_str(c).expect("a header"))).collect()
    }

    #[track_caller]
    fn check(cookies: &[&str], want: Option<&str>) {
        assert_eq!(get(&headers(cookies), "a"), want, "{cookies:?}");
    }

    #[test]
    fn reading() {
        check(&["a=1"], Some("1"));
        check(&["b=2; a=1; c=3"], Some("1"));
        check(&["b=2", "a=x=y"], Some("x=y"));
        check(&["aa=1; b=a=2"], None);
        check(&["a=1; a=2"], None);
        check(&["a=1", "a=1"], None);
        check(&["a"], None);
        check(&[], None);
    }

    #[test]
    fn writing_in_both_modes() {
        let token = "t".repeat(43);
        assert_eq!(
            Cookies::new(true).set_session(&token, 60).to_str().expect("ASCII"),
            format!("__Host-s={token}; Path=/; Max-Age=60; SameSite=Lax; Secure; HttpOnly")
        );
        assert_eq!(
            Cookies::new(false).set_session(&token, 60).to_str().expect("ASCII"),
            format!("s-dev={token}; Path=/; Max-Age=60; SameSite=Lax; HttpOnly")
        );
        assert!(Cookies::new(true).clear_session().to_str().expect("ASCII").starts_with("__Host-s=; Path=/; Max-Age=0;"));
    }

    #[test]
    fn only_what_may_be_a_secret_is_read_as_one() {
        let cookies = Cookies::new(true);
        let good = BASE64URL_NOPAD.encode(&[7; SECRET]);
        assert_eq!(cookies.session_in(&headers(&[&format!("__Host-s={good}")])), Some(good.as_str()));
        for bad in ["", "x", &good[1..], &format!("{good}a"), &"é".repeat(22), &"'".repeat(43)] {
            let header =
                HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_bytes(format!("__Host-s={bad}").as_bytes()).expect("bytes"))]);
            assert_eq!(cookies.session_in(&header), None, "{bad}");
        }
        assert_eq!(Cookies::new(false).session_in(&headers(&[&format!("__Host-s={good}")])), None);
    }
}
