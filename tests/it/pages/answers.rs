//! "I'm coming", as a form: one tap, its receipt, what came between, and the tap of a stranger, completed.

use serde_json::json;

use super::{check, event, form, led_to, page};
use crate::house::House;

fn tap(answer: &str) -> [(&str, &str); 1] {
    [("answer", answer)]
}

#[test]
fn one_tap_and_a_receipt() {
    let house = House::in_memory();
    let (ines, yanis) = (house.member("ines@exemple.fr"), house.member("yanis@exemple.fr"));
    let id = event(&house, &ines, json!({"wanted": 3}));
    let path = format!("/events/{id}/rsvp");
    check(&page(&house, &path, Some(&yanis), "fr"), &["Vous n’avez pas encore répondu."], &["<h1>Vous ne venez pas", "changez d’avis"]);
    check(&page(&house, &format!("/events/{id}"), Some(&yanis), "fr"), &["Il manque 3 personnes", "Je viens"], &["C’est noté"]);
    assert_eq!(led_to(&form(&house, &path, &tap("going")).by(&yanis).send()), path);
    let receipt = page(&house, &path, Some(&yanis), "fr");
    check(&receipt, &["C’est noté, vous venez", "Reçu à 9 h", "Tracts au marché", "samedi 28 novembre, de 10 h 30 à 12 h"], &[]);
    let more = [("answer", "going"), ("guests", "2"), ("note", "J’apporte une table."), ("hidden", "yes")];
    let saved = led_to(&form(&house, &path, &more).by(&yanis).send());
    check(&page(&house, &saved, Some(&yanis), "fr"), &["C’est enregistré.", "J’apporte une table.", "<option value=\"2\" selected"], &[]);
    check(
        &page(&house, &format!("/events/{id}"), Some(&yanis), "fr"),
        &["Vous venez", "avec 2 personnes en plus", "3 personnes y vont"],
        &[],
    );
    house.pass(jiff::SignedDuration::from_hours(1));
    check(&page(&house, &path, Some(&yanis), "fr"), &["C’est noté"], &["Reçu à"]);
    led_to(&form(&house, &path, &tap("declined")).by(&yanis).send());
    check(&page(&house, &path, Some(&yanis), "fr"), &["Vous ne venez pas"], &["C’est noté"]);
    assert_eq!(house.get(&format!("/api/v1/events/{id}")).send().json(200)["going"], 0);
}

#[test]
fn our_script_gets_the_part_that_changed() {
    let house = House::in_memory();
    let (ines, yanis) = (house.member("ines@exemple.fr"), house.member("yanis@exemple.fr"));
    let id = event(&house, &ines, json!({}));
    let path = format!("/events/{id}/rsvp");
    let send = |fields: &[(&str, &str)]| form(&house, &path, fields).header("x-fragment", "1").by(&yanis).send().check(200).text();
    let act = send(&[("answer", "going"), ("from", "card")]);
    assert!(act.starts_with("<form class=\"act yes\""), "{act}");
    let bar = send(&tap("declined"));
    assert!(bar.starts_with("<section class=\"answer\" id=\"answer\"") && bar.contains("data-say=\"Vous ne venez pas\""), "{bar}");
    let late = [("answer", "going"), ("answered_at", "2026-11-23T07:59:00Z")];
    assert!(send(&late).contains("data-say=\"Vous ne venez pas\""), "an answer that was given before the last one changes nothing");
}

