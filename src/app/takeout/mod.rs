//! Everything about one member, to take away: one zip of JSON files, one a subject, the member's own pictures, and a page that shows all of it
//! to people. What it says of others is what the member could see anyway: titles and names of teams, never a person.
//!
//! Made while one waits, off the async threads, one at a time in the whole program.

mod page;
mod zip;

use serde_json::{Map, Value, json};
use tokio::sync::Semaphore;

use self::zip::Zip;
use super::App;
use super::export::forms::{EventForm, Kept, MemberForm, MembershipForm, RsvpForm};
use super::proof::fresh;
use super::sessions::Visitor;
use super::throttle::{EXPORTS_A_MEMBER, Knock, knock};
use crate::domain::audit::{AuditDeed, By, Note};
use crate::domain::event::EventStatus;
use crate::domain::ids::{MediaId, MemberId};
use crate::domain::member::Member;
use crate::domain::notification::{INBOX_MAX, Topic};
use crate::domain::refusal::Refusal;
use crate::domain::team::TeamState;
use crate::media::render::Size;
use crate::store::{Direction, ReadTx};
use crate::words::Words;

/// Rows read at once.
const PAGE: usize = 1_000;

/// Whoever packs: one at a time.
static TURN: Semaphore = Semaphore::const_new(1);

/// A file of an export: its name without `.json`, and what it holds, a list of objects.
pub(super) struct Section {
    name: &'static str,
    items: Vec<Value>,
}

/// Everything about oneself, as the bytes of a zip.
///
/// # Errors
/// 403 `confirm` without a fresh proof of who one is; 429; 503.
pub async fn own(app: &App, visitor: &Visitor) -> Result<Vec<u8>, Refusal> {
    let id = fresh(app, visitor)?;
    knock(app, vec![Knock::address(EXPORTS_A_MEMBER, "export", &visitor.member.email)]).await?;
    let turn = TURN.acquire().await.map_err(|_| Refusal::Unavailable("closing"))?;
    let house = app.clone();
    let packed = tokio::task::spawn_blocking(move || pack(&house, id)).await.map_err(|_| Refusal::Unavailable("closing"))??;
    drop(turn);
    let now = app.now();
    app.store.write(move |tx| Ok::<_, Refusal>(tx.note(Note::own(now, id, AuditDeed::ExportOwn))?)).await?;
    Ok(packed)
}

/// The same for the keeper, who answers a request on paper.
///
/// # Errors
/// 404; 503.
pub fn for_keeper(app: &App, id: MemberId) -> Result<Vec<u8>, Refusal> {
    let packed = pack(app, id)?;
    let now = app.now();
    app.store.write_blocking(move |tx| Ok::<_, Refusal>(tx.note(Note::new(now, By::Keeper, AuditDeed::ExportOwn, Some(id)))?))?;
    Ok(packed)
}

/// Packs everything about a member. Runs where it is called, on a thread that may wait.
fn pack(app: &App, id: MemberId) -> Result<Vec<u8>, Refusal> {
    let now = app.now();
    // Before the record is read, so that each picture that it names is still there when its turn comes.
    let _pictures_stay = app.media.hold();
    let (member, sections, pictures) = app.store.read(|tx| {
        let member = tx.member(id)?.ok_or(Refusal::NotFound)?;
        let (mut sections, pictures) = gather(tx, &member)?;
        sections.retain(|section| !section.items.is_empty());
        Ok::<_, Refusal>((member, sections, pictures))
    })?;
    let words = Words::of(member.lang);
    let mut zip = Zip::new(now);
    zip.file("index.html", page::written(words, &app.network.name, &member, &sections, now).as_bytes());
    for section in &sections {
        let lines = serde_json::to_vec_pretty(&section.items).map_err(|_| Refusal::Unavailable("storage_failed"))?;
        zip.file(&format!("{}.json", section.name), &lines);
    }
    for (name, picture) in pictures {
        for size in Size::ALL {
            if let Ok(Some(bytes)) = app.media.read(picture, size) {
                zip.file(&format!("pictures/{name}-{}.jpg", size.name()), &bytes);
            }
        }
    }
    Ok(zip.end())
}

