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
