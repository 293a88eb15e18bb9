//! What a query may mean: by name (whole, begun, or with one typo), by postcode, or both.
//!
//! Order: the whole name before its beginning, that before a typo; then by people and nearness. Places of the reader's own country
//! (that of the town nearest to them; France when nobody knows where they are) come first.

use fst::{Automaton, IntoStreamer, Streamer};

use super::table::{self, Posting, Row};
use super::{Suggestion, Town, countries, key, layout, nearest_row, point};
use crate::domain::place::Point;
use crate::domain::text::fold;
use crate::search::typo::Typos;

/// Longest query that is looked at, in characters; the rest is ignored.
pub const LONGEST_QUERY: usize = 100;
/// Most suggestions.
pub const MOST: usize = 50;
/// Shortest name that a typo is forgiven in, in letters.
const TYPO_FROM: usize = 4;
/// Shortest beginning of a name that a typo is forgiven in, in letters.
const TYPO_BEGUN_FROM: usize = 6;
/// Most places whose spelling is compared.
const MOST_SPELLED: usize = 500;
/// What the same word breaks as in the query are worth: see [`Order::key`].
const SPELLED_SO: f64 = 3.0;
/// What separates one way to match from the next.
const TIER: f64 = 100.0;
/// People that a former commune counts for.
const FORMER_PEOPLE: u32 = 300;
/// Most index entries read for one query.
const MOST_READ: usize = 20_000;

/// How a place was found; the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    Whole,
    OtherName,
    Begun,
    Typo,
    TypoBegun,
    PostcodeOnly,
}

/// A French postcode, or the beginning of one, as a number.
pub(super) fn postcode(text: &str) -> Option<u32> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    (digits.len() == 5 && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.parse().ok()).flatten()
}

/// Whether mail for this postcode goes to the place.
pub(super) fn serves(row: Row, postcode: u32) -> bool {
    row.parent().postcodes().chain(row.postcodes()).any(|number| number == postcode)
}

/// How well a postcode fits a place; the best last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// It is of another département or country.
    Elsewhere,
    /// It is another place's, in the same département.
    Neighbour,
    /// No list has it, and it is of the same département: special deliveries have such.
    Special,
    /// It is one of its own.
    Own,
}

/// How well a postcode fits a place.
pub(super) fn fit(row: Row, postcode: u32) -> Fit {
    // Overseas, a département has three figures.
    let department = |number: u32| if number >= 97_000 { number / 100 } else { number / 1000 };
    if serves(row, postcode) {
        Fit::Own
    } else if !row.parent().postcodes().any(|number| department(number) == department(postcode)) {
        Fit::Elsewhere
    } else if table::by_postcode(postcode..postcode + 1).next().is_some() {
        Fit::Neighbour
    } else {
        Fit::Special
    }
}

/// What was asked, taken apart.
#[derive(Debug, Default)]
struct Asked {
    /// The name as compared, in its possible readings: `st` at the end may be "saint" or the beginning of "Strasbourg".
    names: Vec<String>,
    postcode: Option<u32>,
    /// The beginning of a postcode, when nothing else was written.
    digits: Option<String>,
    /// The name with its words apart: who wrote "La J" means "La Jarrie" rather than "Lajoux".
    spelled: Vec<String>,
    /// What must be found in the département, division or country: from brackets or after a comma.
    within: Vec<String>,
}

impl Asked {
    fn of(query: &str) -> Self {
        let folded = fold(&query.chars().take(LONGEST_QUERY).collect::<String>());
        let mut asked = Self::default();
        let mut name = String::new();
        for (at, part) in folded.split(['(', ')', ',', ';']).enumerate() {
            if at == 0 {
                part.clone_into(&mut name);
            } else {
                asked.within.push(key(part));
            }
        }
        asked.within.retain(|part| !part.is_empty());
        let digits: String = name.chars().filter(|c| !c.is_whitespace()).collect();
        if !digits.is_empty() && digits.len() <= 5 && digits.bytes().all(|b| b.is_ascii_digit()) {
            asked.digits = Some(digits);
            return asked;
        }
        // "PARIS CEDEX 11": what follows says how letters are sorted.
        let name = name.split_once(" cedex").map_or(name.as_str(), |(town, _)| town);
        let mut words: Vec<&str> = name.split_whitespace().collect();
        words.retain(|word| match postcode(word) {
            Some(number) => asked.postcode.replace(number).is_some(),
            None => true,
        });
        let mut name = words.join(" ");
        if folded.ends_with('-') {
            name.push('-');
        }
        asked.spelled = vec![spelled(&name)];
        if let Some(before) = asked.spelled[0].strip_suffix("saint").filter(|_| name.ends_with("st")) {
            asked.spelled.push(format!("{before}st"));
        }
        asked.names = readings(&name);
        asked
    }

