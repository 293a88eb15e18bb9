//! Invitations to teams: by mail and by link, followed, counted, revoked, ended; and what nobody learns from them.

use banderole::domain::chore::Letter;
use banderole::domain::member::Role;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::house::{House, Like};
use crate::pages::{check, form, led_to, page};
use crate::people::{Person, id};

/// A team that one joins by invitation, and its lead.
fn closed(house: &House) -> (String, Person) {
    let lead = house.member("lead@exemple.fr");
    let body = json!({"name": "Entre nous", "place": {"town": "Lyon"}, "join_policy": "invitation"});
    (id(&house.post("/api/v1/teams", body).by(&lead).send().json(201)), lead)
}

#[track_caller]
fn invite(house: &House, team: &str, who: &Person, body: Value) -> Value {
    house.post(&format!("/api/v1/teams/{team}/invitations"), body).by(who).send().json(201)
}

fn open(house: &House, team: &str, lead: &Person) -> Vec<Value> {
    house.get(&format!("/api/v1/teams/{team}/invitations")).by(lead).send().json(200)["items"].as_array().expect("a list").clone()
}

/// The links of the invitations that were mailed: to whom, where one joins, where one ends them.
fn mailed(house: &House) -> Vec<(String, String, String)> {
    let links = |letter| match letter {
        Letter::Invitation { link, stop, .. } => Some((link, stop)),
        _ => None,
    };
    house.tell();
    house.letters().into_iter().filter_map(|mail| links(mail.letter).map(|(link, stop)| (mail.to.to_string(), link, stop))).collect()
}

fn role(house: &House, team: &str, who: &Person) -> Value {
    house.get(&format!("/api/v1/teams/{team}")).by(who).send().json(200)["my"]["role"].clone()
}

#[test]
fn a_letter_lets_one_in_once() {
    let house = House::in_memory();
    let (team, lead) = closed(&house);
    let made = invite(&house, &team, &lead, json!({"email": "Zoe@exemple.fr"}));
    assert_eq!((&made["email"], &made["url"], &made["uses_max"]), (&json!("Zoe@exemple.fr"), &Value::Null, &json!(1)));
    let letters = mailed(&house);
    let [(to, link, _)] = letters.as_slice() else { panic!("{letters:?}") };
    assert_eq!(to, "Zoe@exemple.fr");
    // Scanners open links: nothing comes of it, and nobody is signed in.
    let page = house.get(link).send().check(200);
    assert!(page.text().contains("Entre nous") && page.header("set-cookie").is_empty(), "{}", page.text());
    assert_eq!((page.header("cache-control"), page.header("x-robots-tag")), ("no-store", "noindex"));
    assert!(!page.text().contains("lead@"), "no address");
    let door = format!("/api/v1{link}");
    let away = form(&house, link, &[]).send().check(303);
    assert!(away.header("location").starts_with("/signup?next=/invitations/"), "{}", away.header("location"));
    let zoe = house.member("zoe.nouvelle@exemple.fr");
    house.put(&format!("/api/v1/teams/{team}/membership"), json!({"as": "member"})).by(&zoe).send().problem(403, "invitation_only");
    assert_eq!(house.call("POST", &door).by(&zoe).send().json(200), json!({"team_id": team, "role": "member"}));
    assert_eq!(role(&house, &team, &zoe), "member");
    house.get(&door).send().problem(409, "invitation_over");
    house.call("POST", &door).by(&house.member("autre@exemple.fr")).send().problem(409, "invitation_over");
    assert!(open(&house, &team, &lead).is_empty());
    house.get(&format!("{door}x")).send().problem(404, "not_found");
}

#[test]
fn a_link_is_counted_ends_and_is_revoked() {
    let house = House::in_memory();
    let (team, lead) = closed(&house);
    let made = invite(&house, &team, &lead, json!({"days": 2, "uses_max": 2}));
    assert_eq!(made["expires_at"], "2026-11-25T08:00:00Z");
    let door = format!("/api/v1{}", made["url"].as_str().expect("an address"));
    let [ana, bo, cy] = ["ana", "bo", "cy"].map(|name| house.member(&format!("{name}@exemple.fr")));
    let follow = |who: &Person| house.call("POST", &door).by(who).send();
    follow(&ana).check(200);
    follow(&ana).check(200);
    assert_eq!(open(&house, &team, &lead)[0]["used"], 1, "who is in already uses nothing up");
    follow(&bo).check(200);
    follow(&cy).problem(409, "invitation_over");
    let other = invite(&house, &team, &lead, json!({"days": 2}));
    let door = format!("/api/v1{}", other["url"].as_str().expect("an address"));
    let one = format!("/api/v1/teams/{team}/invitations/{}", id(&other));
    house.delete(&one).by(&ana).send().problem(403, "not_allowed");
    house.delete(&one).by(&lead).send().check(204);
    house.call("POST", &door).by(&cy).send().problem(409, "invitation_over");
    let last = invite(&house, &team, &lead, json!({"days": 2}));
    house.pass(SignedDuration::from_hours(48));
    house.call("POST", &format!("/api/v1{}", last["url"].as_str().expect("an address"))).by(&cy).send().problem(409, "invitation_over");
    house.block_on(banderole::app::tidy::sweep(&house.app)).expect("swept");
    assert!(open(&house, &team, &lead).is_empty(), "what is over goes by itself");
}

