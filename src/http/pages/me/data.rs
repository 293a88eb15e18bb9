//! My support: the ledger of it, given and withdrawn.

use askama::Template;
use poem::http::StatusCode;
use poem::{Response, handler};

use super::Clock;
use crate::app::me;
use crate::domain::pledge::{Channel, PledgeDeed, PledgeEntry};
use crate::domain::refusal::Refusal;
use crate::http::error::Problem;
use crate::http::page::{self, see_other};
use crate::http::pages::form::Sent;
use crate::http::pages::frame::Visit;
use crate::http::pages::views::{Form, Page};
use crate::words::Words;

const HERE: &str = "/me/data";

#[derive(Template)]
#[template(path = "me/data.html")]
struct DataPage {
    t: &'static Words,
    page: Page,
    pledged: bool,
    pledge: String,
    version: u32,
    entries: Vec<LedgerLine>,
    f: Form,
}

/// One line of the ledger.
struct LedgerLine {
    yes: bool,
    text: String,
    when: String,
    /// Which wording, through which door.
    wording: String,
}

fn render(visit: &Visit, f: Form, status: StatusCode) -> Result<Response, Problem> {
    let visitor = visit.known()?;
    let clock = Clock::of(visit);
    let mut entries = me::ledger(visit.app(), visitor)?;
    entries.reverse();
    let network = &visit.network().pledge;
    let page = DataPage {
        t: visit.t,
        page: visit.page("me"),
        pledged: visitor.member.pledge.is_some(),
        pledge: network.text.of(visit.lang()).to_owned(),
        version: network.version,
        entries: entries.iter().map(|entry| line(visit, &clock, entry)).collect(),
        f,
    };
    page::shown(status, page.render())
}

fn line(visit: &Visit, clock: &Clock, entry: &PledgeEntry) -> LedgerLine {
    let yes = entry.deed == PledgeDeed::Given;
    let channel = match entry.channel {
        Channel::Signup => "signup",
        Channel::Page => "page",
        Channel::Api => "api",
        Channel::Import => "import",
        Channel::Keeper => "keeper",
    };
    LedgerLine {
        yes,
        text: if yes { visit.t.say("ledger-given") } else { visit.t.say("ledger-withdrawn") }.into_owned(),
        when: clock.moment(visit, entry.at),
        wording: format!("{} · {}", visit.t.count("ledger-wording", entry.version), visit.t.pick("channel", channel)),
    }
}

/// `GET /me/data`
#[handler]
pub fn show(visit: Visit) -> Result<Response, Problem> {
    visit.known()?;
    render(&visit, Form::default(), StatusCode::OK)
}

/// `POST /me/pledge`
#[handler]
pub async fn give(visit: Visit, sent: Sent) -> Result<Response, Problem> {
    let visitor = visit.known()?;
    let version = sent.one("pledge_version").parse().unwrap_or(0);
    let done = if sent.ticked("pledge") {
        me::give_pledge(visit.app(), visitor, version, Channel::Page, None).await
    } else {
        Err(Refusal::field("pledge", "must_accept"))
    };
    match done {
        Ok(_) => Ok(see_other(&Visit::told(HERE, "pledged"))),
        Err(refusal) => {
            let mut form = Form::default();
            let status = visit.tell(&mut form, refusal, &[])?;
            render(&visit, form, status)
        }
    }
}

/// `POST /me/pledge/withdraw`
#[handler]
pub async fn withdraw(visit: Visit) -> Result<Response, Problem> {
    me::withdraw_pledge(visit.app(), visit.known()?, Channel::Page).await?;
    Ok(see_other(&Visit::told(HERE, "withdrawn")))
}
