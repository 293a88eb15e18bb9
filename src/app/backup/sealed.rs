//! Locking a backup with a passphrase: the file format of age, version 1 (age-encryption.org/v1), with one scrypt recipient, so that
//! `age -d` opens what we lock and we open what `age -p` locks.
//!
//! Written here on `ring` (HKDF, HMAC, ChaCha20-Poly1305) and the `scrypt` crate because the `age` crate brings some forty others, a second
//! translation system among them. The content is sealed in chunks of 64 KiB; the last one says so: a file that was cut short is found.

use std::io::{self, ErrorKind, Read, Write};

use data_encoding::BASE64_NOPAD;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use ring::{hkdf, hmac};

use super::Trouble;

/// How a locked file begins.
pub const MAGIC: &[u8] = b"age-encryption.org/v1\n";

/// Work to try a passphrase: 2^17 rounds, 128 MiB of memory, as OWASP advises; half a second.
const WORK: u8 = 17;

/// Most work that we do to open a file: 2^20, 1 GiB.
const WORK_MAX: u8 = 20;

const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;

/// Longest header that we read: ours has 150 bytes.
const HEADER_MAX: usize = 4096;

/// A passphrase; shown nowhere.
#[derive(Clone)]
pub struct Passphrase(String);

impl Passphrase {
    /// Fewest characters: it stands against trying offline, for ever.
    pub const MIN: usize = 12;

    /// The passphrase in a text, without the line's end.
    ///
    /// # Errors
    /// When it is too short to lock anything.
    pub fn new(text: &str) -> Result<Self, String> {
        let text = text.trim_end_matches(['\r', '\n']);
        if text.chars().count() < Self::MIN {
            return Err(format!("a passphrase has at least {} characters", Self::MIN));
        }
        Ok(Self(text.to_owned()))
    }

    fn wrapping_key(&self, salt: &[u8], work: u8) -> Result<LessSafeKey, Trouble> {
        let params =
            scrypt::Params::new(work, 8, 1).map_err(|_| Trouble::Damaged("its lock asks for work that makes no sense".to_owned()))?;
        let mut key = [0; 32];
        let salt = [b"age-encryption.org/v1/scrypt" as &[u8], salt].concat();
        scrypt::scrypt(self.0.as_bytes(), &salt, &params, &mut key).map_err(|_| Trouble::Locked("no key can be made of the passphrase"))?;
        Ok(sealing_key(&key))
    }
}

fn sealing_key(key: &[u8; 32]) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, key).expect("a key of ChaCha20 has 32 bytes"))
}

struct Length;

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        32
    }
}

fn derived(salt: &[u8], file_key: &[u8], purpose: &[u8]) -> [u8; 32] {
    let mut key = [0; 32];
    hkdf::Salt::new(hkdf::HKDF_SHA256, salt)
        .extract(file_key)
        .expand(&[purpose], Length)
        .and_then(|okm| okm.fill(&mut key))
        .expect("32 bytes are few enough");
    key
}

fn header_key(file_key: &[u8]) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, &derived(&[], file_key, b"header"))
}

fn payload_key(file_key: &[u8], nonce: &[u8]) -> LessSafeKey {
    sealing_key(&derived(nonce, file_key, b"payload"))
}

/// The nonce of a chunk: its number, and whether it is the last.
fn nonce(number: u64, last: bool) -> Nonce {
    let mut bytes = [0; 12];
    bytes[3..11].copy_from_slice(&number.to_be_bytes());
    bytes[11] = u8::from(last);
    Nonce::assume_unique_for_key(bytes)
}

/// Locks what is written to it. What is written is whole only after [`Locker::end`].
pub struct Locker<W> {
    output: W,
    key: LessSafeKey,
    number: u64,
    waiting: Vec<u8>,
}

impl<W: Write> Locker<W> {
    /// Begins a locked file. `chance` fills bytes with chance.
    ///
    /// # Errors
    /// The disk's.
    pub fn begin(output: W, passphrase: &Passphrase, chance: &dyn Fn(&mut [u8])) -> Result<Self, Trouble> {
        Self::with_work(output, passphrase, chance, WORK)
    }

