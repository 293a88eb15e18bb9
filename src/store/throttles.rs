//! Throttles: token buckets that outlive a restart.

use std::ops::ControlFlow;

use jiff::Timestamp;

use super::tables::NAME_TO_BUCKET;
use super::transaction::Keys;
use super::{Direction, Failure, ReadTx, WriteTx};
use crate::domain::account::Bucket;

impl ReadTx<'_> {
    /// The bucket of this name; none: full.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn bucket(&self, name: &str) -> Result<Option<Bucket>, Failure> {
        self.get(&NAME_TO_BUCKET, &name.to_owned())
    }
}

impl WriteTx<'_> {
    /// Stores the state of a bucket.
    pub fn put_bucket(&mut self, name: &str, bucket: &Bucket) {
        self.put(&NAME_TO_BUCKET, &name.to_owned(), bucket);
    }

    /// Looks at `limit` buckets after the name `after`, and forgets those that are full again. Gives the name to go on from; none at the end.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn forget_full_buckets(&mut self, now: Timestamp, after: Option<&str>, limit: usize) -> Result<Option<String>, Failure> {
        let after = after.map(str::to_owned);
        let (mut full, mut last, mut seen) = (Vec::new(), None, 0);
        self.each(&NAME_TO_BUCKET, &Keys::all(), after.as_ref(), Direction::Up, |name, bucket| {
            seen += 1;
            if bucket.full_at <= now {
                full.push(name.clone());
            }
            last = Some(name);
            if seen < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        for name in full {
            self.delete(&NAME_TO_BUCKET, &name);
        }
        Ok(last.filter(|_| seen >= limit))
    }
}
