//! The ways into one's own account: its address, its second factor.

use poem_openapi::{Object, OpenApi};
use serde::{Deserialize, Serialize};

use super::Desk;
use super::conditions::active;
use super::sessions::CodeText;
use super::trust::Renewed;
use crate::app::{address, factor, proof};
use crate::domain::refusal::Flaws;
use crate::domain::text::Email;
use crate::http::body::{Body, Moment, Needed, Text};
use crate::http::error::Problem;
use crate::http::front::ClientAddress;
use crate::http::json::{Accepted, Created, Done, Nullable, RawJson};
use crate::http::session::Bearer;

/// Another address for one's account.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct NewEmail {
    /// The address that the account is to have.
    email: Needed<Text<{ Email::MAX }>>,
}

/// A change of address that waits for its two codes.
#[derive(Debug, Object, Serialize)]
struct EmailWaiting {
    /// The address that the account is to have.
    email: Text<{ Email::MAX }>,
}

/// The two codes that were mailed.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct EmailCodes {
    /// The code from the address that the account has.
    old_code: Needed<CodeText>,
    /// The code from the address that it is to have.
    new_code: Needed<CodeText>,
}

/// One's second factor.
#[derive(Debug, Object, Serialize)]
struct FactorView {
    /// Since when it is asked for.
    since: Nullable<Moment>,
    /// Codes on paper that are left.
    codes_left: u32,
    /// The network asks one of whoever has one's role.
    required: bool,
}

/// What an app needs to count.
#[derive(Debug, Object, Serialize)]
struct FactorSetup {
    /// The secret, in base 32.
    secret: Text<64>,
    /// The same as an `otpauth:` address.
    uri: Text<2000>,
}

/// The first code of the app.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct FirstCode {
    /// The code, as typed.
    code: Needed<CodeText>,
}

/// Codes on paper, each good once: they are shown this once.
#[derive(Debug, Object, Serialize)]
struct Papers {
    /// The codes.
    recovery_codes: Vec<CodeText>,
}

impl Papers {
    fn of(codes: Vec<String>) -> Result<Created<Self>, Problem> {
        Ok(RawJson::of(&Self { recovery_codes: codes.into_iter().map(Text).collect() })?.into())
    }
}

/// A code of the second factor, to prove who one is.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct FactorProof {
    /// The code, of the app or on paper.
    totp: Needed<CodeText>,
}

/// See the file.
pub struct Operations(pub Desk);

#[OpenApi]
impl Operations {
    /// Asks for another address: a code goes to it, and one to the address of today. Needs a proof of the last ten minutes. The answer is the
    /// same for an address that has an account.
    #[oai(path = "/me/email", method = "post", operation_id = "create_email_change")]
    async fn ask_email(&self, who: Bearer, from: ClientAddress, body: Body<NewEmail>) -> Result<Accepted<EmailWaiting>, Problem> {
        let visitor = active(&who)?;
        proof::fresh(&self.0.app, visitor)?;
        let mut flaws = Flaws::default();
        let Some(email) = flaws.text("email", body.0.email.parse::<Email>()) else { return Err(flaws.refusal().into()) };
        let waiting = EmailWaiting { email: Text::of(&email) };
        address::ask(&self.0.app, visitor, email, from.ip()).await?;
        Ok(RawJson::of(&waiting)?.into())
    }

    /// Changes the address, with both codes. Other devices are signed out.
    #[oai(path = "/me/email/verify", method = "post", operation_id = "verify_email_change")]
    async fn change_email(&self, who: Bearer, from: ClientAddress, body: Body<EmailCodes>) -> Result<Done, Problem> {
        let visitor = active(&who)?;
        let mut flaws = Flaws::default();
        let (old, new) = (body.0.old_code.take(&mut flaws, "old_code"), body.0.new_code.take(&mut flaws, "new_code"));
        let (Some(old), Some(new)) = (old, new) else { return Err(flaws.refusal().into()) };
        address::change(&self.0.app, visitor, &old.0, &new.0, from.ip()).await?;
        Ok(Done)
    }

    /// Forgets the change of address that was asked for.
    #[oai(path = "/me/email", method = "delete", operation_id = "delete_email_change")]
    async fn forget_email(&self, who: Bearer) -> Result<Done, Problem> {
        address::forget(&self.0.app, &who.0).await?;
        Ok(Done)
    }

    /// Proves with a code of the second factor who one is: nothing else does for whoever has one. The session gets a new token.
    #[oai(path = "/me/confirm/totp", method = "post", operation_id = "confirm_me_by_totp")]
    async fn confirm(&self, who: Bearer, from: ClientAddress, body: Body<FactorProof>) -> Result<Created<Renewed>, Problem> {
        let mut flaws = Flaws::default();
        let Some(totp) = body.0.totp.take(&mut flaws, "totp") else { return Err(flaws.refusal().into()) };
        Renewed::of(proof::by_factor(&self.0.app, &who.0, &totp.0, from.ip()).await?)
    }

    /// One's second factor.
    #[oai(path = "/me/factor", method = "get", operation_id = "get_factor")]
    async fn factor(&self, who: Bearer) -> Result<RawJson<FactorView>, Problem> {
        let state = factor::state(&self.0.app, &who.0)?;
        let codes_left = u32::try_from(state.codes_left).unwrap_or(u32::MAX);
        RawJson::of(&FactorView { since: state.since.map(Moment::from).into(), codes_left, required: state.required })
    }

    /// Begins to set a second factor up: a new secret, which counts once its first code is given. Needs a proof of the last ten minutes.
    #[oai(path = "/me/factor", method = "post", operation_id = "create_factor")]
    async fn begin_factor(&self, who: Bearer) -> Result<Created<FactorSetup>, Problem> {
        let factor::Setup { secret, uri } = factor::begin(&self.0.app, active(&who)?).await?;
        Ok(RawJson::of(&FactorSetup { secret: Text(secret), uri: Text(uri) })?.into())
    }

    /// Turns it on with the first code of the app. Other devices are signed out. Gives codes on paper, for a lost phone.
    #[oai(path = "/me/factor/verify", method = "post", operation_id = "verify_factor")]
    async fn turn_factor_on(&self, who: Bearer, from: ClientAddress, body: Body<FirstCode>) -> Result<Created<Papers>, Problem> {
        let visitor = active(&who)?;
        let mut flaws = Flaws::default();
        let Some(code) = body.0.code.take(&mut flaws, "code") else { return Err(flaws.refusal().into()) };
        Papers::of(factor::turn_on(&self.0.app, visitor, &code.0, from.ip()).await?)
    }

    /// New codes on paper: the ones before are worth nothing any more. Needs a proof of the last ten minutes.
    #[oai(path = "/me/factor/codes", method = "post", operation_id = "create_recovery_codes")]
    async fn renew_papers(&self, who: Bearer) -> Result<Created<Papers>, Problem> {
        Papers::of(factor::renew_codes(&self.0.app, active(&who)?).await?)
    }

    /// Takes one's second factor away. Needs a proof of the last ten minutes.
    #[oai(path = "/me/factor", method = "delete", operation_id = "delete_factor")]
    async fn turn_factor_off(&self, who: Bearer) -> Result<Done, Problem> {
        factor::turn_off(&self.0.app, &who.0).await?;
        Ok(Done)
    }
}
