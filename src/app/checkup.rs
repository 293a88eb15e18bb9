//! The check-up: everything that can be recounted is recounted, and compared with what is kept. What follows from something else can be put
//! right; what only a person can know is told, and left as it is.

use std::collections::HashSet;

use super::backup;
use super::outbox::TRIES;
use super::{App, indexing, pictures, room};
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
    /// What can be done about it.
    pub remedies: Vec<Remedy>,
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

/// What can be done without asking: it follows from what is kept, or takes away what nobody can see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Write the tallies and entries of indexes that other rows say, so many.
    Recount(usize),
    /// Build the index anew from the record.
    Reindex,
    /// Remove the pictures that belong to nobody, so many.
    Prune(usize),
    /// Note the checksum of pictures that have none, so many.
    Sum(usize),
}

impl Remedy {
    /// What it would do, after "would".
    pub fn plan(self) -> String {
        match self {
            Self::Recount(rows) => format!("write {rows} rows as the others say they are"),
            Self::Reindex => "build the index anew from the record".to_owned(),
            Self::Prune(count) => format!("remove {count} pictures that belong to nobody"),
            Self::Sum(count) => format!("note the checksums of {count} pictures as they are now"),
        }
    }
}

/// What a check found: what is good to know, what is wrong, what can be done.
#[derive(Default)]
struct Found {
    told: Option<String>,
    findings: Vec<Finding>,
    remedies: Vec<Remedy>,
}

