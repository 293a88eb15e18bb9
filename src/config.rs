//! Configuration: defaults < `banderole.toml` in the data folder < environment < flags. Unknown keys are refused with their line.
//!
//! The default is the commented sample that the binary carries, `assets/banderole.toml`; there is no second list of defaults.

mod names;

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::domain::event::KindKey;
use crate::domain::kind::{Counter, EventKind};
use crate::domain::lang::Lang;
use crate::domain::network::{Bilingual, Network, PledgeWording, SignupMode};
use crate::domain::place::Point;

/// The commented default, as it is shipped.
pub const SAMPLE: &str = include_str!("../assets/banderole.toml");

/// The name of the file in the data folder.
pub const FILE: &str = "banderole.toml";

/// Everything that the keeper may set.
#[derive(Debug, Clone)]
pub struct Config {
    /// What the network is.
    pub network: Network,
    /// How it is reached.
    pub server: Server,
    /// How letters leave it.
    pub mail: Mail,
    /// Which backups it makes by itself.
    pub backup: Backup,
}

/// Which backups the network makes by itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backup {
    /// Where they go: a folder, within the data folder when it does not begin with a slash.
    pub folder: PathBuf,
    /// Hours between two, at most 24; 0: none.
    pub every_hours: u8,
    /// The hour from which these are counted.
    pub at_hour: u8,
    /// How many stay.
    pub keep: usize,
    /// The file that holds the passphrase to lock them with; empty: not locked.
    pub passphrase_file: PathBuf,
}

/// How the network is reached.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// The address that browsers see, without a slash at its end; empty: what the request says.
    pub public_url: String,
    /// A proxy ends TLS in front of us.
    pub behind_proxy: bool,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Memory for the record's cache, in MiB.
    pub cache_mib: usize,
}

/// How letters leave the network.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// The sender's address.
    pub from: String,
    /// The mail server; empty: a folder of `.eml` files.
    pub smtp_host: String,
    /// Its port.
    pub smtp_port: u16,
    /// How the connection is secured.
    pub smtp_security: Security,
    /// The account at the mail server.
    pub smtp_user: String,
    /// The file that holds its password.
    pub smtp_password_file: PathBuf,
    /// An extra certificate authority, in PEM.
    pub ca_file: PathBuf,
    /// Letters a minute that the mail server bears.
    pub per_minute: u32,
}

/// How the connection to the mail server is secured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// Plain at first, then TLS (RFC 3207).
    Starttls,
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// None: to this machine only.
    None,
}

/// Why a configuration is refused, in words for the keeper.
#[derive(Debug)]
pub struct BadConfig(String);

