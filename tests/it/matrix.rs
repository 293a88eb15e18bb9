//! Who may call what, as the contract has it: each operation by everybody of the table of rights, on a thing of others and on one's own. An
//! operation without its row fails the test.

use std::collections::BTreeSet;

use banderole::domain::member::Role;
use serde_json::{Value, json};

use crate::client::Call;
use crate::contract::{Operation, document, operations};
use crate::house::House;
use crate::people::{COLUMNS, Cast, Person, id};

/// An operation, how it is called, and what it answers to each column.
type Row = (&'static str, fn(&House, &Cast) -> Call, &'static str);

fn event(house: &House, cast: &Cast, method: &'static str, rest: &str) -> Call {
    house.call(method, &format!("/api/v1/events/{}{rest}", cast.event))
}

fn post(house: &House, cast: &Cast, method: &'static str, rest: &str) -> Call {
    house.call(method, &format!("/api/v1/posts/{}{rest}", cast.post))
}

/// Another post of the team, to be taken away.
fn new_post(house: &House, cast: &Cast) -> String {
    id(&house.post("/api/v1/posts", json!({"title": "À jeter", "team": cast.team})).by(&cast.lead).send().json(201))
}

/// Another discussion on the event, by the lead, and its first message.
fn new_thread(house: &House, cast: &Cast) -> (String, String) {
    discussion(house, &cast.lead, &cast.event)
}

fn discussion(house: &House, who: &Person, event: &str) -> (String, String) {
    let body = json!({"title": "Covoiturage", "text": "Qui a une voiture ?"});
    let thread = format!("/api/v1/threads/{}", id(&house.post(&format!("/api/v1/events/{event}/threads"), body).by(who).send().json(201)));
    let message = id(&house.get(&thread).by(who).send().json(200)["items"][0]);
    (thread.clone(), format!("{thread}/messages/{message}"))
}

/// Another invitation to the team, by a link.
fn new_invitation(house: &House, cast: &Cast) -> Value {
    house.post(&format!("/api/v1/teams/{}/invitations", cast.team), json!({})).by(&cast.lead).send().json(201)
}

/// Where another invitation is followed.
fn offer(house: &House, cast: &Cast) -> String {
    format!("/api/v1{}", new_invitation(house, cast)["url"].as_str().expect("an address"))
}

/// Where somebody else of an older list looks at what is known of them.
fn claim(house: &House, _: &Cast) -> String {
    format!("/api/v1/claims/{}", crate::claims::another(house))
}

fn team(house: &House, cast: &Cast, method: &'static str, rest: &str) -> Call {
    house.call(method, &format!("/api/v1/teams/{}{rest}", cast.team))
}

fn long() -> Value {
    json!({"reason": "a".repeat(501)})
}

