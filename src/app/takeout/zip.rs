//! A zip archive (PKWARE APPNOTE 6.3, no zip64), written in one pass: files deflated, their names in UTF-8, one time for all of them.

use std::io::Write;

use flate2::Compression;
use flate2::Crc;
use flate2::write::DeflateEncoder;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// An archive in the making.
pub struct Zip {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
    /// Time and date, as DOS wrote them.
    stamp: [u8; 4],
}

impl Zip {
    /// An archive whose files carry this time.
    pub fn new(now: Timestamp) -> Self {
        let at = now.to_zoned(TimeZone::UTC);
        let part = |n: i8| u16::from(n.unsigned_abs());
        let time = part(at.hour()) << 11 | part(at.minute()) << 5 | (part(at.second()) / 2);
        let date = (at.year() - 1980).clamp(0, 127).unsigned_abs() << 9 | part(at.month()) << 5 | part(at.day());
        let ([a, b], [c, d]) = (time.to_le_bytes(), date.to_le_bytes());
        Self { bytes: Vec::new(), directory: Vec::new(), count: 0, stamp: [a, b, c, d] }
    }

    /// Puts a file in. Names are ours: plain ASCII, no way out of the folder.
    pub fn file(&mut self, name: &str, content: &[u8]) {
        let mut crc = Crc::new();
        crc.update(content);
        let mut deflate = DeflateEncoder::new(Vec::new(), Compression::default());
        let packed = deflate.write_all(content).and_then(|()| deflate.finish()).expect("memory takes it");
        let at = size(self.bytes.len());
        let mut head = Vec::new();
        // Version 2.0, names in UTF-8 (bit 11), deflate (8).
        head.extend([20, 0, 0, 8, 8, 0]);
        head.extend(self.stamp);
        head.extend(crc.sum().to_le_bytes());
        head.extend(size(packed.len()).to_le_bytes());
        head.extend(size(content.len()).to_le_bytes());
        head.extend(u16::try_from(name.len()).unwrap_or(u16::MAX).to_le_bytes());
        head.extend([0, 0]);
        self.bytes.extend(*b"PK\x03\x04");
        self.bytes.extend(&head);
        self.bytes.extend(name.as_bytes());
        self.bytes.extend(packed);
        self.directory.extend(*b"PK\x01\x02\x14\x00");
        self.directory.extend(&head);
        // No comment, first disk, no attributes.
        self.directory.extend([0; 10]);
        self.directory.extend(at.to_le_bytes());
        self.directory.extend(name.as_bytes());
        self.count += 1;
    }

    /// The whole archive.
    pub fn end(mut self) -> Vec<u8> {
        let (at, length) = (size(self.bytes.len()), size(self.directory.len()));
        self.bytes.append(&mut self.directory);
        self.bytes.extend(*b"PK\x05\x06\x00\x00\x00\x00");
        self.bytes.extend(self.count.to_le_bytes());
        self.bytes.extend(self.count.to_le_bytes());
        self.bytes.extend(length.to_le_bytes());
        self.bytes.extend(at.to_le_bytes());
        self.bytes.extend([0, 0]);
        self.bytes
    }
}

fn size(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
