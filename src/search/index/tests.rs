//! What is fed is found, by those who may, in the order they ask for.

use std::path::Path;

use jiff::Timestamp;

use super::{Change, Counts, EventDoc, Failure, Index, Item, Search, Sort, TeamDoc};
use crate::domain::ids::{EventId, TeamId};
use crate::domain::place::Point;
use crate::search::agenda::{Reader, Shown};
use crate::search::grid::Area;

fn time(hours: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + hours * 3600).expect("in range")
}

fn event_id(n: u16) -> EventId {
    let [a, b] = n.to_be_bytes();
    EventId::from_bytes([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, a, b])
}

fn team_id(n: u16) -> TeamId {
    TeamId::from_bytes(*event_id(n).bytes())
}

fn event(n: u16, title: &str, text: &str) -> EventDoc {
    EventDoc {
        id: event_id(n),
        title: title.into(),
        texts: vec![text.into()],
        kind: "leafleting".into(),
        starts_at: time(i64::from(n)),
        ends_at: time(i64::from(n) + 2),
        point: Point::new(48.0 + f64::from(n) / 10.0, 2.0),
        teams: vec![team_id(n)],
        needs_people: n.is_multiple_of(2),
        online: n.is_multiple_of(3),
        shown: Shown::Everyone,
    }
}

fn team(n: u16, name: &str, text: &str) -> TeamDoc {
    TeamDoc { id: team_id(n), name: name.into(), texts: vec![text.into()], kind: "local".into(), point: Point::new(45.0, 3.0) }
}

fn campaign() -> Vec<Change> {
    let events = [
        event(1, "Réunion publique sur les retraites", "Venez nombreuses, salle des fêtes de Montreuil. Porte-à-porte ensuite."),
        event(2, "Distribution de tracts au marché", "Nous distribuons devant l'entrée. Réunions ensuite."),
        event(3, "Leafleting at the station", "We organise a stall and hand out leaflets about housing."),
        event(4, "Collage d'affiches", "Rendez-vous à l'Œuvre, Boulevard Voltaire"),
        event(5, "Apéro militant", "La militante Inès présente la retraite à soixante ans"),
    ];
    let teams = [team(1, "Montreuil en action", "Équipe locale, réunions le mardi"), team(2, "Housing now", "Thematic group")];
    events.into_iter().map(Change::PutEvent).chain(teams.into_iter().map(Change::PutTeam)).collect()
}

fn with(changes: Vec<Change>) -> (tempfile::TempDir, Index) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let index = Index::create(&folder.path().join("index")).expect("created");
    index.apply(changes, 7).expect("fed");
    (folder, index)
}

fn search(words: &str) -> Search<'_> {
    Search { words, limit: 20, ..Search::default() }
}

fn name(item: Item) -> String {
    match item {
        Item::Event(id) => format!("e{}", id.bytes()[15]),
        Item::Team(id) => format!("t{}", id.bytes()[15]),
    }
}

