//! Taking a picture in: limits first, then the decoder, then pixels of one kind, with the way they must be turned.

use std::borrow::Cow;
use std::io::Cursor;

use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{ColorType, ImageDecoder, ImageError, Limits};

use super::declared::{Webp, jpeg_cost};
use super::refusal::{Foreign, Refusal};

/// Most bytes of a picture that someone sends.
pub const MAX_BYTES: usize = 8_000_000;
/// Most pixels a side.
pub const MAX_SIDE: u32 = 8_000;
/// Most pixels in all.
pub const MAX_PIXELS: u64 = 40_000_000;
/// Most memory that decoding one picture may take, in bytes.
pub const MAX_MEMORY: u64 = 256 * 1024 * 1024;
/// Most bytes of lossless data in a WebP: each 15 of them can declare a code table of 4 KiB, which the decoder has no limit for.
pub const MAX_LOSSLESS_WEBP: usize = 1_000_000;

/// A decoded picture: RGB, three bytes a pixel, not yet turned.
pub struct Pixels {
    /// Width as stored, in pixels.
    pub width: u32,
    /// Height as stored, in pixels.
    pub height: u32,
    /// Rows from the top, without padding.
    pub rgb: Vec<u8>,
    /// How to turn it, as its EXIF says.
    pub orientation: Orientation,
    /// The ICC profile that its colours are meant in, as it came.
    pub profile: Option<Vec<u8>>,
}

/// Decodes a JPEG, PNG or WebP picture of at most [`MAX_BYTES`], [`MAX_SIDE`], [`MAX_PIXELS`]. What is transparent becomes white.
///
/// May panic on hostile files, as its decoders may: [`super::render()`] catches that.
///
/// # Errors
/// Whatever [`Refusal`] says.
pub fn decode(bytes: &[u8]) -> Result<Pixels, Refusal> {
    match bytes {
        [] => Err(Refusal::Empty),
        _ if bytes.len() > MAX_BYTES => Err(Refusal::TooLarge),
        [0xff, 0xd8, 0xff, ..] => decode_jpeg(bytes),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => decode_png(bytes),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => decode_webp(bytes),
        _ => Err(Foreign::of(bytes).map_or(Refusal::NotAPicture, Refusal::Foreign)),
    }
}

fn decode_jpeg(bytes: &[u8]) -> Result<Pixels, Refusal> {
    let decoder = JpegDecoder::new(Cursor::new(bytes)).map_err(refusal)?;
    let cost = jpeg_cost(bytes, pixels(&decoder)?);
    read(decoder, cost, None)
}

fn decode_png(bytes: &[u8]) -> Result<Pixels, Refusal> {
    let decoder = PngDecoder::with_limits(Cursor::new(bytes), limits()).map_err(refusal)?;
    pixels(&decoder)?;
    if decoder.is_apng().map_err(refusal)? {
        return Err(Refusal::Animated);
    }
    let cost = decoder.total_bytes();
    read(decoder, cost, late_exif(bytes))
}

fn decode_webp(bytes: &[u8]) -> Result<Pixels, Refusal> {
    let decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(refusal)?;
    let pixels = pixels(&decoder)?;
    if decoder.has_animation() {
        return Err(Refusal::Animated);
    }
    let declared = Webp::of(bytes);
    if declared.lossy.iter().any(|size| *size != decoder.dimensions()) {
        return Err(Refusal::Broken);
    }
    if declared.lossless_bytes > MAX_LOSSLESS_WEBP {
        return Err(Refusal::HeavyWebp);
    }
    let cost = declared.cost(pixels, decoder.color_type().has_alpha());
    read(decoder, cost, declared.exif.and_then(|place| bytes.get(place)).map(<[u8]>::to_vec))
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    limits
}

