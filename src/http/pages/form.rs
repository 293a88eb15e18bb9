//! Forms as they come in: fields by name, files, what was typed kept for the form that comes back; and a refusal told in it, field by field.

use bytes::Bytes;
use poem::http::{StatusCode, header};
use poem::web::{Form as Urlencoded, Multipart};
use poem::{FromRequest, Request, RequestBody};

use super::Visit;
use super::views::{Form, PlaceChoice};
use crate::app::places::{self, Meant, PlaceInput, Suggestion, Town};
use crate::domain::lang::Lang;
use crate::domain::place::Point;
use crate::domain::refusal::{Flaw, Flaws, Refusal};
use crate::domain::text::{CountryCode, TextError, fold};
use crate::http::asked::Asked;
use crate::http::csrf;
use crate::http::error::{Code, Field, Problem};
use crate::http::page::Status;
use crate::words::Words;

/// Most fields of a form, and parameters of a query that are read.
const FIELDS_MAX: usize = 100;

/// Places that are offered for a text that is like the names of several.
const PLACES_LIKE: usize = 6;

/// Places that are offered for a name that several have.
const PLACES_OFFERED: usize = 12;

/// A form as it came: every field once, by name.
#[derive(Debug, Default)]
pub struct Sent {
    values: Vec<(String, String)>,
    files: Vec<(String, Bytes)>,
}

impl<'a> FromRequest<'a> for Sent {
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let mut sent = Self::default();
        if kind.starts_with("multipart/form-data") {
            sent.read_parts(Multipart::from_request(request, body).await?).await?;
        } else {
            let Urlencoded(pairs) = Urlencoded::<Vec<(String, String)>>::from_request(request, body).await?;
            sent.values = pairs;
        }
        Ok(sent.checked()?)
    }
}

impl Sent {
    async fn read_parts(&mut self, mut parts: Multipart) -> Result<(), Problem> {
        let unreadable = |_| Problem::from(Code::BadForm);
        while let Some(part) = parts.next_field().await.map_err(unreadable)? {
            let name = part.name().unwrap_or_default().to_owned();
            if part.file_name().is_some() {
                let bytes = part.bytes().await.map_err(unreadable)?;
                self.files.push((name, bytes.into()));
            } else {
                self.values.push((name, part.text().await.map_err(unreadable)?));
            }
            if self.values.len() + self.files.len() > FIELDS_MAX {
                return Err(Code::BadForm.into());
            }
        }
        Ok(())
    }

    /// A field given twice is refused (SECURITY.md 26): no two readers may see two values.
    fn checked(mut self) -> Result<Self, Problem> {
        let names = || self.values.iter().map(|(name, _)| name).chain(self.files.iter().map(|(name, _)| name));
        let twice = names().enumerate().any(|(at, name)| names().skip(at + 1).any(|other| other == name));
        if twice || self.values.len() > FIELDS_MAX {
            return Err(Code::BadForm.into());
        }
        self.values.retain(|(name, _)| name != csrf::FIELD);
        Ok(self)
    }

