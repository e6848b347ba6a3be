//! The outcome of the payments that a batch's duplicates repeat, and what to do about those that are unpaid.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::Value;

use crate::client::{Batch, Client};
use crate::error::CliError;
use crate::output;

/// The status of a payment that was paid.
const PAID: &str = "succeeded";

/// The status of a payment that may still be paid.
const PENDING: &str = "pending";

/// How many pending payments are looked up to say where they are.
const LOOKED_UP: usize = 50;

/// The duplicates of a batch.
#[derive(Debug, Default)]
pub struct Duplicates {
    /// How many repeat a payment with this status.
    by_status: BTreeMap<String, i64>,
    /// Where the first pending payments are, one per line.
    places: Vec<Place>,
}

/// Where a pending payment is.
#[derive(Debug)]
enum Place {
    Batch(Box<Batch>),
    Alone(String),
}

impl Duplicates {
    /// Reads all duplicates of a batch.
    ///
    /// # Errors
    /// If the API does not respond.
    pub async fn of(client: &Client, batch_id: &str) -> Result<Self, CliError> {
        let mut found = Self::default();
        let mut pending: Vec<String> = Vec::new();
        let mut cursor = None;
        loop {
            let page = client.items_after(batch_id, "duplicate", cursor.as_deref()).await?;
            for item in page.data {
                let status = item.duplicate_status.unwrap_or_default();
                if status == PENDING && pending.len() < LOOKED_UP {
                    pending.extend(item.duplicate_of);
                }
                *found.by_status.entry(status).or_insert(0) += 1;
            }
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        found.places = places(client, pending).await?;
        Ok(found)
    }

    /// Returns how many repeat a payment that is unpaid.
    pub fn unpaid(&self) -> i64 {
        self.by_status.iter().filter(|(status, _)| *status != PAID).map(|(_, count)| count).sum()
    }

    /// Prints the counts, where pending payments are, and what to do about them.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub fn print(&self) -> Result<(), CliError> {
        let count = output::grouped(self.by_status.values().sum());
        output::line(format!("Duplicates   {count:>12}  known references, not paid again"))?;
        for (status, count) in &self.by_status {
            let yet = if status == PENDING { ", not paid yet" } else { "" };
            output::line(format!("             {:>12}  with status {status}{yet}", output::grouped(*count)))?;
        }
        self.places.iter().try_for_each(|place| output::line(format!("             {}", place.told())))?;
        if self.by_status.keys().any(|status| status != PAID && status != PENDING) {
            output::line(
                "To retry items that have ended unpaid since: submit the file again with another --key",
            )?;
        }
        Ok(())
    }
}

impl Place {
    fn told(&self) -> String {
        let batch = match self {
            Self::Alone(id) => {
                return format!("pending as {id}: see GET /v1/allocations/{id} for its outcome");
            }
            Self::Batch(batch) => batch,
        };
        let id = &batch.id;
        let instead = format!(
            "to pay them with another file instead: payout cancel {id} (all its pending items), then submit that file \
             with another --key"
        );
        match (batch.held_by.as_deref(), batch.scheduled_at) {
            (Some("schedule"), Some(at)) => {
                format!("pending in {id}, scheduled for {}; {instead}", shown(at))
            }
            (Some("pause"), _) => {
                format!(
                    "pending in {id}, held by a pause (payout resume {id} ends the batch's own); {instead}"
                )
            }
            (Some("business_disabled"), _) => {
                format!("pending in {id}, held because the business's payouts are disabled; {instead}")
            }
            (Some(held_by), _) => format!("pending in {id}, held by its {held_by}; {instead}"),
            (None, _) => format!("pending in {id}; for its outcome: payout batch show {id}"),
        }
    }
}

/// Returns the batches and the single payments that these payments belong to, each once.
async fn places(client: &Client, payments: Vec<String>) -> Result<Vec<Place>, CliError> {
    let mut places = Vec::new();
    let mut batches: Vec<String> = Vec::new();
    for id in payments {
        let payment: Value = client.object(&format!("v1/allocations/{id}")).await?;
        match payment["batch_id"].as_str() {
            Some(batch) if batches.iter().any(|known| known == batch) => {}
            Some(batch) => {
                batches.push(batch.to_owned());
                places.push(Place::Batch(Box::new(client.batch(batch).await?)));
            }
            None => places.push(Place::Alone(id)),
        }
    }
    Ok(places)
}

fn shown(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}
