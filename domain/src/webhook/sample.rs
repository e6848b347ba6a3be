//! Samples of events that did not happen, each in the shape of a real one. With them a merchant checks that events
//! arrive and are understood. All samples say that they are tests: their data has `"test_mode":true`, or their type is
//! `webhook.test`.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use crate::allocation::{self, FailureCode};
use crate::batch;
use crate::clock::id_at;
use crate::event::data::{AllocationData, BalanceData, BatchData, PayoutUserData, TallyData};
use crate::event::{EventType, NewEvent, NotJson, Payout};
use crate::ids::WebhookId;
use crate::money::Cents;
use crate::payout_user;

/// The address of a sample payment.
const EMAIL: &str = "test@example.com";

/// The amount of a sample payment.
const AMOUNT: Cents = Cents::new(1_000);

/// The text of a sample, in place of a person's reason.
const MESSAGE: &str = "This is a test.";

/// The data of an event, marked as a test.
#[derive(Serialize)]
struct Test<T> {
    #[serde(flatten)]
    data: T,
    test_mode: bool,
}

#[derive(Serialize)]
struct Hello {
    webhook_id: WebhookId,
    message: &'static str,
}

/// Creates a sample of `kind` for `endpoint`. It is about an object that does not exist, or with
/// [`EventType::WebhookTest`] about the endpoint.
///
/// # Errors
/// [`NotJson`].
pub fn sample(kind: EventType, endpoint: WebhookId, now: DateTime<Utc>) -> Result<NewEvent, NotJson> {
    let object = id_at(now);
    match kind {
        EventType::PayoutCreated
        | EventType::PayoutProcessing
        | EventType::PayoutSucceeded
        | EventType::PayoutFailed
        | EventType::PayoutRejected => payout(kind, object, now),
        EventType::AllocationSucceeded | EventType::AllocationFailed => {
            test(kind, object, allocation(kind, object, now))
        }
        EventType::BatchCompleted => test(kind, object, batch(object, now)),
        EventType::BalanceLow => {
            test(kind, object, BalanceData { payout_balance: Cents::ZERO, threshold: AMOUNT })
        }
        EventType::PayoutUserUpdated => test(kind, object, payout_user(object, now)),
        // Its type says that it is a test.
        EventType::WebhookTest => {
            NewEvent::new(kind, endpoint.uuid(), &Hello { webhook_id: endpoint, message: MESSAGE })
        }
    }
}

fn test(kind: EventType, object: Uuid, data: impl Serialize) -> Result<NewEvent, NotJson> {
    NewEvent::new(kind, object, &Test { data, test_mode: true })
}

fn payout(kind: EventType, order_id: Uuid, now: DateTime<Utc>) -> Result<NewEvent, NotJson> {
    let details = json!({ "email": EMAIL });
    let payout = Payout {
        kind,
        order_id,
        amount: AMOUNT,
        fees: Cents::ZERO,
        net_amount: AMOUNT,
        payout_user_id: id_at(now).into(),
        email: EMAIL,
        provider: "paypal",
        details: &details,
        reason: Some(MESSAGE),
        test_mode: true,
    };
    payout.event()
}

fn allocation(kind: EventType, id: Uuid, now: DateTime<Utc>) -> AllocationData {
    let paid = kind == EventType::AllocationSucceeded;
    let status = if paid { allocation::Status::Succeeded } else { allocation::Status::Failed };
    AllocationData {
        id: id.into(),
        email: EMAIL.to_owned(),
        amount: AMOUNT,
        status: status.as_str().to_owned(),
        code: (!paid).then(|| FailureCode::InsufficientFunds.as_str().to_owned()),
        reference: Some("test".to_owned()),
        metadata: None,
        batch_id: None,
        payout_user_id: paid.then(|| id_at(now).into()),
        created_at: now,
        finished_at: Some(now),
    }
}

fn batch(id: Uuid, now: DateTime<Utc>) -> BatchData {
    let all =
        |total| TallyData { total, pending: 0, succeeded: total, failed: 0, cancelled: 0, duplicate: 0 };
    BatchData {
        id: id.into(),
        status: batch::Status::Completed.as_str(),
        mode: batch::Mode::BestEffort.as_str(),
        counts: all(1),
        amounts: all(AMOUNT.get()),
        created_at: now,
        finished_at: Some(now),
    }
}

fn payout_user(id: Uuid, now: DateTime<Utc>) -> PayoutUserData<'static> {
    PayoutUserData {
        id: id.into(),
        email: EMAIL,
        balance: AMOUNT,
        status: payout_user::Status::Active.as_str(),
        expires_at: None,
        created_at: now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_is_marked_as_a_test() {
        let (endpoint, now) = (WebhookId::from(Uuid::nil()), DateTime::UNIX_EPOCH);
        for kind in EventType::SELECTABLE {
            let event = sample(kind, endpoint, now).unwrap();
            assert_eq!(event.kind(), kind);
            assert!(event.data.ends_with(r#""test_mode":true}"#), "{kind}: {}", event.data);
            assert!(event.data.contains("1000"), "{kind}: {}", event.data);
        }
        let hello = sample(EventType::WebhookTest, endpoint, now).unwrap();
        assert!(hello.data.contains(MESSAGE), "{}", hello.data);
    }
}
