//! Whose acceptance waits for the disk: that of everybody who is told that it is recorded. A client that waits for its outcome is
//! told after the claim's commit, which makes the acceptance durable as well.

use tests::world;

/// Keeps what the COMMIT of each acceptance and of each payment will wait for.
const WITNESSED: &str = "
    create table witnessed (step text, setting text);
    create function witness() returns trigger language plpgsql as $$
    begin
        insert into witnessed values (tg_argv[0], current_setting('synchronous_commit'));
        return null;
    end $$;
    create trigger witness after insert on allocations for each statement execute function witness('acceptance');
    create trigger witness after insert on transfers for each statement execute function witness('payment');";

#[tokio::test(flavor = "multi_thread")]
async fn an_acceptance_waits_for_the_disk_if_anybody_is_told_of_it() {
    world(async |w| {
        w.execute(WITNESSED).await;
        let (api, worker) = (w.api().await, w.worker());
        let key = w.key(w.business(1_000).await).await;
        let waits = [("prefer", "respond-async"), ("idempotency-key", "told")];
        let body = r#"{"email":"a@example.com","amount":1}"#;
        let steps = [
            (api.pay(&key, &[], "a@example.com", 1).await, 201, "off"),
            (api.pay(&key, &waits, "a@example.com", 1).await, 202, "on"),
            (api.post("/v1/allocations", &key, &[], body).await, 202, "on"),
            (api.batch(&key, "batch", "application/x-ndjson", body).await, 202, "on"),
        ];
        w.drained().await;
        let witnessed: Vec<(String, String)> =
            sqlx::query_as("select step, setting from witnessed").fetch_all(&w.pool).await.unwrap();
        let of = |step: &str| -> Vec<&str> {
            witnessed.iter().filter(|seen| seen.0 == step).map(|seen| seen.1.as_str()).collect()
        };
        for (answer, status, _) in &steps {
            assert_eq!(answer.status, *status, "{}", answer.body);
        }
        assert_eq!(of("acceptance"), steps.map(|(_, _, setting)| setting));
        assert!(!of("payment").is_empty() && of("payment").iter().all(|setting| *setting == "on"));
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
