//! Banderole: a social action network in one binary.

pub mod app;
pub mod cli;
pub mod config;
pub mod domain;
pub mod http;
pub mod jobs;
pub mod mail;
pub mod media;
pub mod search;
pub mod store;
pub mod telemetry;
pub mod words;
