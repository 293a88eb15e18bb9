//! Cards: what readers get of an event, gathered once and kept until something in it changes.
//!
//! A card holds all that is known of an event; [`EventView`] is the part of it that one reader may see, and the only thing that a front door
//! gets. The record tells of each commit before it is acknowledged, so a card is never older than an answer that was given.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use foldhash::HashMap;
use jiff::Timestamp;

use super::App;
use super::erasure::names;
use super::kept::Before;
use super::markdown::{plain, to_html};
use crate::domain::event::{Contact, Event, EventStatus, Visibility};
use crate::domain::ids::{EventId, MediaId, MemberId, TeamId};
use crate::domain::member::MemberState;
use crate::domain::membership::{TeamRole, TeamTally};
use crate::domain::place::Place;
use crate::domain::refusal::Refusal;
use crate::domain::rights::{self, Actor, Right, Ties};
use crate::domain::rsvp::{EventTally, Rsvp, Standing};
use crate::domain::team::{Team, TeamState};
use crate::domain::text::{Note, WebLink};
use crate::store::{Failure, ReadTx};

/// Most answers and memberships of one reader that are fetched at once; beyond, they are looked up one by one.
const TIES_AT_ONCE: usize = 200;

/// All that is known of an event, for the house only.
pub struct Card {
    /// The event.
    pub event: Event,
    /// How many come and wait.
    pub tally: EventTally,
    /// The team that hosts it.
    pub team: Option<TeamRef>,
    /// Who answers for it.
    pub organisers: Vec<Person>,
    /// What the JSON door made of it, by [`Exposure`]: lives and dies with the card.
    pub json: [OnceLock<Bytes>; 4],
    /// Its description as plain text, once a search has found it.
    plain: OnceLock<Box<str>>,
}

/// A team, named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamRef {
    /// Which.
    pub id: TeamId,
    /// Its name.
    pub name: String,
}

/// A member, as members see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: MemberId,
    /// First and last name.
    pub name: String,
    /// The face.
    pub photo: Option<MediaId>,
}

/// How much of an event its reader may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exposure {
    /// The exact address and the online link.
    pub exact: bool,
    /// The names of its organisers: for members.
    pub people: bool,
}

impl Exposure {
    /// Where [`Card::json`] keeps what this reader gets.
    pub fn slot(self) -> usize {
        usize::from(self.exact) * 2 + usize::from(self.people)
    }
}

/// An event, as one reader may see it. What they may not see is not in it.
#[derive(Debug, Clone)]
pub struct EventView<'c> {
    /// The card it is made from: its times, texts and numbers are for all who see the event.
    card: &'c Card,
    /// Where, as exactly as the reader may know.
    pub place: Option<Place>,
    /// The address is kept for people who come, and this reader is not one.
    pub address_hidden: bool,
    /// The online link, when the reader may have it.
    pub online_url: Option<WebLink>,
    /// There is a link that is kept for people who come.
    pub online_hidden: bool,
    /// Who answers for it, for members.
    pub organisers: &'c [Person],
    /// What the reader is to it.
    pub my: My,
}

/// What a reader is to an event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct My {
    /// Where their answer stands.
    pub standing: Option<Standing>,
    /// Whether they may edit and cancel it.
    pub can_edit: bool,
    /// Whether they may see who comes.
    pub can_see_people: bool,
    /// Whether they are one of its organisers.
    pub organiser: bool,
}

impl My {
    /// What somebody with these ties and this answer is to an event.
    pub fn of(actor: &Actor, ties: Ties, standing: Option<Standing>) -> Self {
        let may = |right| rights::may(actor, ties, right).is_ok();
        Self { standing, can_edit: may(Right::EditEvent), can_see_people: may(Right::SeeWhoComes), organiser: ties.organiser }
    }
}

impl<'c> EventView<'c> {
    /// Id, times, texts, numbers: what is for all who see the event.
    pub fn id(&self) -> EventId {
        self.card.event.id
    }

    /// The facts, but for where it is: that is in `place` and `online_url`.
    pub fn facts(&self) -> Facts<'c> {
        Facts { card: self.card }
    }
}

