//! `banderole restore`: makes a data folder of a backup, all of it or nothing.

use std::path::PathBuf;
use std::process::ExitCode;

use super::backup::{self, Lock};
use super::control::{Face, Word};
use super::{complain, say};
use crate::app;
use crate::app::backup::{Restored, Trouble, restore};

#[derive(clap::Args)]
pub struct Restore {
    /// The backup
    file: PathBuf,
    /// The folder to make: one that is empty, or not there yet
    #[arg(long, value_name = "DIR")]
    into: PathBuf,
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
    let restored = app::backup::open(&verb.file, passphrase.as_ref()).and_then(|(input, bytes)| {
        let mut face = Face::default();
        restore(input, &verb.into, &mut |at| face.show(&Word::Progress { done: at, of: Some(bytes) }))
    });
    match restored {
        Ok(Restored { backup, findings }) => {
            for finding in &findings {
                complain(format_args!("this was so when the backup was made: {finding}"));
            }
            let into = verb.into.display();
            if verb.json {
                let found: Vec<String> = findings.iter().map(ToString::to_string).collect();
                say(serde_json::json!({ "head": backup.head, "end": backup.end, "into": into.to_string(), "findings": found }));
            } else {
                say(backup::in_words(&backup));
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
