//! `banderole reindex`: builds the index again from the record.

use super::Folder;
use super::control::{Desk, Outcome};
use crate::app::indexing;

#[derive(clap::Args)]
pub struct Reindex {
    #[command(flatten)]
    pub folder: Folder,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

pub fn obey(json: bool, desk: &mut Desk<'_>) -> Outcome {
    let app = desk.app;
    let done = indexing::rebuild(app, &mut |done| desk.progress(done, None))?;
    desk.say(match json {
        true => serde_json::json!({ "events": done.events, "teams": done.teams }).to_string(),
        false => format!("indexed {} events and {} teams", done.events, done.teams),
    });
    Ok(0)
}
