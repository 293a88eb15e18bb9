//! What the templates are given: the frame of a page, the form that comes back, an event or a team in a list.
//!
//! Numbers and states come in raw, words are said by the templates; only times and distances are written here, because they depend on
//! the event's zone and on today. Each audience of a page has its own struct: nothing that the reader may not see is in it.

use jiff::Zoned;

use crate::http::page::on_the_way;
use crate::words::Words;

/// The frame around every page: see `web/templates/base.html`.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// BCP 47 tag of the page's language.
    pub lang: &'static str,
    /// The network's name.
    pub network: String,
    /// URL of the network's logo; empty for the drop.
    pub logo: String,
    /// URL of the network's theme; empty for the default identity.
    pub theme: String,
    /// Whether somebody is signed in.
    pub known: bool,
    /// Whether their account is suspended: lists are empty for them, and say why.
    pub suspended: bool,
    /// Who is signed in; none on pages that tell of a trouble which came up before anybody looked.
    pub me: Option<Me>,
    /// The anti-forgery value of this session; empty on pages that a stranger's browser may cache.
    pub csrf: String,
    /// Which entry of the menu this page belongs to: `events`, `teams`, `new`, `news`, `search`, `me`, or empty.
    pub tab: &'static str,
    /// The languages one can switch to, this one included.
    pub languages: Vec<Language>,
    /// A sentence to say once, after a redirect.
    pub notice: Option<Notice>,
    /// Absolute address of this page, for link previews; empty when it has none.
    pub address: String,
    /// Where somebody was about to go when they were asked to join or to sign in, for links to these pages: `?next=…`, or empty.
    pub next: String,
}

impl Page {
    /// The same, for somebody who was about to go there; an empty path says nothing.
    pub fn on_the_way_to(self, path: &str) -> Self {
        Self { next: on_the_way("", path), ..self }
    }

    /// The URL of a file of `web/` or `assets/`: `css/ui.css`, `icons.svg`.
    pub fn asset(&self, name: &str) -> &'static str {
        crate::http::assets::asset(name)
    }
}

/// The member who reads the page.
#[derive(Debug, Clone)]
pub struct Me {
    /// First and last name.
    pub name: String,
    /// URL of the 64-pixel picture, or of the initials.
    pub photo: String,
    /// Lines of the inbox that they have not read.
    pub unread: u32,
}

/// A language of the switch.
#[derive(Debug, Clone)]
pub struct Language {
    /// BCP 47 tag.
    pub tag: &'static str,
    /// Its name in itself.
    pub name: &'static str,
    /// This page in that language.
    pub url: String,
    /// Whether the page is in it now.
    pub current: bool,
}

/// A sentence in a box.
#[derive(Debug, Clone)]
pub struct Notice {
    /// `ok`, `warn`, `bad`, or empty.
    pub tone: &'static str,
    /// The sentence.
    pub text: String,
}

/// One part of a noun's pages: "À venir", "Membres".
#[derive(Debug, Clone)]
pub struct Part {
    /// Where it is.
    pub url: String,
    /// What it is called.
    pub name: String,
    /// Whether it is the one shown.
    pub current: bool,
}

/// What was typed in a form and what is wrong with it. See `web/templates/partials/form.html`.
#[derive(Debug, Clone, Default)]
pub struct Form {
    values: Vec<(String, String)>,
    errors: Vec<Wrong>,
}

/// One mistake: the field's name (also its id) and a sentence that says what is expected.
#[derive(Debug, Clone)]
pub struct Wrong {
    /// Name of the field; empty for what is wrong with the whole.
    pub field: &'static str,
    /// What the page calls the field; empty when the sentence says enough.
    pub label: String,
    /// The sentence.
    pub text: String,
}

/// Fields of the form of an event that say something before anybody touches them.
const PRESET: [&str; 5] = ["address_for", "online_for", "visibility", "guests_max", "team"];

impl Form {
    /// A form that shows these values.
    pub fn of(values: Vec<(String, String)>) -> Self {
        Self { values, errors: Vec::new() }
    }

