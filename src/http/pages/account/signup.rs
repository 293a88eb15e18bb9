//! Joining: one page, the picture included, with or without script. A known address gets the same answer; its mail differs.

use askama::Template;
use poem::http::{HeaderMap, StatusCode};
use poem::{Response, handler};

use super::held::{self, Held};
use super::ticket::{For, Mark};
use super::{code, next_of, way_on};
use crate::app::signups::NewSignup;
use crate::app::{cards, claims, pictures, places, signups};
use crate::domain::refusal::{Flaws, Refusal};
use crate::http::error::Problem;
use crate::http::front::ClientAddress;
use crate::http::page::{self, see_other};
use crate::http::pages::form::Sent;
use crate::http::pages::frame::Visit;
use crate::http::pages::me::home_line;
use crate::http::pages::rsvp;
use crate::http::pages::views::{Form, Page, PlaceChoice};
use crate::words::Words;

/// Fields whose name in the form is not the deed's.
const NAMES: [(&str, &str); 4] =
    [("pledge_accepted", "pledge"), ("privacy_accepted", "privacy"), ("pledge_version", "pledge"), ("place_id", "place")];

#[derive(Template)]
#[template(path = "account/signup.html")]
struct SignupPage {
    t: &'static Words,
    page: Page,
    f: Form,
    /// A picture already received.
    kept: String,
    means: Vec<PlaceChoice>,
    pledge: String,
    privacy: String,
    password_min: usize,
    /// What they were about to say yes to; empty for nothing.
    coming: String,
}

fn show(visit: &Visit, f: Form, kept: String, means: Vec<PlaceChoice>, status: impl Into<page::Status>) -> Result<Response, Problem> {
    let network = visit.network();
    let page = SignupPage {
        t: visit.t,
        page: visit.page("").on_the_way_to(next_of(f.value("next"))),
        kept,
        means,
        pledge: network.pledge.text.of(visit.lang()).to_owned(),
        privacy: network.privacy.of(visit.lang()).to_owned(),
        password_min: network.password_min,
        coming: coming(visit, f.value("next")),
        f,
    };
    page::shown(status, page.render())
}

/// The title of the event that they were about to say yes to.
fn coming(visit: &Visit, next: &str) -> String {
    let title = |id| cards::with_event(visit.app(), &visit.actor(), id, |_, _, view, _| Ok(view.facts().title().to_owned())).ok();
    rsvp::answering(next).and_then(title).unwrap_or_default()
}

/// `GET /signup`
#[handler]
pub async fn ask(visit: Visit) -> Result<Response, Problem> {
    let next = visit.param("next").unwrap_or_default();
    let next = next_of(&next);
    if visit.visitor().is_some() {
        return Ok(see_other(&way_on(&visit, &visit.actor(), None, next).await));
    }
    let mut form = Form::default();
    form.set("next", next);
    form.set("pledge_version", visit.network().pledge.version.to_string());
    // Somebody of an older list finds what is known of them; a link that is over is no hindrance to joining.
    if let Some(known) = visit.param("claim").and_then(|token| claims::look(visit.app(), &token).ok()) {
        form.set("first_name", known.first_name.as_str());
        form.set("last_name", known.last_name.as_str());
        form.set("email", known.email.as_str());
        form.set("place", known.home.as_ref().map_or(String::new(), home_line));
    }
    show(&visit, form, String::new(), Vec::new(), StatusCode::OK)
}

/// `POST /signup`
#[handler]
pub async fn join(visit: Visit, headers: &HeaderMap, address: ClientAddress, sent: Sent) -> Result<Response, Problem> {
    let mut flaws = Flaws::default();
    let take_in = |bytes| pictures::take_in_from_stranger(visit.app(), bytes, pictures::Purpose::Avatar(None), address.ip());
    let taken = held::picture(&visit, &sent, "photo", &mut flaws, take_in).await;
    let held = *taken.as_ref().unwrap_or(&Held::default());
    let done = match taken {
        Ok(held) => start(&visit, &sent, held, flaws, address).await,
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(id) => {
            let mark = Mark::of(&visit, headers);
            let mut response = see_other(&code::path(For::SignUp, &mark.ticket(&visit, For::SignUp, id), next_of(sent.one("next"))));
            mark.keep(&visit, &mut response);
            Ok(response)
        }
        Err(refusal) => again(&visit, &sent, held, refusal).await,
    }
}

async fn start(
    visit: &Visit,
    sent: &Sent,
    held: Held,
    mut flaws: Flaws,
    address: ClientAddress,
) -> Result<crate::domain::ids::SignupId, Refusal> {
    let app = visit.app();
    let first_name = flaws.text("first_name", sent.one("first_name").parse());
    let last_name = flaws.text("last_name", sent.one("last_name").parse());
    let email = flaws.text("email", sent.one("email").parse());
    let place = sent.place(visit);
    place.must_be_clear(&mut flaws, "place");
    let home = match place.input(&mut flaws, "place").map(|input| places::home(&app.network, input)) {
        Some(Ok(home)) => Some(home),
        Some(Err(refusal)) => {
            flaws.add(refusal)?;
            None
        }
        None => None,
    };
    let password = Some(sent.raw("password")).filter(|password| !password.is_empty());
    let own = [sent.one("first_name"), sent.one("last_name"), sent.one("email")];
    let pledge = (sent.one("pledge_version").parse().ok(), sent.ticked("pledge"));
    if let Err(refusal) = signups::rehearse(app, password.map(|password| (password, &own[..])), pledge, sent.ticked("privacy")) {
        flaws.add(refusal)?;
    }
    let (Some(first_name), Some(last_name), Some(email), true) = (first_name, last_name, email, flaws.is_empty()) else {
        return Err(flaws.refusal());
    };
    let new = NewSignup {
        first_name,
        last_name,
        email,
        password: password.map(str::to_owned),
        home,
        pledge_version: pledge.0.unwrap_or_default(),
        pledge_accepted: pledge.1,
        privacy_accepted: sent.ticked("privacy"),
        lang: visit.lang(),
        photo: held.0,
        answering: rsvp::answering(next_of(sent.one("next"))),
    };
    signups::start(app, new, address.ip()).await
}

/// The form as it was, with what is wrong in it.
async fn again(visit: &Visit, sent: &Sent, held: Held, refusal: Refusal) -> Result<Response, Problem> {
    let mut form = sent.form();
    form.set("next", next_of(sent.one("next")));
    let status = visit.tell(&mut form, refusal, &NAMES)?;
    form.call("place", &visit.t.say("find-place"));
    // Another wording than the one that was read is another yes.
    let version = visit.network().pledge.version.to_string();
    if sent.one("pledge_version") != version {
        form.set("pledge_version", version);
        form.set("pledge", "");
    }
    form.set("photo_kept", held.name(visit));
    // A password is never sent back: who chose one must know, or they would join without.
    if !sent.raw("password").is_empty() && form.error("password").is_empty() {
        form.wrong_in("password", visit.t.say("label-password"), visit.t.say("signup-password-again"));
    }
    show(visit, form, held.preview(visit).await, sent.choices(visit), status)
}