    fn with_work(mut output: W, passphrase: &Passphrase, chance: &dyn Fn(&mut [u8]), work: u8) -> Result<Self, Trouble> {
        let (mut file_key, mut salt, mut start) = ([0; 16], [0; 16], [0; 16]);
        chance(&mut file_key);
        chance(&mut salt);
        chance(&mut start);
        let mut wrapped = file_key.to_vec();
        passphrase
            .wrapping_key(&salt, work)?
            .seal_in_place_append_tag(Nonce::assume_unique_for_key([0; 12]), Aad::empty(), &mut wrapped)
            .expect("16 bytes are few enough");
        let magic = String::from_utf8_lossy(MAGIC);
        let header = format!("{magic}-> scrypt {} {work}\n{}\n---", BASE64_NOPAD.encode(&salt), BASE64_NOPAD.encode(&wrapped));
        let mac = hmac::sign(&header_key(&file_key), header.as_bytes());
        let begun = format!("{header} {}\n", BASE64_NOPAD.encode(mac.as_ref()));
        output.write_all(begun.as_bytes()).and_then(|()| output.write_all(&start)).map_err(Trouble::Disk)?;
        Ok(Self { output, key: payload_key(&file_key, &start), number: 0, waiting: Vec::with_capacity(CHUNK + TAG) })
    }

    /// Ends the file; what it was written to comes back.
    ///
    /// # Errors
    /// The disk's.
    pub fn end(mut self) -> io::Result<W> {
        self.seal(true)?;
        self.output.flush()?;
        Ok(self.output)
    }

    fn seal(&mut self, last: bool) -> io::Result<()> {
        self.key.seal_in_place_append_tag(nonce(self.number, last), Aad::empty(), &mut self.waiting).expect("64 KiB are few enough");
        self.number += 1;
        self.output.write_all(&self.waiting)?;
        self.waiting.clear();
        Ok(())
    }
}

impl<W: Write> Write for Locker<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full chunk waits until something follows it, because the last one is sealed differently.
        if self.waiting.len() == CHUNK && !bytes.is_empty() {
            self.seal(false)?;
        }
        let taken = bytes.len().min(CHUNK - self.waiting.len());
        self.waiting.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}

/// Opens what was locked. A changed or missing byte is an [`ErrorKind::InvalidData`].
pub struct Unlocker<R> {
    input: R,
    key: LessSafeKey,
    number: u64,
    /// The chunk that is read from, and how far.
    open: Vec<u8>,
    read: usize,
    /// The byte after the sealed chunk, read to know whether it is the last.
    ahead: Option<u8>,
    ended: bool,
}

impl<R: Read> Unlocker<R> {
    /// Begins to read a locked file, from its first byte on.
    ///
    /// # Errors
    /// [`Trouble::Locked`] when the passphrase is wrong; [`Trouble::Damaged`] when the lock makes no sense.
    pub fn begin(mut input: R, passphrase: &Passphrase) -> Result<Self, Trouble> {
        let strange = || Trouble::Damaged("its lock is damaged, or not one made with a passphrase".to_owned());
        let header = header_of(&mut input)?;
        let text = std::str::from_utf8(&header).map_err(|_| strange())?;
        let mut lines = text.lines().skip(1);
        let recipient = lines.next().and_then(|line| line.strip_prefix("-> scrypt ")).and_then(|line| line.split_once(' '));
        let (salt, work) = recipient.ok_or_else(strange)?;
        let decode = |text: &str| BASE64_NOPAD.decode(text.as_bytes()).map_err(|_| strange());
        let (salt, work): (_, u8) = (decode(salt)?, work.parse().map_err(|_| strange())?);
        let mut wrapped = decode(lines.next().ok_or_else(strange)?)?;
        let mac = decode(lines.next().and_then(|line| line.strip_prefix("--- ")).ok_or_else(strange)?)?;
        if lines.next().is_some() || work == 0 || work > WORK_MAX || salt.len() != 16 || wrapped.len() != 16 + TAG {
            return Err(strange());
        }
        let wrapping = passphrase.wrapping_key(&salt, work)?;
        let file_key = wrapping
            .open_in_place(Nonce::assume_unique_for_key([0; 12]), Aad::empty(), &mut wrapped)
            .map_err(|_| Trouble::Locked("the passphrase is wrong"))?;
        let signed = &header[..text.rfind("--- ").map_or(0, |at| at + 3)];
        hmac::verify(&header_key(file_key), signed, &mac).map_err(|_| strange())?;
        let mut start = [0; 16];
        input.read_exact(&mut start).map_err(|_| strange())?;
        let key = payload_key(file_key, &start);
        Ok(Self { input, key, number: 0, open: Vec::new(), read: 0, ahead: None, ended: false })
    }

