//! Part of the build script: makes the gazetteer's table and index of names from `assets/gazetteer`.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::Path;

#[path = "../../domain/fold.rs"]
mod fold;
#[allow(dead_code, reason = "the writer and the reader need different parts of it")]
#[path = "layout.rs"]
mod layout;

use layout::{ALIAS, ARRONDISSEMENT, COMMUNE, FORMER, HEAD, HEAD_BYTES, HEAD_FROM, HEAD_PLACES, LAST, NUMBER, SECTIONS, TOWN};

const SOURCES: &str = "assets/gazetteer";

/// Articles that people leave out: "Le Havre" is found as "Havre" too.
const ARTICLES: [&str; 6] = ["le ", "la ", "les ", "l'", "the ", "el "];

struct Row {
    id: u32,
    name: String,
    /// Other names, as keys or as written.
    aliases: Vec<String>,
    lat: i32,
    lon: i32,
    population: u32,
    region: u16,
    kind: u8,
    postcodes: Vec<u32>,
    parent: Option<u32>,
    french: bool,
}

/// Writes `gazetteer.bin` and `gazetteer.fst` to the folder.
pub fn make(out: &Path) {
    println!("cargo::rerun-if-changed={SOURCES}");
    for file in ["build.rs", "layout.rs"] {
        println!("cargo::rerun-if-changed=src/search/places/{file}");
    }
    let mut regions = Regions::read();
    let mut rows = communes(&mut regions);
    rows.extend(world(&mut regions));
    rows.sort_by_key(|row| (layout::cell(degrees(row.lat), degrees(row.lon)), !row.french, row.id, row.kind));
    let (fst, postings) = names(&rows);
    fs::write(out.join("gazetteer.fst"), fst).expect("the output folder can be written");
    fs::write(out.join("gazetteer.bin"), table(&rows, &regions, &postings)).expect("the output folder can be written");
}

fn degrees(units: i32) -> f64 {
    f64::from(units) / f64::from(layout::PER_DEGREE)
}

/// The columns of a source file, by name.
fn columns(file: &str) -> HashMap<String, Vec<String>> {
    let bytes = fs::read(format!("{SOURCES}/{file}")).expect("the gazetteer's source is there");
    let text = zstd::decode_all(bytes.as_slice()).expect("the gazetteer's source is zstd");
    let mut columns: HashMap<String, Vec<String>> = HashMap::new();
    let mut name = String::new();
    for line in String::from_utf8(text).expect("the gazetteer's source is UTF-8").lines() {
        match line.strip_prefix('#') {
            Some(column) => column.clone_into(&mut name),
            None => columns.entry(name.clone()).or_default().push(line.to_owned()),
        }
    }
    columns
}

#[derive(Default)]
struct Regions {
    list: Vec<(String, String, String, String)>,
    known: HashMap<(String, String, String), u16>,
    admin1: HashMap<String, String>,
    departements: HashMap<String, (String, String, String)>,
    countries: BTreeMap<String, String>,
}

impl Regions {
    fn read() -> Self {
        let mut regions = Self::default();
        let file = columns("regions.zst");
        regions.admin1 = file["admin1"].iter().cloned().zip(file["admin1_name"].iter().cloned()).collect();
        regions.countries = file["country"].iter().cloned().zip(file["country_name"].iter().cloned()).collect();
        let mut lines = csv::Reader::from_path(format!("{SOURCES}/departements.csv")).expect("the list of départements is there");
        for line in lines.records() {
            let line = line.expect("the list of départements is CSV");
            regions.departements.insert(line[0].into(), (line[1].into(), line[2].into(), line[3].into()));
        }
        regions
    }

    fn number(&mut self, country: &str, code: &str, name: &str, zone: &str) -> u16 {
        let key = (country.to_owned(), code.to_owned(), zone.to_owned());
        let next = u16::try_from(self.list.len()).expect("fewer than 65,536 regions");
        *self.known.entry(key).or_insert_with(|| {
            self.list.push((country.into(), code.into(), name.into(), zone.into()));
            next
        })
    }

    fn departement(&mut self, code: &str) -> u16 {
        let (name, country, zone) = self.departements[code].clone();
        self.number(&country, code, &name, &zone)
    }

    fn abroad(&mut self, country: &str, admin1: &str, zone: &str) -> u16 {
        let name = self.admin1.get(&format!("{country}.{admin1}")).cloned().unwrap_or_default();
        self.number(country, admin1, &name, zone)
    }
}

fn insee(code: &str) -> u32 {
    u32::from_str_radix(code, 36).expect("an INSEE code has five letters or figures")
}

