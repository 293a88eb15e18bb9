//! The tables in memory, filled at the start; the index, fed with what deeds left behind, and built anew when it is missing or damaged.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::App;
use super::derived::{self, listed_point};
use super::markdown::excerpt;
use crate::domain::chore::IndexChore;
use crate::domain::event::{Audience, Event, EventStatus, Visibility};
use crate::domain::ids::{EventId, TeamId};
use crate::domain::place::Place;
use crate::domain::refusal::Refusal;
use crate::domain::team::{Team, TeamState};
use crate::domain::text::Markdown;
use crate::search::agenda::Shown;
use crate::search::index::{Change, EventDoc, Failure, Item, TeamDoc};
use crate::store::ReadTx;

/// Most chores that go into one commit of the index.
const BATCH: usize = 500;

/// Rows read at once while the index is built anew.
const PAGE: usize = 1_000;

/// Chores that are forgotten in one transaction.
const FORGET: usize = 5_000;

/// How far the house is open.
#[derive(Default)]
pub struct Opened {
    filled: AtomicBool,
    stale: AtomicBool,
    /// What whoever watches over the server was told last: that it is not healthy.
    unwell: AtomicBool,
}

impl Opened {
    /// A house whose index must be built anew.
    pub fn without_index() -> Self {
        Self { filled: AtomicBool::new(false), stale: AtomicBool::new(true), unwell: AtomicBool::new(false) }
    }

    /// Notes that whoever watches is told this; whether it is another answer than last time. The first is expected to be that all is well.
    fn turned(&self, healthy: bool) -> bool {
        self.unwell.swap(!healthy, Ordering::AcqRel) == healthy
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        tracing::error!(%failure, "the index failed");
        Self::Unavailable("index")
    }
}

/// Fills what is kept in memory, and builds the index anew when it has to be. Doors may be open meanwhile.
///
/// # Errors
/// A failure of the record or of the index.
pub fn open_house(app: &App) -> Result<(), Refusal> {
    // While the tables are filled, on another core: whether a file of the index was changed while nobody looked.
    let checked = thread::scope(|scope| {
        let checking = scope.spawn(|| app.index.check());
        derived::fill(app).map(|_| checking.join())
    })?;
    // An index that is older than the chores which are still known cannot catch up.
    let forgotten = app.store.read(|tx| Ok::<_, Refusal>(tx.index_chores_forgotten()?))?;
    if app.index.sequence() < forgotten {
        app.opened.stale.store(true, Ordering::Release);
    }
    if !matches!(checked, Ok(Ok(()))) {
        tracing::warn!(?checked, "the index is damaged, and is built anew");
        app.opened.stale.store(true, Ordering::Release);
    }
    if app.opened.stale.load(Ordering::Acquire) {
        tracing::info!("building the index anew");
        let built = rebuild(app, &mut |_| {})?;
        tracing::info!(built.events, built.teams, "the index is built");
    }
    app.opened.filled.store(true, Ordering::Release);
    Ok(())
}

/// Whether agenda, roster and index hold every committed row.
pub fn is_healthy(app: &App) -> bool {
    app.opened.filled.load(Ordering::Acquire) && !app.opened.stale.load(Ordering::Acquire) && waiting(app).is_ok_and(|waiting| waiting == 0)
}

/// [`is_healthy`], for whoever watches over the server: the log tells when the answer changes, once.
pub fn check_health(app: &App) -> bool {
    let healthy = is_healthy(app);
    if app.opened.turned(healthy) {
        match healthy {
            true => tracing::info!("healthy again: agenda and index hold every committed row"),
            false => tracing::info!("not healthy for now: agenda and index are catching up with the record"),
        }
    }
    healthy
}

/// Whether the index is being built: then searches find a part only.
pub fn is_partial(app: &App) -> bool {
    app.opened.stale.load(Ordering::Acquire)
}

/// How many chores of the index wait, at most one page of them.
///
/// # Errors
/// A failure of the record.
pub fn waiting(app: &App) -> Result<usize, Refusal> {
    let after = app.index.sequence();
    app.store.read(|tx| Ok(tx.index_chores(after, PAGE)?.len()))
}

/// Takes the next chores into the index, and forgets those that it has committed; how many there were.
///
/// # Errors
/// A failure of the record or of the index.
pub fn step(app: &App) -> Result<usize, Refusal> {
    let after = app.index.sequence();
    let (changes, last) = app.store.read(|tx| {
        let chores = tx.index_chores(after, BATCH)?;
        let last = chores.last().map(|(sequence, _)| *sequence);
        let mut seen = HashSet::new();
        let mut changes = Vec::new();
        // What changed several times is looked at once: as it is now.
        for (_, chore) in chores.iter().rev().filter(|(_, chore)| seen.insert(key(*chore))) {
            changes.push(change(app, tx, *chore)?);
        }
        Ok::<_, Refusal>((changes, last))
    })?;
    let taken = changes.len();
    if let Some(last) = last {
        app.index.apply(changes, last)?;
        app.own_writes.fed();
        app.store.write_blocking(move |tx| Ok::<_, Refusal>(tx.forget_index_chores(last, FORGET)?))?;
    }
    Ok(taken)
}

