//! The table of codes: every way in which a request can fail, its status, and how it is told.
//!
//! Handlers return `Result<_, Problem>`; `?` turns a `domain::Refusal` into one. What reaches the outside is `application/problem+json`
//! (RFC 9457) on the JSON doors, a page elsewhere, a short alert for `X-Fragment`; title and text follow the reader's language. The front
//! (`http::front`) does the rendering, for what the framework refuses itself as well, so nobody renders an error by hand, except a form
//! that comes back with its flaws.
//!
//! A new code needs a line in [`REFUSALS`] (or [`FLAWS`]) and its text `problem-<code>` (or `flaw-<code>`) in both languages; a test reads
//! the sources and says what is missing.

use std::borrow::Cow;
use std::fmt;

use poem::error::{MethodNotAllowedError, NotFoundError, ReadBodyError, ResponseError};
use poem::http::StatusCode;
use poem_openapi::error as openapi;

use crate::domain::refusal::{Flaw, Refusal};
use crate::words::Words;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $status:literal $code:literal)*) => {
        /// What the doors themselves refuse, before or around a deed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The status that it is answered with.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// The stable name that clients rely on.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
        }
    };
}

codes! {
    /// The body is no JSON text.
    BadJson = 400 "bad_json"
    /// A value of the body has the wrong JSON type.
    WrongType = 400 "wrong_type"
    /// The body has a field that the operation does not know.
    UnknownField = 400 "unknown_field"
    /// The body gives a field twice.
    GivenTwice = 400 "given_twice"
    /// A parameter of the query, or a header, cannot be read.
    BadParameter = 400 "bad_parameter"
    /// A form cannot be read.
    BadForm = 400 "bad_form_data"
    /// The request makes no sense in another way.
    BadRequest = 400 "bad_request"
    /// The form comes from another site, or from an earlier session.
    CrossSite = 403 "cross_site"
    /// No such address.
    NotFound = 404 "not_found"
    /// The address does not take this method.
    Method = 405 "method_not_allowed"
    /// The request did not arrive in time.
    TooSlow = 408 "too_slow"
    /// The body is larger than the route takes.
    TooLarge = 413 "too_large"
    /// The body is of another media type than the route takes.
    WrongMedia = 415 "wrong_media_type"
    /// More requests than anybody needs.
    TooMany = 429 "too_many"
    /// Our mistake.
    Internal = 500 "internal"
    /// Too much to do at once.
    Busy = 503 "busy"
}

/// What deeds refuse (`domain::Refusal`), with the status of each.
pub const REFUSALS: &[(u16, &str)] = &[
    (401, "sign_in"),
    (403, "confirm"),
    (403, "invitation_only"),
    (403, "not_allowed"),
    (403, "pledge"),
    (403, "suspended"),
    (409, "appealed"),
    (409, "cancelled"),
    (409, "capacity_below_going"),
    (409, "claim_over"),
    (409, "code_void"),
    (409, "consent_version"),
    (409, "email_taken"),
    (409, "factor_off"),
    (409, "factor_on"),
    (409, "factor_required"),
    (409, "flagged"),
    (409, "full"),
    (409, "has_a_picture"),
    (409, "hidden"),
    (409, "idempotency_key"),
    (409, "last_admin"),
    (409, "last_lead"),
    (409, "in_team"),
    (409, "invitation_over"),
    (409, "link_expired"),
    (409, "locked"),
    (409, "message_gone"),
    (409, "name_taken"),
    (409, "not_cancelled"),
    (409, "not_in_team"),
    (409, "not_published"),
    (409, "past"),
    (409, "pledge_version"),
    (409, "published"),
    (409, "too_many_invitations"),
    (409, "ruling"),
    (409, "too_many_leads"),
    (412, "stale"),
    (422, "invalid"),
    (503, "closing"),
    (503, "index"),
    (503, "input"),
    (503, "storage_failed"),
    (503, "storage_full"),
];

