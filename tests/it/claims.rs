//! People of an older list: asked by letter to join, reminded once, invisible until they do, and forgotten when they say so.

use banderole::app::claims;
use banderole::app::import::{Fate, Import, Row, What};
use banderole::domain::chore::{Letter, MailChore};
use banderole::domain::refusal::Refusal;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::house::House;
use crate::pages::{check, form, led_to, page};

/// What became of the rows of a file of people without a pledge, and how many of them get letters.
fn brought(house: &House, emails: &[&str], mut import: Import) -> (Vec<Fate>, u64) {
    let row = |(line, email): (usize, &&str)| {
        let columns = [("email", *email), ("first_name", "Zoé"), ("last_name", "Le Goff"), ("postcode", "29200"), ("town", "Brest")];
        Row { line: line as u64 + 2, fields: columns.map(|(name, text)| (name.to_owned(), text.to_owned())).into() }
    };
    let fates = import.take(&house.app, emails.iter().enumerate().map(row).collect()).expect("the record holds");
    (fates.into_iter().map(|(_, fate)| fate).collect(), import.asked())
}

fn members() -> Import {
    Import::new(What::Members, false)
}

/// The letters to people of older lists that are due: to whom, whether it is the reminder, where they lead, where they are ended.
fn asked(house: &House) -> Vec<(String, bool, String, String)> {
    let told = |mail: MailChore| match mail.letter {
        Letter::Claim { again, link, stop, .. } if !claims::is_settled(&house.app, &MailChore { ..mail.clone() }).expect("read") => {
            Some((mail.to.to_string(), again, link, stop))
        }
        _ => None,
    };
    house.letters().into_iter().filter_map(told).collect()
}

/// The token of a letter to somebody who was brought just now.
pub fn another(house: &House) -> String {
    let email = format!("p{}@exemple.fr", u64::from_le_bytes(house.app.random()));
    brought(house, &[&email], members());
    house.pass(SignedDuration::from_secs(1));
    let letters = asked(house);
    let (.., link, _) = letters.iter().find(|(to, ..)| *to == email).expect("a letter");
    link.trim_start_matches("/claim/").to_owned()
}

const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

#[test]
fn they_join_by_the_letter_and_are_nobody_before() {
    let house = House::in_memory();
    let (fates, count) = brought(&house, &["zoe@exemple.fr"], members());
    assert_eq!((fates, count), (vec![Fate::TAKEN], 1));
    let letters = asked(&house);
    let [(to, false, link, _)] = letters.as_slice() else { panic!("{letters:?}") };
    assert_eq!(to, "zoe@exemple.fr");
    house.post("/api/v1/sessions/code", json!({"email": "zoe@exemple.fr"})).send().check(202);
    assert!(house.letters().is_empty(), "there is no account to sign in to");
    // Scanners open links: nothing comes of it.
    let seen = house.get(link).header("accept-language", "fr").send().check(200);
    check(&seen.text(), &["Zoé Le Goff", "zoe@exemple.fr", "Brest (29200)", "Effacer ce qui me concerne"], &[]);
    assert_eq!((seen.header("cache-control"), seen.header("x-robots-tag"), seen.header("set-cookie")), ("no-store", "noindex", ""));
    let known = house.get(&format!("/api/v1/claims{}", link.trim_start_matches("/claim"))).send().json(200);
    assert_eq!(known, json!({"first_name": "Zoé", "last_name": "Le Goff", "email": "zoe@exemple.fr", "phone": null, "town": "Brest"}));
    let token = link.trim_start_matches("/claim/");
    let filled = page(&house, &format!("/signup?claim={token}"), None, "fr");
    check(&filled, &["value=\"Zoé\"", "value=\"zoe@exemple.fr\"", "value=\"Brest (29200)\""], &["name=\"pledge\" value=\"yes\" checked"]);
    let joining = [
        ("first_name", "Zoé"),
        ("last_name", "Le Goff"),
        ("email", "zoe@exemple.fr"),
        ("place", "Brest (29200)"),
        ("pledge", "yes"),
        ("privacy", "yes"),
        ("pledge_version", "1"),
    ];
    let to_code = led_to(&form(&house, "/signup", &joining).send());
    assert!(to_code.starts_with("/signup/code"), "{to_code}");
    let (_, code) = house.code();
    let signup = house.post("/api/v1/signups", signup_body()).send().json(202)["signup_id"].clone();
    let (_, other) = house.code();
    assert_ne!(code, other);
    let joined = house.post("/api/v1/signups/verify", json!({"signup_id": signup, "code": other})).send().json(201);
    assert_eq!(joined["member"]["email"], "zoe@exemple.fr");
    house.get(link).send().check(409);
    house.pass(WEEK);
    assert_eq!(asked(&house), [], "who has joined is not reminded");
}

fn signup_body() -> Value {
    json!({
        "first_name": "Zoé", "last_name": "Le Goff", "email": "zoe@exemple.fr", "pledge_version": 1, "pledge_accepted": true,
        "privacy_accepted": true,
    })
}

