//! Joining: the code, the answer that is the same for everybody, the throttles.

use banderole::app::pictures::Size;
use banderole::app::tidy::{self, Swept};
use banderole::domain::account::Signup;
use banderole::domain::chore::Letter;
use banderole::domain::ids::MediaId;
use banderole::domain::media::{Owner, Picture};
use banderole::domain::refusal::Refusal;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::client::Answer;
use crate::house::{House, Like};

const PATH: &str = "/api/v1/signups";

fn body() -> Value {
    json!({
        "first_name": "Inès", "last_name": "Moreau", "email": "ines@exemple.fr", "place_id": "fr-93048",
        "pledge_version": 1, "pledge_accepted": true, "privacy_accepted": true, "locale": "fr",
    })
}

fn with(change: &[(&str, Value)]) -> Value {
    let mut body = body();
    for (field, value) in change {
        body[*field] = value.clone();
    }
    body
}

#[test]
fn somebody_joins() {
    let house = House::in_memory();
    let signup = house.post(PATH, with(&[("password", json!("pétrole et souci"))])).send().json(202);
    let (to, code) = house.code();
    assert_eq!(to, "ines@exemple.fr");
    assert!(!signup.to_string().contains(&code), "the code is mailed and not told");

    let body = json!({"signup_id": signup["signup_id"], "code": format!(" {}-{} ", &code[..3], code[3..].to_lowercase())});
    let joined = house.post("/api/v1/signups/verify", body.clone()).send().json(201);
    let member = &joined["member"];
    assert_eq!(member["email"], "ines@exemple.fr");
    assert_eq!(member["place"]["town"], "Montreuil");
    assert_eq!(member["pledge"]["version"], 1);
    assert_eq!(member["photo"], Value::Null);
    let token = joined["token"].as_str().expect("a token");
    let me = house.get("/api/v1/me").header("authorization", &format!("Bearer {token}")).send();
    assert_eq!(me.header("cache-control"), "no-store");
    assert_eq!(&me.json(200), member);

    assert_eq!(house.post("/api/v1/signups/verify", body).send().problem(404, "not_found"), [""; 0]);
    let credentials = json!({"email": "INES@exemple.fr", "password": "pétrole et souci"});
    house.post("/api/v1/sessions", credentials).send().json(201);
}

/// A known address gets the same answer; only its mail differs, and the code in it signs in to the account that is there.
#[test]
fn nobody_learns_who_is_a_member() {
    let house = House::in_memory();
    let known = house.member("ines@exemple.fr");
    let strange = house.post(PATH, with(&[("email", json!("autre@exemple.fr"))])).send();
    let familiar = house.post(PATH, with(&[("first_name", json!("Attaque")), ("password", json!("douze lettres !"))])).send();
    assert_eq!((strange.status, strange.body.len()), (familiar.status, familiar.body.len()));
    let letters = house.letters();
    assert!(matches!(letters[0].letter, Letter::SignupCode { .. }), "{:?}", letters[0]);
    let Letter::SignupKnown { code, .. } = &letters[1].letter else { panic!("{:?}", letters[1]) };
    let signup = familiar.json(202);
    let joined = house.post("/api/v1/signups/verify", json!({"signup_id": signup["signup_id"], "code": code})).send().json(201);
    assert_eq!(joined["member"]["id"], known.id.to_string());
    assert_eq!(joined["member"]["first_name"], "ines", "an account keeps its name");
    house.post("/api/v1/sessions", json!({"email": known.email, "password": "douze lettres !"})).send().problem(422, "invalid");
}

#[test]
fn a_code_is_tried_five_times() {
    let house = House::in_memory();
    let signup = house.post(PATH, body()).send().json(202);
    let (_, code) = house.code();
    let wrong = if code == "AAAAAA" { "BBBBBB" } else { "AAAAAA" };
    let verify = |code: &str| house.post("/api/v1/signups/verify", json!({"signup_id": signup["signup_id"], "code": code})).send();
    for _ in 0..4 {
        assert_eq!(verify(wrong).problem(422, "invalid"), ["code:wrong_code"]);
    }
    verify(wrong).problem(409, "code_void");
    verify(&code).problem(409, "code_void");
}

#[test]
fn a_code_holds_for_fifteen_minutes() {
    let house = House::in_memory();
    let signup = house.post(PATH, body()).send().json(202);
    let (_, code) = house.code();
    house.pass(SignedDuration::from_mins(15));
    house.post("/api/v1/signups/verify", json!({"signup_id": signup["signup_id"], "code": code})).send().problem(409, "code_void");
}

