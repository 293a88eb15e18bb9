//! Letters handed to a mail server (RFC 5321), over TLS unless the server is this very machine.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::{Address, Message};
use tokio::sync::Mutex;
use tokio::time::timeout;

use super::compose::message;
use super::resolve::addresses;
use super::{Outgoing, SendError, trial};
use crate::domain::text::Email;

/// Letters over one connection: some servers refuse more.
const LETTERS_A_CONNECTION: u32 = 100;

/// How a mail server is reached.
#[derive(Clone)]
pub struct SmtpConfig {
    /// Its name or address. The name is the one its certificate must be for.
    pub host: String,
    /// Its port: 587 with STARTTLS, 465 with TLS, as a rule.
    pub port: u16,
    /// How the connection is secured.
    pub security: Security,
    /// The account there; empty: none.
    pub user: String,
    /// Its password.
    pub password: String,
    /// The sender's address.
    pub from: Email,
    /// A file of certificate authorities (PEM) to be trusted besides the usual ones.
    pub ca_file: Option<PathBuf>,
    /// How long to wait for a connection, and then for a letter to be taken.
    pub timeout: Duration,
}

impl SmtpConfig {
    /// A usual time to wait.
    pub const TIMEOUT: Duration = Duration::from_secs(60);
}

impl std::fmt::Debug for SmtpConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{} {:?} {}", self.host, self.port, self.security, self.from)
    }
}

/// How a connection is secured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Plain at first, then TLS before anything else is said (RFC 3207).
    StartTls,
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// None: to this machine only.
    None,
}

/// A mail server, with the connection kept from the last letter.
pub struct Smtp {
    config: SmtpConfig,
    tls: TlsParameters,
    hello: ClientId,
    kept: Mutex<Option<Kept>>,
}

struct Kept {
    connection: Box<AsyncSmtpConnection>,
    letters: u32,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.config.fmt(f)
    }
}

/// Where in the conversation something went wrong: it decides whether the letter or the server is to blame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Sender,
    Recipient,
    Letter,
}

impl Smtp {
    /// A mail server, not yet spoken to. Reads `ca_file`.
    ///
    /// # Errors
    /// What is wrong with the configuration, for the keeper.
    pub fn new(config: SmtpConfig) -> Result<Self, String> {
        let host = idna::domain_to_ascii(&config.host).unwrap_or_else(|_| config.host.clone());
        let mut tls = TlsParameters::builder(host.clone()).certificate_store(CertificateStore::WebpkiRoots);
        if let Some(path) = &config.ca_file {
            let wrong = |why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
            let pem = std::fs::read(path).map_err(|error| wrong(&error))?;
            if !pem.windows(11).any(|window| window == b"-----BEGIN ") {
                return Err(wrong(&"no certificate in PEM"));
            }
            tls = tls.add_root_certificate(Certificate::from_pem(&pem).map_err(|error| wrong(&error))?);
        }
        let tls = tls.build_rustls().map_err(|error| format!("TLS to {host}: {error}"))?;
        let domain = config.from.as_str().rsplit_once('@').map_or("localhost", |(_, domain)| domain);
        let hello = ClientId::Domain(idna::domain_to_ascii(domain).unwrap_or_else(|_| "localhost".to_owned()));
        Ok(Self { config: SmtpConfig { host, ..config }, tls, hello, kept: Mutex::new(None) })
    }

    pub(super) async fn send(&self, letter: &Outgoing<'_>, now: Timestamp) -> Result<(), SendError> {
        let message = message(letter, &self.config.from, now)?;
        let sent = self.send_message(&message).await;
        sent.map_err(|error| message.envelope().to().iter().fold(error, |error, to| without_address(error, to.as_ref())))
    }

    pub(super) async fn trial(&self, to: &Email, network: &str, now: Timestamp) -> Result<(), SendError> {
        self.send_message(&trial::letter(&self.config.from, to, network, now)?).await
    }

    pub(super) async fn rest(&self) {
        if let Some(mut kept) = self.kept.lock().await.take() {
            // Politeness: whether it is heard does not matter.
            let _ = timeout(self.config.timeout, kept.connection.quit()).await;
        }
    }

    /// The connection goes back to where it is kept only when all went well.
    async fn send_message(&self, message: &Message) -> Result<(), SendError> {
        let mut slot = self.kept.lock().await;
        let mut kept = match slot.take() {
            Some(kept) => self.still_there(kept).await,
            None => None,
        };
        if kept.is_none() {
            let connection = self.in_time("does not answer", self.connect()).await?;
            kept = Some(Kept { connection: Box::new(connection), letters: 0 });
        }
        let Some(mut kept) = kept else { return Err(self.later("lost its connection")) };
        self.in_time("did not take the letter in time", self.deliver(&mut kept.connection, message)).await?;
        kept.letters += 1;
        *slot = Some(kept);
        Ok(())
    }

