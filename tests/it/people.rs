//! Who is in the tests: one person for each column of the table of rights, around one event and the team that hosts it.

use banderole::domain::ids::MemberId;
use banderole::domain::member::Role;
use serde_json::{Value, json};

use crate::house::House;

/// A member who is signed in.
#[derive(Debug, Clone)]
pub struct Person {
    /// Who.
    pub id: MemberId,
    /// Their address.
    pub email: String,
    /// First and last name.
    pub name: String,
    /// What they show.
    pub token: String,
}

/// Everybody, what they are to `team` and to `event`, which it hosts. The event keeps its address for people who come.
pub struct Cast {
    /// The team.
    pub team: String,
    /// An event of the team.
    pub event: String,
    /// A public post of the team, by its lead.
    pub post: String,
    /// A member who has nothing to do with either.
    pub member: Person,
    /// A member without a pledge.
    pub unpledged: Person,
    /// One who asked to join the team, and waits for an answer.
    pub asker: Person,
    /// One who comes to the event.
    pub comer: Person,
    /// One who follows the team.
    pub follower: Person,
    /// A member of the team.
    pub mate: Person,
    /// A manager of the team.
    pub manager: Person,
    /// The lead of the team.
    pub lead: Person,
    /// The lead of another team.
    pub rival: Person,
    /// The event's organiser, in the team no more.
    pub organiser: Person,
    /// A moderator.
    pub moderator: Person,
    /// An admin.
    pub admin: Person,
    /// One whose account is suspended.
    pub suspended: Person,
}

/// The names of the columns, in the order of [`Cast::columns`].
pub const COLUMNS: [&str; 14] = [
    "stranger",
    "member",
    "unpledged",
    "asker",
    "comer",
    "follower",
    "mate",
    "manager",
    "lead",
    "rival",
    "organiser",
    "moderator",
    "admin",
    "suspended",
];

/// What the tests' event says: its address is for people who come.
pub fn event_body(team: &str) -> Value {
    json!({
        "kind": "leafleting",
        "title": "Tractage au marché",
        "description": "On se retrouve **devant** la mairie.",
        "starts_at": "2026-11-28T10:30:00+01:00",
        "place": {"name": "Chez Inès", "street": "3 rue du Puits", "town": "Montreuil", "postcode": "93100", "country": "FR", "lat": 48.8605, "lon": 2.4431},
        "address_for": "coming",
        "team": team,
        "capacity": 50,
        "wanted": 10,
    })
}

impl Cast {
    /// Brings everybody into this house.
    pub fn of(house: &House) -> Self {
        let member = |name: &str| house.member(&format!("{name}@exemple.fr"));
        let (lead, organiser, rival) = (member("lead"), member("organiser"), member("rival"));
        let found = |who: &Person, name: &str| {
            let body = json!({"name": name, "place": {"town": "Montreuil", "postcode": "93100"}, "description": "Une équipe."});
            id(&house.post("/api/v1/teams", body).by(who).send().json(201))
        };
        let team = found(&lead, "Montreuil en commun");
        found(&rival, "Bagnolet debout");
        let join = |who: &Person, role: &str| {
            house.put(&format!("/api/v1/teams/{team}/membership"), json!({"as": role})).by(who).send().check(200);
        };
        join(&organiser, "member");
        let event = id(&house.post("/api/v1/events", event_body(&team)).by(&organiser).send().json(201));
        house.delete(&format!("/api/v1/teams/{team}/membership")).by(&organiser).send().check(200);
        let (comer, follower, mate, manager) = (member("comer"), member("follower"), member("mate"), member("manager"));
        house.put(&format!("/api/v1/events/{event}/rsvp"), json!({"answer": "going"})).by(&comer).send().check(200);
        join(&follower, "follower");
        join(&mate, "member");
        join(&manager, "member");
        let role = json!({"role": "manager"});
        house.patch(&format!("/api/v1/teams/{team}/members/{}", manager.id), role).by(&lead).send().check(200);
        let asker = member("asker");
        let policy = |word: &str| {
            house.patch(&format!("/api/v1/teams/{team}"), json!({"join_policy": word})).by(&lead).send().check(200);
        };
        policy("approval");
        join(&asker, "member");
        policy("open");
        let post =
            id(&house.post("/api/v1/posts", json!({"title": "Bravo", "text": "On continue.", "team": team})).by(&lead).send().json(201));
        let unpledged = member("unpledged");
        house.delete("/api/v1/me/pledge").by(&unpledged).send().check(204);
        Self {
            member: member("member"),
            moderator: house.member_as("moderator@exemple.fr", Role::Moderator),
            admin: house.member_as("admin@exemple.fr", Role::Admin),
            suspended: house.suspended("suspended@exemple.fr"),
            team,
            event,
            post,
            unpledged,
            asker,
            comer,
            follower,
            mate,
            manager,
            lead,
            rival,
            organiser,
        }
    }

    /// Everybody under the names of [`COLUMNS`].
    pub fn columns(&self) -> [Option<&Person>; 14] {
        [
            None,
            Some(&self.member),
            Some(&self.unpledged),
            Some(&self.asker),
            Some(&self.comer),
            Some(&self.follower),
            Some(&self.mate),
            Some(&self.manager),
            Some(&self.lead),
            Some(&self.rival),
            Some(&self.organiser),
            Some(&self.moderator),
            Some(&self.admin),
            Some(&self.suspended),
        ]
    }
}

/// The id in an answer.
#[track_caller]
pub fn id(answer: &Value) -> String {
    answer["id"].as_str().unwrap_or_else(|| panic!("no id in {answer}")).to_owned()
}
