//! The life of a withdrawal: requests and answers, every state and how it is reached, who owns the money meanwhile, and
//! the races. The books, with their laws about withdrawals, are checked after each test.

use domain::business::Mode;
use domain::ids::BusinessId;
use futures::future::join_all;
use serde_json::{Value, json};
use tests::{Answer, RunningApi, World, eventually, world};

/// An address without an owner.
const ADDRESS: &str = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

/// A person carries out gift cards, and there are fees.
pub const BY_HAND: &str = r#"{"methods":{"gift_card":{"provider":"manual","min":200,"max":5000,"fee_fixed":25,"fee_basis_points":150}}}"#;

/// A payout user with money, and its merchant.
pub struct User {
    pub business: BusinessId,
    pub key: String,
    pub hash: String,
}

/// Creates a payout user with `balance` cents, of a business of `mode`.
pub async fn user(w: &World, api: &RunningApi, mode: Mode, balance: i64) -> User {
    let business = w.business_of(mode, balance).await;
    let key = w.key(business).await;
    let worker = w.worker();
    let paid = api.pay(&key, &[], "user@example.com", balance).await;
    worker.stop().await;
    User { business, key, hash: paid.json()["hash"].as_str().unwrap().to_owned() }
}

pub fn paypal(amount: i64) -> String {
    json!({"amount": amount, "provider": "paypal", "destination": {"email": "User@PayPal.example"}})
        .to_string()
}

pub fn gift_card(amount: i64) -> String {
    let destination = json!({"product": "acme-25", "email": "user@example.com"});
    json!({"amount": amount, "provider": "gift_card", "destination": destination}).to_string()
}

impl User {
    pub async fn withdraw(&self, api: &RunningApi, headers: &[(&str, &str)], body: String) -> Answer {
        api.as_user("POST", "/payout/withdraw", &self.hash, headers, body).await
    }

