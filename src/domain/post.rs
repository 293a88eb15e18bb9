//! A piece of news: network-wide, for an area, or of a team; out now, later, or not yet.
//!
//! Its reach says whom it is meant for: whose list it is in, and who is told. Its visibility says who may read it at all.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::ids::{MediaId, MemberId, PostId, TeamId};
use super::place::Point;
use super::refusal::{Flaw, Flaws, Refusal};
use super::team::words;
use super::text::{Alt, Markdown, PlaceLine, Title, WebLink};

/// Most places that an area is around.
pub const SPOTS_MAX: usize = 20;
/// Furthest that an area reaches around its places, in kilometres: as far as a search.
pub const AREA_KM_MAX: u16 = 500;
/// How far an area reaches unless somebody says otherwise, in kilometres: the usual reach of a search.
pub const AREA_KM: u16 = 20;
/// Furthest ahead that a post may be planned.
pub const AHEAD_MAX: SignedDuration = SignedDuration::from_hours(366 * 24);

/// A piece of news.
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    /// Which.
    pub id: PostId,
    /// What it says, and to whom.
    pub facts: PostFacts,
    /// The picture above it.
    pub image: Option<MediaId>,
    /// Who wrote it; none once their account is gone: then it is its team's, or the network's.
    pub author: Option<MemberId>,
    /// Where it stands.
    pub status: PostStatus,
    /// When it came out, or is to; none for a draft.
    pub out_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Counts the changes: its ETag.
    pub revision: u32,
}

/// What a post says, and to whom: the part that a form edits.
#[derive(Debug, Clone, PartialEq)]
pub struct PostFacts {
    /// Its title.
    pub title: Title,
    /// Its text, in Markdown.
    pub text: Markdown,
    /// A link to go further.
    pub link: Option<WebLink>,
    /// What its picture shows, for who cannot see it.
    pub image_alt: Option<Alt>,
    /// Whom it is for.
    pub reach: Reach,
    /// Who may read it.
    pub visibility: PostVisibility,
    /// It stands above the others.
    pub pinned: bool,
    /// One may answer to it.
    pub comments: bool,
}

/// Whom a post is for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Everybody.
    Network,
    /// Who lives in an area.
    Area(PostArea),
    /// Who is in a team, or follows it.
    Team(TeamId),
}

/// What lies around some places.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PostArea {
    /// Around these.
    pub spots: Vec<Spot>,
    /// So far around each, in kilometres.
    pub km: u16,
}

/// A place that has a name and a point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    /// What it is called.
    pub name: PlaceLine,
    /// Where it is.
    pub point: Point,
}

words! {
    /// The sort of people that a post is for.
    ReachKind {
        /// Everybody.
        Network = "network",
        /// An area.
        Area = "area",
        /// A team.
        Team = "team",
    }

    /// Who may read a post.
    PostVisibility {
        /// Everybody: it is a public page.
        Public = "public",
        /// Members who are signed in.
        Members = "members",
        /// Members of its team.
        Team = "team",
    }

    /// Where a post stands.
    PostStatus {
        /// Kept back.
        Draft = "draft",
        /// It comes out by itself at its time.
        Scheduled = "scheduled",
        /// Out.
        Published = "published",
        /// Hidden by moderators, who see it still.
        Hidden = "hidden",
    }
}

impl Reach {
    /// The sort of people.
    pub fn kind(&self) -> ReachKind {
        match self {
            Self::Network => ReachKind::Network,
            Self::Area(_) => ReachKind::Area,
            Self::Team(_) => ReachKind::Team,
        }
    }

    /// The team that it is the news of.
    pub fn team(&self) -> Option<TeamId> {
        match self {
            Self::Team(team) => Some(*team),
            Self::Network | Self::Area(_) => None,
        }
    }
}

impl PostArea {
    /// Whether a point lies in it.
    pub fn holds(&self, point: Point) -> bool {
        self.spots.iter().any(|spot| spot.point.km_to(point) <= f64::from(self.km))
    }
}

impl PostFacts {
    /// Whether they hold together.
    ///
    /// # Errors
    /// 422 with every flaw.
    pub fn check(&self) -> Result<(), Refusal> {
        let mut flaws = Flaws::default();
        if let Reach::Area(area) = &self.reach {
            flaws.require(!area.spots.is_empty(), Flaw::new("places", "missing"));
            flaws.require(area.spots.len() <= SPOTS_MAX, Flaw::with("places", "too_many", i64::try_from(SPOTS_MAX).unwrap_or(i64::MAX)));
            flaws.require((1..=AREA_KM_MAX).contains(&area.km), Flaw::with("radius_km", "out_of_range", i64::from(AREA_KM_MAX)));
        }
        flaws.require(self.visibility != PostVisibility::Team || self.reach.team().is_some(), Flaw::new("visibility", "needs_team"));
        flaws.done()
    }
}

