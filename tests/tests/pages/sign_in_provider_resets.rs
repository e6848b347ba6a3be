//! An operator's commands about a member end what a provider has proved.

use domain::member::Role;
use secrecy::ExposeSecret;
use tests::member::with_second_factor;
use tests::sign_in_provider::{SignInProvider, open};
use tests::{Command, world};

use crate::sign_in_provider::{post, session_cookie};

/// A proof from before an operator resets or removes the member opens nothing afterwards, for a sign-in or an
/// invitation.
#[tokio::test(flavor = "multi_thread")]
async fn a_reset_or_removal_of_a_member_voids_an_earlier_proof() {
    world(async |w| {
        let provider = SignInProvider::start().await;
        let (api, business) = (provider.api(w).await, w.business(1_000).await);
        let _owner = w.member(business, "owner@merchant.example", Role::Owner).await;
        let anna = w.member(business, "anna@merchant.example", Role::Viewer).await;
        let worker = w.worker_on(provider.worker_config(w));
        provider.known(w).await;
        assert!(session_cookie(&provider.sign_in(&api).await).is_some());
        let ways: [&[&str]; 3] = [
            &["member", "remove", &business.to_string(), "anna@merchant.example"],
            &["member", "reset", "anna@merchant.example"],
            &["member", "reset", "anna@merchant.example", "--password"],
        ];
        for words in ways {
            // The proof waits for a code.
            with_second_factor(w, &anna).await;
            let way = provider.begin(&api, "/dashboard/sign-in/provider").await;
            let returned = open(&api, &way.back, &way.cookie).await;
            assert_eq!(returned.header("location"), "/dashboard/sign-in/code");
            let done = Command::run(words, &[("DATABASE_URL", w.url.expose_secret())]).await;
            assert_eq!(done.code, Some(0), "{done:?}");
            let proved: i64 =
                sqlx::query_scalar("select count(*) from oidc_sign_ins").fetch_one(&w.pool).await.unwrap();
            assert_eq!(proved, 0, "{words:?}");
            let late = post(&api, "/dashboard/sign-in/code", &way.cookie, "code=000000").await;
            assert_eq!(
                (late.header("location"), session_cookie(&late)),
                ("/dashboard/sign-in", None),
                "{words:?}"
            );
            w.member(business, "anna@merchant.example", Role::Viewer).await;
        }
        // A new proof works.
        assert!(session_cookie(&provider.sign_in(&api).await).is_some());
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
