//! Tries to sign in are limited by network, by account from a network, and by account.

use std::net::IpAddr;

use api::config::ApiConfig;
use chrono::TimeDelta;
use domain::clock::Clock;
use domain::member::Role;
use domain::member::rates::{self, ACCOUNT, ACCOUNT_FROM_NETWORK, Attempt, NETWORK};
use reqwest::header::HeaderValue;
use reqwest::redirect::Policy;
use tests::member::PASSWORD;
use tests::sign_in_provider::SignInProvider;
use tests::world::{noon, world_at};
use tests::{Answer, RunningApi, World, world};

const ANNA: &str = "anna@merchant.example";

/// Sends a request as a proxy does, for a client that it names in `forwarded`.
async fn send_through_proxy(
    api: &RunningApi,
    path: &str,
    forwarded: impl AsRef<[u8]>,
    form: Option<String>,
) -> Answer {
    let client = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    let url = format!("{}{path}", api.url);
    let request = match form {
        None => client.get(url),
        Some(form) => client
            .post(url)
            .header("origin", &api.url)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form),
    };
    let forwarded = HeaderValue::from_bytes(forwarded.as_ref()).unwrap();
    let response = request.header("x-forwarded-for", forwarded).send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer { status, headers, body: response.text().await.unwrap() }
}

/// Tries to sign in with a password for an address.
async fn try_password(api: &RunningApi, forwarded: impl AsRef<[u8]>, email: &str, password: &str) -> Answer {
    let form = format!("email={}&password={}", email.replace('@', "%40"), password.replace(' ', "+"));
    send_through_proxy(api, "/dashboard/sign-in", forwarded, Some(form)).await
}

/// Signs in with the right password.
async fn sign_in(api: &RunningApi, forwarded: impl AsRef<[u8]>) -> Answer {
    try_password(api, forwarded, ANNA, PASSWORD).await
}

/// An API behind one proxy, with a provider that no worker knows, and a member.
async fn api_behind_a_proxy(w: &World) -> RunningApi {
    let business = w.business(1_000).await;
    w.member(business, ANNA, Role::Owner).await;
    let provider = SignInProvider::start().await;
    provider.api_on(w, ApiConfig { proxies: 1, ..w.api_config() }).await
}