/// What each operation answers to each column of the table of rights. Bodies are flawed: 422 says that the values were looked at, so that
/// whoever may do it was told apart from whoever may not, and nothing was done.
#[rustfmt::skip]
const TABLE: &[Row] = &[
    //                                                                                          stra memb unpl aske come foll mate mana lead riva orga mode admi susp
    ("get_network", |h, _| h.get("/api/v1/network"),                                           "200  200  200  200  200  200  200  200  200  200  200  200  200  200"),
    ("create_signup", |h, _| h.post("/api/v1/signups", json!({})),                             "422  422  422  422  422  422  422  422  422  422  422  422  422  422"),
    ("verify_signup", |h, _| h.post("/api/v1/signups/verify", json!({})),                      "422  422  422  422  422  422  422  422  422  422  422  422  422  422"),
    ("create_session", |h, _| h.post("/api/v1/sessions", json!({})),                           "422  422  422  422  422  422  422  422  422  422  422  422  422  422"),
    ("create_session_code", |h, _| h.post("/api/v1/sessions/code", json!({})),                 "422  422  422  422  422  422  422  422  422  422  422  422  422  422"),
    ("verify_session_code", |h, _| h.post("/api/v1/sessions/code/verify", json!({})),          "422  422  422  422  422  422  422  422  422  422  422  422  422  422"),
    ("list_sessions", |h, _| h.get("/api/v1/sessions"),                                        "401  200  200  200  200  200  200  200  200  200  200  200  200  200"),
    ("delete_current_session", |h, _| h.delete("/api/v1/sessions/current"),                    "401  204  204  204  204  204  204  204  204  204  204  204  204  204"),
    ("delete_session", |h, _| h.delete("/api/v1/sessions/00000000000000000000000000"),         "401  404  404  404  404  404  404  404  404  404  404  404  404  404"),
    ("get_me", |h, _| h.get("/api/v1/me"),                                                     "401  200  200  200  200  200  200  200  200  200  200  200  200  200"),
    ("update_me", |h, _| h.patch("/api/v1/me", json!({"first_name": ""})),                     "401  422  422  422  422  422  422  422  422  422  422  422  422  403"),
    ("get_pledge", |h, _| h.get("/api/v1/me/pledge"),                                          "401  200  200  200  200  200  200  200  200  200  200  200  200  200"),
    ("create_pledge", |h, _| h.post("/api/v1/me/pledge", json!({})),                           "401  422  422  422  422  422  422  422  422  422  422  422  422  403"),
    ("delete_pledge", |h, _| h.delete("/api/v1/me/pledge"),                                    "401  204  204  204  204  204  204  204  204  204  204  204  204  204"),
    ("put_photo", |h, _| h.call("PUT", "/api/v1/me/photo").bytes("image/png", "x"),            "401  422  422  422  422  422  422  422  422  422  422  422  422  403"),
    ("delete_photo", |h, _| h.delete("/api/v1/me/photo"),                                      "401  200  200  200  200  200  200  200  200  200  200  200  200  403"),
    ("list_events", |h, _| h.get("/api/v1/events"),                                            "200  200  200  200  200  200  200  200  200  200  200  200  200  200"),
    ("create_event", |h, _| h.post("/api/v1/events", json!({})),                               "401  422  403  422  422  422  422  422  422  422  422  422  422  403"),
    ("get_event", |h, c| event(h, c, "GET", ""),                                               "200  200  200  200  200  200  200  200  200  200  200  200  200  403"),
    ("update_event", |h, c| event(h, c, "PATCH", "").json(&json!({"title": ""})),              "401  403  403  403  403  403  403  422  422  403  422  403  422  403"),
    ("cancel_event", |h, c| event(h, c, "POST", "/cancel").json(&long()),                      "401  403  403  403  403  403  403  422  422  403  422  403  422  403"),
    ("publish_event", |h, c| event(h, c, "POST", "/publish"),                                  "401  403  403  403  403  403  403  200  200  403  200  403  200  403"),
    ("duplicate_event", |h, c| event(h, c, "POST", "/duplicate"),                              "401  403  403  403  403  403  403  201  201  403  201  403  201  403"),
    ("put_event_image", |h, c| event(h, c, "PUT", "/image").bytes("image/png", "x"),           "401  403  403  403  403  403  403  422  422  403  422  403  422  403"),
    ("delete_event_image", |h, c| event(h, c, "DELETE", "/image"),                             "401  403  403  403  403  403  403  200  200  403  200  403  200  403"),
    ("list_notifications", |h, _| h.get("/api/v1/notifications"),                              "401  200  200  200  200  200  200  200  200  200  200  200  200  403"),
    ("read_notifications", |h, _| h.post("/api/v1/notifications/read", json!({})),             "401  200  200  200  200  200  200  200  200  200  200  200  200  403"),
    ("get_notification_settings", |h, _| h.get("/api/v1/me/notification-settings"),            "401  200  200  200  200  200  200  200  200  200  200  200  200  403"),
    ("put_notification_settings", |h, _| h.put("/api/v1/me/notification-settings", json!({"topics": [{}]})),
                                                                                               "401  422  422  422  422  422  422  422  422  422  422  422  422  403"),
    ("put_rsvp", |h, c| event(h, c, "PUT", "/rsvp").json(&json!({})),                          "401  422  422  422  422  422  422  422  422  422  422  422  422  403"),
    ("delete_rsvp", |h, c| event(h, c, "DELETE", "/rsvp"),                                     "401  204  204  204  204  204  204  204  204  204  204  204  204  403"),
    ("list_rsvps", |h, c| event(h, c, "GET", "/rsvps"),                                        "401  403  403  403  200  403  403  200  200  403  200  403  200  403"),
    ("list_teams", |h, _| h.get("/api/v1/teams"),                                              "200  200  200  200  200  200  200  200  200  200  200  200  200  403"),
    ("create_team", |h, _| h.post("/api/v1/teams", json!({})),                                 "401  422  403  422  422  422  422  422  422  422  422  422  422  403"),
    ("get_team", |h, c| team(h, c, "GET", ""),                                                 "200  200  200  200  200  200  200  200  200  200  200  200  200  403"),
    ("update_team", |h, c| team(h, c, "PATCH", "").json(&json!({"name": ""})),                 "401  403  403  403  403  403  403  422  422  403  403  403  422  403"),
    ("put_team_image", |h, c| team(h, c, "PUT", "/image").bytes("image/png", "x"),             "401  403  403  403  403  403  403  422  422  403  403  403  422  403"),
    ("delete_team_image", |h, c| team(h, c, "DELETE", "/image"),                               "401  403  403  403  403  403  403  200  200  403  403  403  200  403"),
    ("put_membership", |h, c| team(h, c, "PUT", "/membership").json(&json!({})),               "401  422  422  422  422  422  422  422  422  422  422  422  422  403"),
    ("delete_membership", |h, c| team(h, c, "DELETE", "/membership"),                          "401  200  200  200  200  200  200  200  409  200  200  200  200  403"),
    ("list_team_members", |h, c| team(h, c, "GET", "/members"),                                "401  403  403  403  403  403  200  200  200  403  403  403  200  403"),
    ("update_team_member", |h, c| team(h, c, "PATCH", &format!("/members/{}", c.mate.id)).json(&json!({})),
                                                                                               "401  403  403  403  403  403  403  422  422  403  403  403  422  403"),
    ("delete_team_member", |h, c| team(h, c, "DELETE", &format!("/members/{}", c.member.id)),  "401  403  403  403  403  403  403  404  404  403  403  403  404  403"),
    ("list_team_requests", |h, c| team(h, c, "GET", "/requests"),                              "401  403  403  403  403  403  403  200  200  403  403  403  200  403"),
    ("answer_team_request", |h, c| team(h, c, "POST", "/requests").json(&json!({})),           "401  403  403  403  403  403  403  422  422  403  403  403  422  403"),
    ("list_invitations", |h, c| team(h, c, "GET", "/invitations"),                             "401  403  403  403  403  403  403  200  200  403  403  403  200  403"),
    ("create_invitation", |h, c| team(h, c, "POST", "/invitations").json(&json!({"days": 0})), "401  403  403  403  403  403  403  422  422  403  403  403  422  403"),
    ("delete_invitation", |h, c| h.delete(&format!("/api/v1/teams/{}/invitations/{}", c.team, new_invitation(h, c)["id"].as_str().expect("an id"))),
                                                                                               "401  403  403  403  403  403  403  204  204  403  403  403  204  403"),
    ("get_invitation", |h, c| h.get(&offer(h, c)),                                             "200  200  200  200  200  200  200  200  200  200  200  200  200  403"),
    ("accept_invitation", |h, c| h.call("POST", &offer(h, c)),                                 "401  200  200  200  200  200  200  200  200  200  200  200  200  403"),
    ("list_event_threads", |h, c| event(h, c, "GET", "/threads"),                              "401  200  200  200  200  200  200  200  200  200  200  200  200  403"),
    ("create_event_thread", |h, c| event(h, c, "POST", "/threads").json(&json!({})),           "401  403  403  403  422  403  403  422  422  403  422  403  403  403"),
    ("list_team_threads", |h, c| team(h, c, "GET", "/threads"),                                "401  200  200  200  200  200  200  200  200  200  200  200  200  403"),
    ("create_team_thread", |h, c| team(h, c, "POST", "/threads").json(&json!({})),             "401  403  403  403  403  403  422  422  422  403  403  403  403  403"),
    ("get_thread", |h, c| h.get(&new_thread(h, c).0),                                          "401  404  404  404  200  404  404  200  200  404  200  404  404  403"),
    ("update_thread", |h, c| h.patch(&new_thread(h, c).0, json!({"locked": true})),            "401  404  404  404  403  404  404  200  200  404  200  404  404  403"),
    ("put_thread_seat", |h, c| h.put(&format!("{}/seat", new_thread(h, c).0), json!({})),      "401  404  404  404  200  404  404  200  200  404  200  404  404  403"),
    ("create_message", |h, c| h.post(&format!("{}/messages", new_thread(h, c).0), json!({})),  "401  404  404  404  422  404  404  422  422  404  422  404  404  403"),
    ("update_message", |h, c| h.patch(&new_thread(h, c).1, json!({})),                         "401  404  404  404  403  404  404  403  422  404  403  404  404  403"),
    ("delete_message", |h, c| h.delete(&new_thread(h, c).1),                                   "401  404  404  404  403  404  404  204  204  404  204  404  404  403"),
    ("get_claim", |h, c| h.get(&claim(h, c)),                                                  "200  200  200  200  200  200  200  200  200  200  200  200  200  200"),
    ("decline_claim", |h, c| h.delete(&claim(h, c)),                                           "204  204  204  204  204  204  204  204  204  204  204  204  204  204"),
    ("list_posts", |h, _| h.get("/api/v1/posts"),                                              "200  200  200  200  200  200  200  200  200  200  200  200  200  403"),
    ("create_post", |h, c| h.post("/api/v1/posts", json!({"team": c.team})),                   "401  403  403  403  403  403  403  422  422  403  403  403  422  403"),
    ("get_post", |h, c| post(h, c, "GET", ""),                                                 "200  200  200  200  200  200  200  200  200  200  200  200  200  404"),
    ("update_post", |h, c| post(h, c, "PATCH", "").json(&json!({"title": ""})),                "401  403  403  403  403  403  403  422  422  403  403  403  422  404"),
    ("delete_post", |h, c| h.delete(&format!("/api/v1/posts/{}", new_post(h, c))),             "401  403  403  403  403  403  403  204  204  403  403  403  204  404"),
    ("publish_post", |h, c| post(h, c, "POST", "/publish"),                                    "401  403  403  403  403  403  403  200  200  403  403  403  200  404"),
    ("put_post_image", |h, c| post(h, c, "PUT", "/image").bytes("image/png", "x"),             "401  403  403  403  403  403  403  422  422  403  403  403  422  404"),
    ("delete_post_image", |h, c| post(h, c, "DELETE", "/image"),                               "401  403  403  403  403  403  403  200  200  403  403  403  200  404"),
    ("list_places", |h, _| h.get("/api/v1/places?q=lyon"),                                     "200  200  200  200  200  200  200  200  200  200  200  200  200  200"),
    ("confirm_me", |h, _| h.post("/api/v1/me/confirm", json!({})),                             "401  422  422  422  422  422  422  422  422  422  422  422  422  422"),
    ("create_confirm_code", |h, _| h.call("POST", "/api/v1/me/confirm/code"),                  "401  202  202  202  202  202  202  202  202  202  202  202  202  202"),
    ("verify_confirm_code", |h, _| h.post("/api/v1/me/confirm/code/verify", json!({})),        "401  422  422  422  422  422  422  422  422  422  422  422  422  422"),
    ("get_export", |h, _| h.get("/api/v1/me/export"),                                          "401  200  200  200  200  200  200  200  200  200  200  200  200  200"),
    ("list_consents", |h, _| h.get("/api/v1/me/consents"),                                     "401  200  200  200  200  200  200  200  200  200  200  200  200  200"),
    ("create_consent", |h, _| h.post("/api/v1/me/consents", json!({})),                        "401  422  422  422  422  422  422  422  422  422  422  422  422  403"),
    ("delete_consent", |h, _| h.delete("/api/v1/me/consents/privacy"),                         "401  204  204  204  204  204  204  204  204  204  204  204  204  204"),
    ("create_email_change", |h, _| h.post("/api/v1/me/email", json!({})),                      "401  422  422  422  422  422  422  422  422  422  422  422  422  403"),
    ("verify_email_change", |h, _| h.post("/api/v1/me/email/verify", json!({})),               "401  422  422  422  422  422  422  422  422  422  422  422  422  403"),
    ("delete_email_change", |h, _| h.delete("/api/v1/me/email"),                               "401  204  204  204  204  204  204  204  204  204  204  204  204  204"),
    ("confirm_me_by_totp", |h, _| h.post("/api/v1/me/confirm/totp", json!({})),                "401  422  422  422  422  422  422  422  422  422  422  422  422  422"),
    ("get_factor", |h, _| h.get("/api/v1/me/factor"),                                          "401  200  200  200  200  200  200  200  200  200  200  200  200  200"),
    ("create_factor", |h, _| h.call("POST", "/api/v1/me/factor"),                              "401  201  201  201  201  201  201  201  201  201  201  201  201  403"),
    ("verify_factor", |h, _| h.post("/api/v1/me/factor/verify", json!({})),                    "401  422  422  422  422  422  422  422  422  422  422  422  422  403"),
    ("create_recovery_codes", |h, _| h.call("POST", "/api/v1/me/factor/codes"),                "401  409  409  409  409  409  409  409  409  409  409  409  409  403"),
    ("delete_factor", |h, _| h.delete("/api/v1/me/factor"),                                    "401  204  204  204  204  204  204  204  204  204  204  204  204  204"),
    ("create_flag", |h, _| h.post("/api/v1/flags", json!({})),                                 "401  422  422  422  422  422  422  422  422  422  422  422  422  403"),
    ("list_own_flags", |h, _| h.get("/api/v1/me/flags"),                                       "401  200  200  200  200  200  200  200  200  200  200  200  200  403"),
    ("list_own_decisions", |h, _| h.get("/api/v1/me/decisions"),                               "401  200  200  200  200  200  200  200  200  200  200  200  200  200"),
    ("create_appeal", |h, _| h.post("/api/v1/me/decisions/0/appeal", json!({})),               "401  404  404  404  404  404  404  404  404  404  404  404  404  404"),
    ("list_cases", |h, _| h.get("/api/v1/moderation"),                                         "401  403  403  403  403  403  403  403  403  403  403  200  200  403"),
    ("get_case", |h, c| h.get(&format!("/api/v1/moderation/event/{}", c.event)),               "401  403  403  403  403  403  403  403  403  403  403  200  200  403"),
    ("decide_case", |h, c| h.post(&format!("/api/v1/moderation/event/{}", c.event), json!({})),
                                                                                               "401  403  403  403  403  403  403  403  403  403  403  422  422  403"),
    ("get_erasure", |h, _| h.get("/api/v1/me/erasure"),                                        "401  200  200  200  200  200  200  200  200  200  200  200  200  200"),
    ("delete_me", |h, _| h.delete("/api/v1/me"),                                               "401  202  202  202  202  202  202  202  202  202  202  202  409  202"),
    ("delete_erasure", |h, _| h.delete("/api/v1/me/erasure"),                                  "401  204  204  204  204  204  204  204  204  204  204  204  204  204"),
    ("get_seen", |h, _| h.get("/api/v1/me/seen"),                                              "401  200  200  200  200  200  200  200  200  200  200  200  200  200"),
    ("list_own_log", |h, _| h.get("/api/v1/me/log"),                                           "401  200  200  200  200  200  200  200  200  200  200  200  200  200"),
    ("list_audit", |h, _| h.get("/api/v1/audit"),                                              "401  403  403  403  403  403  403  403  403  403  403  403  200  403"),
    ("search", |h, _| h.get("/api/v1/search?q=rien"),                                          "200  200  200  200  200  200  200  200  200  200  200  200  200  200"),
];

