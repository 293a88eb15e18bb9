//! Discussions: begun, answered, edited, taken back, locked, read; who sees which; what is told; a long one page by page.

use banderole::domain::ids::{MessageId, ThreadId};
use banderole::domain::thread::Message;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::house::House;
use crate::pages::{check, form, led_to, page};
use crate::people::{COLUMNS, Cast, Person, id};

/// Begins a thread, and gives its address at the API.
#[track_caller]
fn begin(house: &House, who: &Person, on: &str, body: Value) -> String {
    format!("/api/v1/threads/{}", id(&house.post(&format!("/api/v1{on}/threads"), body).by(who).send().json(201)))
}

#[track_caller]
fn comes(house: &House, cast: &Cast, who: &Person) {
    house.put(&format!("/api/v1/events/{}/rsvp", cast.event), json!({"answer": "going"})).by(who).send().check(200);
}

#[track_caller]
fn say(house: &House, who: &Person, thread: &str, text: &str) -> String {
    house.pass(SignedDuration::from_secs(1));
    let made = house.post(&format!("{thread}/messages"), json!({"text": text})).by(who).send().json(201);
    format!("{thread}/messages/{}", id(&made))
}

fn read(house: &House, who: &Person, thread: &str) -> Value {
    house.get(thread).by(who).send().json(200)
}

fn texts(page: &Value) -> Vec<&str> {
    page["items"].as_array().expect("a list").iter().map(|message| message["text"].as_str().unwrap_or("-")).collect()
}

/// The unread sentences of an inbox about discussions, in English.
fn inbox(house: &House, who: &Person) -> Vec<String> {
    house.tell();
    let page = house.get("/api/v1/notifications").header("accept-language", "en").by(who).send().json(200);
    let lines = page["items"].as_array().expect("a list").iter();
    let threads = lines.filter(|line| line["topic"] == "thread" && line["read"] == false);
    threads.map(|line| line["text"].as_str().expect("a sentence").to_owned()).collect()
}

#[test]
fn a_discussion_on_an_event() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    let on = format!("/events/{}", cast.event);
    comes(&house, &cast, &cast.member);
    let thread = begin(&house, &cast.member, &on, json!({"title": "Covoiturage", "text": "Qui a **une voiture** ? <script>"}));
    let first = read(&house, &cast.comer, &thread);
    assert_eq!(first["items"][0]["text_html"], "<p>Qui a <strong>une voiture</strong> ? &lt;script&gt;</p>\n");
    assert_eq!((&first["thread"]["said"], &first["thread"]["my"]["unread"]), (&json!(1), &json!(0)), "who has no seat owes nothing");
    let told = |who: &Person| read(&house, who, &thread)["thread"]["my"]["told"].clone();
    assert_eq!([told(&cast.member), told(&cast.organiser), told(&cast.comer)], [json!(true), json!(true), json!(false)]);
    assert_eq!(inbox(&house, &cast.organiser), ["member Exemple wrote in “Covoiturage”"]);
    assert!(inbox(&house, &cast.comer).is_empty(), "who has nothing to do with it is not told");
    let answer = say(&house, &cast.comer, &thread, "Moi");
    assert_eq!(inbox(&house, &cast.member), ["comer Exemple wrote in “Covoiturage”"]);
    say(&house, &cast.comer, &thread, "Deux places");
    assert_eq!(inbox(&house, &cast.member), ["comer Exemple wrote in “Covoiturage”"], "more of the same joins");
    assert_eq!(read(&house, &cast.member, &thread)["thread"]["my"]["unread"], 2);
    // Edited: what was said stays beside it; the same text is no change.
    let edited = house.patch(&answer, json!({"text": "Moi, dès 9 h"})).by(&cast.comer).send().json(200);
    assert_eq!((&edited["text"], &edited["history"][0]["text"]), (&json!("Moi, dès 9 h"), &json!("Moi")));
    let same = house.patch(&answer, json!({"text": "Moi, dès 9 h"})).by(&cast.comer).send().json(200);
    assert_eq!(same["history"].as_array().map(Vec::len), Some(1));
    house.patch(&answer, json!({"text": "Lui"})).by(&cast.organiser).send().problem(403, "not_allowed");
    // Taken back: nothing of it is left but its place.
    house.delete(&answer).by(&cast.member).send().problem(403, "not_allowed");
    house.delete(&answer).by(&cast.comer).send().check(204);
    let after = read(&house, &cast.member, &thread);
    assert_eq!(texts(&after), ["Qui a **une voiture** ? <script>", "-", "Deux places"]);
    assert!(!after.to_string().contains("dès 9 h") && !after.to_string().contains("\"Moi\""), "{after}");
    house.patch(&answer, json!({"text": "Encore"})).by(&cast.comer).send().problem(409, "message_gone");
    // What a discussion is called was said with its first message, and goes with it: by who tends it, too.
    let first = format!("{thread}/messages/{}", id(&after["items"][0]));
    house.delete(&first).by(&cast.comer).send().problem(403, "not_allowed");
    house.delete(&first).by(&cast.organiser).send().check(204);
    assert_eq!(read(&house, &cast.comer, &thread)["thread"]["title"], Value::Null);
    // Locked: read, and nothing is added.
    house.patch(&thread, json!({"locked": true})).by(&cast.organiser).send().check(200);
    house.post(&format!("{thread}/messages"), json!({"text": "Trop tard"})).by(&cast.comer).send().problem(409, "locked");
    house.patch(&thread, json!({"locked": false})).by(&cast.organiser).send().check(200);
    say(&house, &cast.comer, &thread, "Ouf");
}

