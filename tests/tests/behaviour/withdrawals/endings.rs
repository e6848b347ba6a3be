//! How withdrawals end: each ends once and for good, by a caller that may end it. The books are checked after each
//! test.

use domain::business::Mode;
use futures::future::join_all;
use serde_json::json;
use tests::{eventually, world};

use crate::withdrawals::lifecycle::{BY_HAND, User, gift_card, paypal, user};

#[tokio::test(flavor = "multi_thread")]
async fn the_amount_decides_the_outcome_in_the_sandbox() {
    world(async |w| {
        let api = w.api().await;
        let user = user(w, &api, Mode::Test, 10_000).await;
        let mut orders = Vec::new();
        for (amount, status) in [
            (100, "succeeded"),
            (201, "failed"),
            (302, "succeeded"),
            (403, "failed"),
            (504, "succeeded"),
            (605, "failed"),
        ] {
            orders.push((user.order(&api, paypal(amount)).await, status));
        }
        let worker = w.worker();
        let unknown = async || {
            let mut conn = w.pool.acquire().await.unwrap();
            domain::withdrawal::lease::unknown(&mut conn, w.clock.now()).await.unwrap()
        };
        eventually("two outcomes are unknown", async || (unknown().await.count == 2).then_some(())).await;
        for (id, _) in &orders[2..4] {
            assert_eq!(user.get(&api, id).await["status"], "processing", "an unknown outcome is not guessed");
        }
        for (id, status) in &orders {
            let ended = user.wait_for_status(&api, id, status).await;
            assert_eq!(ended.get("code").is_some(), *status == "failed");
        }
        assert_eq!((unknown().await.count, unknown().await.oldest_age_seconds), (0, 0.0));
        assert_eq!(user.balance(&api).await, 10_000 - 100 - 302 - 504);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_approves_or_rejects_a_processing_order() {
    world(async |w| {
        let api = w.api_with_methods(BY_HAND).await;
        let user = user(w, &api, Mode::Live, 10_000).await;
        let mut ids = Vec::new();
        for _ in 0..4 {
            ids.push(user.order(&api, gift_card(1_000)).await);
        }
        let merchant = async |id: &str, word: &str, body: &str| {
            api.post(&format!("/v1/withdrawals/{id}/{word}"), &user.key, &[], body.to_owned()).await
        };
        assert_eq!(merchant(&ids[0], "approve", "").await.status, 409, "it is not processing yet");
        let worker = w.worker_with_methods(BY_HAND);
        for id in &ids {
            user.wait_for_status(&api, id, "processing").await;
        }
        assert_eq!(user.cancel(&api, &ids[0]).await.status, 409);
        assert_eq!(
            api.operate("GET", "/admin/withdrawals").await.json()["data"].as_array().unwrap().len(),
            4
        );
        assert_eq!(merchant(&ids[0], "approve", "").await.json()["status"], "succeeded");
        let why = r#"{"reason":"We do not sell these."}"#;
        for wrong in ["", "{}", r#"{"reason":" "}"#, r#"{"reason":7}"#] {
            assert_eq!(merchant(&ids[1], "reject", wrong).await.status, 400, "{wrong}");
        }
        assert_eq!(merchant(&ids[1], "reject", why).await.json()["status"], "rejected");
        let (approve, reject) = (
            format!("/admin/withdrawals/{}/approve", ids[2]),
            format!("/admin/withdrawals/{}/reject", ids[3]),
        );
        assert_eq!(api.operate("POST", &approve).await.json()["status"], "succeeded");
        assert_eq!(api.operate_with("POST", &reject, why).await.json()["status"], "rejected");
        let unknown = "/admin/withdrawals/ord_01900000-0000-7000-8000-000000000000/approve";
        let none = api.operate("POST", unknown).await;
        assert!(none.status == 404 && none.body.contains("carried out by a person"), "{}", none.body);
        for (status, expected) in
            [("succeeded", 2), ("rejected", 2), ("processing", 0), ("created", 0), ("nonsense", 400)]
        {
            let listed = api.operate("GET", &format!("/admin/withdrawals?status={status}")).await;
            match listed.json()["data"].as_array() {
                Some(rows) => {
                    assert_eq!(rows.len(), expected, "{status}");
                    assert!(rows.iter().all(|row| row["status"] == status), "{rows:?}");
                }
                None => assert_eq!(usize::from(listed.status), expected, "{}", listed.body),
            }
        }
        // A repeated approval has no further effect.
        for id in &ids {
            assert_eq!(merchant(id, "approve", "").await.status, 409);
            assert_eq!(merchant(id, "reject", why).await.status, 409);
        }
        let rejected = user.get(&api, &ids[1]).await;
        assert_eq!(
            (&rejected["code"], &rejected["reason"]),
            (&json!("rejected"), &json!("We do not sell these."))
        );
        assert_eq!(user.balance(&api).await, 8_000);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// 16 approvals and 16 rejections of one order at the same time: one of them ends it. Without the guard on the status,
/// it would be paid out and given back.
#[tokio::test(flavor = "multi_thread")]
async fn concurrent_decisions_end_an_order_once() {
    world(async |w| {
        let api = w.api_with_methods(BY_HAND).await;
        let user = user(w, &api, Mode::Live, 10_000).await;
        let id = user.order(&api, gift_card(1_000)).await;
        let worker = w.worker_with_methods(BY_HAND);
        user.wait_for_status(&api, &id, "processing").await;
        let end = |n: usize| {
            let (word, body) =
                if n.is_multiple_of(2) { ("approve", "") } else { ("reject", r#"{"reason":"no"}"#) };
            let (path, api, user) = (format!("/v1/withdrawals/{id}/{word}"), &api, &user);
            async move { api.post(&path, &user.key, &[], body).await }
        };
        let answers = join_all((0..32).map(end)).await;
        let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        statuses.sort_unstable();
        assert_eq!((statuses[0], &statuses[1..]), (200, &[409; 31][..]));
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unsent_order_can_be_cancelled_by_its_user_only() {
    world(async |w| {
        let api = w.api().await;
        let user = user(w, &api, Mode::Test, 1_000).await;
        let other = {
            let worker = w.worker();
            w.fund(user.business, 100).await;
            let paid = api.pay(&user.key, &[], "other@example.com", 100).await;
            worker.stop().await;
            User {
                business: user.business,
                key: user.key.clone(),
                hash: paid.json()["hash"].as_str().unwrap().into(),
            }
        };
        let id = user.order(&api, paypal(400)).await;
        // Another user of the same business.
        assert_eq!(other.cancel(&api, &id).await.status, 404);
        let seen = api.as_user("GET", &format!("/payout/withdrawals/{id}"), &other.hash, &[], "").await;
        assert_eq!(seen.status, 404);
        let cancelled = user.cancel(&api, &id).await;
        assert_eq!((cancelled.status, &cancelled.json()["status"]), (200, &json!("cancelled")));
        let again = user.cancel(&api, &id).await;
        assert_eq!(
            (again.status, again.body.as_str()),
            (409, r#"{"error":"Withdrawal can no longer be cancelled"}"#)
        );
        assert_eq!(user.balance(&api).await, 1_000);
        // An inactive payout user cannot withdraw.
        let found = api.get("/v1/payout-users?email=user@example.com", &user.key).await.json();
        let path = format!("/v1/payout-users/{}", found["data"][0]["id"].as_str().unwrap());
        let key = [("authorization", format!("Bearer {}", user.key))];
        assert_eq!(api.send("PATCH", &path, &key, r#"{"status":"inactive"}"#).await.status, 200);
        assert_eq!(user.withdraw(&api, &[], paypal(400)).await.status, 401);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_and_its_end_cannot_be_changed_in_the_database() {
    world(async |w| {
        let api = w.api().await;
        let user = user(w, &api, Mode::Test, 1_000).await;
        let id = user.order(&api, paypal(400)).await;
        assert_eq!(user.cancel(&api, &id).await.status, 200);
        for change in [
            "update withdrawals set amount = amount",
            "update withdrawals set destination = '{}'",
            "update withdrawals set status = 'processing', finished_at = null",
            "delete from withdrawals",
            "truncate withdrawals",
        ] {
            let error = sqlx::raw_sql(change).execute(&w.pool).await.unwrap_err();
            let code = error.as_database_error().and_then(|error| error.code()).map(|code| code.into_owned());
            assert_eq!(code.as_deref(), Some("23001"), "{change}: {error}");
        }
        api.stop().await;
    })
    .await;
}

/// Cancelling races with sending: each of 60 orders is either cancelled and given back, or paid out. Without the status
/// in the update, one could be both.
#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_either_cancelled_or_paid_when_both_race() {
    world(async |w| {
        let api = w.api().await;
        let user = user(w, &api, Mode::Test, 60_000).await;
        let workers = [w.worker(), w.worker()];
        let races = (0..60).map(async |n| {
            // Sixty requests for one balance may find it locked for too long. A client that gets 503 sends its
            // request again.
            let key = format!("race {n}");
            let order = eventually("the withdrawal is accepted", async || {
                let answer = user.withdraw(&api, &[("idempotency-key", &key)], paypal(100)).await;
                (answer.status != 503).then_some(answer)
            })
            .await;
            assert_eq!(order.status, 201, "{}", order.body);
            let id = order.json()["id"].as_str().unwrap().to_owned();
            let answer = user.cancel(&api, &id).await;
            let status = if answer.status == 200 { "cancelled" } else { "succeeded" };
            user.wait_for_status(&api, &id, status).await;
            answer.status
        });
        let statuses = join_all(races).await;
        let cancelled = statuses.iter().filter(|status| **status == 200).count();
        assert_eq!(user.balance(&api).await, 60_000 - 100 * (60 - i64::try_from(cancelled).unwrap()));
        for worker in workers {
            worker.stop().await;
        }
        api.stop().await;
    })
    .await;
}

/// A request that ends an order locks the order, and then its user, who gets the money back. A request that has locked
/// the user must not wait for the order.
#[tokio::test(flavor = "multi_thread")]
async fn repeating_a_request_while_its_order_ends_does_not_deadlock() {
    const HELD: &str = "create function wait_here() returns trigger language plpgsql as
            $$ begin perform pg_advisory_xact_lock(1); return old; end $$;
        create trigger held before delete on withdrawal_queue for each row execute function wait_here()";
    world(async |w| {
        let api = w.api().await;
        let user = user(w, &api, Mode::Test, 10_000).await;
        let key = [("idempotency-key", "one")];
        let made = user.withdraw(&api, &key, paypal(100)).await;
        let id = made.json()["id"].as_str().unwrap().to_owned();
        w.execute(HELD).await;
        let mut holder = w.pool.begin().await.unwrap();
        sqlx::query("select pg_advisory_xact_lock(1)").execute(&mut *holder).await.unwrap();
        let (cancelled, ()) = tokio::join!(user.cancel(&api, &id), async {
            eventually("the order is being ended", async || {
                let waits = "select exists (select from pg_locks where locktype = 'advisory' and objid = 1 and not granted)";
                sqlx::query_scalar::<_, bool>(waits).fetch_one(&w.pool).await.unwrap().then_some(())
            })
            .await;
            let again = user.withdraw(&api, &key, paypal(100)).await;
            assert_eq!((again.status, again.header("idempotent-replayed")), (201, "true"));
            holder.commit().await.unwrap();
        });
        assert_eq!((cancelled.status, user.balance(&api).await), (200, 10_000));
        api.stop().await;
    })
    .await;
}
