//! Signed links of letters: each does one thing for one member, until its time is over. It signs nobody in, and opening it changes nothing:
//! mail scanners open links, so the page that it leads to has one button.

use jiff::{SignedDuration, Timestamp};

use super::App;
use super::lookup::event_seen_by;
use super::{inbox, rsvps};
use crate::domain::event::Event;
use crate::domain::ids::{EventId, MemberId};
use crate::domain::member::{Member, MemberState};
use crate::domain::notification::{Cadence, Told, Topic};
use crate::domain::refusal::Refusal;
use crate::domain::rights::Actor;
use crate::domain::rsvp::{Answer, Standing};

/// How long a link that ends letters works: who tidies their mail after a year still gets rid of them.
pub const STOP_LASTS: SignedDuration = SignedDuration::from_hours(400 * 24);

/// What a link does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// "I come."
    Yes(EventId),
    /// "I cannot come."
    No(EventId),
    /// "I was there."
    There(EventId),
    /// "I was not there."
    NotThere(EventId),
    /// No more letters on this topic.
    StopTopic(Topic),
    /// No more such digests.
    StopDigest(Cadence),
}

impl Act {
    /// The word in the link's path: also its purpose, which no other link shares.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Yes(_) => "yes",
            Self::No(_) => "no",
            Self::There(_) => "there",
            Self::NotThere(_) => "not-there",
            Self::StopTopic(_) => "stop",
            Self::StopDigest(_) => "stop-digest",
        }
    }

    fn object(self) -> String {
        match self {
            Self::Yes(event) | Self::No(event) | Self::There(event) | Self::NotThere(event) => event.to_string(),
            Self::StopTopic(topic) => topic.word().to_owned(),
            Self::StopDigest(cadence) => cadence.word().to_owned(),
        }
    }

    fn of(word: &str, object: &str) -> Option<Self> {
        let event = || object.parse().ok();
        match word {
            "yes" => event().map(Self::Yes),
            "no" => event().map(Self::No),
            "there" => event().map(Self::There),
            "not-there" => event().map(Self::NotThere),
            "stop" => Topic::from_word(object).map(Self::StopTopic),
            "stop-digest" => Cadence::from_word(object).map(Self::StopDigest),
            _ => None,
        }
    }
}

/// The path of a link that does this for this member until then.
pub fn seal(app: &App, act: Act, member: MemberId, until: Timestamp) -> String {
    let (word, who, object, until) = (act.word(), member.to_string(), act.object(), until.as_second().to_string());
    let signature = app.secret.sign(&format!("link {word}"), &[&who, &object, &until]);
    format!("/links/{word}/{who}.{object}.{until}.{signature}")
}

/// What a link does, and for whom.
///
/// # Errors
/// 404 for what we never signed; 409 `link_expired`.
pub fn unseal(app: &App, word: &str, text: &str) -> Result<(Act, MemberId), Refusal> {
    let parts: Vec<&str> = text.splitn(4, '.').collect();
    let [who, object, until, signature] = parts.as_slice() else { return Err(Refusal::NotFound) };
    if !app.secret.verifies(&format!("link {word}"), &[who, object, until], signature) {
        return Err(Refusal::NotFound);
    }
    let act = Act::of(word, object).ok_or(Refusal::NotFound)?;
    let member = who.parse().map_err(|_| Refusal::NotFound)?;
    let until = until.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok()).ok_or(Refusal::NotFound)?;
    if app.now() >= until { Err(Refusal::Conflict("link_expired")) } else { Ok((act, member)) }
}

/// What the page of a link shows before its button is pressed.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// What the link does.
    pub act: Act,
    /// The event that it is about.
    pub event: Option<Told>,
    /// Where the member's answer stands now.
    pub standing: Option<Standing>,
}

/// Looks at a link, and changes nothing.
///
/// # Errors
/// 404; 409 `link_expired`; 403 `suspended`.
pub fn look(app: &App, word: &str, text: &str) -> Result<Seen, Refusal> {
    let (act, member) = unseal(app, word, text)?;
    let (_, actor) = who(app, member)?;
    let (Act::Yes(id) | Act::No(id) | Act::There(id) | Act::NotThere(id)) = act else {
        return Ok(Seen { act, event: None, standing: None });
    };
    app.store.read(|tx| {
        let (event, ties) = event_seen_by(tx, &actor, id)?;
        Ok(Seen { act, event: Some(inbox::told(&actor, ties, &event)), standing: tx.standing(id, member)? })
    })
}

/// Does what a link does. A repeat changes nothing.
///
/// # Errors
/// 404; 409 `link_expired`, `cancelled`, `past`, `full`; 403 `suspended`.
pub async fn act(app: &App, word: &str, text: &str) -> Result<Seen, Refusal> {
    let (act, member) = unseal(app, word, text)?;
    let (_, actor) = who(app, member)?;
    match act {
        Act::Yes(event) => answer(app, &actor, member, event, true).await?,
        Act::No(event) => answer(app, &actor, member, event, false).await?,
        Act::There(event) => there(app, &actor, member, event, true).await?,
        Act::NotThere(event) => there(app, &actor, member, event, false).await?,
        Act::StopTopic(topic) => stop(app, member, move |other, _| other == topic).await?,
        Act::StopDigest(cadence) => stop(app, member, move |_, delivery| delivery.cadence() == Some(cadence)).await?,
    }
    look(app, word, text)
}

fn who(app: &App, member: MemberId) -> Result<(Member, Actor), Refusal> {
    let member = app.store.read(|tx| Ok::<_, Refusal>(tx.member(member)?))?.filter(|member| member.state != MemberState::Invited);
    let member = member.ok_or(Refusal::NotFound)?;
    let actor = Actor::of(&member);
    Ok((member, actor))
}

/// Answers with the guests and the note that were given before.
async fn answer(app: &App, actor: &Actor, member: MemberId, event: EventId, going: bool) -> Result<(), Refusal> {
    let former = app.store.read(|tx| Ok::<_, Refusal>(tx.rsvp(event, member)?))?;
    let guests = former.as_ref().map_or(0, |rsvp| rsvp.guests);
    let answer = Answer { going, guests, note: former.and_then(|rsvp| rsvp.note), hidden: None };
    rsvps::answer(app, actor, event, answer).await.map(drop)
}

async fn there(app: &App, actor: &Actor, member: MemberId, event: EventId, there: bool) -> Result<(), Refusal> {
    let (actor, now) = (*actor, app.now());
    app.store
        .write(move |tx| {
            let (Event { id, facts, .. }, _) = event_seen_by(tx, &actor, event)?;
            actor.signed_in()?;
            if facts.starts_at > now {
                return Err(Refusal::NotFound);
            }
            tx.put_presence(id, member, there);
            Ok(())
        })
        .await
}

async fn stop(
    app: &App,
    member: MemberId,
    topics: impl Fn(Topic, crate::domain::notification::Delivery) -> bool + Send + Sync + 'static,
) -> Result<(), Refusal> {
    let house = app.clone();
    app.store.write(move |tx| inbox::stop(&house, tx, member, &topics)).await
}
