//! One event: what it is, who comes, and what its organisers do to it besides editing.

use askama::Template;
use poem::web::Path;
use poem::{Response, handler};

use super::cards::{self, answer, of_view, place_line, state, when};
use super::form::Sent;
use super::frame::{Visit, cover, face, id_in};
use super::views::{AnswerBar, Card, Form, Kind, Page, Person, State, When};
use crate::app::cards::{EventView, with_event};
use crate::app::near::{self, Area, EventQuery, RADIUS_KM};
use crate::app::once::Once;
use crate::app::{events, pictures, rsvps};
use crate::domain::event::{Access, EventStatus, Visibility};
use crate::domain::ids::{EventId, MemberId};
use crate::domain::place::{Place, Point, Precision};
use crate::domain::refusal::{Flaws, Refusal};
use crate::domain::rsvp::{Rsvp, Standing};
use crate::domain::text::Note;
use crate::http::error::Problem;
use crate::http::page;
use crate::words::Words;

/// Faces on the page of an event; the rest is on the page of who comes.
const FACES: usize = 8;
/// Events that are near, below.
const NEAR: usize = 3;
/// People on a page of who comes.
const PEOPLE: usize = 100;

#[derive(Template)]
#[template(path = "events/event.html")]
struct EventPage {
    t: &'static Words,
    page: Page,
    e: Shown,
    a: AnswerBar,
    near: Vec<Card>,
}

/// An event on its own page, as its reader may see it: see the template.
struct Shown {
    id: String,
    url: String,
    title: String,
    kind: Kind,
    when: When,
    zone: String,
    cover: String,
    state: State,
    /// Moderators hid it: whoever sees this page is one.
    hidden: bool,
    cancel_reason: String,
    team: Option<LinkTo>,
    place: String,
    address: String,
    address_hidden: bool,
    route: String,
    online: bool,
    online_url: String,
    online_hidden: bool,
    going: u32,
    waiting: u32,
    capacity: Option<u32>,
    people: Vec<Person>,
    organisers: Vec<Person>,
    contact: Option<Contact>,
    html: String,
    badges: Vec<Badge>,
    can_edit: bool,
    can_see_people: bool,
}

/// A way to another page.
pub struct LinkTo {
    /// Where.
    pub url: String,
    /// What it says.
    pub name: String,
}

struct Contact {
    name: String,
    email: String,
    phone: String,
}

struct Badge {
    icon: &'static str,
    text: String,
}

/// `GET /events/:id`, whatever slug follows the id.
///
/// # Errors
/// 404; 503.
#[handler]
pub async fn show(visit: Visit, Path(part): Path<String>) -> Result<Response, Problem> {
    if let Some(id) = part.strip_suffix(".ics") {
        return super::ics::event(&visit, id_in(id)?);
    }
    shown(&visit, id_in(&part)?)
}

/// `GET /events/:id/:slug`
///
/// # Errors
/// 404; 503.
#[handler]
pub async fn show_with_slug(visit: Visit, Path((id, _slug)): Path<(String, String)>) -> Result<Response, Problem> {
    shown(&visit, id_in(&id)?)
}

fn shown(visit: &Visit, id: EventId) -> Result<Response, Problem> {
    let (mut e, a, point) = with_event(visit.app(), &visit.actor(), id, |sight, _, view, rsvp| {
        let rank = sight.rank(rsvp.as_ref())?;
        Ok((of(visit, &view), bar(visit, &view, rsvp.as_ref(), rank), view.place.as_ref().and_then(|place| place.point)))
    })?;
    if e.can_see_people {
        e.people = faces(visit, id)?;
    }
    let near = match point {
        Some(point) => near_by(visit, id, point)?,
        None => Vec::new(),
    };
    let page = Page { address: e.url.clone(), ..visit.page("events") };
    page::show(EventPage { t: visit.t, page, e, a, near }.render())
}

