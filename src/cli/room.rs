//! `banderole stats`, `compact`, `media prune`: how much room everything takes, and room given back.

use std::process::ExitCode;

use clap::Subcommand;
use serde::{Deserialize, Serialize};

use super::Folder;
use super::control::{Desk, Order, Outcome, send};
use crate::app::{claims, room};

#[derive(clap::Args)]
pub struct Stats {
    #[command(flatten)]
    folder: Folder,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
pub struct Compact {
    #[command(flatten)]
    folder: Folder,
    /// On a running server too: everybody waits until it is done, a second for every few hundred MiB
    #[arg(long)]
    now: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Subcommand)]
pub enum MediaVerb {
    /// Find pictures in the folder that belong to nobody; change nothing unless told to
    Prune {
        #[command(flatten)]
        folder: Folder,
        /// Remove them
        #[arg(long)]
        remove: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// What is ordered about room.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomOrder {
    /// Count everything.
    Stats { json: bool },
    /// Compact the record.
    Compact { now: bool, json: bool },
    /// Find, or remove, pictures that belong to nobody.
    Prune { remove: bool, json: bool },
}

pub fn stats(verb: &Stats) -> ExitCode {
    on_record(&verb.folder, RoomOrder::Stats { json: verb.json })
}

pub fn compact(verb: &Compact) -> ExitCode {
    on_record(&verb.folder, RoomOrder::Compact { now: verb.now, json: verb.json })
}

pub fn media(verb: MediaVerb) -> ExitCode {
    let MediaVerb::Prune { folder, remove, json } = verb;
    on_record(&folder, RoomOrder::Prune { remove, json })
}

fn on_record(folder: &Folder, order: RoomOrder) -> ExitCode {
    send(&folder.data, &Order::Room(order))
}

pub fn obey(order: &RoomOrder, desk: &mut Desk<'_>) -> Outcome {
    match *order {
        RoomOrder::Stats { json } => tell(json, desk),
        RoomOrder::Compact { now, json } => give_back(now, json, desk),
        RoomOrder::Prune { remove, json } => prune(remove, json, desk),
    }
}

fn tell(json: bool, desk: &mut Desk<'_>) -> Outcome {
    let (stats, invited) = (room::stats(desk.app)?, claims::waiting(desk.app)?);
    if json {
        let tables: serde_json::Map<_, _> = stats
            .tables
            .iter()
            .map(|size| (size.name.to_lowercase(), serde_json::json!({ "rows": size.rows, "bytes": size.bytes })))
            .collect();
        desk.say(
            serde_json::json!({
                "members": stats.rows("ID_TO_MEMBER"), "teams": stats.rows("ID_TO_TEAM"), "events": stats.rows("ID_TO_EVENT"),
                "rsvps": stats.rows("EVENT_MEMBER_TO_RSVP"), "invited": invited, "letters_waiting": stats.rows("DUE_SEQUENCE_TO_MAIL"),
                "record_bytes": stats.record_bytes, "content_bytes": stats.content_bytes(), "index_bytes": stats.index_bytes,
                "pictures": stats.pictures, "picture_bytes": stats.picture_bytes, "tables": tables,
            })
            .to_string(),
        );
        return Ok(0);
    }
    for (what, table) in [
        ("members", "ID_TO_MEMBER"),
        ("teams", "ID_TO_TEAM"),
        ("memberships", "TEAM_MEMBER_TO_MEMBERSHIP"),
        ("events", "ID_TO_EVENT"),
        ("answers", "EVENT_MEMBER_TO_RSVP"),
        ("sessions", "SECRET_HASH_TO_SESSION"),
        ("letters waiting", "DUE_SEQUENCE_TO_MAIL"),
    ] {
        desk.say(format!("{:>12} {what}", stats.rows(table)));
    }
    desk.say(format!("{invited:>12} invited, not joined yet"));
    desk.say(format!("{:>12} pictures, {}", stats.pictures, room::in_words(stats.picture_bytes)));
    let content = room::in_words(stats.content_bytes());
    desk.say(format!("{:>12} the record's file, with {content} in it", room::in_words(stats.record_bytes)));
    desk.say(format!("{:>12} the index", room::in_words(stats.index_bytes)));
    Ok(0)
}

fn give_back(now: bool, json: bool, desk: &mut Desk<'_>) -> Outcome {
    if desk.running && !now {
        desk.warn(
            "a server runs on this folder, and everybody would wait while its record is compacted. Say --now if they may; or restart the \
             server: it compacts at its start when the file is more than twice its content",
        );
        return Ok(1);
    }
    let (before, after) = room::compact(desk.app)?;
    desk.say(match json {
        true => serde_json::json!({ "bytes_before": before, "bytes": after }).to_string(),
        false => format!("the record's file had {}, and has {}", room::in_words(before), room::in_words(after)),
    });
    Ok(0)
}

fn prune(remove: bool, json: bool, desk: &mut Desk<'_>) -> Outcome {
    let found = room::prune(desk.app, remove)?;
    if json {
        let ids: Vec<String> = found.pictures.iter().map(ToString::to_string).collect();
        let strays: Vec<String> = found.strays.iter().map(|path| path.display().to_string()).collect();
        desk.say(serde_json::json!({ "removed": remove, "pictures": ids, "bytes": found.bytes, "strays": strays }).to_string());
        return Ok(0);
    }
    for id in &found.pictures {
        desk.say(id.to_string());
    }
    for path in &found.strays {
        desk.warn(format!("{} is no picture; it is left where it is", path.display()));
    }
    let (count, bytes) = (found.pictures.len(), room::in_words(found.bytes));
    desk.say(match remove {
        true => format!("{count} pictures that belonged to nobody are gone: {bytes}"),
        false => format!("{count} pictures belong to nobody: {bytes}. --remove removes them"),
    });
    Ok(0)
}
