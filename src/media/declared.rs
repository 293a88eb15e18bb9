//! What a picture's headers declare, read before anything is decoded: enough to know what decoding will cost.
//!
//! Numbers come from the decoders' sources (zune-jpeg 0.5, image-webp 0.2): which buffers they hold at once, a pixel.

use std::ops::Range;

/// Bytes that decoding a JPEG of `pixels` will hold at once, its output of three bytes a pixel included.
///
/// A progressive JPEG, or one with a scan a component, is held whole as coefficients of two bytes a sample until its last scan. A file
/// whose segments do not follow each other as they should is taken for the worst: four full components.
pub fn jpeg_cost(bytes: &[u8], pixels: u64) -> u64 {
    const OUTPUT: u64 = 3;
    const COEFFICIENT: u64 = 2;
    let coefficients = match jpeg_frame(bytes) {
        Some(Frame { held_whole: false, .. }) => 0,
        Some(Frame { held_whole: true, samples }) => samples * COEFFICIENT,
        None => pixels * 4 * COEFFICIENT,
    };
    pixels * OUTPUT + coefficients
}

struct Frame {
    /// Whether the decoder keeps all coefficients until the end.
    held_whole: bool,
    /// Samples of all components, padded to whole blocks.
    samples: u64,
}

/// Walks from segment to segment up to the first scan. None when the segments are not as they should be.
fn jpeg_frame(bytes: &[u8]) -> Option<Frame> {
    let mut frame: Option<(u8, &[u8])> = None;
    let mut at = 2;
    loop {
        let (&[0xff, marker], length) = (bytes.get(at..at + 2)?, be16(bytes, at + 2)?) else { return None };
        let segment = bytes.get(at + 4..at + 2 + usize::from(length))?;
        match marker {
            0xc0..=0xc2 if frame.is_none() => frame = Some((marker, segment)),
            0xc0..=0xc2 | 0xd0..=0xd9 | 0x01 | 0xff => return None,
            0xda => return read_frame(frame?, *segment.first()?),
            _ => {}
        }
        at += 2 + usize::from(length);
    }
}

fn read_frame((marker, segment): (u8, &[u8]), in_first_scan: u8) -> Option<Frame> {
    let (height, width) = (u64::from(be16(segment, 1)?), u64::from(be16(segment, 3)?));
    let count = *segment.get(5)?;
    let factors: Vec<(u64, u64)> = segment.get(6..)?.chunks_exact(3).map(|c| (u64::from(c[1] >> 4), u64::from(c[1] & 15))).collect();
    let (h_max, v_max) = (factors.iter().map(|f| f.0).max()?, factors.iter().map(|f| f.1).max()?);
    if factors.len() != usize::from(count) || factors.iter().any(|&(h, v)| !(1..=4).contains(&h) || !(1..=4).contains(&v)) {
        return None;
    }
    let units = width.div_ceil(8 * h_max) * height.div_ceil(8 * v_max);
    let samples = factors.iter().map(|(h, v)| h * v * 64 * units).sum();
    Some(Frame { held_whole: marker == 0xc2 || in_first_scan != count, samples })
}

fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

/// What a WebP file's chunks declare.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Webp {
    /// Sizes in pixels of its lossy frames: the decoder only compares them with the canvas after it has decoded.
    pub lossy: Vec<(u32, u32)>,
    /// Bytes of lossless data, alpha included.
    pub lossless_bytes: usize,
    /// Whether its alpha is a lossless image of its own.
    pub lossless_alpha: bool,
    /// Where its `EXIF` chunk is.
    pub exif: Option<Range<usize>>,
}

impl Webp {
    /// Walks the chunks of a RIFF file.
    pub fn of(bytes: &[u8]) -> Self {
        let mut webp = Self::default();
        let mut at = 12;
        while let Some(head) = bytes.get(at..at + 8) {
            let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
            let start = at + 8;
            let end = start.saturating_add(length).min(bytes.len());
            webp.chunk(&head[..4], &bytes[start..end], start..end);
            at = start.saturating_add(length).saturating_add(length % 2);
        }
        webp
    }

