//! The files that browsers get besides pages: style sheets, modules, fonts, icons, basemap. Compressed by the build, kept in the program.
//!
//! One hash names them all, so their URLs never change meaning and are kept for ever by browsers: `/static/<hash>/css/ui.css`. Templates
//! write `asset("css/ui.css")`; a test looks for each such call and checks that the file exists.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use bytes::Bytes;
use poem::http::{HeaderMap, HeaderValue, StatusCode, header};
use poem::web::Path;
use poem::{Request, Response, handler};
use rust_embed::RustEmbed;

use super::encoding::{Encoding, Offered};
use super::error::{Code, Problem};
use super::etag;

/// The hash of all files, as it stands in their URLs.
pub const HASH: &str = env!("BANDEROLE_STATIC_HASH");

/// How long browsers keep what lies under its hash.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// What lies elsewhere (`/sw.js`) or under an old hash is asked for again each time.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

#[derive(RustEmbed)]
#[folder = "$OUT_DIR/static"]
struct Files;

struct Asset {
    url: String,
    kind: HeaderValue,
    form: Form,
}

/// How the program carries a file: compressed ones in one form, which nearly everyone takes. The others are made once somebody asks for them.
enum Form {
    Plain(Bytes),
    Packed { brotli: Bytes, gzip: OnceLock<Bytes>, unpacked: OnceLock<Bytes> },
}

static ASSETS: LazyLock<BTreeMap<String, Asset>> = LazyLock::new(|| {
    let names = Files::iter();
    names.filter_map(|name| Some((name.trim_end_matches(".br").to_owned(), read(name.trim_end_matches(".br"))?))).collect()
});

fn read(name: &str) -> Option<Asset> {
    let form = match bytes_of(&format!("{name}.br")) {
        Some(brotli) => Form::Packed { brotli, gzip: OnceLock::new(), unpacked: OnceLock::new() },
        None => Form::Plain(bytes_of(name)?),
    };
    Some(Asset { url: format!("/static/{HASH}/{name}"), kind: HeaderValue::from_static(kind_of(name)), form })
}

impl Form {
    /// How it is encoded for this reader.
    fn encoding(&self, offered: Offered) -> Option<Encoding> {
        let packed = matches!(self, Self::Packed { .. });
        [Encoding::Brotli, Encoding::Gzip].into_iter().find(|encoding| packed && offered.accepts(*encoding))
    }

    /// The bytes in an encoding that [`Self::encoding`] gave.
    fn bytes(&self, encoding: Option<Encoding>) -> Bytes {
        match (self, encoding) {
            (Self::Plain(bytes), _) => bytes.clone(),
            (Self::Packed { brotli, .. }, Some(Encoding::Brotli)) => brotli.clone(),
            (Self::Packed { brotli, gzip, .. }, Some(Encoding::Gzip)) => gzip.get_or_init(|| gzipped(&unpack(brotli))).clone(),
            (Self::Packed { brotli, unpacked, .. }, None) => unpacked.get_or_init(|| unpack(brotli)).clone(),
        }
    }
}

fn unpack(brotli: &[u8]) -> Bytes {
    let mut bytes = Vec::new();
    brotli::BrotliDecompress(&mut &brotli[..], &mut bytes).expect("the build wrote a sound file");
    Bytes::from(bytes)
}

fn gzipped(plain: &[u8]) -> Bytes {
    Encoding::Gzip.pack(plain).expect("memory takes what is written")
}

fn bytes_of(name: &str) -> Option<Bytes> {
    Some(match Files::get(name)?.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    })
}

fn kind_of(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml; charset=utf-8",
        "json" | "topojson" | "geojson" => "application/json; charset=utf-8",
        "woff2" => "font/woff2",
        "png" => "image/png",
        "webp" => "image/webp",
        "jpg" => "image/jpeg",
        _ => "text/plain; charset=utf-8",
    }
}

/// The URL of a file, by its name below the hash: `asset("css/ui.css")`.
pub fn asset(name: &str) -> &'static str {
    match ASSETS.get(name) {
        Some(asset) => &asset.url,
        None => {
            tracing::error!(name, "a static file is missing");
            "/static/missing"
        }
    }
}

/// The URLs of all files: what the service worker may keep.
pub fn urls() -> impl Iterator<Item = &'static str> {
    ASSETS.values().map(|asset| asset.url.as_str())
}

