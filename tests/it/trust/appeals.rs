//! Appeals: who answers for a thing reads what was decided and why, and contests it once; another than who decided looks at it again; both sides
//! hear what came of it.

use banderole::domain::chore::Notice;
use banderole::domain::member::Role;
use serde_json::{Value, json};

use super::moderation::{by_code, decide, erase, flag, told};
use crate::client::Answer;
use crate::house::House;
use crate::pages::{check, event, form, led_to, page};
use crate::people::{Cast, Person};

const WORDS: &str = "La date était juste.";

fn decisions(house: &House, who: &Person) -> Vec<Value> {
    let own = house.get("/api/v1/me/decisions").by(who).send().json(200);
    own["items"].as_array().expect("decisions").clone()
}

fn appeal(house: &House, who: &Person, line: &Value) -> Answer {
    house.post(&format!("/api/v1/me/decisions/{line}/appeal"), json!({"text": WORDS})).by(who).send()
}

/// The titles of what waits for this moderator.
fn queue(house: &House, who: &Person) -> Vec<Value> {
    house.get("/api/v1/moderation").by(who).send().json(200)["items"].as_array().expect("cases").clone()
}

#[test]
fn another_looks_at_it_again_and_both_sides_hear_what_came_of_it() {
    let house = House::open();
    let cast = Cast::of(&house);
    let (id, organiser, moderator, admin) = (cast.event.as_str(), &cast.organiser, &cast.moderator, &cast.admin);
    flag(&house, &cast.mate, "event", id).check(201);
    told(&house);
    decide(&house, moderator, "event", id, "hide").check(204);
    let letters = told(&house);
    assert!(
        letters.iter().any(|(to, _, text)| *to == organiser.email && text.contains("contester cette décision une fois")),
        "{letters:?}"
    );
    let own = decisions(&house, organiser);
    assert_eq!(own.len(), 1);
    let told_of = ["kind", "title", "ruling", "message", "appeal", "answer", "open"].map(|name| own[0][name].clone());
    assert_eq!(json!(told_of), json!(["event", "Tractage au marché", "hide", "Merci de vérifier.", null, null, true]));
    assert_eq!(decisions(&house, &cast.comer), Vec::<Value>::new());
    let line = &own[0]["line"];
    appeal(&house, &cast.comer, line).problem(404, "not_found");
    let silent = house.post(&format!("/api/v1/me/decisions/{line}/appeal"), json!({})).by(organiser).send();
    assert_eq!(silent.problem(422, "invalid"), ["text:missing"]);
    appeal(&house, organiser, line).check(204);
    appeal(&house, organiser, line).problem(409, "appealed");
    assert_eq!(decisions(&house, organiser)[0]["open"], false);
    // It is not for whoever decided.
    assert_eq!(queue(&house, moderator), Vec::<Value>::new());
    decide(&house, moderator, "event", id, "overturn").problem(403, "not_allowed");
    decide(&house, moderator, "event", id, "restore").problem(409, "ruling");
    let waiting = queue(&house, admin);
    assert_eq!((waiting.len(), &waiting[0]["appeal"], &waiting[0]["offered"]), (1, &json!(WORDS), &json!(["uphold", "overturn"])));
    decide(&house, admin, "event", id, "nothing").problem(409, "ruling");
    let silent = house.post(&format!("/api/v1/moderation/event/{id}"), json!({"ruling": "uphold"})).by(admin).send();
    assert_eq!(silent.problem(422, "invalid"), ["message:missing"]);
    told(&house);
    decide(&house, admin, "event", id, "overturn").check(204);
    let letters = told(&house);
    let to: Vec<_> = letters.iter().map(|(to, notice, _)| (to.as_str(), *notice)).collect();
    assert_eq!(to, [("mate@exemple.fr", Notice::FlagAnswered), ("organiser@exemple.fr", Notice::Moderated)]);
    for (_, _, text) in &letters {
        assert!(text.contains("annulée") && !text.contains("entre nous") && !text.contains(&cast.mate.name), "{text}");
    }
    assert_eq!(house.get(&format!("/api/v1/events/{id}")).send().json(200)["status"], "published");
    assert_eq!(house.get("/api/v1/me/flags").by(&cast.mate).send().json(200)["items"][0]["answer"], "overturn");
    let own: Vec<_> =
        decisions(&house, organiser).iter().map(|one| json!([one["ruling"], one["appeal"], one["answer"], one["open"]])).collect();
    assert_eq!(json!(own), json!([["overturn", null, null, false], ["hide", WORDS, "overturn", false]]));
    assert_eq!(queue(&house, admin), Vec::<Value>::new());
    let rows = house.get("/api/v1/audit").by(admin).send().json(200);
    let deeds: Vec<_> = rows["items"].as_array().expect("rows").iter().map(|row| row["deed"].as_str().expect("a word")).collect();
    assert_eq!(deeds[..3], ["overturn", "appeal", "hide"]);
    // All of it is theirs to take away.
    let taken = house.get("/api/v1/me/export").by(organiser).send().check(200).body;
    let files = super::privacy::unzipped(&taken);
    assert!(files.iter().any(|(name, file)| name.contains("decisions") && String::from_utf8_lossy(file).contains(WORDS)));
}

