//! Letters against a real mail server: aiosmtpd, with and without TLS, well and in all the ways in which it fails.
//!
//! Needs `python3` with `aiosmtpd` (and `openssl` for TLS); says so and skips where they are missing.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use banderole::domain::chore::{Letter, MailChore};
use banderole::domain::lang::Lang;
use banderole::mail::{Mailer, Outgoing, Security, SendError, Smtp, SmtpConfig};
use jiff::Timestamp;
use serde_json::Value;

/// A mail server of this test's own, ended with it.
struct Server {
    child: Child,
    lines: BufReader<ChildStdout>,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// None, and a line that says so, when there is no aiosmtpd.
    fn start(options: &[&str]) -> Option<Self> {
        let there = Command::new("python3").args(["-c", "import aiosmtpd.smtp"]).stderr(Stdio::null()).status();
        if !there.is_ok_and(|status| status.success()) {
            skipped("no python3 with aiosmtpd (pip install aiosmtpd)");
            return None;
        }
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/support/smtp_server.py");
        let mut command = Command::new("python3");
        command.arg("-W").arg("ignore").arg(script).args(options).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("python3 runs");
        let mut lines = BufReader::new(child.stdout.take().expect("piped"));
        let mut ready = String::new();
        lines.read_line(&mut ready).expect("a line");
        let port = ready.trim().strip_prefix("ready ").and_then(|port| port.parse().ok()).expect("a port");
        Some(Self { child, lines, port })
    }

    /// The next letter that the server has taken.
    fn letter(&mut self) -> Value {
        let mut line = String::new();
        self.lines.read_line(&mut line).expect("a line");
        serde_json::from_str(&line).expect("a letter as JSON")
    }

    fn config(&self, security: Security) -> SmtpConfig {
        SmtpConfig { port: self.port, ..config(security) }
    }
}

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn skipped(why: &str) {
    eprintln!("skipped: {why}");
}

fn config(security: Security) -> SmtpConfig {
    SmtpConfig {
        host: "localhost".to_owned(),
        port: 0,
        security,
        user: String::new(),
        password: String::new(),
        from: "agir@exemple.org".parse().expect("an address"),
        ca_file: None,
        timeout: Duration::from_secs(20),
    }
}

fn mailer(config: SmtpConfig) -> Mailer {
    Mailer::Smtp(Box::new(Smtp::new(config).expect("a right configuration")))
}

async fn send(mailer: &Mailer, number: u64, to: &str) -> Result<(), SendError> {
    let chore = MailChore {
        to: to.parse().expect("an address"),
        lang: Lang::Fr,
        letter: Letter::SigninCode { first_name: "Inès".to_owned(), code: "K7M2QX".to_owned() },
    };
    let letter = Outgoing { number, chore: &chore, network: "Été & <Co>", colour: "#0f6b66", origin: "https://agir.exemple.org" };
    mailer.send(&letter, Timestamp::from_second(1_795_860_900).expect("a time")).await
}

/// Certificates made with `openssl`: an authority, and what it says of two names.
struct Certificates {
    _folder: tempfile::TempDir,
    authority: PathBuf,
    localhost: [String; 2],
    other: [String; 2],
}

impl Certificates {
    fn make() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let openssl = |arguments: &str| {
            let run = Command::new("openssl").args(arguments.split(' ')).current_dir(folder.path()).output();
            run.is_ok_and(|output| output.status.success())
        };
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
        let root = format!("req -x509 {key} -keyout ca.key -out ca.pem -days 2 -subj /CN=Test -addext basicConstraints=critical,CA:TRUE");
        if !openssl(&root) {
            skipped("no openssl to make certificates with");
            return None;
        }
        let certificate = |name: &str| {
            std::fs::write(folder.path().join("names"), format!("subjectAltName=DNS:{name}\n")).expect("written");
            assert!(openssl(&format!("req {key} -keyout {name}.key -out request -subj /CN={name}")));
            let signed = format!("x509 -req -in request -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out {name}.pem");
            assert!(openssl(&signed));
            ["pem", "key"].map(|kind| folder.path().join(format!("{name}.{kind}")).to_string_lossy().into_owned())
        };
        let (localhost, other) = (certificate("localhost"), certificate("mail.exemple.org"));
        Some(Self { authority: folder.path().join("ca.pem"), _folder: folder, localhost, other })
    }
}

