//! Every page, one line each.

use std::sync::Arc;

use poem::http::uri::PathAndQuery;
use poem::http::{StatusCode, header};
use poem::{Endpoint, EndpointExt, IntoResponse, Request, Response, Route};

use super::account::{claim, code, second, setup, signin, signup};
use super::frame::{Pages, Visit};
use super::me::{agenda, confirm, data, decisions, email, erase, factor, notifications as settings, photo, profile, security, seen};
use super::news::{feed as news_feed, form as post_form, list as news, post as one_post};
use super::teams::{form as team_form, invitations, list as team_list, members as team_members, team};
use super::{
    account, admin, docs, event, event_form, events, feeds, files, flags, home, links, me, media, notifications, pictures, rsvp, search,
    texts, threads, unsent,
};
use crate::app::proof::CONFIRM;
use crate::domain::lang::Lang;
use crate::http::asked::Door;
use crate::http::error::Problem;
use crate::http::intake::Read;
use crate::http::methods::{get, post};
use crate::http::page::{html, see_other};

/// The pages of this house: nest them at `/`, behind the front.
pub fn routes(pages: &Arc<Pages>) -> impl Endpoint<Output = Response> + use<> {
    let all = plain(discussions(news_pages(actions(teams(mine(ways_in(Route::new())))))));
    all.around(tell_problems).around(keep_language).data(Arc::clone(pages))
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
        .at("/signin/second", get(second::ask).post(second::enter))
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
        .at("/me/email", get(email::show).post(email::ask))
        .at("/me/email/change", post(email::change))
        .at("/me/email/stop", post(email::stop))
        .at("/me/factor", get(factor::show).post(factor::turn_on))
        .at("/me/factor/begin", post(factor::begin))
        .at("/me/factor/codes", post(factor::renew))
        .at("/me/factor/off", post(factor::turn_off))
        .at("/me/data", get(data::show))
        .at("/me/export", post(data::export))
        .at("/me/consents", post(data::agree))
        .at("/me/consents/withdraw", post(data::disagree))
        .at("/me/erase", get(erase::show).post(erase::ask))
        .at("/me/erase/undo", post(erase::undo))
        .at("/me/seen", get(seen::show))
        .at("/me/log", get(admin::audit::own))
        .at("/me/confirm", get(confirm::show).post(confirm::confirm))
        .at("/me/confirm/code", post(confirm::ask_code))
        .at("/admin", get(admin::show))
        .at("/admin/audit", get(admin::audit::show))
        .at("/admin/moderation", get(admin::moderation::queue))
        .at("/admin/moderation/:kind/:id", get(admin::moderation::show).post(admin::moderation::decide))
        .at("/flag", get(flags::ask).post(flags::report))
        .at("/me/flags", get(flags::own))
        .at("/me/decisions", get(decisions::show))
        .at("/me/decisions/:line/appeal", get(decisions::ask).post(decisions::send))
        .at("/me/pledge", post(data::give))
        .at("/me/pledge/withdraw", post(data::withdraw))
        .at("/me/notifications", get(settings::show).post(settings::save))
        .at("/me/notifications/mail-off", post(settings::mail_off))
        .at("/notifications", get(notifications::show))
        .at("/notifications/read", post(notifications::read_all))
        .at("/notifications/open", post(notifications::open))
        .at("/claim/:token", get(claim::show))
        .at("/claim/:token/forget", post(claim::forget))
        .at("/links/unclaim/:token", get(claim::stop_form).post(claim::stop))
        .at("/links/uninvite/:token", get(invitations::stop_form).post(invitations::stop))
        .at("/links/:word/:token", get(links::show).post(links::tap))
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
        .at("/teams/:id/invitations", get(invitations::show).post(invitations::invite))
        .at("/teams/:id/invitations/:invitation/revoke", post(invitations::revoke))
        .at("/invitations/:token", get(invitations::offer).post(invitations::accept))
        .at("/teams/:id/requests/:member", post(team_members::answer_request))
        .at("/teams/:id/members/:member/remove", post(team_members::take_out))
}

