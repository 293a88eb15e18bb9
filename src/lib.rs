//! Banderole: a social action network in one binary.

pub mod domain;
pub mod words;
