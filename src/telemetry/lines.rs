//! Lines of the log that say for which request they were written. A span around each request would say so too, at the price of a twentieth
//! of a short request's time; here only what is written costs.

use std::fmt;
use std::future::Future;
use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

tokio::task_local! {
    static NUMBER: RequestNumber;
}

/// The number of a request: in the log, and on the page that says that something failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestNumber(u64);

/// Starts anywhere, so that numbers of two runs are told apart; says nothing about how many requests there were.
static NUMBERS: LazyLock<(AtomicU64, RandomState)> = LazyLock::new(|| (AtomicU64::new(0), RandomState::new()));

impl RequestNumber {
    /// The next number.
    pub fn next() -> Self {
        let (count, state) = &*NUMBERS;
        Self(state.hash_one(count.fetch_add(1, Ordering::Relaxed)))
    }
}

impl fmt::Display for RequestNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:010x}", self.0 >> 24)
    }
}

/// Does this for a request: each line that it writes to the log says the request's number.
pub fn numbered<F: Future>(number: RequestNumber, work: F) -> impl Future<Output = F::Output> {
    NUMBER.scope(number, work)
}

/// How a line says the number of its request.
#[derive(Debug, Clone, Copy)]
pub(super) enum Says {
    /// For a person: `… request=3f2a90c1d5`.
    InWords,
    /// For a program: each line is an object, `request` in it.
    AsJson,
}

/// Lines as the inner format writes them, with the number of the request that they are for.
pub(super) struct Numbered<F>(pub F, pub Says);

impl<S, N, F> FormatEvent<S, N> for Numbered<F>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
    F: FormatEvent<S, N>,
{
    fn format_event(&self, context: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let Self(format, says) = self;
        let Ok(number) = NUMBER.try_with(|number| *number) else { return format.format_event(context, writer, event) };
        let mut line = String::new();
        format.format_event(context, Writer::new(&mut line), event)?;
        let line = line.trim_end();
        match says {
            Says::InWords => writeln!(writer, "{line} request={number}"),
            Says::AsJson => writeln!(writer, "{},\"request\":\"{number}\"}}", line.strip_suffix('}').unwrap_or(line)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::io;
    use std::sync::{Arc, Mutex};

    use tracing_subscriber::fmt::{MakeWriter, format};

    use super::*;

    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl Paper {
        fn lines(&self) -> Vec<String> {
            let written = self.0.lock().expect("nobody panicked").clone();
            String::from_utf8(written).expect("text").lines().map(str::to_owned).collect()
        }
    }

    impl io::Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("nobody panicked").write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl MakeWriter<'_> for Paper {
        type Writer = Self;

        fn make_writer(&self) -> Self {
            self.clone()
        }
    }

    fn write_two(number: RequestNumber) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(numbered(number, async { tracing::warn!(places = 3, "full") }));
        tracing::warn!("the disk is slow");
    }

    #[test]
    fn lines_say_their_request() {
        let (number, paper) = (RequestNumber::next(), Paper::default());
        let logs =
            tracing_subscriber::fmt().with_writer(paper.clone()).json().event_format(Numbered(format().json(), Says::AsJson)).finish();
        tracing::subscriber::with_default(logs, || write_two(number));
        let lines: Vec<serde_json::Value> = paper.lines().iter().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(lines[0]["request"], number.to_string());
        assert_eq!(lines[0]["fields"]["places"], 3);
        assert_eq!(lines[1].get("request"), None);

        let paper = Paper::default();
        let logs = tracing_subscriber::fmt().with_writer(paper.clone()).event_format(Numbered(format(), Says::InWords)).finish();
        tracing::subscriber::with_default(logs, || write_two(number));
        let lines = paper.lines();
        assert!(lines[0].contains("full") && lines[0].ends_with(&format!(" request={number}")), "{lines:?}");
        assert!(!lines[1].contains("request="), "{lines:?}");
        assert_eq!(lines.len(), 2);
    }

    #[test]
    fn numbers_differ() {
        let numbers: HashSet<String> = (0..1000).map(|_| RequestNumber::next().to_string()).collect();
        assert_eq!(numbers.len(), 1000);
    }
}
