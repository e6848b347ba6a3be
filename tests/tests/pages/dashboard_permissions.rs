//! Every address of the dashboard, taken from its table of addresses. A request without a session, from another origin
//! or with an insufficient role changes nothing.

use domain::member::{Permission, Role};
use reqwest::redirect::Policy;
use reqwest::{Method, StatusCode};
use tests::member::SignedIn;
use tests::{RunningApi, world};

/// The source of the table of addresses.
const ADDRESSES: &str = include_str!("../../../api/src/routes/dashboard/addresses.rs");

/// By prefix, the first match counts: the prefix of ids below an address, and the right that actions there need.
/// Without a right, every member may act.
const BELOW: [(&str, &str, Option<Permission>); 15] = [
    ("/dashboard/sign-out", "", None),
    ("/dashboard/account", "", None),
    ("/dashboard/members/invitations", "inv", Some(Permission::Ownership)),
    ("/dashboard/members", "mem", Some(Permission::Ownership)),
    ("/dashboard/settings/top-up", "", Some(Permission::Money)),
    ("/dashboard/settings", "", Some(Permission::Ownership)),
    ("/dashboard/api-keys", "key", Some(Permission::Integration)),
    ("/dashboard/playground", "", Some(Permission::Integration)),
    ("/dashboard/webhooks", "whk", Some(Permission::Integration)),
    ("/dashboard/batches", "bat", Some(Permission::Money)),
    ("/dashboard/payments", "alc", Some(Permission::Money)),
    ("/dashboard/payout-users", "usr", Some(Permission::Money)),
    ("/dashboard/withdrawals", "ord", Some(Permission::Money)),
    ("/dashboard/transactions", "", Some(Permission::Money)),
    ("/dashboard", "", Some(Permission::Ownership)),
];

/// Lists the addresses that need a session, with an id that does not exist, and the right that actions there need.
fn addresses() -> Vec<(String, Option<Permission>)> {
    let texts = ADDRESSES.split('"').skip(1).step_by(2);
    texts
        .filter(|address| address.starts_with("/dashboard") && !address.starts_with("/dashboard/sign-in/"))
        .filter(|address| *address != "/dashboard/join")
        .map(|address| {
            let (_, id, right) = BELOW.iter().find(|(below, ..)| address.starts_with(below)).unwrap();
            (address.replace("{id}", &format!("{id}_01900000-0000-7000-8000-000000000001")), *right)
        })
        .collect()
}

/// Returns the status of a request with these headers.
async fn status(api: &RunningApi, method: Method, path: &str, headers: &[(&str, &str)]) -> StatusCode {
    let client = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    let mut request = client.request(method, format!("{}{path}", api.url));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request
        .header("content-type", "application/x-www-form-urlencoded")
        .body("")
        .send()
        .await
        .unwrap()
        .status()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_address_works_without_a_session_or_from_another_origin() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(1_000).await;
        let owner = w.member(business, "anna@merchant.example", Role::Owner).await;
        let all = addresses();
        assert!(all.len() > 20, "{all:?}");
        for (path, _) in all {
            let seen = status(&api, Method::GET, &path, &[]).await;
            assert!([303, 405].contains(&seen.as_u16()), "GET {path}: {seen}");
            let done = status(&api, Method::POST, &path, &[("origin", &api.url)]).await;
            assert!([303, 405].contains(&done.as_u16()), "POST {path}: {done}");
            for origin in ["null", "https://evil.example"] {
                let headers = [("origin", origin), ("cookie", &owner.cookie())];
                let done = status(&api, Method::POST, &path, &headers).await;
                assert!([403, 405].contains(&done.as_u16()), "POST {path} from {origin}: {done}");
            }
        }
        let recorded: i64 =
            sqlx::query_scalar("select count(*) from member_actions").fetch_one(&w.pool).await.unwrap();
        assert_eq!(recorded, 0);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_can_do_only_what_it_is_permitted() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(1_000).await;
        for role in Role::ALL {
            for (path, right) in addresses() {
                // Each address gets its own session, because some actions end the session.
                let member: SignedIn =
                    w.member(business, &format!("{}@merchant.example", role.as_str()), role).await;
                let answer = member.post(&api, &path, "").await;
                let may = right.is_none_or(|right| role.allows(right));
                if answer.status != 405 {
                    assert_eq!(answer.status != 403, may, "{path} as {}: {}", role.as_str(), answer.body);
                }
                assert!(answer.status < 500, "{path} as {}: {}", role.as_str(), answer.body);
                let page = member.get(&api, &path).await;
                assert!(page.status < 500, "{path} as {}: {}", role.as_str(), page.body);
            }
        }
        api.stop().await;
    })
    .await;
}
