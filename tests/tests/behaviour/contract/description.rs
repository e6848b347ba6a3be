//! The API's description is right where no route's response shows it: events are delivered in the described form, and
//! requests are accepted or refused as described.

use std::collections::BTreeSet;

use domain::business::Mode;
use domain::event::EventType;
use domain::webhook::Outcome;
use serde_json::{Value, json};
use tests::{Received, Receiver, RunningApi, World, eventually, world};

use crate::webhooks::endpoints::send;
use crate::withdrawals::lifecycle::{BY_HAND, User, gift_card, paypal, user};

/// A business's endpoint for all events, and its payout webhook, which has another form.
struct Endpoints {
    standard: Receiver,
    payout: Receiver,
    standard_id: String,
    payout_id: String,
}

impl Endpoints {
    async fn create(api: &RunningApi, key: &str) -> Self {
        let (standard, payout) = (Receiver::start().await, Receiver::start().await);
        let groups = ["payout.*", "allocation.*", "batch.*", "balance.*", "payout_user.*"];
        let new = json!({ "url": standard.url, "events": groups });
        let made = send(api, key, "POST", "/v1/webhooks", &new).await.json();
        let put = json!({ "url": payout.url, "events": ["payout.*"] });
        let set = send(api, key, "PUT", "/v1/payout-webhook", &put).await.json();
        let id = |of: &Value| of["id"].as_str().unwrap().to_owned();
        Self { standard, payout, standard_id: id(&made), payout_id: id(&set) }
    }

    /// Requests a sample of each type that either endpoint can be sent.
    async fn send_samples(&self, api: &RunningApi, key: &str) {
        for kind in EventType::ALL {
            let of_payouts = kind.is_of_payouts().then_some(&self.payout_id);
            for id in [&self.standard_id].into_iter().chain(of_payouts) {
                let path = format!("/v1/webhooks/{id}/test");
                let asked = send(api, key, "POST", &path, &json!({ "type": kind.as_str() })).await;
                assert_eq!(asked.status, 202, "{kind}: {}", asked.body);
            }
        }
    }
}

fn event_types(all: &[Received]) -> BTreeSet<String> {
    all.iter().map(|one| one.json()["type"].as_str().unwrap().to_owned()).collect()
}

fn event_names(wanted: impl Fn(EventType) -> bool) -> BTreeSet<String> {
    EventType::ALL.into_iter().filter(|kind| wanted(*kind)).map(|kind| kind.as_str().to_owned()).collect()
}

/// Forbids properties that the schema does not describe.
fn forbid_undescribed_properties(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            members.values_mut().for_each(forbid_undescribed_properties);
            if members.get("properties").is_some_and(Value::is_object) && members.contains_key("type") {
                members.insert("additionalProperties".to_owned(), json!(false));
            }
        }
        Value::Array(all) => all.iter_mut().for_each(forbid_undescribed_properties),
        _ => {}
    }
}

/// Returns what is wrong with a delivery, according to this entry of the description's `webhooks`.
fn delivery_faults(description: &Value, entry: &str, one: &Received) -> Vec<String> {
    let headers = description["webhooks"][entry]["post"]["parameters"].as_array().unwrap().iter();
    let missing = headers.filter(|header| one.header(header["name"].as_str().unwrap()).is_empty());
    let mut faults: Vec<String> = missing.map(|header| format!("{} is missing", header["name"])).collect();
    faults.extend(body_fault(description, entry, &one.json()));
    faults
}

/// Returns what is wrong with the body of a delivery.
fn body_fault(description: &Value, entry: &str, body: &Value) -> Option<String> {
    let schema = format!("webhooks/{entry}/post/requestBody/content/application~1json/schema");
    schema_fault(description, &schema, body)
}

/// Returns what is wrong with `value`, according to the schema at this place of the description.
fn schema_fault(description: &Value, place: &str, value: &Value) -> Option<String> {
    const DOCUMENT: &str = "http://localhost/openapi.json";
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler.enable_format_assertions();
    compiler.add_resource(DOCUMENT, description.clone()).unwrap();
    let schema = compiler.compile(&format!("{DOCUMENT}#/{place}"), &mut schemas).unwrap();
    schemas.validate(value, schema).err().map(|fault| fault.to_string())
}

