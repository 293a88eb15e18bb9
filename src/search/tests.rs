//! Agenda, roster and index give the same answers as looking at everything, one by one: over the poles, over ±180°, everywhere.

use std::cmp::Ordering;
use std::path::PathBuf;

use jiff::Timestamp;

use super::agenda::{self, Agenda, Entry, Reader, Shown};
use super::grid::{Area, Near};
use super::index::{self, Change, EventDoc, Index, TeamDoc};
use super::page::{Cursor, Hit, Page};
use super::roster::{self, Roster};
use crate::domain::bbox::Bbox;
use crate::domain::ids::{EventId, TeamId};
use crate::domain::place::Point;

/// The shared data, when it is there.
pub(super) fn shared(file: &str) -> Option<PathBuf> {
    let folder =
        std::env::var_os("BANDEROLE_SHARED").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let path = Some(folder.join(file)).filter(|path| path.exists());
    if path.is_none() {
        skipped(file);
    }
    path
}

/// In the words that `tests/run` counts.
#[allow(clippy::print_stdout, reason = "says why a test proves nothing")]
fn skipped(file: &str) {
    println!("skipped: {file} of the shared data is absent (BANDEROLE_SHARED)");
}

/// Chance that is the same on each run (D. Knuth's MMIX generator).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn between(&mut self, from: i32, to: i32) -> i32 {
        from + i32::try_from(self.below(u64::from(to.abs_diff(from)) + 1)).expect("in range")
    }

    fn id(&mut self) -> [u8; 16] {
        let (a, b) = (self.next().to_be_bytes(), self.next().to_be_bytes());
        std::array::from_fn(|at| if at < 8 { a[at] } else { b[at - 8] })
    }

    /// Anywhere, or where it is hard: about the poles, ±180°, the equator and the zero meridian, and one town.
    fn point(&mut self) -> Point {
        let (lat, lon) = match self.below(8) {
            0 => (900_000_000 - self.between(0, 3_000_000), self.between(-1_800_000_000, 1_800_000_000)),
            1 => (-900_000_000 + self.between(0, 3_000_000), self.between(-1_800_000_000, 1_800_000_000)),
            2 => (self.between(-170_000_000, -165_000_000), 1_800_000_000 - self.between(0, 3_000_000)),
            3 => (self.between(-170_000_000, -165_000_000), -1_800_000_000 + self.between(0, 3_000_000)),
            4 => (self.between(-2_000_000, 2_000_000), self.between(-2_000_000, 2_000_000)),
            5 | 6 => (self.between(485_000_000, 492_000_000), self.between(18_000_000, 28_000_000)),
            _ => (self.between(-900_000_000, 900_000_000), self.between(-1_800_000_000, 1_800_000_000)),
        };
        let corner = self.below(40);
        let lon = if corner == 0 {
            1_800_000_000
        } else if corner == 1 {
            -1_800_000_000
        } else {
            lon
        };
        let lat = if corner == 2 {
            900_000_000
        } else if corner == 3 {
            -900_000_000
        } else {
            lat
        };
        Point::new(f64::from(lat) / 1e7, f64::from(lon) / 1e7).expect("on Earth")
    }

    fn area(&mut self) -> Area {
        let radii = [0.0, 0.5, 5.0, 20.0, 50.0, 300.0, 500.0, 5_000.0, 19_000.0, 20_100.0];
        let near = Near { point: self.point(), km: (self.below(10) > 0).then(|| radii[usize::try_from(self.below(10)).expect("small")]) };
        let (a, b) = (self.point(), self.point());
        let bbox = Bbox::new(a.lon(), a.lat().min(b.lat()), b.lon(), a.lat().max(b.lat()));
        match self.below(8) {
            0 => Area::default(),
            1 => Area { near: None, bbox },
            2 => Area { near: Some(near), bbox },
            _ => Area { near: Some(near), bbox: None },
        }
    }
}

const START: i64 = 1_800_000_000;

