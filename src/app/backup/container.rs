//! The file of a backup: a tar archive (POSIX ustar) as `tar` itself reads it, of plain files only, written in one pass and read strictly.
//!
//! A reader takes exactly what a writer writes: each header is made again from its name, size and time and compared byte by byte, padding is
//! zero, and two empty blocks end the file. So a changed or missing byte outside the contents is found here; inside, by the checksums.

use std::io::{self, ErrorKind, Read, Write};

use ring::digest::{Context, SHA256};

use super::Trouble;

const BLOCK: usize = 512;

/// Longest name of a part, in bytes.
const NAME_MAX: usize = 100;

/// Largest part, in bytes: one is held in memory at a time.
pub const PART_MAX: u64 = 80 << 20;

/// A SHA-256.
pub type Hash = [u8; 32];

/// Takes the hash of what was put into it.
pub fn finish(context: Context) -> Hash {
    let mut hash = Hash::default();
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

/// Writes parts, one after the other.
pub struct Writer<W> {
    output: W,
    time: i64,
    whole: Context,
    at: u64,
}

impl<W: Write> Writer<W> {
    /// Begins a file whose parts carry this time, in seconds since 1970.
    pub fn new(output: W, time: i64) -> Self {
        Self { output, time, whole: Context::new(&SHA256), at: 0 }
    }

    /// The hash of all that was written so far, and how many bytes that is.
    pub fn so_far(&self) -> (Hash, u64) {
        (finish(self.whole.clone()), self.at)
    }

    /// Writes a part; gives the hash of its content.
    ///
    /// # Errors
    /// The disk's; a name or a content that is too long.
    pub fn part(&mut self, name: &str, content: &[u8]) -> io::Result<Hash> {
        if name.len() > NAME_MAX || content.len() as u64 > PART_MAX {
            return Err(io::Error::other(format!("{name} is too long for a backup")));
        }
        self.write(&header(name, content.len() as u64, self.time))?;
        self.write(content)?;
        self.write(&[0; BLOCK][..padding(content.len())])?;
        let mut hash = Context::new(&SHA256);
        hash.update(content);
        Ok(finish(hash))
    }

    /// Ends the file; what it was written to comes back.
    ///
    /// # Errors
    /// The disk's.
    pub fn end(mut self) -> io::Result<W> {
        self.write(&[0; 2 * BLOCK])?;
        self.output.flush()?;
        Ok(self.output)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.whole.update(bytes);
        self.at += bytes.len() as u64;
        self.output.write_all(bytes)
    }
}

fn padding(length: usize) -> usize {
    length.next_multiple_of(BLOCK) - length
}

/// The header of a plain file that only its owner may read.
fn header(name: &str, size: u64, time: i64) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    let mut put = |at: usize, bytes: &[u8]| block[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, name.as_bytes());
    put(100, b"0000600\0" as &[u8]);
    put(108, b"0000000\0");
    put(116, b"0000000\0");
    put(124, format!("{size:011o}\0").as_bytes());
    put(136, format!("{time:011o}\0").as_bytes());
    put(148, b"        0");
    put(257, b"ustar\x0000");
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

/// A part that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub content: Vec<u8>,
    /// The hash of that.
    pub hash: Hash,
    /// The hash of all of the file before this part, and how many bytes that is.
    pub before: (Hash, u64),
}

/// Reads parts, one after the other.
pub struct Reader<R> {
    input: R,
    whole: Context,
    at: u64,
    last: String,
}

impl<R: Read> Reader<R> {
    /// Begins to read.
    pub fn new(input: R) -> Self {
        Self { input, whole: Context::new(&SHA256), at: 0, last: String::new() }
    }

    /// Bytes read so far.
    pub fn at(&self) -> u64 {
        self.at
    }

    /// The next part; none at the end of the file, which is an end with nothing after it.
    ///
    /// # Errors
    /// The disk's; [`Trouble::Damaged`] when this is not what a writer writes, naming the part or the place.
    pub fn part(&mut self) -> Result<Option<Part>, Trouble> {
        let before = (finish(self.whole.clone()), self.at);
        let mut block = [0; BLOCK];
        self.fill(&mut block, "the header of a part")?;
        if block == [0; BLOCK] {
            self.end()?;
            return Ok(None);
        }
        let (name, size) = self.understood(&block, before.1)?;
        let mut content = vec![0; usize::try_from(size).map_err(|_| self.damaged("a part is too long", before.1))?];
        self.fill(&mut content, &name)?;
        let mut rest = [0; BLOCK];
        let rest = &mut rest[..padding(content.len())];
        self.fill(rest, &name)?;
        if rest.iter().any(|byte| *byte != 0) {
            return Err(Trouble::Damaged(format!("{name}: what comes after it was changed")));
        }
        let mut hash = Context::new(&SHA256);
        hash.update(&content);
        self.last.clone_from(&name);
        Ok(Some(Part { name, content, hash: finish(hash), before }))
    }

