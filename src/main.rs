//! The program. All it does is in `cli`.

fn main() {}