#[test]
fn what_is_unread_is_marked_and_what_is_muted_is_not_told() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    let thread = begin(&house, &cast.mate, &format!("/teams/{}", cast.team), json!({"title": "Local", "text": "Un"}));
    say(&house, &cast.lead, &thread, "Deux");
    say(&house, &cast.lead, &thread, "Trois");
    let seen = read(&house, &cast.mate, &thread);
    let marks: Vec<&Value> = seen["items"].as_array().expect("a list").iter().map(|message| &message["my"]["unread"]).collect();
    assert_eq!(marks, [&json!(false), &json!(true), &json!(true)]);
    assert_eq!(read(&house, &cast.mate, &thread)["thread"]["my"]["unread"], 2, "reading changes nothing");
    let seat = |body: Value| house.put(&format!("{thread}/seat"), body).by(&cast.mate).send().json(200)["my"]["unread"].clone();
    assert_eq!(seat(json!({"read": 2})), 1);
    assert_eq!(seat(json!({"read": 1})), 1, "what was seen was seen");
    assert_eq!(seat(json!({"read": 99, "muted": true})), 0);
    assert_eq!(inbox(&house, &cast.mate), [""; 0], "what waits when it is muted is not told any more");
    say(&house, &cast.lead, &thread, "Quatre");
    assert_eq!(inbox(&house, &cast.mate), [""; 0]);
    assert_eq!(read(&house, &cast.mate, &thread)["thread"]["my"]["unread"], 1);
    assert_eq!(inbox(&house, &cast.lead), [""; 0], "one's own words are no news");
}

#[test]
fn a_private_thread_is_for_its_parties_alone() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    let secret = |on: &str| begin(&house, &cast.member, on, json!({"title": "Entre nous", "text": "mot-secret", "private": true}));
    let (event, team) = (format!("/events/{}", cast.event), format!("/teams/{}", cast.team));
    for (on, parties) in [(&event, "organiser"), (&team, "manager lead")] {
        let thread = secret(on);
        for (name, who) in COLUMNS.iter().zip(cast.columns()) {
            let party = *name == "member" || parties.contains(name);
            let want = match *name {
                "stranger" => 401,
                "suspended" => 403,
                _ if party => 200,
                _ => 404,
            };
            assert_eq!(house.get(&thread).maybe_by(who).send().status, want, "{name} on {on}");
            let list = house.get(&format!("/api/v1{on}/threads")).maybe_by(who).send();
            assert_eq!(list.text().contains("Entre nous"), party, "{name} in the list of {on}");
            if let (Some(who), false) = (who, *name == "suspended") {
                let told = inbox(&house, who).len();
                assert_eq!(told > 0, party && *name != "member", "{name} is told of {on}");
                house.post("/api/v1/notifications/read", json!({})).by(who).send().check(200);
            }
        }
        let answerer = if on.starts_with("/events") { &cast.organiser } else { &cast.lead };
        assert_eq!(read(&house, answerer, &thread)["thread"]["my"]["unread"], 1, "it waits for an answer");
        say(&house, answerer, &thread, "Reçu");
        assert_eq!(inbox(&house, &cast.member).len(), 1, "{on}");
        house.post("/api/v1/notifications/read", json!({})).by(&cast.member).send().check(200);
    }
}

