//! Events made and changed by forms: four fields are enough, what was typed stays, and every flaw is told at its field.

use serde_json::json;

use super::{check, event, form, led_to, page};
use crate::house::House;
use crate::people::{Cast, id};

const FOUR: [(&str, &str); 5] =
    [("kind", "leafleting"), ("title", "Tracts au marché"), ("start_date", "2026-11-28"), ("start_time", "10:30"), ("place", "Marseille")];

/// The four fields, some of them said otherwise, and more.
fn with<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<(&str, &str)> = FOUR.iter().filter(|(name, _)| !more.iter().any(|(other, _)| other == name)).copied().collect();
    fields.extend(more);
    fields
}

fn id_of(path: &str) -> String {
    path.strip_prefix("/events/").and_then(|rest| rest.split(['?', '/']).next()).expect("an event's page").to_owned()
}

#[test]
fn a_cancelled_event_is_explained_by_its_organiser() {
    let house = House::in_memory();
    let (ines, yanis) = (house.member("ines@exemple.fr"), house.member("yanis@exemple.fr"));
    let id = event(&house, &ines, json!({}));
    house.call("POST", &format!("/api/v1/events/{id}/cancel")).by(&ines).send().check(200);
    let path = format!("/events/{id}/edit");
    let own = page(&house, &format!("/events/{id}"), Some(&ines), "fr");
    check(&own, &["Expliquer l’annulation", "En créer une nouvelle à partir de celle-ci"], &["Dupliquer"]);
    house.get(&path).by(&yanis).send().check(403);
    check(
        &page(&house, &path, Some(&ines), "fr"),
        &["la date et le lieu restent", "name=\"reason\"", "name=\"description\""],
        &["start_date"],
    );
    let words = [("reason", "La salle a brûlé."), ("description", "On vous écrit *vite*."), ("revision", "2")];
    let long = "a".repeat(501);
    let again = form(&house, &path, &[("reason", &long), words[1], words[2]]).by(&ines).send().check(422).text();
    check(&again, &["href=\"#reason\"", "On vous écrit *vite*.", &long], &[]);
    assert_eq!(led_to(&form(&house, &path, &words).by(&ines).send()), format!("/events/{id}?done=saved"));
    let shown = page(&house, &format!("/events/{id}"), None, "fr");
    check(&shown, &["La salle a brûlé.", "<em>vite</em>", "samedi 28 novembre", "Place du Marché"], &["Expliquer"]);
    // Somebody else's words are not overwritten unseen.
    form(&house, &path, &words).by(&ines).send().check(412);
}

#[test]
fn four_fields_make_an_event() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    check(&page(&house, "/events/new", Some(&ines), "fr"), &["Publier l’action", "Porte-à-porte", "data-draft"], &["Équipe</label>"]);
    let to = led_to(&form(&house, "/events/new", &FOUR).by(&ines).send());
    let id = id_of(&to);
    assert_eq!(to, format!("/events/{id}?done=published"));
    assert_eq!(house.index_chores(), [format!("event {id}")]);
    let shown = page(&house, &to, Some(&ines), "fr");
    check(
        &shown,
        &["L’action est publiée.", "Tracts au marché", "samedi 28 novembre, de 10 h 30 à 12 h", "Marseille", "ines Exemple"],
        &["Itinéraire"],
    );
    check(&page(&house, &format!("/events/{id}-tracts-au-marche"), None, "en"), &["Saturday 28 November, 10:30 to 12:00"], &["ines"]);
    check(&page(&house, &format!("/events/{id}/tracts"), None, "en"), &["Tracts au marché"], &[]);
    let known = house.get(&format!("/api/v1/events/{id}")).send().json(200);
    assert_eq!((&known["starts_at"], &known["time_zone"]), (&json!("2026-11-28T09:30:00Z"), &json!("Europe/Paris")));
    assert_eq!((&known["place"]["town"], &known["place"]["precision"]), (&json!("Marseille"), &json!("town")));
}

