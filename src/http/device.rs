//! What a browser is called in the list of devices: "Firefox · Android". From its `User-Agent`, of which nothing else is kept.

use poem::http::{HeaderMap, header};

use crate::app::sessions::NewSession;

/// Browsers by their mark, the more particular first: all of them name others as well.
const BROWSERS: [(&str, &str); 10] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Firefox/", "Firefox"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Systems by their mark, in the same way.
const SYSTEMS: [(&str, &str); 8] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
];

/// Systems that are carried about.
const PHONES: [&str; 3] = ["Android", "iPhone", "iPad"];

/// A new session for the browser that sent these headers.
pub fn session(headers: &HeaderMap) -> NewSession {
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    NewSession::device(&name(agent))
}

/// What a browser is called; for what is none, the first word that it says.
fn name(agent: &str) -> String {
    let found = |list: &[(&'static str, &'static str)]| list.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    match (found(&BROWSERS), found(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => agent.split_whitespace().next().unwrap_or_default().to_owned(),
    }
}

/// Whether a device of this name is a phone or a tablet.
pub fn is_phone(name: &str) -> bool {
    PHONES.iter().any(|phone| name.ends_with(phone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(agent: &str, want: &str, phone: bool) {
        let name = name(agent);
        assert_eq!((name.as_str(), is_phone(&name)), (want, phone), "{agent}");
    }

    #[test]
    fn browsers_by_name() {
        let (webkit, gecko) = ("AppleWebKit/537.36 (KHTML, like Gecko)", "Gecko/20100101");
        check(&format!("Mozilla/5.0 (Linux; Android 10; K) {webkit} Chrome/140.0.0.0 Mobile Safari/537.36"), "Chrome · Android", true);
        check(&format!("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) {gecko} Firefox/140.0"), "Firefox · Linux", false);
        check(
            &format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {webkit} Chrome/140.0.0.0 Safari/537.36 Edg/140.0"),
            "Edge · Windows",
            false,
        );
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1";
        check(iphone, "Safari · iPhone", true);
        check("curl/8.10.1", "curl/8.10.1", false);
        check("", "", false);
    }
}
