//! `banderole config show|check`: what is set, from all places together, and what looks wrong about it.

use std::path::Path;
use std::process::ExitCode;

use clap::Subcommand;

use super::{Folder, UNUSABLE, complain, say};
use crate::config::{Config, Security, effective};

#[derive(Subcommand)]
pub enum ConfigVerb {
    /// Print what is set: the defaults, the folder's file and the environment together, as TOML
    Show {
        #[command(flatten)]
        folder: Folder,
        /// Leave out names, addresses and paths: to show it to others
        #[arg(long)]
        redacted: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Say what is wrong, or looks wrong
    Check {
        #[command(flatten)]
        folder: Folder,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

pub fn run(verb: &ConfigVerb) -> ExitCode {
    let environment = |name: &str| std::env::var(name).ok();
    match verb {
        ConfigVerb::Show { folder, redacted, json } => match effective(&folder.data, environment, *redacted) {
            Ok(table) if *json => say(serde_json::json!(table)),
            Ok(table) => say(table.to_string().trim_end()),
            Err(error) => {
                complain(error);
                return ExitCode::from(UNUSABLE);
            }
        },
        ConfigVerb::Check { folder, json } => match Config::load(&folder.data, environment) {
            Ok(config) => {
                let warnings = warnings(&config, &folder.data);
                if *json {
                    say(serde_json::json!({ "usable": true, "warnings": warnings }));
                    return ExitCode::SUCCESS;
                }
                for warning in &warnings {
                    complain(warning);
                }
                say(if warnings.is_empty() { "the configuration is right" } else { "the configuration can be used" });
            }
            Err(error) => {
                match json {
                    true => say(serde_json::json!({ "usable": false, "error": error.to_string() })),
                    false => complain(error),
                }
                return ExitCode::from(1);
            }
        },
    }
    ExitCode::SUCCESS
}

/// What can be used and is most likely not what is meant.
fn warnings(config: &Config, data: &Path) -> Vec<String> {
    let Config { network, server, mail, backup } = config;
    let mut warnings = Vec::new();
    let mut warn = |when: bool, text: &str| {
        if when {
            warnings.push(text.to_owned());
        }
    };
    warn(
        server.behind_proxy && server.trusted_proxies.is_empty(),
        "server.trusted_proxies: empty behind a proxy, so throttles count everybody as one visitor, the proxy",
    );
    warn(server.behind_proxy && server.public_url.is_empty(), "server.public_url: empty behind a proxy; links in letters need it");
    warn(server.public_url.starts_with("http://"), "server.public_url: http:// sends names and opinions unencrypted");
    warn(mail.smtp_host.is_empty(), "mail.smtp_host: empty, so letters are laid in a folder and nobody gets them");
    warn(!mail.smtp_host.is_empty() && mail.from.is_empty(), "mail.from: empty; letters need a sender");
    let here = ["localhost", "127.0.0.1", "::1"].contains(&mail.smtp_host.as_str());
    warn(mail.smtp_security == Security::None && !mail.smtp_host.is_empty() && !here, "mail.smtp_security: none, to another machine");
    warn(network.contact.is_none(), "network.contact: empty; the privacy page names nobody to ask");
    warn(backup.every_hours == 0, "backup.every_hours: 0, so no backups are made by themselves");
    warn(
        backup.every_hours > 0 && data.join(&backup.folder).starts_with(data),
        "backup.folder: within the data folder; a disk that fails takes both with it",
    );
    for (name, path) in [
        ("mail.smtp_password_file", &mail.smtp_password_file),
        ("mail.ca_file", &mail.ca_file),
        ("backup.passphrase_file", &backup.passphrase_file),
    ] {
        if !path.as_os_str().is_empty()
            && let Err(error) = std::fs::read(path)
        {
            warnings.push(format!("{name}: {}: {error}", path.display()));
        }
    }
    warnings
}
