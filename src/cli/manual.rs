//! `banderole completions` and `banderole man`: what shells and `man` want to know, made of the same words as `--help`.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Command, CommandFactory};
use clap_complete::Shell;

use super::{Cli, complain};

/// What every page of the manual ends with.
pub const EXIT_CODES: &str = "Exit codes:
  0  done; all is sound
  1  refused, failed or damaged: the last line on standard error says what
  2  a wrong call: an unknown word, a file that cannot be read
  3  the data folder or its configuration cannot be used: in use, written by a later version, unreadable
  4  an import left out some rows; each is told with its line and reason";

#[derive(clap::Args)]
pub struct Completions {
    /// The shell
    shell: Shell,
}

#[derive(clap::Args)]
pub struct Man {
    /// Write a page for each verb into this folder; without it the main page goes to standard output
    folder: Option<PathBuf>,
}

pub fn completions(verb: &Completions) -> ExitCode {
    let mut script = Vec::new();
    clap_complete::generate(verb.shell, &mut Cli::command(), "banderole", &mut script);
    // Nobody may be reading any more: that is no failure.
    let _ = std::io::stdout().write_all(&script);
    ExitCode::SUCCESS
}

/// Each page tells the exit codes, not only the first.
fn told_codes(verb: Command) -> Command {
    verb.after_help(EXIT_CODES).mut_subcommands(told_codes)
}

pub fn man(verb: &Man) -> ExitCode {
    let written = match &verb.folder {
        Some(folder) => {
            fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(Cli::command().mut_subcommands(told_codes), folder))
        }
        None => clap_mangen::Man::new(Cli::command()).render(&mut std::io::stdout()),
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(error);
            ExitCode::from(1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every verb that reports speaks JSON to scripts too.
    #[test]
    fn every_verb_that_reports_has_json() {
        /// Those that report nothing: they serve, or write what somebody else reads.
        const SILENT: [&str; 5] = ["serve", "demo", "completions", "man", "help"];
        fn walk(verb: &Command, path: &str, without: &mut Vec<String>) {
            let own: Vec<&Command> = verb.get_subcommands().filter(|under| !SILENT.contains(&under.get_name())).collect();
            if own.is_empty() && !verb.get_arguments().any(|argument| argument.get_long() == Some("json")) {
                without.push(path.to_owned());
            }
            own.into_iter().for_each(|under| walk(under, &format!("{path} {}", under.get_name()), without));
        }
        let mut without = Vec::new();
        walk(&Cli::command(), "banderole", &mut without);
        assert_eq!(without, [""; 0]);
    }
}
