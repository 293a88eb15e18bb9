//! A fictional campaign, to try the network with: members with faces, teams, actions around real towns over the next weeks, some full, some
//! lacking people, some past. People live near what they do. The same seed makes the same campaign; only its dates follow the clock.

mod posts;
mod threads;
mod words;

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use jiff::{SignedDuration, Span, Timestamp};

use super::App;
use super::notices::{pass_over, tell, was};
use crate::domain::chore::{IndexChore, News};
use crate::domain::event::{Access, Audience, Contact, Event, EventFacts, EventStatus, GUESTS_DEFAULT, KindKey, Visibility};
use crate::domain::ids::{CHANCE, EventId, MediaId, MemberId, TeamId};
use crate::domain::lang::Lang;
use crate::domain::media::{Owner, Picture};
use crate::domain::member::{Home, Member, MemberState, Role};
use crate::domain::membership::{Membership, MembershipStanding, TeamRole};
use crate::domain::notification::Was;
use crate::domain::place::{Place, Point, Precision};
use crate::domain::pledge::{Channel, PledgeDeed, PledgeEntry};
use crate::domain::refusal::Refusal;
use crate::domain::rsvp::{Rsvp, Standing};
use crate::domain::team::{JoinPolicy, Link, Team, TeamKind, TeamState};
use crate::domain::time::Zone;
use crate::search::places::{self, Town};
use crate::store::WriteTx;

/// How many members the campaign has.
pub const MEMBERS: usize = 60;
/// How many actions.
pub const EVENTS: usize = 150;

/// The password of every fictional account.
pub const PASSWORD: &str = "printemps local";

/// The address of the fictional admin.
pub const ADMIN: &str = "ines.moreau@printemps.example";

/// A repeatable stream of numbers (SplitMix64, S. Vigna 2015).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n.max(1) as u64).unwrap_or(0)
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    fn chance(&mut self) -> [u8; CHANCE] {
        let mut bytes = [0; CHANCE];
        bytes[..8].copy_from_slice(&self.next().to_be_bytes());
        bytes
    }
}

/// Fills an empty network with the campaign. Takes some seconds: the faces are drawn. Call it from a thread that may wait.
///
/// # Errors
/// 503 when the record or the disk fails.
pub fn populate(app: &App, password: &str) -> Result<(), Refusal> {
    let now = app.now();
    let mut dice = Dice(2_026);
    let towns: Vec<Town> = words::TOWNS.iter().filter_map(|town| places::find(town, None, Some("FR"))).collect();
    let members = members(app, &mut dice, &towns, now);
    let faces = faces(app, &members)?;
    let teams = teams(&mut dice, &towns, &members, now);
    let events = events(&mut dice, &towns, &teams, &members, now);
    let posts = posts::posts(&mut dice, &members, &teams, now);
    let (password, version) = (password.to_owned(), app.network.pledge.version);
    app.store.write_blocking(move |tx| {
        for (member, face) in members.iter().zip(&faces) {
            put_member(tx, member, *face, &password, version, now)?;
        }
        for (at, team) in teams.iter().enumerate() {
            tx.put_team(team)?;
            tx.leave_index(IndexChore::Team(team.id))?;
            put_places(tx, team, at, &members, now)?;
        }
        let (mut dice, mut diaries) = (Dice(7), Diaries::new());
        for event in &events {
            tx.put_event(event)?;
            tx.leave_index(IndexChore::Event(event.id))?;
            put_answers(tx, event, &mut dice, &members, &mut diaries, now)?;
            pass_over(tx, None, event, now);
        }
        for post in &posts {
            tx.put_post(post)?;
        }
        for post in posts.iter().filter(|post| post.is_out()).take(3) {
            tell(tx, News::Posted(post.id), None, now)?;
        }
        threads::put_threads(tx, &teams, &events, &members, now)?;
        put_news(tx, &events, &members[0], now)
    })
}

fn members(app: &App, dice: &mut Dice, towns: &[Town], now: Timestamp) -> Vec<Member> {
    (0..MEMBERS)
        .filter_map(|n| {
            let (first, last) = (words::FIRST[n % words::FIRST.len()], words::LAST[(n * 7 + 3) % words::LAST.len()]);
            let (first, last, email) = if n == 0 {
                ("Inès", "Moreau", ADMIN.to_owned())
            } else {
                (first, last, format!("{}.{}{n}@printemps.example", ascii(first), ascii(last)))
            };
            let town = towns.get(words::HOMES[n % words::HOMES.len()])?;
            Some(Member {
                id: MemberId::new(now, dice.chance()),
                email: email.parse().ok()?,
                first_name: first.parse().ok()?,
                last_name: last.parse().ok()?,
                phone: None,
                photo: None,
                home: home(town),
                lang: if n % 9 == 4 { Lang::En } else { app.network.default_lang },
                role: match n {
                    0 => Role::Admin,
                    1 => Role::Moderator,
                    _ => Role::Member,
                },
                state: MemberState::Active,
                pledge: None,
                joined_at: now,
                revision: 1,
                external_id: None,
            })
        })
        .collect()
}

