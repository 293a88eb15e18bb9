//! Answers of the JSON doors: bytes that were written by serde, with the type that the document describes; and how errors are described.
//!
//! poem-openapi's own `Json` goes through a tree of values; hot answers do not. An operation returns `Result<RawJson<EventView>, Problem>`,
//! where `EventView` derives `Object` (for the document) and `Serialize` (for the bytes).

use std::borrow::Cow;
use std::marker::PhantomData;

use bytes::Bytes;
use poem::http::{HeaderValue, StatusCode, header};
use poem::{IntoResponse, Response};
use poem_openapi::payload::Payload;
use poem_openapi::registry::{MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry};
use poem_openapi::types::{MaybeUndefined, ParseError, ParseFromJSON, ParseResult, ToJSON, Type};
use poem_openapi::{ApiResponse, Object};
use serde::Serialize;
use serde_json::Value;

use super::asked::Asked;
use super::body::Text;
use super::error::{Field, Problem};
use crate::app::places::{self, Town};
use crate::domain::text::Postcode;
use crate::words::Words;

/// The media type of answers.
const JSON: HeaderValue = HeaderValue::from_static("application/json");
/// The media type of errors (RFC 9457).
const PROBLEM: HeaderValue = HeaderValue::from_static("application/problem+json");

/// JSON bytes that are a `T`.
#[derive(Debug)]
pub struct RawJson<T> {
    bytes: Bytes,
    is: PhantomData<fn() -> T>,
}

impl<T> RawJson<T> {
    /// Bytes that were written already.
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Self {
        Self { bytes: bytes.into(), is: PhantomData }
    }

    /// The bytes.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Writes a value: `T` itself, or whatever is written as a `T` is.
    ///
    /// # Errors
    /// 500 when the value cannot be written as JSON, which is a mistake of ours.
    pub fn of(value: &impl Serialize) -> Result<Self, Problem> {
        serde_json::to_vec(value).map(Self::from_bytes).map_err(Problem::internal)
    }

    /// The same with an entity tag: the front answers 304 to who has it already.
    pub fn tagged(self, tag: &str) -> poem_openapi::payload::Response<Self>
    where
        Self: IntoResponse,
    {
        poem_openapi::payload::Response::new(self).header(header::ETAG, tag)
    }

    /// The answer that says that this was made, and where it is from now on.
    pub fn made(self, path: &str, tag: &str) -> Made<T>
    where
        Created<T>: IntoResponse,
    {
        poem_openapi::payload::Response::new(self.into()).header(header::LOCATION, path).header(header::ETAG, tag)
    }
}

/// 201: what was made.
pub type Created<T> = Answer<T, 201>;
/// 201: what was made, with its address and its entity tag.
pub type Made<T> = poem_openapi::payload::Response<Created<T>>;
/// 202: taken, and done later.
pub type Accepted<T> = Answer<T, 202>;

/// JSON bytes that are a `T`, with a status of their own: `RawJson::of(&view)?.into()`.
#[derive(Debug)]
pub struct Answer<T, const STATUS: u16>(RawJson<T>);

impl<T, const STATUS: u16> From<RawJson<T>> for Answer<T, STATUS> {
    fn from(json: RawJson<T>) -> Self {
        Self(json)
    }
}

/// 204: done, nothing to say.
#[derive(Debug)]
pub struct Done;

impl<T: Type> Payload for RawJson<T> {
    const CONTENT_TYPE: &'static str = "application/json";

    fn schema_ref() -> MetaSchemaRef {
        T::schema_ref()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

impl<T> IntoResponse for RawJson<T> {
    fn into_response(self) -> Response {
        let mut response = Response::from(self.bytes);
        response.headers_mut().insert(header::CONTENT_TYPE, JSON);
        response
    }
}

impl<T, const STATUS: u16> IntoResponse for Answer<T, STATUS> {
    fn into_response(self) -> Response {
        let mut response = self.0.into_response();
        response.set_status(StatusCode::from_u16(STATUS).unwrap_or_default());
        response
    }
}

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        Response::builder().status(StatusCode::NO_CONTENT).finish()
    }
}

fn described(status: Option<u16>, description: &'static str, content: Vec<MetaMediaType>) -> MetaResponses {
    MetaResponses { responses: vec![MetaResponse { description, status, status_range: None, content, headers: vec![] }] }
}

fn json_of<T: Type>() -> Vec<MetaMediaType> {
    vec![MetaMediaType { content_type: RawJson::<T>::CONTENT_TYPE, schema: T::schema_ref() }]
}

