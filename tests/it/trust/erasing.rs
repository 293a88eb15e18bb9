//! Erasing oneself: what is shown before, the week to think again, what is left after it (nothing of the person), and what a restore does.

use std::ops::ControlFlow;

use banderole::app::tidy;
use banderole::domain::chore::{Letter, Notice};
use banderole::domain::member::Role;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::cli::{check as says, run};
use crate::house::House;
use crate::pages::{check, event, form, led_to, page};
use crate::people::{Cast, Person, id};

const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);
const PASSWORD: &str = "trois petits tambours gris";

/// The tables whose rows hold one of these texts, and how often the record holds them in all.
fn found(house: &House, texts: &[&[u8]]) -> usize {
    let mut found = 0;
    let mut sink = |chunk: &[u8], _: u64| {
        found += texts.iter().map(|text| chunk.windows(text.len()).filter(|part| part == text).count()).sum::<usize>();
        ControlFlow::Continue(())
    };
    house.app.store.read(|tx| tx.dump(&mut sink)).expect("the record can be read");
    found
}

fn sweep(house: &House) -> usize {
    house.block_on(tidy::sweep(&house.app)).expect("it sweeps").erased
}

/// Somebody who is in everything: lead of a team with a manager, lead of a team alone, organiser, coming, waiting, was there, in inboxes.
struct Everywhere {
    ines: Person,
    mate: Person,
    team: String,
    alone: String,
    hosted: String,
    own: String,
    draft: String,
    full: String,
    past: String,
}

fn everywhere(house: &House) -> Everywhere {
    let (ines, mate, other) =
        (house.member_with("ines.dubois@exemple.fr", PASSWORD), house.member("mate@exemple.fr"), house.member("other@exemple.fr"));
    let change = json!({"first_name": "Iphigénie", "last_name": "Dubois-Vasseur", "phone": "06 98 76 54 32", "place_id": "fr-93048"});
    house.patch("/api/v1/me", change).by(&ines).send().check(200);
    let face = crate::api::me::picture(image::ImageFormat::Png);
    house.call("PUT", "/api/v1/me/photo").by(&ines).bytes("image/png", face).send().check(200);
    let found = |name: &str| id(&house.post("/api/v1/teams", json!({"name": name, "place": {"town": "Lyon"}})).by(&ines).send().json(201));
    let (team, alone) = (found("Lyon en commun"), found("Toute seule"));
    house.put(&format!("/api/v1/teams/{team}/membership"), json!({"as": "member"})).by(&mate).send().check(200);
    let contact = json!({"name": "Iphigénie", "phone": "06 98 76 54 32"});
    let hosted = event(house, &ines, json!({"title": "Avec l’équipe", "team": team, "contact": contact}));
    let own = event(house, &ines, json!({"title": "À moi toute seule", "contact": contact}));
    let draft = event(house, &ines, json!({"title": "Brouillon secret", "status": "draft"}));
    let full = event(house, &other, json!({"title": "Une place", "capacity": 1}));
    let past = event(house, &other, json!({"title": "Demain", "starts_at": "2026-11-24T10:30:00+01:00"}));
    let going = |who: &Person, event: &str, note: &str| {
        house.put(&format!("/api/v1/events/{event}/rsvp"), json!({"answer": "going", "guests": 0, "note": note})).by(who).send().check(200);
    };
    going(&ines, &full, "J’apporte Vasseur");
    going(&mate, &full, "");
    going(&ines, &past, "Vasseur y sera");
    going(&mate, &own, "");
    house.tell();
    house.delete("/api/v1/me/pledge").by(&ines).send().check(204);
    house.post("/api/v1/sessions/code", json!({"email": "ines.dubois@exemple.fr"})).send().check(202);
    house.letters();
    Everywhere { ines, mate, team, alone, hosted, own, draft, full, past }
}

