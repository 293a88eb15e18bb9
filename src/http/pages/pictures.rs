//! Pictures that pages show: faces and covers, initials where there are none, and those that a form holds until it is done.

use poem::http::{HeaderValue, header};
use poem::web::Path;
use poem::{Response, handler};

use super::form::Sent;
use super::frame::Visit;
use super::views::Form;
use crate::app::App;
use crate::app::pictures::{self, Purpose, Size};
use crate::domain::ids::MediaId;
use crate::domain::refusal::{Flaw, Flaws, Refusal};
use crate::http::error::Problem;
use crate::http::headers::Exception;

/// What a signature of a held picture is for.
const HELD: &str = "held-picture";

/// `GET /held/:token`: the picture that a form holds, for whoever has the form.
///
/// # Errors
/// 404 when it is held no longer; 503.
#[handler]
pub async fn held(visit: Visit, Path(token): Path<String>) -> Result<Response, Problem> {
    let id = opened(visit.app(), token.strip_suffix(".jpg").unwrap_or_default()).ok_or(Refusal::NotFound)?;
    let bytes = pictures::read(visit.app(), id, Size::Medium).await?.ok_or(Refusal::NotFound)?;
    Ok(file_of("image/jpeg", bytes, HeaderValue::from_static("no-store")))
}

fn file_of(kind: &'static str, bytes: impl Into<poem::Body>, caching: HeaderValue) -> Response {
    let mut response = Response::builder().content_type(kind).header(header::CACHE_CONTROL, caching).body(bytes);
    response.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    response.set_data(Exception::File);
    response
}

/// The name under which a form holds a picture: nobody else can make one.
fn sealed(app: &App, id: MediaId) -> String {
    let id = id.to_string();
    let signature = app.secret.sign(HELD, &[&id]);
    format!("{id}.{signature}")
}

fn opened(app: &App, token: &str) -> Option<MediaId> {
    let (id, signature) = token.split_once('.')?;
    app.secret.verifies(HELD, &[id], signature).then(|| id.parse().ok()).flatten().and_then(|id| pictures::held(app, id).ok())
}

/// The picture of a form: the one that was chosen, taken in now, or the one that the form has held since it came before. What is wrong with
/// it is noted under the form's own name of the field; the rest of the form can be mended meanwhile, and a picture that was taken in stays.
///
/// # Errors
/// 503.
pub async fn picture(app: &App, sent: &Sent, field: &'static str, purpose: Purpose, flaws: &mut Flaws) -> Result<Option<MediaId>, Refusal> {
    let Some(bytes) = sent.file(field) else {
        return Ok(opened(app, sent.one(&format!("{field}_kept"))));
    };
    match pictures::take_in(app, bytes, purpose).await {
        Ok(id) => Ok(Some(id)),
        Err(Refusal::Invalid(found)) => {
            found.into_iter().for_each(|flaw| flaws.push(Flaw { field, ..flaw }));
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// Lets the form that comes back hold a picture; the URL that shows it, empty for none.
pub fn keep(app: &App, form: &mut Form, field: &str, picture: Option<MediaId>) -> String {
    let Some(id) = picture else { return String::new() };
    let token = sealed(app, id);
    let url = format!("/held/{token}.jpg");
    form.set(&format!("{field}_kept"), token);
    url
}
