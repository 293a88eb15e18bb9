//! Creating and editing an event: four fields in sight, all else folded with good defaults.

use askama::Template;
use jiff::civil::{Date, Time};
use poem::web::Path;
use poem::{Response, handler};

use super::cards::place_line;
use super::event_words;
use super::form::{Place, Sent};
use super::frame::{Visit, cover, id_in};
use super::pictures::{keep, picture};
use super::views::{Choice, Form, Page, PlaceChoice};
use crate::app::events::{self, EventChange, Moment};
use crate::app::pictures::Purpose;
use crate::app::places::PlaceInput;
use crate::app::teams::{self, TeamQuery};
use crate::domain::event::{Access, Audience, Contact, Event, EventFacts, EventStatus, GUESTS_DEFAULT, KindKey, Visibility};
use crate::domain::ids::{EventId, MediaId, TeamId};
use crate::domain::refusal::{Flaw, Flaws, Refusal};
use crate::domain::text::{Email, Label, Markdown, Phone, PlaceLine, Spoken, WebLink};
use crate::http::error::Problem;
use crate::http::page;
use crate::words::{Words, key};

/// What becomes of a picture that is sent for an event.
pub const COVER: Purpose = Purpose::Cover;

/// From the deed's names of fields to the form's.
const NAMES: [(&str, &str); 4] = [("starts_at", "start_date"), ("ends_at", "end_time"), ("place_id", "place"), ("place.town", "place")];

/// Fields that are told when somebody else changed them meanwhile, with their labels.
const TOLD: [(&str, &str); 10] = [
    ("title", key("label-title")),
    ("start_date", key("label-day")),
    ("start_time", key("label-start")),
    ("end_date", key("label-end-day")),
    ("end_time", key("label-end")),
    ("place", key("label-where")),
    ("place_name", key("label-place-name")),
    ("street", key("label-street")),
    ("capacity", key("label-capacity")),
    ("description", key("label-description")),
];

#[derive(Template)]
#[template(path = "events/form.html")]
struct FormPage {
    t: &'static Words,
    page: Page,
    f: Form,
    kinds: Vec<KindChoice>,
    means: Vec<PlaceChoice>,
    teams: Vec<Choice>,
    audiences: Vec<Choice>,
    visibilities: Vec<Choice>,
    /// Empty when the event is new.
    id: String,
    kept: String,
    /// What somebody else wrote meanwhile: the label, and their value.
    theirs: Vec<Choice>,
}

/// A kind of event to choose.
struct KindChoice {
    slug: String,
    name: String,
    title: String,
    minutes: u32,
}

fn form_page(visit: &Visit, id: Option<EventId>, f: Form, means: Vec<PlaceChoice>, kept: String) -> Result<FormPage, Problem> {
    let kinds = visit.network().kinds.iter().map(|kind| {
        let name = kind.label(visit.lang()).to_owned();
        KindChoice { slug: kind.key.as_str().to_owned(), title: name.clone(), name, minutes: kind.minutes }
    });
    let audience = |one: &Audience| Choice { value: one.word().to_owned(), text: visit.t.pick("audience", one.word()).into_owned() };
    let visibility = |one: &Visibility| Choice { value: one.word().to_owned(), text: visit.t.pick("visibility", one.word()).into_owned() };
    Ok(FormPage {
        t: visit.t,
        page: visit.page("new"),
        f,
        kinds: kinds.collect(),
        means,
        teams: my_teams(visit)?,
        audiences: Audience::ALL.iter().map(audience).collect(),
        visibilities: Visibility::ALL.iter().map(visibility).collect(),
        id: id.map_or(String::new(), |id| id.to_string()),
        kept,
        theirs: Vec::new(),
    })
}

/// The teams in whose name one may act, after the choice of none.
fn my_teams(visit: &Visit) -> Result<Vec<Choice>, Problem> {
    let mine = teams::list(visit.app(), &visit.actor(), &TeamQuery { mine: true, ..TeamQuery::default() })?;
    let mine = mine.items.into_iter().filter(|(view, _)| view.can_host);
    let none = Choice { value: String::new(), text: visit.t.say("team-none").into_owned() };
    Ok(std::iter::once(none)
        .chain(mine.map(|(view, _)| Choice { value: view.team.id.to_string(), text: view.team.name.to_string() }))
        .collect())
}

