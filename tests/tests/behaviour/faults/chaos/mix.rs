//! Other work at low rates: batches of both modes, top-ups, withdrawals through the sandbox, and commands that
//! pause everything, a business or a batch for a moment.

use std::time::Duration;

use tests::history::caller::Caller;
use tests::random::Random;
use tests::{Process, World, eventually};

use super::clients::Epoch;

/// The longest time between two actions, and the longest pause, in milliseconds.
const QUIET_MS: u64 = 120;
const HELD_MS: u64 = 80;

/// Does each action at least twice, and then continues until `enough`.
pub async fn mix(w: &World, epoch: &Epoch<'_>, mut random: Random) {
    const KINDS: u64 = 6;
    let callers = [epoch.caller(0), epoch.caller(1)];
    let mut batch = None;
    for n in 0.. {
        if n >= 2 * KINDS && epoch.enough.is_cancelled() {
            return;
        }
        match n % KINDS {
            0 => batch = epoch.batch(&callers[0], n / KINDS).await.or(batch),
            1 | 3 | 5 => {
                epoch
                    .withdraw(&callers[usize::from(n % 4 == 1)], usize::from(n % 4 == 1), n, &mut random)
                    .await
            }
            2 => epoch.top_up(&callers[1], n).await,
            _ => hold_briefly(w, epoch, &callers[0], batch.as_deref(), n / KINDS, &mut random).await,
        }
        epoch.idle(&mut random, QUIET_MS + epoch.idle_ms).await;
    }
}

/// Pauses something for a moment, and resumes it whether the pause succeeded or not.
async fn hold_briefly(
    w: &World,
    epoch: &Epoch<'_>,
    caller: &Caller<'_>,
    batch: Option<&str>,
    n: u64,
    random: &mut Random,
) {
    let held = Duration::from_millis(random.below(HELD_MS));
    match (n % 4, batch) {
        (0, Some(id)) => {
            let steer = async |command: &str| {
                let path = format!("/v1/batches/{id}/{command}");
                let answer = caller.merchant.post(epoch.apis[0], &path, &[], &serde_json::json!({})).await;
                answer.ok().map(|(status, _)| status).filter(|status| *status != 503)
            };
            steer("pause").await;
            tokio::time::sleep(held).await;
            // 409: the batch's last item has ended.
            eventually("the batch is resumed", async || {
                steer("resume").await.filter(|status| matches!(status, 200 | 409))
            })
            .await;
        }
        (1, _) => command_and_reverse(w, &["pause", "all"], &["resume", "all"], held).await,
        (2, _) => {
            let (business, slow) = (caller.business, ["--max-per-second", "100"]);
            command_and_reverse(
                w,
                &["throttle", "set", business, slow[0], slow[1]],
                &["throttle", "clear", business],
                held,
            )
            .await;
        }
        _ => command_and_reverse(w, &["pause", caller.business], &["resume", caller.business], held).await,
    }
}

/// Gives an operator's command, waits, and then repeats the command that reverses it until it succeeds.
async fn command_and_reverse(w: &World, begin: &[&str], end: &[&str], held: Duration) {
    Process::payout(w, begin).await;
    tokio::time::sleep(held).await;
    eventually("the command is reversed", async || Process::payout(w, end).await.0.then_some(())).await;
}
