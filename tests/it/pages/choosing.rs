//! A name that several towns have: people choose among them, without script, and nothing that they typed is lost. And what is wrong is told
//! under the name that the field has on the page.

use serde_json::json;

use super::{check, event, form, led_to, page};
use crate::client::Answer;
use crate::house::House;

const JOINING: [(&str, &str); 7] = [
    ("first_name", "Inès"),
    ("last_name", "Moreau"),
    ("email", "ines@exemple.fr"),
    ("place", "Montreuil"),
    ("pledge_version", "1"),
    ("pledge", "yes"),
    ("privacy", "yes"),
];

/// The first of several is the most populous, and ticked; another stands below it.
#[track_caller]
fn check_choice(answer: Answer) -> String {
    let text = answer.check(422).text();
    check(
        &text,
        &["De quel lieu s’agit-il ?", "name=\"place_pick\" value=\"fr-93048\" checked", "name=\"place_for\" value=\"Montreuil\""],
        &[],
    );
    let at = |id: &str| text.find(&format!("name=\"place_pick\" value=\"{id}\""));
    assert!(at("fr-93048") < at("fr-85148") && at("fr-85148").is_some(), "{text}");
    text
}

fn and<'a>(fields: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let others = fields.iter().filter(|(name, _)| !more.iter().any(|(other, _)| other == name));
    others.copied().chain(more.iter().copied()).collect()
}

#[test]
fn joining_from_a_town_whose_name_several_have() {
    let house = House::in_memory();
    let asked = form(&house, "/signup", &JOINING).header("cookie", "lang=fr").send();
    check(&check_choice(asked), &["value=\"Inès\"", "value=\"Moreau\"", "value=\"ines@exemple.fr\""], &[]);
    // With another flaw the choice stays made.
    let chosen = [("place_for", "Montreuil"), ("place_pick", "fr-85148")];
    let again = form(&house, "/signup", &and(&and(&JOINING, &chosen), &[("email", "ines")])).header("cookie", "lang=fr").send();
    check(&again.check(422).text(), &["value=\"Montreuil (85200)\"", "value=\"fr-85148\"", "href=\"#email\""], &["name=\"place_pick\""]);
    // Another text is another place, whatever was ticked.
    let lyon = form(&house, "/signup", &and(&and(&JOINING, &chosen), &[("place", "Lyon")])).send();
    assert!(led_to(&lyon).starts_with("/signup/code"));
    let done = form(&house, "/signup", &and(&and(&JOINING, &chosen), &[("email", "autre@exemple.fr")])).send();
    assert!(led_to(&done).starts_with("/signup/code"));
}

#[test]
fn nobody_guesses_for_a_stranger_which_of_two_towns_is_theirs() {
    let house = House::in_memory();
    let asked = form(&house, "/signup", &and(&JOINING, &[("place", "Saint-Denis")])).header("cookie", "lang=fr").send().check(422).text();
    check(
        &asked,
        &["name=\"place_pick\" value=\"fr-97411\"", "name=\"place_pick\" value=\"fr-93066\""],
        &["name=\"place_pick\" value=\"fr-97411\" checked"],
    );
}

#[test]
fn the_same_in_the_profile_for_an_event_and_near_me() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let profile = [("first_name", "Inès"), ("last_name", "Moreau"), ("place", "Montreuil"), ("lang", "fr")];
    check_choice(form(&house, "/me/profile", &profile).by(&ines).send());
    let four = [("kind", "leafleting"), ("title", "Tracts"), ("start_date", "2026-11-28"), ("start_time", "10:30"), ("place", "Montreuil")];
    check_choice(form(&house, "/events/new", &four).by(&ines).send());
    let team = [("name", "Montreuil en commun"), ("kind", "local"), ("place", "Montreuil")];
    check_choice(form(&house, "/teams/new", &team).by(&ines).send());
    event(&house, &ines, json!({}));
    let near = page(&house, "/events?place=Montreuil", None, "fr");
    check(&near, &["Actions près de Montreuil", "Tracts au marché", "name=\"place_pick\" value=\"fr-93048\" checked"], &[]);
    let other = page(&house, "/events?place=Montreuil&place_for=Montreuil&place_pick=fr-85148", None, "fr");
    check(&other, &["Montreuil (85200)"], &["Tracts au marché", "name=\"place_pick\""]);
}

/// In each line of the summary the field is called as its label is.
#[track_caller]
fn check_labels(answer: Answer, least: usize) {
    let page = answer.check(422).text().replace(['\u{202f}', '\u{a0}'], " ");
    let mut checked = 0;
    for line in page.split("<li><a href=\"#").skip(1) {
        let (id, text) =
            line.split_once("\">").and_then(|(id, rest)| Some((id, rest.split_once("</a>")?.0))).expect("a line of the summary");
        let label = page.split(&format!("<label for=\"{id}\">")).nth(1).and_then(|rest| rest.split(['<']).next()).map(str::trim);
        if let (Some(label), Some((called, _))) = (label, text.split_once(" : ")) {
            assert_eq!(called, label, "{id}");
            checked += 1;
        }
    }
    assert!(checked >= least, "{checked} of {least} lines: {page}");
}

#[test]
fn what_is_wrong_is_told_under_the_name_of_its_field() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let send = |path: &str, fields: &[(&str, &str)]| form(&house, path, fields).header("cookie", "lang=fr").send();
    check_labels(send("/signup", &and(&JOINING, &[("first_name", ""), ("email", "x"), ("password", "court")])), 4);
    let by = |path: &str, fields: &[(&str, &str)]| form(&house, path, fields).by(&ines).send();
    let profile = [("first_name", ""), ("last_name", ""), ("place", "Montreuil"), ("phone", "x"), ("lang", "fr")];
    check_labels(by("/me/profile", &profile), 4);
    let event = [
        ("kind", "leafleting"),
        ("title", ""),
        ("start_date", ""),
        ("start_time", "x"),
        ("end_time", "x"),
        ("end_date", "x"),
        ("place", "Montreuil"),
        ("capacity", "x"),
        ("wanted", "x"),
        ("guests_max", "x"),
        ("online_url", "x"),
        ("contact_email", "x"),
        ("contact_phone", "x"),
    ];
    check_labels(by("/events/new", &event), 11);
    check_labels(by("/teams/new", &[("name", ""), ("place", "Montreuil"), ("kind", "local"), ("links", "x")]), 3);
}
