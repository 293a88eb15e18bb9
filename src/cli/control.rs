//! Orders to a running server, over a socket in the data folder that only its owner may use; or to the record itself when no server runs.
//!
//! One connection is one order: a line of JSON with the keeper's language, then what the order reads (a file to import), until that side is closed. The answer is lines of
//! JSON, each a [`Word`]; the last is the exit code. An order runs the same code on either side of the socket.

use std::io::{self, BufRead, BufReader, IsTerminal, Read, Write};
use std::net::Shutdown;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;

use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;

use super::house::{self, House};
use super::{UNUSABLE, backup, complain, doctor, export, import, keepers_lang, member, reindex, room, say, token, told};
use crate::app::App;
use crate::app::room::has_record;
use crate::domain::lang::Lang;
use crate::domain::refusal::Refusal;
use crate::words::Words;

/// The name of the socket in the data folder.
const SOCKET: &str = "control.sock";

/// What a keeper orders.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Make, list, show or promote members.
    Member(member::MemberOrder),
    /// Make tokens.
    Token(token::TokenOrder),
    /// Rebuild the index; tell it as JSON.
    Reindex {
        /// As JSON.
        json: bool,
    },
    /// Check everything.
    Doctor(doctor::DoctorOrder),
    /// Import a file, which follows the order.
    Import(import::ImportOrder),
    /// Make a backup for whoever asks to take away.
    Backup(backup::BackupOrder),
    /// Make an export for whoever asks to take away.
    Export(export::ExportOrder),
    /// Take an export, which follows the order.
    ImportAll {
        /// Tell it as JSON.
        json: bool,
    },
    /// Count, give back, clear.
    Room(room::RoomOrder),
}

impl Order {
    /// Whether it asks what is damaged: then damage does not stop it.
    fn is_checkup(&self) -> bool {
        matches!(self, Self::Doctor(_))
    }

    /// Whether it only looks at the record: then nothing is filled or fed for it on a stopped folder.
    fn looks(&self) -> bool {
        matches!(self, Self::Backup(_) | Self::Export(_) | Self::Room(_))
    }

    /// Whether it may begin a network where there is none. Whoever looks from the wrong folder is told so, and leaves nothing in it.
    fn may_begin(&self) -> bool {
        matches!(self, Self::Member(member::MemberOrder::Create { .. }) | Self::Import(_) | Self::ImportAll { .. })
    }
}

/// An order, and the language of whoever gives it: the server answers in the keeper's, not in its own.
#[derive(Debug, Serialize, Deserialize)]
struct Errand {
    lang: Lang,
    order: Order,
}

/// What an order led to: the exit code.
pub type Outcome = Result<u8, Refusal>;

/// What an order works with.
pub struct Desk<'a> {
    /// The house.
    pub app: &'a App,
    /// For deeds that wait.
    pub runtime: &'a Handle,
    /// A server runs here: others wait while the order takes all.
    pub running: bool,
    /// The texts in the language of whoever gives the order.
    pub words: &'static Words,
    /// What the order reads.
    pub input: &'a mut dyn BufRead,
    /// Where it speaks.
    pub voice: &'a mut dyn FnMut(Word),
}

impl Desk<'_> {
    /// Says a line to the keeper.
    pub fn say(&mut self, text: impl Into<String>) {
        (self.voice)(Word::Out(text.into()));
    }

    /// Says a line to the keeper on standard error.
    pub fn warn(&mut self, text: impl Into<String>) {
        (self.voice)(Word::Err(text.into()));
    }

    /// Says how far it is: of so many, when that is known.
    pub fn progress(&mut self, done: u64, of: Option<u64>) {
        (self.voice)(Word::Progress { done, of });
    }

    /// Waits for a deed.
    pub fn wait<T>(&self, deed: impl Future<Output = T>) -> T {
        self.runtime.block_on(deed)
    }
}

/// What an order says while it works.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// A line for standard output.
    Out(String),
    /// A line for standard error.
    Err(String),
    /// How far it is.
    Progress {
        /// Done.
        done: u64,
        /// Of so many.
        of: Option<u64>,
    },
    /// The end, with the exit code.
    Exit(u8),
}

fn obey(order: &Order, desk: &mut Desk<'_>) -> u8 {
    let outcome = match order {
        Order::Member(order) => member::obey(order, desk),
        Order::Token(order) => token::obey(order, desk),
        Order::Reindex { json } => reindex::obey(*json, desk),
        Order::Doctor(order) => doctor::obey(order, desk),
        Order::Import(order) => import::obey(order, desk),
        Order::Backup(order) => backup::obey(order, desk),
        Order::Export(order) => export::obey(order, desk),
        Order::ImportAll { json } => export::take(*json, desk),
        Order::Room(order) => room::obey(order, desk),
    };
    outcome.unwrap_or_else(|refusal| {
        let why = told(desk.words, &refusal);
        desk.warn(why);
        1
    })
}

/// Sends an order that reads nothing.
pub fn send(data: &Path, order: &Order) -> ExitCode {
    send_with(data, order, &mut io::empty())
}

/// Sends an order and what it reads, to the running server or to the record itself.
pub fn send_with(data: &Path, order: &Order, input: &mut (dyn Read + Send)) -> ExitCode {
    ExitCode::from(carry_out(data, order, input))
}

/// Has an order carried out by the running server, or by ourselves; the exit code.
pub fn carry_out(data: &Path, order: &Order, input: &mut (dyn Read + Send)) -> u8 {
    let mut face = Face::default();
    match UnixStream::connect(data.join(SOCKET)) {
        Ok(stream) => match converse(&stream, order, input, &mut face) {
            Ok(code) => code,
            Err(error) => {
                complain(format_args!("the server broke off: {error}"));
                1
            }
        },
        Err(_) => by_ourselves(data, order, input, &mut face),
    }
}

