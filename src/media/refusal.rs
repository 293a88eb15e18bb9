//! Why a picture is refused, and what the files are that are no pictures for us: told apart so that the answer can help.

use std::fmt;

use super::intake::{MAX_BYTES, MAX_LOSSLESS_WEBP, MAX_PIXELS, MAX_SIDE};

/// Why a picture is refused. [`Refusal::code`] is stable: the words that people read are found by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No byte was sent.
    Empty,
    /// More than [`MAX_BYTES`].
    TooLarge,
    /// A known kind of file that is not taken.
    Foreign(Foreign),
    /// Not a picture at all, as far as its first bytes tell.
    NotAPicture,
    /// More than one image in it.
    Animated,
    /// More than [`MAX_SIDE`] a side or [`MAX_PIXELS`] in all, or more memory to decode than is given to one picture.
    TooManyPixels,
    /// A lossless WebP over [`MAX_LOSSLESS_WEBP`]: decoding it may take a thousand times its size.
    HeavyWebp,
    /// It says it is a picture, but cannot be read.
    Broken,
}

impl Refusal {
    /// Every refusal, so that a test can ask for words for each.
    pub const ALL: [Self; 18] = [
        Self::Empty,
        Self::TooLarge,
        Self::Foreign(Foreign::Heic),
        Self::Foreign(Foreign::Avif),
        Self::Foreign(Foreign::JpegXl),
        Self::Foreign(Foreign::Gif),
        Self::Foreign(Foreign::Svg),
        Self::Foreign(Foreign::Tiff),
        Self::Foreign(Foreign::Bmp),
        Self::Foreign(Foreign::Ico),
        Self::Foreign(Foreign::Psd),
        Self::Foreign(Foreign::Pdf),
        Self::Foreign(Foreign::Video),
        Self::NotAPicture,
        Self::Animated,
        Self::TooManyPixels,
        Self::HeavyWebp,
        Self::Broken,
    ];

    /// A stable name in snake case.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge => "too_large",
            Self::Foreign(kind) => kind.code(),
            Self::NotAPicture => "not_a_picture",
            Self::Animated => "animated",
            Self::TooManyPixels => "too_many_pixels",
            Self::HeavyWebp => "heavy_webp",
            Self::Broken => "broken",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the file is empty"),
            Self::TooLarge => write!(f, "the file is over {} MB", MAX_BYTES / 1_000_000),
            Self::Foreign(kind) => write!(f, "this is a {} file: JPEG, PNG and WebP pictures are taken", kind.name()),
            Self::NotAPicture => f.write_str("the file is not a picture: JPEG, PNG and WebP pictures are taken"),
            Self::Animated => f.write_str("the picture moves: only still pictures are taken"),
            Self::TooManyPixels => {
                write!(f, "the picture has over {MAX_SIDE} pixels a side or {} million in all", MAX_PIXELS / 1_000_000)
            }
            Self::HeavyWebp => {
                write!(f, "the WebP picture is lossless and over {} MB: save it as JPEG or PNG", MAX_LOSSLESS_WEBP / 1_000_000)
            }
            Self::Broken => f.write_str("the picture is damaged or incomplete"),
        }
    }
}

impl std::error::Error for Refusal {}

/// Kinds of files that people do send as pictures, and that are not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// HEIC or HEIF: what iPhones keep.
    Heic,
    /// AVIF.
    Avif,
    /// JPEG XL.
    JpegXl,
    /// GIF, moving or not.
    Gif,
    /// SVG: a drawing that may hold scripts.
    Svg,
    /// TIFF, and the raw files of cameras made like it.
    Tiff,
    /// Windows bitmap.
    Bmp,
    /// Windows icon.
    Ico,
    /// Photoshop.
    Psd,
    /// PDF.
    Pdf,
    /// A film: MP4, QuickTime, WebM.
    Video,
}

