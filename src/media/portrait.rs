//! Faces of nobody: drawn from a number, for the fictional members of the demonstration.
//!
//! A ground, shoulders, a head, hair, eyes and a mouth, made of ellipses and strokes with soft edges. The same number gives the same face.

use image::metadata::Orientation;

use super::intake::Pixels;
use super::refusal::Refusal;
use super::render::{Purpose, Rendered, from_pixels};

/// Pixels a side.
const SIDE: u32 = 288;

type Colour = [u8; 3];

const GROUNDS: [Colour; 8] = [
    [213, 247, 243],
    [255, 224, 138],
    [226, 232, 255],
    [255, 219, 205],
    [219, 240, 205],
    [240, 220, 246],
    [204, 229, 245],
    [238, 230, 214],
];
const SKINS: [Colour; 7] =
    [[250, 221, 201], [240, 200, 170], [224, 172, 135], [198, 140, 100], [160, 105, 72], [120, 76, 50], [88, 55, 38]];
const HAIRS: [Colour; 8] =
    [[35, 28, 26], [66, 43, 30], [106, 68, 40], [158, 98, 46], [205, 164, 98], [172, 74, 40], [150, 146, 142], [225, 222, 216]];
const CLOTHES: [Colour; 8] =
    [[15, 107, 102], [31, 95, 168], [91, 75, 183], [168, 50, 110], [179, 38, 30], [122, 90, 0], [77, 107, 18], [53, 64, 84]];
const INK: Colour = [38, 28, 26];

/// The face that this number gives, in the three sizes.
///
/// # Errors
/// None that are known: those of [`super::render()`], as it takes the same way.
pub fn portrait(number: u64) -> Result<Rendered, Refusal> {
    let rgb = Canvas::face(&Traits::of(number)).rgb;
    let pixels = Pixels { width: SIDE, height: SIDE, rgb, orientation: Orientation::NoTransforms, profile: None };
    from_pixels(pixels, Purpose::Avatar(None))
}

/// Chance that can be repeated (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[(self.roll() % choices.len() as u64) as usize]
    }

    /// Between these two.
    fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * ((self.roll() % 1_001) as f32 / 1_000.0)
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Cut {
    Bald,
    Short,
    Parted,
    Curly,
    Long,
    Bun,
    Scarf,
}

struct Traits {
    ground: Colour,
    skin: Colour,
    hair: Colour,
    clothes: Colour,
    cut: Cut,
    /// Half width and half height of the head, of the picture's side.
    head: (f32, f32),
    glasses: bool,
    beard: bool,
    smile: f32,
}

impl Traits {
    fn of(number: u64) -> Self {
        let mut dice = Dice(number);
        let cuts = [
            Cut::Bald,
            Cut::Short,
            Cut::Short,
            Cut::Parted,
            Cut::Parted,
            Cut::Curly,
            Cut::Curly,
            Cut::Long,
            Cut::Long,
            Cut::Bun,
            Cut::Scarf,
        ];
        let cut = dice.one_of(&cuts);
        Self {
            ground: dice.one_of(&GROUNDS),
            skin: dice.one_of(&SKINS),
            hair: dice.one_of(&HAIRS),
            clothes: dice.one_of(&CLOTHES),
            cut,
            head: (dice.between(0.165, 0.195), dice.between(0.205, 0.235)),
            glasses: dice.roll().is_multiple_of(4),
            beard: matches!(cut, Cut::Bald | Cut::Short | Cut::Parted) && dice.roll().is_multiple_of(3),
            smile: dice.between(0.012, 0.04),
        }
    }
}

/// Where the middle of the head is, of the picture's side.
const HEAD: (f32, f32) = (0.5, 0.44);

struct Canvas {
    rgb: Vec<u8>,
}

impl Canvas {
    fn face(traits: &Traits) -> Self {
        let mut canvas = Self { rgb: traits.ground.repeat((SIDE * SIDE) as usize) };
        canvas.hair_behind(traits);
        canvas.body(traits);
        canvas.head(traits);
        canvas.hair_in_front(traits);
        canvas.features(traits);
        canvas
    }

    fn body(&mut self, traits: &Traits) {
        self.ellipse((0.5, 1.05), (0.37, 0.33), traits.clothes);
        self.stroke((0.5, 0.6), (0.5, 0.72), 0.072, shade(traits.skin, 0.86));
        self.ellipse((0.5, 0.735), (0.085, 0.045), shade(traits.skin, 0.86));
    }

