//! `banderole import`: reads CSV with a header, or JSON lines with the same names, and tells row by row what became of it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::PathBuf;
use std::process::ExitCode;

use serde::{Deserialize, Serialize};

use super::control::{Desk, Order, Outcome, send_with};
use super::report::Report;
use super::{Folder, complain, export};
use crate::app::claims;
use crate::app::import::{BATCH, Fate, Import as Importer, Row, Sums, What};
use crate::domain::refusal::Refusal;

/// Exit code when some rows were not taken.
pub const SOME_REFUSED: u8 = 4;

/// Longest line of JSON, in bytes.
const LINE_MAX: u64 = 1 << 20;

#[derive(clap::Args)]
pub struct Import {
    #[command(flatten)]
    folder: Folder,
    /// What the file holds; `all`: what `export` wrote
    #[arg(value_parser = ["members", "teams", "memberships", "events", "rsvps", "all"])]
    what: String,
    /// The file: CSV with a header, or JSON lines with the same names; `-` for standard input. Of `all`: the folder
    file: PathBuf,
    /// Say row by row what would happen, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Of members: send no letter to whoever is to be invited (`member invite` does it later)
    #[arg(long)]
    no_letters: bool,
    /// Print the sums and what became of each row as JSON; of `all`, the rows of which there is something to say
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ImportOrder {
    what: What,
    dry: bool,
    #[serde(default)]
    no_letters: bool,
    bytes: Option<u64>,
    json: bool,
}

pub fn run(verb: Import) -> ExitCode {
    let Import { folder, what, file, dry_run, no_letters, json } = verb;
    if what == "all" {
        if dry_run {
            complain("--dry-run is for the files of one kind: `all` takes what `export` wrote as it is, and a second run changes nothing");
            return ExitCode::from(2);
        }
        return export::import(&folder.data, &file, json);
    }
    let Some(what) = What::ALL.into_iter().find(|known| known.word() == what) else {
        return ExitCode::from(2);
    };
    let (mut input, bytes): (Box<dyn Read + Send>, _) = if file.as_os_str() == "-" {
        (Box::new(io::stdin()), None)
    } else {
        match File::open(&file).and_then(|opened| Ok((opened.metadata()?.len(), opened))) {
            Ok((bytes, opened)) => (Box::new(opened), Some(bytes)),
            Err(error) => {
                complain(format_args!("{}: {error}", file.display()));
                return ExitCode::from(2);
            }
        }
    };
    send_with(&folder.data, &Order::Import(ImportOrder { what, dry: dry_run, no_letters, bytes, json }), &mut input)
}

pub fn obey(order: &ImportOrder, desk: &mut Desk<'_>) -> Outcome {
    let importer = Importer::new(order.what, order.dry);
    let mut taker = Taker {
        importer: if order.no_letters { importer.without_letters() } else { importer },
        report: Report::new(desk.words, order.json, true),
        sums: Sums::default(),
        rows: Vec::new(),
        spoilt: Vec::new(),
        bytes: order.bytes,
    };
    let first = loop {
        let waiting = desk.input.fill_buf().map_err(|_| Refusal::Unavailable("input"))?;
        match waiting.iter().position(|byte| !byte.is_ascii_whitespace()) {
            Some(at) => break waiting.get(at).copied(),
            None if waiting.is_empty() => break None,
            None => {
                let blank = waiting.len();
                desk.input.consume(blank);
            }
        }
    };
    match first {
        Some(b'{') => json_lines(order.what, desk, &mut taker)?,
        Some(_) => csv(order.what, desk, &mut taker)?,
        None => desk.warn(desk.words.say("import-empty").into_owned()),
    }
    taker.flush(desk)?;
    let (what, sums) = (order.what.word(), Sums { invited: taker.importer.asked(), ..taker.sums });
    desk.say(match order.json {
        true => taker.report.as_json(what, order.dry, &sums),
        false => taker.report.sums(what, order.dry, &sums),
    });
    if sums.invited > 0 && !order.json {
        let sentence = if order.dry { "import-would-invite" } else { "import-invited" };
        let minutes = claims::minutes_for(desk.app, sums.invited);
        desk.say(desk.words.with(sentence, &[("n", sums.invited.into()), ("minutes", minutes.into())]));
    }
    Ok(if sums.refused > 0 { SOME_REFUSED } else { 0 })
}

struct Taker {
    importer: Importer,
    report: Report,
    sums: Sums,
    /// Rows that wait, and those among them that cannot be read.
    rows: Vec<Row>,
    spoilt: Vec<(u64, Fate)>,
    bytes: Option<u64>,
}

impl Taker {
    fn push(&mut self, line: u64, row: Result<Row, Refusal>, at_byte: u64, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        match row {
            Ok(row) => self.rows.push(row),
            Err(refusal) => self.spoilt.push((line, Fate::Refused(refusal))),
        }
        if self.rows.len() + self.spoilt.len() >= BATCH {
            self.flush(desk)?;
            desk.progress(at_byte, self.bytes);
        }
        Ok(())
    }