/// The statuses of a row.
fn statuses(row: &str) -> Vec<u16> {
    row.split_whitespace().map(|status| status.parse().expect("a status")).collect()
}

/// Whether a row changes something for the rows after it, so that it needs a house of its own.
fn changes(operation: &Operation, want: &[u16]) -> bool {
    operation.method != "GET" && want.iter().any(|status| *status < 400)
}

/// Whoever is refused is told so in the form of the contract.
#[track_caller]
fn check(call: Call, who: &str, operation: &str, want: u16) {
    let answer = call.send();
    assert_eq!(answer.status, want, "{operation} by {who}: {}", answer.text());
    if want >= 400 {
        answer.check_problem();
    }
}

#[test]
fn every_operation_refuses_whom_it_must() {
    let house = House::in_memory();
    let known = operations(&document(&house).1);
    let tested: BTreeSet<&str> = TABLE.iter().map(|(id, ..)| *id).collect();
    assert_eq!(tested, known.keys().map(String::as_str).collect(), "every operation of the document has its row, and no other");
    let cast = Cast::of(&house);
    for (operation, call, want) in TABLE {
        let want = statuses(want);
        assert_eq!(want.len(), COLUMNS.len(), "{operation}");
        let fresh = changes(&known[*operation], &want).then(|| {
            let house = House::in_memory();
            let cast = Cast::of(&house);
            (house, cast)
        });
        let (house, cast) = fresh.as_ref().map_or((&house, &cast), |(house, cast)| (house, cast));
        for ((name, person), want) in COLUMNS.iter().zip(cast.columns()).zip(want) {
            check(call(house, cast).maybe_by(person), name, operation, want);
        }
    }
}

