#![doc = include_str!("README.md")]

// In the order to read them.

pub mod domain;

pub mod words;

pub mod config;

pub mod store;

pub mod search;

pub mod media;

pub mod mail;

pub mod app;

pub mod jobs;

pub mod http;

pub mod cli;

pub mod telemetry;
