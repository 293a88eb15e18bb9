//! Logs: for a person on a terminal, JSON otherwise. They hold no personal data.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Starts writing logs to standard error, at the level of `BANDEROLE_LOG` (`info` by default).
pub fn start() {
    let filter = EnvFilter::try_from_env("BANDEROLE_LOG").unwrap_or_else(|_| EnvFilter::new("info,tantivy=warn"));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start in one process keeps the first one's logs.
    let _ = if std::io::stderr().is_terminal() { logs.try_init() } else { logs.json().try_init() };
}