#[test]
fn a_date_that_is_past_is_asked_about() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let past = with(&[("start_date", "2025-11-28")]);
    let again = form(&house, "/events/new", &past).by(&ines).send().check(422).text();
    check(&again, &["Cette date est passée.", "L’action a déjà eu lieu", "value=\"2025-11-28\"", "Tracts au marché"], &[]);
    led_to(&form(&house, "/events/new", &[&past[..], &[("past_ok", "yes")]].concat()).by(&ines).send());
    led_to(&form(&house, "/events/new", &[&past[..], &[("status", "draft")]].concat()).by(&ines).send());
}

#[test]
fn every_flaw_is_told_and_what_was_typed_stays() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let fields = with(&[
        ("title", " "),
        ("start_date", ""),
        ("place", "Saint-Denis"),
        ("description", "Le texte que j’ai écrit"),
        ("capacity", "beaucoup"),
        ("online_url", "visio.exemple.fr"),
        ("contact_phone", "0612345678"),
        ("street", "3 rue <b>du</b> Puits"),
    ]);
    let again = form(&house, "/events/new", &fields).by(&ines).send().check(422).text();
    let links = ["#title", "#start_date", "#place", "#capacity", "#online_url", "#contact_name"].map(|id| format!("href=\"{id}\""));
    check(&again, &links.each_ref().map(String::as_str), &["href=\"#start_time\"", "<b>du</b>"]);
    let shown = [
        "Le texte que j’ai écrit",
        "value=\"beaucoup\"",
        "value=\"visio.exemple.fr\"",
        "value=\"10:30\"",
        "value=\"Saint-Denis\"",
        "value=\"fr-93066\"",
        "6 points à corriger",
        "3 rue &#60;b&#62;du",
    ];
    check(&again, &shown, &[]);
    assert!(house.index_chores().is_empty(), "nothing was made");
    let chosen = with(&[("place", "Saint-Denis"), ("place_pick", "fr-93066")]);
    let id = id_of(&led_to(&form(&house, "/events/new", &chosen).by(&ines).send()));
    assert_eq!(house.get(&format!("/api/v1/events/{id}")).send().json(200)["place"]["postcode"], "93200");
}

#[test]
fn times_of_the_clock_there() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let make = |more: &[(&str, &str)]| {
        let id = id_of(&led_to(&form(&house, "/events/new", &with(more)).by(&ines).send()));
        let made = house.get(&format!("/api/v1/events/{id}")).send().json(200);
        (made["starts_at"].as_str().expect("a time").to_owned(), made["ends_at"].as_str().expect("a time").to_owned(), id)
    };
    let (_, night, _) = make(&[("start_time", "22:00"), ("end_time", "01:30")]);
    assert_eq!(night, "2026-11-29T00:30:00Z");
    let (there, _, id) = make(&[("place", "Saint-Denis"), ("place_pick", "fr-97411")]);
    assert_eq!(there, "2026-11-28T06:30:00Z");
    check(&page(&house, &format!("/events/{id}"), None, "fr"), &["Heure de Indian/Reunion", "10 h 30"], &[]);
    let backwards = with(&[("end_date", "2026-11-27"), ("end_time", "10:00")]);
    check(
        &form(&house, "/events/new", &backwards).by(&ines).send().check(422).text(),
        &["href=\"#end_time\"", "La fin vient avant le début."],
        &[],
    );
    let nonsense = with(&[("start_time", "dix heures")]);
    check(
        &form(&house, "/events/new", &nonsense).by(&ines).send().check(422).text(),
        &["Cette heure n’est pas complète. Exemple : 18:30"],
        &["#start_date"],
    );
}

