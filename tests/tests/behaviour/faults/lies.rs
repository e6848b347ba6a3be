//! The judge of histories, with the real service behind a proxy that falsifies one answer. The judge finds this lie and
//! nothing else.

use std::collections::BTreeMap;

use domain::event::EventType;
use tests::history::caller::Caller;
use tests::history::check::{Fault, Known, Rule, judge};
use tests::history::liar::{Liar, Passing};
use tests::history::record::Recorder;
use tests::history::{Answer, Payment, main_balance};
use tests::merchant::Merchant;
use tests::{Receiver, RunningApi, World, eventually, world};

use crate::faults::chaos::settle;
use crate::webhooks::outbox::endpoint;

/// The initial balance of the business.
const FUNDS: i64 = 1_000;

/// A business whose clients go through a liar, and their history.
struct Deceived {
    business: String,
    merchant: Merchant,
    receiver: Receiver,
    recorder: Recorder,
    liar: Liar,
    _history: tempfile::TempDir,
}

impl Deceived {
    async fn start(
        w: &World,
        service: &RunningApi,
        lie: impl Fn(&Passing<'_>) -> Option<(u16, String)> + Send + Sync + 'static,
    ) -> Self {
        let business = w.business(FUNDS).await;
        let receiver = Receiver::start().await;
        endpoint(w, business, &receiver.url, &EventType::SELECTABLE).await;
        let history = tempfile::tempdir().unwrap();
        Self {
            business: business.to_string(),
            merchant: Merchant::of(w, business).await,
            receiver,
            recorder: Recorder::at(&history.path().join("history")),
            liar: Liar::start(service.address, lie).await,
            _history: history,
        }
    }

    fn caller(&self) -> Caller<'_> {
        Caller { client: 1, business: &self.business, merchant: &self.merchant, recorder: &self.recorder }
    }

    /// Pays one person three times. The person reads the balance after each payment, and withdraws some of it.
    async fn send_requests(&self) {
        let (caller, at) = (self.caller(), self.liar.address);
        let mut shown = String::new();
        for n in 1..=3 {
            let payment = Payment { key: format!("k{n}"), email: "a@example.com".into(), amount: 100 };
            if let Answer::Paid { hash, .. } = caller.pay(at, &payment, None).await {
                shown = hash;
            }
            if !shown.is_empty() {
                caller.balance_of(at, (&payment.email, &shown)).await;
            }
            caller.balances(at).await;
        }
        caller.withdraw(at, ("a@example.com", &shown), "w1", 50).await;
        caller.balance_of(at, ("a@example.com", &shown)).await;
    }

    async fn faults(&self) -> Vec<Fault> {
        eventually("the last events are read", async || {
            let Answer::Events { seen } = self.caller().events(self.liar.address, None).await else {
                return None;
            };
            (!seen.is_empty()).then_some(())
        })
        .await;
        self.caller().closing(self.liar.address, [None; 3]).await;
        settle::record_webhooks(&self.recorder, &self.business, &self.receiver);
        let balances = BTreeMap::from([(self.business.clone(), FUNDS), (main_balance(&self.business), 0)]);
        judge(&Known { balances, ..Known::default() }, &self.recorder.read()).0
    }
}

/// Lies with the first answer to the same request, once that is outdated.
fn stale(path: &'static str) -> impl Fn(&Passing<'_>) -> Option<(u16, String)> {
    move |passing| {
        (passing.asked == path && passing.first != passing.body).then(|| (200, passing.first.to_owned()))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_falsified_answer_of_the_real_service_is_found() {
    world(async |w| {
        let (service, worker) = (RunningApi::on(&w.url, 8).await, w.worker());
        let refused = |passing: &Passing<'_>| {
            (passing.asked == "POST /payout/create")
                .then(|| (503, r#"{"error":"Service temporarily unavailable"}"#.into()))
        };
        let one_less = |passing: &Passing<'_>| {
            let mut page: serde_json::Value = serde_json::from_str(passing.body).unwrap();
            let events = page["data"].as_array_mut().filter(|_| passing.asked == "GET /v1/events")?;
            (events.len() > 1).then(|| drop(events.remove(0)))?;
            Some((200, page.to_string()))
        };
        let deceived = [
            (Deceived::start(w, &service, |_| None).await, None),
            (Deceived::start(w, &service, stale("GET /payout/balance")).await, Some(Rule::StaleBalance)),
            (Deceived::start(w, &service, stale("GET /balance")).await, Some(Rule::StaleBalance)),
            (Deceived::start(w, &service, refused).await, Some(Rule::RefusedAndPaid)),
            (Deceived::start(w, &service, one_less).await, Some(Rule::EventVanished)),
        ];
        for (one, _) in &deceived {
            one.send_requests().await;
        }
        settle::wait_until_idle(w, false).await;
        settle::wait_until_events_are_listed(w).await;
        for (one, rule) in &deceived {
            let faults = one.faults().await;
            let found: Vec<Rule> = faults.iter().map(|fault| fault.rule).collect();
            assert_eq!(found, Vec::from_iter(*rule), "{faults:#?}");
            assert_eq!(one.liar.has_lied(), rule.is_some());
        }
        service.stop().await;
        worker.stop().await;
    })
    .await;
}
