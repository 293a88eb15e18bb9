//! Folders that released versions wrote open for ever: each of `tests/data/records/*.tar.gz` is unpacked, opened, checked, indexed, served.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use redb::{ReadableDatabase, ReadableTable, TableDefinition};
use serde_json::Value;
use tempfile::TempDir;

use crate::cli::{Server, check, run};
use crate::client::Call;

/// Largest archive that is kept, in bytes.
const LARGEST: u64 = 300 * 1024;

fn archives() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/records");
    let entries = fs::read_dir(folder).expect("the kept folders").map(|entry| entry.expect("an entry").path());
    let mut found: Vec<_> = entries.filter(|path| path.to_string_lossy().ends_with(".tar.gz")).collect();
    found.sort();
    found
}

fn unpacked(archive: &Path) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let done = Command::new("tar").arg("-xzf").arg(archive).arg("-C").arg(folder.path()).status().expect("tar runs");
    assert!(done.success(), "{}", archive.display());
    folder
}

#[test]
fn every_released_folder_opens() {
    let archives = archives();
    assert!(!archives.is_empty(), "this version's own is there");
    for archive in archives {
        let name = archive.display();
        assert!(fs::metadata(&archive).expect("a file").len() <= LARGEST, "{name} is too large to keep");
        let folder = unpacked(&archive);
        let data = folder.path();
        let want: Value = serde_json::from_slice(&fs::read(data.join("expected.json")).expect("what it holds")).expect("JSON");
        check(
            &run(data, &["doctor"], ""),
            0,
            &["ok      record: its file", "ok      record: tallies", "ok      media", "ok      index"],
            &[],
        );
        let stats = run(data, &["stats", "--json"], "");
        check(&stats, 0, &[], &[]);
        let stats: Value = serde_json::from_slice(&stats.stdout).expect("JSON");
        for (what, count) in want["stats"].as_object().expect("numbers") {
            assert_eq!(&stats[what], count, "{name}: {what}");
        }
        let events = want["stats"]["events"].as_u64().expect("a number");
        check(&run(data, &["reindex"], ""), 0, &[&format!("indexed {events} events")], &[]);
        let server = Server::start(data);
        let address = server.address.parse().expect("an address");
        let token = want["token"].as_str().expect("a token");
        let me = Call::new(address, "GET", "/api/v1/me").header("authorization", &format!("Bearer {token}")).send().json(200);
        assert_eq!(me["email"], want["email"], "{name}: who was signed in still is");
        let event = want["event"].as_str().expect("an id");
        let shown = Call::new(address, "GET", &format!("/api/v1/events/{event}")).send().json(200);
        assert_eq!((&shown["title"], &shown["going"]), (&want["title"], &want["going"]), "{name}");
        assert_eq!(server.stop(), Some(0));
        check(&run(data, &["doctor"], ""), 0, &["ok      record: its file", "ok      index"], &[]);
    }
}

/// The one table of a record's file.
const KV: TableDefinition<'static, &'static [u8], &'static [u8]> = TableDefinition::new("kv");

/// Writes another number into the record, where it says which format it is in.
fn set_format(data: &Path, format: u8) {
    let database = redb::Database::open(data.join("record.redb")).expect("it opens");
    let (key, mut value) = {
        let tx = database.begin_read().expect("it reads");
        let table = tx.open_table(KV).expect("a table");
        let rows = table.iter().expect("rows").map(|row| row.expect("a row"));
        let mut rows = rows.map(|(key, value)| (key.value().to_vec(), value.value().to_vec()));
        rows.find(|(key, _)| key.starts_with(&[0, 1]) && key.windows(6).any(|part| part == b"format")).expect("the format")
    };
    *value.last_mut().expect("a number") = format;
    let tx = database.begin_write().expect("it writes");
    tx.open_table(KV).expect("a table").insert(key.as_slice(), value.as_slice()).expect("written");
    tx.commit().expect("durable");
}

#[test]
fn a_folder_of_a_later_version_is_refused_in_plain_words() {
    let data = TempDir::new().expect("a folder");
    crate::cli::import_all(data.path());
    set_format(data.path(), 99);
    let said = "was written by a later version (format 99; this program knows formats up to 1): use that version, or restore a backup";
    for words in [&["serve", "--listen", "127.0.0.1:0"][..], &["doctor"], &["stats"], &["member", "list"], &["export", "never"]] {
        check(&run(data.path(), words, ""), 3, &[], &[said]);
    }
    // Nothing was made of it meanwhile: to the program that wrote it, it is what it was.
    set_format(data.path(), 1);
    check(&run(data.path(), &["doctor"], ""), 0, &["ok      record: its file", "ok      record: tallies", "ok      index"], &[]);
    check(&run(data.path(), &["member", "list"], ""), 0, &["lead@exemple.fr"], &[]);
}