/// What somebody made while they could: a team, an event of it to which they come, another session.
struct Own {
    person: Person,
    team: String,
    event: String,
    post: String,
    session: String,
    thread: (String, String),
}

impl Own {
    fn of(house: &House, person: Person) -> Self {
        let post = |path: &str, body: Value| id(&house.post(path, body).by(&person).send().json(201));
        let team = post("/api/v1/teams", json!({"name": "Les miens", "place": {"town": "Lyon"}}));
        let body =
            json!({"kind": "party", "title": "Chez moi", "starts_at": "2026-12-01T12:00:00Z", "place": {"town": "Lyon"}, "team": team});
        let event = post("/api/v1/events", body);
        house.put(&format!("/api/v1/events/{event}/rsvp"), json!({"answer": "going"})).by(&person).send().check(200);
        let news = post("/api/v1/posts", json!({"title": "De nous", "team": team}));
        let session = id(&house.get("/api/v1/sessions").by(&person).send().json(200)["items"][0]);
        let thread = discussion(house, &person, &event);
        Self { person, team, event, post: news, session, thread }
    }

    /// Members of each state of an account, each with what is theirs.
    fn of_each_state(house: &House) -> Vec<(&'static str, Self)> {
        let own = |name: &str| Self::of(house, house.member(&format!("{name}@exemple.fr")));
        let (author, unpledged, suspended) = (own("auteur"), own("retire"), own("suspendu"));
        house.delete("/api/v1/me/pledge").by(&unpledged.person).send().check(204);
        house.suspend(&suspended.person);
        let moderator = Self::of(house, house.member_as("moderation@exemple.fr", Role::Moderator));
        vec![("author", author), ("unpledged", unpledged), ("suspended", suspended), ("moderator", moderator)]
    }
}

