//! Which invitations let a person into the dashboard, and what each role may do there.

use domain::ids::BusinessId;
use domain::member::{Role, account, second_factor};
use reqwest::{Method, StatusCode};
use secrecy::ExposeSecret;
use tests::member::{PASSWORD, SignedIn};
use tests::world::HASH_SECRET;
use tests::{Command, RunningApi, World, world};

use crate::browser::Browser;
use crate::checks::{check_requests, check_views};
use crate::dashboard::open_dashboard;

/// Returns the text of the element that `css` selects.
pub async fn text(browser: &Browser, css: &str) -> String {
    browser.find(css).await.text().await.unwrap()
}

/// Returns the current code for a secret in base 32.
pub fn code(secret: &str, w: &World) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build_noncompliant();
    totp.generate(w.clock.now().timestamp().try_into().unwrap()).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invited_member_joins_sets_up_codes_and_signs_in_with_them() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(1_000).await;
        let (owner, _owner) = open_dashboard(w, &api, business, Role::Owner).await;
        owner.click("nav a[href='/dashboard/members']").await;
        check_views(&owner, "dashboard-members").await;
        owner.fill("#email", "ben@merchant.example").await;
        owner.click("#role option[value='finance']").await;
        owner.click("form.narrow button").await;
        let link = text(&owner, "#link").await;
        check_views(&owner, "dashboard-invited").await;
        // The link works once, in another browser.
        let browser = Browser::start().await;
        browser.goto(&link).await;
        browser.wait_for_text("main", "as finance, as ben@merchant.example").await;
        check_views(&browser, "dashboard-join").await;
        browser.fill("#password", "ben@merchant.example").await;
        browser.click("main button").await;
        browser.wait_for_text("p.fault", "not be made of your address").await;
        browser.fill("#password", PASSWORD).await;
        browser.click("main button").await;
        browser.wait_for_text("p.whom", "ben@merchant.example, finance").await;
        browser.goto(&link).await;
        browser.wait_for_text("p.fault", "accepted or withdrawn").await;
        // A second factor is not on until a correct code was entered.
        browser.goto(&format!("{}/dashboard/account", api.url)).await;
        check_views(&browser, "dashboard-account").await;
        browser.click("main a[role='button']").await;
        browser.fill("#password", "not the password").await;
        browser.click("form.narrow button").await;
        browser.wait_for_text("main", "The password or the code is wrong").await;
        let shown = async || {
            browser.goto(&format!("{}/dashboard/account/second-factor", api.url)).await;
            browser.fill("#password", PASSWORD).await;
            browser.click("form.narrow button").await;
            text(&browser, "#secret").await
        };
        let secret = shown().await;
        check_views(&browser, "dashboard-second-factor").await;
        browser.fill("#first", "000000").await;
        browser.click("form.narrow button").await;
        browser.wait_for_text("main", "not the current code of the new app").await;
        assert_eq!(shown().await, secret);
        browser.fill("#first", &code(&secret, w)).await;
        browser.click("form.narrow button").await;
        let recovery = text(&browser, "#recovery li").await;
        browser.click("nav button").await;
        // The code that was entered is used up. A recovery code works once.
        for (code, opens) in [("", false), (&*code(&secret, w), false), (&*recovery, true)] {
            browser.goto(&format!("{}/dashboard/sign-in", api.url)).await;
            browser.fill("#email", "Ben@merchant.example").await;
            browser.fill("#password", PASSWORD).await;
            browser.fill("#code", code).await;
            browser.click("main button").await;
            let said = if opens { ("h1", "Home") } else { ("p.fault", "the password or the code is wrong") };
            browser.wait_for_text(said.0, said.1).await;
        }
        let form =
            format!("email=ben%40merchant.example&password={}&code={recovery}", PASSWORD.replace(' ', "+"));
        let again = SignedIn { token: String::new(), ..another_owner(w, business).await };
        assert_eq!(again.post(&api, "/dashboard/sign-in", &form).await.status, 401);
        check_requests(&browser, &api.url, PASSWORD).await;
        api.stop().await;
    })
    .await;
}