#[test]
fn every_flaw_is_told_at_once() {
    let house = House::in_memory();
    let all = ["first_name:missing", "last_name:missing", "email:missing", "pledge_version:missing", "pledge_accepted:must_accept"];
    let mut told = house.post(PATH, json!({})).send().problem(422, "invalid");
    assert_eq!(told.pop().as_deref(), Some("privacy_accepted:must_accept"));
    assert_eq!(told, all);
    let check = |change: &[(&str, Value)], want: &[&str]| {
        assert_eq!(house.post(PATH, with(change)).send().problem(422, "invalid"), want, "{change:?}");
    };
    check(&[("email", json!("ines@"))], &["email:bad_form"]);
    check(&[("email", json!("a"))], &["email:bad_form"]);
    check(&[("first_name", json!("a".repeat(81)))], &["first_name:too_long"]);
    check(&[("first_name", json!("\u{202e}Inès"))], &["first_name:bad_character"]);
    check(&[("pledge_version", json!(2))], &["pledge_version:other_version"]);
    check(&[("password", json!("court"))], &["password:too_short"]);
    check(&[("place_id", json!("fr-00000"))], &["place_id:unknown_place"]);
    check(&[("locale", json!("de"))], &["locale:unknown_value"]);
    check(&[("email", json!("ines@")), ("password", json!("court"))], &["email:bad_form", "password:too_short"]);
    assert!(house.letters().is_empty());
}

#[test]
fn a_body_that_is_none_is_a_bad_request() {
    let house = House::in_memory();
    let check = |kind: &str, body: &str, status: u16, code: &str, want: &[&str]| {
        assert_eq!(house.call("POST", PATH).bytes(kind, body).send().problem(status, code), want, "{body}");
    };
    check("application/json", "{", 400, "bad_json", &[]);
    check("application/json", "[]", 400, "wrong_type", &[]);
    check("application/json", "{\"admin\": true}", 400, "unknown_field", &["admin:unknown_field"]);
    check("application/json", "{\"email\": 3}", 400, "wrong_type", &["email:wrong_type"]);
    check("application/json", "{\"email\": \"a\", \"email\": \"b\"}", 400, "given_twice", &["email:given_twice"]);
    check("text/plain", "{}", 415, "wrong_media_type", &[]);
    check("application/json", &format!("\"{}\"", "a".repeat(64 * 1024)), 413, "too_large", &[]);
}

/// One address gets five codes, and one more every ten minutes. A repeat under the same key mails nothing.
#[test]
fn mails_are_counted() {
    let house = House::like(Like { in_memory: true, ..Like::default() });
    let first = house.post(PATH, body()).header("idempotency-key", "k1").send().json(202);
    assert_eq!(house.post(PATH, body()).header("idempotency-key", "k1").send().json(202), first);
    assert_eq!(house.letters().len(), 1);
    let other = with(&[("last_name", json!("Autre"))]);
    house.post(PATH, other).header("idempotency-key", "k1").send().problem(409, "idempotency_key");
    for _ in 0..2 {
        house.post(PATH, with(&[("email", json!("INES@exemple.fr"))])).send().check(202);
    }
    let refused = house.post(PATH, body()).send();
    assert_eq!(refused.header("retry-after"), "600");
    refused.problem(429, "too_many");
    house.pass(SignedDuration::from_mins(10));
    house.post(PATH, body()).send().check(202);
}

/// What waits for its code owns nothing: the record forgets it after a week, and the address is free.
#[test]
fn what_is_never_proved_goes() {
    let house = House::open();
    let signup = house.post(PATH, body()).send().json(202);
    let (_, code) = house.code();
    house.pass(SignedDuration::from_hours(7 * 24));
    assert_eq!(sweep(&house).signups, 1);
    house.post("/api/v1/signups/verify", json!({"signup_id": signup["signup_id"], "code": code})).send().problem(404, "not_found");
}

fn sweep(house: &House) -> Swept {
    house.block_on(tidy::sweep(&house.app)).expect("swept")
}

