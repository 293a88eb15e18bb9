//! `/claims/{token}`: what somebody of an older list sees of themselves before they join, and the way to be forgotten. They join as everybody
//! does, by `POST /signups` with the same address.

use poem_openapi::param::Path;
use poem_openapi::{Object, OpenApi};
use serde::Serialize;

use super::Desk;
use crate::app::claims;
use crate::domain::text::{Email, PersonName, Phone, PlaceLine};
use crate::http::body::Text;
use crate::http::error::Problem;
use crate::http::json::{Done, Nullable, RawJson};
use crate::http::session::MaybeBearer;

/// Most characters of the signed part of a link.
const TOKEN_MAX: usize = 200;

/// What is known of somebody who is asked to join.
#[derive(Debug, Object, Serialize)]
struct Claim {
    /// First name.
    first_name: Text<{ PersonName::MAX }>,
    /// Last name.
    last_name: Text<{ PersonName::MAX }>,
    /// The address: whoever signs up with it joins as this person.
    email: Text<{ Email::MAX }>,
    /// Telephone.
    phone: Nullable<Text<{ Phone::MAX }>>,
    /// Where they live.
    town: Nullable<Text<{ PlaceLine::MAX }>>,
}

/// See the file.
pub struct Operations(pub Desk);

#[OpenApi]
impl Operations {
    /// What is known of the person whom a letter asks to join. Looking changes nothing.
    #[oai(path = "/claims/:token", method = "get", operation_id = "get_claim")]
    async fn look(&self, _who: MaybeBearer, token: Path<Text<TOKEN_MAX>>) -> Result<RawJson<Claim>, Problem> {
        let person = claims::look(&self.0.app, &token.0.0)?;
        RawJson::of(&Claim {
            first_name: Text::of(&person.first_name),
            last_name: Text::of(&person.last_name),
            email: Text::of(&person.email),
            phone: person.phone.as_ref().map(Text::of).into(),
            town: person.home.as_ref().map(|home| Text::of(&home.town)).into(),
        })
    }

    /// "This is not me": everything about the person is erased, and their address is asked no more.
    #[oai(path = "/claims/:token", method = "delete", operation_id = "decline_claim")]
    async fn decline(&self, _who: MaybeBearer, token: Path<Text<TOKEN_MAX>>) -> Result<Done, Problem> {
        claims::decline(&self.0.app, &token.0.0).await?;
        Ok(Done)
    }
}