/// Who is suspended signs in for what is theirs, and appeals; who is above them answers, alone if nobody else is.
#[test]
fn who_is_suspended_appeals_to_those_above_them() {
    let house = House::open();
    let cast = Cast::of(&house);
    let second = house.member_as("second@exemple.fr", Role::Moderator);
    let (comer, moderator, admin) = (&cast.comer, &cast.moderator, &cast.admin);
    let id = |who: &Person| who.id.to_string();
    decide(&house, moderator, "member", &id(comer), "suspend").check(204);
    let opened = by_code(&house, comer);
    let own = decisions(&house, &opened);
    assert_eq!((own.len(), &own[0]["open"]), (1, &json!(true)));
    check(&page(&house, "/me/decisions", Some(&opened), "fr"), &["Compte suspendu", "Merci de vérifier.", "Contester"], &[]);
    appeal(&house, &opened, &own[0]["line"]).check(204);
    decide(&house, moderator, "member", &id(comer), "uphold").problem(403, "not_allowed");
    decide(&house, &second, "member", &id(comer), "uphold").check(204);
    assert!(told(&house).iter().any(|(to, _, text)| *to == comer.email && text.contains("maintenue")));
    let own = decisions(&house, &opened);
    assert_eq!((&own[0]["ruling"], &own[1]["answer"], &own[1]["open"]), (&json!("uphold"), &json!("uphold"), &json!(false)));
    assert_eq!(house.get("/api/v1/me").by(&opened).send().json(200)["suspended"], true);
    // A moderator's suspension is for admins only: the one admin looks again at what they decided.
    decide(&house, admin, "member", &id(moderator), "suspend").check(204);
    let opened = by_code(&house, moderator);
    appeal(&house, &opened, &decisions(&house, &opened)[0]["line"]).check(204);
    assert_eq!((queue(&house, &second).len(), queue(&house, admin).len()), (0, 1));
    decide(&house, &second, "member", &id(moderator), "overturn").problem(403, "not_allowed");
    decide(&house, admin, "member", &id(moderator), "overturn").check(204);
    assert_eq!(house.get("/api/v1/me").by(&by_code(&house, moderator)).send().json(200)["suspended"], false);
}

