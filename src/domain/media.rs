//! Pictures: whose they are. The bytes lie in files, in three sizes.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::ids::{EventId, MediaId, MemberId, PostId, SignupId, TeamId};

/// How long an upload is held for a form that is not done yet.
pub const HELD: SignedDuration = SignedDuration::from_hours(1);

/// Edges of the three sizes, in pixels.
pub const SIZES: [u16; 3] = [64, 256, 1024];

/// A picture that was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    /// Which.
    pub id: MediaId,
    /// Whose.
    pub owner: Owner,
    /// Since when.
    pub at: Timestamp,
}

/// Whose a picture is: who may see it follows from that, and when it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// Nobody's yet: a form holds it for [`HELD`].
    Held,
    /// That of a sign-up that waits for its code.
    Signup(SignupId),
    /// A member's face.
    Member(MemberId),
    /// An event's cover.
    Event(EventId),
    /// A team's cover.
    Team(TeamId),
    /// The picture of a piece of news.
    Post(PostId),
}
