//! Turned, cropped, shrunk: what comes out is what one would see.

use image::{ImageFormat, RgbImage, imageops};

use super::{QUARTERS, assert_bare, difference, encoded, exif, png_chunk, quarters, riff_chunk, shown, webp};
use crate::media::{Crop, Purpose, Rendered, Size, render};

/// The picture as a camera held that way would store it: what EXIF value `orientation` turns upright.
fn stored(upright: &RgbImage, orientation: u8) -> RgbImage {
    match orientation {
        2 => imageops::flip_horizontal(upright),
        3 => imageops::rotate180(upright),
        4 => imageops::flip_vertical(upright),
        5 => imageops::flip_horizontal(&imageops::rotate90(upright)),
        6 => imageops::rotate270(upright),
        7 => imageops::flip_horizontal(&imageops::rotate270(upright)),
        8 => imageops::rotate90(upright),
        _ => upright.clone(),
    }
}

fn jpeg_with(image: &RgbImage, exif: &[u8]) -> Vec<u8> {
    let mut bytes = encoded(image, ImageFormat::Jpeg);
    let length = (8 + exif.len()) as u16;
    bytes.splice(2..2, [&[0xff, 0xe1][..], &length.to_be_bytes(), b"Exif\0\0", exif].concat());
    bytes
}

/// `late`: after the pixels, where some tools put it.
fn png_with(image: &RgbImage, exif: &[u8], late: bool) -> Vec<u8> {
    let mut bytes = encoded(image, ImageFormat::Png);
    let at = if late { bytes.len() - 12 } else { 33 };
    bytes.splice(at..at, png_chunk(b"eXIf", exif));
    bytes
}

fn webp_with(image: &RgbImage, exif: &[u8]) -> Vec<u8> {
    let plain = encoded(image, ImageFormat::WebP);
    webp(image.width(), image.height(), 0x08, &[plain[12..].to_vec(), riff_chunk(b"EXIF", exif)])
}

#[track_caller]
fn check(bytes: &[u8], upright: &RgbImage) {
    let rendered = render(bytes, Purpose::Cover).expect("a picture");
    let seen = shown(rendered.of(Size::Large));
    assert_eq!(seen.dimensions(), upright.dimensions());
    assert!(difference(&seen, upright) < 4.0, "{}", difference(&seen, upright));
    assert_bare(&rendered);
}

#[test]
fn every_orientation_comes_out_upright_in_every_format() {
    let upright = quarters(96, 48);
    for orientation in 0..=9 {
        let stored = stored(&upright, orientation);
        let exif = exif(orientation);
        check(&jpeg_with(&stored, &exif), &upright);
        check(&png_with(&stored, &exif, false), &upright);
        check(&png_with(&stored, &exif, true), &upright);
        check(&webp_with(&stored, &exif), &upright);
        // What Pillow and others write: the prefix of JPEG where WebP wants none.
        check(&webp_with(&stored, &[b"Exif\0\0", &exif[..]].concat()), &upright);
    }
}

#[test]
fn an_unreadable_exif_is_no_reason_to_refuse() {
    let upright = quarters(40, 20);
    for exif in [&b""[..], b"I", b"II*\0", b"MM\0*\xff\xff\xff\xff", b"II*\0\x08\0\0\0\xff\xff\x12\x01"] {
        check(&jpeg_with(&upright, exif), &upright);
        check(&png_with(&upright, exif, false), &upright);
        check(&webp_with(&upright, exif), &upright);
    }
}

#[test]
fn a_drawn_frame_is_found_on_a_turned_picture() {
    let upright = quarters(96, 48);
    // The top right quarter, which is 48 wide and 24 high: the square in its middle.
    let crop = Crop::new(0.5, 0.0, 0.5, 0.5).expect("a frame");
    for orientation in 1..=8 {
        let file = jpeg_with(&stored(&upright, orientation), &exif(orientation));
        let rendered = render(&file, Purpose::Avatar(Some(crop))).expect("a picture");
        let seen = shown(rendered.of(Size::Large));
        assert_eq!(seen.dimensions(), (24, 24), "{orientation}");
        let green = RgbImage::from_pixel(24, 24, image::Rgb(QUARTERS[1]));
        assert!(difference(&seen, &green) < 6.0, "{orientation}: {}", difference(&seen, &green));
    }
}

