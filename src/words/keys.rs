//! What holds the two files of texts together, and to the sources that use them. Only tests.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const FR: &str = include_str!("../../assets/locales/fr.ftl");
const EN: &str = include_str!("../../assets/locales/en.ftl");

/// Where texts are asked for: folders, and the endings of the files in them that are read.
const USERS: [(&str, &[&str]); 3] =
    [("src", &["rs"]), ("web/templates", &["html", "svg", "txt", "xml", "css"]), ("assets/mail", &["html", "txt"])];

/// Words that never appear on a screen (they mean nothing to people, or they blame or coax).
const BANNED: [&str; 14] = [
    "rsvp",
    "slug",
    "token",
    "modal",
    "simply",
    "simplement",
    "just click",
    "oops",
    "oups",
    "please note",
    "invalid",
    "invalide",
    "timeout",
    "payload",
];

/// The messages of a file: the key, and the text below it, attributes included.
fn messages(source: &str) -> BTreeMap<&str, String> {
    let mut all: BTreeMap<&str, String> = BTreeMap::new();
    let mut current = None;
    for line in source.lines() {
        if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let (key, text) = line.split_once('=').unwrap_or_else(|| panic!("no `=` in {line:?}"));
            assert!(all.insert(key.trim(), text.trim().to_owned()).is_none(), "{key} is there twice");
            current = Some(key.trim());
        } else if line.starts_with(' ') {
            let text = current.and_then(|key| all.get_mut(key)).unwrap_or_else(|| panic!("{line:?} belongs to no key"));
            text.push('\n');
            text.push_str(line);
        } else {
            assert!(line.is_empty() || line.starts_with('#'), "{line:?} is neither a text nor a comment");
        }
    }
    all
}

fn placeables(text: &str) -> BTreeSet<&str> {
    let name = |rest: &'_ str| rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    text.split('$').skip(1).map(|rest| &rest[..name(rest)]).collect()
}

/// One place that asks for a text.
struct Use {
    method: &'static str,
    key: String,
    /// Names of the values given beside it, where they are written as literals.
    values: Option<BTreeSet<String>>,
    file: PathBuf,
}

const METHODS: [&str; 7] = [".say(\"", ".with(\"", ".count(\"", ".pick(\"", ".pick_with(\"", ".find(\"", "key(\""];

/// Those that name a family of keys.
const FAMILIES: [&str; 3] = [".pick(\"", ".pick_with(\"", ".find(\""];

fn uses_in(file: &Path, source: &str) -> Vec<Use> {
    let mut found = Vec::new();
    for method in METHODS {
        for (at, _) in source.match_indices(method) {
            if method == "key(\"" && source[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.') {
                continue;
            }
            let rest = &source[at + method.len()..];
            let Some(end) = rest.find('"') else { continue };
            let key = rest[..end].to_owned();
            if !key.starts_with(|c: char| c.is_ascii_alphabetic())
                || !key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
            {
                continue;
            }
            found.push(Use { method, key, values: values_of(method, &rest[end + 1..]), file: file.to_owned() });
        }
    }
    found
}

/// The names in `&[("name", …), ("other", …)]` (templates write it without the `&`), up to the end of the call; none when the values are a variable.
fn values_of(method: &str, rest: &str) -> Option<BTreeSet<String>> {
    match method {
        ".say(\"" => return Some(BTreeSet::new()),
        ".count(\"" => return Some(BTreeSet::from(["n".to_owned()])),
        ".with(\"" => {}
        _ => return None,
    }
    let list = rest.trim_start_matches([',', ' ', '\n', '&']).strip_prefix('[')?;
    let mut depth = 1;
    let end = list.char_indices().find_map(|(at, c)| {
        depth += i32::from(matches!(c, '[')) - i32::from(matches!(c, ']'));
        (depth == 0).then_some(at)
    })?;
    Some(list[..end].split("(\"").skip(1).filter_map(|name| name.split_once("\", ").map(|(name, _)| name.to_owned())).collect())
}

fn files_in(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| entry.ok().map(|e| e.path())) {
        if path.is_dir() {
            files_in(&path, endings, found);
        } else if path.extension().is_some_and(|e| endings.iter().any(|ending| e == *ending)) {
            found.push(path);
        }
    }
}

fn all_uses() -> Vec<Use> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for (folder, endings) in USERS {
        files_in(&root.join(folder), endings, &mut files);
    }
    files.retain(|file| !file.ends_with("src/words.rs") && !file.ends_with("src/words/keys.rs"));
    assert!(files.len() > 3, "the sources were not found");
    files.iter().flat_map(|file| uses_in(file, &without_comments(&std::fs::read_to_string(file).expect("sources can be read")))).collect()
}