/// The number of pixels declared, when it is within the limits.
fn pixels(decoder: &impl ImageDecoder) -> Result<u64, Refusal> {
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    match pixels {
        0 => Err(Refusal::Broken),
        _ if width > MAX_SIDE || height > MAX_SIDE || pixels > MAX_PIXELS => Err(Refusal::TooManyPixels),
        _ => Ok(pixels),
    }
}

/// Decodes, once everything declared is within bounds. `late_exif`: what the decoder itself would miss.
fn read(mut decoder: impl ImageDecoder, cost: u64, late_exif: Option<Vec<u8>>) -> Result<Pixels, Refusal> {
    if cost > MAX_MEMORY {
        return Err(Refusal::TooManyPixels);
    }
    decoder.set_limits(limits()).map_err(refusal)?;
    // Metadata that cannot be read is no reason to refuse a picture.
    let exif = decoder.exif_metadata().ok().flatten().or(late_exif);
    let profile = decoder.icc_profile().ok().flatten();
    let (width, height) = decoder.dimensions();
    let color = decoder.color_type();
    let length = usize::try_from(decoder.total_bytes()).map_err(|_| Refusal::TooManyPixels)?;
    let mut raw = vec![0; length];
    decoder.read_image(&mut raw).map_err(refusal)?;
    let rgb = to_rgb(color, raw)?;
    Ok(Pixels { width, height, rgb, orientation: exif.map_or(Orientation::NoTransforms, |exif| orientation(&exif)), profile })
}

/// What EXIF says. Some writers put `Exif\0\0` before it where none belongs (WebP): it is stripped.
fn orientation(exif: &[u8]) -> Orientation {
    let exif = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
    Orientation::from_exif_chunk(exif).unwrap_or(Orientation::NoTransforms)
}

/// The `eXIf` chunk of a PNG wherever it is: the decoder only reads those before the pixels.
fn late_exif(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut at: usize = 8;
    loop {
        let &[a, b, c, d, ref name @ ..] = bytes.get(at..at.checked_add(8)?)? else { return None };
        let (start, length) = (at + 8, u32::from_be_bytes([a, b, c, d]) as usize);
        let end = start.checked_add(length)?;
        if name == b"eXIf" {
            return bytes.get(start..end).map(<[u8]>::to_vec);
        }
        at = end.checked_add(4)?;
    }
}

#[expect(clippy::needless_pass_by_value, reason = "made for map_err")]
fn refusal(error: ImageError) -> Refusal {
    match error {
        ImageError::Limits(_) => Refusal::TooManyPixels,
        _ => Refusal::Broken,
    }
}

/// Makes pixels of any kind RGB of eight bits a channel on white, in the same buffer where that can be.
fn to_rgb(color: ColorType, raw: Vec<u8>) -> Result<Vec<u8>, Refusal> {
    let high = |pixel: &[u8], channel: usize| u16::from_ne_bytes([pixel[2 * channel], pixel[2 * channel + 1]]).to_be_bytes()[0];
    Ok(match color {
        ColorType::Rgb8 => raw,
        ColorType::L8 => repixel::<1>(raw, |p| [p[0]; 3]),
        ColorType::La8 => repixel::<2>(raw, |p| [on_white(p[0], p[1]); 3]),
        ColorType::Rgba8 => repixel::<4>(raw, |p| [on_white(p[0], p[3]), on_white(p[1], p[3]), on_white(p[2], p[3])]),
        ColorType::L16 => repixel::<2>(raw, |p| [high(p, 0); 3]),
        ColorType::La16 => repixel::<4>(raw, |p| [on_white(high(p, 0), high(p, 1)); 3]),
        ColorType::Rgb16 => repixel::<6>(raw, |p| [high(p, 0), high(p, 1), high(p, 2)]),
        ColorType::Rgba16 => repixel::<8>(raw, |p| [0, 1, 2].map(|channel| on_white(high(p, channel), high(p, 3)))),
        _ => return Err(Refusal::Broken),
    })
}

