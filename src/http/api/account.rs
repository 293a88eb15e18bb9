//! The ways into one's own account: its address.

use poem_openapi::{Object, OpenApi};
use serde::{Deserialize, Serialize};

use super::Desk;
use super::conditions::active;
use super::sessions::CodeText;
use crate::app::{address, proof};
use crate::domain::refusal::Flaws;
use crate::domain::text::Email;
use crate::http::body::{Body, Needed, Text};
use crate::http::error::Problem;
use crate::http::front::ClientAddress;
use crate::http::json::{Accepted, Done, RawJson};
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
}