#[test]
fn they_are_reminded_once_and_asked_again_only_after_a_month() {
    let house = House::in_memory();
    brought(&house, &["zoe@exemple.fr"], members());
    assert_eq!(asked(&house).len(), 1);
    house.pass(WEEK - SignedDuration::from_secs(1));
    assert_eq!(asked(&house), []);
    house.pass(SignedDuration::from_secs(1));
    let [(_, true, ..)] = asked(&house)[..] else { panic!("the reminder") };
    house.pass(WEEK);
    assert_eq!(asked(&house), []);
    let again = |email: Option<&str>| house.block_on(claims::ask_those(&house.app, email.map(|email| email.parse().expect("an address"))));
    assert_eq!(again(None), Ok(0), "asked within a month");
    house.pass(WEEK * 3);
    assert_eq!((again(None), again(Some("zoe@exemple.fr"))), (Ok(1), Ok(0)));
    house.member("ines@exemple.fr");
    assert_eq!(again(Some("ines@exemple.fr")), Err(Refusal::field("email", "joined_already")));
    assert_eq!(again(Some("personne@exemple.fr")), Err(Refusal::field("email", "unknown_member")));
    assert_eq!(claims::waiting(&house.app), Ok(1));
}

#[test]
fn who_says_that_it_is_not_them_is_forgotten() {
    let house = House::in_memory();
    brought(&house, &["zoe@exemple.fr", "yanis@exemple.fr"], members());
    house.pass(SignedDuration::from_mins(5));
    let letters = asked(&house);
    let [(_, _, zoe, _), (_, _, yanis, stop)] = letters.as_slice() else { panic!("{letters:?}") };
    let done = form(&house, &format!("{zoe}/forget"), &[]).header("accept-language", "fr").send().check(200).text();
    check(&done, &["C’est effacé"], &["zoe@exemple.fr"]);
    house.get(zoe).send().check(409);
    house.get(&format!("{zoe}x")).send().check(404);
    let (fates, count) = brought(&house, &["zoe@exemple.fr"], members());
    assert_eq!((fates, count), (vec![Fate::Refused(Refusal::field("email", "wants_no_invitation"))], 0));
    let door = format!("/api/v1/claims{}", yanis.trim_start_matches("/claim"));
    // No more letters is less than to be forgotten; opening the link does neither.
    check(&house.get(stop).header("accept-language", "fr").send().check(200).text(), &["Ne plus recevoir"], &[]);
    house.pass(WEEK);
    assert_eq!(asked(&house).len(), 1, "the reminder of who was not stopped");
    form(&house, stop, &[("List-Unsubscribe", "One-Click")]).send().check(200);
    assert_eq!(house.block_on(claims::ask_those(&house.app, None)), Ok(0));
    house.get(&door).send().json(200);
    house.delete(&door).send().check(204);
    house.delete(&door).send().problem(409, "claim_over");
    assert_eq!(claims::waiting(&house.app), Ok(0));
}

#[test]
fn letters_are_spread_out_and_a_dry_run_or_a_silent_one_sends_none() {
    let house = House::in_memory();
    let emails: Vec<String> = (0..6).map(|n| format!("m{n}@exemple.fr")).collect();
    let emails: Vec<&str> = emails.iter().map(String::as_str).collect();
    assert_eq!(brought(&house, &emails, Import::new(What::Members, true)).1, 6, "a dry run counts them");
    assert_eq!((asked(&house), claims::waiting(&house.app)), (vec![], Ok(0)));
    assert_eq!(brought(&house, &emails, members().without_letters()).1, 0);
    assert_eq!((asked(&house), claims::waiting(&house.app)), (vec![], Ok(6)));
    assert_eq!(house.block_on(claims::ask_those(&house.app, None)), Ok(6));
    // 120 letters a minute, of which half are for these: one a second.
    assert_eq!(asked(&house).len(), 1);
    house.pass(SignedDuration::from_secs(2));
    assert_eq!(asked(&house).len(), 2);
    house.pass(SignedDuration::from_secs(3));
    assert_eq!((asked(&house).len(), claims::minutes_for(&house.app, 61)), (3, 2));
}

#[test]
fn a_link_ends_after_two_months() {
    let house = House::in_memory();
    brought(&house, &["zoe@exemple.fr"], members());
    let (_, _, link, stop) = asked(&house).remove(0);
    house.pass(SignedDuration::from_hours(60 * 24));
    let over = house.get(&link).header("accept-language", "en").send().check(409).text();
    check(&over, &["You can sign up like everybody"], &["zoe@exemple.fr"]);
    house.get(&stop).send().check(409);
    let token = link.trim_start_matches("/claim/");
    check(&page(&house, &format!("/signup?claim={token}"), None, "fr"), &["Rejoindre"], &["zoe@exemple.fr"]);
}
