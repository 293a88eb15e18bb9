//! The second factor: asked for at every way in, never gone round, required of whoever looks after the network.

use banderole::app::factor::{self, totp};
use banderole::app::{keeper, sessions};
use banderole::domain::member::Role;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::client::Answer;
use crate::house::{House, Like};
use crate::pages::{check, form, led_to, page};
use crate::people::Person;
use crate::trust::privacy::unzipped;

const PASSWORD: &str = "trois petits tambours gris";
const EMAIL: &str = "ines@exemple.fr";

/// What counts codes, as an app does.
struct App([u8; 20]);

impl App {
    fn code(&self, house: &House, steps: i64) -> String {
        totp(&self.0, house.app.now().as_second() / 30 + steps)
    }
}

/// The same person with another secret.
fn renewed(person: &Person, answer: &Value) -> Person {
    Person { token: answer["token"].as_str().expect("a token").to_owned(), ..person.clone() }
}

/// Sets one up: the app, and the codes on paper.
fn set_up(house: &House, who: &Person) -> (App, Vec<String>) {
    let setup = house.call("POST", "/api/v1/me/factor").by(who).send().json(201);
    let secret = setup["secret"].as_str().expect("a secret");
    assert!(setup["uri"].as_str().expect("an address").ends_with(&format!("?secret={secret}&issuer={}", house.app.network.name)));
    let app = App(data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).expect("base 32").try_into().expect("20 bytes"));
    let verify = |code: &str| house.post("/api/v1/me/factor/verify", json!({"code": code})).by(who).send();
    assert_eq!(verify("000000").problem(422, "invalid"), ["code:wrong_totp"]);
    let papers = verify(&app.code(house, 0)).json(201)["recovery_codes"].clone();
    verify(&app.code(house, 1)).problem(409, "factor_off");
    let papers: Vec<String> = papers.as_array().expect("codes").iter().map(|code| code.as_str().expect("a code").to_owned()).collect();
    assert_eq!(papers.len(), 10);
    (app, papers)
}

#[test]
fn every_way_in_asks_for_it_and_each_code_is_good_once() {
    let house = House::open();
    let ines = house.member_with(EMAIL, PASSWORD);
    let sign_in = |totp: Option<&str>| -> Answer {
        let body = json!({"email": EMAIL, "password": PASSWORD, "totp": totp});
        house.post("/api/v1/sessions", body).send()
    };
    sign_in(None).check(201);
    let (app, papers) = set_up(&house, &ines);
    house.letters();
    assert_eq!(sign_in(None).problem(422, "invalid"), ["totp:missing"]);
    assert_eq!(sign_in(Some("000000")).problem(422, "invalid"), ["totp:wrong_totp"]);
    assert_eq!(sign_in(Some(&app.code(&house, 0))).problem(422, "invalid"), ["totp:wrong_totp"], "it was used to turn it on");
    sign_in(Some(&app.code(&house, 1))).check(201);
    assert_eq!(sign_in(Some(&app.code(&house, 1))).problem(422, "invalid"), ["totp:wrong_totp"], "it was used");
    house.pass(SignedDuration::from_mins(5));
    assert_eq!(sign_in(Some(&app.code(&house, -2))).problem(422, "invalid"), ["totp:wrong_totp"], "it is old");
    sign_in(Some(&papers[0].to_lowercase())).check(201);
    assert_eq!(sign_in(Some(&papers[0])).problem(422, "invalid"), ["totp:wrong_totp"], "it was used");
    // Whoever does not know the password is not told that there is a second factor.
    let wrong = json!({"email": EMAIL, "password": "un autre mot de passe", "totp": papers[1]});
    assert_eq!(house.post("/api/v1/sessions", wrong).send().problem(422, "invalid"), ["password:wrong_credentials"]);
    // A mailed code does not go round it.
    let attempt = house.post("/api/v1/sessions/code", json!({"email": EMAIL})).send().json(202)["attempt_id"].clone();
    let (_, code) = house.code();
    let verify =
        |totp: Option<&str>| house.post("/api/v1/sessions/code/verify", json!({"attempt_id": attempt, "code": code, "totp": totp})).send();
    assert_eq!(verify(None).problem(422, "invalid"), ["totp:missing"]);
    assert_eq!(verify(Some("000000")).problem(422, "invalid"), ["totp:wrong_totp"]);
    verify(Some(&app.code(&house, 0))).check(201);
    verify(Some(&papers[1])).problem(404, "not_found");
    // Nor does signing up again with the address.
    let body = json!({"first_name": "Zoé", "last_name": "Le Goff", "email": EMAIL, "pledge_version": 1, "pledge_accepted": true, "privacy_accepted": true});
    let signup = house.post("/api/v1/signups", body).send().json(202)["signup_id"].clone();
    let (_, code) = house.code();
    let proved = house.post("/api/v1/signups/verify", json!({"signup_id": signup, "code": code})).send();
    assert_eq!(proved.problem(422, "invalid"), ["totp:missing"]);
}

