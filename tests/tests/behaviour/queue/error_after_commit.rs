//! A failure after a COMMIT in the same message undoes nothing: a claim that has paid is not treated as rolled back.

use sqlx::Executor;
use tests::world;
use worker::session::{Sessions, committed};

#[tokio::test(flavor = "multi_thread")]
async fn an_error_after_a_commit_is_not_a_failed_commit() {
    world(async |w| {
        let mut session = Sessions::new(w.url.clone()).take().await.unwrap();
        let work = &mut session.work;
        let drained = async || {
            let takes: bool =
                sqlx::query_scalar("select takes_businesses from cell").fetch_one(&w.pool).await.unwrap();
            !takes
        };
        work.execute("begin; update cell set takes_businesses = false").await.unwrap();
        assert!(
            committed(work, "rollback to savepoint none; select 1").await.is_err(),
            "the first statement fails"
        );
        work.execute("rollback").await.unwrap();
        assert!(!drained().await);

        work.execute("begin; update cell set takes_businesses = false").await.unwrap();
        let error = committed(work, "commit; select 1 / 0").await.unwrap();
        assert!(error.is_some_and(|error| error.to_string().contains("division by zero")));
        assert!(drained().await, "the COMMIT took effect");

        work.execute("begin; update cell set takes_businesses = true").await.unwrap();
        assert!(committed(work, "commit; notify payout_outcome").await.unwrap().is_none());
        assert!(!drained().await);
    })
    .await;
}
