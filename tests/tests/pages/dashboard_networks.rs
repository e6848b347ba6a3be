//! Tries to sign in are limited by the network that they come from, besides the account.

use api::config::ApiConfig;
use chrono::TimeDelta;
use domain::clock::Clock;
use domain::member::Role;
use domain::member::rates::NETWORK;
use reqwest::redirect::Policy;
use tests::member::PASSWORD;
use tests::world::{noon, world_at};
use tests::{Answer, RunningApi, World, world};

/// What a proxy hands on: a request of somebody whom it calls `forwarded`.
async fn handed_on(api: &RunningApi, path: &str, forwarded: &str, form: Option<String>) -> Answer {
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
    let response = request.header("x-forwarded-for", forwarded).send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer { status, headers, body: response.text().await.unwrap() }
}

/// Opens a link of an invitation that there is not.
async fn guesses(api: &RunningApi, forwarded: &str) -> Answer {
    handed_on(api, "/dashboard/join?invitation=guessed", forwarded, None).await
}

/// Signs in with the right password.
async fn signs_in(api: &RunningApi, forwarded: &str) -> Answer {
    let form = format!("email=anna%40merchant.example&password={}", PASSWORD.replace(' ', "+"));
    handed_on(api, "/dashboard/sign-in", forwarded, Some(form)).await
}

async fn behind_a_proxy(w: &World) -> RunningApi {
    let business = w.business(1_000).await;
    w.member(business, "anna@merchant.example", Role::Owner).await;
    w.api_on(ApiConfig { proxies: 1, ..w.api_config() }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_guesses_waits_and_others_sign_in() {
    world_at(Clock::set_to(noon()), async |w| {
        let api = behind_a_proxy(w).await;
        for guess in 0..NETWORK.at_once {
            // Who it says it is does not matter: the last address is the proxy's word.
            let answer = guesses(&api, &format!("203.0.113.{guess}, 198.51.100.7")).await;
            assert_eq!(answer.status, 404, "{guess}");
        }
        // From now on everything waits: links, and passwords, the right ones too.
        for forwarded in ["198.51.100.7", "203.0.113.99, 198.51.100.7", "198.51.100.7:4711"] {
            for answer in [guesses(&api, forwarded).await, signs_in(&api, forwarded).await] {
                assert_eq!(answer.status, 429, "{forwarded}: {}", answer.body);
                assert!(answer.body.contains("Too many tries"), "{}", answer.body);
                let wait: i64 = answer.header("retry-after").parse().unwrap();
                assert!((1..=NETWORK.every.num_seconds() + 1).contains(&wait), "{wait}");
            }
        }
        assert_eq!(signs_in(&api, "198.51.100.7, 198.51.100.8").await.status, 303);
        w.clock.advance(NETWORK.every + TimeDelta::seconds(1));
        // What is right is given back, so it may be right again and again.
        for _ in 0..3 {
            assert_eq!(signs_in(&api, "198.51.100.7").await.status, 303);
        }
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_of_ipv6_is_a_64() {
    world_at(Clock::set_to(noon()), async |w| {
        let api = behind_a_proxy(w).await;
        for guess in 0..NETWORK.at_once {
            assert_eq!(guesses(&api, &format!("2001:db8:1:2:{guess:x}::1")).await.status, 404, "{guess}");
        }
        assert_eq!(guesses(&api, "2001:db8:1:2:ffff::1").await.status, 429);
        assert_eq!(guesses(&api, "2001:db8:1:3::1").await.status, 404);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_proxy_the_header_is_not_read_and_this_machine_is_not_limited() {
    world(async |w| {
        let api = w.api().await;
        for guess in 0..NETWORK.at_once + 5 {
            assert_eq!(guesses(&api, "198.51.100.7").await.status, 404, "{guess}");
        }
        let counted: i64 =
            sqlx::query_scalar("select count(*) from sign_in_rates").fetch_one(&w.pool).await.unwrap();
        assert_eq!(counted, 0);
        api.stop().await;
    })
    .await;
}
