//! The apalis workers of a cell.

use std::sync::Arc;
use std::time::Duration;

use apalis::prelude::{Monitor, WorkerBuilder};
use apalis_core::task::data::Data;
use domain::clock::Clock;
use domain::oidc::sign_ins::TakenSignIn;
use domain::platform::hints::Hinted;
use tower::limit::ConcurrencyLimitLayer;

use crate::allocations::apply::{Applier, ClaimFailed, apply_claim};
use crate::allocations::claims::{Claim, ClaimSettings, Claims};
use crate::backend::Tasks;
use crate::config::WorkerConfig;
use crate::mails::{self, Leased, Mailer, Outbox};
use crate::session::Sessions;
use crate::sign_ins::exchange::exchange;
use crate::sign_ins::waiting::Waiting;
use crate::sign_ins::{self, SignIns};
use crate::webhooks::{Deliveries, Delivering, Relay, deliver};
use crate::withdrawals::desk::{self, Desk, LeasedOrder, NotRecorded};
use crate::withdrawals::orders::Orders;

/// How long a claim in flight may go on after the signal to stop. Then it is rolled back.
pub const DRAIN: Duration = Duration::from_secs(10);

/// Returns a monitor without workers. It restarts workers that end.
pub(super) fn monitor() -> Monitor {
    Monitor::new().shutdown_timeout(DRAIN).should_restart(|_, error| {
        tracing::error!(%error, "a worker ended; starting it again");
        true
    })
}

/// Adds the workers that claim and apply.
pub(super) fn with_appliers(
    monitor: Monitor,
    config: &WorkerConfig,
    clock: Clock,
    applier: Arc<Applier>,
    hinted: Hinted,
) -> Monitor {
    let settings = ClaimSettings { claim_size: config.claim_size, poll_only: config.poll_only, clock };
    let sessions = Sessions::new(config.database_url.clone());
    monitor.register_n(usize::from(config.concurrency), move |index, _| {
        let sessions = sessions.for_another_worker();
        WorkerBuilder::new(format!("apply-{index}"))
            .backend(Tasks::of(Claims::new(settings.clone(), sessions.clone(), hinted.clone())))
            .layer(ConcurrencyLimitLayer::new(1))
            .data(applier.clone())
            .data(sessions)
            .build(apply)
    })
}

async fn apply(
    claim: Claim,
    applier: Data<Arc<Applier>>,
    sessions: Data<Sessions>,
) -> Result<(), ClaimFailed> {
    apply_claim(claim, (*applier).clone(), (*sessions).clone()).await
}

/// Adds the relay of webhooks, which makes up to `room` deliveries at a time.
pub(super) fn with_relay(monitor: Monitor, room: u16, relay: Arc<Relay>, hinted: Hinted) -> Monitor {
    monitor.register_n(1, move |_, _| {
        let (pool, clock) = (relay.pool.clone(), relay.clock.clone());
        WorkerBuilder::new("relay")
            .backend(Tasks::of(Deliveries::new(pool, clock, room, hinted.clone())))
            .data(relay.clone())
            .build(relay_one)
    })
}

/// Adds a worker for each provider of withdrawals.
pub(super) fn with_desks(monitor: Monitor, desks: Vec<Desk>) -> Monitor {
    desks.into_iter().fold(monitor, |monitor, desk| {
        monitor.register(move |_| {
            WorkerBuilder::new(format!("withdraw-{}", desk.name))
                .backend(Tasks::of(Orders::new(desk.clone())))
                .layer(ConcurrencyLimitLayer::new(desk.concurrency))
                .data(desk.clone())
                .build(handle_order)
        })
    })
}

/// Adds the worker that completes sign-ins, if an OpenID Connect provider is set.
pub(super) fn with_sign_ins(monitor: Monitor, sign_ins: Option<SignIns>) -> Monitor {
    sign_ins.into_iter().fold(monitor, |monitor, sign_ins| {
        monitor.register(move |_| {
            WorkerBuilder::new("sign-in")
                .backend(Tasks::of(Waiting::new(sign_ins.clone())))
                .layer(ConcurrencyLimitLayer::new(sign_ins::AT_A_TIME))
                .data(sign_ins.clone())
                .build(prove)
        })
    })
}

async fn prove(taken: TakenSignIn, sign_ins: Data<SignIns>) {
    exchange(taken, (*sign_ins).clone()).await;
}

async fn handle_order(order: LeasedOrder, desk: Data<Desk>) -> Result<(), NotRecorded> {
    desk::handle_order(order, (*desk).clone()).await
}

async fn relay_one(delivering: Delivering, relay: Data<Arc<Relay>>) {
    deliver(delivering, (*relay).clone()).await;
}

/// Adds the worker that sends mails, if an SMTP server is set.
pub(super) fn with_mailer(monitor: Monitor, mailer: Option<Arc<Mailer>>) -> Monitor {
    let Some(mailer) = mailer else { return monitor };
    monitor.register(move |_| {
        WorkerBuilder::new("mails")
            .backend(Tasks::of(Outbox::new(mailer.pool.clone(), mailer.clock.clone())))
            .layer(ConcurrencyLimitLayer::new(mails::AT_ONCE))
            .data(mailer.clone())
            .build(mail_one)
    })
}

async fn mail_one(leased: Leased, mailer: Data<Arc<Mailer>>) {
    mails::send(leased, (*mailer).clone()).await;
}
