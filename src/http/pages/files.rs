//! What browsers, phones and robots ask for by name: the theme, the manifest, the service worker, the lists of addresses.

use std::fmt::Write;

use jiff::{SignedDuration, Timestamp};
use poem::http::{HeaderValue, header};
use poem::{Request, Response, handler};
use serde::Serialize;

use super::frame::Visit;
use crate::app::near::{self, EventQuery};
use crate::app::teams::{self, TeamQuery};
use crate::domain::refusal::Refusal;
use crate::domain::theme::{Colour, Theme};
use crate::http::assets::{self, asset};
use crate::http::error::Problem;

/// Most events, and most teams, that robots are told of.
const LISTED: usize = 1_000;

/// How long what `security.txt` says holds.
const SECURITY_HOLDS: SignedDuration = SignedDuration::from_hours(365 * 24);
const DAY: i64 = 24 * 3_600;

fn text(kind: &'static str, text: String) -> Response {
    Response::builder().content_type(kind).body(text)
}

/// `GET /theme-<hash>.css`: under its own hash for ever, under an older one the colours of today.
///
/// # Errors
/// None.
#[handler]
pub async fn theme(visit: Visit) -> Result<Response, Problem> {
    let mut response = text("text/css; charset=utf-8", visit.pages.theme.css.clone());
    let current = visit.asked.uri.path() == visit.pages.theme.url;
    let caching = if current { "public, max-age=31536000, immutable" } else { "no-cache" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    Ok(response)
}

/// `GET /sw.js`: at the root, to govern all pages.
///
/// # Errors
/// 404 when the program was built without it.
#[handler]
pub async fn service_worker(request: &Request) -> Result<Response, Problem> {
    assets::at_root(request, "js/sw.js")
}

#[derive(Serialize)]
struct Manifest<'a> {
    name: &'a str,
    short_name: &'a str,
    description: &'a str,
    lang: &'a str,
    id: &'a str,
    start_url: &'a str,
    scope: &'a str,
    display: &'a str,
    background_color: String,
    theme_color: String,
    icons: Vec<Icon>,
}

#[derive(Serialize)]
struct Icon {
    src: &'static str,
    sizes: &'static str,
    r#type: &'static str,
    purpose: &'static str,
}

/// `GET /manifest.webmanifest`: the network on a phone's first screen (W3C Web Application Manifest).
///
/// # Errors
/// 500.
#[handler]
pub async fn manifest(visit: Visit) -> Result<Response, Problem> {
    let network = visit.network();
    let colour = |pick: fn(&Theme) -> Colour| network.colour.parse().map_or(String::new(), |colour| pick(&Theme::of(colour)).to_string());
    let icon = |name: &str, sizes, purpose| Icon { src: asset(name), sizes, r#type: "image/png", purpose };
    let manifest = Manifest {
        name: &network.name,
        short_name: &network.name,
        description: network.tagline.of(visit.lang()),
        lang: visit.lang().tag(),
        id: "/",
        start_url: "/",
        scope: "/",
        display: "standalone",
        background_color: colour(|of| of.light.bg),
        theme_color: colour(|of| of.light.brand),
        icons: vec![
            icon("brand/icon-192.png", "192x192", "any"),
            icon("brand/icon-512.png", "512x512", "any"),
            icon("brand/maskable-512.png", "512x512", "maskable"),
        ],
    };
    let json = serde_json::to_string(&manifest).map_err(Problem::internal)?;
    Ok(text("application/manifest+json; charset=utf-8", json))
}

/// `GET /robots.txt`: pages that are personal, or that lead nowhere new, are not for robots (RFC 9309).
///
/// # Errors
/// None.
#[handler]
pub async fn robots(visit: Visit) -> Result<Response, Problem> {
    let private = [
        "/me",
        "/admin",
        "/links/",
        "/invitations/",
        "/notifications",
        "/signin",
        "/signup",
        "/search",
        "/map",
        "/api/",
        "/held/",
        "/media/",
        "/members/",
        "/events/new",
        "/teams/new",
    ];
    let mut rules = "User-agent: *\n".to_owned();
    for path in private {
        rules.push_str(&format!("Disallow: {path}\n"));
    }
    rules.push_str(&format!("\nSitemap: {}\n", visit.absolute("/sitemap.xml")));
    Ok(text("text/plain; charset=utf-8", rules))
}

/// `GET /sitemap.xml`: what everybody may see (sitemaps.org).
///
/// # Errors
/// 503.
#[handler]
pub async fn sitemap(visit: Visit) -> Result<Response, Problem> {
    let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n".to_owned();
    let mut add = |path: &str| {
        // Writing to a String never fails; addresses hold letters, digits, hyphens and slashes only, and the host was checked.
        let _ = writeln!(xml, "<url><loc>{}</loc></url>", visit.absolute(path));
    };
    for path in ["/", "/events", "/teams", "/about", "/privacy", "/legal", "/accessibility"] {
        add(path);
    }
    for path in listed(&visit)? {
        add(&path);
    }
    xml.push_str("</urlset>\n");
    Ok(text("application/xml; charset=utf-8", xml))
}

/// The pages of events to come and of teams, as a stranger sees them, whoever asks.
fn listed(visit: &Visit) -> Result<Vec<String>, Refusal> {
    let stranger = crate::domain::rights::Actor::Stranger;
    let events = near::events(visit.app(), &stranger, &EventQuery { limit: LISTED, ..EventQuery::default() })?;
    let teams = teams::list(visit.app(), &stranger, &TeamQuery { limit: LISTED, ..TeamQuery::default() })?;
    let events = events.items.iter().map(|item| format!("/events/{}", item.card.event.id));
    Ok(events.chain(teams.items.iter().map(|(view, _)| format!("/teams/{}", view.team.id))).collect())
}

/// `GET /.well-known/security.txt`: whom to tell of a weakness (RFC 9116).
///
/// # Errors
/// None.
#[handler]
pub async fn security(visit: Visit) -> Result<Response, Problem> {
    let contact = match visit.network().contact.as_deref() {
        Some(address) if address.contains("://") => address.to_owned(),
        Some(address) => format!("mailto:{address}"),
        None => visit.absolute("/legal"),
    };
    let langs: Vec<&str> = visit.network().langs.iter().map(|lang| lang.tag()).collect();
    let lines = format!("Contact: {contact}\nExpires: {}\nPreferred-Languages: {}\n", expires(visit.now()), langs.join(", "));
    Ok(text("text/plain; charset=utf-8", lines))
}

/// A year from the beginning of this day: the file is the same all day.
fn expires(now: Timestamp) -> Timestamp {
    let today = Timestamp::from_second(now.as_second().div_euclid(DAY) * DAY).unwrap_or(now);
    today.checked_add(SECURITY_HOLDS).unwrap_or(Timestamp::MAX)
}
