//! The plain model: what a campaign is in vectors and maps, written from the product's words and from nothing of the house. Each deed's answer is
//! a short text, or the code of its refusal.

use std::collections::{BTreeMap, BTreeSet};

use banderole::domain::membership::TeamRole;
use jiff::{SignedDuration, Timestamp};

use super::Deed;

/// An answer in words, or the code of a refusal.
pub type Told = Result<String, String>;

/// How long the model's events last.
pub const LASTS: SignedDuration = SignedDuration::from_hours(2);
/// Most leads of a team.
const LEADS_MAX: usize = 2;

/// Everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plain {
    /// Who has signed up.
    pub members: BTreeSet<usize>,
    /// Events, in the order in which they were made.
    pub events: Vec<PlainEvent>,
    /// Teams: who is in each, and as what.
    pub teams: Vec<BTreeMap<usize, TeamRole>>,
}

/// An event: parties are answers with their guests, as numbers of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainEvent {
    /// Whose it is.
    pub organiser: usize,
    /// Places, when they are limited.
    pub capacity: Option<u32>,
    /// Most guests of one answer.
    pub guests_max: u32,
    /// When it begins.
    pub starts: Timestamp,
    /// Whether it was called off.
    pub cancelled: bool,
    /// Who comes, and the size of their party.
    pub coming: BTreeMap<usize, u32>,
    /// Who does not.
    pub declined: BTreeSet<usize>,
    /// Who waits, the first one first, and the size of their party.
    pub queue: Vec<(usize, u32)>,
}

fn no<T>(code: &str) -> Result<T, String> {
    Err(code.to_owned())
}

impl PlainEvent {
    fn open(&self, now: Timestamp) -> Result<(), String> {
        match self.cancelled {
            true => no("cancelled"),
            false if self.starts + LASTS <= now => no("past"),
            false => Ok(()),
        }
    }

    fn people(&self) -> u32 {
        self.coming.values().sum()
    }

    fn fits(&self, party: u32) -> bool {
        self.capacity.is_none_or(|places| self.people() + party <= places)
    }

    fn forget(&mut self, who: usize) {
        self.coming.remove(&who);
        self.declined.remove(&who);
        self.queue.retain(|(waits, _)| *waits != who);
    }

    /// Free places go to the first who fit, in their order.
    fn move_up(&mut self) {
        for (who, party) in std::mem::take(&mut self.queue) {
            if self.fits(party) {
                self.coming.insert(who, party);
            } else {
                self.queue.push((who, party));
            }
        }
    }

    fn going(&mut self, who: usize, guests: u32, now: Timestamp) -> Told {
        self.open(now)?;
        let waits = self.queue.iter().position(|(waiting, _)| *waiting == who);
        let had = self.coming.get(&who).copied().or(waits.map(|at| self.queue[at].1));
        // A party larger than the place would wait for ever.
        let most = self.capacity.map_or(self.guests_max, |places| self.guests_max.min(places.saturating_sub(1)));
        if guests > most && had.is_none_or(|party| guests + 1 > party) {
            return no("guests:too_many_guests");
        }
        let (party, place) = (guests + 1, self.coming.remove(&who));
        match (self.fits(party), place, waits) {
            (true, ..) => {
                self.forget(who);
                self.coming.insert(who, party);
            }
            (false, Some(place), _) => {
                self.coming.insert(who, place);
                return no("full");
            }
            (false, None, Some(at)) => self.queue[at].1 = party,
            (false, None, None) => {
                self.forget(who);
                self.queue.push((who, party));
            }
        }
        self.move_up();
        Ok(self.told(who))
    }

    fn decline(&mut self, who: usize, now: Timestamp) -> Told {
        self.open(now)?;
        self.forget(who);
        self.declined.insert(who);
        self.move_up();
        Ok(self.told(who))
    }

    fn take_back(&mut self, who: usize, now: Timestamp) -> Told {
        self.open(now)?;
        self.forget(who);
        self.move_up();
        Ok("taken back".to_owned())
    }

    fn told(&self, who: usize) -> String {
        let rank = self.queue.iter().position(|(waits, _)| *waits == who).map(|at| at + 1);
        let standing = if self.coming.contains_key(&who) { "going" } else { rank.map_or("declined", |_| "waiting") };
        let left = self.capacity.map(|places| places - self.people());
        format!("{standing}, rank {rank:?}, {} come, {left:?} left", self.people())
    }
}

