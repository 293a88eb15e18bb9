//! Markdown as members write it, made safe HTML: a small subset, cleaned by an allow list. The only HTML in the house that is not a template's.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use crate::search::excerpt::READ_MAX;

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(["p", "br", "em", "strong", "del", "ul", "ol", "li", "blockquote", "h2", "h3", "h4", "a", "code", "pre", "hr"]))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"]))]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("nofollow noopener ugc"))
        .clean_content_tags(HashSet::from(["script", "style"]));
    builder
});

/// Safe HTML from Markdown, to stand under a page's one `h1`: pictures become links' texts, raw HTML becomes text, headings begin at the second
/// level and skip none, and each link shows its host.
pub fn to_html(markdown: &str) -> String {
    let mut options = Options::empty();
    options.insert(Options::ENABLE_STRIKETHROUGH);
    let mut events = Vec::new();
    let mut link: Option<(String, String)> = None;
    let mut above: Vec<HeadingLevel> = Vec::new();
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Html(raw) | Event::InlineHtml(raw) => events.push(Event::Text(raw)),
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => {}
            Event::Start(Tag::Heading { level, id, classes, attrs }) => {
                above.retain(|higher| *higher < level);
                above.push(level);
                events.push(Event::Start(Tag::Heading { level: shown(&above), id, classes, attrs }));
            }
            Event::End(TagEnd::Heading(_)) => events.push(Event::End(TagEnd::Heading(shown(&above)))),
            Event::SoftBreak => events.push(Event::HardBreak),
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                link = Some((dest_url.to_string(), String::new()));
                events.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
            }
            Event::End(TagEnd::Link) => {
                events.push(Event::End(TagEnd::Link));
                if let Some(host) = link.take().and_then(|(url, text)| hidden_host(&url, &text)) {
                    events.push(Event::Text(format!(" ({host})").into()));
                }
            }
            Event::Text(text) => {
                if let Some((_, shown)) = &mut link {
                    shown.push_str(&text);
                }
                events.push(Event::Text(text));
            }
            event => events.push(event),
        }
    }
    let mut page = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut page, events.into_iter());
    CLEANER.clean(&page).to_string()
}

/// The level of the last of these headings, each within the one before it: 2 to 4, none skipped, as readers by ear expect.
fn shown(nested: &[HeadingLevel]) -> HeadingLevel {
    match nested.len() {
        0 | 1 => HeadingLevel::H2,
        2 => HeadingLevel::H3,
        _ => HeadingLevel::H4,
    }
}

/// The host that a link leads to, when its text does not already show it: nobody is sent where they did not mean to go.
fn hidden_host(url: &str, text: &str) -> Option<String> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    (!host.is_empty() && !text.contains(host)).then(|| host.to_owned())
}

/// The first words of a Markdown text, as plain text of at most `max` characters: for previews.
pub fn excerpt(markdown: &str, max: usize) -> String {
    crate::domain::text::cut_at_word(&plain_of(markdown, max * char::MAX.len_utf8()), max).0
}

/// A Markdown text as plain text, as far as searches look through it.
pub fn plain(markdown: &str) -> String {
    plain_of(markdown, READ_MAX * char::MAX.len_utf8())
}

/// A Markdown text as plain text, of at least so many bytes when there are.
fn plain_of(markdown: &str, bytes: usize) -> String {
    let mut text = String::new();
    for event in Parser::new(markdown) {
        match event {
            Event::Text(words) | Event::Code(words) => text.push_str(&words),
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link | TagEnd::Image) => {}
            Event::SoftBreak | Event::HardBreak | Event::End(_) if !text.ends_with(' ') => text.push(' '),
            _ => {}
        }
        if text.len() > bytes {
            break;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(markdown: &str, want: &str) {
        assert_eq!(to_html(markdown).trim(), want);
    }

    #[test]
    fn the_subset() {
        check("Bon **jour** _toi_", "<p>Bon <strong>jour</strong> <em>toi</em></p>");
        check("# Un\n\n### Deux", "<h2>Un</h2>\n<h3>Deux</h3>");
        check("## Un\n\n#### Deux\n\n### Trois", "<h2>Un</h2>\n<h3>Deux</h3>\n<h3>Trois</h3>");
        check("#### Un\n\n#### Deux\n\n#### Trois\n\n## Quatre", "<h2>Un</h2>\n<h2>Deux</h2>\n<h2>Trois</h2>\n<h2>Quatre</h2>");
        check("a\nb", "<p>a<br>\nb</p>");
        check("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>");
        check("<https://a.fr/x>", "<p><a href=\"https://a.fr/x\" rel=\"nofollow noopener ugc\">https://a.fr/x</a></p>");
        check("[b](https://a.fr/x)", "<p><a href=\"https://a.fr/x\" rel=\"nofollow noopener ugc\">b</a> (a.fr)</p>");
    }

    #[test]
    fn what_bites_is_text() {
        check("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;");
        check("[x](javascript:alert(1))", "<p><a rel=\"nofollow noopener ugc\">x</a></p>");
        check("![x](https://a.fr/p.png)", "<p>x</p>");
        check("[x](/admin)", "<p><a rel=\"nofollow noopener ugc\">x</a></p>");
    }

    #[test]
    fn excerpts_are_plain() {
        assert_eq!(excerpt("# Un\n\n**Deux** [trois](https://a.fr)", 40), "Un Deux trois");
    }

    proptest! {
        #[test]
        fn cleaned_twice_is_cleaned_once(markdown in ".{0,200}") {
            let once = to_html(&markdown);
            prop_assert_eq!(CLEANER.clean(&once).to_string(), once);
        }
    }
}
