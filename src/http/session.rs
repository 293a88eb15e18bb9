//! Who asks, for handlers: the front recognised them by session or token, and put them into the request.
//!
//! Pages take [`Caller`] or [`Signed`]; operations of the JSON API take [`Bearer`] or [`MaybeBearer`], which say the same in the document.

use std::net::IpAddr;
use std::sync::Arc;

use poem::{FromRequest, Request, RequestBody};
use poem_openapi::registry::{MetaParamIn, MetaSchemaRef, MetaSecurityScheme, Registry};
use poem_openapi::types::Type;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use super::csrf;
use super::error::{Code, Problem};
use super::front::{ClientAddress, Credentials, Known, SessionSecret};
use super::intake::Read;
use super::params::IdempotencyKey;
use crate::app::App;
use crate::app::once::Once;
use crate::app::secrets::sha256;
use crate::app::sessions::{self, Visitor};
use crate::domain::ids::MemberId;
use crate::domain::refusal::Refusal;
use crate::domain::rights::Actor;

/// The name of the security scheme in the document.
const SCHEME: &str = "bearer";

/// Whoever shows these credentials, as far as the record knows them.
///
/// # Errors
/// When the record cannot be read.
pub(super) fn recognise(app: &App, credentials: Credentials<'_>) -> Result<Option<Known<Arc<Visitor>>>, Problem> {
    let (Credentials::Bearer(token) | Credentials::Cookie(token)) = credentials;
    let Some(visitor) = sessions::visitor(app, token)? else { return Ok(None) };
    if visitor.session.is_stale(app.now()) {
        let (app, session) = (app.clone(), visitor.session.clone());
        // Nobody waits for the note; when it fails, the next request tries again.
        tokio::spawn(async move { sessions::touch(&app, &session).await });
    }
    let (session, lang) = (*visitor.session.id.bytes(), Some(visitor.member.lang));
    Ok(Some(Known { member: visitor, session, lang }))
}

/// Whoever asks for a page.
#[derive(Clone, Default)]
pub struct Caller {
    visitor: Option<Arc<Visitor>>,
    secret: Option<SessionSecret>,
}

impl Caller {
    fn of(request: &Request) -> Self {
        Self { visitor: request.data::<Arc<Visitor>>().cloned(), secret: request.data::<SessionSecret>().cloned() }
    }

    /// For the table of rights.
    pub fn actor(&self) -> Actor {
        actor(self.visitor.as_ref())
    }

    /// The member and the session, when somebody is signed in.
    pub fn visitor(&self) -> Option<&Visitor> {
        self.visitor.as_deref()
    }

    /// The token for the forms of this page; empty for strangers, whose forms need none.
    pub fn form_token(&self, app: &App) -> String {
        self.secret.as_ref().map_or_else(String::new, |secret| csrf::token(&secret.0, app.random()))
    }
}

fn actor(visitor: Option<&Arc<Visitor>>) -> Actor {
    visitor.map_or(Actor::Stranger, |visitor| visitor.actor)
}

impl<'a> FromRequest<'a> for Caller {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        Ok(Self::of(request))
    }
}

/// Somebody who is signed in; a stranger is sent to the sign-in page.
#[derive(Clone)]
pub struct Signed {
    /// The member and the session.
    pub visitor: Arc<Visitor>,
    /// As for pages that anybody may see.
    pub caller: Caller,
}

impl<'a> FromRequest<'a> for Signed {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        let caller = Caller::of(request);
        let visitor = caller.visitor.clone().ok_or(Problem::from(Refusal::SignIn))?;
        Ok(Self { visitor, caller })
    }
}

impl<'a> FromRequest<'a> for ClientAddress {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        request.data::<Self>().copied().ok_or_else(|| Problem::internal("a request went round the front").into())
    }
}

impl ClientAddress {
    /// The address: what tries at codes and passwords are counted by.
    pub const fn ip(self) -> IpAddr {
        self.0
    }
}

/// A member, by token or session: an operation that strangers may not use. Put it before the body.
#[derive(Clone)]
pub struct Bearer(pub Arc<Visitor>);

/// A member, or a stranger: an operation that everybody may use.
#[derive(Clone)]
pub struct MaybeBearer(pub Option<Arc<Visitor>>);

impl Bearer {
    /// For the table of rights.
    pub fn actor(&self) -> Actor {
        self.0.actor
    }
}

impl MaybeBearer {
    /// For the table of rights.
    pub fn actor(&self) -> Actor {
        actor(self.0.as_ref())
    }
}

macro_rules! security {
    ($($name:ident($request:ident => $who:expr) open: $open:literal;)*) => {$(
        impl<'a> ApiExtractor<'a> for $name {
            const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

            type ParamType = ();
            type ParamRawType = ();

            fn register(registry: &mut Registry) {
                registry.create_security_scheme(SCHEME, scheme());
            }

            fn security_schemes() -> Vec<&'static str> {
                vec![SCHEME]
            }

            fn has_security_fallback() -> bool {
                $open
            }

            async fn from_request($request: &'a Request, _body: &mut RequestBody, _options: ExtractParamOptions<()>) -> poem::Result<Self> {
                $who
            }
        }
    )*};
}

security! {
    Bearer(request => request.data::<Arc<Visitor>>().cloned().map(Self).ok_or_else(|| Problem::from(Refusal::SignIn).into())) open: false;
    MaybeBearer(request => Ok(Self(request.data::<Arc<Visitor>>().cloned()))) open: true;
}

fn scheme() -> MetaSecurityScheme {
    MetaSecurityScheme {
        ty: "http",
        description: Some("A session's token, or an API token. Pages use the session's cookie instead, with `X-CSRF`."),
        name: None,
        key_in: None,
        scheme: Some("bearer"),
        bearer_format: None,
        flows: None,
        openid_connect_url: None,
    }
}

/// The parameter `Idempotency-Key`: `#[oai(name = "Idempotency-Key")] repeat: Repeat`. Hand what is in it to the deed.
#[derive(Debug, Clone)]
pub struct Repeat(pub Option<Once>);

impl Repeat {
    fn of(request: &Request, name: &'static str) -> Result<Self, Problem> {
        let mut given = request.headers().get_all(name).iter();
        let Some(value) = given.next() else { return Ok(Self(None)) };
        let key = value.to_str().ok().and_then(|text| text.parse::<IdempotencyKey>().ok());
        let key = key.filter(|_| given.next().is_none()).ok_or_else(|| Problem::parameter(name))?;
        let body = request.data::<Read>().ok_or(Code::Internal)?;
        let fingerprint = sha256(&[request.method().as_str().as_bytes(), b" ", request.uri().path().as_bytes(), b"\n", &body.0]);
        let who: Option<MemberId> = request.data::<Arc<Visitor>>().map(|visitor| visitor.member.id);
        Ok(Self(Some(Once { who, key: key.0, fingerprint })))
    }
}

impl<'a> ApiExtractor<'a> for Repeat {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::Parameter];

    type ParamType = IdempotencyKey;
    type ParamRawType = IdempotencyKey;

    fn param_in() -> Option<MetaParamIn> {
        Some(MetaParamIn::Header)
    }

    fn param_schema_ref() -> Option<MetaSchemaRef> {
        Some(IdempotencyKey::schema_ref())
    }

    async fn from_request(
        request: &'a Request,
        _body: &mut RequestBody,
        options: ExtractParamOptions<IdempotencyKey>,
    ) -> poem::Result<Self> {
        Ok(Self::of(request, options.name)?)
    }
}