/// Whether somebody may fill this form in at all: asked before any value is looked at.
fn allowed(visit: &Visit, id: Option<EventId>) -> Result<(), Refusal> {
    visit.known()?;
    match events::rehearse(visit.app(), &visit.actor(), id, EventChange::default()) {
        Ok(()) | Err(Refusal::Invalid(_)) => Ok(()),
        Err(refusal) => Err(refusal),
    }
}

/// `GET /events/new`
///
/// # Errors
/// 401; 403 `pledge`.
#[handler]
pub async fn new(visit: Visit) -> Result<Response, Problem> {
    allowed(&visit, None)?;
    let mut form = Form::default();
    let kind = visit.network().kinds.first();
    for (name, value) in [
        ("kind", kind.map_or("", |kind| kind.key.as_str())),
        ("title", kind.map_or("", |kind| kind.label(visit.lang()))),
        ("address_for", Audience::Everyone.word()),
        ("online_for", Audience::Everyone.word()),
        ("visibility", Visibility::Public.word()),
    ] {
        form.set(name, value);
    }
    form.set("guests_max", GUESTS_DEFAULT.to_string());
    form.set("team", visit.param("team").unwrap_or_default());
    page::show(form_page(&visit, None, form, Vec::new(), String::new())?.render())
}

/// `POST /events/new`
///
/// # Errors
/// 401; 403; 503.
#[handler]
pub async fn create(visit: Visit, sent: Sent) -> Result<Response, Problem> {
    allowed(&visit, None)?;
    let mut read = Read::of(&visit, &sent, None).await?;
    let draft = sent.one("status") == "draft";
    if !draft && !sent.ticked("past_ok") && events::would_be_over(visit.app(), &read.change) {
        read.flaws.push(Flaw::new("start_date", "date_past"));
    }
    let made = match read.sound(&visit, None) {
        Ok(()) => events::create(visit.app(), &visit.actor(), read.change.clone(), draft, None).await,
        Err(refusal) => Err(refusal),
    };
    let id = match made {
        Ok(id) => id,
        Err(refusal) => return again(&visit, &sent, &read, None, refusal),
    };
    if read.image.is_some() {
        events::set_image(visit.app(), &visit.actor(), id, read.image).await?;
    }
    let word = if draft { "draft" } else { "published" };
    Ok(page::see_other(&Visit::told(&format!("/events/{id}"), word)))
}

/// `GET /events/:id/edit`: of an event that was called off, the words that explain it.
///
/// # Errors
/// 401; 403; 404.
#[handler]
pub async fn edit_form(visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
    let id = id_in(&id)?;
    let event = editable(&visit, id)?;
    if event.status == EventStatus::Cancelled {
        return event_words::ask(&visit, &event);
    }
    page::show(form_page(&visit, Some(id), filled(&event), Vec::new(), cover(event.image))?.render())
}

/// The event, for somebody who may edit it.
fn editable(visit: &Visit, id: EventId) -> Result<Event, Refusal> {
    visit.known()?;
    events::may_edit(visit.app(), &visit.actor(), id)
}

/// `POST /events/:id/edit`
///
/// # Errors
/// 401; 403; 404; 503.
#[handler]
pub async fn edit(visit: Visit, Path(id): Path<String>, sent: Sent) -> Result<Response, Problem> {
    let id = id_in(&id)?;
    let event = editable(&visit, id)?;
    if event.status == EventStatus::Cancelled {
        return event_words::keep(&visit, &event, &sent).await;
    }
    let read = Read::of(&visit, &sent, Some(&event)).await?;
    let revision = sent.one("revision").parse().ok();
    let done = match read.sound(&visit, Some(id)) {
        Ok(()) => events::edit(visit.app(), &visit.actor(), id, read.change.clone(), revision).await,
        Err(refusal) => Err(refusal),
    };
    if let Err(refusal) = done {
        return again(&visit, &sent, &read, Some(&event), refusal);
    }
    if read.image.is_some() || sent.ticked("image_remove") {
        events::set_image(visit.app(), &visit.actor(), id, read.image).await?;
    }
    let out = event.status == EventStatus::Draft && sent.one("status") != "draft";
    if out {
        events::publish(visit.app(), &visit.actor(), id).await?;
    }
    Ok(page::see_other(&Visit::told(&format!("/events/{id}"), if out { "published" } else { "saved" })))
}

