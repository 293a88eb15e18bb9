//! All doors of a house, behind one front: pages, operations of the JSON API, files of the browser. The listener serves this.

use std::sync::Arc;

use poem::{Endpoint, Request, Response};

use super::api::{self, Desk};
use super::asked::Asked;
use super::error::Problem;
use super::front::{Credentials, Front, House, Known, Settings};
use super::intake::Read;
use super::methods::get;
use super::pages::{self, Pages, Visit};
use super::{assets, page, session};
use crate::app::App;
use crate::app::sessions::Visitor;
use crate::telemetry::figures::Requests;

/// The doors of this house, behind a front that is set up so.
pub fn doors(app: &App, settings: Settings) -> impl Endpoint<Output = Response> + use<> {
    let desk = Desk::new(app, settings.origin.as_deref());
    let pages = Pages::new(app.clone(), &settings);
    let all = api::routes(&desk).at("/static/:hash/*name", get(assets::serve)).nest("/", pages::routes::routes(&pages));
    Front::new(all, Behind(pages), settings)
}

/// What the front asks: sessions of the house, and its own page for errors.
struct Behind(Arc<Pages>);

impl House for Behind {
    type Member = Arc<Visitor>;

    fn recognise(&self, credentials: Credentials<'_>) -> Result<Option<Known<Self::Member>>, Problem> {
        session::recognise(&self.0.app, credentials)
    }

    fn requests(&self) -> Option<&Requests> {
        Some(&self.0.app.figures.requests)
    }

    async fn send_again(&self, request: &Request, asked: &Asked) -> Option<String> {
        let body = request.data::<Read>()?.0.clone();
        let visit = Visit::behind(&self.0, asked, request);
        let page = pages::unsent::page(&visit, request.headers(), body).await;
        page.or_else(|| pages::unsent::expired(&visit, request.headers()))
    }

    fn error_page(&self, problem: &Problem, asked: &Asked, member: Option<&Self::Member>) -> String {
        pages::error::page(&self.0, problem, asked, member).unwrap_or_else(|| {
            tracing::error!("the page of errors failed");
            page::plain_error(problem, asked)
        })
    }
}
