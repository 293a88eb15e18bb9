//! Writing news, and editing them: one form, its fields in the order of reading.

use askama::Template;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use poem::http::StatusCode;
use poem::web::Path;
use poem::{Response, handler};

use super::path;
use super::post::kept;
use crate::app::newsstand;
use crate::app::pictures::{self, Purpose};
use crate::app::posts::{self, PostChange, ReachInput};
use crate::domain::ids::PostId;
use crate::domain::post::{AREA_KM, Post, PostStatus, PostVisibility, Reach};
use crate::domain::refusal::{Flaw, Flaws, Refusal};
use crate::domain::text::{Alt, WebLink};
use crate::http::error::Problem;
use crate::http::page::{self, see_other};
use crate::http::pages::account::held::{self, Held};
use crate::http::pages::form::{Place, Sent};
use crate::http::pages::frame::{Visit, cover, id_in};
use crate::http::pages::views::{Choice, Form, Page, PlaceChoice};
use crate::words::Words;

/// Fields whose name in the form is not the deed's.
const NAMES: [(&str, &str); 4] = [("places", "place"), ("place_id", "place"), ("publish_at", "out_date"), ("team", "reach")];

/// What a choice of a team begins with.
const TEAM: &str = "team-";

#[derive(Template)]
#[template(path = "news/form.html")]
struct FormPage {
    t: &'static Words,
    page: Page,
    f: Form,
    reaches: Vec<Choice>,
    visibilities: Vec<Choice>,
    means: Vec<PlaceChoice>,
    /// Empty for a new one.
    id: String,
    /// A picture already received, or the one that the post has.
    kept: String,
    has_image: bool,
    /// Out already: whom it is for is fixed.
    out: bool,
    network: bool,
}

/// What the page shows besides the form.
#[derive(Default)]
struct Around {
    means: Vec<PlaceChoice>,
    kept: String,
}

fn render(visit: &Visit, post: Option<&Post>, f: Form, around: Around, status: impl Into<page::Status>) -> Result<Response, Problem> {
    let (network, teams) = newsstand::may_write_for(visit.app(), &visit.actor())?;
    let wide = ["network", "area"].map(|word| Choice { value: word.to_owned(), text: visit.t.pick("post-reach", word).into_owned() });
    let teams = teams.into_iter().map(|(id, name)| Choice { value: format!("{TEAM}{id}"), text: name.to_string() });
    let visibility =
        |one: &PostVisibility| Choice { value: one.word().to_owned(), text: visit.t.pick("visibility", one.word()).into_owned() };
    let mut reaches: Vec<Choice> = wide.into_iter().filter(|_| network).chain(teams).collect();
    let own = f.value("reach").to_owned();
    if let Some(team) = post.and_then(|post| post.facts.reach.team()).filter(|_| reaches.iter().all(|reach| reach.value != own)) {
        let name = crate::app::teams::view(visit.app(), &visit.actor(), team)?.team.name.clone();
        reaches.push(Choice { value: own, text: name.to_string() });
    }
    let image = post.and_then(|post| post.image);
    let page = FormPage {
        t: visit.t,
        page: visit.page("news"),
        f,
        reaches,
        visibilities: PostVisibility::ALL.iter().map(visibility).collect(),
        means: around.means,
        id: post.map_or(String::new(), |post| post.id.to_string()),
        kept: if around.kept.is_empty() { cover(image) } else { around.kept },
        has_image: image.is_some(),
        out: post.is_some_and(Post::is_out),
        network,
    };
    page::shown(status, page.render())
}

/// `GET /news/new?team=…`
#[handler]
pub fn new(visit: Visit) -> Result<Response, Problem> {
    let (network, teams) = may_write(&visit)?;
    let asked = visit.param("team").map(|id| format!("{TEAM}{id}"));
    let first = if network { "network".to_owned() } else { teams.first().map_or(String::new(), |(id, _)| format!("{TEAM}{id}")) };
    let mut form = Form::default();
    form.set("reach", asked.unwrap_or(first));
    form.set("visibility", PostVisibility::Public.word());
    form.set("radius_km", AREA_KM.to_string());
    render(&visit, None, form, Around::default(), StatusCode::OK)
}

type Desks = (bool, Vec<(crate::domain::ids::TeamId, crate::domain::text::TeamName)>);

/// Whose news one may write: asked before any value is looked at.
fn may_write(visit: &Visit) -> Result<Desks, Refusal> {
    visit.known()?;
    let desks = newsstand::may_write_for(visit.app(), &visit.actor())?;
    if !desks.0 && desks.1.is_empty() {
        return Err(Refusal::Forbidden("not_allowed"));
    }
    Ok(desks)
}