fn names(index: &Index, search: &Search<'_>, reader: Reader<'_>) -> String {
    let found = index.all(search, reader).expect("answered");
    found.items.iter().map(|hit| name(hit.id)).collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn check(index: &Index, words: &str, want: &str) {
    let got = names(index, &search(words), Reader::STRANGER);
    let sorted = |text: &str| {
        let mut all: Vec<String> = text.split(' ').map(str::to_owned).collect();
        all.sort();
        all
    };
    assert_eq!(sorted(&got), sorted(want), "{words}");
}

#[test]
fn words_are_found_in_their_forms() {
    let (_folder, index) = with(campaign());
    check(&index, "reunion", "e1 e2 t1");
    check(&index, "RÉUNIONS", "e1 e2 t1");
    check(&index, "retraite", "e1 e5");
    check(&index, "distribuer des tracts", "e2");
    check(&index, "organising", "e3");
    check(&index, "leaflet", "e3");
    check(&index, "oeuvre", "e4");
    check(&index, "porte à porte", "e1");
    check(&index, "montr", "e1 t1");
    check(&index, "hous", "e3 t2");
    check(&index, "ines militant", "e5");
    check(&index, "d'affiche", "e4");
}

#[test]
fn typos_are_mended_and_said() {
    let (_folder, index) = with(campaign());
    check(&index, "montruil", "e1 t1");
    check(&index, "voltiare", "e4");
    check(&index, "distirbutoin", "e2");
    check(&index, "xyz", "");
    let found = |words| index.all(&search(words), Reader::STRANGER).expect("answered");
    assert!(found("montruil").mended);
    assert!(!found("montreuil").mended);
    assert!(found("tracts dinosaures").loosened);
    assert!(!found("tracts marché").loosened);
}

#[test]
fn the_title_counts_more() {
    let (_folder, index) = with(vec![
        Change::PutEvent(event(1, "Pique-nique", "Avant la manifestation du samedi")),
        Change::PutEvent(event(2, "Manifestation", "Samedi, avec pique-nique")),
    ]);
    assert_eq!(names(&index, &search("manifestation"), Reader::STRANGER), "e2 e1");
    assert_eq!(names(&index, &search("pique nique"), Reader::STRANGER), "e1 e2");
    assert_eq!(names(&index, &search("manif"), Reader::STRANGER), "e2 e1");
}

#[test]
fn conditions_hold_at_once() {
    let (_folder, index) = with(campaign());
    let names = |search: Search<'_>| names(&index, &Search { limit: 20, ..search }, Reader::STRANGER);
    assert_eq!(names(Search { sort: Sort::Start, ..Search::default() }), "t1 t2 e1 e2 e3 e4 e5");
    assert_eq!(names(Search { kinds: &["leafleting"], needs_people: true, ..Search::default() }), "e2 e4");
    assert_eq!(names(Search { kinds: &["local"], ..Search::default() }), "t1 t2");
    assert_eq!(names(Search { online: Some(true), kinds: &["leafleting", "other"], ..Search::default() }), "e3");
    assert_eq!(names(Search { team: Some(team_id(4)), ..Search::default() }), "e4");
    assert_eq!(names(Search { from: Some(time(4)), to: Some(time(5)), kinds: &["leafleting"], ..Search::default() }), "e3 e4");
    let near = Area::circle(Point::new(48.19, 2.0).expect("on Earth"), 13.0);
    assert_eq!(names(Search { area: near, sort: Sort::Distance, ..Search::default() }), "e2 e1 e3");
    assert_eq!(names(Search { area: near, words: "reunion", sort: Sort::Distance, ..Search::default() }), "e2 e1");
}

#[test]
fn what_one_may_not_see_is_not_even_counted() {
    let mut members = event(1, "Secret des membres", "tractage");
    members.shown = Shown::Members;
    let mut restricted = event(2, "Secret de l'équipe", "tractage");
    restricted.shown = Shown::Restricted;
    let (_folder, index) = with(vec![Change::PutEvent(members), Change::PutEvent(restricted), Change::PutEvent(event(3, "Tractage", ""))]);
    let counts = |reader: Reader<'_>| index.events(&search("tractage"), reader).expect("answered").counts.events;
    assert_eq!(counts(Reader::STRANGER), 1);
    assert_eq!(counts(Reader { member: true, may: &|_| false }), 2);
    assert_eq!(counts(Reader { member: true, may: &|id| id == event_id(2) }), 3);
    // A word that only hidden events hold is as unknown as one that nothing holds.
    let stranger = index.events(&search("secret"), Reader::STRANGER).expect("answered");
    let nobody = index.events(&search("sekkrit"), Reader::STRANGER).expect("answered");
    assert_eq!((stranger.items.len(), stranger.counts), (0, Counts::default()));
    assert_eq!((nobody.items.len(), nobody.counts), (0, Counts::default()));
}

#[test]
fn what_is_remembered_is_what_would_be_found() {
    let mut members = event(1, "Tractage", "");
    members.shown = Shown::Members;
    let mut restricted = event(2, "Tractage", "");
    restricted.shown = Shown::Restricted;
    let (_folder, index) = with(vec![Change::PutEvent(members), Change::PutEvent(restricted), Change::PutEvent(event(3, "Tractage", ""))]);
    let found = |at: i64, limit: usize, reader: Reader<'_>| {
        let search = Search { from: Some(time(at)), limit, sort: Sort::Start, ..search("tractage") };
        let found = index.all(&search, reader).expect("answered");
        let names: Vec<String> = found.items.iter().map(|hit| name(hit.id)).collect();
        format!("{} of {}{}", names.join(" "), found.counts.events, if found.next.is_some() { ", more" } else { "" })
    };
    let (member, of_team) = (Reader { member: true, may: &|_| false }, Reader { member: true, may: &|id| id == event_id(2) });
    for _ in 0..2 {
        assert_eq!(found(0, 20, Reader::STRANGER), "e3 of 1");
        assert_eq!(found(0, 20, member), "e1 e3 of 2");
        assert_eq!(found(0, 20, of_team), "e1 e2 e3 of 3");
        assert_eq!(found(0, 2, of_team), "e1 e2 of 3, more");
        assert_eq!(found(0, 1, member), "e1 of 2, more");
        // Each lasts for two hours: what is over is not found, and what is not over is, when the clock is put back.
        assert_eq!(found(2, 20, of_team), "e1 e2 e3 of 3");
        assert_eq!(found(3, 20, of_team), "e2 e3 of 2");
        assert_eq!(found(4, 20, of_team), "e3 of 1");
        assert_eq!(found(5, 20, of_team), " of 0");
    }
    index.apply([Change::DeleteEvent(event_id(3))], 8).expect("fed");
    assert_eq!(found(0, 20, Reader::STRANGER), " of 0");
    index.apply((100..100 + 300).map(|n| Change::PutEvent(event(n, &format!("Tractage mot{n}"), ""))), 9).expect("fed");
    for n in 100..400 {
        check(&index, &format!("mot{n} "), &format!("e{}", n % 256));
    }
}

