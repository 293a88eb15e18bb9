//! The picture of whoever has none: their initials on a colour of their own, as SVG.

use std::fmt::Write;

use unicode_normalization::char::is_combining_mark;

/// Grounds for white letters, each with a contrast of 4.5 at least (WCAG 2.2 AA).
const COLOURS: [&str; 12] =
    ["#0f6b66", "#1f5fa8", "#5b4bb7", "#8a3fa0", "#a8326e", "#b3261e", "#9a4a0b", "#7a5a00", "#4d6b12", "#17703f", "#35607a", "#6b5346"];

/// An SVG of 64 units a side: initials in white on the colour that the id gives. It needs no script, style or font of ours.
pub fn initials_svg(id: &[u8; 16], first_name: &str, last_name: &str) -> String {
    let initials = initials(first_name, last_name);
    let size = if initials.chars().filter(|c| !is_combining_mark(*c)).count() > 1 { 26 } else { 32 };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\" width=\"64\" height=\"64\">\
         <rect width=\"64\" height=\"64\" fill=\"{}\"/>\
         <text x=\"32\" y=\"32\" dy=\".35em\" fill=\"#fff\" font-family=\"system-ui,sans-serif\" font-weight=\"600\" \
         font-size=\"{size}\" text-anchor=\"middle\">{}</text></svg>",
        colour(id),
        escaped(&initials),
    )
}

/// The first letters of the first and the last name, in capitals where the script has them; empty when there are no letters.
pub fn initials(first_name: &str, last_name: &str) -> String {
    [first_name, last_name].into_iter().filter_map(initial).collect()
}

/// The colour of whoever has this id: the same at each sight.
fn colour(id: &[u8; 16]) -> &'static str {
    // FNV-1a.
    let hash = id.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    let index = (hash >> 32) as usize % COLOURS.len();
    COLOURS[index]
}

/// The first letter or digit, with the marks that belong to it.
fn initial(name: &str) -> Option<String> {
    let mut rest = name.chars().skip_while(|c| !c.is_alphanumeric());
    let letter = rest.next()?;
    // Georgian has capitals that hardly any font does.
    let mut initial: String = if matches!(letter, 'ა'..='ჿ') { letter.into() } else { letter.to_uppercase().collect() };
    initial.extend(rest.take_while(|c| is_combining_mark(*c)).take(3));
    Some(initial)
}

/// Text as XML holds it: whatever is not a letter, mark or digit becomes a number.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() || is_combining_mark(c) {
            escaped.push(c);
        } else {
            // Writing to a String never fails.
            let _ = write!(escaped, "&#{};", u32::from(c));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(first_name: &str, last_name: &str, want: &str) {
        assert_eq!(initials(first_name, last_name), want, "{first_name} {last_name}");
    }

    #[test]
    fn initials_of_names_in_any_script() {
        check("Inès", "Moreau", "IM");
        check("élodie", "d’Ornano", "ÉD");
        check("Jean-Marc", "de La Tour", "JD");
        check("Ольга", "Петрова", "ОП");
        check("محمد", "علي", "مع");
        check("小", "山田", "小山");
        check("ნინო", "ბერიძე", "ნბ");
        check("e\u{301}mile", "ßeta", "E\u{301}SS");
        check("¡!", "3D", "3");
        check("\"<", "&", "");
    }

    #[test]
    fn letters_can_be_read_on_every_colour() {
        let luminance = |hex: &str| {
            let channel = |at: usize| {
                let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal")) / 255.0;
                if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
        };
        for colour in COLOURS {
            let contrast = 1.05 / (luminance(colour) + 0.05);
            assert!(contrast >= 4.5, "{colour}: {contrast}");
        }
    }

    #[test]
    fn colours_differ_and_stay() {
        let colours: std::collections::BTreeSet<_> = (0..200).map(|n| colour(&[n; 16])).collect();
        assert_eq!(colours.len(), COLOURS.len());
        let id = &[7; 16];
        assert_eq!(initials_svg(id, "Inès", "Moreau"), initials_svg(id, "Inès", "Moreau"));
        assert!(initials_svg(id, "Inès", "Moreau").contains(">IM</text></svg>"));
    }

    proptest! {
        #[test]
        fn no_name_breaks_out_of_the_picture(first_name in "\\PC{0,12}", last_name in "[\"<>&'a-z]{0,6}") {
            let svg = initials_svg(&[1; 16], &first_name, &last_name);
            let text = svg.split("middle\">").nth(1).and_then(|rest| rest.strip_suffix("</text></svg>")).expect("the text at the end");
            prop_assert!(!text.contains(['<', '>', '"', '\'']));
            prop_assert!(text.chars().count() < 60);
        }
    }
}