impl Post {
    /// Whether it is out.
    pub fn is_out(&self) -> bool {
        self.status == PostStatus::Published
    }

    /// Whether it is to come out by now, and is not out yet.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.status == PostStatus::Scheduled && self.out_at.is_some_and(|at| at <= now)
    }
}

/// Where a post that is to be published at this time (none: at once) stands now, and its time.
///
/// # Errors
/// 422 `publish_at`: `bad_time` when it is more than a year ahead.
pub fn planned(at: Option<Timestamp>, now: Timestamp) -> Result<(PostStatus, Timestamp), Refusal> {
    match at {
        Some(at) if at.duration_since(now) > AHEAD_MAX => Err(Refusal::field("publish_at", "bad_time")),
        Some(at) if at > now => Ok((PostStatus::Scheduled, at)),
        Some(_) | None => Ok((PostStatus::Published, now)),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    fn spot(lat: f64, lon: f64) -> Spot {
        Spot { name: "Montreuil".parse().expect("a place"), point: Point::new(lat, lon).expect("on Earth") }
    }

    /// Network-wide news that everybody may read, out since the epoch.
    pub(crate) fn post() -> Post {
        let facts = PostFacts {
            title: "Bonne nouvelle".parse().expect("a title"),
            text: "Bravo.".parse().expect("a text"),
            link: None,
            image_alt: None,
            reach: Reach::Network,
            visibility: PostVisibility::Public,
            pinned: false,
            comments: true,
        };
        let at = Timestamp::UNIX_EPOCH;
        let (id, status) = (PostId::new(at, [1; 10]), PostStatus::Published);
        Post { id, facts, image: None, author: None, status, out_at: Some(at), created_at: at, revision: 1 }
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut PostFacts), want: &[(&str, &str)]) {
        let mut facts = post().facts;
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
        let area = |n: usize, km| Reach::Area(PostArea { spots: vec![spot(48.86, 2.44); n], km });
        check(|_| {}, &[]);
        check(|f| f.reach = area(1, AREA_KM), &[]);
        check(|f| f.reach = area(SPOTS_MAX, AREA_KM_MAX), &[]);
        check(|f| f.reach = area(0, 0), &[("places", "missing"), ("radius_km", "out_of_range")]);
        check(|f| f.reach = area(SPOTS_MAX + 1, AREA_KM_MAX + 1), &[("places", "too_many"), ("radius_km", "out_of_range")]);
        check(|f| f.visibility = PostVisibility::Team, &[("visibility", "needs_team")]);
        let team = Reach::Team(TeamId::new(Timestamp::UNIX_EPOCH, [1; 10]));
        check(|f| (f.visibility, f.reach) = (PostVisibility::Team, team), &[]);
    }

    #[test]
    fn an_area_is_around_each_of_its_places() {
        let area = PostArea { spots: vec![spot(48.8566, 2.3522), spot(45.7640, 4.8357)], km: 20 };
        let holds = |lat, lon| area.holds(Point::new(lat, lon).expect("on Earth"));
        assert_eq!([holds(48.86, 2.44), holds(45.77, 4.88), holds(43.3, 5.37)], [true, true, false]);
    }

    #[test]
    fn what_is_planned_comes_out_later_and_what_is_not_at_once() {
        let now = Timestamp::UNIX_EPOCH;
        let at = |hours| now + SignedDuration::from_hours(hours);
        assert_eq!(planned(None, now), Ok((PostStatus::Published, now)));
        assert_eq!(planned(Some(at(-1)), now), Ok((PostStatus::Published, now)), "never out before it was made");
        assert_eq!(planned(Some(at(1)), now), Ok((PostStatus::Scheduled, at(1))));
        assert_eq!(planned(Some(now + AHEAD_MAX), now), Ok((PostStatus::Scheduled, now + AHEAD_MAX)));
        assert_eq!(planned(Some(at(367 * 24)), now), Err(Refusal::field("publish_at", "bad_time")));
        let scheduled = Post { status: PostStatus::Scheduled, out_at: Some(at(1)), ..post() };
        assert_eq!((scheduled.is_due(now), scheduled.is_due(at(1)), post().is_due(at(1))), (false, true, false));
    }
}
