//! What the database has after a restore, and what `payout restore reconcile` reports of it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use tests::provider::Provider;
use tests::{Process, World};

/// Returns the ids of the orders that this database has sent to providers.
pub(super) async fn sent_orders(w: &World) -> BTreeSet<String> {
    let ids: Vec<uuid::Uuid> =
        sqlx::query_scalar("select coalesce(told_as, id) from withdrawals").fetch_all(&w.pool).await.unwrap();
    ids.into_iter().map(|id| format!("ord_{id}")).collect()
}

pub(super) async fn count_open_orders(w: &World) -> i64 {
    sqlx::query_scalar("select count(*) from withdrawals where status in ('created', 'processing')")
        .fetch_one(&w.pool)
        .await
        .unwrap()
}

/// Runs `payout restore reconcile`. Returns whether it succeeded, and its lines.
pub(super) async fn reconcile(w: &World, methods: &str, more: &[&str]) -> (bool, Vec<Value>) {
    let arguments = [&["restore", "reconcile", "--json", "--methods", methods], more].concat();
    let (succeeded, printed) = Process::payout(w, &arguments).await;
    let lines = printed.lines().filter(|line| line.starts_with('{'));
    (succeeded, lines.map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// Returns the outcomes in a report, by order.
pub(super) fn outcomes(lines: &[Value]) -> BTreeMap<String, String> {
    let of = |line: &Value| {
        let text = |name: &str| line[name].as_str().map(str::to_owned);
        Some((text("order")?, text("outcome")?))
    };
    lines.iter().filter_map(of).collect()
}

/// Returns the ids in a report that were acknowledged and are gone.
pub(super) fn vanished_orders(lines: &[Value]) -> BTreeSet<String> {
    lines.iter().filter_map(|line| line["vanished"].as_str().map(str::to_owned)).collect()
}

/// Returns the acknowledged orders that this database does not have.
pub(super) async fn missing_orders(w: &World, acknowledged: &[String]) -> BTreeSet<String> {
    let ids: Vec<uuid::Uuid> =
        sqlx::query_scalar("select id from withdrawals").fetch_all(&w.pool).await.unwrap();
    let here: BTreeSet<String> = ids.into_iter().map(|id| format!("ord_{id}")).collect();
    acknowledged.iter().filter(|id| !here.contains(*id)).cloned().collect()
}

/// Checks that each order that the provider paid is paid in our books.
pub(super) async fn check_provider_agrees(w: &World, provider: &Provider) {
    let rows: Vec<(uuid::Uuid, i64)> = sqlx::query_as(
        "select coalesce(told_as, id), net_amount from withdrawals where status = 'succeeded'",
    )
    .fetch_all(&w.pool)
    .await
    .unwrap();
    let ours: BTreeMap<String, i64> = rows.into_iter().map(|(id, net)| (format!("ord_{id}"), net)).collect();
    let books = provider.books().into_iter().filter(|(_, entry)| entry.paid);
    let theirs: BTreeMap<String, i64> = books.map(|(id, entry)| (id, entry.net_amount)).collect();
    assert_eq!(ours, theirs);
}
