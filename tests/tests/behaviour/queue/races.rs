//! Races between requests. Each test names the race, and what fails without its guard. The books are checked after
//! each.

use std::time::Duration;

use futures::future::join_all;
use tests::{Answer, World, eventually, world};

use crate::faults::crashes::is_held;

const NDJSON: &str = "application/x-ndjson";
const ASYNC: (&str, &str) = ("prefer", "respond-async");
const AT_ONCE: (&str, &str) = ("prefer", "wait=0");

/// Holds a worker inside its claim while the switch is on.
pub const HOLD: &str = "
    create table hold_switch as select true as armed;
    create function hold() returns trigger language plpgsql as $$
    begin
        while (select armed from hold_switch) loop perform pg_sleep(0.05); end loop;
        return new;
    end $$;
    create trigger hold before insert on payout_users for each row
        when (new.email = 'held@example.com') execute function hold();";

/// Turns the switch off.
pub const LET_GO: &str = "update hold_switch set armed = false";

/// Makes recording slow, row by row, so that two batches certainly overlap.
const SLOW_INTAKE: &str = "
    create function slowly() returns trigger language plpgsql as $$
    begin perform pg_sleep(0.02); return new; end $$;
    create trigger slowly before insert on allocations for each row execute function slowly();";

/// Makes a claim slow, so that two claims of one business would certainly overlap.
const SLOW_APPLY: &str = "
    create function slowly() returns trigger language plpgsql as $$
    begin perform pg_sleep(0.03); return new; end $$;
    create trigger slowly before insert on payout_users for each row execute function slowly();";

fn line(email: &str, amount: i64, reference: &str) -> String {
    format!("{{\"email\":\"{email}\",\"amount\":{amount},\"reference\":\"{reference}\"}}\n")
}

/// Counts the allocations in any state.
async fn count_allocations(w: &World) -> i64 {
    sqlx::query_scalar("select count(*) from allocations").fetch_one(&w.pool).await.unwrap()
}

fn statuses(answers: &[Answer]) -> Vec<u16> {
    answers.iter().map(|answer| answer.status).collect()
}

/// Identical requests: 32 with one key at the same time, through two processes, pay once and have the same answer.
/// Without the unique reference, each would make a transfer; without waiting for the first one's outcome, most would be
/// refused.
#[tokio::test(flavor = "multi_thread")]
async fn concurrent_requests_with_one_key_pay_once_and_get_one_answer() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (apis, worker, key) = ([w.api().await, w.api().await], w.worker(), w.key(business).await);
        let duplicate = |n: usize| apis[n % 2].pay(&key, &[("idempotency-key", "one")], "a@example.com", 10);
        let answers = join_all((0..32).map(duplicate)).await;
        assert_eq!(statuses(&answers), [201; 32]);
        let first = &answers[0];
        for answer in &answers {
            assert_eq!(answer.body, first.body);
            assert_eq!(answer.header("allocation-id"), first.header("allocation-id"));
        }
        let replayed = answers.iter().filter(|one| one.header("idempotent-replayed") == "true").count();
        assert_eq!((replayed, w.paid(business).await, w.payout_balance(business).await), (31, 1, 990));
        worker.stop().await;
        for api in apis {
            api.stop().await;
        }
    })
    .await;
}

/// Different requests under one key: one wins, and the others get 422. Without the comparison, they would get the
/// response to another payment.
#[tokio::test(flavor = "multi_thread")]
async fn concurrent_different_requests_with_one_key_are_one_payment_and_refusals() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, worker, key) = (w.api().await, w.worker(), w.key(business).await);
        let amounts = 1..=16;
        let answers =
            join_all(amounts.map(|n| api.pay(&key, &[("idempotency-key", "one")], "a@example.com", n))).await;
        let mut statuses = statuses(&answers);
        statuses.sort_unstable();
        assert_eq!((statuses[0], &statuses[1..]), (201, &[422; 15][..]));
        assert_eq!(w.paid(business).await, 1);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// The deadline of a second request under the same key passes. It takes back what the first request recorded, so both
