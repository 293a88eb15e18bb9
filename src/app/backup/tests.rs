//! Backups of a small house: what goes in comes out, and no byte of it can change unseen.

use tempfile::TempDir;

use super::*;
use crate::domain::chore::IndexChore;
use crate::domain::ids::EventId;
use crate::domain::media::{Owner, Picture};
use crate::store::Options;

struct Small {
    folder: TempDir,
    store: Store,
    media: Files,
}

fn picture(n: u8) -> MediaId {
    MediaId::new(at(n), [n; 10])
}

fn at(n: u8) -> Timestamp {
    Timestamp::from_second(1_780_000_000 + i64::from(n)).expect("in range")
}

/// A house with a few pictures that wait for an owner.
fn small(pictures: u8) -> Small {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path(), Options::default()).expect("it opens");
    let media = Files::open(folder.path().join("media")).expect("it opens");
    for n in 1..=pictures {
        let row = Picture { id: picture(n), owner: Owner::Held, at: at(n) };
        media.save(row.id, [b"small", b"middle", &[n; 700]]).expect("saved");
        store
            .write_blocking(move |tx| {
                tx.put_picture(&row);
                tx.leave_index(IndexChore::Event(EventId::new(at(n), [n; 10])))
            })
            .expect("written");
    }
    fs::write(folder.path().join("banderole.toml"), "[network]\nname = \"Printemps\"\n").expect("written");
    fs::write(folder.path().join("secret"), [9; 32]).expect("written");
    Small { folder, store, media }
}

fn backup(house: &Small) -> (Vec<u8>, End) {
    let head = Head {
        banderole_backup: FORM,
        program: "0.0.0".to_owned(),
        made_at: at(0),
        network: "Printemps".to_owned(),
        record_format: FORMAT,
        tables: tables::ALL.iter().map(|(tag, name)| (*tag, (*name).to_owned())).collect(),
    };
    let source = Source { store: &house.store, media: &house.media, folder: house.folder.path() };
    pack(&source, &head, Vec::new(), &mut |_| {}).expect("it is made")
}

fn checked(bytes: &[u8]) -> Result<Checked, Trouble> {
    check(bytes, &mut |_| {})
}

#[test]
fn a_restored_house_gives_the_same_backup() {
    let house = small(3);
    let (bytes, end) = backup(&house);
    assert_eq!(checked(&bytes).expect("sound").end, end);
    assert_eq!((end.pictures, end.missing.len(), end.parts), (3, 0, 1 + 1 + 9 + 2 + 1));
    let place = tempfile::tempdir().expect("a folder");
    let into = place.path().join("new");
    let restored = restore(&bytes[..], &into, &Erasures::default(), &mut |_| {}).expect("restored");
    assert_eq!(restored.findings, Vec::<String>::new());
    let again = Small {
        store: Store::open(&into, Options::default()).expect("it opens"),
        media: Files::open(into.join("media")).expect("it opens"),
        folder: TempDir::new_in(place.path()).expect("a folder"),
    };
    for name in SETTINGS {
        fs::copy(into.join(name), again.folder.path().join(name)).expect("restored too");
    }
    assert_eq!(backup(&again), (bytes.clone(), end), "byte for byte");
    // What is there is never written over.
    let refused = restore(&bytes[..], &into, &Erasures::default(), &mut |_| {}).expect_err("refused");
    assert!(refused.to_string().contains("is not empty"), "{refused}");
}

#[test]
fn each_changed_or_missing_byte_is_found_and_named() {
    let (bytes, _) = backup(&small(1));
    // The head is the first file of the archive: a block with its size in octal digits, then what it holds, in whole blocks.
    let size = std::str::from_utf8(&bytes[124..135]).ok().and_then(|digits| usize::from_str_radix(digits, 8).ok());
    let head = 512 + size.expect("a size").next_multiple_of(512);
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 0x20;
        match checked(&changed) {
            Err(Trouble::Damaged(what)) => assert!(!what.is_empty()),
            // A digit of the form may become a larger one, a table one that nobody knows.
            Err(Trouble::Newer(_)) if at < head => {}
            other => panic!("byte {at}: {other:?}"),
        }
    }
    for cut in (0..bytes.len()).step_by(7) {
        assert!(matches!(checked(&bytes[..cut]), Err(Trouble::Damaged(what)) if what.contains("cut short")), "cut at {cut}");
    }
}

#[test]
fn a_damage_is_named_by_its_part_and_leaves_no_folder() {
    let (bytes, _) = backup(&small(2));
    let at = bytes.windows(6).position(|six| six == b"middle").expect("the second size of the first picture");
    let mut changed = bytes.clone();
    changed[at] = b'M';
    let name = format!("media/{}", Files::place(picture(1), Size::Medium));
    let place = tempfile::tempdir().expect("a folder");
    let found = [
        checked(&changed).expect_err("found"),
        restore(&changed[..], &place.path().join("new"), &Erasures::default(), &mut |_| {}).expect_err("found"),
    ];
    for trouble in found {
        assert!(trouble.to_string().contains(&name), "{trouble}");
    }
    assert_eq!(fs::read_dir(place.path()).expect("a folder").count(), 0, "nothing half made stays");
}

#[test]
fn a_picture_without_files_is_told_and_does_not_hinder() {
    let house = small(2);
    assert!(house.media.delete(picture(1)).expect("removed"));
    let (bytes, end) = backup(&house);
    assert_eq!((end.pictures, &end.missing[..]), (1, &[picture(1).to_string()][..]));
    let place = tempfile::tempdir().expect("a folder");
    let restored = restore(&bytes[..], &place.path().join("new"), &Erasures::default(), &mut |_| {}).expect("restored");
    assert!(restored.findings.iter().any(|finding| finding.contains(&picture(1).to_string())), "{:?}", restored.findings);
}

#[test]
fn a_later_version_is_refused_in_plain_words() {
    let house = small(0);
    let head = |form, record_format| Head {
        banderole_backup: form,
        program: "9.0.0".to_owned(),
        made_at: at(0),
        network: String::new(),
        record_format,
        tables: BTreeMap::from([(999, "NEW_TO_NEW".to_owned())]),
    };
    for (form, format) in [(FORM + 1, FORMAT), (FORM, FORMAT + 1), (FORM, FORMAT)] {
        let source = Source { store: &house.store, media: &house.media, folder: house.folder.path() };
        let (bytes, _) = pack(&source, &head(form, format), Vec::new(), &mut |_| {}).expect("made");
        assert!(matches!(checked(&bytes), Err(Trouble::Newer(_))), "{form} {format}");
    }
}

#[test]
fn only_plain_names_are_spooled() {
    let folder = Path::new("/data");
    assert!(spooled(folder, "0a-9Z").is_ok());
    for name in ["", "..", "a/b", "a.b", "é"] {
        assert!(spooled(folder, name).is_err(), "{name}");
    }
}