    /// Servers hang up on who is silent for a while: ask before a letter is risked.
    async fn still_there(&self, mut kept: Kept) -> Option<Kept> {
        if kept.letters >= LETTERS_A_CONNECTION {
            let _ = timeout(self.config.timeout, kept.connection.quit()).await;
            return None;
        }
        let there = timeout(self.config.timeout, kept.connection.test_connected()).await;
        there.unwrap_or(false).then_some(kept)
    }

    async fn in_time<T>(&self, late: &str, work: impl Future<Output = Result<T, SendError>>) -> Result<T, SendError> {
        timeout(self.config.timeout, work).await.unwrap_or_else(|_| Err(self.later(late)))
    }

    /// Each address in turn; when none will do, what was wrong with each.
    async fn connect(&self) -> Result<AsyncSmtpConnection, SendError> {
        let mut reasons = Vec::new();
        let each = self.config.timeout / 2;
        for ip in addresses(&self.config.host).await.map_err(SendError::Later)? {
            match timeout(each, self.connect_to(ip)).await {
                Ok(Ok(connection)) => return Ok(connection),
                Ok(Err(reason)) => reasons.push(reason),
                Err(_) => reasons.push(format!("does not answer at {ip}")),
            }
        }
        Err(self.later(&reasons.join("; ")))
    }

    async fn connect_to(&self, ip: IpAddr) -> Result<AsyncSmtpConnection, String> {
        if self.config.security == Security::None && !ip.is_loopback() {
            return Err("is not this machine: it needs smtp_security = \"starttls\" or \"tls\"".to_owned());
        }
        let unreachable = |error: Error| format!("cannot be reached at {ip}: {}", said(&error));
        let implicit = (self.config.security == Security::Tls).then(|| self.tls.clone());
        let to = SocketAddr::new(ip, self.config.port);
        let mut connection = AsyncSmtpConnection::connect_tokio1(to, None, &self.hello, implicit, None).await.map_err(unreachable)?;
        if self.config.security == Security::StartTls {
            connection.starttls(self.tls.clone(), &self.hello).await.map_err(unreachable)?;
        }
        if !self.config.user.is_empty() {
            let account = Credentials::new(self.config.user.clone(), self.config.password.clone());
            let signed_in = connection.auth(&[Mechanism::Plain, Mechanism::Login], &account).await;
            signed_in.map_err(|error| format!("refuses the account: {}", said(&error)))?;
        }
        Ok(connection)
    }

    async fn deliver(&self, connection: &mut AsyncSmtpConnection, message: &Message) -> Result<(), SendError> {
        let (from, to) = (message.envelope().from(), message.envelope().to());
        let mut parameters = Vec::new();
        if !from.into_iter().chain(to).all(|address| AsRef::<str>::as_ref(address).is_ascii()) {
            if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Err(SendError::Never(format!("the mail server {} takes no address with accents", self.config.host)));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        connection.command(Mail::new(from.cloned(), parameters)).await.map_err(|error| self.judge(Stage::Sender, &error))?;
        for recipient in to {
            let accepted = connection.command(Rcpt::new(Address::clone(recipient), Vec::new())).await;
            accepted.map_err(|error| self.judge(Stage::Recipient, &error))?;
        }
        connection.command(Data).await.map_err(|error| self.judge(Stage::Letter, &error))?;
        connection.message(&message.formatted()).await.map_err(|error| self.judge(Stage::Letter, &error))?;
        Ok(())
    }

    /// A refusal for good of the recipient or of the letter is final; anything else may mend, if only by the keeper's hand.
    fn judge(&self, stage: Stage, error: &Error) -> SendError {
        let what = match stage {
            Stage::Sender => "refuses the sender",
            Stage::Recipient => "refuses the recipient",
            Stage::Letter => "refuses the letter",
        };
        let said = said(error);
        if error.status().is_none() {
            self.later(&format!("broke off: {said}"))
        } else if error.is_permanent() && stage != Stage::Sender && !asks_the_keeper(error, &said) {
            SendError::Never(format!("the mail server {} {what}: {said}", self.config.host))
        } else {
            self.later(&format!("{what}: {said}"))
        }
    }

    fn later(&self, why: &str) -> SendError {
        SendError::Later(format!("the mail server {} {why}", self.config.host))
    }
}

/// Refusals that are about the account or its rights, not about the letter: 530 to 538 (RFC 4954), and relaying.
fn asks_the_keeper(error: &Error, said: &str) -> bool {
    let code = error.status().map(u16::from);
    code.is_some_and(|code| (530..=538).contains(&code)) || said.to_lowercase().contains("relay")
}

/// The error with all its causes, on one line.
fn said(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        let next_text = next.to_string();
        if !text.contains(&next_text) {
            text = format!("{text}: {next_text}");
        }
        cause = next.source();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Servers like to repeat the address they refuse; the log must not.
fn without_address(error: SendError, address: &str) -> SendError {
    let hidden = |mut text: String| {
        while let Some(at) = text.to_ascii_lowercase().find(&address.to_ascii_lowercase()) {
            text.replace_range(at..at + address.len(), "(address)");
        }
        text
    };
    match error {
        SendError::Later(text) => SendError::Later(hidden(text)),
        SendError::Never(text) => SendError::Never(hidden(text)),
    }
}
