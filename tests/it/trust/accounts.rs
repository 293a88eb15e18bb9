//! Accounts: what a password may be, the address, the second factor.

use banderole::app::keeper;
use banderole::domain::refusal::Refusal;
use serde_json::{Value, json};

use crate::house::House;
use crate::pages::{check, form};

const PASSWORD: &str = "trois petits tambours gris";

#[test]
fn a_password_that_is_easy_to_guess_is_refused_at_every_door() {
    let house = House::open();
    let join = |password: &str| -> Vec<String> {
        let body = json!({"first_name": "Zoé", "last_name": "Le Goff", "email": "zoe@exemple.fr", "password": password, "pledge_version": 1,
            "pledge_accepted": true, "privacy_accepted": true});
        house.post("/api/v1/signups", body).send().problem(422, "invalid")
    };
    assert_eq!(join("motdepasse-75"), ["password:too_common"]);
    assert_eq!(join("azertyuiop12"), ["password:too_simple"]);
    assert_eq!(join("Zoe.LeGoff.2027"), ["password:too_personal"]);
    assert_eq!(join(&format!("{} 2027", house.app.network.name)), ["password:too_personal"]);
    // Beside other flaws too.
    let body: Value = json!({"first_name": "", "last_name": "Le Goff", "email": "zoe@exemple.fr", "password": "legoff-2027-zoe"});
    let flaws = house.post("/api/v1/signups", body).send().problem(422, "invalid");
    assert!(flaws.iter().any(|flaw| flaw == "password:too_personal"), "{flaws:?}");
    let ines = house.member_with("ines@exemple.fr", PASSWORD);
    let change = |new: &str| form(&house, "/me/security/password", &[("password", PASSWORD), ("new_password", new)]).by(&ines).send();
    check(&change("counterstrike").check(422).text(), &["plus courants"], &["counterstrike"]);
    check(&change("ines-exemple-2027").check(422).text(), &["se devinent"], &[]);
    change("trois petits tambours verts").check(303);
    let email = "ines@exemple.fr".parse().expect("an address");
    let refused = house.block_on(keeper::set_password(&house.app, &email, Some("Ines Exemple 1".to_owned()))).expect_err("refused");
    assert!(matches!(&refused, Refusal::Invalid(flaws) if flaws[0].code == "too_personal"), "{refused:?}");
}

/// A bug of before 2026-11-23: the fifth wrong try at a code to sign in was told that the code is void, and the right one still signed in.
#[test]
fn a_code_that_was_tried_five_times_is_void_at_every_door() {
    let house = House::open();
    let ines = house.member("ines@exemple.fr");
    let refused = |verify: &dyn Fn(&str) -> crate::client::Answer, code: &str| {
        let wrong = if code == "222222" { "333333" } else { "222222" };
        for _ in 0..4 {
            assert_eq!(verify(wrong).problem(422, "invalid"), ["code:wrong_code"]);
        }
        verify(wrong).problem(409, "code_void");
        verify(code).problem(409, "code_void");
        verify(code).problem(409, "code_void");
    };
    let attempt = house.post("/api/v1/sessions/code", json!({"email": "ines@exemple.fr"})).send().json(202)["attempt_id"].clone();
    let (_, code) = house.code();
    refused(&|code| house.post("/api/v1/sessions/code/verify", json!({"attempt_id": attempt, "code": code})).send(), &code);
    let attempt = house.call("POST", "/api/v1/me/confirm/code").by(&ines).send().json(202)["attempt_id"].clone();
    let (_, code) = house.code();
    refused(&|code| house.post("/api/v1/me/confirm/code/verify", json!({"attempt_id": attempt, "code": code})).by(&ines).send(), &code);
    // For an address that nobody has, the answers are the same.
    let attempt = house.post("/api/v1/sessions/code", json!({"email": "personne@exemple.fr"})).send().json(202)["attempt_id"].clone();
    refused(&|code| house.post("/api/v1/sessions/code/verify", json!({"attempt_id": attempt, "code": code})).send(), "444444");
}
