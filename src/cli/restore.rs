//! `banderole restore`: makes a data folder of a backup, all of it or nothing.

use std::collections::HashSet;
use std::path::PathBuf;
use std::process::ExitCode;

use super::backup::{self, Lock};
use super::control::{Face, Word};
use super::{complain, house, say};
use crate::app;
use crate::app::backup::{Erasures, Restored, Trouble, restore};
use crate::app::erasure::{LIST, read_list};

#[derive(clap::Args)]
pub struct Restore {
    /// The backup
    file: PathBuf,
    /// The folder to make: one that is empty, or not there yet
    #[arg(long, value_name = "DIR")]
    into: PathBuf,
    /// A list of members who were erased since, to be erased again: `erasures.txt` of the folder that was in use. The one beside the backup is
    /// taken by itself
    #[arg(long, value_name = "FILE")]
    erasures: Vec<PathBuf>,
    #[command(flatten)]
    lock: Lock,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(verb: &Restore) -> ExitCode {
    let passphrase = match verb.lock.passphrase() {
        Ok(passphrase) => passphrase,
        Err(why) => {
            complain(why);
            return ExitCode::from(2);
        }
    };
    let erasures = match erasures(verb) {
        Ok(erasures) => erasures,
        Err(why) => {
            complain(why);
            return ExitCode::from(2);
        }
    };
    let restored = app::backup::open(&verb.file, passphrase.as_ref()).and_then(|(input, bytes)| {
        let mut face = Face::default();
        restore(input, &verb.into, &erasures, &mut |at| face.show(&Word::Progress { done: at, of: Some(bytes) }))
    });
    match restored {
        Ok(Restored { backup, findings, erased }) => {
            for finding in &findings {
                complain(format_args!("this was so when the backup was made: {finding}"));
            }
            let into = verb.into.display();
            if verb.json {
                let found: Vec<String> = findings.iter().map(ToString::to_string).collect();
                say(
                    serde_json::json!({ "head": backup.head, "end": backup.end, "into": into.to_string(), "findings": found, "erased": erased }),
                );
            } else {
                say(backup::in_words(&backup));
                if erasures.hashes.is_empty() {
                    say(
                        "no list of erasures was found beside the backup: if members were erased since it was made, name it with --erasures",
                    );
                } else {
                    say(format_args!("{erased} members who were erased since are erased again"));
                }
                say(format_args!("restored into {into}; the index is built at the first start"));
            }
            ExitCode::from(u8::from(!findings.is_empty()))
        }
        Err(trouble @ (Trouble::Damaged(_) | Trouble::Newer(_) | Trouble::Locked(_))) => {
            complain(format_args!("{}: {trouble}", verb.file.display()));
            ExitCode::from(1)
        }
        Err(trouble) => {
            complain(format_args!("{}: {trouble}", verb.into.display()));
            ExitCode::from(1)
        }
    }
}

/// The lists that are named, and the one beside the backup.
fn erasures(verb: &Restore) -> Result<Erasures, String> {
    let beside = verb.file.with_file_name(LIST);
    let mut hashes = HashSet::new();
    for file in verb.erasures.iter().chain(beside.exists().then_some(&beside)) {
        hashes.extend(read_list(file).map_err(|error| format!("{}: {error}", file.display()))?);
    }
    let mut seed = [0; 16];
    house::chance()(&mut seed);
    Ok(Erasures { hashes, now: house::clock()(), seed })
}