fn entry(chance: &mut Chance) -> Entry {
    let start = START + i64::from(chance.between(-1_000_000, 3_000_000));
    let teams = [[1; 16], [2; 16], [3; 16]];
    Entry {
        id: EventId::from_bytes(chance.id()),
        starts_at: Timestamp::from_second(start).expect("in range"),
        ends_at: Timestamp::from_second(start + i64::from(chance.between(0, 600_000))).expect("in range"),
        point: (chance.below(10) > 0).then(|| chance.point()),
        kind: u16::try_from(chance.below(4)).expect("small"),
        team: teams.get(usize::try_from(chance.below(5)).expect("small")).map(|id| TeamId::from_bytes(*id)),
        needs_people: chance.below(3) == 0,
        online: chance.below(4) == 0,
        shown: [Shown::Everyone, Shown::Everyone, Shown::Members, Shown::Restricted][usize::try_from(chance.below(4)).expect("small")],
    }
}

fn may(id: EventId) -> bool {
    id.bytes()[15].is_multiple_of(2)
}

fn reader(chance: &mut Chance) -> Reader<'static> {
    match chance.below(3) {
        0 => Reader::STRANGER,
        1 => Reader { member: true, may: &|_| false },
        _ => Reader { member: true, may: &may },
    }
}

fn query(chance: &mut Chance) -> agenda::Query<'static> {
    let time = |chance: &mut Chance| Timestamp::from_second(START + i64::from(chance.between(-1_500_000, 3_500_000))).ok();
    let kinds: [&[u16]; 4] = [&[], &[], &[1], &[0, 3]];
    agenda::Query {
        area: chance.area(),
        from: if chance.below(3) > 0 { time(chance) } else { None },
        to: if chance.below(3) == 0 { time(chance) } else { None },
        kinds: kinds[usize::try_from(chance.below(4)).expect("small")],
        team: (chance.below(6) == 0).then(|| TeamId::from_bytes([2; 16])),
        online: (chance.below(6) == 0).then(|| chance.below(2) == 0),
        needs_people: chance.below(6) == 0,
        sort: if chance.below(2) == 0 { agenda::Sort::Start } else { agenda::Sort::Distance },
        after: None,
        limit: usize::try_from(20 + chance.below(300)).expect("small"),
    }
}

/// The answer by looking at everything: haversine for each, no grid, no order kept.
fn brute(all: &[Entry], query: &agenda::Query<'_>, reader: Reader<'_>) -> Vec<Hit<EventId>> {
    let fits = |entry: &&Entry| {
        let shown = match entry.shown {
            Shown::Everyone => true,
            Shown::Members => reader.member,
            Shown::Restricted => (reader.may)(entry.id),
        };
        let km = |near: Near| entry.point.map(|point| near.point.km_to(point));
        let in_circle = query.area.near.is_none_or(|near| near.km.is_none_or(|most| km(near).is_some_and(|km| km <= most)));
        let in_box = query.area.bbox.is_none_or(|bbox| entry.point.is_some_and(|point| bbox.contains(point)));
        shown
            && in_circle
            && in_box
            && query.from.is_none_or(|from| entry.ends_at > from)
            && query.to.is_none_or(|to| entry.starts_at < to)
            && (query.kinds.is_empty() || query.kinds.contains(&entry.kind))
            && query.team.is_none_or(|team| entry.team == Some(team))
            && query.online.is_none_or(|online| entry.online == online)
            && (!query.needs_people || entry.needs_people)
    };
    let distance = |entry: &Entry| query.area.near.and_then(|near| entry.point.map(|point| near.point.km_to(point)));
    let mut fit: Vec<&Entry> = all.iter().filter(fits).collect();
    fit.sort_by(|a, b| {
        let by_distance = match (distance(a), distance(b)) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        };
        match query.sort {
            agenda::Sort::Distance if query.area.near.is_some() => by_distance.then(a.id.cmp(&b.id)),
            _ => a.starts_at.cmp(&b.starts_at).then(a.id.cmp(&b.id)),
        }
    });
    fit.into_iter().map(|entry| Hit { id: entry.id, distance_km: distance(entry) }).collect()
}

