//! A merchant and its payout users as their clients know them: what they are paid and what they order, before and after
//! a restore.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use domain::business::Mode;
use domain::ids::BusinessId;
use futures::StreamExt;
use serde_json::{Value, json};
use tests::merchant::Merchant;
use tests::provider::{NAME, Provider};
use tests::random::setting;
use tests::{World, eventually};

/// What each user is paid before the backup, and every second user again after it.
pub(super) const FUNDS: i64 = 10_000;

/// The number of users that order at the same time.
const AT_A_TIME: usize = 8;

/// A merchant and its payout users as their clients know them. They outlive the database.
pub(super) struct Clients {
    pub(super) merchant: Merchant,
    pub(super) address: SocketAddr,
    /// The hash of each user, by e-mail.
    pub(super) hashes: BTreeMap<String, String>,
    /// What each user was paid, in cents.
    pub(super) given: BTreeMap<String, i64>,
    /// The id of every order that was acknowledged.
    pub(super) acknowledged: Vec<String>,
}

/// `paypal` alone, with a longer time-out for the provider on a busy machine.
pub(super) fn paypal_methods(provider: &Provider) -> String {
    let mut methods: Value = serde_json::from_str(&provider.methods()).unwrap();
    methods["methods"].as_object_mut().unwrap().remove("gift_card");
    methods["providers"][NAME]["timeout_ms"] = json!(1_000);
    methods.to_string()
}

impl Clients {
    /// Pays `amount` to a user, and repeats it until it is accepted.
    pub(super) async fn pay(&mut self, email: &str, amount: i64, reference: &str) {
        let body = json!({"email": email, "amount": amount});
        let headers = [("idempotency-key", reference), ("prefer", "wait=30")];
        let (status, paid) =
            self.merchant.post(self.address, "/payout/create", &headers, &body).await.unwrap();
        assert_eq!(status, 201, "{paid}");
        if let Some(hash) = paid["hash"].as_str() {
            self.hashes.insert(email.to_owned(), hash.to_owned());
        }
        *self.given.entry(email.to_owned()).or_default() += amount;
    }

    /// Makes an order, with or without a key. Returns its id, or `None` if it is refused.
    pub(super) async fn order(&self, email: &str, amount: i64, key: Option<&str>) -> Option<String> {
        self.order_with_method("paypal", email, amount, key).await
    }

    /// Like [`Self::order`], by any method whose destination is an address.
    pub(super) async fn order_with_method(
        &self,
        method: &str,
        email: &str,
        amount: i64,
        key: Option<&str>,
    ) -> Option<String> {
        let hash = &self.hashes[email];
        let mut headers = vec![("x-payout-hash", hash.as_str())];
        headers.extend(key.map(|key| ("idempotency-key", key)));
        let destination = match method {
            "gift_card" => json!({"product": "p", "email": email}),
            _ => json!({"email": email}),
        };
        let body = json!({"amount": amount, "provider": method, "destination": destination});
        let (status, made) =
            self.merchant.post(self.address, "/payout/withdraw", &headers, &body).await.unwrap();
        match status {
            201 => Some(made["id"].as_str().unwrap().to_owned()),
            400 | 422 => None,
            other => panic!("{other}: {made}"),
        }
    }

    /// Makes one order of each user, some at the same time.
    pub(super) async fn order_each(&mut self, amount: i64, keys: &str) {
        let users: Vec<String> = self.hashes.keys().cloned().collect();
        let orders: Vec<Option<String>> = {
            let (clients, keys) = (&*self, keys);
            futures::stream::iter(users.iter().enumerate())
                .map(|(n, email)| async move {
                    let key = format!("{keys}-{email}");
                    // Every second order has a key.
                    clients.order(email, amount + n as i64, (n % 2 == 0).then_some(key.as_str())).await
                })
                .buffer_unordered(AT_A_TIME)
                .collect()
                .await
        };
        self.acknowledged.extend(orders.into_iter().flatten());
    }
}

/// Returns what the provider has paid, with fees, by user.
pub(super) fn paid_by_user(provider: &Provider) -> BTreeMap<String, i64> {
    let mut paid = BTreeMap::new();
    for entry in provider.books().into_values().filter(|entry| entry.paid) {
        let email = entry.order["email"].as_str().unwrap().to_owned();
        *paid.entry(email).or_default() += entry.order["amount"].as_i64().unwrap();
    }
    paid
}

/// Checks that no user got more than it was paid.
pub(super) fn check_nothing_is_paid_twice(provider: &Provider, clients: &Clients) {
    for (email, paid) in paid_by_user(provider) {
        assert!(paid <= clients.given[&email], "{email} was paid {} and took {paid}", clients.given[&email]);
    }
}

/// Creates a live business with users who have money, on a database of its own.
pub(super) async fn create_clients(w: &World, address: SocketAddr) -> (Clients, BusinessId) {
    let users = setting("PAYOUT_TEST_RESTORE_USERS", 12);
    let business = w.business_of(Mode::Live, FUNDS * 4 * users as i64).await;
    let merchant = Merchant::of(w, business).await;
    let (hashes, given) = (BTreeMap::new(), BTreeMap::new());
    let mut clients = Clients { merchant, address, hashes, given, acknowledged: Vec::new() };
    for n in 0..users {
        clients.pay(&format!("user{n}@example.com"), FUNDS, &format!("first-{n}")).await;
    }
    (clients, business)
}

/// Pays every second user more and a new user for the first time. Then all users order what they have left.
pub(super) async fn pay_and_order_after_backup(clients: &mut Clients, provider: &Provider) {
    let before = provider.books().len();
    let users: Vec<String> = clients.hashes.keys().step_by(2).cloned().collect();
    for email in users.iter().map(String::as_str).chain(["new@example.com"]) {
        clients.pay(email, FUNDS, &format!("second-{email}")).await;
    }
    clients.order_each(FUNDS / 2 + 1, "after").await;
    // More than they had at the time of the backup.
    for email in &users {
        let order = clients.order(email, FUNDS - 999, None).await;
        clients.acknowledged.extend(order);
    }
    let ordered = clients.hashes.len() + users.len();
    eventually("the orders since the backup are paid or refused", async || {
        (provider.books().len() >= before + ordered).then_some(())
    })
    .await;
}

/// Orders again, for each user, what the restored database shows. The outcome is checked after the restore is released.
pub(super) async fn order_again(clients: &mut Clients) {
    // A user who was paid before any backup.
    let headers = [("x-payout-hash", clients.hashes["user0@example.com"].as_str())];
    eventually("the API accepts its users' hashes", async || {
        let shown = clients.merchant.post(clients.address, "/payout/operations", &headers, &json!({})).await;
        shown.is_ok_and(|shown| shown.0 == 200).then_some(())
    })
    .await;
    let users: Vec<String> = clients.hashes.keys().cloned().collect();
    for email in users {
        let address = clients.address;
        let headers = [("x-payout-hash", clients.hashes[&email].as_str())];
        let shown = clients.merchant.post(address, "/payout/operations", &headers, &json!({})).await.unwrap();
        // The restored database does not know the new user.
        if shown.0 == 401 {
            continue;
        }
        let balance: i64 = shown.1["balance"].as_i64().unwrap();
        if balance > 1 {
            // The provider refuses one amount in five, a round one among them.
            let again = clients.order(&email, balance - 1, None).await;
            clients.acknowledged.extend(again);
        }
    }
}

/// Waits until the API at this address answers.
pub(super) async fn wait_until_answering(address: SocketAddr) {
    eventually("the api answers", async || tokio::net::TcpStream::connect(address).await.ok().map(drop))
        .await;
}
