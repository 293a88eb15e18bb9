//! One team: what it is about, what it does, what it did, who is in it; joining, following and leaving it.

use askama::Template;
use poem::web::Path;
use poem::{Response, handler};

use super::{join_first, kind, path, trouble};
use crate::app::invitations;
use crate::app::markdown::to_html;
use crate::app::memberships::{self, TeamMember};
use crate::app::near::{self, EventQuery};
use crate::app::newsstand::{self, Shelf};
use crate::app::teams::{self, TeamView};
use crate::domain::ids::TeamId;
use crate::domain::membership::{Joining, MembershipStanding, TeamRole};
use crate::domain::refusal::{Flaw, Refusal};
use crate::domain::team::{JoinPolicy, TeamState};
use crate::domain::text::Note;
use crate::http::error::{Code, Problem};
use crate::http::page::{self, see_other};
use crate::http::pages::form::Sent;
use crate::http::pages::frame::{Visit, cover, emblem, face, id_in};
use crate::http::pages::news;
use crate::http::pages::views::{Day, Page, Part, Person, PostCard};
use crate::http::pages::{cards, ics};
use crate::words::{Words, key};

/// Events of a page.
const PAGE: usize = 20;
/// Most people that the page of a team names; the rest is on the page of its members.
const PEOPLE: usize = 24;

#[derive(Template)]
#[template(path = "teams/team.html")]
struct TeamPage {
    t: &'static Words,
    page: Page,
    e: Team,
    parts: Vec<Part>,
    part: &'static str,
    days: Vec<Day>,
    posts: Vec<PostCard>,
    first: String,
    next: String,
}

/// The form that joins and leaves: a part of the page, and the answer to its own script.
#[derive(Template)]
#[template(path = "teams/join.html")]
struct JoinForm {
    t: &'static Words,
    page: Page,
    e: Team,
}

/// A team, as its page shows it to this reader.
struct Team {
    id: String,
    url: String,
    name: String,
    kind: String,
    picture: String,
    cover: String,
    place: String,
    members: u32,
    followers: u32,
    html: String,
    dormant: bool,
    /// Moderators hid it: whoever sees this page is one.
    hidden: bool,
    links: Vec<LinkTo>,
    leads: Vec<Person>,
    people: Vec<Person>,
    mine: Mine,
    can_join: bool,
    /// The team invites the reader.
    invited: bool,
    /// Joining waits for a manager's yes, and the reader may write a word to them. Strangers sign up first.
    must_ask: bool,
    /// Somebody asks to join, and the reader may answer.
    requests: bool,
    can_edit: bool,
    can_see_members: bool,
    can_write: bool,
    /// Why the last tap did nothing; empty when it did.
    trouble: String,
}

/// A link that the team shows, under the name of its host: nobody is led elsewhere than they think.
struct LinkTo {
    url: String,
    name: String,
}

/// What the reader is in the team.
struct Mine {
    role: Option<TeamRole>,
    /// They asked to join, and wait for an answer.
    asked: bool,
    /// Other members see them in the list.
    listed: bool,
    /// In words: "Animation"; empty for a plain member.
    word: String,
}

impl Mine {
    fn is_member(&self) -> bool {
        self.role.is_some_and(|role| role > TeamRole::Follower)
    }

    fn is_follower(&self) -> bool {
        self.role == Some(TeamRole::Follower)
    }
}