#[test]
fn what_one_may_not_see_has_no_discussion() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    let thread = begin(&house, &cast.comer, &format!("/events/{}", cast.event), json!({"title": "Pour tous", "text": "mot-secret"}));
    house.patch(&format!("/api/v1/events/{}", cast.event), json!({"visibility": "team"})).by(&cast.lead).send().check(200);
    house.get(&thread).by(&cast.rival).send().problem(404, "not_found");
    house.get(&format!("/api/v1/events/{}/threads", cast.event)).by(&cast.rival).send().problem(404, "not_found");
    house.get(&thread).by(&cast.manager).send().check(200);
    // Who comes no more reads it no more, and hears of it no more, whatever they said in it.
    comes(&house, &cast, &cast.mate);
    say(&house, &cast.mate, &thread, "Je viens");
    house.delete(&format!("/api/v1/events/{}/rsvp", cast.event)).by(&cast.mate).send().check(204);
    say(&house, &cast.manager, &thread, "Encore");
    house.get(&thread).by(&cast.mate).send().problem(404, "not_found");
    let list = house.get(&format!("/api/v1/events/{}/threads", cast.event)).by(&cast.mate).send().json(200);
    assert_eq!(list["items"], json!([]), "the event is for their eyes, its discussions are not");
    assert!(inbox(&house, &cast.rival).is_empty() && inbox(&house, &cast.mate).is_empty());
}

#[test]
fn pages_without_a_script() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    let at = format!("/teams/{}/threads", cast.team);
    house.get(&at).send().check(303);
    check(
        &page(&house, &at, Some(&cast.member), "fr"),
        &["Discussions", "type=\"hidden\" name=\"private\"", "pour les membres de l’équipe", "Écrire aux responsables"],
        &["type=\"checkbox\""],
    );
    check(&page(&house, &at, Some(&cast.mate), "fr"), &["type=\"checkbox\" id=\"private\""], &[]);
    check(&page(&house, &at, Some(&cast.lead), "fr"), &["name=\"title\""], &["name=\"private\""]);
    let again = form(&house, &at, &[("title", ""), ("text", "Bonjour <b>")]).by(&cast.mate).send().check(422).text();
    check(&again, &["href=\"#title\"", "Bonjour &#60;b&#62;"], &[]);
    let thread = led_to(&form(&house, &at, &[("title", "Local"), ("text", "Un *mot*")]).by(&cast.mate).send());
    let thread = thread.split('?').next().expect("a path").to_owned();
    check(
        &page(&house, &thread, Some(&cast.lead), "fr"),
        &["<em>mot</em>", "mate Exemple", "Fermer la discussion", "Retirer"],
        &["Modifier<"],
    );
    let to = led_to(&form(&house, &format!("{thread}/messages"), &[("text", "Deux")]).by(&cast.lead).send());
    assert!(to.starts_with(&format!("{thread}?done=said#m-")), "{to}");
    let mine = page(&house, &thread, Some(&cast.mate), "fr");
    check(&mine, &["Nouveau", "J’ai tout lu", "Modifier"], &["Fermer la discussion"]);
    check(&page(&house, &at, Some(&cast.mate), "fr"), &["1 nouveau", "2 messages"], &[]);
    led_to(&form(&house, &format!("{thread}/seat"), &[("read", "2"), ("muted", "")]).by(&cast.mate).send());
    check(&page(&house, &thread, Some(&cast.mate), "fr"), &[], &["J’ai tout lu"]);
    let edit = mine.split("href=\"").find(|rest| rest.contains("/edit\"")).and_then(|rest| rest.split('"').next()).expect("a link");
    check(&page(&house, edit, Some(&cast.mate), "fr"), &["Un *mot*", "Modifier le message"], &[]);
    house.get(edit).by(&cast.lead).send().check(403);
    led_to(&form(&house, edit, &[("text", "Un autre mot")]).by(&cast.mate).send());
    check(&page(&house, &thread, Some(&cast.lead), "fr"), &["Un autre mot", "Modifié", "<em>mot</em>"], &[]);
    let delete = edit.replace("/edit", "/delete");
    led_to(&form(&house, &delete, &[]).by(&cast.lead).send());
    check(&page(&house, &thread, Some(&cast.mate), "fr"), &["Message retiré"], &["Un autre mot", "<em>mot</em>"]);
    let late = form(&house, edit, &[("text", "Trop <tard>")]).by(&cast.mate).send().check(409).text();
    check(&late, &["Ce message a été retiré", "Trop &#60;tard&#62;"], &[]);
    check(&page(&house, &thread, Some(&cast.manager), "fr"), &["Ne plus être prévenu"], &["J’ai tout lu"]);
    led_to(&form(&house, &format!("{thread}/seat"), &[("read", ""), ("muted", "yes")]).by(&cast.manager).send());
    check(&page(&house, &thread, Some(&cast.manager), "fr"), &["Être prévenu"], &["Ne plus être prévenu de cette discussion</button>"]);
    led_to(&form(&house, &format!("{thread}/lock"), &[("locked", "yes")]).by(&cast.lead).send());
    let late = form(&house, &format!("{thread}/messages"), &[("text", "Trop <tard>")]).by(&cast.mate).send().check(409).text();
    check(&late, &["n’a pas pu être envoyé", "Trop &#60;tard&#62;"], &["id=\"answer\""]);
    check(&page(&house, &thread, Some(&cast.mate), "fr"), &["Cette discussion est fermée"], &["id=\"answer\""]);
}