    /// The same, its last word taken for where the rest is: "Saint-Denis 93", "Brest Finistère".
    fn with_last_apart(&self) -> Option<Self> {
        let (name, last) = self.spelled.first()?.trim_end().rsplit_once(' ')?;
        let within = self.within.iter().cloned().chain([key(last)]).collect();
        Some(Self { names: vec![key(name)], postcode: self.postcode, digits: None, spelled: vec![name.to_owned()], within })
    }

    fn allows(&self, row: Row) -> bool {
        let region = row.region();
        // "La Réunion" is found as "Réunion" too.
        let without_article = region.name().strip_prefix("La ").unwrap_or(region.name());
        let names = [region.name(), without_article].map(key);
        let fits = |part: &String| {
            key(region.code()) == *part
                || names.iter().any(|name| name.starts_with(part.as_str()))
                || key(region.country()) == *part
                || key(region.country_name()).starts_with(part.as_str())
                || countries::begins(region.country(), part)
                || row.parent().postcodes().any(|number| format!("{number:05}").starts_with(part.as_str()))
        };
        self.within.iter().all(fits)
    }
}

/// "Paris 11", "Lyon 3e", "Marseille 1er": the name of the arrondissement, as compared.
fn arrondissement(folded: &str) -> Option<String> {
    let apart = |c: char| c.is_whitespace() || c == '-';
    let before = folded.rsplit_once(apart).filter(|(_, last)| matches!(*last, "arrondissement" | "arr" | "arr." | "ardt"));
    let (city, last) = before.map_or(folded, |(before, _)| before).rsplit_once(apart)?;
    let digits = last.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: u8 = digits.parse().ok()?;
    let ending = if number == 1 { "er" } else { "e" };
    matches!(&last[digits.len()..], "" | "e" | "er" | "eme" | "ieme").then(|| format!("{}{number}{ending}arrondissement", key(city)))
}

/// A folded name with its words apart, `st` and `ste` written out.
fn spelled(folded: &str) -> String {
    let word = |word| match word {
        "st" => "saint",
        "ste" => "sainte",
        word => word,
    };
    folded.split(|c: char| !c.is_alphanumeric()).map(word).collect::<Vec<_>>().join(" ")
}

fn readings(name: &str) -> Vec<String> {
    let written_out = key(name);
    let last = name.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let mut readings = vec![written_out];
    if matches!(last, "st" | "ste") {
        let before = &name[..name.len() - last.len()];
        readings.push(key(before) + last);
    }
    readings.extend(arrondissement(name));
    readings.retain(|reading| !reading.is_empty());
    readings
}

struct Found<'a> {
    asked: &'a Asked,
    hits: Vec<(Match, Posting)>,
    read: usize,
}

