//! What a line of the inbox says: the same words on the page, in the JSON answer and in letters.

use jiff::Timestamp;

use super::Words;
use crate::domain::notification::{Line, Told, Topic};
use crate::domain::reminder::Step;

impl Words {
    /// The sentence of a line.
    pub fn notice(&'static self, line: &Line, now: Timestamp) -> String {
        let title = || line.events.first().map_or("", |event| event.title.as_str());
        let news = || line.title.as_deref().unwrap_or_default();
        let team = || line.team.as_deref().unwrap_or_default();
        if line.path.is_empty() {
            return self.say("notice-gone").into_owned();
        }
        match line.topic {
            Topic::Answer => {
                self.with("notice-answer", &[("n", line.count.into()), ("who", self.who(line).into()), ("title", title().into())])
            }
            Topic::Place => self.with("notice-place", &[("title", title().into())]),
            Topic::Changed => self.with("notice-changed", &[("title", title().into())]),
            Topic::Cancelled => self.with("notice-cancelled", &[("title", title().into())]),
            Topic::Reminder if line.step == Some(Step::After) => self.with("notice-there", &[("title", title().into())]),
            Topic::Reminder => {
                let when = line.events.first().map_or(String::new(), |event| self.starts(event, now));
                self.with("notice-reminder", &[("when", when.into()), ("title", title().into())])
            }
            Topic::TeamEvent => {
                self.with("notice-team_event", &[("n", line.count.into()), ("team", team().into()), ("title", title().into())])
            }
            Topic::NearEvent => self.with("notice-near_event", &[("n", line.count.into()), ("title", title().into())]),
            Topic::Joined => {
                self.with("notice-joined", &[("n", line.count.into()), ("who", self.who(line).into()), ("team", team().into())])
            }
            Topic::Request => {
                self.with("notice-request", &[("n", line.count.into()), ("who", self.who(line).into()), ("team", team().into())])
            }
            Topic::Thread => {
                let about = line.title.clone().unwrap_or_else(|| self.say("thread-untitled").into_owned());
                self.with("notice-thread", &[("n", line.count.into()), ("who", self.who(line).into()), ("title", about.into())])
            }
            Topic::Invitation => self.with("notice-invitation", &[("team", team().into())]),
            Topic::News => match &line.team {
                Some(team) => self.with("notice-team_news", &[("team", team.into()), ("title", news().into())]),
                None => self.with("notice-news", &[("title", news().into())]),
            },
            Topic::Role => match line.role {
                Some(role) => {
                    self.with("notice-role", &[("team", team().into()), ("role", self.pick("role", role.word()).into_owned().into())])
                }
                None => self.with("notice-declined", &[("team", team().into())]),
            },
        }
    }

    /// What there is to know beyond the sentence, a line each.
    pub fn notice_facts(&'static self, line: &Line, now: Timestamp) -> Vec<String> {
        let Some(event) = line.events.first().filter(|_| line.events.len() == 1) else { return Vec::new() };
        let mut facts = match &line.was {
            Some(was) => vec![
                self.with("notice-is", &[("facts", self.when_where(event, now).into())]),
                self.with("notice-was", &[("facts", self.when_where(was, now).into())]),
            ],
            None => vec![self.when_where(event, now)],
        };
        facts.extend(line.reason.as_ref().map(|reason| self.with("notice-reason", &[("reason", reason.into())])));
        facts
    }

