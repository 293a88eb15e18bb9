//! `banderole serve`: the network, until it is told to stop.

use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::time::SystemTime;

use super::control::Control;
use super::holder::Holder;
use super::house::{self, House, Opening};
use super::{Folder, UNUSABLE, complain, notify, say};
use crate::app::{App, keeper, room};
use crate::config::{self, Config};
use crate::http;
use crate::http::front::Settings;
use crate::http::serve::{Manners, Timeouts};
use crate::jobs::{Jobs, Post};
use crate::mail;

/// The address that letters come from when none is configured: they stay in a folder then.
const NOBODY: &str = "banderole@localhost.localdomain";

#[derive(clap::Args)]
pub struct Serve {
    #[command(flatten)]
    folder: Folder,
    /// Where to listen; port 0 takes a free one
    #[arg(long, env = "BANDEROLE_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// A proxy in front of us ends TLS: allows other addresses than this machine's own
    #[arg(long)]
    behind_proxy: bool,
    /// Tell figures as Prometheus reads them, at http://ADDR:PORT/metrics: an address of this machine or of a private network
    #[arg(long, env = "BANDEROLE_METRICS", value_name = "ADDR:PORT")]
    metrics: Option<SocketAddr>,
}

pub fn run(verb: &Serve) -> ExitCode {
    crate::telemetry::start();
    let wish = std::env::var("BANDEROLE_LIMITS").ok();
    let limits = http::serve::limits_hold(verb.listen, wish.as_deref());
    let house = match house::open(&verb.folder.data, &Opening { no_limits: !limits, config: None }) {
        Ok(house) => house,
        Err(error) => {
            complain(error);
            return ExitCode::from(UNUSABLE);
        }
    };
    if !http::serve::may_be_plain(verb.listen, verb.behind_proxy || house.config.server.behind_proxy) {
        complain("listening beyond this machine needs TLS: put a proxy in front and say --behind-proxy");
        return ExitCode::from(2);
    }
    if let Some(metrics) = verb.metrics.filter(|address| !http::serve::is_keepers(*address)) {
        complain(format_args!("--metrics {metrics}: figures are for the keeper: an address of this machine or of a private network"));
        return ExitCode::from(2);
    }
    match room::compact_if_wasteful(&house.app) {
        Ok(None) => {}
        Ok(Some((before, after))) => {
            tracing::info!(before, after, "the record's file was more than twice its content: compacted, in bytes");
        }
        Err(refusal) => tracing::error!(%refusal, "the record could not be compacted"),
    }
    open_doors(house, &verb.folder.data, &Addresses { listen: verb.listen, metrics: verb.metrics })
}

/// Where a house is reached.
pub struct Addresses {
    /// By everybody.
    pub listen: SocketAddr,
    /// By whoever collects its figures.
    pub metrics: Option<SocketAddr>,
}

/// Opens the doors of a house, and serves until it is told to stop.
pub fn open_doors(house: House, data: &Path, at: &Addresses) -> ExitCode {
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            complain(error);
            return ExitCode::from(1);
        }
    };
    match runtime.block_on(serve(house, data, at)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            complain(why);
            ExitCode::from(1)
        }
    }
}

