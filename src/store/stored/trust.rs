//! What keeps trust: rows of the audit, consents, erasures that were asked for.

use serde::{Deserialize, Serialize};

use super::{Form, stored, time};
use crate::domain::audit::{AuditDeed, AuditRow, By, Note};
use crate::domain::consent::{Consent, ConsentEntry};
use crate::domain::erasure::Erasure;
use crate::domain::ids::MemberId;
use crate::domain::pledge::{Channel, PledgeDeed};

stored! {
    AuditRow => AuditV1;
    ConsentEntry => ConsentV1;
    Erasure => ErasureV1;
}

#[derive(Serialize, Deserialize)]
struct AuditV1 {
    at: i64,
    by: String,
    deed: AuditDeed,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    about: Option<MemberId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    hash: [u8; 32],
}

impl Form<AuditRow> for AuditV1 {
    fn of(row: &AuditRow) -> Self {
        let AuditRow { note: Note { at, by, deed, about, subject, why }, hash } = row.clone();
        Self { at: at.as_microsecond(), by: by.word(), deed, about, subject, why, hash }
    }

    fn noun(self) -> Result<AuditRow, String> {
        let Self { at, by, deed, about, subject, why, hash } = self;
        let by = By::from_word(&by).ok_or_else(|| format!("{by} is nobody"))?;
        Ok(AuditRow { note: Note { at: time(at)?, by, deed, about, subject, why }, hash })
    }
}

#[derive(Serialize, Deserialize)]
struct ConsentV1 {
    what: Consent,
    deed: PledgeDeed,
    version: u32,
    at: i64,
    channel: Channel,
}

impl Form<ConsentEntry> for ConsentV1 {
    fn of(entry: &ConsentEntry) -> Self {
        let ConsentEntry { what, deed, version, at, channel } = *entry;
        Self { what, deed, version, at: at.as_microsecond(), channel }
    }

    fn noun(self) -> Result<ConsentEntry, String> {
        let Self { what, deed, version, at, channel } = self;
        Ok(ConsentEntry { what, deed, version, at: time(at)?, channel })
    }
}

#[derive(Serialize, Deserialize)]
struct ErasureV1 {
    asked_at: i64,
    due: i64,
}

impl Form<Erasure> for ErasureV1 {
    fn of(erasure: &Erasure) -> Self {
        let Erasure { asked_at, due } = *erasure;
        Self { asked_at: asked_at.as_microsecond(), due: due.as_microsecond() }
    }

    fn noun(self) -> Result<Erasure, String> {
        let Self { asked_at, due } = self;
        Ok(Erasure { asked_at: time(asked_at)?, due: time(due)? })
    }
}
