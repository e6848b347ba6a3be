//! Tenants never see each other's data. Every public route is tried for a tenant's own object and for another
//! tenant's: with the tenant's credential, another tenant's, one of the wrong kind, and none. Routes and their
//! credentials come from the API's own description, so a new route without an entry here fails.

mod routes;

use std::collections::BTreeSet;

use domain::clock::Clock;
use domain::ids::BusinessId;
use serde_json::Value;
use tests::{Answer, RunningApi, World, eventually, world};

use self::routes::{CredentialKind, NEW_WEBHOOK, NEW_WITHDRAWAL, OPEN, Object, ROUTES, Route, SIGNED};

/// A business, its key, and an object of each kind.
struct Tenant {
    business: BusinessId,
    key: String,
    hash: String,
    email: String,
    allocation: String,
    payout_user: String,
    api_key: String,
    batch: String,
    withdrawal: String,
    webhook: String,
}

impl Tenant {
    async fn new(w: &World, api: &RunningApi, name: &str) -> Self {
        let business = w.business(1_000).await;
        let key = w.key(business).await;
        let api_key = api.get("/v1/api-keys", &key).await.json()["data"][0]["id"].clone();
        let email = format!("{name}@{name}.example");
        let body = format!(r#"{{"items":[{{"email":"{email}","amount":1,"reference":"{name}-1"}}]}}"#);
        let batch = api.batch(&key, name, "application/json", body).await.json()["id"].clone();
        let paid = api.pay(&key, &[("idempotency-key", name)], &email, 202).await;
        assert_eq!(paid.status, 201, "{}", paid.body);
        let user = api.get("/v1/payout-users", &key).await.json()["data"][0]["id"].clone();
        let webhook = api.post("/v1/webhooks", &key, &[], NEW_WEBHOOK).await.json()["id"].clone();
        let text = |id: Value| id.as_str().unwrap().to_owned();
        let hash = text(paid.json()["hash"].clone());
        let allocation = paid.header("allocation-id").to_owned();
        let (payout_user, api_key) = (text(user), text(api_key));
        let (batch, webhook) = (text(batch), text(webhook));
        let body = NEW_WITHDRAWAL.replace("probe@example.com", &email);
        let order = api.as_user("POST", "/payout/withdraw", &hash, &[], body).await;
        let withdrawal = text(order.json()["id"].clone());
        let path = format!("/payout/withdrawals/{withdrawal}");
        eventually("the sandbox has paid out", async || {
            let order = api.as_user("GET", &path, &hash, &[], "").await.json();
            (order["status"] == "succeeded").then_some(())
        })
        .await;
        Self { business, key, hash, email, allocation, payout_user, api_key, batch, withdrawal, webhook }
    }

    /// Returns the tenant's credential for a route.
    fn credential(&self, kind: CredentialKind) -> Credential {
        match kind {
            CredentialKind::Key => ("authorization", format!("Bearer {}", self.key)),
            CredentialKind::Hash => ("x-payout-hash", self.hash.clone()),
        }
    }

    fn object(&self, object: Object) -> &str {
        match object {
            Object::None => "",
            Object::Allocation => &self.allocation,
            Object::PayoutUser => &self.payout_user,
            Object::ApiKey => &self.api_key,
            Object::Batch => &self.batch,
            Object::Withdrawal => &self.withdrawal,
            Object::Webhook => &self.webhook,
        }
    }

    /// Asserts that an answer to another tenant contains nothing of this one.
    #[track_caller]
    fn assert_not_in(&self, answer: &Answer, what: &str) {
        let mine = [
            &self.hash,
            &self.email,
            &self.allocation,
            &self.payout_user,
            &self.api_key,
            &self.batch,
            &self.withdrawal,
            &self.webhook,
        ];
        for secret in mine.into_iter().chain([&self.business.to_string(), &self.business.uuid().to_string()])
        {
            assert!(
                !answer.body.contains(secret.as_str()),
                "{what} shows another tenant's {secret}: {}",
                answer.body
            );
        }
    }
}

/// A header with a credential.
type Credential = (&'static str, String);

impl CredentialKind {
    /// Returns a credential of this kind that does not exist.
    fn unknown_credential(self) -> Credential {
        match self {
            Self::Key => ("authorization", "Bearer sk_test_0".to_owned()),
            Self::Hash => ("x-payout-hash", "0".repeat(64)),
        }
    }

    /// Returns the other kind.
    fn other_kind(self) -> Self {
        match self {
            Self::Key => Self::Hash,
            Self::Hash => Self::Key,
        }
    }
}

async fn call(api: &RunningApi, route: &Route, credential: Option<Credential>, id: &str) -> Answer {
    let mut headers = Vec::new();
    if route.method == "post" {
        headers.push(("idempotency-key", Clock::System.id().to_string()));
    }
    headers.extend(credential);
    let path = route.path.replace("{id}", id);
    api.send(&route.method.to_uppercase(), &path, &headers, route.body).await
}

/// Returns an id of the same kind as `id` that does not exist.
fn absent_id(id: &str) -> String {
    let (prefix, _) = id.split_once('_').unwrap();
    format!("{prefix}_01900000-0000-7000-8000-000000000000")
}

/// Returns the kind of credential that gives access to an operation, according to the API's description.
fn described_credential_kind(operation: &Value) -> Option<CredentialKind> {
    let schemes: Vec<&String> = operation["security"].as_array()?.iter().flat_map(scheme_names).collect();
    if schemes.contains(&&"secret_key".to_owned()) {
        Some(CredentialKind::Key)
    } else {
        Some(CredentialKind::Hash)
    }
}

fn scheme_names(requirement: &Value) -> impl Iterator<Item = &String> {
    requirement.as_object().unwrap().keys()
}

#[test]
fn every_public_route_is_in_the_table() {
    let document = serde_json::to_value(api::routes::public_routes().to_openapi()).unwrap();
    let mut described = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let methods = ["get", "post", "put", "patch", "delete", "head", "options", "trace"];
        for method in methods.into_iter().filter(|method| item.get(*method).is_some()) {
            described.insert((method.to_owned(), path.clone(), described_credential_kind(&item[method])));
        }
    }
    let table = ROUTES.iter().map(|route| (route.method, route.path, Some(route.credential_kind)));
    let table: BTreeSet<_> = table
        .chain(OPEN.into_iter().chain(SIGNED).map(|(method, path)| (method, path, None)))
        .map(|(method, path, kind)| (method.to_owned(), path.to_owned(), kind))
        .collect();
    let (missing, gone) = (&described - &table, &table - &described);
    assert!(missing.is_empty(), "ROUTES in tenants/routes.rs lacks {missing:?}: add it with its credential");
    assert!(gone.is_empty(), "ROUTES in tenants/routes.rs has routes that the API does not have: {gone:?}");
    for route in &ROUTES {
        assert_eq!(route.path.contains("{id}"), route.object != Object::None, "{}", route.path);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_cannot_reach_the_objects_of_another() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let (one, two) = (Tenant::new(w, &api, "one").await, Tenant::new(w, &api, "two").await);
        w.drained().await;
        for route in &ROUTES {
            let what = format!("{} {}", route.method, route.path);
            for (me, other) in [(&one, &two), (&two, &one)] {
                let theirs = other.object(route.object);
                let kind = route.credential_kind;
                for (credential, id) in [
                    (None, theirs),
                    (None, "nonsense"),
                    (Some(kind.unknown_credential()), theirs),
                    // A credential of the other kind is not accepted, not even for its own objects.
                    (Some(me.credential(kind.other_kind())), me.object(route.object)),
                    (Some(other.credential(kind.other_kind())), theirs),
                ] {
                    let answer = call(&api, route, credential, id).await;
                    assert_eq!(answer.status, 401, "{what} without a valid credential: {}", answer.body);
                    other.assert_not_in(&answer, &what);
                }
                if route.object == Object::None {
                    continue;
                }
                // Another tenant's object is answered like one that does not exist.
                let foreign = call(&api, route, Some(me.credential(kind)), theirs).await;
                let absent = call(&api, route, Some(me.credential(kind)), &absent_id(theirs)).await;
                assert_eq!((foreign.status, &foreign.body), (404, &absent.body), "{what}");
                assert_eq!(foreign.header_names(), absent.header_names(), "{what}");
                other.assert_not_in(&foreign, &what);
            }
        }
        w.drained().await;
        // None of this has changed or ended anything: each tenant still reaches its own objects.
        for route in &ROUTES {
            let what = format!("{} {}", route.method, route.path);
            for (me, other) in [(&one, &two), (&two, &one)] {
                let credential = me.credential(route.credential_kind);
                let own = call(&api, route, Some(credential), me.object(route.object)).await;
                assert_eq!(own.status, route.own, "{what}: {}", own.body);
                other.assert_not_in(&own, &what);
            }
        }
        for (method, path) in OPEN {
            assert_eq!(api.send(&method.to_uppercase(), path, &[] as &[(&str, &str)], "").await.status, 200);
        }
        w.drained().await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_find_no_objects_of_another_tenant() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let (one, two) = (Tenant::new(w, &api, "one").await, Tenant::new(w, &api, "two").await);
        w.drained().await;
        let paths = |of: &Tenant| {
            [
                format!("/v1/allocations?batch_id={}", of.batch),
                format!("/v1/allocations?email={}", of.email),
                format!("/v1/payout-users?email={}", of.email),
                format!("/v1/withdrawals?payout_user_id={}", of.payout_user),
            ]
        };
        for path in paths(&one) {
            let (own, foreign) = (api.get(&path, &one.key).await, api.get(&path, &two.key).await);
            assert!(!own.json()["data"].as_array().unwrap().is_empty(), "{path}");
            assert_eq!(
                (foreign.status, foreign.json()["data"].as_array().unwrap().len()),
                (200, 0),
                "{path}"
            );
        }
        // A cursor gives no access either, and a reference is unique only within its business.
        let page = api.get("/v1/transactions?limit=1", &one.key).await.json();
        let path = format!("/v1/transactions?limit=50&cursor={}", page["next_cursor"].as_str().unwrap());
        one.assert_not_in(&api.get(&path, &two.key).await, &path);
        let same_name = api.pay(&two.key, &[("idempotency-key", "one")], &one.email, 2).await;
        assert_eq!((same_name.status, same_name.header("idempotent-replayed")), (201, ""));
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