async fn serve(house: House, data: &Path, at: &Addresses) -> Result<(), String> {
    let House { app, config } = house;
    let server = bind(at.listen).await?;
    let metrics = match at.metrics {
        Some(address) => Some(bind(address).await?),
        None => None,
    };
    let origin = Some(config.server.public_url.clone()).filter(|url| !url.is_empty());
    let own = origin.as_deref().and_then(Settings::origin_of).unwrap_or_else(|| format!("http://{}", server.address()));
    let post = post(&config, data, own)?;
    let proxies = config.server.trusted_proxies.clone();
    let settings =
        Settings { origin, proxies: proxies.clone(), lang: app.network.default_lang, limits: app.limits, pace: http::intake::PACE };
    let manners = Manners { timeouts: Timeouts::default(), proxies, no_limits: !app.limits };
    let control =
        Control::listen(data, &app, &tokio::runtime::Handle::current()).map_err(|error| format!("{}: {error}", data.display()))?;
    let holder = Holder::take(data, server.address()).map_err(|error| format!("{}: {error}", data.display()))?;
    if holder.after_kill {
        clear_after_kill(&app, holder.since);
    }
    let jobs = Jobs::start(&app, post);
    // Before anybody is told that we listen, so that nobody can ask too early.
    let told = http::serve::asked_to_stop();
    let figures = metrics.map(|metrics| {
        say(format_args!("figures on http://{}/metrics", metrics.address()));
        tokio::spawn(metrics.run(http::metrics::door(&app), Manners::default(), std::future::pending()))
    });
    greet(&app, &server, &config, data);
    let watchdog = notify::ready(&app);
    server.run(http::doors(&app, settings), manners, told).await;
    notify::stopping();
    for task in [figures, watchdog].into_iter().flatten() {
        task.abort();
    }
    drop(control);
    jobs.stop().await;
    drop(holder);
    Ok(())
}

async fn bind(address: SocketAddr) -> Result<http::serve::Server, String> {
    http::serve::bind(address).await.map_err(|error| format!("{address}: {error}"))
}

/// What uploads left that were cut off by the kill goes, behind the open doors.
fn clear_after_kill(app: &App, since: SystemTime) {
    let app = app.clone();
    tokio::task::spawn_blocking(move || match room::clear_after_kill(&app, since) {
        Ok(0) => {}
        Ok(pictures) => tracing::info!(pictures, "cleared away what uploads left that were cut off"),
        Err(refusal) => tracing::warn!(%refusal, "what uploads left that were cut off could not be cleared away"),
    });
}

/// One line when ready, and on a new network how to become its admin.
fn greet(app: &App, server: &http::serve::Server, config: &Config, data: &Path) {
    if config.mail.smtp_host.is_empty() {
        tracing::info!(folder = %data.join("mail").display(), "no mail server is configured: letters are laid in a folder");
    }
    match keeper::offer_setup(app) {
        Ok(Some(token)) => {
            let own = format!("http://{}", server.address());
            let base = if config.server.public_url.is_empty() { &own } else { &config.server.public_url };
            say(format_args!("This network has no admin yet. Become its admin, once, here:\n  {base}/setup?token={token}"));
            say(
                "or at the command line:\n  banderole member create --role admin --email YOU@EXAMPLE.ORG --first-name … --last-name … --password-stdin",
            );
        }
        Ok(None) => {}
        Err(refusal) => tracing::error!(%refusal, "whether there is an admin could not be read"),
    }
    say(server.announcement());
}

/// How letters leave this house.
pub fn post(config: &Config, data: &Path, origin: String) -> Result<Post, String> {
    let mail = &config.mail;
    let from = if mail.from.is_empty() { NOBODY } else { &mail.from };
    let from = from.parse().map_err(|_| format!("mail.from: {from} is not an e-mail address"))?;
    let mailer = if mail.smtp_host.is_empty() {
        mail::Mailer::Folder(mail::Folder::new(data.join("mail"), from))
    } else {
        let password = match mail.smtp_password_file.as_os_str().is_empty() {
            true => String::new(),
            false => std::fs::read_to_string(&mail.smtp_password_file)
                .map_err(|error| format!("{}: {error}", mail.smtp_password_file.display()))?
                .trim_end_matches(['\r', '\n'])
                .to_owned(),
        };
        let security = match mail.smtp_security {
            config::Security::Starttls => mail::Security::StartTls,
            config::Security::Tls => mail::Security::Tls,
            config::Security::None => mail::Security::None,
        };
        mail::Mailer::Smtp(Box::new(mail::Smtp::new(mail::SmtpConfig {
            host: mail.smtp_host.clone(),
            port: mail.smtp_port,
            security,
            user: mail.smtp_user.clone(),
            password,
            from,
            ca_file: Some(mail.ca_file.clone()).filter(|path| !path.as_os_str().is_empty()),
            timeout: mail::SmtpConfig::TIMEOUT,
        })?))
    };
    Ok(Post { mailer, per_minute: mail.per_minute, origin })
}
