//! `/signups`: joining. A sign-up waits for the code that proves its address.

use poem::Request;
use poem::web::Data;
use poem_openapi::{Object, OpenApi};
use serde::{Deserialize, Serialize};

use super::Desk;
use super::conditions::told;
use super::me::Welcome;
use super::sessions::{CodeText, device, has_code};
use super::shapes::{Id, NewPlace, PLACE_ID_MAX, word};
use crate::app::{places, sessions, signups};
use crate::domain::lang::Lang;
use crate::domain::password::PASSWORD_MAX;
use crate::domain::refusal::{Flaws, Refusal};
use crate::domain::text::{Email, PersonName};
use crate::http::asked::Asked;
use crate::http::body::{Body, Needed, Nested, OneOf, Text};
use crate::http::error::Problem;
use crate::http::front::ClientAddress;
use crate::http::json::{Accepted, Created, RawJson};
use crate::http::session::Repeat;

/// What somebody tells who joins.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct NewSignup {
    /// First name.
    first_name: Needed<Text<{ PersonName::MAX }>>,
    /// Last name.
    last_name: Needed<Text<{ PersonName::MAX }>>,
    /// The address that gets the code.
    email: Needed<Text<{ Email::MAX }>>,
    /// A password, for whoever wants one; without it, codes by mail sign in.
    password: Option<Text<PASSWORD_MAX>>,
    /// The town where they live, from `GET /places`.
    place_id: Option<Text<PLACE_ID_MAX>>,
    /// The same in other words than an id.
    place: Option<Nested<NewPlace>>,
    /// The version of the pledge that was shown (`GET /network`).
    pledge_version: Needed<u32>,
    /// They said yes to the pledge.
    pledge_accepted: Needed<bool>,
    /// They said yes to the privacy notice.
    privacy_accepted: Needed<bool>,
    /// Language of pages and mails.
    locale: Option<OneOf<Lang>>,
}

/// A sign-up that waits.
#[derive(Debug, Object, Serialize)]
struct Signup {
    /// Say it back with the code.
    signup_id: Id,
}

/// The code that was mailed.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct SignupCode {
    /// Which sign-up.
    signup_id: Needed<Id>,
    /// The code, as typed.
    code: Needed<CodeText>,
}

/// See the file.
pub struct Operations(pub Desk);

impl Operations {
    /// The sign-up, or all that is wrong with it.
    fn read(&self, body: NewSignup, lang: Lang) -> Result<signups::NewSignup, Refusal> {
        let app = &self.0.app;
        let mut flaws = Flaws::default();
        let first_name = flaws.text("first_name", body.first_name.parse::<PersonName>());
        let last_name = flaws.text("last_name", body.last_name.parse::<PersonName>());
        let email = flaws.text("email", body.email.parse::<Email>());
        let pledge_version = body.pledge_version.take(&mut flaws, "pledge_version");
        let lang = word(&mut flaws, "locale", body.locale.as_ref()).unwrap_or(lang);
        let password = body.password.map(|password| password.0).filter(|password| !password.is_empty());
        let place = body.place_id.filter(|id| !id.0.is_empty()).map(NewPlace::town).or(body.place.map(|place| place.0));
        let place = place.map(|place| place.read(&mut flaws)).map(|input| places::home(&app.network, input)).transpose();
        let home = place.or_else(|refusal| flaws.add(refusal).map(|()| None))?;
        let (pledge_accepted, privacy_accepted) = (body.pledge_accepted.0 == Some(true), body.privacy_accepted.0 == Some(true));
        let names = [first_name.as_ref().map(ToString::to_string), last_name.as_ref().map(ToString::to_string)];
        let own: Vec<String> = names.into_iter().flatten().chain(email.as_ref().map(ToString::to_string)).collect();
        let (Some(first_name), Some(last_name), Some(email), Some(pledge_version), true) =
            (first_name, last_name, email, pledge_version, flaws.is_empty())
        else {
            let own: Vec<&str> = own.iter().map(String::as_str).collect();
            let password = password.as_deref().map(|password| (password, &own[..]));
            return Err(told(flaws, || signups::rehearse(app, password, (pledge_version, pledge_accepted), privacy_accepted)));
        };
        Ok(signups::NewSignup {
            first_name,
            last_name,
            email,
            password,
            home,
            pledge_version,
            pledge_accepted,
            privacy_accepted,
            lang,
            photo: None,
            answering: None,
        })
    }
}

#[OpenApi]
impl Operations {
    /// Joins: mails a code to the address. The answer is the same for an address that is known.
    #[oai(path = "/signups", method = "post", operation_id = "create_signup")]
    async fn create(
        &self,
        from: ClientAddress,
        Data(asked): Data<&Asked>,
        #[oai(name = "Idempotency-Key")] repeat: Repeat,
        body: Body<NewSignup>,
    ) -> Result<Accepted<Signup>, Problem> {
        let new = self.read(body.0, asked.lang)?;
        let id = signups::start_once(&self.0.app, new, from.ip(), repeat.0).await?;
        Ok(RawJson::of(&Signup { signup_id: Text::of(id) })?.into())
    }

    /// Proves the address with the code: makes the member, or signs in to the account that was there.
    #[oai(path = "/signups/verify", method = "post", operation_id = "verify_signup")]
    async fn verify(&self, request: &Request, from: ClientAddress, body: Body<SignupCode>) -> Result<Created<Welcome>, Problem> {
        let SignupCode { signup_id, code } = body.0;
        let (id, code) = has_code(("signup_id", signup_id), code)?;
        let id = id.parse().map_err(|_| Refusal::NotFound)?;
        let joined = signups::verify(&self.0.app, id, &code, device(request), from.ip()).await?;
        // Whoever had an account with a second factor signs in: nothing of it comes with a sign-up.
        let signed_in = sessions::completed(&self.0.app, joined.entered, None, device(request), from.ip()).await?;
        Ok(RawJson::of(&Welcome::of(&self.0, signed_in))?.into())
    }
}
