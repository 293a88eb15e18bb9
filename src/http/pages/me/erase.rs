//! Erasing oneself: what goes, what is handed over and what stays as a number is shown before anything is asked.

use askama::Template;
use poem::{Response, handler};

use super::Clock;
use crate::app::erasure::{self, Preview};
use crate::domain::erasure::{EventFate, TeamFate};
use crate::http::error::Problem;
use crate::http::page::{self, see_other};
use crate::http::pages::frame::Visit;
use crate::http::pages::views::Page;
use crate::words::Words;

const HERE: &str = "/me/erase";

#[derive(Template)]
#[template(path = "me/erase.html")]
struct ErasePage {
    t: &'static Words,
    page: Page,
    asked: bool,
    until: String,
    goes: Vec<String>,
    handed: Vec<String>,
    stays: Vec<String>,
    blocked: bool,
}

/// `GET /me/erase`
#[handler]
pub fn show(visit: Visit) -> Result<Response, Problem> {
    let preview = erasure::preview(visit.app(), visit.known()?)?;
    let clock = Clock::of(&visit);
    let t = visit.t;
    let Preview { asked, answers, numbers, messages, notices, teams, events, last_admin } = preview;
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let mut goes = vec![t.say("erase-account").into_owned()];
    goes.extend((answers > 0).then(|| t.count("erase-answers", number(answers))));
    goes.extend((messages > 0).then(|| t.count("erase-messages", number(messages))));
    goes.extend((notices > 0).then(|| t.count("erase-notices", notices)));
    let mut stays: Vec<String> = (numbers > 0).then(|| t.count("erase-numbers", number(numbers))).into_iter().collect();
    let mut handed = Vec::new();
    for (fate, name, lead) in teams {
        match (fate, lead) {
            (TeamFate::GoesOn(_), _) => goes.push(t.with("erase-team", &[("name", name.into())])),
            (TeamFate::Closed(_), _) | (_, None) => goes.push(t.with("erase-team-closed", &[("name", name.into())])),
            (TeamFate::HandedOver(..), Some(lead)) => {
                handed.push(t.with("erase-team-handed", &[("name", name.into()), ("lead", lead.into())]));
            }
        }
    }
    for (fate, name, heirs) in events {
        match fate {
            EventFate::GoesOn(_) => stays.push(t.with("erase-event", &[("name", name.into())])),
            EventFate::HandedOver(..) => {
                handed.push(t.with("erase-event-handed", &[("name", name.into()), ("heirs", t.list(&heirs).into())]));
            }
            EventFate::LeftAlone(_) => stays.push(t.with("erase-event-alone", &[("name", name.into())])),
            EventFate::Goes(_) => goes.push(t.with("erase-draft", &[("name", name.into())])),
        }
    }
    let until = asked.map_or(String::new(), |erasure| clock.moment(&visit, erasure.due));
    page::show(ErasePage { t, page: visit.page("me"), asked: asked.is_some(), until, goes, handed, stays, blocked: last_admin }.render())
}

/// `POST /me/erase`
#[handler]
pub async fn ask(visit: Visit) -> Result<Response, Problem> {
    erasure::ask(visit.app(), visit.known()?).await?;
    Ok(see_other(&Visit::told(HERE, "erase-asked")))
}

/// `POST /me/erase/undo`
#[handler]
pub async fn undo(visit: Visit) -> Result<Response, Problem> {
    erasure::undo(visit.app(), visit.known()?).await?;
    Ok(see_other(&Visit::told(HERE, "erase-undone")))
}
