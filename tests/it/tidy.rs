//! The house rules that the compiler cannot hold: who may name whom, which room owns which crate, how long a file and a function may be,
//! and what no page, source or script may say.

use std::fs;
use std::path::Path;

/// Who may name whom: a room, and the rooms it may name besides itself. Room `*` may name all of them.
const ROOMS: [(&str, &[&str]); 13] = [
    ("domain", &[]),
    ("words", &["domain"]),
    ("config", &["domain"]),
    ("telemetry", &[]),
    ("store", &["domain", "telemetry"]),
    ("search", &["domain"]),
    ("media", &["domain"]),
    ("mail", &["domain", "words"]),
    ("app", &["domain", "words", "store", "search", "media", "telemetry"]),
    ("jobs", &["domain", "words", "app", "mail"]),
    ("http", &["domain", "words", "app", "telemetry"]),
    ("cli", &["*"]),
    ("lib", &["*"]),
];

/// Crates that are known in some rooms only.
const CRATES: [(&str, &[&str]); 25] = [
    ("poem", &["http"]),
    ("poem_openapi", &["http"]),
    ("hyper", &["http"]),
    ("hyper_util", &["http"]),
    ("rust_embed", &["http"]),
    ("brotli", &["http"]),
    ("askama", &["http", "mail"]),
    ("qrcode", &["http"]),
    ("redb", &["store"]),
    ("rmp_serde", &["store"]),
    ("tantivy", &["search"]),
    ("fst", &["search"]),
    ("image", &["media"]),
    ("fast_image_resize", &["media"]),
    ("moxcms", &["media"]),
    ("lettre", &["mail"]),
    ("hickory_resolver", &["mail"]),
    ("rustls", &["mail"]),
    ("argon2", &["app"]),
    ("ring", &["app", "http", "cli", "mail", "store"]),
    ("ammonia", &["app"]),
    ("pulldown_cmark", &["app"]),
    ("fluent_bundle", &["words"]),
    ("toml", &["config"]),
    ("clap", &["cli"]),
];

/// Templates that write something unescaped, how often, and what it is. Look at each by hand before a number goes up.
const SAFE: [(&str, usize); 2] = [
    ("web/templates/partials/form.html", 1), // attributes that our own templates pass to the macro of a field
    ("web/templates/partials/ui.html", 1),   // `prose`: Markdown that went through the allowlist of app::markdown
];

const LINES_MAX: usize = 600;
const FUNCTION_MAX: usize = 70;

/// Everything that is text and ours, by folder. `web/vendor` is others' work; `assets/gazetteer` and `assets/basemap` are data.
const FOLDERS: [&str; 10] =
    ["src", "tests", "web/templates", "web/css", "web/js", "assets/locales", "assets/mail", "packaging", ".ci", "build.rs"];

#[test]
fn the_house_is_tidy() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in FOLDERS {
        collect(root, folder, &mut files);
    }
    assert!(files.iter().any(|(path, _)| path == "src/lib.rs"), "the sources were not found");
    let flaws: Vec<String> = files.iter().flat_map(|(path, text)| flaws(path, text)).collect();
    assert!(flaws.is_empty(), "{} flaws:\n{}", flaws.len(), flaws.join("\n"));
}

/// All that is wrong with one file, a line each.
fn flaws(path: &str, text: &str) -> Vec<String> {
    let mut flaws = unfinished(path, text);
    if path.ends_with(".rs") {
        let build_time = path == "build.rs" || path.ends_with("/build.rs");
        flaws.extend(shape(path, text));
        flaws.extend(if build_time { Vec::new() } else { names(path, text) });
    }
    if path.starts_with("web/templates/") {
        flaws.extend(markup(path, text));
    }
    flaws
}

/// The file says what it is for, and neither it nor a function of it is too long. A function ends at the brace under its first letter.
fn shape(path: &str, text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let mut flaws = Vec::new();
    if !text.starts_with("//! ") && !text.starts_with("#![doc = include_str!(") {
        flaws.push(format!("{path}: does not open with //! and what it is for"));
    }
    if lines.len() > LINES_MAX {
        flaws.push(format!("{path}: {} lines, at most {LINES_MAX}", lines.len()));
    }
    for (start, line) in lines.iter().enumerate().filter(|(_, line)| is_function(line) && !line.ends_with([';', '}'])) {
        let end = format!("{}}}", &line[..line.len() - line.trim_start().len()]);
        let long = lines[start..].iter().position(|line| *line == end || line.starts_with(&format!("{end} "))).map_or(0, |at| at + 1);
        if long > FUNCTION_MAX {
            flaws.push(format!("{path}:{}: a function of {long} lines, at most {FUNCTION_MAX}", start + 1));
        }
    }
    flaws
}

