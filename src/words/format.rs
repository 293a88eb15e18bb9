//! Dates, times, distances, numbers and lists, as people write them in each language.
//!
//! French has a narrow no-break space (U+202F) between a number and its unit, and between thousands; English has a no-break space
//! (U+00A0) before a unit. Times are those of the value that was given: put it in the event's zone first.

use jiff::civil::{Date, DateTime, Time, Weekday};

use super::Words;
use crate::domain::lang::Lang;

const NARROW: char = '\u{202f}';

const MONTHS_FR: [&str; 12] =
    ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];
const MONTHS_EN: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const SHORT_MONTHS_FR: [&str; 12] = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."];
const WEEKDAYS_FR: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
const WEEKDAYS_EN: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

impl Words {
    /// "samedi 28 novembre", "Saturday 28 November"; the first of a month is "1ᵉʳ" in French.
    pub fn date(&self, date: Date) -> String {
        format!("{} {} {}", self.weekday(date.weekday()), self.day_of_month(date), self.month(date))
    }

    /// The date, with its year when that is not the year of `today`.
    pub fn date_from(&self, date: Date, today: Date) -> String {
        if date.year() == today.year() { self.date(date) } else { format!("{} {}", self.date(date), date.year()) }
    }

    /// The date with, before it, "aujourd'hui" or "demain" when it is: "demain, samedi 28 novembre".
    pub fn day(&self, date: Date, today: Date) -> String {
        let words = Self::of(self.lang());
        let near = match today.until(date).map(|span| span.get_days()) {
            Ok(0) => Some(words.say("today")),
            Ok(1) => Some(words.say("tomorrow")),
            _ => None,
        };
        match near {
            Some(near) => format!("{near}, {}", self.date(date)),
            None => self.date_from(date, today),
        }
    }

    /// "sam. 28 nov.", "Sat 28 Nov".
    pub fn short_date(&self, date: Date) -> String {
        let (day, month) = (self.weekday(date.weekday()), month_index(date));
        let (day, stop, month) = match self.lang() {
            Lang::Fr => (first(day, 3), ".", SHORT_MONTHS_FR[month]),
            Lang::En => (first(day, 3), "", first(MONTHS_EN[month], 3)),
        };
        format!("{day}{stop} {} {month}", self.day_of_month(date))
    }

    /// "10 h 30", "12 h"; "10:30", "12:00".
    pub fn time(&self, time: Time) -> String {
        match (self.lang(), time.minute()) {
            (Lang::Fr, 0) => format!("{}{NARROW}h", time.hour()),
            (Lang::Fr, minute) => format!("{}{NARROW}h{NARROW}{minute:02}", time.hour()),
            (Lang::En, minute) => format!("{}:{minute:02}", time.hour()),
        }
    }

    /// "samedi 28 novembre à 10 h 30", "Saturday 28 November at 10:30"; the year when it is not that of `today`.
    pub fn moment(&self, at: DateTime, today: Date) -> String {
        let joint = match self.lang() {
            Lang::Fr => "à",
            Lang::En => "at",
        };
        format!("{} {joint} {}", self.date_from(at.date(), today), self.time(at.time()))
    }

    /// From when to when: "samedi 28 novembre, de 10 h 30 à 12 h", "Saturday 28 November, 10:30 to 12:00"; over two days
    /// "du samedi 28 novembre à 22 h au dimanche 29 novembre à 2 h".
    pub fn period(&self, start: DateTime, end: DateTime, today: Date) -> String {
        if start.date() == end.date() {
            return format!("{}, {}", self.date_from(start.date(), today), self.hours(start.time(), end.time()));
        }
        let (start, end) = (self.moment(start, today), self.moment(end, today));
        match self.lang() {
            Lang::Fr => format!("du {start} au {end}"),
            Lang::En => format!("{start} to {end}"),
        }
    }

    /// "de 10 h 30 à 12 h", "10:30 to 12:00".
    pub fn hours(&self, start: Time, end: Time) -> String {
        let (start, end) = (self.time(start), self.time(end));
        match self.lang() {
            Lang::Fr => format!("de {start} à {end}"),
            Lang::En => format!("{start} to {end}"),
        }
    }

    /// "novembre 2026", "November 2026".
    pub fn month_of(&self, date: Date) -> String {
        format!("{} {}", self.month(date), date.year())
    }

    /// A distance: one decimal under 10 km, none from there, never less than 0.1: "0,4 km", "12 km".
    pub fn km(&self, km: f64) -> String {
        let (value, places) = if km < 9.95 { (km.max(0.1), 1) } else { (km, 0) };
        format!("{}{}km", trimmed(self.lang(), value, places), self.unit_space())
    }