impl Plain {
    /// Does this now, and says what is to be answered.
    pub fn carry_out(&mut self, deed: &Deed, now: Timestamp) -> Told {
        let who = match deed {
            Deed::Jobs | Deed::Pass(_) => return Ok(String::new()),
            Deed::SignUp(who) => return Ok(if self.members.insert(*who) { "joined" } else { "known" }.to_owned()),
            deed => deed.who(),
        };
        if !self.members.contains(&who) {
            return no("nobody");
        }
        match *deed {
            Deed::Create { capacity, guests_max, hours, .. } => {
                self.events.push(PlainEvent {
                    organiser: who,
                    capacity,
                    guests_max,
                    starts: now + SignedDuration::from_hours(hours),
                    cancelled: false,
                    coming: BTreeMap::new(),
                    declined: BTreeSet::new(),
                    queue: Vec::new(),
                });
                Ok("created".to_owned())
            }
            Deed::Found(_) => {
                self.teams.push([(who, TeamRole::Lead)].into());
                Ok("founded".to_owned())
            }
            Deed::Going { event, guests, .. } => self.event(event).going(who, guests, now),
            Deed::Decline { event, .. } => self.event(event).decline(who, now),
            Deed::TakeBack { event, .. } => self.event(event).take_back(who, now),
            Deed::Cancel { event, .. } => self.cancel(who, event, now),
            Deed::Resize { event, capacity, .. } => self.resize(who, event, capacity, now),
            Deed::Join { team, .. } => {
                let team = self.team(team);
                let role = team.get(&who).copied().filter(|role| *role > TeamRole::Follower).unwrap_or(TeamRole::Member);
                team.insert(who, role);
                Ok(format!("{role:?}"))
            }
            Deed::Follow { team, .. } => self.follow(who, team),
            Deed::Leave { team, .. } => self.leave(who, team),
            Deed::Role { whom, team, role, .. } => self.set_role(who, whom, team, role),
            Deed::TakeOut { whom, team, .. } => self.take_out(who, whom, team),
            Deed::SignUp(_) | Deed::Jobs | Deed::Pass(_) => Ok(String::new()),
        }
    }

    fn event(&mut self, number: usize) -> &mut PlainEvent {
        let count = self.events.len();
        &mut self.events[number % count]
    }

    fn team(&mut self, number: usize) -> &mut BTreeMap<usize, TeamRole> {
        let count = self.teams.len();
        &mut self.teams[number % count]
    }

    fn cancel(&mut self, who: usize, event: usize, now: Timestamp) -> Told {
        let event = self.event(event);
        if event.organiser != who {
            return no("not_allowed");
        }
        event.open(now)?;
        event.cancelled = true;
        Ok("cancelled".to_owned())
    }

    fn resize(&mut self, who: usize, event: usize, capacity: Option<u32>, now: Timestamp) -> Told {
        let event = self.event(event);
        if event.organiser != who {
            return no("not_allowed");
        }
        if event.cancelled && event.capacity != capacity {
            return no("cancelled");
        }
        if capacity.is_some_and(|places| places < event.people()) {
            return no("capacity_below_going");
        }
        event.capacity = capacity;
        if event.open(now).is_ok() {
            event.move_up();
        }
        Ok("resized".to_owned())
    }

    /// Whether this one is the only lead of a team.
    fn last_lead(team: &BTreeMap<usize, TeamRole>, who: usize) -> bool {
        team.get(&who) == Some(&TeamRole::Lead) && Self::leads(team) == 1
    }

    fn leads(team: &BTreeMap<usize, TeamRole>) -> usize {
        team.values().filter(|role| **role == TeamRole::Lead).count()
    }

    fn follow(&mut self, who: usize, team: usize) -> Told {
        let team = self.team(team);
        if Self::last_lead(team, who) {
            return no("last_lead");
        }
        team.insert(who, TeamRole::Follower);
        Ok("Follower".to_owned())
    }

    fn leave(&mut self, who: usize, team: usize) -> Told {
        let team = self.team(team);
        if Self::last_lead(team, who) {
            return no("last_lead");
        }
        team.remove(&who);
        Ok("left".to_owned())
    }

    /// Whether one may change the place of another in a team, which is or becomes this: managers may, of managers and leads only leads.
    fn may_change(team: &BTreeMap<usize, TeamRole>, who: usize, whom: usize, becomes: Option<TeamRole>) -> Result<TeamRole, String> {
        let mine = team.get(&who).filter(|role| **role >= TeamRole::Manager);
        let Some(mine) = mine else { return no("not_allowed") };
        let Some(theirs) = team.get(&whom) else { return no("not_found") };
        let high = becomes.map_or(*theirs, |becomes| becomes.max(*theirs)) >= TeamRole::Manager;
        if high && *mine != TeamRole::Lead { no("not_allowed") } else { Ok(*theirs) }
    }

    fn set_role(&mut self, who: usize, whom: usize, team: usize, role: TeamRole) -> Told {
        let team = self.team(team);
        let former = Self::may_change(team, who, whom, Some(role))?;
        if role != TeamRole::Lead && Self::last_lead(team, whom) {
            return no("last_lead");
        }
        if role == TeamRole::Lead && former != TeamRole::Lead && Self::leads(team) >= LEADS_MAX {
            return no("too_many_leads");
        }
        team.insert(whom, role);
        Ok(format!("{role:?}"))
    }

    fn take_out(&mut self, who: usize, whom: usize, team: usize) -> Told {
        let team = self.team(team);
        Self::may_change(team, who, whom, None)?;
        if Self::last_lead(team, whom) {
            return no("last_lead");
        }
        team.remove(&whom);
        Ok("taken out".to_owned())
    }
}
