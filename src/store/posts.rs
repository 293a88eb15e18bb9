//! News: listed by desk and by when they came out, those that are pinned, those that are not out yet, those that wait for their time.
//!
//! A desk is whoever the news are of: a team, or the network as a whole (area news too), whose key is zeroes.

use jiff::Timestamp;

use super::tables::{
    DESK_OUT_POST_TO_NOTHING, DESK_PINNED_POST_TO_NOTHING, DESK_WAITING_POST_TO_NOTHING, DUE_POST_TO_NOTHING, ID_TO_POST,
    OUT_POST_TO_NOTHING,
};
use super::transaction::Keys;
use super::{Direction, Failure, ReadTx, WriteTx};
use crate::domain::ids::{PostId, TeamId};
use crate::domain::post::{Post, PostStatus};

/// When a post came out, and which it is: its place in a list.
pub type Out = (Timestamp, PostId);

/// Whose news: a team's, or the network's.
pub type Desk = [u8; 16];

/// The desk of a team; none: the network.
pub fn desk(team: Option<TeamId>) -> Desk {
    team.map_or([0; 16], |team| *team.bytes())
}

impl ReadTx<'_> {
    /// A post.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn post(&self, id: PostId) -> Result<Option<Post>, Failure> {
        self.get(&ID_TO_POST, &id)
    }

    /// All posts in the order in which they were made, from the one after `after`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn posts(&self, after: Option<PostId>, limit: usize) -> Result<Vec<Post>, Failure> {
        let rows = self.scan(&ID_TO_POST, &Keys::all(), after.as_ref(), limit, Direction::Up)?;
        Ok(rows.into_iter().map(|(_, post)| post).collect())
    }

    /// Posts that are out, the newest first, whosever they are: those after the place `after`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn posts_out(&self, after: Option<Out>, limit: usize) -> Result<Vec<Out>, Failure> {
        let rows = self.scan(&OUT_POST_TO_NOTHING, &Keys::all(), after.as_ref(), limit, Direction::Down)?;
        Ok(rows.into_iter().map(|(key, ())| key).collect())
    }

    /// The same of one desk.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn posts_of_desk(&self, team: Option<TeamId>, after: Option<Out>, limit: usize) -> Result<Vec<Out>, Failure> {
        let desk = desk(team);
        let after = after.map(|(out, id)| (desk, out, id));
        let rows = self.scan(&DESK_OUT_POST_TO_NOTHING, &Keys::under(&desk), after.as_ref(), limit, Direction::Down)?;
        Ok(rows.into_iter().map(|((_, out, id), ())| (out, id)).collect())
    }

    /// The posts that are pinned at a desk, the newest first.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn posts_pinned(&self, team: Option<TeamId>, limit: usize) -> Result<Vec<Out>, Failure> {
        let rows = self.scan(&DESK_PINNED_POST_TO_NOTHING, &Keys::under(&desk(team)), None, limit, Direction::Down)?;
        Ok(rows.into_iter().map(|((_, out, id), ())| (out, id)).collect())
    }

    /// The drafts and the scheduled posts of a desk, the newest first.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn posts_waiting(&self, team: Option<TeamId>, limit: usize) -> Result<Vec<PostId>, Failure> {
        let rows = self.scan(&DESK_WAITING_POST_TO_NOTHING, &Keys::under(&desk(team)), None, limit, Direction::Down)?;
        Ok(rows.into_iter().map(|((_, id), ())| id).collect())
    }

    /// The scheduled posts, those first that are due first.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn posts_due(&self, limit: usize) -> Result<Vec<Out>, Failure> {
        let rows = self.scan(&DUE_POST_TO_NOTHING, &Keys::all(), None, limit, Direction::Up)?;
        Ok(rows.into_iter().map(|(key, ())| key).collect())
    }
}

/// A post's place among all that are out.
pub(super) fn among_out(post: &Post) -> Vec<Out> {
    post.out_at.filter(|_| post.is_out()).map(|out| (out, post.id)).into_iter().collect()
}

/// Its place among those of its desk that are out.
pub(super) fn of_desk(post: &Post) -> Vec<(Desk, Timestamp, PostId)> {
    among_out(post).into_iter().map(|(out, id)| (desk(post.facts.reach.team()), out, id)).collect()
}

/// Its place among those that are pinned there.
pub(super) fn among_pinned(post: &Post) -> Vec<(Desk, Timestamp, PostId)> {
    of_desk(post).into_iter().filter(|_| post.facts.pinned).collect()
}

/// Its place among those of its desk that are not out yet.
pub(super) fn among_waiting(post: &Post) -> Vec<(Desk, PostId)> {
    let waits = matches!(post.status, PostStatus::Draft | PostStatus::Scheduled);
    if waits { vec![(desk(post.facts.reach.team()), post.id)] } else { Vec::new() }
}

/// Its place among those that come out by themselves.
pub(super) fn among_due(post: &Post) -> Vec<Out> {
    post.out_at.filter(|_| post.status == PostStatus::Scheduled).map(|due| (due, post.id)).into_iter().collect()
}

impl WriteTx<'_> {
    /// Stores a post, new or changed.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn put_post(&mut self, post: &Post) -> Result<(), Failure> {
        let before = self.post(post.id)?;
        self.relist_post(before.as_ref(), Some(post));
        self.put(&ID_TO_POST, &post.id, post);
        Ok(())
    }

    /// Takes a post away; its picture is for whoever asks to take away too.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn delete_post(&mut self, id: PostId) -> Result<(), Failure> {
        let before = self.post(id)?;
        self.relist_post(before.as_ref(), None);
        self.delete(&ID_TO_POST, &id);
        Ok(())
    }

    fn relist_post(&mut self, before: Option<&Post>, after: Option<&Post>) {
        fn of<K>(post: Option<&Post>, keys: fn(&Post) -> Vec<K>) -> Vec<K> {
            post.map(keys).unwrap_or_default()
        }
        self.relist(&OUT_POST_TO_NOTHING, &of(before, among_out), &of(after, among_out));
        self.relist(&DESK_OUT_POST_TO_NOTHING, &of(before, of_desk), &of(after, of_desk));
        self.relist(&DESK_PINNED_POST_TO_NOTHING, &of(before, among_pinned), &of(after, among_pinned));
        self.relist(&DESK_WAITING_POST_TO_NOTHING, &of(before, among_waiting), &of(after, among_waiting));
        self.relist(&DUE_POST_TO_NOTHING, &of(before, among_due), &of(after, among_due));
    }
}
