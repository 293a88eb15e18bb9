//! The front doors: the only room that names poem and hyper. It translates, and holds no rule.
//!
//! [`front::Front`] stands before every handler (who asks, how often, from which page, the body) and after it (errors in words, 304,
//! compression, headers). [`serve`] is the listener below it. Handlers see neither slow clients nor forged forms.
//!
//! # An operation of the JSON API
//!
//! ```text
//! #[derive(Debug, Default, Deserialize, Object)]
//! #[serde(default, deny_unknown_fields)]          // unknown field, wrong type, given twice: 400, said by `Body`
//! struct NewTeam {
//!     name: Needed<Text<{ TeamName::MAX }>>,       // the document: required, maxLength. The reading: may be absent
//!     kind: Option<OneOf<TeamKind>>,               // `worded!(TeamKind);` once
//!     description: Option<Text<{ Markdown::MAX }>>,
//! }
//!
//! #[OpenApi]                                         // nested at "/api/v1", with `url_prefix("/api/v1")` for the document
//! impl TeamsApi {
//!     /// Creates a team.
//!     #[oai(path = "/teams", method = "post", operation_id = "create_team")]
//!     async fn create(
//!         &self,
//!         who: Bearer,                             // before the body: 401 is decided before the body is parsed
//!         #[oai(name = "Idempotency-Key")] repeat: Repeat,   // `repeat.0: Option<app::once::Once>`
//!         body: Body<NewTeam>,
//!     ) -> Result<Made<TeamView>, Problem> {
//!         let mut flaws = Flaws::default();
//!         let name = flaws.text("name", body.0.name.parse::<TeamName>());
//!         …                                        // or hand the raw values to the deed: it asks for the right before it looks at them
//!         let team = app::teams::create(&self.app, &who.actor(), draft, repeat.0).await?;   // a `Refusal` becomes a `Problem` by `?`
//!         Ok(RawJson::of(&TeamView::from(&team))?.into())
//!     }
//!
//!     #[oai(path = "/teams", method = "get", operation_id = "list_teams")]
//!     async fn list(
//!         &self,
//!         who: MaybeBearer,                        // anybody; `who.actor()`
//!         near: Query<Option<Near>>,               // what cannot be read, or is given twice, is 400 `bad_parameter`
//!         limit: Query<Option<Limit<LIMIT_MAX>>>,  // `Limit::or_default(limit.0)`
//!         after: Query<Option<Cursor>>,
//!     ) -> Result<RawJson<TeamList>, Problem>
//! }
//! ```
//!
//! - Views derive `Object` (the document) and `Serialize` (the bytes); `RawJson::of(&view)` or `RawJson::from_bytes(bytes)`.
//! - A single resource: `RawJson::of(&view)?.tagged(&etag::of(version))`; the front answers 304. PATCH: `etag::if_match(headers, &tag)?`.
//! - A path's id: `Path<String>`, `id.parse().map_err(|_| Refusal::NotFound)?`: what is no id is absent, 404.
//! - A status other than 200: [`json::Made`] (201), [`json::Accepted`] (202), [`json::Done`] (204).
//! - The client's address, for throttles of codes and passwords: `address: ClientAddress`, `address.ip()`. Raw bodies: [`intake::Read`].
//! - Never write an error by hand: return `Problem` (`Refusal` converts). A new code: a line in `error::REFUSALS` or `FLAWS` and its text in
//!   both languages. Every string of the document has a length: `Text<N>`, or `#[oai(validator(max_length = N))]` in views.
//!
//! # A page
//!
//! ```text
//! #[handler]
//! async fn new_team(asked: &Asked, app: Data<&App>, who: Signed) -> Result<Response, Problem> {   // or `who: Caller` for everybody
//!     let csrf = who.caller.form_token(&app);
//!     page::show(NewTeamPage { t: Words::of(asked.lang), page: …, form: Form::default() }.render())
//! }
//!
//! #[handler]
//! async fn create_team(asked: &Asked, app: Data<&App>, who: Signed, form: Form<TeamForm>) -> Result<Response, Problem> {
//!     match app::teams::create(…).await {
//!         Ok(team) => page::done(asked, &format!("/teams/{}", team.id), || block.render()),      // 303, or the block for our script
//!         Err(Refusal::Invalid(flaws)) => page::again(asked, StatusCode::UNPROCESSABLE_ENTITY, || page.render(), || block.render()),
//!         Err(refusal) => Err(refusal.into()),     // 403, 404, 409…: the front shows the error page; 401 leads to /signin?next=…
//!     }
//! }
//! ```
//!
//! - Every form of a signed-in page has `<input type="hidden" name="csrf" value="{{ page.csrf }}">`, from `caller.form_token(&app)`. The
//!   front checks it, in urlencoded and multipart forms and in `X-CSRF`; a handler never sees a request that fails. Strangers need none.
//! - Routes are made with [`methods::get`] and [`methods::post`]: whoever comes with another method is told which there are (`Allow`).
//! - Cookies: `settings.cookies().set_session(&token, age)` and its like, appended as `Set-Cookie`; never on a cacheable page.
//! - Routes that take pictures are listed in `intake::UPLOADS`; all others take 64 KB.
//! - Texts: `{{ t.say("key") }}`, `{{ t.count("key", n) }}`, `{{ t.with("key", &[("name", name.into())]) }}`, `{{ t.pick("kind", word) }}`;
//!   dates, times, distances: `t.date(…)`, `t.time(…)`, `t.km(…)`. Files: `{{ asset("css/ui.css") }}`.
//! - Caching: nothing to do. Signed in: `no-store`. Public GET: `no-cache`, a tag from the bytes, 304. So a public page must come out the same
//!   twice: no chance and no clock in it, no cookie set.
//! - A page that needs other headers: `response.set_data(headers::Exception::Map { tiles: None })`.
//! - What burns CPU for milliseconds and is no hash or picture: `wide.run(move || …).await?` ([`run::Pool::wide`], one a server).

pub mod api;
pub mod asked;
pub mod assets;
pub mod body;
pub mod cookies;
pub mod csrf;
pub mod device;
mod doors;
pub mod encoding;
pub mod error;
pub mod etag;
pub mod front;
pub mod headers;
pub mod intake;
pub mod json;
pub mod limits;
pub mod methods;
pub mod metrics;
pub mod page;
pub mod pages;
pub mod params;
pub mod qr;
pub mod run;
pub mod serve;
pub mod session;
mod socket;
mod stalls;

pub use doors::doors;
