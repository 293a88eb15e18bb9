//! The frame around every page: what all pages share ([`Pages`]), one request of one of them ([`Visit`]), and the [`Page`] made of both.

use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use poem::http::header;
use poem::{FromRequest, Request, RequestBody};

use super::texts::Texts;
use super::views::{Form, Kind, Language, Me, Notice, Page};
use super::{cards, docs, form};
use crate::app::sessions::Visitor;
use crate::app::{App, events, inbox};
use crate::domain::event::KindKey;
use crate::domain::ids::{MediaId, MemberId, TeamId};
use crate::domain::kind::EventKind;
use crate::domain::lang::Lang;
use crate::domain::network::Network;
use crate::domain::place::Point;
use crate::domain::refusal::Refusal;
use crate::domain::rights::Actor;
use crate::domain::theme::{Colour, Theme};
use crate::domain::time::Zone;
use crate::http::asked::Asked;
use crate::http::cookies::Cookies;
use crate::http::error::Problem;
use crate::http::front::{SessionSecret, Settings};
use crate::http::page::{Status, in_query};
use crate::http::{csrf, etag};
use crate::words::Words;

/// The parameter that names the sentence to say once, after a redirect: `?done=saved` says `done-saved`.
const DONE: &str = "done";

/// What all pages share. Made once, at the start: no page computes a theme.
pub struct Pages {
    /// The house.
    pub app: App,
    /// The names of our cookies.
    pub cookies: Cookies,
    /// The network's own origin (`https://reseau.exemple`), when the keeper set one.
    pub origin: Option<String>,
    /// The network's colours.
    pub theme: Sheet,
    /// The clock of most of the network's events.
    pub zone: Zone,
    /// What the network says about itself.
    pub texts: Texts,
    /// The operations of the JSON API, once somebody asked for them.
    pub operations: OnceLock<Vec<docs::Group>>,
    /// The kinds of event, in each language.
    kinds: [Vec<Kind>; Lang::ALL.len()],
}

/// The style sheet made from the network's colours.
pub struct Sheet {
    /// Where it lies: the name holds a hash of what it says.
    pub url: String,
    /// What it says.
    pub css: String,
}

impl Pages {
    /// The pages of this house, behind a front that is set up so.
    pub fn new(app: App, settings: &Settings) -> Arc<Self> {
        let css = css_of(&app.network);
        let hash = etag::of_bytes(css.as_bytes());
        let theme = Sheet { url: format!("/theme-{}.css", hash.trim_matches('"')), css };
        let kinds = Lang::ALL.map(|lang| kinds(&app.network, lang));
        let zone = events::default_zone(&app);
        let texts = Texts::of(&app.network);
        let (cookies, origin) = (settings.cookies(), settings.origin.clone());
        Arc::new(Self { app, cookies, origin, theme, zone, texts, operations: OnceLock::new(), kinds })
    }

    /// The kinds of event that are offered, in the order of the keeper's list.
    pub fn kinds(&self, lang: Lang) -> &[Kind] {
        &self.kinds[lang as usize]
    }

    /// A kind of event, in the words of this language.
    pub fn kind(&self, lang: Lang, key: &KindKey) -> Kind {
        let known = self.kinds(lang).iter().find(|kind| kind.slug == key.as_str());
        known.cloned().unwrap_or_else(|| cards::kind_without_entry(key.as_str()))
    }
}

fn kinds(network: &Network, lang: Lang) -> Vec<Kind> {
    let kind = |kind: &EventKind| Kind { slug: kind.key.as_str().to_owned(), icon: kind.icon.clone(), name: kind.label(lang).to_owned() };
    network.kinds.iter().map(kind).collect()
}

/// The configuration refuses what is no colour; one that slips through (a test's) is simply not painted.
fn css_of(network: &Network) -> String {
    let kinds = network.kinds.iter().filter_map(|kind| Some((kind.key.as_str(), kind.colour.parse::<Colour>().ok()?)));
    let kinds: Vec<(&str, Colour)> = kinds.collect();
    network.colour.parse().map_or(String::new(), |colour| Theme::of(colour).css(kinds.iter().copied()))
}

/// One request of a page: who asks for what, and in which words. The first parameter of every handler.
pub struct Visit {
    /// What all pages share.
    pub pages: Arc<Pages>,
    /// What was asked.
    pub asked: Asked,
    /// The words of the page's language.
    pub t: &'static Words,
    visitor: Option<Arc<Visitor>>,
    secret: Option<SessionSecret>,
    host: String,
}