    /// Takes what waits, and tells all of it in the order of the file.
    fn flush(&mut self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let mut fates = std::mem::take(&mut self.spoilt);
        let rows = std::mem::take(&mut self.rows);
        if !rows.is_empty() {
            fates.extend(self.importer.take(desk.app, rows)?);
        }
        fates.sort_by_key(|(line, _)| *line);
        for (line, fate) in fates {
            self.sums.count(&fate);
            if let Some(sentence) = self.report.note(None, line, &fate) {
                desk.warn(sentence);
            }
        }
        Ok(())
    }
}

fn csv(what: What, desk: &mut Desk<'_>, taker: &mut Taker) -> Result<(), Refusal> {
    // Read whole: rows are taken at the desk while the file is read, and the desk has one owner.
    let mut whole = Vec::new();
    desk.input.read_to_end(&mut whole).map_err(|_| Refusal::Unavailable("input"))?;
    // Lines end on LF here: of CRLF, the reader counts a line too few (csv 1.4, `Position::line` of a record that follows one).
    let ends: Vec<bool> = whole.windows(2).map(|pair| pair == b"\r\n").chain([false]).collect();
    let whole: Vec<u8> = whole.into_iter().zip(ends).filter(|(_, ends)| !ends).map(|(byte, _)| byte).collect();
    let text = whole.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&whole);
    if text.starts_with(b"\xff\xfe") || text.starts_with(b"\xfe\xff") {
        return Err(Refusal::field("header", "not_utf8"));
    }
    let delimiter = delimiter(text);
    let mut building = csv::ReaderBuilder::new();
    building.flexible(true).delimiter(delimiter);
    let mut reader = building.from_reader(text);
    let header = reader.byte_headers().map_err(|_| Refusal::field("header", "bad_form"))?;
    let columns: Vec<String> = header.iter().map(|name| String::from_utf8_lossy(name).trim().to_lowercase()).collect();
    check_columns(what, &columns, desk)?;
    building.has_headers(false);
    // What is read now, and the lines and bytes before it.
    let (mut part, mut lines, mut bytes) = (text, 0, 0);
    let mut record = csv::ByteRecord::new();
    loop {
        let line = reader.position().line();
        match reader.read_byte_record(&mut record) {
            Ok(false) => return Ok(()),
            Ok(true) => {
                let (begin, end) = (record.position().map_or(0, csv::Position::byte), reader.position().byte());
                let line = lines + record.position().map_or(line, csv::Position::line);
                let read = part.get(place_of(begin)..place_of(end)).unwrap_or_default();
                if place_of(end) < part.len() || !is_open(read, delimiter) {
                    taker.push(line, row(line, &columns, &record), bytes + end, desk)?;
                    continue;
                }
                // A quote that is never closed takes its own line only: the reading goes on behind it.
                taker.push(line, Err(Refusal::field("line", "quote_open")), bytes + end, desk)?;
                let blank = read.iter().take_while(|byte| **byte == b'\n').count();
                let Some(next) = read[blank..].iter().position(|byte| *byte == b'\n') else { return Ok(()) };
                let next = place_of(begin) + blank + next + 1;
                (part, lines, bytes) = (&part[next..], line, bytes + next as u64);
                reader = building.from_reader(part);
            }
            Err(_) => taker.push(lines + line, Err(Refusal::field("line", "bad_form")), bytes + reader.position().byte(), desk)?,
        }
    }
}

/// A count of bytes that are in memory.
fn place_of(byte: u64) -> usize {
    usize::try_from(byte).unwrap_or(usize::MAX)
}

