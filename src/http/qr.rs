//! A text as a QR code, drawn by the page itself: the path of an inline SVG, so that what it holds goes to no other address than the page.

use qrcode::{Color, EcLevel, QrCode};

/// Light modules around the code: fewer, and cameras miss it (ISO/IEC 18004).
const QUIET: usize = 4;

/// A QR code in modules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Qr {
    /// Modules along a side, the light ones around it included; 0: there is no code.
    pub side: usize,
    /// The dark modules, as the `d` of an SVG path: a run of them is a bar one module high.
    pub path: String,
}

impl Qr {
    /// The code of a text; none when it is too long for one (2,331 bytes).
    pub fn of(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let (width, colors) = (code.width(), code.to_colors());
        let mut path = String::new();
        for (y, row) in colors.chunks(width).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|a, b| a == b) {
                if run.first() == Some(&Color::Dark) {
                    path.push_str(&format!("M{} {}h{}v1h-{}z", x + QUIET, y + QUIET, run.len(), run.len()));
                }
                x += run.len();
            }
        }
        Some(Self { side: width + 2 * QUIET, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The dark modules that a path draws, row by row.
    fn drawn(qr: &Qr) -> Vec<Vec<bool>> {
        let mut rows = vec![vec![false; qr.side]; qr.side];
        for bar in qr.path.split_terminator('z') {
            let (at, length) = bar.strip_prefix('M').and_then(|bar| bar.split_once('h')).expect("a bar");
            let (x, y) = at.split_once(' ').expect("a point");
            let length: usize = length.split('v').next().expect("a length").parse().expect("a number");
            let (x, y): (usize, usize) = (x.parse().expect("a number"), y.parse().expect("a number"));
            rows[y][x..x + length].fill(true);
        }
        rows
    }

    #[test]
    fn every_module_is_drawn_where_it_belongs() {
        let text = "otpauth://totp/R%C3%A9seau:ines%40exemple.fr?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=R%C3%A9seau";
        let qr = Qr::of(text).expect("it fits");
        let code = QrCode::with_error_correction_level(text, EcLevel::M).expect("it fits");
        let rows = drawn(&qr);
        for (y, row) in rows.iter().enumerate() {
            for (x, dark) in row.iter().enumerate() {
                let inside = (QUIET..qr.side - QUIET).contains(&x) && (QUIET..qr.side - QUIET).contains(&y);
                assert_eq!(*dark, inside && code[(x - QUIET, y - QUIET)] == Color::Dark, "{x} {y}");
            }
        }
        assert!(rows[QUIET][QUIET..QUIET + 7].iter().all(|dark| *dark), "the corner that cameras look for");
        assert_eq!(Qr::of(&"a".repeat(3_000)), None);
    }
}