#[test]
fn frames_beyond_the_edge_are_cut_and_empty_ones_refused() {
    assert_eq!(Crop::new(-1.0, 0.5, 9.0, 9.0), Crop::new(0.0, 0.5, 1.0, 0.5));
    for (x, y, width, height) in
        [(0.0, 0.0, 0.0, 1.0), (1.0, 0.0, 1.0, 1.0), (0.5, 0.5, -0.1, 0.1), (f64::NAN, 0.0, 1.0, 1.0), (0.0, 0.0, 1.0, f64::NAN)]
    {
        assert_eq!(Crop::new(x, y, width, height), None);
    }
    let sliver = Crop::new(0.999_999, 0.999_999, 1.0, 1.0).expect("a frame");
    let rendered = render(&encoded(&quarters(30, 20), ImageFormat::Png), Purpose::Avatar(Some(sliver))).expect("a picture");
    assert_eq!(dimensions(&rendered), [(1, 1); 3]);
}

fn dimensions(rendered: &Rendered) -> [(u32, u32); 3] {
    Size::ALL.map(|size| (rendered.of(size).width, rendered.of(size).height))
}

#[track_caller]
fn check_sizes((width, height): (u32, u32), purpose: Purpose, want: [(u32, u32); 3]) {
    let rendered = render(&encoded(&quarters(width, height), ImageFormat::Png), purpose).expect("a picture");
    assert_eq!(dimensions(&rendered), want, "{width} × {height} {purpose:?}");
    assert_bare(&rendered);
}

#[test]
fn sizes() {
    check_sizes((2_000, 1_000), Purpose::Avatar(None), [(64, 64), (256, 256), (1_000, 1_000)]);
    check_sizes((1_100, 2_000), Purpose::Avatar(None), [(64, 64), (256, 256), (1_024, 1_024)]);
    check_sizes((30, 100), Purpose::Avatar(None), [(30, 30); 3]);
    check_sizes((1, 1), Purpose::Avatar(None), [(1, 1); 3]);
    check_sizes((2_048, 1_024), Purpose::Cover, [(64, 32), (256, 128), (1_024, 512)]);
    check_sizes((500, 1_000), Purpose::Cover, [(32, 64), (128, 256), (500, 1_000)]);
    check_sizes((4_000, 100), Purpose::Cover, [(64, 21), (256, 85), (300, 100)]);
    check_sizes((2, 900), Purpose::Cover, [(2, 6); 3]);
}

#[test]
fn the_middle_is_kept() {
    // The left and right fifths of a wide picture are black, and must not be seen.
    let picture =
        RgbImage::from_fn(500, 100, |x, _| if (200..300).contains(&x) { image::Rgb([240, 240, 240]) } else { image::Rgb([0; 3]) });
    let rendered = render(&encoded(&picture, ImageFormat::Png), Purpose::Avatar(None)).expect("a picture");
    assert!(shown(rendered.of(Size::Large)).pixels().all(|pixel| pixel.0[0] > 200));
}

#[test]
fn names_of_sizes() {
    assert_eq!(Size::ALL.map(Size::name), ["64", "256", "1024"]);
    assert_eq!(Size::from_name("256"), Some(Size::Medium));
    for name in ["", "0256", "512", "large"] {
        assert_eq!(Size::from_name(name), None);
    }
}

#[test]
fn the_same_picture_gives_the_same_bytes() {
    let file = encoded(&quarters(300, 200), ImageFormat::WebP);
    assert_eq!(render(&file, Purpose::Cover), render(&file, Purpose::Cover));
}