impl fmt::Display for BadConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadConfig {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    network: NetworkTable,
    server: Server,
    mail: Mail,
    backup: Backup,
    kinds: Vec<KindTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NetworkTable {
    name: String,
    colour: String,
    languages: Vec<Lang>,
    default_language: Lang,
    country: String,
    centre: (f64, f64),
    reach_km: f64,
    signup: String,
    contact: String,
    leads_max: u32,
    password_min: usize,
    staff_second_factor: bool,
    tagline: Words,
    pledge: PledgeTable,
    privacy: PledgeTable,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    fr: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PledgeTable {
    version: u32,
    fr: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindTable {
    key: String,
    fr: String,
    en: String,
    icon: String,
    colour: String,
    minutes: u32,
    counters: Vec<CounterTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CounterTable {
    key: String,
    fr: String,
    en: String,
}

impl Config {
    /// The configuration of a data folder: the sample, the folder's file over it, and the environment over both.
    ///
    /// # Errors
    /// What is wrong, with file and line, in words for the keeper.
    pub fn load(data: &Path, environment: impl Fn(&str) -> Option<String>) -> Result<Self, BadConfig> {
        of_folder(data, |own| Self::parse(own, environment))
    }

    /// As [`Config::load`], from the text of the folder's file.
    ///
    /// # Errors
    /// What is wrong, in words for the keeper.
    pub fn parse(own: &str, environment: impl Fn(&str) -> Option<String>) -> Result<Self, BadConfig> {
        let file: File = toml::Value::Table(merged(own, environment)?).try_into().map_err(unreadable)?;
        let File { network: table, server, mail, backup, kinds } = file;
        Ok(Self { network: network(table, kinds)?, server: checked(server)?, mail, backup: planned(backup)? })
    }
}

fn unreadable(error: toml::de::Error) -> BadConfig {
    BadConfig(error.to_string())
}

/// The folder's file, read by somebody; what is wrong is said with its name.
fn of_folder<T>(data: &Path, read: impl FnOnce(&str) -> Result<T, BadConfig>) -> Result<T, BadConfig> {
    let path = data.join(FILE);
    let named = |error: &dyn fmt::Display| BadConfig(format!("{}: {error}", path.display()));
    let own = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(named(&error)),
    };
    read(&own).map_err(|error| named(&error))
}

/// The sample, the folder's file over it, and the environment over both.
fn merged(own: &str, environment: impl Fn(&str) -> Option<String>) -> Result<toml::Table, BadConfig> {
    let mut table: toml::Table = SAMPLE.parse().map_err(unreadable)?;
    let theirs: toml::Table = own.parse().map_err(unreadable)?;
    names::known(&table, &theirs, own).map_err(BadConfig)?;
    overlay(&mut table, theirs);
    for (name, section, key) in ENVIRONMENT {
        if let Some(value) = environment(name).filter(|value| !value.is_empty()) {
            set(&mut table, section, key, &value).map_err(|why| BadConfig(format!("{name}: {why}")))?;
        }
    }
    Ok(table)
}

/// Settings that say who runs the network, and where: left out of what is shown to others.
const PRIVATE: &[(&str, &str)] = &[
    ("network", "name"),
    ("network", "contact"),
    ("server", "public_url"),
    ("server", "trusted_proxies"),
    ("mail", "from"),
    ("mail", "smtp_host"),
    ("mail", "smtp_user"),
    ("mail", "smtp_password_file"),
    ("mail", "ca_file"),
    ("backup", "folder"),
    ("backup", "passphrase_file"),
];

/// What is set in a data folder, all places together; without the private settings when it is to be shown to others.
///
/// # Errors
/// As [`Config::load`]: what cannot be used is not shown.
pub fn effective(data: &Path, environment: impl Fn(&str) -> Option<String> + Copy, redacted: bool) -> Result<toml::Table, BadConfig> {
    let mut table = of_folder(data, |own| Config::parse(own, environment).and_then(|_| merged(own, environment)))?;
    for (section, key) in PRIVATE.iter().filter(|_| redacted) {
        if let Some(value) = table.get_mut(*section).and_then(|section| section.get_mut(*key)) {
            let empty = value.as_str().is_some_and(str::is_empty) || value.as_array().is_some_and(Vec::is_empty);
            if !empty {
                *value = toml::Value::String("(left out)".to_owned());
            }
        }
    }
    Ok(table)
}

/// Environment variables, and the settings they win over.
pub const ENVIRONMENT: &[(&str, &str, &str)] = &[
    ("BANDEROLE_NAME", "network", "name"),
    ("BANDEROLE_URL", "server", "public_url"),
    ("BANDEROLE_BEHIND_PROXY", "server", "behind_proxy"),
    ("BANDEROLE_MAIL_FROM", "mail", "from"),
    ("BANDEROLE_SMTP_HOST", "mail", "smtp_host"),
    ("BANDEROLE_SMTP_PORT", "mail", "smtp_port"),
    ("BANDEROLE_SMTP_SECURITY", "mail", "smtp_security"),
    ("BANDEROLE_SMTP_USER", "mail", "smtp_user"),
    ("BANDEROLE_SMTP_PASSWORD_FILE", "mail", "smtp_password_file"),
    ("BANDEROLE_SMTP_CA_FILE", "mail", "ca_file"),
    ("BANDEROLE_BACKUP_FOLDER", "backup", "folder"),
    ("BANDEROLE_BACKUP_EVERY_HOURS", "backup", "every_hours"),
];

fn overlay(base: &mut toml::Table, over: toml::Table) {
    for (key, value) in over {
        match (base.get_mut(&key), value) {
            (Some(toml::Value::Table(inner)), toml::Value::Table(value)) => overlay(inner, value),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}

/// Sets a value from the environment, in the type that the sample has there.
fn set(table: &mut toml::Table, section: &str, key: &str, value: &str) -> Result<(), String> {
    let slot = table.get_mut(section).and_then(|s| s.get_mut(key)).ok_or("no such setting")?;
    *slot = match slot {
        toml::Value::Integer(_) => toml::Value::Integer(value.parse().map_err(|_| "not a number")?),
        toml::Value::Boolean(_) => toml::Value::Boolean(value.parse().map_err(|_| "neither true nor false")?),
        _ => toml::Value::String(value.to_owned()),
    };
    Ok(())
}

fn checked(mut server: Server) -> Result<Server, BadConfig> {
    server.public_url.truncate(server.public_url.trim_end_matches('/').len());
    let url = &server.public_url;
    if !url.is_empty() && !url.starts_with("https://") && !url.starts_with("http://") {
        return Err(BadConfig(format!("server.public_url: {url} does not begin with https:// or http://")));
    }
    Ok(server)
}

fn planned(backup: Backup) -> Result<Backup, BadConfig> {
    if backup.every_hours > 24 || backup.at_hour > 23 || backup.keep == 0 || backup.folder.as_os_str().is_empty() {
        return Err(BadConfig("backup: a folder, every_hours from 0 (none) to 24, at_hour from 0 to 23, keep at least 1".to_owned()));
    }
    Ok(backup)
}

fn is_colour(text: &str) -> bool {
    text.len() == 7 && text.starts_with('#') && text[1..].bytes().all(|b| b.is_ascii_hexdigit())
}

fn network(table: NetworkTable, kinds: Vec<KindTable>) -> Result<Network, BadConfig> {
    let wrong = |what: &str| BadConfig(what.to_owned());
    let NetworkTable { name, colour, languages, default_language, country, centre, reach_km, signup, contact, .. } = table;
    let two = |words: Words| Bilingual { fr: words.fr, en: words.en };
    if !is_colour(&colour) {
        return Err(wrong("network.colour: write it as #rrggbb"));
    }
    if name.trim().is_empty() || languages.is_empty() || !languages.contains(&default_language) {
        return Err(wrong("network: a name, and a default language that is one of the languages"));
    }
    if signup != SignupMode::Open.word() {
        return Err(wrong("network.signup: only \"open\" is known"));
    }
    if table.password_min < 8 || table.leads_max == 0 || table.pledge.version == 0 || table.privacy.version == 0 {
        return Err(wrong("network: password_min is at least 8, leads_max, pledge.version and privacy.version at least 1"));
    }
    Ok(Network {
        name,
        colour,
        default_lang: default_language,
        langs: languages,
        signup: SignupMode::Open,
        contact: Some(contact).filter(|c| !c.is_empty()),
        country: country.parse().map_err(|_| wrong("network.country: two letters, as in FR"))?,
        centre: (Point::new(centre.0, centre.1).ok_or_else(|| wrong("network.centre: no such point"))?, reach_km),
        leads_max: table.leads_max,
        password_min: table.password_min,
        staff_second_factor: table.staff_second_factor,
        tagline: two(table.tagline),
        privacy: Bilingual { fr: table.privacy.fr, en: table.privacy.en },
        privacy_version: table.privacy.version,
        pledge: PledgeWording { version: table.pledge.version, text: Bilingual { fr: table.pledge.fr, en: table.pledge.en } },
        kinds: kinds.into_iter().map(kind).collect::<Result<_, _>>()?,
    })
}

fn kind(table: KindTable) -> Result<EventKind, BadConfig> {
    let KindTable { key, fr, en, icon, colour, minutes, counters } = table;
    let wrong = |what: &str| BadConfig(format!("kinds: {key}: {what}"));
    if !is_colour(&colour) {
        return Err(wrong("write its colour as #rrggbb"));
    }
    if !(5..=7 * 24 * 60).contains(&minutes) {
        return Err(wrong("it lasts from 5 minutes to 7 days"));
    }
    let counters = counters.into_iter().map(|CounterTable { key, fr, en }| Counter { key, fr, en }).collect();
    let key = KindKey::new(&key).ok_or_else(|| wrong("a key is made of a–z, 0–9 and _"))?;
    Ok(EventKind { key, fr, en, icon, colour, minutes, counters })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn none(_: &str) -> Option<String> {
        None
    }

    #[test]
    fn the_sample_is_the_default() {
        let config = Config::parse("", none).expect("the sample is right");
        assert_eq!(config.network.kinds.len(), 16);
        assert_eq!(config.network.pledge.version, 1);
        assert!(config.mail.smtp_host.is_empty());
    }

    #[test]
    fn the_file_wins_over_the_sample_and_the_environment_over_both() {
        let own = "[network]\nname = \"Printemps local\"\n[network.tagline]\nfr = \"Allons\"\n[mail]\nsmtp_port = 25\n";
        let config = Config::parse(own, |name| (name == "BANDEROLE_SMTP_PORT").then(|| "465".to_owned())).expect("right");
        assert_eq!(config.network.name, "Printemps local");
        assert_eq!(config.network.tagline.fr, "Allons");
        assert_eq!(config.network.tagline.en, "Act together, close to home.", "what is left out stays");
        assert_eq!(config.mail.smtp_port, 465);
    }

    #[track_caller]
    fn check_refused(own: &str, word: &str) {
        let error = Config::parse(own, none).expect_err("refused").to_string();
        assert!(error.contains(word), "{error}");
    }

    #[test]
    fn what_is_wrong_is_named() {
        check_refused("[network]\nnaem = \"x\"", "line 2: network.naem: there is no such setting; network.name is meant, most likely");
        check_refused("[network]\ncolour = \"red\"", "colour");
        check_refused("[mail]\nsmtp_port = \"x\"", "smtp_port");
        check_refused("[server]\npublic_url = \"agir.org\"", "public_url");
        check_refused("[network]\npassword_min = 4", "password_min");
        check_refused("[backup]\nevery_hours = 25", "every_hours");
        check_refused("[backup]\nkeep = 0", "keep");
        check_refused("[network\n", "TOML");
        check_refused("[[kinds]]\nkey = \"x\"", "missing field");
    }
}
