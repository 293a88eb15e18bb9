//! Proving again who one is, everything about oneself to take away, consents, what others see, the audit.

use std::collections::BTreeMap;
use std::io::Read;

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::house::House;
use crate::pages::{check, event, form, led_to, page};
use crate::people::{Cast, Person, id};

const PASSWORD: &str = "trois petits tambours gris";

/// The files of a zip, read as any reader does: from its directory at the end.
pub fn unzipped(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let number = |at: usize, width: usize| bytes[at..at + width].iter().rev().fold(0, |n, b| n << 8 | usize::from(*b));
    let end = bytes.len() - 22;
    assert_eq!(&bytes[end..end + 4], b"PK\x05\x06");
    let (count, mut at) = (number(end + 10, 2), number(end + 16, 4));
    let mut files = BTreeMap::new();
    for _ in 0..count {
        assert_eq!(&bytes[at..at + 4], b"PK\x01\x02");
        let (crc, packed, length, name) = (number(at + 16, 4), number(at + 20, 4), number(at + 24, 4), number(at + 28, 2));
        let local = number(at + 42, 4);
        let path = String::from_utf8(bytes[at + 46..at + 46 + name].to_vec()).expect("a name");
        assert_eq!(&bytes[local..local + 4], b"PK\x03\x04");
        let from = local + 30 + number(local + 26, 2) + number(local + 28, 2);
        let mut content = Vec::new();
        flate2::read::DeflateDecoder::new(&bytes[from..from + packed]).read_to_end(&mut content).expect("deflated");
        let mut sum = flate2::Crc::new();
        sum.update(&content);
        assert_eq!((content.len(), sum.sum() as usize), (length, crc), "{path}");
        files.insert(path, content);
        at += 46 + name;
    }
    files
}

/// Has the pages of somebody in English from now on.
pub fn in_english(house: &House, who: &Person) {
    house.patch("/api/v1/me", json!({"locale": "en"})).by(who).send().check(200);
}

/// The same person with another secret.
fn renewed(person: &Person, answer: &Value) -> Person {
    Person { token: answer["token"].as_str().expect("a token").to_owned(), ..person.clone() }
}

#[test]
fn what_is_sensitive_asks_again_who_one_is_and_the_session_gets_a_new_secret() {
    let house = House::open();
    let ines = house.member_with("ines@exemple.fr", PASSWORD);
    let export = |who: &Person| house.get("/api/v1/me/export").by(who).send();
    export(&ines).check(200);
    house.pass(SignedDuration::from_mins(10));
    assert_eq!(export(&ines).problem(403, "confirm"), [""; 0]);
    let confirm = |password: &str| house.post("/api/v1/me/confirm", json!({"password": password})).by(&ines).send();
    assert_eq!(confirm("un mauvais mot de passe").problem(422, "invalid"), ["password:wrong_password"]);
    let again = renewed(&ines, &confirm(PASSWORD).json(201));
    house.get("/api/v1/me").by(&ines).send().problem(401, "sign_in");
    assert_eq!(export(&again).check(200).header("content-type"), "application/zip");
    // By a code, which is good for its owner and for one proof.
    house.pass(SignedDuration::from_mins(11));
    let rival = house.member("rival@exemple.fr");
    let attempt = house.call("POST", "/api/v1/me/confirm/code").by(&again).send().json(202)["attempt_id"].clone();
    let (to, code) = house.code();
    assert_eq!(to, "ines@exemple.fr");
    let verify = |who: &Person, code: &str| {
        house.post("/api/v1/me/confirm/code/verify", json!({"attempt_id": attempt, "code": code})).by(who).send()
    };
    verify(&rival, &code).problem(404, "not_found");
    assert_eq!(verify(&again, "222222").problem(422, "invalid"), ["code:wrong_code"]);
    let last = renewed(&again, &verify(&again, &code).json(201));
    verify(&last, &code).problem(404, "not_found");
    export(&last).check(200);
}