    /// The value of a field, trimmed; empty when there is none.
    pub fn one(&self, name: &str) -> &str {
        self.values.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    /// The value of a field exactly as typed: for passwords.
    pub fn raw(&self, name: &str) -> &str {
        self.values.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Whether the form has this field at all.
    pub fn has(&self, name: &str) -> bool {
        self.values.iter().any(|(key, _)| key == name)
    }

    /// Whether a box was ticked: `yes` is what the boxes of our pages say, `on` what a box says that was given no value.
    pub fn ticked(&self, name: &str) -> bool {
        matches!(self.one(name), "yes" | "on")
    }

    /// A file that was chosen; none when the field was left empty.
    pub fn file(&self, name: &str) -> Option<Bytes> {
        self.files.iter().find(|(key, bytes)| key == name && !bytes.is_empty()).map(|(_, bytes)| bytes.clone())
    }

    /// Every field that is no file, as it was typed.
    pub fn values(&self) -> &[(String, String)] {
        &self.values
    }

    /// Whether a file was chosen.
    pub fn has_files(&self) -> bool {
        self.files.iter().any(|(_, bytes)| !bytes.is_empty())
    }

    /// The form that shows all this again. A place that was chosen among several stays chosen.
    pub fn form(&self) -> Form {
        let mut form = Form::of(self.values.clone());
        if let Some(town) = places::by_id(picked(&|name| self.one(name))) {
            form.set("place", town_line(&town));
            form.set("place_id", town.id());
        }
        form
    }

    /// A text that may be left out.
    pub fn optional<T>(&self, flaws: &mut Flaws, name: &'static str, read: fn(&str) -> Result<Option<T>, TextError>) -> Option<T> {
        flaws.text(name, read(self.one(name))).flatten()
    }

    /// A whole number that may be left out.
    pub fn number<N: std::str::FromStr>(&self, flaws: &mut Flaws, name: &'static str) -> Option<N> {
        match self.one(name) {
            "" => None,
            text => text.parse().map_err(|_| flaws.push(Flaw::new(name, "bad_form"))).ok(),
        }
    }

    /// The place that the fields `place`, `place_id`, `place_pick` and `place_for` mean to this visitor.
    pub fn place(&self, visit: &Visit) -> Place {
        place_of(visit, |name| self.one(name))
    }

    /// The places to choose from, when one is still to be chosen; what no list has may be kept as it is written.
    pub fn choices(&self, visit: &Visit) -> Vec<PlaceChoice> {
        let place = self.place(visit);
        let mut choices = place.means().to_vec();
        if let Place::Unknown(_) = place {
            let detail = visit.t.say("place-as-typed").into_owned();
            choices.push(PlaceChoice { id: AS_TEXT.to_owned(), name: self.one("place").to_owned(), detail, likely: false });
        }
        choices
    }
}

/// What somebody typed where a town is asked for.
#[derive(Debug, Clone)]
pub enum Place {
    /// Nothing.
    None,
    /// One place of the gazetteer.
    Known(Town),
    /// The name, or the postcode, of several: the likeliest first.
    Several(Vec<PlaceChoice>),
    /// A town and a postcode that is not that town's: the places of both.
    AtOdds(Vec<PlaceChoice>),
    /// The name of none; it may mean one of these, if any is like it.
    Unknown(Vec<PlaceChoice>),
    /// Kept as text: they chose so.
    Text(String),
}

/// What `place_pick` says when the text is meant as it stands.
pub const AS_TEXT: &str = "text";

/// The choice that was ticked among several; it holds as long as the text is still the one that it was offered for.
fn picked<'v>(value: &impl Fn(&str) -> &'v str) -> &'v str {
    let asked = value("place_for").trim();
    if asked.is_empty() || asked == value("place").trim() { value("place_pick") } else { "" }
}

/// The place that the fields `place`, `place_id`, `place_pick` and `place_for` mean to somebody near a point. The id of a suggestion holds as
/// long as its text was not changed; the choice among several wins over both. An id of the gazetteer may stand for the text, as the API has it.
pub fn place_of<'v>(visit: &Visit, value: impl Fn(&str) -> &'v str) -> Place {
    place_near(&visit.network().country, visit.near(), visit.lang(), value)
}

fn place_near<'v>(country: &CountryCode, near: Option<Point>, lang: Lang, value: impl Fn(&str) -> &'v str) -> Place {
    let choice = |found: &Suggestion| choice(found, lang);
    let (text, pick) = (value("place").trim(), picked(&value));
    let shown = places::by_id(value("place_id"));
    let unchanged = |town: &Town| text.is_empty() || text == town_line(town);
    if let Some(town) = places::by_id(pick).or_else(|| shown.clone().filter(unchanged)).or_else(|| places::by_id(text)) {
        return Place::Known(town);
    }
    if text.is_empty() {
        return Place::None;
    }
    if pick == AS_TEXT {
        return Place::Text(text.to_owned());
    }
    match (places::meant(country, text, near), shown.filter(|town| is_of(text, town))) {
        // A postcode that was changed says that another town is meant than the one that stood there, or that it is wrong.
        (Meant::AtOdds(found), _) => Place::AtOdds(found.iter().map(choice).collect()),
        // What was typed after the name of the town that stood there counts first; that town when it leads to none.
        (Meant::Town(town), _) | (_, Some(town)) => Place::Known(town),
        (Meant::Several(found), None) => {
            let mut means: Vec<PlaceChoice> = found.iter().take(PLACES_OFFERED).map(choice).collect();
            // Nobody guesses for a reader of whom nothing is known, unless one is far larger than the others.
            let likely = near.is_some() || places::stands_out(found.iter().map(|found| &found.town));
            means.iter_mut().take(usize::from(likely)).for_each(|first| first.likely = true);
            Place::Several(means)
        }
        (Meant::Unknown(found), None) => Place::Unknown(found.iter().take(PLACES_LIKE).map(choice).collect()),
    }
}

