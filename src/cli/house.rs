//! Opens the house of a data folder: configuration, record, index, pictures, secret.

use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use ring::rand::{SecureRandom, SystemRandom};

use super::holder;
use crate::app::backup::{self, Backups, Plan};
use crate::app::indexing::Opened;
use crate::app::secrets::{Passwords, Secret};
use crate::app::{App, Chance, Clock, Parts};
use crate::config::{self, BadConfig, Config};
use crate::media::Files;
use crate::search::index::{self, Index};
use crate::store::{Failure, OpenError, Options, Store};

/// A house, and what was configured about its doors.
pub struct House {
    /// The house.
    pub app: App,
    /// The configuration.
    pub config: Config,
}

/// How a house is opened.
#[derive(Default)]
pub struct Opening {
    /// Throttles do not hold: for load tests.
    pub no_limits: bool,
    /// Another configuration than the folder's, for the demonstration.
    pub config: Option<Config>,
}

/// Why a house cannot be opened, in words for the keeper.
#[derive(Debug)]
pub enum Closed {
    /// The configuration is wrong.
    Config(BadConfig),
    /// The record cannot be opened.
    Record(OpenError),
    /// Somebody else has it open, and says who.
    InUse(OpenError, String),
    /// The index cannot be used.
    Index(index::Failure),
    /// The folder cannot be used.
    Folder(PathBuf, io::Error),
}

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(error) => write!(f, "{error}"),
            Self::Record(error) => write!(f, "{error}"),
            Self::InUse(error, holder) => write!(f, "{error} ({holder})"),
            Self::Index(error) => write!(f, "{error}"),
            Self::Folder(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for Closed {}

impl Closed {
    /// Whether what is kept is not what was written.
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::Record(OpenError::Unusable(_, Failure::Damaged(_))))
    }
}

/// Opens the house in this folder, and makes the folder when it is missing.
///
/// # Errors
/// When the folder is in use, newer, unreadable, or configured wrongly.
pub fn open(data: &Path, opening: &Opening) -> Result<House, Closed> {
    let in_folder = |error| Closed::Folder(data.to_owned(), error);
    fs::DirBuilder::new().recursive(true).mode(0o700).create(data).map_err(in_folder)?;
    let config = match &opening.config {
        Some(config) => config.clone(),
        None => Config::load(data, |name| std::env::var(name).ok()).map_err(Closed::Config)?,
    };
    let options = Options { cache_bytes: config.server.cache_mib << 20, ..Options::default() };
    let store = Store::open(data, options).map_err(|error| match (error, holder::of(data)) {
        (error @ OpenError::AlreadyOpen(_), Some(holder)) => Closed::InUse(error, holder),
        (error, _) => Closed::Record(error),
    })?;
    let (index, opened) = index(&data.join("index")).map_err(Closed::Index)?;
    let media = Files::open(data.join("media")).map_err(in_folder)?;
    media.clear_temporaries().map_err(in_folder)?;
    let secret = secret(&data.join("secret")).map_err(in_folder)?;
    backup::clear_spool(data).map_err(in_folder)?;
    let app = App::new(Parts {
        folder: data.to_owned(),
        backups: Backups::planned(plan(data, &config.backup)),
        store,
        index,
        agenda: Default::default(),
        roster: Default::default(),
        media: Arc::new(media),
        memory: Default::default(),
        network: config.network.clone(),
        clock: clock(),
        chance: chance(),
        secret,
        passwords: Passwords::default(),
        darkroom: Default::default(),
        setup: Default::default(),
        bells: Default::default(),
        own_writes: Default::default(),
        figures: Default::default(),
        opened,
        letters_a_minute: config.mail.per_minute,
        limits: !opening.no_limits,
    });
    Ok(House { app, config })
}

/// The backups that the keeper plans.
fn plan(data: &Path, wish: &config::Backup) -> Option<Plan> {
    (wish.every_hours > 0).then(|| Plan {
        folder: data.join(&wish.folder),
        every_hours: wish.every_hours,
        at_hour: wish.at_hour,
        keep: wish.keep,
        passphrase_file: Some(wish.passphrase_file.clone()).filter(|path| !path.as_os_str().is_empty()),
    })
}

/// The index of the folder; one that is missing, old or damaged is begun anew, and filled behind the open doors.
fn index(folder: &Path) -> Result<(Index, Opened), index::Failure> {
    // What a damaged file makes it do is no reason not to start: everything in it can be built anew.
    let opened = catch_unwind(AssertUnwindSafe(|| Index::open(folder)));
    match opened.unwrap_or_else(|_| Err(index::Failure::Damaged("its structure makes no sense".to_owned()))) {
        Ok(index) => Ok((index, Opened::default())),
        Err(index::Failure::Missing) => Ok((Index::create(folder)?, Opened::without_index())),
        Err(index::Failure::Damaged(why) | index::Failure::Disk(why)) => {
            tracing::warn!(why, "the index is damaged, and is built anew from the record");
            Ok((Index::create(folder)?, Opened::without_index()))
        }
    }
}

/// The real clock: the only place where the program asks for the time. `BANDEROLE_CLOCK` (RFC 3339) stops it, for tests of the whole program.
pub fn clock() -> Clock {
    match std::env::var("BANDEROLE_CLOCK").ok().and_then(|text| text.parse::<Timestamp>().ok()) {
        Some(fixed) => Arc::new(move || fixed),
        #[expect(clippy::disallowed_methods, reason = "this is the app's clock")]
        None => Arc::new(Timestamp::now),
    }
}

/// The system's generator: the only place where the program draws chance.
pub fn chance() -> Chance {
    let system = SystemRandom::new();
    Arc::new(move |bytes| system.fill(bytes).expect("the system has a source of chance"))
}

/// The server's secret: made once, readable by its owner only.
fn secret(path: &Path) -> io::Result<Secret> {
    match fs::read(path) {
        Ok(bytes) => match <[u8; 32]>::try_from(bytes.as_slice()) {
            Ok(bytes) => Ok(Secret::new(&bytes)),
            Err(_) => Err(io::Error::other(format!("{} does not hold 32 bytes: remove it, and a new one is made", path.display()))),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let mut bytes = [0; 32];
            chance()(&mut bytes);
            let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
            file.write_all(&bytes)?;
            file.sync_all()?;
            Ok(Secret::new(&bytes))
        }
        Err(error) => Err(error),
    }
}