fn communes(regions: &mut Regions) -> Vec<Row> {
    let file = columns("communes_fr.zst");
    let number = |column: &str, i: usize| file[column][i].parse::<i32>().expect("a number");
    let row = |i: usize| {
        let code = &file["insee"][i];
        let dept = match file["dept"][i].as_str() {
            "" if code.starts_with("97") || code.starts_with("98") => &code[..3],
            "" => &code[..2],
            dept => dept,
        };
        let postcode = |part: &str| match part.strip_prefix('=') {
            Some(whole) => whole.parse().expect("a postcode is a number"),
            None => format!("{}{part}", &code[..2]).parse().expect("a postcode is a number"),
        };
        let kind = match file["kind"][i].as_str() {
            "c" => COMMUNE,
            "a" => ARRONDISSEMENT,
            _ => FORMER,
        };
        Row {
            id: insee(code),
            name: file["name"][i].clone(),
            aliases: Vec::new(),
            lat: number("lat", i),
            lon: number("lon", i),
            population: number("population", i).unsigned_abs(),
            region: regions.departement(dept),
            kind,
            postcodes: file["postcodes"][i].split('|').filter(|p| !p.is_empty()).map(postcode).collect(),
            parent: (kind != COMMUNE).then(|| insee(&file["parent"][i])),
            french: true,
        }
    };
    (0..file["insee"].len()).map(row).collect()
}

fn world(regions: &mut Regions) -> Vec<Row> {
    let file = columns("world.zst");
    let number = |column: &str, i: usize| file[column][i].parse::<i32>().expect("a number");
    let row = |i: usize| Row {
        id: number("geonameid", i).unsigned_abs(),
        name: file["name"][i].clone(),
        aliases: file["aliases"][i].split('|').filter(|a| !a.is_empty()).map(str::to_owned).collect(),
        lat: number("lat", i),
        lon: number("lon", i),
        population: number("population", i).unsigned_abs(),
        region: regions.abroad(&file["country"][i], &file["admin1"][i], &file["zone"][i]),
        kind: TOWN,
        postcodes: Vec::new(),
        parent: None,
        french: false,
    };
    (0..file["geonameid"].len()).map(row).collect()
}

/// The keys of a row's names, with whether they are other names.
fn keys(row: &Row) -> Vec<(String, bool)> {
    let main = layout::key(&row.name, fold::fold);
    let mut all = vec![(main, row.kind == FORMER)];
    let folded = fold::fold(&row.name);
    let bare = ARTICLES.iter().find_map(|article| folded.strip_prefix(article)).filter(|bare| *bare != "saint").map(str::to_owned);
    let unbracketed = folded.split_once(" (").map(|(name, _)| name.to_owned());
    for other in row.aliases.iter().chain(&bare).chain(&unbracketed) {
        let key = layout::key(other, fold::fold);
        if !key.is_empty() && all.iter().all(|(known, _)| *known != key) {
            all.push((key, true));
        }
    }
    all
}

/// The index of names (key → posting list) and the postings.
fn names(rows: &[Row]) -> (Vec<u8>, Vec<u32>) {
    let mut by_key: BTreeMap<Vec<u8>, Vec<u32>> = BTreeMap::new();
    let mut heads: HashMap<Vec<u8>, Vec<u32>> = HashMap::new();
    for (number, row) in (0..).zip(rows) {
        for (key, other) in keys(row) {
            let posting = if other { number | ALIAS } else { number };
            for cut in 1..=HEAD_BYTES.min(key.len()) {
                heads.entry(key.as_bytes()[..cut].to_vec()).or_default().push(posting);
            }
            by_key.entry(key.into_bytes()).or_default().push(posting);
        }
    }
    for (prefix, list) in heads.into_iter().filter(|(_, list)| list.len() > HEAD_FROM) {
        by_key.insert([&[HEAD], prefix.as_slice()].concat(), best(rows, list));
    }
    let mut postings = Vec::new();
    let mut fst = fst::MapBuilder::memory();
    for (key, list) in &by_key {
        fst.insert(key, postings.len() as u64).expect("keys come sorted");
        postings.extend(list);
        *postings.last_mut().expect("no list is empty") |= LAST;
    }
    (fst.into_inner().expect("memory can be written"), postings)
}

/// The biggest French places and the biggest of all.
fn best(rows: &[Row], mut list: Vec<u32>) -> Vec<u32> {
    let row = |posting: &u32| &rows[(posting & layout::ROW_MASK) as usize];
    list.sort_by_key(|posting| (std::cmp::Reverse(row(posting).population), *posting));
    let mut seen = HashSet::new();
    list.retain(|posting| seen.insert(posting & layout::ROW_MASK));
    let mut kept: Vec<u32> = list.iter().filter(|p| row(p).french && row(p).kind != ARRONDISSEMENT).take(HEAD_PLACES).copied().collect();
    kept.extend(list.iter().take(HEAD_PLACES));
    kept.sort_unstable();
    kept.dedup();
    kept
}