/// `GET /static/:hash/*name`. Under an old hash the file of today is given, but not to be kept.
///
/// # Errors
/// [`Code::NotFound`] when there is no such file.
#[handler]
pub fn serve(request: &Request, Path((hash, name)): Path<(String, String)>) -> Result<Response, Problem> {
    let caching = if hash == HASH { FOR_EVER } else { ASK_AGAIN };
    respond(request.headers(), &name, caching)
}

/// A file at a URL of its own (`/sw.js` must lie at the root to govern it): browsers ask again each time.
///
/// # Errors
/// [`Code::NotFound`] when there is no such file.
pub fn at_root(request: &Request, name: &str) -> Result<Response, Problem> {
    respond(request.headers(), name, ASK_AGAIN)
}

fn respond(headers: &HeaderMap, name: &str, caching: HeaderValue) -> Result<Response, Problem> {
    let asset = ASSETS.get(name).ok_or(Code::NotFound)?;
    let encoding = asset.form.encoding(Offered::of(headers));
    let tag = format!("\"{HASH}{}\"", encoding.map_or("", Encoding::suffix));
    let mut response = if etag::none_match(headers, &tag) {
        Response::builder().status(StatusCode::NOT_MODIFIED).finish()
    } else {
        Response::from(asset.form.bytes(encoding))
    };
    let into = response.headers_mut();
    into.insert(header::CONTENT_TYPE, asset.kind.clone());
    into.insert(header::CACHE_CONTROL, caching);
    into.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        into.insert(header::ETAG, tag);
    }
    if let Some(encoding) = encoding {
        into.insert(header::CONTENT_ENCODING, encoding.value());
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn get(name: &str, accept: &str) -> Response {
        let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_str(accept).expect("a header"))]);
        respond(&headers, name, FOR_EVER).expect("the file is there")
    }

    fn text(response: &Response, name: header::HeaderName) -> &str {
        response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    #[tokio::test]
    async fn a_style_sheet_comes_in_the_form_that_is_taken() {
        let plain = get("css/ui.css", "").into_body().into_bytes().await.expect("a body");
        let brotli = get("css/ui.css", "gzip, br");
        assert_eq!(text(&brotli, header::CONTENT_ENCODING), "br");
        assert_eq!(text(&brotli, header::CONTENT_TYPE), "text/css; charset=utf-8");
        assert_eq!(text(&brotli, header::CACHE_CONTROL), "public, max-age=31536000, immutable");
        assert_eq!(text(&brotli, header::VARY), "accept-encoding");
        let packed = brotli.into_body().into_bytes().await.expect("a body");
        assert!(packed.len() * 2 < plain.len());
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut &packed[..], &mut unpacked).expect("unpacks");
        assert_eq!(unpacked, plain);
        let gzip = get("css/ui.css", "gzip");
        assert_eq!(text(&gzip, header::CONTENT_ENCODING), "gzip");
        let packed = gzip.into_body().into_bytes().await.expect("a body");
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut unpacked).expect("unpacks");
        assert_eq!(unpacked, plain);
        assert_eq!(text(&get("css/ui.css", "identity"), header::CONTENT_ENCODING), "");
        let written = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/web/css/ui.css")).expect("the style sheet");
        assert_eq!(plain, written, "who takes no packed form gets the file as it was written");
    }

    #[test]
    fn what_has_not_changed_is_not_sent() {
        let tag = text(&get("css/ui.css", "br"), header::ETAG).to_owned();
        let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_str(&tag).expect("a tag"))]);
        assert_eq!(respond(&headers, "css/ui.css", FOR_EVER).expect("there").status(), StatusCode::NOT_MODIFIED);
    }

    #[test]
    fn nothing_lies_outside() {
        for name in ["", "css", "../Cargo.toml", "css/../css/ui.css", "css/ui.css.br", "/etc/passwd"] {
            assert!(respond(&HeaderMap::new(), name, FOR_EVER).is_err(), "{name}");
        }
    }

    #[test]
    fn every_file_that_a_template_names_exists() {
        let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/web/templates"))];
        while let Some(folder) = folders.pop() {
            for path in std::fs::read_dir(folder).into_iter().flatten().filter_map(|entry| entry.ok().map(|e| e.path())) {
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).expect("a template");
                for name in text.split("asset(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                    assert!(ASSETS.contains_key(name), "{} names {name}", path.display());
                }
            }
        }
    }
}
