//! The second factor (SECURITY.md 10): a code that an app counts out of a secret and the time (TOTP, RFC 6238, as every such app knows it), and
//! codes on paper for whoever lost the phone. Each code is good once.

use jiff::Timestamp;

use super::account::CODE_LETTERS;

/// Bytes of the secret: as long as the hash (RFC 4226, 4).
pub const SECRET_BYTES: usize = 20;
/// Seconds that a code is good for.
pub const STEP: i64 = 30;
/// Digits of a code.
pub const DIGITS: usize = 6;
/// Steps before and after now whose codes are taken: phones go wrong by some seconds, and typing takes some.
pub const DRIFT: i64 = 1;
/// Codes on paper.
pub const RECOVERY_CODES: usize = 10;
/// Characters of a code on paper: 12 of 31 letters are 59 bits.
pub const RECOVERY_LENGTH: usize = 12;

/// A member's second factor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factor {
    /// What the app counts with.
    pub secret: [u8; SECRET_BYTES],
    /// Since when it is asked for; none while it waits for its first code.
    pub since: Option<Timestamp>,
    /// The step whose code was used last: none before it counts again.
    pub last_step: i64,
    /// SHA-256 of the codes on paper that are left.
    pub recovery: Vec<[u8; 32]>,
}

impl Factor {
    /// One that waits for its first code.
    pub fn waiting(secret: [u8; SECRET_BYTES]) -> Self {
        Self { secret, since: None, last_step: 0, recovery: Vec::new() }
    }

    /// Whether it is asked for.
    pub fn holds(&self) -> bool {
        self.since.is_some()
    }

    /// The steps whose codes are good now.
    pub fn steps(&self, now: Timestamp) -> impl Iterator<Item = i64> + use<> {
        let (step, last) = (now.as_second().div_euclid(STEP), self.last_step);
        (step - DRIFT..=step + DRIFT).filter(move |step| *step > last)
    }
}

/// What was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// Six digits, from the app.
    App(String),
    /// A code on paper.
    Paper(String),
    /// Neither.
    Nonsense,
}

/// Reads what was typed: spaces and hyphens do not count.
pub fn typed(text: &str) -> Typed {
    let code: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_uppercase()).collect();
    match code.len() {
        DIGITS if code.bytes().all(|b| b.is_ascii_digit()) => Typed::App(code),
        RECOVERY_LENGTH if code.bytes().all(|b| CODE_LETTERS.contains(&b)) => Typed::Paper(code),
        _ => Typed::Nonsense,
    }
}

/// The digits that an HMAC-SHA-1 of a step makes (RFC 4226, 5.3).
pub fn digits(hash: &[u8; 20]) -> String {
    let at = usize::from(hash[19] & 0xf);
    let number = u32::from_be_bytes([hash[at] & 0x7f, hash[at + 1], hash[at + 2], hash[at + 3]]);
    format!("{:0DIGITS$}", number % 1_000_000)
}

/// A code on paper as it is shown: in groups of four.
pub fn in_groups(text: &str) -> String {
    let groups: Vec<String> = text.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_forgiven() {
        for (text, want) in [
            ("123 456", Typed::App("123456".to_owned())),
            ("abcd-efgh-jk23", Typed::Paper("ABCDEFGHJK23".to_owned())),
            ("", Typed::Nonsense),
            ("12345", Typed::Nonsense),
            ("1234567", Typed::Nonsense),
            ("１２３４５６", Typed::Nonsense),
            ("ABCD-EFGH-JK0I", Typed::Nonsense),
        ] {
            assert_eq!(typed(text), want, "{text}");
        }
        assert_eq!(typed(&in_groups("ABCDEFGHJK23")), Typed::Paper("ABCDEFGHJK23".to_owned()));
    }

    #[test]
    fn a_step_counts_once_and_only_near_now() {
        let now = Timestamp::from_second(1_780_000_020).expect("in range");
        let step = 1_780_000_020 / STEP;
        let factor = Factor::waiting([1; SECRET_BYTES]);
        assert_eq!(factor.steps(now).collect::<Vec<_>>(), [step - 1, step, step + 1]);
        assert_eq!(Factor { last_step: step, ..factor.clone() }.steps(now).collect::<Vec<_>>(), [step + 1]);
        assert_eq!(Factor { last_step: step + 1, ..factor }.steps(now).count(), 0);
    }
}
