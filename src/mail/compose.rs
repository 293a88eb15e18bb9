//! Writing a letter: from a chore to an RFC 5322 message, text and HTML, French or English.
//!
//! Each letter is written once a language, as text, in `assets/mail/`: its first line is the subject, and its HTML is made of its
//! paragraphs; one that ends in an address of this network becomes a link. Whatever a person chose is reduced to one line before it goes
//! in, so that it cannot add a paragraph or a header. Letters that bring news are filled in `news`.

use std::time::{Duration, SystemTime};

use askama::Template;
use data_encoding::HEXLOWER;
use jiff::Timestamp;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, MultiPartKind, SinglePart};
use lettre::{Address, Message};
use ring::digest::{SHA256, digest};

use super::{Outgoing, SendError, news};
use crate::domain::account::CODE_LIFE;
use crate::domain::chore::{Letter, Notice};
use crate::domain::lang::Lang;
use crate::domain::text::Email;
use crate::words::Words;

/// The colour of a network whose own is not one.
const COLOUR: &str = "#0f6b66";

/// What a letter says, before it is a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The subject: one line.
    pub subject: String,
    /// The body, paragraphs separated by empty lines.
    pub body: String,
    /// The paragraph that is a code, to be shown large; empty: there is none.
    pub code: String,
    /// The addresses that are shown as buttons.
    pub buttons: Vec<String>,
    /// The addresses at the foot, shown small.
    pub foot: Vec<String>,
    /// Where one tap ends such letters; empty for those that protect the account.
    pub stop: String,
}

/// Writes a letter as a message from this address.
///
/// # Errors
/// [`SendError::Never`] when an address is none for a mail server.
pub fn message(letter: &Outgoing<'_>, from: &Email, now: Timestamp) -> Result<Message, SendError> {
    let never = |why: &dyn std::fmt::Display| SendError::Never(format!("the letter cannot be written: {why}"));
    let text = text(letter, now).map_err(|error| never(&error))?;
    let html = html(letter, &text).map_err(|error| never(&error))?;
    let (from, to) = (address(from)?, address(&letter.chore.to)?);
    let mark = mark(letter);
    let parts = MultiPart::builder()
        .kind(MultiPartKind::Alternative)
        .boundary(&mark)
        .singlepart(SinglePart::plain(text.body))
        .singlepart(SinglePart::html(html));
    let mut head = Message::builder();
    if !text.stop.is_empty() {
        // RFC 2369 and RFC 8058: one tap in the reader's own program ends these letters.
        head = head.raw_header(header("List-Unsubscribe", format!("<{}>", text.stop)));
        head = head.raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
    }
    head.message_id(Some(format!("<{}.{mark}@{}>", letter.number, from.domain())))
        .date(system_time(now))
        .from(Mailbox::new(Some(one_line(letter.network)), from))
        .to(Mailbox::new(None, to))
        .subject(text.subject)
        .raw_header(header("Auto-Submitted", "auto-generated".to_owned()))
        .multipart(parts)
        .map_err(|error| never(&error))
}

