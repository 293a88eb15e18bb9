//! Tests of the whole way of a picture: pictures made here, and what they share.

mod limits;
mod photos;
mod upright;

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use super::render::Rendered;
use super::{Jpeg, Size};

/// Four quarters of their own colours, so that each of the eight ways to turn a picture is told apart.
pub(super) const QUARTERS: [[u8; 3]; 4] = [[220, 30, 30], [30, 200, 30], [30, 30, 220], [230, 220, 40]];

/// A picture of [`QUARTERS`]: top left, top right, bottom left, bottom right.
pub(super) fn quarters(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let quarter = usize::from(y >= height / 2) * 2 + usize::from(x >= width / 2);
        Rgb(QUARTERS[quarter])
    })
}

pub(super) fn encoded(image: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(image.clone()).write_to(&mut bytes, format).expect("encoded");
    bytes.into_inner()
}

/// An EXIF block that says nothing but how to turn, little-endian.
pub(super) fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    exif
}

/// A PNG chunk with its checksum.
pub(super) fn png_chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut crc = !0u32;
    for byte in name.iter().chain(body) {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 };
        }
    }
    [&(body.len() as u32).to_be_bytes(), &name[..], body, &(!crc).to_be_bytes()].concat()
}

/// A RIFF chunk, padded.
pub(super) fn riff_chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&name[..], &(body.len() as u32).to_le_bytes(), body, &[0][..body.len() % 2]].concat()
}

/// An extended WebP file of these chunks.
pub(super) fn webp(width: u32, height: u32, flags: u8, chunks: &[Vec<u8>]) -> Vec<u8> {
    let mut header = vec![flags, 0, 0, 0];
    header.extend(&(width - 1).to_le_bytes()[..3]);
    header.extend(&(height - 1).to_le_bytes()[..3]);
    let body = [b"WEBP".to_vec(), riff_chunk(b"VP8X", &header), chunks.concat()].concat();
    riff_chunk(b"RIFF", &body)
}

/// What a picture shows, decoded.
pub(super) fn shown(jpeg: &Jpeg) -> RgbImage {
    let image = image::load_from_memory_with_format(&jpeg.bytes, ImageFormat::Jpeg).expect("our own JPEG").into_rgb8();
    assert_eq!(image.dimensions(), (jpeg.width, jpeg.height));
    image
}

/// Asserts that a file of ours holds pixels and what decodes them, and nothing else: no EXIF, profile, comment or trailing byte.
#[track_caller]
pub(super) fn assert_bare(rendered: &Rendered) {
    for size in Size::ALL {
        let bytes = &rendered.of(size).bytes;
        let mut at = 2;
        assert_eq!(bytes[..2], [0xff, 0xd8]);
        loop {
            let marker = bytes[at + 1];
            let length = usize::from(u16::from_be_bytes([bytes[at + 2], bytes[at + 3]]));
            assert_eq!(bytes[at], 0xff);
            match marker {
                0xe0 => assert_eq!((&bytes[at + 4..at + 9], length), (&b"JFIF\0"[..], 16), "JFIF without a thumbnail"),
                0xc0 | 0xc4 | 0xdb => {}
                0xda => break,
                other => panic!("segment {other:x} in what we wrote"),
            }
            at += 2 + length;
        }
        let end = bytes.windows(2).position(|pair| pair == [0xff, 0xd9]).expect("an end");
        assert_eq!(end, bytes.len() - 2, "bytes after the end");
    }
}

/// Mean absolute difference of two pictures of one size, of 255.
pub(super) fn difference(a: &RgbImage, b: &RgbImage) -> f64 {
    assert_eq!(a.dimensions(), b.dimensions());
    let sum: u64 = a.as_raw().iter().zip(b.as_raw()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f64 / a.as_raw().len() as f64
}
