//! What a search asks of the index's terms: words, kinds, team and cells. What terms cannot say is tested on each document, in `ask`.

use tantivy::query::{AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use super::loose::{Loose, Way};
use super::schema::Fields;
use super::{Search, geo};
use crate::search::text::{Word, words};
use crate::search::typo::Typos;

/// Characters of a query that are looked at; the rest is ignored.
pub const QUERY_MAX: usize = 300;
/// Words of a query that are looked for; the rest is ignored.
const WORDS_MAX: usize = 12;
/// What a word in the title counts besides.
const IN_TITLE: f32 = 1.5;
/// What a word counts besides that is written so.
const WRITTEN_SO: f32 = 0.4;
/// What a word counts that begins so.
const BEGUN: f32 = 0.6;
/// What a word counts that is nearly so.
const NEARLY: f32 = 0.4;
/// Letters from which on a typo is forgiven, and two.
const TYPO_FROM: [usize; 2] = [4, 8];

type Clause = Box<dyn Query>;

/// The words of a search as clauses.
pub struct Words {
    /// One for each word: what holds it.
    needed: Vec<Clause>,
    /// What makes it count more.
    welcome: Vec<Clause>,
    /// Nothing holds a word as it was written.
    pub mended: bool,
}

/// The words that are looked for: those that say something, or all when none does.
pub fn sought(query: &str) -> (Vec<Word>, bool) {
    let short: String = query.chars().take(QUERY_MAX).collect();
    let mut all: Vec<Word> = Vec::new();
    for word in words(&short) {
        if all.len() < WORDS_MAX && !all.contains(&word) {
            all.push(word);
        }
    }
    let begun = short.ends_with(char::is_alphanumeric) && !all.last().is_some_and(|word| word.stems.is_empty() && all.len() > 1);
    if all.iter().any(|word| !word.stems.is_empty()) {
        all.retain(|word| !word.stems.is_empty());
    }
    (all, begun)
}

impl Words {
    /// The clauses of a query's words; with `scored`, also what makes them count more.
    pub fn of(searcher: &Searcher, fields: &Fields, query: &str, scored: bool) -> tantivy::Result<Self> {
        let mut clauses = Self { needed: Vec::new(), welcome: Vec::new(), mended: false };
        let (sought, begun) = sought(query);
        let last = sought.len().saturating_sub(1);
        for (at, word) in sought.iter().enumerate() {
            clauses.add(searcher, fields, word, begun && at == last, scored)?;
        }
        Ok(clauses)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.needed.len()
    }

    fn add(&mut self, searcher: &Searcher, fields: &Fields, word: &Word, begun: bool, scored: bool) -> tantivy::Result<()> {
        let mut any: Vec<Clause> = Vec::new();
        let forms = if word.stems.is_empty() { vec![(fields.text, &word.folded)] } else { stems(fields.text_stems, word) };
        for (field, form) in forms {
            let term = Term::from_field_text(field, form);
            if searcher.doc_freq(&term)? > 0 {
                any.push(term_query(term, scored));
            }
        }
        let known = !any.is_empty();
        if begun && let Some(clause) = loose(searcher, fields.text, &Way::Begins(&word.folded), BEGUN)? {
            any.push(clause);
            if scored && !known {
                self.welcome.extend(loose(searcher, fields.title, &Way::Begins(&word.folded), BEGUN * IN_TITLE)?);
            }
        }
        if any.is_empty() {
            any.extend(nearly(searcher, fields, &word.folded, begun)?);
            self.mended |= !any.is_empty();
        }
        if scored && known {
            for (field, form) in stems(fields.title_stems, word) {
                self.welcome.push(Box::new(BoostQuery::new(term_query(Term::from_field_text(field, form), true), IN_TITLE)));
            }
            self.welcome.push(Box::new(BoostQuery::new(term_query(Term::from_field_text(fields.text, &word.folded), true), WRITTEN_SO)));
        }
        self.needed.push(match any.len() {
            0 => Box::new(tantivy::query::EmptyQuery),
            1 => any.remove(0),
            _ => Box::new(DisjunctionMaxQuery::new(any)),
        });
        Ok(())
    }

    /// What holds at least so many of the words.
    pub fn at_least(&self, count: usize) -> Vec<(Occur, Clause)> {
        let needed = self.needed.iter().map(|clause| clause.box_clone());
        let mut all: Vec<(Occur, Clause)> = if count >= self.needed.len() {
            needed.map(|clause| (Occur::Must, clause)).collect()
        } else {
            vec![(Occur::Must, Box::new(BooleanQuery::union_with_minimum_required_clauses(needed.collect(), count)))]
        };
        all.extend(self.welcome.iter().map(|clause| (Occur::Should, clause.box_clone())));
        all
    }
}

fn stems(field: Field, word: &Word) -> Vec<(Field, &String)> {
    word.stems.iter().map(|stem| (field, stem)).collect()
}

fn term_query(term: Term, scored: bool) -> Clause {
    Box::new(TermQuery::new(term, if scored { IndexRecordOption::WithFreqs } else { IndexRecordOption::Basic }))
}

/// What holds a word so like it, counted as rare words are: by in how many documents they are (BM25's inverse document frequency).
fn loose(searcher: &Searcher, field: Field, way: &Way<'_>, weight: f32) -> tantivy::Result<Option<Clause>> {
    let Some((loose, documents)) = Loose::of(searcher, field, way)? else { return Ok(None) };
    #[allow(clippy::cast_precision_loss, reason = "a weight need not be exact")]
    let (all, some) = (searcher.num_docs() as f32, documents as f32);
    let rarity = (1.0 + (all - some).max(0.0) / (some + 0.5)).ln().max(0.1);
    Ok(Some(Box::new(ConstScoreQuery::new(Box::new(loose), rarity * weight))))
}

fn nearly(searcher: &Searcher, fields: &Fields, word: &str, begun: bool) -> tantivy::Result<Option<Clause>> {
    let letters = word.chars().count();
    let most = TYPO_FROM.iter().filter(|from| letters >= **from).count();
    for edits in 1..=most {
        for prefix in [false, true] {
            // What goes on after a typo is looked for only while the word is being typed, and where it is long enough to say something.
            if prefix && (!begun || letters < TYPO_FROM[0] + 2 * edits) {
                continue;
            }
            let Some(typos) = Typos::new(word, edits, prefix) else { return Ok(None) };
            if let Some(clause) = loose(searcher, fields.text, &Way::Typos(&typos), NEARLY)? {
                return Ok(Some(clause));
            }
        }
    }
    Ok(None)
}

/// What must hold besides the words: kind, team, cells. None counts for the order.
pub fn filters(fields: &Fields, search: &Search<'_>) -> Vec<(Occur, Clause)> {
    let mut all = Vec::new();
    if !search.kinds.is_empty() {
        all.push(search.kinds.iter().map(|kind| Term::from_field_text(fields.kind, kind)).collect::<Vec<_>>());
    }
    if let Some(team) = search.team {
        all.push(vec![Term::from_field_bytes(fields.team, team.bytes())]);
    }
    if let Some(cells) = geo::cover(&search.area) {
        all.push(cells.into_iter().map(|cell| Term::from_field_u64(fields.cell, cell)).collect());
    }
    let any = |terms: Vec<Term>| -> (Occur, Clause) {
        let clauses = terms.into_iter().map(|term| term_query(term, false)).collect();
        (Occur::Must, Box::new(ConstScoreQuery::new(Box::new(BooleanQuery::union(clauses)), 0.0)))
    };
    all.into_iter().map(any).collect()
}

/// All clauses as one query.
pub fn together(mut clauses: Vec<(Occur, Clause)>) -> Clause {
    match clauses.len() {
        0 => Box::new(AllQuery),
        1 if clauses[0].0 == Occur::Must => clauses.remove(0).1,
        _ => Box::new(BooleanQuery::new(clauses)),
    }
}
