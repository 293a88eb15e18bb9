//! The house's side of the model: the same deeds, through the functions that pages and API call, and what the record holds after them.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr};

use banderole::app::events::{self, EventChange, Moment};
use banderole::app::places::PlaceInput;
use banderole::app::sessions::NewSession;
use banderole::app::signups::{self, NewSignup};
use banderole::app::teams::{self, TeamChange};
use banderole::app::{memberships, rsvps, tidy};
use banderole::domain::chore::{Letter, MailChore};
use banderole::domain::event::{EventStatus, KindKey};
use banderole::domain::ids::{EventId, MemberId, TeamId};

use banderole::domain::lang::Lang;
use banderole::domain::membership::{Joining, Membership, TeamTally};
use banderole::domain::refusal::Refusal;
use banderole::domain::rights::Actor;
use banderole::domain::rsvp::{Answer, EventTally, Standing};
use banderole::store::ReadTx;
use banderole::store::dump::Size;
use jiff::SignedDuration;

use super::Deed;
use super::plain::{LASTS, Plain, PlainEvent, Told};
use crate::house::{House, Like};

/// More rows than there are of anything here.
const ALL: usize = 1_000;

/// A house, and who and what in it is meant by the model's numbers.
pub struct Real {
    /// The house.
    pub house: House,
    members: BTreeMap<usize, MemberId>,
    events: Vec<EventId>,
    teams: Vec<TeamId>,
}

fn here() -> PlaceInput {
    PlaceInput { place_id: Some("fr-93048".to_owned()), ..PlaceInput::default() }
}

/// A refusal as the model says it: its code, or the flaws of what was given.
fn code(refusal: Refusal) -> String {
    match refusal {
        Refusal::Invalid(flaws) => flaws.iter().map(|flaw| format!("{}:{}", flaw.field, flaw.code)).collect::<Vec<_>>().join(" "),
        other => other.code().to_owned(),
    }
}

impl Real {
    /// An empty house whose record is in memory (where each change runs twice), or on the disk.
    pub fn open(in_memory: bool) -> Self {
        let house = House::like(Like { in_memory, no_limits: true, ..Like::default() });
        Self { house, members: BTreeMap::new(), events: Vec::new(), teams: Vec::new() }
    }

    fn event(&self, number: usize) -> EventId {
        self.events[number % self.events.len()]
    }

    fn team(&self, number: usize) -> TeamId {
        self.teams[number % self.teams.len()]
    }