type Gathered = (Vec<Section>, Vec<(String, MediaId)>);

fn gather(tx: &ReadTx<'_>, member: &Member) -> Result<Gathered, Refusal> {
    let id = member.id;
    let mut pictures: Vec<(String, MediaId)> = member.photo.iter().map(|photo| ("face".to_owned(), *photo)).collect();
    let mut events = Vec::new();
    for (_, event) in tx.events_of_organiser(id, jiff::Timestamp::MIN, Direction::Up, None, usize::MAX)? {
        let Some(event) = tx.event(event)? else { continue };
        pictures.extend(event.image.map(|image| (event.id.to_string(), image)));
        events.push(without(flattened(value(&EventForm::from(event)), "facts"), &["organisers"]));
    }
    let sections = vec![
        Section { name: "account", items: vec![without(value(&MemberForm::from(Kept::of(member.clone()))), &["pledges", "consents"])] },
        Section { name: "consents", items: consents(tx, id)? },
        Section { name: "answers", items: answers(tx, id)? },
        Section { name: "presences", items: presences(tx, id)? },
        Section { name: "teams", items: teams(tx, id)? },
        Section { name: "events", items: events },
        Section { name: "posts", items: posts(tx, id)? },
        Section { name: "messages", items: messages(tx, id)? },
        Section { name: "invitations", items: invitations(tx, member)? },
        Section { name: "inbox", items: inbox(tx, id)? },
        Section { name: "settings", items: settings(tx, id)? },
        Section { name: "devices", items: devices(tx, id)? },
        Section { name: "second_factor", items: second_factor(tx, id)? },
        Section { name: "new_address", items: new_address(tx, id)? },
        Section { name: "erasure", items: erasure(tx, id)? },
        Section { name: "flags", items: flags(tx, id)? },
        Section { name: "decisions", items: decisions(tx, id)? },
        Section { name: "log", items: log(tx, id)? },
    ];
    Ok((sections, pictures))
}

fn value(form: &impl serde::Serialize) -> Value {
    serde_json::to_value(form).unwrap_or_default()
}

/// With the fields of this field beside the others, when it holds any.
fn flattened(mut value: Value, name: &str) -> Value {
    if let Some(object) = value.as_object_mut()
        && let Some(Value::Object(inner)) = object.remove(name)
    {
        object.extend(inner);
    }
    value
}

/// Without these fields, and without those that say nothing.
fn without(mut value: Value, names: &[&str]) -> Value {
    if let Some(object) = value.as_object_mut() {
        object.retain(|name, value| !names.contains(&name.as_str()) && !value.is_null() && *value != json!([]) && *value != json!(""));
    }
    value
}

fn with(value: Value, more: &[(&str, String)]) -> Value {
    let mut object = Map::new();
    object.extend(more.iter().map(|(name, text)| ((*name).to_owned(), text.clone().into())));
    object.extend(value.as_object().cloned().unwrap_or_default());
    Value::Object(object)
}

fn consents(tx: &ReadTx<'_>, id: MemberId) -> Result<Vec<Value>, Refusal> {
    let line = |what: &str, deed: Value, version: u32, at: String, channel: Value| json!({ "what": what, "deed": deed, "version": version, "at": at, "channel": channel });
    let pledges = tx.pledges(id)?.into_iter().map(|p| line("pledge", value(&p.deed), p.version, p.at.to_string(), value(&p.channel)));
    let others = tx.consents(id)?.into_iter().map(|c| line(c.what.word(), value(&c.deed), c.version, c.at.to_string(), value(&c.channel)));
    Ok(pledges.chain(others).collect())
}

fn title(tx: &ReadTx<'_>, event: crate::domain::ids::EventId) -> Result<(&'static str, String), Refusal> {
    // What moderators hid is named to nobody.
    let event = tx.event(event)?.filter(|event| event.status != EventStatus::Hidden);
    Ok(("title", event.map_or(String::new(), |event| event.facts.title.to_string())))
}

