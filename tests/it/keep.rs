//! What a keeper relies on: backups made under load come back whole somewhere else, a damaged one is found and named.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::cli::{Server, banderole, check, import_all, run};
use crate::client::{Answer, Call};

/// A small picture of one colour.
pub fn picture() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(80, 60, image::Rgb([15, 107, 102])).write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
    bytes.into_inner()
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a path of plain letters")
}

/// What `backup --json` and `backup verify --json` say.
#[track_caller]
fn told(output: &Output) -> Value {
    check(output, 0, &[], &[]);
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// A token of this member.
pub fn token(data: &Path, email: &str) -> String {
    let output = run(data, &["token", "create", "--email", email], "");
    check(&output, 0, &[email], &[]);
    String::from_utf8_lossy(&output.stdout).trim().rsplit(' ').next().expect("a token").to_owned()
}

/// Copies a file with one byte changed, and no other.
fn changed(file: &Path, at: usize) -> PathBuf {
    let mut bytes = fs::read(file).expect("a file");
    bytes[at] ^= 0x40;
    let other = file.with_extension("changed");
    fs::write(&other, bytes).expect("written");
    other
}

/// Members who do what members do, until they are told to stop; what was acknowledged to them.
struct Load<'l> {
    address: std::net::SocketAddr,
    token: &'l str,
    stop: AtomicBool,
    events: Mutex<Vec<String>>,
}

impl Load<'_> {
    fn call(&self, method: &'static str, path: &str) -> Call {
        Call::new(self.address, method, path).header("authorization", &format!("Bearer {}", self.token))
    }

    fn ok(&self, answer: Answer) -> Value {
        assert!((200..300).contains(&answer.status), "{}", answer.text());
        serde_json::from_slice(&answer.body).unwrap_or_default()
    }

    fn go_on(&self, worker: usize) {
        for round in 0.. {
            if self.stop.load(Ordering::Relaxed) {
                return;
            }
            let body = json!({ "kind": "leafleting", "title": format!("Tractage {worker}-{round}"), "starts_at": "2030-05-04T10:00:00+02:00",
                "place": { "town": "Montreuil", "postcode": "93100" } });
            let event = self.ok(self.call("POST", "/api/v1/events").json(&body).send());
            let id = event["id"].as_str().expect("an id").to_owned();
            self.ok(self.call("PUT", &format!("/api/v1/events/{id}/rsvp")).json(&json!({ "answer": "going" })).send());
            self.events.lock().expect("no panic").push(id);
            if worker == 0 && round % 3 == 0 {
                // Each face takes the place of the one before, whose files go: but not from under a backup.
                self.ok(self.call("PUT", "/api/v1/me/photo").bytes("image/png", picture()).send());
            }
        }
    }
}

#[test]
fn a_backup_made_under_load_comes_back_whole_elsewhere() {
    let data = TempDir::new().expect("a folder");
    let out = TempDir::new().expect("a folder");
    let server = Server::start(data.path());
    import_all(data.path());
    let token = token(data.path(), "lead@exemple.fr");
    let address = server.address.parse().expect("an address");
    let load = Load { address, token: &token, stop: AtomicBool::new(false), events: Mutex::default() };
    let mut made = Vec::new();
    std::thread::scope(|scope| {
        for worker in 0..4 {
            let load = &load;
            scope.spawn(move || load.go_on(worker));
        }
        for round in 0..3 {
            while load.events.lock().expect("no panic").len() < (round + 1) * 20 {
                std::thread::yield_now();
            }
            let before = load.events.lock().expect("no panic").clone();
            let file = out.path().join(format!("{round}.tar"));
            let said = told(&run(data.path(), &["backup", path(&file), "--json"], ""));
            made.push((file, before, said));
        }
        load.stop.store(true, Ordering::Relaxed);
    });
    assert_eq!(server.stop(), Some(0));
    for (round, (file, before, said)) in made.iter().enumerate() {
        let proved = told(&run(data.path(), &["backup", "verify", path(file), "--json"], ""));
        assert_eq!(&proved, said);
        let into = out.path().join(format!("restored-{round}"));
        check(&run(data.path(), &["restore", path(file), "--into", path(&into)], ""), 0, &["restored into"], &[]);
        // The same dump: a backup of what was restored holds the same record, byte for byte.
        let again = told(&run(&into, &["backup", path(&out.path().join(format!("again-{round}.tar"))), "--json"], ""));
        assert_eq!((&again["end"]["record_sha256"], &again["end"]["pictures"]), (&said["end"]["record_sha256"], &said["end"]["pictures"]));
        assert_eq!(said["end"]["missing"], json!([]), "no picture went from under the backup");
        check(&run(&into, &["doctor"], ""), 0, &["ok      record", "ok      media", "ok      index"], &[]);
        let restored = Server::start(&into);
        for id in before.iter().rev().take(5) {
            let address = restored.address.parse().expect("an address");
            Call::new(address, "GET", &format!("/api/v1/events/{id}")).send().check(200);
        }
    }
}

