//! Towns, as one types.

use serde_json::json;

use crate::house::House;

#[test]
fn by_name_accents_optional_and_by_postcode() {
    let house = House::in_memory();
    let ask = |query: &str| house.get(&format!("/api/v1/places?{query}")).send().json(200)["items"].clone();
    let found = ask("q=saint-etien&limit=1");
    assert_eq!(found[0]["name"], "Saint-Étienne");
    let found = ask("q=93100&limit=1");
    assert_eq!((&found[0]["name"], &found[0]["id"], &found[0]["country"]), (&json!("Montreuil"), &json!("fr-93048"), &json!("FR")));
    assert_eq!(found[0]["postcode"], "93100");
    assert_eq!(found[0]["region"], "Seine-Saint-Denis");
    assert!(found[0]["lat"].is_f64() && found[0]["lon"].is_f64() && found[0]["population"].is_u64());
    assert_eq!(ask("q=").as_array().map(Vec::len), Some(0));
}

#[test]
fn hostile_parameters() {
    let house = House::in_memory();
    let long = "a".repeat(201);
    for query in ["", "q=a&limit=101", "q=a&limit=-1", "q=a&near=x", "q=a&q=b", &format!("q={long}")] {
        house.get(&format!("/api/v1/places?{query}")).send().problem(400, "bad_parameter");
    }
}
