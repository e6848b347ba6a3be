//! Every program refuses a weak secret that it would use, and names the setting.

use api::config::ApiConfig;
use domain::withdrawal::methods::MethodSettings;
use secrecy::SecretString;
use tests::world;
use worker::config::WorkerConfig;

use super::pepper_and_webhook_secret::{count_keys, create_key, worker_with_webhook_secret};
use super::secrets::{error_text, start_error, worker_with_hash_secret};

#[tokio::test(flavor = "multi_thread")]
async fn a_weak_secret_is_refused_and_its_setting_named() {
    world(async |w| {
        let business = w.business(0).await;
        for weak in [
            "changeme_changeme_changeme_changeme",
            &"a".repeat(40),
            &"Ab3$".repeat(10),
            "00112233445566778899aabbccddeeff",
            "thequickbrownfoxjumpsoverthelazydog",
        ] {
            let secret = || SecretString::from(weak);
            let methods =
                format!(r#"{{"providers":{{"acme":{{"url":"https://acme.example","secret":"{weak}"}}}}}}"#);
            let methods = || MethodSettings { document: methods.as_str().into() };
            for (config, name) in [
                (ApiConfig { hash_secret: secret(), ..w.api_config() }, "PAYOUT_HASH_SECRET "),
                (ApiConfig { key_pepper: secret(), ..w.api_config() }, "PAYOUT_KEY_PEPPER "),
                (ApiConfig { webhook_secret: secret(), ..w.api_config() }, "PAYOUT_WEBHOOK_SECRET "),
                (ApiConfig { operator_token: secret(), ..w.api_config() }, "PAYOUT_OPERATOR_TOKEN "),
                (ApiConfig { methods: methods(), ..w.api_config() }, "PAYOUT_METHODS: acme: its secret "),
            ] {
                assert_weak(&start_error(w, config).await, name);
            }
            let worker = worker_with_hash_secret(w, weak);
            assert_weak(&error_text(worker.ended().await), "PAYOUT_HASH_SECRET ");
            let worker = worker_with_webhook_secret(w, weak);
            assert_weak(&error_text(worker.ended().await), "PAYOUT_WEBHOOK_SECRET ");
            let worker = w.worker_on(WorkerConfig { methods: methods(), ..w.worker_config() });
            assert_weak(&error_text(worker.ended().await), "PAYOUT_METHODS: acme: its secret ");
            let (made, printed) = create_key(w, &["key", "create", &business.to_string()], weak).await;
            assert!(!made);
            assert_weak(printed.strip_prefix("payout: ").unwrap(), "PAYOUT_KEY_PEPPER ");
        }
        assert_eq!(count_keys(w).await, 0);
    })
    .await;
}

fn assert_weak(said: &str, name: &str) {
    let cure = "make one with `openssl rand -hex 32`";
    assert!(said.starts_with(&format!("{name}can be guessed")) && said.trim().ends_with(cure), "{said}");
}
