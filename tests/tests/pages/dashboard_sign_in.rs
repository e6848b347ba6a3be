//! What signing in needs, how often a person may try, and when a session ends.

use chrono::TimeDelta;
use domain::clock::Clock;
use domain::member::Role;
use domain::member::sessions::{IDLE, LONGEST};
use reqwest::Method;
use reqwest::redirect::Policy;
use tests::member::{PASSWORD, SignedIn};
use tests::world::{noon, world_at};
use tests::{Answer, RunningApi, world};

/// Sends the sign-in form, with a cookie that the browser may have had before.
async fn sign_in(api: &RunningApi, email: &str, password: &str, cookie: &str) -> Answer {
    let client = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    let response = client
        .request(Method::POST, format!("{}/dashboard/sign-in", api.url))
        .header("origin", &api.url)
        .header("cookie", cookie)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("email={}&password={}", email.replace('@', "%40"), password.replace(' ', "+")))
        .send()
        .await
        .unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer { status, headers, body: response.text().await.unwrap() }
}

/// Returns the page without the address that was typed.
fn page_without_email(answer: &Answer, email: &str) -> String {
    answer.body.replace(email, "")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_failed_sign_in_gets_the_same_answer() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(1_000).await;
        let _member = w.member(business, "anna@merchant.example", Role::Owner).await;
        let wrong = sign_in(&api, "anna@merchant.example", "another password", "").await;
        let unknown = sign_in(&api, "nobody@merchant.example", PASSWORD, "").await;
        let none = sign_in(&api, "no-address", PASSWORD, "").await;
        for (answer, email) in
            [(&wrong, "anna@merchant.example"), (&unknown, "nobody@merchant.example"), (&none, "no-address")]
        {
            assert_eq!(answer.status, 401);
            assert_eq!(
                page_without_email(answer, email),
                page_without_email(&wrong, "anna@merchant.example")
            );
            assert!(answer.headers.get("set-cookie").is_none());
        }
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guessed_account_is_limited_and_its_sessions_continue() {
    world_at(Clock::set_to(noon()), async |w| {
        let api = w.api().await;
        let business = w.business(1_000).await;
        let member = w.member(business, "anna@merchant.example", Role::Owner).await;
        for _ in 0..10 {
            assert_eq!(sign_in(&api, "anna@merchant.example", "another password", "").await.status, 401);
        }
        // The right password is rejected too, however the address is written.
        let late = sign_in(&api, "ANNA@merchant.example", PASSWORD, "").await;
        assert_eq!(late.status, 429, "{}", late.body);
        let wait: u64 = late.header("retry-after").parse().unwrap();
        assert!((1..=31).contains(&wait), "{wait}");
        assert_eq!(member.get(&api, "/dashboard").await.status, 200);
        let another = w.member(business, "ben@merchant.example", Role::Owner).await;
        assert_eq!(sign_in(&api, "ben@merchant.example", PASSWORD, "").await.status, 303);
        assert_eq!(another.get(&api, "/dashboard").await.status, 200);
        w.clock.advance(TimeDelta::seconds(31));
        assert_eq!(sign_in(&api, "anna@merchant.example", PASSWORD, "").await.status, 303);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_gets_a_new_token_and_ends_when_idle_old_or_signed_out() {
    world_at(Clock::set_to(noon()), async |w| {
        let api = w.api().await;
        let business = w.business(1_000).await;
        let member = w.member(business, "anna@merchant.example", Role::Owner).await;
        // Signing in does not adopt a token that was planted in the cookie before.
        let planted = format!("payout_dashboard={}", "ab".repeat(32));
        let answer = sign_in(&api, "anna@merchant.example", PASSWORD, &planted).await;
        let cookie = answer.header("set-cookie").to_owned();
        assert!(
            cookie.contains("; Path=/dashboard; ") && cookie.ends_with("; HttpOnly; SameSite=Lax"),
            "{cookie}"
        );
        let token = cookie.split(['=', ';']).nth(1).unwrap().to_owned();
        let signed_in = SignedIn { token, ..member.clone() };
        assert_ne!(signed_in.cookie(), planted);
        let as_planted = SignedIn { token: "ab".repeat(32), ..member.clone() };
        assert_eq!(as_planted.get(&api, "/dashboard").await.status, 303);
        // A session that is used lasts for a working day. Unused for an hour, it ends.
        let step = IDLE - TimeDelta::minutes(1);
        let mut used = TimeDelta::zero();
        while used + step < LONGEST {
            w.clock.advance(step);
            used += step;
            assert_eq!(signed_in.get(&api, "/dashboard").await.status, 200, "after {used}");
        }
        assert_eq!(member.get(&api, "/dashboard").await.status, 303, "idle");
        w.clock.advance(LONGEST - used);
        assert_eq!(signed_in.get(&api, "/dashboard").await.status, 303, "old");
        // After signing out, the token no longer works.
        let fresh = w.member(business, "anna@merchant.example", Role::Owner).await;
        assert_eq!(fresh.get(&api, "/dashboard").await.status, 200);
        assert_eq!(fresh.post(&api, "/dashboard/sign-out", "").await.status, 303);
        assert_eq!(fresh.get(&api, "/dashboard").await.status, 303);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_ends_the_other_sessions() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(1_000).await;
        let member = w.member(business, "anna@merchant.example", Role::Owner).await;
        let other = w.member(business, "anna@merchant.example", Role::Owner).await;
        let form =
            |old: &str| format!("password={}&new_password=a+rather+new+password", old.replace(' ', "+"));
        let wrong = member.post(&api, "/dashboard/account/password", &form("not the password")).await;
        assert_eq!(wrong.status, 400, "{}", wrong.body);
        assert_eq!(other.get(&api, "/dashboard").await.status, 200);
        let changed = member.post(&api, "/dashboard/account/password", &form(PASSWORD)).await;
        assert_eq!(changed.status, 200, "{}", changed.body);
        assert_eq!(member.get(&api, "/dashboard").await.status, 200);
        assert_eq!(other.get(&api, "/dashboard").await.status, 303);
        assert_eq!(sign_in(&api, "anna@merchant.example", PASSWORD, "").await.status, 401);
        assert_eq!(sign_in(&api, "anna@merchant.example", "a rather new password", "").await.status, 303);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cross_origin_form_is_rejected_and_does_nothing() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(1_000).await;
        let member = w.member(business, "anna@merchant.example", Role::Owner).await;
        let client = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        for origin in [None, Some("null"), Some("https://evil.example")] {
            let mut request = client
                .post(format!("{}/dashboard/members/invite", api.url))
                .header("cookie", member.cookie())
                .header("content-type", "application/x-www-form-urlencoded")
                .body("email=e%40x.example&role=owner");
            if let Some(origin) = origin {
                request = request.header("origin", origin);
            }
            assert_eq!(request.send().await.unwrap().status(), 403, "{origin:?}");
        }
        let invited: i64 =
            sqlx::query_scalar("select count(*) from invitations").fetch_one(&w.pool).await.unwrap();
        assert_eq!(invited, 0);
        api.stop().await;
    })
    .await;
}