fn header(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

/// The words of a letter. `now` decides whether a date needs its year.
///
/// # Errors
/// None that are known: filling a template into a string does not fail.
pub fn text(letter: &Outgoing<'_>, now: Timestamp) -> Result<Text, askama::Error> {
    let (first_name, code, address) = match &letter.chore.letter {
        Letter::SignupCode { first_name, code } | Letter::SignupKnown { first_name, code } | Letter::SigninCode { first_name, code } => {
            (one_line(first_name), one_line(code), String::new())
        }
        Letter::AddressCode { first_name, code, address } => (one_line(first_name), one_line(code), one_line(address)),
        Letter::Notice { first_name, notice, detail, link } => return Ok(self::notice(letter, first_name, *notice, detail, link)),
        Letter::Invitation { team, by, until, link, stop } => return Ok(invitation(letter, [team, by], *until, [link, stop])),
        Letter::Claim { first_name, again, until, link, stop } => return Ok(claim(letter, first_name, *again, *until, [link, stop])),
        Letter::News { .. } | Letter::Reminder { .. } | Letter::Digest { .. } => return news::text(letter, now),
    };
    let network = one_line(letter.network);
    let fields = Fields { network: &network, first_name: &first_name, code: &code, address: &address, minutes: CODE_LIFE.as_mins() };
    let whole = fill(&letter.chore.letter, letter.chore.lang, fields)?;
    Ok(Text { code, ..Text::of(&whole) })
}

/// The words of a letter about the account itself: they stand with the other texts, a subject and a paragraph each, and perhaps a link.
fn notice(letter: &Outgoing<'_>, first_name: &str, notice: Notice, detail: &str, link: &str) -> Text {
    let t = Words::of(letter.chore.lang);
    let (network, detail) = (one_line(letter.network), one_line(detail));
    let say = |part: &str| {
        let args = [("network", network.as_str().into()), ("detail", detail.as_str().into())];
        t.pick_with("letter", &format!("{}{part}", notice.word()), &args)
    };
    let hello = t.with("letter-hello", &[("first_name", one_line(first_name).into())]);
    let url = if link.is_empty() || letter.origin.is_empty() { String::new() } else { format!("{}{link}", letter.origin) };
    let button = if url.is_empty() { String::new() } else { format!("{}\n{url}\n\n", say("-link")) };
    let whole = format!("{}\n\n{hello}\n\n{}\n\n{button}— {network}\n", say("-subject"), say(""));
    Text { buttons: if url.is_empty() { Vec::new() } else { vec![url] }, ..Text::of(&whole) }
}

/// The words of a team's invitation: who invites, where it leads, until when, and how to hear of no other.
fn invitation(letter: &Outgoing<'_>, said: [&str; 2], until: Timestamp, links: [&str; 2]) -> Text {
    let [team, by] = said.map(one_line);
    asking(letter, "team_invitation", &[("team", team.as_str()), ("by", by.as_str())], until, links)
}

/// The words that ask somebody of an older list to join: why they get this, where it leads, until when, and how to hear of it no more.
fn claim(letter: &Outgoing<'_>, first_name: &str, again: bool, until: Timestamp, links: [&str; 2]) -> Text {
    let first_name = one_line(first_name);
    asking(letter, if again { "claim_again" } else { "claim" }, &[("first_name", first_name.as_str())], until, links)
}

/// A letter with one button, a date, and a way to get no other.
fn asking(letter: &Outgoing<'_>, name: &str, said: &[(&'static str, &str)], until: Timestamp, links: [&str; 2]) -> Text {
    let t = Words::of(letter.chore.lang);
    let network = one_line(letter.network);
    let until = t.date(until.to_zoned(jiff::tz::TimeZone::UTC).date());
    let mut args = vec![("network", network.as_str().into()), ("until", until.into())];
    args.extend(said.iter().map(|(name, text)| (*name, (*text).into())));
    let say = |part: &str| t.pick_with("letter", &format!("{name}{part}"), &args);
    let [link, stop] = links.map(|path| format!("{}{path}", letter.origin));
    let whole = format!(
        "{}\n\n{}\n\n{}\n\n{}\n{link}\n\n{}\n\n— {network}\n\n{}\n{stop}\n",
        say("-subject"),
        say("-hello"),
        say(""),
        say("-link"),
        say("-until"),
        say("-stop")
    );
    Text { buttons: vec![link], foot: vec![stop.clone()], stop, ..Text::of(&whole) }
}

impl Text {
    /// A filled template: the subject, an empty line, the body.
    pub(super) fn of(whole: &str) -> Self {
        let (subject, body) = whole.split_once("\n\n").unwrap_or((whole, ""));
        let body = format!("{}\n", body.trim_end());
        Self { subject: subject.to_owned(), body, code: String::new(), buttons: Vec::new(), foot: Vec::new(), stop: String::new() }
    }
}

/// What a template may say.
#[derive(Clone, Copy)]
struct Fields<'a> {
    network: &'a str,
    first_name: &'a str,
    code: &'a str,
    /// The address that the account is to have.
    address: &'a str,
    minutes: i64,
}