    /// A whole number with the language's separators: "12 345", "12,345".
    pub fn number(&self, n: i64) -> String {
        grouped(self.lang(), &n.to_string())
    }

    /// A number with this many decimals: "3,5", "3.5".
    pub fn decimal(&self, n: f64, places: usize) -> String {
        decimal(self.lang(), n, places)
    }

    /// "1ᵉʳ", "3ᵉ"; "1st", "2nd", "3rd", "11th". The French 1 is masculine: where it speaks of a person, write the sentence another way.
    pub fn ordinal(&self, n: u64) -> String {
        let number = grouped(self.lang(), &n.to_string());
        let mark = match (self.lang(), n % 10, n % 100) {
            (Lang::Fr, ..) if n == 1 => "ᵉʳ",
            (Lang::Fr, ..) => "ᵉ",
            (Lang::En, _, 11..=13) => "th",
            (Lang::En, 1, _) => "st",
            (Lang::En, 2, _) => "nd",
            (Lang::En, 3, _) => "rd",
            (Lang::En, ..) => "th",
        };
        format!("{number}{mark}")
    }

    /// A size in millions of bytes: "8 Mo", "8 MB".
    pub fn megabytes(&self, bytes: u64) -> String {
        let unit = match self.lang() {
            Lang::Fr => "Mo",
            Lang::En => "MB",
        };
        format!("{}{}{unit}", trimmed(self.lang(), bytes as f64 / 1e6, 1), self.unit_space())
    }

    /// "Ana", "Ana et Bo", "Ana, Bo et Cy".
    pub fn list<T: AsRef<str>>(&self, items: &[T]) -> String {
        let joint = match self.lang() {
            Lang::Fr => " et ",
            Lang::En => " and ",
        };
        match items {
            [] => String::new(),
            [one] => one.as_ref().to_owned(),
            [many @ .., last] => {
                let many: Vec<&str> = many.iter().map(AsRef::as_ref).collect();
                format!("{}{joint}{}", many.join(", "), last.as_ref())
            }
        }
    }

    /// How long to wait, rounded up: "30 secondes", "5 minutes", "2 heures".
    pub fn wait(&self, seconds: u64) -> String {
        match seconds {
            0..60 => self.count("wait-seconds", seconds.max(1)),
            60..3_600 => self.count("wait-minutes", seconds.div_ceil(60)),
            _ => self.count("wait-hours", seconds.div_ceil(3_600)),
        }
    }

    fn weekday(&self, day: Weekday) -> &'static str {
        let index = usize::from(day.to_monday_zero_offset().unsigned_abs());
        match self.lang() {
            Lang::Fr => WEEKDAYS_FR[index],
            Lang::En => WEEKDAYS_EN[index],
        }
    }

    fn month(&self, date: Date) -> &'static str {
        match self.lang() {
            Lang::Fr => MONTHS_FR[month_index(date)],
            Lang::En => MONTHS_EN[month_index(date)],
        }
    }

    fn day_of_month(&self, date: Date) -> String {
        match (self.lang(), date.day()) {
            (Lang::Fr, 1) => "1ᵉʳ".to_owned(),
            (_, day) => day.to_string(),
        }
    }

    fn unit_space(&self) -> char {
        match self.lang() {
            Lang::Fr => NARROW,
            Lang::En => '\u{a0}',
        }
    }
}

/// A text that begins with a capital: for dates that open a line.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A number with this many decimals, in the language's separators.
pub(super) fn decimal(lang: Lang, n: f64, places: usize) -> String {
    grouped(lang, &format!("{n:.places$}"))
}

/// As [`decimal`], without decimals that say nothing: "8", not "8,0".
fn trimmed(lang: Lang, n: f64, places: usize) -> String {
    let text = format!("{n:.places$}");
    grouped(lang, if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text })
}

/// Puts the language's separators into a number written in plain ASCII (`-1234.5`).
fn grouped(lang: Lang, ascii: &str) -> String {
    let (group, point) = match lang {
        Lang::Fr => (NARROW, ','),
        Lang::En => (',', '.'),
    };
    let (whole, fraction) = ascii.split_once('.').unwrap_or((ascii, ""));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut text = sign.to_owned();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(group);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push(point);
        text.push_str(fraction);
    }
    text
}

fn month_index(date: Date) -> usize {
    usize::from(date.month().unsigned_abs()) - 1
}