#[test]
fn the_form_says_which_line_is_wrong_and_what_is_allowed_and_what_is_over_is_not_shared() {
    let house = House::in_memory();
    let (team, lead) = closed(&house);
    let path = format!("/teams/{team}/invitations");
    let refused = |fields: &[(&str, &str)]| form(&house, &path, fields).by(&lead).header("accept-language", "fr").send().check(422).text();
    let lines = refused(&[("by", "mail"), ("emails", "ana@exemple.fr\nbo@\ncy@exemple.fr")]);
    check(&lines, &["Ligne 2 : ce n’est pas une adresse complète. Exemple : ines@exemple.fr", "ana@exemple.fr"], &[]);
    check(&refused(&[("by", "link"), ("days", "abc")]), &["Un nombre entier de jours, de 1 à 90. Exemple : 14", "value=\"abc\""], &[]);
    check(&refused(&[("by", "link"), ("uses_max", "beaucoup")]), &["Un nombre entier, de 1 à 500. Exemple : 20"], &[]);
    led_to(&form(&house, &path, &[("by", "mail"), ("emails", "Inès Moreau <ines.m@exemple.fr>")]).by(&lead).send());
    check(&page(&house, &path, Some(&lead), "fr"), &["ines.m@exemple.fr"], &["data-share"]);
    led_to(&form(&house, &path, &[("by", "link"), ("days", "2")]).by(&lead).send());
    check(&page(&house, &path, Some(&lead), "fr"), &["data-share", "Valable jusqu’au"], &["Ne vaut plus"]);
    house.pass(SignedDuration::from_hours(48));
    check(&page(&house, &path, Some(&lead), "fr"), &["Ne vaut plus"], &["data-share"]);
}

#[test]
fn members_are_told_and_join_on_the_teams_page() {
    let house = House::in_memory();
    let (team, lead) = closed(&house);
    let zoe = house.member("zoe@exemple.fr");
    invite(&house, &team, &lead, json!({"email": "ZOE@exemple.fr"}));
    house.tell();
    let inbox = house.get("/api/v1/notifications").header("accept-language", "en").by(&zoe).send().json(200);
    assert_eq!((&inbox["items"][0]["topic"], &inbox["items"][0]["text"]), (&json!("invitation"), &json!("“Entre nous” invites you")));
    assert!(mailed(&house).is_empty(), "a member hears of it as of everything else");
    let join = || house.put(&format!("/api/v1/teams/{team}/membership"), json!({"as": "member"})).by(&zoe).send();
    assert_eq!(join().json(200)["standing"], "member");
    assert!(open(&house, &team, &lead).is_empty());
    house.delete(&format!("/api/v1/teams/{team}/membership")).by(&zoe).send().check(200);
    join().problem(403, "invitation_only");
}

/// The answer and the list are the same for an address with an account, without one, of somebody in the team, and of somebody who wants no
/// invitations.
#[test]
fn inviting_tells_nothing_of_an_address() {
    let house = House::in_memory();
    let (team, lead) = closed(&house);
    let (mate, _) = (house.member("mate@exemple.fr"), house.member("zoe@exemple.fr"));
    house.suspended("suspendu@exemple.fr");
    let link = invite(&house, &team, &lead, json!({}));
    house.call("POST", &format!("/api/v1{}", link["url"].as_str().expect("an address"))).by(&mate).send().check(200);
    invite(&house, &team, &lead, json!({"email": "stop@exemple.fr"}));
    let (_, _, stop) = mailed(&house).pop().expect("a letter");
    house.get(&stop).send().check(200);
    assert_eq!(open(&house, &team, &lead).len(), 2, "looking changes nothing");
    assert!(form(&house, &stop, &[("List-Unsubscribe", "One-Click")]).send().check(200).header("set-cookie").is_empty());
    assert_eq!(open(&house, &team, &lead).len(), 1);
    let shown = |email: &str| {
        let mut made = invite(&house, &team, &lead, json!({"email": email}));
        assert_eq!(made["email"].take(), email);
        made["id"].take();
        made
    };
    let [nobody, member, inside, refuses, suspended] =
        ["personne", "zoe", "mate", "stop", "suspendu"].map(|name| shown(&format!("{name}@exemple.fr")));
    assert!([member, inside, refuses, suspended].iter().all(|made| *made == nobody), "{nobody}");
    assert_eq!(mailed(&house).iter().map(|(to, ..)| to.as_str()).collect::<Vec<_>>(), ["personne@exemple.fr"]);
    assert_eq!(open(&house, &team, &lead).len(), 6);
}

