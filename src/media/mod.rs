//! The pictures: taken in under limits, made upright and small, kept in a folder. The only room that names image crates.
//!
//! A picture that someone sends goes through [`render()`]: sniffed, measured before it is decoded, decoded within [`intake::MAX_MEMORY`],
//! turned, cropped, shrunk to the three [`Size`]s and encoded anew, so that no byte of what was sent is kept. All functions work
//! on the thread that calls them and one picture takes up to [`intake::MAX_MEMORY`]: call them from a small pool, two at a time.

pub mod avatar;
mod declared;
pub mod files;
pub mod intake;
mod portrait;
pub mod refusal;
pub mod render;

pub use avatar::initials_svg;
pub use files::Files;
pub use portrait::portrait;
pub use refusal::{Foreign, Refusal};
pub use render::{Crop, Jpeg, Purpose, Rendered, Size, render};

#[cfg(test)]
mod tests;
