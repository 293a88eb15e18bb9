//! Tests of letters that bring news: every one in every language, its headers, and that no title adds anything to it.

use proptest::prelude::*;

use super::{chore, headers, letters, now, outgoing, written};
use crate::domain::chore::{Letter, Links};
use crate::domain::ids::NotificationId;
use crate::domain::lang::Lang;
use crate::domain::membership::TeamRole;
use crate::domain::notification::{Cadence, Line, Told, Topic};
use crate::domain::reminder::Step;
use crate::mail::compose::{html, text};

fn told(title: &str, hour: u8, place: &str) -> Told {
    let time = |hour: u8| format!("2026-11-29T{hour:02}:30:00Z").parse().expect("a time");
    Told {
        title: title.to_owned(),
        path: "/events/0abc".to_owned(),
        starts_at: time(hour),
        ends_at: time(hour + 2),
        zone: "Europe/Paris".parse().expect("a zone"),
        place: place.to_owned(),
    }
}

fn line(topic: Topic, title: &str) -> Line {
    Line {
        id: NotificationId::new(now(), [0; 10]),
        topic,
        at: now(),
        read: false,
        count: 1,
        people: vec!["Ana Diop".to_owned()],
        events: vec![told(title, 9, "Place du Marché, 93100 Montreuil")],
        team: Some("Équipe de Montreuil".to_owned()),
        title: None,
        path: "/events/0abc".to_owned(),
        was: None,
        reason: None,
        role: None,
        step: None,
    }
}

fn links() -> Links {
    Links { yes: "/links/yes/a.b.c.d".to_owned(), no: "/links/no/a.b.c.d".to_owned(), stop: "/links/stop/a.b.c.d".to_owned() }
}

/// One letter of each sort.
fn news(title: &str) -> Vec<(&'static str, Letter)> {
    let first_name = || "Inès".to_owned();
    let stop = || Links { yes: String::new(), no: String::new(), ..links() };
    let tells = |line, links| Letter::News { first_name: first_name(), line: Box::new(line), links };
    let reminds = |step| {
        let line = Box::new(Line { step: Some(step), ..line(Topic::Reminder, title) });
        Letter::Reminder { first_name: first_name(), line, links: links() }
    };
    let events = vec![told(title, 9, "93100 Montreuil"), told("Porte-à-porte", 15, "93170 Bagnolet")];
    let many = Line { count: 2, path: "/events".to_owned(), events, ..line(Topic::NearEvent, title) };
    let answers = Line { count: 4, people: vec!["Ana Diop".to_owned(), "Bo Li".to_owned()], ..line(Topic::Answer, title) };
    let role = Line { role: Some(TeamRole::Manager), events: vec![], path: "/teams/0abc".to_owned(), ..line(Topic::Role, title) };
    vec![
        ("changed", tells(Line { was: Some(told(title, 14, "Mairie, 93100 Montreuil")), ..line(Topic::Changed, title) }, links())),
        ("cancelled", tells(Line { reason: Some("Il pleut.".to_owned()), ..line(Topic::Cancelled, title) }, stop())),
        ("place", tells(line(Topic::Place, title), links())),
        ("role", tells(role, stop())),
        ("reminder", reminds(Step::DayBefore)),
        ("there", reminds(Step::After)),
        ("digest", Letter::Digest { first_name: first_name(), cadence: Cadence::Weekly, lines: vec![answers, many], links: stop() }),
    ]
}

#[test]
fn news_in_every_language() {
    for lang in Lang::ALL {
        for (name, letter) in news("Tractage au marché") {
            let chore = chore("ines@exemple.fr", lang, letter);
            let text = text(&outgoing(1, &chore, "Printemps local"), now()).expect("written");
            insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "../snapshots"}, {
                insta::assert_snapshot!(format!("{name}.{}", lang.tag()), format!("{}\n\n{}", text.subject, text.body));
            });
        }
    }
}

#[test]
fn a_letter_of_news_can_be_stopped_with_one_click() {
    for (name, letter) in news("Tractage au marché") {
        let chore = chore("ines@exemple.fr", Lang::Fr, letter);
        let message = written(&chore, "Printemps local", 42);
        let headers = headers(&message);
        let of = |wanted: &str| headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        assert_eq!(of("List-Unsubscribe"), Some("<https://agir.exemple.org/links/stop/a.b.c.d>"), "{name}");
        assert_eq!(of("List-Unsubscribe-Post"), Some("List-Unsubscribe=One-Click"), "{name}");
        assert_eq!(of("Auto-Submitted"), Some("auto-generated"), "{name}");
        if name == "reminder" {
            insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "../snapshots"}, {
                insta::assert_snapshot!("message_reminder", String::from_utf8(message).expect("ASCII").replace('\r', ""));
            });
        }
    }
    let [letter, ..] = letters("x");
    let account = headers(&written(&chore("a@exemple.fr", Lang::Fr, letter), "P", 1));
    assert!(!account.iter().any(|(name, _)| name.starts_with("List-")), "what protects an account cannot be stopped");
}

proptest! {
    #[test]
    fn no_title_adds_a_header_a_paragraph_or_a_link(
        title in "(\\PC|[\r\n\t<>\"&:]){1,60}|https://agir.exemple.org/links/yes/x",
        which in 0usize..7,
    ) {
        let page = |title: &str| {
            let chore = chore("ines@exemple.fr", Lang::En, news(title).swap_remove(which).1);
            let letter = outgoing(7, &chore, "P");
            let text = text(&letter, now()).expect("written");
            assert!(!text.subject.contains(['\r', '\n']));
            (html(&letter, &text).expect("written"), text.body.split("\n\n").count(), headers(&written(&chore, "P", 7)).len())
        };
        // A title is never blank: where there is none, a letter leaves its place out.
        let ((plain, paragraphs, count), (hostile, more, many)) = (page("x"), page(&format!("x {title}")));
        prop_assert_eq!((paragraphs, count), (more, many));
        prop_assert_eq!(plain.matches("<a ").count(), hostile.matches("<a ").count());
        prop_assert_eq!(plain.matches(['<', '>']).count(), hostile.matches(['<', '>']).count());
    }
}