fn without_comments(source: &str) -> String {
    source.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn both_files_have_the_same_keys_and_placeables() {
    let (french, english) = (messages(FR), messages(EN));
    let keys = |all: &BTreeMap<&str, String>| all.keys().map(|k| (*k).to_owned()).collect::<BTreeSet<_>>();
    let differing: Vec<_> = keys(&french).symmetric_difference(&keys(&english)).cloned().collect();
    assert!(differing.is_empty(), "in one file only: {differing:?}");
    for (key, text) in &french {
        assert_eq!(placeables(text), placeables(&english[key]), "placeables of {key}");
    }
}

#[test]
fn every_key_that_is_used_exists_and_gets_its_values() {
    let texts = messages(EN);
    for used in all_uses().iter().filter(|used| !FAMILIES.contains(&used.method)) {
        let at = used.file.display();
        let text = texts.get(used.key.as_str()).unwrap_or_else(|| panic!("{at} asks for {:?}, which no file has", used.key));
        if let Some(values) = &used.values {
            let wanted: BTreeSet<String> = placeables(text).into_iter().map(str::to_owned).collect();
            assert_eq!(values, &wanted, "values of {:?} in {at}", used.key);
        }
    }
}

#[test]
fn every_key_that_exists_is_used() {
    let uses = all_uses();
    let is_family = |used: &&Use| FAMILIES.contains(&used.method);
    let families: BTreeSet<String> = uses.iter().filter(is_family).map(|used| format!("{}-", used.key)).collect();
    let keys: BTreeSet<&str> = uses.iter().map(|used| used.key.as_str()).collect();
    let idle: Vec<&str> =
        messages(EN).into_keys().filter(|k| !keys.contains(k) && !families.iter().any(|f| k.starts_with(f.as_str()))).collect();
    assert!(idle.is_empty(), "nobody asks for: {idle:?}");
}

#[test]
fn both_files_parse_without_complaint() {
    for source in [FR, EN] {
        let resource = fluent_bundle::FluentResource::try_new(source.to_owned());
        assert!(resource.is_ok(), "{:?}", resource.err().map(|(_, errors)| errors));
    }
}

#[test]
fn no_banned_word_and_no_exclamation() {
    for (key, text) in messages(FR).iter().chain(&messages(EN)) {
        let lower = text.to_lowercase();
        let whole = |word: &str| {
            lower.match_indices(word).any(|(at, _)| {
                let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '$' || c == '_');
                !inside(lower[..at].chars().next_back()) && !inside(lower[at + word.len()..].chars().next())
            })
        };
        let banned: Vec<_> = BANNED.iter().filter(|word| whole(word)).collect();
        assert!(banned.is_empty(), "{key} says {banned:?}: {text}");
        assert!(!text.contains('!'), "{key} exclaims: {text}");
    }
}

#[test]
fn french_marks_stand_apart() {
    for (key, text) in messages(FR) {
        for (at, mark) in text.char_indices().filter(|(_, c)| ";:!?»".contains(*c)) {
            let before = text[..at].chars().next_back();
            let apart = matches!(before, None | Some(' ' | '\u{202f}'));
            let in_a_link_or_time = mark == ':' && (text[at..].starts_with("://") || before.is_some_and(|c| c.is_ascii_digit()));
            assert!(apart || in_a_link_or_time, "{key}: no space before {mark:?} in {text:?}");
        }
        assert!(!text.contains('«') || text.contains("« "), "{key}: no space after « in {text:?}");
    }
}

#[test]
fn plurals_are_one_and_other() {
    for (key, text) in messages(FR).iter().chain(&messages(EN)) {
        let cases: Vec<&str> = text.split('[').skip(1).filter_map(|rest| rest.split_once(']').map(|(name, _)| name)).collect();
        for plural in ["zero", "two", "few", "many"] {
            assert!(!cases.contains(&plural), "{key} has the case {plural}");
        }
        assert!(cases.is_empty() || cases.contains(&"other"), "{key} has no case `other`");
    }
}

#[test]
fn the_scanner_sees_what_is_written() {
    let source = "t.say(\"one\") t.with(\"two\", &[(\"a\", x.into()), (\"b\", y[0].into())]) t.count(\"three\", n) it.with(\"Not a key\") monkey(\"no\") words::key(\"four\")";
    let found: Vec<_> =
        uses_in(Path::new("x"), source).into_iter().map(|u| (u.key, u.values.map(|v| v.into_iter().collect::<String>()))).collect();
    let want = [("one", Some("")), ("two", Some("ab")), ("three", Some("n")), ("four", None)];
    assert_eq!(found, want.map(|(key, values)| (key.to_owned(), values.map(str::to_owned))));
}
