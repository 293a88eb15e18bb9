//! `/sessions`: signing in by password or by a code that is mailed, signing out, the devices that are signed in.

use poem::http::header;
use poem::{IntoResponse, Request, Response};
use poem_openapi::param::Path;
use poem_openapi::registry::{MetaResponses, Registry};
use poem_openapi::{ApiResponse, Object, OpenApi};
use serde::{Deserialize, Serialize};

use super::Desk;
use super::me::Welcome;
use super::shapes::Id;
use crate::app::sessions::{self, NewSession};
use crate::domain::account::{Purpose, Session};
use crate::domain::password::PASSWORD_MAX;
use crate::domain::refusal::{Flaws, Refusal};
use crate::domain::text::Email;
use crate::http::body::{Body, Moment, Needed, Text};
use crate::http::error::Problem;
use crate::http::front::{ClientAddress, SessionSecret};
use crate::http::json::{Accepted, Created, Done, Nullable, RawJson};
use crate::http::session::{Bearer, Repeat};

/// A code, as typed: spaces and hyphens do not count.
pub type CodeText = Text<20>;

/// A password.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct Credentials {
    /// The member's address.
    email: Needed<Text<{ Email::MAX }>>,
    /// The member's password.
    password: Needed<Text<PASSWORD_MAX>>,
    /// The code of the second factor, for members who have one.
    totp: Option<Text<20>>,
}

/// Whose code is asked for.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct NewAttempt {
    /// The member's address.
    email: Needed<Text<{ Email::MAX }>>,
}

/// A sign-in that waits for its code.
#[derive(Debug, Object, Serialize)]
struct Attempt {
    /// Say it back with the code.
    attempt_id: Id,
}

/// The code that was mailed.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct AttemptCode {
    /// Which sign-in.
    attempt_id: Needed<Id>,
    /// The code, as typed.
    code: Needed<CodeText>,
    /// The code of the second factor, for members who have one.
    totp: Option<CodeText>,
}

/// The devices and tokens that are signed in.
#[derive(Debug, Object, Serialize)]
struct Devices {
    /// The last used first.
    items: Vec<Device>,
    /// They come on one page.
    next: Nullable<Text<256>>,
}

/// A device or a token that is signed in.
#[derive(Debug, Object, Serialize)]
struct Device {
    /// Which: `DELETE /sessions/{id}` signs it out.
    id: Id,
    /// What it calls itself.
    device: Text<80>,
    /// A token that the keeper made, rather than a device.
    token: bool,
    /// The one that asks.
    current: bool,
    /// Since when.
    created_at: Moment,
    /// Last use, to the hour.
    seen_at: Moment,
}

impl Device {
    fn of(session: Session, current: &Session) -> Self {
        Self {
            id: Text::of(session.id),
            device: Text(session.device),
            token: session.purpose == Purpose::Token,
            current: session.id == current.id,
            created_at: session.created_at.into(),
            seen_at: session.seen_at.into(),
        }
    }
}

/// A session for whoever sent this.
pub fn device(request: &Request) -> NewSession {
    NewSession::device(request.header(header::USER_AGENT).unwrap_or_default())
}