#[test]
fn who_comes_too_late_waits_in_line() {
    let house = House::in_memory();
    let (ines, yanis, lea) = (house.member("ines@exemple.fr"), house.member("yanis@exemple.fr"), house.member("lea@exemple.fr"));
    let id = event(&house, &ines, json!({"capacity": 2, "guests_max": 1}));
    let path = format!("/events/{id}/rsvp");
    led_to(&form(&house, &path, &tap("going")).by(&house.member("zoe@exemple.fr")).send());
    led_to(&form(&house, &path, &tap("going")).by(&ines).send());
    check(&page(&house, "/events?place=", Some(&lea), "fr"), &["Complet : me prévenir"], &["Vous êtes"]);
    led_to(&form(&house, &path, &tap("going")).by(&yanis).send());
    led_to(&form(&house, &path, &tap("going")).by(&lea).send());
    check(&page(&house, &path, Some(&lea), "fr"), &["Vous êtes 2ᵉ en attente"], &["C’est noté"]);
    check(&page(&house, "/events?place=", Some(&lea), "fr"), &["Vous êtes 2ᵉ en attente"], &[]);
    let grown = form(&house, &path, &[("answer", "going"), ("guests", "1")]).by(&ines).send().check(409).text();
    check(&grown, &["Il n’y a plus de place.", "C’est noté, vous venez"], &[]);
    let many = form(&house, &path, &[("answer", "going"), ("guests", "2"), ("note", "Un mot")]).by(&ines).send().check(422).text();
    check(&many, &["C’est trop d’accompagnants : 1 au plus.", "Un mot"], &[]);
    led_to(&form(&house, &path, &tap("declined")).by(&ines).send());
    check(&page(&house, &path, Some(&yanis), "fr"), &["C’est noté, vous venez"], &[]);
    check(&page(&house, &path, Some(&lea), "fr"), &["Vous êtes 1ᵉʳ en attente"], &[]);
}

#[test]
fn what_came_between_is_told() {
    let house = House::in_memory();
    let (ines, yanis) = (house.member("ines@exemple.fr"), house.member("yanis@exemple.fr"));
    let id = event(&house, &ines, json!({}));
    let path = format!("/events/{id}/rsvp");
    house.post(&format!("/api/v1/events/{id}/cancel"), json!({})).by(&ines).send().check(200);
    let told = form(&house, &path, &tap("going")).by(&yanis).send().check(409).text();
    check(&told, &["Cette action est annulée."], &["Je viens<"]);
    let bar = form(&house, &path, &tap("going")).header("x-fragment", "1").by(&yanis).send().check(200).text();
    assert!(bar.contains("data-say=\"Cette action est annulée.\""), "{bar}");
    // Who never answered did not say no.
    let id = event(&house, &ines, json!({}));
    check(&page(&house, &format!("/events/{id}"), Some(&yanis), "fr"), &["data-say=\"Vous n’avez pas encore répondu.\""], &[]);
    house.pass(jiff::SignedDuration::from_hours(6 * 24));
    let bar = form(&house, &format!("/events/{id}/rsvp"), &tap("going")).header("x-fragment", "1").by(&yanis).send().check(200).text();
    assert!(bar.contains("data-say=\"C’est passé\""), "{bar}");
    form(&house, &path, &tap("perhaps")).by(&yanis).send().check(400);
    form(&house, "/events/00000000000000000000000000/rsvp", &tap("going")).by(&yanis).send().check(404);
}

#[test]
fn a_strangers_yes_is_completed_once_they_are_in() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let id = event(&house, &ines, json!({}));
    let to = led_to(&form(&house, &format!("/events/{id}/rsvp"), &tap("going")).send());
    assert_eq!(to, format!("/signup?next=/events/{id}/rsvp%3Fanswer%3Dgoing"));
    assert_eq!(led_to(&house.get(&format!("/events/{id}/rsvp")).send()), to, "what is kept on a phone leads there as well");
    let asked = house.get(&to).header("cookie", "lang=fr").send().check(200);
    check(&asked.text(), &["Tracts au marché"], &[]);
    let next = format!("/events/{id}/rsvp?answer=going");
    let fields = [
        ("first_name", "Léa"),
        ("last_name", "Roux"),
        ("email", "lea@exemple.fr"),
        ("pledge", "yes"),
        ("privacy", "yes"),
        ("pledge_version", "1"),
        ("next", &next),
    ];
    let sent = form(&house, "/signup", &fields).send();
    let (code_page, cookie) = (led_to(&sent), sent.header("set-cookie").split(';').next().unwrap_or_default().to_owned());
    let (_, code) = house.code();
    let (path, query) = code_page.split_once('?').expect("a ticket");
    let ticket = query.split('&').find_map(|pair| pair.strip_prefix("ticket=")).expect("a ticket");
    let proved = form(&house, path, &[("code", &code), ("ticket", ticket), ("next", &next)]).header("cookie", &cookie).send();
    assert_eq!(led_to(&proved), format!("/events/{id}/rsvp"));
    assert_eq!(house.get(&format!("/api/v1/events/{id}")).send().json(200)["going"], 1);
}