fn start_tls(security: &str, [certificate, key]: &[String; 2], more: &[&str]) -> Option<Server> {
    Server::start(&[&["--security", security, "--certificate", certificate, "--key", key], more].concat())
}

#[tokio::test]
async fn a_letter_arrives_as_it_was_written() {
    let Some(mut server) = Server::start(&[]) else { return };
    let mailer = mailer(server.config(Security::None));
    send(&mailer, 7, "ines@exemple.fr").await.expect("sent");
    let letter = server.letter();
    assert_eq!(letter["from"], "agir@exemple.org");
    assert_eq!(letter["to"], serde_json::json!(["ines@exemple.fr"]));
    assert_eq!(letter["hello"], "exemple.org");
    assert_eq!(letter["headers"]["Subject"], "K7M2QX\u{202f}: votre code pour Été & <Co>");
    assert_eq!(letter["headers"]["From"], "\"Été & <Co>\" <agir@exemple.org>");
    assert_eq!(letter["headers"]["Auto-Submitted"], "auto-generated");
    assert_eq!(letter["headers"]["Date"], "Sat, 28 Nov 2026 10:15:00 +0000");
    assert_eq!(letter["defects"], serde_json::json!([]));
    let (text, html) = (letter["text"].as_str().expect("a text"), letter["html"].as_str().expect("HTML"));
    assert!(text.starts_with("Bonjour Inès,\n\n") && text.contains("\n\nK7M2QX\n\n"), "{text}");
    assert!(html.contains(">K7M2QX</p>") && html.contains("&#60;Co&#62;") && !html.contains("<Co>"), "{html}");
}

#[tokio::test]
async fn one_connection_serves_many_letters_and_the_same_letter_keeps_its_id() {
    let Some(mut server) = Server::start(&[]) else { return };
    let mailer = mailer(server.config(Security::None));
    for number in [1, 2, 2] {
        send(&mailer, number, "ines@exemple.fr").await.expect("sent");
    }
    mailer.rest().await;
    send(&mailer, 3, "ines@exemple.fr").await.expect("sent");
    let letters: Vec<_> = (0..4).map(|_| server.letter()).collect();
    let connections: Vec<_> = letters.iter().map(|letter| letter["connection"].as_u64().expect("a number")).collect();
    assert_eq!(connections, [1, 1, 1, 2]);
    let ids: Vec<_> = letters.iter().map(|letter| letter["headers"]["Message-ID"].as_str().expect("an id")).collect();
    assert_eq!(ids[1], ids[2]);
    assert!(ids[0] != ids[1] && ids[2] != ids[3], "{ids:?}");
}

#[tokio::test]
async fn starttls_and_tls_with_an_account() {
    let Some(certificates) = Certificates::make() else { return };
    for (word, security) in [("starttls", Security::StartTls), ("tls", Security::Tls)] {
        let account = ["--user", "agir", "--password", "très secret"];
        let Some(mut server) = start_tls(word, &certificates.localhost, &account) else { return };
        let right = SmtpConfig {
            user: "agir".to_owned(),
            password: "très secret".to_owned(),
            ca_file: Some(certificates.authority.clone()),
            ..server.config(security)
        };
        send(&mailer(right.clone()), 1, "ines@exemple.fr").await.expect("sent");
        let letter = server.letter();
        assert_eq!((&letter["tls"], &letter["user"]), (&Value::Bool(true), &Value::from("agir")), "{word}");

        let wrong = SmtpConfig { password: "wrong".to_owned(), ..right };
        let error = send(&mailer(wrong), 1, "ines@exemple.fr").await.expect_err("a wrong password");
        assert!(error.is_worth_another_try() && error.to_string().contains("refuses the account"), "{error}");
        assert!(!error.to_string().contains("wrong"), "{error}");
    }
}

