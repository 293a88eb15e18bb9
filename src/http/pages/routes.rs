//! Every page, one line each.

use std::sync::Arc;

use poem::http::header;
use poem::{Endpoint, EndpointExt, IntoResponse, Request, Response, Route};

use super::frame::Pages;
use crate::domain::lang::Lang;

/// The pages of this house: nest them at `/`, behind the front.
pub fn routes(pages: &Arc<Pages>) -> impl Endpoint<Output = Response> + use<> {
    Route::new().around(keep_language).data(Arc::clone(pages))
}

/// A stranger who asked for a page in a language (`?lang=en`) gets the next ones in it as well: a cookie keeps the choice.
async fn keep_language<E: Endpoint>(pages: E, request: Request) -> poem::Result<Response> {
    let query = request.uri().query().unwrap_or_default();
    let asked = query.split('&').find_map(|pair| pair.strip_prefix("lang="));
    let lang = asked.and_then(|tag| Lang::ALL.into_iter().find(|lang| lang.tag() == tag));
    let cookie = lang.zip(request.data::<Arc<Pages>>()).map(|(lang, pages)| pages.cookies.set_lang(lang.tag()));
    let mut response = pages.call(request).await?.into_response();
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