fn team(visit: &Visit, view: &TeamView) -> Result<Team, Refusal> {
    let team = &view.team;
    let my = view.my.as_ref();
    let role = my.filter(|my| my.standing == MembershipStanding::In).map(|my| my.role);
    let people = match memberships::members(visit.app(), &visit.actor(), team.id, None, PEOPLE) {
        Ok((people, _)) => Some(people),
        Err(Refusal::SignIn | Refusal::Forbidden(_)) => None,
        Err(other) => return Err(other),
    };
    let can_see_members = people.is_some();
    let people = people.unwrap_or_default().into_iter().filter(|member| member.standing == MembershipStanding::In);
    let (leads, people): (Vec<_>, Vec<_>) = people.partition(|member| member.role == TeamRole::Lead);
    let person = |member: &TeamMember| Person {
        name: member.name.clone(),
        photo: face(member.photo, member.id),
        role: if member.role == TeamRole::Member { String::new() } else { visit.t.pick("role", member.role.word()).into_owned() },
    };
    let belongs = role.is_some_and(|role| role > TeamRole::Follower);
    let invited = !belongs && invitations::invited(visit.app(), &visit.actor(), team.id)?;
    Ok(Team {
        id: team.id.to_string(),
        url: path(team.id),
        name: team.name.to_string(),
        kind: kind(visit, team.kind),
        picture: emblem(team.image, team.id),
        cover: cover(team.image),
        place: team.place.as_ref().map_or(String::new(), cards::place_line),
        members: view.tally.members,
        followers: view.tally.followers,
        html: to_html(team.description.as_str()),
        dormant: false,
        hidden: team.state == TeamState::Hidden,
        links: team.links.iter().map(|link| LinkTo { url: link.url.to_string(), name: link_name(link) }).collect(),
        leads: leads.iter().map(person).collect(),
        people: people.iter().map(person).collect(),
        mine: Mine {
            asked: my.is_some_and(|my| my.standing == MembershipStanding::Requested),
            listed: my.is_some_and(|my| my.listed),
            word: role.filter(|role| *role > TeamRole::Member).map_or(String::new(), |role| visit.t.pick("role", role.word()).into_owned()),
            role,
        },
        can_join: invited || team.join_policy != JoinPolicy::Invitation,
        must_ask: !invited && team.join_policy == JoinPolicy::Approval && visit.visitor().is_some(),
        invited,
        requests: asks(visit, view)?,
        can_edit: view.can_edit,
        can_see_members,
        can_write: view.can_write,
        trouble: String::new(),
    })
}

/// Whether somebody waits for its managers' answer; only a team that one asks to join is looked through for that.
fn asks(visit: &Visit, view: &TeamView) -> Result<bool, Refusal> {
    let may = view.can_edit && view.team.join_policy == JoinPolicy::Approval;
    Ok(may && !memberships::requests(visit.app(), &visit.actor(), view.team.id, None, 1)?.0.is_empty())
}

fn link_name(link: &crate::domain::team::Link) -> String {
    match &link.label {
        Some(label) => format!("{label} ({})", link.url.host()),
        None => link.url.host().to_owned(),
    }
}

/// The parts by their word in the address, and their names.
const PARTS: [(&str, &str); 4] =
    [("upcoming", key("team-upcoming")), ("news", key("team-news")), ("past", key("team-past")), ("about", key("team-about"))];

/// `GET /teams/:id?part=…&after=…`, and `GET /teams/:id.ics`
#[handler]
pub fn show(visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
    if let Some(id) = id.strip_suffix(".ics") {
        return ics::team(&visit, id_in(id)?);
    }
    let view = teams::view(visit.app(), &visit.actor(), id_in(&id)?)?;
    page::show(whole(&visit, &view, String::new())?.render())
}

fn whole(visit: &Visit, view: &TeamView, trouble: String) -> Result<TeamPage, Problem> {
    let (app, actor, id) = (visit.app(), visit.actor(), view.team.id);
    if visit.param("part").is_some_and(|part| part == "news") {
        return with_news(visit, view, trouble);
    }
    let word = visit.param("part").unwrap_or_default();
    let asked = PARTS.into_iter().find(|(known, _)| *known == word).map(|(known, _)| known);
    let after = match visit.param("after") {
        Some(text) => Some(text.parse().map_err(|_| Refusal::NotFound)?),
        None => None,
    };
    let coming = EventQuery { team: Some(id), after: after.filter(|_| asked == Some("upcoming")), limit: PAGE, ..EventQuery::default() };
    let list = match asked {
        Some("about") => near::EventList::default(),
        Some("past") => near::past_of_team(app, &actor, id, after, PAGE)?,
        _ => near::events(app, &actor, &coming)?,
    };
    // A team that plans nothing is met by what it is about.
    let coming = near::upcoming(app, &actor, &[id])?.pop().unwrap_or_default();
    let part = asked.unwrap_or(if list.items.is_empty() { "about" } else { "upcoming" });
    let url = format!("{}?part={part}", path(id));
    Ok(TeamPage {
        t: visit.t,
        page: visit.page("teams"),
        e: Team { trouble, dormant: coming.dormant, ..team(visit, view)? },
        parts: parts(visit, id, part),
        part,
        posts: Vec::new(),
        days: cards::days(visit, &list.items, part != "past")?,
        first: after.map_or(String::new(), |_| url.clone()),
        next: list.next.map_or(String::new(), |next| format!("{url}&after={next}")),
    })
}