type OwnRow = (&'static str, fn(&House, &Own) -> Call, &'static str);

fn own_event(house: &House, own: &Own, method: &'static str, rest: &str) -> Call {
    house.call(method, &format!("/api/v1/events/{}{rest}", own.event))
}

fn own_post(house: &House, own: &Own, method: &'static str, rest: &str) -> Call {
    house.call(method, &format!("/api/v1/posts/{}{rest}", own.post))
}

fn own_team(house: &House, own: &Own, method: &'static str, rest: &str) -> Call {
    house.call(method, &format!("/api/v1/teams/{}{rest}", own.team))
}

/// What each operation on a thing answers to whoever it belongs to. A withdrawn pledge closes what it opened, making and publishing, and
/// leaves what is there to be looked after; who is suspended sees what is theirs and signs out.
#[rustfmt::skip]
const OWN: &[OwnRow] = &[
    //                                                                                                   auth unpl susp mode
    ("delete_session", |h, o| h.delete(&format!("/api/v1/sessions/{}", o.session)),                     "204  204  204  204"),
    ("delete_consent", |h, _| h.delete("/api/v1/me/consents/privacy"),                                  "204  204  204  204"),
    ("get_event", |h, o| own_event(h, o, "GET", ""),                                                    "200  200  403  200"),
    ("update_event", |h, o| own_event(h, o, "PATCH", "").json(&json!({"title": ""})),                   "422  422  403  422"),
    ("cancel_event", |h, o| own_event(h, o, "POST", "/cancel").json(&long()),                           "422  422  403  422"),
    ("publish_event", |h, o| own_event(h, o, "POST", "/publish"),                                       "200  200  403  200"),
    ("duplicate_event", |h, o| own_event(h, o, "POST", "/duplicate"),                                   "201  403  403  201"),
    ("put_event_image", |h, o| own_event(h, o, "PUT", "/image").bytes("image/png", "x"),                "422  422  403  422"),
    ("delete_event_image", |h, o| own_event(h, o, "DELETE", "/image"),                                  "200  200  403  200"),
    ("create_appeal", |h, _| h.post("/api/v1/me/decisions/0/appeal", json!({})),                        "404  404  404  404"),
    ("get_case", |h, o| h.get(&format!("/api/v1/moderation/event/{}", o.event)),                        "403  403  403  403"),
    ("decide_case", |h, o| h.post(&format!("/api/v1/moderation/event/{}", o.event), json!({})),         "403  403  403  403"),
    ("get_post", |h, o| own_post(h, o, "GET", ""),                                                      "200  200  404  200"),
    ("update_post", |h, o| own_post(h, o, "PATCH", "").json(&json!({"title": ""})),                     "422  422  404  422"),
    ("delete_post", |h, o| own_post(h, o, "DELETE", ""),                                                "204  204  404  204"),
    ("publish_post", |h, o| own_post(h, o, "POST", "/publish"),                                         "200  200  404  200"),
    ("put_post_image", |h, o| own_post(h, o, "PUT", "/image").bytes("image/png", "x"),                  "422  422  404  422"),
    ("delete_post_image", |h, o| own_post(h, o, "DELETE", "/image"),                                    "200  200  404  200"),
    ("put_rsvp", |h, o| own_event(h, o, "PUT", "/rsvp").json(&json!({})),                               "422  422  403  422"),
    ("delete_rsvp", |h, o| own_event(h, o, "DELETE", "/rsvp"),                                          "204  204  403  204"),
    ("list_rsvps", |h, o| own_event(h, o, "GET", "/rsvps"),                                             "200  200  403  200"),
    ("list_event_threads", |h, o| own_event(h, o, "GET", "/threads"),                                   "200  200  403  200"),
    ("create_event_thread", |h, o| own_event(h, o, "POST", "/threads").json(&json!({})),                "422  422  403  422"),
    ("list_team_threads", |h, o| own_team(h, o, "GET", "/threads"),                                     "200  200  403  200"),
    ("create_team_thread", |h, o| own_team(h, o, "POST", "/threads").json(&json!({})),                  "422  422  403  422"),
    ("get_thread", |h, o| h.get(&o.thread.0),                                                           "200  200  403  200"),
    ("update_thread", |h, o| h.patch(&o.thread.0, json!({"locked": true})),                             "200  200  403  200"),
    ("put_thread_seat", |h, o| h.put(&format!("{}/seat", o.thread.0), json!({})),                       "200  200  403  200"),
    ("create_message", |h, o| h.post(&format!("{}/messages", o.thread.0), json!({})),                   "422  422  403  422"),
    ("update_message", |h, o| h.patch(&o.thread.1, json!({})),                                          "422  422  403  422"),
    ("delete_message", |h, o| h.delete(&o.thread.1),                                                    "204  204  403  204"),
    ("list_invitations", |h, o| own_team(h, o, "GET", "/invitations"),                                  "200  200  403  200"),
    ("create_invitation", |h, o| own_team(h, o, "POST", "/invitations").json(&json!({"days": 0})),      "422  422  403  422"),
    ("delete_invitation", |h, o| own_team(h, o, "DELETE", "/invitations/00000000000000000000000000"),   "404  404  403  404"),
    ("get_claim", |h, _| h.get("/api/v1/claims/x"),                                                     "404  404  404  404"),
    ("decline_claim", |h, _| h.delete("/api/v1/claims/x"),                                              "404  404  404  404"),
    ("get_invitation", |h, _| h.get("/api/v1/invitations/x"),                                           "404  404  404  404"),
    ("accept_invitation", |h, _| h.call("POST", "/api/v1/invitations/x"),                               "404  404  404  404"),
    ("get_team", |h, o| own_team(h, o, "GET", ""),                                                      "200  200  403  200"),
    ("update_team", |h, o| own_team(h, o, "PATCH", "").json(&json!({"name": ""})),                      "422  422  403  422"),
    ("put_team_image", |h, o| own_team(h, o, "PUT", "/image").bytes("image/png", "x"),                  "422  422  403  422"),
    ("delete_team_image", |h, o| own_team(h, o, "DELETE", "/image"),                                    "200  200  403  200"),
    ("put_membership", |h, o| own_team(h, o, "PUT", "/membership").json(&json!({"as": "follower"})),    "409  409  403  409"),
    ("delete_membership", |h, o| own_team(h, o, "DELETE", "/membership"),                               "409  409  403  409"),
    ("list_team_members", |h, o| own_team(h, o, "GET", "/members"),                                     "200  200  403  200"),
    ("update_team_member", |h, o| own_team(h, o, "PATCH", &format!("/members/{}", o.person.id)).json(&json!({"role": "member"})),
                                                                                                        "409  409  403  409"),
    ("list_team_requests", |h, o| own_team(h, o, "GET", "/requests"),                                   "200  200  403  200"),
    ("answer_team_request", |h, o| own_team(h, o, "POST", "/requests").json(&json!({})),                "422  422  403  422"),
    ("delete_team_member", |h, o| own_team(h, o, "DELETE", &format!("/members/{}", o.person.id)),       "409  409  403  409"),
];

