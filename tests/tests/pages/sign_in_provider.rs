//! Sign-in through a provider: which of its answers sign a person in, and as whom.

use api::config::ApiConfig;
use domain::member::Role;
use domain::member::rates::{self, ACCOUNT_FROM_NETWORK, Attempt, NETWORK};
use domain::oidc::sign_ins;
use reqwest::redirect::Policy;
use serde_json::json;
use tests::member::{PASSWORD, SignedIn, with_second_factor};
use tests::sign_in_provider::{Manner, SignInProvider, open};
use tests::{Answer, RunningApi, World, eventually, world};

/// Returns the session that a response sets, as a cookie header.
pub fn session_cookie(answer: &Answer) -> Option<String> {
    let cookies = answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
    let given = cookies.filter_map(|cookie| cookie.split(';').next());
    given.into_iter().find(|cookie| cookie.starts_with("payout_dashboard=")).map(str::to_owned)
}

/// Sends a form with a cookie.
pub async fn post(api: &RunningApi, path: &str, cookie: &str, form: &str) -> Answer {
    let client = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    let request =
        client.post(format!("{}{path}", api.url)).header("origin", &api.url).header("cookie", cookie);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let response = request.body(form.to_owned()).send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer { status, headers, body: response.text().await.unwrap() }
}