/// must be answered 503, the first at once and not at its own deadline. If "gone" were taken for pending, the first
/// would hang; if it were taken for failed, its client would be told that the key is used up.
#[tokio::test(flavor = "multi_thread")]
async fn an_impatient_duplicate_takes_the_request_back_for_both() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        let patient = [("prefer", "wait=30"), ("idempotency-key", "one")];
        let impatient = [AT_ONCE, ("idempotency-key", "one")];
        let first = api.pay(&key, &patient, "a@example.com", 10);
        let duplicate = async {
            eventually("the first is recorded", async || (count_allocations(w).await == 1).then_some(()))
                .await;
            api.pay(&key, &impatient, "a@example.com", 10).await
        };
        let (first, duplicate) =
            tokio::time::timeout(Duration::from_secs(20), async { tokio::join!(first, duplicate) })
                .await
                .unwrap_or_else(|_| panic!("the first request was left waiting"));
        assert_eq!((first.status, duplicate.status), (503, 503));
        assert_eq!(w.recorded().await, 0);
        let worker = w.worker();
        let third = api.pay(&key, &patient, "a@example.com", 10).await;
        assert_eq!((third.status, third.header("idempotent-replayed")), (201, ""), "the key is free again");
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// A promise and then an impatient request under the same key: once one has its 202, no other takes the payment back.
/// Without the `promised` mark on the queue row, the impatient request would, and the 202 would be untrue.
#[tokio::test(flavor = "multi_thread")]
async fn a_promised_request_is_not_taken_back_by_a_duplicate() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        let named = ("idempotency-key", "one");
        let first_headers = [("prefer", "wait=30"), named];
        let first = api.pay(&key, &first_headers, "a@example.com", 10);
        let others = async {
            eventually("the first is recorded", async || (count_allocations(w).await == 1).then_some(()))
                .await;
            let promised = api.pay(&key, &[ASYNC, named], "a@example.com", 10).await;
            let impatient = api.pay(&key, &[AT_ONCE, named], "a@example.com", 10).await;
            assert_eq!((promised.status, impatient.status), (202, 202));
            assert_eq!(promised.header("allocation-id"), impatient.header("allocation-id"));
            w.worker()
        };
        let (first, worker) = tokio::join!(first, others);
        assert_eq!((first.status, w.paid(business).await), (201, 1));
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// A promise and an impatient request under one key at the same moment, again and again. A request with 202 is paid;
/// one with 503 is not, unless another with the same key has a 202. Without locking the row before the promise, some
/// 202 would name nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_promise_holds_against_a_concurrent_impatient_duplicate() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        let mut promised = Vec::new();
        for round in 0..30 {
            let name = format!("round-{round}");
            let named = ("idempotency-key", name.as_str());
            let (one, two) = ([AT_ONCE, named], [ASYNC, named]);
            let (impatient, asked) = tokio::join!(
                api.pay(&key, &one, "a@example.com", 1),
                api.pay(&key, &two, "a@example.com", 1)
            );
            assert_eq!(asked.status, 202, "{}", asked.body);
            assert!([202, 503].contains(&impatient.status), "{impatient:?}");
            promised.push(asked.header("location").to_owned());
        }
        let worker = w.worker();
        w.drained().await;
        for location in &promised {
            assert_eq!(api.get(location, &key).await.json()["status"], "succeeded", "{location}");
        }
        assert_eq!(w.paid(business).await, 30);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// A request's deadline while a worker has the job: it is not answered before the outcome is known, and the answer is
