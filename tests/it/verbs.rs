//! The keeper's other verbs, through the real program: exports that read back, room that is given back, what is configured, the manual.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::cli::{Server, banderole, check, import_all, run};

fn path(path: &Path) -> &str {
    path.to_str().expect("a path of plain letters")
}

/// Every file of a folder, by its place in it.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below it").to_string_lossy().into_owned();
                found.insert(name, fs::read(path).expect("a file"));
            }
        }
    }
    found
}

#[test]
fn an_export_reads_back_as_what_it_was() {
    let place = TempDir::new().expect("a folder");
    let (first, second) = (place.path().join("first"), place.path().join("second"));
    let mut demo = banderole(&first);
    demo.args(["demo", "--keep", path(&first)]);
    let server = Server::up(demo);
    let (out, again) = (place.path().join("out"), place.path().join("again"));
    check(&run(&first, &["export", path(&out)], ""), 0, &["rows and", "files of pictures are in"], &[]);
    drop(server);
    let written = files(&out);
    assert!(written.keys().any(|name| name.starts_with("media/")) && written.contains_key("rsvps.jsonl"), "{:?}", written.keys());
    let members = String::from_utf8_lossy(&written["members.jsonl"]).into_owned();
    assert!(members.lines().count() >= 60 && !members.contains("argon2"), "members, and no passwords");
    // Somebody of them said yes to the privacy notice.
    let yes = r#""consents":[{"what":"privacy","deed":"given","version":1,"at":"2026-11-01T10:00:00Z","channel":"signup"}]"#;
    fs::write(out.join("members.jsonl"), members.replacen("\"consents\":[]", yes, 1)).expect("written");
    let written = files(&out);
    assert!(String::from_utf8_lossy(&written["members.jsonl"]).contains(yes));

    check(&run(&second, &["import", "all", path(&out)], ""), 0, &["0 there already, 0 refused"], &[]);
    check(&run(&second, &["doctor"], ""), 0, &["ok      record", "ok      media", "ok      index"], &[]);
    check(&run(&second, &["export", path(&again)], ""), 0, &[], &[]);
    let back = files(&again);
    assert_eq!(back.keys().collect::<Vec<_>>(), written.keys().collect::<Vec<_>>());
    for (name, content) in &back {
        assert!(content == &written[name], "{name} is not what it was");
    }
    // A second run changes nothing, and what is there is not written over.
    check(&run(&second, &["import", "all", path(&out)], ""), 0, &["all: 0 taken", "0 refused"], &[]);
    check(&run(&second, &["export", path(&again)], ""), 1, &[], &["is not empty"]);
}

#[test]
fn a_line_of_an_export_that_breaks_a_rule_is_refused_by_itself() {
    let place = TempDir::new().expect("a folder");
    let (data, out) = (place.path().join("data"), place.path().join("out"));
    import_all(&data);
    check(&run(&data, &["export", path(&out)], ""), 0, &[], &[]);
    let members = fs::read_to_string(out.join("members.jsonl")).expect("a file");
    let mut lines: Vec<String> = members.lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 3);
    let bad = lines.iter().position(|line| line.contains("yes@exemple.fr")).expect("a line");
    lines[bad] = lines[bad].replace("\"first_name\":\"", "\"first_name\":\"\\u202e");
    lines.push("not json".to_owned());
    fs::write(out.join("members.jsonl"), lines.join("\n")).expect("written");
    let other = place.path().join("other");
    let bad = format!("members.jsonl, line {}: not taken", bad + 1);
    let refused = [&bad, "members.jsonl, line 4: not taken", "rsvps.jsonl, line"];
    check(&run(&other, &["import", "all", path(&out)], ""), 4, &["refused"], &refused);
    check(&run(&other, &["doctor"], ""), 0, &["ok      record"], &[]);
    check(&run(&other, &["member", "list"], ""), 0, &["lead@exemple.fr", "invited@exemple.fr"], &[]);
    check(&run(&other, &["import", "all", path(&data)], ""), 2, &[], &["holds no export"]);
}

