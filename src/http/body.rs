//! Bodies of the JSON doors: read with serde, documented by poem-openapi, in the three steps that the contract asks for.
//!
//! 1. Who asks is known before the body is parsed: put the actor's parameter before the body's in the operation.
//! 2. [`Body<T>`] refuses with 400 what is no JSON, a field that is unknown or given twice, a value of the wrong JSON type.
//! 3. Everything else arrives: each field of `T` may be absent. The deed (or the handler, after it asked for the right) refuses what is
//!    missing or breaks a rule, with 422 and the fields.
//!
//! So `T` derives `Default, Deserialize, Object` with `#[serde(default, deny_unknown_fields)]`, and its fields are [`Needed`] (the document
//! says `required`), `Option`, or poem-openapi's `MaybeUndefined` (a PATCH tells "absent" from `null`); inside them [`Text`] (a length in
//! the document), [`OneOf`] (a word of a list), [`Moment`] (a time), numbers, and other objects as [`Nested`]. A word that is in no list, or a time that
//! is none, are values that break a rule: 422.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::str::FromStr;

use bytes::Bytes;
use jiff::Timestamp;
use poem::{FromRequest, Request, RequestBody};
use poem_openapi::payload::{ParsePayload, Payload};
use poem_openapi::registry::{MetaSchema, MetaSchemaRef, Registry};
use poem_openapi::types::{ParseError, ParseFromJSON, ParseResult, ToJSON, Type};
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::error::Category;

use super::error::{Code, Field, Problem};
use crate::domain::refusal::{Flaw, Flaws};
use crate::domain::text::TextError;

/// Most fields that are looked at one by one, to say which of them cannot be read.
const FIELDS_EXAMINED: usize = 64;

/// Longest name of an unknown field that is said back.
const NAME_SAID: usize = 60;

/// A JSON body. See the top of this file.
#[derive(Debug)]
pub struct Body<T>(pub T);

/// A JSON body that may be left out: then every field is absent.
#[derive(Debug)]
pub struct OptionalBody<T>(pub T);

/// What a body's type must be.
pub trait Fields: Type + DeserializeOwned + Default {}

impl<T: Type + DeserializeOwned + Default> Fields for T {}

/// Reads a body.
///
/// # Errors
/// 400 with the fields at fault.
pub fn parse<T: Fields>(bytes: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice::<Nested<T>>(bytes).map(|nested| nested.0).map_err(|error| match error.classify() {
        Category::Data => which_fields::<T>(bytes, &error.to_string()),
        _ => Code::BadJson.into(),
    })
}

/// Names the fields that cannot be read: each is tried alone, which works because each may be absent.
fn which_fields<T: Fields>(bytes: &[u8], first: &str) -> Problem {
    let code = code_of(first);
    let Ok(Value::Object(object)) = serde_json::from_slice(bytes) else {
        return Code::WrongType.into();
    };
    if code == Code::GivenTwice {
        let name = first.split('`').nth(1).unwrap_or_default();
        return Problem::with_fields(code, vec![field(name, code)]);
    }
    let mut fields = Vec::new();
    for (name, value) in object.into_iter().take(FIELDS_EXAMINED) {
        let alone = Value::Object(serde_json::Map::from_iter([(name.clone(), value)]));
        if let Err(error) = T::deserialize(alone) {
            let message = error.to_string();
            let code = code_of(&message);
            // An object within tells of its own fields.
            let inner = message.split('`').nth(1).filter(|inner| *inner != name && matches!(code, Code::UnknownField | Code::GivenTwice));
            let path = inner.map_or(name.clone(), |inner| format!("{name}.{inner}"));
            fields.push(field(&path, code));
        }
    }
    Problem::with_fields(code, fields)
}

/// serde says these kinds of error in words only.
fn code_of(message: &str) -> Code {
    if message.starts_with("unknown field") {
        Code::UnknownField
    } else if message.starts_with("duplicate field") {
        Code::GivenTwice
    } else {
        Code::WrongType
    }
}

/// A name from outside is said back only when it is short and plain.
fn field(name: &str, code: Code) -> Field {
    let plain = name.len() <= NAME_SAID && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
    Field { name: Cow::Owned(if plain { name.to_owned() } else { "?".to_owned() }), code: code.as_str(), number: None, among: Vec::new() }
}

async fn read(request: &Request, body: &mut RequestBody) -> Result<Bytes, Problem> {
    Bytes::from_request(request, body).await.map_err(Problem::from)
}

