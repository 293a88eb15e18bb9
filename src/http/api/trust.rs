//! What keeps trust: proving again who one is, everything about oneself to take away, consents, what others see of one, the audit.

use poem::http::{HeaderValue, header};
use poem::{IntoResponse, Response};
use poem_openapi::param::{Path, Query};
use poem_openapi::registry::{MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry};
use poem_openapi::{ApiResponse, Object, OpenApi};
use serde::{Deserialize, Serialize};

use super::Desk;
use super::conditions::active;
use super::sessions::CodeText;
use super::shapes::{FullName, Id};
use crate::app::erasure::{self, Preview};
use crate::app::seen::{self, Action, Group};
use crate::app::sessions::SignedIn;
use crate::app::{audit, consents, proof, takeout};
use crate::domain::audit::{AuditDeed, By};
use crate::domain::consent::{Consent, ConsentEntry};
use crate::domain::erasure::{Erasure, EventFate, TeamFate};
use crate::domain::password::PASSWORD_MAX;
use crate::domain::pledge::{Channel, PledgeDeed};
use crate::domain::refusal::{Flaws, Refusal};
use crate::http::body::{Body, Moment, Needed, OneOf, Text};
use crate::http::error::Problem;
use crate::http::front::ClientAddress;
use crate::http::json::{Accepted, Created, Done, Nullable, RawJson};
use crate::http::params::{Cursor, Limit};
use crate::http::session::Bearer;
use crate::worded;

worded!(AuditDeed Consent);

/// Most rows of a page.
const LIMIT_MAX: u16 = 100;

/// A password, to prove who one is.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct Proof {
    /// The member's password.
    password: Needed<Text<PASSWORD_MAX>>,
}

/// A proof that waits for its code.
#[derive(Debug, Object, Serialize)]
struct ProofAttempt {
    /// Say it back with the code.
    attempt_id: Id,
}

/// The code that was mailed.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct ProofCode {
    /// Which proof.
    attempt_id: Needed<Id>,
    /// The code, as typed.
    code: Needed<CodeText>,
}

/// The session, renewed.
#[derive(Debug, Object, Serialize)]
pub struct Renewed {
    /// The new secret of the session: the former one means nothing any more.
    token: Text<64>,
}

impl Renewed {
    /// The answer to a proof.
    ///
    /// # Errors
    /// None that are known.
    pub fn of(signed_in: SignedIn) -> Result<Created<Self>, Problem> {
        Ok(RawJson::of(&Self { token: Text(signed_in.token) })?.into())
    }
}

/// A zip of everything.
struct ZipFile(Vec<u8>);

impl IntoResponse for ZipFile {
    fn into_response(self) -> Response {
        zipped(self.0)
    }
}

/// A zip that browsers keep as a file, and nobody caches.
pub fn zipped(bytes: Vec<u8>) -> Response {
    let mut response = Response::from(bytes);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"banderole-me.zip\""));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

impl ApiResponse for ZipFile {
    fn meta() -> MetaResponses {
        let schema = MetaSchema { format: Some("binary"), max_length: Some(1 << 30), ..MetaSchema::new("string") };
        let content = vec![MetaMediaType { content_type: "application/zip", schema: MetaSchemaRef::Inline(Box::new(schema)) }];
        MetaResponses { responses: vec![MetaResponse { description: "", status: Some(200), status_range: None, content, headers: vec![] }] }
    }

    fn register(_registry: &mut Registry) {}
}

/// One's own consents beside the pledge.
#[derive(Debug, Object, Serialize)]
struct Consents {
    /// Each yes and each withdrawal, the first one first.
    items: Vec<ConsentLine>,
    /// They come on one page.
    next: Nullable<Text<256>>,
}

/// A yes or a withdrawal.
#[derive(Debug, Object, Serialize)]
struct ConsentLine {
    /// To what.
    what: OneOf<Consent>,
    /// `given` or `withdrawn`.
    deed: Text<20>,
    /// The version of the wording.
    version: u32,
    /// When.
    at: Moment,
    /// Through which door: `signup`, `page`, `api`, `import`, `keeper`.
    channel: Text<20>,
}

