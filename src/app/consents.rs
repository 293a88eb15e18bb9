//! One's own consents beside the pledge: given in the wording that was shown, and withdrawn at any time.

use super::App;
use super::sessions::Visitor;
use crate::domain::audit::{AuditDeed, Note};
use crate::domain::consent::{self, Consent, ConsentEntry};
use crate::domain::pledge::{self, Channel};
use crate::domain::refusal::Refusal;

/// The ledger of one's own consents, the first line first.
///
/// # Errors
/// A failure of the record.
pub fn ledger(app: &App, visitor: &Visitor) -> Result<Vec<ConsentEntry>, Refusal> {
    app.store.read(|tx| Ok(tx.consents(visitor.member.id)?))
}

/// The version of the wording of today.
pub fn version(app: &App, what: Consent) -> u32 {
    match what {
        Consent::Privacy => app.network.privacy_version,
    }
}

/// Gives a consent. A repeat adds nothing.
///
/// # Errors
/// 403 `suspended`; 409 `consent_version` when another wording than today's was shown.
pub async fn give(app: &App, visitor: &Visitor, what: Consent, shown: u32, channel: Channel) -> Result<(), Refusal> {
    let id = visitor.actor.signed_in()?;
    let (now, current) = (app.now(), version(app, what));
    app.store
        .write(move |tx| {
            if let Some(line) = consent::give(&tx.consents(id)?, what, (shown, current), channel, now)? {
                tx.add_consent(id, &line)?;
            }
            Ok(())
        })
        .await
}

/// Withdraws a consent. Whoever takes their yes to the privacy notice back does not support the campaign on record either: the pledge, which
/// says a political opinion, goes with it. The account stays readable, and can be erased.
///
/// # Errors
/// A failure of the record.
pub async fn withdraw(app: &App, visitor: &Visitor, what: Consent, channel: Channel) -> Result<(), Refusal> {
    let (id, now) = (visitor.member.id, app.now());
    app.store
        .write(move |tx| {
            let Some(line) = consent::withdraw(&tx.consents(id)?, what, channel, now) else { return Ok(()) };
            tx.add_consent(id, &line)?;
            let mut member = tx.member(id)?.ok_or(Refusal::NotFound)?;
            if let Some(entry) = pledge::withdraw(member.pledge, channel, now) {
                member.revision += 1;
                tx.add_pledge(&mut member, &entry)?;
            }
            Ok(tx.note(Note::own(now, id, AuditDeed::ConsentWithdrawn).because(what.word()))?)
        })
        .await
}