fn of(visit: &Visit, view: &EventView<'_>) -> Shown {
    let facts = view.facts();
    let text = |value: Option<String>| value.unwrap_or_default();
    let exact = view.place.as_ref().filter(|_| !view.address_hidden);
    Shown {
        id: view.id().to_string(),
        url: visit.absolute(&format!("/events/{}", view.id())),
        title: facts.title().to_owned(),
        kind: visit.pages.kind(visit.lang(), facts.kind()),
        when: when(visit, &facts),
        zone: zone(visit, view),
        cover: match cover(facts.image()) {
            path if path.is_empty() => path,
            path => visit.absolute(&path),
        },
        state: state(&facts, visit.now()),
        hidden: facts.status() == EventStatus::Hidden,
        cancel_reason: facts.cancel_reason().unwrap_or_default().to_owned(),
        team: facts.team().map(|team| LinkTo { url: format!("/teams/{}", team.id), name: team.name.clone() }),
        place: view.place.as_ref().map_or(String::new(), place_line),
        address: exact.map_or(String::new(), address),
        address_hidden: view.address_hidden,
        route: exact.and_then(route).unwrap_or_default(),
        online: facts.online(),
        online_url: text(view.online_url.as_ref().map(ToString::to_string)),
        online_hidden: view.online_hidden,
        going: facts.tally().going,
        waiting: facts.tally().waiting,
        capacity: facts.capacity(),
        people: Vec::new(),
        organisers: view
            .organisers
            .iter()
            .map(|person| Person { name: person.name.clone(), photo: face(person.photo, person.id), role: String::new() })
            .collect(),
        contact: facts.contact().map(|contact| Contact {
            name: contact.name.to_string(),
            email: text(contact.email.as_ref().map(ToString::to_string)),
            phone: text(contact.phone.as_ref().map(ToString::to_string)),
        }),
        html: facts.description_html(),
        badges: badges(visit.t, facts.access(), facts.visibility()),
        can_edit: view.my.can_edit,
        can_see_people: view.my.can_see_people,
    }
}

/// The bar with the one tap: also the fragment that answers it.
pub(super) fn bar(visit: &Visit, view: &EventView<'_>, rsvp: Option<&Rsvp>, rank: Option<u32>) -> AnswerBar {
    let facts = view.facts();
    AnswerBar {
        id: view.id().to_string(),
        state: state(&facts, visit.now()),
        answer: answer(view.my.standing, rank),
        guests: rsvp.map_or(0, |rsvp| rsvp.guests.into()),
        going: facts.tally().going,
        needs: facts.needs(),
        places_left: facts.places_left(),
        declined: rsvp.is_some_and(|rsvp| rsvp.standing == Standing::Declined),
        received: String::new(),
    }
}

/// The zone's name, where its clock shows another time than most of the network's do.
fn zone(visit: &Visit, view: &EventView<'_>) -> String {
    let facts = view.facts();
    let (here, usual) = (facts.zone().clock(facts.starts_at()), visit.pages.zone.clock(facts.starts_at()));
    if here.offset() == usual.offset() {
        return String::new();
    }
    visit.t.with("event-zone", &[("zone", facts.zone().name().into())])
}

/// "12 rue de Paris, 93100 Montreuil"; what the place line says already is left out.
fn address(place: &Place) -> String {
    let postcode = place.postcode.as_ref().map_or(String::new(), ToString::to_string);
    let Some(street) = place.street.as_ref().filter(|_| place.name.is_some()) else { return postcode };
    match &place.town {
        _ if postcode.is_empty() => street.to_string(),
        Some(town) => format!("{street}, {postcode} {town}"),
        None => format!("{street}, {postcode}"),
    }
}

/// The way there, on a map that belongs to nobody: a link, followed only when tapped.
fn route(place: &Place) -> Option<String> {
    let point = place.point.filter(|_| place.precision != Precision::Town)?;
    Some(format!("https://www.openstreetmap.org/directions?to={},{}", point.lat(), point.lon()))
}

fn badges(t: &'static Words, access: &Access, visibility: Visibility) -> Vec<Badge> {
    let mut badges = Vec::new();
    let mut add = |holds: bool, icon: &'static str, text: String| {
        if holds {
            badges.push(Badge { icon, text });
        }
    };
    add(access.wheelchair == Some(true), "wheelchair", t.say("access-wheelchair").into_owned());
    add(access.children == Some(true), "baby", t.say("access-children").into_owned());
    add(access.sign_language == Some(true), "hand", t.say("access-sign").into_owned());
    if let Some(language) = &access.language {
        add(true, "languages", t.with("access-language", &[("language", language.as_str().into())]));
    }
    add(visibility != Visibility::Public, "eye", t.pick("visibility", visibility.word()).into_owned());
    badges
}