impl From<ConsentEntry> for ConsentLine {
    fn from(entry: ConsentEntry) -> Self {
        let deed = if entry.deed == PledgeDeed::Given { "given" } else { "withdrawn" };
        let channel = entry.channel.word();
        Self { what: entry.what.into(), deed: Text::of(deed), version: entry.version, at: entry.at.into(), channel: Text::of(channel) }
    }
}

/// A consent.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct NewConsent {
    /// To what: `privacy`.
    what: Needed<Text<20>>,
    /// The version of the wording that was shown.
    version: Needed<u32>,
}

/// What others see of one.
#[derive(Debug, Object, Serialize)]
struct SeenOfMe {
    /// Actions to come where members see one's name as an organiser.
    organising: Vec<Named>,
    /// Actions to come where everybody reads a contact that one chose to show.
    contacts: Vec<Named>,
    /// Actions to come where those who come see one's name.
    coming: Vec<Named>,
    /// Actions to come where only their organisers see it.
    hidden: Vec<Named>,
    /// Teams whose members see it.
    listed: Vec<Named>,
    /// Teams where only managers see it.
    unlisted: Vec<Named>,
}

/// An action or a team.
#[derive(Debug, Object, Serialize)]
struct Named {
    /// Which.
    id: Id,
    /// Its name.
    name: Text<100>,
}

impl From<Action> for Named {
    fn from(action: Action) -> Self {
        Self { id: Text::of(action.id), name: Text(action.title) }
    }
}

impl From<Group> for Named {
    fn from(group: Group) -> Self {
        Self { id: Text::of(group.id), name: Text(group.name) }
    }
}

/// A page of the audit.
#[derive(Debug, Object, Serialize)]
struct AuditPage {
    /// The newest first.
    items: Vec<AuditLine>,
    /// Where the next page begins.
    next: Nullable<Text<256>>,
}

/// A row of the audit.
#[derive(Debug, Object, Serialize)]
struct AuditLine {
    /// Rows are counted without a gap.
    number: u64,
    /// When.
    at: Moment,
    /// `keeper`, `house` or `member`.
    by: Text<20>,
    /// The name of the member who did it, while they are there and for whoever may know it.
    by_name: Nullable<FullName>,
    /// What was done.
    deed: OneOf<AuditDeed>,
    /// To whom.
    about_name: Nullable<FullName>,
    /// To what.
    subject: Nullable<Text<80>>,
    /// Why, as a word.
    why: Nullable<Text<80>>,
    /// The hash that chains the row to the one before.
    hash: Text<64>,
}

impl From<audit::Told> for AuditLine {
    fn from(told: audit::Told) -> Self {
        let audit::Told { number, row, by, about } = told;
        let word = match row.note.by {
            By::Keeper => "keeper",
            By::House => "house",
            By::Member(_) => "member",
        };
        Self {
            number,
            at: row.note.at.into(),
            by: Text::of(word),
            by_name: by.map(Text).into(),
            deed: row.note.deed.into(),
            about_name: about.map(Text).into(),
            subject: row.note.subject.map(Text).into(),
            why: row.note.why.map(Text).into(),
            hash: Text(data_encoding::HEXLOWER.encode(&row.hash)),
        }
    }
}

fn page((rows, next): (Vec<audit::Told>, Option<u64>)) -> Result<RawJson<AuditPage>, Problem> {
    let items = rows.into_iter().map(AuditLine::from).collect();
    RawJson::of(&AuditPage { items, next: next.map(|number| Text::of(Cursor(number.to_be_bytes().to_vec()))).into() })
}

fn before(after: Option<Cursor>) -> Result<Option<u64>, Problem> {
    let number = |after: Cursor| after.0.try_into().map(u64::from_be_bytes).map_err(|_| Problem::parameter("after"));
    after.map(number).transpose()
}

/// What an erasure of oneself would do, and whether one was asked for.
#[derive(Debug, Object, Serialize)]
struct ErasureView {
    /// When it was asked for.
    asked_at: Nullable<Moment>,
    /// When it is done: until then it can be taken back.
    due_at: Nullable<Moment>,
    /// Answers to actions to come, which go.
    answers: u32,
    /// Past participations, which stay as a number.
    numbers: u32,
    /// Messages in discussions, which go.
    messages: u32,
    /// Teams and actions, and what becomes of each.
    fates: Vec<Fate>,
    /// Nobody else is an admin: one cannot be erased before there is another.
    last_admin: bool,
}

