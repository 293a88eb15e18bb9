//! Parameters of the query that several operations share: typed, bounded, given once. Anything else is 400 `bad_parameter`.
//!
//! JSON operations take them as `Query<Option<Near>>`; pages parse the same types with `FromStr`.

use std::borrow::Cow;
use std::str::FromStr;

use data_encoding::BASE64URL_NOPAD;
use poem_openapi::registry::{MetaSchema, MetaSchemaRef};
use poem_openapi::types::{ParseError, ParseFromParameter, ParseResult, ToJSON, Type};
use serde_json::Value;

use super::body::{OneOf, Text, Worded};
use crate::domain::once::KEY_MAX;
use crate::domain::place::Point;

/// Most items of a list.
pub const LIMIT_MAX: u16 = 100;
/// Items of a list when nobody says.
pub const LIMIT_DEFAULT: u16 = 20;
/// Most points on the map.
pub const MAP_LIMIT_MAX: u16 = 2_000;
/// The radius around a point, in kilometres: least, usual, most.
pub const RADIUS_KM: (f64, f64, f64) = (0.1, 20.0, 500.0);
/// Most bytes of a cursor, before it is written.
pub const CURSOR_MAX: usize = 192;

/// A parameter that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadParameter;

impl std::fmt::Display for BadParameter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("cannot be read")
    }
}

impl std::error::Error for BadParameter {}

/// How many items a list may hold: 1 to `MAX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit<const MAX: u16>(u16);

impl<const MAX: u16> Limit<MAX> {
    /// The number; the usual one when nobody says.
    pub fn or_default(limit: Option<Self>) -> usize {
        usize::from(limit.map_or(LIMIT_DEFAULT, |limit| limit.0))
    }
}

impl<const MAX: u16> FromStr for Limit<MAX> {
    type Err = BadParameter;

    fn from_str(text: &str) -> Result<Self, BadParameter> {
        let n = digits(text)?.parse().map_err(|_| BadParameter)?;
        if (1..=MAX).contains(&n) { Ok(Self(n)) } else { Err(BadParameter) }
    }
}

/// A place in a list that goes on: opaque bytes, written in URL-safe base64 (RFC 4648, without padding).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(pub Vec<u8>);

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&BASE64URL_NOPAD.encode(&self.0))
    }
}

impl FromStr for Cursor {
    type Err = BadParameter;

    fn from_str(text: &str) -> Result<Self, BadParameter> {
        if text.is_empty() || text.len() > CURSOR_MAX.div_ceil(3) * 4 {
            return Err(BadParameter);
        }
        BASE64URL_NOPAD.decode(text.as_bytes()).map(Self).map_err(|_| BadParameter)
    }
}

/// A point: `LAT,LON` in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near(pub Point);

impl FromStr for Near {
    type Err = BadParameter;

    fn from_str(text: &str) -> Result<Self, BadParameter> {
        let [lat, lon] = degrees(text)?;
        Point::new(lat, lon).map(Self).ok_or(BadParameter)
    }
}

/// A part of the globe between two meridians and two parallels: `W,S,E,N` in degrees. West lies east of east across 180°.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BBox {
    /// South-west corner.
    pub south_west: Point,
    /// North-east corner.
    pub north_east: Point,
}

impl FromStr for BBox {
    type Err = BadParameter;

    fn from_str(text: &str) -> Result<Self, BadParameter> {
        let [west, south, east, north] = degrees(text)?;
        let corner = |lat, lon| Point::new(lat, lon).ok_or(BadParameter);
        let bbox = Self { south_west: corner(south, west)?, north_east: corner(north, east)? };
        if south <= north { Ok(bbox) } else { Err(BadParameter) }
    }
}

/// A radius in kilometres, within [`RADIUS_KM`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Radius(pub f64);

impl Radius {
    /// The number; the usual one when nobody says.
    pub fn or_default(radius: Option<Self>) -> f64 {
        radius.map_or(RADIUS_KM.1, |radius| radius.0)
    }
}

impl FromStr for Radius {
    type Err = BadParameter;

    fn from_str(text: &str) -> Result<Self, BadParameter> {
        let km = number(text)?;
        if (RADIUS_KM.0..=RADIUS_KM.2).contains(&km) { Ok(Self(km)) } else { Err(BadParameter) }
    }
}

/// A time: RFC 3339 with its offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time(pub jiff::Timestamp);

impl FromStr for Time {
    type Err = BadParameter;

