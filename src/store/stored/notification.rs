//! Inboxes, what members chose to hear of, and the news that are still to be told.

use serde::{Deserialize, Serialize};

use super::{Form, stored, time};
use crate::domain::chore::{News, NotifyChore, Stage};
use crate::domain::ids::{EventId, MemberId, NotificationId};
use crate::domain::membership::TeamRole;
use crate::domain::notification::{Delivery, InboxTally, Notification, Preferences, Quiet, Subject, Topic, Was};
use crate::domain::reminder::Step;

stored! {
    Notification => NotificationV1;
    InboxTally => InboxTallyV1;
    Preferences => PreferencesV1;
    NotifyChore => NotifyChoreV1;
}

#[derive(Serialize, Deserialize)]
struct NotificationV1 {
    id: NotificationId,
    member: MemberId,
    topic: Topic,
    subject: Subject,
    at: i64,
    count: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    people: Vec<MemberId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    events: Vec<EventId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    was: Option<Was>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    role: Option<TeamRole>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    step: Option<Step>,
    read: bool,
    mailed: bool,
}

impl Form<Notification> for NotificationV1 {
    fn of(line: &Notification) -> Self {
        let Notification { id, member, topic, subject, at, count, people, events, was, role, step, read, mailed } = line.clone();
        let at = at.as_microsecond();
        Self { id, member, topic, subject, at, count, people, events, was, role, step, read, mailed }
    }

    fn noun(self) -> Result<Notification, String> {
        let Self { id, member, topic, subject, at, count, people, events, was, role, step, read, mailed } = self;
        let at = time(at)?;
        Ok(Notification { id, member, topic, subject, at, count, people, events, was, role, step, read, mailed })
    }
}

#[derive(Serialize, Deserialize)]
struct InboxTallyV1 {
    lines: u32,
    unread: u32,
}

impl Form<InboxTally> for InboxTallyV1 {
    fn of(tally: &InboxTally) -> Self {
        let InboxTally { lines, unread } = *tally;
        Self { lines, unread }
    }

    fn noun(self) -> Result<InboxTally, String> {
        let Self { lines, unread } = self;
        Ok(InboxTally { lines, unread })
    }
}

#[derive(Serialize, Deserialize)]
struct PreferencesV1 {
    chosen: Vec<(Topic, Delivery)>,
    quiet: Quiet,
}

impl Form<Preferences> for PreferencesV1 {
    fn of(preferences: &Preferences) -> Self {
        let Preferences { chosen, quiet } = preferences;
        Self { chosen: chosen.iter().map(|(topic, delivery)| (*topic, *delivery)).collect(), quiet: *quiet }
    }

    fn noun(self) -> Result<Preferences, String> {
        let Self { chosen, quiet } = self;
        Ok(Preferences { chosen: chosen.into_iter().collect(), quiet })
    }
}

#[derive(Serialize, Deserialize)]
struct NotifyChoreV1 {
    news: News,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<MemberId>,
    at: i64,
    circles: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<MemberId>,
}

impl Form<NotifyChore> for NotifyChoreV1 {
    fn of(chore: &NotifyChore) -> Self {
        let NotifyChore { news, by, at, stage: Stage { circles, after } } = chore.clone();
        Self { news, by, at: at.as_microsecond(), circles, after }
    }

    fn noun(self) -> Result<NotifyChore, String> {
        let Self { news, by, at, circles, after } = self;
        Ok(NotifyChore { news, by, at: time(at)?, stage: Stage { circles, after } })
    }
}