/// The form of the page that joins, as browsers send it with a picture, or with the name of one that is held.
fn form(house: &House, first_name: &str, kept: &str, picture: bool) -> Answer {
    let mut body = Vec::new();
    let fields = [("first_name", first_name), ("last_name", "Moreau"), ("email", "ines@exemple.fr"), ("photo_kept", kept)];
    for (name, value) in fields.into_iter().chain([("pledge", "yes"), ("privacy", "yes"), ("pledge_version", "1")]) {
        body.extend_from_slice(format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes());
    }
    if picture {
        body.extend_from_slice(b"--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"x.jpg\"\r\n");
        body.extend_from_slice(b"Content-Type: image/jpeg\r\n\r\n");
        body.extend_from_slice(include_bytes!("../../data/cmyk.jpg"));
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--b--\r\n");
    let call = house.call("POST", "/signup").header("sec-fetch-site", "same-origin");
    call.bytes("multipart/form-data; boundary=b", body).send()
}

/// The pictures that wait for an owner.
fn waiting(house: &House) -> Vec<MediaId> {
    let waiting = house.app.store.read(|tx| Ok::<_, Refusal>(tx.waiting_pictures(None, 1_000)?)).expect("the record can be read");
    waiting.into_iter().map(|picture| picture.id).collect()
}

fn signups(house: &House) -> Vec<Signup> {
    house.app.store.read(|tx| Ok::<_, Refusal>(tx.signups(None, 100)?)).expect("the record can be read")
}

/// How many of the three files of a picture are there.
fn files(house: &House, id: MediaId) -> usize {
    let there = |size: &Size| house.app.media.read(id, *size).expect("the disk can be read").is_some();
    Size::ALL.iter().filter(|size| there(size)).count()
}

/// A photo that came with a sign-up waits as long as the sign-up does, and goes with it: the row and the files.
#[test]
fn the_photo_of_who_is_never_proved_goes() {
    let house = House::open();
    form(&house, "Inès", "", true).check(303);
    let [photo] = waiting(&house)[..] else { panic!("not one picture: {:?}", waiting(&house)) };
    assert_eq!(signups(&house)[0].photo, Some(photo));
    house.pass(SignedDuration::from_hours(7 * 24) - SignedDuration::from_secs(1));
    assert_eq!((sweep(&house).pictures, files(&house, photo)), (0, 3), "it waits with its sign-up, longer than a form holds one");
    house.pass(SignedDuration::from_secs(1));
    let swept = sweep(&house);
    assert_eq!((swept.signups, swept.pictures), (1, 1));
    assert_eq!((waiting(&house).len(), files(&house, photo)), (0, 0));
}

/// A picture that a form holds is named with a seal, and for an hour: another's name, a seal that was made up and one that is too old get none.
#[test]
fn a_held_picture_is_for_its_form_alone() {
    let house = House::like(Like { no_limits: true, ..Like::default() });
    let hold = || {
        let page = form(&house, "", "", true).check(422).text();
        page.split("name=\"photo_kept\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a signed name").to_owned()
    };
    let joins_with = |kept: &str| {
        form(&house, "Inès", kept, false).check(303);
        signups(&house).iter().max_by_key(|signup| signup.id).expect("a sign-up").photo.map(|photo| photo.to_string())
    };
    let (mine, other) = (hold(), hold());
    let ((id, seal), (other_id, other_seal)) = (mine.split_once('.').expect("a seal"), other.split_once('.').expect("a seal"));
    let mut tries = 0;
    for forged in
        [id.to_owned(), format!("{id}."), format!("{id}.{other_seal}"), format!("{other_id}.{seal}"), format!("{id}.{}", "A".repeat(43))]
    {
        house.pass(SignedDuration::from_secs(1));
        assert_eq!(joins_with(&forged), None, "{forged}");
        tries += 1;
    }
    house.pass(SignedDuration::from_mins(60) - SignedDuration::from_secs(tries + 1));
    assert_eq!(joins_with(&mine).as_deref(), Some(id), "a second before the hour is over");
    house.pass(SignedDuration::from_secs(1));
    assert_eq!(joins_with(&other), None, "an hour old");
    assert_eq!(sweep(&house).pictures, 1);
    assert_eq!(waiting(&house).iter().map(MediaId::to_string).collect::<Vec<_>>(), [id]);
}

/// Pictures that are claimed hide none behind them that is not, however many they are.
#[test]
fn claimed_pictures_do_not_starve_the_sweep() {
    let house = House::open();
    house.post(PATH, body()).send().json(202);
    let signup = signups(&house)[0].id;
    let now = house.app.now();
    let mut ids: Vec<MediaId> = (0..1_001).map(|_| MediaId::new(now, house.app.id_chance())).collect();
    ids.sort();
    let last = ids[1_000];
    let put = house.app.store.write(move |tx| {
        for &id in &ids {
            let owner = if id == last { Owner::Held } else { Owner::Signup(signup) };
            tx.put_picture(&Picture { id, owner, at: now });
        }
        Ok::<_, Refusal>(())
    });
    house.block_on(put).expect("the record can be written");
    house.pass(SignedDuration::from_hours(1));
    assert_eq!(sweep(&house).pictures, 1, "behind a thousand that are claimed");
    house.pass(SignedDuration::from_hours(7 * 24));
    let swept = sweep(&house);
    assert_eq!((swept.signups, swept.pictures, waiting(&house).len()), (1, 1_000, 0), "more than one page goes at once");
}