    fn from_str(text: &str) -> Result<Self, BadParameter> {
        if text.len() > 40 || text.contains('[') {
            return Err(BadParameter);
        }
        // A `+` that nobody escaped arrives as a space.
        text.replace(' ', "+").parse().map(Self).map_err(|_| BadParameter)
    }
}

/// How near a map is seen: 0 the world on one tile of 256 pixels, each step twice as near.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zoom(pub u8);

/// The nearest that a map is seen.
pub const ZOOM_MAX: u8 = 22;

impl FromStr for Zoom {
    type Err = BadParameter;

    fn from_str(text: &str) -> Result<Self, BadParameter> {
        let zoom = digits(text)?.parse().map_err(|_| BadParameter)?;
        if zoom <= ZOOM_MAX { Ok(Self(zoom)) } else { Err(BadParameter) }
    }
}

/// Yes or no: `true` or `1`, `false` or `0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flag(pub bool);

impl FromStr for Flag {
    type Err = BadParameter;

    fn from_str(text: &str) -> Result<Self, BadParameter> {
        match text {
            "true" | "1" => Ok(Self(true)),
            "false" | "0" => Ok(Self(false)),
            _ => Err(BadParameter),
        }
    }
}

/// The name of a request that must not be done twice: visible ASCII characters, at most [`KEY_MAX`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(pub String);

impl FromStr for IdempotencyKey {
    type Err = BadParameter;

    fn from_str(text: &str) -> Result<Self, BadParameter> {
        let plain = (1..=KEY_MAX).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        if plain { Ok(Self(text.to_owned())) } else { Err(BadParameter) }
    }
}

impl<const MAX: usize> FromStr for Text<MAX> {
    type Err = BadParameter;

    fn from_str(text: &str) -> Result<Self, BadParameter> {
        let plain = text.chars().count() <= MAX && !text.contains('\0');
        if plain { Ok(Self(text.to_owned())) } else { Err(BadParameter) }
    }
}

impl<E: Worded> FromStr for OneOf<E> {
    type Err = BadParameter;

    fn from_str(text: &str) -> Result<Self, BadParameter> {
        E::all().iter().find(|value| value.word() == text).map(|value| Self::from(*value)).ok_or(BadParameter)
    }
}

/// Plain digits: `+5`, ` 5` and `5.0` are no numbers of items.
fn digits(text: &str) -> Result<&str, BadParameter> {
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) { Ok(text) } else { Err(BadParameter) }
}

/// A plain decimal number: neither `1e3` nor `inf` nor `NaN`.
fn number(text: &str) -> Result<f64, BadParameter> {
    let plain = text.len() <= 24 && text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
    if plain { text.parse().map_err(|_| BadParameter) } else { Err(BadParameter) }
}

fn degrees<const N: usize>(text: &str) -> Result<[f64; N], BadParameter> {
    let mut values = [0.0; N];
    let mut parts = text.split(',');
    for value in &mut values {
        *value = number(parts.next().ok_or(BadParameter)?.trim())?;
    }
    if parts.next().is_none() { Ok(values) } else { Err(BadParameter) }
}

/// Gives a type that is read by `FromStr` to poem-openapi as a parameter that may be given once.
macro_rules! parameters {
    ($([$($generics:tt)*] $name:ty = $schema:expr;)*) => {$(
        impl<$($generics)*> Type for $name {
            const IS_REQUIRED: bool = true;

            type RawValueType = Self;
            type RawElementValueType = Self;

            fn name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn schema_ref() -> MetaSchemaRef {
                MetaSchemaRef::Inline(Box::new($schema))
            }

            fn as_raw_value(&self) -> Option<&Self> {
                Some(self)
            }

            fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
                Box::new(std::iter::once(self))
            }
        }

        /// Only so that poem-openapi can write defaults into the document; there are none.
        impl<$($generics)*> ToJSON for $name {
            fn to_json(&self) -> Option<Value> {
                None
            }
        }

        once!([$($generics)*] $name);
    )*};
}

macro_rules! once {
    ([$($generics:tt)*] $name:ty) => {
        impl<$($generics)*> ParseFromParameter for $name {
            fn parse_from_parameter(value: &str) -> ParseResult<Self> {
                value.parse().map_err(ParseError::custom)
            }

            fn parse_from_parameters<I: IntoIterator<Item = A>, A: AsRef<str>>(values: I) -> ParseResult<Self> {
                let mut values = values.into_iter();
                match (values.next(), values.next()) {
                    (Some(value), None) => Self::parse_from_parameter(value.as_ref()),
                    (None, _) => Err(ParseError::expected_input()),
                    _ => Err(ParseError::custom("given twice")),
                }
            }
        }
    };
}

