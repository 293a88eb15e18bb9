//! kill -9 of the real program while many do many things at once: what was acknowledged is there, nothing is there by half.
//!
//! Three rounds here, a hundred with `tests/run --long` (or BANDEROLE_KILL_ROUNDS). Each client writes down what it was told; a kill leaves at
//! most one request of each client whose end nobody knows. (That a power cut loses nothing either is shown in `src/store/faults.rs`.)

use std::collections::HashMap;
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use banderole::domain::ids::MediaId;
use banderole::domain::refusal::Refusal;
use banderole::media::files::Files;
use banderole::store::{Options, Store};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::cli::{Server, banderole, check, run};
use crate::client::{Answer, Call};
use crate::keep::picture;

const CLIENTS: usize = 8;
const EVENTS: usize = 4;

/// The longest that a server may take to be well again after a kill.
const WELL: Duration = Duration::from_secs(20);

fn rounds() -> usize {
    let asked = std::env::var("BANDEROLE_KILL_ROUNDS").ok().and_then(|rounds| rounds.parse().ok());
    asked.unwrap_or(if std::env::var_os("BANDEROLE_LONG").is_some() { 100 } else { 3 })
}

/// What one client did, and was told.
#[derive(Default)]
struct Client {
    token: String,
    /// The last answers that were acknowledged, by event.
    answers: HashMap<String, String>,
    /// Events that it made.
    made: Vec<String>,
    /// Its face, as the last acknowledged upload left it.
    face: Option<String>,
    /// What it asked for last, when it does not know whether that was done: an event and an answer, or an upload (no event).
    open: Option<(String, String)>,
    /// How many were acknowledged.
    done: usize,
}

