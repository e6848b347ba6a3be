//! What each role may see and do with keys, webhooks, settings and the audit log; and that no page reads a large table.

use domain::business::Account;
use domain::event::{EventType, NewEvent};
use domain::ids::{BusinessId, EventId, WebhookId};
use domain::member::Permission::{self, Integration, Money, Ownership};
use domain::member::Role;
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use tests::member::SignedIn;
use tests::{RunningApi, World, world};

/// Pages that every member may see.
const PAGES: [&str; 9] = [
    "/dashboard/api-keys",
    "/dashboard/webhooks",
    "/dashboard/webhooks/WEBHOOK",
    "/dashboard/webhooks/WEBHOOK?status=failed",
    "/dashboard/webhooks/events",
    "/dashboard/webhooks/events?type=balance.low",
    "/dashboard/settings",
    "/dashboard/audit",
    "/dashboard/audit?show=steering",
];

/// Pages that ask for confirmation, and a page with a secret, only for members who may carry out the action.
const QUESTIONS: [(&str, Permission); 7] = [
    ("/dashboard/api-keys/KEY/roll", Integration),
    ("/dashboard/api-keys/KEY/revoke", Integration),
    ("/dashboard/webhooks/WEBHOOK/delete", Integration),
    ("/dashboard/webhooks/WEBHOOK/rotate-secret", Integration),
    ("/dashboard/webhooks/payout", Integration),
    ("/dashboard/settings/switch-payouts?payouts=off", Ownership),
    ("/dashboard/settings/top-up?amount=1", Money),
];

/// Every action, with a form that changes something. Actions that end something come last.
const ACTIONS: [(&str, &str, Permission); 16] = [
    ("/dashboard/api-keys/create", "name=new&key=k1", Integration),
    ("/dashboard/api-keys/KEY/roll", "overlap_seconds=60&key=k1", Integration),
    ("/dashboard/api-keys/KEY/revoke", "", Integration),
    (
        "/dashboard/webhooks/create",
        "url=http%3A%2F%2F127.0.0.1%3A9%2F&events=balance.low&key=k1",
        Integration,
    ),
    ("/dashboard/webhooks/payout", "url=http%3A%2F%2F127.0.0.1%3A9%2F&events=payout.failed", Integration),
    ("/dashboard/webhooks/WEBHOOK/test", "key=k1", Integration),
    ("/dashboard/webhooks/WEBHOOK/rotate-secret", "key=k1", Integration),
    ("/dashboard/webhooks/WEBHOOK/redeliver", "since=2020-01-01T00%3A00%3A00Z&key=k1", Integration),
    ("/dashboard/webhooks/WEBHOOK/events/EVENT/redeliver", "key=k2", Integration),
    ("/dashboard/webhooks/WEBHOOK/change", "enabled=false", Integration),
    ("/dashboard/webhooks/WEBHOOK/delete", "", Integration),
    ("/dashboard/settings/top-up", "amount=1&key=k1", Money),
    ("/dashboard/settings/set-alert", "threshold=5", Ownership),
    ("/dashboard/settings/set-origins", "origins=https%3A%2F%2Fa.example", Ownership),
    ("/dashboard/settings/rename", "name=Other", Ownership),
    ("/dashboard/settings/switch-payouts", "payouts=off", Ownership),
];

/// Selects everything that an action could change.
const STATE: &str = "select concat_ws(E'\\n',
    (select string_agg(r::text, ';' order by id) from api_keys r),
    (select string_agg(r::text, ';' order by id) from webhook_endpoints r),
    (select string_agg(r::text, ';' order by event_id) from webhook_deliveries r),
    (select string_agg(r::text, ';' order by id) from businesses r),
    (select string_agg(r::text, ';' order by business_id) from business_accounts r),
    (select string_agg(r::text, ';' order by origin) from allowed_origins r),
    (select count(*) from events), (select count(*) from balance_moves), (select count(*) from audit),
    (select count(*) from idempotency_keys))";

/// A business with one object of each kind.
struct Shop {
    business: BusinessId,
    key: String,
    webhook: WebhookId,
    event: EventId,
}

