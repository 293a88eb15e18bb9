//! Flags and cases.

use serde::{Deserialize, Serialize};

use super::{Form, stored, time};
use crate::domain::flag::{Case, Decision, Flag, FlagReason, FlagSubject, Ruling, Stood};
use crate::domain::ids::MemberId;
use crate::domain::text::Note;

stored! {
    Flag => FlagV1;
    Case => CaseV1;
}

#[derive(Serialize, Deserialize)]
struct FlagV1 {
    subject: FlagSubject,
    by: MemberId,
    reason: FlagReason,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<Note>,
    at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answer: Option<Ruling>,
}

impl Form<Flag> for FlagV1 {
    fn of(flag: &Flag) -> Self {
        let Flag { subject, by, reason, text, at, answer } = flag.clone();
        Self { subject, by, reason, text, at: at.as_microsecond(), answer }
    }

    fn noun(self) -> Result<Flag, String> {
        let Self { subject, by, reason, text, at, answer } = self;
        Ok(Flag { subject, by, reason, text, at: time(at)?, answer })
    }
}

#[derive(Serialize, Deserialize)]
struct CaseV1 {
    subject: FlagSubject,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    opened_at: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stood: Option<Stood>,
    decisions: Vec<DecisionV1>,
}

#[derive(Serialize, Deserialize)]
struct DecisionV1 {
    at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<MemberId>,
    ruling: Ruling,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<Note>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message: Option<Note>,
}

impl Form<Case> for CaseV1 {
    fn of(case: &Case) -> Self {
        let Case { subject, opened_at, stood, decisions } = case.clone();
        let decision = |Decision { at, by, ruling, note, message }| DecisionV1 { at: at.as_microsecond(), by, ruling, note, message };
        Self {
            subject,
            opened_at: opened_at.map(jiff::Timestamp::as_microsecond),
            stood,
            decisions: decisions.into_iter().map(decision).collect(),
        }
    }

    fn noun(self) -> Result<Case, String> {
        let Self { subject, opened_at, stood, decisions } = self;
        let decision = |DecisionV1 { at, by, ruling, note, message }| Ok(Decision { at: time(at)?, by, ruling, note, message });
        let decisions = decisions.into_iter().map(decision).collect::<Result<_, String>>()?;
        Ok(Case { subject, opened_at: opened_at.map(time).transpose()?, stood, decisions })
    }
}