fn is_json(content_type: &str) -> bool {
    let (kind, _) = content_type.split_once(';').unwrap_or((content_type, ""));
    let kind = kind.trim().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

macro_rules! payload {
    ($($name:ident required: $required:literal)*) => {$(
        impl<T: Fields> Payload for $name<T> {
            const CONTENT_TYPE: &'static str = "application/json";

            fn check_content_type(content_type: &str) -> bool {
                is_json(content_type)
            }

            fn schema_ref() -> MetaSchemaRef {
                T::schema_ref()
            }

            fn register(registry: &mut Registry) {
                T::register(registry);
            }
        }

        impl<T: Fields> ParsePayload for $name<T> {
            const IS_REQUIRED: bool = $required;

            async fn from_request(request: &Request, body: &mut RequestBody) -> poem::Result<Self> {
                let bytes = read(request, body).await?;
                if bytes.is_empty() && !$required {
                    return Ok(Self(T::default()));
                }
                Ok(Self(parse(&bytes)?))
            }
        }
    )*};
}

payload! {
    Body required: true
    OptionalBody required: false
}

poem_openapi::impl_apirequest_for_payload!(Body<T>, T: Fields);

impl<'a, T: Fields> poem_openapi::ApiExtractor<'a> for OptionalBody<T> {
    const TYPES: &'static [poem_openapi::ApiExtractorType] = &[poem_openapi::ApiExtractorType::RequestObject];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn request_meta() -> Option<poem_openapi::registry::MetaRequest> {
        Some(poem_openapi::registry::MetaRequest {
            description: None,
            content: vec![poem_openapi::registry::MetaMediaType { content_type: Self::CONTENT_TYPE, schema: T::schema_ref() }],
            required: false,
        })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _options: poem_openapi::ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        match request.content_type() {
            Some(kind) if !is_json(kind) => Err(Problem::from(Code::WrongMedia).into()),
            _ => <Self as ParsePayload>::from_request(request, body).await,
        }
    }
}

/// An object inside a body. What serde derives would also read an array, field by field; this does not.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Nested<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nested<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ObjectOnly<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectOnly<T> {
            type Value = T;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map))
            }
        }

        deserializer.deserialize_map(ObjectOnly(PhantomData)).map(Self)
    }
}

/// A field that must be there: the document says `required`, the reading does not insist, the deed does.
#[derive(Debug, Clone, PartialEq)]
pub struct Needed<T>(pub Option<T>);

impl<T> Default for Needed<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Needed<T> {
    /// The value, or nothing and the flaw `missing`.
    pub fn take(self, flaws: &mut Flaws, field: &'static str) -> Option<T> {
        flaws.require(self.0.is_some(), Flaw::new(field, "missing"));
        self.0
    }
}

impl<const MAX: usize> Needed<Text<MAX>> {
    /// The text as this domain type.
    ///
    /// # Errors
    /// [`TextError::Missing`] when it is absent; else what the type says.
    pub fn parse<D: FromStr<Err = TextError>>(&self) -> Result<D, TextError> {
        self.0.as_ref().ok_or(TextError::Missing)?.0.parse()
    }
}

/// A text that may be absent, as this domain type; nothing but white space is as good as absent.
///
/// # Errors
/// What the domain type says.
pub fn optional<const MAX: usize, D: FromStr<Err = TextError>>(text: Option<&Text<MAX>>) -> Result<Option<D>, TextError> {
    text.filter(|text| !text.0.trim().is_empty()).map(|text| text.0.parse()).transpose()
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Needed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self)
    }
}

macro_rules! documented_as_its_content {
    ($($name:ident($self:ident => $content:expr) required: $required:expr;)*) => {$(
        impl<T: Type> Type for $name<T> {
            const IS_REQUIRED: bool = $required;

            type RawValueType = T::RawValueType;
            type RawElementValueType = T::RawElementValueType;

            fn name() -> Cow<'static, str> {
                T::name()
            }

            fn schema_ref() -> MetaSchemaRef {
                T::schema_ref()
            }

            fn register(registry: &mut Registry) {
                T::register(registry);
            }

            fn as_raw_value(&$self) -> Option<&Self::RawValueType> {
                $content.and_then(T::as_raw_value)
            }

            fn raw_element_iter<'a>(&'a $self) -> Box<dyn Iterator<Item = &'a Self::RawElementValueType> + 'a> {
                $content.map_or_else(|| Box::new(std::iter::empty()) as _, T::raw_element_iter)
            }
        }
    )*};
}

documented_as_its_content! {
    Needed(self => self.0.as_ref()) required: true;
    Nested(self => Some(&self.0)) required: T::IS_REQUIRED;
}

