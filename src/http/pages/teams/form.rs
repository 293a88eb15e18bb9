//! Founding a team, and editing it: one form. Teams of the same name near by are shown before another is made.

use askama::Template;
use poem::http::StatusCode;
use poem::web::Path;
use poem::{Response, handler};

use super::path;
use crate::app::pictures::{self, Purpose};
use crate::app::places::PlaceInput;
use crate::app::teams::{self, TeamChange};
use crate::domain::ids::TeamId;
use crate::domain::refusal::{Flaw, Flaws, Refusal};
use crate::domain::team::{JoinPolicy, Link, Team, TeamKind};
use crate::domain::text::WebLink;
use crate::http::error::Problem;
use crate::http::page::{self, see_other};
use crate::http::pages::account::held::{self, Held};
use crate::http::pages::cards;
use crate::http::pages::form::{Place, Sent};
use crate::http::pages::frame::{Visit, cover, id_in};
use crate::http::pages::views::{Choice, Form, Page, PlaceChoice, TeamCard};
use crate::words::Words;

/// Fields whose name in the form is not the deed's.
const NAMES: [(&str, &str); 1] = [("place_id", "place")];

#[derive(Template)]
#[template(path = "teams/form.html")]
struct FormPage {
    t: &'static Words,
    page: Page,
    f: Form,
    kinds: Vec<Choice>,
    policies: Vec<Choice>,
    means: Vec<PlaceChoice>,
    /// Empty for a new one.
    id: String,
    /// A picture already received, or the one that the team has.
    kept: String,
    has_image: bool,
    same: Vec<TeamCard>,
}

/// What the page shows besides the form.
#[derive(Default)]
struct Around {
    means: Vec<PlaceChoice>,
    kept: String,
    same: Vec<TeamCard>,
}

fn render(visit: &Visit, team: Option<&Team>, f: Form, around: Around, status: impl Into<page::Status>) -> Result<Response, Problem> {
    let choice = |kind: &TeamKind| Choice { value: kind.word().to_owned(), text: visit.t.pick("team-kind-long", kind.word()).into_owned() };
    let image = team.and_then(|team| team.image);
    let page = FormPage {
        t: visit.t,
        page: visit.page("teams"),
        f,
        kinds: TeamKind::ALL.iter().map(choice).collect(),
        policies: JoinPolicy::ALL.iter().map(|policy| way_in(visit, *policy)).collect(),
        means: around.means,
        id: team.map_or(String::new(), |team| team.id.to_string()),
        kept: if around.kept.is_empty() { cover(image) } else { around.kept },
        has_image: image.is_some(),
        same: around.same,
    };
    page::shown(status, page.render())
}

fn way_in(visit: &Visit, policy: JoinPolicy) -> Choice {
    Choice { value: policy.word().to_owned(), text: visit.t.pick("join-policy", policy.word()).into_owned() }
}

/// `GET /teams/new`
#[handler]
pub fn new(visit: Visit) -> Result<Response, Problem> {
    visit.known()?;
    teams::may_found(&visit.actor())?;
    let mut form = Form::default();
    form.set("kind", TeamKind::Local.word());
    form.set("join_policy", JoinPolicy::Open.word());
    render(&visit, None, form, Around::default(), StatusCode::OK)
}

/// `POST /teams/new`
#[handler]
pub async fn found(visit: Visit, sent: Sent) -> Result<Response, Problem> {
    visit.known()?;
    teams::may_found(&visit.actor())?;
    let mut flaws = Flaws::default();
    let held = cover_of(&visit, &sent, &mut flaws).await?;
    let change = read(&visit, &sent, None, &mut flaws);
    let same = match (&change.name, &change.place) {
        (Some(name), Some(Some(place))) if flaws.is_empty() && !sent.ticked("sure") => {
            teams::alike(visit.app(), &visit.actor(), name, place.clone())?
        }
        _ => Vec::new(),
    };
    if !same.is_empty() {
        let same = same.iter().map(|(view, km)| cards::team(&visit, view, *km, None)).collect();
        return again(&visit, &sent, None, held, same, StatusCode::CONFLICT, sent.form()).await;
    }
    let done =
        match teams::rehearse(visit.app(), &visit.actor(), None, &change).map_or_else(|refusal| flaws.add(refusal), Ok).and(flaws.done()) {
            Ok(()) => teams::found(visit.app(), &visit.actor(), change, None).await,
            Err(refusal) => Err(refusal),
        };
    match done {
        Ok(id) => finish(&visit, id, held, "team-created").await,
        Err(refusal) => refuse(&visit, &sent, None, held, refusal).await,
    }
}

/// `GET /teams/:id/edit`
#[handler]
pub fn edit(visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
    visit.known()?;
    let team = teams::may_edit(visit.app(), &visit.actor(), id_in(&id)?)?;
    let mut form = Form::default();
    form.set("revision", team.revision.to_string());
    form.set("name", team.name.as_str());
    form.set("kind", team.kind.word());
    form.set("join_policy", team.join_policy.word());
    form.set("place", place_line(&team));
    form.set("description", team.description.as_str());
    form.set("links", team.links.iter().map(link_line).collect::<Vec<_>>().join("\n"));
    render(&visit, Some(&team), form, Around::default(), StatusCode::OK)
}

