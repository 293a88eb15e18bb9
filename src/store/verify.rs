//! Does the record agree with itself? Every row decoded, every tally recounted, every index and reference followed both ways.

mod flags;
mod threads;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::hash::Hash;
use std::ops::ControlFlow;

use super::codec::{Key, Stored};
use super::erasures::erased_hash;
use super::events::{under_organisers, under_team};
use super::inbox::among_unread;
use super::invitations::of_address;
use super::media::waits;
use super::members::among_admins;
use super::posts::{among_due, among_out, among_pinned, among_waiting, of_desk};
use super::reminders::dues;
use super::rsvps::rank;
use super::tables::{self, Table};
use super::transaction::{Keys, full};
use super::{Direction, Failure, ReadTx, WriteTx};
use crate::domain::erasure::{Erasure, is_nobody};
use crate::domain::ids::{EventId, MediaId, MemberId, TeamId};
use crate::domain::media::Owner;
use crate::domain::membership::TeamTally;
use crate::domain::notification::InboxTally;
use crate::domain::pledge::PledgeEntry;
use crate::domain::rsvp::EventTally;

/// Something in the record that does not agree with the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The table that it is in.
    pub table: &'static str,
    /// Which row, and what is wrong with it.
    pub what: String,
    /// Whether other rows say how it should be: then it can be put right.
    pub derived: bool,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.table, self.what)
    }
}

/// Everything that does not agree with the rest. When rows cannot be read, only those are named: the rest is checked once they are mended.
///
/// # Errors
/// When the engine cannot read.
pub fn verify(tx: &ReadTx<'_>) -> Result<Vec<Finding>, Failure> {
    Ok(checked(tx)?.findings)
}

/// Puts right what other rows say: tallies, and the entries of indexes. How many rows it wrote or took away; what only a person can know is
/// left as it is, and found again.
///
/// # Errors
/// When the engine cannot read.
pub fn mend(tx: &mut WriteTx<'_>) -> Result<usize, Failure> {
    let changes = checked(tx)?.derived;
    let count = changes.len();
    for (key, value) in changes {
        tx.set_row(key, value);
    }
    Ok(count)
}

fn checked<'a>(tx: &'a ReadTx<'a>) -> Result<Check<'a>, Failure> {
    let mut check = Check { tx, findings: Vec::new(), derived: BTreeMap::new() };
    tx.each_row(|key, value| {
        if let Err(failure) = tables::sound(key, value) {
            check.findings.push(Finding { table: "rows", what: failure.to_string(), derived: false });
        }
    })?;
    if check.findings.is_empty() {
        check.members()?;
        check.ways_in()?;
        check.events()?;
        check.teams()?;
        check.posts()?;
        check.invitations()?;
        check.threads()?;
        check.pictures()?;
        check.inboxes()?;
        check.reminders()?;
        check.chores()?;
        check.trust()?;
    }
    Ok(check)
}

/// Entries of an index whose keys say it all.
fn alone<K: Copy>(keys: &[K]) -> Vec<(K, ())> {
    keys.iter().map(|key| (*key, ())).collect()
}

struct Check<'a> {
    tx: &'a ReadTx<'a>,
    findings: Vec<Finding>,
    /// The rows that other rows say, and how they would be: none, gone.
    derived: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
}