#[test]
fn pages_follow_each_other_without_gap_or_repeat() {
    let changes =
        (0..100).map(|n| Change::PutEvent(event(n, if n % 2 == 0 { "Tractage" } else { "Grand tractage" }, "au marché"))).collect();
    let (_folder, index) = with(changes);
    let near = Area { near: Some(crate::search::grid::Near { point: Point::new(50.0, 2.0).expect("on Earth"), km: None }), bbox: None };
    for sort in [Sort::Relevance, Sort::Start, Sort::Distance] {
        let whole = index.all(&Search { limit: 1000, sort, area: near, ..search("tractage") }, Reader::STRANGER).expect("answered");
        assert_eq!((whole.items.len(), whole.next), (100, None));
        let (mut pages, mut after) = (Vec::new(), None);
        loop {
            let page = index.all(&Search { limit: 7, sort, area: near, after, ..search("tractage") }, Reader::STRANGER).expect("answered");
            assert_eq!(page.counts.events, 100);
            pages.extend(page.items);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(pages, whole.items, "{sort:?}");
    }
}

fn reopen(folder: &Path) -> Result<Index, Failure> {
    Index::open(&folder.join("index"))
}

#[test]
fn it_is_opened_where_it_was_left() {
    let (folder, index) = with(campaign());
    index.apply([Change::DeleteEvent(event_id(1)), Change::PutEvent(event(2, "Autre chose", ""))], 9).expect("fed");
    check(&index, "reunion", "t1");
    drop(index);
    let index = reopen(folder.path()).expect("opened");
    assert_eq!(index.sequence(), 9);
    check(&index, "reunion", "t1");
    check(&index, "autre", "e2");
    index.rebuild([Change::PutTeam(team(9, "Neuve", ""))], 12).expect("rebuilt");
    assert_eq!(index.sequence(), 12);
    check(&index, "neuve", "t9");
    let mut all = Vec::new();
    index.each(|item| all.push(name(item)));
    assert_eq!(all, ["t9"]);
    index.check().expect("sound");
    drop(index);
    assert_eq!(reopen(folder.path()).map(|index| index.sequence()).ok(), Some(12));
}

#[test]
fn what_is_missing_or_damaged_says_so() {
    let (folder, index) = with(campaign());
    drop(index);
    assert_eq!(Index::open(&folder.path().join("elsewhere")).err(), Some(Failure::Missing));
    let path = folder.path().join("index");
    let files: Vec<_> = std::fs::read_dir(path.join("v1")).expect("a folder").flatten().map(|entry| entry.path()).collect();
    let meta = files.iter().find(|path| path.ends_with("meta.json")).expect("meta.json");
    let sound = std::fs::read(meta).expect("readable");
    std::fs::write(meta, "{").expect("writable");
    assert!(matches!(reopen(folder.path()).err(), Some(Failure::Damaged(_))));
    std::fs::write(meta, sound).expect("writable");
    let fast = files.iter().find(|path| path.extension().is_some_and(|e| e == "fast")).expect("a column file");
    std::fs::remove_file(fast).expect("removable");
    assert!(matches!(reopen(folder.path()).err(), Some(Failure::Damaged(_))));
    assert_eq!(Index::create(&path).map(|index| index.sequence()).ok(), Some(0));
    assert!(reopen(folder.path()).is_ok());
}