/// All pages, one after the other.
fn pages<T>(mut page: impl FnMut(Option<Cursor>) -> Page<T>) -> Vec<T> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let next = page(after);
        all.extend(next.items);
        match next.next {
            // Cursors travel as text.
            Some(cursor) => after = Cursor::from_text(&cursor.to_text()),
            None => return all,
        }
    }
}

fn document(entry: &Entry) -> Change {
    Change::PutEvent(EventDoc {
        id: entry.id,
        title: "Tractage".into(),
        texts: vec!["au marché".into()],
        kind: format!("k{}", entry.kind),
        starts_at: entry.starts_at,
        ends_at: entry.ends_at,
        point: entry.point,
        teams: entry.team.into_iter().collect(),
        needs_people: entry.needs_people,
        online: entry.online,
        shown: entry.shown,
    })
}

fn index_of(changes: Vec<Change>) -> (tempfile::TempDir, Index) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let index = Index::create(&folder.path().join("index")).expect("created");
    index.apply(changes, 1).expect("fed");
    (folder, index)
}

#[test]
fn agenda_and_index_answer_as_looking_at_everything_does() {
    let mut chance = Chance(2026);
    let all: Vec<Entry> = (0..2_000).map(|_| entry(&mut chance)).collect();
    let agenda = Agenda::new();
    all.iter().for_each(|entry| agenda.put(*entry));
    let (_folder, index) = index_of(all.iter().map(document).collect());
    let mut found_any = 0;
    for round in 0..600 {
        let (query, reader) = (query(&mut chance), reader(&mut chance));
        let want = brute(&all, &query, reader);
        found_any += usize::from(!want.is_empty());
        let by_agenda = pages(|after| agenda.find(&agenda::Query { after, ..query.clone() }, reader));
        assert_eq!(by_agenda, want, "{round}: {query:?}");
        assert_eq!(agenda.count(&query, reader), want.len(), "{round}: {query:?}");
        let kinds: Vec<String> = query.kinds.iter().map(|kind| format!("k{kind}")).collect();
        let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
        let search = index::Search {
            words: ["", "tractage", "marche"][round % 3],
            area: query.area,
            from: query.from,
            to: query.to,
            kinds: &kinds,
            team: query.team,
            online: query.online,
            needs_people: query.needs_people,
            sort: if query.sort == agenda::Sort::Start { index::Sort::Start } else { index::Sort::Distance },
            after: None,
            limit: query.limit,
        };
        let by_index = pages(|after| {
            let found = index.events(&index::Search { after, ..search.clone() }, reader).expect("answered");
            assert_eq!(found.counts.events, want.len(), "{round}: {search:?}");
            Page { items: found.items, next: found.next }
        });
        assert_eq!(by_index, want, "{round}: {search:?}");
    }
    assert!(found_any > 200, "the queries must find something to prove something: {found_any}");
}

#[test]
fn the_agenda_is_right_after_any_changes() {
    let mut chance = Chance(7);
    let agenda = Agenda::new();
    let mut all: Vec<Entry> = Vec::new();
    for round in 0..4_000 {
        match chance.below(4) {
            0 if !all.is_empty() => {
                let gone = all.swap_remove(usize::try_from(chance.below(all.len() as u64)).expect("small"));
                assert!(agenda.remove(gone.id));
                assert!(!agenda.remove(gone.id));
            }
            1 if !all.is_empty() => {
                let at = usize::try_from(chance.below(all.len() as u64)).expect("small");
                all[at] = Entry { id: all[at].id, ..entry(&mut chance) };
                agenda.put(all[at]);
            }
            _ => {
                all.push(entry(&mut chance));
                agenda.put(all[all.len() - 1]);
            }
        }
        if round % 20 == 0 {
            let (query, reader) = (query(&mut chance), reader(&mut chance));
            let want = brute(&all, &query, reader);
            assert_eq!(pages(|after| agenda.find(&agenda::Query { after, ..query.clone() }, reader)), want, "{round}: {query:?}");
        }
    }
    assert_eq!(agenda.len(), all.len());
    let some = all[0];
    assert_eq!(agenda.get(some.id), Some(some));
    agenda.replace(all[..1].iter().copied());
    assert_eq!((agenda.len(), agenda.is_empty()), (1, false));
}