fn by_ourselves(data: &Path, order: &Order, input: &mut dyn Read, face: &mut Face) -> u8 {
    if !order.may_begin() && !has_record(data) {
        complain(format_args!("{} holds no network: say which folder does with --data", data.display()));
        return UNUSABLE;
    }
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            complain(error);
            return 1;
        }
    };
    let words = Words::of(keepers_lang());
    let House { app, .. } = match house::open(data, &house::Opening::default()) {
        Ok(house) => house,
        Err(error) => {
            complain(&error);
            // The doctor was asked whether it is sound, and it is not.
            return if order.is_checkup() && error.is_damage() { 1 } else { UNUSABLE };
        }
    };
    if !order.looks()
        && let Err(refusal) = crate::app::indexing::open_house(&app)
    {
        complain(told(words, &refusal));
        if !order.is_checkup() {
            return UNUSABLE;
        }
    }
    let mut voice = |word: Word| face.show(&word);
    let mut input = BufReader::new(input);
    let mut desk = Desk { app: &app, runtime: runtime.handle(), running: false, words, input: &mut input, voice: &mut voice };
    let code = obey(order, &mut desk);
    // What the order left to the index is done before the folder is left alone.
    if !order.looks()
        && let Err(refusal) = crate::app::indexing::drain(&app)
    {
        complain(told(words, &refusal));
        return 1;
    }
    code
}

fn converse(stream: &UnixStream, order: &Order, input: &mut (dyn Read + Send), face: &mut Face) -> io::Result<u8> {
    let mut header = serde_json::to_vec(&Errand { lang: keepers_lang(), order: order.clone() })?;
    header.push(b'\n');
    thread::scope(|scope| {
        let mut to_server = stream.try_clone()?;
        scope.spawn(move || {
            // A server that breaks off is noticed on the reading side.
            let _ = to_server.write_all(&header).and_then(|()| io::copy(input, &mut to_server));
            let _ = to_server.shutdown(Shutdown::Write);
        });
        for line in BufReader::new(stream).lines() {
            match serde_json::from_str(&line?)? {
                Word::Exit(code) => return Ok(code),
                word => face.show(&word),
            }
        }
        Err(io::ErrorKind::UnexpectedEof.into())
    })
}

/// The terminal of the keeper.
#[derive(Default)]
pub struct Face {
    bar: Option<ProgressBar>,
}

impl Face {
    /// Shows what is said: text on both outputs, progress as a bar where somebody looks on.
    pub fn show(&mut self, word: &Word) {
        match word {
            Word::Out(text) => self.beside(|| say(text)),
            Word::Err(text) => self.beside(|| complain(text)),
            Word::Progress { done, of } if io::stderr().is_terminal() => self.bar(*of).set_position(*done),
            Word::Progress { .. } | Word::Exit(_) => {}
        }
    }

    fn beside(&self, say: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(say),
            None => say(),
        }
    }

    fn bar(&mut self, of: Option<u64>) -> &ProgressBar {
        self.bar.get_or_insert_with(|| match of {
            Some(of) => ProgressBar::new(of).with_style(
                ProgressStyle::with_template("{wide_bar} {percent:>3} % {eta}").unwrap_or_else(|_| ProgressStyle::default_bar()),
            ),
            None => ProgressBar::new_spinner(),
        })
    }
}

impl Drop for Face {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// The server's side of the socket. It is gone when this is dropped.
pub struct Control {
    path: PathBuf,
}

impl Control {
    /// Listens in the data folder. Only one server has the folder, so an old socket there is a dead one's.
    ///
    /// # Errors
    /// What the system says.
    pub fn listen(data: &Path, app: &App, runtime: &Handle) -> io::Result<Self> {
        let path = data.join(SOCKET);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(&path)?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
        let (app, runtime) = (app.clone(), runtime.clone());
        thread::Builder::new().name("control".to_owned()).spawn(move || {
            for stream in listener.incoming().flatten() {
                let (app, runtime) = (app.clone(), runtime.clone());
                let started = thread::Builder::new().name("order".to_owned()).spawn(move || {
                    if let Err(error) = serve_one(&stream, &app, &runtime) {
                        tracing::debug!(%error, "a keeper's verb went away");
                    }
                });
                if let Err(error) = started {
                    tracing::warn!(%error, "an order could not be taken");
                }
            }
        })?;
        Ok(Self { path })
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        // A socket that stays behind is removed by the next server.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Longest order, in bytes: what it reads comes after it.
const ORDER_MAX: u64 = 64 * 1024;

fn serve_one(stream: &UnixStream, app: &App, runtime: &Handle) -> io::Result<()> {
    let mut input = BufReader::new(stream.try_clone()?);
    let mut header = Vec::new();
    (&mut input).take(ORDER_MAX).read_until(b'\n', &mut header)?;
    let Errand { lang, order } = serde_json::from_slice(&header)?;
    let mut output = stream.try_clone()?;
    let mut voice = move |word: Word| {
        // The keeper may have gone away; the order is carried out all the same.
        if let Ok(mut line) = serde_json::to_vec(&word) {
            line.push(b'\n');
            let _ = output.write_all(&line);
        }
    };
    let code = obey(&order, &mut Desk { app, runtime, running: true, words: Words::of(lang), input: &mut input, voice: &mut voice });
    voice(Word::Exit(code));
    Ok(())
}
