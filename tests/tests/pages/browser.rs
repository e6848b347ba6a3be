//! A real Chromium, driven by its own driver: records the requests and the console errors of a page, and takes
//! pictures.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use tests::eventually;
use tests::process::free_address;

/// The library that checks a page's accessibility.
const AXE: &str = include_str!("../../assets/axe-core/axe.min.js");

/// How long a test waits for a text.
const TEXT_TIMEOUT: Duration = Duration::from_secs(40);

/// The time limit of a test's script: axe-core walks the whole page.
const SCRIPT_MS: u32 = 60_000;

/// If this variable is set, the pictures of the pages are written again.
const RENEW: &str = "PAYOUT_RENEW";

/// The directory of the pictures.
const PICTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/img");

/// A browser with its own profile. It ends with its test.
pub struct Browser {
    driver: Client,
    session: String,
    http: reqwest::Client,
    process: Child,
    _profile: TempDir,
}

/// The requests and complaints of a browser since they were last read.
#[derive(Debug, Default)]
pub struct PageLog {
    /// Each request as it was sent: its address, method and headers.
    pub requests: Vec<Value>,
    /// Every error and warning of the browser's log, including those of the content security policy.
    pub complaints: Vec<String>,
}

impl Browser {
    /// Starts a browser.
    ///
    /// # Panics
    /// If there is no Chromium.
    pub async fn start() -> Self {
        let profile = tempfile::tempdir().unwrap();
        let port = free_address().port();
        let process = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("install chromium and chromium-driver: {error}"));
        let base = format!("http://127.0.0.1:{port}");
        let http = reqwest::Client::new();
        eventually("chromedriver listens", async || http.get(format!("{base}/status")).send().await.ok())
            .await;
        let driver = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(profile.path()))
            .connect(&base)
            .await
            .unwrap();
        let session = format!("{base}/session/{}", driver.session_id().await.unwrap().unwrap());
        Self { driver, session, http, process, _profile: profile }
    }

    /// Opens an address.
    pub async fn goto(&self, address: &str) {
        self.driver.goto(address).await.unwrap();
    }

    /// Gives the browser a cookie of this host, as the dashboard's sign-in does.
    pub async fn set_cookie(&self, base: &str, name: &str, value: &str) {
        let cookie =
            json!({"url": base, "name": name, "value": value, "path": "/dashboard", "httpOnly": true});
        self.command("Network.setCookie", cookie).await;
    }

    /// Sends a command of the Chrome DevTools Protocol.
    pub async fn command(&self, name: &str, parameters: Value) {
        self.post("goog/cdp/execute", json!({"cmd": name, "params": parameters})).await;
    }

    /// Sets the width of the window and the colour scheme.
    pub async fn set_view(&self, width: u32, scheme: &str) {
        let size = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        self.command("Emulation.setDeviceMetricsOverride", size).await;
        // Turns transitions off, so that no colour is measured halfway.
        let features = json!([
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]);
        self.command("Emulation.setEmulatedMedia", json!({"features": features})).await;
    }

    /// Turns scripts on or off, from the next page on.
    pub async fn enable_scripts(&self, run: bool) {
        self.command("Emulation.setScriptExecutionDisabled", json!({"value": !run})).await;
    }

    /// Sets the `Accept-Language` header.
    pub async fn set_language(&self, languages: &str) {
        let headers = json!({"headers": {"Accept-Language": languages}});
        self.command("Network.enable", json!({})).await;
        self.command("Network.setExtraHTTPHeaders", headers).await;
    }

    /// Waits until an element is visible, and returns it.
    pub async fn find(&self, css: &str) -> Element {
        eventually(&format!("{css} is visible"), async || {
            let found = self.driver.find(Locator::Css(css)).await.ok()?;
            found.is_displayed().await.is_ok_and(|seen| seen).then_some(found)
        })
        .await
    }

    /// Types a text into a field, as a person does.
    pub async fn fill(&self, css: &str, text: &str) {
        let field = self.find(css).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Clicks a button or a link.
    pub async fn click(&self, css: &str) {
        eventually(&format!("{css} is clicked"), async || self.find(css).await.click().await.ok()).await;
    }

    /// Waits until an element contains a text.
    pub async fn wait_for_text(&self, css: &str, text: &str) {
        let shown = async || self.driver.find(Locator::Css(css)).await.ok()?.text().await.ok();
        let waited = eventually("the text is shown", async || shown().await?.contains(text).then_some(()));
        if tokio::time::timeout(TEXT_TIMEOUT, waited).await.is_err() {
            let page = self.driver.find(Locator::Css("body")).await.unwrap().text().await.unwrap();
            panic!("{css} is {:?} instead of {text} in:\n{page}", shown().await);
        }
    }

    /// Returns the number of elements.
    pub async fn count(&self, css: &str) -> usize {
        self.driver.find_all(Locator::Css(css)).await.unwrap().len()
    }

    /// Runs a script of the test and returns its result.
    pub async fn run(&self, script: &str) -> Value {
        self.driver.execute(script, Vec::new()).await.unwrap()
    }

    /// Runs an asynchronous script of the test and returns the result that it passes to its last argument.
    pub async fn run_async(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.driver.execute_async(script, arguments).await.unwrap()
    }

    /// Returns the serious and critical violations that axe-core finds: the rule, and where.
    pub async fn axe_violations(&self) -> Vec<String> {
        self.driver.execute(AXE, Vec::new()).await.unwrap();
        // Waits until the page is drawn in its current scheme: its own script may follow the reader's scheme.
        let script = "const done = arguments[arguments.length - 1]; \
            const drawn = () => new Promise((next) => requestAnimationFrame(next)); \
            drawn().then(drawn).then(() => axe.run()).then((all) => done(all.violations \
            .filter(({impact}) => impact === 'serious' || impact === 'critical') \
            .map(({id, nodes}) => id + ': ' + nodes.map(({html}) => html).join(' | '))), (error) => done([String(error)]));";
        let found = self.driver.execute_async(script, Vec::new()).await.unwrap();
        serde_json::from_value(found).unwrap()
    }

    /// Returns the requests and complaints since the last call, and forgets them.
    pub async fn take_log(&self) -> PageLog {
        let mut log = PageLog::default();
        for line in self.log("browser").await {
            if line["level"] != "INFO" && line["level"] != "DEBUG" {
                log.complaints.push(line["message"].as_str().unwrap().to_owned());
            }
        }
        for line in self.log("performance").await {
            let event: Value = serde_json::from_str(line["message"].as_str().unwrap()).unwrap();
            let parameters = &event["message"]["params"];
            // Leaves out the browser's own first page.
            let own = parameters["documentURL"].as_str().is_some_and(|page| page.starts_with("chrome:"));
            if event["message"]["method"] == "Network.requestWillBeSent" && !own {
                log.requests.push(parameters["request"].clone());
            }
        }
        log
    }

    /// Takes a picture of the page, if pictures are wanted.
    pub async fn save_picture(&self, name: &str) {
        if std::env::var_os(RENEW).is_some() {
            std::fs::create_dir_all(PICTURES).unwrap();
            let picture = self.driver.screenshot().await.unwrap();
            std::fs::write(Path::new(PICTURES).join(format!("{name}.png")), picture).unwrap();
        }
    }

    async fn log(&self, kind: &str) -> Vec<Value> {
        let answer = self.post("se/log", json!({"type": kind})).await;
        answer["value"].as_array().unwrap().clone()
    }

    async fn post(&self, what: &str, body: Value) -> Value {
        let sent = self.http.post(format!("{}/{what}", self.session)).json(&body).send().await.unwrap();
        let (status, answer) = (sent.status(), sent.json::<Value>().await.unwrap());
        assert!(status.is_success(), "{what}: {answer}");
        answer
    }

    /// Closes the browser.
    pub async fn close(self) {
        self.driver.clone().close().await.unwrap();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver started the browser, which ends with it.
        let _killed = self.process.kill();
        let _ended = self.process.wait();
    }
}

fn capabilities(profile: &Path) -> Map<String, Value> {
    let profile = format!("--user-data-dir={}", profile.display());
    let arguments = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        &profile,
    ];
    Map::from_iter([
        ("browserName".to_owned(), json!("chrome")),
        ("goog:chromeOptions".to_owned(), json!({"args": arguments})),
        ("goog:loggingPrefs".to_owned(), json!({"browser": "ALL", "performance": "ALL"})),
        ("timeouts".to_owned(), json!({"script": SCRIPT_MS})),
    ])
}
