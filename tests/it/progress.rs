//! How far an import is, through the real program: told over the control socket by a server, drawn where somebody looks on, and nowhere else.

use std::io::{BufRead, BufReader, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::cli::{Server, banderole, check, run};

/// More rows than are taken at once, so that there is something to tell in between.
const ROWS: usize = 2_500;

fn rows() -> String {
    let rows: String = (0..ROWS).map(|n| format!("m{n}@exemple.fr,A,B\n")).collect();
    format!("email,first_name,last_name\n{rows}")
}

/// A folder with a file to import.
fn folder() -> (TempDir, PathBuf) {
    let place = TempDir::new().expect("a folder");
    let file = place.path().join("members.csv");
    std::fs::write(&file, rows()).expect("written");
    (place, file)
}

/// What the keeper's terminal gets when the file is imported there (util-linux's `script` gives the program a terminal of its own).
fn on_a_terminal(data: &Path, file: &Path) -> String {
    let [program, data, file] = [Path::new(env!("CARGO_BIN_EXE_banderole")), data, file].map(|path| path.display().to_string());
    let line = format!("stty cols 80 && '{program}' import members '{file}' --data '{data}'");
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", &line, "/dev/null"]).env("TERM", "xterm").env("LC_ALL", "C").stdin(Stdio::null());
    let output = script.output().expect("util-linux, which every Debian has");
    check(&output, 0, &["members: 2500 taken, 0 there already, 0 refused"], &[]);
    String::from_utf8(output.stdout).expect("text")
}

/// The bar was drawn, with how much is done; at the end it is gone, and what is said last stands alone.
#[track_caller]
fn check_bar(said: &str) {
    let percents: Vec<u32> = said.split(" %").filter_map(|before| before.rsplit(' ').next()?.parse().ok()).collect();
    assert!(percents.iter().any(|done| (30..=100).contains(done)), "no bar that moves: {percents:?} in {said:?}");
    assert!(percents.is_sorted() && percents.iter().all(|done| *done <= 100), "{percents:?}");
    let after_bar = said.rsplit(" %").next().unwrap_or_default();
    assert!(after_bar.contains("\u{1b}[2K") || after_bar.contains("\u{1b}[K"), "the bar is not cleared: {after_bar:?}");
}

#[track_caller]
fn check_plain(data: &Path, file: &Path) {
    let imported = banderole(data).args(["import", "members"]).arg(file).output().expect("it runs");
    check(&imported, 0, &["members: 2500 taken, 0 there already, 0 refused"], &[]);
    for said in [&imported.stdout, &imported.stderr] {
        let control = said.iter().find(|byte| byte.is_ascii_control() && **byte != b'\n');
        assert_eq!(control, None, "{}", String::from_utf8_lossy(said));
    }
    assert_eq!(imported.stderr, b"", "and nothing else beside the sums");
}

#[test]
fn a_bar_is_drawn_on_a_terminal_without_a_server() {
    let (place, file) = folder();
    check_bar(&on_a_terminal(&place.path().join("data"), &file));
}

#[test]
fn a_bar_is_drawn_on_a_terminal_while_a_server_imports() {
    let (place, file) = folder();
    let data = place.path().join("data");
    let server = Server::start(&data);
    check_bar(&on_a_terminal(&data, &file));
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn nothing_is_drawn_where_nobody_looks_on() {
    let (place, file) = folder();
    check_plain(&place.path().join("stopped"), &file);
    let data = place.path().join("running");
    let server = Server::start(&data);
    check_plain(&data, &file);
    assert_eq!(server.stop(), Some(0));
}

/// What a server says over its socket to an order and what follows it, word by word.
fn words(data: &Path, order: &Value, input: &str) -> Vec<Value> {
    let mut stream = UnixStream::connect(data.join("control.sock")).expect("a server listens");
    writeln!(stream, "{}", json!({"lang": "en", "order": order})).expect("it reads");
    stream.write_all(input.as_bytes()).expect("it reads");
    stream.shutdown(Shutdown::Write).expect("it is open");
    BufReader::new(stream).lines().map(|line| serde_json::from_str(&line.expect("text")).expect("JSON")).collect()
}

#[test]
fn a_server_tells_over_its_socket_how_far_an_import_is() {
    let data = TempDir::new().expect("a folder");
    let server = Server::start(data.path());
    let file = rows();
    let order = |of: Option<usize>| json!({"import": {"what": "members", "dry": false, "bytes": of, "json": false}});
    let told = |words: &[Value]| -> Vec<(u64, Option<u64>)> {
        let progress = words.iter().filter_map(|word| word.get("progress"));
        progress.map(|told| (told["done"].as_u64().expect("a number"), told["of"].as_u64())).collect()
    };
    let said = words(data.path(), &order(Some(file.len())), &file);
    let progress = told(&said);
    assert_eq!(progress.len(), ROWS / 1_000, "once for each thousand rows: {progress:?}");
    assert!(progress.is_sorted() && progress.iter().all(|(done, of)| *of == Some(file.len() as u64) && *done <= file.len() as u64));
    // A thousand rows of equal length and the next: a little more than two fifths, then four fifths.
    let fifths: Vec<u64> = progress.iter().map(|(done, _)| done * 5 / file.len() as u64).collect();
    assert_eq!(fifths, [1, 3], "{progress:?}");
    assert_eq!(
        said[progress.len()..],
        [
            json!({"out": "members: 2500 taken, 0 there already, 0 refused, 0 with a warning"}),
            json!({"out": "2,500 invitations go out by e-mail, in about 42 minutes; a reminder follows a week later"}),
            json!({"exit": 0})
        ]
    );
    let said = words(data.path(), &order(None), &file);
    assert!(told(&said).iter().all(|(_, of)| of.is_none()) && told(&said).len() == 2, "of nobody knows how much: {said:?}");
    assert_eq!(server.stop(), Some(0));
    check(&run(data.path(), &["doctor"], ""), 0, &["ok      record", "ok      index"], &[]);
}