/// What becomes of a team or an action.
#[derive(Debug, Object, Serialize)]
struct Fate {
    /// `team` or `event`.
    what: Text<10>,
    /// Its name.
    name: Text<100>,
    /// `goes_on`, `handed_over`, `closed`, `left_alone` or `goes`.
    fate: Text<20>,
    /// Who takes it over.
    heirs: Vec<FullName>,
}

fn fates(preview: &Preview) -> Vec<Fate> {
    let teams = preview.teams.iter().map(|(fate, name, lead)| {
        let word = match fate {
            TeamFate::GoesOn(_) => "goes_on",
            TeamFate::HandedOver(..) => "handed_over",
            TeamFate::Closed(_) => "closed",
        };
        Fate { what: Text::of("team"), name: Text::of(name), fate: Text::of(word), heirs: lead.iter().map(Text::of).collect() }
    });
    let events = preview.events.iter().map(|(fate, name, heirs)| {
        let word = match fate {
            EventFate::GoesOn(_) => "goes_on",
            EventFate::HandedOver(..) => "handed_over",
            EventFate::LeftAlone(_) => "left_alone",
            EventFate::Goes(_) => "goes",
        };
        Fate { what: Text::of("event"), name: Text::of(name), fate: Text::of(word), heirs: heirs.iter().map(Text::of).collect() }
    });
    teams.chain(events).collect()
}

/// An erasure that was asked for.
#[derive(Debug, Object, Serialize)]
pub struct ErasureAsked {
    /// When it was asked for.
    asked_at: Moment,
    /// When it is done: until then it can be taken back.
    due_at: Moment,
}

impl From<Erasure> for ErasureAsked {
    fn from(asked: Erasure) -> Self {
        Self { asked_at: asked.asked_at.into(), due_at: asked.due.into() }
    }
}

/// See the file.
pub struct Operations(pub Desk);

#[OpenApi]
impl Operations {
    /// Proves with the password who one is: what is sensitive is open for ten minutes. The session gets a new token.
    #[oai(path = "/me/confirm", method = "post", operation_id = "confirm_me")]
    async fn confirm(&self, who: Bearer, from: ClientAddress, body: Body<Proof>) -> Result<Created<Renewed>, Problem> {
        let mut flaws = Flaws::default();
        let Some(password) = body.0.password.take(&mut flaws, "password") else { return Err(flaws.refusal().into()) };
        Renewed::of(proof::by_password(&self.0.app, &who.0, password.0, from.ip()).await?)
    }

    /// Mails a code that proves who one is.
    #[oai(path = "/me/confirm/code", method = "post", operation_id = "create_confirm_code")]
    async fn ask_code(&self, who: Bearer, from: ClientAddress) -> Result<Accepted<ProofAttempt>, Problem> {
        let id = proof::ask_code(&self.0.app, &who.0, from.ip()).await?;
        Ok(RawJson::of(&ProofAttempt { attempt_id: Text::of(id) })?.into())
    }

    /// Proves it with the code that was mailed. The session gets a new token.
    #[oai(path = "/me/confirm/code/verify", method = "post", operation_id = "verify_confirm_code")]
    async fn confirm_by_code(&self, who: Bearer, from: ClientAddress, body: Body<ProofCode>) -> Result<Created<Renewed>, Problem> {
        let ProofCode { attempt_id, code } = body.0;
        let (id, code) = super::sessions::has_code(("attempt_id", attempt_id), code)?;
        let id = id.parse().map_err(|_| Refusal::NotFound)?;
        Renewed::of(proof::by_code(&self.0.app, &who.0, id, &code, from.ip()).await?)
    }

    /// Everything about oneself, as a zip: JSON files, pictures, and a page that shows all of it. Needs a proof of the last ten minutes.
    #[oai(path = "/me/export", method = "get", operation_id = "get_export")]
    async fn export(&self, who: Bearer) -> Result<ZipFile, Problem> {
        Ok(ZipFile(takeout::own(&self.0.app, &who.0).await?))
    }

    /// One's own consents beside the pledge.
    #[oai(path = "/me/consents", method = "get", operation_id = "list_consents")]
    async fn consents(&self, who: Bearer) -> Result<RawJson<Consents>, Problem> {
        let items = consents::ledger(&self.0.app, &who.0)?.into_iter().map(ConsentLine::from).collect();
        RawJson::of(&Consents { items, next: Nullable(None) })
    }

