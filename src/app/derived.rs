//! What is kept in memory beside the record: agenda, roster, cards, and who readers are. Thrown away at the end, filled at the start, and told of each commit
//! before it is acknowledged, so that whoever wrote something finds it at once.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use super::App;
use crate::domain::event::{Audience, Event, EventStatus, Visibility};
use crate::domain::ids::{EventId, MemberId, TeamId};
use crate::domain::network::Network;
use crate::domain::rsvp::EventTally;
use crate::domain::team::{Team, TeamKind, TeamState};
use crate::search::{agenda, roster};
use crate::store::tables::{
    DUE_POST_TO_NOTHING, DUE_SEQUENCE_TO_MAIL, DUE_SEQUENCE_TO_NOTIFY_CHORE, EVENT_TO_TALLY, ID_TO_EVENT, ID_TO_MEMBER, ID_TO_TEAM,
    MEMBER_EVENT_TO_STANDING, MEMBER_TO_FACTOR, SECRET_HASH_TO_SESSION, SEQUENCE_TO_INDEX_CHORE, TEAM_MEMBER_TO_MEMBERSHIP, TEAM_TO_TALLY,
};
use crate::store::{Direction, Failure, ReadTx, Touched};

/// Rows read at once while the tables are filled.
const PAGE: usize = 1_000;

/// From now on, what is kept in memory follows what the record commits.
pub fn follow(app: &App) {
    // Weak: the record must not keep the house alive that keeps the record.
    let house = Arc::downgrade(&app.0);
    app.store.observe(move |tx, touched| {
        if let Some(parts) = house.upgrade()
            && let Err(failure) = apply(&App(parts), tx, touched)
        {
            tracing::error!(%failure, "what is kept in memory could not follow a commit");
        }
    });
}

fn apply(app: &App, tx: &ReadTx<'_>, touched: &[Touched]) -> Result<(), Failure> {
    let mut events = BTreeSet::<EventId>::new();
    let (mut teams, mut tallied) = (BTreeSet::<TeamId>::new(), BTreeSet::<TeamId>::new());
    let mut members = BTreeSet::<MemberId>::new();
    let (mut readers, mut sessions) = (BTreeSet::<MemberId>::new(), BTreeSet::<[u8; 32]>::new());
    for touch in touched {
        if touch.tag() == SEQUENCE_TO_INDEX_CHORE.tag() {
            app.bells.index.notify_one();
            touch.key(&SEQUENCE_TO_INDEX_CHORE).into_iter().for_each(|sequence| app.own_writes.left(sequence));
        } else if touch.tag() == DUE_SEQUENCE_TO_MAIL.tag() {
            app.bells.mail.notify_one();
        } else if touch.tag() == DUE_SEQUENCE_TO_NOTIFY_CHORE.tag() || touch.tag() == DUE_POST_TO_NOTHING.tag() {
            app.bells.notify.notify_one();
        }
        events.extend(touch.key(&ID_TO_EVENT).or_else(|| touch.key(&EVENT_TO_TALLY)));
        teams.extend(touch.key(&ID_TO_TEAM));
        tallied.extend(touch.key(&TEAM_TO_TALLY));
        members.extend(touch.key(&ID_TO_MEMBER).or_else(|| touch.key(&MEMBER_TO_FACTOR)));
        readers.extend(touch.key(&MEMBER_EVENT_TO_STANDING).map(|(member, _)| member));
        readers.extend(touch.key(&TEAM_MEMBER_TO_MEMBERSHIP).map(|(_, member)| member));
        sessions.extend(touch.key(&SECRET_HASH_TO_SESSION));
    }
    let mut stale: Vec<EventId> = events.iter().copied().collect();
    for team in &teams {
        place_team(app, *team, tx.team(*team)?.as_ref());
        stale.extend(tx.events_of_team(*team, Timestamp::MIN, Direction::Up, None, usize::MAX)?.iter().map(|(_, id)| *id));
    }
    for member in &members {
        stale.extend(tx.events_of_organiser(*member, Timestamp::MIN, Direction::Up, None, usize::MAX)?.iter().map(|(_, id)| *id));
    }
    for id in &events {
        match tx.event(*id)? {
            Some(event) => place_event(app, &event, tx.event_tally(*id)?),
            None => drop(app.agenda.remove(*id)),
        }
    }
    app.memory.cards.forget(&stale);
    app.memory.teams.forget(teams.iter().chain(&tallied));
    app.memory.readers.forget(&readers);
    app.memory.visitors.forget(&sessions);
    if !members.is_empty() {
        app.memory.visitors.forget_if(|visitor| members.contains(&visitor.member.id));
    }
    Ok(())
}

