//! From a picture that was sent to the three that are shown: cropped, shrunk, turned upright, encoded anew as JPEG.

use std::panic::{AssertUnwindSafe, catch_unwind};

use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::U8x3;
use fast_image_resize::{ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ExtendedColorType, RgbImage};

use super::intake::{self, Pixels};
use super::refusal::Refusal;

/// JPEG quality of what is kept, of 100.
pub const QUALITY: u8 = 80;
/// A cover's longer side is at most this many times its shorter one: what goes beyond is cut off at both ends.
pub const MAX_RATIO: f64 = 3.0;

/// What a picture is for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Purpose {
    /// A person's photo: a square, from the middle or from where its owner drew the frame.
    Avatar(Option<Crop>),
    /// An event's or a team's picture: its own proportions, within [`MAX_RATIO`].
    Cover,
}

/// A frame drawn on the upright picture, in fractions of its width and height from the top left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crop {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

impl Crop {
    const WHOLE: Self = Self { x: 0.0, y: 0.0, width: 1.0, height: 1.0 };

    /// A frame; what lies outside the picture is cut off. None when nothing is left of it.
    pub fn new(x: f64, y: f64, width: f64, height: f64) -> Option<Self> {
        let (left, top) = (x.clamp(0.0, 1.0), y.clamp(0.0, 1.0));
        let (right, bottom) = ((x + width).clamp(0.0, 1.0), (y + height).clamp(0.0, 1.0));
        // Written so that a NaN is refused as well.
        (right > left && bottom > top).then_some(Self { x: left, y: top, width: right - left, height: bottom - top })
    }

    /// The same frame on the picture as it is stored, before it is turned.
    fn on_stored(self, orientation: Orientation) -> Self {
        let Self { x, y, width, height } = self;
        let (far_x, far_y) = ((1.0 - x - width).max(0.0), (1.0 - y - height).max(0.0));
        let (x, y, width, height) = match orientation {
            Orientation::NoTransforms => (x, y, width, height),
            Orientation::FlipHorizontal => (far_x, y, width, height),
            Orientation::Rotate180 => (far_x, far_y, width, height),
            Orientation::FlipVertical => (x, far_y, width, height),
            Orientation::Rotate90FlipH => (y, x, height, width),
            Orientation::Rotate90 => (y, far_x, height, width),
            Orientation::Rotate270FlipH => (far_y, far_x, height, width),
            Orientation::Rotate270 => (far_y, x, height, width),
        };
        Self { x, y, width, height }
    }
}

/// The sizes that a picture is kept in: the longer side of a cover, the side of an avatar, at most, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Size {
    /// 64 pixels: in lists.
    Small,
    /// 256 pixels: on cards.
    Medium,
    /// 1,024 pixels: on its own page.
    Large,
}

impl Size {
    /// Every size, the smallest first.
    pub const ALL: [Self; 3] = [Self::Small, Self::Medium, Self::Large];

    /// Pixels of the longer side, at most: a small picture is never blown up.
    pub const fn pixels(self) -> u32 {
        match self {
            Self::Small => 64,
            Self::Medium => 256,
            Self::Large => 1_024,
        }
    }

    /// The name in addresses and files: `64`, `256`, `1024`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Small => "64",
            Self::Medium => "256",
            Self::Large => "1024",
        }
    }

    /// The size that this name is of.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.name() == name)
    }
}

/// An encoded picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jpeg {
    /// The file.
    pub bytes: Vec<u8>,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// A picture in its three sizes, ready to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    jpegs: [Jpeg; 3],
}

impl Rendered {
    /// The picture in one size.
    pub fn of(&self, size: Size) -> &Jpeg {
        match size {
            Size::Small => &self.jpegs[0],
            Size::Medium => &self.jpegs[1],
            Size::Large => &self.jpegs[2],
        }
    }

    /// The three files, in the order of [`Size::ALL`], as [`super::Files::save`] takes them.
    pub fn bytes(&self) -> [&[u8]; 3] {
        Size::ALL.map(|size| self.of(size).bytes.as_slice())
    }
}

/// Makes the three sizes of a picture that someone sent. Nothing of the file is kept but what can be seen.
///
/// Takes up to [`intake::MAX_MEMORY`] and a few tenths of a second: call it from a small pool.
///
/// # Errors
/// Whatever [`Refusal`] says. A decoder's panic counts as [`Refusal::Broken`].
pub fn render(bytes: &[u8], purpose: Purpose) -> Result<Rendered, Refusal> {
    let whole_way = || intake::decode(bytes).and_then(|pixels| from_pixels(pixels, purpose));
    catch_unwind(AssertUnwindSafe(whole_way)).unwrap_or(Err(Refusal::Broken))
}

