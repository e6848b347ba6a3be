//! After a restore, a key is free again. A different order under the key must be different for the provider, too. If
//! the provider took it for the order that it has paid, the user would keep the difference, or the order would be shown
//! as paid to the wrong destination.

use std::collections::{BTreeMap, BTreeSet};

use domain::business::Mode;
use domain::clock::Clock;
use serde_json::{Value, json};
use tests::backup::BackedUp;
use tests::merchant::Merchant;
use tests::process::free_address;
use tests::provider::{Manners, NAME, Provider};
use tests::{Process, World, eventually};

use super::clients::{Clients, check_nothing_is_paid_twice, paypal_methods, wait_until_answering};
use super::reports::{check_provider_agrees, count_open_orders, outcomes, reconcile};

/// What is paid out before the restore, of the user's 10,000 cents.
const PAID: i64 = 9_999;

#[tokio::test(flavor = "multi_thread")]
async fn another_order_under_the_same_key_is_not_taken_for_the_paid_one() {
    check_other_order("paypal", 101).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_by_another_method_is_not_taken_for_the_paid_one() {
    check_other_order("gift_card", PAID).await;
}

/// PayPal pays [`PAID`], and the restore forgets it. Then `amount` is ordered by `method` under the same key.
async fn check_other_order(method: &str, amount: i64) {
    let server = BackedUp::start().await;
    let provider = Provider::start(Manners::Good).await;
    let mut methods: Value = serde_json::from_str(&paypal_methods(&provider)).unwrap();
    methods["methods"]["gift_card"] = json!({"provider": NAME});
    let methods = methods.to_string();
    let (before, address) = (World::on(server.cluster.database_url(), Clock::System), free_address());
    let mut api = Process::api_with_methods(&before, address, &methods).await;
    let mut worker = Process::worker_with_methods(&before, &methods).await;
    wait_until_answering(address).await;
    let merchant = Merchant::of(&before, before.business_of(Mode::Live, 10_000).await).await;
    let (hashes, given) = (BTreeMap::new(), BTreeMap::new());
    let mut clients = Clients { merchant, address, hashes, given, acknowledged: Vec::new() };
    clients.pay("user0@example.com", 10_000, "first").await;
    let dump = server.dump().await;
    assert!(clients.order("user0@example.com", PAID, Some("k")).await.is_some());
    eventually("the order is paid out", async || (provider.books().len() == 1).then_some(())).await;
    worker.kill();
    api.kill();
    before.pool.close().await;

    let w = World::on(server.restore_dump(&dump).await, Clock::System);
    clients.address = free_address();
    let _api = Process::api_with_methods(&w, clients.address, &methods).await;
    let worker = Process::worker_with_methods(&w, &methods).await;
    wait_until_answering(clients.address).await;
    eventually("the other order is made", async || {
        clients.order_with_method(method, "user0@example.com", amount, Some("k")).await.map(drop)
    })
    .await;
    let (clear, lines) = reconcile(&w, &methods, &[]).await;
    assert!(clear, "{lines:?}");
    let found: BTreeSet<String> = outcomes(&lines).into_values().collect();
    assert_eq!(found, BTreeSet::from(["booked".to_owned(), "cancelled".to_owned()]), "{lines:?}");
    assert_eq!(clients.order("user0@example.com", 9_898, None).await, None, "there is 1 cent left");
    assert_eq!(count_open_orders(&w).await, 0);
    worker.terminate().await;
    check_provider_agrees(&w, &provider).await;
    check_nothing_is_paid_twice(&provider, &clients);
    w.check_books().await;
    w.pool.close().await;
    server.cluster.stop().await.unwrap();
}
