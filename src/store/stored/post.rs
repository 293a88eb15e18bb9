//! News.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Form, stored, time};
use crate::domain::ids::{MediaId, MemberId, PostId};
use crate::domain::post::{Post, PostFacts, PostStatus, PostVisibility, Reach};
use crate::domain::text::{Alt, Markdown, Title, WebLink};

stored! {
    Post => PostV1;
}

#[derive(Serialize, Deserialize)]
struct PostV1 {
    id: PostId,
    title: Title,
    text: Markdown,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    link: Option<WebLink>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    image_alt: Option<Alt>,
    reach: Reach,
    visibility: PostVisibility,
    pinned: bool,
    comments: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    image: Option<MediaId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    author: Option<MemberId>,
    status: PostStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    out_at: Option<i64>,
    created_at: i64,
    revision: u32,
}

impl Form<Post> for PostV1 {
    fn of(post: &Post) -> Self {
        let Post { id, facts, image, author, status, out_at, created_at, revision } = post.clone();
        let PostFacts { title, text, link, image_alt, reach, visibility, pinned, comments } = facts;
        let (out_at, created_at) = (out_at.map(Timestamp::as_microsecond), created_at.as_microsecond());
        Self { id, title, text, link, image_alt, reach, visibility, pinned, comments, image, author, status, out_at, created_at, revision }
    }

    fn noun(self) -> Result<Post, String> {
        let Self {
            id,
            title,
            text,
            link,
            image_alt,
            reach,
            visibility,
            pinned,
            comments,
            image,
            author,
            status,
            out_at,
            created_at,
            revision,
        } = self;
        let facts = PostFacts { title, text, link, image_alt, reach, visibility, pinned, comments };
        Ok(Post { id, facts, image, author, status, out_at: out_at.map(time).transpose()?, created_at: time(created_at)?, revision })
    }
}
