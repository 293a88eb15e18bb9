//! What can go wrong with the record itself, as opposed to what a rule refuses.

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::domain::refusal::Refusal;

/// Why the record could not be read or written. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The disk or its file system answered with an error, named here.
    Io(String),
    /// The disk is full, or the folder's quota is used up.
    Full,
    /// What is stored is not what was written; the text says what and where.
    Damaged(String),
    /// Too many changes wait for the disk already: try again in a moment.
    Busy,
    /// The record is closed.
    Closed,
    /// The change panicked, or broke what the record relies on: a fault of the program, named here. Other changes go on.
    Fault(&'static str),
}

impl Failure {
    /// Whether the same change may succeed if it is tried again soon.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Busy | Self::Full | Self::Io(_))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(what) => write!(f, "the disk answers with an error: {what}"),
            Self::Full => f.write_str("the disk is full"),
            Self::Damaged(what) => write!(f, "the record is damaged: {what}"),
            Self::Busy => f.write_str("too many changes wait for the disk"),
            Self::Closed => f.write_str("the record is closed"),
            Self::Fault(what) => write!(f, "a change to the record met a fault of the program: {what}"),
        }
    }
}

impl std::error::Error for Failure {}

/// To whoever asked for a deed, every failure is the house's: 503 and a code.
impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self::Unavailable(match failure {
            Failure::Full => "storage_full",
            Failure::Busy => "busy",
            Failure::Closed => "closing",
            Failure::Io(_) | Failure::Damaged(_) | Failure::Fault(_) => "storage_failed",
        })
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => Self::Full,
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => Self::Damaged(error.to_string()),
            _ => Self::Io(error.to_string()),
        }
    }
}

/// Why a record could not be opened. The text of each is one that a keeper can act upon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenError {
    /// Another program, most likely a running server, has the record open.
    AlreadyOpen(PathBuf),
    /// A later version of the program wrote the record.
    Newer {
        /// Where the record is.
        file: PathBuf,
        /// The format that it is written in.
        found: u64,
        /// The newest format that this program knows.
        known: u64,
    },
    /// The file or its folder cannot be used, or what is in it is damaged.
    Unusable(PathBuf, Failure),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlreadyOpen(file) => {
                write!(f, "{} is in use by another program: is a server running on this folder already?", file.display())
            }
            Self::Newer { file, found, known } => write!(
                f,
                "{} was written by a later version (format {found}; this program knows formats up to {known}): \
                 use that version, or restore a backup made before it",
                file.display()
            ),
            Self::Unusable(file, failure) => write!(f, "{} cannot be opened: {failure}", file.display()),
        }
    }
}

impl std::error::Error for OpenError {}