/// `POST /news/new`
#[handler]
pub async fn create(visit: Visit, sent: Sent) -> Result<Response, Problem> {
    may_write(&visit)?;
    let mut flaws = Flaws::default();
    let held = image_of(&visit, &sent, &mut flaws).await?;
    let change = read(&visit, &sent, None, held.0.is_some(), &mut flaws);
    let (app, actor) = (visit.app(), visit.actor());
    let rehearsed = posts::rehearse(app, &actor, None, change.clone()).map_or_else(|refusal| flaws.add(refusal), Ok);
    let made = match rehearsed.and(flaws.done()) {
        Ok(()) => posts::create(app, &actor, change, sent.one("status") == "draft", None).await,
        Err(refusal) => Err(refusal),
    };
    match made {
        Ok(id) => finish(&visit, id, held).await,
        Err(refusal) => again(&visit, &sent, None, held, refusal).await,
    }
}

/// `GET /news/:id/edit`
#[handler]
pub fn edit(visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
    visit.known()?;
    let post = posts::may_edit(visit.app(), &visit.actor(), id_in(&id)?)?;
    render(&visit, Some(&post), filled(&visit, &post), Around::default(), StatusCode::OK)
}

/// `POST /news/:id/edit`
#[handler]
pub async fn save(visit: Visit, Path(id): Path<String>, sent: Sent) -> Result<Response, Problem> {
    visit.known()?;
    let (app, actor) = (visit.app(), visit.actor());
    let post = posts::may_edit(app, &actor, id_in(&id)?)?;
    let mut flaws = Flaws::default();
    let held = image_of(&visit, &sent, &mut flaws).await?;
    let shows = held.0.is_some() || post.image.is_some() && !sent.ticked("image_remove");
    let change = read(&visit, &sent, Some(&post), shows, &mut flaws);
    let publishes = post.status == PostStatus::Draft && sent.one("status") != "draft";
    let at = change.publish_at.flatten();
    let rehearsed = posts::rehearse(app, &actor, Some(post.id), change.clone()).map_or_else(|refusal| flaws.add(refusal), Ok);
    let done = match rehearsed.and(flaws.done()) {
        Ok(()) => posts::edit(app, &actor, post.id, change, sent.one("revision").parse().ok()).await,
        Err(refusal) => Err(refusal),
    };
    let done = match done {
        Ok(()) if publishes => posts::publish(app, &actor, post.id, at).await,
        other => other,
    };
    if let Err(refusal) = done {
        return again(&visit, &sent, Some(&post), held, refusal).await;
    }
    if held.0.is_none() && sent.ticked("image_remove") {
        posts::set_image(app, &actor, post.id, None).await?;
    }
    if post.is_out() {
        finish(&visit, post.id, held).await.map(|_| see_other(&Visit::told(&path(post.id), "saved")))
    } else {
        finish(&visit, post.id, held).await
    }
}

async fn image_of(visit: &Visit, sent: &Sent, flaws: &mut Flaws) -> Result<Held, Refusal> {
    held::picture(visit, sent, "image", flaws, |bytes| pictures::take_in(visit.app(), bytes, Purpose::Cover)).await
}

/// The picture follows the post: its files are there, only its owner changes.
async fn finish(visit: &Visit, id: PostId, held: Held) -> Result<Response, Problem> {
    if let Some(image) = held.0 {
        posts::set_image(visit.app(), &visit.actor(), id, Some(image)).await?;
    }
    let status = posts::may_edit(visit.app(), &visit.actor(), id)?.status;
    Ok(see_other(&Visit::told(&path(id), kept(status))))
}

/// What the form says; `shows`: the post will have a picture, so somebody must say what is on it.
fn read(visit: &Visit, sent: &Sent, former: Option<&Post>, shows: bool, flaws: &mut Flaws) -> PostChange {
    let image_alt = sent.optional(flaws, "image_alt", Alt::optional);
    flaws.require(image_alt.is_some() || !shows || !sent.one("image_alt").is_empty(), Flaw::new("image_alt", "missing"));
    let fixed = former.is_some_and(Post::is_out);
    let publish_at = if fixed { None } else { Some(out_at(visit, sent, flaws)) };
    PostChange {
        title: flaws.text("title", sent.one("title").parse()),
        text: flaws.text("text", sent.one("text").parse()),
        link: Some(sent.optional(flaws, "link", WebLink::optional)),
        image_alt: Some(image_alt),
        reach: if fixed { None } else { reach(visit, sent, former, flaws) },
        visibility: PostVisibility::from_word(sent.one("visibility")).or_else(|| {
            flaws.require(sent.one("visibility").is_empty(), Flaw::new("visibility", "unknown_value"));
            None
        }),
        pinned: Some(sent.ticked("pinned")),
        comments: None,
        publish_at,
    }
}

