//! Build step: compresses the files that browsers get, once, into `OUT_DIR/static`, and names the whole after its content.
//!
//! One hash stands for all files, so that modules and style sheets reach each other by relative paths: `/static/<hash>/js/app.js` imports
//! `./rsvp.js`. In the place of `js/app.js` lies `js/app.js.br` where it is at least a tenth smaller.

use std::fs;
use std::path::{Path, PathBuf};

/// What is served, from the root of the package, and the name it goes by below `/static/<hash>/`.
const SOURCES: [(&str, &str); 7] = [
    ("web/css", "css"),
    ("web/js", "js"),
    ("web/vendor", "vendor"),
    ("assets/fonts", "fonts"),
    ("assets/brand", "brand"),
    ("assets/basemap", "basemap"),
    ("assets/icons.svg", "icons.svg"),
];

/// Endings of files that are compressed already.
const DENSE: [&str; 5] = ["woff2", "png", "jpg", "webp", "gz"];

/// Does the step: writes below `out`; called by `build.rs`.
pub fn make(out: &Path) {
    let (folder, cache) = (out.join("static"), out.join("static-cache"));
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the old static files can be removed");
    }
    fs::create_dir_all(&folder).expect("OUT_DIR can be written");
    fs::create_dir_all(&cache).expect("OUT_DIR can be written");
    let mut files = Vec::new();
    for (source, name) in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        collect(Path::new(source), name, &mut files);
    }
    files.sort();
    let mut whole = Fnv::new();
    for (name, path) in &files {
        let bytes = fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        whole.add(name.as_bytes());
        whole.add(&bytes);
        place(&folder, &cache, name, &bytes);
    }
    println!("cargo::rustc-env=BANDEROLE_STATIC_HASH={:016x}", whole.0);
}

fn collect(path: &Path, name: &str, files: &mut Vec<(String, PathBuf)>) {
    if path.is_file() {
        files.push((name.to_owned(), path.to_owned()));
    } else if let Ok(entries) = fs::read_dir(path) {
        for entry in entries.filter_map(Result::ok) {
            let file = entry.file_name().to_string_lossy().into_owned();
            if !file.starts_with('.') {
                collect(&entry.path(), &format!("{name}/{file}"), files);
            }
        }
    }
}

/// Writes a file, or its compressed form where that pays. One that an earlier build made of the same bytes is taken again.
fn place(folder: &Path, cache: &Path, name: &str, bytes: &[u8]) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("OUT_DIR can be written");
    let mut hash = Fnv::new();
    hash.add(bytes);
    let packed = || {
        let kept = cache.join(format!("{:016x}-{}.br", hash.0, bytes.len()));
        fs::read(&kept).unwrap_or_else(|_| {
            let packed = brotli(bytes);
            fs::write(&kept, &packed).expect("OUT_DIR can be written");
            packed
        })
    };
    let pays = |packed: &Vec<u8>| packed.len() * 10 <= bytes.len() * 9;
    let dense = DENSE.iter().any(|ending| name.ends_with(&format!(".{ending}")));
    match (!dense).then(packed).filter(pays) {
        Some(packed) => fs::write(folder.join(format!("{name}.br")), packed),
        None => fs::write(path, bytes),
    }
    .expect("OUT_DIR can be written");
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: bytes.len(), ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &params).expect("memory takes what is written");
    packed
}

/// FNV-1a, 64 bits: names a build; nothing rests on its being hard to forge.
struct Fnv(u64);

impl Fnv {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, bytes: &[u8]) {
        for byte in (bytes.len() as u64).to_be_bytes().iter().chain(bytes) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
