//! Asking people into a team: by mail or by a link, with the list of what is open; and the page where such a link leads.

use askama::Template;
use poem::http::StatusCode;
use poem::web::Path;
use poem::{Response, handler};

use super::{kind, path};
use crate::app::invitations::{self, Offer};
use crate::app::markdown::to_html;
use crate::domain::ids::TeamId;
use crate::domain::invitation::{DAYS, Invitation, USES};
use crate::domain::membership::TeamRole;
use crate::domain::refusal::{Flaw, Flaws, Refusal};
use crate::domain::text::Email;
use crate::http::error::{Code, Problem};
use crate::http::page::{self, in_query, on_the_way, see_other};
use crate::http::pages::cards;
use crate::http::pages::form::Sent;
use crate::http::pages::frame::{Visit, emblem, id_in};
use crate::http::pages::links;
use crate::http::pages::views::{Form, Page};
use crate::words::{Words, key};

/// Invitations of a page.
const PAGE: usize = 50;
/// Addresses that one form takes.
const ADDRESSES_MAX: usize = 20;

#[derive(Template)]
#[template(path = "teams/invitations.html")]
struct InvitationsPage {
    t: &'static Words,
    page: Page,
    url: String,
    name: String,
    f: Form,
    open: Vec<Row>,
    first: String,
    next: String,
}

/// An invitation in the list.
struct Row {
    id: String,
    /// The address that it was mailed to; empty: a link.
    email: String,
    /// Where the link leads; empty for one that was mailed.
    link: String,
    /// "2 of 20 joined"; empty for one that was mailed.
    used: String,
    until: String,
    /// It can still be followed.
    holds: bool,
}

fn row(visit: &Visit, invitation: &Invitation) -> Row {
    let zone = &visit.pages.zone;
    let today = zone.clock(visit.now()).date();
    let args = [("n", invitation.used.into()), ("most", invitation.uses_max.into())];
    let is_link = invitation.email.is_none();
    Row {
        id: invitation.id.to_string(),
        email: invitation.email.as_ref().map_or(String::new(), ToString::to_string),
        link: if is_link { visit.absolute(&invitations::path(visit.app(), invitation)) } else { String::new() },
        used: if is_link { visit.t.with("invite-used", &args) } else { String::new() },
        holds: invitation.holds(visit.now()),
        until: match invitation.holds(visit.now()) {
            true => visit.t.with("invite-until", &[("date", visit.t.date_from(zone.clock(invitation.expires_at).date(), today).into())]),
            false => visit.t.say("invite-over").into_owned(),
        },
    }
}

fn render(visit: &Visit, id: TeamId, f: Form, status: impl Into<page::Status>) -> Result<Response, Problem> {
    visit.known()?;
    let team = invitations::may_invite(visit.app(), &visit.actor(), id)?;
    let after = match visit.param("after") {
        Some(text) => Some(text.parse().map_err(|_| Refusal::NotFound)?),
        None => None,
    };
    let (open, next) = invitations::list(visit.app(), &visit.actor(), id, after, PAGE)?;
    let url = format!("{}/invitations", path(id));
    let page = InvitationsPage {
        t: visit.t,
        page: visit.page("teams"),
        url: path(id),
        name: team.name.to_string(),
        f,
        open: open.iter().map(|invitation| row(visit, invitation)).collect(),
        first: after.map_or(String::new(), |_| url.clone()),
        next: next.map_or(String::new(), |next| format!("{url}?after={next}")),
    };
    page::shown(status, page.render())
}

fn fresh() -> Form {
    let mut form = Form::default();
    form.set("days", DAYS.to_string());
    form.set("uses_max", USES.to_string());
    form
}

/// `GET /teams/:id/invitations`
#[handler]
pub fn show(visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
    render(&visit, id_in(&id)?, fresh(), StatusCode::OK)
}

/// `POST /teams/:id/invitations`: `by` is `mail` or `link`.
#[handler]
pub async fn invite(visit: Visit, Path(id): Path<String>, sent: Sent) -> Result<Response, Problem> {
    visit.known()?;
    let id: TeamId = id_in(&id)?;
    let (done, word) = match sent.one("by") {
        "mail" => (by_mail(&visit, id, &sent).await, "invited"),
        "link" => (by_link(&visit, id, &sent).await, "invite-link"),
        _ => return Err(Code::BadForm.into()),
    };
    match done {
        Ok(()) => Ok(see_other(&Visit::told(&format!("{}/invitations", path(id)), word))),
        Err(refusal) => {
            let mut form = fresh();
            for name in ["emails", "days", "uses_max"] {
                if sent.has(name) {
                    form.set(name, sent.one(name));
                }
            }
            let status = visit.tell(&mut form, refusal, &[])?;
            render(&visit, id, form, status)
        }
    }
}