/// `POST /teams/:id/edit`
#[handler]
pub async fn save(visit: Visit, Path(id): Path<String>, sent: Sent) -> Result<Response, Problem> {
    visit.known()?;
    let team = teams::may_edit(visit.app(), &visit.actor(), id_in(&id)?)?;
    let mut flaws = Flaws::default();
    let held = cover_of(&visit, &sent, &mut flaws).await?;
    let change = read(&visit, &sent, Some(&team), &mut flaws);
    let revision = sent.one("revision").parse().ok();
    let rehearsed = teams::rehearse(visit.app(), &visit.actor(), Some(team.id), &change).map_or_else(|refusal| flaws.add(refusal), Ok);
    let done = match rehearsed.and(flaws.done()) {
        Ok(()) => teams::edit(visit.app(), &visit.actor(), team.id, change, revision).await,
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(()) => finish(&visit, team.id, held, "saved").await,
        Err(refusal) => refuse(&visit, &sent, Some(&team), held, refusal).await,
    }
}

/// `POST /teams/:id/image/remove`
#[handler]
pub async fn remove_image(visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
    visit.known()?;
    let id: TeamId = id_in(&id)?;
    teams::set_image(visit.app(), &visit.actor(), id, None).await?;
    Ok(see_other(&Visit::told(&format!("{}/edit", path(id)), "image-removed")))
}

async fn cover_of(visit: &Visit, sent: &Sent, flaws: &mut Flaws) -> Result<Held, Refusal> {
    held::picture(visit, sent, "image", flaws, |bytes| pictures::take_in(visit.app(), bytes, Purpose::Cover)).await
}

/// The cover follows the team: its files are there, only its owner changes.
async fn finish(visit: &Visit, id: TeamId, held: Held, word: &str) -> Result<Response, Problem> {
    if let Some(image) = held.0 {
        teams::set_image(visit.app(), &visit.actor(), id, Some(image)).await?;
    }
    Ok(see_other(&Visit::told(&path(id), word)))
}

fn read(visit: &Visit, sent: &Sent, former: Option<&Team>, flaws: &mut Flaws) -> TeamChange {
    let kind = match sent.one("kind") {
        "" => None,
        word => {
            let kind = TeamKind::from_word(word);
            flaws.require(kind.is_some(), Flaw::new("kind", "unknown_value"));
            kind
        }
    };
    let join_policy = match sent.one("join_policy") {
        "" => None,
        word => {
            let policy = JoinPolicy::from_word(word);
            flaws.require(policy.is_some(), Flaw::new("join_policy", "unknown_value"));
            policy
        }
    };
    TeamChange {
        name: flaws.text("name", sent.one("name").parse()),
        kind,
        description: flaws.text("description", sent.one("description").parse()),
        place: place(visit, sent, former, flaws),
        links: Some(links(sent.one("links"), flaws)),
        join_policy,
    }
}

/// As it was while the field says what it said; else the place that it says.
fn place(visit: &Visit, sent: &Sent, former: Option<&Team>, flaws: &mut Flaws) -> Option<Option<PlaceInput>> {
    let untouched = sent.one("place_id").is_empty() && sent.one("place_pick").is_empty();
    if untouched && former.is_some_and(|team| team.place.is_some() && place_line(team) == sent.one("place")) {
        return None;
    }
    let place = sent.place(visit);
    place.must_be_clear(flaws, "place");
    match place {
        Place::None => {
            flaws.push(Flaw::new("place", "missing"));
            None
        }
        place => place.input(flaws, "place").map(Some),
    }
}

/// "Montreuil (93100)", as the field of the form shows it.
fn place_line(team: &Team) -> String {
    let Some(place) = &team.place else { return String::new() };
    let town = place.town.as_ref().or(place.name.as_ref()).map_or(String::new(), ToString::to_string);
    place.postcode.as_ref().map_or(town.clone(), |postcode| format!("{town} ({postcode})"))
}

/// One link a line; a label may stand before it.
fn links(text: &str, flaws: &mut Flaws) -> Vec<Link> {
    let mut links = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (label, url) = line.rsplit_once(' ').unwrap_or(("", line));
        let label = flaws.text("links", crate::domain::text::Label::optional(label.trim_end_matches([':', ' ', '\u{202f}', '\u{a0}'])));
        let url = flaws.text("links", url.parse::<WebLink>());
        if let (Some(label), Some(url)) = (label, url) {
            links.push(Link { label, url });
        }
    }
    links
}

fn link_line(link: &Link) -> String {
    link.label.as_ref().map_or(link.url.to_string(), |label| format!("{label} : {}", link.url))
}

async fn refuse(visit: &Visit, sent: &Sent, team: Option<&Team>, held: Held, refusal: Refusal) -> Result<Response, Problem> {
    let mut form = sent.form();
    if let (Refusal::Stale, Some(team)) = (&refusal, team) {
        // They have been told: sent once more, it is kept over what the other wrote.
        form.set("revision", team.revision.to_string());
    }
    let status = visit.tell(&mut form, refusal, &NAMES)?;
    again(visit, sent, team, held, Vec::new(), status, form).await
}

async fn again(
    visit: &Visit,
    sent: &Sent,
    team: Option<&Team>,
    held: Held,
    same: Vec<TeamCard>,
    status: impl Into<page::Status>,
    mut form: Form,
) -> Result<Response, Problem> {
    form.set("image_kept", held.name(visit));
    let around = Around { means: sent.choices(visit), kept: held.preview(visit).await, same };
    render(visit, team, form, around, status)
}
