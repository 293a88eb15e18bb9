//! `GET /network`: what the network is.

use poem::web::Data;
use poem_openapi::payload::Response;
use poem_openapi::{Object, OpenApi};
use serde::Serialize;

use super::Desk;
use super::shapes::Url;
use crate::domain::lang::Lang;
use crate::domain::theme::{Colour, Ramp, Theme};
use crate::http::asked::Asked;
use crate::http::body::{OneOf, Text};
use crate::http::error::Problem;
use crate::http::etag;
use crate::http::json::{Nullable, RawJson};

/// Most characters of what the keeper wrote in the configuration.
const WRITTEN_MAX: usize = 10_000;

/// What the network is: set by its keeper.
#[derive(Debug, Object, Serialize)]
struct Network {
    /// Its name.
    name: Text<200>,
    /// The cause in a line.
    tagline: Text<WRITTEN_MAX>,
    /// Where its pages are.
    url: Url,
    /// Its colours.
    colours: Colours,
    /// The languages that are offered.
    languages: Vec<OneOf<Lang>>,
    /// The language of whoever has chosen none.
    default_language: OneOf<Lang>,
    /// How one becomes a member.
    signup_mode: Text<20>,
    /// Fewest characters of a password.
    password_min: u32,
    /// The wording of the pledge that holds now.
    pledge: Pledge,
    /// The privacy notice.
    privacy: Text<WRITTEN_MAX>,
    /// Whom to ask about the network.
    contact: Nullable<Text<WRITTEN_MAX>>,
    /// The kinds of event, in the order in which they are offered.
    event_kinds: Vec<Kind>,
    /// Most leads of one team.
    leads_max: u32,
    /// The middle of the map when nobody has said where they are.
    centre: Centre,
}

/// The network's colours.
#[derive(Debug, Object, Serialize)]
struct Colours {
    /// The one colour that the others are made from.
    seed: Hex,
    /// By day.
    light: Shades,
    /// By night.
    dark: Shades,
}

/// A colour: `#rrggbb`.
type Hex = Text<7>;

/// The colours of one mode.
#[derive(Debug, Object, Serialize)]
struct Shades {
    /// Links and the primary button.
    brand: Hex,
    /// On the primary button.
    on_brand: Hex,
    /// The painted fill.
    tint: Hex,
    /// Text on the painted fill.
    on_tint: Hex,
    /// The page.
    background: Hex,
    /// Ink.
    text: Hex,
}

impl Shades {
    fn of(ramp: &Ramp) -> Self {
        let hex = |colour: Colour| Text::of(colour);
        Self {
            brand: hex(ramp.brand),
            on_brand: hex(ramp.on_brand),
            tint: hex(ramp.tint),
            on_tint: hex(ramp.on_tint),
            background: hex(ramp.bg),
            text: hex(ramp.text),
        }
    }
}

/// The wording of the pledge.
#[derive(Debug, Object, Serialize)]
struct Pledge {
    /// Counts the wordings: say it back when pledging.
    version: u32,
    /// The words.
    text: Text<WRITTEN_MAX>,
}

/// A kind of event.
#[derive(Debug, Object, Serialize)]
struct Kind {
    /// Its name in this contract.
    key: Text<40>,
    /// What people call it.
    label: Text<200>,
    /// Its icon in the sprite.
    icon: Text<60>,
    /// Its colour.
    colour: Hex,
    /// How long such an event lasts when nobody says.
    minutes: u32,
}

/// A part of the globe.
#[derive(Debug, Object, Serialize)]
struct Centre {
    /// Degrees north (WGS 84).
    lat: f64,
    /// Degrees east (WGS 84).
    lon: f64,
    /// How far it reaches.
    radius_km: f64,
}

/// See the file.
pub struct Operations(pub Desk);

#[OpenApi]
impl Operations {
    /// What the network is. Texts follow `Accept-Language`.
    #[oai(path = "/network", method = "get", operation_id = "get_network")]
    async fn network(&self, Data(asked): Data<&Asked>) -> Result<Response<RawJson<Network>>, Problem> {
        let network = &self.0.app.network;
        let seed: Colour = network.colour.parse().map_err(|_| Problem::internal("the configured colour is none"))?;
        let theme = Theme::of(seed);
        let kind = |kind: &crate::domain::kind::EventKind| Kind {
            key: Text::of(kind.key.as_str()),
            label: Text::of(kind.label(asked.lang)),
            icon: Text::of(&kind.icon),
            colour: Text::of(&kind.colour),
            minutes: kind.minutes,
        };
        let (centre, radius_km) = network.centre;
        let json = RawJson::of(&Network {
            name: Text::of(&network.name),
            tagline: Text::of(network.tagline.of(asked.lang)),
            url: Text(format!("{}/", self.0.origin)),
            colours: Colours { seed: Text::of(seed), light: Shades::of(&theme.light), dark: Shades::of(&theme.dark) },
            languages: network.langs.iter().copied().map(OneOf::from).collect(),
            default_language: network.default_lang.into(),
            signup_mode: Text::of(network.signup.word()),
            password_min: u32::try_from(network.password_min).unwrap_or(u32::MAX),
            pledge: Pledge { version: network.pledge.version, text: Text::of(network.pledge.text.of(asked.lang)) },
            privacy: Text::of(network.privacy.of(asked.lang)),
            contact: network.contact.as_ref().map(Text::of).into(),
            event_kinds: network.kinds.iter().map(kind).collect(),
            leads_max: network.leads_max,
            centre: Centre { lat: centre.lat(), lon: centre.lon(), radius_km },
        })?;
        let tag = etag::of_bytes(json.bytes());
        Ok(json.tagged(&tag))
    }
}