#[test]
fn what_is_ones_own_is_ones_own() {
    let shared = House::in_memory();
    let known = operations(&document(&shared).1);
    let of_things: BTreeSet<&str> = known.iter().filter(|(_, operation)| operation.path.contains('{')).map(|(id, _)| id.as_str()).collect();
    assert_eq!(OWN.iter().map(|(id, ..)| *id).collect::<BTreeSet<_>>(), of_things, "every operation on a thing has its row");
    let owners = Own::of_each_state(&shared);
    for (operation, call, want) in OWN {
        let want = statuses(want);
        assert_eq!(want.len(), owners.len(), "{operation}");
        let fresh = changes(&known[*operation], &want).then(|| {
            let house = House::in_memory();
            let owners = Own::of_each_state(&house);
            (house, owners)
        });
        let (house, owners) = fresh.as_ref().map_or((&shared, &owners), |(house, owners)| (house, owners));
        for ((name, own), want) in owners.iter().zip(want) {
            check(call(house, own).by(&own.person), name, operation, want);
        }
    }
}

/// A draft of somebody who withdrew their pledge stays a draft.
#[test]
fn publishing_needs_the_pledge_that_creating_needs() {
    let house = House::in_memory();
    let ines = house.member("ines@exemple.fr");
    let body =
        json!({"kind": "party", "title": "Plus tard", "starts_at": "2026-12-01T12:00:00Z", "place": {"town": "Lyon"}, "status": "draft"});
    let publish = format!("/api/v1/events/{}/publish", id(&house.post("/api/v1/events", body).by(&ines).send().json(201)));
    house.delete("/api/v1/me/pledge").by(&ines).send().check(204);
    house.call("POST", &publish).by(&ines).send().problem(403, "pledge");
    let version = house.get("/api/v1/network").send().json(200)["pledge"]["version"].clone();
    house.post("/api/v1/me/pledge", json!({"pledge_version": version})).by(&ines).send().check(201);
    house.call("POST", &publish).by(&ines).send().check(200);
}

/// Sessions of others are as absent as those that never were.
#[test]
fn nobody_ends_the_session_of_another() {
    let house = House::in_memory();
    let (ines, admin) = (Own::of(&house, house.member("ines@exemple.fr")), house.member_as("admin@exemple.fr", Role::Admin));
    let path = format!("/api/v1/sessions/{}", ines.session);
    for other in [&house.member("yanis@exemple.fr"), &admin] {
        house.delete(&path).by(other).send().problem(404, "not_found");
    }
    house.get("/api/v1/me").by(&ines.person).send().check(200);
}

/// Who must sign in is told so before anybody looks at what they sent.
#[test]
fn strangers_are_refused_before_their_bodies_are_read() {
    let house = House::in_memory();
    let cast = Cast::of(&house);
    for (operation, call, want) in TABLE.iter().filter(|(.., want)| want.starts_with("401")) {
        let nonsense = call(&house, &cast).bytes("application/json", "{\"nonsense\": 1, \"nonsense\": 2");
        assert_eq!(nonsense.send().problem(401, "sign_in"), [""; 0], "{operation} {want}");
    }
}
