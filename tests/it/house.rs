//! A house for a test: the real server on a free port, a clock that stands still until it is moved, letters read where deeds leave them.
//! When it is dropped, what is left to do is done, and the record must be sound.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use banderole::app::keeper::{self, NewMember};
use banderole::app::secrets::{Passwords, Secret};
use banderole::app::{App, Parts, fanout, indexing, letters, outbox, posts, reminders, sessions};
use banderole::config::Config;
use banderole::domain::chore::{IndexChore, Letter, MailChore};
use banderole::domain::lang::Lang;
use banderole::domain::member::{MemberState, Role};
use banderole::domain::refusal::Refusal;
use banderole::http::front::Settings;
use banderole::http::intake::PACE;
use banderole::http::serve::{self, Manners};
use banderole::media::files::Files;
use banderole::search::index::Index;
use banderole::store::{Options, Store};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::client::Call;
use crate::people::Person;

/// The time at which every house opens: a Monday morning in Paris.
pub const OPENING: &str = "2026-11-23T08:00:00Z";

/// What a house is like.
#[derive(Debug, Clone, Copy, Default)]
pub struct Like {
    /// The record is in memory, and runs every change twice.
    pub in_memory: bool,
    /// Throttles and limits do not hold.
    pub no_limits: bool,
    /// The network's own origin.
    pub origin: Option<&'static str>,
    /// What the keeper set.
    pub own: &'static str,
}

/// A house that is open.
pub struct House {
    /// What deeds work with.
    pub app: App,
    address: SocketAddr,
    clock: Arc<AtomicI64>,
    runtime: Runtime,
    server: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
    _folder: TempDir,
}

/// Chance that is the same in every run: the numbers of splitmix64 (Steele, Lea, Flood 2014), one after the other.
fn chance() -> banderole::app::Chance {
    let state = AtomicU64::new(7);
    Arc::new(move |bytes| {
        for chunk in bytes.chunks_mut(8) {
            let mut z = state.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(z ^ (z >> 31)).to_be_bytes()[..chunk.len()]);
        }
    })
}

impl House {
    /// A house whose record is on the disk.
    pub fn open() -> Self {
        Self::like(Like::default())
    }

    /// A house whose record is in memory: each change of it runs twice.
    pub fn in_memory() -> Self {
        Self::like(Like { in_memory: true, ..Like::default() })
    }