/// Runs every check; with `pages` that of the record's file too, for which whoever writes must wait. Takes long on a large record: call it
/// from a thread that may wait. A check that cannot be done is a finding.
pub fn run(app: &App, pages: bool) -> Vec<Check> {
    let checks: [(&'static str, Result<Found, Refusal>); 7] = [
        ("record: its file is as it was written", if pages { sealed(app) } else { Ok(left_out()) }),
        ("record: tallies, indexes, references", record(app)),
        ("audit: the chain holds", audit(app)),
        ("media: each picture has its files, as they were written", media(app)),
        ("index: holds every committed row", index(app)),
        ("letters: none waits in vain", letters(app)),
        ("backups: made as planned", backups(app)),
    ];
    let unread = |refusal| Found { findings: vec![damage(format!("it could not be read: {refusal}"))], ..Found::default() };
    let checks = checks.into_iter().map(|(name, found)| {
        let Found { told, findings, remedies } = found.unwrap_or_else(unread);
        Check { name, told, findings: shortened(findings), remedies }
    });
    checks.collect()
}

/// Does what can be done; what was done, in words for the keeper.
///
/// # Errors
/// A failure of the record, the index or the disk.
pub fn fix(app: &App, remedy: Remedy) -> Result<String, Refusal> {
    Ok(match remedy {
        Remedy::Recount(_) => format!("{} rows were written as the others say they are", app.store.mend()?),
        Remedy::Reindex => {
            let built = indexing::rebuild(app, &mut |_| {})?;
            format!("the index was built anew from {} events and {} teams", built.events, built.teams)
        }
        Remedy::Prune(_) => {
            let pruned = room::prune(app, true)?;
            format!("{} pictures that belonged to nobody are gone: {}", pruned.pictures.len(), room::in_words(pruned.bytes))
        }
        Remedy::Sum(_) => format!("the checksums of {} pictures were noted", pictures::note_sums(app)?),
    })
}

fn left_out() -> Found {
    let why = "not looked at: a server runs here, and whoever writes would wait, some seconds for each GiB; --now does it";
    Found { told: Some(why.to_owned()), ..Found::default() }
}

/// The pages of the record's file, compared with their checksums.
fn sealed(app: &App) -> Result<Found, Refusal> {
    let wrong = app.store.check_pages()?;
    let text = |why| format!("{why}: what it holds is not all as it was written. Restore a backup: banderole restore FILE --into NEW");
    Ok(Found { findings: wrong.map(|why| damage(text(why))).into_iter().collect(), ..Found::default() })
}

/// Planned backups that were not made; and what there is of them.
fn backups(app: &App) -> Result<Found, Refusal> {
    let found = |findings, told: String| Found { findings, told: Some(told), ..Found::default() };
    let Some(plan) = &app.backups.plan else {
        return Ok(found(Vec::new(), "none are planned: see [backup] in the configuration".to_owned()));
    };
    let made = match backup::plan::made(&plan.folder) {
        Ok(made) => made,
        Err(error) => return Ok(found(vec![damage(format!("{}: {error}", plan.folder.display()))], "unknown".to_owned())),
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
    Ok(found(findings, told))
}

fn record(app: &App) -> Result<Found, Refusal> {
    let found = app.store.verify()?;
    let derived = found.iter().filter(|finding| finding.derived).count();
    let findings = found.into_iter().map(|finding| damage(finding.to_string())).collect();
    Ok(Found { findings, remedies: (derived > 0).then_some(Remedy::Recount(derived)).into_iter().collect(), told: None })
}

/// The chain of the audit, from its first row to its last.
fn audit(app: &App) -> Result<Found, Refusal> {
    let (rows, flaws) = app.store.read(|tx| Ok::<_, Refusal>(tx.audit_flaws()?))?;
    let findings = flaws.into_iter().map(damage).collect();
    Ok(Found { findings, told: Some(format!("{rows} rows")), ..Found::default() })
}

fn media(app: &App) -> Result<Found, Refusal> {
    let failed = |error| Refusal::from(crate::store::Failure::from(error));
    let listing = app.media.list().map_err(failed)?;
    let whole: HashSet<MediaId> = listing.pictures.iter().filter(|picture| picture.whole).map(|picture| picture.id).collect();
    let mut found = Found::default();
    let (mut count, mut unsummed, mut after) = (0, 0, None);
    loop {
        let page = app.store.read(|tx| {
            let page = tx.pictures(after, PAGE)?;
            page.into_iter().map(|picture| Ok((picture.id, tx.picture_sum(picture.id)?))).collect::<Result<Vec<_>, Refusal>>()
        })?;
        let Some((last, _)) = page.last() else { break };
        after = Some(*last);
        for (id, sum) in page {
            count += 1;
            unsummed += usize::from(sum.is_none());
            if !whole.contains(&id) {
                found.findings.push(damage(format!("the files of picture {id} are missing or cut short")));
            } else if sum.is_some() && sum != pictures::sum_now(app, id).map_err(failed)? {
                found.findings.push(damage(format!("the files of picture {id} are not as they were written")));
            }
        }
    }
    let orphans = room::prune(app, false)?.pictures.len();
    if orphans > 0 {
        found.findings.push(warning(format!("{orphans} pictures in the folder belong to nobody; they only take room")));
        found.remedies.push(Remedy::Prune(orphans));
    }
    if !listing.strays.is_empty() {
        found.findings.push(warning(format!("{} files in the folder of pictures are no pictures", listing.strays.len())));
    }
    found.told = Some(match unsummed {
        0 => format!("{count} pictures"),
        _ => format!("{count} pictures; {unsummed} have no checksum yet, a running server notes it within a day"),
    });
    if unsummed > 0 {
        found.remedies.push(Remedy::Sum(unsummed));
    }
    Ok(found)
}

fn index(app: &App) -> Result<Found, Refusal> {
    let mut found = Found::default();
    if let Err(failure) = app.index.check() {
        found.findings.push(damage(failure.to_string()));
    }
    let waiting = indexing::waiting(app)?;
    if waiting > 0 {
        found
            .findings
            .push(warning(format!("{waiting} changes are not in the index yet; a running server takes them, or `banderole reindex`")));
    } else if found.findings.is_empty() {
        let (missing, left) = indexing::differences(app)?;
        if missing + left > 0 {
            found.findings.push(damage(format!("{missing} actions and teams are not in it, and {left} are that should not be")));
        }
    }
    if !found.findings.is_empty() {
        found.remedies.push(Remedy::Reindex);
    }
    Ok(found)
}

fn letters(app: &App) -> Result<Found, Refusal> {
    let due = super::outbox::due(app, PAGE)?;
    let late = due.iter().filter(|mail| mail.tries > 0).count();
    let text = || {
        format!("{late} letters could not be sent so far; each is tried {TRIES} times: look at the log and at `mail` in the configuration")
    };
    Ok(Found { findings: (late > 0).then(|| warning(text())).into_iter().collect(), ..Found::default() })
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
