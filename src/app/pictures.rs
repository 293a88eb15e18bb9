//! Pictures: taken in, held for a form, given to whoever may see them, forgotten.

use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::Semaphore;

use super::App;
use super::lookup::{event_seen_by, post_seen_by, shown_member, team_for};
use super::secrets::sha256;
use super::throttle::{self, Knock, knock};
use crate::domain::ids::{MediaId, MemberId, TeamId};
use crate::domain::media::{HELD, Owner, Picture};
use crate::domain::member::{Member, MemberState};
use crate::domain::refusal::Refusal;
use crate::domain::rights::{Actor, Right, Ties, may};
use crate::media::initials_svg;
pub use crate::media::render::{Crop, Purpose, Size};

/// Pictures that may wait for the one that is being rendered: about 3 seconds of work.
const WAITING: usize = 16;

/// Pictures whose checksums are noted in one transaction.
const SUMS_AT_ONCE: usize = 200;

/// Renders one picture at a time: each may take 256 MiB.
#[derive(Clone)]
pub struct Darkroom {
    turn: Arc<Semaphore>,
    queue: Arc<Semaphore>,
}

impl Default for Darkroom {
    fn default() -> Self {
        Self { turn: Arc::new(Semaphore::new(1)), queue: Arc::new(Semaphore::new(WAITING)) }
    }
}

impl Darkroom {
    /// How many pictures wait or are being rendered.
    pub fn waiting(&self) -> usize {
        WAITING.saturating_sub(self.queue.available_permits())
    }
}

/// Takes a picture in: renders its sizes, writes its files, and holds it for the form or the deed that follows.
///
/// # Errors
/// 422 on `photo`, of a cover on `image`, with the code of what is wrong with it; 503 `busy`, or what the disk says.
pub async fn take_in(app: &App, bytes: Bytes, purpose: Purpose) -> Result<MediaId, Refusal> {
    let busy = || Refusal::Unavailable("busy");
    let field = field_of(purpose);
    let now = app.now();
    let id = MediaId::new(now, app.id_chance());
    let _waiting = app.darkroom.queue.try_acquire().map_err(|_| busy())?;
    let turn = Arc::clone(&app.darkroom.turn).acquire_owned().await.map_err(|_| busy())?;
    let files = Arc::clone(&app.media);
    let developed = tokio::task::spawn_blocking(move || {
        let rendered = crate::media::render::render(&bytes, purpose).map_err(|flaw| Refusal::field(field, flaw.code()))?;
        drop((bytes, turn));
        files.save(id, rendered.bytes()).map_err(|error| Refusal::from(crate::store::Failure::from(error)))?;
        Ok::<_, Refusal>(sum_of(rendered.bytes()))
    });
    let sum = developed.await.map_err(|_| busy())??;
    app.store
        .write(move |tx| {
            tx.put_picture(&Picture { id, owner: Owner::Held, at: now });
            tx.put_picture_sum(id, &sum);
            Ok::<_, Refusal>(id)
        })
        .await
}

/// The field in which a picture is sent, by what it is for.
const fn field_of(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Avatar(_) => "photo",
        Purpose::Cover => "image",
    }
}

/// The SHA-256 of a picture's three files, each after its length.
pub fn sum_of(files: [&[u8]; 3]) -> [u8; 32] {
    let lengths = files.map(|bytes| (bytes.len() as u64).to_be_bytes());
    sha256(&[&lengths[0], files[0], &lengths[1], files[1], &lengths[2], files[2]])
}

/// The same of the files as they are now; none when one is missing.
///
/// # Errors
/// The disk's.
pub fn sum_now(app: &App, id: MediaId) -> std::io::Result<Option<[u8; 32]>> {
    let [small, medium, large] = Size::ALL.map(|size| app.media.read(id, size));
    Ok(match (small?, medium?, large?) {
        (Some(small), Some(medium), Some(large)) => Some(sum_of([&small, &medium, &large])),
        _ => None,
    })
}

/// Notes the checksums of pictures that have none: those that came with an import, or were taken in before sums were kept. How many.
///
/// # Errors
/// A failure of the record or the disk.
pub fn note_sums(app: &App) -> Result<usize, Refusal> {
    let (mut noted, mut after) = (0, None);
    loop {
        let page = app.store.read(|tx| {
            let page = tx.pictures(after, SUMS_AT_ONCE)?;
            page.into_iter().map(|picture| Ok((picture.id, tx.picture_sum(picture.id)?))).collect::<Result<Vec<_>, Refusal>>()
        })?;
        let Some((last, _)) = page.last() else { return Ok(noted) };
        after = Some(*last);
        let mut sums = Vec::new();
        for (id, _) in page.into_iter().filter(|(_, sum)| sum.is_none()) {
            let sum = sum_now(app, id).map_err(|error| Refusal::from(crate::store::Failure::from(error)))?;
            sums.extend(sum.map(|sum| (id, sum)));
        }
        noted += app.store.write_blocking(move |tx| {
            let mut noted = 0;
            for (id, sum) in &sums {
                // It may have gone meanwhile.
                if tx.picture(*id)?.is_some() {
                    tx.put_picture_sum(*id, sum);
                    noted += 1;
                }
            }
            Ok::<_, Refusal>(noted)
        })?;
    }
}