fn ascii(name: &str) -> String {
    crate::domain::text::fold(name).chars().filter(char::is_ascii_alphanumeric).collect()
}

fn home(town: &Town) -> Option<Home> {
    Some(Home {
        place_id: Some(town.id()),
        town: town.name.parse().ok()?,
        postcode: town.postcode().and_then(|code| code.parse().ok()),
        country: town.country.parse().ok(),
        point: Some(town.point),
    })
}

/// Faces of nobody, for three members of four: the others show their initials.
fn faces(app: &App, members: &[Member]) -> Result<Vec<Option<MediaId>>, Refusal> {
    let failed = |error| Refusal::from(crate::store::Failure::from(error));
    let mut faces = Vec::with_capacity(members.len());
    for (n, member) in members.iter().enumerate() {
        if n % 4 == 3 {
            faces.push(None);
            continue;
        }
        let id = MediaId::from_bytes(*member.id.bytes());
        let face = crate::media::portrait(n as u64).map_err(|_| Refusal::Unavailable("busy"))?;
        app.media.save(id, face.bytes()).map_err(failed)?;
        faces.push(Some(id));
    }
    Ok(faces)
}

fn put_member(
    tx: &mut WriteTx<'_>,
    member: &Member,
    face: Option<MediaId>,
    password: &str,
    version: u32,
    now: Timestamp,
) -> Result<(), Refusal> {
    let mut member = Member { photo: face, ..member.clone() };
    tx.add_pledge(&mut member, &PledgeEntry { deed: PledgeDeed::Given, version, at: now, channel: Channel::Signup })?;
    tx.set_password(member.id, Some(password));
    if let Some(id) = face {
        tx.put_picture(&Picture { id, owner: Owner::Member(member.id), at: now });
    }
    Ok(())
}

fn teams(dice: &mut Dice, towns: &[Town], members: &[Member], now: Timestamp) -> Vec<Team> {
    let told = |(n, (name, kind, description)): (usize, &(&str, TeamKind, &str))| {
        let town = &towns[n % towns.len()];
        Some(Team {
            id: TeamId::new(now, dice.chance()),
            name: name.replace("{town}", town.name).parse().ok()?,
            kind: *kind,
            description: description.replace("{town}", town.name).parse().ok()?,
            place: Some(in_town(town, None, dice)),
            image: None,
            links: vec![Link { label: "Le journal de l’équipe".parse().ok(), url: "https://printemps.example/journal".parse().ok()? }],
            join_policy: JoinPolicy::Open,
            state: TeamState::Active,
            created_by: nearest(members, Some(town.point)).first().map(|at| members[*at].id),
            created_at: now,
            revision: 1,
            external_id: None,
        })
    };
    words::TEAMS.iter().enumerate().filter_map(told).collect()
}

/// Within this distance one acts with others as a matter of course, in kilometres.
const NEAR_KM: f64 = 25.0;
/// Within this distance one goes now and then.
const REGION_KM: f64 = 120.0;

fn km(member: &Member, point: Option<Point>) -> f64 {
    let home = member.home.as_ref().and_then(|home| home.point);
    home.zip(point).map_or(f64::MAX, |(home, point)| home.km_to(point))
}

/// The members by how far they live from here.
fn nearest(members: &[Member], point: Option<Point>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by(|a, b| km(&members[*a], point).total_cmp(&km(&members[*b], point)));
    order
}

/// The two who live nearest lead a team and help; whoever lives near is in it; to a theme people come from farther.
fn put_places(tx: &mut WriteTx<'_>, team: &Team, at: usize, members: &[Member], now: Timestamp) -> Result<(), Refusal> {
    let point = team.place.as_ref().and_then(|place| place.town_point);
    for (rank, n) in nearest(members, point).into_iter().enumerate() {
        let (member, local) = (&members[n], team.kind == TeamKind::Local);
        let role = match (rank, km(member, point)) {
            (0, _) => TeamRole::Lead,
            (1, _) => TeamRole::Manager,
            (_, km) if km < NEAR_KM && !(n + at).is_multiple_of(4) => TeamRole::Member,
            (_, km) if km < REGION_KM && (n + at).is_multiple_of(3) => TeamRole::Follower,
            _ if !local && (n + at).is_multiple_of(4) => TeamRole::Member,
            _ => continue,
        };
        let (standing, listed) = (MembershipStanding::In, n % 3 != 0);
        tx.put_membership(&Membership { team: team.id, member: member.id, role, standing, message: None, listed, since: now })?;
    }
    Ok(())
}

