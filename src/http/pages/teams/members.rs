//! Who is in a team: for its managers with their roles, for its members those who chose to be seen.

use askama::Template;
use poem::http::StatusCode;
use poem::web::Path;
use poem::{Response, handler};

use super::{path, trouble};
use crate::app::memberships::{self, TeamMember};
use crate::app::teams::{self, TeamView};
use crate::domain::ids::{MemberId, TeamId};
use crate::domain::membership::{MembershipStanding, TeamRole};
use crate::domain::refusal::Refusal;
use crate::http::error::{Code, Problem};
use crate::http::page::{self, see_other};
use crate::http::pages::form::Sent;
use crate::http::pages::frame::{Visit, face, id_in};
use crate::http::pages::views::{Choice, Page};
use crate::words::Words;

/// People of a page.
const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "teams/members.html")]
struct MembersPage {
    t: &'static Words,
    page: Page,
    url: String,
    name: String,
    /// Who asks to join, for managers.
    asking: Vec<Asking>,
    /// Where more of them are.
    more_asking: String,
    members: Vec<Row>,
    trouble: String,
    first: String,
    next: String,
}

/// Somebody who asks to join.
struct Asking {
    id: String,
    name: String,
    photo: String,
    message: String,
    since: String,
}

/// One member of the team.
struct Row {
    id: String,
    name: String,
    photo: String,
    role: &'static str,
    since: String,
    /// The roles that the reader may give; empty when they may change nothing.
    roles: Vec<Choice>,
    can_remove: bool,
}

fn render(visit: &Visit, id: TeamId, trouble: String, status: impl Into<page::Status>) -> Result<Response, Problem> {
    visit.known()?;
    let view = teams::view(visit.app(), &visit.actor(), id)?;
    let after = match visit.param("after") {
        Some(text) => Some(text.parse().map_err(|_| Refusal::NotFound)?),
        None => None,
    };
    let (members, next) = memberships::members(visit.app(), &visit.actor(), id, after, PAGE)?;
    let url = format!("{}/members", path(id));
    let first_asking = visit.param("asking").and_then(|text| text.parse().ok());
    let (asking, more) = match view.can_edit {
        true => memberships::requests(visit.app(), &visit.actor(), id, first_asking, PAGE)?,
        false => (Vec::new(), None),
    };
    let page = MembersPage {
        t: visit.t,
        page: visit.page("teams"),
        url: path(id),
        name: view.team.name.to_string(),
        asking: asking.iter().map(|member| asks(visit, member)).collect(),
        more_asking: more.map_or(String::new(), |more| format!("{url}?asking={more}")),
        members: members
            .iter()
            .filter(|member| member.standing == MembershipStanding::In)
            .map(|member| row(visit, &view, member))
            .collect(),
        trouble,
        first: after.map_or(String::new(), |_| url.clone()),
        next: next.map_or(String::new(), |next: MemberId| format!("{url}?after={next}")),
    };
    page::shown(status, page.render())
}

/// Which roles are offered follows the rights of the view; whether one can be given is decided by the deed.
fn row(visit: &Visit, view: &TeamView, member: &TeamMember) -> Row {
    let may_change = view.can_name || (view.can_edit && member.role < TeamRole::Manager);
    let offered = TeamRole::ALL.iter().filter(|role| may_change && (view.can_name || **role < TeamRole::Manager));
    Row {
        id: member.id.to_string(),
        name: member.name.clone(),
        photo: face(member.photo, member.id),
        role: member.role.word(),
        since: visit.t.with("team-since", &[("when", month(visit, member).into())]),
        roles: offered.map(|role| Choice { value: role.word().to_owned(), text: visit.t.pick("role", role.word()).into_owned() }).collect(),
        can_remove: may_change,
    }
}

fn asks(visit: &Visit, member: &TeamMember) -> Asking {
    Asking {
        id: member.id.to_string(),
        name: member.name.clone(),
        photo: face(member.photo, member.id),
        message: member.message.as_ref().map_or(String::new(), ToString::to_string),
        since: month(visit, member),
    }
}

fn month(visit: &Visit, member: &TeamMember) -> String {
    visit.t.month_of(crate::app::events::default_zone(visit.app()).clock(member.since).date())
}

/// `GET /teams/:id/members`
#[handler]
pub fn show(visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
    render(&visit, id_in(&id)?, String::new(), StatusCode::OK)
}

fn answer(visit: &Visit, id: TeamId, done: Result<(), Refusal>, word: &str) -> Result<Response, Problem> {
    match done {
        Ok(()) => Ok(see_other(&Visit::told(&format!("{}/members", path(id)), word))),
        Err(refusal) => {
            let (reason, status) = trouble(visit, refusal)?;
            render(visit, id, reason, status)
        }
    }
}

/// `POST /teams/:id/members/:member`
#[handler]
pub async fn set_role(visit: Visit, Path((id, member)): Path<(String, String)>, sent: Sent) -> Result<Response, Problem> {
    visit.known()?;
    let (id, member) = (id_in(&id)?, id_in(&member)?);
    let done = match TeamRole::from_word(sent.one("role")) {
        Some(role) => memberships::set_role(visit.app(), &visit.actor(), id, member, role).await.map(drop),
        None => Err(Refusal::field("role", "unknown_value")),
    };
    answer(&visit, id, done, "role")
}

/// `POST /teams/:id/requests/:member`: `answer` is `yes` or `no`.
#[handler]
pub async fn answer_request(visit: Visit, Path((id, member)): Path<(String, String)>, sent: Sent) -> Result<Response, Problem> {
    visit.known()?;
    let (id, member) = (id_in(&id)?, id_in(&member)?);
    let (accept, word) = match sent.one("answer") {
        "yes" => (true, "accepted"),
        "no" => (false, "declined"),
        _ => return Err(Code::BadForm.into()),
    };
    let done = memberships::answer_request(visit.app(), &visit.actor(), id, member, accept).await;
    answer(&visit, id, done, word)
}

/// `POST /teams/:id/members/:member/remove`
#[handler]
pub async fn take_out(visit: Visit, Path((id, member)): Path<(String, String)>) -> Result<Response, Problem> {
    visit.known()?;
    let (id, member) = (id_in(&id)?, id_in(&member)?);
    let done = memberships::take_out(visit.app(), &visit.actor(), id, member).await;
    answer(&visit, id, done, "taken-out")
}