/// The part of an event that is for all who see it.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'c> {
    card: &'c Card,
}

impl std::fmt::Debug for Card {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Card({})", self.event.id)
    }
}

macro_rules! facts {
    ($($(#[$doc:meta])* $name:ident: $type:ty = |$card:ident| $value:expr;)*) => {
        impl<'c> Facts<'c> {
            $($(#[$doc])* pub fn $name(&self) -> $type { let $card = self.card; $value })*
        }
    };
}

facts! {
    /// Its kind.
    kind: &'c crate::domain::event::KindKey = |card| &card.event.facts.kind;
    /// Its title.
    title: &'c str = |card| card.event.facts.title.as_str();
    /// About it, in Markdown.
    description: &'c str = |card| card.event.facts.description.as_str();
    /// About it, as safe HTML.
    description_html: String = |card| to_html(card.event.facts.description.as_str());
    /// When it begins.
    starts_at: Timestamp = |card| card.event.facts.starts_at;
    /// When it ends.
    ends_at: Timestamp = |card| card.event.facts.ends_at;
    /// The zone of its clock.
    zone: &'c crate::domain::time::Zone = |card| &card.event.facts.zone;
    /// Where it stands.
    status: EventStatus = |card| card.event.status;
    /// Why it was cancelled.
    cancel_reason: Option<&'c str> = |card| card.event.cancel_reason.as_ref().map(Note::as_str);
    /// Who may see it.
    visibility: Visibility = |card| card.event.facts.visibility;
    /// It has a link, whether the reader may know it or not.
    online: bool = |card| card.event.facts.online_url.is_some();
    /// The team that hosts it.
    team: Option<&'c TeamRef> = |card| card.team.as_ref();
    /// Whom to ask: what that person chose to show.
    contact: Option<&'c Contact> = |card| card.event.facts.contact.as_ref();
    /// Places.
    capacity: Option<u32> = |card| card.event.facts.capacity;
    /// How many come and wait.
    tally: EventTally = |card| card.tally;
    /// Places left.
    places_left: Option<u32> = |card| card.tally.places_left(card.event.facts.capacity);
    /// How many people it wants in all.
    wanted: Option<u32> = |card| card.event.facts.wanted;
    /// How many people are still wanted.
    needs: u32 = |card| card.event.needs(card.tally.going);
    /// Most guests that one answer may bring.
    guests_max: u8 = |card| card.event.facts.guests_max;
    /// What those should know who need it.
    access: &'c crate::domain::event::Access = |card| &card.event.facts.access;
    /// The cover.
    image: Option<MediaId> = |card| card.event.image;
    /// Counts the changes.
    revision: u32 = |card| card.event.revision;
    /// When it was made.
    created_at: Timestamp = |card| card.event.created_at;
    /// When its organisers last changed it.
    changed_at: Timestamp = |card| card.event.changed_at;
    /// Who sees the exact address.
    address_for: crate::domain::event::Audience = |card| card.event.facts.address_for;
    /// Who sees the online link.
    online_for: crate::domain::event::Audience = |card| card.event.facts.online_for;
}

impl Card {
    /// Its description as plain text, as far as searches look through it.
    pub fn plain(&self) -> &str {
        self.plain.get_or_init(|| plain(self.event.facts.description.as_str()).trim_end().into())
    }

    /// How much of the event somebody with these ties may see.
    pub fn exposure(&self, actor: &Actor, ties: Ties) -> Exposure {
        let exact = rights::sees_address(actor, ties, &self.event) && rights::sees_link(actor, ties, &self.event);
        Exposure { exact, people: actor.signed_in().is_ok() }
    }

    /// The event as this reader may see it. The caller has made sure that they may see it at all.
    pub fn view(&self, actor: &Actor, ties: Ties, standing: Option<Standing>) -> EventView<'_> {
        let facts = &self.event.facts;
        let exact = rights::sees_address(actor, ties, &self.event);
        let link = rights::sees_link(actor, ties, &self.event);
        let place = facts.place.as_ref().map(|place| if exact { place.clone() } else { place.coarse() });
        EventView {
            card: self,
            address_hidden: !exact && facts.place.is_some(),
            place,
            online_url: facts.online_url.clone().filter(|_| link),
            online_hidden: !link && facts.online_url.is_some(),
            organisers: if actor.signed_in().is_ok() { &self.organisers } else { &[] },
            my: My::of(actor, ties, standing),
        }
    }
}

/// What a reader is to many events: fetched once for a page.
#[derive(Debug, Clone, Default)]
pub struct Reader {
    /// Their answers, when they have few; none: look them up one by one.
    rsvps: Option<HashMap<EventId, Standing>>,
    /// Their roles in teams, when they have few.
    teams: Option<HashMap<TeamId, TeamRole>>,
}

impl Reader {
    fn of(tx: &ReadTx<'_>, member: MemberId) -> Result<Self, Failure> {
        let rsvps = tx.answers_of(member, None, TIES_AT_ONCE)?;
        let teams = tx.memberships_of(member, None, TIES_AT_ONCE)?;
        let in_team = |m: &&crate::domain::membership::Membership| m.standing == crate::domain::membership::MembershipStanding::In;
        Ok(Self {
            rsvps: (rsvps.len() < TIES_AT_ONCE).then(|| rsvps.iter().copied().collect()),
            teams: (teams.len() < TIES_AT_ONCE).then(|| teams.iter().filter(in_team).map(|m| (m.team, m.role)).collect()),
        })
    }

    /// What the actor is to this event, and their answer.
    ///
    /// # Errors
    /// A failure of the record.
    pub fn ties(&self, tx: &ReadTx<'_>, actor: &Actor, event: &Event) -> Result<(Ties, Option<Standing>), Failure> {
        let Some(member) = actor.id() else {
            return Ok((Ties::default(), None));
        };
        let rsvp = match &self.rsvps {
            Some(rsvps) => rsvps.get(&event.id).copied(),
            None => tx.standing(event.id, member)?,
        };
        let team = match (&self.teams, event.facts.team) {
            (_, None) => None,
            (Some(teams), Some(team)) => teams.get(&team).copied(),
            (None, Some(team)) => super::lookup::team_role(tx, team, member)?,
        };
        let coming = rsvp == Some(Standing::Going);
        Ok((Ties { organiser: event.organisers.contains(&member), coming, team }, rsvp))
    }
}

/// A team with how many are in it: the same for everybody.
pub struct TeamCard {
    /// The team.
    pub team: Arc<Team>,
    /// Its members and followers.
    pub tally: TeamTally,
}

/// One state of the record, with what may be used beside it.
pub struct Sight<'a> {
    /// The record.
    pub tx: &'a ReadTx<'a>,
    app: &'a App,
    cards: Before,
    readers: Before,
    teams: Before,
}

impl Sight<'_> {
    /// The card of an event, from memory or gathered now; none when there is no such event.
    ///
    /// # Errors
    /// A failure of the record.
    pub fn card(&self, id: EventId) -> Result<Option<Arc<Card>>, Failure> {
        let kept = self.app.memory.cards.get(&id);
        if kept.is_some() {
            return Ok(kept);
        }
        let card = gather(self.tx, id)?.map(Arc::new);
        Ok(card.inspect(|card| self.app.memory.cards.keep(id, card, self.cards)))
    }

    /// A team with how many are in it, from memory or read now; none when there is no such team.
    ///
    /// # Errors
    /// A failure of the record.
    pub fn team(&self, id: TeamId) -> Result<Option<Arc<TeamCard>>, Failure> {
        let kept = self.app.memory.teams.get(&id);
        if kept.is_some() {
            return Ok(kept);
        }
        let Some(team) = self.tx.team(id)? else { return Ok(None) };
        let card = Arc::new(TeamCard { team: Arc::new(team), tally: self.tx.team_tally(id)? });
        self.app.memory.teams.keep(id, &card, self.teams);
        Ok(Some(card))
    }

    /// The rank of an answer on the waiting list; none when it does not wait.
    ///
    /// # Errors
    /// A failure of the record.
    pub fn rank(&self, rsvp: Option<&Rsvp>) -> Result<Option<u32>, Failure> {
        rsvp.filter(|rsvp| rsvp.standing == Standing::Waiting).map_or(Ok(None), |rsvp| self.tx.position(rsvp))
    }

    /// What this actor is to events, from memory or gathered now.
    ///
    /// # Errors
    /// A failure of the record.
    pub fn reader(&self, actor: &Actor) -> Result<Arc<Reader>, Failure> {
        let Some(member) = actor.id() else {
            return Ok(Arc::new(Reader { rsvps: Some(HashMap::default()), teams: Some(HashMap::default()) }));
        };
        if let Some(kept) = self.app.memory.readers.get(&member) {
            return Ok(kept);
        }
        let reader = Arc::new(Reader::of(self.tx, member)?);
        self.app.memory.readers.keep(member, &reader, self.readers);
        Ok(reader)
    }
}

/// Reads the record and the cards beside it.
///
/// # Errors
/// What `body` returns, or a failure of the record.
pub fn sight<T>(app: &App, body: impl FnOnce(&Sight<'_>) -> Result<T, Refusal>) -> Result<T, Refusal> {
    let (cards, readers, teams) = (app.memory.cards.before(), app.memory.readers.before(), app.memory.teams.before());
    app.store.read(|tx| body(&Sight { tx, app, cards, readers, teams }))
}

fn gather(tx: &ReadTx<'_>, id: EventId) -> Result<Option<Card>, Failure> {
    let Some(mut event) = tx.event(id)? else {
        return Ok(None);
    };
    let team = match event.facts.team {
        Some(team) => {
            tx.team(team)?.filter(|team| team.state == TeamState::Active).map(|team| TeamRef { id: team.id, name: team.name.to_string() })
        }
        None => None,
    };
    let mut organisers = Vec::with_capacity(event.organisers.len());
    for id in &event.organisers {
        match tx.member(*id)? {
            // With whoever is suspended goes the way to reach them.
            Some(member) if member.state == MemberState::Suspended => {
                event.facts.contact = event.facts.contact.filter(|contact| !names(contact, &member));
            }
            Some(member) => organisers.push(Person { id: member.id, name: member.full_name(), photo: member.photo }),
            None => {}
        }
    }
    Ok(Some(Card { tally: tx.event_tally(id)?, event, team, organisers, json: Default::default(), plain: OnceLock::new() }))
}

/// An event for somebody who may see it: its card, what they are to it, and their answer.
///
/// # Errors
/// 404 when it is absent or not for their eyes.
pub fn find(app: &App, actor: &Actor, id: EventId) -> Result<(Arc<Card>, Ties, Option<Rsvp>), Refusal> {
    sight(app, |sight| {
        let card = sight.card(id)?.ok_or(Refusal::NotFound)?;
        let (ties, rsvp) = match actor.id() {
            None => (Ties::default(), None),
            Some(member) => {
                let rsvp = sight.tx.rsvp(id, member)?;
                let team = match card.event.facts.team {
                    Some(team) => super::lookup::team_role(sight.tx, team, member)?,
                    None => None,
                };
                let coming = rsvp.as_ref().is_some_and(|rsvp| rsvp.standing == Standing::Going);
                (Ties { organiser: card.event.organisers.contains(&member), coming, team }, rsvp)
            }
        };
        rights::see_event(actor, ties, &card.event)?;
        Ok((card, ties, rsvp))
    })
}

/// Shows one event to somebody: looks it up with permission and hands its view to `show`, with their own answer.
///
/// # Errors
/// 404 when it is absent or not for their eyes.
pub fn with_event<T>(
    app: &App,
    actor: &Actor,
    id: EventId,
    show: impl FnOnce(&Sight<'_>, &Card, EventView<'_>, Option<Rsvp>) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    sight(app, |sight| {
        let card = sight.card(id)?.ok_or(Refusal::NotFound)?;
        let rsvp = match actor.id() {
            Some(member) => sight.tx.rsvp(id, member)?,
            None => None,
        };
        let ties = super::lookup::event_ties(sight.tx, actor, &card.event)?;
        rights::see_event(actor, ties, &card.event)?;
        let view = card.view(actor, ties, rsvp.as_ref().map(|rsvp| rsvp.standing));
        show(sight, &card, view, rsvp)
    })
}
