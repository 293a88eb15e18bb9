//! Reports, what moderators decide, and that what they take away is found behind no door.

use banderole::domain::chore::{Letter, Notice};
use serde_json::{Value, json};

use crate::client::Answer;
use crate::house::House;
use crate::pages::{check, event, form, led_to, page};
use crate::people::{Cast, Person, id};

pub(super) fn flag(house: &House, who: &Person, kind: &str, id: &str) -> Answer {
    let body = json!({"kind": kind, "id": id, "reason": "deceit", "text": "Ce n’est pas vrai."});
    house.post("/api/v1/flags", body).by(who).send()
}

pub(super) fn decide(house: &House, who: &Person, kind: &str, id: &str, ruling: &str) -> Answer {
    let body = json!({"ruling": ruling, "note": "entre nous", "message": "Merci de vérifier."});
    house.post(&format!("/api/v1/moderation/{kind}/{id}"), body).by(who).send()
}

/// The same person, signed in anew by a code.
pub(super) fn by_code(house: &House, who: &Person) -> Person {
    house.letters();
    let attempt = house.post("/api/v1/sessions/code", json!({"email": who.email})).send().json(202);
    let body = json!({"attempt_id": attempt["attempt_id"], "code": house.code().1});
    let opened = house.post("/api/v1/sessions/code/verify", body).send().json(201);
    Person { token: opened["token"].as_str().expect("a token").to_owned(), ..who.clone() }
}

/// The letters about moderation that wait, as (address, what, text): all others are dropped.
pub(super) fn told(house: &House) -> Vec<(String, Notice, String)> {
    let letters = house.letters().into_iter().filter_map(|mail| match mail.letter {
        Letter::Notice { notice: notice @ (Notice::FlagAnswered | Notice::Moderated), detail, .. } => {
            Some((mail.to.to_string(), notice, detail))
        }
        _ => None,
    });
    let mut letters: Vec<_> = letters.collect();
    letters.sort_by(|a, b| a.0.cmp(&b.0));
    letters
}

#[test]
fn a_report_waits_for_moderators_and_both_sides_get_an_answer() {
    let house = House::open();
    let cast = Cast::of(&house);
    let (event, mate) = (cast.event.as_str(), &cast.mate);
    told(&house);
    assert_eq!(flag(&house, mate, "event", event).json(201)["items"][0]["answer"], Value::Null);
    flag(&house, mate, "event", event).problem(409, "flagged");
    flag(&house, &cast.comer, "event", event).check(201);
    let queue = |who: &Person| house.get("/api/v1/moderation").by(who).send();
    let waiting = queue(&cast.moderator).json(200);
    assert_eq!(waiting["items"].as_array().map(Vec::len), Some(1), "{waiting}");
    assert_eq!(waiting["items"][0]["flags"].as_array().map(Vec::len), Some(2));
    assert_eq!(waiting["items"][0]["title"], "Tractage au marché");
    queue(mate).problem(403, "not_allowed");
    decide(&house, &cast.moderator, "event", event, "restore").problem(409, "ruling");
    decide(&house, &cast.moderator, "event", event, "warn").check(204);
    assert_eq!(queue(&cast.moderator).json(200)["items"], json!([]));
    let letters = told(&house);
    let to: Vec<_> = letters.iter().map(|(to, notice, _)| (to.as_str(), *notice)).collect();
    let answered = Notice::FlagAnswered;
    assert_eq!(to, [("comer@exemple.fr", answered), ("mate@exemple.fr", answered), ("organiser@exemple.fr", Notice::Moderated)]);
    assert!(letters[2].2.contains("Tractage au marché") && letters[2].2.contains("Merci de vérifier."), "{letters:?}");
    for (_, _, text) in &letters {
        assert!(!text.contains("entre nous") && !text.contains(&mate.name), "{text}");
    }
    assert_eq!(house.get("/api/v1/me/flags").by(mate).send().json(200)["items"][0]["answer"], "warn");
    // One may report again what goes on, and each decision is noted.
    flag(&house, mate, "event", event).check(201);
    decide(&house, &cast.admin, "event", event, "nothing").check(204);
    assert_eq!(told(&house).len(), 1, "whoever answers for it does not hear that nothing was done");
    let rows = house.get("/api/v1/audit").by(&cast.admin).send().json(200);
    let deeds: Vec<_> = rows["items"].as_array().expect("rows").iter().map(|row| row["deed"].as_str().expect("a word")).collect();
    assert_eq!(deeds[..2], ["dismiss", "warn"]);
    let case = house.get(&format!("/api/v1/moderation/event/{event}")).by(&cast.moderator).send().json(200);
    assert_eq!(case["decisions"].as_array().map(Vec::len), Some(2), "{case}");
}