impl<T: Type> ApiResponse for RawJson<T> {
    fn meta() -> MetaResponses {
        described(Some(200), "", json_of::<T>())
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

impl<T: Type, const STATUS: u16> ApiResponse for Answer<T, STATUS> {
    fn meta() -> MetaResponses {
        described(Some(STATUS), "", json_of::<T>())
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

impl ApiResponse for Done {
    fn meta() -> MetaResponses {
        described(Some(204), "", Vec::new())
    }

    fn register(_registry: &mut Registry) {}
}

/// A value of an answer that is always said, be it `null`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Nullable<T>(pub Option<T>);

impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        Self(value)
    }
}

impl<T: Type> Type for Nullable<T> {
    const IS_REQUIRED: bool = true;

    type RawValueType = T::RawValueType;
    type RawElementValueType = T::RawElementValueType;

    fn name() -> Cow<'static, str> {
        format!("nullable_{}", T::name()).into()
    }

    fn schema_ref() -> MetaSchemaRef {
        let nullable = match T::schema_ref() {
            MetaSchemaRef::Inline(schema) => MetaSchema { nullable: true, ..*schema },
            reference => MetaSchema { nullable: true, all_of: vec![reference], ..MetaSchema::ANY },
        };
        MetaSchemaRef::Inline(Box::new(nullable))
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn as_raw_value(&self) -> Option<&Self::RawValueType> {
        self.0.as_ref().and_then(T::as_raw_value)
    }

    fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self::RawElementValueType> + 'a> {
        self.0.as_ref().map_or_else(|| Box::new(std::iter::empty()) as _, T::raw_element_iter)
    }
}

impl<T: ToJSON> ToJSON for Nullable<T> {
    fn to_json(&self) -> Option<Value> {
        self.0.to_json()
    }
}

impl<T: ParseFromJSON> ParseFromJSON for Nullable<T> {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        Option::parse_from_json(value).map(Self).map_err(ParseError::propagate)
    }
}

/// What every error looks like (RFC 9457).
#[derive(Debug, Object, Serialize)]
#[oai(rename = "Problem")]
struct ProblemDocument {
    /// A name for this kind of problem.
    #[serde(rename = "type")]
    #[oai(rename = "type", validator(max_length = 200))]
    kind: String,
    /// A heading, in the reader's language.
    #[oai(validator(max_length = 200))]
    title: String,
    /// The HTTP status.
    status: u16,
    /// The stable code.
    #[oai(validator(max_length = 80))]
    code: String,
    /// What happened and what to do, in the reader's language.
    #[oai(validator(max_length = 2000))]
    detail: String,
    /// The number of this request, to quote when asking for help.
    #[oai(validator(max_length = 40))]
    request: String,
    /// The values at fault.
    errors: Vec<FieldDocument>,
}

/// One value at fault.
#[derive(Debug, Object, Serialize)]
#[oai(rename = "ProblemField")]
struct FieldDocument {
    /// The field or parameter.
    #[oai(validator(max_length = 80))]
    field: String,
    /// The rule that it breaks, as a stable code.
    #[oai(validator(max_length = 80))]
    code: String,
    /// The rule in the reader's language.
    #[oai(validator(max_length = 500))]
    detail: String,
    /// The places that the value may mean: say the `id` of one as `place_id`. The most populous first (`which_place`); those whose names are
    /// like it (`unknown_place`); those of the town's name, then those of the postcode (`other_postcode`); the town and the one at the
    /// point (`far_from_point`). Absent where there is no choice.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    candidates: MaybeUndefined<Vec<CandidateDocument>>,
}

/// A place that a value may mean.
#[derive(Debug, Object, Serialize)]
#[oai(rename = "ProblemCandidate")]
struct CandidateDocument {
    /// Its id: `place_id` elsewhere.
    #[oai(validator(max_length = 20))]
    id: String,
    /// Its name.
    #[oai(validator(max_length = 200))]
    name: String,
    /// Its first postcode; none outside France.
    postcode: Nullable<Text<{ Postcode::MAX }>>,
    /// Département, or first-order division.
    #[oai(validator(max_length = 200))]
    region: String,
    /// ISO 3166-1 code of two letters.
    #[oai(validator(max_length = 2))]
    country: String,
    /// People.
    population: u32,
}

impl CandidateDocument {
    fn of(town: &Town) -> Self {
        Self {
            id: town.id(),
            name: town.name.to_owned(),
            postcode: town.postcode().map(Text::of).into(),
            region: town.region.to_owned(),
            country: town.country.to_owned(),
            population: town.population,
        }
    }
}

/// Every operation may fail; the document says how that looks, once for all statuses.
impl ApiResponse for Problem {
    fn meta() -> MetaResponses {
        let content = vec![MetaMediaType { content_type: "application/problem+json", schema: ProblemDocument::schema_ref() }];
        described(None, "Refused: see `code`.", content)
    }

    fn register(registry: &mut Registry) {
        ProblemDocument::register(registry);
    }
}

/// A problem as the JSON doors tell it.
pub fn problem(problem: &Problem, asked: &Asked) -> Response {
    let words = Words::of(asked.lang);
    let field = |field: &Field| FieldDocument {
        field: field.name.to_string(),
        code: field.code.to_owned(),
        detail: field.text(words),
        candidates: match field.among.as_slice() {
            [] => MaybeUndefined::Undefined,
            ids => MaybeUndefined::Value(ids.iter().filter_map(|id| places::by_id(id)).map(|town| CandidateDocument::of(&town)).collect()),
        },
    };
    let document = ProblemDocument {
        kind: format!("urn:banderole:problem:{}", problem.code()),
        title: problem.title(words).into_owned(),
        status: problem.status().as_u16(),
        code: problem.code().to_owned(),
        detail: problem.detail(words).into_owned(),
        request: asked.number.to_string(),
        errors: problem.fields().iter().map(field).collect(),
    };
    let mut response = Response::from(serde_json::to_vec(&document).unwrap_or_default());
    response.set_status(problem.status());
    response.headers_mut().insert(header::CONTENT_TYPE, PROBLEM);
    response
}