#[test]
fn after_an_erasure_nothing_of_the_person_is_left_and_what_others_rely_on_goes_on() {
    let house = House::open();
    let all = everywhere(&house);
    let Everywhere { ines, mate, .. } = &all;
    let personal: [&[u8]; 6] = ["Iphigénie".as_bytes(), b"Vasseur", b"ines.dubois", b"6 98 76 54 32", b"Brouillon secret", b"$argon2"];
    assert!(found(&house, &personal) > 10, "the test looks for what is there");
    let preview = house.get("/api/v1/me/erasure").by(ines).send().json(200);
    assert_eq!((&preview["answers"], &preview["numbers"], &preview["asked_at"]), (&json!(2), &json!(0), &Value::Null));
    let fates: Vec<(&str, &str)> = preview["fates"]
        .as_array()
        .expect("fates")
        .iter()
        .map(|f| (f["name"].as_str().expect("a name"), f["fate"].as_str().expect("a fate")))
        .collect();
    for fate in [
        ("Lyon en commun", "handed_over"),
        ("Toute seule", "closed"),
        ("Avec l’équipe", "handed_over"),
        ("À moi toute seule", "left_alone"),
        ("Brouillon secret", "goes"),
    ] {
        assert!(fates.contains(&fate), "{fate:?} is not in {fates:?}");
    }
    let asked = house.delete("/api/v1/me").by(ines).send().json(202);
    assert_eq!(asked["due_at"], "2026-11-30T08:00:00Z");
    let letters = house.letters();
    assert!(matches!(&letters[..], [mail] if matches!(&mail.letter, Letter::Notice { notice: Notice::EraseAsked, .. })), "{letters:?}");
    house.pass(WEEK - SignedDuration::from_secs(1));
    assert_eq!(sweep(&house), 0);
    house.get("/api/v1/me").by(ines).send().check(200);
    house.pass(SignedDuration::from_secs(1));
    assert_eq!(sweep(&house), 1);
    house.settle();
    house.tell();
    // The last letter says so; then it is gone as well.
    let letters = house.letters();
    assert!(letters.iter().any(|mail| matches!(&mail.letter, Letter::Notice { notice: Notice::Erased, .. })), "{letters:?}");
    assert_eq!(found(&house, &personal), 0, "nothing of the person is in the record");
    assert!(house.app.media.list().expect("a folder").pictures.is_empty(), "nor a picture");
    house.get("/api/v1/me").by(ines).send().problem(401, "sign_in");
    goes_on(&house, &all, mate);
}

/// What others see once one of them is gone.
fn goes_on(house: &House, all: &Everywhere, mate: &Person) {
    let get = |path: &str| house.get(path).by(mate).send();
    assert_eq!(get(&format!("/api/v1/teams/{}", all.team)).json(200)["my"]["role"], "lead");
    get(&format!("/api/v1/teams/{}", all.alone)).problem(404, "not_found");
    let hosted = get(&format!("/api/v1/events/{}", all.hosted)).json(200);
    assert_eq!((&hosted["organisers"][0]["name"], &hosted["contact"]), (&json!(mate.name), &Value::Null));
    let own = get(&format!("/api/v1/events/{}", all.own)).json(200);
    assert_eq!((&own["status"], &own["organisers"]), (&json!("published"), &json!([])), "it is over by now");
    get(&format!("/api/v1/events/{}", all.draft)).problem(404, "not_found");
    assert_eq!(get(&format!("/api/v1/events/{}", all.past)).json(200)["going"], 1, "a past participation stays as a number");
    assert_eq!(get(&format!("/api/v1/events/{}", all.full)).json(200)["going"], 1);
}

#[test]
fn a_place_that_becomes_free_goes_to_the_first_who_waits_and_what_nobody_organises_is_called_off() {
    let house = House::in_memory();
    let all = everywhere(&house);
    let email = "ines.dubois@exemple.fr".parse().expect("an address");
    house.block_on(banderole::app::erasure::by_keeper(&house.app, &email)).expect("erased");
    let get = |event: &str| house.get(&format!("/api/v1/events/{event}")).by(&all.mate).send().json(200);
    assert_eq!(get(&all.full)["my"]["standing"], "going");
    assert_eq!(get(&all.own)["status"], "cancelled");
    house.settle();
    let search = house.get("/api/v1/search?q=Brouillon").by(&all.mate).send().json(200);
    assert_eq!(search["items"], json!([]));
    // The address is free for whoever has it.
    house.member("ines.dubois@exemple.fr");
}

#[test]
fn an_erasure_is_asked_for_with_a_proof_and_taken_back() {
    let house = House::open();
    let ines = house.member_with("ines@exemple.fr", PASSWORD);
    let other = house.post("/api/v1/sessions", json!({"email": "ines@exemple.fr", "password": PASSWORD})).send().json(201);
    house.pass(SignedDuration::from_mins(10));
    house.delete("/api/v1/me").by(&ines).send().problem(403, "confirm");
    assert_eq!(led_to(&form(&house, "/me/erase", &[]).by(&ines).send()), "/me/confirm?next=/me/erase");
    let token = house.post("/api/v1/me/confirm", json!({"password": PASSWORD})).by(&ines).send().json(201)["token"].clone();
    let ines = Person { token: token.as_str().expect("a token").to_owned(), ..ines };
    let fr = page(&house, "/me/erase", Some(&ines), "fr");
    check(&fr, &["Ce qui disparaît", "Effacer mon compte", "sept jours"], &["Garder mon compte"]);
    assert_eq!(led_to(&form(&house, "/me/erase", &[]).by(&ines).send()), "/me/erase?done=erase-asked");
    let bearer = format!("Bearer {}", other["token"].as_str().expect("a token"));
    house.get("/api/v1/me").header("authorization", &bearer).send().problem(401, "sign_in");
    let fr = page(&house, "/me/erase", Some(&ines), "fr");
    check(&fr, &["Garder mon compte", "Votre compte sera effacé", "30 novembre"], &[]);
    house.delete("/api/v1/me").by(&ines).send().check(202);
    assert_eq!(house.letters().len(), 1, "a repeat mails nothing");
    assert_eq!(led_to(&form(&house, "/me/erase/undo", &[]).by(&ines).send()), "/me/erase?done=erase-undone");
    house.delete("/api/v1/me/erasure").by(&ines).send().check(204);
    house.pass(WEEK);
    assert_eq!(sweep(&house), 0);
    house.get("/api/v1/me").by(&ines).send().check(200);
}