pub(super) fn erase(house: &House, who: &Person) {
    let email = who.email.parse().expect("an address");
    house.block_on(banderole::app::erasure::by_keeper(&house.app, &email)).expect("erased");
}

#[test]
fn a_moderator_does_not_learn_who_flagged_what_is_theirs() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    let own = event(&house, &cast.moderator, json!({}));
    flag(&house, &cast.mate, "event", &own).json(201);
    let waiting = |who: &Person| house.get("/api/v1/moderation").by(who).send().json(200)["items"].as_array().map(Vec::len);
    assert_eq!((waiting(&cast.moderator), waiting(&cast.admin)), (Some(0), Some(1)));
    house.get(&format!("/api/v1/moderation/event/{own}")).by(&cast.moderator).send().problem(403, "not_allowed");
    decide(&house, &cast.moderator, "event", &own, "nothing").problem(403, "not_allowed");
    let shown = house.get(&format!("/admin/moderation/event/{own}")).by(&cast.moderator).send();
    assert!(!String::from_utf8_lossy(&shown.body).contains(&cast.mate.name), "no name on the page");
    shown.check(403);
    // Nobody is left whom an answer could reach.
    erase(&house, &cast.mate);
    assert_eq!(waiting(&cast.admin), Some(0));
}

#[test]
fn a_place_that_became_free_while_hidden_is_given_when_it_is_back() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    let full = event(&house, &cast.organiser, json!({"capacity": 1}));
    let going = json!({"answer": "going"});
    for (who, standing) in [(&cast.comer, "going"), (&cast.mate, "waiting")] {
        let answer = house.put(&format!("/api/v1/events/{full}/rsvp"), going.clone()).by(who).send().json(200);
        assert_eq!(answer["standing"], standing);
    }
    decide(&house, &cast.moderator, "event", &full, "hide").check(204);
    erase(&house, &cast.comer);
    decide(&house, &cast.moderator, "event", &full, "restore").check(204);
    assert_eq!(house.get(&format!("/api/v1/events/{full}")).by(&cast.mate).send().json(200)["my"]["standing"], "going");
}

/// The doors behind which a thing is found: its sort, its id, what one looks for (the news' title is asked for), and the doors.
fn doors(cast: &Cast) -> [(&'static str, &str, &'static str, Vec<String>); 3] {
    let (event, team, post) = (cast.event.as_str(), cast.team.as_str(), cast.post.as_str());
    [
        (
            "event",
            event,
            "Tractage au marché",
            vec![
                format!("/api/v1/events/{event}"),
                format!("/events/{event}"),
                format!("/events/{event}.ics"),
                "/api/v1/events".to_owned(),
                "/events".to_owned(),
                "/".to_owned(),
                "/feeds/events.atom".to_owned(),
                "/api/v1/search?q=tractage".to_owned(),
                "/search?q=tractage".to_owned(),
                format!("/teams/{team}"),
                format!("/teams/{team}.ics"),
                "/sitemap.xml".to_owned(),
                "/api/v1/events?near=48.8605,2.4431".to_owned(),
                "/api/v1/events?mine=going".to_owned(),
                "/api/v1/events?mine=organising".to_owned(),
                "/events?place=Montreuil".to_owned(),
                "/map?near=48.86,2.44&radius_km=20".to_owned(),
                "/me/agenda".to_owned(),
                "/me/seen".to_owned(),
                "/api/v1/notifications".to_owned(),
                "/notifications".to_owned(),
            ],
        ),
        (
            "post",
            post,
            "",
            vec![
                format!("/api/v1/posts/{post}"),
                format!("/news/{post}"),
                "/api/v1/posts?for=all".to_owned(),
                "/news".to_owned(),
                "/feeds/news.atom".to_owned(),
                format!("/teams/{team}?part=news"),
                "/api/v1/notifications".to_owned(),
                "/notifications".to_owned(),
                "/".to_owned(),
            ],
        ),
        (
            "team",
            team,
            "Montreuil en commun",
            vec![
                format!("/api/v1/teams/{team}"),
                format!("/teams/{team}"),
                "/api/v1/teams".to_owned(),
                "/teams".to_owned(),
                "/api/v1/search?q=commun".to_owned(),
                "/api/v1/teams?near=48.8605,2.4431".to_owned(),
                "/teams?member=me".to_owned(),
                format!("/events?team={team}"),
                format!("/teams/{team}.ics"),
                format!("/news/{post}"),
                "/me/seen".to_owned(),
                format!("/api/v1/events/{event}"),
                format!("/events/{event}"),
                "/sitemap.xml".to_owned(),
            ],
        ),
    ]
}