impl<'a> FromRequest<'a> for Visit {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        let astray = || Problem::internal("a request went round the front");
        let asked = request.data::<Asked>().ok_or_else(astray)?.clone();
        let pages = request.data::<Arc<Pages>>().ok_or_else(astray)?.clone();
        let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
        Ok(Self {
            t: Words::of(asked.lang),
            visitor: request.extensions().get::<Arc<Visitor>>().cloned(),
            secret: request.data::<SessionSecret>().cloned(),
            host: host
                .filter(|host| host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b)))
                .unwrap_or_default()
                .to_owned(),
            pages,
            asked,
        })
    }
}

impl Visit {
    /// A visit whose request is gone: what is left of it says enough for a page without forms.
    pub(in crate::http) fn of_parts(pages: &Arc<Pages>, asked: &Asked, visitor: Option<&Arc<Visitor>>) -> Self {
        let t = Words::of(asked.lang);
        Self { pages: Arc::clone(pages), asked: asked.clone(), t, visitor: visitor.cloned(), secret: None, host: String::new() }
    }

    /// The visit that a request is which has not come through the front yet.
    pub(in crate::http) fn behind(pages: &Arc<Pages>, asked: &Asked, request: &Request) -> Self {
        let visitor = request.extensions().get::<Arc<Visitor>>().cloned();
        Self { visitor, secret: request.data::<SessionSecret>().cloned(), ..Self::before(pages, asked) }
    }

