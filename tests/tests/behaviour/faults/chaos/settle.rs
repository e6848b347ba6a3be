//! The end of an epoch: waits until nothing is in flight, reads everything once more, and judges the history.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use domain::platform::db::{self, Role};
use sqlx::{Connection, Row};
use tests::history::check::{Known, Rule, judge};
use tests::history::record::Recorder;
use tests::history::{Answer, Call, Event, Op, Payment, caller};
use tests::{Receiver, World, eventually};

use super::clients::Epoch;

/// Counts unfinished work: what is queued, not paid out or not delivered, and batches without the event of their end.
const LEFT: &str = "select (select count(*) from pending_allocations)
    + (select count(*) from withdrawal_queue) + (select count(*) from webhook_deliveries where state = 'pending')
    + (select count(*) from batches where finished_at is null)";

/// Ends the leases of dead workers, so that their deliveries and orders are due at once.
const HURRY: [&str; 2] = [
    "update webhook_deliveries set due_at = now() where leased",
    "update withdrawal_queue set due_at = now()",
];

/// Returns a number from the database, if it answers.
async fn query_number(w: &World, statement: &'static str) -> Option<i64> {
    let mut conn = db::connect(&w.url, Role::Operator).await.ok()?;
    let number = sqlx::query_scalar(statement).fetch_one(&mut conn).await.ok();
    // Closing fails if the server is gone.
    let _closed = conn.close().await;
    number
}

/// The longest wait for unfinished work: the leases of dead workers, one after the other.
const PATIENCE: Duration = Duration::from_secs(180);