/// Whether a quote that opens a value in these bytes is not closed in them (RFC 4180; a quote within a value that has none around it is text).
fn is_open(bytes: &[u8], delimiter: u8) -> bool {
    enum At {
        Start,
        Plain,
        Quoted,
        Closed,
    }
    let end = bytes.iter().fold(At::Start, |at, byte| match (at, *byte) {
        (At::Quoted, b'"') => At::Closed,
        (At::Quoted, _) | (At::Start | At::Closed, b'"') => At::Quoted,
        (_, b'\n') => At::Start,
        (_, byte) if byte == delimiter => At::Start,
        _ => At::Plain,
    });
    matches!(end, At::Quoted)
}

/// What stands between the columns: a comma, or the semicolon or tab that spreadsheets write where the comma is for decimals.
fn delimiter(text: &[u8]) -> u8 {
    let header = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    [b',', b';', b'\t'].into_iter().find(|mark| header.contains(mark)).unwrap_or(b',')
}

fn row(line: u64, columns: &[String], record: &csv::ByteRecord) -> Result<Row, Refusal> {
    // A separator in a text without quotes would shift every value behind it.
    if record.iter().skip(columns.len()).any(|value| !value.trim_ascii().is_empty()) {
        return Err(Refusal::field("line", "more_values"));
    }
    let mut fields = BTreeMap::new();
    for (column, value) in columns.iter().zip(record) {
        let text = std::str::from_utf8(value).map_err(|_| Refusal::field("line", "not_utf8"))?;
        fields.insert(column.clone(), text.to_owned());
    }
    Ok(Row { line, fields })
}

fn check_columns(what: What, columns: &[String], desk: &mut Desk<'_>) -> Result<(), Refusal> {
    let known = what.columns();
    let names = known.join(", ");
    if !columns.iter().any(|column| known.contains(&column.as_str())) {
        desk.warn(desk.words.with("import-columns", &[("what", what.word().into()), ("columns", (&names).into())]));
        return Err(Refusal::field("header", "unknown_columns"));
    }
    if columns.iter().enumerate().any(|(at, column)| known.contains(&column.as_str()) && columns[..at].contains(column)) {
        return Err(Refusal::field("header", "given_twice"));
    }
    for column in columns.iter().filter(|column| !known.contains(&column.as_str())) {
        desk.warn(desk.words.with("import-column-left-out", &[("column", column.into()), ("columns", (&names).into())]));
    }
    Ok(())
}

fn json_lines(what: What, desk: &mut Desk<'_>, taker: &mut Taker) -> Result<(), Refusal> {
    let (mut number, mut at) = (0, 0);
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = (&mut *desk.input).take(LINE_MAX).read_until(b'\n', &mut line).map_err(|_| Refusal::Unavailable("input"))?;
        if read == 0 {
            return Ok(());
        }
        number += 1;
        at += read as u64;
        if line.trim_ascii().is_empty() {
            continue;
        }
        taker.push(number, json_row(what, number, &line), at, desk)?;
    }
}

fn json_row(what: What, line: u64, text: &[u8]) -> Result<Row, Refusal> {
    let object: BTreeMap<String, serde_json::Value> = serde_json::from_slice(text).map_err(|_| Refusal::field("line", "not_json"))?;
    let mut fields = BTreeMap::new();
    for (name, value) in object {
        let column = what.columns().iter().find(|column| **column == name).ok_or(Refusal::field("line", "unknown_column"))?;
        let text = match value {
            serde_json::Value::Null => String::new(),
            serde_json::Value::String(text) => text,
            value @ (serde_json::Value::Number(_) | serde_json::Value::Bool(_)) => value.to_string(),
            serde_json::Value::Array(_) | serde_json::Value::Object(_) => return Err(Refusal::field(column, "wrong_type")),
        };
        fields.insert(name, text);
    }
    Ok(Row { line, fields })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, open: bool) {
        assert_eq!(is_open(text.as_bytes(), b','), open, "{text:?}");
    }

    #[test]
    fn quotes_that_are_never_closed() {
        check("", false);
        check("a,b\n", false);
        check("a,\"b", true);
        check("a,\"b\"", false);
        check("a,\"b\"\"", true);
        check("a,\"b \"\"c\"\" d\",e", false);
        check("a,5\" de plus", false);
        check("a,\"b\nc,d\n", true);
        check("a,\"b\"c,\"", true);
    }
}