once!([const MAX: usize] Text<MAX>);
once!([E: Worded] OneOf<E>);

parameters! {
    [const MAX: u16] Limit<MAX> = MetaSchema {
        minimum: Some(1.0),
        maximum: Some(f64::from(MAX)),
        default: Some(LIMIT_DEFAULT.into()),
        ..MetaSchema::new("integer")
    };
    [] Cursor = MetaSchema { max_length: Some(CURSOR_MAX.div_ceil(3) * 4), ..MetaSchema::new("string") };
    [] Near = MetaSchema {
        max_length: Some(50),
        pattern: Some(r"^-?[0-9.]+,-?[0-9.]+$".to_owned()),
        example: Some("48.8638,2.4485".into()),
        ..MetaSchema::new("string")
    };
    [] BBox = MetaSchema {
        max_length: Some(100),
        pattern: Some(r"^-?[0-9.]+(,-?[0-9.]+){3}$".to_owned()),
        example: Some("2.2,48.8,2.6,49.0".into()),
        ..MetaSchema::new("string")
    };
    [] Radius = MetaSchema { minimum: Some(RADIUS_KM.0), maximum: Some(RADIUS_KM.2), ..MetaSchema::new("number") };
    [] Time = MetaSchema { max_length: Some(40), ..MetaSchema::new_with_format("string", "date-time") };
    [] IdempotencyKey = MetaSchema { min_length: Some(1), max_length: Some(KEY_MAX), ..MetaSchema::new("string") };
    [] Zoom = MetaSchema { minimum: Some(0.0), maximum: Some(f64::from(ZOOM_MAX)), ..MetaSchema::new("integer") };
    [] Flag = MetaSchema::new("boolean");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn refused<T: FromStr>(texts: &[&str]) {
        for text in texts {
            assert!(text.parse::<T>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn hostile_values_are_refused() {
        refused::<Limit<100>>(&["", "0", "101", "-1", "+5", "5.0", "1e1", " 5", "999999999999999999999", "٣", "<script>", "20;drop"]);
        refused::<Near>(&["", "48", "48,", "48,2,3", "91,0", "0,181", "NaN,0", "inf,0", "1e1,0", "48;2", "--1,2", "1.2.3,4"]);
        refused::<BBox>(&["", "1,2,3", "1,2,3,4,5", "0,10,1,9", "0,0,181,1", "a,b,c,d"]);
        refused::<Radius>(&["", "0", "0.05", "501", "NaN", "-3", "1e2"]);
        refused::<Cursor>(&["", "é", "a", "====", "a b", &"A".repeat(300)]);
        refused::<Time>(&[
            "",
            "tomorrow",
            "2026-11-28",
            "2026-11-28T10:00",
            "2026-13-01T00:00:00Z",
            "2026-11-28T10:00:00+01:00[Europe/Paris]",
        ]);
        refused::<IdempotencyKey>(&["", "a b", "é", "a\n", &"x".repeat(KEY_MAX + 1)]);
        refused::<Text<3>>(&["abcd", "a\0"]);
        refused::<Zoom>(&["", "23", "-1", "1.5", "+1", "9999999999"]);
        refused::<Flag>(&["", "yes", "TRUE", "2", "true "]);
    }

    #[test]
    fn plain_values_are_taken() {
        assert_eq!("100".parse(), Ok(Limit::<100>(100)));
        assert_eq!(Limit::<100>::or_default(None), 20);
        assert_eq!("48.86, 2.44".parse(), Ok(Near(Point::new(48.86, 2.44).expect("a point"))));
        assert!("170,-10,-170,10".parse::<BBox>().is_ok());
        assert_eq!("0.1".parse(), Ok(Radius(0.1)));
        assert_eq!("2026-11-28T10:00:00 01:00".parse::<Time>(), "2026-11-28T09:00:00Z".parse());
        assert_eq!("abc".parse::<Text<3>>().map(|t| t.0), Ok("abc".to_owned()));
    }

    proptest! {
        #[test]
        fn cursors_come_back(bytes in prop::collection::vec(any::<u8>(), 1..CURSOR_MAX)) {
            prop_assert_eq!(Cursor(bytes.clone()).to_string().parse(), Ok(Cursor(bytes)));
        }

        #[test]
        fn anything_is_read_or_refused(text in "\\PC{0,80}") {
            let _ = (text.parse::<Near>(), text.parse::<BBox>(), text.parse::<Cursor>(), text.parse::<Time>(), text.parse::<Limit<100>>());
        }
    }
}
