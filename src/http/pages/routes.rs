//! Every page, one line each.

use std::sync::Arc;

use poem::http::header;
use poem::{Endpoint, EndpointExt, IntoResponse, Request, Response, Route, get, post};

use super::account::{code, setup, signin, signup};
use super::frame::Pages;
use super::me::{agenda, data, photo, profile, security};
use super::teams::{form as team_form, list as team_list, members as team_members, team};
use super::{account, me, media};
use crate::domain::lang::Lang;

/// The pages of this house: nest them at `/`, behind the front.
pub fn routes(pages: &Arc<Pages>) -> impl Endpoint<Output = Response> + use<> {
    let route = mine(ways_in(Route::new()));
    teams(route).around(keep_language).data(Arc::clone(pages))
}

fn ways_in(route: Route) -> Route {
    route
        .at("/signup", get(signup::ask).post(signup::join))
        .at("/signup/code", get(code::sign_up).post(code::prove))
        .at("/signup/code/again", post(code::sign_up_again))
        .at("/signup/address", get(code::mistyped).post(code::correct))
        .at("/signin", get(signin::ask).post(signin::enter))
        .at("/signin/code", get(code::sign_in).post(code::enter))
        .at("/signin/code/again", post(code::sign_in_again))
        .at("/signout", post(account::sign_out))
        .at("/setup", get(setup::ask).post(setup::set_up))
}

fn mine(route: Route) -> Route {
    route
        .at("/me", get(me::hub))
        .at("/me/agenda", get(agenda::show))
        .at("/me/profile", get(profile::show).post(profile::save))
        .at("/me/photo", get(photo::show).post(photo::keep))
        .at("/me/photo/remove", post(photo::remove))
        .at("/me/security", get(security::show))
        .at("/me/security/:id/end", post(security::end))
        .at("/me/security/end-others", post(security::end_others))
        .at("/me/security/password", post(security::set_password))
        .at("/me/security/password/remove", post(security::remove_password))
        .at("/me/data", get(data::show))
        .at("/me/pledge", post(data::give))
        .at("/me/pledge/withdraw", post(data::withdraw))
        .at("/media/:id/:file", get(media::picture))
        .at("/members/:id/initials.svg", get(media::member))
}

fn teams(route: Route) -> Route {
    route
        .at("/teams", get(team_list::show))
        .at("/teams/new", get(team_form::new).post(team_form::found))
        .at("/teams/:id", get(team::show))
        .at("/teams/:id/edit", get(team_form::edit).post(team_form::save))
        .at("/teams/:id/image/remove", post(team_form::remove_image))
        .at("/teams/:id/initials.svg", get(media::team))
        .at("/teams/:id/membership", post(team::join))
        .at("/teams/:id/listed", post(team::be_listed))
        .at("/teams/:id/members", get(team_members::show))
        .at("/teams/:id/members/:member", post(team_members::set_role))
        .at("/teams/:id/members/:member/remove", post(team_members::take_out))
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