impl Client {
    /// Does things one after the other until the server is gone.
    fn go_on(&mut self, address: SocketAddr, events: &[String], mut dice: u64, acknowledged: &AtomicUsize) {
        self.open = None;
        loop {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let roll = (dice >> 33) as usize;
            let call = |method, path: &str| Call::new(address, method, path).header("authorization", &format!("Bearer {}", self.token));
            let (event, answer) = (&events[roll % events.len()], ["going", "declined"][roll / 7 % 2]);
            let (sent, open) = match roll % 10 {
                0 => {
                    let body = json!({ "kind": "leafleting", "title": format!("Tractage {roll}"), "starts_at": "2030-05-04T10:00:00+02:00",
                        "place": { "town": "Montreuil", "postcode": "93100" } });
                    (call("POST", "/api/v1/events").json(&body).try_send(), None)
                }
                1 | 2 => (call("PUT", "/api/v1/me/photo").bytes("image/png", picture()).try_send(), Some((String::new(), String::new()))),
                _ => {
                    let call = call("PUT", &format!("/api/v1/events/{event}/rsvp"));
                    (call.json(&json!({ "answer": answer, "guests": roll % 3 })).try_send(), Some((event.clone(), answer.to_owned())))
                }
            };
            let Some(told) = sent else {
                self.open = open;
                return;
            };
            self.note(&told, roll % 10, event, answer);
            self.done += 1;
            acknowledged.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn note(&mut self, told: &Answer, kind: usize, event: &str, answer: &str) {
        let body: Value = serde_json::from_slice(&told.body).unwrap_or_default();
        match (kind, told.status) {
            (0, 201) => self.made.push(body["id"].as_str().expect("an id").to_owned()),
            (1 | 2, 200) => self.face = Some(body["photo"]["256"].as_str().expect("an address").to_owned()),
            // Whoever comes with more guests than there is room for waits.
            (3.., 200) => drop(self.answers.insert(event.to_owned(), body["standing"].as_str().unwrap_or(answer).to_owned())),
            // More guests than there is room for: it stays as it was.
            (3.., 409) | (_, 503) => {}
            _ => panic!("{}", told.text()),
        }
    }

    /// All that was acknowledged is there. What is found is what is known from now on.
    fn look(&mut self, address: SocketAddr) {
        let token = self.token.clone();
        let call = |path: &str| Call::new(address, "GET", path).header("authorization", &format!("Bearer {token}"));
        for (event, answer) in &mut self.answers {
            let shown = call(&format!("/api/v1/events/{event}")).send().json(200);
            let mine = shown["my"]["standing"].as_str().unwrap_or_default();
            let unknown = self.open.as_ref().is_some_and(|(asked, _)| asked == event);
            // Who waited may have moved up since, when somebody else made room.
            let same = mine == answer.as_str() || (answer.as_str() == "waiting" && mine == "going");
            assert!(same || unknown, "{event}: acknowledged {answer}, found {mine}");
            mine.clone_into(answer);
        }
        for event in self.made.iter().rev().take(20) {
            call(&format!("/api/v1/events/{event}")).send().check(200);
        }
        let unknown = self.open.as_ref().is_some_and(|(event, _)| event.is_empty());
        let face = call("/api/v1/me").send().json(200)["photo"]["256"].as_str().map(str::to_owned);
        assert!(face == self.face || unknown, "acknowledged {:?}, found {face:?}", self.face);
        self.face.clone_from(&face);
        for size in ["64", "256", "1024"].into_iter().filter(|_| face.is_some()) {
            let path = face.as_deref().unwrap_or_default().replace("/256.", &format!("/{size}."));
            let bytes = call(&path).send().check(200).body;
            assert!(bytes.starts_with(&[0xff, 0xd8]) && bytes.ends_with(&[0xff, 0xd9]), "{path} is cut short");
        }
    }
}

/// Members with tokens, and events of which some have little room.
fn network(data: &Path) -> (Vec<Client>, Vec<String>) {
    let emails: Vec<String> = (0..CLIENTS).map(|n| format!("m{n}@exemple.fr")).collect();
    let rows: String = emails.iter().map(|email| format!("{email},M,N,2026-01-01T00:00:00Z\n")).collect();
    check(&run(data, &["import", "members", "-"], &format!("email,first_name,last_name,pledged_at\n{rows}")), 0, &["8 taken"], &[]);
    let tokens = String::from_utf8(run(data, &["token", "create"], &emails.join("\n")).stdout).expect("text");
    let tokens = tokens.lines().map(|line| line.rsplit(' ').next().expect("a token").to_owned());
    let mut clients: Vec<Client> = tokens.map(|token| Client { token, ..Client::default() }).collect();
    assert_eq!(clients.len(), CLIENTS);
    let server = Server::start(data);
    let address = server.address.parse().expect("an address");
    let events = (0..EVENTS).map(|n| {
        let body = json!({ "kind": "public_meeting", "title": format!("Réunion {n}"), "starts_at": "2031-05-04T10:00:00+02:00",
            "capacity": if n % 2 == 0 { Some(6) } else { None }, "place": { "town": "Lyon", "postcode": "69001" } });
        let call = Call::new(address, "POST", "/api/v1/events").header("authorization", &format!("Bearer {}", clients[0].token));
        call.json(&body).send().json(201)["id"].as_str().expect("an id").to_owned()
    });
    let events = events.collect();
    assert_eq!(server.stop(), Some(0));
    clients.iter_mut().for_each(|client| client.done = 0);
    (clients, events)
}

fn wait_until_well(address: SocketAddr) {
    let begun = Instant::now();
    while Call::new(address, "GET", "/health").send().status != 200 {
        assert!(begun.elapsed() < WELL, "it is not well again");
        std::thread::yield_now();
    }
}

/// Every picture of the folder has a row, every row its files, and nothing is left of what was cut off.
fn check_pictures(data: &Path) {
    let store = Store::open(data, Options::default()).expect("it opens");
    let rows = store.read(|tx| Ok::<_, Refusal>(tx.pictures(None, 100_000)?)).expect("it reads");
    let listing = Files::open(data.join("media")).and_then(|files| files.list()).expect("a folder");
    let named: Vec<MediaId> = rows.iter().map(|row| row.id).collect();
    let there: Vec<MediaId> = listing.pictures.iter().map(|picture| picture.id).collect();
    assert_eq!(there, named);
    assert!(listing.pictures.iter().all(|picture| picture.whole));
    assert!(listing.temporaries.is_empty() && listing.strays.is_empty(), "{listing:?}");
}

#[test]
fn kill_9_loses_nothing_that_was_acknowledged() {
    let data = TempDir::new().expect("a folder");
    let (mut clients, events) = network(data.path());
    let rounds = rounds();
    for round in 0..rounds {
        let mut server = Server::start(data.path());
        let address = server.address.parse().expect("an address");
        let acknowledged = AtomicUsize::new(0);
        // Killed after so many answers: a number that differs each round, and falls anywhere between commits.
        let enough = 20 + round * 37 % 120;
        std::thread::scope(|scope| {
            for (n, client) in clients.iter_mut().enumerate() {
                let (events, acknowledged) = (&events, &acknowledged);
                scope.spawn(move || client.go_on(address, events, (round * 1_000 + n) as u64, acknowledged));
            }
            while acknowledged.load(Ordering::Relaxed) < enough {
                std::thread::yield_now();
            }
            server.kill();
        });
        let again = Server::start(data.path());
        let address = again.address.parse().expect("an address");
        wait_until_well(address);
        clients.iter_mut().for_each(|client| client.look(address));
        assert_eq!(again.stop(), Some(0));
        check(
            &run(data.path(), &["doctor"], ""),
            0,
            &["ok      record: its file", "ok      record: tallies", "ok      media", "ok      index"],
            &[],
        );
        check_pictures(data.path());
    }
    let done: usize = clients.iter().map(|client| client.done).sum();
    assert!(done >= rounds * 20, "{rounds} rounds, {done} acknowledged");
}

#[test]
fn who_is_told_to_stop_answers_what_was_asked_before() {
    let data = TempDir::new().expect("a folder");
    let (clients, _) = network(data.path());
    let mut command = banderole(data.path());
    command.args(["serve", "--metrics", "127.0.0.1:0"]);
    let (server, metrics) = Server::with_figures(command);
    let address: SocketAddr = server.address.parse().expect("an address");
    let body = picture();
    let mut stream = TcpStream::connect(address).expect("it listens");
    let head = format!(
        "PUT /api/v1/me/photo HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-type: image/png\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        clients[0].token,
        body.len()
    );
    stream.write_all(head.as_bytes()).expect("it reads");
    stream.write_all(&body[..body.len() / 2]).expect("it reads");
    while !Call::new(metrics, "GET", "/metrics").send().text().contains("banderole_requests_under_way 1\n") {
        std::thread::yield_now();
    }
    let stopped = std::thread::spawn(move || server.stop());
    // Nobody new is let in; who was in is answered.
    while TcpStream::connect(address).is_ok() {
        std::thread::yield_now();
    }
    stream.write_all(&body[body.len() / 2..]).expect("it still reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(stopped.join().expect("no panic"), Some(0));
    check(
        &run(data.path(), &["doctor"], ""),
        0,
        &["ok      record: its file", "ok      media: each picture has its files, as they were written (1 pictures)"],
        &[],
    );
}

#[test]
fn a_second_server_on_a_folder_says_who_has_it() {
    let data = TempDir::new().expect("a folder");
    let server = Server::start(data.path());
    let holder = format!("process {} serves it on http://{}", server.id(), server.address);
    check(&run(data.path(), &["serve", "--listen", "127.0.0.1:0"], ""), 3, &[], &["in use by another program", &holder]);
    assert_eq!(server.stop(), Some(0));
    assert!(!data.path().join("serving").exists());
}

/// Damage to the index, done while nothing runs.
type Harm = fn(&Path, &[std::path::PathBuf]);

#[test]
fn an_index_that_was_lost_or_damaged_is_built_anew_at_the_start() {
    let data = TempDir::new().expect("a folder");
    crate::cli::import_all(data.path());
    let cut = |file: &Path| {
        let bytes = fs::read(file).expect("a file");
        fs::write(file, &bytes[..bytes.len() / 2]).expect("written");
    };
    let harms: [(&str, Harm); 5] = [
        ("deleted", |folder, _| fs::remove_dir_all(folder).expect("removed")),
        ("without its list", |folder, _| fs::remove_file(folder.join("meta.json")).expect("removed")),
        ("its list is garbage", |folder, _| fs::write(folder.join("meta.json"), b"\xff{").expect("written")),
        ("a file is gone", |_, files| fs::remove_file(&files[0]).expect("removed")),
        ("a bit was flipped", |_, files| {
            let mut bytes = fs::read(&files[0]).expect("a file");
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            fs::write(&files[0], bytes).expect("written");
        }),
    ];
    let damaged = |what: &str, harm: &dyn Fn(&Path, &[std::path::PathBuf])| {
        let mut versions = fs::read_dir(data.path().join("index")).expect("an index").map(|entry| entry.expect("an entry").path());
        let folder = versions.find(|path| path.is_dir()).expect("a version");
        let mut files: Vec<_> = fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
        files.retain(|path| path.extension().is_some_and(|end| end == "store" || end == "term" || end == "idx"));
        files.sort();
        assert!(!files.is_empty());
        harm(&folder, &files);
        let server = Server::start(data.path());
        let address = server.address.parse().expect("an address");
        wait_until_well(address);
        let found = Call::new(address, "GET", "/api/v1/search?q=tractage").send().json(200);
        assert_eq!(found["items"].as_array().map(Vec::len), Some(1), "{what}: {found}");
        assert_eq!(server.stop(), Some(0));
        check(&run(data.path(), &["doctor"], ""), 0, &["ok      index"], &[]);
    };
    for (what, harm) in harms {
        damaged(what, &harm);
    }
    damaged("every file was cut short", &|_, files| files.iter().for_each(|file| cut(file)));
}