fn actions(route: Route) -> Route {
    route
        .at("/", get(home::show))
        .at("/events", get(events::list))
        .at("/map", get(events::map))
        .at("/events/new", get(event_form::new).post(event_form::create))
        .at("/events/:id", get(event::show))
        .at("/events/:id/:slug", get(event::show_with_slug))
        .at("/events/:id/rsvp", get(rsvp::show).post(rsvp::answer))
        .at("/events/:id/people", get(event::people))
        .at("/events/:id/edit", get(event_form::edit_form).post(event_form::edit))
        .at("/events/:id/cancel", get(event::cancel_form).post(event::cancel))
        .at("/events/:id/publish", post(event::publish))
        .at("/events/:id/duplicate", post(event::duplicate))
        .at("/events/:id/image", post(event::image))
        .at("/search", get(search::show))
        .at("/about", get(texts::about))
        .at("/privacy", get(texts::privacy))
        .at("/legal", get(texts::legal))
        .at("/accessibility", get(texts::accessibility))
        .at("/offline", get(texts::offline))
        .at("/api/docs", get(docs::show))
        .at("/held/:token", get(pictures::held))
}

fn news_pages(route: Route) -> Route {
    route
        .at("/news", get(news::show))
        .at("/news/new", get(post_form::new).post(post_form::create))
        .at("/news/:id", get(one_post::show))
        .at("/news/:id/:slug", get(one_post::show_with_slug))
        .at("/news/:id/edit", get(post_form::edit).post(post_form::save))
        .at("/news/:id/publish", post(one_post::publish))
        .at("/news/:id/delete", get(one_post::delete_form).post(one_post::delete))
        .at("/feeds/news.atom", get(news_feed::atom))
}

fn discussions(route: Route) -> Route {
    route
        .at("/events/:id/threads", get(threads::of_event).post(threads::on_event))
        .at("/teams/:id/threads", get(threads::of_team).post(threads::on_team))
        .at("/threads/:id", get(threads::show))
        .at("/threads/:id/messages", post(threads::say))
        .at("/threads/:id/seat", post(threads::sit))
        .at("/threads/:id/lock", post(threads::lock))
        .at("/threads/:id/messages/:message/edit", get(threads::edit_form).post(threads::edit))
        .at("/threads/:id/messages/:message/delete", post(threads::take_back))
}

fn plain(route: Route) -> Route {
    route
        .at("/theme-<[0-9a-f]+>.css", get(files::theme))
        .at("/manifest.webmanifest", get(files::manifest))
        .at("/sw.js", get(files::service_worker))
        .at("/robots.txt", get(files::robots))
        .at("/sitemap.xml", get(files::sitemap))
        .at("/feeds/events.atom", get(feeds::atom))
        .at("/feeds/events.ics", get(feeds::calendar))
        .at("/.well-known/security.txt", get(files::security))
}

/// A problem that a page ran into is told in the frame of a page.
async fn tell_problems<E: Endpoint>(pages: Arc<E>, request: Request) -> poem::Result<Response> {
    let visit = Visit::of(&request);
    let sent = request.data::<Read>().map(|read| (request.headers().clone(), read.0.clone()));
    match pages.call(request).await {
        Ok(response) => Ok(response.into_response()),
        Err(error) => {
            let problem = Problem::from(error);
            // Signed out meanwhile: what was typed waits on a page until they are back.
            if problem.status() == StatusCode::UNAUTHORIZED
                && let (Some(visit), Some((headers, body))) = (&visit, sent)
                && visit.asked.door == Door::Page
                && let Some(page) = unsent::page(visit, &headers, body).await
            {
                return Ok(html(unsent::status(visit), page));
            }
            if problem.code() == CONFIRM
                && let Some(visit) = &visit
            {
                let path = visit.asked.uri.path_and_query().filter(|_| visit.asked.method.is_safe()).map(PathAndQuery::as_str);
                return Ok(see_other(&confirm::way_to(path.unwrap_or(visit.asked.uri.path()))));
            }
            let page = visit.filter(|visit| visit.asked.door == Door::Page).and_then(|visit| texts::error(&visit, &problem));
            Err(problem.told(page).into())
        }
    }
}

/// A stranger who asked for a page in a language (`?lang=en`) gets the next ones in it as well: a cookie keeps the choice.
async fn keep_language<E: Endpoint>(pages: Arc<E>, request: Request) -> poem::Result<Response> {
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
