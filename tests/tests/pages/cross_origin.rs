//! A page of a shop requests its payout user's balance. The browser lets it read the response once the shop's origin is
//! allowed.

use axum::response::Html;
use axum::{Router, routing};
use domain::business::Mode;
use serde_json::json;
use tests::world;
use tokio::net::TcpListener;

use crate::browser::Browser;
use crate::owner::Owner;

/// The shop's script: sends the hash in the header, and returns the response, or the error if it cannot read it.
const ASK: &str = "const done = arguments[arguments.length - 1]; \
    fetch(arguments[0] + '/payout/balance', { headers: { 'X-Payout-Hash': arguments[1] } }) \
    .then(async (answer) => done([answer.status, await answer.text()]), (error) => done([0, String(error)]));";

#[tokio::test(flavor = "multi_thread")]
async fn a_shops_page_can_read_a_balance_once_its_origin_is_allowed() {
    world(async |w| {
        let api = w.api().await;
        let user = Owner::of(w, &api, Mode::Test, 4_711).await;
        let key = w.key(user.business).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let shop = format!("http://{}", listener.local_addr().unwrap());
        let page =
            Router::new().route("/", routing::get(async || Html("<!doctype html><title>Shop</title>")));
        let serving = tokio::spawn(axum::serve(listener, page).into_future());
        let browser = Browser::start().await;
        browser.goto(&shop).await;
        let ask = async || browser.run_async(ASK, vec![json!(api.url), json!(user.hash)]).await;
        let refused = ask().await;
        assert_eq!(refused[0], 0, "{refused}");
        let allowed = api
            .send(
                "PUT",
                "/v1/allowed-origins",
                &[("authorization", format!("Bearer {key}"))],
                json!({ "origins": [shop] }).to_string(),
            )
            .await;
        assert_eq!(allowed.status, 200, "{}", allowed.body);
        let read = ask().await;
        assert_eq!(read[0], 200, "{read}");
        assert!(read[1].as_str().unwrap().contains("4711"), "{read}");
        browser.close().await;
        serving.abort();
        api.stop().await;
    })
    .await;
}
