//! The keeper's own door: figures, at an address of its own (`serve --metrics`). Nothing else is to be found there, and no figure anywhere else.

use poem::endpoint::make_sync;
use poem::http::{HeaderValue, Method, StatusCode, header};
use poem::{Endpoint, Request, Response};

use crate::app::{App, figures};

/// What Prometheus' text format calls itself.
const FORMAT: HeaderValue = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");

/// The door of figures of this house.
pub fn door(app: &App) -> impl Endpoint<Output = Response> + use<> {
    let app = app.clone();
    make_sync(move |request: Request| {
        if request.uri().path() != "/metrics" || request.method() != Method::GET {
            return Response::builder().status(StatusCode::NOT_FOUND).finish();
        }
        let mut response = Response::from(figures::tell(&app));
        response.headers_mut().insert(header::CONTENT_TYPE, FORMAT);
        response
    })
}
