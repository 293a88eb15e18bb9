//! `/flags` and `/moderation`: what members report, and what moderators decide about it.

use poem_openapi::param::{Path, Query};
use poem_openapi::{Object, OpenApi};
use serde::{Deserialize, Serialize};

use super::Desk;
use super::conditions::{active, told};
use super::events::cursor;
use super::rsvps::next_page;
use super::shapes::{FullName, Id, Url, word};
use crate::app::appeals::{self, OwnStatement};
use crate::app::flags::{self, CaseView, OwnFlag, Verdict};
use crate::app::newsstand::Writer;
use crate::domain::flag::{Decision, Flag, FlagKind, FlagReason, FlagSubject, Ruling, Standing};
use crate::domain::refusal::{Flaws, Refusal};
use crate::domain::text::{Markdown, Note, Title};
use crate::http::body::{Body, Moment, Needed, OneOf, Text};
use crate::http::error::Problem;
use crate::http::json::{Created, Done, Nullable, RawJson};
use crate::http::params::{Cursor, LIMIT_MAX, Limit};
use crate::http::session::Bearer;
use crate::worded;

worded!(FlagKind FlagReason Ruling);

/// What is reported, and why.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct NewFlag {
    /// The sort of thing.
    kind: Needed<OneOf<FlagKind>>,
    /// Its id.
    id: Needed<Id>,
    /// Why.
    reason: Needed<OneOf<FlagReason>>,
    /// In one's own words.
    text: Option<Text<{ Note::MAX }>>,
}

/// A flag of one's own.
#[derive(Debug, Object, Serialize)]
#[oai(rename = "OwnFlag")]
struct Own {
    /// The sort of thing.
    kind: OneOf<FlagKind>,
    /// Its id.
    id: Id,
    /// Its title or name; null when one does not see it (any more).
    title: Nullable<Text<{ Title::MAX * 2 }>>,
    /// Why.
    reason: OneOf<FlagReason>,
    /// In one's own words.
    text: Nullable<Text<{ Note::MAX }>>,
    /// When.
    at: Moment,
    /// What was decided; null while it waits.
    answer: Nullable<OneOf<Ruling>>,
}

/// One's own flags.
#[derive(Debug, Object, Serialize)]
struct OwnFlags {
    /// The last first.
    items: Vec<Own>,
}

impl From<OwnFlag> for Own {
    fn from(own: OwnFlag) -> Self {
        let OwnFlag { flag: Flag { subject, by: _, reason, text, at, answer }, title } = own;
        Self {
            kind: subject.kind().into(),
            id: Text(subject.id()),
            title: title.map(Text).into(),
            reason: reason.into(),
            text: text.map(Text::of).into(),
            at: at.into(),
            answer: answer.map(OneOf::from).into(),
        }
    }
}

/// A case: all that is known of one thing that was reported.
#[derive(Debug, Object, Serialize)]
#[oai(rename = "FlagCase")]
struct Case {
    /// The sort of thing.
    kind: OneOf<FlagKind>,
    /// Its id.
    id: Id,
    /// Since when it waits; null: nothing does.
    opened_at: Nullable<Moment>,
    /// Its title or name; null when it is gone.
    title: Nullable<Text<{ Title::MAX * 2 }>>,
    /// What it says, in Markdown.
    text: Text<{ Markdown::MAX }>,
    /// Its page; null when one may not open it.
    url: Nullable<Url>,
    /// Whether it is hidden; a person: suspended.
    hidden: bool,
    /// Who answers for it.
    people: Vec<Named>,
    /// Who reported it, and why.
    flags: Vec<CaseFlag>,
    /// What was decided, the last last.
    decisions: Vec<CaseDecision>,
    /// The appeal that waits, in the words of whoever answers for it.
    appeal: Nullable<Text<{ Note::MAX }>>,
    /// What one may decide now.
    offered: Vec<OneOf<Ruling>>,
}

/// Somebody.
#[derive(Debug, Object, Serialize)]
#[oai(rename = "FlagPerson")]
struct Named {
    /// Who.
    id: Id,
    /// First and last name.
    name: FullName,
}

impl From<Writer> for Named {
    fn from(writer: Writer) -> Self {
        Self { id: Text::of(writer.id), name: Text(writer.name) }
    }
}

/// One report.
#[derive(Debug, Object, Serialize)]
struct CaseFlag {
    /// Who reports; null once they are gone.
    by: Nullable<Named>,
    /// Why.
    reason: OneOf<FlagReason>,
    /// In their words.
    text: Nullable<Text<{ Note::MAX }>>,
    /// When.
    at: Moment,
    /// What was decided; null while it waits.
    answer: Nullable<OneOf<Ruling>>,
}

/// One decision.
#[derive(Debug, Object, Serialize)]
struct CaseDecision {
    /// Who decided; null once they are gone.
    by: Nullable<Named>,
    /// What.
    ruling: OneOf<Ruling>,
    /// When.
    at: Moment,
    /// For moderators only.
    note: Nullable<Text<{ Note::MAX }>>,
    /// What whoever answers for it was told.
    message: Nullable<Text<{ Note::MAX }>>,
}