#[test]
fn a_place_that_nobody_knows_is_asked_about_and_may_stay_text() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let asked = form(&house, "/events/new", &with(&[("place", "Monrteuil")])).by(&ines).send().check(422).text();
    check(&asked, &["value=\"text\"", "tel quel, sans point sur la carte", "#place", "« tel quel » le garde"], &[]);
    let kept = with(&[("place", "Monrteuil"), ("place_pick", "text")]);
    let id = id_of(&led_to(&form(&house, "/events/new", &kept).by(&ines).send()));
    let made = house.get(&format!("/api/v1/events/{id}")).send().json(200);
    assert_eq!((&made["place"]["town"], &made["place"]["lat"]), (&json!("Monrteuil"), &json!(null)));
    let online = with(&[("place", ""), ("online_url", "https://visio.exemple.fr/x")]);
    let id = id_of(&led_to(&form(&house, "/events/new", &online).by(&ines).send()));
    check(&page(&house, &format!("/events/{id}"), None, "fr"), &["En ligne", "https://visio.exemple.fr/x"], &["Itinéraire"]);
    let nowhere = form(&house, "/events/new", &with(&[("place", "")])).by(&ines).send().check(422).text();
    check(&nowhere, &["Il manque un lieu, ou un lien"], &[]);
}

#[test]
fn a_town_with_another_towns_postcode_is_asked_about() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    // Typed, or changed after a suggestion was taken.
    for place in [&[("place", "Bagnolet 75011")][..], &[("place", "Bagnolet (75011)"), ("place_id", "fr-93006")]] {
        let asked = form(&house, "/events/new", &with(place)).by(&ines).send().check(422).text();
        let text = "Ce code postal n’est pas celui de cette commune.";
        check(&asked, &[text, "value=\"fr-93006\"", "value=\"fr-75111\""], &["value=\"text\""]);
    }
    let chosen = with(&[("place", "Bagnolet 75011"), ("place_for", "Bagnolet 75011"), ("place_pick", "fr-93006")]);
    let id = id_of(&led_to(&form(&house, "/events/new", &chosen).by(&ines).send()));
    assert_eq!(house.get(&format!("/api/v1/events/{id}")).send().json(200)["place"]["postcode"], "93170");
    let list = page(&house, "/events?place=Bagnolet+75011", None, "en");
    check(&list, &["this postcode is not one of that town’s", "value=\"fr-93006\"", "value=\"fr-75111\""], &[]);
}

#[test]
fn a_draft_is_seen_by_its_organisers_until_it_is_published() {
    let house = House::in_memory();
    let (ines, yanis) = (house.member("ines@exemple.fr"), house.member("yanis@exemple.fr"));
    let to = led_to(&form(&house, "/events/new", &with(&[("status", "draft")])).by(&ines).send());
    let id = id_of(&to);
    check(&page(&house, &to, Some(&ines), "fr"), &["gardée en brouillon", "Publier l’action"], &[]);
    for who in [None, Some(&yanis)] {
        let gone = house.get(&format!("/events/{id}")).maybe_by(who).header("accept-language", "fr").send().check(404).text();
        check(&gone, &["Cette action n’existe plus"], &["Tracts"]);
    }
    form(&house, &format!("/events/{id}/publish"), &[]).by(&yanis).send().check(404);
    assert_eq!(led_to(&form(&house, &format!("/events/{id}/publish"), &[]).by(&ines).send()), format!("/events/{id}?done=published"));
    check(&page(&house, "/events", None, "fr"), &["Tracts au marché"], &[]);
}

#[test]
fn an_edit_keeps_what_was_not_touched() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let id = event(&house, &ines, json!({"capacity": 20, "access": {"wheelchair": true}}));
    let path = format!("/events/{id}/edit");
    let prefilled = page(&house, &path, Some(&ines), "fr");
    let shown = [
        "value=\"Tracts au marché\"",
        "value=\"2026-11-28\"",
        "value=\"10:30\"",
        "value=\"12:00\"",
        "value=\"Montreuil (93100)\"",
        "value=\"3 rue du Puits\"",
        "value=\"20\"",
    ];
    check(&prefilled, &shown, &["image_remove"]);
    let fields = [
        ("kind", "leafleting"),
        ("title", "Tracts au grand marché"),
        ("start_date", "2026-11-28"),
        ("start_time", "10:30"),
        ("end_date", "2026-11-28"),
        ("end_time", "12:00"),
        ("place", "Montreuil (93100)"),
        ("place_name", "Place du Marché"),
        ("street", "3 rue du Puits"),
        ("capacity", "20"),
        ("revision", "1"),
    ];
    assert_eq!(led_to(&form(&house, &path, &fields).by(&ines).send()), format!("/events/{id}?done=saved"));
    let now = house.get(&format!("/api/v1/events/{id}")).send().json(200);
    assert_eq!((&now["title"], &now["place"]["lat"], &now["capacity"]), (&json!("Tracts au grand marché"), &json!(48.8605), &json!(20)));
    let mut late = fields;
    late[1].1 = "Le mien";
    let stale = form(&house, &path, &late).by(&ines).send().check(412).text();
    check(
        &stale,
        &["Quelqu’un d’autre a modifié cela", "value=\"Le mien\"", "Tracts au grand marché", "name=\"revision\" value=\"2\""],
        &[],
    );
    late[10].1 = "2";
    led_to(&form(&house, &path, &late).by(&ines).send());
    assert_eq!(house.get(&format!("/api/v1/events/{id}")).send().json(200)["title"], "Le mien");
}

