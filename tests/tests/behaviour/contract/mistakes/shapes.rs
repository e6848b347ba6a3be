//! Values of a wrong type, times in a wrong format, cursors of another list: tried for each field and parameter of the
//! description.

use serde_json::Value;
use tests::world;

use super::{assert_plain, count_places, described_schemas, message_about};
use crate::contract::unknown_names::{call, operations};

/// Returns values that do not have the type that `schema` requires.
fn wrong_values(schema: &Value) -> Vec<&'static str> {
    let is = |kind: &str| schema.to_string().contains(&format!("\"{kind}\""));
    if is("enum") || is("boolean") {
        vec!["7", "\"\"", "\"nonsense\"", "{}", "[]"]
    } else if is("array") {
        vec!["\"x\"", "{}", "5", "true"]
    } else if is("integer") {
        vec!["\"x\"", "\"5\"", "1.5", "1e2", "99999999999999999999", "true", "{}", "[]"]
    } else if is("object") {
        vec!["\"x\"", "5", "[]", "true"]
    } else {
        vec!["5", "1.5", "true", "{}", "[]"]
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_of_the_wrong_type_gets_an_error_with_its_name() {
    world(async |w| {
        let api = w.api().await;
        let key = w.key(w.business(1_000).await).await;
        let document = serde_json::to_value(api::openapi::description()).unwrap();
        let mut tried = 0;
        for of in operations() {
            for (field, schema) in described_schemas(&of, &document).0 {
                // Other tests cover the items of a batch.
                for value in wrong_values(&schema).into_iter().filter(|_| of.pattern != "/v1/batches") {
                    let what = format!("{} {} {field}: {value}", of.method, of.path);
                    let answer = call(&api, &key, &of, "", &format!(r#"{{"{field}":{value}}}"#)).await;
                    let said = message_about(&answer, &field, &what);
                    assert!(said.contains(&field), "{what}: {said}");
                    assert_eq!(count_places(&said), 0, "{what}: {said}");
                    assert_plain(&said, &what);
                    tried += 1;
                }
            }
        }
        assert!(tried > 100, "{tried}");
        assert_eq!(w.recorded().await, 0);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invalid_time_gets_an_error_with_its_field_and_an_example() {
    world(async |w| {
        let api = w.api().await;
        let key = w.key(w.business(1_000).await).await;
        let document = serde_json::to_value(api::openapi::description()).unwrap();
        let wrong = [
            ("2026-12-24", "2026-12-24T00:00:00Z"),
            ("2026-12-24T18:00:00", "2026-12-24T18:00:00Z"),
            ("24.12.2026", "2026-12-24T18:00:00Z"),
            ("tomorrow", "2026-12-24T18:00:00Z"),
            ("", "2026-12-24T18:00:00Z"),
        ];
        let is_time = |(_, schema): &(String, Value)| schema["format"] == "date-time";
        let mut names = Vec::new();
        for of in operations() {
            let (fields, parameters) = described_schemas(&of, &document);
            for (text, example) in wrong {
                for (field, _) in fields.iter().filter(|one| is_time(one)) {
                    let answer = call(&api, &key, &of, "", &format!(r#"{{"{field}":"{text}"}}"#)).await;
                    let said = message_about(&answer, field, &of.path);
                    assert!(said.starts_with(field) && said.contains(example), "{}: {said}", of.path);
                    names.push(field.clone());
                }
                for (name, _) in parameters.iter().filter(|one| is_time(one)) {
                    let body =
                        if of.method == "GET" { "" } else { r#"{"items":[{"email":"a@b.cd","amount":1}]}"# };
                    let answer = call(&api, &key, &of, &format!("?{name}={text}"), body).await;
                    let said = message_about(&answer, name, &of.path);
                    assert!(said.starts_with(name) && said.contains(example), "{}: {said}", of.path);
                    names.push(name.clone());
                }
            }
        }
        for name in ["expires_at", "since", "scheduled_at", "from", "to"] {
            assert!(names.iter().any(|tried| tried == name), "{name} was not tried: {names:?}");
        }
        // An unescaped + of a time zone is a space in a query.
        let plus = api.get("/v1/batches?from=2026-12-24T18:00:00+01:00", &key).await;
        assert!(plus.body.contains("write 2026-12-24T18:00:00%2B01:00"), "{}", plus.body);
        let backwards = api.get("/v1/batches?from=2026-12-24T18:00:00Z&to=2026-12-23T18:00:00Z", &key).await;
        assert!(message_about(&backwards, "to", "backwards").contains("earlier than from"));
        assert_eq!(w.recorded().await, 0);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_of_another_list_is_refused_by_every_list() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let key = w.key(w.business(1_000).await).await;
        for n in 0..3 {
            assert_eq!(api.pay(&key, &[], &format!("a{n}@b.cd"), 5).await.status, 201);
        }
        let found = api.get("/v1/transactions?limit=1", &key).await.json();
        let cursor = found["next_cursor"].as_str().unwrap().to_owned();
        let document = serde_json::to_value(api::openapi::description()).unwrap();
        let mut tried = 0;
        for of in operations().iter().filter(|of| of.method == "GET" && of.pattern != "/v1/transactions") {
            let has_cursor = described_schemas(of, &document).1.iter().any(|(name, _)| name == "cursor");
            for cursor in [cursor.as_str(), "", "x"] {
                if has_cursor {
                    let answer = call(&api, &key, of, &format!("?cursor={cursor}"), "").await;
                    let said = message_about(&answer, "cursor", &of.path);
                    assert!(said.contains("next_cursor of the same list"), "{}: {said}", of.path);
                    tried += 1;
                }
            }
        }
        assert!(tried > 20, "{tried}");
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