fn name_of(tx: &ReadTx<'_>, team: crate::domain::ids::TeamId) -> Result<String, Refusal> {
    Ok(tx.team(team)?.filter(|team| team.state == TeamState::Active).map_or(String::new(), |team| team.name.to_string()))
}

fn answers(tx: &ReadTx<'_>, id: MemberId) -> Result<Vec<Value>, Refusal> {
    let mut items = Vec::new();
    for (event, _) in tx.answers_of(id, None, usize::MAX)? {
        let Some(rsvp) = tx.rsvp(event, id)? else { continue };
        items.push(with(without(value(&RsvpForm::from(rsvp)), &["member"]), &[title(tx, event)?]));
    }
    Ok(items)
}

fn presences(tx: &ReadTx<'_>, id: MemberId) -> Result<Vec<Value>, Refusal> {
    let said = tx.presences_of(id)?;
    said.into_iter().map(|(event, there)| Ok(with(json!({ "event": event.to_string(), "there": there }), &[title(tx, event)?]))).collect()
}

fn teams(tx: &ReadTx<'_>, id: MemberId) -> Result<Vec<Value>, Refusal> {
    let mut items = Vec::new();
    for place in tx.memberships_of(id, None, usize::MAX)? {
        let name = name_of(tx, place.team)?;
        items.push(with(without(value(&MembershipForm::from(place)), &["member"]), &[("name", name)]));
    }
    Ok(items)
}

fn posts(tx: &ReadTx<'_>, id: MemberId) -> Result<Vec<Value>, Refusal> {
    let (mut items, mut after) = (Vec::new(), None);
    loop {
        let page = tx.posts(after, PAGE)?;
        let Some(last) = page.last() else { return Ok(items) };
        after = Some(last.id);
        for post in page.into_iter().filter(|post| post.author == Some(id)) {
            let (at, facts) = (post.created_at.to_string(), post.facts);
            items.push(json!({ "title": facts.title.to_string(), "description": facts.text.to_string(), "created_at": at }));
        }
    }
}

fn messages(tx: &ReadTx<'_>, member: MemberId) -> Result<Vec<Value>, Refusal> {
    let said = super::threads::said_by(tx, member)?.into_iter().filter_map(|(thread, message)| {
        let (title, at, text) = (thread.title.map(|title| title.to_string()), message.at.to_string(), message.text?.to_string());
        Some(without(json!({ "title": title, "message": text, "at": at }), &[]))
    });
    Ok(said.collect())
}

/// Those that they got, and those that they sent: to whom is not theirs to take away.
fn invitations(tx: &ReadTx<'_>, member: &Member) -> Result<Vec<Value>, Refusal> {
    let mut found = tx.invitations_to(&member.email)?;
    found.extend(tx.invitations(None, usize::MAX)?.into_iter().filter(|invitation| invitation.by == Some(member.id)));
    let mut items = Vec::new();
    for invitation in found {
        let name = name_of(tx, invitation.team)?;
        let (at, until) = (invitation.created_at.to_string(), invitation.expires_at.to_string());
        items.push(json!({ "name": name, "by_me": invitation.by == Some(member.id), "at": at, "ends_at": until }));
    }
    Ok(items)
}

fn inbox(tx: &ReadTx<'_>, id: MemberId) -> Result<Vec<Value>, Refusal> {
    let lines = tx.notifications(id, None, INBOX_MAX as usize)?;
    let line = |line: crate::domain::notification::Notification| json!({ "topic": line.topic.word(), "at": line.at.to_string(), "count": line.count, "read": line.read, "mailed": line.mailed });
    Ok(lines.into_iter().map(line).collect())
}

