//! My data: support and consents with their ledger, given and withdrawn; everything about me to take away.

use askama::Template;
use jiff::Timestamp;
use poem::http::StatusCode;
use poem::{Response, handler};

use super::Clock;
use crate::app::{consents, me, takeout};
use crate::domain::consent::{self, Consent, ConsentEntry};
use crate::domain::pledge::{Channel, PledgeDeed, PledgeEntry};
use crate::domain::refusal::Refusal;
use crate::http::api::trust::zipped;
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
    privacy: String,
    privacy_version: u32,
    agreed: bool,
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

fn render(visit: &Visit, f: Form, status: impl Into<page::Status>) -> Result<Response, Problem> {
    let visitor = visit.known()?;
    let clock = Clock::of(visit);
    let agreed = consents::ledger(visit.app(), visitor)?;
    let pledges = me::ledger(visit.app(), visitor)?;
    let mut entries: Vec<(Timestamp, LedgerLine)> = pledges.iter().map(|entry| (entry.at, line(visit, &clock, entry))).collect();
    entries.extend(agreed.iter().map(|entry| (entry.at, consent_line(visit, &clock, entry))));
    entries.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let network = &visit.network().pledge;
    let page = DataPage {
        t: visit.t,
        page: visit.page("me"),
        pledged: visitor.member.pledge.is_some(),
        pledge: network.text.of(visit.lang()).to_owned(),
        version: network.version,
        privacy: visit.network().privacy.of(visit.lang()).to_owned(),
        privacy_version: visit.network().privacy_version,
        agreed: consent::holds(&agreed, Consent::Privacy).is_some(),
        entries: entries.into_iter().map(|(_, line)| line).collect(),
        f,
    };
    page::shown(status, page.render())
}

fn line(visit: &Visit, clock: &Clock, entry: &PledgeEntry) -> LedgerLine {
    let yes = entry.deed == PledgeDeed::Given;
    LedgerLine {
        yes,
        text: if yes { visit.t.say("ledger-given") } else { visit.t.say("ledger-withdrawn") }.into_owned(),
        when: clock.moment(visit, entry.at),
        wording: wording(visit, entry.version, entry.channel),
    }
}

fn wording(visit: &Visit, version: u32, channel: Channel) -> String {
    format!("{} · {}", visit.t.count("ledger-wording", version), visit.t.pick("channel", channel.word()))
}

fn consent_line(visit: &Visit, clock: &Clock, entry: &ConsentEntry) -> LedgerLine {
    let yes = entry.deed == PledgeDeed::Given;
    LedgerLine {
        yes,
        text: if yes { visit.t.say("ledger-agreed") } else { visit.t.say("ledger-disagreed") }.into_owned(),
        when: clock.moment(visit, entry.at),
        wording: wording(visit, entry.version, entry.channel),
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

/// `POST /me/consents`
#[handler]
pub async fn agree(visit: Visit, sent: Sent) -> Result<Response, Problem> {
    let version = sent.one("version").parse().unwrap_or(0);
    match consents::give(visit.app(), visit.known()?, Consent::Privacy, version, Channel::Page).await {
        Ok(()) => Ok(see_other(&Visit::told(HERE, "saved"))),
        Err(refusal) => {
            let mut form = Form::default();
            let status = visit.tell(&mut form, refusal, &[])?;
            render(&visit, form, status)
        }
    }
}

/// `POST /me/consents/withdraw`
#[handler]
pub async fn disagree(visit: Visit) -> Result<Response, Problem> {
    consents::withdraw(visit.app(), visit.known()?, Consent::Privacy, Channel::Page).await?;
    Ok(see_other(&Visit::told(HERE, "consent-withdrawn")))
}

/// `POST /me/export`: everything about me, as a file.
#[handler]
pub async fn export(visit: Visit) -> Result<Response, Problem> {
    Ok(zipped(takeout::own(visit.app(), visit.known()?).await?))
}