    fn next(&mut self) -> io::Result<()> {
        let mut sealed: Vec<u8> = Vec::with_capacity(CHUNK + TAG + 1);
        sealed.extend(self.ahead.take());
        let wanted = CHUNK + TAG + 1 - sealed.len();
        (&mut self.input).take(wanted as u64).read_to_end(&mut sealed)?;
        let last = sealed.len() <= CHUNK + TAG;
        if !last {
            self.ahead = sealed.pop();
        }
        let length = match self.key.open_in_place(nonce(self.number, last), Aad::empty(), &mut sealed) {
            Ok(open) => open.len(),
            Err(_) => {
                let what = if last { "the last locked chunk was changed, or is cut short" } else { "a locked chunk was changed" };
                return Err(io::Error::new(ErrorKind::InvalidData, what));
            }
        };
        sealed.truncate(length);
        if length == 0 && self.number > 0 {
            return Err(io::Error::new(ErrorKind::InvalidData, "a locked chunk is empty"));
        }
        self.number += 1;
        self.ended = last;
        self.open = sealed;
        self.read = 0;
        Ok(())
    }
}

impl<R: Read> Read for Unlocker<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        if self.read == self.open.len() && !self.ended {
            self.next()?;
        }
        let open = &self.open[self.read..];
        let taken = bytes.len().min(open.len());
        bytes[..taken].copy_from_slice(&open[..taken]);
        self.read += taken;
        Ok(taken)
    }
}

/// The lines up to and with the one that begins with `---`.
fn header_of(input: &mut impl Read) -> Result<Vec<u8>, Trouble> {
    let (mut header, mut line) = (Vec::new(), 0);
    let mut byte = [0];
    while header.len() < HEADER_MAX {
        input.read_exact(&mut byte).map_err(|_| Trouble::Damaged("it ends within its lock: it is cut short".to_owned()))?;
        header.push(byte[0]);
        if byte[0] == b'\n' {
            if header[line..].starts_with(b"--- ") {
                return Ok(header);
            }
            line = header.len();
        }
    }
    Err(Trouble::Damaged("its lock makes no sense".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passphrase(text: &str) -> Passphrase {
        Passphrase::new(text).expect("long enough")
    }

    fn locked(content: &[u8]) -> Vec<u8> {
        let mut locker = Locker::with_work(Vec::new(), &passphrase("douze pommes"), &|bytes| bytes.fill(7), 2).expect("memory");
        locker.write_all(content).expect("memory");
        locker.end().expect("memory")
    }

    fn opened(bytes: &[u8], text: &str) -> Result<Vec<u8>, Trouble> {
        let mut content = Vec::new();
        Unlocker::begin(bytes, &passphrase(text))?.read_to_end(&mut content).map_err(Trouble::Disk)?;
        Ok(content)
    }

    #[test]
    fn what_was_locked_is_opened_with_its_passphrase_only() {
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK] {
            let content: Vec<u8> = (0..length).map(|n| (n % 251) as u8).collect();
            let bytes = locked(&content);
            assert_eq!(opened(&bytes, "douze pommes").expect("it opens"), content, "{length}");
            assert!(matches!(opened(&bytes, "treize pommes"), Err(Trouble::Locked(_))));
        }
        assert!(Passphrase::new("court\n").is_err());
    }

    #[test]
    fn what_was_changed_or_cut_is_found() {
        let bytes = locked(&[5; 300]);
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            // A changed work factor may ask for much work: those that stay small are tried.
            if !bytes[at].is_ascii_digit() || at < MAGIC.len() || at > 60 {
                assert!(opened(&changed, "douze pommes").is_err(), "byte {at}");
            }
            assert!(opened(&bytes[..at], "douze pommes").is_err(), "cut at {at}");
        }
        let long = locked(&[5; 2 * CHUNK]);
        assert!(opened(&long[..long.len() - CHUNK - TAG], "douze pommes").is_err(), "the last chunk is missing");
    }

    #[test]
    fn a_file_that_age_locked_is_opened() {
        // Made with `age -p` of age 1.1.1.
        let bytes = include_bytes!("../../../tests/data/age-passphrase.age");
        assert_eq!(opened(bytes, "correct horse battery").expect("it opens"), b"Bonjour, age.\n");
    }
}
