//! Entity tags (RFC 9110, 8.8.3 and 13.1): an answer that has not changed is not sent again, an edit of what has changed is refused.

use poem::http::{HeaderMap, header};

use super::encoding::Encoding;
use crate::domain::refusal::Refusal;

/// A tag from a number that changes with the resource: its version, or a hash of what is shown.
pub fn of(version: u64) -> String {
    format!("\"{version:x}\"")
}

/// A tag from the bytes of an answer (FNV-1a, 64 bits).
pub fn of_bytes(bytes: &[u8]) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for chunk in bytes.chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        hash = (hash ^ u64::from_le_bytes(word)).wrapping_mul(0x0100_0000_01b3);
        hash ^= hash >> 29;
    }
    of(hash ^ bytes.len() as u64)
}

/// Whether `If-None-Match` names this tag: then the answer is 304 and has no body.
pub fn none_match(headers: &HeaderMap, tag: &str) -> bool {
    named(headers, &header::IF_NONE_MATCH, tag).unwrap_or(false)
}

/// What `If-Match` asks of an edit: that the resource still has this tag. Without the header nothing is asked.
///
/// # Errors
/// [`Refusal::Stale`] when the header names other tags.
pub fn if_match(headers: &HeaderMap, tag: &str) -> Result<(), Refusal> {
    match named(headers, &header::IF_MATCH, tag) {
        Some(false) => Err(Refusal::Stale),
        _ => Ok(()),
    }
}

/// Whether the header names the tag; none when there is no such header.
fn named(headers: &HeaderMap, name: &header::HeaderName, tag: &str) -> Option<bool> {
    let mut values = headers.get_all(name).iter().peekable();
    values.peek()?;
    let core = core_of(tag);
    Some(values.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).any(|one| {
        let one = one.trim();
        one == "*" || core_of(one) == core
    }))
}

/// The tag without the mark of weakness and of compression: all forms of one resource are the same to us.
fn core_of(tag: &str) -> &str {
    let inner = tag.trim().trim_start_matches("W/").trim_matches('"');
    [Encoding::Brotli, Encoding::Gzip].iter().find_map(|encoding| inner.strip_suffix(encoding.suffix())).unwrap_or(inner)
}

/// The tag of the same resource, compressed.
pub fn packed(tag: &str, encoding: Encoding) -> String {
    match tag.strip_suffix('"') {
        Some(open) => format!("{open}{}\"", encoding.suffix()),
        None => tag.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use poem::http::HeaderValue;

    use super::*;

    fn headers(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).expect("a header"))])
    }

    #[track_caller]
    fn check(sent: &str, tag: &str, want: bool) {
        assert_eq!(none_match(&headers(header::IF_NONE_MATCH, sent), tag), want, "{sent}");
        assert_eq!(if_match(&headers(header::IF_MATCH, sent), tag).is_ok(), want, "{sent}");
    }

    #[test]
    fn tags_are_compared() {
        check("\"1f\"", "\"1f\"", true);
        check("\"a\", W/\"1f\"", "\"1f\"", true);
        check("\"1f-br\"", "\"1f\"", true);
        check("\"1f\"", "\"1f-gz\"", true);
        check("*", "\"1f\"", true);
        check("\"1e\"", "\"1f\"", false);
        check("", "\"1f\"", false);
        assert!(!none_match(&HeaderMap::new(), "\"1f\""));
        assert!(if_match(&HeaderMap::new(), "\"1f\"").is_ok());
    }

    #[test]
    fn tags_follow_what_is_shown() {
        assert_eq!(of(31), "\"1f\"");
        assert_eq!(packed(&of(31), Encoding::Brotli), "\"1f-br\"");
        assert_eq!(of_bytes(b"page"), of_bytes(b"page"));
        assert_ne!(of_bytes(b"page"), of_bytes(b"page\0"));
        assert_ne!(of_bytes(b"0123456789abcdef"), of_bytes(b"89abcdef01234567"));
    }
}