    /// Sets what a field shows, whatever it showed before.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.values.retain(|(n, _)| n != name);
        self.values.push((name.to_owned(), value.into()));
    }

    /// Says that a field is wrong. The first mistake of a field is the one shown.
    pub fn wrong(&mut self, field: &'static str, text: impl Into<String>) {
        self.wrong_in(field, "", text);
    }

    /// Says that a field, which the page calls so, is wrong.
    pub fn wrong_in(&mut self, field: &'static str, label: impl Into<String>, text: impl Into<String>) {
        self.errors.push(Wrong { field, label: label.into(), text: text.into() });
    }

    /// Says what this page calls a field: the words of its label.
    pub fn call(&mut self, field: &str, label: &str) {
        for wrong in self.errors.iter_mut().filter(|wrong| wrong.field == field) {
            label.clone_into(&mut wrong.label);
        }
    }

    /// What a field shows; empty when it shows nothing.
    pub fn value(&self, name: &str) -> &str {
        self.values.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v)
    }

    /// Whether a field shows something that is none of these.
    pub fn is_other(&self, name: &str, known: &[&str]) -> bool {
        let value = self.value(name);
        !value.is_empty() && !known.contains(&value)
    }

    /// Whether a folded part of a form that came back is to be open: one of its fields is wrong, or something was typed there.
    pub fn unfolds(&self, names: &[&str]) -> bool {
        let typed = |name: &str| !self.errors().is_empty() && !self.value(name).is_empty() && !PRESET.contains(&name);
        names.iter().any(|name| !self.error(name).is_empty() || typed(name))
    }

    /// The value of the companion of a field: `place` and `_id` is `place_id`.
    pub fn value_of(&self, name: &str, suffix: &str) -> &str {
        self.values.iter().find(|(n, _)| n.strip_prefix(name) == Some(suffix)).map_or("", |(_, v)| v)
    }

    /// Whether a box of this name and value is ticked.
    pub fn checked(&self, name: &str, value: &str) -> bool {
        self.values.iter().any(|(n, v)| n == name && v == value)
    }

    /// What is wrong with a field; empty when nothing is.
    pub fn error(&self, name: &str) -> &str {
        self.errors.iter().find(|wrong| wrong.field == name).map_or("", |wrong| &wrong.text)
    }

    /// Everything that is wrong, in the order it was said.
    pub fn errors(&self) -> &[Wrong] {
        &self.errors
    }
}

/// One entry of a select or of radio buttons.
#[derive(Debug, Clone)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub text: String,
}

/// A place that a text may have meant.
#[derive(Debug, Clone)]
pub struct PlaceChoice {
    /// The gazetteer's id.
    pub id: String,
    /// "Saint-Denis".
    pub name: String,
    /// "93200, Seine-Saint-Denis".
    pub detail: String,
    /// Whether it is chosen unless somebody chooses another: the most populous of those that have the very name.
    pub likely: bool,
}

/// A filter that holds, with its name: a box that is ticked until somebody unticks it.
#[derive(Debug, Clone)]
pub struct Applied {
    /// Its parameter.
    pub name: &'static str,
    /// The parameter's value.
    pub value: String,
    /// Id of its glyph in `icons.svg`.
    pub icon: &'static str,
    /// What it says: "Montreuil en commun", "« marché »".
    pub text: String,
}

/// A kind of event as pages show it.
#[derive(Debug, Clone)]
pub struct Kind {
    /// `leafleting`: also the end of the class `k-…` that carries its colour.
    pub slug: String,
    /// Id of its glyph in `icons.svg`.
    pub icon: String,
    /// Its name in the page's language.
    pub name: String,
}

/// When something is, in the words of the page's language and the event's zone.
#[derive(Debug, Clone, Default)]
pub struct When {
    /// For `datetime`: local time with its offset.
    pub iso: String,
    /// "10 h 30".
    pub start: String,
    /// "12 h"; empty when it ends on another day.
    pub end: String,
    /// "sam. 28 nov."; empty under the heading of its day.
    pub day: String,
    /// "samedi 28 novembre, de 10 h 30 à 12 h".
    pub long: String,
    /// "sam.", "28", "nov.": the three lines of the large pennant.
    pub weekday: String,
    /// See `weekday`.
    pub date: String,
    /// See `weekday`.
    pub month: String,
}

impl When {
    /// From `start` to `end`, both in the event's zone; `today` decides whether the year is said.
    pub fn of(t: &'static Words, start: &Zoned, end: &Zoned, today: jiff::civil::Date) -> Self {
        let day = t.short_date(start.date());
        let mut parts = day.splitn(3, ' ').map(str::to_owned);
        let mut next = || parts.next().unwrap_or_default();
        let (weekday, date, month) = (next(), next(), next());
        let same_day = start.date() == end.date();
        Self {
            iso: start.strftime("%Y-%m-%dT%H:%M%:z").to_string(),
            start: t.time(start.time()),
            end: if same_day { t.time(end.time()) } else { String::new() },
            long: t.period(start.datetime(), end.datetime(), today),
            day,
            weekday,
            date,
            month,
        }
    }

    /// The same, for a list that says the day above.
    pub fn without_day(mut self) -> Self {
        self.day.clear();
        self
    }
}

/// What an event is now, for whoever looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum State {
    /// One can say yes.
    #[default]
    Open,
    /// One can wait for a place.
    Full,
    /// Not shown to others yet, or waiting for approval.
    Draft,
    /// It will not take place.
    Cancelled,
    /// It has ended.
    Past,
}