/// Reports that come while an appeal waits are answered after it; one of several who answer for a thing appeals for all.
#[test]
fn reports_that_come_meanwhile_wait_on() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    let id = cast.event.as_str();
    flag(&house, &cast.mate, "event", id).check(201);
    decide(&house, &cast.moderator, "event", id, "warn").check(204);
    appeal(&house, &cast.organiser, &json!(0)).check(204);
    flag(&house, &cast.comer, "event", id).check(201);
    decide(&house, &cast.admin, "event", id, "overturn").check(204);
    let answer = |who: &Person| house.get("/api/v1/me/flags").by(who).send().json(200)["items"][0]["answer"].clone();
    assert_eq!((answer(&cast.mate), answer(&cast.comer)), (json!("overturn"), Value::Null));
    let waiting = queue(&house, &cast.moderator);
    assert_eq!((waiting.len(), &waiting[0]["appeal"]), (1, &Value::Null));
    decide(&house, &cast.moderator, "event", id, "nothing").check(204);
    assert_eq!(queue(&house, &cast.moderator), Vec::<Value>::new());
}

#[test]
fn with_whoever_appealed_goes_their_appeal() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    let own = event(&house, &cast.member, json!({}));
    decide(&house, &cast.moderator, "event", &own, "hide").check(204);
    appeal(&house, &cast.member, &json!(0)).check(204);
    assert_eq!(queue(&house, &cast.admin).len(), 1);
    erase(&house, &cast.member);
    assert_eq!(queue(&house, &cast.admin), Vec::<Value>::new());
}

#[test]
fn the_pages_appeal_and_answer() {
    let house = House::open();
    let cast = Cast::of(&house);
    let (organiser, case) = (&cast.organiser, format!("/admin/moderation/event/{}", cast.event));
    check(&page(&house, "/me/decisions", Some(organiser), "fr"), &["Aucune décision"], &[]);
    check(&page(&house, "/me/data", Some(organiser), "fr"), &["href=\"/me/decisions\""], &[]);
    decide(&house, &cast.moderator, "event", &cast.event, "hide").check(204);
    let here = "/me/decisions/0/appeal";
    check(&page(&house, "/me/decisions", Some(organiser), "fr"), &["Masqué", "Tractage au marché", "Merci de vérifier.", here], &[]);
    check(&page(&house, here, Some(organiser), "fr"), &["Masqué", "Pourquoi faut-il la revoir"], &[]);
    house.get(here).by(&cast.comer).send().check(404);
    house.get("/me/decisions/x/appeal").by(organiser).send().check(404);
    let send = |words: &str| form(&house, here, &[("text", words)]).by(organiser).send();
    send(" ").check(422);
    let long = format!("{WORDS}{}", "a".repeat(500));
    check(&send(&long).check(422).text(), &[WORDS, "Tractage au marché"], &[]);
    assert!(led_to(&send(WORDS)).starts_with("/me/decisions?"));
    check(&page(&house, "/me/decisions", Some(organiser), "fr"), &[WORDS, "Pas encore examiné"], &[here]);
    assert_eq!(led_to(&house.get(here).by(organiser).send()), "/me/decisions");
    // Too late: what was typed is still in sight.
    check(&send("Encore un mot.").check(409).text(), &["Encore un mot.", "ne peut pas, ou plus, être contestée"], &[]);
    let shown = page(&house, &case, Some(&cast.moderator), "fr");
    check(&shown, &[WORDS, &organiser.name, "quelqu’un d’autre"], &["Annuler la décision"]);
    check(&page(&house, "/admin/moderation", Some(&cast.moderator), "fr"), &["Tout est traité"], &[]);
    check(&page(&house, "/admin/moderation", Some(&cast.admin), "fr"), &["Contestation", &case], &[]);
    check(&page(&house, &case, Some(&cast.admin), "fr"), &[WORDS, "Maintenir la décision", "Annuler la décision"], &["Masquer<"]);
    let rule = |fields: &[(&str, &str)]| form(&house, &case, fields).by(&cast.admin).send();
    rule(&[("ruling", "uphold")]).check(422);
    assert!(led_to(&rule(&[("ruling", "uphold"), ("message", "La règle est claire.")])).starts_with("/admin/moderation?"));
    let shown = page(&house, "/me/decisions", Some(organiser), "fr");
    check(&shown, &["Décision maintenue", "La règle est claire.", WORDS], &["Pas encore examiné"]);
}