#[test]
fn what_is_hidden_is_behind_no_door_until_it_is_restored() {
    let house = House::open();
    let cast = Cast::of(&house);
    let post = cast.post.as_str();
    let title = house.get(&format!("/api/v1/posts/{post}")).send().json(200)["title"].as_str().expect("a title").to_owned();
    for (kind, thing, name, paths) in doors(&cast) {
        let name = if name.is_empty() { title.as_str() } else { name };
        // Everybody but moderators: those who made it, those who come, strangers.
        let readers = [None, Some(&cast.member), Some(&cast.comer), Some(&cast.lead), Some(&cast.organiser)];
        let shown = || paths.iter().filter(|path| house.get(path).send().text().contains(name)).count();
        house.settle();
        let before = shown();
        assert!(before > 2, "{kind}: seen before on {before} pages");
        decide(&house, &cast.moderator, kind, thing, "hide").check(204);
        house.settle();
        if kind != "post" {
            let word = if kind == "event" { "tractage" } else { "commun" };
            let found = house.get(&format!("/api/v1/search?q={word}")).send().json(200);
            assert_eq!(found["counts"], json!({"events": 0, "teams": 0, "posts": 0}), "{kind}");
        }
        for path in &paths {
            for reader in readers {
                let call = house.get(path);
                let answer = match reader {
                    Some(reader) => call.by(reader).send(),
                    None => call.send(),
                };
                // A search says back what was asked for.
                let text = answer.text().replace("?q=", "");
                assert!(!text.contains(name), "{kind} on {path} for {:?}", reader.map(|reader| reader.email.as_str()));
            }
        }
        decide(&house, &cast.moderator, kind, thing, "hide").problem(409, "ruling");
        decide(&house, &cast.moderator, kind, thing, "restore").check(204);
        house.settle();
        assert_eq!(shown(), before, "{kind} is where it was");
    }
}

/// What one takes away of one's own names nothing that moderators hid; its pictures are nobody's either.
#[test]
fn what_is_hidden_is_in_no_export_of_others_and_its_pictures_are_gone() {
    let house = House::open();
    let cast = Cast::of(&house);
    let png = crate::api::me::picture(image::ImageFormat::Png);
    let image = format!("/api/v1/events/{}/image", cast.event);
    let put = house.call("PUT", &image).bytes("image/png", png).by(&cast.organiser).send().json(200);
    let url = put["image"]["256"].as_str().expect("an address").to_owned();
    let path = url.find("/media/").map(|at| url[at..].to_owned()).expect("a path");
    house.get(&path).send().check(200);
    let export = || house.get("/api/v1/me/export").by(&cast.comer).send().check(200).body;
    let holds = |zip: &[u8], word: &str| super::privacy::unzipped(zip).values().any(|file| String::from_utf8_lossy(file).contains(word));
    assert!(holds(&export(), "Tractage au marché"));
    decide(&house, &cast.moderator, "event", &cast.event, "hide").check(204);
    assert!(!holds(&export(), "Tractage au marché"));
    house.get(&path).send().check(404);
    house.get(&path).by(&cast.comer).send().check(404);
    house.get(&path).by(&cast.moderator).send().check(200);
}

#[test]
fn an_editor_does_not_bring_back_what_moderators_hid() {
    let house = House::open();
    let cast = Cast::of(&house);
    decide(&house, &cast.moderator, "event", &cast.event, "hide").check(204);
    decide(&house, &cast.moderator, "post", &cast.post, "hide").check(204);
    let event = |method: &'static str, rest: &str| house.call(method, &format!("/api/v1/events/{}{rest}", cast.event)).by(&cast.admin);
    event("POST", "/publish").send().problem(409, "hidden");
    event("POST", "/cancel").json(&json!({})).send().problem(409, "hidden");
    event("PATCH", "").json(&json!({"title": "Autre chose"})).send().problem(409, "hidden");
    let post = |method: &'static str, rest: &str| house.call(method, &format!("/api/v1/posts/{}{rest}", cast.post)).by(&cast.admin);
    post("POST", "/publish").send().problem(409, "hidden");
    post("PATCH", "").json(&json!({"title": "Autre chose"})).send().problem(409, "hidden");
    event("GET", "").send().check(200);
    house.put(&format!("/api/v1/events/{}/rsvp", cast.event), json!({"answer": "going"})).by(&cast.comer).send().problem(404, "not_found");
}