impl<T: ParseFromJSON> ParseFromJSON for Nested<T> {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        T::parse_from_json(value).map(Self).map_err(ParseError::propagate)
    }
}

impl<T: ToJSON> ToJSON for Nested<T> {
    fn to_json(&self) -> Option<Value> {
        self.0.to_json()
    }
}

impl<T: ParseFromJSON> ParseFromJSON for Needed<T> {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        Option::parse_from_json(value).map(Self).map_err(ParseError::propagate)
    }
}

impl<T: ToJSON> ToJSON for Needed<T> {
    fn to_json(&self) -> Option<Value> {
        self.0.to_json()
    }
}

/// A text; the document says that it has at most `MAX` characters: `Text<{ Title::MAX }>`. The domain type is what checks it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text<const MAX: usize>(pub String);

impl<const MAX: usize> Text<MAX> {
    /// What is written of a value, for an answer.
    pub fn of(value: impl std::fmt::Display) -> Self {
        Self(value.to_string())
    }
}

/// A word of a list: the document lists them, the reading takes any text, [`OneOf::of`] refuses what is not in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneOf<E>(pub String, PhantomData<fn() -> E>);

/// A list of words that a contract knows: the enumerations of the domain.
pub trait Worded: Copy + 'static {
    /// Every value.
    fn all() -> &'static [Self];
    /// The word in the contract.
    fn word(self) -> &'static str;
}

/// Makes enumerations of the domain usable in [`OneOf`]: `worded!(TeamKind JoinPolicy)`.
#[macro_export]
macro_rules! worded {
    ($($name:ty)*) => {$(
        impl $crate::http::body::Worded for $name {
            fn all() -> &'static [Self] {
                Self::ALL
            }

            fn word(self) -> &'static str {
                self.word()
            }
        }
    )*};
}

impl<E: Worded> OneOf<E> {
    /// The value that the word names.
    ///
    /// # Errors
    /// The flaw `unknown_value`.
    pub fn of(&self, field: &'static str) -> Result<E, Flaw> {
        E::all().iter().copied().find(|value| value.word() == self.0).ok_or(Flaw::new(field, "unknown_value"))
    }
}

impl<E: Worded> From<E> for OneOf<E> {
    fn from(value: E) -> Self {
        Self(value.word().to_owned(), PhantomData)
    }
}

impl<E> Serialize for OneOf<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de, E> Deserialize<'de> for OneOf<E> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|word| Self(word, PhantomData))
    }
}

/// A time: RFC 3339 with its offset.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub String);

impl From<Timestamp> for Moment {
    fn from(at: Timestamp) -> Self {
        Self(at.to_string())
    }
}

/// Longest written time.
const MOMENT_MAX: usize = 40;

impl Moment {
    /// The time.
    ///
    /// # Errors
    /// The flaw `bad_time`.
    pub fn of(&self, field: &'static str) -> Result<Timestamp, Flaw> {
        let time = (self.0.len() <= MOMENT_MAX && !self.0.contains('[')).then(|| self.0.parse().ok()).flatten();
        time.ok_or(Flaw::new(field, "bad_time"))
    }
}

macro_rules! string_type {
    ($([$($generics:tt)*] $name:ty = $schema:expr;)*) => {$(
        impl<$($generics)*> Type for $name {
            const IS_REQUIRED: bool = true;

            type RawValueType = String;
            type RawElementValueType = String;

            fn name() -> Cow<'static, str> {
                "string".into()
            }

            fn schema_ref() -> MetaSchemaRef {
                MetaSchemaRef::Inline(Box::new($schema))
            }

            fn as_raw_value(&self) -> Option<&String> {
                Some(&self.0)
            }

            fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a String> + 'a> {
                Box::new(std::iter::once(&self.0))
            }
        }

        impl<$($generics)*> ToJSON for $name {
            fn to_json(&self) -> Option<Value> {
                Some(Value::String(self.0.clone()))
            }
        }

        impl<$($generics)*> ParseFromJSON for $name {
            fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
                let value = value.unwrap_or_default();
                serde_json::from_value(value).map_err(ParseError::custom)
            }
        }
    )*};
}

string_type! {
    [const MAX: usize] Text<MAX> = MetaSchema { max_length: Some(MAX), ..MetaSchema::new("string") };
    [E: Worded] OneOf<E> = MetaSchema {
        enum_items: E::all().iter().map(|value| Value::from(value.word())).collect(),
        ..MetaSchema::new("string")
    };
    [] Moment = MetaSchema { max_length: Some(MOMENT_MAX), ..MetaSchema::new_with_format("string", "date-time") };
}
