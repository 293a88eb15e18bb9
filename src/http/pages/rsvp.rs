//! "I'm coming": the tap, its receipt, what one may add; and the tap of a stranger, completed once they are signed in.

use crate::app::App;
use crate::app::rsvps;
use crate::domain::ids::EventId;
use crate::domain::rights::Actor;
use crate::domain::rsvp::Answer;

/// The event that a stranger was about to say yes to, when this is where they are sent on to after signing in.
pub fn answering(next: &str) -> Option<EventId> {
    next.strip_prefix("/events/")?.strip_suffix("/rsvp?answer=going")?.parse().ok()
}

/// Where a stranger is to be sent on to after signing in, so that their yes is completed.
pub fn next_of(event: EventId) -> String {
    format!("/events/{event}/rsvp?answer=going")
}

/// Completes the yes of somebody who has just signed in: gives the answer, as one tap would. The page to go on to: the receipt, which also
/// tells what came between (full, cancelled, past), or the list when the event is not for their eyes.
pub async fn complete(app: &App, actor: &Actor, event: EventId) -> String {
    let yes = Answer { going: true, guests: 0, note: None, hidden: None };
    match rsvps::answer(app, actor, event, yes).await {
        Ok(_) => format!("/events/{event}/rsvp"),
        Err(refusal) => format!("/events/{event}/rsvp?refused={}", refusal.code()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_yes_is_found_again_where_it_was_kept() {
        let event = EventId::from_bytes([7; 16]);
        assert_eq!(answering(&next_of(event)), Some(event));
        for other in ["/", "/events/x/rsvp?answer=going", "/events/new", &format!("/events/{event}/rsvp")] {
            assert_eq!(answering(other), None, "{other}");
        }
    }
}