    /// Gives a consent, in the wording that was shown. A repeat adds nothing.
    #[oai(path = "/me/consents", method = "post", operation_id = "create_consent")]
    async fn consent(&self, who: Bearer, body: Body<NewConsent>) -> Result<Created<Consents>, Problem> {
        let visitor = active(&who)?;
        let mut flaws = Flaws::default();
        let what = body.0.what.take(&mut flaws, "what").and_then(|word| {
            let what = Consent::from_word(&word.0);
            flaws.require(what.is_some(), crate::domain::refusal::Flaw::new("what", "unknown_value"));
            what
        });
        let version = body.0.version.take(&mut flaws, "version");
        let (Some(what), Some(version)) = (what, version) else { return Err(flaws.refusal().into()) };
        consents::give(&self.0.app, visitor, what, version, Channel::Api).await?;
        let items = consents::ledger(&self.0.app, visitor)?.into_iter().map(ConsentLine::from).collect();
        Ok(RawJson::of(&Consents { items, next: Nullable(None) })?.into())
    }

    /// Withdraws a consent; that of the privacy notice takes the pledge with it. The account stays readable, and can be erased.
    #[oai(path = "/me/consents/:what", method = "delete", operation_id = "delete_consent")]
    async fn withdraw(&self, who: Bearer, what: Path<Text<20>>) -> Result<Done, Problem> {
        let what = Consent::from_word(&what.0.0).ok_or(Refusal::NotFound)?;
        consents::withdraw(&self.0.app, &who.0, what, Channel::Api).await?;
        Ok(Done)
    }

    /// What an erasure of oneself would do.
    #[oai(path = "/me/erasure", method = "get", operation_id = "get_erasure")]
    async fn erasure(&self, who: Bearer) -> Result<RawJson<ErasureView>, Problem> {
        let preview = erasure::preview(&self.0.app, &who.0)?;
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        RawJson::of(&ErasureView {
            asked_at: preview.asked.map(|asked| asked.asked_at.into()).into(),
            due_at: preview.asked.map(|asked| asked.due.into()).into(),
            answers: number(preview.answers),
            numbers: number(preview.numbers),
            messages: number(preview.messages),
            fates: fates(&preview),
            last_admin: preview.last_admin,
        })
    }

    /// Takes one's own erasure back.
    #[oai(path = "/me/erasure", method = "delete", operation_id = "delete_erasure")]
    async fn undo_erasure(&self, who: Bearer) -> Result<Done, Problem> {
        erasure::undo(&self.0.app, &who.0).await?;
        Ok(Done)
    }

    /// What others see of one.
    #[oai(path = "/me/seen", method = "get", operation_id = "get_seen")]
    async fn seen(&self, who: Bearer) -> Result<RawJson<SeenOfMe>, Problem> {
        let seen = seen::of_me(&self.0.app, &who.0)?;
        let each = |actions: Vec<Action>| actions.into_iter().map(Named::from).collect();
        RawJson::of(&SeenOfMe {
            organising: each(seen.organising),
            contacts: seen.contacts.into_iter().map(|(action, _)| action.into()).collect(),
            coming: each(seen.coming),
            hidden: each(seen.hidden),
            listed: seen.listed.into_iter().map(Named::from).collect(),
            unlisted: seen.unlisted.into_iter().map(Named::from).collect(),
        })
    }

    /// What the audit says about oneself, the newest first.
    #[oai(path = "/me/log", method = "get", operation_id = "list_own_log")]
    async fn log(
        &self,
        who: Bearer,
        limit: Query<Option<Limit<LIMIT_MAX>>>,
        after: Query<Option<Cursor>>,
    ) -> Result<RawJson<AuditPage>, Problem> {
        page(audit::own(&self.0.app, &who.0, before(after.0)?, Limit::or_default(limit.0))?)
    }

    /// The audit, the newest row first: for admins.
    #[oai(path = "/audit", method = "get", operation_id = "list_audit")]
    async fn audit(
        &self,
        who: Bearer,
        limit: Query<Option<Limit<LIMIT_MAX>>>,
        after: Query<Option<Cursor>>,
    ) -> Result<RawJson<AuditPage>, Problem> {
        page(audit::list(&self.0.app, &who.actor(), before(after.0)?, Limit::or_default(limit.0))?)
    }
}