impl Foreign {
    /// A stable name in snake case.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Heic => "heic",
            Self::Avif => "avif",
            Self::JpegXl => "jpeg_xl",
            Self::Gif => "gif",
            Self::Svg => "svg",
            Self::Tiff => "tiff",
            Self::Bmp => "bmp",
            Self::Ico => "ico",
            Self::Psd => "psd",
            Self::Pdf => "pdf",
            Self::Video => "video",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Heic => "HEIC",
            Self::Avif => "AVIF",
            Self::JpegXl => "JPEG XL",
            Self::Gif => "GIF",
            Self::Svg => "SVG",
            Self::Tiff => "TIFF",
            Self::Bmp => "BMP",
            Self::Ico => "ICO",
            Self::Psd => "Photoshop",
            Self::Pdf => "PDF",
            Self::Video => "video",
        }
    }

    /// Magic bytes at the start of a file.
    const MAGIC: [(&'static [u8], Self); 14] = [
        (b"GIF87a", Self::Gif),
        (b"GIF89a", Self::Gif),
        (b"II*\0", Self::Tiff),
        (b"MM\0*", Self::Tiff),
        (b"II+\0", Self::Tiff),
        (b"BM", Self::Bmp),
        (b"\0\0\x01\0", Self::Ico),
        (b"8BPS", Self::Psd),
        (b"%PDF-", Self::Pdf),
        (b"\xff\x0a", Self::JpegXl),
        (b"\0\0\0\x0cJXL \r\n\x87\n", Self::JpegXl),
        (b"\x1a\x45\xdf\xa3", Self::Video),
        (b"\0\0\x01\xba", Self::Video),
        (b"FLV\x01", Self::Video),
    ];

    /// Brands of an ISO base media file (the four bytes after `ftyp`) that are pictures; any other is a film.
    const BRANDS: [(&'static [u8; 4], Self); 10] = [
        (b"heic", Self::Heic),
        (b"heix", Self::Heic),
        (b"heim", Self::Heic),
        (b"heis", Self::Heic),
        (b"hevc", Self::Heic),
        (b"hevx", Self::Heic),
        (b"mif1", Self::Heic),
        (b"msf1", Self::Heic),
        (b"avif", Self::Avif),
        (b"avis", Self::Avif),
    ];

    /// What the first bytes of a file say it is.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.get(4..8) == Some(b"ftyp") {
            return Some(Self::of_brands(bytes));
        }
        let known = Self::MAGIC.into_iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, kind)| kind);
        known.or_else(|| looks_like_svg(bytes).then_some(Self::Svg))
    }

    /// The main brand decides; when it is a general one (`mif1`), a compatible `avif` brand does.
    fn of_brands(bytes: &[u8]) -> Self {
        let brands = bytes.get(8..bytes.len().min(64)).unwrap_or_default();
        let kind_of = |brand: &[u8]| Self::BRANDS.into_iter().find(|(name, _)| brand == *name).map(|(_, kind)| kind);
        let main = brands.get(..4).and_then(kind_of);
        let avif = brands.chunks_exact(4).any(|brand| kind_of(brand) == Some(Self::Avif));
        match main {
            Some(Self::Heic) if avif && (brands.starts_with(b"mif1") || brands.starts_with(b"msf1")) => Self::Avif,
            Some(kind) => kind,
            None => Self::Video,
        }
    }
}

/// An `<svg` within the first kilobyte of something that begins as XML does.
fn looks_like_svg(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1_024)];
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    text.starts_with('<') && text.contains("<svg")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], want: Option<Foreign>) {
        assert_eq!(Foreign::of(bytes), want, "{}", String::from_utf8_lossy(bytes));
    }

    #[test]
    fn foreign_files_are_named() {
        check(b"\0\0\0\x24ftypheic\0\0\0\0mif1heic", Some(Foreign::Heic));
        check(b"\0\0\0\x24ftypmif1\0\0\0\0mif1heic", Some(Foreign::Heic));
        check(b"\0\0\0\x24ftypmif1\0\0\0\0mif1avif", Some(Foreign::Avif));
        check(b"\0\0\0\x24ftypavif\0\0\0\0mif1", Some(Foreign::Avif));
        check(b"\0\0\0\x18ftypmp42\0\0\0\0", Some(Foreign::Video));
        check(b"\0\0\0\x18ftypqt  ", Some(Foreign::Video));
        check(b"\0\0\0\x18ftyp", Some(Foreign::Video));
        check(b"GIF89a\x01\0", Some(Foreign::Gif));
        check(b"BM6\0", Some(Foreign::Bmp));
        check(b"%PDF-1.7", Some(Foreign::Pdf));
        check(b"<?xml version=\"1.0\"?>\n<!-- x -->\n<svg xmlns", Some(Foreign::Svg));
        check("\u{feff}  <SVG>".as_bytes(), Some(Foreign::Svg));
        check(b"<!doctype html><html>", None);
        check(b"hello <svg", None);
        check(b"\xff\xd8\xff\xe0", None);
        check(b"", None);
    }

    #[test]
    fn codes_are_told_apart() {
        let mut codes: Vec<_> = Refusal::ALL.iter().map(|refusal| refusal.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Refusal::ALL.len());
        assert!(codes.iter().all(|code| code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')));
    }
}