impl Found<'_> {
    fn take(&mut self, posting: Posting, how: Match) {
        self.read += 1;
        let fits = match self.asked.postcode {
            Some(number) => fit(posting.row, number) >= Fit::Special,
            None => true,
        };
        if fits && self.asked.allows(posting.row) {
            self.hits.push((how, posting));
        }
    }

    fn whole(&mut self, name: &str) {
        for posting in table::names().get(name).into_iter().flat_map(table::postings) {
            // The other names of French places are those without their article, and former communes.
            let own = !posting.alias || (posting.row.french() && posting.row.kind() != layout::FORMER);
            self.take(posting, if own { Match::Whole } else { Match::OtherName });
        }
    }

    fn begun(&mut self, name: &str) {
        let plain = self.asked.postcode.is_none() && self.asked.within.is_empty();
        let head = [&[layout::HEAD], name.as_bytes()].concat();
        if let Some(at) = table::names().get(head).filter(|_| plain && name.len() <= layout::HEAD_BYTES) {
            table::postings(at).for_each(|posting| self.take(posting, Match::Begun));
            return;
        }
        self.walk(fst::automaton::Str::new(name).starts_with(), |_| Match::Begun);
    }

    fn typos(&mut self, name: &str) {
        let letters = name.chars().count();
        let begun = letters >= TYPO_BEGUN_FROM;
        if letters < TYPO_FROM {
            return;
        }
        if let (Some(automaton), Some(whole)) = (Typos::new(name, 1, begun), Typos::new(name, 1, false)) {
            self.walk(automaton, |key| if whole.accepts(key) { Match::Typo } else { Match::TypoBegun });
        }
    }

    fn walk<A: Automaton>(&mut self, automaton: A, how: impl Fn(&[u8]) -> Match) {
        // Keys of listed beginnings start with a byte that no name has.
        let mut stream = table::names().search(automaton).ge([layout::HEAD + 1]).into_stream();
        while let Some((key, at)) = stream.next() {
            let how = how(key);
            table::postings(at).for_each(|posting| self.take(posting, how));
            if self.read > MOST_READ {
                return;
            }
        }
    }

    /// A postcode beside a name: where one place of that name has it, it means that one, and of a city with arrondissements the one that it is of
    /// (but for the city's first postcode, which stands for the whole of it).
    fn by_its_postcode(&mut self) {
        let Some(number) = self.asked.postcode else { return };
        let named: Vec<Row> = self.hits.iter().filter(|(how, _)| *how <= Match::OtherName).map(|(_, posting)| resolved(*posting)).collect();
        let parts =
            table::by_postcode(number..number + 1).filter(|row| row.kind() == layout::ARRONDISSEMENT && named.contains(&row.parent()));
        let parts = parts.filter(|row| row.parent().postcodes().next() != Some(number));
        let parts: Vec<Row> = parts.collect();
        if !parts.is_empty() {
            self.hits = parts.into_iter().map(|row| (Match::Whole, Posting { row, alias: false })).collect();
        } else if named.iter().any(|row| serves(*row, number)) {
            self.hits.retain(|(_, posting)| serves(posting.row, number));
        }
    }

    /// Each place once, by its best match.
    fn places(&self) -> Vec<(Match, Posting)> {
        let mut hits = self.hits.clone();
        hits.sort_by_key(|(how, posting)| (resolved(*posting), *how, posting.alias));
        hits.dedup_by_key(|(_, posting)| resolved(*posting));
        hits
    }
}

/// The place that a posting leads to: a former commune leads to what it became.
fn resolved(posting: Posting) -> Row {
    if posting.row.kind() == layout::FORMER { posting.row.parent() } else { posting.row }
}

/// The places that a query may mean, best first, at most `limit` (and `MOST`).
///
/// A query is the name of a place or its beginning, with or without accents, case, hyphens and apostrophes, "st" for "saint"; a
/// French postcode or its beginning; or both. A département, region or country may follow in brackets or after a comma. One typo is
/// forgiven from four letters on. Points near the reader come before equals.
pub fn suggest(query: &str, near: Option<Point>, limit: usize) -> Vec<Suggestion> {
    let mut asked = Asked::of(query);
    let limit = limit.min(MOST);
    let mut found = find_all(&asked, limit);
    if !found.iter().any(|(how, _)| *how <= Match::Begun)
        && let Some(apart) = asked.with_last_apart()
    {
        let mut whole = Found { asked: &apart, hits: Vec::new(), read: 0 };
        apart.names.iter().for_each(|name| whole.whole(name));
        if !whole.hits.is_empty() {
            found = whole.places();
            asked = apart;
        }
    }
    let astray = found.is_empty() && !asked.within.is_empty();
    if astray {
        asked.within.clear();
        found = find_all(&asked, limit);
    }
    best(&mut found, &asked, near, limit);
    let suggestion = |(how, posting): (Match, Posting)| Suggestion {
        town: Town::at(resolved(posting)),
        former: (posting.row.kind() == layout::FORMER).then(|| posting.row.name()),
        named: !astray && how <= Match::OtherName,
    };
    found.into_iter().map(suggestion).collect()
}

