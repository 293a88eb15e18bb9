//! `/events/{id}/rsvp`: "I'm coming"; and who comes.

use poem_openapi::param::{Path, Query};
use poem_openapi::{Object, OpenApi};
use serde::{Deserialize, Serialize};

use super::Desk;
use super::conditions::told;
use super::events::{id, paging};
use super::shapes::{FullName, Id, Person, Picture, word};
use crate::app::rsvps::{self, Comer, Outcome};
use crate::domain::ids::EventId;
use crate::domain::refusal::{Flaw, Flaws};
use crate::domain::rsvp::{Answer, Standing};
use crate::domain::text::Note;
use crate::http::body::{Body, Moment, Needed, OneOf, Text, Worded, optional};
use crate::http::error::Problem;
use crate::http::json::{Done, Nullable, RawJson};
use crate::http::params::{Cursor, LIMIT_MAX, Limit};
use crate::http::session::Bearer;

/// What one says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    Going,
    Declined,
}

impl Worded for Says {
    fn all() -> &'static [Self] {
        &[Self::Going, Self::Declined]
    }

    fn word(self) -> &'static str {
        match self {
            Self::Going => "going",
            Self::Declined => "declined",
        }
    }
}

/// An answer to an event.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct NewRsvp {
    /// Whether one comes.
    answer: Needed<OneOf<Says>>,
    /// How many one brings.
    guests: Option<i64>,
    /// A word to the organisers.
    note: Option<Text<{ Note::MAX }>>,
    /// Whether one's name is kept from the others who come; absent: as it was.
    hidden: Option<bool>,
    /// Which shift. No event has shifts yet: null.
    shift_id: Option<Id>,
}

impl NewRsvp {
    fn read(&self) -> Result<Answer, Flaws> {
        let mut flaws = Flaws::default();
        let says = match &self.answer.0 {
            Some(answer) => word(&mut flaws, "answer", Some(answer)),
            None => {
                flaws.push(Flaw::new("answer", "missing"));
                None
            }
        };
        // More than any event allows is too many for this one: the deed knows how many it allows.
        let guests = u8::try_from(self.guests.unwrap_or(0).min(i64::from(u8::MAX)));
        flaws.require(guests.is_ok(), Flaw::new("guests", "below_zero"));
        let note = flaws.text("note", optional(self.note.as_ref()));
        flaws.require(self.shift_id.is_none(), Flaw::new("shift_id", "unknown_value"));
        match (says, guests, note) {
            (Some(says), Ok(guests), Some(note)) if flaws.is_empty() => {
                Ok(Answer { going: says == Says::Going, guests, note, hidden: self.hidden })
            }
            _ => Err(flaws),
        }
    }
}

/// What an answer led to.
#[derive(Debug, Object, Serialize)]
#[oai(rename = "RsvpOutcome")]
struct Answered {
    /// Where it stands.
    standing: OneOf<Standing>,
    /// The rank in the waiting list, from 1.
    position: Nullable<u32>,
    /// How many come now, guests included.
    going: u32,
    /// How many places are left.
    places_left: Nullable<u32>,
}

/// A page of who comes.
#[derive(Debug, Object, Serialize)]
struct Comers {
    /// People, in no order that means anything.
    items: Vec<Coming>,
    /// Where the next page begins: `after`.
    next: Nullable<Text<256>>,
}

/// Somebody who comes; organisers see those who wait or decline too.
#[derive(Debug, Object, Serialize)]
struct Coming {
    /// Who; null for whoever hides their name from the others.
    member: Nullable<Person>,
    /// Where their answer stands.
    standing: OneOf<Standing>,
    /// How many they bring.
    guests: u8,
    /// Their word to the organisers, for organisers.
    note: Nullable<Text<{ Note::MAX }>>,
    /// When they answered.
    since: Moment,
}

impl Coming {
    fn of(origin: &str, comer: Comer) -> Self {
        let Comer { person, standing, guests, note, since } = comer;
        let person = person.map(|person| Person {
            id: Text::of(person.id),
            name: FullName::of(person.name),
            photo: Picture::maybe(origin, person.photo),
        });
        Self { member: person.into(), standing: standing.into(), guests, note: note.map(Text::of).into(), since: since.into() }
    }
}

/// See the file.
pub struct Operations(pub Desk);

#[OpenApi]
impl Operations {
    /// Says that one comes, or that one does not. When places are lacking, one waits for the first that becomes free.
    #[oai(path = "/events/:event_id/rsvp", method = "put", operation_id = "put_rsvp")]
    async fn answer(&self, who: Bearer, event_id: Path<Id>, body: Body<NewRsvp>) -> Result<RawJson<Answered>, Problem> {
        let (app, id): (_, EventId) = (&self.0.app, id(&event_id)?);
        let answer = body.0.read().map_err(|flaws| told(flaws, || rsvps::may_answer(app, &who.actor(), id)))?;
        let Outcome { standing, position, going, places_left } = rsvps::answer(app, &who.actor(), id, answer).await?;
        RawJson::of(&Answered { standing: standing.into(), position: position.into(), going, places_left: places_left.into() })
    }

    /// Takes the answer back, as if it had never been given.
    #[oai(path = "/events/:event_id/rsvp", method = "delete", operation_id = "delete_rsvp")]
    async fn take_back(&self, who: Bearer, event_id: Path<Id>) -> Result<Done, Problem> {
        rsvps::take_back(&self.0.app, &who.actor(), id(&event_id)?).await?;
        Ok(Done)
    }

    /// Who comes, for organisers and for those who come.
    #[oai(path = "/events/:event_id/rsvps", method = "get", operation_id = "list_rsvps")]
    async fn list(
        &self,
        who: Bearer,
        event_id: Path<Id>,
        limit: Query<Option<Limit<LIMIT_MAX>>>,
        /// Where the page before ended: its `next`.
        after: Query<Option<Cursor>>,
    ) -> Result<RawJson<Comers>, Problem> {
        let (after, limit) = paging(after.0, limit.0)?;
        let (comers, next) = rsvps::who_comes(&self.0.app, &who.actor(), id(&event_id)?, after, limit)?;
        let items = comers.into_iter().map(|comer| Coming::of(&self.0.origin, comer)).collect();
        RawJson::of(&Comers { items, next: next_page(next).into() })
    }
}

/// Where the next page begins, as clients get it.
pub fn next_page(next: Option<impl std::fmt::Display>) -> Option<Text<256>> {
    next.map(|next| Text::of(Cursor(next.to_string().into_bytes())))
}