#[test]
fn an_export_holds_everything_about_one_and_nobody_else() {
    let house = House::open();
    let cast = Cast::of(&house);
    let ines = house.member("ines@exemple.fr");
    house.patch("/api/v1/me", json!({"phone": "06 12 34 56 78", "place_id": "fr-93048"})).by(&ines).send().check(200);
    let face = crate::api::me::picture(image::ImageFormat::Png);
    house.call("PUT", "/api/v1/me/photo").by(&ines).bytes("image/png", face).send().check(200);
    let rsvp = json!({"answer": "going", "guests": 2, "note": "J’apporte <b>du thé</b>"});
    house.put(&format!("/api/v1/events/{}/rsvp", cast.event), rsvp).by(&ines).send().check(200);
    house.put(&format!("/api/v1/teams/{}/membership", cast.team), json!({"as": "member"})).by(&ines).send().check(200);
    event(&house, &ines, json!({"title": "Le pique-nique d’Inès"}));
    let said = json!({"title": "Covoiturage", "text": "Deux places dans ma **voiture**"});
    let thread = id(&house.post(&format!("/api/v1/events/{}/threads", cast.event), said).by(&ines).send().json(201));
    house.post(&format!("/api/v1/threads/{thread}/messages"), json!({"text": "Dix places, pas deux"})).by(&cast.lead).send().check(201);
    house.delete("/api/v1/me/pledge").by(&ines).send().check(204);
    house.tell();
    let zip = house.get("/api/v1/me/export").by(&ines).send().check(200);
    assert_eq!(zip.header("cache-control"), "no-store");
    let files = unzipped(&zip.body);
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    for name in ["index.html", "account.json", "consents.json", "answers.json", "teams.json", "events.json", "devices.json", "log.json"] {
        assert!(names.contains(&name), "{name} is not among {names:?}");
    }
    assert!(
        ["face-64.jpg", "face-256.jpg", "face-1024.jpg"].iter().all(|name| files.contains_key(&format!("pictures/{name}"))),
        "{names:?}"
    );
    let json = |name: &str| serde_json::from_slice::<Value>(&files[name]).expect("JSON");
    assert_eq!(json("account.json")[0]["email"], "ines@exemple.fr");
    assert_eq!(json("answers.json")[0]["title"], "Tractage au marché");
    assert_eq!(json("teams.json")[0]["name"], "Montreuil en commun");
    assert_eq!(json("events.json")[0]["title"], "Le pique-nique d’Inès", "{}", json("events.json"));
    assert_eq!(json("messages.json")[0]["message"], "Deux places dans ma **voiture**");
    assert_eq!(json("consents.json").as_array().map(Vec::len), Some(2));
    let index = String::from_utf8(files["index.html"].clone()).expect("a page");
    check(&index, &["ines@exemple.fr", "Tractage au marché", "&lt;b&gt;du thé", "<html lang=\"fr\">"], &["<b>du thé", "src=", "href="]);
    // Nobody else, and none of the server's own secrets.
    let all: Vec<u8> = files.values().flatten().copied().collect();
    let all = String::from_utf8_lossy(&all);
    check(
        &all,
        &[],
        &[
            "lead@",
            "lead Exemple",
            "organiser Exemple",
            "comer Exemple",
            "3 rue du Puits, ",
            "Dix places",
            "secret_hash",
            &ines.token,
            "$argon2",
        ],
    );
    house.get("/api/v1/me/export").by(&cast.suspended).send().check(200);
}

#[test]
fn consents_are_a_ledger_and_are_withdrawn() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let path = "/api/v1/me/consents";
    assert_eq!(house.get(path).by(&ines).send().json(200)["items"], json!([]));
    let give = |body: Value| house.post(path, body).by(&ines).send();
    assert_eq!(give(json!({"what": "cookies"})).problem(422, "invalid"), ["what:unknown_value", "version:missing"]);
    give(json!({"what": "privacy", "version": 9})).problem(409, "consent_version");
    give(json!({"what": "privacy", "version": 1})).check(201);
    give(json!({"what": "privacy", "version": 1})).check(201);
    house.delete(&format!("{path}/nonsense")).by(&ines).send().problem(404, "not_found");
    house.delete(&format!("{path}/privacy")).by(&ines).send().check(204);
    house.delete(&format!("{path}/privacy")).by(&ines).send().check(204);
    let items = house.get(path).by(&ines).send().json(200)["items"].clone();
    let lines: Vec<_> =
        items.as_array().expect("lines").iter().map(|l| (l["deed"].clone(), l["version"].clone(), l["channel"].clone())).collect();
    assert_eq!(lines, [(json!("given"), json!(1), json!("api")), (json!("withdrawn"), json!(1), json!("api"))]);
    // What says a political opinion goes with it.
    assert_eq!(house.get("/api/v1/me").by(&ines).send().json(200)["pledge"], Value::Null);
}

#[test]
fn who_joins_by_the_page_has_the_privacy_notice_on_record() {
    let house = House::in_memory();
    let body = json!({"first_name": "Zoé", "last_name": "Le Goff", "email": "zoe@exemple.fr", "pledge_version": 1, "pledge_accepted": true, "privacy_accepted": true});
    let signup = house.post("/api/v1/signups", body).send().json(202)["signup_id"].clone();
    let (_, code) = house.code();
    let token = house.post("/api/v1/signups/verify", json!({"signup_id": signup, "code": code})).send().json(201)["token"].clone();
    let bearer = format!("Bearer {}", token.as_str().expect("a token"));
    let items = house.get("/api/v1/me/consents").header("authorization", &bearer).send().json(200)["items"].clone();
    assert_eq!((&items[0]["what"], &items[0]["deed"], &items[0]["channel"]), (&json!("privacy"), &json!("given"), &json!("signup")));
}