/// Another owner, who signs in for requests.
async fn another_owner(w: &World, business: BusinessId) -> SignedIn {
    w.member(business, "carla@merchant.example", Role::Owner).await
}

/// The actions on members: address, form, and the status for members who may do them.
async fn member_actions_and_statuses(
    w: &World,
    api: &RunningApi,
    owner: &SignedIn,
    business: BusinessId,
) -> Vec<(String, &'static str, u16)> {
    let other = w.member(business, "other@merchant.example", Role::Viewer).await;
    let invited = owner.post(api, "/dashboard/members/invite", "email=d%40x.example&role=viewer").await;
    assert_eq!(invited.status, 200, "{}", invited.body);
    let invitation: uuid::Uuid = sqlx::query_scalar("select id from invitations where ended_at is null")
        .fetch_one(&w.pool)
        .await
        .unwrap();
    vec![
        ("/dashboard/members/invite".to_owned(), "email=e%40x.example&role=owner", 200),
        (format!("/dashboard/members/{}/role", other.id), "role=developer", 200),
        (format!("/dashboard/members/invitations/inv_{invitation}/link"), "", 200),
        (format!("/dashboard/members/invitations/inv_{invitation}/withdraw"), "", 200),
        (format!("/dashboard/members/{}/remove", other.id), "", 200),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn only_owners_of_a_business_manage_its_members() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(1_000).await;
        let elsewhere = w.business(1_000).await;
        let owner = w.member(business, "anna@merchant.example", Role::Owner).await;
        let stranger = w.member(elsewhere, "stranger@merchant.example", Role::Owner).await;
        let actions = member_actions_and_statuses(w, &api, &owner, business).await;
        let signed_out = SignedIn { token: "00".repeat(32), ..owner.clone() };
        for (path, form, _) in &actions {
            for role in [Role::Finance, Role::Developer, Role::Viewer] {
                let member = w.member(business, &format!("{}@merchant.example", role.as_str()), role).await;
                assert_eq!(member.post(&api, path, form).await.status, 403, "{path} as {}", role.as_str());
            }
            assert_eq!(signed_out.post(&api, path, form).await.status, 303, "{path}");
            if path.contains('_') {
                assert_eq!(stranger.post(&api, path, form).await.status, 404, "{path} of another business");
            }
        }
        for (path, form, status) in &actions {
            let answer = owner.post(&api, path, form).await;
            assert_eq!(answer.status, *status, "{path}: {}", answer.body);
        }
        // The last owner cannot be demoted, and the attempt is recorded with its status.
        let last = owner.post(&api, &format!("/dashboard/members/{}/role", owner.id), "role=viewer").await;
        assert_eq!(last.status, 409, "{}", last.body);
        let recorded: Vec<(String, Option<i16>)> =
            sqlx::query_as("select path, status from member_actions where member_id = $1 order by id")
                .bind(owner.id.uuid())
                .fetch_all(&w.pool)
                .await
                .unwrap();
        let statuses: Vec<_> = recorded.iter().map(|(_, status)| status.unwrap()).collect();
        assert_eq!(statuses, [200, 200, 200, 200, 200, 200, 409]);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_owner_stays_when_two_remove_each_other_at_once() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(1_000).await;
        let one = w.member(business, "one@merchant.example", Role::Owner).await;
        let two = w.member(business, "two@merchant.example", Role::Owner).await;
        let (first, second) = (
            format!("/dashboard/members/{}/remove", two.id),
            format!("/dashboard/members/{}/remove", one.id),
        );
        tokio::join!(one.post(&api, &first, ""), two.post(&api, &second, ""));
        let members = account::members(&mut w.pool.acquire().await.unwrap(), business).await.unwrap();
        assert_eq!(members.len(), 1, "{members:?}");
        assert_eq!(members[0].role, Role::Owner);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_of_two_businesses_can_switch_and_be_removed_from_one() {
    world(async |w| {
        let api = w.api().await;
        let (business, other) = (w.business(1_100).await, w.business(2_200).await);
        let owner = w.member(business, "anna@merchant.example", Role::Owner).await;
        let member = w.member(business, "ben@merchant.example", Role::Viewer).await;
        let at_other = w.member(other, "ben@merchant.example", Role::Finance).await;
        assert_eq!(member.id, at_other.id);
        assert!(member.get(&api, "/dashboard").await.body.contains("$11.00"));
        let switched = member.post(&api, "/dashboard/account/business", &format!("business={other}")).await;
        assert_eq!(switched.status, 303, "{}", switched.body);
        let home = member.get(&api, "/dashboard").await.body;
        assert!(home.contains("$22.00") && home.contains("finance"), "{home}");
        let third = w.business(1).await;
        let of_other = SignedIn { business: other, ..member.clone() };
        assert_eq!(
            of_other.post(&api, "/dashboard/account/business", &format!("business={third}")).await.status,
            404
        );
        // The session for the business that the member leaves ends. A page of that business does nothing for the other.
        let raced = member.post(&api, "/dashboard/account/password", "password=x").await;
        assert_eq!((raced.status, raced.body.contains("another business")), (409, true), "{}", raced.body);
        let of_other = SignedIn { business: other, ..member.clone() };
        let back = of_other.post(&api, "/dashboard/account/business", &format!("business={business}")).await;
        assert_eq!(back.status, 303);
        assert_eq!(
            owner.post(&api, &format!("/dashboard/members/{}/remove", member.id), "").await.status,
            200
        );
        assert_eq!(member.get(&api, "/dashboard").await.status, 303);
        assert_eq!(at_other.get(&api, "/dashboard").await.status, 200);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_pays_only_from_the_business_its_page_was_opened_for() {
    world(async |w| {
        let api = w.api().await;
        let (business, other) = (w.business(1_000).await, w.business(1_000).await);
        let member = w.member(business, "ben@merchant.example", Role::Finance).await;
        w.member(other, "ben@merchant.example", Role::Finance).await;
        // One tab asks for confirmation. In another tab, the member switches to another business.
        let asked = member.get(&api, "/dashboard/payments/pay?email=a%40x.example&amount=7.77").await;
        assert!(asked.body.contains(&format!("/dashboard/payments/pay?for={business}")), "{}", asked.body);
        let turned = member.post(&api, "/dashboard/account/business", &format!("business={other}")).await;
        assert_eq!(turned.status, 303);
        let form = "email=a%40x.example&amount=7.77&key=k1";
        let paid = member.post(&api, "/dashboard/payments/pay", form).await;
        assert_eq!(paid.status, 409, "{}", paid.body);
        assert_eq!(w.recorded().await, 0);
        // The first tab's refresh does not show the other business's figures either: it leads to the whole page.
        let looked = reqwest::Client::new()
            .get(format!("{}{}", api.url, member.sent_to("/dashboard")))
            .header("cookie", member.cookie())
            .header("hx-request", "true")
            .send()
            .await
            .unwrap();
        assert_eq!(
            (looked.status(), &looked.headers()["hx-redirect"]),
            (StatusCode::NO_CONTENT, &"/dashboard".parse().unwrap())
        );
        let unnamed = member.send(&api, Method::POST, "/dashboard/payments/pay", form).await;
        assert_eq!(unnamed.status, 409, "{}", unnamed.body);
        // Signing out ends the session.
        assert_eq!(member.post(&api, "/dashboard/sign-out", "").await.status, 303);
        assert_eq!(member.get(&api, "/dashboard").await.status, 303);
        api.stop().await;
    })
    .await;
}

/// Returns the token of an operator's invitation. It is mailed too, so the secret could make the link again.
async fn invite_as_operator(w: &World, api: &RunningApi, business: BusinessId, email: &str) -> String {
    let words = ["member", "invite", &business.to_string(), email];
    let variables = [
        ("DATABASE_URL", w.url.expose_secret()),
        ("PAYOUT_MAIL_FROM", "payouts@merchant.example"),
        ("PAYOUT_PUBLIC_URL", &api.url),
        ("PAYOUT_HASH_SECRET", HASH_SECRET),
    ];
    let invited = Command::run(&words, &variables).await;
    assert!(invited.out.contains("A mail with it is on its way"), "{invited:?}");
    invited.out.lines().next().unwrap().split("?invitation=").nth(1).unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_without_a_password_sets_one_with_an_operators_invitation() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(1_000).await;
        let owner = w.member(business, "anna@merchant.example", Role::Owner).await;
        let ben = w.member(business, "ben@merchant.example", Role::Viewer).await;
        let ended = account::set_password(&mut w.pool.acquire().await.unwrap(), ben.id, "").await;
        assert!(ended.is_ok());
        let join = |token: &str| format!("invitation={token}&password=a+rather+new+password");
        // Only an operator's link works: any owner may invite any address, so a stranger's link does nothing.
        let elsewhere = w.business(1_000).await;
        let stranger = w.member(elsewhere, "stranger@merchant.example", Role::Owner).await;
        let invited =
            stranger.post(&api, "/dashboard/members/invite", "email=ben%40merchant.example&role=viewer");
        let page = invited.await.body;
        let of_stranger = page.split("?invitation=").nth(1).unwrap().split('<').next().unwrap();
        let said = stranger.get(&api, &format!("/dashboard/join?invitation={of_stranger}")).await.body;
        assert!(said.contains("payout member invite") && !said.contains("name=\"password\""), "{said}");
        let refused = stranger.post(&api, "/dashboard/join", &join(of_stranger)).await;
        assert_eq!(
            (refused.status, refused.body.contains("Nothing was done")),
            (403, true),
            "{}",
            refused.body
        );
        let link = invite_as_operator(w, &api, business, "ben@merchant.example").await;
        // No owner sees that link.
        let id: uuid::Uuid = sqlx::query_scalar("select id from invitations where by_operator")
            .fetch_one(&w.pool)
            .await
            .unwrap();
        let shown = format!("/dashboard/members/invitations/inv_{id}/link");
        let shown = owner.post(&api, &shown, "").await;
        assert_eq!((shown.status, shown.body.contains(&link)), (409, false), "{}", shown.body);
        let members = owner.get(&api, "/dashboard/members").await.body;
        assert!(members.contains("Withdraw") && !members.contains("Show the link"), "{members}");
        let weak = owner.post(&api, "/dashboard/join", &format!("invitation={link}&password=short")).await;
        assert_eq!(weak.status, 400, "{}", weak.body);
        let joined = owner.post(&api, "/dashboard/join", &join(&link)).await;
        assert_eq!((joined.status, joined.header("location")), (303, "/dashboard"), "{}", joined.body);
        // With the password, the stranger's link works as an invitation.
        let joined = owner.post(&api, "/dashboard/join", &join(of_stranger)).await;
        assert_eq!((joined.status, joined.header("location")), (303, "/dashboard"), "{}", joined.body);
        // It is the same member, and the record of actions contains both joins.
        let of_ben: i64 = sqlx::query_scalar(
            "select count(*) from member_actions where member_id = $1 and path = '/dashboard/join'",
        )
        .bind(ben.id.uuid())
        .fetch_one(&w.pool)
        .await
        .unwrap();
        assert_eq!(of_ben, 2);
        api.stop().await;
    })
    .await;
}

/// A proof by a password or a second factor is void once either is changed.
#[tokio::test(flavor = "multi_thread")]
async fn a_proof_is_void_once_its_password_or_second_factor_changes() {
    world(async |w| {
        let business = w.business(1_000).await;
        let ben = w.member(business, "ben@merchant.example", Role::Viewer).await;
        let mut conn = w.pool.acquire().await.unwrap();
        let email = "ben@merchant.example".parse().unwrap();
        let proved = account::by_email(&mut conn, &email).await.unwrap().unwrap();
        assert!(account::lock_unchanged(&mut conn, &proved).await.unwrap());
        account::set_password(&mut conn, ben.id, "another").await.unwrap();
        assert!(!account::lock_unchanged(&mut conn, &proved).await.unwrap());
        let proved = account::by_email(&mut conn, &email).await.unwrap().unwrap();
        second_factor::end(&mut conn, ben.id).await.unwrap();
        assert!(!account::lock_unchanged(&mut conn, &proved).await.unwrap());
    })
    .await;
}
