//! How news and pictures are written in an export.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{perhaps, point, written};
use crate::domain::ids::{MediaId, MemberId, PostId, TeamId};
use crate::domain::media::{Owner, Picture};
use crate::domain::place::Point;
use crate::domain::post::{Post, PostArea, PostFacts, PostStatus, PostVisibility, Reach, Spot};
use crate::domain::text::{Alt, Markdown, PlaceLine, Title, WebLink};

/// A piece of news: of a team, of what lies around places, or of the network.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostForm {
    #[serde(with = "written")]
    id: PostId,
    #[serde(with = "written")]
    title: Title,
    #[serde(with = "written")]
    text: Markdown,
    #[serde(with = "perhaps", default)]
    link: Option<WebLink>,
    #[serde(with = "perhaps", default)]
    image_alt: Option<Alt>,
    #[serde(with = "perhaps", default)]
    team: Option<TeamId>,
    area: Option<AreaForm>,
    visibility: PostVisibility,
    pinned: bool,
    comments: bool,
    #[serde(with = "perhaps", default)]
    image: Option<MediaId>,
    #[serde(with = "perhaps", default)]
    author: Option<MemberId>,
    status: PostStatus,
    out_at: Option<Timestamp>,
    created_at: Timestamp,
    revision: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AreaForm {
    places: Vec<SpotForm>,
    radius_km: u16,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SpotForm {
    #[serde(with = "written")]
    name: PlaceLine,
    #[serde(with = "point")]
    point: Option<Point>,
}

impl From<Post> for PostForm {
    fn from(post: Post) -> Self {
        let Post { id, facts, image, author, status, out_at, created_at, revision } = post;
        let PostFacts { title, text, link, image_alt, reach, visibility, pinned, comments } = facts;
        let spot = |Spot { name, point }| SpotForm { name, point: Some(point) };
        let (team, area) = match reach {
            Reach::Network => (None, None),
            Reach::Team(team) => (Some(team), None),
            Reach::Area(PostArea { spots, km }) => (None, Some(AreaForm { places: spots.into_iter().map(spot).collect(), radius_km: km })),
        };
        Self {
            id,
            title,
            text,
            link,
            image_alt,
            team,
            area,
            visibility,
            pinned,
            comments,
            image,
            author,
            status,
            out_at,
            created_at,
            revision,
        }
    }
}

impl From<PostForm> for Post {
    fn from(form: PostForm) -> Self {
        let PostForm {
            id,
            title,
            text,
            link,
            image_alt,
            team,
            area,
            visibility,
            pinned,
            comments,
            image,
            author,
            status,
            out_at,
            created_at,
            revision,
        } = form;
        let reach = match (team, area) {
            (Some(team), _) => Reach::Team(team),
            (None, None) => Reach::Network,
            (None, Some(AreaForm { places, radius_km })) => {
                let spots = places.into_iter().filter_map(|SpotForm { name, point }| Some(Spot { name, point: point? })).collect();
                Reach::Area(PostArea { spots, km: radius_km })
            }
        };
        let facts = PostFacts { title, text, link, image_alt, reach, visibility, pinned, comments };
        Self { id, facts, image, author, status, out_at, created_at, revision }
    }
}

/// A picture: what it shows is in the folder of pictures, under its id.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PictureForm {
    #[serde(with = "written")]
    id: MediaId,
    of: String,
    owner: String,
    at: Timestamp,
}

impl PictureForm {
    /// The form of a picture that is somebody's; those that wait for an owner are not written.
    pub fn of(picture: &Picture) -> Option<Self> {
        let (of, owner) = match picture.owner {
            Owner::Held | Owner::Signup(_) => return None,
            Owner::Member(id) => ("member", id.to_string()),
            Owner::Event(id) => ("event", id.to_string()),
            Owner::Team(id) => ("team", id.to_string()),
            Owner::Post(id) => ("post", id.to_string()),
        };
        Some(Self { id: picture.id, of: of.to_owned(), owner, at: picture.at })
    }

    /// The picture; none when it does not say whose it is.
    pub fn noun(self) -> Option<Picture> {
        let owner = self.owner;
        let owner = match self.of.as_str() {
            "member" => Owner::Member(owner.parse().ok()?),
            "event" => Owner::Event(owner.parse().ok()?),
            "team" => Owner::Team(owner.parse().ok()?),
            "post" => Owner::Post(owner.parse().ok()?),
            _ => return None,
        };
        Some(Picture { id: self.id, owner, at: self.at })
    }
}