/// An id and the code that was mailed with it; both must be there.
///
/// # Errors
/// 422.
pub fn has_code((field, id): (&'static str, Needed<Id>), code: Needed<CodeText>) -> Result<(String, String), Refusal> {
    let mut flaws = Flaws::default();
    match (id.take(&mut flaws, field), code.take(&mut flaws, "code")) {
        (Some(id), Some(code)) => Ok((id.0, code.0)),
        _ => Err(flaws.refusal()),
    }
}

/// 204; to a browser also: forget the session, and what you kept of it.
struct SignedOut {
    cookie: bool,
}

impl IntoResponse for SignedOut {
    fn into_response(self) -> Response {
        let mut response = Done.into_response();
        if self.cookie {
            let headers = response.headers_mut();
            headers.insert("clear-site-data", header::HeaderValue::from_static("\"cache\", \"cookies\", \"storage\""));
        }
        response
    }
}

impl ApiResponse for SignedOut {
    fn meta() -> MetaResponses {
        Done::meta()
    }

    fn register(registry: &mut Registry) {
        Done::register(registry);
    }
}

/// See the file.
pub struct Operations(pub Desk);

#[OpenApi]
impl Operations {
    /// Signs in with a password. Of members with a second factor `totp` is asked: 422 `missing` when the password is right.
    #[oai(path = "/sessions", method = "post", operation_id = "create_session")]
    async fn create(&self, request: &Request, from: ClientAddress, body: Body<Credentials>) -> Result<Created<Welcome>, Problem> {
        let mut flaws = Flaws::default();
        let email = flaws.text("email", body.0.email.parse::<Email>());
        let password = body.0.password.take(&mut flaws, "password");
        let (Some(email), Some(password)) = (email, password) else {
            return Err(flaws.refusal().into());
        };
        let entered = sessions::by_password(&self.0.app, &email, password.0, device(request), from.ip()).await?;
        let totp = body.0.totp.as_ref().map(|totp| totp.0.as_str());
        let signed_in = sessions::completed(&self.0.app, entered, totp, device(request), from.ip()).await?;
        Ok(RawJson::of(&Welcome::of(&self.0, signed_in))?.into())
    }

    /// Mails a code that signs in. The answer is the same for an address that nobody has.
    #[oai(path = "/sessions/code", method = "post", operation_id = "create_session_code")]
    async fn ask_code(
        &self,
        from: ClientAddress,
        #[oai(name = "Idempotency-Key")] repeat: Repeat,
        body: Body<NewAttempt>,
    ) -> Result<Accepted<Attempt>, Problem> {
        let mut flaws = Flaws::default();
        let Some(email) = flaws.text("email", body.0.email.parse::<Email>()) else {
            return Err(flaws.refusal().into());
        };
        let id = sessions::ask_code_once(&self.0.app, &email, from.ip(), repeat.0).await?;
        Ok(RawJson::of(&Attempt { attempt_id: Text::of(id) })?.into())
    }

    /// Signs in with the code that was mailed. Of members with a second factor `totp` is asked as well: the code stays good for it.
    #[oai(path = "/sessions/code/verify", method = "post", operation_id = "verify_session_code")]
    async fn verify_code(&self, request: &Request, from: ClientAddress, body: Body<AttemptCode>) -> Result<Created<Welcome>, Problem> {
        let AttemptCode { attempt_id, code, totp } = body.0;
        let (id, code) = has_code(("attempt_id", attempt_id), code)?;
        let id = id.parse().map_err(|_| Refusal::NotFound)?;
        let entered = sessions::by_code(&self.0.app, id, &code, device(request), from.ip()).await?;
        let totp = totp.as_ref().map(|totp| totp.0.as_str());
        let signed_in = sessions::completed(&self.0.app, entered, totp, device(request), from.ip()).await?;
        Ok(RawJson::of(&Welcome::of(&self.0, signed_in))?.into())
    }

    /// The devices and tokens that are signed in, the last used first.
    #[oai(path = "/sessions", method = "get", operation_id = "list_sessions")]
    async fn list(&self, who: Bearer) -> Result<RawJson<Devices>, Problem> {
        let sessions = sessions::devices(&self.0.app, &who.0)?;
        let items = sessions.into_iter().map(|session| Device::of(session, &who.0.session)).collect();
        RawJson::of(&Devices { items, next: Nullable(None) })
    }

    /// Signs out.
    #[oai(path = "/sessions/current", method = "delete", operation_id = "delete_current_session")]
    async fn sign_out(&self, who: Bearer, request: &Request) -> Result<SignedOut, Problem> {
        sessions::sign_out(&self.0.app, &who.0.session).await?;
        Ok(SignedOut { cookie: request.extensions().get::<SessionSecret>().is_some() })
    }

    /// Signs one of one's own devices out.
    #[oai(path = "/sessions/:session_id", method = "delete", operation_id = "delete_session")]
    async fn end(&self, who: Bearer, session_id: Path<Id>) -> Result<Done, Problem> {
        let id = session_id.0.0.parse().map_err(|_| Refusal::NotFound)?;
        sessions::end(&self.0.app, &who.0, id).await?;
        Ok(Done)
    }
}
