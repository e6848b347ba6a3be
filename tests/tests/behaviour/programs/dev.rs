//! The first steps of a newcomer, with the real programs: `payout dev`, a withdrawal through its sandbox, and its
//! webhooks at `payout listen`. The commands that `payout dev` prints are run by a shell exactly as printed.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;

use nix::sys::signal::Signal;
use serde_json::{Value, json};
use tempfile::TempDir;
use tests::Command;

/// Free ports, for the operators' listener too.
const ANYWHERE: [&str; 2] = ["--port", "0"];

/// Returns a directory that Postgres' user may enter, too, when the test runs as root.
fn directory() -> TempDir {
    tempfile::Builder::new().permissions(Permissions::from_mode(0o755)).tempdir().unwrap()
}

/// Starts `payout dev --json`. Returns it with the description that it prints.
async fn start_dev(home: &TempDir) -> (Command, Value) {
    let dev = Command::payout(home.path(), &[&["dev", "--json"], &ANYWHERE[..]].concat()).await;
    let stack = serde_json::from_str(&dev.wait_for_line("api_url").await).unwrap();
    (dev, stack)
}

/// A client of a running stack.
struct Client<'a> {
    http: reqwest::Client,
    stack: &'a Value,
}

impl<'a> Client<'a> {
    fn of(stack: &'a Value) -> Self {
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().tls_certs_only([]).no_proxy().build().unwrap();
        Self { http, stack }
    }

    fn text(&self, name: &str) -> &str {
        self.stack[name].as_str().unwrap()
    }

    async fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: String) -> Value {
        let url = format!("{}{path}", self.text("api_url"));
        let mut request = self.http.request(method.parse().unwrap(), url).body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !headers.iter().any(|header| header.0 == "x-payout-hash") {
            request = request.bearer_auth(self.text("api_key"));
        }
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let body = answer.text().await.unwrap();
        assert!(status.is_success(), "{method} {path}: {status} {body}");
        serde_json::from_str(&body).unwrap()
    }

    async fn count_endpoints(&self) -> usize {
        let listed = self.request("GET", "/v1/webhooks", &[], String::new()).await;
        listed["data"].as_array().unwrap().len()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn listen_prints_the_webhooks_of_a_withdrawal_and_all_programs_stop() {
    let home = directory();
    let (running, stack) = start_dev(&home).await;
    let client = Client::of(&stack);
    let health = format!("{}/healthz", client.text("ops_url"));
    assert!(
        !health.contains(":9090/") && client.http.get(&health).send().await.unwrap().status().is_success()
    );
    let invited = client.http.get(client.text("dashboard_url")).send().await.unwrap();
    assert!(invited.text().await.unwrap().contains("Development"), "the link leads into the dashboard");
    for place in ["console_url", "docs_url"] {
        let page = client.http.get(client.text(place)).send().await.unwrap();
        assert!(page.status().is_success(), "{place}: {}", page.status());
    }
    let of_stack = ["--api-url", client.text("api_url"), "--api-key", client.text("api_key")];
    let listen = Command::payout(home.path(), &[&["listen"], &of_stack[..]].concat()).await;
    let listening = listen.wait_for_line("Listening at ").await;

    let json_type = ("content-type", "application/json");
    let paid = json!({"email": "user@example.com", "amount": 10_000}).to_string();
    let hash = client.request("POST", "/payout/create", &[json_type], paid).await["hash"].clone();
    let destination = json!({"email": "user@paypal.example"});
    let withdrawn = json!({"amount": 5_000, "provider": "paypal", "destination": destination}).to_string();
    let headers = [json_type, ("x-payout-hash", hash.as_str().unwrap()), ("idempotency-key", "my-first")];
    let order = client.request("POST", "/payout/withdraw", &headers, withdrawn).await;
    let lines = "{\"email\":\"other@example.com\",\"amount\":7}\n".to_owned();
    let headers = [("content-type", "application/x-ndjson"), ("idempotency-key", "b1")];
    client.request("POST", "/v1/batches", &headers, lines).await;
    for kind in
        ["allocation.succeeded", "payout.created", "payout.processing", "payout.succeeded", "batch.completed"]
    {
        let line = listen.wait_for_line(&format!(r#""type":"{kind}""#)).await;
        let (id, event) = line.split_once(' ').unwrap();
        let event: Value = serde_json::from_str(event).unwrap();
        assert!(id.starts_with("evt_"), "{line}");
        if kind.starts_with("payout.") {
            let data = &event["data"];
            assert_eq!((&data["order_id"], &data["amount"]), (&order["id"], &json!(5_000)), "{line}");
        }
    }

    // A webhook without a valid signature is refused, and not printed.
    let url = listening.split(' ').nth(2).unwrap().trim_end_matches('.');
    let forged = client.http.post(url).header("webhook-id", "evt_forged").body("{}").send().await.unwrap();
    assert_eq!(forged.status(), 400);
    listen.wait_for_line("rejected evt_forged").await;
    assert!(!listen.out().iter().any(|line| line.contains("forged")));

    assert_eq!(client.count_endpoints().await, 1);
    assert_eq!(listen.end(Signal::SIGINT).await, Some(0));
    assert_eq!(client.count_endpoints().await, 0, "the endpoint is deleted");

    // The stack is stopped first, so the endpoint remains. The next listener deletes it.
    let listen = Command::payout(home.path(), &[&["listen"], &of_stack[..]].concat()).await;
    listen.wait_for_line("Listening at ").await;
    assert_eq!(running.end(Signal::SIGINT).await, Some(0));
    assert_eq!(listen.end(Signal::SIGTERM).await, Some(0));
    let (running, stack) = start_dev(&home).await;
    let client = Client::of(&stack);
    assert_eq!(client.count_endpoints().await, 1, "the business is the same as before");
    let of_stack = ["--api-url", client.text("api_url"), "--api-key", client.text("api_key")];
    let listen = Command::payout(home.path(), &[&["listen"], &of_stack[..]].concat()).await;
    listen.wait_for_line("Listening at ").await;
    assert_eq!(client.count_endpoints().await, 1);
    drop(listen);
    assert_eq!(running.end(Signal::SIGTERM).await, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_printed_commands_work_exactly_as_printed() {
    let home = directory();
    let running = Command::payout(home.path(), &[&["dev"], &ANYWHERE[..]].concat()).await;
    running.wait_for_line("verify").await;
    let printed = running.out();
    let (listens, others): (Vec<&str>, Vec<&str>) =
        printed.iter().filter_map(|line| line.strip_prefix("  ")).partition(|line| line.contains(" listen "));
    assert_eq!((listens.len(), others.len()), (1, 8), "{printed:?}");
    let listen = Command::shell(home.path(), &format!("exec {}", listens[0]));
    listen.wait_for_line("Listening at ").await;
    let others = others.join("\necho\n");
    let mut shell = Command::shell(home.path(), &others);
    let code = shell.ended().await;
    let said = [shell.out().join("\n"), shell.err().join("\n")].concat();
    assert_eq!(code, Some(0), "{said}");
    for expected in [
        r#""payout_balance":99990000"#,
        r#""provider":"paypal""#,
        "Paid                    1",
        r#""ready":"#,
        "The books balance.",
    ] {
        assert!(said.contains(expected), "{expected} is not in {said}");
    }
    for kind in ["payout.succeeded", "batch.completed"] {
        listen.wait_for_line(kind).await;
    }
    assert_eq!(listen.end(Signal::SIGINT).await, Some(0));
    assert_eq!(running.end(Signal::SIGINT).await, Some(0));
}