fn is_function(line: &str) -> bool {
    let before = line.split_once("fn ").map(|(before, _)| before.trim());
    before.is_some_and(|words| words.split(' ').all(|word| matches!(word, "" | "const" | "async" | "unsafe") || word.starts_with("pub")))
}

/// A room names only the rooms and crates that it may know. Comments may name anything.
fn names(path: &str, text: &str) -> Vec<String> {
    let Some(room) = path.strip_prefix("src/").map(|rest| rest.split(['/', '.']).next().unwrap_or_default()) else {
        return Vec::new();
    };
    if room == "main" {
        return Vec::new();
    }
    let Some((_, may)) = ROOMS.iter().find(|(name, _)| *name == room) else {
        return vec![format!("{path}: the room {room} is not in the table of who may name whom")];
    };
    let mut flaws = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
        for named in line.split("crate::").skip(1).map(word) {
            let known = ROOMS.iter().any(|(name, _)| *name == named);
            if named.is_empty() || known && named != room && !may.contains(&"*") && !may.contains(&named) {
                flaws.push(format!("{path}:{}: {room} may not name `crate::{named}`", number + 1));
            }
        }
        for (name, rooms) in CRATES {
            if !rooms.contains(&room) && names_crate(line, name) {
                flaws.push(format!("{path}:{}: the crate {name} belongs to {}", number + 1, rooms.join(", ")));
            }
        }
    }
    flaws
}

fn word(text: &str) -> &str {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default()
}

/// `name::` or `use name;`, where the name stands at the head of its path.
fn names_crate(line: &str, name: &str) -> bool {
    let heads = line
        .match_indices(&format!("{name}::"))
        .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '"' | '/')));
    heads || line.trim() == format!("use {name};") || line.trim().starts_with(&format!("use {name} as "))
}

/// Nothing is left for later, no test is switched off, and nothing says on whose machine it was written.
fn unfinished(path: &str, text: &str) -> Vec<String> {
    // In pieces, so that this file does not hold them.
    let words = [
        ["TO", "DO"],
        ["FIX", "ME"],
        ["todo", "!"],
        ["unimple", "mented!"],
        ["#[ig", "nore"],
        ["/wo", "rk/"],
        ["/ro", "ot/"],
        ["/ho", "me/"],
    ];
    let found = |line: &str| words.iter().map(|word| word.concat()).find(|word| line.contains(word.as_str()));
    let lines = text.lines().enumerate();
    lines.filter_map(|(number, line)| found(line).map(|word| format!("{path}:{}: says {word}", number + 1))).collect()
}

/// What the content security policy would refuse, and what goes out unescaped without having been looked at.
fn markup(path: &str, text: &str) -> Vec<String> {
    let mut flaws = Vec::new();
    for (number, line) in text.lines().enumerate() {
        for tag in line.split('<').skip(1) {
            let attributes = tag.split_whitespace().skip(1).filter_map(|part| part.split_once('=')).map(|(name, _)| name);
            let refused = attributes.filter(|name| *name == "style" || name.starts_with("on")).map(str::to_owned);
            let inline = (word(tag) == "script" && !tag.contains(" src=")) || word(tag) == "style" || tag.contains("\"javascript:");
            flaws.extend(
                refused.chain(inline.then(|| format!("inline <{}>", word(tag)))).map(|what| format!("{path}:{}: {what}", number + 1)),
            );
        }
    }
    let safe =
        text.split("{{").skip(1).filter(|part| part.split("}}").next().unwrap_or_default().replace(' ', "").contains("|safe")).count();
    let audited = SAFE.iter().find(|(name, _)| *name == path).map_or(0, |(_, count)| *count);
    if safe > audited {
        flaws.push(format!("{path}: {safe} × |safe, audited: {audited}"));
    }
    flaws
}

