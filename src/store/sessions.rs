//! Sessions and tokens. A request's secret leads to its session in one step.

use super::tables::{MEMBER_SESSION_TO_SECRET_HASH, SECRET_HASH_TO_SESSION};
use super::transaction::Keys;
use super::{Direction, Failure, ReadTx, WriteTx};
use crate::domain::account::Session;
use crate::domain::ids::{MemberId, SessionId};

impl ReadTx<'_> {
    /// The session whose secret has this SHA-256, whether it still holds or not.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn session_by_secret(&self, hash: &[u8; 32]) -> Result<Option<Session>, Failure> {
        self.get(&SECRET_HASH_TO_SESSION, hash)
    }

    /// One session of a member.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn session(&self, member: MemberId, id: SessionId) -> Result<Option<Session>, Failure> {
        let hash = self.get(&MEMBER_SESSION_TO_SECRET_HASH, &(member, id))?;
        hash.map_or(Ok(None), |hash| self.session_by_secret(&hash))
    }

    /// All sessions of a member, the oldest first. There are at most [`SESSIONS_MAX`](crate::domain::account::SESSIONS_MAX), and the tokens.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn sessions_of(&self, member: MemberId) -> Result<Vec<Session>, Failure> {
        let hashes = self.scan(&MEMBER_SESSION_TO_SECRET_HASH, &Keys::under(&member), None, usize::MAX, Direction::Up)?;
        let sessions = hashes.iter().map(|(_, hash)| self.session_by_secret(hash));
        sessions.filter_map(Result::transpose).collect()
    }

    /// Sessions in the order of their hashes, from the one after `after`: for tidying up.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn sessions(&self, after: Option<[u8; 32]>, limit: usize) -> Result<Vec<Session>, Failure> {
        let rows = self.scan(&SECRET_HASH_TO_SESSION, &Keys::all(), after.as_ref(), limit, Direction::Up)?;
        Ok(rows.into_iter().map(|(_, session)| session).collect())
    }
}

impl WriteTx<'_> {
    /// Stores a session, new or used again. With another secret, the former one means nothing any more.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn put_session(&mut self, session: &Session) -> Result<(), Failure> {
        let key = (session.member, session.id);
        if let Some(former) = self.get(&MEMBER_SESSION_TO_SECRET_HASH, &key)?.filter(|hash| *hash != session.secret_hash) {
            self.delete(&SECRET_HASH_TO_SESSION, &former);
        }
        self.put(&SECRET_HASH_TO_SESSION, &session.secret_hash, session);
        self.put(&MEMBER_SESSION_TO_SECRET_HASH, &key, &session.secret_hash);
        Ok(())
    }

    /// Ends a session; nothing happens when it had ended.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn delete_session(&mut self, member: MemberId, id: SessionId) -> Result<(), Failure> {
        if let Some(hash) = self.get(&MEMBER_SESSION_TO_SECRET_HASH, &(member, id))? {
            self.delete(&SECRET_HASH_TO_SESSION, &hash);
            self.delete(&MEMBER_SESSION_TO_SECRET_HASH, &(member, id));
        }
        Ok(())
    }

    /// Ends all sessions and tokens of a member but `keep`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn delete_sessions_of(&mut self, member: MemberId, keep: Option<SessionId>) -> Result<(), Failure> {
        let ended = self.scan(&MEMBER_SESSION_TO_SECRET_HASH, &Keys::under(&member), None, usize::MAX, Direction::Up)?;
        for ((member, id), hash) in ended.into_iter().filter(|((_, id), _)| Some(*id) != keep) {
            self.delete(&SECRET_HASH_TO_SESSION, &hash);
            self.delete(&MEMBER_SESSION_TO_SECRET_HASH, &(member, id));
        }
        Ok(())
    }
}
