//! An action: what, when, where, for whom.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ids::{EventId, MediaId, MemberId, TeamId};
use super::place::Place;
use super::refusal::{Flaw, Flaws, Refusal};
use super::team::words;
use super::text::{Email, ExternalId, Label, Markdown, Note, Phone, Spoken, Title, WebLink};
use super::time::{Zone, span_flaw};

/// Most places an event may have, and most people it may want.
pub const CAPACITY_MAX: u32 = 100_000;

/// Most guests that one answer may bring, whatever the event says.
pub const GUESTS_MAX: u8 = 20;

/// Guests that one answer may bring, unless the event says otherwise.
pub const GUESTS_DEFAULT: u8 = 5;

/// Most organisers of one event.
pub const ORGANISERS_MAX: usize = 10;

/// An action with a time and a place, or a link.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Which.
    pub id: EventId,
    /// What is said about it.
    pub facts: EventFacts,
    /// The cover picture.
    pub image: Option<MediaId>,
    /// Who answers for it; never empty, but for imported events without an organiser.
    pub organisers: Vec<MemberId>,
    /// Where it stands.
    pub status: EventStatus,
    /// Why it was cancelled.
    pub cancel_reason: Option<Note>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its organisers last changed it; when it was made, if they never did.
    pub changed_at: Timestamp,
    /// Counts the changes: its ETag, and the SEQUENCE of its calendar entry.
    pub revision: u32,
    /// The name that an import gave.
    pub external_id: Option<ExternalId>,
}

/// What organisers say about an event: the part that a form edits.
#[derive(Debug, Clone, PartialEq)]
pub struct EventFacts {
    /// The key of its kind.
    pub kind: KindKey,
    /// Its title.
    pub title: Title,
    /// About it, in Markdown.
    pub description: Markdown,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// The zone of its clock.
    pub zone: Zone,
    /// Where; none for an online event.
    pub place: Option<Place>,
    /// Who sees the exact address.
    pub address_for: Audience,
    /// The link of an online event.
    pub online_url: Option<WebLink>,
    /// Who sees the link.
    pub online_for: Audience,
    /// The team that hosts it.
    pub team: Option<TeamId>,
    /// Whom to ask, and how: what is shown is that person's choice.
    pub contact: Option<Contact>,
    /// Places, guests included; none: as many as come.
    pub capacity: Option<u32>,
    /// Most guests that one answer may bring.
    pub guests_max: u8,
    /// How many people it needs, set by the organisers.
    pub wanted: Option<u32>,
    /// What those should know who need it.
    pub access: Access,
    /// Who may see it.
    pub visibility: Visibility,
}

/// The key of a kind of event: `leafleting`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KindKey(String);

impl KindKey {
    /// The key that this word is: lower-case letters, digits and `_`, at most 40.
    pub fn new(word: &str) -> Option<Self> {
        let fits = !word.is_empty() && word.len() <= 40 && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        fits.then(|| Self(word.to_owned()))
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whom to ask about an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The name to ask for.
    pub name: Label,
    /// The address this person chose to show.
    pub email: Option<Email>,
    /// The number this person chose to show.
    pub phone: Option<Phone>,
}

/// What those should know who need it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// A wheelchair gets in; none: nobody said.
    pub wheelchair: Option<bool>,
    /// Children are welcome.
    pub children: Option<bool>,
    /// There is sign language.
    pub sign_language: Option<bool>,
    /// The language spoken.
    pub language: Option<Spoken>,
}

words! {
    /// Who sees the exact address, or the online link.
    Audience {
        /// Everybody who sees the event.
        Everyone = "everyone",
        /// People who come, and organisers.
        Coming = "coming",
    }

    /// Who may see an event.
    Visibility {
        /// Everybody.
        Public = "public",
        /// Members who are signed in.
        Members = "members",
        /// The members of its team.
        Team = "team",
        /// Whoever has the link.
        Link = "link",
    }

    /// Where an event stands. "Past" is no status: it follows from the time.
    EventStatus {
        /// Kept back by its organisers.
        Draft = "draft",
        /// Waits for approval.
        Pending = "pending",
        /// Out.
        Published = "published",
        /// Called off; stays visible as such.
        Cancelled = "cancelled",
        /// Hidden by moderators, who see it still.
        Hidden = "hidden",
    }
}

impl Event {
    /// Whether it is over at this time.
    pub fn is_past(&self, now: Timestamp) -> bool {
        self.facts.ends_at <= now
    }

    /// Notes that its organisers change it now.
    pub fn touch(&mut self, now: Timestamp) {
        self.revision += 1;
        // A clock that was set back makes nothing older than it was.
        self.changed_at = self.changed_at.max(now);
    }

    /// How many people are still wanted when so many come: never more than there are places for.
    pub fn needs(&self, going: u32) -> u32 {
        let free = self.facts.capacity.map_or(u32::MAX, |capacity| capacity.saturating_sub(going));
        self.facts.wanted.unwrap_or(0).saturating_sub(going).min(free)
    }
}

