//! Sign-in through a provider while somebody floods its callback.

use domain::member::{Role, digest};
use domain::oidc::sign_ins::{self, MAX_WAIT, MAX_WAITING, NewSignIn, Realm, Returned};
use tests::sign_in_provider::{SignInProvider, open};
use tests::{World, world};

use crate::sign_in_provider::session_cookie;

/// Fills the table with sign-ins at `issuer` that wait for a worker, up to the limit.
async fn flood(w: &World, issuer: &str) {
    let (mut tx, now, issuer) = (w.pool.begin().await.unwrap(), w.clock.now(), issuer.parse().unwrap());
    for one in 0..MAX_WAITING {
        let (state, browser) = (digest(&format!("{issuer:?} {one}")), digest("flood"));
        let new = NewSignIn {
            id: w.clock.id(),
            door: Realm::Dashboard,
            issuer: &issuer,
            redirect_address: "http://localhost/back",
            state,
            browser,
            invitation: None,
            nonce: "nonce",
            verifier: &"verifier".into(),
        };
        sign_ins::begin(&mut tx, &new, now).await.unwrap();
        let whose = (state, browser);
        let returned =
            sign_ins::returned(&mut tx, (Realm::Dashboard, &issuer), whose, &"c".into(), now).await;
        assert_eq!(returned.unwrap(), Returned::Waits(new.id));
    }
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_callbacks_blocks_sign_ins_only_until_it_times_out() {
    world(async |w| {
        let provider = SignInProvider::start().await;
        let (api, business) = (provider.api(w).await, w.business(1_000).await);
        let _anna = w.member(business, "anna@merchant.example", Role::Owner).await;
        let worker = w.worker_on(provider.worker_config(w));
        provider.known(w).await;
        worker.stop().await;
        let way = provider.begin(&api, "/dashboard/sign-in/provider").await;
        flood(w, &provider.issuer).await;
        let full = open(&api, &way.back, &way.cookie).await;
        assert_eq!((full.status, full.header("retry-after")), (503, "60"), "{}", full.body);
        assert!(
            full.body.contains("Too many sign-ins are under way. Try again in a minute."),
            "{}",
            full.body
        );
        // The first flood is past its time limit, and the second one is of a provider that this worker does not serve.
        // The same browser tries again.
        sqlx::query("update oidc_sign_ins set returned_at = returned_at - make_interval(secs => $1)")
            .bind(MAX_WAIT.as_seconds_f64())
            .execute(&w.pool)
            .await
            .unwrap();
        flood(w, "http://localhost:1").await;
        let worker = w.worker_on(provider.worker_config(w));
        let signed_in = open(&api, &way.back, &way.cookie).await;
        assert!(session_cookie(&signed_in).is_some(), "{}", signed_in.body);
        // No worker has asked the provider about them, before or after.
        let left: i64 =
            sqlx::query_scalar("select count(*) from oidc_sign_ins where state = 'returned' and code = 'c'")
                .fetch_one(&w.pool)
                .await
                .unwrap();
        assert_eq!(left, 2 * MAX_WAITING);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