fn faces(visit: &Visit, id: EventId) -> Result<Vec<Person>, Refusal> {
    let (comers, _) = rsvps::who_comes(visit.app(), &visit.actor(), id, None, FACES * 2)?;
    let going = comers.into_iter().filter(|comer| comer.standing == Standing::Going);
    let shown = going.filter_map(|comer| comer.person);
    Ok(shown.take(FACES).map(|person| Person { photo: face(person.photo, person.id), name: person.name, role: String::new() }).collect())
}

fn near_by(visit: &Visit, id: EventId, point: Point) -> Result<Vec<Card>, Refusal> {
    let query = EventQuery { area: Area::circle(point, RADIUS_KM.0), limit: NEAR + 1, ..EventQuery::default() };
    let mut found = near::events(visit.app(), &visit.actor(), &query)?.items;
    found.retain(|item| item.card.event.id != id);
    found.truncate(NEAR);
    cards::cards(visit, &found)
}

#[derive(Template)]
#[template(path = "events/people.html")]
struct PeoplePage {
    t: &'static Words,
    page: Page,
    c: Card,
    going: u32,
    waiting: u32,
    groups: Vec<Group>,
    first: String,
    next: String,
}

/// Those whose answers stand alike.
struct Group {
    standing: &'static str,
    people: Vec<Comer>,
}

/// Somebody who comes; without a name, for whoever may not see it.
struct Comer {
    name: String,
    photo: String,
    guests: u8,
    note: String,
    since: String,
}

/// `GET /events/:id/people`: who comes, for those who may see.
///
/// # Errors
/// 401; 403; 404; 503.
#[handler]
pub async fn people(visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
    let id: EventId = id_in(&id)?;
    visit.known()?;
    let after = visit.param("after").map(|text| text.parse::<MemberId>().map_err(|_| Problem::parameter("after"))).transpose()?;
    let (comers, next) = rsvps::who_comes(visit.app(), &visit.actor(), id, after, PEOPLE)?;
    let (c, going, waiting) = with_event(visit.app(), &visit.actor(), id, |_, _, view, _| {
        let tally = view.facts().tally();
        Ok((of_view(&visit, &view, None), tally.going, tally.waiting))
    })?;
    let mut groups: Vec<Group> = Standing::ALL.iter().map(|standing| Group { standing: standing.word(), people: Vec::new() }).collect();
    for comer in comers {
        let group = groups.iter_mut().find(|group| group.standing == comer.standing.word());
        let at = visit.pages.zone.clock(comer.since).datetime();
        let today = visit.pages.zone.clock(visit.now()).date();
        let (name, photo) = comer.person.map_or_else(Default::default, |person| (person.name, face(person.photo, person.id)));
        let note = comer.note.map_or(String::new(), |note| note.to_string());
        let shown = Comer { name, photo, guests: comer.guests, note, since: visit.t.moment(at, today) };
        if let Some(group) = group {
            group.people.push(shown);
        }
    }
    groups.retain(|group| !group.people.is_empty());
    let path = format!("/events/{id}/people");
    let page = PeoplePage {
        t: visit.t,
        page: visit.page("events"),
        c,
        going,
        waiting,
        groups,
        next: next.map_or(String::new(), |next| format!("{path}?after={next}")),
        first: if after.is_some() { path } else { String::new() },
    };
    page::show(page.render())
}

#[derive(Template)]
#[template(path = "events/cancel.html")]
struct CancelPage {
    t: &'static Words,
    page: Page,
    c: Card,
    f: Form,
}

fn cancel_page(visit: &Visit, id: EventId, f: Form) -> Result<CancelPage, Problem> {
    events::may_edit(visit.app(), &visit.actor(), id)?;
    let c = with_event(visit.app(), &visit.actor(), id, |_, _, view, _| Ok(of_view(visit, &view, None)))?;
    Ok(CancelPage { t: visit.t, page: visit.page("events"), c, f })
}