    fn read<T>(&self, ask: impl FnOnce(&ReadTx<'_>) -> Result<T, Refusal>) -> T {
        self.house.app.store.read(ask).expect("the record can be read")
    }

    /// Does this, and says what was answered.
    pub fn carry_out(&mut self, deed: &Deed) -> Told {
        match deed {
            Deed::Pass(minutes) => {
                self.house.pass(SignedDuration::from_mins(*minutes));
                return Ok(String::new());
            }
            Deed::Jobs => {
                self.house.tell();
                self.house.settle();
                self.house.block_on(tidy::sweep(&self.house.app)).expect("it sweeps");
                return Ok(String::new());
            }
            Deed::SignUp(who) => return self.sign_up(*who).map_err(code),
            _ => {}
        }
        let Some(member) = self.members.get(&deed.who()) else { return Err("nobody".to_owned()) };
        let member = self.read(|tx| Ok(tx.member(*member)?)).expect("who signed up is there");
        self.act(deed, Actor::of(&member)).map_err(code)
    }

    fn sign_up(&mut self, who: usize) -> Result<String, Refusal> {
        let (app, ip) = (&self.house.app, IpAddr::V4(Ipv4Addr::LOCALHOST));
        let email = format!("m{who}@exemple.fr");
        let new = NewSignup {
            first_name: "Zoé".parse().expect("a name"),
            last_name: "Roux".parse().expect("a name"),
            email: email.parse().expect("an address"),
            password: None,
            home: None,
            pledge_version: app.network.pledge.version,
            pledge_accepted: true,
            privacy_accepted: true,
            lang: Lang::Fr,
            photo: None,
            answering: None,
        };
        self.house.letters();
        let signup = self.house.block_on(signups::start(app, new, ip))?;
        let code = self.house.letters().into_iter().find_map(|MailChore { to, letter, .. }| match letter {
            Letter::SignupCode { code, .. } | Letter::SignupKnown { code, .. } if to.to_string() == email => Some(code),
            _ => None,
        });
        let code = code.expect("a code was mailed");
        self.house.block_on(signups::verify(app, signup, &code, NewSession::device("Firefox"), ip))?;
        let key = email.parse().expect("an address");
        let member = self.read(|tx| Ok(tx.member_by_email(&key)?)).expect("who signed up is a member").id;
        Ok(match self.members.insert(who, member) {
            None => "joined",
            Some(known) if known == member => "known",
            Some(_) => "somebody else",
        }
        .to_owned())
    }

    fn act(&mut self, deed: &Deed, actor: Actor) -> Result<String, Refusal> {
        let app = &self.house.app;
        let wait = &self.house;
        let said = |text: &str| Ok::<_, Refusal>(text.to_owned());
        match *deed {
            Deed::Create { capacity, guests_max, hours, .. } => {
                let starts = app.now() + SignedDuration::from_hours(hours);
                let change = EventChange {
                    kind: Some(KindKey::new("leafleting").expect("a kind")),
                    title: Some("Tractage".parse().expect("a title")),
                    starts: Some(Moment::At(starts)),
                    ends: Some(Some(Moment::At(starts + LASTS))),
                    place: Some(Some(here())),
                    capacity: Some(capacity),
                    guests_max: Some(u8::try_from(guests_max).expect("few")),
                    ..EventChange::default()
                };
                let made = wait.block_on(events::create(app, &actor, change, false, None))?;
                self.events.push(made);
                said("created")
            }
            Deed::Found(_) => {
                let change =
                    TeamChange { name: Some("Équipe".parse().expect("a name")), place: Some(Some(here())), ..TeamChange::default() };
                let made = wait.block_on(teams::found(app, &actor, change, None))?;
                self.teams.push(made);
                said("founded")
            }
            Deed::Going { event, guests, .. } => self.answer(&actor, event, Some(guests)),
            Deed::Decline { event, .. } => self.answer(&actor, event, None),
            Deed::TakeBack { event, .. } => {
                wait.block_on(rsvps::take_back(app, &actor, self.event(event)))?;
                said("taken back")
            }
            Deed::Cancel { event, .. } => {
                wait.block_on(events::cancel(app, &actor, self.event(event), None))?;
                said("cancelled")
            }
            Deed::Resize { event, capacity, .. } => {
                let change = EventChange { capacity: Some(capacity), ..EventChange::default() };
                wait.block_on(events::edit(app, &actor, self.event(event), change, None))?;
                said("resized")
            }
            Deed::Join { team, .. } => role(wait.block_on(memberships::join(app, &actor, self.team(team), Joining::Join, None))?),
            Deed::Follow { team, .. } => role(wait.block_on(memberships::join(app, &actor, self.team(team), Joining::Follow, None))?),
            Deed::Leave { team, .. } => {
                wait.block_on(memberships::leave(app, &actor, self.team(team)))?;
                said("left")
            }
            Deed::Role { whom, team, role: to, .. } => {
                let whom = self.whom(whom);
                role(wait.block_on(memberships::set_role(app, &actor, self.team(team), whom, to))?)
            }
            Deed::TakeOut { whom, team, .. } => {
                let whom = self.whom(whom);
                wait.block_on(memberships::take_out(app, &actor, self.team(team), whom))?;
                said("taken out")
            }
            Deed::SignUp(_) | Deed::Pass(_) | Deed::Jobs => said(""),
        }
    }

    /// Somebody by the model's number; whoever has not signed up is nobody's id.
    fn whom(&self, number: usize) -> MemberId {
        self.members.get(&number).copied().unwrap_or(MemberId::from_bytes([0; 16]))
    }

    fn answer(&self, actor: &Actor, event: usize, guests: Option<u32>) -> Result<String, Refusal> {
        let guests_in = u8::try_from(guests.unwrap_or_default()).expect("few");
        let answer = Answer { going: guests.is_some(), guests: guests_in, note: None, hidden: None };
        let told = self.house.block_on(rsvps::answer(&self.house.app, actor, self.event(event), answer))?;
        Ok(format!("{}, rank {:?}, {} come, {:?} left", told.standing.word(), told.position, told.going, told.places_left))
    }

    /// What the record holds, in the model's terms. Its tallies are compared with its rows here.
    pub fn look(&self) -> Plain {
        let numbers: BTreeMap<MemberId, usize> = self.members.iter().map(|(number, id)| (*id, *number)).collect();
        let events = self.events.iter().map(|id| self.read(|tx| event(tx, *id, &numbers))).collect();
        let teams = self.teams.iter().map(|id| {
            self.read(|tx| {
                let rows = tx.memberships(*id, None, ALL)?;
                let tally = rows.iter().fold(TeamTally::default(), |tally, row| tally.moved(None, Some(row)));
                assert_eq!(tx.team_tally(*id)?, tally);
                Ok(rows.iter().map(|row| (numbers[&row.member], row.role)).collect())
            })
        });
        Plain { members: self.members.keys().copied().collect(), events, teams: teams.collect() }
    }

    /// How large each table is, but the one in which a record notes what only a file has.
    pub fn sizes(&self) -> Vec<Size> {
        let all = self.read(|tx| Ok(tx.sizes()?));
        all.into_iter().filter(|size| size.name != "NAME_TO_NUMBER").collect()
    }
}

fn role(place: Membership) -> Result<String, Refusal> {
    Ok(format!("{:?}", place.role))
}

fn event(tx: &ReadTx<'_>, id: EventId, numbers: &BTreeMap<MemberId, usize>) -> Result<PlainEvent, Refusal> {
    let event = tx.event(id)?.ok_or(Refusal::NotFound)?;
    let rows = tx.rsvps(id, None, None, ALL)?;
    let tally = rows.iter().fold(EventTally::default(), |tally, row| tally.moved(None, Some(row)));
    assert_eq!(tx.event_tally(id)?, tally);
    let standing = |standing| rows.iter().filter(move |row| row.standing == standing);
    let coming = standing(Standing::Going).map(|row| (numbers[&row.member], row.party()));
    let declined: BTreeSet<usize> = standing(Standing::Declined).map(|row| numbers[&row.member]).collect();
    Ok(PlainEvent {
        organiser: numbers[&event.organisers[0]],
        capacity: event.facts.capacity,
        guests_max: u32::from(event.facts.guests_max),
        starts: event.facts.starts_at,
        cancelled: event.status == EventStatus::Cancelled,
        coming: coming.collect(),
        declined,
        queue: tx.waiting(id, ALL)?.into_iter().map(|(member, party)| (numbers[&member], party)).collect(),
    })
}
