//! What the network says about itself: about, privacy with "who sees what", legal notice, accessibility; the page without a network; errors.
//!
//! The texts are Markdown files in `assets/texts`, one a language, in which `{network}` and `{contact}` stand for what the keeper configured.

use std::sync::Arc;

use askama::Template;
use poem::http::StatusCode;
use poem::{Response, handler};

use super::event::LinkTo;
use super::form::town_line;
use super::frame::{Pages, Visit};
use super::views::Page;
use crate::app::markdown::to_html;
use crate::app::places;
use crate::domain::lang::Lang;
use crate::domain::network::Network;
use crate::http::asked::Asked;
use crate::http::error::{Code, Field, Problem};
use crate::http::page;
use crate::words::Words;

/// A text of the network's, in each language as safe HTML.
pub struct Text([String; Lang::ALL.len()]);

/// All of them: made once, at the start.
pub struct Texts {
    about: Text,
    privacy: Text,
    legal: Text,
    accessibility: Text,
}

macro_rules! text {
    ($network:expr, $name:literal) => {
        Text([
            written($network, Lang::Fr, include_str!(concat!("../../../assets/texts/", $name, ".fr.md"))),
            written($network, Lang::En, include_str!(concat!("../../../assets/texts/", $name, ".en.md"))),
        ])
    };
}

impl Texts {
    /// The texts of this network.
    pub fn of(network: &Network) -> Self {
        Self {
            about: text!(network, "about"),
            privacy: text!(network, "privacy"),
            legal: text!(network, "legal"),
            accessibility: text!(network, "accessibility"),
        }
    }
}

impl Text {
    fn of(&self, lang: Lang) -> String {
        self.0[lang as usize].clone()
    }
}

fn written(network: &Network, lang: Lang, markdown: &str) -> String {
    let nobody = Words::of(lang).say("contact-nobody");
    let contact = network.contact.as_deref().map_or_else(|| nobody.into_owned(), plain);
    let values = [("{network}", plain(&network.name)), ("{tagline}", plain(network.tagline.of(lang))), ("{contact}", contact)];
    to_html(&values.iter().fold(markdown.to_owned(), |text, (name, value)| text.replace(name, value)))
}

/// A value of the keeper's in a Markdown text: no sign of it means anything there.
fn plain(value: &str) -> String {
    value.chars().flat_map(|c| c.is_ascii_punctuation().then_some('\\').into_iter().chain([c])).collect()
}

#[derive(Template)]
#[template(path = "pages/text.html")]
struct TextPage {
    t: &'static Words,
    page: Page,
    heading: String,
    html: String,
    credits: bool,
    /// Rows of "who sees what": keys of the families `sees` and `seen-by`.
    sees: &'static [&'static str],
}

/// What there is to see about people and events: the rows of "who sees what" (SECURITY.md section 2; the rights table is the source).
const SEES: [&str; 10] = ["event", "address", "comers", "contact", "presence", "members", "team", "pledge", "devices", "asked"];

fn show(visit: &Visit, heading: String, html: String, credits: bool, sees: &'static [&'static str]) -> Result<Response, Problem> {
    page::show(TextPage { t: visit.t, page: visit.page(""), heading, html, credits, sees }.render())
}

/// `GET /about`
///
/// # Errors
/// None.
#[handler]
pub async fn about(visit: Visit) -> Result<Response, Problem> {
    let heading = visit.t.with("about-title", &[("network", visit.network().name.as_str().into())]);
    show(&visit, heading, visit.pages.texts.about.of(visit.lang()), true, &[])
}

/// `GET /privacy`
///
/// # Errors
/// None.
#[handler]
pub async fn privacy(visit: Visit) -> Result<Response, Problem> {
    show(&visit, visit.t.say("foot-privacy").into_owned(), visit.pages.texts.privacy.of(visit.lang()), false, &SEES)
}

/// `GET /legal`
///
/// # Errors
/// None.
#[handler]
pub async fn legal(visit: Visit) -> Result<Response, Problem> {
    show(&visit, visit.t.say("foot-legal").into_owned(), visit.pages.texts.legal.of(visit.lang()), false, &[])
}