#[test]
fn called_off_and_done_again() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let id = event(&house, &ines, json!({}));
    check(&page(&house, &format!("/events/{id}/cancel"), Some(&ines), "fr"), &["Annuler cette action ?"], &["prévenue"]);
    let long = "x".repeat(501);
    let again = form(&house, &format!("/events/{id}/cancel"), &[("reason", &long)]).by(&ines).send().check(422).text();
    check(&again, &["500 caractères au plus", &long], &[]);
    let to = led_to(&form(&house, &format!("/events/{id}/cancel"), &[("reason", "Il neige")]).by(&ines).send());
    check(&page(&house, &to, None, "fr"), &["Cette action est annulée.", "Il neige"], &["Je viens<", "/edit"]);
    form(&house, &format!("/events/{id}/cancel"), &[]).by(&ines).send().check(409);
    let copy = led_to(&form(&house, &format!("/events/{id}/duplicate"), &[]).by(&ines).send());
    check(&page(&house, &copy, Some(&ines), "fr"), &["Voici la copie", "value=\"2026-12-05\"", "Publier l’action"], &[]);
}

/// The cookie of a member who signed in by the page's form.
fn signed_in(house: &House) -> String {
    const PASSWORD: &str = "cheval agrafe pile";
    house.member_with("ines@exemple.fr", PASSWORD);
    let way_in = [("email", "ines@exemple.fr"), ("password", PASSWORD), ("way", "password")];
    form(house, "/signin", &way_in).send().header("set-cookie").split(';').next().expect("a session").to_owned()
}

#[test]
fn a_form_that_comes_too_late_loses_nothing() {
    let house = House::in_memory();
    let cookie = signed_in(&house);
    let send = |path: &str, fields: &[(&str, &str)]| form(&house, path, fields).header("accept-language", "fr");
    // The page was of another session: what was typed comes back, with a token that holds.
    let late = with(&[("title", "Tracts <au> marché"), ("description", "Deux\nlignes"), ("csrf", "old")]);
    let told = send("/events/new", &late).header("cookie", &cookie).send().check(403).text();
    let title = "name=\"title\" value=\"Tracts &#60;au&#62; marché\"";
    check(
        &told,
        &["Rien n’est perdu", "<b>Titre</b>", title, "action=\"/events/new\"", "Envoyer de nouveau", "Vous êtes ines Exemple"],
        &["\"old\"", "<au>", "<br>leafleting", "mots de passe"],
    );
    let token = told.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a token");
    let again = with(&[("description", "Deux\nlignes"), ("csrf", token)]);
    led_to(&send("/events/new", &again).header("cookie", &cookie).send());
    // Nobody is signed in any more.
    let out = send("/events/new", &FOUR).header("referer", "http://ici.exemple/events/new?team=1").send().check(401).text();
    let signin = "href=\"/signin?next=/events/new%3Fteam%3D1\" target=\"_blank\"";
    check(&out, &["Il faut d’abord vous connecter", signin, "name=\"title\" value=\"", "Envoyer de nouveau"], &[]);
    // Secrets are typed again; nothing comes back to another site; our script says it in its own place.
    let secret = [("password", "mot de passe secret"), ("new_code", "ABC234"), ("title", "Vu"), ("csrf", "old")];
    let told = send("/me/security/password", &secret).header("cookie", &cookie).send().check(403).text();
    check(&told, &["value=\"Vu\"", "mots de passe"], &["secret", "ABC234"]);
    let elsewhere = house.call("POST", "/events/new").header("sec-fetch-site", "cross-site").header("cookie", &cookie);
    let told = elsewhere.bytes("application/x-www-form-urlencoded", "title=Tracts").send().check(403).text();
    check(&told, &[], &["Tracts", "Envoyer de nouveau"]);
    let part = send("/events/new", &late).header("cookie", &cookie).header("x-fragment", "1").send().check(403).text();
    check(&part, &["role=\"alert\""], &["Tracts"]);
}

