//! Pages that are read: one event as exactly as its reader may know, calendars, texts, files for browsers and robots.

use jiff::SignedDuration;
use serde_json::json;

use super::{check, event, form, page};
use crate::house::House;
use crate::people::Cast;

#[test]
fn an_address_is_for_those_who_come() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    let path = format!("/events/{}", cast.event);
    for who in [None, Some(&cast.member), Some(&cast.follower), Some(&cast.mate), Some(&cast.moderator)] {
        let shown = page(&house, &path, who, "fr");
        check(
            &shown,
            &["Montreuil", "L’adresse exacte s’affiche pour les personnes qui viennent."],
            &["Puits", "Chez Inès", "48.8605", "2.4431"],
        );
        let calendar = house.get(&format!("{path}.ics")).maybe_by(who).send().check(200).text();
        check(&calendar, &["LOCATION:93100 Montreuil"], &["Puits", "GEO:"]);
        check(&page(&house, "/events?place=", who, "fr"), &["Tractage au marché"], &["Puits", "Chez Inès"]);
    }
    for who in [&cast.comer, &cast.manager, &cast.lead, &cast.organiser, &cast.admin] {
        check(&page(&house, &path, Some(who), "fr"), &["Chez Inès", "3 rue du Puits, 93100 Montreuil", "Itinéraire"], &[]);
    }
    check(&page(&house, &path, Some(&cast.organiser), "fr"), &["Modifier", "Annuler l’action", "comer Exemple"], &[]);
    check(&page(&house, &path, Some(&cast.comer), "fr"), &["Vous venez", "organiser Exemple"], &["Annuler l’action"]);
    check(&page(&house, &path, None, "fr"), &["<strong>devant</strong>"], &["organiser Exemple", "Qui organise"]);
}

#[test]
fn an_event_for_a_calendar() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let id = event(&house, &ines, json!({"title": "Tracts; au marché, tôt", "description": "Une ligne\nDeux"}));
    let answer = house.get(&format!("/events/{id}.ics")).send().check(200);
    assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8");
    let text = answer.text();
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert!(lines.iter().all(|line| line.len() <= 75), "{text}");
    let unfolded = text.replace("\r\n ", "");
    let want = [
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
        "DTSTART:20261128T093000Z\r\nDTEND:20261128T110000Z\r\nSEQUENCE:1\r\nSTATUS:CONFIRMED\r\n",
        "SUMMARY:Tracts\\; au marché\\, tôt\r\n",
        "LOCATION:Place du Marché\\, 3 rue du Puits\\, 93100 Montreuil\r\nGEO:48.8605;2.4431\r\n",
        "DESCRIPTION:Une ligne\\nDeux\\n\\nhttp://",
        "END:VEVENT\r\nEND:VCALENDAR\r\n",
    ];
    for part in want {
        assert!(unfolded.contains(part), "{part:?} is not in {unfolded}");
    }
    // The entry says when it was changed, not when it was asked for.
    house.pass(SignedDuration::from_hours(1));
    let unchanged = ["DTSTAMP:20261123T080000Z\r\nCREATED:20261123T080000Z\r\nLAST-MODIFIED:20261123T080000Z\r\n"];
    check(&house.get(&format!("/events/{id}.ics")).send().text(), &unchanged, &[]);
    let before = house.get("/feeds/events.atom?place=").send().check(200).text();
    check(&before, &["<updated>2026-11-23T08:00:00Z</updated>"], &["T09:00:00Z"]);
    house.patch(&format!("/api/v1/events/{id}"), json!({"title": "Tracts au marché"})).by(&ines).send().check(200);
    let after = house.get("/feeds/events.atom?place=").send().check(200).text();
    check(&after, &["<published>2026-11-23T08:00:00Z</published>\n<updated>2026-11-23T09:00:00Z</updated>"], &[]);
    assert_eq!(after.matches("<updated>2026-11-23T09:00:00Z</updated>").count(), 2, "the feed and its entry: {after}");
    house.post(&format!("/api/v1/events/{id}/cancel"), json!({})).by(&ines).send().check(200);
    let changed = ["CREATED:20261123T080000Z\r\nLAST-MODIFIED:20261123T090000Z\r\n", "SEQUENCE:3\r\nSTATUS:CANCELLED"];
    check(&house.get(&format!("/events/{id}.ics")).send().text(), &changed, &[]);
    house.get("/events/x.ics").send().check(404);
}