/// Turns pixels of `N` bytes into pixels of three.
fn repixel<const N: usize>(mut raw: Vec<u8>, pixel: impl Fn(&[u8]) -> [u8; 3]) -> Vec<u8> {
    let count = raw.len() / N;
    if N < 3 {
        return raw.chunks_exact(N).flat_map(pixel).collect();
    }
    for i in 0..count {
        let rgb = pixel(&raw[N * i..N * (i + 1)]);
        raw[3 * i..3 * (i + 1)].copy_from_slice(&rgb);
    }
    raw.truncate(3 * count);
    raw
}

fn on_white(value: u8, alpha: u8) -> u8 {
    let (value, alpha) = (u32::from(value), u32::from(alpha));
    ((value * alpha + 255 * (255 - alpha) + 127) / 255).to_le_bytes()[0]
}

/// Colours meant in another space (phones: Display P3) made sRGB, where the profile is a simple one; else left as they are.
pub fn to_srgb<'a>(rgb: &'a [u8], profile: &[u8]) -> Cow<'a, [u8]> {
    let converted = || {
        let profile = moxcms::ColorProfile::new_from_slice(profile).ok()?;
        if profile.color_space != moxcms::DataColorSpace::Rgb {
            return None;
        }
        let (rgb8, options) = (moxcms::Layout::Rgb, moxcms::TransformOptions::default());
        let transform = profile.create_transform_8bit(rgb8, &moxcms::ColorProfile::new_srgb(), rgb8, options).ok()?;
        let mut out = vec![0; rgb.len()];
        transform.transform(rgb, &mut out).ok()?;
        Some(out)
    };
    converted().map_or(Cow::Borrowed(rgb), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_of_any_kind_become_rgb_on_white() {
        let check = |color, raw: &[u8], want: &[u8]| assert_eq!(to_rgb(color, raw.to_vec()), Ok(want.to_vec()), "{color:?}");
        check(ColorType::Rgb8, &[1, 2, 3], &[1, 2, 3]);
        check(ColorType::L8, &[7, 9], &[7, 7, 7, 9, 9, 9]);
        check(ColorType::La8, &[7, 255, 7, 0, 0, 127], &[7, 7, 7, 255, 255, 255, 128, 128, 128]);
        check(ColorType::Rgba8, &[1, 2, 3, 255, 1, 2, 3, 0], &[1, 2, 3, 255, 255, 255]);
        let native = |values: &[u16]| values.iter().flat_map(|v| v.to_ne_bytes()).collect::<Vec<u8>>();
        check(ColorType::L16, &native(&[0x1234]), &[0x12; 3]);
        check(ColorType::La16, &native(&[0x1234, 0xffff]), &[0x12; 3]);
        check(ColorType::Rgb16, &native(&[0x1234, 0x5678, 0x9abc, 0, 0, 0xffff]), &[0x12, 0x56, 0x9a, 0, 0, 255]);
        check(ColorType::Rgba16, &native(&[0x1234, 0, 0, 0, 0, 0, 0x4400, 0xffff]), &[255, 255, 255, 0, 0, 0x44]);
    }

    #[test]
    fn colours_of_another_space_are_converted_and_nonsense_left_alone() {
        let p3 = moxcms::ColorProfile::new_display_p3().encode().expect("a profile");
        let converted = to_srgb(&[200, 60, 60, 128, 128, 128], &p3).into_owned();
        assert!(converted[0] > 205, "a red of P3 is stronger in sRGB: {converted:?}");
        assert!(converted[3].abs_diff(128) <= 1, "grey stays grey: {converted:?}");
        assert_eq!(to_srgb(&[1, 2, 3], b"not a profile").as_ref(), &[1, 2, 3]);
        assert_eq!(to_srgb(&[1, 2, 3], &moxcms::ColorProfile::new_gray_with_gamma(2.2).encode().expect("a profile")).as_ref(), &[1, 2, 3]);
    }
}
