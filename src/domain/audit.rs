//! The audit: who did what to whom, when and why, for deeds of administration and for those that touch the safety of an account. Rows are
//! only ever added, and each is chained to the one before by its hash (`store::audit`), so that a row that was changed or taken out is found.
//! It names members by their ids and holds words of lists only: no personal content, and nothing of somebody who was erased.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ids::MemberId;
use super::team::words;

words! {
    /// What was done.
    AuditDeed {
        /// Somebody signed in.
        SignIn = "sign_in",
        /// A member was made by the keeper.
        MemberCreated = "member_created",
        /// A member has another role in the network.
        Role = "role",
        /// A password was set, or taken away.
        Password = "password",
        /// The e-mail address changed.
        Email = "email",
        /// A change of address was taken back.
        EmailUndone = "email_undone",
        /// A second factor is asked for from now on.
        FactorOn = "factor_on",
        /// No second factor is asked for any more.
        FactorOff = "factor_off",
        /// A token for programs was made.
        Token = "token",
        /// Sessions were ended.
        SessionsEnded = "sessions_ended",
        /// A consent was withdrawn.
        ConsentWithdrawn = "consent_withdrawn",
        /// Somebody took away everything about themself.
        ExportOwn = "export_own",
        /// The whole network was exported.
        ExportAll = "export_all",
        /// A backup was made.
        Backup = "backup",
        /// An admin looked at somebody's data.
        Viewed = "viewed",
        /// An erasure was asked for.
        EraseAsked = "erase_asked",
        /// It was taken back in time.
        EraseUndone = "erase_undone",
        /// Somebody was erased.
        Erased = "erased",
        /// Something was hidden.
        Hide = "hide",
        /// Somebody was warned.
        Warn = "warn",
        /// A member was suspended.
        Suspend = "suspend",
        /// Somebody appealed against a decision of moderators.
        Appeal = "appeal",
        /// An appeal was turned down.
        Uphold = "uphold",
        /// A decision was undone after an appeal.
        Overturn = "overturn",
        /// Something hidden, or somebody suspended, was brought back.
        Restore = "restore",
        /// Flags were closed without anything done.
        Dismiss = "dismiss",
    }
}

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Whoever has the server's shell.
    Keeper,
    /// The house by itself: a job.
    House,
    /// A member.
    Member(MemberId),
}

impl By {
    /// The word in files and in the chain: `keeper`, `house`, or the member's id.
    pub fn word(self) -> String {
        match self {
            Self::Keeper => "keeper".to_owned(),
            Self::House => "house".to_owned(),
            Self::Member(member) => member.to_string(),
        }
    }

    /// Who a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "keeper" => Some(Self::Keeper),
            "house" => Some(Self::House),
            member => member.parse().ok().map(Self::Member),
        }
    }
}

/// What is to be noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub by: By,
    /// What.
    pub deed: AuditDeed,
    /// To whom.
    pub about: Option<MemberId>,
    /// To what, as `event ID`.
    pub subject: Option<String>,
    /// Why, as a word of a list: a role, the reason of a flag.
    pub why: Option<String>,
}

impl Note {
    /// What somebody did to somebody, perhaps themself.
    pub fn new(at: Timestamp, by: By, deed: AuditDeed, about: Option<MemberId>) -> Self {
        Self { at, by, deed, about, subject: None, why: None }
    }

    /// What a member did to their own account.
    pub fn own(at: Timestamp, member: MemberId, deed: AuditDeed) -> Self {
        Self::new(at, By::Member(member), deed, Some(member))
    }

    /// The same, with the reason.
    #[must_use]
    pub fn because(mut self, why: &str) -> Self {
        self.why = Some(why.to_owned());
        self
    }

    /// The members whose own list the row is in: whoever did it, and to whom it was done.
    pub fn members(&self) -> Vec<MemberId> {
        let by = match self.by {
            By::Member(member) => Some(member),
            By::Keeper | By::House => None,
        };
        by.into_iter().chain(self.about.filter(|about| Some(*about) != by)).collect()
    }

    /// The text that the chain is made of: every field on a line of its own. It never changes, whatever becomes of the stored form.
    pub fn canonical(&self, number: u64) -> String {
        let Self { at, by, deed, about, subject, why } = self;
        let about = about.map_or(String::new(), |about| about.to_string());
        let text = |text: &Option<String>| text.as_deref().unwrap_or_default().replace('\n', " ");
        format!("{number}\n{}\n{}\n{}\n{about}\n{}\n{}\n", at.as_microsecond(), by.word(), deed.word(), text(subject), text(why))
    }
}

/// A row of the audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// What is noted.
    pub note: Note,
    /// SHA-256 of the hash of the row before (32 zeroes before the first), and of [`Note::canonical`].
    pub hash: [u8; 32],
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_in_the_chain() {
        let member = MemberId::from_bytes([7; 16]);
        let note = Note::own(Timestamp::UNIX_EPOCH, member, AuditDeed::SignIn);
        let texts = [
            note.canonical(1),
            note.canonical(2),
            Note { at: Timestamp::MAX, ..note.clone() }.canonical(1),
            Note { by: By::Keeper, ..note.clone() }.canonical(1),
            Note { deed: AuditDeed::Role, ..note.clone() }.canonical(1),
            Note { about: None, ..note.clone() }.canonical(1),
            Note { subject: Some("x".to_owned()), ..note.clone() }.canonical(1),
            note.because("x").canonical(1),
        ];
        assert_eq!(texts.iter().collect::<std::collections::HashSet<_>>().len(), texts.len());
    }

    #[test]
    fn who_is_read_back() {
        for by in [By::Keeper, By::House, By::Member(MemberId::from_bytes([7; 16]))] {
            assert_eq!(By::from_word(&by.word()), Some(by));
        }
    }
}