fn settings(tx: &ReadTx<'_>, id: MemberId) -> Result<Vec<Value>, Refusal> {
    let preferences = tx.preferences(id)?;
    let chosen = |topic: &Topic| ((*topic).word().to_owned(), Value::from(preferences.of(*topic).word()));
    let mut all: Map<String, Value> = Topic::ALL.iter().map(chosen).collect();
    all.insert("quiet_from".to_owned(), preferences.quiet.from.into());
    all.insert("quiet_to".to_owned(), preferences.quiet.to.into());
    Ok(vec![all.into()])
}

fn devices(tx: &ReadTx<'_>, id: MemberId) -> Result<Vec<Value>, Refusal> {
    let sessions = tx.sessions_of(id)?;
    let device = |s: crate::domain::account::Session| {
        let (created, seen) = (s.created_at.to_string(), s.seen_at.to_string());
        without(json!({ "device": s.device, "created_at": created, "seen_at": seen, "seen_from": s.seen_from }), &[])
    };
    Ok(sessions.into_iter().map(device).collect())
}

/// That there is a second factor, since when: never what it counts with, which would let in whoever finds the file.
fn second_factor(tx: &ReadTx<'_>, id: MemberId) -> Result<Vec<Value>, Refusal> {
    let factor = tx.factor(id)?.filter(crate::domain::factor::Factor::holds);
    let told = |f: crate::domain::factor::Factor| json!({ "since": f.since.map(|at| at.to_string()), "codes_left": f.recovery.len() });
    Ok(factor.into_iter().map(told).collect())
}

/// The address that was asked for and waits for its codes.
fn new_address(tx: &ReadTx<'_>, id: MemberId) -> Result<Vec<Value>, Refusal> {
    let change = tx.email_change(id)?;
    Ok(change.into_iter().map(|c| json!({ "email": c.email.to_string(), "at": c.at.to_string() })).collect())
}

fn erasure(tx: &ReadTx<'_>, id: MemberId) -> Result<Vec<Value>, Refusal> {
    let asked = tx.erasure(id)?;
    Ok(asked.iter().map(|erasure| json!({ "asked_at": erasure.asked_at.to_string(), "due": erasure.due.to_string() })).collect())
}

/// What one reported: not what became of others.
fn flags(tx: &ReadTx<'_>, id: MemberId) -> Result<Vec<Value>, Refusal> {
    let flag = |flag: crate::domain::flag::Flag| {
        let what = format!("{} {}", flag.subject.kind().word(), flag.subject.id());
        let (reason, text) = (flag.reason.word(), flag.text.map(|text| text.to_string()));
        without(json!({ "what": what, "reason": reason, "description": text, "at": flag.at.to_string() }), &[])
    };
    Ok(tx.flags_by(id, usize::MAX)?.into_iter().map(flag).collect())
}

/// What moderators decided about them and theirs, and their appeals.
fn decisions(tx: &ReadTx<'_>, id: MemberId) -> Result<Vec<Value>, Refusal> {
    let told = |(_, s): (u32, crate::domain::flag::Statement)| {
        let (message, answer) = (s.message.map(|text| text.to_string()), s.appeal.as_ref().and_then(|appeal| appeal.answer));
        let (appeal, appealed_at) = (s.appeal.as_ref().map(|a| a.text.to_string()), s.appeal.as_ref().map(|a| a.at.to_string()));
        let told = json!({ "title": s.title, "decision": s.ruling.word(), "message": message, "at": s.at.to_string(), "appeal": appeal,
            "appealed_at": appealed_at, "appeal_answer": answer.map(crate::domain::flag::Ruling::word) });
        without(told, &[])
    };
    Ok(tx.statements(id)?.into_iter().map(told).collect())
}

fn log(tx: &ReadTx<'_>, id: MemberId) -> Result<Vec<Value>, Refusal> {
    let rows = tx.audit_of(id, None, usize::MAX)?;
    let row = |(_, row): (u64, crate::domain::audit::AuditRow)| {
        let own = row.note.by == By::Member(id);
        without(json!({ "at": row.note.at.to_string(), "deed": row.note.deed.word(), "by_me": own, "why": row.note.why }), &[])
    };
    Ok(rows.into_iter().map(row).collect())
}