#[test]
fn one_sees_what_others_see() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    let seen = |who: &Person| house.get("/api/v1/me/seen").by(who).send().json(200);
    assert_eq!(seen(&cast.organiser)["organising"][0]["name"], "Tractage au marché");
    assert_eq!(seen(&cast.comer)["coming"][0]["name"], "Tractage au marché");
    assert_eq!(seen(&cast.lead)["listed"][0]["name"], "Montreuil en commun");
    assert_eq!(seen(&cast.mate)["unlisted"][0]["name"], "Montreuil en commun");
    house.put(&format!("/api/v1/events/{}/rsvp", cast.event), json!({"answer": "going", "hide_name": true})).by(&cast.comer).send();
    let fr = page(&house, "/me/seen", Some(&cast.organiser), "fr");
    check(&fr, &["Ce que les autres voient de moi", "organiser Exemple", "Tractage au marché"], &["organiser@exemple.fr"]);
    in_english(&house, &cast.member);
    let en = page(&house, "/me/seen", Some(&cast.member), "en");
    check(&en, &["What others see of me", "They see nothing of you"], &["Tractage"]);
}

#[test]
fn each_sensitive_deed_leaves_a_row_that_admins_read_and_the_member_too() {
    let house = House::open();
    let ines = house.member_with("ines@exemple.fr", PASSWORD);
    let admin = house.member_as("admin@exemple.fr", banderole::domain::member::Role::Admin);
    house.post("/api/v1/sessions", json!({"email": "ines@exemple.fr", "password": PASSWORD})).send().check(201);
    house.get("/api/v1/me/export").by(&ines).send().check(200);
    house.delete("/api/v1/me/pledge").by(&ines).send().check(204);
    let deeds = |answer: Value| -> Vec<String> {
        let items = answer["items"].as_array().expect("rows").clone();
        items.iter().map(|row| row["deed"].as_str().expect("a word").to_owned()).collect()
    };
    let own = house.get("/api/v1/me/log").by(&ines).send().json(200);
    assert_eq!(deeds(own.clone()), ["consent_withdrawn", "export_own", "sign_in", "token", "member_created"]);
    assert_eq!((&own["items"][0]["by_name"], &own["items"][3]["by"]), (&json!("ines Exemple"), &json!("keeper")));
    let all = house.get("/api/v1/audit?limit=3").by(&admin).send().json(200);
    assert_eq!(deeds(all.clone()), ["consent_withdrawn", "export_own", "sign_in"]);
    let next = all["next"].as_str().expect("a cursor");
    let rest = house.get(&format!("/api/v1/audit?limit=100&after={next}")).by(&admin).send().json(200);
    assert_eq!(deeds(rest), ["token", "member_created", "token", "member_created"]);
    house.get("/api/v1/audit?after=nonsense").by(&admin).send().problem(400, "bad_parameter");
    // Of what an admin did one learns that it was done.
    let id = ines.id;
    let by = banderole::domain::audit::By::Member(admin.id);
    let note = banderole::domain::audit::Note::new(house.app.now(), by, banderole::domain::audit::AuditDeed::Viewed, Some(id));
    house.block_on(house.app.store.write(move |tx| tx.note(note.clone()))).expect("a row");
    let own = house.get("/api/v1/me/log").by(&ines).send().json(200);
    assert_eq!((&own["items"][0]["deed"], &own["items"][0]["by_name"]), (&json!("viewed"), &Value::Null));
    let fr = page(&house, "/admin/audit", Some(&admin), "fr");
    check(&fr, &["Journal des actes sensibles", "Connexion", "ines Exemple", "la personne qui tient le serveur"], &["ines@exemple.fr"]);
    house.get("/admin/audit").by(&ines).send().check(403);
    in_english(&house, &ines);
    check(
        &page(&house, "/me/log", Some(&ines), "en"),
        &["Log about me", "Signed in", "somebody who looks after the network"],
        &["admin Exemple"],
    );
}

#[test]
fn the_pages_ask_again_and_lead_back() {
    let house = House::open();
    let ines = house.member_with("ines@exemple.fr", PASSWORD);
    in_english(&house, &ines);
    let data = page(&house, "/me/data", Some(&ines), "en");
    check(&data, &["Everything about me", "Download everything about me", "Privacy notice"], &[]);
    let export = || form(&house, "/me/export", &[]).by(&ines).send();
    assert_eq!(export().check(200).header("content-type"), "application/zip");
    house.pass(SignedDuration::from_mins(10));
    assert_eq!(led_to(&export()), "/me/confirm?next=/me/data");
    check(&page(&house, "/me/confirm?next=/me/data", Some(&ines), "en"), &["Is it you?", "value=\"/me/data\""], &[]);
    let confirm = |fields: &[(&str, &str)]| form(&house, "/me/confirm", fields).by(&ines).send();
    confirm(&[("next", "/me/data"), ("password", "")]).check(422);
    confirm(&[("next", "/me/data"), ("password", "un mauvais mot de passe")]).check(422);
    let asked = form(&house, "/me/confirm/code", &[("next", "/me/data")]).by(&ines).send().check(200).text();
    let attempt = asked.split("name=\"attempt\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an attempt").to_owned();
    let (_, code) = house.code();
    confirm(&[("next", "/me/data"), ("attempt", &attempt), ("code", "222222")]).check(422);
    let done = confirm(&[("next", "https://evil.example/"), ("attempt", &attempt), ("code", &code)]);
    assert_eq!(led_to(&done), "/me/security", "only to pages of ours");
    assert!(done.header("set-cookie").starts_with("s-dev="), "a new secret");
    export().check(303);
}