fn collect(root: &Path, path: &str, files: &mut Vec<(String, String)>) {
    let full = root.join(path);
    if let Ok(entries) = fs::read_dir(&full) {
        for entry in entries.filter_map(Result::ok) {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name != "node_modules" && name != "data" {
                collect(root, &format!("{path}/{name}"), files);
            }
        }
    } else if let Ok(text) = fs::read_to_string(&full) {
        files.push((path.to_owned(), text));
    }
}

/// The documents name files as they are: each path in backquotes or in a link lies beside the document, in `src` or at the root.
#[test]
fn the_documents_name_files_that_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for document in ["README.md", "src/README.md", "tests/README.md", "packaging/README.md"] {
        let text = fs::read_to_string(root.join(document)).expect("a document");
        let beside = root.join(document).parent().expect("a folder").to_owned();
        let exists = |path: &str| [&beside, &root.join("src"), root].iter().any(|folder| folder.join(path).exists());
        let gone: Vec<&str> = paths(&text).into_iter().filter(|path| !exists(path)).collect();
        assert!(gone.is_empty(), "{document} names what is not there: {gone:?}");
    }
}

/// What in a text is a path of this repository, and not one that is made by building or running, a command or an address.
fn paths(text: &str) -> Vec<&str> {
    let quoted = text.split('`').skip(1).step_by(2);
    let linked = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let ours = |path: &&str| {
        let like = path.ends_with(".rs") || path.ends_with(".md") || path.contains('/');
        like && !path.starts_with(['/', '.', '#'])
            && !path.contains([' ', '{', ':', '\n'])
            && !["data/", "target/", "media/", "index/"].iter().any(|made| path.starts_with(made))
    };
    quoted.chain(linked).filter(ours).collect()
}

#[test]
fn the_test_can_fail() {
    assert_eq!(paths("`src/a.rs` `GET /x` `/etc/y` [b](c/d.md) `data/x` `word`"), ["src/a.rs", "c/d.md"]);
    check("src/app/x.rs", "//! X.\nuse crate::store::Store;\nuse crate::app::y;\nuse crate::http_only::z;\n", "");
    check("src/app/x.rs", "//! X.\nuse crate::http::page;\n", "app may not name `crate::http`");
    check("src/http/x.rs", "//! X.\nuse crate::store::Store;\n", "http may not name `crate::store`");
    check("src/http/x.rs", "//! X.\nuse crate::{app, store};\n", "http may not name `crate::`");
    check("src/store/x.rs", "//! X.\n// crate::http is told.\nfn f(now: poem::Time) {}\n", "the crate poem belongs to http");
    check("src/app/x.rs", "//! X.\nuse redb;\n", "the crate redb belongs to store");
    check("src/app/x.rs", "//! X.\nuse super::image::Image;\nuse crate::media::image::Image;\n", "");
    check("src/cellar/x.rs", "//! X.\n", "the room cellar is not in the table");
    check("src/app/x.rs", "use std::fs;\n", "does not open with //!");
    check("src/app/x.rs", &format!("//! X.\n{}", "\n".repeat(600)), "601 lines");
    check("src/app/x.rs", &format!("//! X.\npub(crate) async fn f() {{\n{}}}\n", "    g();\n".repeat(68)), "");
    check("src/app/x.rs", &format!("//! X.\npub(crate) async fn f() {{\n{}}}\n", "    g();\n".repeat(69)), "a function of 71 lines");
    check("src/app/x.rs", &format!("//! X.\n// {} later\n", ["TO", "DO"].concat()), "says TO");
    check("web/js/x.js", &format!("// {}main\n", ["/wo", "rk/"].concat()), "says /wo");
    check("web/templates/x.html", "<p class=\"style\">on = 1 <script src=\"/x.js\"></script></p>", "");
    check("web/templates/x.html", "<p style=\"top:0\">", "style");
    check("web/templates/x.html", "<a href=\"/\" onclick=\"f()\">", "onclick");
    check("web/templates/x.html", "<script>f()</script>", "inline <script>");
    check("web/templates/x.html", "{{ a }}{{ b | safe }}", "1 × |safe, audited: 0");
}

/// The one flaw of a file holds these words; none when there are none.
#[track_caller]
fn check(path: &str, text: &str, said: &str) {
    let found = flaws(path, text);
    assert_eq!(found.len(), usize::from(!said.is_empty()), "{path}: {found:?}");
    assert!(found.iter().all(|flaw| flaw.contains(said)), "{found:?} does not say {said:?}");
}
