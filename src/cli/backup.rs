//! `banderole backup`: the whole network in one file, made while the server runs; `backup verify` proves one.
//!
//! The server makes the file in its own folder, where it may write and nobody slow holds it up; this side takes it away, locks it if asked,
//! proves it, and gives it its name last. So a file of that name is always whole.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use data_encoding::HEXLOWER;
use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};

use super::control::{Desk, Face, Order, Outcome, Word, carry_out};
use super::{Folder, complain, say};
use crate::app::backup::sealed::{Locker, MAGIC, Passphrase, Unlocker};
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

/// Makes a backup; or the exit code of an order that failed and has said why.
fn make(data: &Path, file: &Path, replace: bool, passphrase: Option<&Passphrase>) -> Result<Result<Checked, u8>, Trouble> {
    if file.exists() && !replace {
        return Err(Trouble::Refused("it is there already; --replace puts the new backup in its place".to_owned()));
    }
    let spool = HEXLOWER.encode(&chance::<8>());
    let made = backup::spooled(data, &spool)?;
    let code = carry_out(data, &Order::Backup(BackupOrder { spool }), &mut io::empty());
    let taken = if code == 0 { take_away(&made, file, passphrase).map(Ok) } else { Ok(Err(code)) };
    match fs::remove_file(&made) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => complain(format_args!("{}: {error}", made.display())),
        _ => {}
    }
    taken
}

/// Copies the file to its place, and proves it there before it gets its name.
fn take_away(made: &Path, file: &Path, passphrase: Option<&Passphrase>) -> Result<Checked, Trouble> {
    let name = file.file_name().ok_or_else(|| Trouble::Refused("it has no file name".to_owned()))?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let part = folder.join(format!(".{}.part-{}", name.to_string_lossy(), std::process::id()));
    let placed = place(made, &part, passphrase).and_then(|()| verify(&part, passphrase)).and_then(|checked| {
        fs::rename(&part, file)?;
        File::open(folder)?.sync_all()?;
        Ok(checked)
    });
    if placed.is_err() {
        // The reason above is what matters.
        let _ = fs::remove_file(&part);
    }
    placed
}

fn place(made: &Path, part: &Path, passphrase: Option<&Passphrase>) -> Result<(), Trouble> {
    let mut from = File::open(made)?;
    let to = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(part)?;
    let to = match passphrase {
        Some(passphrase) => {
            let system = SystemRandom::new();
            let chance = |bytes: &mut [u8]| system.fill(bytes).expect("the system has a source of chance");
            let mut locker = Locker::begin(BufWriter::new(to), passphrase, &chance)?;
            io::copy(&mut from, &mut locker)?;
            locker.end()?.into_inner().map_err(io::IntoInnerError::into_error)?
        }
        None => {
            let mut to = to;
            io::copy(&mut from, &mut to)?;
            to
        }
    };
    Ok(to.sync_all()?)
}

fn chance<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).expect("the system has a source of chance");
    bytes
}

/// Opens a backup, locked or not.
///
/// # Errors
/// When it cannot be read, or is locked and the passphrase is missing or wrong.
pub fn open(file: &Path, passphrase: Option<&Passphrase>) -> Result<(Box<dyn Read>, u64), Trouble> {
    let opened = File::open(file)?;
    let bytes = opened.metadata()?.len();
    let mut opened = BufReader::with_capacity(1 << 17, opened);
    let mut begin = Vec::new();
    (&mut opened).take(MAGIC.len() as u64).read_to_end(&mut begin)?;
    let whole = io::Cursor::new(begin.clone()).chain(opened);
    match passphrase {
        _ if begin != MAGIC => Ok((Box::new(whole), bytes)),
        Some(passphrase) => Ok((Box::new(Unlocker::begin(whole, passphrase)?), bytes)),
        None => Err(Trouble::Locked("no passphrase is given: name its file with --passphrase-file")),
    }
}

fn verify(file: &Path, passphrase: Option<&Passphrase>) -> Result<Checked, Trouble> {
    let (input, bytes) = open(file, passphrase)?;
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
    match spool(order, desk) {
        Ok(()) => Ok(0),
        Err(trouble) => {
            desk.warn(trouble.to_string());
            Ok(1)
        }
    }
}

/// Makes the file in the folder.
fn spool(order: &BackupOrder, desk: &mut Desk<'_>) -> Result<(), Trouble> {
    let app = desk.app;
    let path = backup::spooled(&app.folder, &order.spool)?;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path.parent().unwrap_or(&app.folder))?;
    let file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
    let made = backup::make(app, BufWriter::with_capacity(1 << 17, file), &mut |done| desk.progress(done, None));
    match made.and_then(|(mut file, _)| Ok(file.flush()?)) {
        Ok(()) => Ok(()),
        Err(trouble) => {
            // The reason is what matters; what stays goes at the next start.
            let _ = fs::remove_file(&path);
            Err(trouble)
        }
    }
}
