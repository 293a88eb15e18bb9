//! The contract of the JSON API, readable: made from the document at `/api/openapi.json`, without anybody else's script.

use std::collections::BTreeMap;

use askama::Template;
use poem::{Response, handler};
use serde_json::Value;

use super::frame::Visit;
use super::views::{Choice, Page};
use crate::http::api;
use crate::http::error::Problem;
use crate::http::page;
use crate::words::Words;

#[derive(Template)]
#[template(path = "pages/api.html")]
struct ApiPage<'a> {
    t: &'static Words,
    page: Page,
    version: &'a str,
    groups: &'a [Group],
}

/// The operations under one noun.
#[derive(Debug)]
pub struct Group {
    name: String,
    operations: Vec<Operation>,
}

#[derive(Debug)]
struct Operation {
    id: String,
    verb: String,
    path: String,
    summary: String,
    description: String,
    params: Vec<Param>,
    answers: Vec<Choice>,
}

#[derive(Debug)]
struct Param {
    name: String,
    where_: String,
    kind: String,
    required: bool,
    text: String,
}

/// `GET /api/docs`
///
/// # Errors
/// None.
#[handler]
pub async fn show(visit: Visit) -> Result<Response, Problem> {
    let groups = visit.pages.operations.get_or_init(|| groups(&api::document(visit.app())));
    page::show(ApiPage { t: visit.t, page: visit.page(""), version: env!("CARGO_PKG_VERSION"), groups }.render())
}

/// The operations of an OpenAPI document, by the noun that their paths begin with.
fn groups(document: &str) -> Vec<Group> {
    let document: Value = serde_json::from_str(document).unwrap_or_default();
    let base = document.pointer("/servers/0/url").and_then(Value::as_str).unwrap_or_default();
    let mut nouns: BTreeMap<String, Vec<Operation>> = BTreeMap::new();
    for (path, verbs) in document["paths"].as_object().into_iter().flatten() {
        for (verb, operation) in verbs.as_object().into_iter().flatten().filter(|(_, operation)| operation.is_object()) {
            let noun = path.split('/').nth(1).unwrap_or_default().to_owned();
            nouns.entry(noun).or_default().push(operation_of(&document, &format!("{base}{path}"), verb, operation));
        }
    }
    nouns.into_iter().map(|(name, operations)| Group { name, operations }).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn operation_of(document: &Value, path: &str, verb: &str, operation: &Value) -> Operation {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let mut params: Vec<Param> = parameters
        .map(|parameter| Param {
            name: text(&parameter["name"]),
            where_: text(&parameter["in"]),
            kind: kind(&parameter["schema"]),
            required: parameter["required"].as_bool().unwrap_or(false),
            text: text(&parameter["description"]),
        })
        .collect();
    params.extend(body(document, &operation["requestBody"]));
    let answers = operation["responses"].as_object().into_iter().flatten();
    Operation {
        id: text(&operation["operationId"]),
        verb: verb.to_uppercase(),
        path: path.to_owned(),
        summary: text(&operation["summary"]),
        description: text(&operation["description"]),
        params,
        answers: answers.map(|(status, answer)| Choice { value: status.clone(), text: answer_text(answer) }).collect(),
    }
}

/// The fields of a body, as far as its first form goes.
fn body(document: &Value, body: &Value) -> Vec<Param> {
    let Some((media, content)) = body["content"].as_object().and_then(|content| content.iter().next()) else { return Vec::new() };
    let schema = resolved(document, &content["schema"]);
    let Some(fields) = schema["properties"].as_object() else {
        return vec![Param {
            name: media.clone(),
            where_: "body".to_owned(),
            kind: kind(schema),
            required: true,
            text: text(&body["description"]),
        }];
    };
    let required = |name: &str| schema["required"].as_array().is_some_and(|names| names.iter().any(|one| one == name));
    let field = |(name, field): (&String, &Value)| Param {
        name: name.clone(),
        where_: "body".to_owned(),
        kind: kind(field),
        required: required(name),
        text: text(&field["description"]),
    };
    fields.iter().map(field).collect()
}

fn resolved<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    let path = schema["$ref"].as_str().and_then(|path| path.strip_prefix('#'));
    path.and_then(|path| document.pointer(path)).unwrap_or(schema)
}

/// The last part of a reference, or the type: `Event`, `string`, `integer[]`.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return name.to_owned();
    }
    if let Some(whole) = schema["allOf"].get(0) {
        return kind(whole);
    }
    if let Some(words) = schema["enum"].as_array() {
        return words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" | ");
    }
    match schema["type"].as_str().unwrap_or_default() {
        "array" => format!("{}[]", kind(&schema["items"])),
        plain => schema["format"].as_str().map_or(plain.to_owned(), |format| format!("{plain} ({format})")),
    }
}

fn answer_text(answer: &Value) -> String {
    let content = answer["content"].as_object().and_then(|content| content.iter().next());
    let shape = content.map(|(media, content)| format!("{} ({media})", kind(&content["schema"])));
    [Some(text(&answer["description"])), shape].into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" — ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = r##"{"servers":[{"url":"/api/v1"}],"paths":{"/events/{id}":{"patch":{"operationId":"edit","summary":"Edits.",
        "parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string"}}],
        "requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Change"}}}},
        "responses":{"200":{"description":"","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Event"}}}}}}}},
        "components":{"schemas":{"Change":{"required":["title"],"properties":{"title":{"type":"string","description":"Its title."},
        "kinds":{"type":"array","items":{"type":"string","enum":["a","b"]}}}}}}}"##;

    #[test]
    fn operations_are_read_with_their_fields() {
        let groups = groups(DOCUMENT);
        let [Group { name, operations }] = groups.as_slice() else { panic!("one group") };
        let [Operation { verb, path, params, answers, .. }] = operations.as_slice() else { panic!("one operation") };
        assert_eq!((name.as_str(), verb.as_str(), path.as_str()), ("events", "PATCH", "/api/v1/events/{id}"));
        let read: Vec<_> = params.iter().map(|p| format!("{} {} {} {}", p.name, p.where_, p.kind, p.required)).collect();
        assert_eq!(read, ["id path string true", "kinds body a | b[] false", "title body string true"]);
        assert_eq!(answers[0].text, "Event (application/json)");
    }

    #[test]
    fn what_is_no_document_has_no_operations() {
        assert!(groups("").is_empty() && groups("[]").is_empty());
    }
}
