//! A form that came too late: its session has ended, or the page that it stood on is of another one. Nothing that was typed is lost: it is
//! shown, and goes with the next try. Only for forms that a page of ours has sent (`csrf::check_origin`), and never with passwords or codes.

use askama::Template;
use bytes::Bytes;
use poem::http::{HeaderMap, Method, StatusCode, header};
use poem::{Body, FromRequest, Request, RequestBody};

use super::account::next_of;
use super::event::LinkTo;
use super::form::{Sent, label};
use super::frame::Visit;
use super::texts;
use super::views::Page;
use crate::domain::flag::FlagReason;
use crate::http::error::{Code, Problem};
use crate::http::page::{next_path, on_the_way};
use crate::words::{Words, key};

/// Parts of the names of fields that hold a secret: they are typed again.
const SECRETS: [&str; 5] = ["password", "code", "totp", "token", "ticket"];

/// Fields whose values are words of a list: they go along, and say nothing to a reader.
const CHOSEN: [&str; 14] = [
    "kind",
    "address_for",
    "online_for",
    "visibility",
    "team",
    "lang",
    "reach",
    "join_policy",
    "guests",
    "guests_max",
    "radius_km",
    "pinned",
    "pledge",
    "privacy",
];

#[derive(Template)]
#[template(path = "pages/unsent.html")]
struct UnsentPage {
    t: &'static Words,
    page: Page,
    heading: String,
    text: String,
    signin: String,
    action: String,
    typed: Vec<(String, String)>,
    values: Vec<(String, String)>,
    dropped: bool,
}

/// The page, with the form that this body is; none for what is no form, for one in which nothing was typed (a button alone would not say what
/// it does), and for an address that is none of ours.
pub async fn page(visit: &Visit, headers: &HeaderMap, body: Bytes) -> Option<String> {
    let kind = headers.get(header::CONTENT_TYPE)?;
    let request = Request::builder().method(Method::POST).header(header::CONTENT_TYPE, kind).finish();
    let sent = Sent::from_request(&request, &mut RequestBody::new(Body::from_bytes(body))).await.ok()?;
    let values: Vec<(String, String)> = sent.values().iter().filter(|(name, _)| !is_secret(name)).cloned().collect();
    let named = |(name, value): &(String, String)| Some((name_of(visit.t, name, value)?, value.clone()));
    let typed: Vec<(String, String)> = values.iter().filter_map(named).collect();
    let action = next_path(visit.asked.uri.path_and_query()?.as_str()).filter(|_| !typed.is_empty())?.to_owned();
    let stranger = visit.visitor().is_none();
    let (heading, text) = if stranger { (key("unsent-out"), key("unsent-out-text")) } else { (key("unsent-old"), key("unsent-old-text")) };
    let page = UnsentPage {
        t: visit.t,
        page: visit.page(""),
        heading: visit.t.say(heading).into_owned(),
        text: visit.t.say(text).into_owned(),
        signin: if stranger { on_the_way("/signin", &came_from(headers)) } else { String::new() },
        action,
        typed,
        dropped: sent.has_files() || sent.values().iter().any(|(name, value)| is_secret(name) && !value.is_empty()),
        values,
    };
    page.render().ok()
}

/// The page for a form of a member's that has expired, and in which nothing was typed: nothing of it is kept, a link leads back to where it
/// stood.
pub fn expired(visit: &Visit, headers: &HeaderMap) -> Option<String> {
    let back = came_from(headers);
    let help = (!back.is_empty()).then(|| LinkTo { url: back, name: visit.t.say("unsent-back").into_owned() });
    texts::error_with(visit, &Problem::from(Code::CrossSite), help)
}

/// The status of the page: of a stranger's, or of a member's.
pub const fn status(visit: &Visit) -> StatusCode {
    if visit.asked.known { StatusCode::FORBIDDEN } else { StatusCode::UNAUTHORIZED }
}

fn is_secret(name: &str) -> bool {
    name.split('_').any(|part| SECRETS.contains(&part))
}

/// How a field is called in which somebody typed something: by its label, by a neutral one when it holds more than a word. None: nobody did.
fn name_of(t: &'static Words, name: &str, value: &str) -> Option<String> {
    // Why a thing is flagged is chosen among words, why it is cancelled is written.
    let chosen = CHOSEN.contains(&name) || name == "reason" && FlagReason::from_word(value.trim()).is_some();
    if chosen || value.trim().is_empty() {
        return None;
    }
    let known = Some(label(t, name)).filter(|label| !label.is_empty()).or_else(|| t.find("unsent-field", name).map(Into::into));
    known.or_else(|| value.trim().contains(char::is_whitespace).then(|| t.say("unsent-other").into_owned()))
}

/// The page that the form stood on, as its browser says: a path of ours, or empty.
fn came_from(headers: &HeaderMap) -> String {
    let referer = headers.get(header::REFERER).and_then(|referer| referer.to_str().ok()?.parse::<poem::http::Uri>().ok());
    let path = referer.as_ref().and_then(|uri| uri.path_and_query()).map_or("", |path| path.as_str());
    next_of(path).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lang::Lang;

    #[track_caller]
    fn check(name: &str, value: &str, want: Option<&str>) {
        assert_eq!(name_of(Words::of(Lang::Fr), name, value).as_deref(), want, "{name}={value}");
    }

    #[test]
    fn what_somebody_typed_is_shown_whatever_its_field_is_called() {
        check("title", "Fête", Some("Titre"));
        check("note", "Merci", Some("Note"));
        check("message", "Merci", Some("Message"));
        check("message", " ", None);
        check("anything", "plus d’un mot", Some("Votre texte"));
        check("revision", "12", None);
        check("as", "member", None);
        check("pledge", "yes", None);
        check("guests", "2", None);
        check("reason", FlagReason::ALL[0].word(), None);
        check("reason", "Orage", Some("Pourquoi"));
    }

    #[test]
    fn secrets_are_known_by_a_part_of_their_name() {
        for name in ["password", "new_password", "old_code", "totp", "token", "ticket"] {
            assert!(is_secret(name), "{name}");
        }
        for name in ["title", "note", "postcode"] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