    /// A house like this.
    pub fn like(like: Like) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = if like.in_memory { Store::memory() } else { Store::open(folder.path(), Options::default()).expect("a new record") };
        let opening: Timestamp = OPENING.parse().expect("a time");
        let clock = Arc::new(AtomicI64::new(opening.as_microsecond()));
        let hand = Arc::clone(&clock);
        let config = Config::parse(like.own, |_| None).expect("the configuration is right");
        let app = App::new(Parts {
            folder: folder.path().to_owned(),
            backups: Default::default(),
            store,
            index: Index::create(&folder.path().join("index")).expect("a new index"),
            agenda: Default::default(),
            roster: Default::default(),
            media: Arc::new(Files::open(folder.path().join("media")).expect("a folder of pictures")),
            memory: Default::default(),
            network: config.network,
            clock: Arc::new(move || Timestamp::from_microsecond(hand.load(Ordering::Relaxed)).expect("in range")),
            chance: chance(),
            secret: Secret::new(&[3; 32]),
            passwords: Passwords::with_memory(64),
            darkroom: Default::default(),
            setup: Default::default(),
            bells: Default::default(),
            own_writes: Default::default(),
            figures: Default::default(),
            opened: Default::default(),
            letters_a_minute: config.mail.per_minute,
            limits: !like.no_limits,
        });
        indexing::open_house(&app).expect("an empty house opens");
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
        let origin = like.origin.map(str::to_owned);
        let settings = Settings { origin, proxies: Vec::new(), lang: Lang::Fr, limits: !like.no_limits, pace: PACE };
        let server = runtime.block_on(serve::bind("127.0.0.1:0".parse().expect("an address"))).expect("a free port");
        let address = server.address();
        let (stop, stopped) = oneshot::channel();
        let manners = Manners { no_limits: like.no_limits, ..Manners::default() };
        let doors = banderole::http::doors(&app, settings);
        let running = runtime.spawn(server.run(doors, manners, async { drop(stopped.await) }));
        Self { app, address, clock, runtime, server: Some((stop, running)), _folder: folder }
    }

    /// Waits for a deed that is done without a door.
    pub fn block_on<T>(&self, deed: impl Future<Output = T>) -> T {
        self.runtime.block_on(deed)
    }

    /// Moves the clock.
    pub fn pass(&self, time: SignedDuration) {
        let micros = i64::try_from(time.as_micros()).expect("a time that a test waits for");
        self.clock.fetch_add(micros, Ordering::Relaxed);
    }

    /// Does the work that deeds left for the index.
    pub fn settle(&self) {
        indexing::drain(&self.app).expect("the index takes its chores");
    }

    /// Lets news out whose time has come, gives the reminders that are due, tells all news, composes the digests that are due: what the job does.
    pub fn tell(&self) {
        self.block_on(async {
            reminders::step(&self.app).await?;
            while posts::come_out(&self.app).await? {}
            fanout::drain(&self.app).await?;
            while letters::digests(&self.app).await? {}
            Ok::<_, Refusal>(())
        })
        .expect("the record can be read and written");
    }

    /// Takes the letters that wait, the oldest first.
    pub fn letters(&self) -> Vec<MailChore> {
        let waiting = outbox::due(&self.app, 1_000).expect("the record can be read");
        for mail in &waiting {
            self.block_on(outbox::done(&self.app, mail.clone())).expect("the record can be written");
        }
        waiting.into_iter().map(|mail| mail.chore).collect()
    }

    /// Takes the only letter that waits: to whom it goes, and the code in it.
    #[track_caller]
    pub fn code(&self) -> (String, String) {
        let letters = self.letters();
        let [MailChore { to, letter, .. }] = letters.as_slice() else { panic!("not one letter: {letters:?}") };
        let (Letter::SignupCode { code, .. }
        | Letter::SignupKnown { code, .. }
        | Letter::SigninCode { code, .. }
        | Letter::AddressCode { code, .. }) = letter
        else {
            panic!("a letter without a code: {letter:?}")
        };
        (to.to_string(), code.clone())
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A request; send it with [`Call::send`].
    pub fn call(&self, method: &'static str, path: &str) -> Call {
        Call::new(self.address, method, path)
    }

    /// `GET`.
    pub fn get(&self, path: &str) -> Call {
        self.call("GET", path)
    }

    /// `POST` of this JSON.
    pub fn post(&self, path: &str, body: serde_json::Value) -> Call {
        self.call("POST", path).json(&body)
    }

    /// `PUT` of this JSON.
    pub fn put(&self, path: &str, body: serde_json::Value) -> Call {
        self.call("PUT", path).json(&body)
    }

    /// `PATCH` with this JSON.
    pub fn patch(&self, path: &str, body: serde_json::Value) -> Call {
        self.call("PATCH", path).json(&body)
    }

    /// `DELETE`.
    pub fn delete(&self, path: &str) -> Call {
        self.call("DELETE", path)
    }

    /// The events and teams that the index is to look at again, in order: what deeds left for it.
    pub fn index_chores(&self) -> Vec<String> {
        let after = self.app.index.sequence();
        let chores = self.app.store.read(|tx| Ok::<_, Refusal>(tx.index_chores(after, 1_000)?)).expect("the record can be read");
        let name = |chore| match chore {
            IndexChore::Event(id) => format!("event {id}"),
            IndexChore::Team(id) => format!("team {id}"),
        };
        chores.into_iter().map(|(_, chore)| name(chore)).collect()
    }

    /// A member who is signed in, proved and pledged: `ines@exemple.fr` is called `ines Exemple`.
    pub fn member(&self, email: &str) -> Person {
        self.new_member(email, Role::Member, None)
    }

    /// The same with a role in the network.
    pub fn member_as(&self, email: &str, role: Role) -> Person {
        self.new_member(email, role, None)
    }

    /// The same with a password.
    pub fn member_with(&self, email: &str, password: &str) -> Person {
        self.new_member(email, Role::Member, Some(password.to_owned()))
    }

    fn new_member(&self, email: &str, role: Role, password: Option<String>) -> Person {
        let name = email.split('@').next().expect("a part before the @").to_owned();
        let new = NewMember {
            first_name: name.parse().expect("a first name"),
            last_name: "Exemple".parse().expect("a last name"),
            email: email.parse().expect("an address"),
            role,
            password,
            lang: Lang::Fr,
        };
        let member = self.block_on(keeper::create_member(&self.app, new)).expect("a new member");
        let opened = self.block_on(sessions::make_token(&self.app, &member.email)).expect("a token");
        Person { id: member.id, email: member.email.to_string(), name: member.full_name(), token: opened.token }
    }

    /// A member whose account was suspended, by no moderator's hand.
    pub fn suspended(&self, email: &str) -> Person {
        let person = self.member(email);
        self.suspend(&person);
        person
    }

    /// Suspends this member's account.
    pub fn suspend(&self, person: &Person) {
        let id = person.id;
        let done = self.block_on(self.app.store.write(move |tx| {
            let mut member = tx.member(id)?.ok_or(Refusal::NotFound)?;
            member.state = MemberState::Suspended;
            tx.put_member(&member)?;
            Ok::<_, Refusal>(())
        }));
        done.expect("the member is there");
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if let Some((stop, running)) = self.server.take() {
            let _ = stop.send(());
            let _ = self.runtime.block_on(running);
        }
        if std::thread::panicking() {
            return;
        }
        self.settle();
        self.tell();
        assert!(indexing::is_healthy(&self.app), "the index holds every committed row");
        let findings = self.app.store.verify().expect("the record can be read");
        assert!(findings.is_empty(), "the record is not sound: {findings:#?}");
    }
}
