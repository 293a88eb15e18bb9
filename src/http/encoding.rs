//! Compression of answers: which one a browser takes, and doing it for answers made on the spot.

use std::io::Write;

use bytes::Bytes;
use poem::http::{HeaderMap, HeaderValue, header};

/// Answers below this many bytes go out as they are: a packet holds them anyway.
pub const WORTH_IT: usize = 1_024;

/// How hard brotli works on pages made on the spot (0–11). 5 is where its curve bends.
const BROTLI_QUALITY: i32 = 5;

/// How far back brotli looks, as a power of two: 256 KiB holds any page, and keeps its memory small.
const BROTLI_WINDOW: i32 = 18;

/// A compression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// RFC 7932.
    Brotli,
    /// RFC 1952.
    Gzip,
}

impl Encoding {
    /// The value of `Content-Encoding`.
    pub const fn value(self) -> HeaderValue {
        match self {
            Self::Brotli => HeaderValue::from_static("br"),
            Self::Gzip => HeaderValue::from_static("gzip"),
        }
    }

    /// What an entity tag of this form ends with: one tag names one sequence of bytes.
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => "-br",
            Self::Gzip => "-gz",
        }
    }

    /// These bytes, compressed.
    ///
    /// # Errors
    /// None in practice: memory takes what is written.
    pub fn pack(self, bytes: &[u8]) -> std::io::Result<Bytes> {
        let mut packed = Vec::with_capacity(bytes.len() / 3);
        match self {
            Self::Brotli => {
                let params = brotli::enc::BrotliEncoderParams {
                    quality: BROTLI_QUALITY,
                    lgwin: BROTLI_WINDOW,
                    size_hint: bytes.len(),
                    ..Default::default()
                };
                brotli::BrotliCompress(&mut &bytes[..], &mut packed, &params)?;
            }
            Self::Gzip => {
                let mut encoder = flate2::write::GzEncoder::new(&mut packed, flate2::Compression::new(6));
                encoder.write_all(bytes)?;
                encoder.finish()?;
            }
        }
        Ok(packed.into())
    }
}

/// The compressions that a request offers to take (RFC 9110, 12.5.3).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Offered {
    brotli: bool,
    gzip: bool,
}

impl Offered {
    /// What these headers offer. A compression of weight 0 is refused; `*` is not taken as an offer.
    pub fn of(headers: &HeaderMap) -> Self {
        let mut offered = Self::default();
        let values = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
        for part in values.flat_map(|value| value.split(',')).take(20) {
            let (name, parameters) = part.split_once(';').unwrap_or((part, ""));
            let refused = parameters.trim().strip_prefix("q=").is_some_and(|q| q.trim().parse::<f32>().unwrap_or(0.0) <= 0.0);
            match name.trim() {
                "br" => offered.brotli = !refused,
                "gzip" => offered.gzip = !refused,
                _ => {}
            }
        }
        offered
    }

    /// Whether this one is offered.
    pub const fn accepts(self, encoding: Encoding) -> bool {
        match encoding {
            Encoding::Brotli => self.brotli,
            Encoding::Gzip => self.gzip,
        }
    }

    /// The best of those that are offered.
    pub fn best(self) -> Option<Encoding> {
        [Encoding::Brotli, Encoding::Gzip].into_iter().find(|encoding| self.accepts(*encoding))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(header: &str, want: Option<Encoding>) {
        let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_str(header).expect("a header"))]);
        assert_eq!(Offered::of(&headers).best(), want, "{header}");
    }

    #[test]
    fn what_a_browser_takes() {
        check("gzip, deflate, br, zstd", Some(Encoding::Brotli));
        check("gzip, deflate", Some(Encoding::Gzip));
        check("br;q=0, gzip;q=0.1", Some(Encoding::Gzip));
        check("br;q=x", None);
        check("*", None);
        check("", None);
    }

    #[test]
    fn what_is_packed_can_be_read() {
        let text = "une action près de chez vous ".repeat(200);
        let mut plain = Vec::new();
        let packed = Encoding::Brotli.pack(text.as_bytes()).expect("packs");
        brotli::BrotliDecompress(&mut &packed[..], &mut plain).expect("unpacks");
        assert_eq!(plain, text.as_bytes());
        let packed = Encoding::Gzip.pack(text.as_bytes()).expect("packs");
        let mut plain = String::new();
        std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&packed[..]), &mut plain).expect("unpacks");
        assert_eq!(plain, text);
    }
}
