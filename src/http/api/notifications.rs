//! `/notifications`: one's own inbox, and what one chose to hear of.

use poem::Request;
use poem_openapi::param::Query;
use poem_openapi::{Object, OpenApi};
use serde::{Deserialize, Serialize};

use super::Desk;
use super::conditions::active;
use super::events::paging;
use super::rsvps::next_page;
use super::shapes::{Id, Url, word};
use crate::app::inbox;
use crate::domain::notification::{Delivery, InboxTally, Line, Preferences, Quiet, Topic};
use crate::domain::refusal::{Flaw, Flaws, Refusal};
use crate::http::asked::Asked;
use crate::http::body::{Body, Moment, Nested, OneOf, OptionalBody, Text};
use crate::http::error::Problem;
use crate::http::json::{Nullable, RawJson};
use crate::http::params::{Cursor, LIMIT_MAX, Limit};
use crate::http::session::Bearer;
use crate::worded;
use crate::words::Words;

worded!(Topic Delivery);

/// Longest sentence of a line: a title or three names, and the words around them.
const SENTENCE_MAX: usize = 1_000;

/// Most lines that are marked by name at once.
const IDS_MAX: usize = 100;

/// A page of one's own inbox.
#[derive(Debug, Object, Serialize)]
struct Notifications {
    /// Lines, the newest first.
    items: Vec<Notification>,
    /// How many lines of the whole inbox are unread.
    unread: u32,
    /// Where the next page begins: `after`.
    next: Nullable<Text<256>>,
}

/// A line of one's own inbox.
#[derive(Debug, Object, Serialize)]
struct Notification {
    /// Which.
    id: Id,
    /// On what topic.
    topic: OneOf<Topic>,
    /// When it was last added to.
    at: Moment,
    /// Whether it was read.
    read: bool,
    /// How much of the same it holds.
    count: u32,
    /// What it says, in the language asked for.
    text: Text<SENTENCE_MAX>,
    /// When, where, why.
    details: Vec<Text<SENTENCE_MAX>>,
    /// The page that it leads to; null when its subject cannot be seen any more.
    url: Nullable<Url>,
}

impl Notification {
    fn of(desk: &Desk, t: &'static Words, line: &Line) -> Self {
        let now = desk.app.now();
        let url = Some(&line.path).filter(|path| !path.is_empty()).map(|path| Text(format!("{}{path}", desk.origin)));
        Self {
            id: Text::of(line.id),
            topic: line.topic.into(),
            at: line.at.into(),
            read: line.read,
            count: line.count,
            text: Text(t.notice(line, now)),
            details: t.notice_facts(line, now).into_iter().map(Text).collect(),
            url: url.into(),
        }
    }
}

/// Which lines were read.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct NewlyRead {
    /// These; absent: all.
    ids: Option<Vec<Id>>,
}

/// How many lines one's own inbox has.
#[derive(Debug, Object, Serialize)]
struct Inbox {
    /// In all.
    lines: u32,
    /// Unread.
    unread: u32,
}

/// How each topic reaches one.
#[derive(Debug, Object, Serialize)]
struct NotificationSettings {
    /// Every topic.
    topics: Vec<TopicSetting>,
    /// The hours in which no mail is sent at once, on one's own clock.
    quiet: QuietHours,
}

/// How one topic reaches one.
#[derive(Debug, Object, Serialize)]
struct TopicSetting {
    /// The topic.
    topic: OneOf<Topic>,
    /// How it reaches one.
    delivery: OneOf<Delivery>,
    /// The ways that it can.
    offers: Vec<OneOf<Delivery>>,
}

/// From one hour to another, 0 to 23; equal hours: never.
#[derive(Debug, Object, Serialize)]
struct QuietHours {
    /// From this hour.
    from: u8,
    /// To this hour.
    to: u8,
}

/// What one chooses; what is absent stays.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct NewNotificationSettings {
    /// How these topics are to reach one.
    topics: Option<Vec<Nested<NewTopicSetting>>>,
    /// The hours in which no mail is sent at once.
    quiet: Option<Nested<NewQuietHours>>,
}

/// How one topic is to reach one.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct NewTopicSetting {
    /// The topic.
    topic: Option<OneOf<Topic>>,
    /// How it is to reach one.
    delivery: Option<OneOf<Delivery>>,
}

/// From one hour to another, 0 to 23; equal hours: never.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct NewQuietHours {
    /// From this hour.
    from: Option<i64>,
    /// To this hour.
    to: Option<i64>,
}

