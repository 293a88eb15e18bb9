//! A small house behind the front: one operation, one page; and every way in which a request to them can fail.

use poem::{IntoEndpoint, Route, get, handler};
use poem_openapi::param::Query;
use poem_openapi::types::MaybeUndefined;
use poem_openapi::{Object, OpenApi, OpenApiService};
use serde::{Deserialize, Serialize};

use super::*;
use crate::domain::refusal::{Flaws, Refusal};
use crate::domain::team::TeamKind;
use crate::domain::text::{Note, Title};
use crate::http::body::{Body, Moment, Needed, Nested, OneOf, OptionalBody, Text};
use crate::http::json::{Created, RawJson};
use crate::http::params::{LIMIT_MAX, Limit, Near};

#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct Spot {
    lat: Option<f64>,
}

#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct NewThing {
    place: Option<Nested<Spot>>,
    title: Needed<Text<{ Title::MAX }>>,
    starts_at: Needed<Moment>,
    kind: Option<OneOf<TeamKind>>,
    guests: Option<i64>,
    note: MaybeUndefined<Text<{ Note::MAX }>>,
}

#[derive(Debug, Object, Serialize)]
struct Thing {
    #[oai(validator(max_length = 100))]
    title: String,
}

struct Signed;

impl<'a> poem::FromRequest<'a> for Signed {
    async fn from_request(request: &'a Request, _: &mut poem::RequestBody) -> poem::Result<Self> {
        request.data::<Actor>().map(|_| Self).ok_or_else(|| Problem::from(Refusal::SignIn).into())
    }
}

#[derive(Clone)]
struct Actor;

struct Api;

#[OpenApi]
impl Api {
    #[oai(path = "/things", method = "post", operation_id = "create_thing")]
    async fn create(&self, _who: Signed, body: Body<NewThing>) -> Result<Created<Thing>, Problem> {
        let mut flaws = Flaws::default();
        let title = flaws.text("title", body.0.title.parse::<Title>());
        if let Some(Err(flaw)) = body.0.starts_at.take(&mut flaws, "starts_at").map(|at| at.of("starts_at")) {
            flaws.push(flaw);
        }
        if let Some(Err(flaw)) = body.0.kind.map(|kind| kind.of("kind")) {
            flaws.push(flaw);
        }
        let (Some(title), true) = (title, flaws.is_empty()) else { return Err(flaws.refusal().into()) };
        Ok(RawJson::of(&Thing { title: title.to_string() })?.into())
    }

    #[oai(path = "/things", method = "get", operation_id = "list_things")]
    async fn list(&self, near: Query<Option<Near>>, limit: Query<Option<Limit<LIMIT_MAX>>>) -> Result<RawJson<Thing>, Problem> {
        let title = format!("{} {}", near.0.is_some(), Limit::or_default(limit.0));
        RawJson::of(&Thing { title })
    }

    #[oai(path = "/things/close", method = "post", operation_id = "close_thing")]
    async fn close(&self, body: OptionalBody<NewThing>) -> Result<poem_openapi::payload::Response<RawJson<Thing>>, Problem> {
        Ok(RawJson::of(&Thing { title: body.0.title.0.map_or_else(|| "closed".to_owned(), |text| text.0) })?.tagged("\"1\""))
    }
}

#[handler]
fn front_page() -> Response {
    page::html(StatusCode::OK, "<p>Une page</p>".repeat(200))
}

#[handler]
fn posted(asked: &Asked) -> Result<Response, Problem> {
    page::done(asked, "/done", || Ok("<b>done</b>".to_owned()))
}

#[handler]
fn panics() -> Response {
    panic!("on purpose")
}

#[handler]
fn for_members() -> Result<Response, Problem> {
    Err(Refusal::SignIn.into())
}

struct TestHouse;

const SECRET: &str = "ttttttttttttttttttttttttttttttttttttttttttt";
const EXPIRED: &str = "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";

impl House for TestHouse {
    type Member = Actor;