impl State {
    /// One can say yes.
    pub fn is_open(&self) -> bool {
        *self == Self::Open
    }
    /// One can wait for a place.
    pub fn is_full(&self) -> bool {
        *self == Self::Full
    }
    /// Not shown to others yet.
    pub fn is_draft(&self) -> bool {
        *self == Self::Draft
    }
    /// It will not take place.
    pub fn is_cancelled(&self) -> bool {
        *self == Self::Cancelled
    }
    /// It has ended.
    pub fn is_past(&self) -> bool {
        *self == Self::Past
    }
}

/// What the reader has answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Answer {
    /// Nothing, or no.
    #[default]
    None,
    /// Yes, with a place.
    Going,
    /// Yes, at this rank of the waiting list (from 1).
    Waiting(u64),
}

impl Answer {
    /// Nothing, or no.
    pub fn is_none(&self) -> bool {
        *self == Self::None
    }
    /// Yes, with a place.
    pub fn is_going(&self) -> bool {
        *self == Self::Going
    }
    /// Yes, without a place yet.
    pub fn is_waiting(&self) -> bool {
        matches!(self, Self::Waiting(_))
    }
    /// Rank on the waiting list; 0 for who does not wait.
    pub fn position(&self) -> u64 {
        match self {
            Self::Waiting(rank) => *rank,
            Self::None | Self::Going => 0,
        }
    }
}

/// An event in a list. See `web/templates/partials/card.html`.
#[derive(Debug, Clone)]
pub struct Card {
    /// The event's id.
    pub id: String,
    /// Its page.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Its kind.
    pub kind: Kind,
    /// When it is.
    pub when: When,
    /// "Place du Marché, Montreuil"; empty when it is only online.
    pub place: String,
    /// Whether one can take part online.
    pub online: bool,
    /// "0,4 km"; empty when the reader has no place.
    pub distance: String,
    /// The team that holds it; empty for none.
    pub team: String,
    /// How many come.
    pub going: u32,
    /// How many more are wanted.
    pub needs: u32,
    /// What it is now.
    pub state: State,
    /// What the reader answered.
    pub answer: Answer,
    /// Whether the reader organises it.
    pub organising: bool,
}

/// The events of one day.
#[derive(Debug, Clone)]
pub struct Day {
    /// "demain, samedi 28 novembre".
    pub name: String,
    /// Its events, by time.
    pub cards: Vec<Card>,
    /// How many there are on that day, where the list shows all of them.
    pub count: Option<usize>,
}

/// The answer bar of an event's page. See `web/templates/partials/answer.html`.
#[derive(Debug, Clone)]
pub struct AnswerBar {
    /// The event's id.
    pub id: String,
    /// What it is now.
    pub state: State,
    /// What the reader answered.
    pub answer: Answer,
    /// Whom the reader brings.
    pub guests: u32,
    /// How many come.
    pub going: u32,
    /// How many more are wanted.
    pub needs: u32,
    /// Free places, where they are counted.
    pub places_left: Option<u32>,
    /// The reader said no; else, with no answer, they said nothing.
    pub declined: bool,
    /// "14 h 03", when the server got the answer that this bar answers; empty otherwise.
    pub received: String,
}

/// A team in a list.
#[derive(Debug, Clone)]
pub struct TeamCard {
    /// Its page.
    pub url: String,
    /// Its name.
    pub name: String,
    /// URL of its square picture, or of its initials.
    pub picture: String,
    /// "Montreuil (93)".
    pub place: String,
    /// "2,1 km"; empty when the reader has no place.
    pub distance: String,
    /// How many members.
    pub members: u32,
    /// Its next event in a line; empty for none.
    pub next: String,
    /// Whether the reader is in it.
    pub mine: bool,
    /// No activity for a long time.
    pub dormant: bool,
}

/// A piece of news in a list. See `web/templates/partials/card.html`.
#[derive(Debug, Clone)]
pub struct PostCard {
    /// Its page.
    pub url: String,
    /// Its title.
    pub title: String,
    /// How it begins, as plain text.
    pub excerpt: String,
    /// For `datetime`; empty for a draft.
    pub iso: String,
    /// When it came out, or is to; empty for a draft.
    pub when: String,
    /// Its team, and for members whoever wrote it; empty for neither.
    pub by: String,
    /// Whom it is for, where that is not everybody.
    pub reach: String,
    /// URL of its picture, small; empty for none.
    pub picture: String,
    /// Whether it stands above the others.
    pub pinned: bool,
    /// "Brouillon", "Programmée"; empty when it is out.
    pub status: String,
}

/// A person in a list, as the reader may see them.
#[derive(Debug, Clone)]
pub struct Person {
    /// First and last name.
    pub name: String,
    /// URL of the 64-pixel picture, or of the initials.
    pub photo: String,
    /// What they are here: "Référente"; empty for nothing.
    pub role: String,
}