impl NewNotificationSettings {
    fn read(self, mut preferences: Preferences) -> Result<Preferences, Refusal> {
        let mut flaws = Flaws::default();
        for Nested(setting) in self.topics.unwrap_or_default() {
            flaws.require(setting.topic.is_some(), Flaw::new("topics", "missing"));
            flaws.require(setting.delivery.is_some(), Flaw::new("topics", "missing"));
            let (topic, delivery) =
                (word(&mut flaws, "topics", setting.topic.as_ref()), word(&mut flaws, "topics", setting.delivery.as_ref()));
            preferences.chosen.extend(topic.zip(delivery));
        }
        if let Some(Nested(quiet)) = self.quiet {
            let hour = |hour: Option<i64>, former: u8| hour.map_or(former, |hour| u8::try_from(hour).unwrap_or(u8::MAX));
            let Quiet { from, to } = preferences.quiet;
            preferences.quiet = Quiet { from: hour(quiet.from, from), to: hour(quiet.to, to) };
        }
        if let Err(refusal) = preferences.check() {
            flaws.add(refusal)?;
        }
        flaws.done()?;
        Ok(preferences)
    }
}

/// See the file.
pub struct Operations(pub Desk);

impl Operations {
    fn settings(preferences: &Preferences) -> Result<RawJson<NotificationSettings>, Problem> {
        let topic = |topic: &Topic| TopicSetting {
            topic: (*topic).into(),
            delivery: preferences.of(*topic).into(),
            offers: topic.offers().iter().map(|way| (*way).into()).collect(),
        };
        let Quiet { from, to } = preferences.quiet;
        RawJson::of(&NotificationSettings { topics: Topic::ALL.iter().map(topic).collect(), quiet: QuietHours { from, to } })
    }
}

#[OpenApi]
impl Operations {
    /// One's own inbox, the newest line first.
    #[oai(path = "/notifications", method = "get", operation_id = "list_notifications")]
    async fn list(
        &self,
        who: Bearer,
        request: &Request,
        limit: Query<Option<Limit<LIMIT_MAX>>>,
        /// Where the page before ended: its `next`.
        after: Query<Option<Cursor>>,
    ) -> Result<RawJson<Notifications>, Problem> {
        let visitor = active(&who)?;
        let (after, limit) = paging(after.0, limit.0)?;
        let lang = request.data::<Asked>().map_or(visitor.member.lang, |asked| asked.lang);
        let (lines, next) = inbox::list(&self.0.app, &who.actor(), after, limit)?;
        let items = lines.iter().map(|line| Notification::of(&self.0, Words::of(lang), line)).collect();
        let InboxTally { unread, .. } = inbox::tally(&self.0.app, visitor.member.id)?;
        RawJson::of(&Notifications { items, unread, next: next_page(next).into() })
    }

    /// Marks lines as read: those that are named, or all.
    #[oai(path = "/notifications/read", method = "post", operation_id = "read_notifications")]
    async fn read(&self, who: Bearer, body: OptionalBody<NewlyRead>) -> Result<RawJson<Inbox>, Problem> {
        active(&who)?;
        let ids = match body.0.ids {
            None => None,
            Some(ids) if ids.len() > IDS_MAX => {
                let most = i64::try_from(IDS_MAX).unwrap_or(i64::MAX);
                return Err(Refusal::Invalid(vec![Flaw::with("ids", "too_long", most)]).into());
            }
            // What is no id is the id of nothing: as good as read.
            Some(ids) => Some(ids.iter().filter_map(|id| id.0.parse().ok()).collect()),
        };
        let InboxTally { lines, unread } = inbox::read(&self.0.app, &who.actor(), ids).await?;
        RawJson::of(&Inbox { lines, unread })
    }

    /// What one hears of, and how.
    #[oai(path = "/me/notification-settings", method = "get", operation_id = "get_notification_settings")]
    async fn get_settings(&self, who: Bearer) -> Result<RawJson<NotificationSettings>, Problem> {
        active(&who)?;
        Self::settings(&inbox::preferences(&self.0.app, &who.actor())?)
    }

    /// Chooses what to hear of, and how.
    #[oai(path = "/me/notification-settings", method = "put", operation_id = "put_notification_settings")]
    async fn put_settings(&self, who: Bearer, body: Body<NewNotificationSettings>) -> Result<RawJson<NotificationSettings>, Problem> {
        active(&who)?;
        let preferences = body.0.read(inbox::preferences(&self.0.app, &who.actor())?)?;
        inbox::choose(&self.0.app, &who.actor(), preferences.clone()).await?;
        Self::settings(&preferences)
    }
}
