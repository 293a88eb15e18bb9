//! What binds a mailed code to the browser that asked for it (SECURITY.md 7): the browser keeps a mark in a cookie, and the address of the
//! code's page carries the sign-up or the attempt, signed together with that mark. Whoever has only the one or the other gets nowhere.

use std::fmt::Display;
use std::str::FromStr;

use data_encoding::BASE64URL_NOPAD;
use poem::Response;
use poem::http::{HeaderMap, header};

use crate::http::cookies::SECRET;
use crate::http::pages::frame::Visit;

/// What a code is for: a ticket for one does not open the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// To prove the address of a sign-up.
    SignUp,
    /// To sign in.
    SignIn,
}

/// What a ticket to the page of the second factor is for.
pub const SECOND: &str = "second factor";

impl For {
    const fn purpose(self) -> &'static str {
        match self {
            Self::SignUp => "sign-up code",
            Self::SignIn => "sign-in code",
        }
    }
}

/// The mark of a browser.
pub struct Mark(String);

impl Mark {
    /// The mark that this browser has, or a new one.
    pub fn of(visit: &Visit, headers: &HeaderMap) -> Self {
        match visit.pages.cookies.visitor_in(headers) {
            Some(mark) => Self(mark.to_owned()),
            None => Self(BASE64URL_NOPAD.encode(&visit.app().random::<SECRET>())),
        }
    }

    /// A ticket for this browser.
    pub fn ticket(&self, visit: &Visit, what: For, id: impl Display) -> String {
        self.ticket_for(visit, what.purpose(), id)
    }

    /// A ticket for this browser, of another purpose.
    pub fn ticket_for(&self, visit: &Visit, purpose: &str, id: impl Display) -> String {
        let id = id.to_string();
        let seal = visit.app().secret.sign(purpose, &[&id, &self.0]);
        format!("{id}.{seal}")
    }

    /// Lets the browser keep its mark for as long as a code may be asked for and tried.
    pub fn keep(&self, visit: &Visit, response: &mut Response) {
        let bytes = BASE64URL_NOPAD.decode(self.0.as_bytes()).ok().and_then(|bytes| <[u8; SECRET]>::try_from(bytes).ok());
        if let Some(bytes) = bytes {
            response.headers_mut().append(header::SET_COOKIE, visit.pages.cookies.set_visitor(&bytes));
        }
    }
}

/// What a ticket is for, when it was made for this browser.
pub fn open<I: FromStr>(visit: &Visit, headers: &HeaderMap, what: For, ticket: &str) -> Option<I> {
    open_for(visit, headers, what.purpose(), ticket)
}

/// The same, for another purpose.
pub fn open_for<I: FromStr>(visit: &Visit, headers: &HeaderMap, purpose: &str, ticket: &str) -> Option<I> {
    let mark = visit.pages.cookies.visitor_in(headers)?;
    let (id, seal) = ticket.split_once('.')?;
    visit.app().secret.verifies(purpose, &[id, mark], seal).then(|| id.parse().ok()).flatten()
}