/// Keeps the best, in order.
fn best(found: &mut Vec<(Match, Posting)>, asked: &Asked, near: Option<Point>, limit: usize) {
    let order = Order::of(near);
    let mut scored: Vec<(f64, (Match, Posting))> = found.drain(..).map(|hit| (order.key(hit), hit)).collect();
    let by_score = |a: &(f64, (Match, Posting)), b: &(f64, (Match, Posting))| a.0.total_cmp(&b.0).then(a.1.1.row.cmp(&b.1.1.row));
    scored.sort_unstable_by(by_score);
    scored.truncate(MOST_SPELLED);
    for (score, (how, posting)) in &mut scored {
        let name = spelled(&fold(posting.row.name()));
        let goes_on = asked.spelled.iter().any(|asked| asked.ends_with(' '));
        let so = |asked: &String| name.starts_with(asked) && (name != *asked || !goes_on);
        if *how <= Match::Begun && asked.spelled.iter().any(so) {
            *score -= SPELLED_SO;
        } else if goes_on && *how < Match::Begun {
            *score = order.key((Match::Begun, *posting)) + SPELLED_SO;
        }
    }
    scored.sort_unstable_by(by_score);
    found.extend(scored.into_iter().take(limit).map(|(_, hit)| hit));
}

fn find_all(asked: &Asked, limit: usize) -> Vec<(Match, Posting)> {
    let mut found = Found { asked, hits: Vec::new(), read: 0 };
    if let Some(digits) = &asked.digits {
        let step = 10_u32.pow(5 - u32::try_from(digits.len()).unwrap_or(5));
        let first = digits.parse::<u32>().unwrap_or(0) * step;
        let rows: Vec<Row> = table::by_postcode(first..first + step).collect();
        // A postcode of an arrondissement means that, not the whole city.
        let part = rows.iter().any(|row| row.kind() == layout::ARRONDISSEMENT);
        for row in rows {
            let whole = step == 1 && (!part || row.kind() == layout::ARRONDISSEMENT);
            found.take(Posting { row, alias: false }, if whole { Match::Whole } else { Match::Begun });
        }
        return found.places();
    }
    for name in &asked.names {
        found.whole(name);
        found.begun(name);
    }
    found.by_its_postcode();
    let mut places = found.places();
    if places.len() < limit {
        asked.names.iter().for_each(|name| found.typos(name));
        places = found.places();
    }
    if places.is_empty()
        && let Some(number) = asked.postcode
    {
        table::by_postcode(number..number + 1).for_each(|row| found.take(Posting { row, alias: false }, Match::PostcodeOnly));
        places = found.places();
    }
    places
}

/// What comes first.
struct Order {
    near: Option<Point>,
    /// The country whose places come first: none for the French lists.
    abroad: Option<&'static str>,
}

impl Order {
    fn of(near: Option<Point>) -> Self {
        let home = near.and_then(nearest_row).filter(|row| !row.french());
        Self { near, abroad: home.map(|row| row.region().country()) }
    }

    fn is_home(&self, row: Row) -> bool {
        match self.abroad {
            None => row.french(),
            Some(country) => row.region().country() == country,
        }
    }

    /// Least first: a place ten times as big counts one more, and one of the reader's country one or two; one thirty kilometres away
    /// half as much less, and so on.
    fn key(&self, (how, posting): (Match, Posting)) -> f64 {
        let row = resolved(posting);
        let people = if posting.row.kind() == layout::FORMER { FORMER_PEOPLE } else { row.population() };
        let mut score = f64::from(people + 10).log10();
        if self.is_home(row) {
            // Without a place to be near to, the whole name of a place at home is what is meant, however small it is.
            score += match (self.near, how) {
                (Some(_), _) => 1.0,
                (None, Match::Whole) => 10.0,
                (None, _) => 2.0,
            };
        }
        if posting.alias && how != Match::OtherName {
            score -= 2.0;
        }
        if row.kind() == layout::ARRONDISSEMENT {
            score += if how == Match::Whole { 2.0 } else { -1.5 };
        }
        if let Some(near) = self.near {
            score -= (1.0 + point(row).km_to(near) / 30.0).log10() * 1.5;
        }
        f64::from(how as u8) * TIER - score
    }
}
