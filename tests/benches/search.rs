//! What searching costs: CPU time of one query on one thread, over a made-up network of 10,000 events (or as many as the first argument
//! says) and a tenth as many teams. `cargo bench --bench search`
//!
//! The texts are drawn from few words, so that common words are in most of them: harder than real ones.
#![allow(clippy::print_stdout, reason = "a benchmark prints what it measures")]

use std::hint::black_box;
use std::time::Instant;

use banderole::domain::ids::{EventId, TeamId};
use banderole::domain::place::Point;
use banderole::search::agenda::{self, Agenda, Entry, Reader, Shown};
use banderole::search::excerpt::Marker;
use banderole::search::grid::Area;
use banderole::search::index::{Change, EventDoc, Index, Search, Sort, TeamDoc};
use banderole::search::places;
use jiff::Timestamp;

const NOW: i64 = 1_800_000_000;
const TOWNS: [&str; 20] = [
    "Paris",
    "Marseille",
    "Lyon",
    "Toulouse",
    "Nice",
    "Nantes",
    "Montpellier",
    "Strasbourg",
    "Bordeaux",
    "Lille",
    "Rennes",
    "Reims",
    "Toulon",
    "Le Havre",
    "Grenoble",
    "Dijon",
    "Angers",
    "Brest",
    "Montreuil",
    "Saint-Denis",
];
const KINDS: [&str; 8] = [
    "Réunion publique",
    "Porte-à-porte",
    "Distribution de tracts",
    "Assemblée citoyenne",
    "Collage d’affiches",
    "Formation",
    "Rassemblement",
    "Pique-nique",
];
const TOPICS: [&str; 12] = [
    "retraites",
    "logement",
    "eau",
    "écologie",
    "santé",
    "école",
    "transports",
    "salaires",
    "paix",
    "hôpital",
    "agriculture",
    "démocratie",
];
const WORDS: &str = "le la les de des du un une et ou pour avec contre dans sur nous vous ensemble rendez-vous place marché mairie gare salle \
    quartier ville commune campagne groupe action programme débat rencontre habitants citoyens militants bénévoles matériel tracts affiches \
    départ heure soir matin samedi dimanche accueil café repas partagé inscription ouverte toutes tous bienvenue venez nombreux discuter \
    organiser préparer suite prochaine semaine mois élections municipales régionales avenir commun droit justice sociale prix loyers factures \
    bus tramway vélo forêt rivière climat usine travail chômage syndicats associations parents enfants élèves professeurs soignants patients \
    médecins maternité fermeture ouverture lutte grève victoire pétition signature appel";

struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % n
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    /// Between 0 and 1.
    fn part(&mut self) -> f64 {
        f64::from(u32::try_from(self.below(1 << 30)).unwrap_or(0)) / f64::from(1 << 30)
    }

    /// So many words, the first of the list more often.
    fn text(&mut self, words: &[&str], count: usize) -> String {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a short list")]
        let mut word = || words[((self.part().powf(2.5)) * words.len() as f64) as usize % words.len()];
        (0..count).map(|_| word()).collect::<Vec<_>>().join(" ")
    }
}

struct Network {
    agenda: Agenda,
    index: Index,
    points: Vec<Point>,
    text: String,
    _folder: tempfile::TempDir,
}