/// the outcome. If a locked job were taken for one that was taken back, the client would be answered 503 and be
/// debited.
#[tokio::test(flavor = "multi_thread")]
async fn a_request_in_a_claim_is_answered_with_its_outcome() {
    world(async |w| {
        w.execute(HOLD).await;
        let business = w.business(1_000).await;
        let (api, worker, key) = (w.api().await, w.worker(), w.key(business).await);
        let named = ("idempotency-key", "one");
        let (one, two) = ([("prefer", "wait=1"), named], [AT_ONCE, named]);
        let first = api.pay(&key, &one, "held@example.com", 10);
        let others = async {
            eventually("a worker holds the job", async || is_held(w).await).await;
            let mut duplicate = Box::pin(api.pay(&key, &two, "held@example.com", 10));
            let early = tokio::time::timeout(Duration::from_millis(1_500), &mut duplicate).await;
            assert!(early.is_err(), "the response came while the debit could still happen: {early:?}");
            w.execute(LET_GO).await;
            duplicate.await
        };
        let (first, duplicate) = tokio::join!(first, others);
        assert_eq!((first.status, duplicate.status, w.paid(business).await), (201, 201, 1));
        assert_eq!(first.body, duplicate.body);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// The last cents: 64 clients and two workers use one balance until it is exactly 0. There are three guards. A claim
/// owns its business, it locks the balance, and the column cannot be negative. Without the first two this test still
/// passes, because the third defers what was decided on cents that were gone. It is the sum that is tested here.
#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_clients_spend_a_balance_to_exactly_zero() {
    const AMOUNTS: [i64; 4] = [7, 3, 5, 1];
    const OPENING: i64 = 500;
    world(async |w| {
        w.execute(SLOW_APPLY).await;
        let business = w.business(OPENING).await;
        let (api, workers, key) = (w.api().await, [w.worker(), w.worker()], w.key(business).await);
        let client = |n: usize| {
            let (api, key) = (&api, &key);
            async move {
                let mut paid = 0;
                for round in 0..4 {
                    let amount = AMOUNTS[(n + round) % 4];
                    let answer = api.pay(key, &[], &format!("u{}@example.com", n % 7), amount).await;
                    match answer.status {
                        201 => paid += amount,
                        400 => assert_eq!(answer.body, r#"{"error":"Insufficient payout balance"}"#),
                        other => panic!("{other}: {}", answer.body),
                    }
                }
                paid
            }
        };
        let paid: i64 = join_all((0..64).map(client)).await.into_iter().sum();
        assert_eq!((paid, w.payout_balance(business).await), (OPENING, 0));
        let users: i64 = w.users(business).await.iter().map(|(_, balance)| balance).sum();
        assert_eq!(users, OPENING);
        for worker in workers {
            worker.stop().await;
        }
        api.stop().await;
    })
    .await;
}

/// The same reference in a single request and in a batch, at the same moment: both are accepted, and it is paid once.
/// Without one namespace for both, it would be paid twice.
#[tokio::test(flavor = "multi_thread")]
async fn a_reference_in_a_single_request_and_a_batch_is_paid_once() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, worker, key) = (w.api().await, w.worker(), w.key(business).await);
        for round in 0..8 {
            let name = format!("reference-{round}");
            let body: String =
                (0..20).map(|n| line("b@example.com", 1, &format!("r{round}-{n}"))).collect::<String>()
                    + &line("a@example.com", 2, &name);
            let headers = [("idempotency-key", name.as_str())];
            let (single, batch) = tokio::join!(
                api.pay(&key, &headers, "a@example.com", 2),
                api.batch(&key, &name, NDJSON, body)
            );
            assert_eq!((single.status, batch.status), (201, 202), "{} {}", single.body, batch.body);
        }
        w.drained().await;
        assert_eq!(w.users(business).await, [("a@example.com".into(), 16), ("b@example.com".into(), 160)]);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// Two batches have the same references in opposite order: they deadlock, one is tried again, and both are accepted.
/// Without the second try, one would be answered 503.
#[tokio::test(flavor = "multi_thread")]
async fn batches_that_deadlock_are_both_accepted() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        w.execute(SLOW_INTAKE).await;
        let lines: Vec<String> = (0..20).map(|n| line("a@example.com", 1, &format!("r{n}"))).collect();
        let forward: String = lines.concat();
        let backward: String = lines.iter().rev().map(String::as_str).collect();
        let (one, two) =
            tokio::join!(api.batch(&key, "one", NDJSON, forward), api.batch(&key, "two", NDJSON, backward));
        assert_eq!((one.status, two.status), (202, 202), "{} {}", one.body, two.body);
        eventually("the server counts the deadlock", async || {
            let query = "select deadlocks from pg_stat_database where datname = current_database()";
            let deadlocks: i64 = sqlx::query_scalar(query).fetch_one(&w.pool).await.unwrap();
            (deadlocks > 0).then_some(())
        })
        .await;
        let duplicates = |answer: &Answer| answer.json()["counts"]["duplicate"].as_i64().unwrap();
        assert_eq!((duplicates(&one) + duplicates(&two), count_allocations(w).await), (20, 20));
        let worker = w.worker();
        w.drained().await;
        assert_eq!(w.users(business).await, [("a@example.com".into(), 20)]);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// A batch that is uploaded four times at the same moment under its key is one batch. Unless the key's row is taken
/// first, each upload would record the items.
#[tokio::test(flavor = "multi_thread")]
async fn concurrent_uploads_with_one_key_are_one_batch() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        w.execute(SLOW_INTAKE).await;
        // Without references, only the batch's key prevents each upload from being paid.
        let body = "{\"email\":\"a@example.com\",\"amount\":1}\n".repeat(10);
        let answers = join_all((0..4).map(|_| api.batch(&key, "one", NDJSON, body.clone()))).await;
        assert_eq!(statuses(&answers), [202; 4]);
        assert!(answers.iter().all(|one| one.json()["id"] == answers[0].json()["id"]));
        let replayed = answers.iter().filter(|one| one.header("idempotent-replayed") == "true").count();
        assert_eq!((replayed, count_allocations(w).await), (3, 10));
        let worker = w.worker();
        w.drained().await;
        assert_eq!(w.users(business).await, [("a@example.com".into(), 10)]);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
