//! Real photos and real attacks, from the folder of shared data; skipped, saying so, where it is absent.

use std::path::{Path, PathBuf};

use super::{assert_bare, difference, shown};
use crate::media::{Foreign, Purpose, Refusal, Size, render};

/// The folder of shared data, when it is here.
fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("BANDEROLE_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let folder = root.join("data").join(path);
    if folder.exists() {
        return Some(folder);
    }
    skipped(path);
    None
}

/// In the words that `tests/run` counts.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn skipped(path: &str) {
    eprintln!("skipped: data/{path} of the shared data is absent (BANDEROLE_SHARED)");
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), std::fs::read(&path).expect("a file")))
        .collect();
    files.sort();
    files
}

/// All pictures of a set come out upright and alike: as the first does.
#[track_caller]
fn check_set(files: &[(String, Vec<u8>)], set: impl Fn(&str) -> bool, count: usize) {
    let set: Vec<_> = files.iter().filter(|(name, _)| set(name)).collect();
    assert_eq!(set.len(), count);
    let seen = |bytes: &[u8]| {
        let rendered = render(bytes, Purpose::Cover).expect("a picture");
        assert_bare(&rendered);
        shown(rendered.of(Size::Medium))
    };
    let first = seen(&set[0].1);
    for (name, bytes) in &set[1..] {
        let seen = seen(bytes);
        assert_eq!(seen.dimensions(), first.dimensions(), "{name}");
        assert!(difference(&seen, &first) < 8.0, "{name}: {}", difference(&seen, &first));
    }
}

#[test]
fn every_orientation_of_real_photos_comes_out_upright_and_alike() {
    let Some(folder) = shared("photos") else { return };
    let small = files(&folder.join("small"));
    check_set(&small, |name| name.starts_with("Landscape"), 9);
    check_set(&small, |name| name.starts_with("Portrait"), 9);
    let pillow = files(&folder.join("pillow_sdist"));
    check_set(&pillow, |name| name.starts_with("hopper_orientation"), 14);
}

#[test]
fn photos_of_phones_are_taken_without_their_metadata() {
    let Some(folder) = shared("photos") else { return };
    for (name, bytes) in files(&folder).into_iter().chain(files(&folder.join("pillow_sdist"))) {
        match render(&bytes, Purpose::Avatar(None)) {
            Ok(rendered) => assert_bare(&rendered),
            Err(refusal) => assert_eq!((name.as_str(), refusal), ("iphone_13_pro_max.HEIC", Refusal::Foreign(Foreign::Heic))),
        }
    }
}

#[test]
fn hostile_files_are_refused_or_shown_bare() {
    let Some(folder) = shared("hostile/images") else { return };
    let mut taken = 0;
    for (name, bytes) in files(&folder) {
        if let Ok(rendered) = render(&bytes, Purpose::Cover) {
            assert_bare(&rendered);
            taken += 1;
        }
        let want = match name.as_str() {
            "empty.jpg" => Refusal::Empty,
            "html_named.jpg" => Refusal::NotAPicture,
            "svg_script.svg" => Refusal::Foreign(Foreign::Svg),
            "gif_js_polyglot.gif" => Refusal::Foreign(Foreign::Gif),
            "bomb_50000x50000_1bit.png" | "huge_dims_no_data.png" => Refusal::TooManyPixels,
            _ => continue,
        };
        assert_eq!(render(&bytes, Purpose::Cover), Err(want), "{name}");
    }
    // The set is there to be refused: were most of it taken, the limits would not be at work.
    assert!((1..40).contains(&taken), "{taken} taken");
}
