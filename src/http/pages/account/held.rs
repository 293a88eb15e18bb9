//! A picture that a form holds while something else in it is mended: taken in at once, shown small, its name signed for an hour. Nobody has
//! to choose it again, with or without script.

use bytes::Bytes;
use data_encoding::BASE64;

use crate::app::pictures::{self, Size};
use crate::domain::ids::MediaId;
use crate::domain::refusal::{Flaw, Flaws, Refusal};
use crate::http::pages::form::Sent;
use crate::http::pages::frame::Visit;

const SIGNED_AS: &str = "held picture";

/// The picture that a form brings or holds.
#[derive(Debug, Clone, Copy, Default)]
pub struct Held(pub Option<MediaId>);

/// Takes in the file `field`, or finds again what `<field>_kept` names. What is wrong with a file is noted under its field, and the picture
/// that was held before stays.
///
/// # Errors
/// 503 when too many pictures wait, or the disk fails; what `take_in` refuses besides flaws.
pub async fn picture(
    visit: &Visit,
    sent: &Sent,
    field: &'static str,
    flaws: &mut Flaws,
    take_in: impl AsyncFnOnce(Bytes) -> Result<MediaId, Refusal>,
) -> Result<Held, Refusal> {
    if let Some(bytes) = sent.file(field) {
        match take_in(bytes).await {
            Ok(id) => return Ok(Held(Some(id))),
            Err(Refusal::Invalid(found)) => found.into_iter().for_each(|flaw| flaws.push(Flaw { field, ..flaw })),
            Err(other) => return Err(other),
        }
    }
    Ok(Held(kept(visit, sent.one(&format!("{field}_kept")))))
}

/// The picture of a signed name, while it is held.
fn kept(visit: &Visit, name: &str) -> Option<MediaId> {
    let (id, seal) = name.split_once('.')?;
    let signed = visit.app().secret.verifies(SIGNED_AS, &[id], seal);
    pictures::held(visit.app(), id.parse().ok().filter(|_| signed)?).ok()
}

impl Held {
    /// Its signed name, for the form; empty for none.
    pub fn name(self, visit: &Visit) -> String {
        self.0.map_or(String::new(), |id| {
            let id = id.to_string();
            format!("{id}.{}", visit.app().secret.sign(SIGNED_AS, &[&id]))
        })
    }

    /// The picture itself, small, as a `data:` address: nobody else may see it yet. Empty for none.
    pub async fn preview(self, visit: &Visit) -> String {
        let Some(id) = self.0 else { return String::new() };
        match pictures::read(visit.app(), id, Size::Small).await {
            Ok(Some(bytes)) => format!("data:image/jpeg;base64,{}", BASE64.encode(&bytes)),
            Ok(None) | Err(_) => String::new(),
        }
    }
}