/// As [`take_in`], for somebody who is not signed in: pictures cost, so they are counted by address.
///
/// # Errors
/// As [`take_in`]; 429.
pub async fn take_in_from_stranger(app: &App, bytes: Bytes, purpose: Purpose, ip: IpAddr) -> Result<MediaId, Refusal> {
    knock(app, vec![Knock::ip(throttle::PICTURES_AN_IP, "picture", ip)]).await?;
    take_in(app, bytes, purpose).await
}

/// The bytes of a picture in one size, a JPEG; none when it is gone.
///
/// # Errors
/// 503 when the disk fails.
pub async fn read(app: &App, id: MediaId, size: Size) -> Result<Option<Vec<u8>>, Refusal> {
    let files = Arc::clone(&app.media);
    let read = tokio::task::spawn_blocking(move || files.read(id, size)).await;
    match read {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) => Err(crate::store::Failure::from(error).into()),
        Err(_) => Err(Refusal::Unavailable("busy")),
    }
}

/// The picture that a form holds, while it does.
///
/// # Errors
/// 404 when it is gone, or somebody's already.
pub fn held(app: &App, id: MediaId) -> Result<MediaId, Refusal> {
    let now = app.now();
    let picture = app.store.read(|tx| Ok::<_, Refusal>(tx.picture(id)?))?;
    picture.filter(|p| p.owner == Owner::Held && now.duration_since(p.at) < HELD).map(|p| p.id).ok_or(Refusal::NotFound)
}

/// Whether somebody may see a picture: people's faces are for members, covers for whoever sees the event or the team.
/// The second value says whether everybody may.
///
/// # Errors
/// 404 when it is absent, or not for their eyes.
pub fn may_see(app: &App, actor: &Actor, id: MediaId) -> Result<bool, Refusal> {
    app.store.read(|tx| {
        let picture = tx.picture(id)?.ok_or(Refusal::NotFound)?;
        match picture.owner {
            Owner::Member(of) => {
                actor.signed_in().map_err(|_| Refusal::NotFound)?;
                let shown = shown_member(tx, of)?.is_some() || may(actor, Ties::default(), Right::Moderate).is_ok();
                if shown { Ok(false) } else { Err(Refusal::NotFound) }
            }
            Owner::Event(event) => {
                event_seen_by(tx, actor, event)?;
                Ok(event_seen_by(tx, &Actor::Stranger, event).is_ok())
            }
            Owner::Post(post) => {
                post_seen_by(tx, actor, post)?;
                Ok(post_seen_by(tx, &Actor::Stranger, post).is_ok())
            }
            Owner::Team(team) => team_for(tx, actor, team, Right::SeePublic).map(|_| true),
            Owner::Held | Owner::Signup(_) => Err(Refusal::NotFound),
        }
    })
}

/// The initials of a member, as SVG: what stands where they have no photo. For whoever may see people.
///
/// # Errors
/// 404 when there is no such member, and for strangers.
pub fn initials_of_member(app: &App, actor: &Actor, id: MemberId) -> Result<String, Refusal> {
    actor.signed_in().map_err(|_| Refusal::NotFound)?;
    let moderates = may(actor, Ties::default(), Right::Moderate).is_ok();
    let shown = |member: &Member| member.state == MemberState::Active || (member.state == MemberState::Suspended && moderates);
    let member = app.store.read(|tx| Ok::<_, Refusal>(tx.member(id)?.filter(shown)))?;
    let member = member.ok_or(Refusal::NotFound)?;
    Ok(initials_svg(id.bytes(), member.first_name.as_str(), member.last_name.as_str()))
}

/// The initials of a team, as SVG: what stands where it has no picture.
///
/// # Errors
/// 404 when it is absent or hidden.
pub fn initials_of_team(app: &App, actor: &Actor, id: TeamId) -> Result<String, Refusal> {
    let (team, _) = app.store.read(|tx| team_for(tx, actor, id, Right::SeePublic))?;
    let mut words = team.name.as_str().split([' ', '-', '’', '\'']).filter(|word| word.chars().any(char::is_alphanumeric));
    let first = words.next().unwrap_or_default();
    Ok(initials_svg(id.bytes(), first, words.next_back().unwrap_or_default()))
}

/// Deletes the files of a picture whose row is gone. What fails is left to `doctor` and the prune.
pub async fn forget_files(app: &App, picture: Option<MediaId>) {
    if let Some(id) = picture {
        let files = Arc::clone(&app.media);
        let done = tokio::task::spawn_blocking(move || files.delete(id)).await;
        if !matches!(done, Ok(Ok(_))) {
            tracing::warn!("the files of a picture could not be deleted; they hold no row and will be pruned");
        }
    }
}