#[test]
fn who_is_suspended_vanishes_at_once_and_is_brought_back() {
    let house = House::open();
    let cast = Cast::of(&house);
    let (organiser, comer) = (&cast.organiser, &cast.comer);
    let pages = [format!("/events/{}", cast.event), format!("/events/{}/people", cast.event), format!("/api/v1/events/{}", cast.event)];
    let seen = |who: &Person| pages.iter().filter(|path| house.get(path).by(&cast.lead).send().text().contains(&who.name)).count();
    let (was_organiser, was_comer) = (seen(organiser), seen(comer));
    assert!(was_organiser > 0 && was_comer > 0);
    let member = |who: &Person| who.id.to_string();
    told(&house);
    for who in [organiser, comer] {
        decide(&house, &cast.moderator, "member", &member(who), "suspend").check(204);
        assert_eq!(seen(who), 0, "{}", who.name);
        house.get("/api/v1/me").by(who).send().problem(401, "sign_in");
        house.get(&format!("/members/{}/initials.svg", who.id)).by(&cast.lead).send().check(404);
    }
    let letters = told(&house);
    assert!(letters.iter().any(|(to, _, text)| *to == organiser.email && text.contains("suspendu") && text.contains("Merci de vérifier.")));
    // They may sign in for their own data, and do nothing else.
    let opened = by_code(&house, organiser);
    assert_eq!(house.get("/api/v1/me").by(&opened).send().json(200)["suspended"], true);
    house.get("/api/v1/me/log").by(&opened).send().check(200);
    house.get("/api/v1/me/export").by(&opened).send().check(200);
    house.put(&format!("/api/v1/events/{}/rsvp", cast.event), json!({"answer": "going"})).by(&opened).send().problem(403, "suspended");
    house.patch(&format!("/api/v1/events/{}", cast.event), json!({"title": "Non"})).by(&opened).send().problem(403, "suspended");
    house.post("/api/v1/events", json!({})).by(&opened).send().problem(403, "suspended");
    flag(&house, &opened, "event", &cast.event).problem(403, "suspended");
    decide(&house, &cast.moderator, "member", &member(organiser), "restore").check(204);
    decide(&house, &cast.moderator, "member", &member(comer), "restore").check(204);
    assert_eq!((seen(organiser), seen(comer)), (was_organiser, was_comer));
    // Nobody decides about themself, and nobody about somebody of their rank or above.
    for (by, about) in [(&cast.moderator, &cast.moderator), (&cast.moderator, &cast.admin), (&cast.admin, &cast.admin)] {
        decide(&house, by, "member", &member(about), "suspend").problem(403, "not_allowed");
    }
    decide(&house, &cast.admin, "member", &member(&cast.moderator), "suspend").check(204);
    flag(&house, comer, "member", &member(comer)).problem(401, "sign_in");
}

/// Moderators read what is for a few only once somebody flagged it (PRODUCT.md), and nobody is judged without a word.
#[test]
fn what_is_for_a_few_is_read_by_moderators_once_it_is_flagged() {
    let house = House::open();
    let cast = Cast::of(&house);
    house.patch(&format!("/api/v1/events/{}", cast.event), json!({"visibility": "team"})).by(&cast.organiser).send().check(200);
    let case = format!("/api/v1/moderation/event/{}", cast.event);
    for staff in [&cast.moderator, &cast.admin] {
        house.get(&case).by(staff).send().problem(404, "not_found");
        house.get(&format!("/admin/moderation/event/{}", cast.event)).by(staff).send().check(404);
        decide(&house, staff, "event", &cast.event, "hide").problem(404, "not_found");
    }
    flag(&house, &cast.mate, "event", &cast.event).check(201);
    assert_eq!(house.get(&case).by(&cast.moderator).send().json(200)["title"], "Tractage au marché");
    let silent = house.post(&case, json!({"ruling": "hide"})).by(&cast.moderator).send().problem(422, "invalid");
    assert_eq!(silent, ["message:missing"]);
    decide(&house, &cast.moderator, "event", &cast.event, "hide").check(204);
}

