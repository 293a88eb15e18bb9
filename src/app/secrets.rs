//! Secrets: tokens, codes, signatures, passwords. Only what cannot be turned back is kept.

use std::sync::Arc;

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use ring::{digest, hmac};
use tokio::sync::Semaphore;

use super::App;
use crate::domain::account::{CODE_LIFE, SealedCode, Try, code_from, typed_code};
use crate::domain::refusal::Refusal;

/// Bytes of a session token.
const TOKEN_BYTES: usize = 32;

/// Hashes computed at once: 2 × 46 MiB is the peak.
const HASHES_AT_ONCE: usize = 2;

/// Hashes that may wait for their turn: about 4 seconds of work.
const HASHES_WAITING: usize = 128;

/// Memory of a hash in KiB, and its passes (SECURITY.md 9: 66 ms).
const MEMORY_KIB: u32 = 47_104;
const PASSES: u32 = 1;

/// A new secret for a device, and the hash of it that is kept.
pub fn new_token(app: &App) -> (String, [u8; 32]) {
    let token = BASE64URL_NOPAD.encode(&app.random::<TOKEN_BYTES>());
    let hash = sha256(&[token.as_bytes()]);
    (token, hash)
}

/// SHA-256 over these parts, one after the other.
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(part);
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

/// Whether two secrets are the same, in a time that does not tell how much of them is.
pub fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

/// A new code, and what is kept of it.
pub fn new_code(app: &App, now: Timestamp) -> (String, SealedCode) {
    let code = loop {
        if let Some(code) = code_from(&app.random::<16>()) {
            break code;
        }
    };
    let salt = app.random::<16>().to_vec();
    let hash = sha256(&[&salt, code.as_bytes()]).to_vec();
    (code, SealedCode { salt, hash, tries: 0, expires_at: now + CODE_LIFE })
}

/// Judges what was typed against a code that was mailed, and counts it when it is not right: keep the code as it is afterwards.
pub fn try_code(sealed: &mut SealedCode, typed: &str, now: Timestamp) -> Try {
    let matches = typed_code(typed).is_some_and(|code| same(&sha256(&[&sealed.salt, code.as_bytes()]), &sealed.hash));
    let verdict = sealed.judge(matches, now);
    sealed.tries = sealed.tries.saturating_add(u8::from(verdict != Try::Right));
    verdict
}

/// The server's own secret: signs what a page carries for us through a browser.
#[derive(Clone)]
pub struct Secret(hmac::Key);

impl Secret {
    /// The secret made of these bytes.
    pub fn new(bytes: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, bytes))
    }

    /// The signature of these parts for one purpose. Purposes never share signatures.
    pub fn sign(&self, purpose: &str, parts: &[&str]) -> String {
        BASE64URL_NOPAD.encode(hmac::sign(&self.0, &Self::message(purpose, parts)).as_ref())
    }

    /// A digest of these parts for one purpose, that only this server can make.
    pub fn fingerprint(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut digest = [0; 32];
        digest.copy_from_slice(hmac::sign(&self.0, &Self::message(purpose, parts)).as_ref());
        digest
    }

    /// Whether a signature is that of these parts, compared in constant time.
    pub fn verifies(&self, purpose: &str, parts: &[&str], signature: &str) -> bool {
        BASE64URL_NOPAD
            .decode(signature.as_bytes())
            .is_ok_and(|signature| hmac::verify(&self.0, &Self::message(purpose, parts), &signature).is_ok())
    }

    fn message<P: AsRef<[u8]>>(purpose: &str, parts: &[P]) -> Vec<u8> {
        let mut message = Vec::new();
        for part in std::iter::once(purpose.as_bytes()).chain(parts.iter().map(AsRef::as_ref)) {
            message.extend_from_slice(&(part.len() as u64).to_be_bytes());
            message.extend_from_slice(part);
        }
        message
    }
}

/// Hashes passwords with argon2id, off the async threads, at most two at once.
#[derive(Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    memory_kib: u32,
}