/// Causes one event of each type for a test business: through its payments, its low balance, and the sandbox.
async fn cause_every_event(api: &RunningApi, of: &User, user_id: &str) {
    let alert = json!({ "threshold": 500 });
    assert_eq!(send(api, &of.key, "PUT", "/v1/balance/alert", &alert).await.status, 200);
    let items = json!({ "items": [
        { "email": "b@example.com", "amount": 600, "reference": "row-1", "metadata": { "campaign": "spring" } },
        { "email": "b@example.com", "amount": 5_000 },
    ] });
    let batch = api.batch(&of.key, "everything", "application/json", items.to_string()).await;
    assert_eq!(batch.status, 202, "{}", batch.body);
    let path = format!("/v1/payout-users/{user_id}");
    let change = json!({ "expires_at": "2100-01-01T00:00:00Z" });
    let changed = send(api, &of.key, "PATCH", &path, &change).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    for (amount, status) in [(100, "succeeded"), (201, "failed")] {
        let id = of.order(api, paypal(amount)).await;
        of.wait_for_status(api, &id, status).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_event_type_is_delivered_as_described() {
    world(async |w| {
        let api = w.api_with_methods(BY_HAND).await;
        let (test, live) = (user(w, &api, Mode::Test, 10_000).await, user(w, &api, Mode::Live, 10_000).await);
        w.fund(test.business, 1_000).await;
        let (of_test, of_live) =
            (Endpoints::create(&api, &test.key).await, Endpoints::create(&api, &live.key).await);
        let idle = w.key(w.business(0).await).await;
        let of_samples = Endpoints::create(&api, &idle).await;
        let users = api.get("/v1/payout-users", &test.key).await.json();
        let worker = w.worker_with_methods(BY_HAND);
        cause_every_event(&api, &test, users["data"][0]["id"].as_str().unwrap()).await;
        // A person rejects the order.
        let order = live.order(&api, gift_card(1_000)).await;
        live.wait_for_status(&api, &order, "processing").await;
        let why = r#"{"reason":"We do not sell these."}"#;
        let path = format!("/v1/withdrawals/{order}/reject");
        assert_eq!(api.post(&path, &live.key, &[], why).await.status, 200);
        of_samples.send_samples(&api, &idle).await;

        let mut description: Value = api.get("/openapi.json", "").await.json();
        forbid_undescribed_properties(&mut description);
        let standard = [&of_test.standard, &of_live.standard];
        let payout = [&of_test.payout, &of_live.payout];
        for (real, samples, wanted) in [
            (standard, &of_samples.standard, event_names(|_| true)),
            (payout, &of_samples.payout, event_names(EventType::is_of_payouts)),
        ] {
            let happens: BTreeSet<String> =
                wanted.iter().filter(|name| *name != EventType::WebhookTest.as_str()).cloned().collect();
            let deliveries = eventually("every type is delivered, as an event and as a sample", async || {
                let (real, samples) = (real.map(Receiver::received).concat(), samples.received());
                let whole = (event_types(&real), event_types(&samples)) == (happens.clone(), wanted.clone());
                whole.then(|| [real, samples].concat())
            })
            .await;
            for one in &deliveries {
                let kind = one.json()["type"].as_str().unwrap().to_owned();
                let flat = wanted.len() < EventType::ALL.len();
                let entry = if flat { "payout-webhook" } else { &kind };
                let faults = delivery_faults(&description, entry, one);
                assert!(faults.is_empty(), "{kind}: {faults:?}\n{}", String::from_utf8_lossy(&one.body));
                // The schema refuses a property that is not described.
                let mut more = one.json();
                let data = if flat { &mut more } else { &mut more["data"] };
                data["more"] = json!(1);
                assert!(body_fault(&description, entry, &more).is_some(), "{kind} accepts any property");
            }
        }
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// A request that does not match the description is refused, and the error names the field.
#[tokio::test(flavor = "multi_thread")]
async fn requests_that_the_description_excludes_are_refused() {
    world(async |w| {
        let api = w.api_with_methods(BY_HAND).await;
        let live = user(w, &api, Mode::Live, 10_000).await;
        let made = Endpoints::create(&api, &live.key).await;
        let order = live.order(&api, gift_card(1_000)).await;
        let (reject, hook) = (format!("/v1/withdrawals/{order}/reject"), &made.standard_id);
        let redeliver = format!("/v1/webhooks/{hook}/redeliver");
        let (some, other) = ("evt_01900000-0000-7000-8000-000000000001", "2026-12-24T18:00:00Z");
        for (method, path, body, field, code) in [
            ("GET", "/v1/allocations?reference=%C3%97%C3%B8", Value::Null, "reference", "invalid"),
            ("GET", "/v1/allocations?reference=", Value::Null, "reference", "invalid"),
            ("POST", &reject, json!({ "reason": "two\nlines" }), "reason", "control_character"),
            ("POST", &redeliver, json!({}), "since", "required"),
            ("POST", &redeliver, json!({ "event_id": some, "since": other }), "since", "required"),
            (
                "POST",
                "/v1/allocations",
                json!({ "email": "a@example.com", "amount": 1.0 }),
                "amount",
                "not_an_integer",
            ),
            (
                "POST",
                "/v1/balance/top-up",
                json!({ "amount": 1_000_000_000_000_001_i64 }),
                "amount",
                "too_large",
            ),
        ] {
            let refused = send(&api, &live.key, method, path, &body).await;
            let told = &refused.json()["errors"][0];
            assert_eq!(
                (refused.status, &told["field"], &told["code"]),
                (400, &json!(field), &json!(code)),
                "{method} {path} {body}: {}",
                refused.body
            );
        }
        assert_eq!(live.get(&api, &order).await["status"], "created", "nothing has changed");
        assert_eq!(w.paid(live.business).await, 1);
        let path = format!("/payout/withdrawals/{order}/cancel");
        let malformed = api.as_user("POST", &path, &live.hash, &[("idempotency-key", "\"")], "").await;
        let description: Value = api.get("/openapi.json", "").await.json();
        let described = &description["paths"]["/payout/withdrawals/{id}/cancel"]["post"]["responses"];
        assert!(malformed.status == 400 && described["400"].is_object(), "{}", malformed.body);
        api.stop().await;
    })
    .await;
}

/// The description of operators' bodies matches how they are read, also where one field determines what another must
/// be.
#[tokio::test(flavor = "multi_thread")]
async fn operator_bodies_are_accepted_exactly_as_described() {
    world(async |w| {
        let api = w.api().await;
        let id = w.business(0).await.to_string();
        let description: Value = api.get("/openapi.json", "").await.json();
        let (pause, throttle) = ("/admin/pause?dry_run=true", "/admin/throttles?dry_run=true");
        let (business, fund) = (format!("/admin/businesses/{id}"), format!("/admin/businesses/{id}/fund"));
        for (method, path, component, body, taken) in [
            ("POST", pause, "PauseTarget", json!({ "scope": "all" }), true),
            ("POST", pause, "PauseTarget", json!({ "scope": "all", "business_id": id }), false),
            ("POST", pause, "PauseTarget", json!({ "scope": "business" }), false),
            (
                "POST",
                pause,
                "PauseTarget",
                json!({ "scope": "business", "business_id": id, "batch_id": null }),
                true,
            ),
            ("POST", pause, "PauseTarget", json!({ "scope": "method" }), false),
            ("POST", pause, "PauseTarget", json!({ "scope": "method", "method": "paypal" }), true),
            ("POST", pause, "PauseTarget", json!({ "scope": "method", "method": "cash" }), false),
            ("POST", pause, "PauseTarget", json!({ "scope": "webhooks", "provider": "manual" }), false),
            ("PUT", throttle, "NewThrottle", json!({ "scope": "all" }), false),
            ("PUT", throttle, "NewThrottle", json!({ "scope": "all", "max_per_second": 1_000_000 }), true),
            ("PUT", throttle, "NewThrottle", json!({ "scope": "all", "max_per_second": 1_000_001 }), false),
            ("PUT", throttle, "NewThrottle", json!({ "scope": "batch", "max_per_second": 1 }), false),
            ("POST", &fund, "Funding", json!({ "account": "balance", "amount": 0, "reference": "a" }), false),
            ("POST", &fund, "Funding", json!({ "account": "balance", "amount": 1, "reference": "a" }), true),
            ("PATCH", &business, "BusinessChange", json!({ "weight": 20 }), true),
            ("PATCH", &business, "BusinessChange", json!({ "weight": 21 }), false),
        ] {
            let answer = api.operate_with(method, path, body.to_string()).await;
            assert_eq!(answer.status < 300, taken, "{component} {body}: {}", answer.body);
            assert!(taken || answer.status == 400, "{component} {body}: {}", answer.body);
            let told = schema_fault(&description, &format!("components/schemas/{component}"), &body);
            assert_eq!(told.is_none(), taken, "{component} {body}: {told:?}");
        }
        api.stop().await;
    })
    .await;
}

/// The described pattern of keys accepts what the API accepts, and refuses the placeholders that tools write.
#[tokio::test(flavor = "multi_thread")]
async fn idempotency_keys_are_accepted_exactly_as_described() {
    world(async |w| {
        let api = w.api().await;
        let key = w.key(w.business(0).await).await;
        let description: Value = api.get("/openapi.json", "").await.json();
        let parameters = description["paths"]["/v1/api-keys"]["post"]["parameters"].as_array().unwrap();
        let at = parameters.iter().position(|one| one["name"] == "Idempotency-Key").unwrap();
        let schema = format!("paths/~1v1~1api-keys/post/parameters/{at}/schema");
        for (text, taken) in [
            ("a", true),
            ("}+|", true),
            ("]x", true),
            ("<x", true),
            ("{x", true),
            ("[x", true),
            ("two words", true),
            (r#""quoted""#, true),
            (r#""a\"b""#, true),
            ("<string,null>", false),
            ("{key}", false),
            ("$KEY", false),
            ("%s", false),
            ("$1", true),
            ("%s-7", true),
            (r#"""#, false),
            (r#""a"b"#, false),
            ("ü", false),
        ] {
            let body = json!({ "name": "a key" }).to_string();
            let made = api.post("/v1/api-keys", &key, &[("idempotency-key", text)], body).await;
            assert_eq!(made.status, if taken { 201 } else { 400 }, "{text}: {}", made.body);
            assert_eq!(schema_fault(&description, &schema, &json!(text)).is_none(), taken, "{text}");
        }
        api.stop().await;
    })
    .await;
}

/// Returns the words that the constraint `name` of `table` allows.
async fn allowed_words(w: &World, table: &str, name: &str) -> BTreeSet<String> {
    let defined: String = sqlx::query_scalar(
        "select pg_get_constraintdef(oid) from pg_constraint where conname = $1 and conrelid = $2::regclass",
    )
    .bind(name)
    .bind(table)
    .fetch_one(&w.pool)
    .await
    .unwrap();
    defined.split('\'').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The audit's words in the description are those that its table allows.
#[tokio::test(flavor = "multi_thread")]
async fn described_audit_actions_and_scopes_match_the_table() {
    world(async |w| {
        let api = w.api().await;
        let description: Value = api.get("/openapi.json", "").await.json();
        for (component, constraint) in [("AuditAction", "action_is_known"), ("AuditScope", "scope_is_known")]
        {
            let stored = allowed_words(w, "audit", constraint).await;
            let words = description["components"]["schemas"][component]["enum"].as_array().unwrap();
            let words: BTreeSet<String> =
                words.iter().map(|word| word.as_str().unwrap().to_owned()).collect();
            assert_eq!(words, stored, "{component}");
        }
        api.stop().await;
    })
    .await;
}

/// The outcomes of a webhook attempt in the description are those that the table allows.
#[tokio::test(flavor = "multi_thread")]
async fn webhook_attempt_outcomes_match_the_table() {
    world(async |w| {
        let outcomes: BTreeSet<String> = Outcome::ALL.iter().map(|one| one.as_str().to_owned()).collect();
        assert_eq!(outcomes, allowed_words(w, "webhook_attempts", "attempt_outcome_is_known").await);
    })
    .await;
}
