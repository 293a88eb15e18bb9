//! The letters: written in their reader's language, then handed to a mail server or laid in a folder. The only room that names lettre
//! and hickory.
//!
//! The jobs take a letter from the OUTBOX and call [`Mailer::send`]; a [`SendError`] says whether to try again. A letter may go out
//! twice (the server took it, its answer was lost), always with the same Message-ID.

pub mod compose;
mod folder;
mod news;
mod resolve;
mod smtp;
#[cfg(test)]
mod tests;
mod trial;

use std::fmt;

use jiff::Timestamp;

use crate::domain::chore::MailChore;
use crate::domain::text::Email;

pub use folder::Folder;
pub use smtp::{Security, Smtp, SmtpConfig};

/// A letter on its way out.
#[derive(Debug, Clone, Copy)]
pub struct Outgoing<'a> {
    /// The number of its chore: the same at each try.
    pub number: u64,
    /// To whom, in which language, and what it says.
    pub chore: &'a MailChore,
    /// The network's name.
    pub network: &'a str,
    /// The network's colour, as `#rrggbb`.
    pub colour: &'a str,
    /// The network's own origin, which makes links whole: `https://agir.exemple.org`.
    pub origin: &'a str,
}

/// Where letters go.
#[derive(Debug)]
pub enum Mailer {
    /// To a folder of `.eml` files, until a mail server is set.
    Folder(Folder),
    /// To a mail server.
    Smtp(Box<Smtp>),
}

impl Mailer {
    /// Sends a letter. `now` is its date.
    ///
    /// # Errors
    /// As [`SendError`] says.
    pub async fn send(&self, letter: &Outgoing<'_>, now: Timestamp) -> Result<(), SendError> {
        match self {
            Self::Folder(folder) => folder.send(letter, now).await,
            Self::Smtp(smtp) => smtp.send(letter, now).await,
        }
    }

    /// Sends one letter that says nothing but that letters arrive. `now` is its date.
    ///
    /// # Errors
    /// As [`SendError`] says.
    pub async fn trial(&self, to: &Email, network: &str, now: Timestamp) -> Result<(), SendError> {
        match self {
            Self::Folder(folder) => folder.trial(to, network, now).await,
            Self::Smtp(smtp) => smtp.trial(to, network, now).await,
        }
    }

    /// Says goodbye to the mail server, with which the connection is kept from one letter to the next: call it when no letter waits.
    pub async fn rest(&self) {
        match self {
            Self::Folder(_) => {}
            Self::Smtp(smtp) => smtp.rest().await,
        }
    }
}

/// A letter was not sent. The texts are for the keeper, in English, and name no recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendError {
    /// The server is away, busy, or wrongly set: try again later.
    Later(String),
    /// This letter will never go out: the address or the letter was refused for good.
    Never(String),
}

impl SendError {
    /// Whether to try again.
    pub fn is_worth_another_try(&self) -> bool {
        matches!(self, Self::Later(_))
    }
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Later(why) | Self::Never(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for SendError {}