/// The rules that single values break (`domain::Flaw`), and those of a body that cannot be read. True: the rule speaks of a number.
pub const FLAWS: &[(&str, bool)] = &[
    ("animated", false),
    ("avif", false),
    ("bad_character", false),
    ("bad_date", false),
    (BAD_FORM, false),
    ("bad_hour", false),
    ("bad_line", true),
    ("bad_parameter", false),
    ("bad_time", false),
    ("bmp", false),
    ("broken", false),
    ("empty", false),
    ("ends_before_start", false),
    ("erased", false),
    ("far_from_point", false),
    ("gif", false),
    ("given_twice", false),
    ("heavy_webp", false),
    ("heic", false),
    ("ico", false),
    ("jpeg_xl", false),
    ("joined_already", false),
    ("link_only", false),
    ("missing", false),
    ("more_values", false),
    ("must_accept", false),
    ("needs_near", false),
    ("needs_team", false),
    ("needs_words", false),
    ("no_files", false),
    ("not_a_picture", false),
    ("not_there", false),
    ("other_postcode", false),
    ("other_version", false),
    ("place_like", false),
    ("place_unlisted", false),
    ("out_of_range", true),
    ("pdf", false),
    ("place_or_link", false),
    ("psd", false),
    ("same_address", false),
    ("several_places", false),
    ("date_past", false),
    ("svg", false),
    ("tiff", false),
    ("too_common", false),
    ("too_large", false),
    ("too_long", true),
    ("too_long_event", false),
    ("too_many", true),
    ("too_many_guests", true),
    ("below_zero", false),
    ("too_many_pixels", false),
    ("too_personal", false),
    ("too_short", true),
    ("too_simple", false),
    ("town_or_point", false),
    ("unknown_field", false),
    ("unknown_kind", false),
    ("unknown_place", false),
    ("unknown_value", false),
    ("video", false),
    ("which_place", false),
    ("wants_no_invitation", false),
    ("wrong_code", true),
    ("wrong_credentials", false),
    ("wrong_password", false),
    (WRONG_TOTP, false),
    ("wrong_type", false),
    // What only the keeper reads, of the rows of an import.
    ("cut", true),
    ("in_future", false),
    ("no_such_point", false),
    ("not_json", false),
    ("not_joined_yet", false),
    ("not_utf8", false),
    ("quote_open", false),
    ("off_the_map", false),
    ("phone_left_out", false),
    ("place_left_out", false),
    ("postcode_of_another", false),
    ("unknown_answer", false),
    ("unknown_column", false),
    ("unknown_columns", false),
    ("unknown_event", false),
    ("unknown_member", false),
    ("unknown_postcode", false),
    ("unknown_role", false),
    ("role_kept", false),
    ("unknown_team", false),
    ("waits", false),
];

/// The flaw of what is not written as such values are.
const BAD_FORM: &str = "bad_form";

/// The flaw of a code of the second factor that does not fit.
const WRONG_TOTP: &str = "wrong_totp";

const KIB: usize = 1 << 10;
const MIB: usize = 1 << 20;

/// Seconds that a client is asked to wait when the house is busy.
pub const BUSY_WAIT: u32 = 2;

/// Why a request failed.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    fields: Vec<Field>,
    retry_after: Option<u32>,
    /// Most bytes that the address takes, when there were more.
    most: Option<usize>,
    /// What the address takes, when it does not take the method.
    allow: Option<Box<str>>,
    /// The log has told it once, or will.
    is_known: bool,
    /// For the log only.
    cause: Option<Box<str>>,
    /// The page that tells it, when somebody has made one.
    page: Option<Box<str>>,
}

/// One value of a request that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name in the contract.
    pub name: Cow<'static, str>,
    /// The rule, as a stable code.
    pub code: &'static str,
    /// The number that the rule speaks of.
    pub number: Option<i64>,
    /// The ids of the places that the value may mean.
    pub among: Vec<String>,
}

