//! My profile: names, place, telephone, language, and what others see of them.

use askama::Template;
use poem::http::StatusCode;
use poem::{Response, handler};

use super::{home_line, person};
use crate::app::me::{self, ProfileChange};
use crate::app::places;
use crate::domain::lang::Lang;
use crate::domain::member::Home;
use crate::domain::refusal::{Flaw, Flaws, Refusal};
use crate::domain::text::Phone;
use crate::http::error::Problem;
use crate::http::page::{self, see_other};
use crate::http::pages::form::{Place, Sent};
use crate::http::pages::frame::Visit;
use crate::http::pages::views::{Choice, Form, Page, Person, PlaceChoice};
use crate::words::Words;

#[derive(Template)]
#[template(path = "me/profile.html")]
struct ProfilePage {
    t: &'static Words,
    page: Page,
    seen: Person,
    f: Form,
    means: Vec<PlaceChoice>,
    languages: Vec<Choice>,
    email: String,
}

fn render(visit: &Visit, f: Form, means: Vec<PlaceChoice>, status: impl Into<page::Status>) -> Result<Response, Problem> {
    let member = &visit.known()?.member;
    let name = |lang: Lang| match lang {
        Lang::Fr => "Français",
        Lang::En => "English",
    };
    let choice = |lang: &Lang| Choice { value: lang.tag().to_owned(), text: name(*lang).to_owned() };
    let page = ProfilePage {
        t: visit.t,
        page: visit.page("me"),
        seen: person(member),
        f,
        means,
        languages: visit.network().langs.iter().map(choice).collect(),
        email: member.email.to_string(),
    };
    page::shown(status, page.render())
}

/// `GET /me/profile`
#[handler]
pub fn show(visit: Visit) -> Result<Response, Problem> {
    let member = &visit.known()?.member;
    let mut form = Form::default();
    form.set("first_name", member.first_name.as_str());
    form.set("last_name", member.last_name.as_str());
    form.set("place", member.home.as_ref().map_or(String::new(), home_line));
    form.set("phone", member.phone.as_ref().map_or("", Phone::as_str));
    form.set("lang", member.lang.tag());
    render(&visit, form, Vec::new(), StatusCode::OK)
}

/// `POST /me/profile`
#[handler]
pub async fn save(visit: Visit, sent: Sent) -> Result<Response, Problem> {
    let visitor = visit.known()?;
    let done = match read(&visit, &sent) {
        Ok(change) => me::edit(visit.app(), visitor, change, None).await,
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(_) => Ok(see_other(&Visit::told("/me/profile", "saved"))),
        Err(refusal) => {
            let mut form = sent.form();
            let status = visit.tell(&mut form, refusal, &[("place_id", "place")])?;
            form.call("place", &visit.t.say("find-place"));
            render(&visit, form, sent.choices(&visit), status)
        }
    }
}

fn read(visit: &Visit, sent: &Sent) -> Result<ProfileChange, Refusal> {
    let mut flaws = Flaws::default();
    let home = match home(visit, sent, &mut flaws) {
        Ok(home) => home,
        Err(refusal) => {
            flaws.add(refusal)?;
            None
        }
    };
    let lang = visit.network().langs.iter().find(|lang| lang.tag() == sent.one("lang")).copied();
    flaws.require(lang.is_some(), Flaw::new("lang", "unknown_value"));
    let change = ProfileChange {
        first_name: flaws.text("first_name", sent.one("first_name").parse()),
        last_name: flaws.text("last_name", sent.one("last_name").parse()),
        phone: flaws.text("phone", Phone::optional(sent.one("phone"))),
        home,
        lang,
    };
    flaws.done()?;
    Ok(change)
}

/// What becomes of the home: nothing while the field says what it said; else the town that it says, or none any more.
fn home(visit: &Visit, sent: &Sent, flaws: &mut Flaws) -> Result<Option<Option<Home>>, Refusal> {
    let former = visit.known()?.member.home.as_ref().map_or(String::new(), home_line);
    if sent.one("place") == former && sent.one("place_id").is_empty() && sent.one("place_pick").is_empty() {
        return Ok(None);
    }
    let place = sent.place(visit);
    place.must_be_clear(flaws, "place");
    match place {
        Place::None => Ok(Some(None)),
        place => match place.input(flaws, "place") {
            Some(input) => places::home(visit.network(), input).map(|home| Some(Some(home))),
            None => Ok(None),
        },
    }
}
