//! What became of the rows of an import, as the keeper reads it: sentences in the keeper's language, or JSON for scripts.

use serde::Serialize;

use crate::app::import::{Fate, Sums};
use crate::domain::refusal::{Flaw, Refusal};
use crate::http::error::{Field, Problem};
use crate::words::Words;

/// One reason, in words and with its stable code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The column, when it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
    /// The stable code.
    code: &'static str,
    /// A sentence, without its full stop.
    message: String,
}

impl Reason {
    fn new(field: Option<&'static str>, code: &'static str, sentence: &str) -> Self {
        Self { field, code, message: sentence.trim_end_matches('.').to_owned() }
    }

    fn of_flaw(words: &'static Words, flaw: &Flaw) -> Self {
        Self::new(Some(flaw.field), flaw.code, &Field::from(flaw.clone()).text(words))
    }

    /// Why something was refused: a reason for each value that breaks a rule, else one.
    pub fn all(words: &'static Words, refusal: &Refusal) -> Vec<Self> {
        match refusal {
            Refusal::Invalid(flaws) => flaws.iter().map(|flaw| Self::of_flaw(words, flaw)).collect(),
            Refusal::NotFound => vec![Self::new(None, refusal.code(), &words.say("keeper-not-found"))],
            other => vec![Self::new(None, other.code(), &Problem::from(other.clone()).detail(words))],
        }
    }

    /// `field: sentence (code)`.
    fn in_words(&self, words: &'static Words) -> String {
        match self.field {
            Some(field) => {
                words.with("reason-of-field", &[("field", field.into()), ("message", (&self.message).into()), ("code", self.code.into())])
            }
            None => words.with("reason", &[("message", (&self.message).into()), ("code", self.code.into())]),
        }
    }
}

/// Reasons as one line.
pub fn told(words: &'static Words, reasons: &[Reason]) -> String {
    reasons.iter().map(|reason| reason.in_words(words)).collect::<Vec<_>>().join("; ")
}

/// A row in the JSON of an import.
#[derive(Debug, Serialize)]
struct Line {
    /// The file, when the import reads several.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'static str>,
    /// Counted from 1.
    line: u64,
    /// `taken`, `known` or `refused`.
    outcome: &'static str,
    #[serde(flatten)]
    why: Option<Box<Why>>,
}

/// What there is to say about a row.
#[derive(Debug, Serialize)]
struct Why {
    #[serde(flatten)]
    first: Reason,
    /// What is there already.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The line of this file that holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_line: Option<i64>,
    /// The other reasons, when there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    more: Vec<Reason>,
}

#[derive(Serialize)]
struct Whole<'r> {
    what: &'r str,
    dry_run: bool,
    taken: u64,
    known: u64,
    refused: u64,
    warned: u64,
    invited: u64,
    rows: &'r [Line],
}

/// The report of an import, row by row in the order of the file.
pub struct Report {
    words: &'static Words,
    json: bool,
    /// Rows of which there is nothing to say are listed too.
    whole: bool,
    lines: Vec<Line>,
}

impl Report {
    /// A report in these words, or as JSON. A whole one lists what was simply taken too.
    pub fn new(words: &'static Words, json: bool, whole: bool) -> Self {
        Self { words, json, whole, lines: Vec::new() }
    }

    /// Notes what became of a row; the sentence that is to be said now, when there is one.
    pub fn note(&mut self, file: Option<&'static str>, line: u64, fate: &Fate) -> Option<String> {
        let words = self.words;
        let (outcome, reasons, known) = match fate {
            Fate::Taken(warnings) => ("taken", warnings.iter().map(|flaw| Reason::of_flaw(words, flaw)).collect(), None),
            Fate::Known { by, name } => ("known", vec![there(words, by, name)], Some((name, by.number))),
            Fate::Refused(refusal) => ("refused", Reason::all(words, refusal), None),
        };
        if self.json {
            if self.whole || !reasons.is_empty() {
                let mut reasons = reasons.into_iter();
                let why = reasons.next().map(|first| {
                    let (name, first_line) = known.map_or((None, None), |(name, line)| (Some(name.clone()), line));
                    Box::new(Why { first, name, first_line, more: reasons.collect() })
                });
                self.lines.push(Line { file, line, outcome, why });
            }
            return None;
        }
        if reasons.is_empty() {
            return None;
        }
        let reasons = told(words, &reasons);
        let line = line.to_string();
        let place = match file {
            Some(file) => words.with("import-line-of", &[("file", file.into()), ("line", line.into())]),
            None => words.with("import-line", &[("line", line.into())]),
        };
        Some(words.pick_with("import", outcome, &[("place", place.into()), ("reasons", reasons.into())]))
    }

