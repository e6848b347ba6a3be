//! Destinations from which money cannot be recovered: addresses that no one can spend from, e-mail addresses that
//! cannot exist, and references that a spreadsheet has made equal.

use domain::business::Mode;
use serde_json::json;
use tests::world;

use crate::withdrawals::lifecycle::user;

#[tokio::test(flavor = "multi_thread")]
async fn an_unusable_destination_is_rejected_and_nothing_is_debited() {
    world(async |w| {
        let api = w.api().await;
        let user = user(w, &api, Mode::Test, 10_000).await;
        for (chain, currency, address, says) in [
            // A later witness version, which anyone may spend.
            ("bitcoin", "BTC", "bc1sw50qgdz25j", "must be a valid address"),
            // Pay-to-anchor.
            ("bitcoin", "BTC", "bc1pfeessrawgf", "must be a valid address"),
            ("bitcoin", "BTC", "1111111111111111111114oLvT2", "burn address"),
            ("bitcoin", "BTC", "1QLbz7JHiBTspS962RLKV8GndWFwi5j6Qr", "burn address"),
            ("ethereum", "ETH", "0x000000000000000000000000000000000000dEaD", "burn address"),
            ("ethereum", "ETH", "0x0000000000000000000000000000000000000001", "burn address"),
            ("ethereum", "USDT", "0xdAC17F958D2ee523a2206206994597C13D831ec7", "contract of the currency"),
            ("ethereum", "USDC", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "mixed-case form"),
            ("tron", "TRX", "T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb", "burn address"),
            ("tron", "USDT", "T9yD14Nj9j7xAB4dbGeiX9h8unkKLxmGkn", "burn address"),
            ("tron", "USDT", "T9yD14Nj9j7xAB4dbGeiX9h8upfCg3PBbY", "burn address"),
            ("tron", "USDT", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "contract of the currency"),
        ] {
            let destination = json!({"chain": chain, "address": address, "currency": currency});
            let body = json!({"amount": 500, "provider": "crypto", "destination": destination}).to_string();
            let answer = user.withdraw(&api, &[], body).await;
            assert_eq!(answer.status, 400, "{address}");
            assert!(answer.body.contains(says), "{address}: {}", answer.body);
        }
        for (provider, destination, field) in [
            ("crypto", json!({"chain": "tron", "address": "T9yD\u{7}14", "currency": "TRX"}), "address"),
            ("crypto", json!({"chain": "tr\u{7}on", "address": "T9yD14", "currency": "TRX"}), "chain"),
            ("crypto", json!({"chain": "tron", "address": "T9yD14", "currency": "T\u{7}RX"}), "currency"),
            ("gift_card", json!({"product": "acme\u{7}25", "email": "u@example.com"}), "product"),
            ("gift_card", json!({"product": "acme-25", "email": "u@\u{7}example.com"}), "email"),
            ("paypal", json!({"email": "u@\u{7}example.com"}), "email"),
        ] {
            let body = json!({"amount": 500, "provider": provider, "destination": destination}).to_string();
            let answer = user.withdraw(&api, &[], body).await;
            let says = format!("The destination.{field} must have no control characters, and has U+0007.");
            assert_eq!(answer.status, 400, "{destination}");
            assert!(answer.body.contains(&says), "{destination}: {}", answer.body);
        }
        assert_eq!(user.balance(&api).await, 10_000);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn different_spellings_of_a_mailbox_are_one_payout_user() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(1_000).await;
        let key = w.key(business).await;
        let worker = w.worker();
        let composed = api.pay(&key, &[], "J\u{fc}rgen@example.com", 1).await;
        let decomposed = api.pay(&key, &[], "Ju\u{308}rgen@example.com", 1).await;
        assert_eq!((composed.status, decomposed.status), (201, 201));
        assert_eq!(composed.json()["hash"], decomposed.json()["hash"]);
        assert_eq!(w.users(business).await, [("j\u{fc}rgen@example.com".to_owned(), 2)]);
        for impossible in ["a@127.0.0.1", "a@1.2.3.4", "a@example.123"] {
            let refused = api.pay(&key, &[], impossible, 1).await;
            assert_eq!(refused.status, 400, "{impossible}");
            assert_eq!(refused.json(), json!({"email": ["The email must be a valid email address."]}));
        }
        assert_eq!(w.payout_balance(business).await, 998);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn references_shortened_by_a_spreadsheet_are_rejected_with_their_lines() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(1_000).await;
        let key = w.key(business).await;
        // Three different numbers of 19 digits, as a spreadsheet writes them.
        let rows = "email,amount,reference\na@b.c,5,1.23457E+18\na@b.c,5,1.23457E+18\na@b.c,5,1.23457E+018\n";
        let refused = api.batch(&key, "march", "text/csv", rows).await;
        assert_eq!(refused.status, 400, "{}", refused.body);
        let errors = refused.json()["errors"].as_array().unwrap().clone();
        let seen: Vec<_> =
            errors.iter().map(|error| (error["line"].clone(), error["code"].clone())).collect();
        let expected = [2, 3, 4].map(|line| (json!(line), json!("shortened_reference")));
        assert_eq!(seen, expected);
        assert!(errors[0]["message"].as_str().unwrap().contains("format the column as text"));
        assert_eq!(w.queue_status().await.ready, 0);
        api.stop().await;
    })
    .await;
}

/// Two rows with one of these used to become a pending payment and a duplicate that never pays.
#[tokio::test(flavor = "multi_thread")]
async fn references_mangled_by_a_spreadsheet_are_rejected() {
    world(async |w| {
        let api = w.api().await;
        let key = w.key(w.business(1_000).await).await;
        for (mangled, code) in [
            ("#N/A", "spreadsheet_error"),
            ("#NAME?", "spreadsheet_error"),
            ("#REF!", "spreadsheet_error"),
            ("#VALUE!", "spreadsheet_error"),
            ("#DIV/0!", "spreadsheet_error"),
            ("#NUM!", "spreadsheet_error"),
            ("#NULL!", "spreadsheet_error"),
            ("########", "spreadsheet_error"),
            ("1.23457E18", "shortened_reference"),
            ("1.23457e+18", "shortened_reference"),
            ("\"1,23457E+18\"", "shortened_reference"),
            ("\"1,23457e18\"", "shortened_reference"),
        ] {
            let rows = format!("email,amount,reference\nx@x.com,5,{mangled}\nx@x.com,5,{mangled}\n");
            let refused = api.batch(&key, mangled, "text/csv", rows).await;
            assert_eq!(refused.status, 400, "{mangled}: {}", refused.body);
            let errors = refused.json()["errors"].as_array().unwrap().clone();
            let seen: Vec<_> = errors
                .iter()
                .map(|error| (error["line"].clone(), error["field"].clone(), error["code"].clone()))
                .collect();
            assert_eq!(seen, [2, 3].map(|line| (json!(line), json!("reference"), json!(code))), "{mangled}");
            let message = errors[0]["message"].as_str().unwrap();
            for part in [mangled.trim_matches('"'), "format the column as text"] {
                assert!(message.contains(part), "{message}");
            }
        }
        assert_eq!(w.queue_status().await.ready, 0);
        for meant in ["#1234", "INV-1E5", "12E3", "1E18"] {
            let rows = format!("email,amount,reference\nx@x.com,5,{meant}\n");
            assert_eq!(api.batch(&key, meant, "text/csv", rows).await.status, 202, "{meant}");
        }
        api.stop().await;
    })
    .await;
}
