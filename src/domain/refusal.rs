//! Why a deed is refused: one vocabulary for the page, the JSON answer and the command line.

use std::fmt;

use super::text::TextError;

/// A deed was not done. Each variant says whose turn it is to do what.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// Only somebody who is signed in may (401).
    SignIn,
    /// Known, and not allowed (403). The code says why.
    Forbidden(&'static str),
    /// Absent, or not visible to the one who asks: the two look the same (404).
    NotFound,
    /// It clashes with the state of things (409). The code says how.
    Conflict(&'static str),
    /// What was edited has changed since it was read (412).
    Stale,
    /// Values that break a rule, each with its field (422).
    Invalid(Vec<Flaw>),
    /// Too often: come back after so many seconds (429).
    TooMany {
        /// Seconds until the next try may succeed.
        retry_after: u32,
    },
    /// The house cannot do it now (503): the record is full, broken or busy. The code says which.
    Unavailable(&'static str),
}

/// One value that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The field, as the contract names it.
    pub field: &'static str,
    /// The rule, as a stable code.
    pub code: &'static str,
    /// The number that the rule speaks of (a length, a limit), when it speaks of one.
    pub number: Option<i64>,
    /// What the value may mean, when there is a choice: ids, the likeliest first.
    pub among: Vec<String>,
}

impl Flaw {
    /// A flaw without a number.
    pub fn new(field: &'static str, code: &'static str) -> Self {
        Self { field, code, number: None, among: Vec::new() }
    }

    /// A flaw with the number that its rule speaks of.
    pub fn with(field: &'static str, code: &'static str, number: i64) -> Self {
        Self { field, code, number: Some(number), among: Vec::new() }
    }

    /// What a text's error is in this field.
    pub fn text(field: &'static str, error: TextError) -> Self {
        let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        match error {
            TextError::Missing => Self::new(field, "missing"),
            TextError::TooShort(n) => Self::with(field, "too_short", number(n)),
            TextError::TooLong(n) => Self::with(field, "too_long", number(n)),
            TextError::Character => Self::new(field, "bad_character"),
            TextError::Form => Self::new(field, "bad_form"),
        }
    }
}

impl Flaw {
    /// Whether this says no more than that the other value could not be taken: a link that cannot be read leaves neither place nor link.
    pub fn follows(&self, known: &Self) -> bool {
        self.code == "place_or_link" && known.field == "online_url"
    }
}

impl Refusal {
    /// A refusal because of one field.
    pub fn field(field: &'static str, code: &'static str) -> Self {
        Self::Invalid(vec![Flaw::new(field, code)])
    }

    /// The stable code that clients rely on.
    pub fn code(&self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Forbidden(code) | Self::Conflict(code) | Self::Unavailable(code) => code,
            Self::NotFound => "not_found",
            Self::Stale => "stale",
            Self::Invalid(_) => "invalid",
            Self::TooMany { .. } => "too_many",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())?;
        if let Self::Invalid(flaws) = self {
            for flaw in flaws {
                write!(f, " {}:{}", flaw.field, flaw.code)?;
                if let Some(n) = flaw.number {
                    write!(f, "({n})")?;
                }
            }
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}

/// Gathers the flaws of a form, so that all are told at once.
#[derive(Debug, Default)]
pub struct Flaws(Vec<Flaw>);

impl Flaws {
    /// The value, or nothing and a flaw.
    pub fn text<T>(&mut self, field: &'static str, parsed: Result<T, TextError>) -> Option<T> {
        parsed.map_err(|error| self.0.push(Flaw::text(field, error))).ok()
    }

    /// Notes a flaw.
    pub fn push(&mut self, flaw: Flaw) {
        self.0.push(flaw);
    }

    /// Notes a flaw when the rule does not hold.
    pub fn require(&mut self, holds: bool, flaw: Flaw) {
        if !holds {
            self.0.push(flaw);
        }
    }

    /// Notes the flaws of a refusal, but for those of fields of which a flaw is known (or of a part: `place.lat` of `place`). A refusal of
    /// another kind is handed back.
    ///
    /// # Errors
    /// The refusal, when it is not [`Refusal::Invalid`].
    pub fn add(&mut self, refusal: Refusal) -> Result<(), Refusal> {
        let Refusal::Invalid(flaws) = refusal else { return Err(refusal) };
        for flaw in flaws {
            let about_it = |known: &Flaw| known.field.strip_prefix(flaw.field).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
            if !self.0.iter().any(|known| about_it(known) || flaw.follows(known)) {
                self.0.push(flaw);
            }
        }
        Ok(())
    }

    /// Whether nothing is wrong so far.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// # Errors
    /// [`Refusal::Invalid`] with every flaw noted, when there is one.
    pub fn done(self) -> Result<(), Refusal> {
        if self.0.is_empty() { Ok(()) } else { Err(Refusal::Invalid(self.0)) }
    }

    /// The refusal of the flaws noted. Call it where a value is known to be missing.
    pub fn refusal(self) -> Refusal {
        Refusal::Invalid(self.0)
    }
}
