//! The page of an export: the same as its files, for people. It stands alone: no style, no picture, no script from anywhere.

use jiff::Timestamp;
use serde_json::Value;

use super::Section;
use crate::domain::member::Member;
use crate::words::Words;

/// The page in these words.
pub fn written(words: &'static Words, network: &str, member: &Member, sections: &[Section], now: Timestamp) -> String {
    let heading = words.with("takeout-title", &[("network", network.into())]);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <title>{}</title></head>\n<body><main><h1>{}</h1>\n<p>{} · {}</p>\n<p>{}</p>\n",
        words.lang().tag(),
        escaped(&heading),
        escaped(&heading),
        escaped(&member.full_name()),
        escaped(&now.strftime("%Y-%m-%d %H:%M UTC").to_string()),
        escaped(&words.say("takeout-about")),
    );
    for section in sections {
        let name = words.pick("takeout-file", section.name);
        page.push_str(&format!("<section><h2>{} ({})</h2>\n", escaped(&name), section.items.len()));
        for item in &section.items {
            shown(words, item, &mut page);
        }
        page.push_str("</section>\n");
    }
    page.push_str("</main></body></html>\n");
    page
}

fn shown(words: &'static Words, item: &Value, page: &mut String) {
    page.push_str("<dl>");
    for (name, value) in item.as_object().into_iter().flatten() {
        let label = words.find("takeout-field", name).map_or_else(|| name.replace('_', " "), std::borrow::Cow::into_owned);
        page.push_str(&format!("<dt>{}</dt><dd>{}</dd>", escaped(&label), escaped(&text(words, value))));
    }
    page.push_str("</dl>\n");
}

fn text(words: &'static Words, value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => words.say("takeout-yes").into_owned(),
        Value::Bool(false) => words.say("takeout-no").into_owned(),
        Value::Array(items) => items.iter().map(|item| text(words, item)).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let parts = fields.iter().filter(|(_, value)| !value.is_null());
            parts.map(|(name, value)| format!("{}: {}", name.replace('_', " "), text(words, value))).collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lang::Lang;
    use serde_json::json;

    #[test]
    fn what_people_wrote_is_text() {
        let mut page = String::new();
        shown(Words::of(Lang::En), &json!({ "note": "<script>alert(1)</script>", "a\"b": ["<b>", true], "c": { "d": "'" } }), &mut page);
        assert!(!page.contains("<script") && !page.contains("<b>"), "{page}");
        assert!(page.contains("&lt;script&gt;") && page.contains("a&quot;b"), "{page}");
    }
}