impl Field {
    /// What is wrong with it, in words; told by an example where its kind of field has one.
    pub fn text(&self, words: &'static Words) -> String {
        let particular = |name: &str| words.find("wrong", &format!("{name}-{}", self.code));
        let name = self.name.rsplit('.').next().unwrap_or_default();
        // `contact_email` is written as any address is, `online_url` as any link.
        let kind = || name.rsplit('_').next().filter(|_| self.code == BAD_FORM);
        if let Some(text) = particular(name).or_else(|| particular(kind()?)) {
            return text.into_owned();
        }
        match self.number {
            // Where tries at the second factor are counted, how many are left.
            Some(n) if self.code == WRONG_TOTP => words.count("wrong-totp-left", n),
            Some(n) => words.pick_with("flaw", self.code, &[("n", n.into())]),
            None => words.pick("flaw", self.code).into_owned(),
        }
    }
}

impl From<Flaw> for Field {
    fn from(flaw: Flaw) -> Self {
        Self { name: Cow::Borrowed(flaw.field), code: flaw.code, number: flaw.number, among: flaw.among }
    }
}

impl Problem {
    fn new(status: u16, code: &'static str) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { status, code, fields: Vec::new(), retry_after: None, most: None, allow: None, is_known: false, cause: None, page: None }
    }

    /// A problem with single values of the request.
    pub fn with_fields(code: Code, fields: Vec<Field>) -> Self {
        Self { fields, ..code.into() }
    }

    /// A parameter of the query, or a header, that cannot be read.
    pub fn parameter(name: &'static str) -> Self {
        let field = Field { name: Cow::Borrowed(name), code: Code::BadParameter.as_str(), number: None, among: Vec::new() };
        Self::with_fields(Code::BadParameter, vec![field])
    }

    /// Come back after so many seconds.
    pub fn wait(code: Code, seconds: u32) -> Self {
        Self { retry_after: Some(seconds), ..code.into() }
    }

    /// More bytes than the address takes.
    pub fn too_large(most: usize) -> Self {
        Self { most: Some(most), ..Code::TooLarge.into() }
    }

    /// Known already to whoever reads the log, who is not told of each request that it meets.
    pub fn known(refusal: Refusal) -> Self {
        Self { is_known: true, ..refusal.into() }
    }

    /// The address does not take this method, but these: `GET, HEAD`.
    pub fn method(allow: String) -> Self {
        Self { allow: Some(allow.into()), ..Code::Method.into() }
    }

    /// Our mistake: the cause goes to the log, the reader gets a number to quote.
    pub fn internal(cause: impl fmt::Display) -> Self {
        Self { cause: Some(cause.to_string().into()), ..Code::Internal.into() }
    }

    /// The status.
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// The values that are at fault: for a form that comes back.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Seconds to wait, when waiting helps.
    pub const fn retry_after(&self) -> Option<u32> {
        self.retry_after
    }

    /// What the address takes (the header `Allow`), when the method was at fault.
    pub fn allow(&self) -> Option<&str> {
        self.allow.as_deref()
    }

    /// Whether it is to be told in the log: our failures are, but for what is known.
    pub fn is_news(&self) -> bool {
        self.status.is_server_error() && !self.is_known
    }

    /// What is to be logged, when anything is.
    pub fn cause(&self) -> Option<&str> {
        self.cause.as_deref()
    }

    /// The same, with the page that tells it.
    pub fn told(self, page: Option<String>) -> Self {
        Self { page: page.map(Into::into), ..self }
    }

    /// The page that tells it, when somebody has made one.
    pub fn page(&self) -> Option<&str> {
        self.page.as_deref()
    }

