//! Callers of a business that is being moved are asked to come back later while it is held, and are then served by the
//! cell that has it. No caller gets a 401.

use domain::business::{self, Mode, brand};
use domain::ids::{BusinessId, WithdrawalId};
use domain::member::{Role, invitations};
use domain::platform::db;
use domain::withdrawal::lookup;
use serde_json::json;
use tests::member::SignedIn;
use tests::{Answer, RunningApi, World, cells, eventually, world};

use super::{copy_business, end_move, set_move_phase};
use crate::cells::found::{balance, unknown_key};
use crate::contract::hash_access::pay_user;
use crate::withdrawals::lifecycle::{BY_HAND, gift_card, user};

/// The credentials of a business's clients.
struct Credentials {
    business: BusinessId,
    key: String,
    hash: String,
    member: SignedIn,
}

/// Creates a business with 1000 cents, and a payout user of it with 10.
async fn create_business(w: &World, api: &RunningApi) -> Credentials {
    let business = w.business(1_000).await;
    let key = w.key(business).await;
    let worker = w.worker();
    let hash = pay_user(api, &key, "user@example.com", 10).await;
    worker.stop().await;
    Credentials { business, key, hash, member: w.member(business, "ann@example.com", Role::Owner).await }
}

impl Credentials {
    /// Returns the answers to the key in both families of routes, to the hash, to the member, and to an operator who
    /// names the id.
    async fn answers(&self, api: &RunningApi) -> [Answer; 5] {
        [
            api.get("/v1/balance", &self.key).await,
            api.get("/balance", &self.key).await,
            api.as_user("GET", "/payout/balance", &self.hash, &[], "").await,
            self.member.get(api, "/dashboard").await,
            api.operate("GET", &format!("/admin/businesses/{}", self.business)).await,
        ]
    }