/// Somebody whom one never met is not to be found by their id.
#[test]
fn only_whom_one_met_is_reported() {
    let house = House::open();
    let cast = Cast::of(&house);
    let comer = cast.comer.id.to_string();
    flag(&house, &cast.member, "member", &comer).problem(404, "not_found");
    house.get(&format!("/flag?kind=member&id={comer}")).by(&cast.member).send().check(404);
    check(&page(&house, &format!("/flag?kind=team&id={}", cast.team), Some(&cast.member), "fr"), &["Signaler"], &[&cast.lead.name]);
    check(&page(&house, &format!("/flag?kind=team&id={}", cast.team), Some(&cast.mate), "fr"), &[&cast.lead.name], &[]);
    for (by, about) in
        [(&cast.organiser, &cast.comer), (&cast.comer, &cast.organiser), (&cast.mate, &cast.lead), (&cast.member, &cast.lead)]
    {
        // The organiser knows who comes; who comes knows who organises; the team knows its leads; the lead wrote the team's news.
        let own = flag(&house, by, "member", &about.id.to_string()).json(201);
        assert_eq!(own["items"][0]["title"], about.name.as_str());
    }
    flag(&house, &cast.mate, "member", &cast.follower.id.to_string()).problem(404, "not_found");
}

#[test]
fn only_what_one_sees_is_reported_and_nobody_reports_themself() {
    let house = House::open();
    let cast = Cast::of(&house);
    let draft =
        json!({"kind": "party", "title": "Entre nous", "starts_at": "2026-12-01T12:00:00Z", "place": {"town": "Lyon"}, "status": "draft"});
    let draft = id(&house.post("/api/v1/events", draft).by(&cast.lead).send().json(201));
    flag(&house, &cast.member, "event", &draft).problem(404, "not_found");
    flag(&house, &cast.member, "team", "00000000000000000000000000").problem(404, "not_found");
    flag(&house, &cast.member, "member", &cast.member.id.to_string()).problem(403, "not_allowed");
    flag(&house, &cast.member, "member", &cast.suspended.id.to_string()).problem(404, "not_found");
    let bad = json!({"kind": "shift", "id": "x", "reason": "", "text": "a".repeat(501)});
    let flaws = house.post("/api/v1/flags", bad).by(&cast.member).send().problem(422, "invalid");
    assert!(flaws.iter().any(|flaw| flaw == "kind:unknown_value"), "{flaws:?}");
}

#[test]
fn the_pages_report_and_decide() {
    let house = House::open();
    let cast = Cast::of(&house);
    let url = format!("/flag?kind=event&id={}", cast.event);
    check(&page(&house, &format!("/events/{}", cast.event), Some(&cast.mate), "fr"), &["/flag?kind=event&amp;id="], &[]);
    check(&page(&house, &url, Some(&cast.mate), "fr"), &["Signaler", "Haine ou discrimination", &cast.organiser.name], &[]);
    let report = |fields: &[(&str, &str)]| form(&house, "/flag", fields).by(&cast.mate).send();
    check(&report(&[("kind", "event"), ("id", &cast.event), ("text", "Regardez")]).check(422).text(), &["Regardez"], &[]);
    let about = format!("member {}", cast.organiser.id);
    let done = report(&[("kind", "event"), ("id", &cast.event), ("about", &about), ("reason", "hate"), ("text", "Regardez")]);
    assert!(led_to(&done).starts_with("/me/flags?"));
    check(&page(&house, "/me/flags", Some(&cast.mate), "fr"), &["Regardez", "Pas encore examiné"], &[]);
    house.get("/admin/moderation").by(&cast.mate).send().check(403);
    let queue = page(&house, "/admin/moderation", Some(&cast.moderator), "fr");
    let case = format!("/admin/moderation/member/{}", cast.organiser.id);
    check(&queue, &[&cast.organiser.name, &case], &[]);
    check(&page(&house, &case, Some(&cast.moderator), "fr"), &["Regardez", &cast.mate.name, "Suspendre le compte"], &["Masquer"]);
    let rule = |fields: &[(&str, &str)]| form(&house, &case, fields).by(&cast.moderator).send();
    rule(&[("note", "vu")]).check(422);
    assert!(led_to(&rule(&[("ruling", "warn"), ("message", "Attention."), ("note", "vu")])).starts_with("/admin/moderation?"));
    rule(&[("ruling", "restore")]).check(409);
    check(&page(&house, "/admin/moderation", Some(&cast.moderator), "fr"), &["Tout est traité"], &[]);
    check(&page(&house, &case, Some(&cast.moderator), "fr"), &["Avertissement", "Attention.", "vu"], &[]);
    check(&page(&house, "/me/flags", Some(&cast.mate), "fr"), &["un avertissement a été donné"], &["Attention."]);
    check(&page(&house, "/admin", Some(&cast.moderator), "fr"), &["/admin/moderation"], &["/admin/audit"]);
}
