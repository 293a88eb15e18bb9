//! What is refused, and that hostile files cost no more than they may.

use std::process::Command;

use image::{ImageFormat, RgbImage};
use proptest::prelude::*;

use super::{assert_bare, difference, encoded, png_chunk, quarters, riff_chunk, shown, webp};
use crate::media::intake::{MAX_BYTES, MAX_LOSSLESS_WEBP, MAX_MEMORY, MAX_SIDE};
use crate::media::{Crop, Foreign, Purpose, Refusal, Size, render};

#[track_caller]
fn check(bytes: &[u8], want: Refusal) {
    assert_eq!(render(bytes, Purpose::Cover).map(|_| "taken"), Err(want));
}

/// A PNG of so many pixels that holds none.
fn png_header(width: u32, height: u32, kind: u8) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, kind, 0, 0, 0]].concat();
    [&b"\x89PNG\r\n\x1a\n"[..], &png_chunk(b"IHDR", &header), &png_chunk(b"IDAT", b"x\x9c"), &png_chunk(b"IEND", b"")].concat()
}

/// A JPEG of this size: a single colour, then its dimensions overwritten.
fn jpeg_header(width: u16, height: u16, marker: u8) -> Vec<u8> {
    let mut bytes = encoded(&quarters(16, 16), ImageFormat::Jpeg);
    let frame = bytes.windows(2).position(|pair| pair == [0xff, 0xc0]).expect("a frame");
    bytes[frame + 1] = marker;
    bytes[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    bytes[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    bytes
}

/// A lossy WebP frame header of this size, with nothing behind it.
fn vp8(width: u16, height: u16) -> Vec<u8> {
    let size = [width.to_le_bytes(), height.to_le_bytes()].concat();
    riff_chunk(b"VP8 ", &[&[0x10, 0, 0, 0x9d, 0x01, 0x2a][..], &size, &[0; 20]].concat())
}

#[test]
fn limits_hold_at_n_and_n_plus_1() {
    let mut file = encoded(&quarters(40, 40), ImageFormat::Jpeg);
    file.resize(MAX_BYTES, 0);
    assert_bare(&render(&file, Purpose::Cover).expect("as large as may be"));
    file.push(0);
    check(&file, Refusal::TooLarge);

    let row = RgbImage::from_pixel(MAX_SIDE, 1, image::Rgb([9; 3]));
    assert_bare(&render(&encoded(&row, ImageFormat::Png), Purpose::Cover).expect("as wide as may be"));
    let row = RgbImage::from_pixel(MAX_SIDE + 1, 1, image::Rgb([9; 3]));
    check(&encoded(&row, ImageFormat::Png), Refusal::TooManyPixels);
    let column = RgbImage::from_pixel(1, MAX_SIDE + 1, image::Rgb([9; 3]));
    check(&encoded(&column, ImageFormat::Jpeg), Refusal::TooManyPixels);

    // 8,000 × 5,000 is 40 million: within the limit, and then found to hold nothing.
    check(&png_header(8_000, 5_000, 2), Refusal::Broken);
    check(&png_header(8_000, 5_001, 2), Refusal::TooManyPixels);
}

#[test]
fn declared_sizes_are_refused_before_decoding() {
    check(&png_header(50_000, 50_000, 0), Refusal::TooManyPixels);
    check(&png_header(u32::MAX >> 1, u32::MAX >> 1, 6), Refusal::TooManyPixels);
    check(&png_header(0, 10, 2), Refusal::Broken);
    check(&jpeg_header(65_535, 65_535, 0xc0), Refusal::TooManyPixels);
    check(&webp(16_383, 16_383, 0, &[vp8(16_383, 16_383)]), Refusal::TooManyPixels);
    // 40 million pixels are fine, but not held as coefficients of a progressive JPEG without subsampling.
    check(&jpeg_header(8_000, 5_000, 0xc2), Refusal::TooManyPixels);
    // A small canvas around a frame that would take 400 MB.
    check(&webp(10, 10, 0, &[vp8(16_383, 16_383)]), Refusal::Broken);
}

#[test]
fn lossless_webps_are_bounded() {
    let noise = RgbImage::from_fn(800, 600, |x, y| {
        let n = (x * 800 + y + 1).wrapping_mul(2_654_435_761);
        let n = (n ^ (n >> 15)).wrapping_mul(2_246_822_519);
        let n = (n ^ (n >> 13)).wrapping_mul(3_266_489_917).to_be_bytes();
        image::Rgb([n[0], n[1], n[2]])
    });
    let file = encoded(&noise, ImageFormat::WebP);
    assert!(file.len() > MAX_LOSSLESS_WEBP, "{}", file.len());
    check(&file, Refusal::HeavyWebp);
    let part = image::imageops::crop_imm(&noise, 0, 0, 400, 300).to_image();
    assert_bare(&render(&encoded(&part, ImageFormat::WebP), Purpose::Cover).expect("small enough"));
}

#[test]
fn moving_pictures_are_refused() {
    let mut png = encoded(&quarters(20, 20), ImageFormat::Png);
    png.splice(33..33, png_chunk(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]));
    check(&png, Refusal::Animated);
    let still = encoded(&quarters(20, 20), ImageFormat::WebP)[12..].to_vec();
    let frame = [&[0; 6][..], &[19, 0, 0, 19, 0, 0, 100, 0, 0, 0], &still].concat();
    let moving = webp(20, 20, 0x02, &[riff_chunk(b"ANIM", &[0; 6]), riff_chunk(b"ANMF", &frame), riff_chunk(b"ANMF", &frame)]);
    check(&moving, Refusal::Animated);
}

#[test]
fn what_is_no_picture_says_what_it_is() {
    check(b"", Refusal::Empty);
    check(b"\xff\xd8", Refusal::NotAPicture);
    check(b"\xff\xd8\xff", Refusal::Broken);
    check(b"\x89PNG\r\n\x1a\n", Refusal::Broken);
    check(b"RIFF\0\0\0\0WEBP", Refusal::Broken);
    check(b"RIFF\0\0\0\0WAVE", Refusal::NotAPicture);
    check(b"<html><script>alert(1)</script>", Refusal::NotAPicture);
    check(b"<svg xmlns='x'/>", Refusal::Foreign(Foreign::Svg));
    check(b"\0\0\0\x18ftypheic\0\0\0\0", Refusal::Foreign(Foreign::Heic));
}

/// Made with Pillow 13: `Image.new('CMYK', (32, 16))`, left half cyan, right half yellow, quality 90, Adobe marker.
const CMYK: &[u8] = include_bytes!("../../../tests/data/cmyk.jpg");

#[test]
fn a_jpeg_for_print_keeps_its_colours() {
    let rendered = render(CMYK, Purpose::Cover).expect("a picture");
    let want = RgbImage::from_fn(32, 16, |x, _| image::Rgb(if x < 16 { [0, 255, 255] } else { [255, 255, 0] }));
    let seen = shown(rendered.of(Size::Large));
    assert!(difference(&seen, &want) < 12.0, "{}", difference(&seen, &want));
}

#[test]
fn bytes_after_the_end_are_not_kept() {
    let mut file = encoded(&quarters(50, 50), ImageFormat::Jpeg);
    file.extend(b"PK\x03\x04 <script>secret</script> GPS");
    assert_bare(&render(&file, Purpose::Cover).expect("a picture"));
}

fn samples() -> [Vec<u8>; 4] {
    let picture = quarters(40, 24);
    [encoded(&picture, ImageFormat::Jpeg), encoded(&picture, ImageFormat::Png), encoded(&picture, ImageFormat::WebP), CMYK.to_vec()]
}

#[test]
fn a_torn_file_is_refused_or_shown_bare() {
    for file in samples() {
        for length in 0..file.len() {
            if let Ok(rendered) = render(&file[..length], Purpose::Avatar(None)) {
                assert_bare(&rendered);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn damaged_files_are_refused_or_shown_bare(which in 0usize..4, changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut file = samples()[which].clone();
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        if let Ok(rendered) = render(&file, Purpose::Cover) {
            assert_bare(&rendered);
        }
    }

    #[test]
    fn noise_after_magic_bytes_is_survived(magic in 0usize..3, noise in proptest::collection::vec(any::<u8>(), 0..400)) {
        let magic = [&b"\xff\xd8\xff"[..], b"\x89PNG\r\n\x1a\n", b"RIFF\x90\x01\0\0WEBP"][magic];
        if let Ok(rendered) = render(&[magic, &noise].concat(), Purpose::Cover) {
            assert_bare(&rendered);
        }
    }
}

/// Names the file that [`a_picture_takes_the_memory_it_may`] asks its child for.
const CHILD: &str = "BANDEROLE_TEST_PICTURE";

/// What else a process needs: its code, the file as sent, the shrinking's own buffer of 1,024 columns.
const BESIDES: u64 = 64 * 1024 * 1024;

/// Runs this very test again in a process of its own for each picture, which reads the peak of its resident memory.
#[test]
fn a_picture_takes_the_memory_it_may() {
    if let Ok(path) = std::env::var(CHILD) {
        let file = std::fs::read(&path).expect("the picture");
        // Of a small part: decoding is what takes memory, and shrinking is slow without optimisation.
        render(&file, Purpose::Avatar(Crop::new(0.4, 0.4, 0.1, 0.1))).expect("a picture");
        let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
        std::fs::write(format!("{path}.peak"), peak.trim().trim_end_matches(" kB")).expect("written");
        return;
    }
    let me = std::env::current_exe().expect("this test's program");
    let folder = tempfile::tempdir().expect("a folder");
    for (name, file) in large_pictures() {
        let path = folder.path().join(name);
        std::fs::write(&path, &file).expect("written");
        let test = "media::tests::limits::a_picture_takes_the_memory_it_may";
        let child = Command::new(&me).args(["--exact", test]).env(CHILD, &path).output().expect("run");
        assert!(child.status.success(), "{name}: {}", String::from_utf8_lossy(&child.stdout));
        let peak = std::fs::read_to_string(path.with_added_extension("peak")).expect("the child's answer");
        let peak: u64 = peak.parse().expect("kilobytes");
        assert!(peak > 0 && peak * 1_024 < MAX_MEMORY + BESIDES, "{name}: {peak} kB");
    }
}

/// Made with Pillow 13: 8,000 × 4,100 pixels of one colour, lossless.
const LOSSLESS: &[u8] = include_bytes!("../../../tests/data/plain_33mpx.webp");

/// As much as may be declared, with little behind it: decoders make the room that the header asks for, and grey for what is missing.
fn large_pictures() -> [(&'static str, Vec<u8>); 3] {
    [
        ("baseline.jpg", jpeg_header(8_000, 5_000, 0xc0)),
        ("progressive.jpg", jpeg_header(7_000, 4_200, 0xc2)),
        ("lossless.webp", LOSSLESS.to_vec()),
    ]
}
