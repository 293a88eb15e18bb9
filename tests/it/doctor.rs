//! The doctor, through the real program: it finds what was changed behind our back, and puts right what follows from the rest.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::cli::{Server, check, import_all, run};
use crate::client::Call;
use crate::keep::{picture, token};

/// A folder with members, an event and a member's photo; nothing runs on it.
fn network() -> TempDir {
    let data = TempDir::new().expect("a folder");
    import_all(data.path());
    let token = token(data.path(), "yes@exemple.fr");
    let server = Server::start(data.path());
    let put = Call::new(server.address.parse().expect("an address"), "PUT", "/api/v1/me/photo");
    put.header("authorization", &format!("Bearer {token}")).bytes("image/png", picture()).send().check(200);
    assert_eq!(server.stop(), Some(0));
    check(&run(data.path(), &["doctor"], ""), 0, &["ok      record: its file", "ok      media", "ok      index"], &[]);
    data
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Changes one bit of each place in a file that holds these bytes; how many there were.
fn flip(file: &Path, bytes: &[u8]) -> usize {
    let mut content = fs::read(file).expect("a file");
    let places: Vec<usize> = (0..content.len().saturating_sub(bytes.len())).filter(|at| content[*at..].starts_with(bytes)).collect();
    places.iter().for_each(|at| content[*at] ^= 1);
    fs::write(file, content).expect("written");
    places.len()
}

#[test]
fn a_bit_that_was_flipped_in_the_record_is_found() {
    let data = network();
    // The name stays readable: nothing but a checksum can tell.
    assert!(flip(&data.path().join("record.redb"), "Yanis".as_bytes()) > 0);
    let said = run(data.path(), &["doctor", "--json"], "");
    check(&said, 1, &["\"damage\":true", "Restore a backup"], &[]);
    check(&run(data.path(), &["doctor", "--fix"], ""), 1, &["damage: ", "record: its file"], &[]);
    // What is damaged is neither written over nor taken for sound afterwards.
    let after = fs::read(data.path().join("record.redb")).expect("a file");
    assert!(after.windows(5).any(|part| part == b"Xanis"));
    check(&run(data.path(), &["doctor"], ""), 1, &["damage: "], &[]);
}

#[test]
fn a_bit_that_was_flipped_in_a_picture_is_found() {
    let data = network();
    let pictures: Vec<PathBuf> = files(&data.path().join("media")).into_iter().filter(|path| path.ends_with("256.jpg")).collect();
    let [picture] = pictures.as_slice() else { panic!("one picture: {pictures:?}") };
    let mut bytes = fs::read(picture).expect("a file");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    fs::write(picture, bytes).expect("written");
    check(&run(data.path(), &["doctor"], ""), 1, &["damage: the files of picture", "are not as they were written"], &[]);
}

#[test]
fn what_follows_from_the_rest_is_put_right_when_asked() {
    let data = network();
    let orphan = data.path().join("media/00/00000000000000000000000000");
    fs::create_dir_all(&orphan).expect("made");
    let look = ["look    media", "warning: 1 pictures in the folder belong to nobody", "--fix would remove 1 pictures"];
    check(&run(data.path(), &["doctor"], ""), 0, &look, &[]);
    assert!(orphan.exists(), "looking changes nothing");
    check(&run(data.path(), &["doctor", "--fix"], ""), 0, &["fixed   1 pictures that belonged to nobody are gone", "ok      media"], &[]);
    assert!(!orphan.exists());
    let lines = run(data.path(), &["doctor", "--json"], "");
    check(&lines, 0, &[], &[]);
    let checks: Vec<Value> = String::from_utf8_lossy(&lines.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert!(
        checks.len() >= 6
            && checks.iter().all(|check| check["findings"] == serde_json::json!([]) || check["check"] == "backups: made as planned"),
        "{checks:?}"
    );
}

#[test]
fn a_running_server_is_not_held_up_unless_it_may_be() {
    let data = network();
    let server = Server::start(data.path());
    check(&run(data.path(), &["doctor"], ""), 0, &["ok      record: its file", "not looked at: a server runs here"], &[]);
    let now = run(data.path(), &["doctor", "--now"], "");
    check(&now, 0, &["ok      record: its file"], &[]);
    assert!(!String::from_utf8_lossy(&now.stdout).contains("not looked at"));
    assert_eq!(server.stop(), Some(0));
}
