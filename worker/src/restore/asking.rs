//! The leader's automatic reconciliation after a failover, if a setting allows it. It asks the providers, books
//! nothing, and releases withdrawals and webhooks only if nothing is missing.

use std::time::Duration;

use domain::cell::Cell;
use domain::clock::Clock;
use domain::platform::db::{self, Role};
use domain::restore::{Cause, Held};
use domain::steering::Credential;
use domain::withdrawal::methods::Methods;
use secrecy::SecretString;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::{Purpose, ReconcileArgs, ReconcileError, reconcile, release};

/// How often the leader asks, at most.
const ASK_EVERY: Duration = Duration::from_secs(10);

/// The task that asks, beside the leader's other work, while withdrawals are held for a new timeline or a new provider.
#[derive(Debug)]
pub(crate) struct Asking {
    /// The arguments of the reconciliation; `None` where only a person may release.
    of: Option<ReconcileArgs>,
    begun: Option<Instant>,
    running: Option<JoinHandle<()>>,
}

impl Asking {
    pub(crate) fn new(
        database_url: SecretString,
        others: Vec<Cell>,
        asks: Option<Methods>,
        clock: Clock,
    ) -> Self {
        let of = asks.map(|methods| ReconcileArgs {
            database_url,
            methods,
            clock,
            acknowledged: Vec::new(),
            purpose: Purpose::Compare,
            others,
        });
        Self { of, begun: None, running: None }
    }

    /// Begins to ask when it is time. Data that was certainly copied, or that an operator says was restored, waits for
    /// a person.
    pub(crate) fn tick(&mut self, held: Option<Held>) {
        let Some(of) = &self.of else { return };
        let by_itself = held.is_some_and(|held| matches!(held.cause, Cause::Timeline | Cause::Provider));
        let rests = self.running.as_ref().is_none_or(JoinHandle::is_finished);
        if by_itself && rests && self.begun.is_none_or(|begun| begun.elapsed() >= ASK_EVERY) {
            self.begun = Some(Instant::now());
            self.running = Some(tokio::spawn(release_if_nothing_is_missing(of.clone())));
        }
    }

    /// Stops asking, because another process leads from now on.
    pub(crate) fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.abort();
        }
    }
}

async fn release_if_nothing_is_missing(of: ReconcileArgs) {
    let looked = async {
        let report = reconcile(&of).await?;
        let missing = report.findings.iter().filter(|found| found.outcome.was_missing()).count();
        let answered = report.is_answered();
        if !answered || missing > 0 {
            let nobody = report.providers.is_empty();
            tracing::warn!(
                answered,
                missing,
                nobody,
                "withdrawals and webhooks stay held: run `payout restore reconcile`"
            );
            return Ok(());
        }
        let mut conn = db::connect(&of.database_url, Role::Worker).await?;
        if release(&of, &mut conn, report.generation, &report.asked(), Credential::Worker).await? {
            tracing::warn!(
                "no order that the providers know is missing here: withdrawals and webhooks continue"
            );
        }
        Ok::<_, ReconcileError>(())
    };
    if let Err(error) = looked.await {
        tracing::warn!(%error, "the providers could not be asked what they have paid; trying again");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A copy of the data looks like a promoted standby, so a worker asks only if it is set to.
    #[tokio::test]
    async fn asking_starts_only_if_enabled_and_only_for_two_causes() {
        let now = Clock::System.now();
        let held = |cause| Some(Held { cause, since: now, known_until: now });
        let nowhere: SecretString = "postgres://127.0.0.1:1/none".into();
        let asks = |methods, cause| {
            let mut asking = Asking::new(nowhere.clone(), Vec::new(), methods, Clock::System);
            asking.tick(held(cause));
            let asks = asking.running.is_some();
            asking.stop();
            asks
        };
        for cause in [Cause::Elsewhere, Cause::Timeline, Cause::Command, Cause::Provider] {
            assert!(!asks(None, cause), "{cause:?}");
            let by_itself = matches!(cause, Cause::Timeline | Cause::Provider);
            assert_eq!(asks(Some(Methods::default()), cause), by_itself, "{cause:?}");
        }
    }
}