/// Waits until no work is left. With `hurried`, the leases of dead workers are cut short.
pub async fn wait_until_idle(w: &World, hurried: bool) {
    let begun = Instant::now();
    // Twice in a row, because a claim that is about to end may leave something.
    let mut idle = 0;
    while idle < 2 {
        let left = query_number(w, LEFT).await;
        idle = if left == Some(0) { idle + 1 } else { 0 };
        assert!(begun.elapsed() < PATIENCE, "after {PATIENCE:?}, {left:?} pieces of work are left");
        if hurried && begun.elapsed().as_secs() >= 2 {
            let mut conn = db::connect(&w.url, Role::Operator).await.unwrap();
            for statement in HURRY {
                sqlx::raw_sql(statement).execute(&mut conn).await.unwrap();
            }
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Waits until the list of events shows the last ones.
pub async fn wait_until_events_are_listed(w: &World) {
    const YOUNG: &str = "select count(*) from events where created_at > now() - interval '6 seconds'";
    eventually("the last events are shown", async || (query_number(w, YOUNG).await? == 0).then_some(()))
        .await;
}

/// Records the webhooks of a business that have arrived.
pub fn record_webhooks(recorder: &Recorder, business: &str, receiver: &Receiver) {
    for received in receiver.take() {
        let at = recorder.time(received.at);
        let mut body = received.json();
        body["id"] = format!("evt_{}", received.id.trim_start_matches("evt_")).into();
        let seen: Vec<Event> = vec![caller::event(&body)];
        let call = Call::Webhook { business: business.to_owned() };
        recorder.write(&Op { client: 0, start: at, end: at, call, answer: Answer::Events { seen } });
    }
}

/// Reads everything once more: a closing of each business, when the list shows all its events, and every balance.
pub async fn read_everything(w: &World, epoch: &Epoch<'_>, known: &Known) {
    wait_until_events_are_listed(w).await;
    for place in 0..2 {
        let caller = epoch.caller(place);
        let newest = known.newest(caller.business);
        let read = async |answer| (!matches!(answer, Answer::Nothing | Answer::Refused { .. })).then_some(());
        eventually("everything is read", async || read(caller.closing(epoch.apis[0], newest).await).await)
            .await;
        eventually("the balances are read", async || read(caller.balances(epoch.apis[1]).await).await).await;
        for (email, hash) in epoch.businesses[place].people() {
            eventually("a balance is read", async || {
                read(caller.balance_of(epoch.apis[1], (&email, &hash)).await).await
            })
            .await;
        }
    }
}

/// What a run has seen in all its epochs.
#[derive(Default)]
pub struct Summary {
    /// The number of requests by kind.
    pub requests: BTreeMap<&'static str, u64>,
    /// The number of answers to requests that move money, by kind.
    pub answers: BTreeMap<String, u64>,
    pub paid: u64,
    pub lost: usize,
    pub lied: usize,
}

impl Summary {
    fn add(&mut self, ops: &[Op]) {
        for op in ops {
            *self.requests.entry(op.call.name()).or_default() += 1;
            if matches!(op.call, Call::Webhook { .. } | Call::Closing { .. }) {
                continue;
            }
            let kind = match &op.answer {
                Answer::Nothing => "none".to_owned(),
                Answer::Refused { status } => status.to_string(),
                _ => "success".to_owned(),
            };
            *self.answers.entry(kind).or_default() += 1;
        }
    }

    /// Judges what was recorded since the last epoch, by itself and against the ledger. Returns what is known now, and
    /// what is wrong.
    pub async fn judge_epoch(
        &mut self,
        w: &World,
        epoch: &Epoch<'_>,
        known: &Known,
    ) -> (Vec<Op>, Known, Vec<String>) {
        let ops = epoch.recorder.read();
        self.add(&ops);
        let (faults, next) = judge(known, &ops);
        let (lost, lied): (Vec<_>, Vec<_>) = faults
            .iter()
            .partition(|fault| matches!(fault.rule, Rule::AcknowledgedAndLost | Rule::EventMissing));
        (self.lost, self.lied) = (self.lost + lost.len(), self.lied + lied.len());
        let mut wrong: Vec<String> = faults.iter().map(|fault| format!("{fault:?}")).collect();
        let (listed, in_ledger) = (listed_as_paid(&ops), keys_in_ledger(w, epoch.number).await);
        self.paid += in_ledger.len() as u64;
        wrong.extend(
            listed
                .symmetric_difference(&in_ledger)
                .map(|key| format!("listed or in the ledger, not both: {key}")),
        );
        (ops, next, wrong)
    }
}

/// Returns the keys that the closings list as paid.
fn listed_as_paid(ops: &[Op]) -> BTreeSet<String> {
    let mut paid = BTreeSet::new();
    for op in ops {
        if let Answer::All { allocations, .. } = &op.answer {
            paid.extend(
                allocations.iter().filter(|one| one.status == "succeeded").map(|one| one.key.clone()),
            );
        }
    }
    paid
}

/// Returns the keys of an epoch that have a transfer. A key with several has their number appended, so that it is found.
async fn keys_in_ledger(w: &World, epoch: u64) -> BTreeSet<String> {
    let mut conn = db::connect(&w.url, Role::Operator).await.unwrap();
    let rows = sqlx::query(
        "select a.reference, count(*) from allocations a
         join transfers t on t.business_id = a.business_id and t.subject_id = a.id and t.kind = 'allocation'
         where a.reference like 'e' || $1 || '-%' or a.reference like 'b' || $1 || '-%' group by 1",
    )
    .bind(epoch.to_string())
    .fetch_all(&mut conn)
    .await
    .unwrap();
    let keys = rows.iter().map(|row| {
        let (key, count): (String, i64) = (row.get(0), row.get(1));
        if count == 1 { key } else { format!("{key}, {count} times") }
    });
    keys.collect()
}

/// Returns the payments of the keys that the next epoch may request again.
pub fn paid_before(
    known: &Known,
    ops: &[Op],
    before: &[(usize, Payment)],
    epoch: &Epoch<'_>,
) -> Vec<(usize, Payment)> {
    let mut payments: BTreeMap<(usize, &str), &Payment> =
        before.iter().map(|(place, payment)| ((*place, payment.key.as_str()), payment)).collect();
    for op in ops {
        if let Call::Pay { business, payment } = &op.call {
            let place = usize::from(*business == epoch.businesses[1].id);
            payments.insert((place, &payment.key), payment);
        }
    }
    let kept = payments.into_iter().filter(|((place, key), _)| {
        known.paid.contains_key(&(epoch.businesses[*place].id.clone(), (*key).to_owned()))
    });
    kept.map(|((place, _), payment)| (place, payment.clone())).collect()
}

/// Lists the largest tables, with the size of their indexes.
pub async fn largest_tables(w: &World) -> String {
    let mut conn = db::connect(&w.url, Role::Operator).await.unwrap();
    sqlx::query_scalar(
        "select string_agg(relname || ' ' || pg_size_pretty(size), ', ') from (
             select relname, pg_total_relation_size(oid) as size from pg_class
             where relkind = 'r' and relnamespace = 'public'::regnamespace order by 2 desc limit 6) largest",
    )
    .fetch_one(&mut conn)
    .await
    .unwrap()
}
