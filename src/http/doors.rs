//! All doors of a house, behind one front: pages, operations of the JSON API, files of the browser. The listener serves this.

use poem::{Endpoint, Response};

use super::api::{self, Desk};
use super::assets;
use super::front::{Front, Settings};
use super::pages::{self, Pages};
use crate::app::App;

/// The doors of this house, behind a front that is set up so.
pub fn doors(app: &App, settings: Settings) -> impl Endpoint<Output = Response> + use<> {
    let desk = Desk::new(app, settings.origin.as_deref());
    let pages = Pages::new(app.clone(), &settings);
    let all = api::routes(&desk).at("/static/:hash/*name", poem::get(assets::serve)).nest("/", pages::routes::routes(&pages));
    Front::new(all, app.clone(), settings)
}