    fn chunk(&mut self, name: &[u8], body: &[u8], place: Range<usize>) {
        match name {
            b"VP8 " => {
                // RFC 6386, 9.1: three bytes of tag, three of start code, then 14 bits each of width and height.
                let side = |at| u32::from(le16(body, at).unwrap_or(0) & 0x3fff);
                self.lossy.push((side(6), side(8)));
            }
            b"VP8L" => self.lossless_bytes += body.len(),
            b"ALPH" if body.first().is_some_and(|info| info & 3 != 0) => {
                self.lossless_bytes += body.len();
                self.lossless_alpha = true;
            }
            b"EXIF" if self.exif.is_none() => self.exif = Some(place),
            _ => {}
        }
    }

    /// Bytes that decoding an image of `pixels` will hold at once, its output included.
    pub fn cost(&self, pixels: u64, alpha: bool) -> u64 {
        let output = if alpha { 4 } else { 3 };
        let quarters = match (self.lossy.is_empty(), self.lossless_alpha, alpha) {
            // Lossless: decoded in place when it has alpha, beside the output otherwise; transforms take up to a byte more.
            (true, _, true) => 4,
            (true, _, false) => 4 * 4 + 4,
            // Lossy: planes of one and a half bytes a pixel; lossless alpha is decoded as colour, then picked out.
            (false, false, _) => 6 + 4,
            (false, true, _) => 6 + 4 * 5 + 4,
        };
        pixels * output + pixels * quarters / 4
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A JPEG's headers: one frame of `width` × `height`, components with these sampling factors, so many of them in the first scan.
    fn headers(marker: u8, width: u16, height: u16, factors: &[u8], in_first_scan: u8) -> Vec<u8> {
        let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, marker, 0, 8 + 3 * factors.len() as u8, 8];
        bytes.extend(height.to_be_bytes());
        bytes.extend(width.to_be_bytes());
        bytes.push(factors.len() as u8);
        for (i, factor) in factors.iter().enumerate() {
            bytes.extend([i as u8, *factor, 0]);
        }
        bytes.extend([0xff, 0xda, 0, 3, in_first_scan]);
        bytes
    }

    #[track_caller]
    fn check(bytes: &[u8], per_pixel: u64) {
        assert_eq!(jpeg_cost(bytes, 1_600), 1_600 * per_pixel);
    }

    #[test]
    fn a_baseline_jpeg_costs_its_output() {
        check(&headers(0xc0, 40, 40, &[0x22, 0x11, 0x11], 3), 3);
        check(&headers(0xc0, 40, 40, &[0x11], 1), 3);
    }

    #[test]
    fn a_progressive_one_costs_its_coefficients_too() {
        check(&headers(0xc2, 40, 40, &[0x11, 0x11, 0x11], 3), 3 + 6);
        check(&headers(0xc2, 40, 40, &[0x11, 0x11, 0x11, 0x11], 1), 3 + 8);
        check(&headers(0xc0, 40, 40, &[0x11, 0x11, 0x11], 1), 3 + 6);
        // 40 is two and a half units of 16: three are held.
        assert_eq!(jpeg_cost(&headers(0xc2, 40, 40, &[0x22, 0x11, 0x11], 3), 1_600), 4_800 + 2 * 9 * (256 + 64 + 64));
    }

    #[test]
    fn what_cannot_be_followed_is_taken_for_the_worst() {
        let mut twice = headers(0xc0, 40, 40, &[0x11], 1);
        let second = twice[8..21].to_vec();
        twice.splice(8..8, second);
        for bytes in [&b""[..], b"\xff\xd8", b"\xff\xd8\xff\xda\0\x03\x01", &headers(0xc0, 40, 40, &[0x50], 1), &twice] {
            check(bytes, 3 + 8);
        }
    }

    #[test]
    fn chunks_of_a_webp() {
        let file = b"RIFF\0\0\0\0WEBPALPH\x03\0\0\0\x01aa\0VP8 \x0a\0\0\0tagsta\x10\x40\x20\0EXIF\x02\0\0\0abVP8L\xff\xff\xff\xffab";
        let webp = Webp::of(file);
        assert_eq!(webp, Webp { lossy: vec![(16, 32)], lossless_bytes: 5, lossless_alpha: true, exif: Some(50..52) });
        assert_eq!(Webp::of(b"RIFF"), Webp::default());
    }
}
