//! A letter to try the way that letters go: for the keeper, who reads English, and with nothing in it that matters.

use jiff::Timestamp;
use lettre::Message;
use lettre::message::Mailbox;

use super::SendError;
use super::compose::{address, one_line, system_time};
use crate::domain::text::Email;

/// A letter that says that letters arrive.
///
/// # Errors
/// [`SendError::Never`] when an address is none for a mail server.
pub(super) fn letter(from: &Email, to: &Email, network: &str, now: Timestamp) -> Result<Message, SendError> {
    let (from, to) = (address(from)?, address(to)?);
    let network = one_line(network);
    let body = format!("This is a test of {network}, sent at {now:.0} by `banderole mail test`.\n\nLetters of the network arrive.\n");
    Message::builder()
        .message_id(Some(format!("<trial-{}@{}>", now.as_microsecond(), from.domain())))
        .date(system_time(now))
        .from(Mailbox::new(Some(network.clone()), from))
        .to(Mailbox::new(None, to))
        .subject(format!("A test of {network}"))
        .body(body)
        .map_err(|error| SendError::Never(format!("the letter cannot be written: {error}")))
}