/// How many events and teams should be in the index and are not, and how many are there that should not be. Only once nothing waits.
///
/// # Errors
/// A failure of the record.
pub fn differences(app: &App) -> Result<(usize, usize), Refusal> {
    let mut wanted = HashSet::new();
    app.store.read(|tx| {
        let mut after = None;
        loop {
            let page = tx.events(after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            wanted.extend(page.iter().filter(|event| shown(event).is_some()).map(|event| Item::Event(event.id)));
        }
        let mut after = None;
        loop {
            let page = tx.teams(after, PAGE)?;
            let Some(last) = page.last() else { return Ok::<_, Refusal>(()) };
            after = Some(last.id);
            wanted.extend(page.iter().filter(|team| team.state == TeamState::Active).map(|team| Item::Team(team.id)));
        }
    })?;
    let mut left = 0;
    app.index.each(|item| left += usize::from(!wanted.remove(&item)));
    Ok((wanted.len(), left))
}

/// To whom the index shows an event; none: it is not in the index.
fn shown(event: &Event) -> Option<Shown> {
    match event.facts.visibility {
        _ if event.status != EventStatus::Published => None,
        Visibility::Public => Some(Shown::Everyone),
        Visibility::Members => Some(Shown::Members),
        Visibility::Team => Some(Shown::Restricted),
        Visibility::Link => None,
    }
}

fn key(chore: IndexChore) -> [u8; 17] {
    let (kind, bytes) = match chore {
        IndexChore::Event(id) => (0, *id.bytes()),
        IndexChore::Team(id) => (1, *id.bytes()),
    };
    let mut key = [kind; 17];
    key[1..].copy_from_slice(&bytes);
    key
}

/// Takes all chores into the index of a house that was opened.
///
/// # Errors
/// A failure of the record or of the index.
pub fn drain(app: &App) -> Result<(), Refusal> {
    while step(app)? > 0 {}
    Ok(())
}

/// What an index was built from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Built {
    /// Events.
    pub events: u64,
    /// Teams.
    pub teams: u64,
}

/// Builds the index anew from the record; `progress` hears how many rows were taken.
///
/// # Errors
/// A failure of the record or of the index.
pub fn rebuild(app: &App, progress: &mut dyn FnMut(u64)) -> Result<Built, Refusal> {
    let mut built = Built::default();
    let (changes, sequence) = app.store.read(|tx| {
        // What is committed from here on leaves chores after this number, and is looked at again.
        let sequence = tx.sequence()?;
        let mut changes = Vec::new();
        let mut after = None;
        loop {
            let page = tx.events(after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            for event in &page {
                changes.push(event_change(app, tx, event.id, Some(event))?);
            }
            built.events += page.len() as u64;
            progress(built.events);
        }
        let mut after = None;
        loop {
            let page = tx.teams(after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            changes.extend(page.iter().map(|team| team_change(team.id, Some(team))));
            built.teams += page.len() as u64;
            progress(built.events + built.teams);
        }
        Ok::<_, Refusal>((changes, sequence))
    })?;
    app.index.rebuild(changes, sequence)?;
    app.own_writes.fed();
    app.opened.stale.store(false, Ordering::Release);
    Ok(built)
}

fn change(app: &App, tx: &ReadTx<'_>, chore: IndexChore) -> Result<Change, Refusal> {
    match chore {
        IndexChore::Event(id) => event_change(app, tx, id, tx.event(id)?.as_ref()),
        IndexChore::Team(id) => Ok(team_change(id, tx.team(id)?.as_ref())),
    }
}

/// What the index is to know of an event: nothing of drafts, cancelled ones, and those that only a link leads to.
fn event_change(app: &App, tx: &ReadTx<'_>, id: EventId, event: Option<&Event>) -> Result<Change, Refusal> {
    let Some((event, shown)) = event.and_then(|event| Some((event, shown(event)?))) else {
        return Ok(Change::DeleteEvent(id));
    };
    let facts = &event.facts;
    let mut texts = vec![plain(&facts.description)];
    // What is kept for people who come must not be found by others: neither its words nor its point.
    let place = facts.place.as_ref().map(|place| if facts.address_for == Audience::Everyone { place.clone() } else { place.coarse() });
    texts.extend(place.iter().flat_map(place_words));
    if let Some(kind) = app.network.kind(&facts.kind) {
        texts.extend([kind.fr.clone(), kind.en.clone()]);
    }
    if let Some(team) = facts.team {
        texts.extend(tx.team(team)?.filter(|team| team.state == TeamState::Active).map(|team| team.name.to_string()));
    }
    let tally = tx.event_tally(id)?;
    Ok(Change::PutEvent(EventDoc {
        id,
        title: facts.title.to_string(),
        texts,
        kind: facts.kind.as_str().to_owned(),
        starts_at: facts.starts_at,
        ends_at: facts.ends_at,
        point: listed_point(event),
        teams: facts.team.into_iter().collect(),
        needs_people: event.needs(tally.going) > 0,
        online: facts.online_url.is_some(),
        shown,
    }))
}

fn team_change(id: TeamId, team: Option<&Team>) -> Change {
    let Some(team) = team.filter(|team| team.state == TeamState::Active) else {
        return Change::DeleteTeam(id);
    };
    let mut texts = vec![plain(&team.description)];
    texts.extend(team.place.iter().flat_map(place_words));
    let point = team.place.as_ref().and_then(|place| place.point);
    Change::PutTeam(TeamDoc { id, name: team.name.to_string(), texts, kind: team.kind.word().to_owned(), point })
}

fn plain(markdown: &Markdown) -> String {
    excerpt(markdown.as_str(), Markdown::MAX)
}

fn place_words(place: &Place) -> Vec<String> {
    let lines = [&place.name, &place.street, &place.town];
    let mut words: Vec<String> = lines.into_iter().flatten().map(ToString::to_string).collect();
    words.extend(place.postcode.as_ref().map(ToString::to_string));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_health_is_told_once() {
        let opened = Opened::default();
        let told: Vec<bool> = [true, false, false, false, true, true, false].map(|healthy| opened.turned(healthy)).to_vec();
        assert_eq!(told, [false, true, false, false, true, false, true]);
    }
}
