//! Chores that deeds left behind.

use serde::{Deserialize, Serialize};

use super::{Form, stored};
use crate::domain::chore::{IndexChore, Letter, MailChore};
use crate::domain::ids::{EventId, TeamId};
use crate::domain::lang::Lang;
use crate::domain::text::Email;

stored! {
    IndexChore => IndexChoreV1;
    MailRow => MailRowV1;
}

/// A letter that waits, with how often sending it was tried in vain.
#[derive(Debug, Clone, PartialEq)]
pub struct MailRow {
    /// The letter.
    pub chore: MailChore,
    /// Tries so far.
    pub tries: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum IndexChoreV1 {
    Event(EventId),
    Team(TeamId),
}

impl Form<IndexChore> for IndexChoreV1 {
    fn of(chore: &IndexChore) -> Self {
        match *chore {
            IndexChore::Event(event) => Self::Event(event),
            IndexChore::Team(team) => Self::Team(team),
        }
    }

    fn noun(self) -> Result<IndexChore, String> {
        Ok(match self {
            Self::Event(event) => IndexChore::Event(event),
            Self::Team(team) => IndexChore::Team(team),
        })
    }
}

#[derive(Serialize, Deserialize)]
struct MailRowV1 {
    to: Email,
    lang: Lang,
    letter: Letter,
    tries: u32,
}

impl Form<MailRow> for MailRowV1 {
    fn of(row: &MailRow) -> Self {
        let MailRow { chore: MailChore { to, lang, letter }, tries } = row.clone();
        Self { to, lang, letter, tries }
    }

    fn noun(self) -> Result<MailRow, String> {
        let Self { to, lang, letter, tries } = self;
        Ok(MailRow { chore: MailChore { to, lang, letter }, tries })
    }
}