/// One address a line, or several; perhaps with names, as mail programs write them (`Inès Moreau <ines@exemple.fr>`). Each line that holds
/// something else is told once.
fn addresses(text: &str, flaws: &mut Flaws) -> Vec<Email> {
    let mut emails = Vec::new();
    for (line, n) in text.lines().zip(1_i64..) {
        match in_line(line) {
            Some(found) => found.into_iter().for_each(|email| {
                if !emails.contains(&email) {
                    emails.push(email);
                }
            }),
            None => flaws.push(Flaw::with("emails", "bad_line", n)),
        }
    }
    emails
}

/// The addresses of a line: all in `<…>`, and what holds an @ outside them. Where there is no `<…>` there are no names: every word must be an
/// address. None: something is not as it must be.
fn in_line(line: &str) -> Option<Vec<Email>> {
    let parts = |c: char| c.is_whitespace() || c == ',' || c == ';';
    let has_names = line.contains('<');
    let (mut found, mut rest) = (Vec::new(), line);
    loop {
        let (outside, inside) = rest.split_once('<').map_or((rest, None), |(outside, inside)| (outside, Some(inside)));
        let words = outside.split(parts).map(|word| word.trim_matches(['"', '\''])).filter(|word| !word.is_empty());
        found.extend(words.filter(|word| !has_names || word.contains('@')));
        let Some(inside) = inside else { break };
        let (address, after) = inside.split_once('>')?;
        found.push(address.trim());
        rest = after;
    }
    found.into_iter().map(|address| address.parse().ok()).collect()
}

/// All addresses are good, or none is invited.
async fn by_mail(visit: &Visit, id: TeamId, sent: &Sent) -> Result<(), Refusal> {
    let mut flaws = Flaws::default();
    let emails = addresses(sent.one("emails"), &mut flaws);
    flaws.require(!flaws.is_empty() || !emails.is_empty(), Flaw::new("emails", "missing"));
    let most = i64::try_from(ADDRESSES_MAX).unwrap_or(i64::MAX);
    flaws.require(emails.len() <= ADDRESSES_MAX, Flaw::with("emails", "too_many", most));
    invitations::may_invite(visit.app(), &visit.actor(), id)?;
    flaws.done()?;
    for email in emails {
        invitations::invite(visit.app(), &visit.actor(), id, email, None).await?;
    }
    Ok(())
}

async fn by_link(visit: &Visit, id: TeamId, sent: &Sent) -> Result<(), Refusal> {
    let mut flaws = Flaws::default();
    let (days, uses_max) = (sent.number(&mut flaws, "days"), sent.number(&mut flaws, "uses_max"));
    flaws.done()?;
    invitations::open_link(visit.app(), &visit.actor(), id, days, uses_max, None).await.map(drop)
}

/// `POST /teams/:id/invitations/:invitation/revoke`
#[handler]
pub async fn revoke(visit: Visit, Path((id, invitation)): Path<(String, String)>) -> Result<Response, Problem> {
    visit.known()?;
    let (id, invitation) = (id_in(&id)?, id_in(&invitation)?);
    match invitations::revoke(visit.app(), &visit.actor(), id, invitation).await {
        // Two who revoke the same have both what they wanted.
        Ok(()) | Err(Refusal::NotFound) => Ok(see_other(&Visit::told(&format!("{}/invitations", path(id)), "revoked"))),
        Err(refusal) => Err(refusal.into()),
    }
}

#[derive(Template)]
#[template(path = "teams/invitation.html")]
struct OfferPage {
    t: &'static Words,
    page: Page,
    /// Where the button posts to.
    action: String,
    /// The same as the value of a parameter: where signing in leads back to.
    back: String,
    url: String,
    name: String,
    kind: String,
    place: String,
    picture: String,
    html: String,
    until: String,
    /// The reader is in the team already.
    is_in: bool,
}

fn offered(visit: &Visit, token: &str, made: &Offer) -> Result<Response, Problem> {
    let (team, zone) = (&made.team, &visit.pages.zone);
    let today = zone.clock(visit.now()).date();
    let action = format!("/invitations/{token}");
    let page = OfferPage {
        t: visit.t,
        page: visit.page("teams"),
        back: in_query(&action),
        action,
        url: path(team.id),
        name: team.name.to_string(),
        kind: kind(visit, team.kind),
        place: team.place.as_ref().map_or(String::new(), cards::place_line),
        picture: emblem(team.image, team.id),
        html: to_html(team.description.as_str()),
        until: visit.t.with("invite-until", &[("date", visit.t.date_from(zone.clock(made.expires_at).date(), today).into())]),
        is_in: made.role.is_some_and(|role| role >= TeamRole::Member),
    };
    Ok(links::private(page::show(page.render())?))
}

