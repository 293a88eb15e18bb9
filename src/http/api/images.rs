//! Pictures that are sent: one's own face, covers of events and teams. The bytes are the body, or the field `photo`
//! (of a cover: `image`) of a form.

use bytes::Bytes;
use poem::web::Multipart;
use poem::{FromRequest, Request, RequestBody};
use poem_openapi::param::Path;
use poem_openapi::registry::{MetaMediaType, MetaRequest, MetaSchema, MetaSchemaRef};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions, Object, OpenApi};
use serde::Serialize;

use super::Desk;
use super::conditions::active;
use super::shapes::{Id, Picture};
use crate::app::pictures::{Purpose, take_in};
use crate::app::{events, me, posts, teams};
use crate::domain::ids::{EventId, PostId, TeamId};
use crate::domain::refusal::Refusal;
use crate::http::error::{Code, Problem};
use crate::http::intake::UPLOAD_MAX;
use crate::http::json::{Nullable, RawJson};
use crate::http::session::Bearer;

/// The field of a form that holds a face.
const PHOTO: &str = "photo";
/// The field of a form that holds a cover; under the name of a face it is taken too.
const IMAGE: &str = "image";

/// A picture that was sent: a face, or a cover.
struct Upload<const COVER: bool>(Bytes);

impl<const COVER: bool> Upload<COVER> {
    const FIELD: &'static str = if COVER { IMAGE } else { PHOTO };

    async fn of(request: &Request, body: &mut RequestBody) -> Result<Self, Problem> {
        let kind = request.content_type().unwrap_or_default().trim().to_ascii_lowercase();
        if kind.starts_with("image/") || kind == "application/octet-stream" {
            return Ok(Self(<Bytes as FromRequest>::from_request(request, body).await?));
        }
        if !kind.starts_with("multipart/form-data") {
            return Err(Code::WrongMedia.into());
        }
        let bad = |_| Problem::from(Code::BadForm);
        let mut form = <Multipart as FromRequest>::from_request(request, body).await.map_err(|_| Code::BadForm)?;
        while let Some(field) = form.next_field().await.map_err(bad)? {
            if field.name().is_some_and(|name| [PHOTO, IMAGE].contains(&name)) {
                return field.bytes().await.map(|bytes| Self(bytes.into())).map_err(|_| Code::BadForm.into());
            }
        }
        Err(Refusal::field(Self::FIELD, "missing").into())
    }
}

fn binary() -> MetaSchemaRef {
    MetaSchemaRef::Inline(Box::new(MetaSchema { max_length: Some(UPLOAD_MAX), ..MetaSchema::new_with_format("string", "binary") }))
}

impl<'a, const COVER: bool> ApiExtractor<'a> for Upload<COVER> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];

    type ParamType = ();
    type ParamRawType = ();

    fn request_meta() -> Option<MetaRequest> {
        let form = MetaSchema { required: vec![Self::FIELD], properties: vec![(Self::FIELD, binary())], ..MetaSchema::new("object") };
        let form = MetaMediaType { content_type: "multipart/form-data", schema: MetaSchemaRef::Inline(Box::new(form)) };
        let raw = ["image/jpeg", "image/png", "image/webp"].map(|content_type| MetaMediaType { content_type, schema: binary() });
        Some(MetaRequest { description: Some("JPEG, PNG or WebP."), content: raw.into_iter().chain([form]).collect(), required: true })
    }

    async fn from_request(request: &'a Request, body: &mut RequestBody, _: ExtractParamOptions<()>) -> poem::Result<Self> {
        Self::of(request, body).await.map_err(poem::Error::from)
    }
}

/// One's own face.
#[derive(Debug, Object, Serialize)]
struct Photo {
    /// Its addresses; members see it.
    photo: Nullable<Picture>,
}

/// A cover.
#[derive(Debug, Object, Serialize)]
struct Image {
    /// Its addresses.
    image: Nullable<Picture>,
}

/// See the file.
pub struct Operations(pub Desk);

impl Operations {
    fn image(&self, id: Option<crate::domain::ids::MediaId>) -> Result<RawJson<Image>, Problem> {
        RawJson::of(&Image { image: Picture::maybe(&self.0.origin, id) })
    }
}

