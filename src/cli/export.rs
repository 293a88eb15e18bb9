//! `banderole export DIR` and `import all DIR`: the whole network in open forms, out of it and into it.
//!
//! The server makes an archive in its own folder, as for a backup; this side makes a folder of it. To read one back, this side sends the folder
//! as such an archive.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::{Deserialize, Serialize};

use super::control::{Desk, Order, Outcome, carry_out};
use super::import::SOME_REFUSED;
use super::report::Report;
use super::{Folder, backup, complain, say};
use crate::app::backup::container::{Reader, Writer};
use crate::app::backup::{self as archive, Trouble};
use crate::app::export::{self, FILES};
use crate::app::import::Fate;

/// Bytes of lines in one part.
const PART: usize = 1 << 20;

#[derive(clap::Args)]
pub struct Export {
    #[command(flatten)]
    folder: Folder,
    /// The folder to make: one that is empty, or not there yet
    into: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ExportOrder {
    /// The name of the file in the making.
    spool: String,
}

pub fn run(verb: &Export) -> ExitCode {
    let spool = backup::spool_name();
    let done = archive::spooled(&verb.folder.data, &spool).and_then(|made| {
        let code = carry_out(&verb.folder.data, &Order::Export(ExportOrder { spool }), &mut io::empty());
        if code != 0 {
            return Ok(Err(code));
        }
        let unpacked = File::open(&made).map_err(Trouble::from).and_then(|file| unpack(BufReader::new(file), &verb.into));
        fs::remove_file(&made)?;
        unpacked.map(Ok)
    });
    match done {
        Ok(Ok((lines, files))) => {
            let into = verb.into.display();
            match verb.json {
                true => say(serde_json::json!({ "rows": lines, "files": files, "into": into.to_string() })),
                false => say(format_args!("{lines} rows and {files} files of pictures are in {into}")),
            }
            ExitCode::SUCCESS
        }
        Ok(Err(code)) => ExitCode::from(code),
        Err(trouble) => {
            complain(format_args!("{}: {trouble}", verb.into.display()));
            ExitCode::from(1)
        }
    }
}

/// Makes a folder of an archive, beside its place, and renames it last; how many lines and files of pictures there were.
fn unpack(input: impl Read, into: &Path) -> Result<(u64, u64), Trouble> {
    let beside = archive::beside(into)?;
    let unpacked = fill(input, &beside).and_then(|counts| {
        fs::rename(&beside, into)?;
        Ok(counts)
    });
    if unpacked.is_err() {
        // The reason above is what matters; what stays is told by its name.
        let _ = fs::remove_dir_all(&beside);
    }
    unpacked
}

fn fill(input: impl Read, folder: &Path) -> Result<(u64, u64), Trouble> {
    let mut parts = Reader::new(input);
    let (mut lines, mut files) = (0, 0);
    while let Some(part) = parts.part()? {
        let path = folder.join(&part.name);
        if let Some(file) = FILES.into_iter().find(|file| *file == part.name) {
            lines += part.content.iter().filter(|byte| **byte == b'\n').count() as u64;
            fs::OpenOptions::new().create(true).append(true).open(folder.join(file))?.write_all(&part.content)?;
        } else if part.name.strip_prefix("media/").is_some_and(archive::is_picture) {
            files += 1;
            fs::DirBuilder::new().recursive(true).mode(0o700).create(path.parent().unwrap_or(folder))?;
            fs::write(&path, &part.content)?;
        } else {
            return Err(Trouble::Damaged(format!("{}: no export holds such a file", part.name)));
        }
    }
    Ok((lines, files))
}

pub fn obey(order: &ExportOrder, desk: &mut Desk<'_>) -> Outcome {
    match archive::spool_export(desk.app, &order.spool, &mut |done| desk.progress(done, None)) {
        Ok(_) => Ok(0),
        Err(trouble) => {
            desk.warn(trouble.to_string());
            Ok(1)
        }
    }
}

/// Reads a folder that `export` made.
pub fn import(data: &Path, folder: &Path, json: bool) -> ExitCode {
    if !FILES.iter().any(|file| folder.join(file).exists()) {
        complain(format_args!("{} holds no export: none of {}", folder.display(), FILES.join(", ")));
        return ExitCode::from(2);
    }
    let (mut read, write) = match io::pipe() {
        Ok(ends) => ends,
        Err(error) => {
            complain(error);
            return ExitCode::from(1);
        }
    };
    let packer = {
        let folder = folder.to_owned();
        std::thread::spawn(move || pack(&folder, write))
    };
    let code = carry_out(data, &Order::ImportAll { json }, &mut read);
    // Whoever reads no more is told so by a broken pipe.
    drop(read);
    match packer.join() {
        Ok(Err(error)) if error.kind() != io::ErrorKind::BrokenPipe => {
            complain(format_args!("{}: {error}", folder.display()));
            ExitCode::from(1)
        }
        _ => ExitCode::from(code),
    }
}

/// Sends a folder as an archive: the files of pictures first.
fn pack(folder: &Path, output: impl Write) -> io::Result<()> {
    let mut writer = Writer::new(BufWriter::new(output), 0);
    let media = folder.join("media");
    if media.exists() {
        for fan in sorted(&media)? {
            for picture in sorted(&fan)? {
                let mut files = sorted(&picture)?;
                // In the order of their sizes: 64, 256, 1024.
                files.sort_by_key(|file| file.as_os_str().len());
                for file in files {
                    let name = file.strip_prefix(folder).map_err(io::Error::other)?.to_string_lossy().into_owned();
                    writer.part(&name, &fs::read(&file)?)?;
                }
            }
        }
    }
    for name in FILES {
        let mut file = match File::open(folder.join(name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            opened => opened?,
        };
        loop {
            let mut part = Vec::with_capacity(PART);
            if (&mut file).take(PART as u64).read_to_end(&mut part)? == 0 {
                break;
            }
            writer.part(name, &part)?;
        }
    }
    writer.end()?.flush()
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

pub fn take(json: bool, desk: &mut Desk<'_>) -> Outcome {
    let Desk { app, words, input, voice, .. } = desk;
    let mut report = Report::new(words, json, false);
    let mut told = |file: &'static str, line: u64, fate: &Fate| {
        if let Some(sentence) = report.note(Some(file), line, fate) {
            voice(super::control::Word::Err(sentence));
        }
    };
    match export::take(app, input, &mut told) {
        Ok(sums) => {
            desk.say(match json {
                true => report.as_json("all", false, &sums),
                false => report.sums("all", false, &sums),
            });
            Ok(if sums.refused > 0 { SOME_REFUSED } else { 0 })
        }
        Err(trouble) => {
            desk.warn(trouble.to_string());
            Ok(1)
        }
    }
}