fn team(chance: &mut Chance) -> roster::Entry {
    let names = ["Équipe", "équipe", "Action", "Zone", "œuvre"];
    roster::Entry {
        id: TeamId::from_bytes(chance.id()),
        name: format!("{} {}", names[usize::try_from(chance.below(5)).expect("small")], chance.below(50)),
        point: (chance.below(10) > 0).then(|| chance.point()),
        kind: u16::try_from(chance.below(3)).expect("small"),
    }
}

#[test]
fn roster_and_index_answer_as_looking_at_everything_does() {
    let mut chance = Chance(99);
    let mut all: Vec<roster::Entry> = (0..1_000).map(|_| team(&mut chance)).collect();
    let roster = Roster::new();
    all.iter().for_each(|entry| roster.put(entry));
    all.split_off(900).iter().for_each(|gone| assert!(roster.remove(gone.id)));
    let put = |entry: &roster::Entry| {
        Change::PutTeam(TeamDoc {
            id: entry.id,
            name: entry.name.clone(),
            texts: vec!["tractage".into()],
            kind: format!("k{}", entry.kind),
            point: entry.point,
        })
    };
    let (_folder, index) = index_of(all.iter().map(put).collect());
    for round in 0..150 {
        let area = chance.area();
        let kinds: &[u16] = if chance.below(2) == 0 { &[] } else { &[0, 2] };
        let distance = |entry: &roster::Entry| area.near.and_then(|near| entry.point.map(|point| near.point.km_to(point)));
        let fits = |entry: &&roster::Entry| {
            let in_circle = area.near.is_none_or(|near| near.km.is_none_or(|most| distance(entry).is_some_and(|km| km <= most)));
            let in_box = area.bbox.is_none_or(|bbox| entry.point.is_some_and(|point| bbox.contains(point)));
            in_circle && in_box && (kinds.is_empty() || kinds.contains(&entry.kind))
        };
        let mut want: Vec<&roster::Entry> = all.iter().filter(fits).collect();
        let sort = if round % 2 == 0 { roster::Sort::Name } else { roster::Sort::Distance };
        let name = |entry: &roster::Entry| (crate::domain::text::fold(&entry.name), entry.id);
        want.sort_by(|a, b| match (distance(a), distance(b), sort, area.near) {
            (a_km, b_km, roster::Sort::Distance, Some(_)) => {
                a_km.unwrap_or(f64::INFINITY).total_cmp(&b_km.unwrap_or(f64::INFINITY)).then(a.id.cmp(&b.id))
            }
            _ => name(a).cmp(&name(b)),
        });
        let want: Vec<Hit<TeamId>> = want.into_iter().map(|entry| Hit { id: entry.id, distance_km: distance(entry) }).collect();
        let query = roster::Query { area, kinds, sort, after: None, limit: 60 };
        assert_eq!(pages(|after| roster.find(&roster::Query { after, ..query.clone() })), want, "{query:?}");
        assert_eq!(roster.count(&query), want.len());
        if sort == roster::Sort::Distance && area.near.is_some() {
            let kinds: Vec<String> = kinds.iter().map(|kind| format!("k{kind}")).collect();
            let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
            let search = index::Search {
                words: "tractage",
                area,
                kinds: &kinds,
                sort: index::Sort::Distance,
                limit: 90,
                ..index::Search::default()
            };
            let by_index = pages(|after| {
                let found = index.teams(&index::Search { after, ..search.clone() }).expect("answered");
                Page { items: found.items, next: found.next }
            });
            assert_eq!(by_index, want, "{search:?}");
        }
    }
}

