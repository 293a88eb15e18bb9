//! `banderole token create`: API tokens, one `EMAIL TOKEN` a line.

use std::io::{self, Read};
use std::process::ExitCode;

use clap::Subcommand;
use serde::{Deserialize, Serialize};

use super::Folder;
use super::control::{Desk, Order, Outcome, send_with};
use crate::app::sessions;
use crate::domain::refusal::Refusal;
use crate::domain::text::Email;

#[derive(Subcommand)]
pub enum TokenVerb {
    /// Make a token for each member named: it has all rights of its member, and does not end by itself
    Create {
        #[command(flatten)]
        folder: Folder,
        /// E-mail addresses; without any they are read from standard input, one a line
        #[arg(long, num_args = 1..)]
        email: Vec<String>,
        /// Print JSON lines
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenOrder {
    /// Make a token for each address; without any they are read from what follows the order.
    Create { emails: Vec<String>, json: bool },
}

pub fn run(verb: TokenVerb) -> ExitCode {
    let TokenVerb::Create { folder, email, json } = verb;
    let mut input: Box<dyn Read + Send> = if email.is_empty() { Box::new(io::stdin()) } else { Box::new(io::empty()) };
    send_with(&folder.data, &Order::Token(TokenOrder::Create { emails: email, json }), &mut input)
}

pub fn obey(order: &TokenOrder, desk: &mut Desk<'_>) -> Outcome {
    let TokenOrder::Create { emails, json } = order;
    let mut failed = false;
    for email in emails {
        failed |= !one(email, *json, desk)?;
    }
    let mut line = String::new();
    while emails.is_empty() {
        line.clear();
        if desk.input.read_line(&mut line).map_err(|_| Refusal::Unavailable("input"))? == 0 {
            break;
        }
        if !line.trim().is_empty() {
            failed |= !one(line.trim(), *json, desk)?;
        }
    }
    Ok(u8::from(failed))
}

fn one(email: &str, json: bool, desk: &mut Desk<'_>) -> Result<bool, Refusal> {
    let Ok(address) = email.parse::<Email>() else {
        desk.warn(format!("{email}: not an e-mail address"));
        return Ok(false);
    };
    match desk.wait(sessions::make_token(desk.app, &address)) {
        Ok(made) => {
            desk.say(match json {
                true => serde_json::json!({ "email": made.member.email.as_str(), "token": made.token }).to_string(),
                false => format!("{} {}", made.member.email, made.token),
            });
            Ok(true)
        }
        Err(Refusal::NotFound) => {
            desk.warn(format!("{email}: {}", desk.words.pick("flaw", "unknown_member")));
            Ok(false)
        }
        Err(other) => Err(other),
    }
}