/// The form comes back: every value as it was typed, what is wrong at its field; after an edit by somebody else, their values beside.
fn again(visit: &Visit, sent: &Sent, read: &Read, event: Option<&Event>, refusal: Refusal) -> Result<Response, Problem> {
    let mut form = sent.form();
    let stale = refusal == Refusal::Stale;
    let status = visit.tell(&mut form, refusal, &NAMES)?;
    let mut kept = keep(visit.app(), &mut form, "image", read.image);
    if kept.is_empty() {
        kept = event.map_or(String::new(), |event| cover(event.image));
    }
    let mut page = form_page(visit, event.map(|event| event.id), form, read.means.clone(), kept)?;
    if let Some(event) = event.filter(|_| stale) {
        let now = filled(event);
        page.theirs = theirs(visit.t, &page.f, &now);
        page.f.set("revision", now.value("revision"));
    }
    page::shown(status, page.render())
}

fn theirs(t: &'static Words, mine: &Form, theirs: &Form) -> Vec<Choice> {
    let differing = TOLD.iter().filter(|(name, _)| mine.value(name).trim() != theirs.value(name).trim());
    differing.map(|(name, label)| Choice { value: t.say(label).into_owned(), text: theirs.value(name).to_owned() }).collect()
}

/// What a form says, read.
struct Read {
    change: EventChange,
    flaws: Vec<Flaw>,
    means: Vec<PlaceChoice>,
    image: Option<MediaId>,
}

impl Read {
    async fn of(visit: &Visit, sent: &Sent, former: Option<&Event>) -> Result<Self, Problem> {
        let mut flaws = Flaws::default();
        let image = picture(visit.app(), sent, "image", COVER, &mut flaws).await?;
        let (place, means) = place(visit, sent, former, &mut flaws);
        let (starts, ends) = times(sent, &mut flaws);
        let change = EventChange {
            kind: Some(sent.one("kind")).filter(|word| !word.is_empty()).and_then(|word| kind(word, &mut flaws)),
            title: flaws.text("title", sent.one("title").parse()),
            description: flaws.text("description", sent.one("description").parse::<Markdown>()),
            starts,
            ends: Some(ends),
            zone: None,
            place,
            address_for: word(sent, "address_for", Audience::from_word, &mut flaws),
            online_url: Some(sent.optional(&mut flaws, "online_url", WebLink::optional)),
            online_for: word(sent, "online_for", Audience::from_word, &mut flaws),
            team: sent.has("team").then(|| team(sent, &mut flaws)),
            contact: Some(contact(sent, &mut flaws)),
            capacity: Some(sent.number(&mut flaws, "capacity")),
            guests_max: sent.number(&mut flaws, "guests_max"),
            wanted: Some(sent.number(&mut flaws, "wanted").filter(|n| *n > 0)),
            access: Some(Access {
                wheelchair: sent.ticked("wheelchair").then_some(true),
                children: sent.ticked("children").then_some(true),
                sign_language: sent.ticked("sign_language").then_some(true),
                language: sent.optional(&mut flaws, "language", Spoken::optional),
            }),
            visibility: word(sent, "visibility", Visibility::from_word, &mut flaws),
            cancel_reason: None,
        };
        let flaws = match flaws.done() {
            Err(Refusal::Invalid(flaws)) => flaws,
            _ => Vec::new(),
        };
        Ok(Self { change, flaws, means, image })
    }

