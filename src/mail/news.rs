//! Letters that bring news: what happened, a reminder, a digest. Each says one thing, how to answer it, and how to stop such letters.

use askama::Template;
use jiff::Timestamp;

use super::Outgoing;
use super::compose::{Text, one_line};
use crate::domain::chore::{Letter, Links};
use crate::domain::lang::Lang;
use crate::domain::notification::{Cadence, Line};
use crate::domain::reminder::Step;
use crate::words::Words;

/// Where one chooses what to be told of.
const SETTINGS: &str = "/me/notifications";

/// What a template may say. Addresses are whole, or empty.
struct Fields<'a> {
    network: &'a str,
    first_name: &'a str,
    items: &'a [Item],
    yes: String,
    no: String,
    stop: String,
    settings: String,
    weekly: bool,
}

/// A piece of news: each text is one line.
struct Item {
    sentence: String,
    facts: Vec<String>,
    url: String,
    /// The events that it gathers.
    events: Vec<Item>,
}

impl Item {
    fn of(t: &'static Words, line: &Line, origin: &str, now: Timestamp) -> Self {
        let event = |told: &crate::domain::notification::Told| Self {
            sentence: one_line(&told.title),
            facts: vec![one_line(&t.when_where(told, now))],
            url: whole(origin, &told.path),
            events: Vec::new(),
        };
        Self {
            sentence: one_line(&t.notice(line, now)),
            facts: t.notice_facts(line, now).iter().map(|fact| one_line(fact)).collect(),
            url: whole(origin, &line.path),
            events: t.notice_events(line).iter().map(event).collect(),
        }
    }
}

fn whole(origin: &str, path: &str) -> String {
    if path.is_empty() || origin.is_empty() { String::new() } else { format!("{origin}{path}") }
}

/// The words of a letter that brings news.
///
/// # Errors
/// None that are known.
pub(super) fn text(letter: &Outgoing<'_>, now: Timestamp) -> Result<Text, askama::Error> {
    let lang = letter.chore.lang;
    let (first_name, lines, links): (_, &[Line], _) = match &letter.chore.letter {
        Letter::News { first_name, line, links } | Letter::Reminder { first_name, line, links } => {
            (first_name, std::slice::from_ref(&**line), links)
        }
        Letter::Digest { first_name, lines, links, .. } => (first_name, lines, links),
        Letter::SignupCode { .. }
        | Letter::SignupKnown { .. }
        | Letter::SigninCode { .. }
        | Letter::AddressCode { .. }
        | Letter::Notice { .. }
        | Letter::Invitation { .. }
        | Letter::Claim { .. } => {
            return Ok(Text::of(""));
        }
    };
    let t = Words::of(lang);
    let items: Vec<Item> = lines.iter().map(|line| Item::of(t, line, letter.origin, now)).collect();
    let Links { yes, no, stop } = links;
    let (network, first_name) = (one_line(letter.network), one_line(first_name));
    let fields = Fields {
        network: &network,
        first_name: &first_name,
        items: &items,
        yes: whole(letter.origin, yes),
        no: whole(letter.origin, no),
        stop: whole(letter.origin, stop),
        settings: whole(letter.origin, SETTINGS),
        weekly: matches!(letter.chore.letter, Letter::Digest { cadence: Cadence::Weekly, .. }),
    };
    let filled = tidy(&fill(&letter.chore.letter, lang, &fields)?);
    let one = !matches!(letter.chore.letter, Letter::Digest { .. });
    let see = items.first().filter(|_| one).map(|item| item.url.clone());
    let Fields { yes, no, stop, settings, .. } = fields;
    let buttons = [yes, no].into_iter().chain(see).filter(|url| !url.is_empty()).collect();
    Ok(Text { buttons, foot: vec![stop.clone(), settings], stop, ..Text::of(&filled) })
}

/// Fills in the file of this letter in this language.
fn fill(letter: &Letter, lang: Lang, fields: &Fields<'_>) -> askama::Result<String> {
    macro_rules! file {
        ($path:tt) => {{
            #[derive(Template)]
            #[template(path = $path)]
            struct Filled<'a> {
                f: &'a Fields<'a>,
            }
            Filled { f: fields }.render()
        }};
    }
    let there = matches!(letter, Letter::Reminder { line, .. } if line.step == Some(Step::After));
    match (letter, lang) {
        (Letter::Digest { .. }, Lang::Fr) => file!("digest.fr.txt"),
        (Letter::Digest { .. }, Lang::En) => file!("digest.en.txt"),
        (Letter::Reminder { .. }, Lang::Fr) if there => file!("there.fr.txt"),
        (Letter::Reminder { .. }, Lang::En) if there => file!("there.en.txt"),
        (Letter::Reminder { .. }, Lang::Fr) => file!("reminder.fr.txt"),
        (Letter::Reminder { .. }, Lang::En) => file!("reminder.en.txt"),
        (_, Lang::Fr) => file!("news.fr.txt"),
        (_, Lang::En) => file!("news.en.txt"),
    }
}

/// At most one empty line between paragraphs, none before the first, no blanks at the ends of lines: templates may be spaced as they read best.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = true;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            empty = true;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty { "\n\n" } else { "\n" });
        }
        out.push_str(line);
        empty = false;
    }
    out
}