#[test]
fn five_wrong_codes_end_a_sign_in() {
    let house = House::open();
    let ines = house.member_with(EMAIL, PASSWORD);
    let (app, _) = set_up(&house, &ines);
    house.letters();
    let attempt = house.post("/api/v1/sessions/code", json!({"email": EMAIL})).send().json(202)["attempt_id"].clone();
    let (_, code) = house.code();
    let verify = |totp: &str| house.post("/api/v1/sessions/code/verify", json!({"attempt_id": attempt, "code": code, "totp": totp})).send();
    for _ in 0..4 {
        assert_eq!(verify("000000").problem(422, "invalid"), ["totp:wrong_totp"]);
    }
    // As with the codes of letters: the fifth is the last.
    verify("000000").problem(409, "code_void");
    verify(&app.code(&house, 1)).problem(409, "code_void");
}

#[test]
fn a_proof_of_who_one_is_takes_the_second_factor() {
    let house = House::open();
    let ines = house.member_with(EMAIL, PASSWORD);
    let (app, papers) = set_up(&house, &ines);
    house.letters();
    house.pass(SignedDuration::from_mins(10));
    house.delete("/api/v1/me/factor").by(&ines).send().problem(403, "confirm");
    let flaws = |answer: Answer| answer.problem(422, "invalid");
    assert_eq!(flaws(house.post("/api/v1/me/confirm", json!({"password": PASSWORD})).by(&ines).send()), ["totp:missing"]);
    let attempt = house.call("POST", "/api/v1/me/confirm/code").by(&ines).send().json(202)["attempt_id"].clone();
    let (_, code) = house.code();
    let by_code = json!({"attempt_id": attempt, "code": code});
    assert_eq!(flaws(house.post("/api/v1/me/confirm/code/verify", by_code).by(&ines).send()), ["totp:missing"]);
    let confirm = |who: &Person, totp: &str| house.post("/api/v1/me/confirm/totp", json!({"totp": totp})).by(who).send();
    assert_eq!(flaws(confirm(&ines, "000000")), ["totp:wrong_totp"]);
    let ines = renewed(&ines, &confirm(&ines, &app.code(&house, 0)).json(201));
    let again = house.call("POST", "/api/v1/me/factor/codes").by(&ines).send().json(201)["recovery_codes"].clone();
    assert_eq!(flaws(confirm(&ines, &papers[0])), ["totp:wrong_totp"], "the papers of before are worth nothing");
    let ines = renewed(&ines, &confirm(&ines, again[0].as_str().expect("a code")).json(201));
    assert_eq!(house.get("/api/v1/me/factor").by(&ines).send().json(200)["codes_left"], 9);
    house.delete("/api/v1/me/factor").by(&ines).send().check(204);
    assert_eq!(house.get("/api/v1/me/factor").by(&ines).send().json(200)["since"], Value::Null);
    house.post("/api/v1/sessions", json!({"email": EMAIL, "password": PASSWORD})).send().check(201);
}

#[test]
fn what_one_takes_away_tells_that_there_is_one_and_never_its_secret() {
    let house = House::open();
    let ines = house.member_with(EMAIL, PASSWORD);
    let (app, papers) = set_up(&house, &ines);
    house.post("/api/v1/me/email", json!({"email": "ines@ailleurs.example"})).by(&ines).send().check(202);
    let zip = house.get("/api/v1/me/export").by(&ines).send().check(200);
    let files = unzipped(&zip.body);
    let held = |name: &str| String::from_utf8_lossy(&files[name]).into_owned();
    check(&held("second_factor.json"), &["\"codes_left\": 10", "since"], &["secret", "last_step"]);
    check(&held("new_address.json"), &["ines@ailleurs.example"], &["hash", "salt"]);
    let secret = data_encoding::BASE32_NOPAD.encode(&app.0);
    for (name, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains(&secret) && papers.iter().all(|paper| !text.contains(paper)), "{name}");
    }
}

#[test]
fn the_keeper_takes_it_away_from_whoever_lost_it() {
    let house = House::open();
    let ines = house.member_with(EMAIL, PASSWORD);
    let email = EMAIL.parse().expect("an address");
    house.block_on(factor::reset(&house.app, &email)).expect_err("there is none");
    set_up(&house, &ines);
    house.block_on(factor::reset(&house.app, &email)).expect("taken away");
    house.get("/api/v1/me").by(&ines).send().problem(401, "sign_in");
    house.post("/api/v1/sessions", json!({"email": EMAIL, "password": PASSWORD})).send().check(201);
}

