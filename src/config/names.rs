//! Settings that the sample does not have are refused, with their line and the name that was meant, most likely.

use toml::{Table, Value};

/// Whether every setting of `own` is one of the sample's.
///
/// # Errors
/// The first that is not, in words for the keeper. `text` is where `own` was read from.
pub fn known(sample: &Table, own: &Table, text: &str) -> Result<(), String> {
    let mut path = Vec::new();
    match first_unknown(sample, own, &mut path) {
        None => Ok(()),
        Some(near) => {
            let name = path.join(".");
            let line = line_of(text, &path).map_or(String::new(), |line| format!("line {line}: "));
            let meant = near.map_or(String::new(), |near| {
                path.pop();
                path.push(near);
                format!("; {} is meant, most likely", path.join("."))
            });
            Err(format!("{line}{name}: there is no such setting{meant}"))
        }
    }
}

/// Leaves the first unknown setting in `path`, and gives the nearest name there is beside it, if one is near.
fn first_unknown(sample: &Table, own: &Table, path: &mut Vec<String>) -> Option<Option<String>> {
    for (key, value) in own {
        path.push(key.clone());
        let found = match sample.get(key) {
            None => Some(nearest(key, sample.keys())),
            Some(known) => beneath(known, value, path),
        };
        if found.is_some() {
            return found;
        }
        path.pop();
    }
    None
}

/// Looks into tables, and into the tables of lists: each may have what the first of the sample's has.
fn beneath(known: &Value, value: &Value, path: &mut Vec<String>) -> Option<Option<String>> {
    match (known, value) {
        (Value::Table(sample), Value::Table(own)) => first_unknown(sample, own, path),
        (Value::Array(sample), Value::Array(own)) => {
            let first = sample.first()?;
            own.iter().find_map(|value| beneath(first, value, path))
        }
        _ => None,
    }
}

/// The name that differs least, if it differs by no more than half of the letters.
fn nearest<'n>(key: &str, names: impl Iterator<Item = &'n String>) -> Option<String> {
    let near = names.map(|name| (distance(key, name), name)).min()?;
    (near.0 * 2 <= key.chars().count()).then(|| near.1.clone())
}

/// How many letters must be put in, taken out, changed or swapped with their neighbour to make one of the other (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let changed = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let least = changed.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                let swaps = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                if swaps { least.min(rows[i - 2][j - 2] + 1) } else { least }
            };
        }
    }
    rows[a.len()][b.len()]
}

/// The line that sets the last name of the path, in the section that the rest of it names; of several, the first.
fn line_of(text: &str, path: &[String]) -> Option<usize> {
    let (name, section) = path.split_last()?;
    let mut within = section.is_empty();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(header) = line.strip_prefix('[') {
            let header: String = header.split(']').next()?.chars().filter(|c| !c.is_whitespace() && *c != '[').collect();
            within = header == section.join(".");
            if header == path.join(".") {
                return Some(number + 1);
            }
        } else if within && line.strip_prefix(name.as_str()).is_some_and(|rest| rest.trim_start().starts_with(['=', '.'])) {
            return Some(number + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(own: &str, said: Option<&str>) {
        let sample: Table = crate::config::SAMPLE.parse().expect("the sample is right");
        let table = own.parse().expect("it can be read");
        assert_eq!(known(&sample, &table, own).err().as_deref(), said, "{own}");
    }

    #[test]
    fn what_was_meant_is_named() {
        check("[network]\nname = \"x\"\n[network.tagline]\nfr = \"x\"\n", None);
        check("[[kinds]]\nkey = \"x\"\ncounters = [{ key = \"n\", fr = \"n\", en = \"n\" }]\n", None);
        check(
            "[mail]\nfrom = \"x\"\nsmpt_host = \"x\"\n",
            Some("line 3: mail.smpt_host: there is no such setting; mail.smtp_host is meant, most likely"),
        );
        check("[netwrok]\nname = \"x\"\n", Some("line 1: netwrok: there is no such setting; network is meant, most likely"));
        check("name = \"x\"\n", Some("line 1: name: there is no such setting"));
        check("[network.tagline]\nde = \"x\"\n", Some("line 2: network.tagline.de: there is no such setting"));
        check("[server]\nlisten_everywhere = 1\n", Some("line 2: server.listen_everywhere: there is no such setting"));
        check(
            "[[kinds]]\nkey = \"x\"\nminuts = 5\n",
            Some("line 3: kinds.minuts: there is no such setting; kinds.minutes is meant, most likely"),
        );
    }

    #[test]
    fn distances() {
        for (a, b, want) in [("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("smpt", "smtp", 1), ("kitten", "sitting", 3)] {
            assert_eq!((distance(a, b), distance(b, a)), (want, want), "{a} {b}");
        }
    }
}