    fn head(&mut self, traits: &Traits) {
        let (rx, ry) = traits.head;
        if !matches!(traits.cut, Cut::Long | Cut::Scarf) {
            for side in [-1.0, 1.0] {
                self.ellipse((HEAD.0 + side * rx, HEAD.1 + 0.02), (0.028, 0.042), shade(traits.skin, 0.92));
            }
        }
        self.ellipse(HEAD, traits.head, traits.skin);
        if traits.beard {
            let (jaw, lip) = (HEAD.1 + ry * 0.55, HEAD.1 + ry * 0.38);
            self.part_of_ellipse(HEAD, (rx * 1.02, ry * 1.05), traits.hair, |_, y| lip - y);
            self.ellipse((HEAD.0, jaw), (rx * 0.42, ry * 0.2), traits.skin);
        }
    }

    fn hair_behind(&mut self, traits: &Traits) {
        let (rx, ry) = traits.head;
        match traits.cut {
            Cut::Long => {
                self.ellipse((HEAD.0, HEAD.1 - 0.01), (rx * 1.3, ry * 1.2), traits.hair);
                self.stroke((HEAD.0 - rx * 0.8, HEAD.1), (HEAD.0 - rx * 0.9, 0.7), rx * 0.45, traits.hair);
                self.stroke((HEAD.0 + rx * 0.8, HEAD.1), (HEAD.0 + rx * 0.9, 0.7), rx * 0.45, traits.hair);
            }
            Cut::Bun => self.ellipse((HEAD.0, HEAD.1 - ry * 1.2), (rx * 0.48, rx * 0.45), shade(traits.hair, 0.9)),
            Cut::Curly => {
                for step in 0..11 {
                    let angle = std::f32::consts::PI * (0.92 + 1.16 * step as f32 / 10.0);
                    let middle = (HEAD.0 + angle.cos() * rx * 1.06, HEAD.1 - 0.03 + angle.sin() * ry * 0.98);
                    self.ellipse(middle, (rx * 0.34, rx * 0.34), traits.hair);
                }
            }
            Cut::Scarf => {
                self.ellipse(HEAD, (rx * 1.24, ry * 1.2), traits.clothes);
                self.stroke((0.5, 0.62), (0.5, 0.78), 0.15, shade(traits.clothes, 0.88));
            }
            Cut::Bald | Cut::Short | Cut::Parted => {}
        }
    }

    fn hair_in_front(&mut self, traits: &Traits) {
        let (rx, ry) = traits.head;
        let brow = HEAD.1 - ry * 0.42;
        let around = (rx * 1.07, ry * 1.07);
        match traits.cut {
            Cut::Bald => {}
            Cut::Short | Cut::Bun => self.part_of_ellipse(HEAD, around, traits.hair, |x, y| {
                let across = (x - HEAD.0) / rx;
                y - brow - 0.05 * across.powi(4) + 0.012 * (1.0 - across * across)
            }),
            Cut::Parted | Cut::Long => self.part_of_ellipse(HEAD, around, traits.hair, |x, y| {
                let across = (x - HEAD.0) / rx + 0.35;
                y - brow + 0.045 - 0.075 * across * across
            }),
            Cut::Curly => {
                for step in 0..6 {
                    let across = step as f32 / 2.5 - 1.0;
                    self.ellipse(
                        (HEAD.0 + across * rx * 0.8, HEAD.1 - ry * (0.86 - 0.2 * across * across)),
                        (rx * 0.3, rx * 0.27),
                        traits.hair,
                    );
                }
            }
            Cut::Scarf => self.part_of_ellipse(HEAD, (rx * 1.12, ry * 1.1), traits.clothes, |x, y| {
                let across = (x - HEAD.0) / rx;
                (y - brow + 0.035 - 0.05 * across * across).min((0.9 - across.abs()) * rx)
            }),
        }
    }

    fn features(&mut self, traits: &Traits) {
        let (rx, ry) = traits.head;
        let (eyes, mouth) = (HEAD.1 + ry * 0.06, HEAD.1 + ry * 0.52);
        let frame = if traits.skin[0] < 130 { [235, 225, 210] } else { INK };
        for side in [-1.0, 1.0] {
            let x = HEAD.0 + side * rx * 0.42;
            self.ellipse((x, eyes), (0.0165, 0.0185), INK);
            self.ellipse((x + 0.005, eyes - 0.006), (0.005, 0.005), [255, 255, 255]);
            self.stroke((x - side * 0.026, eyes - 0.055), (x + side * 0.026, eyes - 0.05), 0.0065, shade(traits.hair, 0.8));
            if traits.glasses {
                self.ring((x, eyes), 0.054, 0.006, frame);
            }
        }
        if traits.glasses {
            self.stroke((HEAD.0 - rx * 0.42 + 0.054, eyes), (HEAD.0 + rx * 0.42 - 0.054, eyes), 0.005, frame);
        }
        self.stroke((HEAD.0, eyes + 0.045), (HEAD.0 - 0.008, eyes + 0.062), 0.006, shade(traits.skin, 0.78));
        let lips = shade([traits.skin[0], traits.skin[1] / 2, traits.skin[2] / 2], 0.82);
        let mut before = None;
        for step in 0..=8 {
            let across = step as f32 / 4.0 - 1.0;
            let here = (HEAD.0 + across * 0.058, mouth + traits.smile * (0.5 - across * across));
            if let Some(before) = before {
                self.stroke(before, here, 0.0085, lips);
            }
            before = Some(here);
        }
    }