#[test]
fn a_backup_that_was_changed_or_cut_short_is_found_and_named() {
    let data = TempDir::new().expect("a folder");
    let out = TempDir::new().expect("a folder");
    import_all(data.path());
    let file = out.path().join("whole.tar");
    check(&run(data.path(), &["backup", path(&file)], ""), 0, &["rows", "all sound"], &[]);
    let bytes = fs::read(&file).expect("a file");
    let place = |text: &str| bytes.windows(text.len()).position(|part| part == text.as_bytes()).expect("it is there");
    for (at, name) in [(place("records/000001.gz") + 600, "records/000001.gz"), (place("config/secret") + 520, "config/secret")] {
        let other = changed(&file, at);
        check(&run(data.path(), &["backup", "verify", path(&other)], ""), 1, &[], &["the backup is damaged", name]);
        let into = out.path().join("never");
        check(&run(data.path(), &["restore", path(&other), "--into", path(&into)], ""), 1, &[], &["the backup is damaged", name]);
        assert!(!into.exists(), "nothing half restored");
    }
    let cut = out.path().join("cut.tar");
    fs::write(&cut, &bytes[..bytes.len() / 2]).expect("written");
    check(&run(data.path(), &["backup", "verify", path(&cut)], ""), 1, &[], &["cut short"]);
    fs::write(&cut, &bytes[..bytes.len() - 512]).expect("written");
    check(&run(data.path(), &["backup", "verify", path(&cut)], ""), 1, &[], &["cut short"]);
}

#[test]
fn what_is_there_is_not_written_over() {
    let data = TempDir::new().expect("a folder");
    let out = TempDir::new().expect("a folder");
    import_all(data.path());
    let file = out.path().join("b.tar");
    check(&run(data.path(), &["backup", path(&file)], ""), 0, &[], &[]);
    check(&run(data.path(), &["backup", path(&file)], ""), 1, &[], &["--replace"]);
    check(&run(data.path(), &["backup", path(&file), "--replace"], ""), 0, &[], &[]);
    check(&run(data.path(), &["restore", path(&file), "--into", path(out.path())], ""), 1, &[], &["is not empty"]);
    check(&run(data.path(), &["backup", path(&out.path().join("no/such/b.tar"))], ""), 1, &[], &["No such file"]);
    check(&run(data.path(), &["backup"], ""), 2, &[], &["FILE"]);
    let left: Vec<_> = fs::read_dir(out.path()).expect("a folder").map(|entry| entry.expect("an entry").file_name()).collect();
    assert_eq!(left, ["b.tar"], "nothing half made stays");
    assert_eq!(fs::read_dir(data.path().join("spool")).expect("a folder").count(), 0);
}

