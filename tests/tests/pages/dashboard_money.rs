//! Who may move whose money in the dashboard: each role requests every page and action that is about money.

use domain::allocation::Lane;
use domain::business::Mode;
use domain::ids::BusinessId;
use domain::member::Role;
use serde_json::json;
use tests::member::SignedIn;
use tests::{RunningApi, World, eventually, world};

use crate::owner::{BY_HAND, Owner};

/// Stored as a reference or a destination. The page must show it as text.
pub const SCRIPT: &str = "<script>document.title = 'broken'</script>";

/// The same, as a page must show it.
pub const ESCAPED: &str = "&lt;script&gt;document.title = 'broken'&lt;/script&gt;";

/// Makes withdrawals that wait for a person, and returns their ids, oldest first.
pub async fn create_waiting_withdrawals(
    w: &World,
    api: &RunningApi,
    user: &Owner,
    keys: &[&str],
) -> Vec<String> {
    let mut ids = Vec::new();
    for key in keys {
        let destination = json!({"email": "user@example.com", "product": SCRIPT});
        let body = json!({"amount": 2_000, "provider": "gift_card", "destination": destination}).to_string();
        let keyed = [("idempotency-key", *key)];
        let made = api.as_user("POST", "/payout/withdraw", &user.hash, &keyed, body).await;
        assert_eq!(made.status, 201, "{}", made.body);
        ids.push(made.json()["id"].as_str().unwrap().to_owned());
    }
    let count = async || {
        let mut conn = w.pool.acquire().await.unwrap();
        domain::withdrawal::read::count_waiting_for_a_person_of(&mut conn, user.business).await.unwrap()
    };
    eventually("the withdrawals wait for a person", async || {
        (count().await == keys.len() as i64).then_some(())
    })
    .await;
    ids
}

/// The ids of a business that has one object of each kind.
struct Ids {
    user: String,
    payment: String,
    order: String,
}

impl Ids {
    async fn of(w: &World, business: BusinessId, order: String) -> Self {
        let mut conn = w.pool.acquire().await.unwrap();
        let users = domain::payout_user::list(&mut conn, business, None, None, 1).await.unwrap();
        let all = domain::allocation::list(&mut conn, business, &Default::default(), None, 1).await.unwrap();
        Self { user: users[0].id.to_string(), payment: all[0].id.to_string(), order }
    }

    /// Returns the pages about these objects.
    fn pages(&self) -> [String; 3] {
        [
            format!("/dashboard/payments/{}", self.payment),
            format!("/dashboard/payout-users/{}", self.user),
            format!("/dashboard/withdrawals/{}", self.order),
        ]
    }

    /// Returns the actions on these objects, each with a form that would change something.
    fn actions(&self) -> Vec<(String, &'static str)> {
        let user = |action: &str| format!("/dashboard/payout-users/{}/{action}", self.user);
        let order = |action: &str| format!("/dashboard/withdrawals/{}/{action}", self.order);
        vec![
            (user("deactivate"), ""),
            (user("activate"), ""),
            (user("expiry"), "expires_at=2030-01-01T00%3A00"),
            (user("rotate-hash"), "key=k1"),
            (order("approve"), "key=k1"),
            (order("reject"), "key=k1&reason=no"),
        ]
    }
}

/// Pages about the business as a whole.
const PAGES: [&str; 8] = [
    "/dashboard",
    "/dashboard/payments",
    "/dashboard/payments?status=failed&email=&reference=&batch_id=&from=2026-01-01&to=2026-12-31",
    "/dashboard/payout-users?email=",
    "/dashboard/withdrawals?status=all",
    "/dashboard/transactions?type=allocation",
    "/dashboard/transactions.csv",
    "/dashboard/withdrawals",
];

const PAY: (&str, &str) = ("/dashboard/payments/pay", "email=new%40example.com&amount=1.00&key=k1");

