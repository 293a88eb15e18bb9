//! One colour in, a theme out: from the one colour that a network chooses, both ramps of colours that its pages are painted with.
//!
//! A colour is corrected, never refused: whatever was chosen, every pair of colours that stands together on a page has the contrast that
//! WCAG 2.2 asks at level AA (a property test says so). Work is done in OKLCH (Björn Ottosson, "A perceptual color space for image
//! processing", 2020), where lightness can move while the hue stays. The colours of time, success, danger and warning never change.

use std::fmt::{self, Write};
use std::str::FromStr;

/// Least contrast of text, a little over the 4.5 of WCAG 2.2, 1.4.3, to leave room for rounding.
const TEXT: f64 = 4.6;
/// Least contrast of second-line text at night, where thin letters on black need more.
const TEXT_AT_NIGHT: f64 = 5.0;
/// Least contrast of text on the painted fill.
const ON_TINT: f64 = 7.0;
/// Least contrast of the edge of a control, a little over the 3 of WCAG 2.2, 1.4.11.
const EDGE: f64 = 3.1;
/// A brand is never more vivid than this chroma by day, and this one at night.
const VIVID: f64 = 0.17;
/// See [`VIVID`].
const VIVID_AT_NIGHT: f64 = 0.14;
/// How far lightness moves at each try.
const STEP: f64 = 0.005;

/// A colour of eight bits a channel, sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(u8, u8, u8);

/// A colour in OKLCH: lightness 0…1, chroma from 0, hue in radians.
#[derive(Debug, Clone, Copy)]
struct Lch {
    l: f64,
    c: f64,
    h: f64,
}

/// The colours of one mode, by the names that `web/css/tokens.css` gives them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ramp {
    /// The page.
    pub bg: Colour,
    /// Cards and bars.
    pub surface: Colour,
    /// Wells.
    pub sunken: Colour,
    /// Ink.
    pub text: Colour,
    /// The second line.
    pub muted: Colour,
    /// Decoration between things.
    pub border: Colour,
    /// The edge of a control.
    pub outline: Colour,
    /// The painted fill.
    pub tint: Colour,
    /// Links and the primary button.
    pub brand: Colour,
    /// On the primary button.
    pub on_brand: Colour,
    /// The primary button under a pointer.
    pub brand_hover: Colour,
    /// Text on the painted fill.
    pub on_tint: Colour,
}

/// Both modes of a network's colours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// By day.
    pub light: Ramp,
    /// By night.
    pub dark: Ramp,
}

/// A text that is no colour of the form `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAColour;

impl Theme {
    /// The theme of a brand.
    pub fn of(brand: Colour) -> Self {
        let given = brand.lch();
        Self { light: light(given), dark: dark(given) }
    }

    /// The style sheet: both ramps, and for each kind of event (its key, its colour) the class `k-<key>` with the colour made readable.
    /// Keys are our own words (`[a-z_]`), so nothing is escaped.
    pub fn css<'k>(&self, kinds: impl IntoIterator<Item = (&'k str, Colour)> + Clone) -> String {
        let mut css = String::with_capacity(2048);
        for (ramp, open, close) in [(&self.light, "", ""), (&self.dark, "@media (prefers-color-scheme:dark){", "}")] {
            css.push_str(open);
            css.push_str(":root{");
            for (name, colour) in ramp.named() {
                push(&mut css, format_args!("--{name}:{colour};"));
            }
            css.push('}');
            for (key, colour) in kinds.clone() {
                push(&mut css, format_args!(".k-{key}{{--kind:{}}}", ramp.readable(colour)));
            }
            css.push_str(close);
            css.push('\n');
        }
        css
    }
}

fn push(css: &mut String, text: fmt::Arguments<'_>) {
    css.write_fmt(text).expect("writing to a String cannot fail");
}

