//! What countries are called in French: the gazetteer's own sources name them in English only.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::key;

/// A line a country: its ISO 3166-1 code, a space, its name. From the Unicode CLDR 48; `assets/countries.LICENSE.txt` is its licence.
static FRENCH: &str = include_str!("../../../assets/countries.fr.txt");

/// Name, and name as compared, by code.
static BY_CODE: LazyLock<HashMap<&'static str, (&'static str, String)>> =
    LazyLock::new(|| FRENCH.lines().filter_map(|line| line.split_once(' ')).map(|(code, name)| (code, (name, key(name)))).collect());

/// The French name of the country with this code; none for a code that is gone.
pub fn french(code: &str) -> Option<&'static str> {
    BY_CODE.get(code).map(|(name, _)| *name)
}

/// Whether the French name of a country begins so, as names are compared.
pub fn begins(code: &str, part: &str) -> bool {
    BY_CODE.get(code).is_some_and(|(_, key)| key.starts_with(part))
}