    /// Tells every flaw at once: those of the values, and those that the deed would find in the rest.
    fn sound(&self, visit: &Visit, id: Option<EventId>) -> Result<(), Refusal> {
        if self.flaws.is_empty() {
            return Ok(());
        }
        let mut flaws = self.flaws.clone();
        if let Err(refusal) = events::rehearse(visit.app(), &visit.actor(), id, self.change.clone()) {
            let Refusal::Invalid(found) = refusal else { return Err(refusal) };
            let known = |flaw: &Flaw| {
                self.flaws.iter().any(|mine| mine.field == field_of(flaw.field) || mine.field == flaw.field || flaw.follows(mine))
            };
            flaws.extend(found.into_iter().filter(|flaw| !known(flaw)));
        }
        Err(Refusal::Invalid(flaws))
    }
}

/// The field of the form in which one flaw of the times is enough.
fn field_of(deed: &str) -> &str {
    match deed {
        "starts_at" => "start_time",
        "ends_at" => "end_time",
        other => other,
    }
}

fn kind(word: &str, flaws: &mut Flaws) -> Option<KindKey> {
    let kind = KindKey::new(word);
    flaws.require(kind.is_some(), Flaw::new("kind", "unknown_kind"));
    kind
}

/// A word of a list that may be left out.
fn word<T>(sent: &Sent, field: &'static str, read: fn(&str) -> Option<T>, flaws: &mut Flaws) -> Option<T> {
    let text = sent.one(field);
    let value = read(text);
    flaws.require(value.is_some() || text.is_empty(), Flaw::new(field, "unknown_value"));
    value
}

fn team(sent: &Sent, flaws: &mut Flaws) -> Option<TeamId> {
    let text = sent.one("team");
    let team = text.parse().ok();
    flaws.require(team.is_some() || text.is_empty(), Flaw::new("team", "unknown_value"));
    team
}

fn contact(sent: &Sent, flaws: &mut Flaws) -> Option<Contact> {
    let name = sent.optional(flaws, "contact_name", Label::optional);
    let email = sent.optional(flaws, "contact_email", Email::optional);
    let phone = sent.optional(flaws, "contact_phone", Phone::optional);
    let alone = name.is_none() && sent.one("contact_name").is_empty() && (email.is_some() || phone.is_some());
    flaws.require(!alone, Flaw::new("contact_name", "missing"));
    name.map(|name| Contact { name, email, phone })
}

/// Start and end, by the clock of the place. An end without a day is on the first day, or in the night after it.
fn times(sent: &Sent, flaws: &mut Flaws) -> (Option<Moment>, Option<Moment>) {
    let (day, start) = (date(sent, "start_date", flaws), time(sent, "start_time", flaws));
    let (last, end) = (date(sent, "end_date", flaws), time(sent, "end_time", flaws));
    flaws.require(!sent.one("start_date").is_empty(), Flaw::new("start_date", "missing"));
    flaws.require(!sent.one("start_time").is_empty(), Flaw::new("start_time", "missing"));
    flaws.require(last.is_none() || !sent.one("end_time").is_empty(), Flaw::new("end_time", "missing"));
    let starts = day.zip(start).map(|(day, time)| day.to_datetime(time));
    let ends = end.zip(last.or(day)).and_then(|(time, day)| {
        let same = day.to_datetime(time);
        let night = last.is_none() && starts.is_some_and(|starts| same <= starts);
        if night { day.tomorrow().ok().map(|day| day.to_datetime(time)) } else { Some(same) }
    });
    (starts.map(Moment::Local), ends.map(Moment::Local))
}

fn date(sent: &Sent, field: &'static str, flaws: &mut Flaws) -> Option<Date> {
    let text = sent.one(field);
    let date = text.parse().ok();
    flaws.require(date.is_some() || text.is_empty(), Flaw::new(field, "bad_date"));
    date
}

fn time(sent: &Sent, field: &'static str, flaws: &mut Flaws) -> Option<Time> {
    let text = sent.one(field);
    let time = Time::strptime("%H:%M", text).or_else(|_| Time::strptime("%H:%M:%S", text)).ok();
    flaws.require(time.is_some() || text.is_empty(), Flaw::new(field, "bad_hour"));
    time
}