    fn ellipse(&mut self, middle: (f32, f32), radii: (f32, f32), colour: Colour) {
        self.part_of_ellipse(middle, radii, colour, |_, _| -1.0);
    }

    /// The part of an ellipse where `kept`, a distance to the cut in fractions of the side, is negative.
    fn part_of_ellipse(&mut self, (cx, cy): (f32, f32), (rx, ry): (f32, f32), colour: Colour, kept: impl Fn(f32, f32) -> f32) {
        self.paint((cx - rx, cy - ry, cx + rx, cy + ry), colour, |x, y| {
            ((((x - cx) / rx).hypot((y - cy) / ry) - 1.0) * rx.min(ry)).max(kept(x, y))
        });
    }

    fn ring(&mut self, (cx, cy): (f32, f32), radius: f32, thick: f32, colour: Colour) {
        let outer = radius + thick;
        self.paint((cx - outer, cy - outer, cx + outer, cy + outer), colour, |x, y| ((x - cx).hypot(y - cy) - radius).abs() - thick);
    }

    /// A line with round ends, `thick` to each side.
    fn stroke(&mut self, (ax, ay): (f32, f32), (bx, by): (f32, f32), thick: f32, colour: Colour) {
        let bounds = (ax.min(bx) - thick, ay.min(by) - thick, ax.max(bx) + thick, ay.max(by) + thick);
        let (dx, dy) = (bx - ax, by - ay);
        let length = (dx * dx + dy * dy).max(1e-9);
        self.paint(bounds, colour, |x, y| {
            let along = (((x - ax) * dx + (y - ay) * dy) / length).clamp(0.0, 1.0);
            (x - ax - along * dx).hypot(y - ay - along * dy) - thick
        });
    }

    /// Paints where `distance` to the edge is negative, with an edge of one pixel. Everything in fractions of the side.
    fn paint(&mut self, (left, top, right, bottom): (f32, f32, f32, f32), colour: Colour, distance: impl Fn(f32, f32) -> f32) {
        let side = SIDE as f32;
        let pixel = |at: f32| (at * side).clamp(0.0, side) as usize;
        for py in pixel(top - 0.01)..pixel(bottom + 0.01) {
            for px in pixel(left - 0.01)..pixel(right + 0.01) {
                let away = distance((px as f32 + 0.5) / side, (py as f32 + 0.5) / side);
                let cover = (0.5 - away * side).clamp(0.0, 1.0);
                if cover > 0.0 {
                    let at = 3 * (py * SIDE as usize + px);
                    for (old, new) in self.rgb[at..at + 3].iter_mut().zip(colour) {
                        *old = (f32::from(*old) + (f32::from(new) - f32::from(*old)) * cover) as u8;
                    }
                }
            }
        }
    }
}

fn shade(colour: Colour, by: f32) -> Colour {
    colour.map(|channel| (f32::from(channel) * by) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::Size;
    use std::collections::HashSet;

    #[test]
    fn a_number_gives_one_face_and_numbers_give_many() {
        assert_eq!(portrait(7), portrait(7));
        let faces: HashSet<_> = (0..12).map(|n| portrait(n).expect("a face").of(Size::Small).bytes.clone()).collect();
        assert_eq!(faces.len(), 12);
    }

    #[test]
    fn a_face_has_a_skin_in_its_middle_and_its_ground_in_the_corner() {
        for number in 0..40 {
            let traits = Traits::of(number);
            let canvas = Canvas::face(&traits);
            let at = |x: f32, y: f32| {
                let at = 3 * ((y * SIDE as f32) as usize * SIDE as usize + (x * SIDE as f32) as usize);
                [canvas.rgb[at], canvas.rgb[at + 1], canvas.rgb[at + 2]]
            };
            assert_eq!(at(0.01, 0.01), traits.ground, "{number}");
            assert_eq!(at(HEAD.0, HEAD.1 - 0.02), traits.skin, "{number}");
            assert_eq!(at(0.25, 0.97), traits.clothes, "{number}");
        }
    }
}