impl EventFacts {
    /// Checks the rules that bind several fields: the span, a place or a link, the numbers, and a team for a team's event.
    ///
    /// # Errors
    /// 422 with every flaw.
    pub fn check(&self) -> Result<(), Refusal> {
        let mut flaws = Flaws::default();
        if let Some(code) = span_flaw(self.starts_at, self.ends_at) {
            flaws.push(Flaw::new("ends_at", code));
        }
        flaws.require(self.place.is_some() || self.online_url.is_some(), Flaw::new("place", "place_or_link"));
        let in_range = |n: Option<u32>| n.is_none_or(|n| (1..=CAPACITY_MAX).contains(&n));
        flaws.require(in_range(self.capacity), Flaw::with("capacity", "out_of_range", i64::from(CAPACITY_MAX)));
        flaws.require(in_range(self.wanted), Flaw::with("wanted", "out_of_range", i64::from(CAPACITY_MAX)));
        flaws.require(self.guests_max <= GUESTS_MAX, Flaw::with("guests_max", "out_of_range", i64::from(GUESTS_MAX)));
        flaws.require(self.visibility != Visibility::Team || self.team.is_some(), Flaw::new("visibility", "needs_team"));
        flaws.done()
    }
}

/// Decides whether an event may be cancelled now.
///
/// # Errors
/// 409 `cancelled` when it is already, `past` when it is over.
pub fn cancel(event: &Event, now: Timestamp) -> Result<(), Refusal> {
    match event.status {
        EventStatus::Hidden => Err(Refusal::Conflict("hidden")),
        EventStatus::Cancelled => Err(Refusal::Conflict("cancelled")),
        _ if event.is_past(now) => Err(Refusal::Conflict("past")),
        _ => Ok(()),
    }
}

/// Decides whether an event may be published now.
///
/// # Errors
/// 409 `cancelled` or `past`.
pub fn publish(event: &Event, now: Timestamp) -> Result<(), Refusal> {
    cancel(event, now)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A published public event in Montreuil on 28 November 2026, from 10:30 to 12:00 local time.
    pub(crate) fn event() -> Event {
        let time = |text: &str| text.parse::<Timestamp>().expect("a time");
        Event {
            id: EventId::new(time("2026-11-22T08:00:00Z"), [7; 10]),
            facts: EventFacts {
                kind: KindKey::new("leafleting").expect("a key"),
                title: "Distribution de tracts".parse().expect("a title"),
                description: "Venez".parse().expect("a text"),
                starts_at: time("2026-11-28T09:30:00Z"),
                ends_at: time("2026-11-28T11:00:00Z"),
                zone: "Europe/Paris".parse().expect("a zone"),
                place: Some(Place {
                    name: Some("Place du Marché".parse().expect("fits")),
                    street: None,
                    town: Some("Montreuil".parse().expect("fits")),
                    postcode: Some("93100".parse().expect("fits")),
                    country: Some("FR".parse().expect("a code")),
                    point: crate::domain::place::Point::new(48.861, 2.443),
                    town_point: crate::domain::place::Point::new(48.8638, 2.4485),
                    precision: crate::domain::place::Precision::Exact,
                }),
                address_for: Audience::Everyone,
                online_url: None,
                online_for: Audience::Everyone,
                team: None,
                contact: None,
                capacity: None,
                guests_max: GUESTS_DEFAULT,
                wanted: None,
                access: Access::default(),
                visibility: Visibility::Public,
            },
            image: None,
            organisers: vec![],
            status: EventStatus::Published,
            cancel_reason: None,
            created_at: time("2026-11-22T08:00:00Z"),
            changed_at: time("2026-11-22T08:00:00Z"),
            revision: 1,
            external_id: None,
        }
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut EventFacts), want: &[(&str, &str)]) {
        let mut facts = event().facts;
        change(&mut facts);
        let got = match facts.check() {
            Ok(()) => vec![],
            Err(Refusal::Invalid(flaws)) => flaws.iter().map(|f| (f.field, f.code)).collect(),
            Err(other) => panic!("{other}"),
        };
        assert_eq!(got, want);
    }

    #[test]
    fn facts_hold_together() {
        check(|_| {}, &[]);
        check(|f| f.ends_at = f.starts_at, &[("ends_at", "ends_before_start")]);
        check(|f| f.place = None, &[("place", "place_or_link")]);
        check(|f| (f.place, f.online_url) = (None, "https://visio.exemple.fr/x".parse().ok()), &[]);
        check(|f| f.capacity = Some(0), &[("capacity", "out_of_range")]);
        check(|f| f.capacity = Some(CAPACITY_MAX), &[]);
        check(|f| f.wanted = Some(CAPACITY_MAX + 1), &[("wanted", "out_of_range")]);
        check(|f| f.guests_max = GUESTS_MAX + 1, &[("guests_max", "out_of_range")]);
        check(|f| f.visibility = Visibility::Team, &[("visibility", "needs_team")]);
    }

    #[test]
    fn what_is_full_needs_nobody() {
        let mut event = event();
        let mut check = |capacity, wanted, going, want| {
            (event.facts.capacity, event.facts.wanted) = (capacity, wanted);
            assert_eq!(event.needs(going), want, "{capacity:?} {wanted:?} {going}");
        };
        check(None, None, 0, 0);
        check(None, Some(12), 8, 4);
        check(None, Some(12), 13, 0);
        check(Some(8), Some(12), 6, 2);
        check(Some(8), Some(12), 8, 0);
    }

    #[test]
    fn cancelling_is_for_what_is_to_come() {
        let mut event = event();
        let (start, end) = (event.facts.starts_at, event.facts.ends_at);
        assert_eq!(cancel(&event, start), Ok(()));
        assert_eq!(cancel(&event, end), Err(Refusal::Conflict("past")));
        event.status = EventStatus::Cancelled;
        assert_eq!(cancel(&event, start), Err(Refusal::Conflict("cancelled")));
    }
}