impl Default for Passwords {
    fn default() -> Self {
        Self::with_memory(MEMORY_KIB)
    }
}

impl Passwords {
    /// A hasher that fills so much memory. Tests take little of it.
    pub fn with_memory(memory_kib: u32) -> Self {
        let queue = Arc::new(Semaphore::new(HASHES_WAITING));
        Self { turns: Arc::new(Semaphore::new(HASHES_AT_ONCE)), queue, memory_kib }
    }

    /// How many hashes wait or are being made.
    pub fn waiting(&self) -> usize {
        HASHES_WAITING.saturating_sub(self.queue.available_permits())
    }

    fn argon2(&self) -> Argon2<'static> {
        let params = Params::new(self.memory_kib, PASSES, 1, None).unwrap_or_default();
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
    }

    /// The PHC string of a password.
    ///
    /// # Errors
    /// 503 `busy` when too many wait.
    pub async fn hash(&self, password: String, salt: [u8; 16]) -> Result<String, Refusal> {
        let argon2 = self.argon2();
        self.in_turn(move || {
            let hash = argon2.hash_password_with_salt(password.as_bytes(), &salt).map(|hash: PasswordHash| hash.to_string());
            hash.map_err(|_| Refusal::Unavailable("busy"))
        })
        .await?
    }

    /// Whether a password is the one of this PHC string. Without one the same work is done, and the answer is no.
    ///
    /// # Errors
    /// 503 `busy` when too many wait.
    pub async fn verify(&self, password: String, kept: Option<String>) -> Result<bool, Refusal> {
        let argon2 = self.argon2();
        self.in_turn(move || match kept.as_deref().and_then(|phc| PasswordHash::new(phc).ok()) {
            Some(hash) => argon2.verify_password(password.as_bytes(), &hash).is_ok(),
            None => argon2.hash_password_with_salt(password.as_bytes(), &[0; 16]).map(|_: PasswordHash| false).unwrap_or(false),
        })
        .await
    }

    /// Whether a kept hash was made with less work than is asked for now.
    pub fn is_outdated(&self, kept: &str) -> bool {
        let wanted = format!("$argon2id$v=19$m={},t={PASSES},p=1$", self.memory_kib);
        !kept.starts_with(&wanted)
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Refusal> {
        let busy = || Refusal::Unavailable("busy");
        let _waiting = self.queue.try_acquire().map_err(|_| busy())?;
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| busy())?;
        let result = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(turn);
            result
        });
        result.await.map_err(|_| busy())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_good_for_its_purpose_only() {
        let secret = Secret::new(&[7; 32]);
        let signature = secret.sign("photo", &["a", "b"]);
        assert!(secret.verifies("photo", &["a", "b"], &signature));
        assert!(!secret.verifies("csrf", &["a", "b"], &signature));
        assert!(!secret.verifies("photo", &["ab", ""], &signature));
        assert!(!secret.verifies("photo", &["a", "b"], "x"));
        assert!(!Secret::new(&[8; 32]).verifies("photo", &["a", "b"], &signature));
    }

    #[test]
    fn secrets_are_the_same_or_not() {
        for (one, other, want) in [("", "", true), ("123456", "123456", true), ("123456", "123457", false), ("12345", "123456", false)] {
            assert_eq!(same(one.as_bytes(), other.as_bytes()), want, "{one} {other}");
        }
    }

    #[tokio::test]
    async fn passwords_are_verified() {
        let passwords = Passwords::with_memory(64);
        let kept = passwords.hash("pétrole et souci".to_owned(), [1; 16]).await.expect("a turn");
        assert!(kept.starts_with("$argon2id$"));
        assert!(passwords.verify("pétrole et souci".to_owned(), Some(kept.clone())).await.expect("a turn"));
        assert!(!passwords.verify("petrole et souci".to_owned(), Some(kept.clone())).await.expect("a turn"));
        assert!(!passwords.verify("x".to_owned(), None).await.expect("a turn"));
        assert!(!passwords.is_outdated(&kept));
        assert!(Passwords::default().is_outdated(&kept));
    }
}