fn place_event(app: &App, event: &Event, tally: EventTally) {
    match agenda_entry(&app.network, event, tally) {
        Some(entry) => app.agenda.put(entry),
        None => drop(app.agenda.remove(event.id)),
    }
}

fn place_team(app: &App, id: TeamId, team: Option<&Team>) {
    match team.and_then(roster_entry) {
        Some(entry) => app.roster.put(&entry),
        None => drop(app.roster.remove(id)),
    }
}

/// The line of the agenda that an event is; none for what no list shows.
fn agenda_entry(network: &Network, event: &Event, tally: EventTally) -> Option<agenda::Entry> {
    let facts = &event.facts;
    let shown = match facts.visibility {
        Visibility::Public => agenda::Shown::Everyone,
        Visibility::Members => agenda::Shown::Members,
        Visibility::Team => agenda::Shown::Restricted,
        Visibility::Link => return None,
    };
    (event.status == EventStatus::Published).then(|| agenda::Entry {
        id: event.id,
        starts_at: facts.starts_at,
        ends_at: facts.ends_at,
        point: listed_point(event),
        kind: kind_number(network, facts.kind.as_str()),
        team: facts.team,
        needs_people: event.needs(tally.going) > 0,
        online: facts.online_url.is_some(),
        shown,
    })
}

/// The point that searches know: never the exact one of an address that is kept for people who come.
pub fn listed_point(event: &Event) -> Option<crate::domain::place::Point> {
    let place = event.facts.place.as_ref()?;
    match event.facts.address_for {
        Audience::Everyone => place.point,
        Audience::Coming => place.coarse().point,
    }
}

/// The number of a kind in the agenda: its place in the keeper's list; one beyond all for a kind that is not in it any more.
pub fn kind_number(network: &Network, key: &str) -> u16 {
    let at = network.kinds.iter().position(|kind| kind.key.as_str() == key);
    at.and_then(|at| u16::try_from(at).ok()).unwrap_or(u16::MAX)
}

/// The number of a team's kind in the roster.
pub fn team_kind_number(kind: TeamKind) -> u16 {
    let at = TeamKind::ALL.iter().position(|other| *other == kind);
    at.and_then(|at| u16::try_from(at).ok()).unwrap_or(u16::MAX)
}

fn roster_entry(team: &Team) -> Option<roster::Entry> {
    let point = team.place.as_ref().and_then(|place| place.point);
    (team.state == TeamState::Active).then(|| roster::Entry {
        id: team.id,
        name: team.name.to_string(),
        point,
        kind: team_kind_number(team.kind),
    })
}

/// Fills agenda and roster from the record. The house answers before it is done, but is not healthy yet.
///
/// # Errors
/// A failure of the record.
pub fn fill(app: &App) -> Result<(), Failure> {
    app.store.read(|tx| {
        let mut entries = Vec::new();
        let mut after = None;
        loop {
            let page = tx.events(after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            for event in &page {
                entries.extend(agenda_entry(&app.network, event, tx.event_tally(event.id)?));
            }
        }
        app.agenda.replace(entries);
        let mut entries = Vec::new();
        let mut after = None;
        loop {
            let page = tx.teams(after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            entries.extend(page.iter().filter_map(roster_entry));
        }
        app.roster.replace(entries);
        Ok(())
    })
}
