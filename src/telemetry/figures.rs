//! Figures for whoever watches over the server: counters and distributions, and the page that tells them (Prometheus' text format 0.0.4).
//!
//! They say how much and how long, never who: no name, address, id or search word is a label. Labels come from lists of ours (routes,
//! statuses), so that nobody outside can make them grow.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// Seconds that requests and commits are sorted by: from a read out of the cache to a slow deed.
pub const SECONDS: &[f64] = &[0.000_25, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Sizes that batches are sorted by; the largest is the most that one commit takes.
pub const SIZES: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0];

/// The statuses that are told apart; others are told as `other`.
const STATUSES: [u16; 28] = [
    200, 201, 202, 204, 206, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405, 406, 408, 409, 410, 412, 413, 415, 422, 429, 500, 501,
    503,
];

/// The methods that are told apart.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// What is told of everything outside our lists.
const OTHER: &str = "other";

/// Something that only grows.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// One more.
    pub fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// How many so far.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// How often values were how large.
#[derive(Debug)]
pub struct Histogram {
    bounds: &'static [f64],
    /// One for each bound, and one for what is beyond the last.
    counts: Box<[AtomicU64]>,
    /// The sum of all values, in millionths.
    sum: AtomicU64,
}

impl Histogram {
    /// A distribution over these bounds, in order.
    pub fn new(bounds: &'static [f64]) -> Self {
        Self { bounds, counts: (0..=bounds.len()).map(|_| AtomicU64::new(0)).collect(), sum: AtomicU64::new(0) }
    }

    /// Notes a value, which is not negative.
    pub fn note(&self, value: f64) {
        let place = self.bounds.iter().position(|bound| value <= *bound).unwrap_or(self.bounds.len());
        self.counts[place].fetch_add(1, Ordering::Relaxed);
        self.sum.fetch_add((value * 1e6) as u64, Ordering::Relaxed);
    }

    /// Notes a time.
    pub fn note_time(&self, time: Duration) {
        self.note(time.as_secs_f64());
    }
}

/// A method and the template of a route.
type Place = (&'static str, Arc<str>);

/// One route by one method.
struct Row {
    seconds: Histogram,
    statuses: [AtomicU64; STATUSES.len() + 1],
}

/// Requests, by method, route (its template, never the address that was asked for) and status.
#[derive(Default)]
pub struct Requests {
    rows: RwLock<HashMap<Place, Arc<Row>>>,
    under_way: AtomicI64,
}

/// A request under way, for as long as this lives.
pub struct UnderWay<'r>(&'r AtomicI64);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Requests {
    /// A request comes in.
    pub fn begin(&self) -> UnderWay<'_> {
        self.under_way.fetch_add(1, Ordering::Relaxed);
        UnderWay(&self.under_way)
    }

    /// A request was answered. `route` is a template (`/events/:id`); none: there is no such route.
    pub fn note(&self, method: &str, route: Option<&Arc<str>>, status: u16, time: Duration) {
        let method = METHODS.into_iter().find(|known| *known == method).unwrap_or(OTHER);
        let row = self.row((method, route.map_or_else(|| Arc::from("none"), Arc::clone)));
        row.seconds.note_time(time);
        let place = STATUSES.iter().position(|known| *known == status).unwrap_or(STATUSES.len());
        row.statuses[place].fetch_add(1, Ordering::Relaxed);
    }

    fn row(&self, key: Place) -> Arc<Row> {
        if let Some(row) = self.rows.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Arc::clone(row);
        }
        let mut rows = self.rows.write().unwrap_or_else(PoisonError::into_inner);
        let new = || Row { seconds: Histogram::new(SECONDS), statuses: std::array::from_fn(|_| AtomicU64::new(0)) };
        Arc::clone(rows.entry(key).or_insert_with(|| Arc::new(new())))
    }

    /// Tells them, in the order of their routes.
    pub fn tell(&self, page: &mut Page) {
        page.gauge("requests_under_way", "Requests that are being answered.", self.under_way.load(Ordering::Relaxed) as f64);
        let mut rows: Vec<_> =
            self.rows.read().unwrap_or_else(PoisonError::into_inner).iter().map(|(key, row)| (key.clone(), Arc::clone(row))).collect();
        rows.sort_by(|a, b| (&a.0.1, a.0.0).cmp(&(&b.0.1, b.0.0)));
        page.family("requests_total", "counter", "Requests answered, by route and status.");
        for ((method, route), row) in &rows {
            for (place, count) in row.statuses.iter().enumerate() {
                let count = count.load(Ordering::Relaxed);
                if count > 0 {
                    let status = STATUSES.get(place).map_or_else(|| OTHER.to_owned(), u16::to_string);
                    page.sample("requests_total", &[("method", method), ("route", route), ("status", &status)], count as f64);
                }
            }
        }
        page.family("request_seconds", "histogram", "Time from a request's last byte to the head of its answer.");
        for ((method, route), row) in &rows {
            page.histogram("request_seconds", &[("method", method), ("route", route)], &row.seconds);
        }
    }
}