    /// The events that a line gathers, when there are several.
    pub fn notice_events<'l>(&self, line: &'l Line) -> &'l [Told] {
        if line.events.len() > 1 { &line.events } else { &[] }
    }

    /// "samedi 28 novembre, de 10 h 30 à 12 h, Place du Marché, 93100 Montreuil"
    pub fn when_where(&'static self, event: &Told, now: Timestamp) -> String {
        let (start, end) = (event.zone.clock(event.starts_at), event.zone.clock(event.ends_at));
        let when = self.period(start.datetime(), end.datetime(), event.zone.clock(now).date());
        let place = if event.place.is_empty() { self.say("event-online").into_owned() } else { event.place.clone() };
        format!("{when}, {place}")
    }

    fn starts(&self, event: &Told, now: Timestamp) -> String {
        self.moment(event.zone.clock(event.starts_at).datetime(), event.zone.clock(now).date())
    }

    /// "Ana", "Ana et Bo", "Ana, Bo et 3 autres personnes": the names that may be said, and how many more there are.
    fn who(&'static self, line: &Line) -> String {
        let more = usize::try_from(line.count).unwrap_or(usize::MAX).saturating_sub(line.people.len());
        match (line.people.as_slice(), more) {
            ([], 0..=1) => self.say("notice-somebody").into_owned(),
            ([], more) => self.count("notice-people", more),
            (names, 0) => self.list(names),
            (names, more) => self.with("notice-and-more", &[("names", names.join(", ").into()), ("n", more.into())]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{CHANCE, NotificationId};
    use crate::domain::lang::Lang;
    use crate::domain::membership::TeamRole;

    fn event(title: &str) -> Told {
        Told {
            title: title.to_owned(),
            path: "/events/x".to_owned(),
            starts_at: "2026-11-28T09:30:00Z".parse().expect("a time"),
            ends_at: "2026-11-28T11:00:00Z".parse().expect("a time"),
            zone: "Europe/Paris".parse().expect("a zone"),
            place: "93100 Montreuil".to_owned(),
        }
    }

    fn line(topic: Topic, count: u32, people: &[&str]) -> Line {
        let at = "2026-11-23T08:00:00Z".parse().expect("a time");
        Line {
            id: NotificationId::new(at, [0; CHANCE]),
            topic,
            at,
            read: false,
            count,
            people: people.iter().map(|name| (*name).to_owned()).collect(),
            events: vec![event("Tractage")],
            team: Some("Équipe".to_owned()),
            title: Some("Bonne nouvelle".to_owned()),
            path: "/events/x".to_owned(),
            was: None,
            reason: None,
            role: Some(TeamRole::Manager),
            step: None,
        }
    }

    #[track_caller]
    fn check(line: &Line, fr: &str, en: &str) {
        let said = |lang| Words::of(lang).notice(line, line.at).replace('\u{202f}', "_");
        assert_eq!((said(Lang::Fr).as_str(), said(Lang::En).as_str()), (fr, en));
    }

    #[test]
    fn sentences() {
        check(&line(Topic::Answer, 1, &["Ana"]), "Ana vient_: Tractage", "Ana is coming: Tractage");
        check(&line(Topic::Answer, 2, &["Ana", "Bo"]), "Ana et Bo viennent_: Tractage", "Ana and Bo are coming: Tractage");
        let many = line(Topic::Answer, 5, &["Ana", "Bo", "Cy"]);
        check(&many, "Ana, Bo, Cy et 2 autres personnes viennent_: Tractage", "Ana, Bo, Cy and 2 more people are coming: Tractage");
        check(&line(Topic::Answer, 1, &[]), "Quelqu’un vient_: Tractage", "Somebody is coming: Tractage");
        check(&line(Topic::NearEvent, 1, &[]), "Nouvelle action près de chez vous_: Tractage", "New event near you: Tractage");
        check(&line(Topic::NearEvent, 3, &[]), "3 nouvelles actions près de chez vous", "3 new events near you");
        check(&line(Topic::TeamEvent, 2, &[]), "Équipe_: 2 nouvelles actions", "Équipe: 2 new events");
        let declined = Line { role: None, ..line(Topic::Role, 1, &[]) };
        check(&declined, "«_Équipe_» n’a pas retenu votre demande", "“Équipe” has declined your request");
        check(&line(Topic::Role, 1, &[]), "Votre rôle dans Équipe_: Gestion", "Your role in Équipe: Manager");
        check(
            &line(Topic::Reminder, 1, &[]),
            "Rappel, samedi 28 novembre à 10_h_30_: Tractage",
            "Reminder, Saturday 28 November at 10:30: Tractage",
        );
        check(&line(Topic::News, 1, &[]), "Équipe_: Bonne nouvelle", "Équipe: Bonne nouvelle");
        check(&Line { team: None, ..line(Topic::News, 1, &[]) }, "Actualité_: Bonne nouvelle", "News: Bonne nouvelle");
        check(&line(Topic::Thread, 1, &["Ana"]), "Ana a écrit dans «_Bonne nouvelle_»", "Ana wrote in “Bonne nouvelle”");
        let two = line(Topic::Thread, 2, &["Ana", "Bo"]);
        check(&two, "Ana et Bo ont écrit dans «_Bonne nouvelle_»", "Ana and Bo wrote in “Bonne nouvelle”");
        let gone = Line { path: String::new(), ..line(Topic::Answer, 1, &["Ana"]) };
        check(&gone, "Quelque chose que vous ne pouvez plus voir", "Something that you can no longer see");
    }

    #[test]
    fn a_change_says_what_was_and_what_is() {
        let moved = Line { was: Some(Told { place: String::new(), ..event("Tractage") }), ..line(Topic::Changed, 1, &[]) };
        let facts = Words::of(Lang::En).notice_facts(&moved, moved.at);
        let want = ["Now: Saturday 28 November, 10:30 to 12:00, 93100 Montreuil", "Before: Saturday 28 November, 10:30 to 12:00, Online"];
        assert_eq!(facts, want);
    }
}