/// The first letters of a text.
fn first(text: &str, letters: usize) -> &str {
    text.char_indices().nth(letters).map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    #[track_caller]
    fn check(write: impl Fn(&'static Words) -> String, french: &str, english: &str) {
        let plain = |lang| write(Words::of(lang)).replace(NARROW, "_").replace('\u{a0}', "~");
        assert_eq!((plain(Lang::Fr).as_str(), plain(Lang::En).as_str()), (french, english));
    }

    #[test]
    fn dates() {
        let today = date(2026, 11, 22);
        check(|w| w.date(date(2026, 11, 28)), "samedi 28 novembre", "Saturday 28 November");
        check(|w| w.date(date(2026, 2, 1)), "dimanche 1ᵉʳ février", "Sunday 1 February");
        check(|w| w.date_from(date(2027, 8, 2), today), "lundi 2 août 2027", "Monday 2 August 2027");
        check(|w| w.day(today, today), "aujourd’hui, dimanche 22 novembre", "today, Sunday 22 November");
        check(|w| w.day(date(2026, 11, 23), today), "demain, lundi 23 novembre", "tomorrow, Monday 23 November");
        check(|w| w.day(date(2026, 11, 21), today), "samedi 21 novembre", "Saturday 21 November");
        check(|w| w.short_date(date(2026, 11, 28)), "sam. 28 nov.", "Sat 28 Nov");
        check(|w| w.short_date(date(2026, 5, 1)), "ven. 1ᵉʳ mai", "Fri 1 May");
        check(|w| w.month_of(date(2026, 12, 3)), "décembre 2026", "December 2026");
    }

    #[test]
    fn times() {
        check(|w| w.time(time(10, 30, 0, 0)), "10_h_30", "10:30");
        check(|w| w.time(time(12, 0, 59, 0)), "12_h", "12:00");
        check(|w| w.time(time(0, 5, 0, 0)), "0_h_05", "0:05");
        let (start, end) = (date(2026, 11, 28).at(22, 30, 0, 0), date(2026, 11, 28).at(23, 0, 0, 0));
        let today = date(2026, 11, 22);
        check(|w| w.period(start, end, today), "samedi 28 novembre, de 22_h_30 à 23_h", "Saturday 28 November, 22:30 to 23:00");
        check(
            |w| w.period(start, date(2027, 1, 1).at(2, 0, 0, 0), today),
            "du samedi 28 novembre à 22_h_30 au vendredi 1ᵉʳ janvier 2027 à 2_h",
            "Saturday 28 November at 22:30 to Friday 1 January 2027 at 2:00",
        );
    }

    #[test]
    fn distances() {
        check(|w| w.km(0.4), "0,4_km", "0.4~km");
        check(|w| w.km(0.0), "0,1_km", "0.1~km");
        check(|w| w.km(2.04), "2_km", "2~km");
        check(|w| w.km(9.94), "9,9_km", "9.9~km");
        check(|w| w.km(9.96), "10_km", "10~km");
        check(|w| w.km(100.0), "100_km", "100~km");
        check(|w| w.km(12_345.6), "12_346_km", "12,346~km");
    }

    #[test]
    fn numbers() {
        check(|w| w.number(0), "0", "0");
        check(|w| w.number(999), "999", "999");
        check(|w| w.number(-1_234), "-1_234", "-1,234");
        check(|w| w.number(1_234_567), "1_234_567", "1,234,567");
        check(|w| w.decimal(1_234.56, 1), "1_234,6", "1,234.6");
        check(|w| w.megabytes(8_000_000), "8_Mo", "8~MB");
        check(|w| w.megabytes(1_250_000), "1,2_Mo", "1.2~MB");
    }

    #[test]
    fn ordinals() {
        for (n, french, english) in
            [(1, "1ᵉʳ", "1st"), (2, "2ᵉ", "2nd"), (3, "3ᵉ", "3rd"), (4, "4ᵉ", "4th"), (11, "11ᵉ", "11th"), (112, "112ᵉ", "112th")]
        {
            check(|w| w.ordinal(n), french, english);
        }
        check(|w| w.ordinal(1_021), "1_021ᵉ", "1,021st");
    }

    #[test]
    fn lists_and_waits() {
        check(|w| w.list::<&str>(&[]), "", "");
        check(|w| w.list(&["Ana"]), "Ana", "Ana");
        check(|w| w.list(&["Ana", "Bo", "Cy"]), "Ana, Bo et Cy", "Ana, Bo and Cy");
        check(|w| w.wait(0), "1 seconde", "1 second");
        check(|w| w.wait(61), "2 minutes", "2 minutes");
        check(|w| w.wait(3_600), "1 heure", "1 hour");
        assert_eq!(capitalised("été"), "Été");
    }
}
