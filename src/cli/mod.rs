//! The keeper's keys: one file per verb. A verb works on a running server through its local socket, or opens the record itself.
//!
//! Exit codes: `manual::EXIT_CODES`.

mod backup;
mod config;
mod control;
mod demo;
mod doctor;
mod export;
mod health;
mod holder;
mod house;
mod import;
mod letter;
mod manual;
mod member;
mod notify;
mod reindex;
mod report;
mod restore;
mod room;
mod serve;
mod token;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use self::control::{Desk, Order, Outcome};
use crate::domain::lang::Lang;
use crate::domain::refusal::Refusal;
use crate::words::Words;

/// Exit code of a folder that cannot be used.
const UNUSABLE: u8 = 3;

/// A social action network for a campaign, a movement or a cluster of local groups, in one binary.
#[derive(Parser)]
#[command(name = "banderole", version, after_help = manual::EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

/// Where the network's folder is.
#[derive(clap::Args, Clone)]
struct Folder {
    /// The data folder
    #[arg(long, env = "BANDEROLE_DATA", default_value = "./data", global = true)]
    data: PathBuf,
}

#[derive(Subcommand)]
enum Verb {
    /// Start the network
    Serve(serve::Serve),
    /// Start a populated, fictional network on a temporary folder, to try it
    Demo(demo::Demo),
    /// Rebuild the index from the record
    Reindex(reindex::Reindex),
    /// Check record, index and media
    Doctor(doctor::Doctor),
    /// Create, list, show or promote members
    #[command(subcommand)]
    Member(member::MemberVerb),
    /// Make API tokens
    #[command(subcommand)]
    Token(token::TokenVerb),
    /// Import members, teams, memberships, events or rsvps
    Import(import::Import),
    /// Make a backup in one file while the server runs, or prove one
    Backup(backup::Backup),
    /// Make a data folder of a backup
    Restore(restore::Restore),
    /// Write everything as JSON lines and files; `import all` reads it back
    Export(export::Export),
    /// Tell how much there is of everything, and how much room it takes
    Stats(room::Stats),
    /// Give empty room of the record back to the disk
    Compact(room::Compact),
    /// Look after the folder of pictures
    #[command(subcommand)]
    Media(room::MediaVerb),
    /// Show or check what is configured
    #[command(subcommand)]
    Config(config::ConfigVerb),
    /// Try the way that letters go
    #[command(subcommand)]
    Mail(letter::MailVerb),
    /// Print what a shell needs to complete our words
    Completions(manual::Completions),
    /// Print or write the manual
    Man(manual::Man),
    /// Ask a running server whether it is well
    Health(health::Health),
}

/// Runs the program: the whole of `main`.
pub fn run() -> ExitCode {
    let Cli { verb } = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Printing may fail when nobody reads: then nobody is told.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match verb {
        Verb::Serve(verb) => serve::run(&verb),
        Verb::Demo(verb) => demo::run(&verb),
        Verb::Reindex(verb) => control::send(&verb.folder.data, &Order::Reindex { json: verb.json }),
        Verb::Doctor(verb) => doctor::run(&verb),
        Verb::Health(verb) => health::run(&verb),
        Verb::Member(verb) => member::run(verb),
        Verb::Token(verb) => token::run(verb),
        Verb::Import(verb) => import::run(verb),
        Verb::Backup(verb) => backup::run(&verb),
        Verb::Restore(verb) => restore::run(&verb),
        Verb::Export(verb) => export::run(&verb),
        Verb::Stats(verb) => room::stats(&verb),
        Verb::Compact(verb) => room::compact(&verb),
        Verb::Media(verb) => room::media(verb),
        Verb::Config(verb) => config::run(&verb),
        Verb::Mail(verb) => letter::run(&verb),
        Verb::Completions(verb) => manual::completions(&verb),
        Verb::Man(verb) => manual::man(&verb),
    }
}

/// Says something to the keeper. Nobody may be listening any more: that is no failure.
fn say(text: impl std::fmt::Display) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// A refusal in plain words, each with its code: for a keeper who reads, and for a script that looks for something stable.
fn told(words: &'static Words, refusal: &Refusal) -> String {
    report::told(words, &report::Reason::all(words, refusal))
}

/// The keeper's language, as the terminal says it: the first of `LC_ALL`, `LC_MESSAGES`, `LANG` that says anything; else English.
fn keepers_lang() -> Lang {
    lang_of(["LC_ALL", "LC_MESSAGES", "LANG"].map(|name| std::env::var(name).unwrap_or_default()))
}

fn lang_of(said: [String; 3]) -> Lang {
    let first = said.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
    Lang::from_tag(first.split(['.', '@']).next().unwrap_or_default()).unwrap_or(Lang::En)
}

/// Says why something was not done.
fn complain(text: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr().lock(), "banderole: {text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(said: [&str; 3], want: Lang) {
        assert_eq!(lang_of(said.map(str::to_owned)), want);
    }

    #[test]
    fn the_terminal_says_which_language() {
        check(["", "", "fr_FR.UTF-8"], Lang::Fr);
        check(["", "fr", "en_US.UTF-8"], Lang::Fr);
        check(["C", "", "fr_FR.UTF-8"], Lang::En);
        check(["", "", "fr@euro"], Lang::Fr);
        check(["", "", "de_DE.UTF-8"], Lang::En);
        check(["", "", ""], Lang::En);
    }
}
