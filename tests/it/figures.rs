//! What whoever watches over the server sees: figures on the keeper's own address, and a log; neither says who did what.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::Stdio;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::cli::{banderole, check, import_all, run};
use crate::client::Call;

/// The value of a sample; none when it is not told.
fn value(page: &str, sample: &str) -> Option<f64> {
    page.lines().find_map(|line| line.strip_prefix(sample)?.strip_prefix(' ')?.parse().ok())
}

/// Each line is a comment or a sample of a family that was announced.
#[track_caller]
fn check_form(page: &str) {
    let mut family = String::new();
    for line in page.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            family = rest.split(' ').next().expect("a name").to_owned();
        } else if !line.starts_with("# HELP ") {
            let (sample, value) = line.rsplit_once(' ').expect("a value");
            assert!(sample.starts_with(&family) && !family.is_empty(), "{line} is not of {family}");
            assert!(value.parse::<f64>().is_ok_and(|value| value >= 0.0), "{line}");
        }
    }
}

#[test]
fn figures_and_logs_tell_how_much_and_never_who() {
    let data = TempDir::new().expect("a folder");
    let log = data.path().join("log");
    import_all(data.path());
    let token = String::from_utf8(run(data.path(), &["token", "create", "--email", "yes@exemple.fr"], "").stdout).expect("text");
    let token = token.trim().rsplit(' ').next().expect("a token").to_owned();
    let mut command = banderole(data.path());
    command.args(["serve", "--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0"]).env("BANDEROLE_LOG", "debug");
    let mut child = command.stdout(Stdio::piped()).stderr(fs::File::create(&log).expect("a file")).spawn().expect("it starts");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
    let mut address = |lead: &str| -> SocketAddr {
        let said = lines.find_map(|line| line.strip_prefix(lead).map(|rest| rest.trim_end_matches("/metrics").to_owned()));
        said.expect("it says where").parse().expect("an address")
    };
    let metrics = address("figures on http://");
    let doors = address("listening on http://");
    let call = |method, path: &str| Call::new(doors, method, path).header("authorization", &format!("Bearer {token}"));

    let body = json!({ "kind": "leafleting", "title": "Secret de Polichinelle", "starts_at": "2031-05-04T10:00:00+02:00",
        "place": { "town": "Montreuil", "postcode": "93100", "street": "12 rue Introuvable" } });
    let made = call("POST", "/api/v1/events").json(&body).send();
    assert_eq!(made.status, 201, "{}", made.text());
    let id = serde_json::from_slice::<Value>(&made.body).expect("JSON")["id"].as_str().expect("an id").to_owned();
    call("PUT", &format!("/api/v1/events/{id}/rsvp")).json(&json!({ "answer": "going" })).send().check(200);
    call("GET", &format!("/events/{id}")).send().check(200);
    call("GET", "/api/v1/search?q=polichinelle").send().check(200);
    Call::new(doors, "GET", "/api/v1/events/nonsense").send().check(404);
    Call::new(doors, "GET", "/no/such/page").send().check(404);
    Call::new(doors, "POST", "/api/v1/sessions/code").json(&json!({ "email": "yes@exemple.fr" })).send().check(202);
    // Figures are at their own address, and nothing else is there.
    Call::new(doors, "GET", "/metrics").send().check(404);
    Call::new(metrics, "GET", "/health").send().check(404);
    let page = Call::new(metrics, "GET", "/metrics").send().check(200).text();
    check_form(&page);
    for (sample, least) in [
        ("banderole_requests_total{method=\"POST\",route=\"/api/v1/events\",status=\"201\"}", 1.0),
        ("banderole_requests_total{method=\"PUT\",route=\"/api/v1/events/:event_id/rsvp\",status=\"200\"}", 1.0),
        ("banderole_requests_total{method=\"GET\",route=\"/api/v1/events/:event_id\",status=\"404\"}", 1.0),
        ("banderole_requests_total{method=\"GET\",route=\"/events/:id\",status=\"200\"}", 1.0),
        ("banderole_requests_total{method=\"GET\",route=\"none\",status=\"404\"}", 2.0),
        ("banderole_requests_total{method=\"POST\",route=\"/api/v1/sessions/code\",status=\"202\"}", 1.0),
        ("banderole_request_seconds_count{method=\"GET\",route=\"/events/:id\"}", 1.0),
        ("banderole_commits_total", 3.0),
        ("banderole_commit_changes_count", 3.0),
        ("banderole_commit_seconds_bucket{le=\"+Inf\"}", 3.0),
        ("banderole_changes_waiting", 0.0),
        ("banderole_oldest_read_seconds", 0.0),
        ("banderole_waiting{queue=\"index\"}", 0.0),
        ("banderole_waiting{queue=\"letters\"}", 0.0),
        ("banderole_letters_sent_total", 0.0),
        ("banderole_letter_late_seconds", 0.0),
        ("banderole_memory_bytes", 1e6),
    ] {
        let told = value(&page, sample);
        assert!(told.is_some_and(|told| told >= least), "{sample} is {told:?}, not at least {least}, in\n{page}");
    }

    child.kill().expect("it runs");
    child.wait().expect("it ends");
    let log = fs::read_to_string(&log).expect("a log");
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect();
    let of_rsvp =
        lines.iter().find(|line| line["fields"]["route"] == "/api/v1/events/:event_id/rsvp").expect("each request is told at this level");
    assert_eq!(of_rsvp["fields"]["request"].as_str().map(str::len), Some(10), "{of_rsvp}");
    for secret in ["exemple.fr", "olichinelle", "Introuvable", "Montreuil", "Yanis", &token, &id] {
        assert!(!page.contains(secret), "{secret} is in the figures");
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}

#[test]
fn figures_are_not_told_to_the_internet() {
    let data = TempDir::new().expect("a folder");
    let open = ["serve", "--listen", "127.0.0.1:0", "--metrics", "0.0.0.0:0"];
    check(&run(data.path(), &open, ""), 2, &[], &["figures are for the keeper"]);
}
