//! A payout user with money, the owner of a `/pay` page.

use domain::business::Mode;
use domain::ids::BusinessId;
use serde_json::{Value, json};
use tests::{RunningApi, World};

/// Withdrawal methods: a person carries out gift cards, with fees.
pub const BY_HAND: &str = r#"{"methods":{"gift_card":{"provider":"manual","min":200,"max":5000,"fee_fixed":25,"fee_basis_points":150}}}"#;

/// A payout user, and the merchant that pays it.
pub struct Owner {
    pub business: BusinessId,
    pub hash: String,
}

impl Owner {
    /// Creates a payout user with `balance`, of a business of `mode`.
    pub async fn of(w: &World, api: &RunningApi, mode: Mode, balance: i64) -> Self {
        let business = w.business_of(mode, balance).await;
        let key = w.key(business).await;
        let worker = w.worker();
        let paid = api.pay(&key, &[], "user@example.com", balance).await;
        worker.stop().await;
        Self { business, hash: paid.json()["hash"].as_str().unwrap().to_owned() }
    }

    /// Returns the response of `/payout` to the user's hash.
    pub async fn get(&self, api: &RunningApi, path: &str) -> Value {
        api.as_user("GET", path, &self.hash, &[], "").await.json()
    }

    /// Makes a withdrawal and returns its id.
    pub async fn order(&self, api: &RunningApi, amount: i64) -> String {
        let body =
            json!({"amount": amount, "provider": "paypal", "destination": {"email": "user@paypal.example"}});
        let answer = api.as_user("POST", "/payout/withdraw", &self.hash, &[], body.to_string()).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.json()["id"].as_str().unwrap().to_owned()
    }
}