    /// A heading of a few words, by status.
    pub fn title(&self, words: &'static Words) -> Cow<'static, str> {
        words.find("status", self.status.as_str()).unwrap_or_else(|| words.say("status-other"))
    }

    /// A sentence: what happened, and what to do.
    pub fn detail(&self, words: &'static Words) -> Cow<'static, str> {
        match (self.retry_after, self.most) {
            (Some(seconds), _) => Cow::Owned(words.pick_with("problem", self.code, &[("wait", words.wait(seconds.into()).into())])),
            // Only pictures may have so many.
            (None, Some(most)) if most >= MIB => Cow::Owned(words.count("too-large-picture", most / MIB)),
            (None, Some(most)) => Cow::Owned(words.count("too-large-text", most / KIB)),
            (None, None) => words.pick("problem", self.code),
        }
    }
}

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        let retry_after = matches!(code, Code::TooMany | Code::Busy).then_some(BUSY_WAIT);
        Self { retry_after, ..Self::new(code.status(), code.as_str()) }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let code = refusal.code();
        match refusal {
            Refusal::SignIn => Self::new(401, code),
            Refusal::Forbidden(_) => Self::new(403, code),
            Refusal::NotFound => Self::new(404, code),
            Refusal::Conflict(_) => Self::new(409, code),
            Refusal::Stale => Self::new(412, code),
            Refusal::Invalid(flaws) => Self { fields: flaws.into_iter().map(Field::from).collect(), ..Self::new(422, code) },
            Refusal::TooMany { retry_after } => Self { retry_after: Some(retry_after), ..Self::new(429, code) },
            Refusal::Unavailable(_) => Self { retry_after: Some(BUSY_WAIT), ..Self::new(503, code) },
        }
    }
}

/// What the framework, or an extractor, refused: said in our codes.
impl From<poem::Error> for Problem {
    fn from(error: poem::Error) -> Self {
        let error = match error.downcast::<Self>() {
            Ok(problem) => return problem,
            Err(error) => error,
        };
        if let Some(parameter) = error.downcast_ref::<openapi::ParseParamError>() {
            return Self::parameter(parameter.name);
        }
        let code = if error.is::<NotFoundError>() || error.is::<openapi::ParsePathError>() || error.is::<poem::error::ParsePathError>() {
            Code::NotFound
        } else if error.is::<MethodNotAllowedError>() {
            Code::Method
        } else if error.is::<openapi::ParseRequestPayloadError>() {
            Code::BadJson
        } else if let Some(ReadBodyError::PayloadTooLarge) = error.downcast_ref() {
            Code::TooLarge
        } else {
            by_status(error.status())
        };
        if code == Code::Internal { Self::internal(error) } else { code.into() }
    }
}

fn by_status(status: StatusCode) -> Code {
    match status {
        StatusCode::NOT_FOUND => Code::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Code::Method,
        StatusCode::REQUEST_TIMEOUT => Code::TooSlow,
        StatusCode::PAYLOAD_TOO_LARGE => Code::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::WrongMedia,
        status if status.is_client_error() => Code::BadRequest,
        _ => Code::Internal,
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.status.as_u16(), self.code)?;
        self.fields.iter().try_for_each(|field| write!(f, " {}:{}", field.name, field.code))
    }
}

impl std::error::Error for Problem {}

/// Only what has no front around it (a unit test) is answered so: the front renders problems itself.
impl ResponseError for Problem {
    fn status(&self) -> StatusCode {
        self.status
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::domain::lang::Lang;

    fn all_codes() -> Vec<(u16, &'static str)> {
        let doors = Code::ALL.iter().map(|code| (code.status(), code.as_str()));
        doors.chain(REFUSALS.iter().copied()).collect()
    }

    #[test]
    fn every_code_has_its_words_and_every_word_its_code() {
        for lang in Lang::ALL {
            let words = Words::of(lang);
            for (status, code) in all_codes() {
                assert!(words.find("problem", code).is_some(), "problem-{code} is missing in {lang:?}");
                assert!(words.find("status", &status.to_string()).is_some(), "status-{status} is missing in {lang:?}");
            }
            for (code, _) in FLAWS {
                assert!(words.find("flaw", code).is_some(), "flaw-{code} is missing in {lang:?}");
            }
        }
        let file = include_str!("../../assets/locales/en.ftl");
        let known: BTreeSet<&str> = all_codes().into_iter().map(|(_, code)| code).collect();
        for line in file.lines().filter_map(|line| line.split_once(" =")) {
            if let Some(code) = line.0.strip_prefix("problem-") {
                assert!(known.contains(code), "nobody refuses with {code}");
            }
            if let Some(code) = line.0.strip_prefix("flaw-") {
                assert!(FLAWS.iter().any(|(flaw, _)| *flaw == code), "no value is refused with {code}");
            }
        }
    }

    #[test]
    fn the_log_hears_of_our_failures_but_for_what_is_known() {
        assert!(Problem::from(Refusal::Unavailable("index")).is_news());
        assert!(!Problem::known(Refusal::Unavailable("index")).is_news());
        assert!(!Problem::from(Refusal::Conflict("full")).is_news());
    }

    #[test]
    fn a_code_has_one_status() {
        let codes = all_codes();
        let names: BTreeSet<&str> = codes.iter().map(|(_, code)| *code).collect();
        assert_eq!(names.len(), codes.len());
    }

    fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
        for path in std::fs::read_dir(folder).expect("a folder").filter_map(|entry| entry.ok().map(|e| e.path())) {
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("http/error.rs") {
                found.push(path);
            }
        }
    }