#[test]
fn room_is_counted_and_given_back() {
    let data = TempDir::new().expect("a folder");
    check(&run(data.path(), &["stats"], ""), 3, &[], &["holds no network"]);
    import_all(data.path());
    let said = |words: &[&str]| -> Value {
        let output = run(data.path(), words, "");
        check(&output, 0, &[], &[]);
        serde_json::from_slice(&output.stdout).expect("JSON")
    };
    let stats = said(&["stats", "--json"]);
    assert_eq!((&stats["members"], &stats["events"], &stats["rsvps"]), (&3.into(), &1.into(), &2.into()));
    assert!(stats["content_bytes"].as_u64() < stats["record_bytes"].as_u64(), "{stats}");
    check(&run(data.path(), &["stats"], ""), 0, &["3 members", "the record's file"], &[]);
    check(&run(data.path(), &["compact"], ""), 0, &["the record's file had"], &[]);
    // A picture that nobody names, an old one; and a file that is none.
    let orphan = data.path().join("media/00/00000000000000000000000000");
    fs::create_dir_all(&orphan).expect("made");
    let stray = data.path().join("media/notes.txt");
    fs::write(&stray, "mine").expect("written");
    let found = said(&["media", "prune", "--json"]);
    assert_eq!((&found["removed"], &found["pictures"]), (&false.into(), &serde_json::json!(["00000000000000000000000000"])));
    assert!(orphan.exists(), "finding removes nothing");
    check(&run(data.path(), &["media", "prune", "--remove"], ""), 0, &["belonged to nobody are gone"], &["is no picture"]);
    assert!(stray.exists() && !orphan.exists(), "a keeper's own file stays");
    check(&run(data.path(), &["doctor"], ""), 0, &["ok      record", "ok      index"], &[]);
    let server = Server::start(data.path());
    check(&run(data.path(), &["compact"], ""), 1, &[], &["a server runs on this folder", "--now"]);
    check(&run(data.path(), &["compact", "--now"], ""), 0, &["the record's file had"], &[]);
    check(&run(data.path(), &["stats"], ""), 0, &["3 members"], &[]);
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn the_configuration_is_shown_and_checked() {
    let data = TempDir::new().expect("a folder");
    let own = "[network]\nname = \"Printemps\"\n[mail]\nsmtp_host = \"mail.exemple.org\"\nsmtp_password_file = \"/no/such/file\"\n";
    fs::write(data.path().join("banderole.toml"), own).expect("written");
    check(&run(data.path(), &["config", "show"], ""), 0, &["name = \"Printemps\"", "mail.exemple.org", "password_min = 12"], &[]);
    let shown = run(data.path(), &["config", "show", "--redacted"], "");
    check(&shown, 0, &["(left out)", "password_min = 12"], &[]);
    let text = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert!(!text.contains("Printemps") && !text.contains("exemple.org") && !text.contains("/no/such"), "{text}");
    let output = run(data.path(), &["config", "show", "--json"], "");
    check(&output, 0, &[], &[]);
    assert_eq!(serde_json::from_slice::<Value>(&output.stdout).expect("JSON")["network"]["name"], "Printemps");
    check(
        &run(data.path(), &["config", "check"], ""),
        0,
        &["can be used"],
        &["mail.from: empty", "/no/such/file", "backup.every_hours: 0"],
    );
    fs::write(data.path().join("banderole.toml"), "[network]\nnaem = \"x\"\n").expect("written");
    check(&run(data.path(), &["config", "check"], ""), 1, &[], &["line 2: network.naem: there is no such setting; network.name is meant"]);
    check(&run(data.path(), &["config", "show"], ""), 3, &[], &["naem"]);
}

#[test]
fn a_test_letter_goes_the_way_that_letters_go() {
    let data = TempDir::new().expect("a folder");
    check(&run(data.path(), &["mail", "test", "keeper@exemple.fr"], ""), 0, &["the letter lies in"], &[]);
    let letters = files(&data.path().join("mail"));
    assert_eq!(letters.len(), 1);
    let text = String::from_utf8_lossy(letters.values().next().expect("one")).into_owned();
    assert!(text.contains("keeper@exemple.fr") && text.contains("Subject: A test of Banderole"), "{text}");
    check(&run(data.path(), &["mail", "test", "no address"], ""), 2, &[], &["not an e-mail address"]);
    let mut nowhere = banderole(data.path());
    nowhere.env("BANDEROLE_SMTP_HOST", "127.0.0.1").env("BANDEROLE_SMTP_PORT", "1").env("BANDEROLE_SMTP_SECURITY", "none");
    nowhere.env("BANDEROLE_MAIL_FROM", "agir@exemple.fr").args(["mail", "test", "keeper@exemple.fr"]);
    check(&nowhere.output().expect("it runs"), 1, &[], &["banderole: "]);
}

#[test]
fn shells_and_man_are_told_every_verb() {
    let data = TempDir::new().expect("a folder");
    for shell in ["bash", "zsh", "fish"] {
        check(&run(data.path(), &["completions", shell], ""), 0, &["backup", "restore", "prune"], &[]);
    }
    check(&run(data.path(), &["completions", "cmd"], ""), 2, &[], &["cmd"]);
    check(&run(data.path(), &["man"], ""), 0, &[".TH banderole 1", "Exit codes"], &[]);
    let pages = data.path().join("man");
    check(&run(data.path(), &["man", path(&pages)], ""), 0, &[], &[]);
    let names = files(&pages);
    for page in ["banderole.1", "banderole-backup.1", "banderole-backup-verify.1", "banderole-media-prune.1"] {
        assert!(names.contains_key(page), "{page} is not in {:?}", names.keys());
        assert!(String::from_utf8_lossy(&names[page]).contains("Exit codes"), "{page} does not tell the exit codes");
    }
    check(&run(data.path(), &["--help"], ""), 0, &["Exit codes:", "an import left out some rows"], &[]);
}

/// What a verb prints with `--json`, line by line.
#[track_caller]
fn json(data: &Path, words: &[&str], input: &str, code: i32) -> Vec<Value> {
    let output = run(data, &[words, &["--json"]].concat(), input);
    check(&output, code, &[], &[]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{words:?} says {line}"))).collect()
}

#[test]
fn every_verb_speaks_json_to_scripts() {
    let place = TempDir::new().expect("a folder");
    let data = &place.path().join("data");
    let (out, into, backup) = (place.path().join("out"), place.path().join("into"), place.path().join("b.tar"));
    let members = "email,first_name,last_name,town,pledged_at\na@exemple.fr,A,B,,2026-01-01T00:00:00Z\nnone,A,B,,\nA@exemple.fr,A,B,,\n";
    let mut imported = json(data, &["import", "members", "-"], members, 4);
    let rows = imported[0].as_object_mut().expect("an object").remove("rows").expect("rows");
    assert_eq!(
        imported,
        [serde_json::json!({ "what": "members", "dry_run": false, "taken": 1, "known": 1, "refused": 1, "warned": 0, "invited": 0 })]
    );
    assert_eq!(
        rows,
        serde_json::json!([
            { "line": 2, "outcome": "taken" },
            { "line": 3, "outcome": "refused", "field": "email", "code": "bad_form", "message": "The address is not complete. Example: ines@example.org" },
            { "line": 4, "outcome": "known", "field": "email", "code": "on_line", "message": "a@exemple.fr is on line 2 too",
              "name": "a@exemple.fr", "first_line": 2 },
        ])
    );
    let create = ["member", "create", "--email", "k@exemple.fr", "--first-name", "K", "--last-name", "L"];
    assert_eq!(json(data, &create, "", 0)[0]["email"], "k@exemple.fr");
    assert_eq!(json(data, &["member", "promote", "k@exemple.fr"], "", 0)[0]["role"], "admin");
    assert_eq!(json(data, &["member", "list"], "", 0).len(), 2);
    assert_eq!(json(data, &["member", "show", "a@exemple.fr"], "", 0).len(), 1);
    assert_eq!(json(data, &["token", "create", "--email", "a@exemple.fr"], "", 0)[0]["email"], "a@exemple.fr");
    assert_eq!(json(data, &["reindex"], "", 0), [serde_json::json!({ "events": 0, "teams": 0 })]);
    assert_eq!(json(data, &["stats"], "", 0)[0]["members"], 2);
    assert!(json(data, &["compact"], "", 0)[0]["bytes"].is_u64());
    assert_eq!(json(data, &["media", "prune"], "", 0)[0]["removed"], false);
    assert_eq!(json(data, &["config", "check"], "", 0)[0]["usable"], true);
    assert_eq!(json(data, &["config", "show"], "", 0)[0]["network"]["name"], "Banderole");
    assert!(json(data, &["mail", "test", "a@exemple.fr"], "", 0)[0]["taken_by"].is_string());
    assert_eq!(json(data, &["export", path(&out)], "", 0)[0]["files"], 0);
    let again = json(data, &["import", "all", path(&out)], "", 0).swap_remove(0);
    assert_eq!(again["known"], 2);
    assert_eq!((&again["rows"][1]["file"], &again["rows"][1]["code"]), (&"members.jsonl".into(), &"known".into()));
    assert!(json(data, &["backup", path(&backup)], "", 0)[0]["end"]["rows"].is_u64());
    assert_eq!(json(data, &["restore", path(&backup), "--into", path(&into)], "", 0)[0]["findings"], serde_json::json!([]));
    assert!(json(data, &["doctor"], "", 0).iter().all(|check| check["check"].is_string()));
    fs::write(data.join("banderole.toml"), "[mail]\nfrm = \"x\"\n").expect("written");
    assert_eq!(json(data, &["config", "check"], "", 1)[0]["usable"], false);
}
