//! Pictures: whose they are. Their bytes lie in files of another room.

use super::tables::{ID_TO_PICTURE, PICTURE_TO_SUM, WAITING_PICTURE_TO_NOTHING};
use super::transaction::Keys;
use super::{Direction, Failure, ReadTx, WriteTx};
use crate::domain::ids::MediaId;
use crate::domain::media::{Owner, Picture};

impl ReadTx<'_> {
    /// A picture.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn picture(&self, id: MediaId) -> Result<Option<Picture>, Failure> {
        self.get(&ID_TO_PICTURE, &id)
    }

    /// The SHA-256 of a picture's files, as they were written; none when none was kept.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn picture_sum(&self, id: MediaId) -> Result<Option<[u8; 32]>, Failure> {
        self.get(&PICTURE_TO_SUM, &id)
    }

    /// All pictures, the oldest first, from the one after `after`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn pictures(&self, after: Option<MediaId>, limit: usize) -> Result<Vec<Picture>, Failure> {
        let rows = self.scan(&ID_TO_PICTURE, &Keys::all(), after.as_ref(), limit, Direction::Up)?;
        Ok(rows.into_iter().map(|(_, picture)| picture).collect())
    }

    /// The pictures that wait for an owner (held for a form, or of a sign-up), the oldest first, from the one after `after`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn waiting_pictures(&self, after: Option<MediaId>, limit: usize) -> Result<Vec<Picture>, Failure> {
        let keys = self.scan(&WAITING_PICTURE_TO_NOTHING, &Keys::all(), after.as_ref(), limit, Direction::Up)?;
        keys.iter().map(|(id, ())| self.picture(*id)).filter_map(Result::transpose).collect()
    }
}

/// Whether a picture has no lasting owner yet.
pub(super) fn waits(picture: &Picture) -> bool {
    match picture.owner {
        Owner::Held | Owner::Signup(_) => true,
        Owner::Member(_) | Owner::Event(_) | Owner::Team(_) | Owner::Post(_) => false,
    }
}

impl WriteTx<'_> {
    /// Stores a picture, new or with another owner.
    pub fn put_picture(&mut self, picture: &Picture) {
        if waits(picture) {
            self.put(&WAITING_PICTURE_TO_NOTHING, &picture.id, &());
        } else {
            self.delete(&WAITING_PICTURE_TO_NOTHING, &picture.id);
        }
        self.put(&ID_TO_PICTURE, &picture.id, picture);
    }

    /// Keeps the SHA-256 of a picture's files.
    pub fn put_picture_sum(&mut self, id: MediaId, sum: &[u8; 32]) {
        self.put(&PICTURE_TO_SUM, &id, sum);
    }

    /// Takes a picture away; its files are for others to remove.
    pub fn delete_picture(&mut self, id: MediaId) {
        self.delete(&WAITING_PICTURE_TO_NOTHING, &id);
        self.delete(&PICTURE_TO_SUM, &id);
        self.delete(&ID_TO_PICTURE, &id);
    }
}
