//! `banderole backup`: the whole network in one file, made while the server runs; `backup verify` proves one.
//!
//! The server makes the file in its own folder, where it may write and nobody slow holds it up; this side takes it away, locks it if asked,
//! proves it, and gives it its name last. So a file of that name is always whole.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use data_encoding::HEXLOWER;
use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};

use super::control::{Desk, Face, Order, Outcome, Word, carry_out};
use super::{Folder, complain, say};
use crate::app::backup::sealed::Passphrase;
use crate::app::backup::{self, Checked, Trouble};

#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Backup {
    #[command(flatten)]
    folder: Folder,
    /// Where to: a tar archive, or a file of age when a passphrase is given
    #[arg(required = true)]
    file: Option<PathBuf>,
    #[command(flatten)]
    lock: Lock,
    /// Put it in place of a file that is there
    #[arg(long)]
    replace: bool,
    /// Print what it holds as JSON
    #[arg(long)]
    json: bool,
    #[command(subcommand)]
    verb: Option<BackupVerb>,
}

#[derive(Subcommand)]
enum BackupVerb {
    /// Prove a backup: every checksum, every row, the end
    Verify {
        /// The backup
        file: PathBuf,
        #[command(flatten)]
        lock: Lock,
        /// Print what it holds as JSON
        #[arg(long)]
        json: bool,
    },
}

/// The passphrase of a backup, never on the command line: others can read that.
#[derive(clap::Args)]
pub struct Lock {
    /// A file that holds the passphrase of the backup, as `age -p` would ask for it; or the passphrase in BANDEROLE_PASSPHRASE
    #[arg(long, env = "BANDEROLE_PASSPHRASE_FILE")]
    passphrase_file: Option<PathBuf>,
}

impl Lock {
    /// The passphrase, when one is given.
    ///
    /// # Errors
    /// When its file cannot be read, or it is too short.
    pub fn passphrase(&self) -> Result<Option<Passphrase>, String> {
        let text = match &self.passphrase_file {
            Some(path) => Some(fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?),
            None => std::env::var("BANDEROLE_PASSPHRASE").ok().filter(|text| !text.is_empty()),
        };
        text.map(|text| Passphrase::new(&text)).transpose()
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BackupOrder {
    /// The name of the file in the making.
    spool: String,
}

pub fn run(verb: &Backup) -> ExitCode {
    let (lock, json) = match &verb.verb {
        Some(BackupVerb::Verify { lock, json, .. }) => (lock, *json),
        None => (&verb.lock, verb.json),
    };
    let passphrase = match lock.passphrase() {
        Ok(passphrase) => passphrase,
        Err(why) => {
            complain(why);
            return ExitCode::from(2);
        }
    };
    let done = match (&verb.verb, &verb.file) {
        (Some(BackupVerb::Verify { file, .. }), _) => verify(file, passphrase.as_ref()).map_err(|trouble| (file, trouble)),
        (None, Some(file)) => match make(&verb.folder.data, file, verb.replace, passphrase.as_ref()) {
            Ok(Ok(checked)) => Ok(checked),
            Ok(Err(code)) => return ExitCode::from(code),
            Err(trouble) => Err((file, trouble)),
        },
        (None, None) => return ExitCode::from(2),
    };
    match done {
        Ok(checked) => {
            say(if json { as_json(&checked) } else { in_words(&checked) });
            for id in &checked.end.missing {
                complain(format_args!("the files of picture {id} are missing or cut short, and not in the backup"));
            }
            ExitCode::SUCCESS
        }
        Err((file, trouble)) => {
            complain(format_args!("{}: {trouble}", file.display()));
            ExitCode::from(1)
        }
    }
}

fn by_chance(bytes: &mut [u8]) {
    SystemRandom::new().fill(bytes).expect("the system has a source of chance");
}

/// A name that nobody else takes for what a server makes for us.
pub fn spool_name() -> String {
    let mut name = [0; 8];
    by_chance(&mut name);
    HEXLOWER.encode(&name)
}

/// Makes a backup; or the exit code of an order that failed and has said why.
fn make(data: &Path, file: &Path, replace: bool, passphrase: Option<&Passphrase>) -> Result<Result<Checked, u8>, Trouble> {
    if file.exists() && !replace {
        return Err(Trouble::Refused("it is there already; --replace puts the new backup in its place".to_owned()));
    }
    let spool = spool_name();
    let made = backup::spooled(data, &spool)?;
    let code = carry_out(data, &Order::Backup(BackupOrder { spool }), &mut io::empty());
    let taken = if code == 0 { backup::put(&made, file, passphrase, &by_chance).map(Ok) } else { Ok(Err(code)) };
    match fs::remove_file(&made) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => complain(format_args!("{}: {error}", made.display())),
        _ => {}
    }
    taken
}

fn verify(file: &Path, passphrase: Option<&Passphrase>) -> Result<Checked, Trouble> {
    let (input, bytes) = backup::open(file, passphrase)?;
    let mut face = Face::default();
    backup::check(input, &mut |at| face.show(&Word::Progress { done: at, of: Some(bytes) }))
}

fn as_json(checked: &Checked) -> String {
    serde_json::json!({ "head": checked.head, "end": checked.end }).to_string()
}

/// What a backup holds, in a line.
pub fn in_words(checked: &Checked) -> String {
    let Checked { head, end } = checked;
    format!(
        "{}, backed up {:.0} by version {}: {} rows, {} pictures, {} parts, all sound; record {}",
        head.network, head.made_at, head.program, end.rows, end.pictures, end.parts, end.record_sha256
    )
}

pub fn obey(order: &BackupOrder, desk: &mut Desk<'_>) -> Outcome {
    match backup::spool(desk.app, &order.spool, &mut |done| (desk.voice)(Word::Progress { done, of: None })) {
        Ok(_) => Ok(0),
        Err(trouble) => {
            desk.warn(trouble.to_string());
            Ok(1)
        }
    }
}
