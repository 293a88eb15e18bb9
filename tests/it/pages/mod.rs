//! Pages through the real server: what must be on them, what must not, and what a form leaves behind.

mod answers;
mod choosing;
mod editing;
mod filters;
mod finding;
mod reading;

use serde_json::{Value, json};

use crate::client::{Answer, Call};
use crate::house::House;
use crate::people::{Person, id};

/// A form, as browsers send it without script.
pub fn form(house: &House, path: &str, fields: &[(&str, &str)]) -> Call {
    let encoded = |text: &str| -> String {
        let written = |b: u8| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") };
        text.bytes().map(written).collect()
    };
    let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    let call = house.call("POST", path).header("sec-fetch-site", "same-origin");
    call.bytes("application/x-www-form-urlencoded", pairs.join("&"))
}

/// A page in this language, as somebody sees it.
#[track_caller]
pub fn page(house: &House, path: &str, who: Option<&Person>, lang: &str) -> String {
    let answer = house.get(path).maybe_by(who).header("accept-language", lang).header("cookie", &format!("lang={lang}")).send();
    let answer = answer.check(200);
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    answer.text()
}

/// Texts that must be on a page, and texts that must not.
#[track_caller]
pub fn check(page: &str, with: &[&str], without: &[&str]) {
    let plain = page.replace(['\u{202f}', '\u{a0}'], " ");
    for text in with {
        assert!(plain.contains(text), "{text:?} is not in {plain}");
    }
    for text in without {
        assert!(!plain.contains(text), "{text:?} is in {plain}");
    }
}

/// Where a form led to.
#[track_caller]
pub fn led_to(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.header("location").to_owned()
}

/// An event of somebody's, in Montreuil on Saturday the 28th at 10:30, changed so; its id.
pub fn event(house: &House, who: &Person, change: Value) -> String {
    let mut body = json!({
        "kind": "leafleting",
        "title": "Tracts au marché",
        "starts_at": "2026-11-28T10:30:00+01:00",
        "place": {"name": "Place du Marché", "street": "3 rue du Puits", "town": "Montreuil", "postcode": "93100", "country": "FR", "lat": 48.8605, "lon": 2.4431},
    });
    for (name, value) in change.as_object().expect("an object") {
        body[name] = value.clone();
    }
    id(&house.post("/api/v1/events", body).by(who).send().json(201))
}