/// Counts a try with a wrong password. Returns whether the password would be checked.
async fn count_wrong_password(w: &World, network: IpAddr) -> bool {
    let mut tx = w.pool.begin().await.unwrap();
    let tried = Attempt::of_password(Some(network), ANNA);
    let counted = rates::count(&mut tx, &tried, w.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    counted.is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_guesses_is_limited_and_others_can_sign_in() {
    world_at(Clock::set_to(noon()), async |w| {
        let api = api_behind_a_proxy(w).await;
        // A network of IPv6 is a /64. What the client claims does not matter, whatever the bytes: the last address is
        // the proxy's.
        let from = |guess: i32| {
            let header = format!("203.0.113.{guess}, [2001:db8:1:2:{guess:x}::1]:4711");
            if guess % 2 == 0 { header.into_bytes() } else { [b"\xe9,", header.as_bytes()].concat() }
        };
        for guess in 0..NETWORK.at_once {
            let answer =
                try_password(&api, from(guess), &format!("{guess}@merchant.example"), "a wrong one").await;
            assert_eq!(answer.status, 401, "{guess}");
        }
        // From now on, this network's passwords are rejected with 429, the right ones too.
        for guess in [98, 99] {
            let answer = sign_in(&api, from(guess)).await;
            assert_eq!(answer.status, 429, "{guess}: {}", answer.body);
            assert!(answer.body.contains("Too many tries"), "{}", answer.body);
            let wait: i64 = answer.header("retry-after").parse().unwrap();
            assert!((1..=NETWORK.every.num_seconds() + 1).contains(&wait), "{wait}");
        }
        // Other networks are not affected. Nor are sign-ins through the provider, which are 503 here because it is not
        // known yet.
        assert_eq!(sign_in(&api, "2001:db8:1:2::1, 2001:db8:1:3::1").await.status, 303);
        assert_eq!(send_through_proxy(&api, "/dashboard/sign-in/provider", from(1), None).await.status, 503);
        w.clock.advance(NETWORK.every + TimeDelta::seconds(1));
        // A right password is taken out of the count, so it works repeatedly.
        for _ in 0..3 {
            assert_eq!(sign_in(&api, from(1)).await.status, 303);
        }
        api.stop().await;
    })
    .await;
}

/// Any page on the web can send an office's browsers to these addresses.
#[tokio::test(flavor = "multi_thread")]
async fn links_and_begun_sign_ins_do_not_use_up_password_attempts() {
    world_at(Clock::set_to(noon()), async |w| {
        let (api, office) = (api_behind_a_proxy(w).await, "198.51.100.7");
        for visit in 0..=NETWORK.at_once {
            let opened = send_through_proxy(&api, "/dashboard/join?invitation=x", office, None).await;
            let form = Some("invitation=x&password=whatever".to_owned());
            let joined = send_through_proxy(&api, "/dashboard/join", office, form).await;
            assert_eq!((opened.status, joined.status), (404, 404), "{visit}");
            // Sign-ins that begin and never return use up only their own limit.
            let begun = send_through_proxy(&api, "/dashboard/sign-in/provider", office, None).await;
            assert_eq!(begun.status, if visit < NETWORK.at_once { 503 } else { 429 }, "{visit}");
        }
        assert_eq!(sign_in(&api, office).await.status, 303);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_block_no_other_network_and_many_networks_guess_no_faster() {
    world_at(Clock::set_to(noon()), async |w| {
        let api = api_behind_a_proxy(w).await;
        let network = |last: u8| IpAddr::from([203, 0, 113, last]);
        // For three hours, this network tries four times a minute.
        let mut checked = 0;
        for moment in 0..720 {
            checked += i64::from(count_wrong_password(w, network(1)).await);
            if moment % 180 == 20 {
                assert_eq!(sign_in(&api, "203.0.113.1").await.status, 429, "{moment}");
                assert_eq!(sign_in(&api, "203.0.113.2").await.status, 303, "{moment}");
            }
            w.clock.advance(TimeDelta::seconds(15));
        }
        let most = i64::from(ACCOUNT_FROM_NETWORK.at_once) + 720 * 15 / 30;
        assert!((most - 1..=most + 1).contains(&checked), "{checked}");
        // The member's own wrong tries from another network are checked as well, and right ones are taken out of the
        // count.
        for _ in 1..ACCOUNT_FROM_NETWORK.at_once {
            assert!(count_wrong_password(w, network(2)).await);
        }
        for _ in 0..2 {
            assert_eq!(sign_in(&api, "203.0.113.2").await.status, 303);
        }
        // Together, all networks reach the limit of the account.
        let mut together = ACCOUNT_FROM_NETWORK.at_once - 1;
        for last in 3..8 {
            for _ in 0..ACCOUNT_FROM_NETWORK.at_once {
                together += i32::from(count_wrong_password(w, network(last)).await);
            }
        }
        assert!((ACCOUNT.at_once - 2..=ACCOUNT.at_once).contains(&together), "{together}");
        assert_eq!(sign_in(&api, "203.0.113.9").await.status, 429);
        w.clock.advance(ACCOUNT.every + TimeDelta::seconds(1));
        assert_eq!(sign_in(&api, "203.0.113.9").await.status, 303);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_proxy_the_header_is_ignored_and_no_network_is_limited() {
    world(async |w| {
        let api = w.api().await;
        assert_eq!(try_password(&api, "198.51.100.7", ANNA, "a wrong one").await.status, 401);
        let counted: Vec<Vec<u8>> =
            sqlx::query_scalar("select subject from sign_in_rates").fetch_all(&w.pool).await.unwrap();
        let mut tx = w.pool.begin().await.unwrap();
        // The try was counted for the account from an unknown network and for the account, and for nothing else.
        assert_eq!(counted.len(), 2);
        rates::count(&mut tx, &Attempt::of_password(None, ANNA), w.clock.now()).await.unwrap().unwrap();
        let rows: i64 =
            sqlx::query_scalar("select count(*) from sign_in_rates").fetch_one(&mut *tx).await.unwrap();
        assert_eq!(rows, 2);
        drop(tx);
        api.stop().await;
    })
    .await;
}
