//! "I'm coming": the tap, its receipt, what one may add; and the tap of a stranger, completed once they are signed in.

use askama::Template;
use jiff::{SignedDuration, Timestamp};
use poem::web::Path;
use poem::{Response, handler};

use super::cards::of_view;
use super::event::bar;
use super::form::Sent;
use super::frame::{Visit, id_in};
use super::views::{AnswerBar, Card, Form, Page};
use crate::app::App;
use crate::app::cards::with_event;
use crate::app::rsvps;
use crate::domain::ids::EventId;
use crate::domain::refusal::{Flaws, Refusal};
use crate::domain::rights::Actor;
use crate::domain::rsvp::{Answer, Rsvp, Standing, guests_most};
use crate::domain::text::Note;
use crate::http::asked::Door;
use crate::http::error::{Code, Problem};
use crate::http::page::{self, on_the_way, see_other};
use crate::words::Words;

/// How long a receipt says when the server got the answer.
const FRESH: SignedDuration = SignedDuration::from_mins(10);

#[derive(Template)]
#[template(path = "events/rsvp.html")]
struct RsvpPage {
    t: &'static Words,
    page: Page,
    c: Card,
    a: AnswerBar,
    received: String,
    f: Form,
    guests_max: u8,
    /// They said no; else they said nothing.
    declined: bool,
    refusal: String,
}

/// The foot of a card: the fragment that answers a tap in a list.
#[derive(Template)]
#[template(source = "{% import \"partials/card.html\" as card %}{{ card::act(c) }}", ext = "html")]
struct ActBlock {
    t: &'static Words,
    page: Page,
    c: Card,
}

/// The bar of an event's page: the fragment that answers a tap there.
#[derive(Template)]
#[template(source = "{% import \"partials/answer.html\" as answer %}{{ answer::bar(a) }}", ext = "html")]
struct BarBlock {
    t: &'static Words,
    page: Page,
    a: AnswerBar,
}

/// What the reader answered, with the event that it is about.
struct Standpoint {
    c: Card,
    a: AnswerBar,
    guests_max: u8,
    received: String,
    rsvp: Option<Rsvp>,
}

fn standpoint(visit: &Visit, id: EventId) -> Result<Standpoint, Refusal> {
    with_event(visit.app(), &visit.actor(), id, |sight, _, view, rsvp| {
        let rank = sight.rank(rsvp.as_ref())?;
        let facts = view.facts();
        let clock = |at| visit.t.time(facts.zone().clock(at).time());
        // Whoever waits may be ranked a moment ahead of a clock that was set back: that is no time of day to tell.
        let just_now = |at: &Timestamp| (SignedDuration::ZERO..FRESH).contains(&visit.now().duration_since(*at));
        let received = rsvp.as_ref().map(|rsvp| rsvp.since).filter(just_now).map_or(String::new(), clock);
        Ok(Standpoint {
            c: of_view(visit, &view, rank),
            a: AnswerBar { received: received.clone(), ..bar(visit, &view, rsvp.as_ref(), rank) },
            guests_max: guests_most(facts.guests_max(), facts.capacity()),
            received,
            rsvp,
        })
    })
}

fn rsvp_page(visit: &Visit, at: Standpoint, form: Option<Form>, refusal: String) -> RsvpPage {
    let f = form.unwrap_or_else(|| {
        let mut form = Form::default();
        form.set("note", at.rsvp.as_ref().and_then(|rsvp| rsvp.note.as_ref()).map_or(String::new(), ToString::to_string));
        if at.rsvp.as_ref().is_some_and(|rsvp| rsvp.hidden) {
            form.set("hidden", "yes");
        }
        form
    });
    let guests_max = at.guests_max.max(at.rsvp.as_ref().map_or(0, |rsvp| rsvp.guests));
    let declined = at.rsvp.is_some_and(|rsvp| rsvp.standing == Standing::Declined);
    RsvpPage { t: visit.t, page: visit.page("events"), c: at.c, a: at.a, received: at.received, f, guests_max, declined, refusal }
}

/// `GET /events/:id/rsvp`: the receipt, and what one may add. Changes nothing.
///
/// # Errors
/// 404; 503.
#[handler]
pub async fn show(visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
    let id: EventId = id_in(&id)?;
    let at = standpoint(&visit, id)?;
    if visit.visitor().is_none() {
        return Ok(to_join(id));
    }
    let refused = visit.param("refused").filter(|code| COMPLETING.contains(&code.as_str()));
    let refusal = refused.and_then(|code| visit.t.find("problem", &code)).unwrap_or_default().into_owned();
    page::show(rsvp_page(&visit, at, None, refusal).render())
}

