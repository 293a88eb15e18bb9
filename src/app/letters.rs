//! Letters to members: at once, or gathered in a digest that is composed in their morning. A letter is left in the transaction that marks its
//! lines as told, so none is sent twice and none is lost.

use jiff::{SignedDuration, Timestamp};

use super::App;
use super::events::default_zone;
use super::inbox;
use super::links::{self, Act};
use crate::domain::account::Limit;
use crate::domain::chore::{Letter, Links, MailChore};
use crate::domain::event::Event;
use crate::domain::ids::MemberId;
use crate::domain::member::{Member, MemberState};
use crate::domain::notification::{Cadence, Delivery, INBOX_MAX, Notification, Topic};
use crate::domain::refusal::Refusal;
use crate::domain::reminder::Step;
use crate::domain::rights::Actor;
use crate::domain::time::Zone;
use crate::search::places;
use crate::store::WriteTx;

/// Letters at once to one member: 20, and one more every 72 minutes (20 a day). What is beyond comes in the daily digest, except what would
/// come too late there: a reminder counts, and is never held back.
pub const LETTERS_A_MEMBER: Limit = Limit::new(20, SignedDuration::from_mins(72));

/// How long that bucket takes to fill.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// How long before an action its news break the quiet of the night.
const URGENT: SignedDuration = SignedDuration::from_hours(12);

/// How long an action's "I was there" is asked for after its end.
const THERE_LASTS: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Digests that are composed in one go.
const AT_ONCE: usize = 20;

/// The clock where a member lives; where nobody knows, that of the network.
pub fn clock_of(app: &App, member: &Member) -> Zone {
    let town = member.home.as_ref().and_then(|home| home.point).and_then(places::nearest);
    town.and_then(|town| town.time_zone.parse().ok()).unwrap_or_else(|| default_zone(app))
}

/// Leaves a letter on this line, after the quiet hours unless it is urgent. A member who had many today gets it in their daily digest, if it
/// [can wait](Topic::can_wait).
///
/// # Errors
/// A failure of the record.
pub fn at_once(
    app: &App,
    tx: &mut WriteTx<'_>,
    member: &Member,
    line: &Notification,
    event: Option<&Event>,
    now: Timestamp,
) -> Result<(), Refusal> {
    let name = format!("letter {}", member.id);
    // A bucket that takes longer than a day to fill was taken from under a clock that has been put right since.
    let bucket = tx.bucket(&name)?.filter(|bucket| bucket.full_at.duration_since(now) <= DAY);
    match LETTERS_A_MEMBER.take(bucket, now) {
        Ok(left) => tx.put_bucket(&name, &left),
        Err(_) if app.limits && line.topic.can_wait() => return plan(app, tx, member, Cadence::Daily, now),
        Err(_) => {}
    }
    let urgent = event.is_some_and(|event| event.facts.starts_at > now && event.facts.starts_at.duration_since(now) < URGENT);
    let quiet = tx.preferences(member.id)?.quiet;
    let due = if urgent { now } else { quiet.ends(&clock_of(app, member).clock(now)).unwrap_or(now) };
    let told = Box::new(inbox::line(tx, &Actor::of(member), line)?);
    let (first_name, links) = (member.first_name.to_string(), links_of(app, member.id, line, event, now));
    let letter = match line.topic {
        Topic::Reminder => Letter::Reminder { first_name, line: told, links },
        _ => Letter::News { first_name, line: told, links },
    };
    tx.leave_mail(MailChore { to: member.email.clone(), lang: member.lang, letter }, due)?;
    Ok(tx.put_notification(&Notification { mailed: true, ..line.clone() })?)
}

/// The links of a letter on this line.
fn links_of(app: &App, member: MemberId, line: &Notification, event: Option<&Event>, now: Timestamp) -> Links {
    let stop = links::seal(app, Act::StopTopic(line.topic), member, now + links::STOP_LASTS);
    let Some(event) = event else { return Links { stop, ..Links::default() } };
    let (yes, no, until) = match (line.topic, line.step) {
        (Topic::Reminder, Some(Step::After)) => (Act::There(event.id), Act::NotThere(event.id), event.facts.ends_at + THERE_LASTS),
        (Topic::Reminder | Topic::Place | Topic::Changed, _) => (Act::Yes(event.id), Act::No(event.id), event.facts.ends_at),
        _ => return Links { stop, ..Links::default() },
    };
    Links { yes: links::seal(app, yes, member, until), no: links::seal(app, no, member, until), stop }
}

/// Plans a digest for the member's next morning, unless one is planned.
///
/// # Errors
/// A failure of the record.
pub fn plan(app: &App, tx: &mut WriteTx<'_>, member: &Member, cadence: Cadence, now: Timestamp) -> Result<(), Refusal> {
    if tx.digest_due(member.id, cadence)?.is_none() {
        tx.plan_digest(member.id, cadence, cadence.next(&clock_of(app, member).clock(now)))?;
    }
    Ok(())
}

/// Composes the digests that are due, at most a handful; false when none was due.
///
/// # Errors
/// A failure of the record.
pub async fn digests(app: &App) -> Result<bool, Refusal> {
    let now = app.now();
    let due = app.store.read(|tx| Ok::<_, Refusal>(tx.digests_due(now, AT_ONCE)?))?;
    if due.is_empty() {
        return Ok(false);
    }
    let house = app.clone();
    app.store
        .write(move |tx| {
            for (_, member, cadence) in &due {
                compose(&house, tx, *member, *cadence, now)?;
            }
            Ok(true)
        })
        .await
}

/// When the next digest is due.
///
/// # Errors
/// A failure of the record.
pub fn next_digest(app: &App) -> Result<Option<Timestamp>, Refusal> {
    app.store.read(|tx| Ok(tx.next_digest_due()?))
}

/// One digest: what is unread, was in no letter, and is wanted in this one. Nothing of that: no letter.
fn compose(app: &App, tx: &mut WriteTx<'_>, member: MemberId, cadence: Cadence, now: Timestamp) -> Result<(), Refusal> {
    if !tx.forget_digest(member, cadence)? {
        return Ok(());
    }
    let Some(member) = tx.member(member)?.filter(|member| member.state == MemberState::Active) else { return Ok(()) };
    let preferences = tx.preferences(member.id)?;
    let wanted = |line: &Notification| match preferences.of(line.topic) {
        Delivery::AtOnce => cadence == Cadence::Daily,
        delivery => delivery.cadence() == Some(cadence),
    };
    let actor = Actor::of(&member);
    let mut lines = Vec::new();
    for line in tx.notifications(member.id, None, INBOX_MAX as usize)? {
        if line.read || line.mailed || !wanted(&line) {
            continue;
        }
        let mut told = inbox::line(tx, &actor, &line)?;
        if !line.events.is_empty() {
            // New actions that are over are no news.
            told.events.retain(|event| event.ends_at > now);
        }
        if !told.path.is_empty() && (line.events.is_empty() || !told.events.is_empty()) {
            lines.push(told);
        }
        tx.put_notification(&Notification { mailed: true, ..line })?;
    }
    if lines.is_empty() {
        return Ok(());
    }
    let stop = links::seal(app, Act::StopDigest(cadence), member.id, now + links::STOP_LASTS);
    let links = Links { stop, ..Links::default() };
    let letter = Letter::Digest { first_name: member.first_name.to_string(), cadence, lines, links };
    tx.leave_mail(MailChore { to: member.email.clone(), lang: member.lang, letter }, now)?;
    Ok(())
}