#[test]
fn a_form_that_comes_too_late_does_nothing_unnamed() {
    let house = House::in_memory();
    let cookie = signed_in(&house);
    let send = |path: &str, fields: &[(&str, &str)]| form(&house, path, fields).header("accept-language", "fr");
    // A button alone, perhaps of somebody else's page: it has expired, and a link leads back.
    let bare = send("/me/erase", &[("sure", "yes"), ("csrf", "old")]).header("cookie", &cookie);
    let told = bare.header("referer", "http://ici.exemple/me/erase").send().check(403).text();
    check(&told, &["a expiré", "href=\"/me/erase\">Retour à la page"], &["Envoyer de nouveau", "action=\"/me/erase\""]);
    // No form of ours goes to another house.
    let late = with(&[("title", "Tracts"), ("csrf", "old")]);
    let told = send("//mechant.exemple/events/new", &late).header("cookie", &cookie).send().check(403).text();
    check(&told, &["a expiré"], &["mechant", "Envoyer de nouveau"]);
    // Notes are shown, whatever their field is called, to who is signed in and to who is not any more.
    let yanis = house.member("yanis@exemple.fr");
    let event = event(&house, &yanis, json!({}));
    let body = json!({"name": "Montreuil", "place": {"town": "Montreuil", "postcode": "93100"}, "description": "Une équipe."});
    let team = id(&house.post("/api/v1/teams", body).by(&yanis).send().json(201));
    for (path, name, more) in
        [(format!("/events/{event}/rsvp"), "note", ("answer", "going")), (format!("/teams/{team}/membership"), "message", ("as", "member"))]
    {
        let fields = [(name, "Merci"), more, ("csrf", "old")];
        let told = send(&path, &fields).header("cookie", &cookie).send().check(403).text();
        let hidden = format!("name=\"{}\" value=\"{}\"", more.0, more.1);
        check(&told, &["<br>Merci", &hidden], &[]);
        let out = send(&path, &fields).send().check(401).text();
        check(&out, &["<br>Merci", &hidden], &[]);
    }
}

#[test]
fn forms_are_for_those_who_may() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    let edit = format!("/events/{}/edit", cast.event);
    assert_eq!(led_to(&house.get("/events/new").send()), "/signin?next=/events/new");
    let unpledged = house.get("/events/new").by(&cast.unpledged).header("accept-language", "fr").send().check(403).text();
    check(&unpledged, &["Il faut d’abord donner votre soutien.", "href=\"/me/data\""], &[]);
    form(&house, "/events/new", &[]).by(&cast.unpledged).send().check(403);
    for (who, status) in [
        (&cast.member, 403),
        (&cast.comer, 403),
        (&cast.organiser, 200),
        (&cast.lead, 200),
        (&cast.manager, 200),
        (&cast.moderator, 403),
        (&cast.admin, 200),
    ] {
        house.get(&edit).by(who).send().check(status);
        form(&house, &edit, &[]).by(who).send().check(if status == 200 { 422 } else { status });
    }
    assert_eq!(led_to(&form(&house, &edit, &[]).send()), "/signin");
    let stranger = house.call("POST", &edit).bytes("application/x-www-form-urlencoded", "title=x").send();
    assert_eq!(stranger.status, 403, "a form that does not say where it comes from");
    check(&page(&house, "/events/new?team=x", Some(&cast.mate), "fr"), &["Montreuil en commun"], &[]);
}