#[test]
fn who_is_about_to_join_or_to_sign_in_changes_over_without_losing_their_way() {
    let house = House::in_memory();
    let header = "class=\"btn quiet sm\" href=\"/signin?next=/events/new%3Fteam%3D1\"";
    for path in ["/signup", "/signin"] {
        check(&page(&house, &format!("{path}?next=/events/new%3Fteam%3D1"), None, "fr"), &[header], &[]);
        let again = form(&house, path, &[("next", "/events/new?team=1"), ("email", "x")]).send().check(422).text();
        check(&again, &[header], &[]);
        check(
            &page(&house, &format!("{path}?next=//mechant.example"), None, "fr"),
            &["href=\"/signin\">"],
            &["/signin?next", "value=\"//mechant"],
        );
    }
}

#[test]
fn texts_in_both_languages() {
    let house = House::in_memory();
    for (path, fr, en) in [
        ("/about", "À propos de Banderole", "About Banderole"),
        ("/privacy", "l’équipe qui gère ce réseau", "the team that runs this network"),
        ("/legal", "Qui publie ce site", "Who publishes this site"),
        ("/accessibility", "partiellement conforme", "partially conformant"),
        ("/offline", "Pas de réseau", "No network"),
    ] {
        check(&page(&house, path, None, "fr"), &[fr, "<html lang=\"fr\">"], &["{network}", "{contact}"]);
        check(&page(&house, path, None, "en"), &[en, "<html lang=\"en\">"], &["{network}"]);
    }
    check(&page(&house, "/privacy", None, "fr"), &["Qui voit quoi ?", "Votre adresse e-mail et votre téléphone"], &[]);
    check(&page(&house, "/about", None, "fr"), &["Bricolage Grotesque"], &[]);
}

#[test]
fn the_contract_can_be_read() {
    let house = House::in_memory();
    check(&page(&house, "/api/docs", None, "en"), &["/api/v1/events", "PUT", "openapi.json", "<code>starts_at</code>"], &["<script>"]);
}

#[test]
fn files_for_browsers_and_robots() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let (open, closed) = (event(&house, &ines, json!({})), event(&house, &ines, json!({"visibility": "members"})));
    let home = page(&house, "/", None, "fr");
    let theme = home.split("href=\"").filter_map(|rest| rest.split('"').next()).find(|link| link.starts_with("/theme-")).expect("a theme");
    let css = house.get(theme).send().check(200);
    assert_eq!(css.header("cache-control"), "public, max-age=31536000, immutable");
    check(&css.text(), &["--brand:#0f6b66", ".k-leafleting{--kind:"], &[]);
    assert_eq!(house.get("/theme-0123.css").send().check(200).header("cache-control"), "no-cache");
    let manifest = house.get("/manifest.webmanifest").send().json(200);
    assert_eq!(
        (&manifest["name"], &manifest["start_url"], &manifest["theme_color"]),
        (&json!("Banderole"), &json!("/"), &json!("#0f6b66"))
    );
    let icon = manifest["icons"][0]["src"].as_str().expect("a file");
    house.get(icon).send().check(200);
    let worker = house.get("/sw.js").send().check(200);
    assert_eq!(worker.header("content-type"), "text/javascript; charset=utf-8");
    let map = house.get("/sitemap.xml").by(&ines).send().check(200).text();
    check(&map, &[&format!("/events/{open}</loc>"), "/about</loc>"], &[&closed]);
    let origin = format!("http://{}", house.address());
    check(&house.get("/robots.txt").send().check(200).text(), &["Disallow: /me\n", &format!("Sitemap: {origin}/sitemap.xml")], &[]);
    let security = house.get("/.well-known/security.txt").send().check(200).text();
    check(&security, &[&format!("Contact: {origin}/legal\n"), "Expires: 2027-11-23T00:00:00Z\n", "Preferred-Languages: fr, en\n"], &[]);
}

