//! Waiting for what must come true, with a deadline: nothing sleeps for luck.

use std::time::Duration;

use tokio::time::Instant;

/// How long anything may take that a test waits for: far more than it ever does.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// Asks again and again until `probe` has an answer.
///
/// # Panics
/// When there is none within [`DEADLINE`]: `what` says what was waited for.
pub async fn eventually<T>(what: &str, mut probe: impl AsyncFnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(answer) = probe().await {
            return answer;
        }
        if started.elapsed() > DEADLINE {
            panic!("waited {DEADLINE:?} in vain: {what}");
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