impl Ramp {
    /// The colours under the names of the style sheet.
    pub fn named(&self) -> [(&'static str, Colour); 12] {
        let Self { bg, surface, sunken, text, muted, border, outline, tint, brand, on_brand, brand_hover, on_tint } = *self;
        [
            ("bg", bg),
            ("surface", surface),
            ("sunken", sunken),
            ("text", text),
            ("muted", muted),
            ("border", border),
            ("outline", outline),
            ("tint", tint),
            ("brand", brand),
            ("on-brand", on_brand),
            ("brand-hover", brand_hover),
            ("on-tint", on_tint),
        ]
    }

    /// A colour of somebody's choice, moved until it can be read as text on this ramp's grounds.
    pub fn readable(&self, colour: Colour) -> Colour {
        let given = colour.lch();
        let grounds = [self.bg, self.surface, self.sunken];
        let by_day = self.bg.luminance() > self.text.luminance();
        if by_day {
            fit(given.c.min(VIVID), given.h, &grounds, TEXT, Towards::Black(given.l.min(0.62)))
        } else {
            fit(given.c.min(VIVID_AT_NIGHT), given.h, &grounds, TEXT, Towards::White(0.68))
        }
    }
}

fn light(given: Lch) -> Ramp {
    let neutral = |l, c: f64| nearest(l, c.min(given.c), given.h);
    let (bg, surface, sunken) = (neutral(0.985, 0.004), Colour(255, 255, 255), neutral(0.955, 0.008));
    let grounds = [bg, surface, sunken];
    let (c, h) = (given.c.min(VIVID), given.h);
    let tint = nearest(0.95, c.min(0.035), h);
    let brand = fit(c, h, &[bg, surface, sunken, tint], TEXT, Towards::Black(given.l.min(0.62)));
    Ramp {
        bg,
        surface,
        sunken,
        text: neutral(0.21, 0.02),
        muted: fit(given.c.min(0.02), h, &grounds, TEXT, Towards::Black(0.56)),
        border: neutral(0.90, 0.01),
        outline: fit(given.c.min(0.015), h, &grounds, EDGE, Towards::Black(0.72)),
        tint,
        brand,
        on_brand: Colour(255, 255, 255),
        brand_hover: nearest(brand.lch().l - 0.06, c, h),
        on_tint: fit(c, h, &[tint], ON_TINT, Towards::Black(0.45)),
    }
}

fn dark(given: Lch) -> Ramp {
    let neutral = |l, c: f64| nearest(l, c.min(given.c), given.h);
    let (bg, surface, sunken) = (neutral(0.17, 0.012), neutral(0.215, 0.014), neutral(0.14, 0.01));
    let grounds = [bg, surface, sunken];
    let (c, h) = (given.c.min(VIVID), given.h);
    let tint = nearest(0.29, c.min(0.05), h);
    let brand = fit(c.min(VIVID_AT_NIGHT), h, &[bg, surface, sunken, tint], TEXT, Towards::White(0.68));
    let near_black = Colour(0x0b, 0x0b, 0x0c);
    Ramp {
        bg,
        surface,
        sunken,
        text: neutral(0.95, 0.006),
        muted: fit(given.c.min(0.015), h, &grounds, TEXT_AT_NIGHT, Towards::White(0.66)),
        border: neutral(0.32, 0.014),
        outline: fit(given.c.min(0.015), h, &grounds, EDGE, Towards::White(0.48)),
        tint,
        brand,
        on_brand: if near_black.contrast(brand) >= TEXT { neutral(0.16, 0.02) } else { Colour(0, 0, 0) },
        brand_hover: nearest(brand.lch().l + 0.05, c.min(VIVID_AT_NIGHT), h),
        on_tint: fit(c.min(0.1), h, &[tint], ON_TINT, Towards::White(0.8)),
    }
}

/// Which way lightness moves, and from where.
enum Towards {
    Black(f64),
    White(f64),
}

/// The first colour on the way that has this contrast against every ground; black or white when none has.
fn fit(c: f64, h: f64, grounds: &[Colour], least: f64, towards: Towards) -> Colour {
    let (start, step, end) = match towards {
        Towards::Black(start) => (start, -STEP, Colour(0, 0, 0)),
        Towards::White(start) => (start, STEP, Colour(255, 255, 255)),
    };
    let mut l = start;
    while (0.0..=1.0).contains(&l) {
        let colour = nearest(l, c, h);
        if grounds.iter().all(|ground| colour.contrast(*ground) >= least) {
            return colour;
        }
        l += step;
    }
    end
}

/// The colour of this lightness and hue that screens can show, with as much of this chroma as fits.
fn nearest(l: f64, c: f64, h: f64) -> Colour {
    /// Rounding in the matrices may leave this much outside.
    const SLACK: f64 = 0.0001;
    let fits = |rgb: [f64; 3]| rgb.iter().all(|v| (-SLACK..=1.0 + SLACK).contains(v));
    let mut rgb = linear(Lch { l, c, h });
    if !fits(rgb) {
        let (mut low, mut high) = (0.0, c);
        for _ in 0..24 {
            let middle = (low + high) / 2.0;
            if fits(linear(Lch { l, c: middle, h })) { low = middle } else { high = middle }
        }
        rgb = linear(Lch { l, c: low, h });
    }
    let [r, g, b] = rgb.map(encoded);
    Colour(r, g, b)
}

fn linear(Lch { l, c, h }: Lch) -> [f64; 3] {
    let (a, b) = (c * h.cos(), c * h.sin());
    let long = (l + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let middle = (l - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let short = (l - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
    [
        4.076_741_662_1 * long - 3.307_711_591_3 * middle + 0.230_969_929_2 * short,
        -1.268_438_004_6 * long + 2.609_757_401_1 * middle - 0.341_319_396_5 * short,
        -0.004_196_086_3 * long - 0.703_418_614_7 * middle + 1.707_614_701 * short,
    ]
}

fn encoded(linear: f64) -> u8 {
    let v = linear.clamp(0.0, 1.0);
    let v = if v <= 0.003_130_8 { v * 12.92 } else { 1.055 * v.powf(1.0 / 2.4) - 0.055 };
    (v * 255.0).round() as u8
}

fn decoded(channel: u8) -> f64 {
    let v = f64::from(channel) / 255.0;
    if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
}

impl Colour {
    /// Contrast with another colour: 1 for the same, 21 for black and white (WCAG 2.2, "contrast ratio").
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(self) -> f64 {
        0.2126 * decoded(self.0) + 0.7152 * decoded(self.1) + 0.0722 * decoded(self.2)
    }

    fn lch(self) -> Lch {
        let (r, g, b) = (decoded(self.0), decoded(self.1), decoded(self.2));
        let long = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
        let middle = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
        let short = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
        let l = 0.210_454_255_3 * long + 0.793_617_785 * middle - 0.004_072_046_8 * short;
        let a = 1.977_998_495_1 * long - 2.428_592_205 * middle + 0.450_593_709_9 * short;
        let b = 0.025_904_037_1 * long + 0.782_771_766_2 * middle - 0.808_675_766 * short;
        Lch { l, c: a.hypot(b), h: b.atan2(a) }
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

impl FromStr for Colour {
    type Err = NotAColour;

    fn from_str(text: &str) -> Result<Self, NotAColour> {
        let digits = text.strip_prefix('#').filter(|d| d.len() == 6 && d.bytes().all(|b| b.is_ascii_hexdigit())).ok_or(NotAColour)?;
        let n = u32::from_str_radix(digits, 16).map_err(|_| NotAColour)?;
        let [_, r, g, b] = n.to_be_bytes();
        Ok(Self(r, g, b))
    }
}

impl fmt::Display for NotAColour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("is no colour of the form #rrggbb")
    }
}

impl std::error::Error for NotAColour {}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, proptest};

    use super::{Colour, Ramp, Theme};

    fn colour(text: &str) -> Colour {
        text.parse().expect("a colour")
    }

    /// Brand, hover, tint, on-tint, muted, outline, as one line.
    fn line(ramp: &Ramp) -> String {
        [ramp.brand, ramp.brand_hover, ramp.tint, ramp.on_tint, ramp.muted, ramp.outline].map(|c| c.to_string()).join(" ")
    }

    #[track_caller]
    fn check(brand: &str, light: &str, dark: &str) {
        let theme = Theme::of(colour(brand));
        assert_eq!(line(&theme.light), light, "{brand} by day");
        assert_eq!(line(&theme.dark), dark, "{brand} at night");
    }

    #[test]
    fn known_brands() {
        check("#0f6b66", "#0f6b66 #005954 #d5f7f3 #005a55 #5e6e6d #7e8b89", "#59a8a2 #69b8b2 #003330 #7fcfc8 #889594 #606c6b");
        check("#571aff", "#5550c0 #463eac #ebedff #463eac #696b78 #868791", "#888dec #979cfe #272844 #b1b7fd #90919c #656770");
        check("#ffd400", "#7f6800 #6b5800 #f6efd5 #604e00 #6f6c5f #8a887e", "#b59600 #c5a625 #332b0a #d3bd70 #959288 #6a675e");
        check("#b3261e", "#b02c23 #9b120e #ffe9e5 #9c1410 #776865 #918482", "#e17365 #f38274 #41211d #f7a599 #9b8f8d #716664");
        let grey = "#989898 #a7a7a7 #2b2b2b #bebebe #929292 #676767";
        check("#808080", "#6a6a6a #595959 #eeeeee #4e4e4e #6c6c6c #878787", grey);
        check("#000000", "#000000 #000000 #eeeeee #4e4e4e #6c6c6c #878787", grey);
    }

    /// What stands on what, and how well it must be read.
    fn pairs(ramp: &Ramp, fixed: [&str; 3]) -> Vec<(String, Colour, Colour, f64)> {
        let grounds = [("bg", ramp.bg), ("surface", ramp.surface), ("sunken", ramp.sunken)];
        let mut pairs = Vec::new();
        let mut on = |name: &str, colour: Colour, ground: (&str, Colour), least: f64| {
            pairs.push((format!("{name} on {}", ground.0), colour, ground.1, least));
        };
        for ground in grounds {
            on("text", ramp.text, ground, 4.5);
            on("muted", ramp.muted, ground, 4.5);
            on("brand", ramp.brand, ground, 4.5);
            on("outline", ramp.outline, ground, 3.0);
            for semantic in fixed {
                on(semantic, colour(semantic), ground, 4.5);
            }
        }
        let tint = ("tint", ramp.tint);
        on("text", ramp.text, tint, 4.5);
        on("brand", ramp.brand, tint, 4.5);
        on("on-tint", ramp.on_tint, tint, 4.5);
        on("on-brand", ramp.on_brand, ("brand", ramp.brand), 4.5);
        on("on-brand", ramp.on_brand, ("brand-hover", ramp.brand_hover), 4.5);
        pairs
    }

    /// ok, danger and warn of tokens.css, by day and at night.
    const FIXED: [[&str; 3]; 2] = [["#17703f", "#b3261e", "#7a4f00"], ["#6fce94", "#ff9b90", "#f0bd5b"]];

    proptest! {
        #[test]
        fn whatever_the_colour_everything_can_be_read(r in any::<u8>(), g in any::<u8>(), b in any::<u8>(), kind in any::<[u8; 3]>()) {
            let brand = Colour(r, g, b);
            let theme = Theme::of(brand);
            for (ramp, fixed) in [(&theme.light, FIXED[0]), (&theme.dark, FIXED[1])] {
                for (name, colour, ground, least) in pairs(ramp, fixed) {
                    let contrast = colour.contrast(ground);
                    prop_assert!(contrast >= least, "{brand}: {name} has {contrast:.2}");
                }
                let kind = ramp.readable(Colour(kind[0], kind[1], kind[2]));
                for ground in [ramp.bg, ramp.surface, ramp.sunken] {
                    prop_assert!(kind.contrast(ground) >= 4.5, "{brand}: the kind's colour {kind}");
                }
            }
        }

        #[test]
        fn a_colour_is_read_as_it_is_written(r in any::<u8>(), g in any::<u8>(), b in any::<u8>()) {
            let given = Colour(r, g, b);
            prop_assert!(given.to_string().parse() == Ok(given));
        }
    }

    #[test]
    fn what_is_no_colour() {
        for text in ["", "0f6b66", "#0f6b6", "#0f6b666", "#0f6b6g", "#+f6b66", "#é6b66"] {
            assert!(text.parse::<Colour>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_style_sheet_names_what_the_tokens_name() {
        let css = Theme::of(colour("#0f6b66")).css([("leafleting", colour("#0f6b66"))]);
        let tokens = include_str!("../../web/css/tokens.css");
        for (name, value) in Theme::of(colour("#0f6b66")).light.named() {
            assert!(css.contains(&format!("--{name}:{value};")), "{name} in {css}");
            let short = value.to_string().replace("#ffffff", "#fff");
            assert!(tokens.contains(&format!("--{name}:{short};")), "tokens.css says something else than {value} for {name}");
        }
        assert!(css.contains(".k-leafleting{--kind:#0f6b66}"), "{css}");
        assert_eq!(css.matches('{').count(), css.matches('}').count());
    }
}