async fn count_sessions(w: &World) -> i64 {
    sqlx::query_scalar("select count(*) from sessions").fetch_one(&w.pool).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_is_identified_by_subject_and_not_by_address() {
    world(async |w| {
        let provider = SignInProvider::start().await;
        let (api, business) = (provider.api(w).await, w.business(1_000).await);
        let anna = w.member(business, "anna@merchant.example", Role::Owner).await;
        // Until the provider is known, no one is sent there.
        assert!(!open(&api, "/dashboard/sign-in", "").await.body.contains("Sign in with"));
        assert_eq!(open(&api, "/dashboard/sign-in/provider", "").await.status, 503);
        let worker = w.worker_on(provider.worker_config(w));
        provider.known(w).await;
        assert!(open(&api, "/dashboard/sign-in", "").await.body.contains("Sign in with Acme"));
        // A link on another host's page does not begin a sign-in.
        let client = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        let link = client.get(format!("{}/dashboard/sign-in/provider", api.url));
        let elsewhere = link.header("sec-fetch-site", "cross-site").send().await.unwrap();
        assert_eq!(elsewhere.headers()["location"], "/dashboard/sign-in");
        // A sign-in works once, and only in the browser that began it, even if another browser has the address.
        let way = provider.begin(&api, "/dashboard/sign-in/provider").await;
        let other = provider.begin(&api, "/dashboard/sign-in/provider").await;
        let before = count_sessions(w).await;
        for cookie in ["", "payout_sign_in=00", &other.cookie] {
            let foreign = open(&api, &way.back, cookie).await;
            assert_eq!((foreign.status, session_cookie(&foreign)), (400, None), "{cookie}");
            assert!(
                foreign.body.contains("another sign-in was begun in this browser since"),
                "{}",
                foreign.body
            );
        }
        let signed_in = open(&api, &way.back, &way.cookie).await;
        assert_eq!(
            (signed_in.status, signed_in.header("location")),
            (303, "/dashboard"),
            "{}",
            signed_in.body
        );
        let home = open(&api, "/dashboard", &session_cookie(&signed_in).unwrap()).await;
        assert!(home.body.contains("anna@merchant.example, owner"), "{}", home.body);
        assert_eq!(open(&api, &way.back, &way.cookie).await.status, 400);
        // The password and its sessions end, because no one had proved the address for it.
        assert_eq!((before, count_sessions(w).await), (1, 1));
        assert_eq!(anna.get(&api, "/dashboard").await.status, 303);
        let form = format!("email=anna%40merchant.example&password={}", PASSWORD.replace(' ', "+"));
        assert_eq!(post(&api, "/dashboard/sign-in", "", &form).await.status, 401);
        // With another address she is the same person. The person who has her former address now is not.
        provider.set_claims(json!({"email": "anna.berg@merchant.example"}));
        assert!(session_cookie(&provider.sign_in(&api).await).is_some());
        provider.set_claims(json!({"sub": "anna-2"}));
        let another = provider.sign_in(&api).await;
        assert_eq!((another.status, session_cookie(&another)), (403, None), "{}", another.body);
        provider.set_claims(json!({"sub": "ben-1", "email": "ben@merchant.example"}));
        let stranger = provider.sign_in(&api).await;
        assert_eq!(stranger.status, 403);
        assert_eq!(stranger.body.replace("ben@", "anna@"), another.body);
        // Another issuer's claim of her address does not sign anyone in as her either.
        sqlx::query("update member_identities set issuer = 'https://before.example'")
            .execute(&w.pool)
            .await
            .unwrap();
        provider.set_claims(json!({}));
        let moved = provider.sign_in(&api).await;
        assert_eq!((moved.status, session_cookie(&moved)), (403, None), "{}", moved.body);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invalid_answer_of_the_provider_signs_no_one_in() {
    world(async |w| {
        let provider = SignInProvider::start().await;
        let (api, business) = (provider.api(w).await, w.business(1_000).await);
        let _anna = w.member(business, "anna@merchant.example", Role::Owner).await;
        let worker = w.worker_on(provider.worker_config(w));
        provider.known(w).await;
        let before = count_sessions(w).await;
        let mut pages = Vec::new();
        for otherwise in [
            json!({"nonce": "another"}),
            json!({"aud": "another"}),
            json!({"iss": "http://localhost:1"}),
            json!({"exp": 1_000}),
            json!({"email_verified": false}),
            json!({"email_verified": null}),
            json!({"sub": null}),
        ] {
            provider.set_claims(otherwise.clone());
            let answer = provider.sign_in(&api).await;
            assert_eq!((answer.status, session_cookie(&answer)), (401, None), "{otherwise}: {}", answer.body);
            pages.push(answer.body);
        }
        provider.set_claims(json!({}));
        for manner in [Manner::Fails, Manner::TooMuch, Manner::Redirects] {
            provider.set_manner(manner);
            let answer = provider.sign_in(&api).await;
            assert_eq!((answer.status, session_cookie(&answer)), (401, None), "{manner:?}: {}", answer.body);
            pages.push(answer.body);
        }
        provider.set_manner(Manner::Good);
        // An address that only the userinfo endpoint gives must be of the same subject.
        let of = |sub: &str| json!({"sub": sub, "email": "anna@merchant.example", "email_verified": true});
        provider.set_userinfo(of("anna-2"));
        pages.push(provider.sign_in(&api).await.body);
        // A refusal by the provider, and an acceptance by another provider.
        for ending in ["error=access_denied", "code=c&iss=http%3A%2F%2Flocalhost%3A1", "code=%00"] {
            let way = provider.begin(&api, "/dashboard/sign-in/provider").await;
            let state = way.back.split("state=").nth(1).unwrap().split('&').next().unwrap();
            let back = format!("/dashboard/sign-in/callback?{ending}&state={state}");
            pages.push(open(&api, &back, &way.cookie).await.body);
        }
        assert!(pages.iter().all(|one| *one == pages[0]), "{pages:?}");
        assert_eq!(count_sessions(w).await, before);
        provider.set_userinfo(of("anna-1"));
        assert!(session_cookie(&provider.sign_in(&api).await).is_some());
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// The cases wait at the same time.
#[tokio::test(flavor = "multi_thread")]
async fn a_person_can_try_again_after_a_silent_provider_or_a_dead_worker() {
    world(async |w| {
        let provider = SignInProvider::start().await;
        let (api, business) = (provider.api(w).await, w.business(1_000).await);
        let _anna = w.member(business, "anna@merchant.example", Role::Owner).await;
        let worker = w.worker_on(provider.worker_config(w));
        provider.known(w).await;
        worker.stop().await;
        let dead = provider.begin(&api, "/dashboard/sign-in/provider").await;
        let dies = async {
            let taken = eventually("the sign-in waits for a worker", async || {
                let mut tx = w.pool.begin().await.unwrap();
                let issuer = provider.issuer.parse().unwrap();
                let taken = sign_ins::take(&mut tx, &issuer, w.clock.now()).await.unwrap();
                tx.commit().await.unwrap();
                taken
            });
            drop(taken.await);
            // Once a worker has taken a sign-in, the database no longer has its code.
            let kept: i64 = sqlx::query_scalar(
                "select count(*) from oidc_sign_ins where code is not null or (verifier is not null and state <> 'begun')",
            )
            .fetch_one(&w.pool)
            .await
            .unwrap();
            assert_eq!(kept, 0);
            // The next worker does not take this sign-in over. It handles the next one.
            provider.set_manner(Manner::Stalls);
            let worker = w.worker_on(provider.worker_config(w));
            let stalled = provider.sign_in(&api).await;
            assert_eq!((stalled.status, session_cookie(&stalled)), (401, None), "{}", stalled.body);
            provider.set_manner(Manner::Good);
            assert!(session_cookie(&provider.sign_in(&api).await).is_some());
            worker.stop().await;
        };
        let (unanswered, ()) = tokio::join!(open(&api, &dead.back, &dead.cookie), dies);
        assert_eq!((unanswered.status, session_cookie(&unanswered)), (503, None), "{}", unanswered.body);
        assert!(unanswered.body.contains("Try again"), "{}", unanswered.body);
        assert_eq!(open(&api, &dead.back, &dead.cookie).await.status, 400);
        api.stop().await;
    })
    .await;
}

/// Returns how many tries are allowed now, and uses them up.
async fn use_up_attempts(w: &World, tried: &Attempt) -> i32 {
    let (mut tx, now, mut allowed) = (w.pool.begin().await.unwrap(), w.clock.now(), 0);
    while rates::count(&mut tx, tried, now).await.unwrap().is_ok() {
        allowed += 1;
    }
    tx.commit().await.unwrap();
    allowed
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_through_a_provider_also_needs_the_second_factor() {
    world(async |w| {
        let provider = SignInProvider::start().await;
        // No proxy adds an entry, so the tries count for this machine.
        let api = provider.api_on(w, ApiConfig { proxies: 1, ..w.api_config() }).await;
        let (here, business) = (Some("127.0.0.1".parse().unwrap()), w.business(1_000).await);
        let anna = w.member(business, "anna@merchant.example", Role::Owner).await;
        with_second_factor(w, &anna).await;
        let worker = w.worker_on(provider.worker_config(w));
        provider.known(w).await;
        // The person who chose the password may have set up a second factor. It ends with the password, and no code is
        // asked for.
        assert!(session_cookie(&provider.sign_in(&api).await).is_some());
        let ended: bool =
            sqlx::query_scalar("select second_factor_since is null and password = '' from members")
                .fetch_one(&w.pool)
                .await
                .unwrap();
        assert!(ended);
        let code = with_second_factor(w, &anna).await;
        let way = provider.begin(&api, "/dashboard/sign-in/provider").await;
        let returned = open(&api, &way.back, &way.cookie).await;
        assert_eq!((returned.status, returned.header("location")), (303, "/dashboard/sign-in/code"));
        assert_eq!(session_cookie(&returned), None);
        let at = "/dashboard/sign-in/code";
        let form = format!("code={code}");
        // Another browser has no sign-in that a code could complete.
        assert_eq!(post(&api, at, "", &form).await.header("location"), "/dashboard/sign-in");
        let wrong = post(&api, at, &way.cookie, "code=000000").await;
        assert_eq!((wrong.status, session_cookie(&wrong)), (401, None), "{}", wrong.body);
        // After the return, the try is taken out of the count, and wrong passwords use up no tries of codes.
        assert_eq!(use_up_attempts(w, &Attempt::through_provider(here)).await, NETWORK.at_once);
        let passwords = Attempt::of_password(here, "anna@merchant.example");
        assert_eq!(use_up_attempts(w, &passwords).await, ACCOUNT_FROM_NETWORK.at_once);
        let right = post(&api, at, &way.cookie, &form).await;
        assert_eq!((right.status, right.header("location")), (303, "/dashboard"), "{}", right.body);
        assert!(session_cookie(&right).is_some());
        assert_eq!(post(&api, at, &way.cookie, &form).await.header("location"), "/dashboard/sign-in");
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// Returns the token of an invitation of `email`.
async fn invite(api: &RunningApi, owner: &SignedIn, email: &str) -> String {
    let form = format!("email={}&role=finance", email.replace('@', "%40"));
    let page = owner.post(api, "/dashboard/members/invite", &form).await.body;
    page.split("?invitation=").nth(1).unwrap().split('<').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invited_person_joins_without_a_password_and_none_can_be_set() {
    world(async |w| {
        let provider = SignInProvider::start().await;
        let (api, business, other) =
            (provider.api(w).await, w.business(1_000).await, w.business(1_000).await);
        let owner = w.member(business, "owner@merchant.example", Role::Owner).await;
        let elsewhere = w.member(other, "owner@other.example", Role::Owner).await;
        let worker = w.worker_on(provider.worker_config(w));
        provider.known(w).await;
        let join = async |token: &str| {
            let way = provider.begin(&api, &format!("/dashboard/sign-in/provider?invitation={token}")).await;
            open(&api, &way.back, &way.cookie).await
        };
        let token = invite(&api, &owner, "anna@merchant.example").await;
        let page = open(&api, &format!("/dashboard/join?invitation={token}"), "").await.body;
        assert!(page.contains("Continue with Acme") && page.contains("Choose a password"), "{page}");
        // The invitation works only for its address.
        provider.set_claims(json!({"email": "ben@merchant.example", "sub": "ben-1"}));
        let of_another = join(&token).await;
        assert_eq!((of_another.status, session_cookie(&of_another)), (403, None), "{}", of_another.body);
        provider.set_claims(json!({}));
        let joined = join(&token).await;
        assert_eq!((joined.status, joined.header("location")), (303, "/dashboard"), "{}", joined.body);
        let home = open(&api, "/dashboard", &session_cookie(&joined).unwrap()).await.body;
        assert!(home.contains("anna@merchant.example, finance"), "{home}");
        let account = open(&api, "/dashboard/account", &session_cookie(&joined).unwrap()).await.body;
        assert!(
            account.contains("You have no password. You sign in with your account at the provider")
                && !account.contains("type=\"password\""),
            "{account}"
        );
        assert_eq!(join(&token).await.status, 404);
        // No password opens the account, and the owner of another business cannot choose one.
        assert_eq!(
            post(&api, "/dashboard/sign-in", "", "email=anna%40merchant.example&password=").await.status,
            401
        );
        let token = invite(&api, &elsewhere, "anna@merchant.example").await;
        let form = format!("invitation={token}&password={}", PASSWORD.replace(' ', "+"));
        let chosen = post(&api, "/dashboard/join", "", &form).await;
        assert_eq!((chosen.status, session_cookie(&chosen)), (401, None), "{}", chosen.body);
        assert_eq!(
            post(&api, "/dashboard/sign-in", "", &form.replace("invitation", "email")).await.status,
            401
        );
        assert!(session_cookie(&join(&token).await).is_some());
        // A member with a password also joins through the provider, and then has no password.
        provider.set_claims(json!({"email": "owner@merchant.example", "sub": "owner-1"}));
        let token = invite(&api, &elsewhere, "owner@merchant.example").await;
        let known = join(&token).await;
        assert_eq!((known.status, known.header("location")), (303, "/dashboard"), "{}", known.body);
        assert!(open(&api, "/dashboard", &session_cookie(&known).unwrap()).await.body.contains("finance"));
        assert_eq!(owner.get(&api, "/dashboard").await.status, 303);
        let form = format!("email=owner%40merchant.example&password={}", PASSWORD.replace(' ', "+"));
        assert_eq!(post(&api, "/dashboard/sign-in", "", &form).await.status, 401);
        // If the address belongs to another person now, the page says so, and nothing is done.
        provider.set_claims(json!({"sub": "anna-2"}));
        let token = invite(&api, &elsewhere, "anna@merchant.example").await;
        let taken = join(&token).await;
        assert_eq!((taken.status, session_cookie(&taken)), (403, None), "{}", taken.body);
        assert!(
            taken.body.contains("payout member reset anna@merchant.example --password"),
            "{}",
            taken.body
        );
        provider.set_claims(json!({}));
        assert!(session_cookie(&join(&token).await).is_some(), "the invitation is still valid");
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