fn network(size: usize) -> Network {
    let mut chance = Chance(42);
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let towns: Vec<Point> = TOWNS.iter().filter_map(|town| places::find(town, None, Some("FR"))).map(|town| town.point).collect();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (agenda, index) = (Agenda::new(), Index::create(&folder.path().join("index")).expect("created"));
    let mut changes = Vec::new();
    for n in 0..size {
        let at = chance.below(towns.len());
        let point = Point::new(towns[at].lat() + chance.part() * 0.4 - 0.2, towns[at].lon() + chance.part() * 0.6 - 0.3);
        let start = if chance.below(10) < 7 { chance.below(60 * 86_400) } else { 0 };
        let start =
            NOW + i64::try_from(start).unwrap_or(0) - if start == 0 { i64::try_from(chance.below(365 * 86_400)).unwrap_or(0) } else { 0 };
        let time = |seconds| Timestamp::from_second(seconds).expect("in range");
        let id = EventId::from_bytes((n as u128 | 1 << 100).to_be_bytes());
        let team = TeamId::from_bytes((chance.below(size / 10 + 1) as u128).to_be_bytes());
        let (kind, topic) = (chance.below(KINDS.len()), chance.pick(&TOPICS));
        agenda.put(Entry {
            id,
            starts_at: time(start),
            ends_at: time(start + 7_200),
            point,
            kind: u16::try_from(kind).unwrap_or(0),
            team: Some(team),
            needs_people: chance.below(5) == 0,
            online: false,
            shown: Shown::Everyone,
        });
        changes.push(Change::PutEvent(EventDoc {
            id,
            title: format!("{} : {topic} à {}", KINDS[kind], TOWNS[at]),
            texts: vec![chance.text(&words, 120), TOWNS[at].to_owned(), KINDS[kind].to_owned()],
            kind: format!("kind_{kind}"),
            starts_at: time(start),
            ends_at: time(start + 7_200),
            point,
            teams: vec![team],
            needs_people: false,
            online: false,
            shown: Shown::Everyone,
        }));
        if n % 10 == 0 {
            changes.push(Change::PutTeam(TeamDoc {
                id: TeamId::from_bytes((n as u128 / 10).to_be_bytes()),
                name: format!("Groupe {topic} {}", TOWNS[at]),
                texts: vec![chance.text(&words, 80)],
                kind: "local".into(),
                point,
            }));
        }
        if changes.len() >= 500 {
            index.apply(std::mem::take(&mut changes), n as u64).expect("fed");
        }
    }
    let begun = Instant::now();
    index.apply(changes, size as u64).expect("fed");
    println!("last commit                                      {:>9.3} ms", begun.elapsed().as_secs_f64() * 1e3);
    Network { agenda, index, points: towns, text: chance.text(&words, 120), _folder: folder }
}

