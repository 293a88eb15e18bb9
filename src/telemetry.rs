//! Logs, for a person on a terminal, JSON otherwise; and figures. Neither holds personal data: routes are told by their templates, members not
//! at all, requests by their numbers.

pub mod figures;
mod lines;

use std::io::IsTerminal;
use std::time::Duration;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format;

pub use lines::{RequestNumber, numbered};

/// A deed that takes longer is told in the log, with the number of its request and its route.
pub const SLOW_DEED: Duration = Duration::from_secs(1);

/// A commit that takes longer is told in the log: the disk is slow, or somebody else keeps it busy.
pub const SLOW_COMMIT: Duration = Duration::from_millis(500);

/// Starts writing logs to standard error, at the level of `BANDEROLE_LOG` (`info` by default; `info,banderole::http=debug` tells of every
/// request). `BANDEROLE_LOG_FORMAT` is `json` or `human`; without it, whoever looks decides: a terminal or a file.
pub fn start() {
    let filter = EnvFilter::try_from_env("BANDEROLE_LOG").unwrap_or_else(|_| EnvFilter::new("info,tantivy=warn"));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let human = match std::env::var("BANDEROLE_LOG_FORMAT").as_deref() {
        Ok("human") => true,
        Ok("json") => false,
        _ => std::io::stderr().is_terminal(),
    };
    // A second start in one process keeps the first one's logs.
    let _ = if human {
        logs.event_format(lines::Numbered(format(), lines::Says::InWords)).try_init()
    } else {
        logs.json().event_format(lines::Numbered(format().json(), lines::Says::AsJson)).try_init()
    };
}
