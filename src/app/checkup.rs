//! The check-up: everything that can be recounted is recounted, and compared with what is kept.

use std::collections::HashSet;

use super::App;
use super::backup;
use super::outbox::TRIES;
use crate::domain::ids::MediaId;
use crate::domain::refusal::Refusal;

/// Rows read at once.
const PAGE: usize = 1_000;

/// Most findings of one check that are told one by one.
const TOLD: usize = 50;

/// One check and what it found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was checked.
    pub name: &'static str,
    /// What is good to know, found or not.
    pub told: Option<String>,
    /// What is not as it should be.
    pub findings: Vec<Finding>,
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub weight: Weight,
    /// What it is, in words for the keeper.
    pub text: String,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Nothing is lost.
    Warning,
    /// Something is lost or wrong.
    Damage,
}

/// Runs every check. Takes long on a large record: call it from a thread that may wait.
///
/// # Errors
/// 503 when the record cannot be read at all.
pub fn run(app: &App) -> Result<Vec<Check>, Refusal> {
    let (backups, last) = backups(app)?;
    Ok(vec![
        Check { name: "record: tallies, indexes, references", told: None, findings: record(app)? },
        Check { name: "media: each picture has its files", told: None, findings: media(app)? },
        Check { name: "index: holds every committed row", told: None, findings: index(app)? },
        Check { name: "letters: none waits in vain", told: None, findings: letters(app)? },
        Check { name: "backups: made as planned", told: Some(last), findings: backups },
    ])
}

/// Planned backups that were not made; and what there is of them.
fn backups(app: &App) -> Result<(Vec<Finding>, String), Refusal> {
    let Some(plan) = &app.backups.plan else {
        return Ok((Vec::new(), "none are planned: see [backup] in the configuration".to_owned()));
    };
    let made = match backup::plan::made(&plan.folder) {
        Ok(made) => made,
        Err(error) => return Ok((vec![damage(format!("{}: {error}", plan.folder.display()))], "unknown".to_owned())),
    };
    let mut findings = Vec::new();
    if let Some(failure) = app.backups.failure() {
        findings.push(damage(format!("the last one that was due could not be made: {failure}")));
    }
    let told = match made.first() {
        Some((last, _)) => {
            if plan.is_late(*last, app.now()) {
                findings.push(damage(format!("the last one was made {last:.0}, and one is due every {} hours", plan.every_hours)));
            }
            format!("the last one was made {last:.0}; {} are kept in {}", made.len(), plan.folder.display())
        }
        None => {
            findings.push(warning("none was made so far: a running server makes the first".to_owned()));
            "none so far".to_owned()
        }
    };
    Ok((findings, told))
}

fn record(app: &App) -> Result<Vec<Finding>, Refusal> {
    let found = app.store.verify()?;
    Ok(shortened(found.into_iter().map(|finding| damage(finding.to_string())).collect()))
}

fn media(app: &App) -> Result<Vec<Finding>, Refusal> {
    let listing = app.media.list().map_err(|error| Refusal::from(crate::store::Failure::from(error)))?;
    let whole: HashSet<MediaId> = listing.pictures.iter().filter(|picture| picture.whole).map(|picture| picture.id).collect();
    let mut findings = Vec::new();
    let mut known = HashSet::new();
    let mut after = None;
    loop {
        let page = app.store.read(|tx| Ok::<_, Refusal>(tx.pictures(after, PAGE)?))?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for picture in &page {
            known.insert(picture.id);
            if !whole.contains(&picture.id) {
                findings.push(damage(format!("the files of picture {} are missing or cut short", picture.id)));
            }
        }
    }
    let orphans = listing.pictures.iter().filter(|picture| !known.contains(&picture.id)).count();
    if orphans > 0 {
        findings.push(warning(format!("{orphans} pictures in the folder belong to nobody; they only take room")));
    }
    if !listing.strays.is_empty() {
        findings.push(warning(format!("{} files in the folder of pictures are no pictures", listing.strays.len())));
    }
    Ok(shortened(findings))
}

fn index(app: &App) -> Result<Vec<Finding>, Refusal> {
    let waiting = super::indexing::waiting(app)?;
    let text = || format!("{waiting} changes are not in the index yet; a running server takes them, or `banderole reindex`");
    Ok((waiting > 0).then(|| warning(text())).into_iter().collect())
}

fn letters(app: &App) -> Result<Vec<Finding>, Refusal> {
    let due = super::outbox::due(app, PAGE)?;
    let late = due.iter().filter(|mail| mail.tries > 0).count();
    let text = || {
        format!("{late} letters could not be sent so far; each is tried {TRIES} times: look at the log and at `mail` in the configuration")
    };
    Ok((late > 0).then(|| warning(text())).into_iter().collect())
}

fn damage(text: String) -> Finding {
    Finding { weight: Weight::Damage, text }
}

fn warning(text: String) -> Finding {
    Finding { weight: Weight::Warning, text }
}

/// Tells the first findings, and how many more there are.
fn shortened(mut findings: Vec<Finding>) -> Vec<Finding> {
    if let Some(more) = findings.len().checked_sub(TOLD).filter(|more| *more > 0) {
        let weight = findings.iter().any(|f| f.weight == Weight::Damage);
        findings.truncate(TOLD);
        let text = format!("and {more} more");
        findings.push(if weight { damage(text) } else { warning(text) });
    }
    findings
}
