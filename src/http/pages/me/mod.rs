//! Mine: the way to everything of one's own, and its pages.

pub mod agenda;
pub mod confirm;
pub mod data;
pub mod decisions;
pub mod email;
pub mod erase;
pub mod factor;
pub mod notifications;
pub mod photo;
pub mod profile;
pub mod security;
pub mod seen;

use askama::Template;
use jiff::civil::DateTime;
use jiff::{Timestamp, Zoned};
use poem::{Response, handler};

use super::frame::{Visit, face};
use super::views::{Page, Person};
use crate::app::events::default_zone;
use crate::domain::member::{Home, Member, Role};
use crate::domain::rights::Actor;
use crate::http::error::Problem;
use crate::http::page;
use crate::words::Words;

#[derive(Template)]
#[template(path = "me/me.html")]
struct MePage {
    t: &'static Words,
    page: Page,
    me: Person,
    pledged: bool,
    /// What a member may look after: the network.
    staff: bool,
    /// The rights of their role wait for a second factor.
    owes_factor: bool,
}

/// `GET /me`
#[handler]
pub fn hub(visit: Visit) -> Result<Response, Problem> {
    let member = &visit.known()?.member;
    page::show(
        MePage {
            t: visit.t,
            page: visit.page("me"),
            me: person(member),
            pledged: member.pledge.is_some(),
            staff: matches!(visit.actor(), Actor::Member { role: Role::Admin | Role::Moderator, .. }),
            owes_factor: visit.known()?.owes_factor,
        }
        .render(),
    )
}

/// A member as others see them: name, face, town.
fn person(member: &Member) -> Person {
    let town = member.home.as_ref().map_or(String::new(), |home| home.town.to_string());
    Person { name: member.full_name(), photo: face(member.photo, member.id), role: town }
}

/// Where a member lives, as the field of their profile shows it: "Montreuil (93100)".
pub(in crate::http::pages) fn home_line(home: &Home) -> String {
    match &home.postcode {
        Some(postcode) => format!("{} ({postcode})", home.town),
        None => home.town.to_string(),
    }
}

/// The network's own clock: for times that belong to no event.
pub struct Clock(crate::domain::time::Zone);

impl Clock {
    /// The clock of this network.
    pub fn of(visit: &Visit) -> Self {
        Self(default_zone(visit.app()))
    }

    fn at(&self, at: Timestamp) -> Zoned {
        self.0.clock(at)
    }

    /// "samedi 28 novembre à 10 h 30"
    pub fn moment(&self, visit: &Visit, at: Timestamp) -> String {
        let local: DateTime = self.at(at).datetime();
        visit.t.moment(local, self.at(visit.now()).date())
    }

    /// "aujourd'hui, samedi 28 novembre"
    pub fn day(&self, visit: &Visit, at: Timestamp) -> String {
        visit.t.day(self.at(at).date(), self.at(visit.now()).date())
    }
}
