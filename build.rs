//! Makes what the binary carries in a form of its own. Each step lives in the room that needs its product.

use std::path::PathBuf;

#[path = "src/search/places/build.rs"]
mod gazetteer;
#[path = "src/http/assets/build.rs"]
mod static_files;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo says where to write"));
    gazetteer::make(&out);
    static_files::make(&out);
}