/// Runs a query many times with different numbers; prints the median, the 99th hundredth and the mean.
fn measure(name: &str, rounds: usize, mut query: impl FnMut(usize) -> usize) {
    (0..rounds / 5 + 1).for_each(|n| {
        black_box(query(n));
    });
    let (mut times, mut found) = (Vec::with_capacity(rounds), 0);
    for n in 0..rounds {
        let begun = Instant::now();
        found += black_box(query(n));
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    let (median, high, mean) = (times[rounds / 2], times[rounds * 99 / 100], times.iter().sum::<f64>() / rounds as f64);
    println!("{name:<44} p50 {median:>7.4}  p99 {high:>7.4}  mean {mean:>7.4} ms   ({} found)", found / rounds);
}

fn in_memory(network: &Network, now: Option<Timestamp>) {
    let near = |n: usize, km| Area::circle(network.points[n % network.points.len()], km);
    let ask = |query: &agenda::Query<'_>| network.agenda.find(query, Reader::STRANGER).items.len();
    let base = agenda::Query { from: now, limit: 20, ..agenda::Query::default() };
    measure("agenda: near me, 20 km, by start", 5_000, |n| ask(&agenda::Query { area: near(n, 20.0), ..base.clone() }));
    measure("agenda: near me, 20 km, by distance", 5_000, |n| {
        ask(&agenda::Query { area: near(n, 20.0), sort: agenda::Sort::Distance, ..base.clone() })
    });
    measure("agenda: 20 km, one kind, needs people", 5_000, |n| {
        ask(&agenda::Query { area: near(n, 20.0), kinds: &[3], needs_people: true, ..base.clone() })
    });
    measure("agenda: 500 km, by start", 2_000, |n| ask(&agenda::Query { area: near(n, 500.0), ..base.clone() }));
    measure("agenda: everywhere, one kind that is absent", 1_000, |_| ask(&agenda::Query { kinds: &[99], ..base.clone() }));
    measure("agenda: a team's next", 5_000, |n| {
        ask(&agenda::Query { team: Some(TeamId::from_bytes((n as u128 % 1_000).to_be_bytes())), ..base.clone() })
    });
    measure("agenda: count within 20 km", 2_000, |n| {
        network.agenda.count(&agenda::Query { area: near(n, 20.0), ..base.clone() }, Reader::STRANGER)
    });
    let all = network.agenda.find(&agenda::Query { limit: usize::MAX - 1, ..agenda::Query::default() }, Reader::STRANGER).items;
    measure("agenda: one event changed", 5_000, |n| {
        let mut entry = network.agenda.get(all[n * 7_919 % all.len()].id).expect("it is there");
        entry.needs_people = !entry.needs_people;
        network.agenda.put(entry);
        1
    });
}

fn in_index(network: &Network, now: Option<Timestamp>) {
    let near = |n: usize, km| Area::circle(network.points[n % network.points.len()], km);
    let base = Search { from: now, limit: 20, ..Search::default() };
    let one = |n: usize| TOPICS[n % TOPICS.len()];
    let common = ["tramway", "maternité", "loyers", "pétition", "affiches", "forêt"];
    let index = &network.index;
    let events = |search: &Search<'_>| index.events(search, Reader::STRANGER).expect("answered").items.len();
    let all = |search: &Search<'_>| index.all(search, Reader::STRANGER).expect("answered").items.len();
    measure("index: a topic (in 1 of 12)", 3_000, |n| all(&Search { words: one(n), ..base.clone() }));
    measure("index: a common word (in most)", 1_000, |n| all(&Search { words: common[n % 6], ..base.clone() }));
    measure("index: two words", 2_000, |n| {
        all(&Search { words: ["réunion retraites", "tracts logement", "école paris"][n % 3], ..base.clone() })
    });
    measure("index: a begun word", 2_000, |n| all(&Search { words: ["retr", "loge", "agric", "dém"][n % 4], ..base.clone() }));
    measure("index: a typo", 2_000, |n| all(&Search { words: ["retraties", "logemant", "agricluture"][n % 3], ..base.clone() }));
    measure("index: nothing like it", 2_000, |_| all(&Search { words: "xylophonistes", ..base.clone() }));
    measure("index: topic, 50 km, by distance", 3_000, |n| {
        events(&Search { words: one(n), area: near(n, 50.0), sort: Sort::Distance, ..base.clone() })
    });
    measure("index: common word, 50 km, by distance", 2_000, |n| {
        events(&Search { words: common[n % 6], area: near(n, 50.0), sort: Sort::Distance, ..base.clone() })
    });
    measure("index: common word, by start", 1_000, |n| events(&Search { words: common[n % 6], sort: Sort::Start, ..base.clone() }));
    measure("excerpt of one text", 5_000, |n| Marker::new(common[n % 6]).excerpt(&network.text, 160).map_or(0, |pieces| pieces.len()));
}

fn in_gazetteer() {
    let names = ["Saint-Denis", "mont", "s", "par", "59170 Croix", "Londres", "st etienne", "villeneuve", "L'Haÿ-les-Roses"];
    measure("places: names, whole and begun", 5_000, |n| places::suggest(names[n % names.len()], None, 8).len());
    measure("places: near Lyon", 5_000, |n| places::suggest(names[n % names.len()], Point::new(45.76, 4.83), 8).len());
    let typos = ["Bordaeux", "Marseile", "Pérnonas", "Villeujif"];
    measure("places: typos", 2_000, |n| places::suggest(typos[n % 4], None, 8).len());
    measure("places: nearest, in France", 5_000, |n| {
        #[allow(clippy::cast_precision_loss, reason = "a small number")]
        let step = (n % 100) as f64 / 25.0;
        usize::from(Point::new(45.0 + step, 1.0 + step).and_then(places::nearest).is_some())
    });
    measure("places: nearest, in the middle of an ocean", 500, |_| {
        usize::from(Point::new(-30.0, -20.0).and_then(places::nearest).is_some())
    });
}

fn main() {
    let size = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(10_000);
    let begun = Instant::now();
    let network = network(size);
    println!("{size} events and a tenth as many teams, made and indexed in {:.1} s", begun.elapsed().as_secs_f64());
    let now = Timestamp::from_second(NOW).ok();
    in_memory(&network, now);
    in_index(&network, now);
    in_gazetteer();
}
