//! Waiting for a condition with a deadline, so that no test sleeps for luck.

use std::time::Duration;

use tokio::time::Instant;

/// The longest time that a test waits for a condition. It is far more than any condition needs.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// Calls `probe` until it returns a value.
///
/// # Panics
/// If it returns none within [`DEADLINE`]. The message has `what`, the condition that was waited for.
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