    fn understood(&self, block: &[u8; BLOCK], at: u64) -> Result<(String, u64), Trouble> {
        let text = |from: usize, to: usize| std::str::from_utf8(&block[from..to]).ok().map(|text| text.trim_end_matches('\0'));
        let number = |from: usize| text(from, from + 12).and_then(|digits| u64::from_str_radix(digits, 8).ok());
        let parsed = text(0, NAME_MAX).zip(number(124)).zip(number(136).and_then(|time| i64::try_from(time).ok()));
        match parsed {
            Some(((name, size), time)) if size <= PART_MAX && !name.is_empty() && header(name, size, time) == *block => {
                Ok((name.to_owned(), size))
            }
            _ => Err(self.damaged("there should be the header of a part", at)),
        }
    }

    fn end(&mut self) -> Result<(), Trouble> {
        let mut block = [0; BLOCK];
        self.fill(&mut block, "the end of the file")?;
        let mut more = [0];
        if block != [0; BLOCK] || self.input.read(&mut more).map_err(Trouble::Disk)? > 0 {
            return Err(self.damaged("there should be the end of the file", self.at));
        }
        Ok(())
    }

    fn damaged(&self, what: &str, at: u64) -> Trouble {
        let after = if self.last.is_empty() { String::new() } else { format!(", after {}", self.last) };
        Trouble::Damaged(format!("{what} at byte {at}{after}"))
    }

    fn fill(&mut self, bytes: &mut [u8], what: &str) -> Result<(), Trouble> {
        self.input.read_exact(bytes).map_err(|error| match error.kind() {
            ErrorKind::UnexpectedEof => self.damaged(&format!("it ends within {what}: it is cut short"), self.at),
            ErrorKind::InvalidData => Trouble::Damaged(format!("{what}: {error}")),
            _ => Trouble::Disk(error),
        })?;
        self.whole.update(bytes);
        self.at += bytes.len() as u64;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> Vec<u8> {
        let mut writer = Writer::new(Vec::new(), 1_780_000_000);
        writer.part("a.json", b"{}").expect("memory");
        writer.part("media/ab/x/64.jpg", &[7; 1000]).expect("memory");
        writer.part("empty", b"").expect("memory");
        writer.end().expect("memory")
    }

    fn read(bytes: &[u8]) -> Result<Vec<Part>, Trouble> {
        let mut reader = Reader::new(bytes);
        let mut parts = Vec::new();
        while let Some(part) = reader.part()? {
            parts.push(part);
        }
        Ok(parts)
    }

    #[test]
    fn what_was_written_is_read() {
        let parts = read(&file()).expect("whole");
        let names: Vec<_> = parts.iter().map(|part| (part.name.as_str(), part.content.len())).collect();
        assert_eq!(names, [("a.json", 2), ("media/ab/x/64.jpg", 1000), ("empty", 0)]);
        assert!(Writer::new(Vec::new(), 0).part(&"x".repeat(101), b"").is_err());
    }

    #[test]
    fn every_changed_byte_outside_the_contents_is_found_and_within_them_changes_the_hash() {
        let whole = file();
        let hashes = |parts: &[Part]| parts.iter().map(|part| part.hash).collect::<Vec<_>>();
        let right = hashes(&read(&whole).expect("whole"));
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 0x11;
            assert!(read(&changed).map_or(true, |parts| hashes(&parts) != right), "byte {at}");
        }
        for cut in 0..whole.len() {
            assert!(matches!(read(&whole[..cut]), Err(Trouble::Damaged(_))), "cut at {cut}");
        }
        assert!(read(&[&whole[..], b"x"].concat()).is_err(), "nothing comes after the end");
    }

    #[test]
    fn tar_reads_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.tar");
        std::fs::write(&path, file()).expect("written");
        let listed = std::process::Command::new("tar").arg("-tvf").arg(&path).output().expect("tar is there");
        let text = String::from_utf8_lossy(&listed.stdout);
        assert!(listed.status.success() && text.contains("media/ab/x/64.jpg") && text.contains("1000"), "{text}");
    }
}