#[test]
fn the_language_that_was_asked_for_is_kept() {
    let house = House::in_memory();
    let asked = house.get("/events?lang=en&place=Bagnolet").header("accept-language", "fr").send().check(200);
    assert!(asked.header("set-cookie").starts_with("lang=en;"), "{}", asked.header("set-cookie"));
    check(&asked.text(), &["<html lang=\"en\">", "href=\"/events?lang=fr&#38;place=Bagnolet\""], &[]);
    let plain = house.get("/events").header("accept-language", "fr").send().check(200);
    assert_eq!(plain.header("set-cookie"), "");
    check(&plain.text(), &["<html lang=\"fr\">"], &[]);
}

#[test]
fn what_went_wrong_is_told_in_the_frame_of_a_page() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let lost = house.get("/nowhere").header("accept-language", "fr").send().check(404).text();
    check(&lost, &["Introuvable", "Toutes les actions", "class=\"tabs\""], &[]);
    let gone = house.get("/events/00000000000000000000000000").by(&ines).send().check(404).text();
    check(&gone, &["Cette action n’existe plus", "ines Exemple"], &["Connexion<"]);
    let used = house.get("/setup?token=x").header("accept-language", "fr").send().check(404).text();
    check(&used, &["Ce lien n’ouvre plus rien", "banderole serve"], &[]);
    house.call("POST", "/about").header("sec-fetch-site", "same-origin").send().check(405);
}

#[test]
fn whoever_is_suspended_is_told() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    for path in [format!("/events/{}", cast.event), format!("/events/{}/rsvp", cast.event)] {
        let told = house.get(&path).by(&cast.suspended).header("accept-language", "fr").send().check(403).text();
        check(&told, &["Votre compte est suspendu."], &["n’existe plus", "Puits"]);
    }
    let answer = form(&house, &format!("/events/{}/rsvp", cast.event), &[("answer", "going")]).by(&cast.suspended);
    check(&answer.send().check(403).text(), &["Votre compte est suspendu"], &[]);
    check(&page(&house, "/me", Some(&cast.suspended), "fr"), &["Votre compte est suspendu : vous pouvez"], &[]);
}

#[test]
fn what_is_to_come_for_feed_readers_and_calendars() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    let ines = house.member("ines2@exemple.fr");
    event(&house, &ines, json!({"title": "Tracts <ici> & là", "description": "**Venez** ]]> &"}));
    let atom = house.get("/feeds/events.atom?place=").header("accept-language", "fr").send().check(200);
    assert_eq!(atom.header("content-type"), "application/atom+xml; charset=utf-8");
    let with = [
        "<title>Tracts &#60;ici&#62; &#38; là</title>",
        "xml:lang=\"fr\"",
        "Place du Marché, Montreuil</summary>",
        "&#60;strong&#62;Venez",
    ];
    check(&atom.text(), &with, &["Puits", "Chez Inès"]);
    let far = house.get("/feeds/events.atom?place=Brest&radius_km=5").send().check(200).text();
    check(&far, &["</feed>"], &["<entry>"]);
    house.get("/feeds/events.atom?radius_km=x").send().check(400);
    // A feed that cannot ask which place is meant says what there is to choose from.
    let doubtful = house.get("/feeds/events.atom?place=Monrteuil").header("accept-language", "fr").send().check(422).text();
    check(&doubtful, &["Montreuil (93100) (place_id=fr-93048)"], &[]);
    let calendar = house.get("/feeds/events.ics?place=").maybe_by(Some(&cast.follower)).send().check(200);
    assert_eq!(calendar.header("content-type"), "text/calendar; charset=utf-8");
    check(&calendar.text(), &["SUMMARY:Tracts <ici> & là", "SUMMARY:Tractage au marché"], &["Chez Inès"]);
}