/// A page of figures in the making. Each name begins with `banderole_`.
#[derive(Default)]
pub struct Page(String);

impl Page {
    /// Begins a family of samples.
    pub fn family(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a string does not fail.
        let _ = write!(self.0, "# HELP banderole_{name} {help}\n# TYPE banderole_{name} {kind}\n");
    }

    /// A sample of the family that was begun last.
    pub fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: f64) {
        let _ = write!(self.0, "banderole_{name}");
        for (place, (label, text)) in labels.iter().enumerate() {
            let open = if place == 0 { '{' } else { ',' };
            let _ = write!(self.0, "{open}{label}=\"{}\"", escaped(text));
        }
        let close = if labels.is_empty() { "" } else { "}" };
        let _ = writeln!(self.0, "{close} {value}");
    }

    /// A family of one sample that goes up and down.
    pub fn gauge(&mut self, name: &str, help: &str, value: f64) {
        self.family(name, "gauge", help);
        self.sample(name, &[], value);
    }

    /// A family of one sample that only grows.
    pub fn counter(&mut self, name: &str, help: &str, value: u64) {
        self.family(name, "counter", help);
        self.sample(name, &[], value as f64);
    }

    /// The samples of a distribution, under the family that was begun last.
    pub fn histogram(&mut self, name: &str, labels: &[(&str, &str)], histogram: &Histogram) {
        let mut sum = 0;
        for (place, count) in histogram.counts.iter().enumerate() {
            sum += count.load(Ordering::Relaxed);
            let bound = histogram.bounds.get(place).map_or_else(|| "+Inf".to_owned(), f64::to_string);
            let mut labels = labels.to_vec();
            labels.push(("le", &bound));
            self.sample(&format!("{name}_bucket"), &labels, sum as f64);
        }
        self.sample(&format!("{name}_sum"), labels, histogram.sum.load(Ordering::Relaxed) as f64 / 1e6);
        self.sample(&format!("{name}_count"), labels, sum as f64);
    }

    /// The page.
    pub fn into_text(self) -> String {
        self.0
    }
}

fn escaped(label: &str) -> String {
    label.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_as_prometheus_reads_it() {
        let mut page = Page::default();
        let histogram = Histogram::new(&[0.5, 2.0]);
        for value in [0.5, 1.0, 1.5, 8.0] {
            histogram.note(value);
        }
        page.gauge("queue", "How many wait.", 3.0);
        page.family("seconds", "histogram", "How long.");
        page.histogram("seconds", &[("route", "/a\"b\\c\nd")], &histogram);
        let route = r#"route="/a\"b\\c\nd""#;
        let want = [
            "# HELP banderole_queue How many wait.",
            "# TYPE banderole_queue gauge",
            "banderole_queue 3",
            "# HELP banderole_seconds How long.",
            "# TYPE banderole_seconds histogram",
            &format!("banderole_seconds_bucket{{{route},le=\"0.5\"}} 1"),
            &format!("banderole_seconds_bucket{{{route},le=\"2\"}} 3"),
            &format!("banderole_seconds_bucket{{{route},le=\"+Inf\"}} 4"),
            &format!("banderole_seconds_sum{{{route}}} 11"),
            &format!("banderole_seconds_count{{{route}}} 4"),
            "",
        ];
        assert_eq!(page.into_text(), want.join("\n"));
    }

    #[test]
    fn what_clients_make_up_is_no_label() {
        let requests = Requests::default();
        let event: Arc<str> = "/events/:id".into();
        let one = Duration::from_millis(1);
        let begun = requests.begin();
        requests.note("GET", Some(&event), 200, one);
        requests.note("GET", Some(&event), 200, one);
        requests.note("BREW", None, 418, one);
        requests.note("BREW2", None, 499, one);
        let mut page = Page::default();
        requests.tell(&mut page);
        drop(begun);
        let text = page.into_text();
        for line in [
            "banderole_requests_under_way 1\n",
            "banderole_requests_total{method=\"GET\",route=\"/events/:id\",status=\"200\"} 2\n",
            "banderole_requests_total{method=\"other\",route=\"none\",status=\"other\"} 2\n",
            "banderole_request_seconds_bucket{method=\"GET\",route=\"/events/:id\",le=\"0.001\"} 2\n",
        ] {
            assert!(text.contains(line), "{line} is not in\n{text}");
        }
        assert!(!text.contains("BREW"));
        assert_eq!(requests.under_way.load(Ordering::Relaxed), 0);
    }
}