#[derive(Default)]
struct Texts {
    bytes: Vec<u8>,
    known: HashMap<String, u32>,
}

impl Texts {
    fn put(&mut self, text: &str) -> [u8; NUMBER] {
        let at = u32::try_from(self.bytes.len()).expect("under 4 GiB");
        let at = *self.known.entry(text.to_owned()).or_insert_with(|| {
            self.bytes.push(u8::try_from(text.len()).expect("names are shorter than 256 bytes"));
            self.bytes.extend(text.as_bytes());
            at
        });
        short(at)
    }
}

fn number(n: usize) -> u32 {
    u32::try_from(n).expect("fewer than 4,294,967,296 rows")
}

/// A number of three bytes.
fn short(n: u32) -> [u8; NUMBER] {
    let [a, b, c, none] = n.to_le_bytes();
    assert_eq!(none, 0, "{n} has more than {NUMBER} bytes");
    [a, b, c]
}

fn pair(one: u32, other: u32) -> Vec<u8> {
    [short(one), short(other)].concat()
}

/// A coordinate as it is stored.
fn stored(units: i32, added: i32) -> [u8; NUMBER] {
    short(u32::try_from(units + added * layout::PER_DEGREE).expect("coordinates of this world"))
}

fn table(rows: &[Row], regions: &Regions, postings: &[u32]) -> Vec<u8> {
    let mut sections: [Vec<u8>; SECTIONS] = Default::default();
    let mut texts = Texts::default();
    let row_of: HashMap<u32, u32> =
        (0..).zip(rows).filter(|(_, row)| row.french && row.kind != FORMER).map(|(number, row)| (row.id, number)).collect();
    let mut by_postcode: Vec<(u32, u32)> = Vec::new();
    let mut last_cell = None;
    let mut postcodes = 0;
    for (number, row) in (0u32..).zip(rows) {
        let place = layout::cell(degrees(row.lat), degrees(row.lon));
        if last_cell.replace(place) != Some(place) {
            sections[layout::CELLS].extend(pair(place, number));
        }
        if let Some(parent) = row.parent {
            sections[layout::PARENTS].extend(pair(number, row_of[&parent]));
        }
        let at = &mut sections[layout::ROWS];
        at.extend(row.id.to_le_bytes());
        at.extend([texts.put(&row.name), stored(row.lat, layout::SOUTH), stored(row.lon, layout::WEST)].concat());
        at.extend(row.population.to_le_bytes());
        at.extend(row.region.to_le_bytes());
        at.extend([row.kind, u8::try_from(row.postcodes.len()).expect("fewer than 256 postcodes")]);
        at.extend(short(postcodes));
        for postcode in &row.postcodes {
            sections[layout::POSTCODES].extend(short(*postcode));
            by_postcode.push((*postcode, number));
            postcodes += 1;
        }
    }
    by_postcode.sort_unstable();
    sections[layout::BY_POSTCODE] = by_postcode.iter().flat_map(|(postcode, row)| pair(*postcode, *row)).collect();
    let mut by_id: Vec<u32> = (0..number(rows.len())).filter(|n| rows[*n as usize].kind != FORMER).collect();
    by_id.sort_by_key(|n| (!rows[*n as usize].french, rows[*n as usize].id));
    sections[layout::BY_ID] = by_id.into_iter().flat_map(short).collect();
    for (country, code, name, zone) in &regions.list {
        let country = regions.countries.keys().position(|known| known == country).expect("every country is listed");
        let at = &mut sections[layout::REGIONS];
        at.extend([texts.put(code), texts.put(name), texts.put(zone)].concat());
        at.extend(u16::try_from(country).expect("few countries").to_le_bytes());
    }
    for (code, name) in &regions.countries {
        sections[layout::COUNTRIES].extend([texts.put(code), texts.put(name)].concat());
    }
    sections[layout::TEXTS] = texts.bytes;
    sections[layout::POSTINGS] = postings.iter().copied().flat_map(short).collect();
    joined(&sections)
}

fn joined(sections: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut start = sections.len() * 8;
    for section in sections {
        bytes.extend([number(start).to_le_bytes(), number(section.len()).to_le_bytes()].concat());
        start += section.len();
    }
    bytes.extend(sections.concat());
    bytes
}
