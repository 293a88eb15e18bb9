//! Makes what the binary carries in a form of its own: the gazetteer's table and index of names.

use std::path::PathBuf;

#[path = "src/search/places/build.rs"]
mod gazetteer;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo says where to write"));
    gazetteer::make(&out);
}