impl Check<'_> {
    fn find<K, V>(&mut self, table: &Table<K, V>, what: String) {
        self.findings.push(Finding { table: table.name(), what, derived: false });
    }

    /// What other rows say of the row that was found wrong last.
    fn derive<K: Key, V: Stored>(&mut self, table: &Table<K, V>, key: &K, value: Option<&V>) {
        let row = self.derived.entry(full(table, key)).or_default();
        // What one row says is there is not taken away because another does not say so.
        if let Some(value) = value {
            *row = Some(value.to_bytes());
        }
        if let Some(last) = self.findings.last_mut() {
            last.derived = true;
        }
    }

    fn each<K: Key, V: Stored>(
        &mut self,
        table: &Table<K, V>,
        mut visit: impl FnMut(&mut Self, K, V) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut met = Ok(());
        let tx = self.tx;
        tx.each(table, &Keys::all(), None, Direction::Up, |key, value| {
            met = visit(self, key, value);
            if met.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        met
    }

    fn has<K: Key, V: Stored>(&self, table: &Table<K, V>, key: &K) -> Result<bool, Failure> {
        Ok(self.tx.get(table, key)?.is_some())
    }

    /// Every row lies under the key that it names itself by.
    fn filed<K: Key + PartialEq + fmt::Debug, V: Stored>(&mut self, rows: &Table<K, V>, named: impl Fn(&V) -> K) -> Result<(), Failure> {
        self.each(rows, |check, key, row| {
            if named(&row) != key {
                check.find(rows, format!("{key:?} holds the row of {:?}", named(&row)));
            }
            Ok(())
        })
    }

    /// An index holds the entries of every row, and no others.
    fn listed<K, V, IK, IV>(
        &mut self,
        rows: &Table<K, V>,
        index: &Table<IK, IV>,
        entries: impl Fn(&K, &V) -> Vec<(IK, IV)>,
        row_of: impl Fn(&IK, &IV) -> K,
    ) -> Result<(), Failure>
    where
        K: Key + fmt::Debug,
        V: Stored,
        IK: Key + PartialEq + fmt::Debug,
        IV: Stored + PartialEq,
    {
        // Whether the row of this key says that an entry is listed with this value; none: there is no such row.
        let says = |tx: &ReadTx<'_>, key: K, entry: &IK, value: &IV| -> Result<Option<bool>, Failure> {
            let row = tx.get(rows, &key)?;
            Ok(row.map(|row| entries(&key, &row).iter().any(|(said, with)| said == entry && with == value)))
        };
        self.each(rows, |check, key, row| {
            for (entry, value) in entries(&key, &row) {
                let found = check.tx.get(index, &entry)?;
                if found.as_ref() == Some(&value) {
                    continue;
                }
                check.find(index, format!("{entry:?} is not listed as {key:?} of {} says", rows.name()));
                // Two rows that claim one entry are for a person to tell apart.
                let claimed = match found {
                    Some(found) => says(check.tx, row_of(&entry, &found), &entry, &found)?.unwrap_or(false),
                    None => false,
                };
                if !claimed {
                    check.derive(index, &entry, Some(&value));
                }
            }
            Ok(())
        })?;
        self.each(index, |check, entry, value| {
            let key = row_of(&entry, &value);
            let said = says(check.tx, row_of(&entry, &value), &entry, &value)?;
            if said != Some(true) {
                check.find(index, format!("{entry:?} is listed, and {key:?} of {} does not say so", rows.name()));
            }
            // An entry whose row is gone may be the last trace of it.
            if said == Some(false) {
                check.derive(index, &entry, None);
            }
            Ok(())
        })
    }

    /// The tallies are those of the rows.
    fn tallied<K, V>(&mut self, table: &Table<K, V>, mut counted: HashMap<K, V>) -> Result<(), Failure>
    where
        K: Key + Eq + Hash + fmt::Debug,
        V: Stored + PartialEq + Default + fmt::Debug,
    {
        self.each(table, |check, key, tally| {
            let count = counted.remove(&key).unwrap_or_default();
            if tally != count {
                check.find(table, format!("{key:?} says {tally:?}, counted {count:?}"));
                check.derive(table, &key, Some(&count));
            }
            Ok(())
        })?;
        for (key, count) in counted.into_iter().filter(|(_, count)| *count != V::default()) {
            self.find(table, format!("{key:?} says nothing, counted {count:?}"));
            self.derive(table, &key, Some(&count));
        }
        Ok(())
    }

    fn member_exists<K: fmt::Debug, V>(&mut self, table: &Table<K, V>, key: &K, member: MemberId) -> Result<(), Failure> {
        if !is_nobody(member) && !self.has(&tables::ID_TO_MEMBER, &member)? {
            self.find(table, format!("{key:?} is of {member:?}, who is not there"));
        }
        Ok(())
    }

    fn event_exists<K: fmt::Debug, V>(&mut self, table: &Table<K, V>, key: &K, event: EventId) -> Result<(), Failure> {
        if !self.has(&tables::ID_TO_EVENT, &event)? {
            self.find(table, format!("{key:?} is of {event:?}, which is not there"));
        }
        Ok(())
    }

    fn team_exists<K: fmt::Debug, V>(&mut self, table: &Table<K, V>, key: &K, team: TeamId) -> Result<(), Failure> {
        if !self.has(&tables::ID_TO_TEAM, &team)? {
            self.find(table, format!("{key:?} is of {team:?}, which is not there"));
        }
        Ok(())
    }

    fn picture_is<K: fmt::Debug, V>(&mut self, table: &Table<K, V>, key: &K, image: Option<MediaId>, owner: Owner) -> Result<(), Failure> {
        if let Some(image) = image
            && self.tx.picture(image)?.is_none_or(|picture| picture.owner != owner)
        {
            self.find(table, format!("{key:?} shows {image:?}, which is not its own"));
        }
        Ok(())
    }

    fn members(&mut self) -> Result<(), Failure> {
        let rows = &tables::ID_TO_MEMBER;
        self.filed(rows, |member| member.id)?;
        self.listed(rows, &tables::EMAIL_TO_MEMBER, |id, member| vec![(member.email.key(), *id)], |_, id| *id)?;
        self.listed(
            rows,
            &tables::EXTERNAL_ID_TO_MEMBER,
            |id, member| member.external_id.iter().map(|name| (name.as_str().to_owned(), *id)).collect(),
            |_, id| *id,
        )?;
        self.listed(rows, &tables::ADMIN_TO_NOTHING, |_, member| alone(among_admins(member).as_slice()), |id, ()| *id)?;
        self.each(&tables::MEMBER_TO_PASSWORD, |check, member, _| check.member_exists(&tables::MEMBER_TO_PASSWORD, &member, member))?;
        self.each(&tables::MEMBER_TO_FACTOR, |check, member, _| check.member_exists(&tables::MEMBER_TO_FACTOR, &member, member))?;
        self.each(&tables::MEMBER_LINE_TO_PLEDGE, |check, key, _| check.member_exists(&tables::MEMBER_LINE_TO_PLEDGE, &key, key.0))?;
        self.flags()?;
        self.each(rows, |check, id, member| {
            check.picture_is(rows, &id, member.photo, Owner::Member(id))?;
            let ledger = check.tx.pledges(id)?.last().and_then(PledgeEntry::leaves);
            if ledger != member.pledge {
                check.find(rows, format!("{id:?} says {:?}, the ledger {ledger:?}", member.pledge));
            }
            Ok(())
        })
    }

    fn ways_in(&mut self) -> Result<(), Failure> {
        let sessions = &tables::SECRET_HASH_TO_SESSION;
        self.filed(sessions, |session| session.secret_hash)?;
        self.listed(
            sessions,
            &tables::MEMBER_SESSION_TO_SECRET_HASH,
            |hash, session| vec![((session.member, session.id), *hash)],
            |_, hash| *hash,
        )?;
        self.each(sessions, |check, hash, session| check.member_exists(sessions, &hash, session.member))?;
        let signups = &tables::ID_TO_SIGNUP;
        self.filed(signups, |signup| signup.id)?;
        self.listed(signups, &tables::EMAIL_SIGNUP_TO_NOTHING, |id, signup| vec![((signup.email.key(), *id), ())], |(_, id), ()| *id)?;
        self.each(signups, |check, id, signup| check.picture_is(signups, &id, signup.photo, Owner::Signup(id)))?;
        let attempts = &tables::ID_TO_ATTEMPT;
        self.filed(attempts, |attempt| attempt.id)?;
        self.each(attempts, |check, id, attempt| attempt.member.map_or(Ok(()), |member| check.member_exists(attempts, &id, member)))?;
        let changes = &tables::MEMBER_TO_EMAIL_CHANGE;
        self.each(changes, |check, member, _| check.member_exists(changes, &member, member))?;
        self.listed(
            &tables::WHO_KEY_TO_DONE,
            &tables::TIME_WHO_KEY_TO_NOTHING,
            |(who, key), done| vec![((done.at, *who, key.clone()), ())],
            |(_, who, key), ()| (*who, key.clone()),
        )
    }

    fn events(&mut self) -> Result<(), Failure> {
        let rows = &tables::ID_TO_EVENT;
        self.filed(rows, |event| event.id)?;
        self.listed(rows, &tables::ORGANISER_START_EVENT_TO_NOTHING, |_, event| alone(&under_organisers(event)), |(_, _, id), ()| *id)?;
        self.listed(rows, &tables::TEAM_START_EVENT_TO_NOTHING, |_, event| alone(&under_team(event)), |(_, _, id), ()| *id)?;
        self.listed(
            rows,
            &tables::EXTERNAL_ID_TO_EVENT,
            |id, event| event.external_id.iter().map(|name| (name.as_str().to_owned(), *id)).collect(),
            |_, id| *id,
        )?;
        self.each(rows, |check, id, event| {
            check.picture_is(rows, &id, event.image, Owner::Event(id))?;
            for organiser in event.organisers {
                check.member_exists(rows, &id, organiser)?;
            }
            event.facts.team.map_or(Ok(()), |team| check.team_exists(rows, &id, team))
        })?;
        self.answers()
    }

    fn answers(&mut self) -> Result<(), Failure> {
        let rows = &tables::EVENT_MEMBER_TO_RSVP;
        self.filed(rows, |rsvp| (rsvp.event, rsvp.member))?;
        self.listed(
            rows,
            &tables::MEMBER_EVENT_TO_STANDING,
            |(event, member), rsvp| vec![((*member, *event), rsvp.standing)],
            |(member, event), _| (*event, *member),
        )?;
        self.listed(
            rows,
            &tables::EVENT_SINCE_MEMBER_TO_PARTY,
            |_, rsvp| rank(rsvp).map(|rank| (rank, rsvp.party())).into_iter().collect(),
            |(event, _, member), _| (*event, *member),
        )?;
        let mut counted: HashMap<EventId, EventTally> = HashMap::new();
        self.each(rows, |check, key, rsvp| {
            let tally = counted.entry(rsvp.event).or_default();
            *tally = tally.moved(None, Some(&rsvp));
            check.event_exists(rows, &key, key.0)?;
            check.member_exists(rows, &key, key.1)
        })?;
        self.each(&tables::EVENT_TO_TALLY, |check, event, _| check.event_exists(&tables::EVENT_TO_TALLY, &event, event))?;
        self.tallied(&tables::EVENT_TO_TALLY, counted)
    }

    fn teams(&mut self) -> Result<(), Failure> {
        let rows = &tables::ID_TO_TEAM;
        self.filed(rows, |team| team.id)?;
        self.listed(
            rows,
            &tables::EXTERNAL_ID_TO_TEAM,
            |id, team| team.external_id.iter().map(|name| (name.as_str().to_owned(), *id)).collect(),
            |_, id| *id,
        )?;
        self.each(rows, |check, id, team| {
            check.picture_is(rows, &id, team.image, Owner::Team(id))?;
            team.created_by.map_or(Ok(()), |member| check.member_exists(rows, &id, member))
        })?;
        let memberships = &tables::TEAM_MEMBER_TO_MEMBERSHIP;
        self.filed(memberships, |membership| (membership.team, membership.member))?;
        self.listed(
            memberships,
            &tables::MEMBER_TEAM_TO_NOTHING,
            |(team, member), _| vec![((*member, *team), ())],
            |(member, team), ()| (*team, *member),
        )?;
        let mut counted: HashMap<TeamId, TeamTally> = HashMap::new();
        self.each(memberships, |check, key, membership| {
            let tally = counted.entry(membership.team).or_default();
            *tally = tally.moved(None, Some(&membership));
            check.team_exists(memberships, &key, key.0)?;
            check.member_exists(memberships, &key, key.1)
        })?;
        self.each(&tables::TEAM_TO_TALLY, |check, team, _| check.team_exists(&tables::TEAM_TO_TALLY, &team, team))?;
        self.tallied(&tables::TEAM_TO_TALLY, counted)
    }

    fn posts(&mut self) -> Result<(), Failure> {
        let rows = &tables::ID_TO_POST;
        self.filed(rows, |post| post.id)?;
        self.listed(rows, &tables::OUT_POST_TO_NOTHING, |_, post| alone(&among_out(post)), |(_, id), ()| *id)?;
        self.listed(rows, &tables::DESK_OUT_POST_TO_NOTHING, |_, post| alone(&of_desk(post)), |(_, _, id), ()| *id)?;
        self.listed(rows, &tables::DESK_PINNED_POST_TO_NOTHING, |_, post| alone(&among_pinned(post)), |(_, _, id), ()| *id)?;
        self.listed(rows, &tables::DESK_WAITING_POST_TO_NOTHING, |_, post| alone(&among_waiting(post)), |(_, id), ()| *id)?;
        self.listed(rows, &tables::DUE_POST_TO_NOTHING, |_, post| alone(&among_due(post)), |(_, id), ()| *id)?;
        self.each(rows, |check, id, post| {
            check.picture_is(rows, &id, post.image, Owner::Post(id))?;
            if let Some(author) = post.author {
                check.member_exists(rows, &id, author)?;
            }
            post.facts.reach.team().map_or(Ok(()), |team| check.team_exists(rows, &id, team))
        })
    }

    fn invitations(&mut self) -> Result<(), Failure> {
        let rows = &tables::TEAM_INVITATION_TO_INVITATION;
        self.filed(rows, |invitation| (invitation.team, invitation.id))?;
        self.listed(rows, &tables::EMAIL_TEAM_TO_INVITATION, |_, invitation| of_address(invitation), |(_, team), id| (*team, *id))?;
        self.each(rows, |check, key, invitation| {
            if let Some(by) = invitation.by {
                check.member_exists(rows, &key, by)?;
            }
            check.team_exists(rows, &key, key.0)
        })
    }

    fn pictures(&mut self) -> Result<(), Failure> {
        let rows = &tables::ID_TO_PICTURE;
        self.filed(rows, |picture| picture.id)?;
        let waiting = |id: &MediaId, picture: &_| if waits(picture) { vec![(*id, ())] } else { Vec::new() };
        self.listed(rows, &tables::WAITING_PICTURE_TO_NOTHING, waiting, |id, ()| *id)?;
        let sums = &tables::PICTURE_TO_SUM;
        self.each(sums, |check, id, _| {
            if !check.has(rows, &id)? {
                check.find(sums, format!("{id:?} has a sum, and is not there"));
                check.derive(sums, &id, None);
            }
            Ok(())
        })?;
        self.each(rows, |check, id, picture| {
            let tx = check.tx;
            let shown = match picture.owner {
                Owner::Held => Some(id),
                Owner::Signup(signup) => tx.signup(signup)?.and_then(|signup| signup.photo),
                Owner::Member(member) => tx.member(member)?.and_then(|member| member.photo),
                Owner::Event(event) => tx.event(event)?.and_then(|event| event.image),
                Owner::Team(team) => tx.team(team)?.and_then(|team| team.image),
                Owner::Post(post) => tx.post(post)?.and_then(|post| post.image),
            };
            if shown != Some(id) {
                check.find(rows, format!("{id:?} is of {:?}, which does not show it", picture.owner));
            }
            Ok(())
        })
    }

    fn inboxes(&mut self) -> Result<(), Failure> {
        let rows = &tables::MEMBER_NOTIFICATION_TO_LINE;
        self.filed(rows, |line| (line.member, line.id))?;
        self.listed(
            rows,
            &tables::MEMBER_TOPIC_SUBJECT_TO_UNREAD,
            |(_, id), line| among_unread(line).map(|key| (key, *id)).into_iter().collect(),
            |(member, ..), id| (*member, *id),
        )?;
        let mut counted: HashMap<MemberId, InboxTally> = HashMap::new();
        self.each(rows, |check, key, line| {
            let tally = counted.entry(line.member).or_default();
            *tally = tally.moved(None, Some(&line));
            check.member_exists(rows, &key, key.0)
        })?;
        self.tallied(&tables::MEMBER_TO_INBOX, counted)?;
        let preferences = &tables::MEMBER_TO_PREFERENCES;
        self.each(preferences, |check, member, _| check.member_exists(preferences, &member, member))?;
        let digests = &tables::MEMBER_CADENCE_TO_DUE;
        self.each(digests, |check, key, _| check.member_exists(digests, &key, key.0))?;
        let due = |(member, cadence): &(MemberId, u8), due: &_| vec![((*due, *member, *cadence), ())];
        self.listed(digests, &tables::DUE_MEMBER_CADENCE_TO_NOTHING, due, |(_, member, cadence), ()| (*member, *cadence))
    }

    fn reminders(&mut self) -> Result<(), Failure> {
        let (rows, tx) = (&tables::DUE_EVENT_STEP_TO_NOTHING, self.tx);
        self.each(rows, |check, key, ()| {
            let event = tx.event(key.1)?;
            let going = tx.event_tally(key.1)?.going;
            if !event.is_some_and(|event| dues(&event, going).contains(&key)) {
                check.find(rows, format!("{key:?} is planned, and its event does not say so"));
            }
            Ok(())
        })?;
        if tx.reminders_planned()? {
            self.each(&tables::EVENT_TO_TALLY, |check, event, tally| {
                let planned = tx.event(event)?.map(|event| dues(&event, tally.going)).unwrap_or_default();
                for key in planned {
                    if !check.has(rows, &key)? {
                        check.find(rows, format!("{key:?} is not planned"));
                    }
                }
                Ok(())
            })?;
        }
        let given = &tables::EVENT_STEP_DUE_TO_NOTHING;
        self.each(given, |check, key, ()| check.event_exists(given, &key, key.0))?;
        let presence = &tables::EVENT_MEMBER_TO_PRESENCE;
        self.each(presence, |check, key, _| {
            check.event_exists(presence, &key, key.0)?;
            check.member_exists(presence, &key, key.1)
        })
    }

    fn chores(&mut self) -> Result<(), Failure> {
        let (last, forgotten) = (self.tx.sequence()?, self.tx.index_chores_forgotten()?);
        let index = &tables::SEQUENCE_TO_INDEX_CHORE;
        self.each(index, |check, sequence, _| {
            if sequence > last || sequence <= forgotten {
                check.find(index, format!("{sequence} is not between {forgotten} (forgotten) and {last} (the last given)"));
            }
            Ok(())
        })?;
        let news = &tables::DUE_SEQUENCE_TO_NOTIFY_CHORE;
        let mut waiting = HashSet::new();
        self.each(news, |check, (_, sequence), _| {
            waiting.insert(sequence);
            if sequence > last {
                check.find(news, format!("{sequence} is above {last}, the last given"));
            }
            Ok(())
        })?;
        let changes = &tables::EVENT_TO_CHANGE;
        self.each(changes, |check, event, sequence| {
            if !waiting.contains(&sequence) {
                check.find(changes, format!("{event:?} is told by {sequence}, which does not wait"));
            }
            check.event_exists(changes, &event, event)
        })?;
        let mail = &tables::DUE_SEQUENCE_TO_MAIL;
        self.each(mail, |check, (_, sequence), _| {
            if sequence > last {
                check.find(mail, format!("{sequence} is above {last}, the last given"));
            }
            Ok(())
        })
    }

    fn trust(&mut self) -> Result<(), Failure> {
        let (rows, own) = (&tables::NUMBER_TO_AUDIT, &tables::MEMBER_NUMBER_TO_NOTHING);
        for flaw in self.tx.audit_flaws()?.1 {
            self.find(rows, flaw);
        }
        self.each(rows, |check, number, row| {
            for member in row.note.members() {
                // Somebody who was erased has no list of their own any more.
                if check.has(&tables::ID_TO_MEMBER, &member)? && !check.has(own, &(member, number))? {
                    check.find(own, format!("row {number} is not listed for {member:?}"));
                }
            }
            Ok(())
        })?;
        self.each(own, |check, (member, number), ()| {
            let row = check.tx.get(rows, &number)?;
            if !row.is_some_and(|row| row.note.members().contains(&member)) {
                check.find(own, format!("row {number} is listed for {member:?}, and does not say so"));
            }
            check.member_exists(own, &(member, number), member)
        })?;
        let consents = &tables::MEMBER_LINE_TO_CONSENT;
        self.each(consents, |check, key, _| check.member_exists(consents, &key, key.0))?;
        let asked = &tables::MEMBER_TO_ERASURE;
        self.each(asked, |check, member, _| check.member_exists(asked, &member, member))?;
        let due = |member: &MemberId, erasure: &Erasure| vec![((erasure.due, *member), ())];
        self.listed(asked, &tables::DUE_MEMBER_TO_NOTHING, due, |(_, member), ()| *member)?;
        let erased = &tables::ERASED_HASH_TO_TIME;
        self.each(&tables::ID_TO_MEMBER, |check, member, _| {
            if check.has(erased, &erased_hash(member))? {
                check.find(erased, format!("{member:?} was erased, and is there"));
            }
            Ok(())
        })
    }
}