#[test]
fn clusters_lose_nothing_and_invent_nothing() {
    let mut chance = Chance(5);
    let agenda = Agenda::new();
    (0..2_000).for_each(|_| agenda.put(Entry { shown: Shown::Everyone, ..entry(&mut chance) }));
    for round in 0..200_u8 {
        let (a, b) = (chance.point(), chance.point());
        let bbox = Bbox::new(a.lon(), a.lat().min(b.lat()), b.lon(), a.lat().max(b.lat())).expect("a box");
        let query = agenda::Query { limit: 300, ..agenda::Query::default() };
        let found = agenda.clusters(&query, bbox, round % 22, Reader::STRANGER);
        let within = agenda::Query { area: Area::within(bbox), ..query.clone() };
        let total: usize = found.clusters.iter().map(|cluster| cluster.count).sum::<usize>() + found.items.len();
        assert_eq!(total, agenda.count(&within, Reader::STRANGER), "{bbox:?}");
        assert!(found.clusters.iter().all(|cluster| cluster.count > 1));
        assert!(found.clusters.len() + found.items.len() <= 300);
        assert!(found.items.iter().all(|(_, point)| bbox.contains(*point)));
    }
}

/// The 50 points of the shared oracle, over the 10,000 events of the shared list.
#[test]
fn neighbours_are_those_of_the_oracle() {
    let (Some(list), Some(oracle)) = (shared("data/events/events_10k.csv"), shared("data/search/geo_oracle_events10k.jsonl")) else {
        return;
    };
    let mut names = Vec::new();
    let agenda = Agenda::new();
    let mut changes = Vec::new();
    let mut reader = csv::Reader::from_path(list).expect("readable");
    for (n, row) in (0_u32..).zip(reader.records()) {
        let row = row.expect("CSV");
        let degrees = |at: usize| row[at].parse::<f64>();
        let (Ok(lat), Ok(lon)) = (degrees(6), degrees(7)) else { continue };
        let mut id = [0; 16];
        id[..4].copy_from_slice(&n.to_be_bytes());
        let event = Entry {
            id: EventId::from_bytes(id),
            point: Point::new(lat, lon),
            shown: Shown::Everyone,
            starts_at: Timestamp::UNIX_EPOCH,
            ends_at: Timestamp::UNIX_EPOCH,
            kind: 0,
            team: None,
            needs_people: false,
            online: false,
        };
        names.push((event.id, row[0].to_owned()));
        agenda.put(event);
        changes.push(document(&event));
    }
    let (_folder, index) = index_of(changes);
    let name = |id: EventId| names.iter().find(|(known, _)| *known == id).map_or("", |(_, name)| name.as_str());
    let mut asked = 0;
    for line in std::fs::read_to_string(oracle).expect("readable").lines() {
        let case: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let number = |key: &str| case[key].as_f64().expect("a number");
        let point = Point::new(number("lat"), number("lon")).expect("on Earth");
        let area = Area::circle(point, number("radius_km"));
        let query = agenda::Query { area, sort: agenda::Sort::Distance, limit: 10_000, ..agenda::Query::default() };
        let found = agenda.find(&query, Reader::STRANGER).items;
        assert_eq!(found.len() as u64, case["n_within"].as_u64().expect("a number"), "{line:.80}");
        let search = index::Search { words: "tractage", area, sort: index::Sort::Distance, limit: 10_000, ..index::Search::default() };
        assert_eq!(index.events(&search, Reader::STRANGER).expect("answered").items, found);
        let everywhere = Area { near: Some(Near { point, km: None }), bbox: None };
        let nearest = agenda.find(&agenda::Query { area: everywhere, limit: 20, ..query }, Reader::STRANGER).items;
        for (hit, want) in nearest.iter().zip(case["nearest"].as_array().expect("a list")) {
            let km = hit.distance_km.expect("a distance");
            assert!((km - want[0].as_f64().expect("a number")).abs() < 1e-4, "{line:.80}: {km} {want} {}", name(hit.id));
        }
        let mut ids: Vec<&str> = found.iter().map(|hit| name(hit.id)).collect();
        let mut want: Vec<&str> = case["within_ids_if_le_200"].as_array().into_iter().flatten().filter_map(|id| id.as_str()).collect();
        if found.len() <= 200 {
            ids.sort_unstable();
            want.sort_unstable();
            assert_eq!(ids, want);
        }
        asked += 1;
    }
    assert_eq!(asked, 50);
}

