//! Several cells: a world for each, and one API over all of them. The API reaches the last cell through a proxy that
//! can be cut.

use api::config::ApiConfig;
use domain::cell::{self, CellSettings, Number};
use domain::clock::Clock;
use secrecy::{ExposeSecret, SecretString};

use crate::proxy::{Mode, Proxy};
use crate::{RunningApi, World, database, eventually};

/// The connections to each cell. All tests that run at the same time share the server's.
const CONNECTIONS: u32 = 8;

/// The cells of a test, numbered from 0.
pub struct Cells {
    /// The world of each cell.
    pub each: Vec<World>,
    wire: Proxy,
}

/// Runs `test` on `count` cells, then checks the books of each.
///
/// # Panics
/// If the test panics, or if a law of the books is broken.
pub async fn cells(count: u8, test: impl AsyncFnOnce(&Cells)) {
    let (mut names, mut each) = (Vec::new(), Vec::new());
    for number in 0..count {
        let (name, url) = database::create().await;
        let w = World::on(url, Clock::System);
        let number = Number::read(&number.to_string()).unwrap();
        assert!(cell::assign_number(&mut w.pool.acquire().await.unwrap(), number).await.unwrap());
        names.push(name);
        each.push(w);
    }
    let wire = Proxy::to(&each.last().unwrap().url).await;
    let cells = Cells { each, wire };
    test(&cells).await;
    drop(cells.wire);
    for w in &cells.each {
        w.check_books().await;
        w.pool.close().await;
    }
    for name in names {
        database::remove(&name).await;
    }
}

impl Cells {
    /// Returns the first cell. Its database is always reachable.
    pub fn first(&self) -> &World {
        &self.each[0]
    }

    /// Returns the last cell, which the API reaches through the proxy.
    pub fn last(&self) -> &World {
        self.each.last().unwrap()
    }

    /// Sets how the proxy treats the API's connections to the last cell.
    pub fn wire(&self, mode: Mode) {
        self.wire.set(mode);
    }

    /// Returns the settings of [`Cells::api`].
    pub fn api_config(&self) -> ApiConfig {
        let last = self.each.len() - 1;
        let url = |place: usize| match place == last {
            true => self.wire.url(&self.each[place].url),
            false => self.each[place].url.clone(),
        };
        let words: Vec<String> =
            (1..=last).map(|place| format!("{place}={}", url(place).expose_secret())).collect();
        let cells = CellSettings { cells: Some(SecretString::from(words.join("\n"))) };
        ApiConfig { cells, connections: CONNECTIONS, ..self.first().api_config() }
    }

    /// Starts an API over all cells, and waits until all are ready.
    pub async fn api(&self) -> RunningApi {
        self.api_on(self.api_config()).await
    }

    /// Like [`Cells::api`], with settings that the test has changed.
    pub async fn api_on(&self, config: ApiConfig) -> RunningApi {
        let api = self.first().api_on(config).await;
        all_ready(&api).await;
        api
    }
}

/// Waits until every cell of the API is ready.
pub async fn all_ready(api: &RunningApi) {
    eventually("all cells are ready", async || {
        (readiness(api).await == (200, "ready\n".into())).then_some(())
    })
    .await;
}

/// Returns the status and body of `/readyz`.
pub async fn readiness(api: &RunningApi) -> (u16, String) {
    let said = api.send_to(&api.ops_url, "GET", "/readyz", &[("accept", "*/*")], "").await;
    (said.status, said.body)
}
