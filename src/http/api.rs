//! The JSON doors: one file per noun, each operation a thin translation to a deed. The contract is the document that poem-openapi makes of
//! them, at `/api/openapi.json`; a test compares it with `tests/data/openapi.json`, and asks every operation of it who may call it.
//!
//! Writers of operations: `http` says how. Answers that are asked for often (events, teams) are bytes that are kept and put together.

mod account;
mod claims;
mod conditions;
mod events;
mod flags;
mod images;
mod invitations;
mod me;
mod members;
mod network;
mod notifications;
mod places;
mod posts;
mod rsvps;
mod search;
mod sessions;
mod shapes;
mod signups;
mod teams;
mod threads;
pub mod trust;

use std::sync::Arc;

use bytes::Bytes;
use poem::endpoint::make_sync;
use poem::http::{HeaderValue, header};
use poem::{Response, Route};
use poem_openapi::{OpenApi, OpenApiService};
use serde::Serialize;

use super::error::Problem;
use super::json::RawJson;
use super::methods::{self, get};
use crate::app::{App, indexing};
use crate::domain::refusal::Refusal;

/// Where the operations lie.
pub const BASE: &str = "/api/v1";

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What operations work with.
#[derive(Clone)]
pub struct Desk {
    /// The house.
    app: App,
    /// What stands before a path to make it a whole address: the network's own origin, or nothing.
    origin: Arc<str>,
}

impl Desk {
    /// The desk of a house; `origin` (`https://reseau.exemple`) makes addresses whole.
    pub fn new(app: &App, origin: Option<&str>) -> Self {
        Self { app: app.clone(), origin: origin.unwrap_or_default().into() }
    }
}

/// The document that describes the operations (OpenAPI 3, JSON).
pub fn document(app: &App) -> String {
    service(operations(&Desk::new(app, None))).spec()
}

fn operations(desk: &Desk) -> impl OpenApi + use<> {
    (
        network::Operations(desk.clone()),
        signups::Operations(desk.clone()),
        sessions::Operations(desk.clone()),
        me::Operations(desk.clone()),
        notifications::Operations(desk.clone()),
        events::Operations(desk.clone()),
        rsvps::Operations(desk.clone()),
        teams::Operations::new(desk),
        members::Operations(desk.clone()),
        invitations::Operations(desk.clone()),
        // The crate knows tuples of up to sixteen: two that belong together are one.
        (posts::Operations(desk.clone()), threads::Operations(desk.clone())),
        images::Operations(desk.clone()),
        places::Operations,
        search::Operations(desk.clone()),
        trust::Operations(desk.clone()),
        (account::Operations(desk.clone()), flags::Operations(desk.clone()), claims::Operations(desk.clone())),
    )
}

fn service<O: OpenApi>(operations: O) -> OpenApiService<O, ()> {
    OpenApiService::new(operations, "Banderole", VERSION)
        .description("A social action network: see what happens nearby, say that you come, act together.")
        .url_prefix(BASE)
}

/// The operations, the document that describes them, and the answer to whoever watches over the server.
pub fn routes(desk: &Desk) -> Route {
    let service = service(operations(desk));
    let document = Bytes::from(service.spec());
    let app = desk.app.clone();
    Route::new()
        .nest(BASE, methods::operations(BASE, service))
        .at("/api/openapi.json", get(make_sync(move |_| written(document.clone()))))
        .at("/health", get(make_sync(move |_| health(&app))))
}

fn written(json: Bytes) -> Response {
    let mut response = Response::from(json);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// Well: agenda, roster and index hold every committed row.
fn health(app: &App) -> poem::Result<RawJson<()>> {
    #[derive(Serialize)]
    struct Health {
        status: &'static str,
        version: &'static str,
    }
    if indexing::check_health(app) {
        Ok(RawJson::of(&Health { status: "ok", version: VERSION })?)
    } else {
        Err(Problem::known(Refusal::Unavailable("index")).into())
    }
}