    fn recognise(&self, credentials: Credentials<'_>) -> Result<Option<Known<Actor>>, Problem> {
        match credentials {
            Credentials::Bearer(SECRET) | Credentials::Cookie(SECRET) => Ok(Some(Known { member: Actor, session: [1; 16], lang: None })),
            Credentials::Bearer("broken") => Err(Refusal::Unavailable("storage_failed").into()),
            _ => Ok(None),
        }
    }

    async fn send_again(&self, _request: &Request, asked: &Asked) -> Option<String> {
        assert_ne!(asked.uri.path(), "/panics", "on purpose");
        None
    }
}

fn house() -> Front<impl Endpoint, TestHouse> {
    let api = OpenApiService::new(Api, "things", "1").url_prefix("/api/v1").into_endpoint();
    let routes =
        Route::new().at("/", get(front_page).post(posted)).at("/panics", get(panics)).at("/me", get(for_members)).nest("/api/v1", api);
    let pace = Pace { window: std::time::Duration::from_secs(1), bytes: 1 };
    let settings = Settings { origin: Some("https://reseau.exemple".to_owned()), proxies: vec![], lang: Lang::En, limits: true, pace };
    Front::new(routes, TestHouse, settings)
}

struct Answered {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Answered {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("ASCII"))
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {}", self.text))
    }
}

async fn ask_of(house: &impl Endpoint<Output = Response>, method: &str, uri: &str, headers: &[(&str, &str)], body: &str) -> Answered {
    let uri: Uri = uri.parse().expect("an address");
    let mut request = Request::builder().method(method.parse().expect("a method")).uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = house.get_response(request.body(body.to_owned())).await;
    let (parts, body) = response.into_parts();
    let text = String::from_utf8_lossy(&body.into_bytes().await.expect("a body")).into_owned();
    Answered { status: parts.status.as_u16(), headers: parts.headers, text }
}

async fn ask(method: &str, uri: &str, headers: &[(&str, &str)], body: &str) -> Answered {
    ask_of(&house(), method, uri, headers, body).await
}

const BEARER: (&str, &str) = ("authorization", "Bearer ttttttttttttttttttttttttttttttttttttttttttt");
const COOKIE: (&str, &str) = ("cookie", "__Host-s=ttttttttttttttttttttttttttttttttttttttttttt");
const JSON: (&str, &str) = ("content-type", "application/json");
const OURS: (&str, &str) = ("sec-fetch-site", "same-origin");
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// The status, the code, and `field:code` of each error.
fn told(answer: &Answered) -> String {
    let problem = answer.json();
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(problem["status"], answer.status);
    assert!(!problem["title"].as_str().unwrap_or("").is_empty() && !problem["detail"].as_str().unwrap_or("").is_empty(), "{problem}");
    let errors = problem["errors"].as_array().expect("a list");
    let fields = errors.iter().map(|e| format!(" {}:{}", e["field"].as_str().unwrap_or(""), e["code"].as_str().unwrap_or("")));
    format!("{} {}{}", answer.status, problem["code"].as_str().unwrap_or(""), fields.collect::<String>())
}