#[test]
fn a_backup_is_locked_with_a_passphrase_from_a_file_or_the_environment() {
    let data = TempDir::new().expect("a folder");
    let out = TempDir::new().expect("a folder");
    import_all(data.path());
    let (right, wrong) = (out.path().join("right"), out.path().join("wrong"));
    fs::write(&right, "douze pommes rouges\n").expect("written");
    fs::write(&wrong, "treize poires vertes\n").expect("written");
    let file = out.path().join("b.tar.age");
    check(&run(data.path(), &["backup", path(&file), "--passphrase-file", path(&right)], ""), 0, &["all sound"], &[]);
    let bytes = fs::read(&file).expect("a file");
    assert!(bytes.starts_with(b"age-encryption.org/v1\n-> scrypt "));
    check(&run(data.path(), &["backup", "verify", path(&file)], ""), 1, &[], &["no passphrase is given"]);
    check(
        &run(data.path(), &["backup", "verify", path(&file), "--passphrase-file", path(&wrong)], ""),
        1,
        &[],
        &["the passphrase is wrong"],
    );
    let other = changed(&file, bytes.len() / 2);
    check(
        &run(data.path(), &["backup", "verify", path(&other), "--passphrase-file", path(&right)], ""),
        1,
        &[],
        &["damaged", "locked chunk"],
    );
    let into = out.path().join("restored");
    let mut restore = banderole(data.path());
    restore.env("BANDEROLE_PASSPHRASE", "douze pommes rouges").args(["restore", path(&file), "--into", path(&into)]);
    check(&restore.output().expect("it runs"), 0, &["restored into"], &[]);
    check(&run(&into, &["member", "list"], ""), 0, &["lead@exemple.fr"], &[]);
}

#[test]
fn planned_backups_are_made_kept_and_missed_ones_told() {
    let data = TempDir::new().expect("a folder");
    fs::write(data.path().join("banderole.toml"), "[backup]\nevery_hours = 24\nkeep = 2\n").expect("written");
    let folder = data.path().join("backups");
    let create = ["member", "create", "--email", "ines@exemple.fr", "--first-name", "Inès", "--last-name", "Moreau"];
    check(&run(data.path(), &create, ""), 0, &[], &[]);
    check(&run(data.path(), &["doctor"], ""), 0, &["look    backups", "none was made so far"], &[]);
    let listed = || {
        let entries = fs::read_dir(&folder).map(|entries| entries.map(|entry| entry.expect("an entry").path()).collect::<Vec<_>>());
        let mut whole: Vec<_> =
            entries.unwrap_or_default().into_iter().filter(|path| path.extension().is_some_and(|end| end == "tar")).collect();
        whole.sort();
        whole
    };
    for (day, kept) in [("2026-11-23", 1), ("2026-11-24", 2), ("2026-11-25", 2)] {
        let server = Server::at(data.path(), &format!("{day}T12:00:00Z"));
        let name = format!("banderole-{}T120000Z.tar", day.replace('-', ""));
        while !listed().iter().any(|path| path.ends_with(&name)) {
            std::thread::yield_now();
        }
        assert_eq!(server.stop(), Some(0));
        assert_eq!(listed().len(), kept, "{:?}", listed());
    }
    let newest = listed().pop().expect("one");
    check(&run(data.path(), &["backup", "verify", path(&newest)], ""), 0, &["all sound"], &[]);
    let mut doctor = banderole(data.path());
    doctor.env("BANDEROLE_CLOCK", "2026-11-28T12:00:00Z").arg("doctor");
    check(&doctor.output().expect("it runs"), 1, &["damage: the last one was made 2026-11-25"], &[]);
    // A folder that cannot be written to: the running server says why.
    for old in listed() {
        fs::remove_file(old).expect("removed");
    }
    fs::remove_dir(&folder).expect("empty");
    fs::write(&folder, "in the way").expect("written");
    let server = Server::at(data.path(), "2026-11-26T12:00:00Z");
    let told = (0..200).any(|_| run(data.path(), &["doctor"], "").status.code() == Some(1));
    assert!(told, "the check-up tells of a backup that could not be made");
    drop(server);
}