    /// The whole report as JSON: the sums, then the rows.
    pub fn as_json(&self, what: &str, dry_run: bool, sums: &Sums) -> String {
        let Sums { taken, known, refused, warned, invited } = *sums;
        let whole = Whole { what, dry_run, taken, known, refused, warned, invited, rows: &self.lines };
        serde_json::to_string(&whole).expect("plain texts and numbers are written to memory")
    }

    /// The sums in a sentence.
    pub fn sums(&self, what: &str, dry_run: bool, sums: &Sums) -> String {
        let [taken, known, refused, warned] = [sums.taken, sums.known, sums.refused, sums.warned].map(|n| n.to_string());
        let taken = match dry_run {
            true => self.words.with("import-would-take", &[("count", taken.into())]),
            false => self.words.with("import-took", &[("count", taken.into())]),
        };
        let counts = [
            ("what", what.into()),
            ("taken", taken.into()),
            ("known", known.into()),
            ("refused", refused.into()),
            ("warned", warned.into()),
        ];
        self.words.with("import-sums", &counts)
    }
}

/// What is there already, and where.
fn there(words: &'static Words, by: &Flaw, name: &str) -> Reason {
    let sentence = match by.number {
        None if by.code == "role_kept" => words.with("import-role-kept", &[("name", name.into())]),
        Some(line) => words.with("import-there-on-line", &[("name", name.into()), ("line", line.to_string().into())]),
        None => words.with("import-there", &[("name", name.into())]),
    };
    Reason::new(Some(by.field), by.code, &sentence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lang::Lang;
    use crate::http::error::{FLAWS, REFUSALS};

    /// A text that is missing shows its key, and one that lacks its number a placeable.
    #[track_caller]
    fn check(text: &str, code: &str) {
        let raw = ["problem-", "flaw-", "import-", "reason", "keeper-", "{", "}"].into_iter().find(|raw| text.contains(raw));
        assert_eq!(raw, None, "{code}: {text}");
        assert!(text.ends_with(&format!("({code})")) && text.len() > code.len() + 12, "{code}: {text}");
    }

    #[test]
    fn every_code_that_a_keeper_may_read_is_a_sentence_in_each_language() {
        for words in Lang::ALL.map(Words::of) {
            let say = |refusal: &Refusal| told(words, &Reason::all(words, refusal));
            for (status, code) in REFUSALS {
                match status {
                    401 => check(&say(&Refusal::SignIn), code),
                    403 => check(&say(&Refusal::Forbidden(code)), code),
                    409 => check(&say(&Refusal::Conflict(code)), code),
                    412 => check(&say(&Refusal::Stale), code),
                    422 => {}
                    503 => check(&say(&Refusal::Unavailable(code)), code),
                    _ => panic!("{status}: no refusal is answered so"),
                }
            }
            for (code, has_number) in FLAWS {
                let flaw = Flaw { number: has_number.then_some(7), ..Flaw::new("town", code) };
                check(&say(&Refusal::Invalid(vec![flaw])), code);
            }
            check(&say(&Refusal::NotFound), "not_found");
            check(&say(&Refusal::TooMany { retry_after: 9 }), "too_many");
        }
    }

    #[test]
    fn the_sentences_of_rows_are_in_the_keepers_language() {
        let known = Fate::Known { by: Flaw::with("email", "on_line", 3), name: "a@exemple.fr".to_owned() };
        let warned = Fate::Taken(vec![Flaw::new("town", "off_the_map")]);
        let say = |lang, fate| Report::new(Words::of(lang), false, false).note(None, 12_345, fate).expect("a sentence");
        assert_eq!(say(Lang::En, &known), "line 12345: there already: email: a@exemple.fr is on line 3 too (on_line)");
        assert_eq!(
            say(Lang::Fr, &known),
            "ligne 12345\u{202f}: déjà là\u{202f}: email\u{202f}: a@exemple.fr est aussi à la ligne 3 (on_line)"
        );
        assert!(say(Lang::En, &warned).starts_with("line 12345: taken, but town: This town is not known"), "{}", say(Lang::En, &warned));
        assert!(Report::new(Words::of(Lang::Fr), false, true).note(None, 1, &Fate::Taken(Vec::new())).is_none());
    }
}