#[test]
fn nothing_typed_is_an_error() {
    let mut chance = Chance(1);
    let all: Vec<Entry> = (0..50).map(|_| entry(&mut chance)).collect();
    let (_folder, index) = index_of(all.iter().map(document).collect());
    let mut lines: Vec<String> = [
        "title:tractage",
        "text:[a TO z]",
        "\"tractage",
        "tractage~2",
        "*",
        "tract*",
        "?",
        "+a -b",
        "(",
        "AND",
        "NOT tractage",
        "a OR",
        "\\",
        "/.*/",
        "id:1^3",
        "{",
        "tractage^1000",
        "\u{0}",
        "\u{202e}x",
        "ﷺ",
        "e\u{301}\u{301}",
        "İ",
        "ß",
        "𝔘𝔫𝔦",
        "١٢٣",
        "日本語 テスト",
    ]
    .map(str::to_owned)
    .to_vec();
    lines.extend(["a".repeat(10_000), "tractage ".repeat(2_000), "é".repeat(5_000), "a b ".repeat(3_000), "-".repeat(10_000)]);
    if let Some(list) = shared("data/strings/blns.txt") {
        lines.extend(std::fs::read_to_string(list).expect("readable").lines().map(str::to_owned));
    }
    for words in &lines {
        for sort in [index::Sort::Relevance, index::Sort::Start] {
            let search = index::Search { words, sort, limit: 5, ..index::Search::default() };
            let found = index.all(&search, Reader::STRANGER).unwrap_or_else(|failure| panic!("{words:.60}: {failure}"));
            assert!(found.items.len() <= 5);
        }
    }
}

/// The words that organisers gave their events (which the index is not told) as queries, over the 2,443 French events of the shared list:
/// how many of the events with a word are among the first 50 (recall), and how well the first ten are ordered (nDCG).
#[test]
fn what_organisers_call_their_events_finds_them() {
    let Some(list) = shared("data/events/events_10k.csv") else { return };
    let mut by_label: std::collections::BTreeMap<String, Vec<EventId>> = std::collections::BTreeMap::new();
    let mut changes = Vec::new();
    let mut chance = Chance(3);
    for row in csv::Reader::from_path(list).expect("readable").records().map(|row| row.expect("CSV")) {
        if &row[17] != "fr" {
            continue;
        }
        let id = EventId::from_bytes(chance.id());
        for label in row[16].split(';').map(|label| label.trim().to_lowercase()).filter(|label| !label.is_empty()) {
            by_label.entry(label).or_default().push(id);
        }
        let mut event = entry(&mut chance);
        event.id = id;
        event.shown = Shown::Everyone;
        let Change::PutEvent(document) = document(&event) else { continue };
        changes.push(Change::PutEvent(EventDoc {
            title: row[1].to_owned(),
            texts: [&row[2], &row[9], &row[11], &row[14]].map(str::to_owned).to_vec(),
            ..document
        }));
    }
    let (_folder, index) = index_of(changes);
    let (mut asked, mut recall, mut order) = (0.0, 0.0, 0.0);
    for (label, events) in by_label.iter().filter(|(_, events)| (2..=100).contains(&events.len())) {
        let search = index::Search { words: label, limit: 50, ..index::Search::default() };
        let found = index.events(&search, Reader::STRANGER).expect("answered").items;
        let among = |limit: usize| found.iter().take(limit).filter(|hit| events.contains(&hit.id)).count();
        let gain = |place: u32| 1.0 / f64::from(place + 2).log2();
        let reached: f64 = (0..).zip(found.iter().take(10)).filter(|(_, hit)| events.contains(&hit.id)).map(|(place, _)| gain(place)).sum();
        let best: f64 = (0..u32::try_from(events.len().min(10)).expect("small")).map(gain).sum();
        recall += f64::from(u32::try_from(among(50)).expect("small")) / f64::from(u32::try_from(events.len()).expect("small"));
        order += reached / best;
        asked += 1.0;
    }
    let (recall, order) = (recall / asked, order / asked);
    assert!(asked > 300.0 && recall > 0.45 && order > 0.30, "of {asked} queries: recall@50 {recall:.3}, nDCG@10 {order:.3}");
}