/// A page of the queue.
#[derive(Debug, Object, Serialize)]
struct Cases {
    /// Those first that wait longest.
    items: Vec<Case>,
    /// Where the next page begins: `after`.
    next: Nullable<Text<256>>,
}

impl Case {
    fn of(origin: &str, view: CaseView) -> Self {
        let CaseView { case, thing, seen, flags, deciders, appeal, offered } = view;
        let flag = |(flag, by): (Flag, Option<Writer>)| CaseFlag {
            by: by.map(Named::from).into(),
            reason: flag.reason.into(),
            text: flag.text.map(Text::of).into(),
            at: flag.at.into(),
            answer: flag.answer.map(OneOf::from).into(),
        };
        let decision = |(decision, by): (Decision, Option<Writer>)| CaseDecision {
            by: by.map(Named::from).into(),
            ruling: decision.ruling.into(),
            at: decision.at.into(),
            note: decision.note.map(Text::of).into(),
            message: decision.message.map(Text::of).into(),
        };
        let url = thing.as_ref().filter(|thing| seen && !thing.path.is_empty()).map(|thing| Text(format!("{origin}{}", thing.path)));
        Self {
            kind: case.subject.kind().into(),
            id: Text(case.subject.id()),
            opened_at: case.opened_at.map(Moment::from).into(),
            title: thing.as_ref().map(|thing| Text(thing.title.clone())).into(),
            text: Text(thing.as_ref().map_or(String::new(), |thing| thing.text.clone())),
            url: url.into(),
            hidden: thing.as_ref().is_some_and(|thing| thing.standing == Standing::Hidden),
            people: thing.into_iter().flat_map(|thing| thing.people).map(Named::from).collect(),
            flags: flags.into_iter().map(flag).collect(),
            decisions: case.decisions.into_iter().zip(deciders).map(decision).collect(),
            appeal: appeal.and_then(|appeal| appeal.statement.appeal).map(|appeal| Text::of(appeal.text)).into(),
            offered: offered.into_iter().map(OneOf::from).collect(),
        }
    }
}

/// A decision about oneself, or about what one answers for.
#[derive(Debug, Object, Serialize)]
#[oai(rename = "OwnDecision")]
struct Told {
    /// What an appeal names.
    line: u32,
    /// The sort of thing.
    kind: OneOf<FlagKind>,
    /// Its id.
    id: Id,
    /// Its title or name then.
    title: Text<{ Title::MAX * 2 }>,
    /// What was decided.
    ruling: OneOf<Ruling>,
    /// Why.
    message: Nullable<Text<{ Note::MAX }>>,
    /// When.
    at: Moment,
    /// One's own appeal against it.
    appeal: Nullable<Text<{ Note::MAX }>>,
    /// What was decided about the appeal; null while it waits.
    answer: Nullable<OneOf<Ruling>>,
    /// Whether one may appeal.
    open: bool,
}

/// Decisions about oneself, and about what one answers for.
#[derive(Debug, Object, Serialize)]
#[oai(rename = "OwnDecisions")]
struct Decisions {
    /// The last first.
    items: Vec<Told>,
}

impl From<OwnStatement> for Told {
    fn from(OwnStatement { line, statement, open }: OwnStatement) -> Self {
        let (appeal, answer) = statement.appeal.map_or((None, None), |appeal| (Some(appeal.text), appeal.answer));
        Self {
            line,
            kind: statement.subject.kind().into(),
            id: Text(statement.subject.id()),
            title: Text(statement.title),
            ruling: statement.ruling.into(),
            message: statement.message.map(Text::of).into(),
            at: statement.at.into(),
            appeal: appeal.map(Text::of).into(),
            answer: answer.map(OneOf::from).into(),
            open,
        }
    }
}

/// An appeal.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct NewAppeal {
    /// Why the decision should be looked at again.
    text: Needed<Text<{ Note::MAX }>>,
}

/// A decision, and what is said about it.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
#[oai(rename = "FlagVerdict")]
struct NewDecision {
    /// What.
    ruling: Needed<OneOf<Ruling>>,
    /// For moderators only.
    note: Option<Text<{ Note::MAX }>>,
    /// What whoever answers for it is told.
    message: Option<Text<{ Note::MAX }>>,
}

fn note(flaws: &mut Flaws, field: &'static str, text: Option<&Text<{ Note::MAX }>>) -> Option<Note> {
    flaws.text(field, Note::optional(text.map_or("", |text| text.0.as_str()))).flatten()
}

fn subject(kind: &str, id: &str) -> Result<FlagSubject, Refusal> {
    FlagSubject::parse(kind, id).ok_or(Refusal::NotFound)
}

/// See the file.
pub struct Operations(pub Desk);