    /// The visit that a request is; none for a request that did not come through the front.
    pub fn of(request: &Request) -> Option<Self> {
        let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
        let plain = host.filter(|host| host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b)));
        Some(Self {
            visitor: request.extensions().get::<Arc<Visitor>>().cloned(),
            secret: request.data::<SessionSecret>().cloned(),
            host: plain.unwrap_or_default().to_owned(),
            ..Self::before(request.data::<Arc<Pages>>()?, request.data::<Asked>()?)
        })
    }

    /// A visit of which nobody knows yet who it is.
    pub fn before(pages: &Arc<Pages>, asked: &Asked) -> Self {
        Self { pages: Arc::clone(pages), t: Words::of(asked.lang), asked: asked.clone(), visitor: None, secret: None, host: String::new() }
    }

    /// The house.
    pub fn app(&self) -> &App {
        &self.pages.app
    }

    /// The network.
    pub fn network(&self) -> &Network {
        &self.pages.app.network
    }

    /// The language of the page.
    pub fn lang(&self) -> Lang {
        self.asked.lang
    }

    /// Who asks, for the table of rights.
    pub fn actor(&self) -> Actor {
        self.visitor.as_ref().map_or(Actor::Stranger, |visitor| visitor.actor)
    }

    /// Where they live, as a point: what is near it is likelier meant.
    pub fn near(&self) -> Option<Point> {
        self.visitor().and_then(|visitor| visitor.member.home.as_ref()).and_then(|home| home.point)
    }

    /// The member and the session, when somebody is signed in. Suspended members are: to sign out, and to see what is theirs.
    pub fn visitor(&self) -> Option<&Visitor> {
        self.visitor.as_deref()
    }

    /// The member and the session.
    ///
    /// # Errors
    /// 401 for strangers: they are led to sign in, and back.
    pub fn known(&self) -> Result<&Visitor, Refusal> {
        self.visitor.as_deref().ok_or(Refusal::SignIn)
    }

    /// What time it is.
    pub fn now(&self) -> Timestamp {
        self.pages.app.now()
    }

    /// A parameter of the query, as text; the first of its name.
    pub fn param(&self, name: &str) -> Option<String> {
        form::query(&self.asked).into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The frame of a page; `tab` is the entry of the menu that it belongs to, or empty.
    pub fn page(&self, tab: &'static str) -> Page {
        let network = self.network();
        Page {
            lang: self.t.lang().tag(),
            network: network.name.clone(),
            logo: String::new(),
            theme: self.pages.theme.url.clone(),
            known: self.asked.known,
            suspended: self.is_suspended(),
            me: self.visitor().map(|visitor| self.me(visitor)),
            csrf: self.csrf(),
            tab,
            languages: self.languages(),
            notice: self.notice(),
            address: self.absolute(self.asked.uri.path()),
            next: String::new(),
        }
    }

    fn me(&self, visitor: &Visitor) -> Me {
        // A bell that cannot be read is no reason to have no page.
        let unread = inbox::tally(self.app(), visitor.member.id).map_or(0, |tally| tally.unread);
        Me { name: visitor.member.full_name(), photo: face(visitor.member.photo, visitor.member.id), unread }
    }

    /// The anti-forgery value of the session; empty for strangers, whose forms need none.
    pub fn csrf(&self) -> String {
        self.secret.as_ref().map_or(String::new(), |secret| csrf::token(&secret.0, self.app().random()))
    }

    /// A path of ours as an absolute address; the path itself when nobody knows how we are reached.
    pub fn absolute(&self, path: &str) -> String {
        match &self.pages.origin {
            Some(origin) => format!("{origin}{path}"),
            None if self.host.is_empty() => path.to_owned(),
            None => format!("http://{}{path}", self.host),
        }
    }

    /// Where to go on after a deed, with the sentence `done-<word>` to be said once there.
    pub fn told(path: &str, word: &str) -> String {
        let (path, fragment) = path.split_once('#').map_or((path, String::new()), |(path, id)| (path, format!("#{id}")));
        format!("{path}{}{DONE}={word}{fragment}", if path.contains('?') { '&' } else { '?' })
    }

    /// Whether it is a member whose account is suspended.
    pub fn is_suspended(&self) -> bool {
        self.actor().signed_in() == Err(Refusal::Forbidden("suspended"))
    }

    /// What was just done; for a suspended member, that they are, on every page.
    fn notice(&self) -> Option<Notice> {
        if self.is_suspended() {
            return Some(Notice { tone: "bad", text: self.t.say("me-suspended").into_owned() });
        }
        let query = self.asked.uri.query().filter(|query| query.contains(DONE))?;
        let word = query.split('&').find_map(|pair| pair.strip_prefix(DONE)?.strip_prefix('='))?;
        let text = self.t.find("done", word)?;
        Some(Notice { tone: "ok", text: text.into_owned() })
    }

    /// The languages of the switch. Members have theirs in their profile; strangers get this page again, and a cookie that keeps the choice.
    fn languages(&self) -> Vec<Language> {
        let kept = form::query(&self.asked).into_iter().filter(|(name, _)| name != "lang" && name != DONE);
        let kept: String = kept.map(|(name, value)| format!("&{}={}", in_query(&name), in_query(&value))).collect();
        let path = self.asked.uri.path();
        let language = |lang: &Lang| Language {
            tag: lang.tag(),
            name: match lang {
                Lang::Fr => "Français",
                Lang::En => "English",
            },
            url: match self.visitor {
                Some(_) => "/me/profile#lang".to_owned(),
                None => format!("{path}?lang={}{kept}", lang.tag()),
            },
            current: *lang == self.lang(),
        };
        self.network().langs.iter().map(language).collect()
    }

    /// Tells a refusal in the form that it is about: flaws at their fields, what clashes with the state of things above them. `names` leads
    /// from the deed's name of a field to the form's, where the two differ. The status to answer with.
    ///
    /// # Errors
    /// What is nothing that the form could mend: 401, 403, 404, 503.
    pub fn tell(&self, form: &mut Form, refusal: Refusal, names: &[(&str, &'static str)]) -> Result<Status, Problem> {
        form::tell(self.t, form, refusal, names)
    }
}

/// The picture of a member, or their initials.
pub fn face(photo: Option<MediaId>, member: MemberId) -> String {
    match photo {
        Some(photo) => format!("/media/{photo}/64.jpg"),
        None => format!("/members/{member}/initials.svg"),
    }
}

/// The square picture of a team, or its initials.
pub fn emblem(image: Option<MediaId>, team: TeamId) -> String {
    match image {
        Some(image) => format!("/media/{image}/64.jpg"),
        None => format!("/teams/{team}/initials.svg"),
    }
}

/// A cover in its largest size; empty for none.
pub fn cover(image: Option<MediaId>) -> String {
    image.map_or(String::new(), |image| format!("/media/{image}/1024.jpg"))
}

/// The id at the beginning of a part of a path: what follows a hyphen is for people, and ignored.
///
/// # Errors
/// 404 for what is no id.
pub fn id_in<T: std::str::FromStr>(part: &str) -> Result<T, Refusal> {
    part.split('-').next().unwrap_or_default().parse().map_err(|_| Refusal::NotFound)
}
