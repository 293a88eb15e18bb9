//! `banderole import`: reads CSV with a header, or JSON lines with the same names, and tells row by row what became of it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::PathBuf;
use std::process::ExitCode;

use serde::{Deserialize, Serialize};

use super::control::{Desk, Order, Outcome, send_with};
use super::{Folder, complain, export};
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
    /// Print what became of them as JSON; each row that is not taken is told on standard error all the same
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ImportOrder {
    what: What,
    dry: bool,
    bytes: Option<u64>,
    json: bool,
}

pub fn run(verb: Import) -> ExitCode {
    let Import { folder, what, file, dry_run, json } = verb;
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
    send_with(&folder.data, &Order::Import(ImportOrder { what, dry: dry_run, bytes, json }), &mut input)
}

pub fn obey(order: &ImportOrder, desk: &mut Desk<'_>) -> Outcome {
    let mut taker = Taker { importer: Importer::new(order.what, order.dry), sums: Sums::default(), rows: Vec::new(), bytes: order.bytes };
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
        None => {}
    }
    taker.flush(desk)?;
    let Sums { taken, known, refused, warned } = taker.sums;
    let verb = if order.dry { "would be taken" } else { "taken" };
    let what = order.what.word();
    desk.say(match order.json {
        true => {
            serde_json::json!({ "what": what, "dry_run": order.dry, "taken": taken, "known": known, "refused": refused, "warned": warned })
                .to_string()
        }
        false => format!("{what}: {taken} {verb}, {known} there already, {refused} refused, {warned} with a warning"),
    });
    Ok(if refused > 0 { SOME_REFUSED } else { 0 })
}

struct Taker {
    importer: Importer,
    sums: Sums,
    rows: Vec<Row>,
    bytes: Option<u64>,
}

impl Taker {
    fn push(&mut self, row: Row, at_byte: u64, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        self.rows.push(row);
        if self.rows.len() >= BATCH {
            self.flush(desk)?;
            desk.progress(at_byte, self.bytes);
        }
        Ok(())
    }

    fn refuse(&mut self, line: u64, refusal: Refusal, desk: &mut Desk<'_>) {
        self.tell(line, &Fate::Refused(refusal), desk);
    }

    fn flush(&mut self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let rows = std::mem::take(&mut self.rows);
        if rows.is_empty() {
            return Ok(());
        }
        for (line, fate) in self.importer.take(desk.app, rows)? {
            self.tell(line, &fate, desk);
        }
        Ok(())
    }

    fn tell(&mut self, line: u64, fate: &Fate, desk: &mut Desk<'_>) {
        self.sums.count(fate);
        match fate {
            Fate::Taken(None) | Fate::Known => {}
            Fate::Taken(Some(warning)) => desk.warn(format!("line {line}: taken, but {warning}")),
            Fate::Refused(refusal) => desk.warn(format!("line {line}: not taken: {}", reason(refusal))),
        }
    }
}

/// A refusal in words for the keeper: the field, and what is wrong with it.
pub fn reason(refusal: &Refusal) -> String {
    let Refusal::Invalid(flaws) = refusal else {
        return refusal.to_string();
    };
    let one = |flaw: &crate::domain::refusal::Flaw| match flaw.number {
        Some(number) => format!("{}: {} ({number})", flaw.field, flaw.code.replace('_', " ")),
        None => format!("{}: {}", flaw.field, flaw.code.replace('_', " ")),
    };
    flaws.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn csv(what: What, desk: &mut Desk<'_>, taker: &mut Taker) -> Result<(), Refusal> {
    // Read whole: rows are taken at the desk while the file is read, and the desk has one owner.
    let mut whole = Vec::new();
    desk.input.read_to_end(&mut whole).map_err(|_| Refusal::Unavailable("input"))?;
    // Lines end on LF here: of CRLF, the reader counts a line too few (csv 1.4, `Position::line` of a record that follows one).
    let ends: Vec<bool> = whole.windows(2).map(|pair| pair == b"\r\n").chain([false]).collect();
    let whole: Vec<u8> = whole.into_iter().zip(ends).filter(|(_, ends)| !ends).map(|(byte, _)| byte).collect();
    let text = whole.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&whole);
    let mut reader = csv::ReaderBuilder::new().flexible(true).delimiter(delimiter(text)).from_reader(text);
    let header = reader.byte_headers().map_err(|_| Refusal::field("header", "bad_form"))?;
    let columns: Vec<String> = header.iter().map(|name| String::from_utf8_lossy(name).trim().to_lowercase()).collect();
    check_columns(what, &columns, desk)?;
    let mut record = csv::ByteRecord::new();
    loop {
        let line = reader.position().line();
        match reader.read_byte_record(&mut record) {
            Ok(false) => return Ok(()),
            Ok(true) => {
                let at = reader.position().byte();
                let line = record.position().map_or(line, csv::Position::line);
                match row(line, &columns, &record) {
                    Ok(row) => taker.push(row, at, desk)?,
                    Err(refusal) => taker.refuse(line, refusal, desk),
                }
            }
            Err(_) => taker.refuse(line, Refusal::field("line", "bad_form"), desk),
        }
    }
}

/// What stands between the columns: a comma, or the semicolon or tab that spreadsheets write where the comma is for decimals.
fn delimiter(text: &[u8]) -> u8 {
    let header = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    [b',', b';', b'\t'].into_iter().find(|mark| header.contains(mark)).unwrap_or(b',')
}

fn row(line: u64, columns: &[String], record: &csv::ByteRecord) -> Result<Row, Refusal> {
    let mut fields = BTreeMap::new();
    for (column, value) in columns.iter().zip(record) {
        let text = std::str::from_utf8(value).map_err(|_| Refusal::field("line", "not_utf8"))?;
        fields.insert(column.clone(), text.to_owned());
    }
    Ok(Row { line, fields })
}

fn check_columns(what: What, columns: &[String], desk: &mut Desk<'_>) -> Result<(), Refusal> {
    let known = what.columns();
    if !columns.iter().any(|column| known.contains(&column.as_str())) {
        desk.warn(format!("the first line names none of the columns of {}: {}", what.word(), known.join(", ")));
        return Err(Refusal::field("header", "unknown_columns"));
    }
    for column in columns.iter().filter(|column| !known.contains(&column.as_str())) {
        desk.warn(format!("the column {column} is not known and left out; known are {}", known.join(", ")));
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
        match json_row(what, number, &line) {
            Ok(row) => taker.push(row, at, desk)?,
            Err(refusal) => taker.refuse(number, refusal, desk),
        }
    }
}

fn json_row(what: What, line: u64, text: &[u8]) -> Result<Row, Refusal> {
    let object: BTreeMap<String, serde_json::Value> = serde_json::from_slice(text).map_err(|_| Refusal::field("line", "not_json"))?;
    let mut fields = BTreeMap::new();
    for (name, value) in object {
        if !what.columns().contains(&name.as_str()) {
            return Err(Refusal::field("line", "unknown_column"));
        }
        let text = match value {
            serde_json::Value::Null => String::new(),
            serde_json::Value::String(text) => text,
            value @ (serde_json::Value::Number(_) | serde_json::Value::Bool(_)) => value.to_string(),
            serde_json::Value::Array(_) | serde_json::Value::Object(_) => return Err(Refusal::field("line", "bad_form")),
        };
        fields.insert(name, text);
    }
    Ok(Row { line, fields })
}