    /// The sources without their tests.
    fn plain_sources() -> Vec<String> {
        let mut files = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
        let texts = files.iter().map(|file| std::fs::read_to_string(file).expect("a source"));
        texts.map(|text| text.split("#[cfg(test)]").next().unwrap_or_default().to_owned()).collect()
    }

    /// The literals right after `pattern`, in the sources without their tests.
    fn literals(pattern: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for source in plain_sources() {
            found.extend(source.split(pattern).skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
        }
        found
    }

    #[test]
    fn every_refusal_in_the_sources_is_in_the_table() {
        let mut missing = Vec::new();
        for (pattern, status) in [("Refusal::Forbidden(\"", 403), ("Refusal::Conflict(\"", 409), ("Refusal::Unavailable(\"", 503)] {
            let unknown = |code: &String| !all_codes().contains(&(status, code.as_str()));
            missing.extend(literals(pattern).into_iter().filter(unknown).map(|code| (status, code)));
        }
        assert!(missing.is_empty(), "add to REFUSALS, and problem-<code> to both files of texts: {missing:?}");
    }

    #[test]
    fn every_flaw_in_the_sources_is_in_the_table() {
        let mut missing = BTreeSet::new();
        for (call, number) in [("Flaw::new(\"", false), ("Flaw::with(\"", true), ("Refusal::field(\"", false)] {
            for source in plain_sources() {
                for rest in source.split(call).skip(1) {
                    let code =
                        rest.split_once("\", \"").filter(|(field, _)| !field.contains(['"', '\n'])).and_then(|(_, c)| c.split('"').next());
                    missing.extend(code.filter(|code| !FLAWS.contains(&(*code, number))).map(|code| (code.to_owned(), number)));
                }
            }
        }
        let pictures = include_str!("../media/refusal.rs").split(" => \"").skip(1).filter_map(|rest| rest.split('"').next());
        let codes = pictures.filter(|code| code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') && *code != "video");
        missing.extend(codes.filter(|code| !FLAWS.contains(&(*code, false))).map(|code| (code.to_owned(), false)));
        assert!(missing.is_empty(), "add to FLAWS, and flaw-<code> to both files of texts: {missing:?}");
    }

    #[test]
    fn what_the_framework_refuses_gets_our_codes() {
        #[track_caller]
        fn check(error: impl Into<poem::Error>, want: &str) {
            assert_eq!(Problem::from(error.into()).to_string(), want);
        }
        check(NotFoundError, "404 not_found");
        check(MethodNotAllowedError, "405 method_not_allowed");
        check(openapi::ParseParamError { name: "limit", reason: "<script>".to_owned() }, "400 bad_parameter limit:bad_parameter");
        check(openapi::ParsePathError { name: "id", reason: String::new() }, "404 not_found");
        check(openapi::ContentTypeError::ExpectContentType, "415 wrong_media_type");
        check(ReadBodyError::PayloadTooLarge, "413 too_large");
        check(poem::error::ParseMultipartError::ContentTypeRequired, "415 wrong_media_type");
        check(StatusCode::IM_A_TEAPOT, "400 bad_request");
        check(poem::error::InternalServerError(std::io::Error::other("disk")), "500 internal");
        check(Problem::from(Refusal::Conflict("full")), "409 full");
        check(Problem::from(Refusal::field("title", "missing")), "422 invalid title:missing");
    }
}