    /// Requests a withdrawal that must be accepted, and returns its id.
    pub async fn order(&self, api: &RunningApi, body: String) -> String {
        let answer = self.withdraw(api, &[], body).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    pub async fn get(&self, api: &RunningApi, id: &str) -> Value {
        let answer = api.as_user("GET", &format!("/payout/withdrawals/{id}"), &self.hash, &[], "").await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    }

    pub async fn cancel(&self, api: &RunningApi, id: &str) -> Answer {
        api.as_user("POST", &format!("/payout/withdrawals/{id}/cancel"), &self.hash, &[], "").await
    }

    pub async fn balance(&self, api: &RunningApi) -> i64 {
        let answer = api.as_user("GET", "/payout/balance", &self.hash, &[], "").await;
        answer.json()["balance"].as_i64().unwrap()
    }

    pub async fn wait_for_status(&self, api: &RunningApi, id: &str, status: &str) -> Value {
        eventually(&format!("{id} is {status}"), async || {
            Some(self.get(api, id).await).filter(|order| order["status"] == status)
        })
        .await
    }
}

/// Returns the kinds and the amounts of an order's transfers.
pub async fn transfers(w: &World, business: BusinessId) -> Vec<(String, i64)> {
    sqlx::query_as(
        "select kind::text, sum(amount)::bigint from transfers
         where business_id = $1 and kind not in ('funding', 'allocation') group by kind order by kind::text",
    )
    .bind(business.uuid())
    .fetch_all(&w.pool)
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_balance_below_the_smallest_withdrawal_shows_the_minimum() {
    world(async |w| {
        const TERMS: &str = r#"{"methods":{"gift_card":{"provider":"manual","min":200,"max":5000}}}"#;
        let api = w.api_with_methods(TERMS).await;
        for (mode, balance, least) in [(Mode::Live, 199, Some(200)), (Mode::Live, 200, None)] {
            let user = user(w, &api, mode, balance).await;
            let answer = api.as_user("GET", "/payout/balance", &user.hash, &[], "").await.json();
            let mut expected = json!({"balance": balance, "currency": "USD"});
            if let Some(least) = least {
                expected["smallest_withdrawal"] = json!(least);
            }
            assert_eq!(answer, expected);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_debited_at_once_and_paid_out_less_its_fees() {
    world(async |w| {
        let api = w.api_with_methods(BY_HAND).await;
        let user = user(w, &api, Mode::Test, 10_000).await;
        let answer = user.withdraw(&api, &[], gift_card(1_000)).await;
        assert_eq!(answer.status, 201);
        let order = answer.json();
        let id = order["id"].as_str().unwrap();
        assert_eq!(answer.header("location"), format!("/payout/withdrawals/{id}"));
        let expected = json!({
            "id": id, "status": "created", "provider": "gift_card", "amount": 1_000, "fees": 40, "net_amount": 960,
            "currency": "USD", "destination": {"product": "acme-25", "email": "user@example.com"},
            "created_at": order["created_at"],
        });
        assert_eq!(order, expected);
        assert_eq!(user.balance(&api).await, 9_000);
        assert_eq!(transfers(w, user.business).await, [("withdrawal".to_owned(), 1_000)]);
        w.check_books().await;
        let worker = w.worker_with_methods(BY_HAND);
        let ended = user.wait_for_status(&api, id, "succeeded").await;
        assert!(ended["finished_at"].is_string() && ended.get("code").is_none(), "{ended}");
        let moved = [("fee".to_owned(), 40), ("payout".to_owned(), 960), ("withdrawal".to_owned(), 1_000)];
        assert_eq!(transfers(w, user.business).await, moved);
        // A test business uses the sandbox, whatever is configured for live ones.
        let seen = api.get(&format!("/v1/withdrawals/{id}"), &user.key).await.json();
        assert_eq!(seen["carried_out_by"], "sandbox");
        assert_eq!((&seen["email"], &seen["status"]), (&json!("user@example.com"), &json!("succeeded")));
        let listed = api.get("/v1/withdrawals?status=succeeded", &user.key).await.json();
        assert_eq!(listed["data"], json!([seen]));
        assert_eq!(api.get("/v1/withdrawals?status=failed", &user.key).await.json()["data"], json!([]));
        assert_eq!(api.get("/v1/withdrawals?status=gone", &user.key).await.status, 400);
        // Every transfer of the order is in the history, whatever the size of the pages.
        let (mut kinds, mut cursor) = (Vec::new(), String::new());
        while kinds.len() < 5 {
            let page = api.get(&format!("/v1/transactions?limit=1{cursor}"), &user.key).await.json();
            kinds.push(page["data"][0]["type"].as_str().unwrap().to_owned());
            cursor = format!("&cursor={}", page["next_cursor"].as_str().unwrap_or_default());
        }
        assert_eq!(kinds, ["fee", "payout", "withdrawal", "allocation", "funding"]);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn enabled_methods_are_listed_and_their_terms_are_enforced() {
    world(async |w| {
        let api = w.api_with_methods(BY_HAND).await;
        let (test, live) = (user(w, &api, Mode::Test, 1_000).await, user(w, &api, Mode::Live, 10_000).await);
        let methods = async |of: &User| api.as_user("GET", "/payout/methods", &of.hash, &[], "").await.json();
        let gift_card = json!({
            "provider": "gift_card", "min": 200, "max": 5_000, "fees": {"fixed": 25, "basis_points": 150},
            "destination": ["product", "email"],
        });
        assert_eq!(methods(&live).await, json!({"currency": "USD", "methods": [gift_card]}));
        let of_test = methods(&test).await;
        let names: Vec<&Value> = of_test["methods"].as_array().unwrap().iter().map(|one| &one["provider"]).collect();
        assert_eq!(names, ["paypal", "crypto", "gift_card"]);
        assert_eq!(of_test["methods"][1]["chains"][0], json!({"chain": "bitcoin", "currencies": ["BTC"]}));
        for (of, body, fault) in [
            (&live, paypal(500), r#"{"provider":["The provider paypal is switched off: choose gift_card."]}"#),
            // The error does not report other faults, because correcting them would not help.
            (
                &live,
                json!({"amount": "500", "provider": "crypto", "destination": {"chain": "ethereum", "address": ADDRESS.to_lowercase(), "currency": "BTC"}}).to_string(),
                r#"{"provider":["The provider crypto is switched off: choose gift_card."]}"#,
            ),
            (
                &live,
                json!({"amount": 500, "provider": "crypto"}).to_string(),
                r#"{"provider":["The provider crypto is switched off: choose gift_card."]}"#,
            ),
            (&live, self::gift_card(199), r#"{"amount":["The amount must be at least 200."]}"#),
            (&live, self::gift_card(5_001), r#"{"amount":["The amount may not be greater than 5000."]}"#),
            (&test, paypal(99), r#"{"amount":["The amount must be at least 100."]}"#),
            (
                &test,
                "nonsense".to_owned(),
                r#"{"amount":["The amount field is required."],"provider":["The provider field is required."],"destination":["The destination field is required."]}"#,
            ),
            (
                &test,
                json!({"amount": "500", "provider": "crypto", "destination": {"chain": "ethereum", "address": ADDRESS.to_lowercase(), "currency": "ETH"}}).to_string(),
                r#"{"amount":["The amount must be an integer."],"destination.address":["The destination.address is all lower or all upper case, so a mistyped digit cannot be noticed: copy it from your wallet in its mixed-case form."]}"#,
            ),
            (&test, paypal(1_001), r#"{"error":"Insufficient balance"}"#),
        ] {
            let answer = of.withdraw(&api, &[], body).await;
            assert_eq!((answer.status, answer.body.as_str()), (400, fault));
        }
        let crypto = json!({"amount": 500, "provider": "crypto", "destination": {"chain": "ethereum", "address": ADDRESS, "currency": "USDC"}});
        assert_eq!(test.withdraw(&api, &[], crypto.to_string()).await.status, 201);
        assert_eq!((test.balance(&api).await, live.balance(&api).await), (500, 10_000));
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idempotency_key_withdraws_once_and_replays_its_answer() {
    world(async |w| {
        let api = w.api().await;
        let user = user(w, &api, Mode::Test, 10_000).await;
        let key = [("idempotency-key", "one")];
        let answers = join_all((0..32).map(|_| user.withdraw(&api, &key, paypal(100)))).await;
        let first = &answers[0];
        for answer in &answers {
            assert_eq!((answer.status, &answer.body), (201, &first.body));
        }
        let replayed = answers.iter().filter(|answer| answer.header("idempotent-replayed") == "true").count();
        assert_eq!((replayed, user.balance(&api).await), (31, 9_900));
        let other = user.withdraw(&api, &key, paypal(101)).await;
        let reused = r#"{"error":"Idempotency-Key was already used with different parameters"}"#;
        assert_eq!((other.status, other.body.as_str()), (422, reused));
        assert_eq!(user.withdraw(&api, &[("idempotency-key", "")], paypal(100)).await.status, 400);
        // A refusal for lack of money is not recorded, so the key stays free.
        let two = [("idempotency-key", "two")];
        assert_eq!(user.withdraw(&api, &two, paypal(20_000)).await.status, 400);
        assert_eq!(user.withdraw(&api, &two, paypal(200)).await.status, 201);
        let worker = w.worker();
        user.wait_for_status(&api, first.json()["id"].as_str().unwrap(), "succeeded").await;
        let after = user.withdraw(&api, &key, paypal(100)).await;
        assert_eq!(
            (after.status, &after.body),
            (201, &first.body),
            "the answer is the same after the order has ended"
        );
        api.stop().await;
        // Also after the method's terms have changed.
        let api = w.api_with_methods(r#"{"methods":{"paypal":{"provider":"manual","min":5000}}}"#).await;
        let after = user.withdraw(&api, &key, paypal(100)).await;
        assert_eq!((after.status, &after.body), (201, &first.body));
        assert_eq!(user.withdraw(&api, &[("idempotency-key", "three")], paypal(100)).await.status, 400);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// 32 withdrawals at the same time by one user who can afford ten. Without the guard in the debit, the balance would go
/// below zero, or the CHECK would turn a 400 into a 500.
#[tokio::test(flavor = "multi_thread")]
async fn a_balance_is_never_overdrawn() {
    world(async |w| {
        let apis = [w.api().await, w.api().await];
        let user = user(w, &apis[0], Mode::Test, 1_050).await;
        let answers = join_all((0..32).map(|n| user.withdraw(&apis[n % 2], &[], paypal(100)))).await;
        let made = answers.iter().filter(|answer| answer.status == 201).count();
        let refused =
            answers.iter().filter(|answer| answer.body == r#"{"error":"Insufficient balance"}"#).count();
        assert_eq!((made, refused, user.balance(&apis[0]).await), (10, 22, 50));
        for api in apis {
            api.stop().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_step_of_an_order_sends_an_event_to_subscribers() {
    world(async |w| {
        let api = w.api_with_methods(BY_HAND).await;
        let user = user(w, &api, Mode::Live, 10_000).await;
        let unsubscribed = user.order(&api, gift_card(1_000)).await;
        let subscription = r#"{"url":"http://127.0.0.1:9/","events":["payout.*"]}"#;
        assert_eq!(api.post("/v1/webhooks", &user.key, &[], subscription).await.status, 201);
        let subscribed = user.order(&api, gift_card(1_000)).await;
        let worker = w.worker_with_methods(BY_HAND);
        for id in [&unsubscribed, &subscribed] {
            user.wait_for_status(&api, id, "processing").await;
            let path = format!("/v1/withdrawals/{id}/reject");
            assert_eq!(api.post(&path, &user.key, &[], r#"{"reason":"Sold out."}"#).await.status, 200);
        }
        let events: Vec<(String, Value)> = sqlx::query_as(
            "select type::text, data::jsonb from events where object_id = $1 order by sequence",
        )
        .bind(subscribed.trim_start_matches("ord_").parse::<uuid::Uuid>().unwrap())
        .fetch_all(&w.pool)
        .await
        .unwrap();
        let kinds: Vec<&str> = events.iter().map(|(kind, _)| kind.as_str()).collect();
        assert_eq!(kinds, ["payout.created", "payout.processing", "payout.rejected"]);
        let seen = api.get(&format!("/v1/withdrawals/{subscribed}"), &user.key).await.json();
        let expected = json!({
            "amount": 1_000, "currency": "USD", "fees": 40, "net_amount": 960,
            "metadata": {"payout_user_id": seen["payout_user_id"]}, "type": "payout.rejected",
            "provider": "gift_card", "order_id": subscribed, "recipient": {"email": "user@example.com"},
            "gift_card": {"product": "acme-25", "email": "user@example.com"}, "reason": "Sold out.",
        });
        assert_eq!(events[2].1, expected);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
