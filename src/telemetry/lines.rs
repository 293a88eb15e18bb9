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

/// Lines for a person: `… request=3f2a90c1d5`.
pub(super) struct Human<F>(pub F);

/// Lines for a program: an object each, `request` in it.
pub(super) struct Json<F>(pub F);

/// A line as the inner format writes it, without its end, and the number of the request that it is for; none: it is for none, and written.
fn line<S, N, F>(
    format: &F,
    context: &FmtContext<'_, S, N>,
    writer: &mut Writer<'_>,
    event: &Event<'_>,
) -> Result<Option<(String, RequestNumber)>, fmt::Error>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
    F: FormatEvent<S, N>,
{
    let Ok(number) = NUMBER.try_with(|number| *number) else {
        format.format_event(context, writer.by_ref(), event)?;
        return Ok(None);
    };
    let mut line = String::new();
    format.format_event(context, Writer::new(&mut line), event)?;
    line.truncate(line.trim_end().len());
    Ok(Some((line, number)))
}

impl<S, N, F> FormatEvent<S, N> for Human<F>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
    F: FormatEvent<S, N>,
{
    fn format_event(&self, context: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        match line(&self.0, context, &mut writer, event)? {
            Some((line, number)) => writeln!(writer, "{line} request={number}"),
            None => Ok(()),
        }
    }
}

impl<S, N, F> FormatEvent<S, N> for Json<F>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
    F: FormatEvent<S, N>,
{
    fn format_event(&self, context: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        match line(&self.0, context, &mut writer, event)? {
            Some((line, number)) => writeln!(writer, "{},\"request\":\"{number}\"}}", line.strip_suffix('}').unwrap_or(&line)),
            None => Ok(()),
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
        let logs = tracing_subscriber::fmt().with_writer(paper.clone()).json().event_format(Json(format().json())).finish();
        tracing::subscriber::with_default(logs, || write_two(number));
        let lines: Vec<serde_json::Value> = paper.lines().iter().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(lines[0]["request"], number.to_string());
        assert_eq!(lines[0]["fields"]["places"], 3);
        assert_eq!(lines[1].get("request"), None);

        let paper = Paper::default();
        let logs = tracing_subscriber::fmt().with_writer(paper.clone()).event_format(Human(format())).finish();
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