/// A place in a town: a named spot some streets from its middle.
fn in_town(town: &Town, spot: Option<&str>, dice: &mut Dice) -> Place {
    let mut off = || (dice.below(300) as f64 - 150.0) / 10_000.0;
    let exact = Point::new(town.point.lat() + off() * 0.7, town.point.lon() + off()).unwrap_or(town.point);
    Place {
        name: spot.and_then(|spot| spot.parse().ok()),
        street: None,
        town: town.name.parse().ok(),
        postcode: town.postcode().and_then(|code| code.parse().ok()),
        country: town.country.parse().ok(),
        point: Some(if spot.is_some() { exact } else { town.point }),
        town_point: Some(town.point),
        precision: if spot.is_some() { Precision::Exact } else { Precision::Town },
    }
}

fn events(dice: &mut Dice, towns: &[Town], teams: &[Team], members: &[Member], now: Timestamp) -> Vec<Event> {
    let mut taken = HashSet::new();
    (0..EVENTS).filter_map(|n| event(n, dice, towns, teams, members, &mut taken, now)).collect()
}

/// Days on which something happens in a town already.
type Taken = HashSet<(String, Date)>;

fn event(
    n: usize,
    dice: &mut Dice,
    towns: &[Town],
    teams: &[Team],
    members: &[Member],
    taken: &mut Taken,
    now: Timestamp,
) -> Option<Event> {
    let team_at = (!dice.one_in(4)).then(|| dice.below(teams.len()));
    let plot = match team_at {
        Some(words::ENGLISH_TEAM) if dice.one_in(3) => &words::IN_ENGLISH,
        _ => &words::PLOTS[(n * 5 + dice.below(3)) % words::PLOTS.len()],
    };
    let town = match team_at {
        Some(at) => &towns[at % towns.len()],
        None => dice.pick(towns),
    };
    let zone: Zone = town.time_zone.parse().ok()?;
    let day = day(n, dice, plot, zone.clock(now).date(), |day| taken.insert((town.id(), day)))?;
    let starts_at = day.to_datetime(*dice.pick(plot.times)).to_zoned(jiff::tz::TimeZone::get(zone.name()).ok()?).ok()?.timestamp();
    let online = plot.kind == "online_meeting";
    // One of those who live nearest: of a team, its lead or manager.
    let around = nearest(members, Some(town.point));
    let organiser = &members[around[dice.below(if team_at.is_some() { 2 } else { 3 })]];
    let spot = *dice.pick(plot.spots);
    let facts = EventFacts {
        kind: KindKey::new(plot.kind)?,
        title: plot.title.replace("{town}", town.name).parse().ok()?,
        description: plot.description.replace("{town}", town.name).parse().ok()?,
        starts_at,
        ends_at: starts_at + SignedDuration::from_mins(plot.minutes),
        zone,
        place: (!online).then(|| in_town(town, Some(spot), dice)),
        address_for: if plot.at_home { Audience::Coming } else { Audience::Everyone },
        online_url: if online { "https://visio.example/printemps".parse().ok() } else { None },
        online_for: if online { Audience::Coming } else { Audience::Everyone },
        team: team_at.map(|at| teams[at].id),
        contact: organiser.full_name().parse().ok().filter(|_| dice.one_in(3)).map(|name| Contact { name, email: None, phone: None }),
        capacity: (n % 10 == 3).then_some(8),
        guests_max: GUESTS_DEFAULT,
        wanted: (n % 4 == 1 && n % 10 != 3).then_some(12),
        access: Access {
            wheelchair: dice.one_in(2).then_some(true),
            children: dice.one_in(3).then_some(true),
            sign_language: None,
            language: None,
        },
        visibility: match n % 25 {
            12 => Visibility::Members,
            24 if team_at.is_some() => Visibility::Team,
            _ => Visibility::Public,
        },
    };
    Some(Event {
        id: EventId::new(now, dice.chance()),
        facts,
        image: None,
        organisers: vec![organiser.id],
        status: if n % 37 == 20 { EventStatus::Cancelled } else { EventStatus::Published },
        cancel_reason: if n % 37 == 20 { "La salle n’est plus libre ce jour-là.".parse().ok() } else { None },
        created_at: now,
        changed_at: now,
        revision: 1,
        external_id: None,
    })
}

