//! Ten thousand events as people really wrote them, taken in by the import, asked for through the doors: near a point the answers are those
//! of an oracle that measured every distance, and each event is found by the words of its title.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;

use banderole::app::import::{BATCH, Fate, Import, Row, What};
use banderole::domain::refusal::Refusal;
use serde_json::Value;

use crate::house::{House, Like};

/// How close two ways of measuring a distance on a sphere must come, in kilometres; answers are rounded to metres.
const CLOSE: f64 = 1e-3;
/// Events of one answer that are read: the nearest.
const READ: usize = 300;
/// Titles that are looked for.
const TITLES: usize = 60;

/// A file of the shared folder; none, said in the words that `tests/run` counts, when it is not there.
#[expect(clippy::print_stdout, reason = "says which test was skipped, and why")]
fn shared(path: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("BANDEROLE_SHARED")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")), PathBuf::from);
    let file = folder.join(path);
    if file.is_file() {
        return Some(file);
    }
    println!("skipped: {path} of the shared data is absent (BANDEROLE_SHARED)");
    None
}

/// The list as a keeper would prepare it for the import: our kinds, times to come, all else as it was written.
fn rows(list: PathBuf) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(list).expect("readable");
    let names: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let mut rows = Vec::new();
    for (n, record) in (0..).zip(reader.records()) {
        let record = record.expect("CSV");
        let said: HashMap<&str, &str> = names.iter().map(String::as_str).zip(&record).collect();
        let kind = match said["kind"] {
            "rally" | "march" | "protest" | "vigil" => "demonstration",
            "info" | "stand" => "info_stand",
            "meeting" => "public_meeting",
            "debate" | "film" => "film_debate",
            "workshop" | "training" => "training",
            _ => "other",
        };
        // Spread over the two months after the house opens, about seven at the same hour.
        let starts_at = jiff::Timestamp::from_second(1_795_500_000 + (n * 7_919) % 1_440 * 3_600).expect("in range").to_string();
        let venue: String = said["venue"].chars().take(200).collect();
        let fields = [
            ("title", said["title"]),
            ("kind", kind),
            ("description", said["description"]),
            ("starts_at", &starts_at),
            ("time_zone", said["tz"]),
            ("place_name", &venue),
            ("town", said["city"]),
            ("postcode", said["postcode"]),
            ("country", said["country"]),
            ("lat", said["lat"]),
            ("lon", said["lon"]),
            ("external_id", said["id"]),
        ];
        rows.push(Row {
            line: record.position().map_or(0, csv::Position::line),
            fields: fields.map(|(k, v)| (k.to_owned(), v.to_owned())).into(),
        });
    }
    rows
}

/// Takes all rows in: the names of the events by their ids, and those of the rows that were refused, each with the reason that was told.
fn import(house: &House, rows: &[Row]) -> (HashMap<String, String>, BTreeMap<String, String>) {
    let mut import = Import::new(What::Events, false);
    let mut refused = BTreeMap::new();
    for batch in rows.chunks(BATCH) {
        let fates = import.take(&house.app, batch.to_vec()).expect("the record takes them");
        for (row, (line, fate)) in batch.iter().zip(fates) {
            assert_eq!(row.line, line);
            let is_long = row.fields["title"].split_whitespace().collect::<Vec<_>>().join(" ").chars().count() > 100;
            match fate {
                Fate::Refused(refusal) => drop(refused.insert(row.fields["external_id"].clone(), format!("line {line}: {refusal:?}"))),
                Fate::Taken(warnings) => {
                    assert_eq!(warnings.iter().any(|flaw| flaw.code == "cut"), is_long, "a title that is cut is told: {row:?}");
                }
                known @ Fate::Known { .. } => panic!("{known:?}"),
            }
        }
    }
    let id_of = |name: &String| {
        let found = house.app.store.read(|tx| Ok::<_, Refusal>(tx.event_by_external_id(&name.parse().expect("a name"))?));
        found.expect("the record can be read").map(|event| (event.id.to_string(), name.clone()))
    };
    (rows.iter().filter_map(|row| id_of(&row.fields["external_id"])).collect(), refused)
}

/// All pages of a list, or its beginning.
fn pages(house: &House, path: &str, most: usize) -> Vec<Value> {
    let (mut items, mut after) = (Vec::new(), String::new());
    loop {
        let page = house.get(&format!("{path}{after}")).send().json(200);
        items.extend(page["items"].as_array().expect("a list").iter().cloned());
        match page["next"].as_str().filter(|_| items.len() < most) {
            Some(next) => after = format!("&after={next}"),
            None => return items,
        }
    }
}

