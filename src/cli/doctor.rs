//! `banderole doctor`: checks record, pictures, index, letters and backups; says what it found, what could be done, and does it when told to.
//! Exits 0 when they are sound, 1 on damage.

use std::process::ExitCode;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::control::{Desk, Order, Outcome, send};
use super::{Folder, told};
use crate::app::checkup::{self, Check, Weight};

#[derive(clap::Args)]
pub struct Doctor {
    #[command(flatten)]
    folder: Folder,
    /// Do what would be done: only what follows from what is kept (tallies, indexes, checksums), or takes away what nobody can see
    #[arg(long)]
    fix: bool,
    /// Compare the record's file with its checksums on a running server too: whoever writes waits, some seconds for each GiB
    #[arg(long)]
    now: bool,
    /// Print JSON lines
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DoctorOrder {
    json: bool,
    fix: bool,
    now: bool,
}

pub fn run(verb: &Doctor) -> ExitCode {
    send(&verb.folder.data, &Order::Doctor(DoctorOrder { json: verb.json, fix: verb.fix, now: verb.now }))
}

pub fn obey(order: &DoctorOrder, desk: &mut Desk<'_>) -> Outcome {
    let pages = order.now || !desk.running;
    let mut checks = checkup::run(desk.app, pages);
    checks.iter().for_each(|check| tell(check, order, desk));
    let remedies: Vec<_> = checks.iter().flat_map(|check| check.remedies.clone()).collect();
    if order.fix && !remedies.is_empty() {
        for remedy in remedies {
            match checkup::fix(desk.app, remedy) {
                Ok(done) if order.json => desk.say(json!({ "fixed": done }).to_string()),
                Ok(done) => desk.say(format!("fixed   {done}")),
                Err(refusal) => desk.warn(format!("could not {}: {}", remedy.plan(), told(desk.words, &refusal))),
            }
        }
        checks = checkup::run(desk.app, pages);
        checks.iter().for_each(|check| tell(check, order, desk));
    }
    Ok(u8::from(checks.iter().flat_map(|check| &check.findings).any(|finding| finding.weight == Weight::Damage)))
}

fn tell(check: &Check, order: &DoctorOrder, desk: &mut Desk<'_>) {
    if order.json {
        return desk.say(as_json(check));
    }
    let told = check.told.as_ref().map_or(String::new(), |told| format!(" ({told})"));
    desk.say(format!("{} {}{told}", if check.findings.is_empty() { "ok     " } else { "look   " }, check.name));
    for finding in &check.findings {
        let weight = if finding.weight == Weight::Damage { "damage" } else { "warning" };
        desk.say(format!("        {weight}: {}", finding.text));
    }
    for remedy in check.remedies.iter().filter(|_| !order.fix) {
        desk.say(format!("        --fix would {}", remedy.plan()));
    }
}

fn as_json(check: &Check) -> String {
    let findings: Vec<_> =
        check.findings.iter().map(|finding| json!({ "damage": finding.weight == Weight::Damage, "text": finding.text })).collect();
    let remedies: Vec<_> = check.remedies.iter().map(|remedy| remedy.plan()).collect();
    json!({ "check": check.name, "told": check.told, "findings": findings, "fix_would": remedies }).to_string()
}