/// Makes the three sizes of pixels that are already here.
pub(super) fn from_pixels(pixels: Pixels, purpose: Purpose) -> Result<Rendered, Refusal> {
    let Pixels { width, height, rgb, orientation, profile } = pixels;
    let (frame, target) = plan((width, height), orientation, purpose);
    let shrunk = shrink(&rgb, (width, height), frame, target)?;
    drop(rgb);
    let shrunk = match profile {
        Some(profile) => intake::to_srgb(&shrunk, &profile).into_owned(),
        None => shrunk,
    };
    let large = RgbImage::from_raw(target.0, target.1, shrunk).ok_or(Refusal::Broken)?;
    let mut large = DynamicImage::ImageRgb8(large);
    large.apply_orientation(orientation);
    let large = large.into_rgb8();
    Ok(Rendered { jpegs: [smaller(&large, Size::Small)?, smaller(&large, Size::Medium)?, encode(&large)?] })
}

/// A part of the stored picture, in pixels, fractions included.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Frame {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

/// Which part of the stored picture is shown, and how large at most, still before turning.
fn plan((width, height): (u32, u32), orientation: Orientation, purpose: Purpose) -> (Frame, (u32, u32)) {
    let (width, height) = (f64::from(width), f64::from(height));
    let (crop, ratio) = match purpose {
        Purpose::Avatar(crop) => (crop.unwrap_or(Crop::WHOLE), 1.0),
        Purpose::Cover => (Crop::WHOLE, MAX_RATIO),
    };
    let crop = crop.on_stored(orientation);
    let (drawn_width, drawn_height) = (crop.width * width, crop.height * height);
    let (kept_width, kept_height) = (drawn_width.min(drawn_height * ratio), drawn_height.min(drawn_width * ratio));
    // At least one pixel, and never beyond the edge.
    let (kept_width, kept_height) = (kept_width.max(1.0), kept_height.max(1.0));
    let x = (crop.x * width + (drawn_width - kept_width) / 2.0).clamp(0.0, width - kept_width);
    let y = (crop.y * height + (drawn_height - kept_height) / 2.0).clamp(0.0, height - kept_height);
    (Frame { x, y, width: kept_width, height: kept_height }, fit((kept_width, kept_height), Size::Large))
}

/// The size of this picture when its longer side is at most `size`.
fn fit((width, height): (f64, f64), size: Size) -> (u32, u32) {
    let scale = (f64::from(size.pixels()) / width.max(height)).min(1.0);
    // Both are at most MAX_SIDE: the cast is exact.
    let scaled = |side: f64| (side * scale).round().max(1.0) as u32;
    (scaled(width), scaled(height))
}

/// Lanczos3, straight from the part that is shown.
fn shrink(rgb: &[u8], (width, height): (u32, u32), frame: Frame, (to_width, to_height): (u32, u32)) -> Result<Vec<u8>, Refusal> {
    let source = TypedImageRef::<U8x3>::from_buffer(width, height, rgb).map_err(|_| Refusal::Broken)?;
    let mut shrunk = vec![0; to_width as usize * to_height as usize * 3];
    let mut target = TypedImage::<U8x3>::from_buffer(to_width, to_height, &mut shrunk).map_err(|_| Refusal::Broken)?;
    let options = ResizeOptions::new().crop(frame.x, frame.y, frame.width, frame.height).use_alpha(false);
    Resizer::new().resize_typed(&source, &mut target, &options).map_err(|_| Refusal::Broken)?;
    Ok(shrunk)
}

fn smaller(large: &RgbImage, size: Size) -> Result<Jpeg, Refusal> {
    let (width, height) = (f64::from(large.width()), f64::from(large.height()));
    let target = fit((width, height), size);
    let shrunk = shrink(large, large.dimensions(), Frame { x: 0.0, y: 0.0, width, height }, target)?;
    encode(&RgbImage::from_raw(target.0, target.1, shrunk).ok_or(Refusal::Broken)?)
}

fn encode(image: &RgbImage) -> Result<Jpeg, Refusal> {
    let (width, height) = image.dimensions();
    let mut bytes = Vec::new();
    let encoded = JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode(image, width, height, ExtendedColorType::Rgb8);
    encoded.map_err(|_| Refusal::Broken)?;
    Ok(Jpeg { bytes, width, height })
}