/// Fills in the file of this letter in this language: a letter without one of them does not compile.
fn fill(letter: &Letter, lang: Lang, fields: Fields<'_>) -> askama::Result<String> {
    macro_rules! file {
        ($path:tt) => {{
            #[derive(Template)]
            #[template(path = $path)]
            struct Filled<'a> {
                f: Fields<'a>,
            }
            Filled { f: fields }.render()
        }};
    }
    match (letter, lang) {
        (Letter::SignupCode { .. }, Lang::Fr) => file!("signup_code.fr.txt"),
        (Letter::SignupCode { .. }, Lang::En) => file!("signup_code.en.txt"),
        (Letter::SignupKnown { .. }, Lang::Fr) => file!("signup_known.fr.txt"),
        (Letter::SignupKnown { .. }, Lang::En) => file!("signup_known.en.txt"),
        (Letter::SigninCode { .. }, Lang::Fr) => file!("signin_code.fr.txt"),
        (Letter::SigninCode { .. }, Lang::En) => file!("signin_code.en.txt"),
        (Letter::AddressCode { .. }, Lang::Fr) => file!("address_code.fr.txt"),
        (Letter::AddressCode { .. }, Lang::En) => file!("address_code.en.txt"),
        // These are filled elsewhere.
        (
            Letter::Notice { .. }
            | Letter::Invitation { .. }
            | Letter::Claim { .. }
            | Letter::News { .. }
            | Letter::Reminder { .. }
            | Letter::Digest { .. },
            _,
        ) => Ok(String::new()),
    }
}

#[derive(Template)]
#[template(path = "letter.html")]
struct Html<'a> {
    lang: &'a str,
    subject: &'a str,
    colour: &'a str,
    paragraphs: Vec<Paragraph<'a>>,
}

struct Paragraph<'a> {
    /// The first line: the words of the link, when there is one.
    head: &'a str,
    /// The other lines.
    lines: Vec<&'a str>,
    /// Where the first line leads; empty: nowhere.
    url: &'a str,
    look: Look,
}

#[derive(PartialEq)]
enum Look {
    Plain,
    /// A code, shown large.
    Code,
    Button,
    /// At the foot, small.
    Foot,
}

/// A paragraph of the text, as HTML shows it. Only what ends in an address of this network is a link.
fn paragraph<'a>(letter: &Outgoing<'_>, text: &'a Text, paragraph: &'a str) -> Paragraph<'a> {
    let mut lines: Vec<&str> = paragraph.lines().collect();
    let own = |line: &&str| !letter.origin.is_empty() && line.strip_prefix(letter.origin).is_some_and(|path| path.starts_with('/'));
    let url = if lines.len() > 1 { lines.pop_if(|line| own(&&**line)).unwrap_or_default() } else { "" };
    let among = |all: &[String]| all.iter().any(|one| one == url);
    let look = match () {
        () if !text.code.is_empty() && paragraph == text.code => Look::Code,
        () if among(&text.buttons) => Look::Button,
        () if among(&text.foot) => Look::Foot,
        () => Look::Plain,
    };
    Paragraph { head: lines.first().copied().unwrap_or_default(), lines: lines.into_iter().skip(1).collect(), url, look }
}

/// The HTML of a letter: its text, paragraph by paragraph, escaped.
pub(super) fn html(letter: &Outgoing<'_>, text: &Text) -> askama::Result<String> {
    let colour = letter.colour;
    let is_colour = colour.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()));
    let page = Html {
        lang: letter.chore.lang.tag(),
        subject: &text.subject,
        colour: if is_colour { colour } else { COLOUR },
        paragraphs: text.body.trim_end().split("\n\n").map(|p| paragraph(letter, text, p)).collect(),
    };
    page.render()
}

/// A mark of 32 characters that the letter has at each try, and no other letter: numbers may come again after a restore.
fn mark(letter: &Outgoing<'_>) -> String {
    let whole = format!("{}\n{:?}", letter.number, letter.chore);
    HEXLOWER.encode(&digest(&SHA256, whole.as_bytes()).as_ref()[..16])
}

/// An address as mail servers take it: the domain in ASCII (IDNA).
pub(super) fn address(email: &Email) -> Result<Address, SendError> {
    let (user, domain) = email.as_str().rsplit_once('@').unwrap_or((email.as_str(), ""));
    let domain = idna::domain_to_ascii(domain).map_err(|_| SendError::Never("the address has no valid domain".to_owned()))?;
    Address::new(user, domain).map_err(|error| SendError::Never(format!("the address is not one for a mail server: {error}")))
}

/// White space and control characters, line breaks above all, made single spaces.
pub(super) fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

pub(super) fn system_time(now: Timestamp) -> SystemTime {
    let seconds = u64::try_from(now.as_second()).unwrap_or(0);
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}
