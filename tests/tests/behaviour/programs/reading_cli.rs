//! Reading with the `payout` program. For programs (`--json`) it prints the API's own objects, whether it reads from
//! the API or from the database. For people it prints tables, with all money in one format.

use domain::allocation::Lane;
use domain::business::Mode;
use domain::restore;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tests::{Command, Ended, RunningApi, World, eventually, world};

use crate::queue::poison::POISON;
use crate::steering::pauses::withdraw;

async fn run_with_key(api: &RunningApi, key: &str, words: &[&str]) -> Ended {
    Command::run(words, &[("PAYOUT_API_URL", &api.url), ("PAYOUT_API_KEY", key)]).await
}

async fn run_on_database(w: &World, words: &[&str]) -> Ended {
    let ended = Command::run(words, &[("DATABASE_URL", w.url.expose_secret())]).await;
    assert_eq!(ended.code, Some(0), "{words:?}: {ended:?}");
    ended
}

/// Returns the objects of an operators' list.
async fn get_list(api: &RunningApi, path: &str) -> Vec<Value> {
    api.operate("GET", path).await.json()["data"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_are_read_with_a_key_and_from_the_database() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        for n in 0..3 {
            let items = format!("email,amount\na{n}@example.com,123456\n");
            assert_eq!(api.batch(&key, &n.to_string(), "text/csv", items).await.status, 202);
        }
        let all = api.get("/v1/batches", &key).await.json()["data"].as_array().unwrap().clone();
        let mine = run_with_key(&api, &key, &["batch", "list", "--json"]).await;
        assert_eq!((mine.code, mine.objects()), (Some(0), all.clone()), "{mine:?}");
        let business_id = business.to_string();
        let operators = run_on_database(w, &["batch", "list", "--business", &business_id, "--json"]).await;
        assert_eq!(operators.objects(), all);
        let id = all[1]["id"].as_str().unwrap();
        for ended in [
            run_with_key(&api, &key, &["batch", "show", id, "--json"]).await,
            run_on_database(w, &["batch", "show", id, "--json"]).await,
        ] {
            assert_eq!(ended.objects(), [all[1].clone()], "{ended:?}");
        }
        let two = run_with_key(&api, &key, &["batch", "list", "--json", "--limit", "2"]).await;
        assert_eq!(two.objects(), all[..2]);
        assert!(two.err.contains("There are more than 2"), "{two:?}");
        let none = run_with_key(&api, &key, &["batch", "list", "--json", "--status", "completed"]).await;
        assert_eq!((none.code, none.out.as_str()), (Some(0), ""), "{none:?}");
        let repeated = "email,amount,reference\nr@example.com,1,r\nr@example.com,1,r\n";
        assert_eq!(api.batch(&key, "repeated", "text/csv", repeated).await.status, 202);
        let table = run_with_key(&api, &key, &["batch", "list", "--limit", "1"]).await.out;
        let cells = |line: usize| -> Vec<&str> {
            table.lines().nth(line).unwrap().split(['│', '┆']).map(str::trim).collect()
        };
        let at = cells(1).iter().position(|title| *title == "duplicates").unwrap_or_default();
        assert_eq!(cells(3)[at], "1", "{table}");
        let table = run_with_key(&api, &key, &["batch", "show", id]).await;
        assert!(table.out.contains("$1,234.56") && !table.out.contains("finished"), "{table:?}");
        for (words, why) in [
            (&["batch", "list", "--status", "done"][..], "accepted, processing, paused"),
            (&["batch", "list", "--business", &business_id], "its own business"),
            (&["batch", "show", "bat_1"], "bat_<uuid>"),
        ] {
            let wrong = run_with_key(&api, &key, words).await;
            assert_eq!((wrong.code, wrong.err.contains(why)), (Some(2), true), "{words:?}: {wrong:?}");
        }
        let unsaid = Command::run(&["batch", "list"], &[("DATABASE_URL", w.url.expose_secret())]).await;
        assert_eq!((unsaid.code, unsaid.err.contains("--business")), (Some(2), true), "{unsaid:?}");
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_on_the_database_print_the_objects_of_the_admin_api() {
    world(async |w| {
        w.execute(POISON).await;
        let business = w.business(123_456).await;
        let (api, business_id) = (w.api().await, business.to_string());
        w.queue(business, Lane::Interactive, &[("poison@example.com", 10)]).await;
        // As after its last attempt but one: the next attempt parks it.
        w.execute("update allocation_queue set attempts = 4").await;
        let worker = w.worker();
        eventually("the poison is parked", async || (w.queue_status().await.dead == 1).then_some(())).await;
        worker.stop().await;
        w.queue(business, Lane::Interactive, &[("a@example.com", 7)]).await;
        run_on_database(w, &["pause", "method:crypto"]).await;
        run_on_database(w, &["pause", &business_id]).await;
        run_on_database(w, &["throttle", "set", &business_id, "--max-cents-per-second", "250000"]).await;
        for (command, path) in
            [("pauses", "/admin/pauses"), ("audit", "/admin/audit"), ("dead", "/admin/dead")]
        {
            let read = run_on_database(w, &[command, "--json"]).await.objects();
            assert!(!read.is_empty(), "{command}");
            assert_eq!(read, get_list(&api, path).await, "{command}");
        }
        let throttles = run_on_database(w, &["throttle", "list", "--json"]).await.objects();
        assert_eq!(throttles, get_list(&api, "/admin/throttles").await);
        let queue = run_on_database(w, &["queue", "--json"]).await.objects().remove(0);
        let known = api.operate("GET", "/admin/queue").await.json();
        let names = |of: &Value| of.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!((names(&queue), &queue["ready"], &queue["dead"]), (names(&known), &json!(1), &json!(1)));
        let status = run_on_database(w, &["status", "--json"]).await.objects().remove(0);
        assert_eq!((&status["throttles"], names(&status["queue"])), (&json!(throttles), names(&known)));
        assert_eq!(status["pauses"], json!(get_list(&api, "/admin/pauses").await));
        let businesses = run_on_database(w, &["business", "list", "--json"]).await.objects();
        let mut shown = get_list(&api, "/admin/businesses").await;
        shown[0]["paused_since"] = businesses[0]["paused_since"].clone();
        shown[0]["held_by"] = json!("pause");
        assert_eq!((businesses[0]["paused_since"].is_string(), businesses), (true, shown));
        for (words, text) in [
            (&["status"][..], "$2,500.00"),
            (&["throttle", "list"], "$2,500.00"),
            (&["audit"], "$2,500.00 per second"),
            (&["business", "list"], "$1,234.56"),
            (&["dead"], "$0.10"),
            (&["pauses"], "$0.07"),
            (&["queue"], "parked"),
        ] {
            let table = run_on_database(w, words).await;
            assert!(table.out.contains(text), "{words:?}: {table:?}");
        }
        run_on_database(w, &["resume", "method:crypto"]).await;
        // The database has another history than the recorded one, and no process has noticed: the restore is held all
        // the same.
        assert_eq!(status["restore_held"], false);
        let noticed =
            restore::check_history(&mut w.pool.acquire().await.unwrap(), w.clock.id()).await.unwrap();
        assert!(noticed.held.is_none(), "{noticed:?}");
        w.execute("update restore_state set timeline = timeline + 1").await;
        let status = run_on_database(w, &["status", "--json"]).await.objects().remove(0);
        assert_eq!((&status["restore_held"], &status["restore_held_since"]), (&json!(true), &Value::Null));
        assert!(
            run_on_database(w, &["status"]).await.out.contains("restore: withdrawals and webhooks are held")
        );
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_approves_and_rejects_withdrawals() {
    world(async |w| {
        let methods = json!({"methods": {"gift_card": {"provider": "manual"}}}).to_string();
        let (api, worker) = (w.api_with_methods(&methods).await, w.worker_with_methods(&methods));
        let key = w.key(w.business_of(Mode::Live, 10_000).await).await;
        let hash = api.pay(&key, &[], "user@example.com", 10_000).await.json()["hash"].clone();
        let mut ids = Vec::new();
        for _ in 0..4 {
            ids.push(withdraw(&api, hash.as_str().unwrap(), "gift_card").await);
        }
        eventually("all withdrawals wait for a person", async || {
            (get_list(&api, "/admin/withdrawals").await.len() == 4).then_some(())
        })
        .await;
        let waiting = run_on_database(w, &["withdrawals", "list", "--json"]).await.objects();
        assert_eq!(waiting, get_list(&api, "/admin/withdrawals").await);
        let mine =
            run_with_key(&api, &key, &["withdrawals", "list", "--json", "--status", "processing"]).await;
        let all = api.get("/v1/withdrawals", &key).await.json()["data"].as_array().unwrap().clone();
        assert_eq!(mine.objects(), all, "{mine:?}");
        let table = run_with_key(&api, &key, &["withdrawals", "list"]).await;
        assert!(table.out.contains("$10.03"), "{table:?}");
        let approve = ["withdrawals", "approve", &ids[0], "--json"];
        let approved = run_with_key(&api, &key, &approve).await.objects().remove(0);
        assert_eq!((&approved["id"], &approved["status"]), (&json!(ids[0]), &json!("succeeded")));
        let reject = ["withdrawals", "reject", &ids[1], "--reason", "No such card.", "--json"];
        let rejected = run_with_key(&api, &key, &reject).await.objects().remove(0);
        assert_eq!((&rejected["status"], &rejected["reason"]), (&json!("rejected"), &json!("No such card.")));
        let approved =
            run_on_database(w, &["withdrawals", "approve", &ids[2], "--json"]).await.objects().remove(0);
        assert_eq!(approved, api.get(&format!("/v1/withdrawals/{}", ids[2]), &key).await.json());
        let said = run_on_database(w, &["withdrawals", "reject", &ids[3], "--reason", "Neither."]).await;
        assert!(said.out.contains("is rejected: $10.03 of user@example.com"), "{said:?}");
        let audit = get_list(&api, "/admin/audit").await;
        let audited: Vec<_> = audit.iter().map(|row| (&row["action"], &row["withdrawal_id"])).collect();
        assert_eq!(
            audited,
            [(&json!("reject"), &json!(ids[3])), (&json!("approve"), &json!(ids[2]))],
            "the operator's decisions, newest first: {audit:?}"
        );
        assert!(audit.iter().all(|row| row["credential"].as_str().unwrap().starts_with("cli:")), "{audit:?}");
        let database = [("DATABASE_URL", w.url.expose_secret())];
        for (words, code, why) in [
            (&["withdrawals", "approve", &ids[3]][..], 1, "its status is rejected"),
            (&["withdrawals", "reject", &ids[3], "--reason", " "], 2, "a reason is required"),
            (
                &["withdrawals", "list", "--status", "done"],
                2,
                "the status must be one of created, processing",
            ),
            (
                &["withdrawals", "approve", "ord_01900000-0000-7000-8000-000000000000"],
                1,
                "there is no withdrawal",
            ),
        ] {
            let refused = Command::run(words, &database).await;
            assert_eq!(
                (refused.code, refused.err.contains(why)),
                (Some(code), true),
                "{words:?}: {refused:?}"
            );
        }
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