impl Shop {
    async fn of(w: &World, api: &RunningApi) -> Self {
        let business = w.business(1_000).await;
        w.fund_account(business, Account::Balance, 5_000).await;
        let secret = w.key(business).await;
        let endpoint = json!({"url": "http://127.0.0.1:9/", "events": ["balance.low"]});
        let made = api.post("/v1/webhooks", &secret, &[], endpoint.to_string()).await.json();
        let mut tx = w.pool.begin().await.unwrap();
        let event = NewEvent::new(EventType::BalanceLow, business.uuid(), &json!({})).unwrap();
        domain::event::record(&mut tx, business, &[event], w.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        let recent = async || {
            let mut conn = w.pool.acquire().await.unwrap();
            domain::event::recent(&mut conn, business, None, None, 1).await.unwrap().events[0].id
        };
        let keys: Value = api.get("/v1/api-keys", &secret).await.json();
        Self {
            business,
            key: keys["data"][0]["id"].as_str().unwrap().to_owned(),
            webhook: made["id"].as_str().unwrap().parse().unwrap(),
            event: recent().await,
        }
    }

    /// Puts the ids of its objects into an address.
    fn at(&self, path: &str) -> String {
        path.replace("KEY", &self.key)
            .replace("WEBHOOK", &self.webhook.to_string())
            .replace("EVENT", &self.event.to_string())
    }
}

async fn state(w: &World) -> String {
    sqlx::query_scalar(STATE).fetch_one(&w.pool).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_is_allowed_only_what_it_has_the_right_to() {
    world(async |w| {
        let api = w.api().await;
        let shop = Shop::of(w, &api).await;
        for role in [Role::Viewer, Role::Finance, Role::Developer] {
            let member = w.member(shop.business, &format!("{}@m.example", role.as_str()), role).await;
            for page in PAGES {
                let answer = member.get(&api, &shop.at(page)).await;
                assert_eq!(answer.status, 200, "{role:?} {page}: {}", answer.body);
            }
            for (page, right) in QUESTIONS {
                let answer = member.get(&api, &shop.at(page)).await;
                assert_eq!(answer.status, if role.allows(right) { 200 } else { 403 }, "{role:?} {page}");
            }
            let before = state(w).await;
            for (path, form, right) in ACTIONS {
                if !role.allows(right) {
                    let answer = member.post(&api, &shop.at(path), form).await;
                    assert!(
                        answer.status == 403 && answer.body.contains("Your role does not allow this"),
                        "{role:?} {path}"
                    );
                }
            }
            assert_eq!(state(w).await, before, "{role:?}");
        }
        // Each role may use its rights: a developer those for programs, finance those for money, and an owner all of
        // them.
        for (role, mine) in [
            (Role::Developer, [Integration].as_slice()),
            (Role::Finance, &[Money]),
            (Role::Owner, &[Ownership]),
        ] {
            let member = w.member(shop.business, &format!("{}2@m.example", role.as_str()), role).await;
            for (path, form, _) in ACTIONS.into_iter().filter(|(.., right)| mine.contains(right)) {
                let before = state(w).await;
                let answer = member.post(&api, &shop.at(path), form).await;
                assert_eq!(answer.status, 200, "{role:?} {path}: {}", answer.body);
                assert_ne!(state(w).await, before, "{role:?} {path}");
            }
        }
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn objects_of_another_business_are_not_found() {
    world(async |w| {
        let api = w.api().await;
        let (shop, other) = (Shop::of(w, &api).await, Shop::of(w, &api).await);
        let member = w.member(other.business, "owner@m.example", Role::Owner).await;
        let before = state(w).await;
        let of_objects = |path: &str| ["KEY", "WEBHOOK"].iter().any(|object| path.contains(object));
        for page in PAGES.into_iter().chain(QUESTIONS.map(|(page, _)| page)) {
            let own = member.get(&api, &other.at(page)).await;
            assert_eq!(own.status, 200, "{page}: {}", own.body);
            for id in [&shop.key, &shop.webhook.to_string(), &shop.event.to_string()] {
                assert!(!own.body.contains(id.as_str()), "{page}");
            }
            if of_objects(page) {
                assert_eq!(member.get(&api, &shop.at(page)).await.status, 404, "{page}");
            }
        }
        for (path, form, _) in ACTIONS.into_iter().filter(|(path, ..)| of_objects(path)) {
            assert_eq!(member.post(&api, &shop.at(path), form).await.status, 404, "{path}");
        }
        // Another business's event is not sent to the member's endpoint, and a malformed id is a 404.
        let path = format!("/dashboard/webhooks/{}/events/{}/redeliver", other.webhook, shop.event);
        assert_eq!(member.post(&api, &path, "key=k9").await.status, 404);
        assert_eq!(member.get(&api, "/dashboard/webhooks/whk_1").await.status, 404);
        assert_eq!(state(w).await, before);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_session_nothing_is_shown_or_done() {
    world(async |w| {
        let api = w.api().await;
        let shop = Shop::of(w, &api).await;
        let before = state(w).await;
        let signed_out = SignedIn { id: w.clock.id().into(), business: shop.business, token: "0".repeat(64) };
        let sign_in = |answer: &tests::Answer| {
            (answer.status, answer.header("location")) == (303, "/dashboard/sign-in")
        };
        // A form without a session leads to a page that says that nothing was done.
        let lost_form = |answer: &tests::Answer| {
            (answer.status, answer.header("location")) == (303, "/dashboard/sign-in?ended")
        };
        let notice = signed_out.get(&api, "/dashboard/sign-in?ended").await.body;
        assert!(notice.contains("nothing was done"), "{notice}");
        for page in PAGES.into_iter().chain(QUESTIONS.map(|(page, _)| page)) {
            assert!(sign_in(&signed_out.get(&api, &shop.at(page)).await), "{page}");
        }
        for (path, form, _) in ACTIONS {
            assert!(lost_form(&signed_out.post(&api, &shop.at(path), form).await), "{path}");
        }
        // A form from another host is rejected, although the member is signed in.
        let member = w.member(shop.business, "owner@m.example", Role::Owner).await;
        let client = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        for (path, form, _) in ACTIONS {
            let sent = client
                .post(format!("{}{}", api.url, shop.at(path)))
                .header("cookie", member.cookie())
                .header("origin", "https://evil.example")
                .header("content-type", "application/x-www-form-urlencoded")
                .body(form)
                .send();
            assert_eq!(sent.await.unwrap().status(), 403, "{path}");
        }
        assert_eq!(state(w).await, before);
        api.stop().await;
    })
    .await;
}

/// Tables that grow. No page may read one of them from end to end.
const LARGE: [&str; 9] = [
    "audit",
    "events",
    "member_actions",
    "members",
    "webhook_attempts",
    "webhook_deliveries",
    "webhook_endpoints",
    "business_accounts",
    "businesses",
];

#[tokio::test(flavor = "multi_thread")]
async fn no_page_scans_a_large_table() {
    world(async |w| {
        let api = w.api().await;
        let shop = Shop::of(w, &api).await;
        let member = w.member(shop.business, "owner@m.example", Role::Owner).await;
        for path in [
            ("/dashboard/settings/switch-payouts", "payouts=off"),
            ("/dashboard/settings/switch-payouts", "payouts=on"),
        ] {
            assert_eq!(member.post(&api, path.0, path.1).await.status, 200);
        }
        let pages: Vec<&str> = PAGES.into_iter().chain(QUESTIONS.map(|(page, _)| page)).collect();
        for page in pages {
            assert_eq!(member.get(&api, &shop.at(page)).await.status, 200, "{page}");
        }
        // Postgres reports the reads of sessions once they have ended. No table that has an index may be read in
        // sequence.
        api.stop().await;
        let read: Vec<String> = sqlx::query_scalar(
            "select relname::text from pg_stat_user_tables where seq_scan > 0 and relname = any($1)",
        )
        .bind(LARGE.map(str::to_owned).to_vec())
        .fetch_all(&w.pool)
        .await
        .unwrap();
        assert_eq!(read, Vec::<String>::new());
    })
    .await;
}
