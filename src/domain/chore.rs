//! Chores: the work that a deed leaves behind, committed with it and done later by the jobs.

use serde::{Deserialize, Serialize};

use super::ids::{EventId, TeamId};
use super::lang::Lang;
use super::text::Email;

/// Work for the index: look at this again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexChore {
    /// An event changed, came or went.
    Event(EventId),
    /// A team changed, came or went.
    Team(TeamId),
}

/// A letter to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct MailChore {
    /// To whom.
    pub to: Email,
    /// In which language.
    pub lang: Lang,
    /// What it says.
    pub letter: Letter,
}

/// What a letter says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Letter {
    /// The code that proves the address of a new member.
    SignupCode {
        /// First name.
        first_name: String,
        /// The code.
        code: String,
    },
    /// Somebody signed up with an address that has an account: the code signs in.
    SignupKnown {
        /// First name, as the account has it.
        first_name: String,
        /// The code.
        code: String,
    },
    /// The code that signs in.
    SigninCode {
        /// First name.
        first_name: String,
        /// The code.
        code: String,
    },
}