/// "Montreuil (93100)", as the field for a town shows one that is known.
pub fn town_line(town: &Town) -> String {
    town.postcode().map_or(town.name.to_owned(), |code| format!("{} ({code})", town.name))
}

/// Whether a text still is what the field shows of a town: its name, and perhaps more.
fn is_of(text: &str, town: &Town) -> bool {
    compared(text).strip_prefix(&compared(town.name)).is_some_and(|more| more.is_empty() || more.starts_with(' '))
}

/// A name as it is compared: without case, accents, hyphens.
fn compared(name: &str) -> String {
    let folded = fold(name);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

impl Place {
    /// As deeds take it; a text becomes a town's name. None when nothing was typed, or one of several is still to be chosen.
    pub fn input(&self, flaws: &mut Flaws, field: &'static str) -> Option<PlaceInput> {
        match self {
            Self::None | Self::Several(_) | Self::AtOdds(_) | Self::Unknown(_) => None,
            Self::Known(town) => Some(PlaceInput { place_id: Some(town.id()), ..PlaceInput::default() }),
            Self::Text(text) => Some(PlaceInput { town: flaws.text(field, text.parse()), unlisted: true, ..PlaceInput::default() }),
        }
    }

    /// Notes that a place is still to be chosen: one of several of that name, or what a name that no list has means. In forms where it may
    /// stay as it is written: see [`Sent::choices`].
    pub fn must_be_clear(&self, flaws: &mut Flaws, field: &'static str) {
        match self {
            Self::Unknown(_) => flaws.push(Flaw::new(field, "place_unlisted")),
            Self::Text(_) => {}
            other => other.doubt().into_iter().for_each(|code| flaws.push(Flaw::new(field, code))),
        }
    }

    /// What is doubtful about it where only a place of the lists will do, as the code of a flaw.
    pub fn doubt(&self) -> Option<&'static str> {
        match self {
            Self::None | Self::Known(_) => None,
            Self::Several(_) => Some("several_places"),
            Self::AtOdds(_) => Some("other_postcode"),
            Self::Unknown(like) if !like.is_empty() => Some("place_like"),
            Self::Unknown(_) | Self::Text(_) => Some("unknown_place"),
        }
    }

    /// The places to choose from, when one is still to be chosen.
    pub fn means(&self) -> &[PlaceChoice] {
        match self {
            Self::Several(means) | Self::AtOdds(means) | Self::Unknown(means) => means,
            Self::None | Self::Known(_) | Self::Text(_) => &[],
        }
    }
}

fn choice(found: &Suggestion, lang: Lang) -> PlaceChoice {
    let parts = [
        found.town.postcode().unwrap_or_default(),
        found.town.region,
        if found.town.country == "FR" { "" } else { found.town.country_name(lang) },
    ];
    let mut detail: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    detail.extend(found.former);
    PlaceChoice { id: found.town.id(), name: found.town.name.to_owned(), detail: detail.join(", "), likely: false }
}

/// The parameters of the query.
pub fn query(asked: &Asked) -> Vec<(String, String)> {
    let uri = asked.uri.query().unwrap_or_default();
    let pairs = uri.split('&').filter(|pair| !pair.is_empty()).take(FIELDS_MAX);
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(|(name, value)| (decoded(name), decoded(value))).collect()
}

/// A text of a query, its escapes read (WHATWG URL, application/x-www-form-urlencoded). What is no UTF-8 is replaced.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let hex = |b: u8| char::from(b).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let mut ahead = rest.clone();
        match (byte, ahead.next().and_then(hex), ahead.next().and_then(hex)) {
            (b'+', ..) => bytes.push(b' '),
            (b'%', Some(high), Some(low)) => {
                bytes.push(high * 16 + low);
                rest = ahead;
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// See [`super::Visit::tell`].
pub(super) fn tell(t: &'static Words, form: &mut Form, refusal: Refusal, names: &[(&str, &'static str)]) -> Result<Status, Problem> {
    let flaws = match refusal {
        Refusal::Invalid(flaws) => flaws,
        Refusal::Conflict(_) | Refusal::Stale | Refusal::TooMany { .. } => {
            let problem = Problem::from(refusal);
            form.wrong("", problem.detail(t));
            return Ok(Status::from(&problem));
        }
        other => return Err(other.into()),
    };
    let mut flaws = flaws;
    let called = |flaw: &Flaw| names.iter().find(|(deed, _)| *deed == flaw.field).map_or(flaw.field, |(_, form)| *form);
    flaws.sort_by_key(|flaw| ORDER.iter().position(|name| *name == called(flaw)));
    for flaw in flaws {
        let field = called(&flaw);
        if form.error(field).is_empty() {
            let text = Field { name: field.into(), ..flaw.into() }.text(t);
            form.wrong_in(field, label(t, field), text);
        }
    }
    Ok(StatusCode::UNPROCESSABLE_ENTITY.into())
}