/// `GET /invitations/:token`: what the link offers. Opening it changes nothing.
#[handler]
pub fn offer(visit: Visit, Path(token): Path<String>) -> Result<Response, Problem> {
    let offer = invitations::look(visit.app(), &visit.actor(), &token)?;
    offered(&visit, &token, &offer)
}

/// `POST /invitations/:token`: joins. A stranger is led through sign-up, or from there to sign-in, and back.
#[handler]
pub async fn accept(visit: Visit, Path(token): Path<String>) -> Result<Response, Problem> {
    if visit.visitor().is_none() {
        return Ok(see_other(&on_the_way("/signup", &format!("/invitations/{token}"))));
    }
    let place = invitations::accept(visit.app(), &visit.actor(), &token).await?;
    Ok(see_other(&Visit::told(&path(place.team), "joined")))
}

/// `GET /links/uninvite/:token`: asks once more.
#[handler]
pub fn stop_form(visit: Visit, Path(token): Path<String>) -> Result<Response, Problem> {
    invitations::may_stop(visit.app(), &token)?;
    links::one_button(&visit, format!("/links/uninvite/{token}"), key("invite-stop"), false)
}

/// `POST /links/uninvite/:token`: by the page's button, or by a mail program (RFC 8058).
#[handler]
pub async fn stop(visit: Visit, Path(token): Path<String>) -> Result<Response, Problem> {
    invitations::stop(visit.app(), &token).await?;
    links::one_button(&visit, String::new(), key("invite-stopped"), true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: Result<&[&str], i64>) {
        let mut flaws = Flaws::default();
        let emails = addresses(text, &mut flaws);
        let line = match flaws.done() {
            Err(Refusal::Invalid(flaws)) => flaws.first().and_then(|flaw| flaw.number),
            _ => None,
        };
        match want {
            Ok(want) => assert_eq!((emails.iter().map(Email::as_str).collect::<Vec<_>>(), line), (want.to_vec(), None), "{text:?}"),
            Err(n) => assert_eq!(line, Some(n), "{text:?}"),
        }
    }

    #[test]
    fn addresses_are_read_as_people_paste_them() {
        check("", Ok(&[]));
        check(
            "a@exemple.fr\nb@exemple.fr, c@exemple.fr; d@exemple.fr e@exemple.fr",
            Ok(&["a@exemple.fr", "b@exemple.fr", "c@exemple.fr", "d@exemple.fr", "e@exemple.fr"]),
        );
        check(
            "Inès Moreau <ines@exemple.fr>\n\"Yanis B.\" <yanis@exemple.fr>, <c@exemple.fr>",
            Ok(&["ines@exemple.fr", "yanis@exemple.fr", "c@exemple.fr"]),
        );
        check("a@exemple.fr\nb@\nc@exemple.fr", Err(2));
        check("a@exemple.fr\n\nInès Moreau", Err(3));
        check("Inès <ines@exemple>", Err(1));
        check("Ana <a@exemple.fr> Bo <b@exemple.fr>", Ok(&["a@exemple.fr", "b@exemple.fr"]));
        check("a@exemple.fr Bo <b@exemple.fr>; c@exemple.fr", Ok(&["a@exemple.fr", "b@exemple.fr", "c@exemple.fr"]));
        check("Moreau, Inès <ines@exemple.fr>; \"Bel, Yanis\" <y@exemple.fr>", Ok(&["ines@exemple.fr", "y@exemple.fr"]));
        check("\"a@exemple.fr\" <a@exemple.fr>", Ok(&["a@exemple.fr"]));
        check("a@exemple.fr\nInès <ines@exemple.fr", Err(2));
        check("b@ Bo <b@exemple.fr>", Err(1));
        check("a@exemple.fr, b.exemple.fr", Err(1));
    }

    #[test]
    fn a_line_is_told_once() {
        let mut flaws = Flaws::default();
        addresses("b@ c@ d@\na@exemple.fr\n<e@>, f@", &mut flaws);
        let Err(Refusal::Invalid(told)) = flaws.done() else { panic!("no flaws") };
        assert_eq!(told.iter().map(|flaw| flaw.number).collect::<Vec<_>>(), [Some(1), Some(3)]);
    }
}