    /// Waits until all of them are answered with `status`, because a key is cached for two seconds.
    async fn wait_until_all_get(&self, api: &RunningApi, status: u16) -> [Answer; 5] {
        eventually(&format!("all are answered with {status}"), async || {
            let answers = self.answers(api).await;
            for answer in &answers {
                assert!([200, 503].contains(&answer.status), "{} {}", answer.status, answer.body);
            }
            answers.iter().all(|answer| answer.status == status).then_some(answers)
        })
        .await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_get_503_during_the_hold_and_are_then_served_by_the_target() {
    cells(2, async |cells| {
        let (api, from, to) = (cells.api().await, cells.first(), cells.last());
        let of = create_business(from, &api).await;
        set_move_phase(from, of.business, "copying").await;
        set_move_phase(to, of.business, "arriving").await;
        copy_business(from, to, of.business).await;
        of.wait_until_all_get(&api, 200).await;
        assert_eq!(balance(&api, &of.key).await, (200, json!(990)));

        set_move_phase(from, of.business, "held").await;
        let [problem, error, by_hash, page, operators] = of.wait_until_all_get(&api, 503).await;
        for one in [&problem, &operators] {
            assert!(one.body.contains("being moved between databases"), "{}", one.body);
        }
        for one in [&error, &by_hash] {
            assert_eq!(one.body, r#"{"error":"Service temporarily unavailable"}"#);
        }
        assert!(page.body.contains("being moved between databases"), "{}", page.body);
        assert!([&problem, &error, &by_hash, &page].iter().all(|one| one.header("retry-after") == "2"));
        let recorded = from.recorded().await;
        assert_eq!(api.pay(&of.key, &[], "user@example.com", 1).await.status, 503);
        assert_eq!(from.recorded().await, recorded);
        assert_eq!(api.get("/v1/balance", &unknown_key()).await.status, 401, "an unknown key");

        set_move_phase(from, of.business, "gone").await;
        end_move(to, of.business).await;
        // Only the target has more money. (The other business has used the first reference of a world.)
        to.business(1).await;
        to.fund(of.business, 5).await;
        of.wait_until_all_get(&api, 200).await;
        assert_eq!(balance(&api, &of.key).await, (200, json!(995)));
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_credentials_get_503_while_a_moved_business_is_in_no_cell() {
    cells(3, async |cells| {
        let api = cells.api().await;
        let (from, to) = (&cells.each[0], &cells.each[1]);
        let businesses = [from.business(0).await, from.business(0).await];
        for business in businesses {
            set_move_phase(to, business, "arriving").await;
        }
        to.execute("update relocations set complete_since = now(), other_cell = 0").await;
        let phases = ["copying", "held", "gone"].map(Some);
        for one in phases.into_iter().chain([None]) {
            for other in phases.into_iter().chain([None]) {
                for (business, phase) in businesses.into_iter().zip([one, other]) {
                    match phase {
                        Some(phase) => set_move_phase(from, business, phase).await,
                        None => end_move(from, business).await,
                    }
                }
                let expected = if [one, other].contains(&Some("gone")) { 503 } else { 401 };
                let stranger = api.get("/v1/balance", &unknown_key()).await;
                assert_eq!(stranger.status, expected, "{one:?}, {other:?}: {}", stranger.body);
            }
        }
        // A cell that does not have the business, and one that no process knows.
        for elsewhere in ["update relocations set other_cell = 2", "update relocations set other_cell = 7"] {
            to.execute(elsewhere).await;
            assert_eq!(api.get("/v1/balance", &unknown_key()).await.status, 503, "{elsewhere}");
        }
        to.execute("delete from relocations").await;
        assert_eq!(api.get("/v1/balance", &unknown_key()).await.status, 401);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_operators_learn_that_a_business_is_not_in_this_cell() {
    world(async |w| {
        let api = w.api().await;
        let of = create_business(w, &api).await;
        for phase in ["gone", "arriving"] {
            set_move_phase(w, of.business, phase).await;
            let statuses = [503, 503, 503, 503, 404];
            eventually("the business is no longer served", async || {
                let answers = of.answers(&api).await.map(|one| one.status);
                (answers == statuses).then_some(())
            })
            .await;
            let listed = api.operate("GET", "/admin/businesses").await.json();
            assert_eq!(listed["data"], json!([]), "{phase}");
            let fund = json!({ "amount": 5, "account": "balance", "reference": "r" }).to_string();
            let fund =
                api.operate_with("POST", &format!("/admin/businesses/{}/fund", of.business), fund).await;
            assert_eq!(fund.status, 404, "{}", fund.body);
            let pause = json!({ "scope": "business", "business_id": of.business }).to_string();
            assert_eq!(api.operate_with("POST", "/admin/pause", pause).await.status, 404);
        }
        set_move_phase(w, of.business, "copying").await;
        of.wait_until_all_get(&api, 200).await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_of_two_businesses_acts_for_the_one_in_this_cell() {
    world(async |w| {
        let api = w.api().await;
        let [away, here] = [w.business(0).await, w.business(0).await];
        w.member(away, "ann@example.com", Role::Owner).await;
        let member = w.member(here, "ann@example.com", Role::Owner).await;
        for (phase, status) in [("held", 503), ("gone", 404)] {
            set_move_phase(w, away, phase).await;
            let switched =
                member.post(&api, "/dashboard/account/business", &format!("business={away}")).await;
            assert_eq!(switched.status, status, "{phase}: {}", switched.body);
            assert_eq!(member.get(&api, "/dashboard").await.status, 200, "{phase}");
        }
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn objects_of_a_moved_business_are_found_only_in_its_cell() {
    world(async |w| {
        let api = w.api_with_methods(BY_HAND).await;
        let of = user(w, &api, Mode::Live, 2_000).await;
        let order: WithdrawalId = of.order(&api, gift_card(500)).await.parse().unwrap();
        let (logo, origin, digest) = ("a".repeat(32), "https://shop.example.com", [7; 32]);
        for statement in [
            "insert into brands (business_id, logo, logo_type, logo_width, logo_height, logo_digest)
             values ($1, '\\x00', 'image/png', 1, 1, repeat('a', 32))",
            "insert into allowed_origins (business_id, origin) values ($1, 'https://shop.example.com')",
        ] {
            sqlx::query(statement).bind(of.business.uuid()).execute(&w.pool).await.unwrap();
        }
        let (mut conn, now) = (w.pool.acquire().await.unwrap(), w.clock.now());
        let (invitation, email) = (w.clock.id().into(), "ann@example.com".parse().unwrap());
        let invites = (of.business, invitation);
        invitations::invite(&mut conn, invites, (&email, Role::Owner), digest, false, now).await.unwrap();
        for (phase, known) in [("copying", true), ("held", true), ("gone", false), ("arriving", false)] {
            set_move_phase(w, of.business, phase).await;
            let conn = &mut *conn;
            assert_eq!(brand::is_known(conn, &logo).await.unwrap(), known, "{phase}");
            assert_eq!(lookup::is_told_as(conn, order).await.unwrap(), known, "{phase}");
            assert_eq!(invitations::is_known(conn, digest).await.unwrap(), known, "{phase}");
            assert_eq!(business::is_allowed_by_any(conn, origin).await.unwrap(), known, "{phase}");
            assert_eq!(business::known(conn, Some(of.business)).await.unwrap().is_some(), known, "{phase}");
            let served = [
                brand::logo_of_digest(conn, &logo).await.map(|found| found.is_some()),
                lookup::told_as(conn, order).await.map(|found| found.is_some()),
                invitations::find(conn, digest, now).await.map(|found| found.is_some()),
            ];
            for found in served {
                match phase {
                    "copying" => assert!(found.unwrap()),
                    _ => assert!(db::is_elsewhere(&found.unwrap_err()), "{phase}"),
                }
            }
        }
        api.stop().await;
        end_move(w, of.business).await;
    })
    .await;
}
