//! What people can do: one function per deed. Each looks up with permission, decides by a rule of the domain, and commits in one transaction
//! with the work that it leaves behind. Both front doors, the command line and the jobs call the same deeds.
//!
//! This room names no front door, no engine and no picture library: it names `store`, `search`, `media` and the domain.

pub mod address;
pub mod appeals;
pub mod audit;
pub mod backup;
pub mod bells;
pub mod cards;
pub mod checkup;
pub mod claims;
pub mod consents;
pub mod demo;
pub mod derived;
pub mod diary;
pub mod erasure;
pub mod events;
pub mod export;
pub mod factor;
pub mod fanout;
pub mod figures;
pub mod flags;
pub mod import;
pub mod inbox;
pub mod indexing;
pub mod invitations;
pub mod keeper;
pub mod kept;
pub mod letters;
pub mod links;
pub mod lookup;
pub mod markdown;
pub mod me;
pub mod memberships;
pub mod near;
pub mod newsstand;
pub mod notices;
pub mod once;
pub mod outbox;
pub mod own_writes;
pub mod pictures;
pub mod places;
pub mod posts;
pub mod proof;
pub mod reminders;
pub mod room;
pub mod rsvps;
pub mod search;
pub mod secrets;
pub mod seen;
pub mod sessions;
pub mod signups;
pub mod takeout;
pub mod teams;
pub mod threads;
pub mod throttle;
pub mod tidy;

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;

use crate::domain::ids::CHANCE;
use crate::domain::network::Network;
use crate::media::files::Files;
use crate::search::agenda::Agenda;
use crate::search::index::Index;
use crate::search::roster::Roster;
use crate::store::Store;

use self::backup::Backups;
use self::bells::Bells;
use self::figures::Figures;
use self::indexing::Opened;
use self::keeper::Setup;
use self::kept::Memory;
use self::own_writes::OwnWrites;
use self::pictures::Darkroom;
use self::secrets::{Passwords, Secret};

/// Tells the time. The real clock in the program, a fixed one in tests.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Fills bytes with chance. The system's generator in the program; tests may use another.
pub type Chance = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// The house: what every deed works with. Clones are cheap and mean the same house.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// What an [`App`] is made of.
pub struct Parts {
    /// The data folder.
    pub folder: PathBuf,
    /// What is known of backups.
    pub backups: Backups,
    /// The record.
    pub store: Store,
    /// Published events in memory: what is when and where.
    pub agenda: Agenda,
    /// Teams in memory: what is where.
    pub roster: Roster,
    /// The full-text index.
    pub index: Index,
    /// The pictures.
    pub media: Arc<Files>,
    /// What is asked for all the time.
    pub memory: Memory,
    /// What the keeper says about the network.
    pub network: Network,
    /// The clock.
    pub clock: Clock,
    /// Chance.
    pub chance: Chance,
    /// The server's own secret, for form tokens.
    pub secret: Secret,
    /// The hasher of passwords.
    pub passwords: Passwords,
    /// Where pictures are rendered.
    pub darkroom: Darkroom,
    /// How far the house is open.
    pub opened: Opened,
    /// What is counted for whoever watches over the server.
    pub figures: Figures,
    /// Bells that wake the jobs.
    pub bells: Bells,
    /// What members wrote last, as far as the index may not hold it yet.
    pub own_writes: OwnWrites,
    /// The one-time key to become the first admin.
    pub setup: Setup,
    /// Letters a minute that the mail server bears.
    pub letters_a_minute: u32,
    /// Whether throttles hold. Off for load tests on a loopback address only.
    pub limits: bool,
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// The house made of these parts. From now on what is kept in memory follows what the record commits.
    pub fn new(parts: Parts) -> Self {
        let app = Self(Arc::new(parts));
        derived::follow(&app);
        app
    }

    /// What time it is, to the microsecond: no finer than the record keeps it.
    pub fn now(&self) -> Timestamp {
        let now = (self.clock)();
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }

    /// Bytes of chance.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.chance)(&mut bytes);
        bytes
    }

    /// Chance for an id.
    pub fn id_chance(&self) -> [u8; CHANCE] {
        self.random()
    }
}
