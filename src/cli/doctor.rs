//! `banderole doctor`: checks record, pictures, index and letters; says what it found. Exits 0 when they are sound, 1 on damage.

use std::process::ExitCode;

use serde::{Deserialize, Serialize};

use super::Folder;
use super::control::{Desk, Order, Outcome, send};
use crate::app::checkup::{self, Weight};

#[derive(clap::Args)]
pub struct Doctor {
    #[command(flatten)]
    folder: Folder,
    /// Print JSON lines
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DoctorOrder {
    json: bool,
}

pub fn run(verb: &Doctor) -> ExitCode {
    send(&verb.folder.data, &Order::Doctor(DoctorOrder { json: verb.json }))
}

pub fn obey(order: &DoctorOrder, desk: &mut Desk<'_>) -> Outcome {
    let checks = checkup::run(desk.app)?;
    let mut damaged = false;
    for check in &checks {
        damaged |= check.findings.iter().any(|finding| finding.weight == Weight::Damage);
        if order.json {
            desk.say(json(check));
            continue;
        }
        let told = check.told.as_ref().map_or(String::new(), |told| format!(" ({told})"));
        desk.say(format!("{} {}{told}", if check.findings.is_empty() { "ok     " } else { "look   " }, check.name));
        for finding in &check.findings {
            let weight = if finding.weight == Weight::Damage { "damage" } else { "warning" };
            desk.say(format!("        {weight}: {}", finding.text));
        }
    }
    Ok(u8::from(damaged))
}

fn json(check: &checkup::Check) -> String {
    let findings: Vec<_> = check
        .findings
        .iter()
        .map(|finding| serde_json::json!({ "damage": finding.weight == Weight::Damage, "text": finding.text }))
        .collect();
    serde_json::json!({ "check": check.name, "told": check.told, "findings": findings }).to_string()
}