/// The day of an action: every seventh is past; the others lie within five weeks, most of them soon, on a day that
/// suits what it is and is free in its town.
fn day(n: usize, dice: &mut Dice, plot: &words::Plot, today: Date, mut take: impl FnMut(Date) -> bool) -> Option<Date> {
    let (days, step) = if n % 7 == 6 {
        (-1 - i64::try_from(dice.below(20)).ok()?, -1)
    } else {
        (1 + i64::try_from(dice.below(30) * dice.below(30) / 30).ok()?, 1)
    };
    let mut day = today.checked_add(Span::new().days(days)).ok()?;
    while !plot.days.contains(&day.weekday()) || !take(day) {
        day = day.checked_add(Span::new().days(step)).ok()?;
    }
    Some(day)
}

/// What the first member finds in their inbox: answers to their actions, what changed where they go, what their teams plan.
fn put_news(tx: &mut WriteTx<'_>, events: &[Event], first: &Member, now: Timestamp) -> Result<(), Refusal> {
    let ahead = events.iter().filter(|event| event.status == EventStatus::Published && event.facts.starts_at > now);
    let (own, others): (Vec<&Event>, Vec<&Event>) = ahead.partition(|event| event.organisers.contains(&first.id));
    for event in own.into_iter().take(2) {
        for rsvp in tx.rsvps(event.id, Some(Standing::Going), None, 4)? {
            tell(tx, News::Answered(event.id, rsvp.member), Some(rsvp.member), now)?;
        }
    }
    let mut going = Vec::new();
    for event in &others {
        if tx.standing(event.id, first.id)? == Some(Standing::Going) {
            going.push(*event);
        }
    }
    if let Some(event) = going.first() {
        let was = was(&event.facts);
        let hour = SignedDuration::from_hours(1);
        let was = Was { starts_at: was.starts_at - hour, ends_at: was.ends_at - hour, ..was };
        tell(tx, News::Changed(event.id, Box::new(was)), event.organisers.first().copied(), now)?;
    }
    if let Some(event) = going.get(1) {
        tell(tx, News::Promoted(event.id, vec![first.id]), None, now)?;
    }
    for event in others.iter().filter(|event| event.facts.team.is_some()).take(6) {
        tell(tx, News::Published(event.id), event.organisers.first().copied(), now)?;
    }
    Ok(())
}

/// When each member is somewhere already.
type Diaries = HashMap<MemberId, Vec<(Timestamp, Timestamp)>>;

/// Some come, most of them from near, nobody to two things at once; to a full one more than fit.
fn put_answers(
    tx: &mut WriteTx<'_>,
    event: &Event,
    dice: &mut Dice,
    members: &[Member],
    diaries: &mut Diaries,
    now: Timestamp,
) -> Result<(), Refusal> {
    let (start, end) = (event.facts.starts_at, event.facts.ends_at);
    let want = match (event.facts.capacity, event.facts.wanted) {
        (Some(places), _) => places + 3,
        (None, Some(wanted)) => wanted / 2 + die(dice, 4),
        (None, None) => 2 + die(dice, 14),
    };
    let point = event.facts.place.as_ref().and_then(|place| place.town_point);
    let (mut told, mut parties, full) = (0, 0, event.facts.capacity.is_some());
    for at in nearest(members, point) {
        let member = &members[at];
        // One in so many comes: from near, from the region, from afar; two always do.
        let odds = match km(member, point) {
            _ if parties < 2 => 1,
            km if km < NEAR_KM && full => 1,
            km if km < NEAR_KM => 2,
            km if km < REGION_KM => 6,
            _ => 20,
        };
        let diary = diaries.entry(member.id).or_default();
        if told >= want || diary.iter().any(|(from, to)| *from < end && start < *to) || !dice.one_in(odds) {
            continue;
        }
        let left = tx.event_tally(event.id)?.places_left(event.facts.capacity);
        let guests = if dice.one_in(3) { 1 + die(dice, 3) } else { 0 }.min(left.unwrap_or(u32::MAX).saturating_sub(1));
        let standing = if left == Some(0) { Standing::Waiting } else { Standing::Going };
        let (since, guests) = (now + SignedDuration::from_secs(i64::from(told)), u8::try_from(guests).unwrap_or(0));
        tx.put_rsvp(&Rsvp { event: event.id, member: member.id, standing, guests, note: None, hidden: dice.one_in(12), since })?;
        diary.push((start, end));
        (told, parties) = (told + 1 + u32::from(guests), parties + 1);
    }
    Ok(())
}

fn die(dice: &mut Dice, faces: usize) -> u32 {
    u32::try_from(dice.below(faces)).unwrap_or(0)
}