/// When it is to come out, on the network's clock; none: at once.
fn out_at(visit: &Visit, sent: &Sent, flaws: &mut Flaws) -> Option<Timestamp> {
    let (day, hour) = (sent.one("out_date"), sent.one("out_time"));
    if day.is_empty() && hour.is_empty() {
        return None;
    }
    let date: Option<Date> = day.parse().ok();
    let time = Time::strptime("%H:%M", hour).or_else(|_| Time::strptime("%H:%M:%S", hour)).ok();
    flaws.require(date.is_some(), Flaw::new("out_date", if day.is_empty() { "missing" } else { "bad_date" }));
    flaws.require(time.is_some(), Flaw::new("out_time", if hour.is_empty() { "missing" } else { "bad_hour" }));
    let zone = jiff::tz::TimeZone::get(visit.pages.zone.name()).unwrap_or(jiff::tz::TimeZone::UTC);
    zone.to_timestamp(date?.to_datetime(time?)).ok()
}

fn reach(visit: &Visit, sent: &Sent, former: Option<&Post>, flaws: &mut Flaws) -> Option<ReachInput> {
    match sent.one("reach") {
        "network" => Some(ReachInput::Network),
        "area" => area(visit, sent, former, flaws),
        word => {
            let team = word.strip_prefix(TEAM).and_then(|id| id.parse().ok());
            flaws.require(team.is_some(), Flaw::new("reach", "unknown_value"));
            team.map(ReachInput::Team)
        }
    }
}

/// Around the place that the form says; one that was not touched stays as it is, however many places it is around.
fn area(visit: &Visit, sent: &Sent, former: Option<&Post>, flaws: &mut Flaws) -> Option<ReachInput> {
    let untouched = |post: &Post| {
        let was = filled(visit, post);
        let same = |name: &str| was.value(name) == sent.one(name);
        matches!(post.facts.reach, Reach::Area(_)) && sent.one("place_id").is_empty() && same("place") && same("radius_km")
    };
    if former.is_some_and(untouched) {
        return None;
    }
    let km = sent.number(flaws, "radius_km");
    match sent.place(visit) {
        Place::None => {
            flaws.push(Flaw::new("place", "missing"));
            None
        }
        place => {
            place.doubt().into_iter().for_each(|code| flaws.push(Flaw::new("place", code)));
            place.input(flaws, "place").filter(|_| place.doubt().is_none()).map(|input| ReachInput::Area(vec![input], km))
        }
    }
}

/// The form that shows a post as it is.
fn filled(visit: &Visit, post: &Post) -> Form {
    let facts = &post.facts;
    let mut form = Form::default();
    let (reach, place, km) = match &facts.reach {
        Reach::Network => ("network".to_owned(), String::new(), AREA_KM),
        Reach::Team(team) => (format!("{TEAM}{team}"), String::new(), AREA_KM),
        Reach::Area(area) => {
            let names: Vec<&str> = area.spots.iter().map(|spot| spot.name.as_str()).collect();
            ("area".to_owned(), names.join(", "), area.km)
        }
    };
    for (name, value) in [
        ("revision", post.revision.to_string()),
        ("title", facts.title.to_string()),
        ("text", facts.text.to_string()),
        ("link", facts.link.as_ref().map_or(String::new(), ToString::to_string)),
        ("image_alt", facts.image_alt.as_ref().map_or(String::new(), ToString::to_string)),
        ("reach", reach),
        ("place", place),
        ("radius_km", km.to_string()),
        ("visibility", facts.visibility.word().to_owned()),
        ("status", post.status.word().to_owned()),
    ] {
        form.set(name, value);
    }
    if facts.pinned {
        form.set("pinned", "yes");
    }
    if let Some(at) = post.out_at.filter(|_| post.status == PostStatus::Scheduled) {
        let at = visit.pages.zone.clock(at);
        form.set("out_date", at.date().to_string());
        form.set("out_time", at.strftime("%H:%M").to_string());
    }
    form
}

async fn again(visit: &Visit, sent: &Sent, post: Option<&Post>, held: Held, refusal: Refusal) -> Result<Response, Problem> {
    let mut form = sent.form();
    if let (Refusal::Stale, Some(post)) = (&refusal, post) {
        // They have been told: sent once more, it is kept over what the other wrote.
        form.set("revision", post.revision.to_string());
    }
    if let Some(post) = post {
        form.set("status", post.status.word());
    }
    let status = visit.tell(&mut form, refusal, &NAMES)?;
    form.call("place", &visit.t.say("label-around"));
    form.set("image_kept", held.name(visit));
    let around = Around { means: sent.place(visit).means().to_vec(), kept: held.preview(visit).await };
    render(visit, post, form, around, status)
}
