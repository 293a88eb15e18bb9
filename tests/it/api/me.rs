//! One's own account: profile, pledge, face.

use image::{ImageFormat, RgbImage};
use serde_json::{Value, json};

use crate::house::{House, Like};

const PATH: &str = "/api/v1/me";

#[test]
fn the_profile_is_read_and_changed() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let read = house.get(PATH).by(&ines).send();
    let tag = read.header("etag").to_owned();
    let me = read.json(200);
    assert_eq!(me["email"], "ines@exemple.fr");
    assert_eq!(me["role"], "member");
    assert_eq!((&me["phone"], &me["place"], &me["photo"]), (&Value::Null, &Value::Null, &Value::Null));
    house.get(PATH).by(&ines).header("if-none-match", &tag).send().check(304);

    let change = json!({"first_name": "  Inès ", "phone": "06 12 34 56 78", "place_id": "fr-93048", "locale": "en"});
    let changed = house.patch(PATH, change).by(&ines).header("if-match", &tag).send().json(200);
    assert_eq!(changed["first_name"], "Inès");
    assert_eq!(changed["place"]["town"], "Montreuil");
    assert_eq!(changed["place_id"], "fr-93048");
    assert_eq!(changed["locale"], "en");
    house.patch(PATH, json!({"phone": null})).by(&ines).header("if-match", &tag).send().problem(412, "stale");
    let changed = house.patch(PATH, json!({"phone": null, "place": null})).by(&ines).send().json(200);
    assert_eq!((&changed["phone"], &changed["place"], &changed["place_id"]), (&Value::Null, &Value::Null, &Value::Null));
}

#[test]
fn flaws_of_a_profile() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let check = |body: Value, want: &[&str]| {
        assert_eq!(house.patch(PATH, body.clone()).by(&ines).send().problem(422, "invalid"), want, "{body}");
    };
    check(json!({"first_name": null}), &["first_name:missing"]);
    check(
        json!({"first_name": "", "phone": "pas de numéro", "locale": "xx"}),
        &["first_name:missing", "phone:bad_form", "locale:unknown_value"],
    );
    check(json!({"place": {"lat": 91, "lon": 0}}), &["place.lat:bad_form"]);
    check(json!({"place": {"lat": 48}}), &["place.lon:missing"]);
    for (body, field) in
        [(json!({"email": "x@y.fr"}), "email"), (json!({"role": "admin"}), "role"), (json!({"place": {"id": 1}}), "place.id")]
    {
        assert_eq!(house.patch(PATH, body).by(&ines).send().problem(400, "unknown_field"), [format!("{field}:unknown_field")]);
    }
}

#[test]
fn the_pledge_is_a_ledger() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let pledge = "/api/v1/me/pledge";
    house.delete(pledge).by(&ines).send().check(204);
    house.delete(pledge).by(&ines).send().check(204);
    let event = json!({"kind": "party", "title": "Pique-nique", "starts_at": "2026-12-01T12:00:00Z", "place": {"town": "Lyon"}});
    house.post("/api/v1/events", event.clone()).by(&ines).send().problem(403, "pledge");
    assert_eq!(house.post(pledge, json!({})).by(&ines).send().problem(422, "invalid"), ["pledge_version:missing"]);
    house.post(pledge, json!({"version": 2})).by(&ines).send().problem(409, "pledge_version");
    let refused = house.post(pledge, json!({"version": 1, "pledge_accepted": false})).by(&ines).send();
    assert_eq!(refused.problem(422, "invalid"), ["pledge_accepted:must_accept"]);
    house.post(pledge, json!({"pledge_version": 1, "pledge_accepted": true})).by(&ines).send().check(201);
    house.post(pledge, json!({"version": 1})).by(&ines).send().check(201);
    let ledger = house.get(pledge).by(&ines).send().json(200);
    let lines: Vec<(&str, &str)> = ledger["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|line| (line["deed"].as_str().expect("a word"), line["channel"].as_str().expect("a word")))
        .collect();
    assert_eq!(lines, [("given", "keeper"), ("withdrawn", "api"), ("given", "api")]);
    assert_eq!(ledger["pledge"]["current"], true);
    let once = |body: Value| house.post(pledge, body).by(&ines).header("idempotency-key", "k").send();
    once(json!({"version": 1})).check(201);
    once(json!({"version": 1})).check(201);
    once(json!({"version": 2})).problem(409, "idempotency_key");
    house.post("/api/v1/events", event).by(&ines).send().check(201);
}