/// `GET /accessibility`
///
/// # Errors
/// None.
#[handler]
pub async fn accessibility(visit: Visit) -> Result<Response, Problem> {
    show(&visit, visit.t.say("accessibility-title").into_owned(), visit.pages.texts.accessibility.of(visit.lang()), false, &[])
}

#[derive(Template)]
#[template(path = "pages/offline.html")]
struct OfflinePage {
    t: &'static Words,
    page: Page,
}

/// `GET /offline`: what the service worker keeps and shows without a network. The same for everybody: it names nobody.
///
/// # Errors
/// None.
#[handler]
pub async fn offline(visit: Visit) -> Result<Response, Problem> {
    let page = Page { me: None, csrf: String::new(), ..visit.page("") };
    page::show(OfflinePage { t: visit.t, page }.render())
}

#[derive(Template)]
#[template(path = "pages/error.html")]
struct ErrorPage {
    t: &'static Words,
    page: Page,
    status: u16,
    heading: String,
    text: String,
    /// What exactly is wrong: a value of the address, by its name.
    wrong: Vec<String>,
    number: String,
    /// What helps: to try again, to sign in, to give one's pledge, to look without the filters that cannot be read.
    help: Option<LinkTo>,
}

/// The page of a problem, for whoever has a visit.
pub fn error(visit: &Visit, problem: &Problem) -> Option<String> {
    error_with(visit, problem, None)
}

/// The page of a problem, with a link to what helps.
pub fn error_with(visit: &Visit, problem: &Problem, help: Option<LinkTo>) -> Option<String> {
    of_problem(visit.t, visit.page(""), &visit.asked, problem, help)
}

/// The page of a problem that came up before anybody knew who asks.
pub fn error_before(pages: &Arc<Pages>, asked: &Asked, problem: &Problem) -> Option<String> {
    let visit = Visit::before(pages, asked);
    of_problem(visit.t, visit.page(""), asked, problem, None)
}

fn of_problem(t: &'static Words, page: Page, asked: &Asked, problem: &Problem, link: Option<LinkTo>) -> Option<String> {
    let status = problem.status();
    let here = asked.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let again = status.is_server_error() || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT);
    let usual = || match problem.code() {
        "pledge" => Some(LinkTo { url: "/me/data".to_owned(), name: t.say("pledge-give").into_owned() }),
        code if code == Code::BadParameter.as_str() && asked.method.is_safe() => {
            Some(LinkTo { url: asked.uri.path().to_owned(), name: t.say("error-without").into_owned() })
        }
        _ if again && asked.method.is_safe() => Some(LinkTo { url: here, name: t.say("error-retry").into_owned() }),
        _ => None,
    };
    let (heading, text) = match asked.uri.path() {
        path if status == StatusCode::NOT_FOUND && path.starts_with("/events/") => (t.say("event-gone"), t.say("event-gone-text")),
        "/setup" if status == StatusCode::NOT_FOUND => (t.say("setup-used"), t.say("setup-used-text")),
        _ => (problem.title(t), problem.detail(t)),
    };
    let page = ErrorPage {
        t,
        page: Page { address: String::new(), notice: None, ..page },
        status: status.as_u16(),
        heading: heading.into_owned(),
        text: text.into_owned(),
        wrong: problem.fields().iter().map(|field| told(t, field)).collect(),
        number: if status.is_server_error() { asked.number.to_string() } else { String::new() },
        help: link.or_else(usual),
    };
    page.render().ok()
}

/// One value that is wrong, by the name that it has in the address, and the places that it may mean.
fn told(t: &'static Words, field: &Field) -> String {
    let towns = field.among.iter().filter_map(|id| places::by_id(id));
    let choices: Vec<String> = towns.map(|town| format!("{} (place_id={})", town_line(&town), town.id())).collect();
    let text = [field.text(t), choices.join(" · ")].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    t.with("error-value", &[("name", field.name.as_ref().into()), ("text", text.into())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_the_keeper_are_text() {
        assert_eq!(plain("a_b*c <x>"), "a\\_b\\*c \\<x\\>");
        let html = to_html(&format!("{} dit", plain("_Réseau_ [x](https://a.fr)")));
        assert_eq!(html.trim(), "<p>_Réseau_ [x](https://a.fr) dit</p>");
    }
}