#[tokio::test]
async fn bodies_are_refused_in_the_order_of_the_contract() {
    for (body, want) in [
        ("", "400 bad_json"),
        ("{", "400 bad_json"),
        ("nonsense", "400 bad_json"),
        ("[]", "400 wrong_type"),
        ("\"x\"", "400 wrong_type"),
        ("{\"title\":5}", "400 wrong_type title:wrong_type"),
        ("{\"title\":5,\"guests\":\"two\"}", "400 wrong_type guests:wrong_type title:wrong_type"),
        ("{\"place\":{\"lat\":1},\"guests\":2}", "422 invalid title:missing starts_at:missing"),
        ("{\"place\":[1]}", "400 wrong_type place:wrong_type"),
        ("{\"place\":{\"lon\":1}}", "400 unknown_field place.lon:unknown_field"),
        ("{\"guests\":1.5}", "400 wrong_type guests:wrong_type"),
        ("{\"colour\":1}", "400 unknown_field colour:unknown_field"),
        ("{\"<script>\":1}", "400 unknown_field ?:unknown_field"),
        ("{\"title\":\"abc\",\"title\":\"abd\"}", "400 given_twice title:given_twice"),
        ("{}", "422 invalid title:missing starts_at:missing"),
        ("{\"title\":null}", "422 invalid title:missing starts_at:missing"),
        ("{\"title\":\"ab\",\"starts_at\":\"2026-11-28T10:00:00Z\"}", "422 invalid title:too_short"),
        ("{\"title\":\"abc\",\"starts_at\":\"soon\",\"kind\":\"x\"}", "422 invalid starts_at:bad_time kind:unknown_value"),
    ] {
        let answer = ask("POST", "/api/v1/things", &[BEARER, JSON], body).await;
        assert_eq!(told(&answer), want, "{body}");
    }
    let deep = format!("{{\"title\":{}1{}}}", "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(told(&ask("POST", "/api/v1/things", &[BEARER, JSON], &deep).await), "400 wrong_type");
}

#[tokio::test]
async fn what_is_right_is_done() {
    let body = "{\"title\":\" Tracts  au marché \",\"starts_at\":\"2026-11-28T10:00:00+01:00\",\"note\":null}";
    let answer = ask("POST", "/api/v1/things", &[BEARER, JSON], body).await;
    assert_eq!((answer.status, answer.text.as_str()), (201, "{\"title\":\"Tracts au marché\"}"));
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(ask("POST", "/api/v1/things/close", &[], "").await.json()["title"], "closed");
}

#[tokio::test]
async fn strangers_are_refused_before_the_body_is_looked_at() {
    for body in ["", "{", "{\"colour\":1}", "{}"] {
        let answer = ask("POST", "/api/v1/things", &[JSON], body).await;
        assert_eq!(told(&answer), "401 sign_in", "{body}");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    assert_eq!(told(&ask("POST", "/api/v1/things", &[("authorization", "Bearer broken"), JSON], "{}").await), "503 storage_failed");
    for shown in ["Bearer eeee", "Basic dDp0", "Bearer", "ttttttttttttttttttttttttttttttttttttttttttt"] {
        assert_eq!(told(&ask("POST", "/api/v1/things", &[("authorization", shown), JSON], "{}").await), "401 sign_in", "{shown}");
    }
}

#[tokio::test]
async fn the_frameworks_own_refusals_are_reshaped() {
    for (method, uri, headers, want) in [
        ("GET", "/api/v1/nothing", &[][..], "404 not_found"),
        ("GET", "/api/nothing", &[], "404 not_found"),
        ("DELETE", "/api/v1/things", &[BEARER], "405 method_not_allowed"),
        ("POST", "/api/v1/things", &[BEARER], "415 wrong_media_type"),
        ("POST", "/api/v1/things", &[BEARER, ("content-type", "text/xml")], "415 wrong_media_type"),
        ("POST", "/api/v1/things", &[BEARER, JSON, ("content-encoding", "gzip")], "415 wrong_media_type"),
        ("POST", "/api/v1/things", &[BEARER, JSON, ("content-length", "99999999999")], "413 too_large"),
        ("GET", "/api/v1/things?limit=0", &[], "400 bad_parameter limit:bad_parameter"),
        ("GET", "/api/v1/things?limit=1&limit=2", &[], "400 bad_parameter limit:bad_parameter"),
        ("GET", "/api/v1/things?near=%3Cscript%3E", &[], "400 bad_parameter near:bad_parameter"),
    ] {
        assert_eq!(told(&ask(method, uri, headers, "{}").await), want, "{method} {uri}");
    }
    let large = format!("{{\"title\":\"{}\"}}", "x".repeat(intake::BODY_MAX));
    let refused = ask("POST", "/api/v1/things", &[BEARER, JSON, ("accept-language", "en")], &large).await;
    assert_eq!(told(&refused), "413 too_large");
    assert_eq!(refused.json()["detail"], "What was sent is too large: 64 KB at most.");
    assert_eq!(ask("GET", "/api/v1/things?near=48.8,2.3", &[], "").await.json()["title"], "true 20");
}

#[tokio::test]
async fn errors_follow_the_readers_language() {
    let title = async |uri: &str, lang: &str| ask("GET", uri, &[("accept-language", lang)], "").await.text;
    assert!(title("/api/v1/nothing", "fr").await.contains("Introuvable"));
    assert!(title("/api/v1/nothing", "en").await.contains("Not found"));
    assert!(title("/nothing", "fr-FR,fr;q=0.9").await.contains("<h1>Introuvable</h1>"));
    assert!(title("/nothing?lang=en", "fr").await.contains("<html lang=\"en\">"));
}

#[tokio::test]
async fn changes_come_from_our_own_pages() {
    let good = csrf::token(SECRET, [5; 9]);
    let (ours, other) = (format!("csrf={good}"), format!("csrf={}", csrf::token(EXPIRED, [5; 9])));
    let expired = format!("__Host-s={EXPIRED}");
    for (headers, body, want) in [
        (&[COOKIE, FORM, OURS][..], ours.as_str(), 303),
        (&[COOKIE, FORM, OURS, ("x-csrf", &good)], "", 303),
        (&[COOKIE, FORM, ("origin", "https://reseau.exemple")], ours.as_str(), 303),
        (&[COOKIE, FORM], ours.as_str(), 403),
        (&[COOKIE, FORM, ("sec-fetch-site", "cross-site")], ours.as_str(), 403),
        (&[COOKIE, FORM, ("origin", "https://mechant.exemple")], ours.as_str(), 403),
        (&[COOKIE, FORM, OURS], "csrf=", 403),
        (&[COOKIE, FORM, OURS], "", 403),
        (&[COOKIE, FORM, OURS], other.as_str(), 403),
        (&[FORM, OURS], "", 303),
        (&[("cookie", &expired), FORM, OURS], "", 303),
        (&[FORM], "", 403),
    ] {
        assert_eq!(ask("POST", "/", headers, body).await.status, want, "{headers:?} {body}");
    }
    assert_eq!(ask("POST", "/panics", &[COOKIE, FORM, OURS], "").await.status, 500, "what shows a form again may fail");
    let at_the_api = async |headers: &[(&str, &str)]| ask("POST", "/api/v1/things/close", headers, "").await.status;
    assert_eq!(at_the_api(&[]).await, 200);
    assert_eq!(at_the_api(&[BEARER, ("sec-fetch-site", "cross-site")]).await, 200);
    assert_eq!(at_the_api(&[COOKIE]).await, 403);
    assert_eq!(at_the_api(&[COOKIE, OURS]).await, 403);
    assert_eq!(at_the_api(&[COOKIE, OURS, ("x-csrf", &good)]).await, 200);
    assert_eq!(at_the_api(&[("sec-fetch-site", "cross-site")]).await, 403);
}

#[tokio::test]
async fn public_pages_are_tagged_and_packed() {
    let plain = ask("GET", "/", &[], "").await;
    assert_eq!(plain.header("cache-control"), "no-cache");
    assert_eq!(plain.header("vary"), "accept-encoding, accept-language, cookie");
    let packed = ask("GET", "/", &[("accept-encoding", "br")], "").await;
    assert_eq!(packed.header("content-encoding"), "br");
    assert!(packed.text.len() * 5 < plain.text.len());
    for tag in [plain.header("etag"), packed.header("etag")] {
        let again = ask("GET", "/", &[("if-none-match", tag), ("accept-encoding", "br")], "").await;
        assert_eq!((again.status, again.text.as_str(), again.header("content-encoding")), (304, "", ""));
    }
    assert_ne!(plain.header("etag"), packed.header("etag"));
    let mine = ask("GET", "/", &[COOKIE], "").await;
    assert_eq!((mine.header("cache-control"), mine.header("etag")), ("no-store", ""));
}

#[tokio::test]
async fn scripts_get_the_block_and_strangers_the_way_to_sign_in() {
    let block = ask("POST", "/", &[FORM, OURS, ("x-fragment", "1")], "").await;
    assert_eq!((block.status, block.text.as_str()), (200, "<b>done</b>"));
    assert_eq!(ask("POST", "/", &[FORM, OURS], "").await.header("location"), "/done");
    let away = ask("GET", "/me?x=1", &[], "").await;
    assert_eq!((away.status, away.header("location")), (303, "/signin?next=/me%3Fx%3D1"));
    let alert = ask("GET", "/nothing", &[("x-fragment", "1")], "").await;
    assert!(alert.text.starts_with("<p class=\"alert\" role=\"alert\">"), "{}", alert.text);
}

#[tokio::test]
async fn a_panic_is_a_page_with_a_number() {
    let answer = ask("GET", "/panics", &[], "").await;
    assert_eq!(answer.status, 500);
    assert!(answer.text.contains("<h1>A mistake on our side</h1>") && answer.text.contains("<small>"), "{}", answer.text);
    assert!(!answer.text.contains("on purpose"));
}

#[tokio::test]
async fn every_answer_carries_the_headers() {
    for (method, uri) in
        [("GET", "/"), ("GET", "/nothing"), ("POST", "/"), ("GET", "/api/v1/things"), ("GET", "/panics"), ("HEAD", "/"), ("TRACE", "/")]
    {
        let answer = ask(method, uri, &[], "").await;
        let of = |name: &str| answer.header(name).to_owned();
        assert_eq!(of("content-security-policy"), headers::CSP, "{method} {uri}");
        assert_eq!(of("strict-transport-security"), "max-age=31536000; includeSubDomains", "{method} {uri}");
        assert_eq!(of("x-content-type-options"), "nosniff", "{method} {uri}");
        assert!(!of("cache-control").is_empty() && of("server").is_empty(), "{method} {uri}");
    }
}

#[tokio::test]
async fn too_much_is_too_much() {
    let house = house();
    let mut served = 0;
    // Two a second come back meanwhile: a slow machine is served a few more.
    let refused = loop {
        let answer = ask_of(&house, "GET", "/api/v1/things", &[BEARER], "").await;
        if answer.status == 429 || served > limits::SESSION.burst * 2 {
            break answer;
        }
        served += 1;
    };
    assert!(served >= limits::SESSION.burst, "{served}");
    assert_eq!((refused.status, refused.header("retry-after")), (429, "1"));
    assert_eq!(ask_of(&house, "GET", "/api/v1/things", &[], "").await.status, 200, "others are served");
}

#[test]
fn the_document_says_what_is_required_and_how_long() {
    let document: serde_json::Value =
        serde_json::from_str(&OpenApiService::new(Api, "things", "1").url_prefix("/api/v1").spec()).expect("JSON");
    let thing = &document["components"]["schemas"]["NewThing"];
    assert_eq!(thing["required"], serde_json::json!(["title", "starts_at"]));
    assert_eq!(thing["properties"]["title"]["maxLength"], 100);
    assert_eq!(thing["properties"]["kind"]["enum"], serde_json::json!(["local", "thematic", "support"]));
    assert_eq!(thing["properties"]["starts_at"]["format"], "date-time");
    let responses = &document["paths"]["/api/v1/things"]["post"]["responses"];
    assert_eq!(responses["201"]["content"]["application/json"]["schema"]["$ref"], "#/components/schemas/Thing");
    assert_eq!(responses["default"]["content"]["application/problem+json"]["schema"]["$ref"], "#/components/schemas/Problem");
    let limit = &document["paths"]["/api/v1/things"]["get"]["parameters"][1]["schema"];
    assert_eq!((limit["minimum"].as_f64(), limit["maximum"].as_f64(), limit["default"].as_u64()), (Some(1.0), Some(100.0), Some(20)));
}

#[test]
fn origins_of_public_addresses() {
    for (url, want) in [
        ("https://Reseau.Exemple", Some("https://reseau.exemple")),
        ("https://reseau.exemple:8443/sous/chemin", Some("https://reseau.exemple:8443")),
        ("http://localhost:8080/", Some("http://localhost:8080")),
        ("", None),
        ("reseau.exemple", None),
        ("ftp://reseau.exemple", None),
    ] {
        assert_eq!(Settings::origin_of(url).as_deref(), want, "{url}");
    }
}