/// Where. A place that was not touched stays as it is, its exact point included; with another town or street, the point is that of the town.
fn place(visit: &Visit, sent: &Sent, former: Option<&Event>, flaws: &mut Flaws) -> (Option<Option<PlaceInput>>, Vec<PlaceChoice>) {
    let untouched = |event: &&Event| {
        let was = filled(event);
        let same = |name: &str| was.value(name) == sent.one(name);
        sent.one("place_id").is_empty() && sent.one("place_pick").is_empty() && same("place") && same("place_name") && same("street")
    };
    if former.as_ref().is_some_and(untouched) {
        return (None, Vec::new());
    }
    let meant = sent.place(visit);
    meant.must_be_clear(flaws, "place");
    let name = sent.optional(flaws, "place_name", PlaceLine::optional);
    let street = sent.optional(flaws, "street", PlaceLine::optional);
    if matches!(meant, Place::None) && (name.is_some() || street.is_some()) {
        flaws.push(Flaw::new("place", "town_or_point"));
    }
    let input = meant.input(flaws, "place").map(|input| PlaceInput { name, street, ..input });
    (Some(input), sent.choices(visit))
}

/// The form that shows an event as it is.
fn filled(event: &Event) -> Form {
    let facts = &event.facts;
    let mut form = Form::default();
    let written = |value: Option<String>| value.unwrap_or_default();
    fn text<T: ToString>(value: Option<&T>) -> Option<String> {
        value.map(ToString::to_string)
    }
    let (starts, ends) = (facts.zone.clock(facts.starts_at), facts.zone.clock(facts.ends_at));
    let place = facts.place.as_ref();
    for (name, value) in [
        ("kind", facts.kind.as_str().to_owned()),
        ("title", facts.title.to_string()),
        ("description", facts.description.to_string()),
        ("start_date", starts.date().to_string()),
        ("start_time", starts.strftime("%H:%M").to_string()),
        ("end_date", ends.date().to_string()),
        ("end_time", ends.strftime("%H:%M").to_string()),
        ("place", written(place.map(town_line))),
        ("place_name", written(text(place.and_then(|place| place.name.as_ref())))),
        ("street", written(text(place.and_then(|place| place.street.as_ref())))),
        ("address_for", facts.address_for.word().to_owned()),
        ("online_url", written(text(facts.online_url.as_ref()))),
        ("online_for", facts.online_for.word().to_owned()),
        ("capacity", written(text(facts.capacity.as_ref()))),
        ("wanted", written(text(facts.wanted.as_ref()))),
        ("guests_max", facts.guests_max.to_string()),
        ("team", written(text(facts.team.as_ref()))),
        ("visibility", facts.visibility.word().to_owned()),
        ("revision", event.revision.to_string()),
        ("status", event.status.word().to_owned()),
    ] {
        form.set(name, value);
    }
    people_and_access(&mut form, facts);
    form
}

fn people_and_access(form: &mut Form, facts: &EventFacts) {
    if let Some(contact) = &facts.contact {
        form.set("contact_name", contact.name.to_string());
        form.set("contact_email", contact.email.as_ref().map_or(String::new(), ToString::to_string));
        form.set("contact_phone", contact.phone.as_ref().map_or(String::new(), ToString::to_string));
    }
    let access = &facts.access;
    for (name, ticked) in [("wheelchair", access.wheelchair), ("children", access.children), ("sign_language", access.sign_language)] {
        if ticked == Some(true) {
            form.set(name, "yes");
        }
    }
    form.set("language", access.language.as_ref().map_or(String::new(), ToString::to_string));
}

/// "Montreuil (93100)", as the field for a town shows it.
fn town_line(place: &crate::domain::place::Place) -> String {
    match (&place.town, &place.postcode) {
        (Some(town), Some(postcode)) => format!("{town} ({postcode})"),
        (Some(town), None) => town.to_string(),
        (None, _) => place_line(place),
    }
}