/// The fields of the pages that people join by, in the order in which they stand there: what is wrong is told in that order. Others come first.
const ORDER: [&str; 9] = ["first_name", "last_name", "email", "photo", "place", "place_id", "password", "pledge", "privacy"];

/// Fields whose labels are called otherwise.
const LABELS: [(&str, &str); 10] = [
    ("contact_email", "email"),
    ("contact_phone", "phone"),
    ("start_date", "day"),
    ("start_time", "start"),
    ("end_date", "end-day"),
    ("end_time", "end"),
    ("place", "where"),
    ("online_url", "online"),
    ("guests_max", "guests"),
    ("name", "team-name"),
];

/// What pages call a field; empty for one that its sentence names.
pub(super) fn label(t: &'static Words, field: &str) -> String {
    let member = LABELS.iter().find(|(name, _)| *name == field).map_or_else(|| field.replace('_', "-"), |(_, label)| (*label).to_owned());
    t.find("label", &member).unwrap_or_default().into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::http::page::{in_query, shown};

    fn sent(pairs: &[(&str, &str)]) -> Result<Sent, Problem> {
        let values = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Sent { values, files: vec![] }.checked()
    }

    #[test]
    fn a_field_counts_once_and_the_seal_is_not_shown_again() {
        let form = sent(&[("title", " Fête "), ("csrf", "x"), ("tell", "yes")]).expect("a form");
        assert_eq!((form.one("title"), form.raw("title"), form.one("absent")), ("Fête", " Fête ", ""));
        assert!(form.ticked("tell") && !form.has("csrf"));
        assert_eq!(form.form().value("title"), " Fête ");
        assert_eq!(sent(&[("a", "1"), ("b", "2"), ("a", "1")]).map_err(|problem| problem.code()).err(), Some("bad_form_data"));
    }

    #[track_caller]
    fn check_place_near(near: Option<Point>, pairs: &[(&str, &'static str)], want: &str) {
        let value = |name: &str| pairs.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value);
        let place = place_near(&"FR".parse().expect("a country"), near, Lang::Fr, value);
        let ids = |means: &[PlaceChoice]| means.iter().take(2).map(|m| m.id.clone()).collect::<Vec<_>>().join(" ");
        let got = match &place {
            Place::None => "none".to_owned(),
            Place::Known(town) => town.id(),
            Place::Several(means) => format!("several {}", ids(means)),
            Place::AtOdds(means) => format!("at odds {}", means.iter().map(|m| m.id.clone()).collect::<Vec<_>>().join(" ")),
            Place::Unknown(means) => format!("unknown {}", ids(means)),
            Place::Text(text) => format!("text {text}"),
        };
        assert!(got.starts_with(want), "{pairs:?} is {got}, not {want}");
    }

    #[track_caller]
    fn check_place(pairs: &[(&str, &'static str)], want: &str) {
        check_place_near(None, pairs, want);
    }

    #[test]
    fn places() {
        check_place(&[("place", "  ")], "none");
        check_place(&[("place", "Montreuil, 93"), ("place_id", "fr-93048")], "fr-93048");
        check_place(&[("place", "Saint-Denis"), ("place_id", "fr-93048"), ("place_pick", "fr-93066")], "fr-93066");
        check_place(&[("place", "Lyon"), ("place_id", "fr-93048")], "fr-69123");
        check_place(&[("place", "Paris 11e"), ("place_id", "fr-75056")], "fr-75111");
        check_place(&[("place", "Paris (75001)"), ("place_id", "fr-75056")], "fr-75056");
        check_place(&[("place", "Saint-Denis, La Réunion"), ("place_id", "fr-93066")], "fr-97411");
        check_place(&[("place", "Montreuillon"), ("place_id", "fr-93048")], "fr-58179");
        check_place(&[("place", ""), ("place_id", "fr-93048")], "fr-93048");
        check_place(&[("place", "fr-93048")], "fr-93048");
        check_place(&[("place", "Montreuil"), ("place_for", "Montreuil"), ("place_pick", "fr-85148")], "fr-85148");
        // A postcode that is not the town's is asked about, also where a town was chosen before.
        check_place(&[("place", "Bagnolet (75011)"), ("place_id", "fr-93006")], "at odds fr-93006 fr-75111");
        // What was chosen for another text does not hold.
        check_place(&[("place", "Lyon"), ("place_for", "Montreuil"), ("place_pick", "fr-85148")], "fr-69123");
        check_place(&[("place", "Monrteuil"), ("place_pick", AS_TEXT)], "text Monrteuil");
    }

    #[test]
    fn places_typed_by_hand() {
        let typed = |text, want| check_place(&[("place", text)], want);
        // The network's own country is meant where it has the name.
        typed("Brest", "fr-29019");
        typed("Orange", "fr-84087");
        typed("Marseille", "fr-13055");
        typed("75011", "fr-75111");
        typed("Paris 11", "fr-75111");
        typed("paris 11e", "fr-75111");
        typed("Paris 1er", "fr-75101");
        typed("Lyon 3", "fr-69383");
        typed("Lyon 3ème", "fr-69383");
        typed("Brest, Finistère", "fr-29019");
        typed("Brest Finistère", "fr-29019");
        typed("Saint Denis 93", "fr-93066");
        typed("Saint-Denis (93)", "fr-93066");
        typed("Montreuil 93100", "fr-93048");
        typed("13008 Marseille", "fr-13208");
        typed("saint denis", "several fr-97411 fr-93066");
        typed("Montreuil", "several fr-93048 fr-85148");
        typed("Bagnolet 75011", "at odds fr-93006 fr-75111");
        typed("75011 Bagnolet", "at odds fr-93006 fr-75111");
        typed("Berlin, Allemagne", "gn-2950159");
        typed("Berlin Allemagne", "gn-2950159");
        typed("Berlin, Germany", "gn-2950159");
        typed("Londres, Royaume-Uni", "gn-2643743");
        // Only France's postcodes are known.
        typed("Berlin 10115", "several gn-2950159");
        typed("Munich 80331", "gn-2867714");
        // A postcode of the same département is another town's all the same; one that no list has may be a special delivery's.
        typed("Bagnolet 93200", "at odds fr-93006 fr-93066");
        typed("Montreuil 93170", "at odds fr-93048");
        typed("Bagnolet 93179", "fr-93006");
        typed("Monrteuil", "unknown fr-");
        typed("Brest, Bavière", "unknown fr-29019");
        typed("Qxzkwv", "unknown ");
        let montreuil = by_id("fr-93048");
        check_place_near(montreuil, &[("place", "Saint-Denis")], "several fr-93066");
        check_place_near(by_id("gn-2800866"), &[("place", "Mons")], "several gn-2790869");
    }

    fn by_id(id: &str) -> Option<Point> {
        places::by_id(id).map(|town| town.point)
    }

    #[test]
    fn flaws_are_told_at_their_fields() {
        let mut form = Form::default();
        let flaws = vec![Flaw::new("starts_at", "missing"), Flaw::new("starts_at", "bad_form"), Flaw::new("title", "missing")];
        let told = tell(Words::of(Lang::En), &mut form, Refusal::Invalid(flaws), &[("starts_at", "start_date")]);
        assert_eq!(told.ok(), Some(StatusCode::UNPROCESSABLE_ENTITY.into()));
        assert_eq!(form.errors().iter().map(|wrong| wrong.field).collect::<Vec<_>>(), ["start_date", "title"]);
        assert_eq!(tell(Words::of(Lang::En), &mut form, Refusal::Conflict("full"), &[]).ok(), Some(StatusCode::CONFLICT.into()));
        let waits =
            shown(tell(Words::of(Lang::En), &mut form, Refusal::TooMany { retry_after: 90 }, &[]).expect("a form"), Ok(String::new()));
        let waits = waits.expect("a page");
        assert_eq!((waits.status(), waits.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, Some("90")));
        assert!(tell(Words::of(Lang::En), &mut form, Refusal::SignIn, &[]).is_err());
    }

    proptest! {
        #[test]
        fn what_is_written_into_a_query_is_read_back(text in "\\PC{0,40}") {
            prop_assert_eq!(decoded(&in_query(&text)), text);
        }

        #[test]
        fn anything_is_read(text in "[%+a-f0-9é=&]{0,40}") {
            let _ = decoded(&text);
        }
    }
}