#[OpenApi]
impl Operations {
    /// Reports something to the moderators. Nobody else learns who did.
    #[oai(path = "/flags", method = "post", operation_id = "create_flag")]
    async fn report(&self, who: Bearer, body: Body<NewFlag>) -> Result<Created<OwnFlags>, Problem> {
        let actor = active(&who)?.actor;
        let mut flaws = Flaws::default();
        let NewFlag { kind, id, reason, text } = body.0;
        let (kind, id, reason) = (kind.take(&mut flaws, "kind"), id.take(&mut flaws, "id"), reason.take(&mut flaws, "reason"));
        let (kind, reason) = (word(&mut flaws, "kind", kind.as_ref()), word(&mut flaws, "reason", reason.as_ref()));
        let text = note(&mut flaws, "text", text.as_ref());
        let (Some(kind), Some(id), Some(reason)) = (kind, id, reason) else { return Err(flaws.refusal().into()) };
        flaws.done()?;
        let of = subject(kind.word(), &id.0)?;
        flags::report(&self.0.app, &actor, of, reason, text).await?;
        let mut own = flags::own(&self.0.app, &actor)?;
        own.retain(|own| own.flag.subject == of);
        Ok(RawJson::of(&OwnFlags { items: own.into_iter().map(Own::from).collect() })?.into())
    }

    /// What one reported, and what became of it.
    #[oai(path = "/me/flags", method = "get", operation_id = "list_own_flags")]
    async fn own(&self, who: Bearer) -> Result<RawJson<OwnFlags>, Problem> {
        let own = flags::own(&self.0.app, &active(&who)?.actor)?;
        RawJson::of(&OwnFlags { items: own.into_iter().map(Own::from).collect() })
    }

    /// What moderators decided about oneself and what one answers for, and why. Suspended members read it too.
    #[oai(path = "/me/decisions", method = "get", operation_id = "list_own_decisions")]
    async fn decisions(&self, who: Bearer) -> Result<RawJson<Decisions>, Problem> {
        RawJson::of(&Decisions { items: appeals::own(&self.0.app, &who.0)?.into_iter().map(Told::from).collect() })
    }

    /// Appeals against a decision, once. Another moderator looks at it again, where there is one. Suspended members may, too.
    #[oai(path = "/me/decisions/:line/appeal", method = "post", operation_id = "create_appeal")]
    async fn appeal(&self, who: Bearer, line: Path<u32>, body: Body<NewAppeal>) -> Result<Done, Problem> {
        let mut flaws = Flaws::default();
        let text = body.0.text.take(&mut flaws, "text");
        let text = text.as_ref().and_then(|text| flaws.text("text", text.0.parse::<Note>()));
        let Some(text) = text else {
            return Err(told(flaws, || appeals::contestable(&self.0.app, &who.0, line.0).map(drop)).into());
        };
        appeals::appeal(&self.0.app, &who.0, line.0, text).await?;
        Ok(Done)
    }

    /// What waits for moderators.
    #[oai(path = "/moderation", method = "get", operation_id = "list_cases")]
    async fn queue(
        &self,
        who: Bearer,
        limit: Query<Option<Limit<LIMIT_MAX>>>,
        /// Where the page before ended: its `next`.
        after: Query<Option<Cursor>>,
    ) -> Result<RawJson<Cases>, Problem> {
        let after = cursor(after.0, flags::place)?;
        let (cases, next) = flags::queue(&self.0.app, &who.actor(), after, Limit::or_default(limit.0))?;
        let items = cases.into_iter().map(|case| Case::of(&self.0.origin, case)).collect();
        RawJson::of(&Cases { items, next: next_page(next.map(flags::written)).into() })
    }

    /// All that is known of one thing that was reported, or might be.
    #[oai(path = "/moderation/:kind/:id", method = "get", operation_id = "get_case")]
    async fn case(&self, who: Bearer, kind: Path<Text<10>>, id: Path<Id>) -> Result<RawJson<Case>, Problem> {
        let of = subject(&kind.0.0, &id.0.0)?;
        RawJson::of(&Case::of(&self.0.origin, flags::case(&self.0.app, &who.actor(), of)?))
    }

    /// Decides about it: its flags are answered, whoever answers for it is told, and it is noted. While an appeal waits, `uphold` and `overturn`
    /// answer it.
    #[oai(path = "/moderation/:kind/:id", method = "post", operation_id = "decide_case")]
    async fn decide(&self, who: Bearer, kind: Path<Text<10>>, id: Path<Id>, body: Body<NewDecision>) -> Result<Done, Problem> {
        let (app, actor, of) = (&self.0.app, who.actor(), subject(&kind.0.0, &id.0.0)?);
        let NewDecision { ruling, note: words, message } = body.0;
        let mut flaws = Flaws::default();
        let ruling = ruling.take(&mut flaws, "ruling");
        let ruling = word(&mut flaws, "ruling", ruling.as_ref());
        let (words, message) = (note(&mut flaws, "note", words.as_ref()), note(&mut flaws, "message", message.as_ref()));
        match (ruling, flaws.is_empty()) {
            (Some(ruling), true) => flags::decide(app, &actor, of, Verdict { ruling, note: words, message }).await?,
            _ => return Err(told(flaws, || flags::case(app, &actor, of).map(drop)).into()),
        }
        Ok(Done)
    }
}
