//! An idempotency key is carried out once, even if its business moves to another cell before the request is repeated.

use api::config::ApiConfig;
use domain::business::Mode;
use domain::withdrawal::methods::MethodSettings;
use tests::{Answer, Cells, RunningApi, World, cells};

use super::{move_to_end, mover_between};
use crate::withdrawals::lifecycle::{BY_HAND, User, gift_card, user};

/// A withdrawal that its payout user has cancelled, both under an idempotency key.
struct Cancelled<'u> {
    of: &'u User,
    key: &'static str,
    order: Answer,
    cancelled: Answer,
}

impl<'u> Cancelled<'u> {
    async fn new(api: &RunningApi, of: &'u User, key: &'static str) -> Self {
        let order = of.withdraw(api, &[("idempotency-key", key)], gift_card(500)).await;
        assert_eq!(order.status, 201, "{}", order.body);
        let cancelled = cancel(api, of, key, &order).await;
        assert_eq!(
            (cancelled.status, cancelled.header("idempotent-replayed")),
            (200, ""),
            "{}",
            cancelled.body
        );
        Self { of, key, order, cancelled }
    }

    /// Repeats both requests, and checks that neither does anything.
    async fn check_replayed(&self, api: &RunningApi) {
        let order = self.of.withdraw(api, &[("idempotency-key", self.key)], gift_card(500)).await;
        assert_eq!(order.json()["id"], self.order.json()["id"], "{}", order.body);
        let again = cancel(api, self.of, self.key, &self.order).await;
        assert_eq!((again.status, again.header("idempotent-replayed")), (200, "true"), "{}", again.body);
        assert_eq!(again.json(), self.cancelled.json());
    }
}

async fn cancel(api: &RunningApi, of: &User, key: &str, order: &Answer) -> Answer {
    let path = format!("/payout/withdrawals/{}/cancel", order.json()["id"].as_str().unwrap());
    api.as_user("POST", &path, &of.hash, &[("idempotency-key", key)], "").await
}

/// Creates an API key under an idempotency key.
async fn create_api_key(api: &RunningApi, of: &User) -> Answer {
    let answer = api.post("/v1/api-keys", &of.key, &[("idempotency-key", "k1")], r#"{"name":"ci"}"#).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer
}

async fn count_keys(w: &World) -> i64 {
    sqlx::query_scalar("select count(*) from idempotency_keys").fetch_one(&w.pool).await.unwrap()
}

async fn drop_old_rows(w: &World, of: &User) {
    let mut conn = w.pool.acquire().await.unwrap();
    cli::relocation::drop_rows(&mut conn, of.business).await.unwrap();
}

async fn start_api(cells: &Cells) -> RunningApi {
    let methods = MethodSettings { document: BY_HAND.into() };
    cells.api_on(ApiConfig { methods, ..cells.api_config() }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn idempotency_keys_move_with_their_business_and_back() {
    cells(2, async |cells| {
        let (api, first, last) = (start_api(cells).await, cells.first(), cells.last());
        let (of, other) =
            (user(first, &api, Mode::Live, 5_000).await, user(first, &api, Mode::Live, 5_000).await);
        let (here, others) =
            (Cancelled::new(&api, &of, "c1").await, Cancelled::new(&api, &other, "c1").await);
        here.check_replayed(&api).await;
        let made = create_api_key(&api, &of).await;
        assert_eq!((count_keys(first).await, count_keys(last).await), (3, 0));

        move_to_end(mover_between(first, 0, last, 1, of.business).await).await;
        here.check_replayed(&api).await;
        assert_eq!(create_api_key(&api, &of).await.json(), made.json());
        assert_eq!((count_keys(first).await, count_keys(last).await), (3, 2));
        drop_old_rows(first, &of).await;
        assert_eq!(
            (count_keys(first).await, count_keys(last).await),
            (1, 2),
            "the key of another business stays"
        );
        let there = Cancelled::new(&api, &of, "c2").await;

        move_to_end(mover_between(last, 1, first, 0, of.business).await).await;
        for one in [&here, &there, &others] {
            one.check_replayed(&api).await;
        }
        assert_eq!(create_api_key(&api, &of).await.json(), made.json());
        drop_old_rows(last, &of).await;
        assert_eq!((count_keys(first).await, count_keys(last).await), (4, 0));
        assert_eq!((of.balance(&api).await, other.balance(&api).await), (5_000, 5_000));
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_that_is_called_off_leaves_no_idempotency_key_in_the_target() {
    cells(2, async |cells| {
        let (api, first, last) = (start_api(cells).await, cells.first(), cells.last());
        let of = user(first, &api, Mode::Live, 5_000).await;
        let cancelled = Cancelled::new(&api, &of, "c1").await;
        let mut mover = mover_between(first, 0, last, 1, of.business).await;
        for _ in 0..4 {
            mover.step().await.unwrap().unwrap();
        }
        super::move_until_complete(last, mover).await;
        assert_eq!(count_keys(last).await, 1);
        mover_between(first, 0, last, 1, of.business).await.call_off().await.unwrap();
        assert_eq!(count_keys(last).await, 0);
        cancelled.check_replayed(&api).await;
        api.stop().await;
    })
    .await;
}