#[tokio::test(flavor = "multi_thread")]
async fn only_owners_and_finance_move_money_and_only_of_their_business() {
    world(async |w| {
        let api = w.api_with_methods(BY_HAND).await;
        let user = Owner::of(w, &api, Mode::Live, 10_000).await;
        let worker = w.worker_with_methods(BY_HAND);
        let order = create_waiting_withdrawals(w, &api, &user, &["k1"]).await.remove(0);
        let ids = Ids::of(w, user.business, order).await;
        let rotate = format!("/dashboard/payout-users/{}/rotate-hash", ids.user);
        let mut actions = ids.actions();
        actions.push((PAY.0.to_owned(), PAY.1));

        for role in [Role::Developer, Role::Viewer] {
            let member = w.member(user.business, &format!("{}@merchant.example", role.as_str()), role).await;
            for page in PAGES.map(str::to_owned).iter().chain(&ids.pages()) {
                assert_eq!(member.get(&api, page).await.status, 200, "{page}");
            }
            for (action, form) in &actions {
                let answer = member.post(&api, action, form).await;
                assert_eq!(answer.status, 403, "{action}: {}", answer.body);
                assert!(answer.body.contains("an owner, or a member for finance"), "{}", answer.body);
            }
            for page in [PAY.0, &rotate] {
                assert_eq!(member.get(&api, page).await.status, 403, "{page}");
            }
            let shown = member.get(&api, &ids.pages()[2]).await.body;
            assert!(!shown.contains("/approve") && shown.contains("can approve or reject it"), "{shown}");
        }

        // Without a session, every request leads to the sign-in page.
        let signed_out = SignedIn {
            token: "0".repeat(64),
            ..w.member(user.business, "n@merchant.example", Role::Owner).await
        };
        for page in PAGES.map(str::to_owned).iter().chain(&ids.pages()) {
            let answer = signed_out.get(&api, page).await;
            assert_eq!((answer.status, answer.header("location")), (303, "/dashboard/sign-in"), "{page}");
        }
        for (action, form) in &actions {
            assert_eq!(signed_out.post(&api, action, form).await.status, 303, "{action}");
        }

        // The owner of another business, who knows the ids.
        let other = w.business(1_000).await;
        let owner = w.member(other, "other@merchant.example", Role::Owner).await;
        for page in ids.pages().iter().chain([&rotate]) {
            assert_eq!(owner.get(&api, page).await.status, 404, "{page}");
        }
        for (action, form) in ids.actions() {
            let answer = owner.post(&api, &action, form).await;
            assert_eq!(answer.status, 404, "{action}: {}", answer.body);
        }
        for page in PAGES {
            let shown = owner.get(&api, page).await.body;
            for theirs in [&ids.user, &ids.payment, &ids.order, "user@example.com"] {
                assert!(!shown.contains(theirs), "{page} shows {theirs}");
            }
        }

        // None of this has changed anything.
        assert_eq!(w.users(user.business).await, [("user@example.com".to_owned(), 8_000)]);
        assert_eq!(user.get(&api, "/payout/balance").await["balance"], 8_000);
        let shown =
            api.as_user("GET", &format!("/payout/withdrawals/{}", ids.order), &user.hash, &[], "").await;
        assert_eq!(shown.json()["status"], "processing", "{}", shown.body);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn invalid_input_is_rejected_and_names_the_field() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(1_000).await;
        let member = w.member(business, "anna@merchant.example", Role::Owner).await;
        w.queue(business, Lane::Interactive, &[("a@example.com", 10)]).await;
        for (page, says) in [
            ("/dashboard/payments?status=lost", "status"),
            ("/dashboard/payments?email=nobody", "email"),
            ("/dashboard/payments?batch_id=7", "batch_id"),
            ("/dashboard/payments?from=yesterday", "from"),
            ("/dashboard/transactions?from=2026-02-02&to=2026-01-01", "must not be earlier"),
            ("/dashboard/transactions.csv?type=gift", "type"),
            ("/dashboard/payout-users?email=nobody", "email"),
            ("/dashboard/withdrawals?status=lost", "status"),
            ("/dashboard/payments?cursor=zz", "cursor"),
        ] {
            let answer = member.get(&api, page).await;
            assert_eq!(answer.status, 400, "{page}");
            assert!(answer.body.contains(says), "{page}: {}", answer.body);
        }
        for page in ["/dashboard/payments/alc_7", "/dashboard/payout-users/x", "/dashboard/withdrawals/pay"] {
            assert_eq!(member.get(&api, page).await.status, 404, "{page}");
        }
        let worker = w.worker();
        w.drained().await;
        let user =
            domain::payout_user::list(&mut w.pool.acquire().await.unwrap(), business, None, None, 1).await;
        let user = user.unwrap()[0].id;
        let path = format!("/dashboard/payout-users/{user}");
        for form in ["expires_at=soon", "expires_at=2026-02-30T00%3A00"] {
            let answer = member.post(&api, &format!("{path}/expiry"), form).await;
            assert_eq!(answer.status, 400, "{}", answer.body);
            assert!(answer.body.contains("expires_at"), "{}", answer.body);
        }
        let keyless = member.post(&api, &format!("{path}/rotate-hash"), "").await;
        assert_eq!(keyless.status, 400, "a form without its key: {}", keyless.body);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