#[test]
fn the_only_admin_stays() {
    let house = House::in_memory();
    let admin = house.member_as("admin@exemple.fr", Role::Admin);
    house.delete("/api/v1/me").by(&admin).send().problem(409, "last_admin");
    super::privacy::in_english(&house, &admin);
    check(&page(&house, "/me/erase", Some(&admin), "en"), &["You are the only one who runs the network"], &["action=\"/me/erase\""]);
    house.member_as("second@exemple.fr", Role::Admin);
    house.delete("/api/v1/me").by(&admin).send().check(202);
}

#[test]
fn others_in_a_list_are_not_counted_less_and_not_named() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    house.pass(WEEK);
    let email = cast.comer.email.parse().expect("an address");
    house.block_on(banderole::app::erasure::by_keeper(&house.app, &email)).expect("erased");
    let list = house.get(&format!("/api/v1/events/{}/rsvps", cast.event)).by(&cast.organiser).send().json(200);
    assert_eq!((list["items"].as_array().map(Vec::len), &list["items"][0]["member"]), (Some(1), &Value::Null));
}

#[test]
fn a_restore_of_an_older_backup_erases_again() {
    let (data, out) = (TempDir::new().expect("a folder"), TempDir::new().expect("a folder"));
    let path = |name: &str| out.path().join(name).display().to_string();
    for (email, name) in [("ines@exemple.fr", "Inès"), ("paul@exemple.fr", "Paul")] {
        let create = ["member", "create", "--email", email, "--first-name", name, "--last-name", "Exemple"];
        says(&run(data.path(), &create, ""), 0, &["created"], &[]);
    }
    says(&run(data.path(), &["backup", &path("before.tar")], ""), 0, &["all sound"], &[]);
    says(&run(data.path(), &["member", "export", "ines@exemple.fr", &path("ines.zip")], ""), 0, &["everything about ines@exemple.fr"], &[]);
    says(&run(data.path(), &["member", "erase", "ines@exemple.fr"], ""), 2, &[], &["--yes"]);
    says(&run(data.path(), &["member", "erase", "ines@exemple.fr", "--yes"], ""), 0, &["is erased"], &[]);
    says(&run(data.path(), &["member", "list"], ""), 0, &["paul@exemple.fr"], &[]);
    says(&run(data.path(), &["doctor"], ""), 0, &["ok      audit"], &[]);
    // Without the list the keeper is told to look for it; with it, beside the backup or named, nobody comes back.
    let restore = |into: &str, more: &[&str]| {
        let (file, into) = (path("before.tar"), path(into));
        run(data.path(), &[&["restore", &file, "--into", &into], more].concat(), "")
    };
    says(&restore("unknowing", &[]), 0, &["name it with --erasures"], &[]);
    let list = data.path().join("erasures.txt").display().to_string();
    says(&restore("named", &["--erasures", &list]), 0, &["1 members who were erased since"], &[]);
    std::fs::copy(data.path().join("erasures.txt"), out.path().join("erasures.txt")).expect("copied");
    says(&restore("beside", &[]), 0, &["1 members who were erased since"], &[]);
    for folder in ["named", "beside"] {
        let listed = run(&out.path().join(folder), &["member", "list"], "");
        says(&listed, 0, &["paul@exemple.fr"], &[]);
        assert!(!String::from_utf8_lossy(&listed.stdout).contains("ines"), "{folder}");
        says(&run(&out.path().join(folder), &["doctor"], ""), 0, &[], &[]);
    }
    std::fs::write(out.path().join("erasures.txt"), "nonsense\n").expect("written");
    says(&restore("refused", &[]), 2, &[], &["line 1 is no erasure"]);
}
