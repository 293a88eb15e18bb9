//! Rows of answers. An import may answer to what is past; a full event puts on the waiting list.

use super::{Fate, Hands, Row};
use crate::domain::event::GUESTS_MAX;
use crate::domain::refusal::{Flaw, Refusal};
use crate::domain::rsvp::{Rsvp, Standing, waits_since};
use crate::domain::text::{Email, ExternalId};

pub fn take(row: &Row, hands: &mut Hands<'_, '_>) -> Result<Fate, Refusal> {
    let event: ExternalId = row.needed("event_external_id")?;
    let email: Email = row.needed("email")?;
    let going = match row.text("answer") {
        "" | "going" => true,
        "declined" => false,
        _ => return Err(Refusal::field("answer", "unknown_answer")),
    };
    let guests: u8 = row.other("guests")?.unwrap_or(0);
    if guests > GUESTS_MAX {
        return Err(Refusal::Invalid(vec![Flaw::with("guests", "too_many_guests", i64::from(GUESTS_MAX))]));
    }
    let event = hands.tx.event_by_external_id(&event)?.ok_or(Refusal::field("event_external_id", "unknown_event"))?;
    let member = hands.member("email", &email)?;
    let tx = &mut *hands.tx;
    if tx.rsvp(event.id, member)?.is_some() {
        return Ok(Fate::known("email", format_args!("{email}, {}", row.text("event_external_id"))));
    }
    let party = u32::from(guests) + 1;
    let left = tx.event_tally(event.id)?.places_left(event.facts.capacity);
    let standing = match (going, left.is_none_or(|left| party <= left)) {
        (false, _) => Standing::Declined,
        (true, true) => Standing::Going,
        (true, false) => Standing::Waiting,
    };
    let guests = if going { guests } else { 0 };
    // Who waits has the rank that the file gives.
    let since = if standing == Standing::Waiting { waits_since(tx.last_waiting(event.id)?, hands.now) } else { hands.now };
    tx.put_rsvp(&Rsvp { event: event.id, member, standing, guests, note: None, hidden: false, since })?;
    Ok(if standing == Standing::Waiting { Fate::Taken(vec![Flaw::new("answer", "waits")]) } else { Fate::TAKEN })
}