/// `POST /events/:id/rsvp`: the tap. A stranger is led to join, or to sign in, and their yes is completed then.
///
/// # Errors
/// 400 for what is no answer; 403 `suspended`; 404; 503.
#[handler]
pub async fn answer(visit: Visit, Path(id): Path<String>, sent: Sent) -> Result<Response, Problem> {
    let id: EventId = id_in(&id)?;
    let at = standpoint(&visit, id)?;
    let going = match sent.one("answer") {
        "going" => true,
        "declined" => false,
        _ => return Err(Code::BadForm.into()),
    };
    if visit.visitor().is_none() {
        // Signed out meanwhile, with something written: it waits on a page until they are back.
        if !sent.one("note").is_empty() {
            return Err(Refusal::SignIn.into());
        }
        return Ok(if going { to_join(id) } else { see_other(&format!("/events/{id}")) });
    }
    let mut flaws = Flaws::default();
    let answer = read(&sent, going, at.rsvp.as_ref(), &mut flaws);
    let done = match flaws.done() {
        Ok(()) if is_outdated(&sent, at.rsvp.as_ref()) => Ok(()),
        Ok(()) => rsvps::answer(visit.app(), &visit.actor(), id, answer).await.map(drop),
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(()) if visit.asked.door == Door::Fragment => block(&visit, &sent, standpoint(&visit, id)?),
        // A tap shows by itself what it did; what was said besides does not.
        Ok(()) if sent.has("guests") => Ok(see_other(&Visit::told(&format!("/events/{id}/rsvp"), "saved"))),
        Ok(()) => Ok(see_other(&format!("/events/{id}/rsvp"))),
        Err(refusal) => refused(&visit, &sent, id, refusal),
    }
}

/// One tap says yes or no and nothing else; the form of the options says the rest as well.
fn read(sent: &Sent, going: bool, former: Option<&Rsvp>, flaws: &mut Flaws) -> Answer {
    let options = sent.has("guests");
    let note = sent.optional(flaws, "note", Note::optional);
    Answer {
        going,
        guests: if options { sent.number(flaws, "guests").unwrap_or(0) } else { former.map_or(0, |rsvp| rsvp.guests) },
        note: if options { note } else { former.and_then(|rsvp| rsvp.note.clone()) },
        hidden: options.then(|| sent.ticked("hidden")),
    }
}

/// Whether an answer that waited for the network was given before the one that stands: the latest wins.
fn is_outdated(sent: &Sent, former: Option<&Rsvp>) -> bool {
    let given = sent.one("answered_at").parse::<Timestamp>().ok();
    given.zip(former).is_some_and(|(given, former)| given < former.since)
}

/// The part of the page that shows the answer as it stands.
fn block(visit: &Visit, sent: &Sent, at: Standpoint) -> Result<Response, Problem> {
    let (t, page) = (visit.t, visit.page("events"));
    if sent.one("from") == "card" {
        page::show(ActBlock { t, page, c: at.c }.render())
    } else {
        page::show(BarBlock { t, page, a: at.a }.render())
    }
}

/// The answer could not be: the same page, what came between, what one can still do, and the form as it was.
fn refused(visit: &Visit, sent: &Sent, id: EventId, refusal: Refusal) -> Result<Response, Problem> {
    let at = standpoint(visit, id)?;
    let turned = matches!(refusal, Refusal::Conflict(_)) && (at.c.state.is_cancelled() || at.c.state.is_past());
    if visit.asked.door == Door::Fragment {
        // What has turned meanwhile says so by itself; anything else is shown under the form.
        return if turned { block(visit, sent, at) } else { Err(refusal.into()) };
    }
    let mut form = sent.form();
    let (status, text) = match refusal {
        Refusal::Conflict(_) => {
            let problem = Problem::from(refusal);
            (page::Status::from(&problem), problem.detail(visit.t).into_owned())
        }
        other => (visit.tell(&mut form, other, &[])?, String::new()),
    };
    page::shown(status, rsvp_page(visit, at, Some(form), text).render())
}

fn to_join(event: EventId) -> Response {
    see_other(&on_the_way("/signup", &next_of(event)))
}

/// What may come between a stranger's yes and its completion.
const COMPLETING: [&str; 4] = ["full", "cancelled", "past", "not_published"];

/// The event that a stranger was about to say yes to, when this is where they are sent on to after signing in.
pub fn answering(next: &str) -> Option<EventId> {
    next.strip_prefix("/events/")?.strip_suffix("/rsvp?answer=going")?.parse().ok()
}

/// Where a stranger is to be sent on to after signing in, so that their yes is completed.
pub fn next_of(event: EventId) -> String {
    format!("/events/{event}/rsvp?answer=going")
}

/// Completes the yes of somebody who has just signed in: gives the answer, as one tap would; an answer that they gave before stays as it is.
/// The page to go on to: the receipt, which also tells what came between (full, cancelled, past).
pub async fn complete(app: &App, actor: &Actor, event: EventId) -> String {
    let said = with_event(app, actor, event, |_, _, view, _| Ok(view.my.standing)).ok().flatten();
    let yes = Answer { going: true, guests: 0, note: None, hidden: None };
    let done = match said {
        Some(Standing::Going | Standing::Waiting) => Ok(()),
        Some(Standing::Declined) | None => rsvps::answer(app, actor, event, yes).await.map(drop),
    };
    match done {
        Ok(()) => format!("/events/{event}/rsvp"),
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
