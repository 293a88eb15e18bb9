//! What makes a password too easy to guess (SECURITY.md 8): too short, on the list of the most common ones, a run of keys, or little more
//! than what everybody knows of its owner. There is no rule of composition: several words are the best of passwords.

use super::fold::fold;
use super::refusal::Flaw;

/// Most characters of a password.
pub const PASSWORD_MAX: usize = 128;

/// Passwords that many have, folded and sorted, one a line: those of at least eight characters, and words of six and seven letters that
/// others are made of. From the lists of Django (BSD) and zxcvbn (MIT): `assets/passwords.LICENSE.txt`.
const COMMON: &str = include_str!("../../assets/passwords.txt");

/// Rows that fingers run along, and alphabets.
const ROWS: [&str; 9] =
    ["abcdefghijklmnopqrstuvwxyz", "01234567890", "azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop"];

/// Signs around a common word that make it no better: a year, a date, some exclamation marks.
const TRIMMINGS: usize = 8;

/// What must be left of a password without the names that everybody knows, in letters and digits.
const OWN_REST: usize = 6;

/// What must be left of a password without the steps along a row of keys, in characters.
const STEPS_REST: usize = 5;

/// What is wrong with a password, when something is: at least `min` characters, at most [`PASSWORD_MAX`], none that many have, none made of
/// `own`: the names of the network and of whom it is for, and their address.
pub fn flaw(field: &'static str, password: &str, min: usize, own: &[&str]) -> Option<Flaw> {
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let length = password.chars().count();
    let folded: Vec<char> = fold(password).chars().collect();
    match () {
        () if length < min => Some(Flaw::with(field, "too_short", number(min))),
        () if length > PASSWORD_MAX => Some(Flaw::with(field, "too_long", number(PASSWORD_MAX))),
        () if is_monotonous(&folded, min) => Some(Flaw::new(field, "too_simple")),
        () if is_common(&folded) => Some(Flaw::new(field, "too_common")),
        () if is_own(&folded, own) => Some(Flaw::new(field, "too_personal")),
        () => None,
    }
}

/// A few characters, something short again and again, or fingers that run along the keys.
fn is_monotonous(text: &[char], min: usize) -> bool {
    let few = text.iter().collect::<std::collections::HashSet<_>>().len() < 4;
    let period = (1..=text.len()).find(|n| text.iter().skip(*n).eq(&text[..text.len() - n])).unwrap_or(text.len());
    let steps = text.windows(2).filter(|pair| pair[0] == pair[1] || is_step(pair[0], pair[1])).count();
    few || period < min.min(text.len()) || text.len() - steps < STEPS_REST
}

fn is_step(from: char, to: char) -> bool {
    let next = |row: &&str, one: char, other: char| row.chars().zip(row.chars().skip(1)).any(|pair| pair == (one, other));
    ROWS.iter().any(|row| next(row, from, to) || next(row, to, from))
}

/// It is on the list, or what is on the list with a few digits and signs around it.
fn is_common(text: &[char]) -> bool {
    let listed = |chars: &[char]| is_listed(&chars.iter().collect::<String>());
    let Some(from) = text.iter().position(|c| c.is_alphabetic()) else { return listed(text) };
    let to = text.iter().rposition(|c| c.is_alphabetic()).map_or(text.len(), |last| last + 1);
    listed(text) || (text.len() - (to - from) <= TRIMMINGS && listed(&text[from..to]))
}

/// Looks a line of the list up, by halves.
fn is_listed(text: &str) -> bool {
    let mut lines = COMMON;
    while !lines.is_empty() {
        let middle = lines.floor_char_boundary(lines.len() / 2);
        let from = lines[..middle].rfind('\n').map_or(0, |end| end + 1);
        let to = lines[from..].find('\n').map_or(lines.len(), |end| from + end);
        match text.cmp(&lines[from..to]) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => lines = &lines[..from],
            std::cmp::Ordering::Greater => lines = lines.get(to + 1..).unwrap_or_default(),
        }
    }
    false
}

/// Little is left once the words of these names are out.
fn is_own(text: &[char], own: &[&str]) -> bool {
    let whole: String = text.iter().collect();
    // The words of each name, and all of it as one word.
    let parts = |name: &&str| -> Vec<String> {
        let name = fold(name);
        let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).collect();
        words.iter().map(|word| (*word).to_owned()).chain([words.concat()]).collect()
    };
    let mut words: Vec<String> = own.iter().flat_map(parts).filter(|word| word.chars().count() >= 3).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let rest = words.iter().fold(whole.clone(), |rest, word| rest.replace(word.as_str(), " "));
    rest != whole && rest.chars().filter(|c| c.is_alphanumeric()).count() < OWN_REST
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OWN: [&str; 4] = ["Printemps commun", "Inès", "Le Goff", "ines.legoff@exemple.fr"];

    #[track_caller]
    fn check(password: &str, want: Option<&str>) {
        assert_eq!(flaw("password", password, 12, &OWN).map(|flaw| flaw.code), want, "{password}");
    }

    #[test]
    fn length_counts_in_characters() {
        check("onze lettre", Some("too_short"));
        check("douze lettre", None);
        check(&"aébc fgh ijk lm ".repeat(8), None);
        check(&format!("{}x", "aébc fgh ijk lm ".repeat(8)), Some("too_long"));
    }

    #[test]
    fn what_fingers_do_by_themselves_is_no_password() {
        for bad in ["éééééééééééé", "motmotmotmot", "azertyuiop12", "123456789012", "abcdefghijkl", "0987654321aze", "qwertyuiop[]"]
        {
            check(bad, Some("too_simple"));
        }
    }

    #[test]
    fn what_many_have_is_no_password() {
        for bad in ["counterstrike", "Counterstrike", "1q2w3e4r5t6y", "Password2027!", "motdepasse-75", "!!Révolution1789", "123-marseille"]
        {
            check(bad, Some("too_common"));
        }
        for good in ["marseille vue de loin", "un mot de passe à moi", "correct horse battery"] {
            check(good, None);
        }
    }

    #[test]
    fn what_everybody_knows_of_one_is_no_password() {
        for bad in ["Ines.LeGoff75", "printemps-2027", "PrintempsCommun", "ineslegoff@exemple.fr", "legoff!legoff1"] {
            check(bad, Some("too_personal"));
        }
        check("legoff et ses poules", None);
    }

    #[test]
    fn the_list_is_sorted_folded_and_found_whole() {
        let lines: Vec<&str> = COMMON.lines().collect();
        assert!(lines.len() > 10_000 && lines.is_sorted() && COMMON.ends_with('\n'));
        for line in &lines {
            assert!(is_listed(line) && fold(line) == *line, "{line}");
        }
        for other in ["", "a", "zzzzzzzzzzzzzzzz", "motdepassa", "\n"] {
            assert!(!is_listed(other), "{other}");
        }
    }

    proptest! {
        #[test]
        fn what_machines_draw_is_taken(password in "[A-Za-z0-9+/]{22}") {
            // Twenty-two characters drawn by a machine are 128 bits.
            prop_assert_eq!(flaw("password", &password, 12, &OWN), None);
        }

        #[test]
        fn nothing_makes_it_stumble(password in "\\PC{0,140}", name in "\\PC{0,20}") {
            let _ = flaw("password", &password, 8, &[&name]);
        }
    }
}