#[test]
fn the_pages_set_it_up_and_ask_for_it() {
    let house = House::open();
    let ines = house.member_with(EMAIL, PASSWORD);
    let post = |path: &str, fields: &[(&str, &str)]| form(&house, path, fields).by(&ines).send();
    check(&page(&house, "/me/factor", Some(&ines), "fr"), &["Mettre en place"], &["otpauth"]);
    assert_eq!(led_to(&post("/me/factor/begin", &[])), "/me/factor");
    let waiting = page(&house, "/me/factor", Some(&ines), "fr");
    check(&waiting, &["<svg class=\"qr\"", "Code QR"], &["style="]);
    let secret = waiting.split("secret=").nth(1).and_then(|rest| rest.split('&').next()).expect("a secret").to_owned();
    let app = App(data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).expect("base 32").try_into().expect("20 bytes"));
    check(&post("/me/factor", &[("code", "000000")]).check(422).text(), &["pas le bon"], &[]);
    let papers = post("/me/factor", &[("code", &app.code(&house, 0))]).check(200).text();
    let paper = papers
        .split("<ul class=\"keys\">")
        .nth(1)
        .and_then(|list| list.split("<code class=\"key\">").nth(1))
        .and_then(|rest| rest.split('<').next())
        .expect("a code")
        .to_owned();
    check(&page(&house, "/me/factor", Some(&ines), "fr"), &["Il vous en reste 10"], &[&paper, &secret]);
    // The way in: the password, then the code, for the browser that gave the password.
    let answer = form(&house, "/signin", &[("email", EMAIL), ("password", PASSWORD), ("way", "password"), ("next", "/me")]).send();
    let to = led_to(&answer);
    assert!(to.starts_with("/signin/second?ticket=") && to.ends_with("&next=/me"), "{to}");
    let mark = answer.header("set-cookie").split(';').next().expect("a cookie").to_owned();
    assert!(!mark.starts_with("s-dev="), "nobody is in yet: {mark}");
    let ticket = to.split("ticket=").nth(1).and_then(|rest| rest.split('&').next()).expect("a ticket").to_owned();
    assert!(led_to(&house.get(&to).send()).starts_with("/signin?lost=yes"), "another browser");
    check(&house.get(&to).header("cookie", &mark).send().check(200).text(), &["name=\"totp\""], &[]);
    let second = |totp: &str| {
        let fields = [("ticket", ticket.as_str()), ("next", "/me"), ("totp", totp)];
        form(&house, "/signin/second", &fields).header("cookie", &mark).send()
    };
    second("").check(422);
    second("000000").check(422);
    let done = second(&paper);
    assert_eq!(led_to(&done), "/me");
    assert!(done.header("set-cookie").starts_with("s-dev="));
    assert!(led_to(&second(&app.code(&house, 1))).starts_with("/signin?lost=yes"), "once");
}

#[test]
fn the_page_of_the_second_factor_says_how_many_tries_are_left_and_why_it_ends() {
    let house = House::in_memory();
    let ines = house.member_with(EMAIL, PASSWORD);
    set_up(&house, &ines);
    let answer = form(&house, "/signin", &[("email", EMAIL), ("password", PASSWORD), ("way", "password"), ("next", "/me")]).send();
    let mark = answer.header("set-cookie").split(';').next().expect("a cookie").to_owned();
    let to = led_to(&answer);
    let ticket = to.split("ticket=").nth(1).and_then(|rest| rest.split('&').next()).expect("a ticket").to_owned();
    let fields = [("ticket", ticket.as_str()), ("next", "/me"), ("totp", "000000")];
    let wrong = || form(&house, "/signin/second", &fields).header("cookie", &mark).header("accept-language", "fr").send();
    for left in ["Encore 4 essais.", "Encore 3 essais.", "Encore 2 essais.", "Encore 1 essai."] {
        check(&wrong().check(422).text(), &[left], &[]);
    }
    let over = led_to(&wrong());
    assert_eq!(over, "/signin?lost=second&next=/me");
    check(&page(&house, &over, None, "fr"), &["Trop d’essais, ou trop tard"], &["quart d’heure"]);
}

#[test]
fn whoever_looks_after_the_network_needs_one_when_the_keeper_says_so() {
    let house = House::like(Like { own: "[network]\nstaff_second_factor = true\n", ..Like::default() });
    let member = house.member_with("ines@exemple.fr", PASSWORD);
    let email = "admin@exemple.fr".parse().expect("an address");
    let admin = house.member_with("admin@exemple.fr", PASSWORD);
    house.block_on(keeper::promote(&house.app, &email, Role::Admin)).expect("promoted");
    let body = json!({"email": "admin@exemple.fr", "password": PASSWORD});
    let admin = renewed(&admin, &house.post("/api/v1/sessions", body).send().json(201));
    let signed_in = |who: &Person| house.get("/api/v1/audit").by(who).send();
    signed_in(&admin).problem(403, "not_allowed");
    // A token of the keeper's making is the keeper's word.
    let token = house.block_on(sessions::make_token(&house.app, &email)).expect("a token").token;
    signed_in(&Person { token, ..admin.clone() }).check(200);
    assert_eq!(house.get("/api/v1/me/factor").by(&admin).send().json(200)["required"], true);
    assert_eq!(house.get("/api/v1/me/factor").by(&member).send().json(200)["required"], false);
    let page_of = |path: &str| page(&house, path, Some(&admin), "fr");
    check(&page_of("/me"), &["Votre rôle demande un second facteur"], &["href=\"/admin\""]);
    house.get("/admin").by(&admin).send().check(403);
    set_up(&house, &admin);
    signed_in(&admin).check(200);
    check(&page_of("/me"), &["href=\"/admin\""], &["Votre rôle demande"]);
    house.delete("/api/v1/me/factor").by(&admin).send().problem(409, "factor_required");
}