#[tokio::test]
async fn a_server_that_cannot_prove_itself_gets_no_letter() {
    let Some(certificates) = Certificates::make() else { return };
    for (word, security) in [("starttls", Security::StartTls), ("tls", Security::Tls)] {
        let Some(right) = start_tls(word, &certificates.localhost, &[]) else { return };
        let error = send(&mailer(right.config(security)), 1, "ines@exemple.fr").await.expect_err("an unknown authority");
        assert!(error.is_worth_another_try() && error.to_string().contains("certificate"), "{error}");

        let Some(other) = start_tls(word, &certificates.other, &[]) else { return };
        let trusting = SmtpConfig { ca_file: Some(certificates.authority.clone()), ..other.config(security) };
        let error = send(&mailer(trusting), 1, "ines@exemple.fr").await.expect_err("another's name");
        assert!(error.is_worth_another_try() && error.to_string().contains("certificate"), "{error}");
    }
    // A server that offers no TLS is not spoken to in the clear.
    let Some(plain) = Server::start(&[]) else { return };
    let error = send(&mailer(plain.config(Security::StartTls)), 1, "ines@exemple.fr").await.expect_err("no TLS");
    assert!(error.is_worth_another_try(), "{error}");
}

#[tokio::test]
async fn failures_are_told_apart_and_the_next_letter_goes_out() {
    let Some(mut server) = Server::start(&[]) else { return };
    let mailer = mailer(server.config(Security::None));
    for (to, again, said) in [
        ("refused@exemple.fr", false, "refuses the recipient"),
        ("rejected@exemple.fr", false, "refuses the letter"),
        ("busy@exemple.fr", true, "try again"),
        ("relay@exemple.fr", true, "Relay access denied"),
        ("full@exemple.fr", true, "disk full"),
        ("cut@exemple.fr", true, "broke off"),
    ] {
        let error = send(&mailer, 1, to).await.expect_err(to);
        assert_eq!(error.is_worth_another_try(), again, "{to}: {error}");
        assert!(error.to_string().contains(said), "{to}: {error}");
        assert!(!error.to_string().contains(to), "the log names no recipient: {error}");
        send(&mailer, 2, "ines@exemple.fr").await.expect("the next letter");
        assert_eq!(server.letter()["to"], serde_json::json!(["ines@exemple.fr"]));
    }
    // An address with accents before the @ needs a server that takes them.
    let error = send(&mailer, 1, "inès@exemple.fr").await.expect_err("no SMTPUTF8");
    assert!(!error.is_worth_another_try(), "{error}");
}

#[tokio::test]
async fn a_sender_that_is_refused_is_the_keepers_matter() {
    let Some(server) = Server::start(&[]) else { return };
    let config = SmtpConfig { from: "nobody@exemple.org".parse().expect("an address"), ..server.config(Security::None) };
    let error = send(&mailer(config), 1, "ines@exemple.fr").await.expect_err("refused");
    assert!(error.is_worth_another_try() && error.to_string().contains("refuses the sender"), "{error}");
}

#[tokio::test]
async fn a_server_that_hangs_up_between_letters_is_called_again() {
    let Some(mut server) = Server::start(&[]) else { return };
    let mailer = mailer(server.config(Security::None));
    send(&mailer, 1, "bye@exemple.fr").await.expect("sent");
    send(&mailer, 2, "ines@exemple.fr").await.expect("sent over a new connection");
    assert_eq!([server.letter()["connection"].as_u64(), server.letter()["connection"].as_u64()], [Some(1), Some(2)]);
}

#[tokio::test]
async fn a_server_that_is_away_or_silent_is_tried_again_later() {
    let away = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let mailer_away = mailer(SmtpConfig { port: away.port(), ..config(Security::None) });
    let error = send(&mailer_away, 1, "ines@exemple.fr").await.expect_err("nobody there");
    assert!(error.is_worth_another_try() && error.to_string().contains("cannot be reached"), "{error}");

    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = silent.local_addr().expect("an address").port();
    let mailer_silent =
        mailer(SmtpConfig { port, host: "127.0.0.1".to_owned(), timeout: Duration::from_millis(200), ..config(Security::None) });
    let error = send(&mailer_silent, 1, "ines@exemple.fr").await.expect_err("no greeting");
    assert!(error.is_worth_another_try() && error.to_string().contains("does not answer"), "{error}");
}