fn parts(visit: &Visit, id: TeamId, shown: &str) -> Vec<Part> {
    let part = |(word, name): (&'static str, &'static str)| Part {
        url: format!("{}?part={word}", path(id)),
        name: visit.t.say(name).into_owned(),
        current: word == shown,
    };
    PARTS.into_iter().map(part).collect()
}

/// The team's news.
fn with_news(visit: &Visit, view: &TeamView, trouble: String) -> Result<TeamPage, Problem> {
    let id = view.team.id;
    let after = match visit.param("after") {
        Some(text) => Some(newsstand::read(&text).ok_or(Refusal::NotFound)?),
        None => None,
    };
    let list = newsstand::list(visit.app(), &visit.actor(), Shelf::Team(id), after, PAGE)?;
    let url = format!("{}?part=news", path(id));
    Ok(TeamPage {
        t: visit.t,
        page: visit.page("teams"),
        e: Team { trouble, ..team(visit, view)? },
        parts: parts(visit, id, "news"),
        part: "news",
        days: Vec::new(),
        posts: list.pinned.iter().chain(&list.items).map(|view| news::card(visit, view)).collect(),
        first: after.map_or(String::new(), |_| url.clone()),
        next: list.next.map_or(String::new(), |next| format!("{url}&after={}", newsstand::written(next))),
    })
}

/// `POST /teams/:id/membership`: `as` is `member`, `follower` or `none`.
#[handler]
pub async fn join(visit: Visit, Path(id): Path<String>, sent: Sent) -> Result<Response, Problem> {
    let id: TeamId = id_in(&id)?;
    // Signed out meanwhile, with something written: it waits on a page until they are back.
    if visit.visitor().is_none() && !sent.one("message").is_empty() {
        return Err(Refusal::SignIn.into());
    }
    if let Some(elsewhere) = join_first(&visit, id) {
        return Ok(elsewhere);
    }
    let (app, actor) = (visit.app(), visit.actor());
    let (done, word) = match sent.one("as") {
        "member" => match Note::optional(sent.one("message")) {
            Ok(message) => match memberships::join(app, &actor, id, Joining::Join, message).await {
                Ok(made) if made.standing == MembershipStanding::Requested => (Ok(()), "asked"),
                made => (made.map(drop), "joined"),
            },
            Err(error) => (Err(Refusal::Invalid(vec![Flaw::text("message", error)])), "asked"),
        },
        "follower" => (memberships::join(app, &actor, id, Joining::Follow, None).await.map(drop), "following"),
        "none" => (memberships::leave(app, &actor, id).await, "left"),
        _ => return Err(Code::BadForm.into()),
    };
    let trouble = match done {
        Ok(()) => None,
        Err(refusal) => Some(trouble(&visit, refusal)?),
    };
    // Much of the page goes with it: how many are in it, who they are, what one may do.
    let Some((reason, status)) = trouble else { return Ok(page::see_other(&Visit::told(&path(id), word))) };
    let view = teams::view(app, &actor, id)?;
    let block = JoinForm { t: visit.t, page: visit.page("teams"), e: Team { trouble: reason.clone(), ..team(&visit, &view)? } };
    let whole = whole(&visit, &view, reason)?;
    page::again(&visit.asked, status, || whole.render(), || block.render())
}

/// `POST /teams/:id/listed`: whether other members see me in the list; `listed` is `yes` or `no`.
#[handler]
pub async fn be_listed(visit: Visit, Path(id): Path<String>, sent: Sent) -> Result<Response, Problem> {
    let id: TeamId = id_in(&id)?;
    visit.known()?;
    let listed = sent.one("listed") == "yes";
    memberships::set_listed(visit.app(), &visit.actor(), id, listed).await?;
    Ok(see_other(&Visit::told(&format!("{}?part=about", path(id)), if listed { "listed" } else { "unlisted" })))
}