#[test]
fn nobody_is_flooded() {
    let house = House::like(Like { in_memory: true, ..Like::default() });
    let (team, lead) = closed(&house);
    for _ in 0..5 {
        invite(&house, &team, &lead, json!({"email": "zoe@exemple.fr"}));
    }
    assert_eq!((mailed(&house).len(), open(&house, &team, &lead).len()), (3, 1), "an address gets three, and is in the list once");
    for n in 0..25 {
        invite(&house, &team, &lead, json!({"email": format!("n{n}@exemple.fr")}));
    }
    let path = format!("/api/v1/teams/{team}/invitations");
    house.post(&path, json!({"email": "trop@exemple.fr"})).by(&lead).send().problem(429, "too_many");
    let flaws = |body: Value| house.post(&path, body).by(&lead).send().problem(422, "invalid");
    assert_eq!(flaws(json!({"email": "x"})), ["email:bad_form"]);
    assert_eq!(flaws(json!({"email": "a@exemple.fr", "days": 3})), ["email:link_only"]);
    assert_eq!(flaws(json!({"days": 0, "uses_max": 0})), ["days:out_of_range", "uses_max:out_of_range"]);
}

#[test]
fn a_repeat_makes_no_second_link() {
    let house = House::in_memory();
    let (team, lead) = closed(&house);
    let call = || house.post(&format!("/api/v1/teams/{team}/invitations"), json!({})).header("idempotency-key", "k").by(&lead).send();
    assert_eq!(call().json(201), call().json(201));
    assert_eq!(open(&house, &team, &lead).len(), 1);
}

#[test]
fn an_erased_member_is_in_no_invitation() {
    let house = House::in_memory();
    let (team, lead) = closed(&house);
    let admin = house.member_as("admin@exemple.fr", Role::Admin);
    let zoe = house.member("zoe@exemple.fr");
    invite(&house, &team, &lead, json!({"email": "zoe@exemple.fr"}));
    invite(&house, &team, &admin, json!({}));
    for email in ["zoe@exemple.fr", "lead@exemple.fr"] {
        house.block_on(banderole::app::erasure::by_keeper(&house.app, &email.parse().expect("an address"))).expect("erased");
    }
    let left = open(&house, &team, &admin);
    assert_eq!((left.len(), &left[0]["email"]), (1, &Value::Null), "{left:?}");
    drop(zoe);
}

#[test]
fn pages_invite_by_mail_and_by_link() {
    let house = House::in_memory();
    let (team, lead) = closed(&house);
    let zoe = house.member("zoe@exemple.fr");
    let at = format!("/teams/{team}/invitations");
    check(
        &page(&house, &format!("/teams/{team}"), None, "fr"),
        &["On rejoint cette équipe sur invitation : demandez une invitation"],
        &["/invitations"],
    );
    house.get(&at).by(&zoe).send().check(403);
    check(&page(&house, &at, Some(&lead), "fr"), &["name=\"emails\"", "name=\"uses_max\" type=\"number\"", "value=\"20\""], &["Annuler"]);
    let again = form(&house, &at, &[("by", "mail"), ("emails", "zoe@exemple.fr, faux")]).by(&lead).send().check(422).text();
    check(&again, &["href=\"#emails\"", "zoe@exemple.fr, faux"], &["Invitations ouvertes"]);
    let sent = form(&house, &at, &[("by", "mail"), ("emails", "zoe@exemple.fr\nbo@exemple.fr")]).by(&lead).send();
    assert_eq!(led_to(&sent), format!("{at}?done=invited"));
    led_to(&form(&house, &at, &[("by", "link"), ("days", "3"), ("uses_max", "5")]).by(&lead).send());
    let shown = page(&house, &at, Some(&lead), "fr");
    let link = shown.split("value=\"http").nth(1).and_then(|rest| rest.split('"').next()).and_then(|url| url.split("/invitations/").nth(1));
    let link = format!("/invitations/{}", link.expect("a link"));
    check(
        &shown,
        &["zoe@exemple.fr", "bo@exemple.fr", "Personne n’a rejoint l’équipe par ce lien, 5 au plus", "jusqu’au jeudi 26 novembre"],
        &[],
    );
    check(
        &page(&house, &link, None, "fr"),
        &["« Entre nous » vous invite", "/signin?next=/invitations/"],
        &["method=\"post\" action=\"/inv"],
    );
    check(&page(&house, &link, Some(&zoe), "fr"), &["« Entre nous » vous invite", "Rejoindre l’équipe"], &["/signup?next"]);
    check(&page(&house, &format!("/teams/{team}"), Some(&zoe), "fr"), &["Cette équipe vous invite", "Rejoindre l’équipe"], &[]);
    assert_eq!(led_to(&form(&house, &link, &[]).by(&zoe).send()), format!("/teams/{team}?done=joined"));
    check(&page(&house, &link, Some(&zoe), "fr"), &["Vous êtes déjà dans cette équipe"], &["Rejoindre l’équipe"]);
    let first = open(&house, &team, &lead)[0].clone();
    assert_eq!(first["used"], 1);
    led_to(&form(&house, &format!("{at}/{}/revoke", id(&first)), &[]).by(&lead).send());
    house.get(&link).send().check(409);
}