/// A small picture of one colour.
pub fn picture(format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    RgbImage::from_pixel(80, 60, image::Rgb([15, 107, 102])).write_to(&mut bytes, format).expect("a picture");
    bytes.into_inner()
}

#[test]
fn a_face_is_shown_and_taken_away() {
    let house = House::like(Like { origin: Some("https://reseau.exemple"), ..Like::default() });
    let ines = house.member("ines@exemple.fr");
    let put = |kind: &str, bytes: Vec<u8>| house.call("PUT", "/api/v1/me/photo").by(&ines).bytes(kind, bytes).send();
    let first = put("image/jpeg", picture(ImageFormat::Jpeg)).json(200);
    let small = first["photo"]["64"].as_str().expect("an address");
    assert!(small.starts_with("https://reseau.exemple/media/") && small.ends_with("/64.jpg"), "{small}");
    assert_eq!(house.get(PATH).by(&ines).send().json(200)["photo"], first["photo"]);

    let mut form =
        b"--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"moi.png\"\r\nContent-Type: image/png\r\n\r\n".to_vec();
    form.extend(picture(ImageFormat::Png));
    form.extend(b"\r\n--b--\r\n");
    let second = put("multipart/form-data; boundary=b", form).json(200);
    assert_ne!(second["photo"], first["photo"]);
    let gone = house.delete("/api/v1/me/photo").by(&ines).send().json(200);
    assert_eq!(gone["photo"], Value::Null);
    assert_eq!(house.get(PATH).by(&ines).send().json(200)["photo"], Value::Null);
}

#[test]
fn what_is_no_picture_is_refused() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let put = |kind: &str, bytes: &[u8]| house.call("PUT", "/api/v1/me/photo").by(&ines).bytes(kind, bytes).send();
    assert_eq!(put("image/jpeg", b"").problem(422, "invalid"), ["photo:empty"]);
    assert_eq!(put("image/jpeg", b"<svg xmlns='http://www.w3.org/2000/svg'/>").problem(422, "invalid"), ["photo:svg"]);
    assert_eq!(put("image/heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic").problem(422, "invalid"), ["photo:heic"]);
    assert_eq!(put("text/plain", b"x").problem(415, "wrong_media_type"), [""; 0]);
    assert_eq!(put("multipart/form-data; boundary=b", b"--b--\r\n").problem(422, "invalid"), ["photo:missing"]);
    let heavy = put("image/jpeg", &vec![0; 8 * 1024 * 1024 + 1]);
    assert!(heavy.text().contains(": 8 M"), "{}", heavy.text());
    heavy.problem(413, "too_large");
    house.call("PUT", "/api/v1/me/photo").bytes("image/jpeg", "x").send().problem(401, "sign_in");
}

#[test]
fn whoever_is_suspended_sees_what_is_theirs_and_signs_out() {
    let house = House::in_memory();
    let gone = house.suspended("gone@exemple.fr");
    assert_eq!(house.get(PATH).by(&gone).send().json(200)["suspended"], true);
    house.patch(PATH, json!({"first_name": ""})).by(&gone).send().problem(403, "suspended");
    house.post("/api/v1/me/pledge", json!({})).by(&gone).send().problem(403, "suspended");
    house.get("/api/v1/sessions").by(&gone).send().check(200);
    house.delete("/api/v1/sessions/current").by(&gone).send().check(204);
}
