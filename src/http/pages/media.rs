//! Pictures out: for whoever may see what they belong to. Their names never come again, so browsers keep them; what is not for everybody is
//! kept by nobody between (SECURITY.md 37).

use poem::http::{HeaderValue, header};
use poem::web::Path;
use poem::{Response, handler};

use super::frame::Visit;
use crate::app::pictures::{self, Size};
use crate::domain::refusal::Refusal;
use crate::http::error::Problem;
use crate::http::headers::Exception;

/// What a picture is: nothing else is ever kept.
const JPEG: HeaderValue = HeaderValue::from_static("image/jpeg");
const SVG: HeaderValue = HeaderValue::from_static("image/svg+xml");

const FOR_ALL: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const FOR_ONE: HeaderValue = HeaderValue::from_static("private, max-age=31536000, immutable");
/// Initials follow the name, which may change.
const FOR_A_DAY: HeaderValue = HeaderValue::from_static("private, max-age=86400");

fn file(bytes: Vec<u8>, kind: HeaderValue, caching: HeaderValue) -> Response {
    let mut response = Response::from(bytes);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, kind);
    headers.insert(header::CACHE_CONTROL, caching);
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    response.set_data(Exception::File);
    response
}

/// `GET /media/:id/:file`: `256.jpg`
#[handler]
pub async fn picture(visit: Visit, Path((id, name)): Path<(String, String)>) -> Result<Response, Problem> {
    let id = id.parse().map_err(|_| Refusal::NotFound)?;
    let size = name.strip_suffix(".jpg").and_then(Size::from_name).ok_or(Refusal::NotFound)?;
    let is_for_all = pictures::may_see(visit.app(), &visit.actor(), id)?;
    let bytes = pictures::read(visit.app(), id, size).await?.ok_or(Refusal::NotFound)?;
    Ok(file(bytes, JPEG, if is_for_all { FOR_ALL } else { FOR_ONE }))
}

/// `GET /members/:id/initials.svg`
#[handler]
pub fn member(visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
    let id = id.parse().map_err(|_| Refusal::NotFound)?;
    let svg = pictures::initials_of_member(visit.app(), &visit.actor(), id)?;
    Ok(file(svg.into_bytes(), SVG, FOR_A_DAY))
}

/// `GET /teams/:id/initials.svg`
#[handler]
pub fn team(visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
    let id = id.parse().map_err(|_| Refusal::NotFound)?;
    let svg = pictures::initials_of_team(visit.app(), &visit.actor(), id)?;
    Ok(file(svg.into_bytes(), SVG, FOR_A_DAY))
}