/// The way of a member who is not signed in: by the page that signs in, with the password or with a code.
#[test]
fn a_members_yes_is_completed_once_they_are_back() {
    const PASSWORD: &str = "pétrole et souci";
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let (yanis, lea) = (house.member_with("yanis@exemple.fr", PASSWORD), house.member("lea@exemple.fr"));
    let id = event(&house, &ines, json!({}));
    let (rsvp, next) = (format!("/events/{id}/rsvp"), format!("/events/{id}/rsvp?answer=going"));
    let going = || house.get(&format!("/api/v1/events/{id}")).send().json(200)["going"].clone();
    let asked = house.get(&format!("/signin?next={rsvp}%3Fanswer%3Dgoing")).header("cookie", "lang=fr").send().check(200).text();
    assert!(asked.contains(&format!("name=\"next\" value=\"{next}\"")), "{asked}");

    let fields = [("email", "yanis@exemple.fr"), ("password", PASSWORD), ("way", "password"), ("next", &next)];
    let wrong = [("email", "yanis@exemple.fr"), ("password", "un autre mot"), ("way", "password"), ("next", &next)];
    let again = form(&house, "/signin", &wrong).send().check(422).text();
    assert!(again.contains(&format!("name=\"next\" value=\"{next}\"")), "{again}");
    assert_eq!(going(), 0, "nobody answers who is not in");
    assert_eq!(led_to(&form(&house, "/signin", &fields).send()), rsvp);
    assert_eq!(going(), 1);
    check(&page(&house, &rsvp, Some(&yanis), "fr"), &["C’est noté, vous venez"], &[]);

    let sent = form(&house, "/signin", &[("email", "lea@exemple.fr"), ("next", &next)]).send();
    let (code_page, cookie) = (led_to(&sent), sent.header("set-cookie").split(';').next().unwrap_or_default().to_owned());
    let (_, code) = house.code();
    assert_eq!(going(), 1, "a code that was not given back answers nothing");
    let (path, query) = code_page.split_once('?').expect("a ticket");
    let ticket = query.split('&').find_map(|pair| pair.strip_prefix("ticket=")).expect("a ticket");
    let proved = form(&house, path, &[("code", &code), ("ticket", ticket), ("next", &next)]).header("cookie", &cookie).send();
    assert_eq!(led_to(&proved), rsvp);
    assert_eq!(going(), 2);
    check(&page(&house, &rsvp, Some(&lea), "fr"), &["C’est noté, vous venez"], &[]);
}

#[test]
fn who_comes_is_for_those_who_may_see() {
    let house = House::in_memory();
    let (ines, yanis, lea) = (house.member("ines@exemple.fr"), house.member("yanis@exemple.fr"), house.member("lea@exemple.fr"));
    let id = event(&house, &ines, json!({}));
    let rsvp = format!("/events/{id}/rsvp");
    led_to(&form(&house, &rsvp, &[("answer", "going"), ("guests", "1"), ("note", "En retard"), ("hidden", "yes")]).by(&yanis).send());
    led_to(&form(&house, &rsvp, &tap("going")).by(&lea).send());
    let people = format!("/events/{id}/people");
    check(&page(&house, &people, Some(&ines), "fr"), &["yanis Exemple", "avec 1 personne en plus", "En retard", "lea Exemple"], &[]);
    check(&page(&house, &people, Some(&lea), "fr"), &["Nom caché", "lea Exemple"], &["yanis Exemple", "En retard", "yanis@"]);
    check(&page(&house, &format!("/events/{id}"), Some(&lea), "fr"), &["lea Exemple", "Voir la liste"], &["yanis Exemple"]);
    check(&page(&house, &format!("/events/{id}"), None, "fr"), &["3 personnes y vont"], &["lea Exemple", "ines Exemple"]);
    assert_eq!(led_to(&house.get(&people).send()), format!("/signin?next=/events/{id}/people"));
    house.get(&people).by(&house.member("autre@exemple.fr")).send().check(403);
}