#[OpenApi]
impl Operations {
    /// Shows one's face: turned upright, cut square, without anything that the camera wrote into the file.
    #[oai(path = "/me/photo", method = "put", operation_id = "put_photo")]
    async fn put_photo(&self, who: Bearer, picture: Upload<false>) -> Result<RawJson<Photo>, Problem> {
        let visitor = active(&who)?;
        let id = take_in(&self.0.app, picture.0, Purpose::Avatar(None)).await?;
        let member = me::set_photo(&self.0.app, visitor, Some(id)).await?;
        RawJson::of(&Photo { photo: Picture::maybe(&self.0.origin, member.photo) })
    }

    /// Takes one's face away.
    #[oai(path = "/me/photo", method = "delete", operation_id = "delete_photo")]
    async fn delete_photo(&self, who: Bearer) -> Result<RawJson<Photo>, Problem> {
        me::set_photo(&self.0.app, active(&who)?, None).await?;
        RawJson::of(&Photo { photo: Nullable(None) })
    }

    /// Gives an event a cover.
    #[oai(path = "/events/:event_id/image", method = "put", operation_id = "put_event_image")]
    async fn put_event_image(&self, who: Bearer, event_id: Path<Id>, picture: Upload<true>) -> Result<RawJson<Image>, Problem> {
        let id: EventId = event_id.0.0.parse().map_err(|_| Refusal::NotFound)?;
        events::may_edit(&self.0.app, &who.actor(), id)?;
        let image = take_in(&self.0.app, picture.0, Purpose::Cover).await?;
        events::set_image(&self.0.app, &who.actor(), id, Some(image)).await?;
        self.image(Some(image))
    }

    /// Takes the cover of an event away.
    #[oai(path = "/events/:event_id/image", method = "delete", operation_id = "delete_event_image")]
    async fn delete_event_image(&self, who: Bearer, event_id: Path<Id>) -> Result<RawJson<Image>, Problem> {
        let id: EventId = event_id.0.0.parse().map_err(|_| Refusal::NotFound)?;
        events::set_image(&self.0.app, &who.actor(), id, None).await?;
        self.image(None)
    }

    /// Gives a post a picture; say what it shows by `image_alt` of the post.
    #[oai(path = "/posts/:post_id/image", method = "put", operation_id = "put_post_image")]
    async fn put_post_image(&self, who: Bearer, post_id: Path<Id>, picture: Upload<true>) -> Result<RawJson<Image>, Problem> {
        let id: PostId = post_id.0.0.parse().map_err(|_| Refusal::NotFound)?;
        posts::may_edit(&self.0.app, &who.actor(), id)?;
        let image = take_in(&self.0.app, picture.0, Purpose::Cover).await?;
        posts::set_image(&self.0.app, &who.actor(), id, Some(image)).await?;
        self.image(Some(image))
    }

    /// Takes the picture of a post away.
    #[oai(path = "/posts/:post_id/image", method = "delete", operation_id = "delete_post_image")]
    async fn delete_post_image(&self, who: Bearer, post_id: Path<Id>) -> Result<RawJson<Image>, Problem> {
        let id: PostId = post_id.0.0.parse().map_err(|_| Refusal::NotFound)?;
        posts::set_image(&self.0.app, &who.actor(), id, None).await?;
        self.image(None)
    }

    /// Gives a team a cover.
    #[oai(path = "/teams/:team_id/image", method = "put", operation_id = "put_team_image")]
    async fn put_team_image(&self, who: Bearer, team_id: Path<Id>, picture: Upload<true>) -> Result<RawJson<Image>, Problem> {
        let id: TeamId = team_id.0.0.parse().map_err(|_| Refusal::NotFound)?;
        teams::may_edit(&self.0.app, &who.actor(), id)?;
        let image = take_in(&self.0.app, picture.0, Purpose::Cover).await?;
        teams::set_image(&self.0.app, &who.actor(), id, Some(image)).await?;
        self.image(Some(image))
    }

    /// Takes the cover of a team away.
    #[oai(path = "/teams/:team_id/image", method = "delete", operation_id = "delete_team_image")]
    async fn delete_team_image(&self, who: Bearer, team_id: Path<Id>) -> Result<RawJson<Image>, Problem> {
        let id: TeamId = team_id.0.0.parse().map_err(|_| Refusal::NotFound)?;
        teams::set_image(&self.0.app, &who.actor(), id, None).await?;
        self.image(None)
    }
}
