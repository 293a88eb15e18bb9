//! Teams: the list of them, one team, founding and editing one, its members.

pub mod form;
pub mod invitations;
pub mod list;
pub mod members;
pub mod team;

use poem::Response;

use super::frame::Visit;
use crate::domain::ids::TeamId;
use crate::domain::refusal::Refusal;
use crate::domain::team::TeamKind;
use crate::http::page::{on_the_way, see_other};

/// Where a team is.
fn path(id: TeamId) -> String {
    format!("/teams/{id}")
}

/// What holds a team together, in words.
fn kind(visit: &Visit, kind: TeamKind) -> String {
    visit.t.pick("team-kind", kind.word()).into_owned()
}

/// A stranger is led through sign-up (or from there to sign-in) and back to the team.
fn join_first(visit: &Visit, id: TeamId) -> Option<Response> {
    visit.visitor().is_none().then(|| see_other(&on_the_way("/signup", &path(id))))
}

/// What the form can mend, or a sentence above it; the rest is an error page.
fn trouble(visit: &Visit, refusal: Refusal) -> Result<(String, crate::http::page::Status), crate::http::error::Problem> {
    let mut form = super::views::Form::default();
    let status = visit.tell(&mut form, refusal, &[])?;
    Ok((form.errors().first().map_or(String::new(), |wrong| wrong.text.clone()), status))
}