#[test]
fn an_erased_member_says_nothing_any_more() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    let thread = begin(&house, &cast.comer, &format!("/events/{}", cast.event), json!({"title": "Covoiturage", "text": "mot-secret"}));
    say(&house, &cast.manager, &thread, "Réponse");
    let address = cast.comer.email.parse().expect("an address");
    house.block_on(banderole::app::erasure::by_keeper(&house.app, &address)).expect("erased");
    let left = read(&house, &cast.manager, &thread);
    assert_eq!((texts(&left), &left["thread"]["author"], &left["items"][0]["author"]), (vec!["-", "Réponse"], &Value::Null, &Value::Null));
    assert_eq!(left["thread"]["title"], Value::Null, "what they called it was their word too");
}

/// 10,000 messages: a page is as fast as in a short thread, at its end, at its beginning and in its middle.
#[test]
fn a_long_thread_is_read_page_by_page() {
    const MANY: usize = 10_000;
    let house = House::open();
    let cast = Cast::of(&house);
    let thread = begin(&house, &cast.mate, &format!("/teams/{}", cast.team), json!({"title": "Local", "text": "Premier"}));
    let id: ThreadId = thread.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
    let (author, start) = (cast.mate.id, house.app.now());
    for batch in 0..10 {
        house
            .block_on(house.app.store.write(move |tx| {
                for n in 0..MANY / 10 {
                    let number = batch * MANY / 10 + n;
                    let at = start + SignedDuration::from_millis(1 + i64::try_from(number).unwrap_or(0));
                    let mut chance = [0; 10];
                    chance[..8].copy_from_slice(&(number as u64).to_be_bytes());
                    let found = tx.thread(id)?.expect("a thread");
                    let (author, text) = (Some(author), format!("Message {number}").parse().ok());
                    let id = MessageId::new(at, chance);
                    tx.add_message(&found, Message { id, thread: found.id, number: 0, author, text, at, edited_at: None, edits: 0 })?;
                }
                Ok::<_, banderole::domain::refusal::Refusal>(())
            }))
            .expect("written");
    }
    let page = read(&house, &cast.lead, &thread);
    assert_eq!((page["items"].as_array().map(Vec::len), &page["thread"]["said"]), (Some(20), &json!(MANY + 1)));
    assert_eq!(page["items"][19]["text"], format!("Message {}", MANY - 1));
    let before = format!("{thread}?before={}", page["previous"].as_str().expect("a cursor"));
    let earlier = read(&house, &cast.lead, &before);
    assert_eq!(earlier["items"][19]["text"], format!("Message {}", MANY - 21));
    let back = read(&house, &cast.lead, &format!("{thread}?after={}", earlier["next"].as_str().expect("a cursor")));
    assert_eq!(texts(&back), texts(&page));
    let shown = |query: &str| crate::pages::page(&house, &format!("/threads/{id}{query}"), Some(&cast.lead), "fr");
    check(&shown("?from=first"), &["Premier", "Message 48<", "Messages suivants"], &["Messages précédents", "Message 49<"]);
    let from = earlier["items"][3]["id"].as_str().expect("an id");
    check(
        &shown(&format!("?from={from}")),
        &["Message 9963<", "Message 9999<", "Depuis le début"],
        &["Message 9962<", "Messages suivants"],
    );
    check(&shown(""), &["Message 9999<", "Depuis le début"], &["Message 9949<"]);
}