/// `GET /events/:id/cancel`
///
/// # Errors
/// 401; 403; 404.
#[handler]
pub async fn cancel_form(visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
    page::show(cancel_page(&visit, id_in(&id)?, Form::default())?.render())
}

/// `POST /events/:id/cancel`
///
/// # Errors
/// 401; 403; 404; 503.
#[handler]
pub async fn cancel(visit: Visit, Path(id): Path<String>, sent: Sent) -> Result<Response, Problem> {
    let id: EventId = id_in(&id)?;
    visit.known()?;
    let mut flaws = Flaws::default();
    let reason = sent.optional(&mut flaws, "reason", Note::optional);
    let done = match flaws.done() {
        Ok(()) => events::cancel(visit.app(), &visit.actor(), id, reason).await,
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(()) => Ok(page::see_other(&Visit::told(&format!("/events/{id}"), "cancelled"))),
        Err(refusal) => {
            let mut form = sent.form();
            let status = visit.tell(&mut form, refusal, &[])?;
            page::shown(status, cancel_page(&visit, id, form)?.render())
        }
    }
}

/// `POST /events/:id/publish`
///
/// # Errors
/// 401; 403; 404; 409; 503.
#[handler]
pub async fn publish(visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
    let id: EventId = id_in(&id)?;
    events::publish(visit.app(), &visit.actor(), id).await?;
    Ok(page::see_other(&Visit::told(&format!("/events/{id}"), "published")))
}

/// `POST /events/:id/duplicate`: leads to the form of the copy.
///
/// # Errors
/// 401; 403; 404; 503.
#[handler]
pub async fn duplicate(visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
    let copy = events::duplicate(visit.app(), &visit.actor(), id_in(&id)?, None::<Once>).await?;
    Ok(page::see_other(&Visit::told(&format!("/events/{copy}/edit"), "duplicated")))
}

/// `POST /events/:id/image`: takes a cover in, or the present one away.
///
/// # Errors
/// 401; 403; 404; 422; 503.
#[handler]
pub async fn image(visit: Visit, Path(id): Path<String>, sent: Sent) -> Result<Response, Problem> {
    let id: EventId = id_in(&id)?;
    events::may_edit(visit.app(), &visit.actor(), id)?;
    let image = match sent.file("image") {
        Some(bytes) => Some(pictures::take_in(visit.app(), bytes, super::event_form::COVER).await?),
        None => None,
    };
    events::set_image(visit.app(), &visit.actor(), id, image).await?;
    Ok(page::see_other(&Visit::told(&format!("/events/{id}"), "saved")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(street: Option<&str>, name: Option<&str>, postcode: Option<&str>, precision: Precision) -> Place {
        let line = |text: Option<&str>| text.map(|text| text.parse().expect("fits"));
        Place {
            name: line(name),
            street: line(street),
            town: line(Some("Montreuil")),
            postcode: postcode.map(|code| code.parse().expect("a postcode")),
            country: None,
            point: Point::new(48.861, 2.443),
            town_point: None,
            precision,
        }
    }

    #[track_caller]
    fn check(place: &Place, line: &str, more: &str) {
        assert_eq!((place_line(place).as_str(), address(place).as_str()), (line, more));
    }

    #[test]
    fn an_address_does_not_say_twice_what_the_place_says() {
        let exact = Precision::Exact;
        check(
            &place(Some("3 rue du Puits"), Some("Chez Inès"), Some("93100"), exact),
            "Chez Inès, Montreuil",
            "3 rue du Puits, 93100 Montreuil",
        );
        check(&place(Some("3 rue du Puits"), None, None, exact), "3 rue du Puits, Montreuil", "");
        check(&place(Some("3 rue du Puits"), None, Some("93100"), exact), "3 rue du Puits, Montreuil", "93100");
        check(&place(None, None, Some("93100"), exact), "Montreuil", "93100");
        check(&place(None, Some("Chez Inès"), Some("93100"), exact), "Chez Inès, Montreuil", "93100");
        check(&place(Some("3 rue du Puits"), Some("Chez Inès"), None, exact), "Chez Inès, Montreuil", "3 rue du Puits");
        assert!(route(&place(None, None, None, exact)).is_some());
        assert_eq!(route(&place(None, None, None, Precision::Town)), None);
    }
}
