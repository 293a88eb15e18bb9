//! What browsers are given may weigh: style sheets, scripts, the font and the module of the map, compressed as they are served.

use std::fs;
use std::path::Path;

/// Bytes after brotli, quality 11.
fn weight(name: &str) -> usize {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let bytes = fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut packed = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 11, ..Default::default() };
    brotli::BrotliCompress(&mut bytes.as_slice(), &mut packed, &params).expect("memory can be written");
    packed.len()
}

/// Files of a folder with this ending, without the named ones.
fn all(folder: &str, ending: &str, but: &[&str]) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(path).expect("the folder is there").filter_map(Result::ok);
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let chosen: Vec<String> =
        names.filter(|name| name.ends_with(ending) && !but.contains(&name.as_str())).map(|name| format!("{folder}/{name}")).collect();
    assert!(!chosen.is_empty(), "{folder} has no {ending}");
    chosen
}

#[track_caller]
fn check(what: &str, files: &[String], most: usize) {
    let sum: usize = files.iter().map(|file| weight(file)).sum();
    assert!(sum <= most, "{what}: {sum} bytes, at most {most}");
}

#[test]
fn style_sheets_of_any_page_but_the_map() {
    check("style sheets", &all("web/css", ".css", &["map.css"]), 10_000);
}

#[test]
fn scripts_of_any_page_but_the_map() {
    check("scripts", &all("web/js", ".js", &["map.js", "sw.js"]), 15_000);
}

#[test]
fn the_module_of_the_map() {
    let files = ["web/js/map.js", "web/vendor/leaflet/leaflet.js", "web/vendor/topojson-client/topojson-client.min.js"];
    check("map", &files.map(str::to_owned), 50_000);
}

#[test]
fn one_font_that_is_compressed_already() {
    let fonts = all("assets/fonts", ".woff2", &[]);
    assert_eq!(fonts.len(), 1, "{fonts:?}");
    let size = fs::metadata(Path::new(env!("CARGO_MANIFEST_DIR")).join(&fonts[0])).expect("the font is there").len();
    assert!(size <= 20_000, "{size} bytes");
}