#[test]
fn real_events_are_found_near_and_by_word() {
    let (Some(list), Some(oracle)) = (shared("data/events/events_10k.csv"), shared("data/search/geo_oracle_events10k.jsonl")) else {
        return;
    };
    let house = House::like(Like { no_limits: true, ..Like::default() });
    let rows = rows(list);
    let (names, refused) = import(&house, &rows);
    assert_eq!(names.len() + refused.len(), 10_000);
    assert!(refused.len() < 10, "{refused:?}");
    house.settle();
    house.get("/health").send().check(200);
    let mut asked = 0;
    for case in std::fs::read_to_string(oracle).expect("readable").lines() {
        check_near(&house, &names, &refused, &serde_json::from_str(case).expect("JSON"));
        asked += 1;
    }
    assert_eq!(asked, 50);
    for row in rows_with_a_word_of_their_own(&rows, &refused) {
        check_word(&house, &names, row);
    }
}

/// What the list answers near a point is what the oracle measured: how many, which, how far, the nearest first.
fn check_near(house: &House, names: &HashMap<String, String>, refused: &BTreeMap<String, String>, case: &Value) {
    let (lat, lon, km) = (&case["lat"], &case["lon"], &case["radius_km"]);
    let path = format!("/api/v1/events?near={lat},{lon}&radius_km={km}&sort=distance&limit=100");
    let found = pages(house, &path, READ);
    let name = |item: &Value| names[item["id"].as_str().expect("an id")].as_str();
    let distance = |item: &Value| item["distance_km"].as_f64().expect("a distance");
    let within = case["n_within"].as_u64().expect("a number") as usize;
    let range = within.saturating_sub(refused.len()).min(READ)..=within.min(READ);
    assert!(range.contains(&found.len()), "{path}: {} and not {range:?}", found.len());
    assert!(found.is_sorted_by(|a, b| distance(a) <= distance(b)), "{path}");
    let nearest = case["nearest"].as_array().expect("a list").iter();
    let nearest = nearest.filter(|near| !refused.contains_key(near[1].as_str().unwrap_or_default()) && near[0].as_f64() <= km.as_f64());
    for (item, near) in found.iter().zip(nearest) {
        assert!((distance(item) - near[0].as_f64().expect("a distance")).abs() < CLOSE, "{path}: {item} and not {near}");
    }
    if let Some(want) = case["within_ids_if_le_200"].as_array() {
        let want: BTreeSet<&str> = want.iter().filter_map(Value::as_str).filter(|name| !refused.contains_key(*name)).collect();
        assert_eq!(found.iter().map(name).collect::<BTreeSet<_>>(), want, "{path}");
    }
}

/// Some of the rows whose title has a word that no other row has, with that word.
fn rows_with_a_word_of_their_own<'r>(rows: &'r [Row], refused: &BTreeMap<String, String>) -> Vec<(&'r str, String)> {
    let mut seen: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        let text = format!("{} {} {} {}", row.fields["title"], row.fields["description"], row.fields["place_name"], row.fields["town"])
            .to_lowercase();
        let words: BTreeSet<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 7).collect();
        words.into_iter().for_each(|word| seen.entry(word.to_owned()).or_default().push(at));
    }
    let mut own: Vec<(&str, String)> = seen
        .into_iter()
        .filter_map(|(word, at)| {
            let [at] = at[..] else { return None };
            let (title, name) = (&rows[at].fields["title"], &rows[at].fields["external_id"]);
            let kept: String = title.chars().take(60).collect::<String>().to_lowercase();
            let is_in_title = kept.split(|c: char| !c.is_alphanumeric()).any(|part| part == word);
            (is_in_title && word.is_ascii() && word.bytes().all(|b| b.is_ascii_alphabetic()) && !refused.contains_key(name))
                .then_some((name.as_str(), word))
        })
        .collect();
    own.sort_unstable();
    let step = (own.len() / TITLES).max(1);
    own.into_iter().step_by(step).collect()
}

/// An event is found by a word that only its title has, through the search box and in the list.
fn check_word(house: &House, names: &HashMap<String, String>, (name, word): (&str, String)) {
    for path in [format!("/api/v1/search?q={word}&types=events"), format!("/api/v1/events?q={word}")] {
        let found = house.get(&path).send().json(200);
        let mut items = found["items"].as_array().expect("a list").iter();
        assert!(items.any(|item| names[item["id"].as_str().expect("an id")] == name), "{name} is not found by {path}");
    }
}
