//! A member who signs in through a provider is found in any cell.

use domain::member::Role;
use serde_json::json;
use tests::cells::{all_ready, readiness};
use tests::proxy::Mode;
use tests::sign_in_provider::{SignInProvider, open};
use tests::{Answer, RunningApi, cells, eventually};

/// The path at which a sign-in begins.
const BEGINS: &str = "/dashboard/sign-in/provider";

fn status_and_location(answer: &Answer) -> (u16, &str) {
    (answer.status, answer.header("location"))
}

fn has_session(answer: &Answer) -> bool {
    let mut cookies = answer.headers.get_all("set-cookie").iter();
    cookies.any(|cookie| cookie.to_str().unwrap().starts_with("payout_dashboard="))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_is_signed_in_to_its_cell_and_a_stranger_to_none() {
    cells(2, async |cells| {
        let provider = SignInProvider::start().await;
        let api: RunningApi = provider.api_on(cells.first(), cells.api_config()).await;
        all_ready(&api).await;
        let mut workers = Vec::new();
        for w in &cells.each {
            workers.push(w.worker_on(provider.worker_config(w)));
            provider.known(w).await;
        }
        let business = cells.last().business(0).await;
        cells.last().member(business, "anna@merchant.example", Role::Owner).await;

        let came_back = provider.sign_in(&api).await;
        assert_eq!(status_and_location(&came_back), (303, "/dashboard/sign-in?in=1"), "{}", came_back.body);
        assert!(!has_session(&came_back) && came_back.body.is_empty());
        let page = open(&api, "/dashboard/sign-in?in=1", "").await;
        assert!(
            page.status == 200 && page.body.contains(r#"href="/dashboard/sign-in/provider?cell=1""#),
            "{}",
            page.body
        );
        let way = provider.begin(&api, &format!("{BEGINS}?cell=1")).await;
        let signed_in = open(&api, &way.back, &way.cookie).await;
        assert_eq!(status_and_location(&signed_in), (303, "/dashboard"), "{}", signed_in.body);
        assert!(has_session(&signed_in));

        // The subject finds the member, although the address is another one by now.
        provider.set_claims(json!({ "email": "renamed@merchant.example" }));
        assert_eq!(status_and_location(&provider.sign_in(&api).await), (303, "/dashboard/sign-in?in=1"));

        provider.set_claims(json!({ "email": "nobody@merchant.example", "sub": "nobody-1" }));
        let stranger = provider.sign_in(&api).await;
        assert!(
            stranger.status == 403 && stranger.body.contains("is not a member of a business here"),
            "{}",
            stranger.body
        );
        cells.wire(Mode::Refuse);
        eventually("the API notices it", async || readiness(&api).await.1.contains("cell 1: ").then_some(()))
            .await;
        assert_eq!(
            provider.sign_in(&api).await.status,
            503,
            "the person may be a member in the unreachable cell"
        );
        assert_eq!(open(&api, &format!("{BEGINS}?cell=1"), "").await.status, 503);
        cells.wire(Mode::Pass);
        for worker in workers {
            worker.stop().await;
        }
        api.stop().await;
    })
    .await;
}
