//! Flags and cases.

use serde::{Deserialize, Serialize};

use super::{Form, stored, time};
use crate::domain::flag::{Appeal, Case, Decision, Flag, FlagReason, FlagSubject, Ruling, Statement, Stood, Waiting};
use crate::domain::ids::MemberId;
use crate::domain::text::Note;

stored! {
    Flag => FlagV1;
    Case => CaseV1;
    Statement => StatementV1;
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    waiting: Option<Waiting>,
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
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    appealed: bool,
}

impl Form<Case> for CaseV1 {
    fn of(case: &Case) -> Self {
        let Case { subject, opened_at, stood, decisions, waiting } = case.clone();
        let decision = |Decision { at, by, ruling, note, message, appealed }| DecisionV1 {
            at: at.as_microsecond(),
            by,
            ruling,
            note,
            message,
            appealed,
        };
        Self {
            subject,
            opened_at: opened_at.map(jiff::Timestamp::as_microsecond),
            stood,
            decisions: decisions.into_iter().map(decision).collect(),
            waiting,
        }
    }

    fn noun(self) -> Result<Case, String> {
        let Self { subject, opened_at, stood, decisions, waiting } = self;
        let decision =
            |DecisionV1 { at, by, ruling, note, message, appealed }| Ok(Decision { at: time(at)?, by, ruling, note, message, appealed });
        let decisions = decisions.into_iter().map(decision).collect::<Result<_, String>>()?;
        Ok(Case { subject, opened_at: opened_at.map(time).transpose()?, stood, decisions, waiting })
    }
}

#[derive(Serialize, Deserialize)]
struct StatementV1 {
    subject: FlagSubject,
    title: String,
    ruling: Ruling,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message: Option<Note>,
    at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    appeal: Option<AppealV1>,
}

#[derive(Serialize, Deserialize)]
struct AppealV1 {
    text: Note,
    at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answer: Option<Ruling>,
}

impl Form<Statement> for StatementV1 {
    fn of(statement: &Statement) -> Self {
        let Statement { subject, title, ruling, message, at, appeal } = statement.clone();
        let appeal = appeal.map(|Appeal { text, at, answer }| AppealV1 { text, at: at.as_microsecond(), answer });
        Self { subject, title, ruling, message, at: at.as_microsecond(), appeal }
    }

    fn noun(self) -> Result<Statement, String> {
        let Self { subject, title, ruling, message, at, appeal } = self;
        let appeal = appeal.map(|AppealV1 { text, at, answer }| Ok::<_, String>(Appeal { text, at: time(at)?, answer })).transpose()?;
        Ok(Statement { subject, title, ruling, message, at: time(at)?, appeal })
    }
}
