//! Conditions of requests: tags of what was read before a PATCH, flaws that must wait for a right.

use poem::http::{HeaderMap, header};

use crate::app::sessions::Visitor;
use crate::domain::refusal::{Flaws, Refusal};
use crate::http::etag;
use crate::http::session::Bearer;

/// The member, unless their account is suspended.
///
/// # Errors
/// 403 `suspended`.
pub fn active(who: &Bearer) -> Result<&Visitor, Refusal> {
    who.0.actor.signed_in().map(|_| &*who.0)
}

/// The tag of a resource: its revision, which `If-Match` asks about, and a digest of what this reader was shown.
pub fn tag(revision: u32, shown: &[u8]) -> String {
    let digest = etag::of_bytes(shown);
    format!("\"{revision:x}.{}\"", digest.trim_matches('"'))
}

/// The revision that `If-Match` insists on; none when it insists on nothing.
///
/// # Errors
/// 412 when it names no tag of ours.
pub fn if_match(headers: &HeaderMap) -> Result<Option<u32>, Refusal> {
    let values = headers.get_all(header::IF_MATCH).iter().map(|value| value.to_str().unwrap_or_default());
    let mut tags = values.flat_map(|value| value.split(',')).map(str::trim).peekable();
    if tags.peek().is_none() {
        return Ok(None);
    }
    let mut newest = None;
    for tag in tags {
        if tag == "*" {
            return Ok(None);
        }
        newest = newest.max(revision_of(tag));
    }
    // Revisions only grow: of several that a client knows, only the newest can be the one that is.
    newest.map(Some).ok_or(Refusal::Stale)
}

fn revision_of(tag: &str) -> Option<u32> {
    // Some proxies mark tags as weak when they compress.
    let inner = tag.trim_start_matches("W/").strip_prefix('"')?.strip_suffix('"')?;
    u32::from_str_radix(inner.split_once('.')?.0, 16).ok()
}

/// The refusal of a body with flaws: first what the deed itself refuses (401, 403, 404: those come before any value is looked at), then all
/// flaws at once, those included that the deed would find.
pub fn told(mut flaws: Flaws, rehearse: impl FnOnce() -> Result<(), Refusal>) -> Refusal {
    match rehearse().map_or_else(|refusal| flaws.add(refusal), Ok) {
        Ok(()) => flaws.refusal(),
        Err(refusal) => refusal,
    }
}

#[cfg(test)]
mod tests {
    use poem::http::HeaderValue;

    use super::*;
    use crate::domain::refusal::Flaw;

    #[track_caller]
    fn check(sent: &[&str], want: Result<Option<u32>, Refusal>) {
        let headers = sent.iter().map(|tag| (header::IF_MATCH, HeaderValue::from_str(tag).expect("a header"))).collect();
        assert_eq!(if_match(&headers), want, "{sent:?}");
    }

    #[test]
    fn what_if_match_insists_on() {
        let ours = tag(26, b"shown");
        assert!(ours.starts_with("\"1a."), "{ours}");
        check(&[], Ok(None));
        check(&["*"], Ok(None));
        check(&[&ours], Ok(Some(26)));
        check(&[&format!("W/{ours}")], Ok(Some(26)));
        check(&["\"3.aa\", \"1a.bb-br\""], Ok(Some(26)));
        check(&["\"3.aa\"", "\"2.bb\""], Ok(Some(3)));
        check(&["\"x\""], Err(Refusal::Stale));
        check(&["1a.00"], Err(Refusal::Stale));
        check(&[""], Err(Refusal::Stale));
    }

    #[test]
    fn rights_come_before_values_and_all_flaws_at_once() {
        let flawed = || {
            let mut flaws = Flaws::default();
            flaws.push(Flaw::new("title", "missing"));
            flaws
        };
        assert_eq!(told(flawed(), || Ok(())), Refusal::field("title", "missing"));
        assert_eq!(told(flawed(), || Err(Refusal::Forbidden("pledge"))), Refusal::Forbidden("pledge"));
        let more = vec![Flaw::new("title", "too_short"), Flaw::new("kind", "missing")];
        let all = vec![Flaw::new("title", "missing"), Flaw::new("kind", "missing")];
        assert_eq!(told(flawed(), || Err(Refusal::Invalid(more))), Refusal::Invalid(all));
    }
}
