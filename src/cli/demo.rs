//! `banderole demo`: a populated, fictional network on a temporary folder.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use super::house::{self, Opening};
use super::{UNUSABLE, complain, say, serve};
use crate::app::{demo, indexing};
use crate::config::Config;
use crate::domain::refusal::Refusal;

/// What the fictional keeper configured.
const CONFIGURATION: &str = r#"
[network]
name = "Printemps local"
[network.tagline]
fr = "Une campagne fictive, de vraies villes : essayez tout, rien n’est gardé."
en = "A fictional campaign in real towns: try everything, nothing is kept."
"#;

#[derive(clap::Args)]
pub struct Demo {
    /// Where to listen; port 0 takes a free one
    #[arg(long, env = "BANDEROLE_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Keep the network in this folder, which must not hold one yet, instead of a temporary one
    #[arg(long)]
    keep: Option<PathBuf>,
}

pub fn run(verb: &Demo) -> ExitCode {
    crate::telemetry::start();
    let folder = match &verb.keep {
        Some(folder) => folder.clone(),
        None => std::env::temp_dir().join(format!("banderole-demo-{}", std::process::id())),
    };
    let code = match open(verb, &folder) {
        Ok(code) => code,
        Err(why) => {
            complain(why);
            ExitCode::from(UNUSABLE)
        }
    };
    if verb.keep.is_none()
        && let Err(error) = std::fs::remove_dir_all(&folder)
    {
        complain(format_args!("{}: {error}", folder.display()));
    }
    code
}

fn open(verb: &Demo, folder: &std::path::Path) -> Result<ExitCode, String> {
    let config = Config::parse(CONFIGURATION, |name| std::env::var(name).ok()).map_err(|error| error.to_string())?;
    let house = house::open(folder, &Opening { no_limits: false, config: Some(config) }).map_err(|error| error.to_string())?;
    let empty = house.app.store.read(|tx| Ok::<_, Refusal>(tx.members(None, 1)?.is_empty())).map_err(|error| error.to_string())?;
    if !empty {
        return Err(format!("{} holds a network already", folder.display()));
    }
    indexing::open_house(&house.app).map_err(|error| error.to_string())?;
    let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
    let hash = runtime.block_on(house.app.passwords.hash(demo::PASSWORD.to_owned(), house.app.random()));
    demo::populate(&house.app, &hash.map_err(|error| error.to_string())?).map_err(|error| error.to_string())?;
    indexing::drain(&house.app).map_err(|error| error.to_string())?;
    say("A fictional campaign. Every account has the same password; this one is the admin:");
    say(format_args!("  {}   {}", demo::ADMIN, demo::PASSWORD));
    Ok(serve::open_doors(house, folder, &serve::Addresses { listen: verb.listen, metrics: None }))
}