#[test]
fn a_cover_survives_a_flaw() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let multipart = |fields: &[(&str, &str)], picture: Option<&[u8]>| {
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend_from_slice(format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes());
        }
        if let Some(picture) = picture {
            body.extend_from_slice(
                b"--b\r\nContent-Disposition: form-data; name=\"image\"; filename=\"x.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n",
            );
            body.extend_from_slice(picture);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--b--\r\n");
        house
            .call("POST", "/events/new")
            .header("sec-fetch-site", "same-origin")
            .bytes("multipart/form-data; boundary=b", body)
            .by(&ines)
            .send()
    };
    let again = multipart(&with(&[("title", "")]), Some(include_bytes!("../../data/cmyk.jpg"))).check(422).text();
    check(&again, &["src=\"/held/", "name=\"image_kept\" value=\""], &["href=\"#image\""]);
    let kept =
        again.split("name=\"image_kept\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a signed name").to_owned();
    let id = id_of(&led_to(&multipart(&with(&[("image_kept", &kept)]), None)));
    let shown = page(&house, &format!("/events/{id}"), None, "fr");
    let cover = shown.split("class=\"cover\" src=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a cover");
    let path = &cover[cover.find("/media/").expect("a picture of ours")..];
    house.get(path).send().check(200);
    let bad = multipart(&FOUR, Some(b"%PDF-1.7")).check(422).text();
    check(&bad, &["href=\"#image\"", "C’est un PDF."], &[]);
}

/// A team that one joins on request: asking with a word, and the managers' yes or no.
#[test]
fn a_team_is_asked() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    let (team, members) = (format!("/teams/{}", cast.team), format!("/teams/{}/members", cast.team));
    let edit = page(&house, &format!("{team}/edit"), Some(&cast.lead), "fr");
    check(&edit, &["Comment rejoint-on l’équipe ?", "value=\"open\" checked"], &[]);
    let fields = [("name", "Montreuil en commun"), ("place", "Montreuil"), ("place_id", "fr-93048"), ("join_policy", "approval")];
    led_to(&form(&house, &format!("{team}/edit"), &fields).by(&cast.lead).send());
    check(&page(&house, &team, Some(&cast.member), "fr"), &["Demander à rejoindre", "Un mot à l’équipe"], &["Des personnes demandent"]);

    let ask = |word: &str| form(&house, &format!("{team}/membership"), &[("as", "member"), ("message", word)]);
    let long = "a".repeat(501);
    check(&ask(&long).by(&cast.member).send().check(422).text(), &["500", "role=\"alert\""], &[]);
    assert!(led_to(&ask("Bonjour <b>").by(&cast.member).send()).ends_with("?done=asked"));
    led_to(&ask("").by(&cast.comer).send());
    check(&page(&house, &team, Some(&cast.member), "fr"), &["Demande envoyée", "Retirer ma demande"], &["Demander à rejoindre"]);
    check(&page(&house, &team, Some(&cast.manager), "fr"), &["Des personnes demandent à rejoindre", "members#requests"], &[]);
    let asking = page(&house, &members, Some(&cast.manager), "fr");
    check(&asking, &["Demandes à rejoindre l’équipe", "Bonjour &#60;b&#62;", "Accepter", "Refuser"], &[]);
    check(&page(&house, &members, Some(&cast.mate), "fr"), &[], &["Demandes à rejoindre", "Bonjour"]);

    let answer = |who: &str, yes: &str| form(&house, &format!("{team}/requests/{who}"), &[("answer", yes)]);
    let (first, second) = (cast.member.id.to_string(), cast.comer.id.to_string());
    answer(&first, "yes").by(&cast.mate).send().check(403);
    led_to(&answer(&first, "yes").by(&cast.manager).send());
    led_to(&answer(&second, "no").by(&cast.manager).send());
    check(&answer(&first, "no").by(&cast.manager).send().check(409).text(), &["quelqu’un d’autre a accepté"], &[]);
    check(
        &page(&house, &members, Some(&cast.manager), "en"),
        &[cast.member.name.as_str()],
        &["Requests to join", cast.comer.name.as_str()],
    );
}
