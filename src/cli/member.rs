//! `banderole member`: create, list, show, promote, password, email, totp-reset, export, erase.

use std::io::{IsTerminal, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use serde::{Deserialize, Serialize};

use super::control::{Desk, Order, Outcome, send};
use super::{Folder, complain};
use crate::app::keeper::{self, NewMember};
use crate::app::{address as app_address, claims, erasure, factor, takeout};
use crate::domain::lang::Lang;
use crate::domain::member::{Member, MemberState, Role};
use crate::domain::pledge::PledgeDeed;
use crate::domain::refusal::{Flaws, Refusal};
use crate::domain::text::{Email, PersonName};

/// Members that `list` fetches at once.
const PAGE: usize = 500;

#[derive(Subcommand)]
pub enum MemberVerb {
    /// Create a member whose address is proved and who has pledged
    Create {
        #[command(flatten)]
        folder: Folder,
        /// E-mail address
        #[arg(long)]
        email: String,
        /// First name
        #[arg(long)]
        first_name: String,
        /// Last name
        #[arg(long)]
        last_name: String,
        /// Role in the network: member, moderator or admin
        #[arg(long, default_value = "member", value_parser = ["member", "moderator", "admin"])]
        role: String,
        /// Read a password from standard input
        #[arg(long)]
        password_stdin: bool,
        /// Language of pages and mails: fr or en
        #[arg(long, value_parser = ["fr", "en"])]
        lang: Option<String>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Ask people of an older list, imported without a pledge, by letter to join: one, or all who were not asked within a month
    Invite {
        #[command(flatten)]
        folder: Folder,
        /// E-mail address; without one: everybody who has not joined
        email: Option<String>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// List all members
    List {
        #[command(flatten)]
        folder: Folder,
        /// Print JSON lines
        #[arg(long)]
        json: bool,
    },
    /// Show one member, with the ledger of their pledge
    Show {
        #[command(flatten)]
        folder: Folder,
        /// E-mail address
        email: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Give a member another role
    Promote {
        #[command(flatten)]
        folder: Folder,
        /// E-mail address
        email: String,
        /// Role in the network: member, moderator or admin
        #[arg(long, default_value = "admin", value_parser = ["member", "moderator", "admin"])]
        role: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Set a member's password, read from standard input; nothing to read: take it away, so that only codes sign in
    Password {
        #[command(flatten)]
        folder: Folder,
        /// E-mail address
        email: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Give a member another e-mail address: for whoever lost the mailbox. Their devices are signed out
    Email {
        #[command(flatten)]
        folder: Folder,
        /// E-mail address of today
        email: String,
        /// The new one
        to: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Take a member's second factor away: for whoever lost both phone and recovery codes. Their devices are signed out
    TotpReset {
        #[command(flatten)]
        folder: Folder,
        /// E-mail address
        email: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Write everything about a member into a zip, for a request on paper
    Export {
        #[command(flatten)]
        folder: Folder,
        /// E-mail address
        email: String,
        /// The zip to make
        file: PathBuf,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Erase a member at once, and for ever
    Erase {
        #[command(flatten)]
        folder: Folder,
        /// E-mail address
        email: String,
        /// Yes, this member
        #[arg(long)]
        yes: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberOrder {
    /// Set or take away a password.
    Password {
        email: String,
        password: Option<String>,
        json: bool,
    },
    /// Give one another address.
    Email {
        email: String,
        to: String,
        json: bool,
    },
    /// Take one's second factor away.
    TotpReset {
        email: String,
        json: bool,
    },
    /// Everything about one, into a file.
    Export {
        email: String,
        file: PathBuf,
        json: bool,
    },
    /// Erase one.
    Erase {
        email: String,
        json: bool,
    },
    /// Make a member.
    Create {
        email: String,
        first_name: String,
        last_name: String,
        role: String,
        password: Option<String>,
        lang: Option<String>,
        json: bool,
    },
    /// List them all.
    Invite {
        email: Option<String>,
        json: bool,
    },
    List {
        json: bool,
    },
    /// Show one.
    Show {
        email: String,
        json: bool,
    },
    /// Give one another role.
    Promote {
        email: String,
        role: String,
        json: bool,
    },
}

pub fn run(verb: MemberVerb) -> ExitCode {
    let (folder, order) = match verb {
        MemberVerb::Create { folder, email, first_name, last_name, role, password_stdin, lang, json } => {
            let password = match password_stdin.then(read_password).transpose() {
                Ok(password) => password,
                Err(error) => {
                    complain(format_args!("standard input: {error}"));
                    return ExitCode::from(2);
                }
            };
            (folder, MemberOrder::Create { email, first_name, last_name, role, password, lang, json })
        }
        MemberVerb::Invite { folder, email, json } => (folder, MemberOrder::Invite { email, json }),
        MemberVerb::List { folder, json } => (folder, MemberOrder::List { json }),
        MemberVerb::Show { folder, email, json } => (folder, MemberOrder::Show { email, json }),
        MemberVerb::Promote { folder, email, role, json } => (folder, MemberOrder::Promote { email, role, json }),
        MemberVerb::Password { folder, email, json } => match read_password() {
            Ok(password) => {
                (folder, MemberOrder::Password { email, password: Some(password).filter(|password| !password.is_empty()), json })
            }
            Err(error) => {
                complain(format_args!("standard input: {error}"));
                return ExitCode::from(2);
            }
        },
        MemberVerb::Email { folder, email, to, json } => (folder, MemberOrder::Email { email, to, json }),
        MemberVerb::TotpReset { folder, email, json } => (folder, MemberOrder::TotpReset { email, json }),
        // The server may stand in another folder than the keeper.
        MemberVerb::Export { folder, email, file, json } => {
            (folder, MemberOrder::Export { email, file: std::path::absolute(&file).unwrap_or(file), json })
        }
        MemberVerb::Erase { folder, email, yes: true, json } => (folder, MemberOrder::Erase { email, json }),
        MemberVerb::Erase { email, .. } => {
            complain(format_args!("this cannot be taken back: say --yes to erase {email}"));
            return ExitCode::from(2);
        }
    };
    send(&folder.data, &Order::Member(order))
}

/// The password that stands on standard input; from a keyboard, one line of it, asked for.
fn read_password() -> std::io::Result<String> {
    let (mut password, stdin) = (String::new(), std::io::stdin());
    if stdin.is_terminal() {
        complain("type a password of several words, then Enter (it can be read while you type)");
        stdin.read_line(&mut password)?;
    } else {
        stdin.take(1_024).read_to_string(&mut password)?;
    }
    Ok(password.trim_end_matches(['\r', '\n']).to_owned())
}

/// Tells what was done to a member whose devices were signed out with it.
fn say(desk: &mut Desk<'_>, json: bool, member: &Member, done: String) {
    desk.say(match json {
        true => as_json(member).to_string(),
        false => format!("{done}; devices that were signed in must sign in again"),
    });
}

pub fn obey(order: &MemberOrder, desk: &mut Desk<'_>) -> Outcome {
    match order {
        MemberOrder::Create { email, first_name, last_name, role, password, lang, json } => {
            let mut flaws = Flaws::default();
            let email = flaws.text("email", email.parse::<Email>());
            let first_name = flaws.text("first_name", first_name.parse::<PersonName>());
            let last_name = flaws.text("last_name", last_name.parse::<PersonName>());
            let (Some(email), Some(first_name), Some(last_name)) = (email, first_name, last_name) else {
                return Err(flaws.refusal());
            };
            let lang = lang.as_deref().and_then(Lang::from_tag).unwrap_or(desk.app.network.default_lang);
            let new = NewMember { first_name, last_name, email, role: role_of(role)?, password: password.clone(), lang };
            let member = desk.wait(keeper::create_member(desk.app, new))?;
            desk.say(match json {
                true => as_json(&member).to_string(),
                false => format!("created {} {} ({})", member.role.word(), member.email, member.id),
            });
        }
        MemberOrder::Invite { email, json } => {
            let only = email.as_deref().map(address).transpose()?;
            let asked = desk.wait(claims::ask_those(desk.app, only))?;
            desk.say(match json {
                true => serde_json::json!({ "invited": asked }).to_string(),
                false => desk.words.count("member-invited", asked),
            });
        }
        MemberOrder::List { json } => list(*json, desk)?,
        MemberOrder::Show { email, json } => show(email, *json, desk)?,
        MemberOrder::Promote { email, role, json } => {
            let member = desk.wait(keeper::promote(desk.app, &address(email)?, role_of(role)?))?;
            desk.say(match json {
                true => as_json(&member).to_string(),
                false => format!("{} is now {}; devices that were signed in must sign in again", member.email, member.role.word()),
            });
        }
        MemberOrder::Password { email, password, json } => {
            let member = desk.wait(keeper::set_password(desk.app, &address(email)?, password.clone()))?;
            let what = if password.is_some() { "has a new password" } else { "has no password any more: codes sign in" };
            say(desk, *json, &member, format!("{} {what}", member.email));
        }
        MemberOrder::Email { email, to, json } => {
            let member = desk.wait(app_address::by_keeper(desk.app, &address(email)?, &address(to)?))?;
            say(desk, *json, &member, format!("{email} is now {}", member.email));
        }
        MemberOrder::TotpReset { email, json } => {
            let member = desk.wait(factor::reset(desk.app, &address(email)?))?;
            say(desk, *json, &member, format!("{} has no second factor any more", member.email));
        }
        MemberOrder::Export { email, file, json } => {
            let (member, _) = keeper::member(desk.app, &address(email)?)?;
            let zip = takeout::for_keeper(desk.app, member.id)?;
            if let Err(error) = write_private(file, &zip) {
                desk.warn(format!("{}: {error}", file.display()));
                return Ok(1);
            }
            desk.say(match json {
                true => serde_json::json!({"email": member.email.as_str(), "file": file.display().to_string()}).to_string(),
                false => format!("everything about {} is in {}", member.email, file.display()),
            });
        }
        MemberOrder::Erase { email, json } => {
            let member = desk.wait(erasure::by_keeper(desk.app, &address(email)?))?;
            desk.say(match json {
                true => as_json(&member).to_string(),
                false => format!("{} is erased", member.email),
            });
        }
    }
    Ok(0)
}

/// A file that only its owner reads, and that was not there before.
fn write_private(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut made = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    made.write_all(bytes)?;
    made.sync_all()
}

fn address(email: &str) -> Result<Email, Refusal> {
    let mut flaws = Flaws::default();
    flaws.text("email", email.parse()).ok_or_else(|| flaws.refusal())
}

fn role_of(word: &str) -> Result<Role, Refusal> {
    Role::from_word(word).ok_or(Refusal::field("role", "unknown_value"))
}

fn as_json(member: &Member) -> serde_json::Value {
    serde_json::json!({
        "id": member.id.to_string(),
        "email": member.email.as_str(),
        "first_name": member.first_name.as_str(),
        "last_name": member.last_name.as_str(),
        "role": member.role.word(),
        "pledged_at": member.pledge.map(|pledge| pledge.at.to_string()),
        "joined_at": member.joined_at.to_string(),
    })
}

fn list(json: bool, desk: &mut Desk<'_>) -> Result<(), Refusal> {
    let mut after = None;
    loop {
        let (page, next) = keeper::members(desk.app, after, PAGE)?;
        for member in &page {
            let pledged = match member.state {
                MemberState::Invited => "invited",
                _ if member.pledge.is_some() => "pledged",
                _ => "-",
            };
            desk.say(match json {
                true => as_json(member).to_string(),
                false => format!("{}\t{}\t{}\t{pledged}", member.email, member.full_name(), member.role.word()),
            });
        }
        after = next;
        if after.is_none() {
            return Ok(());
        }
    }
}

fn show(email: &str, json: bool, desk: &mut Desk<'_>) -> Result<(), Refusal> {
    let (member, ledger) = keeper::member(desk.app, &address(email)?)?;
    if json {
        let lines: Vec<_> = ledger
            .iter()
            .map(|l| serde_json::json!({"deed": l.deed, "version": l.version, "at": l.at.to_string(), "channel": l.channel}))
            .collect();
        let mut shown = as_json(&member);
        shown["pledge_ledger"] = lines.into();
        desk.say(shown.to_string());
        return Ok(());
    }
    let town = member.home.as_ref().map_or("-", |home| home.town.as_str());
    desk.say(format!("{}\n{}\n{} · {} · {}", member.full_name(), member.email, member.role.word(), town, member.lang.tag()));
    for line in ledger {
        let deed = if line.deed == PledgeDeed::Given { "given" } else { "withdrawn" };
        desk.say(format!("pledge version {} {deed} at {:.0} (by {})", line.version, line.at, line.channel.word()));
    }
    Ok(())
}
