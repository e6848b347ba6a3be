//! Tests which group takes a waiting request, and when the next group begins.

use super::*;
use domain::allocation::NewAllocation;
use domain::money::Cents;
use uuid::Uuid;

fn request() -> (Single, Answer) {
    let allocation = NewAllocation {
        id: Uuid::from_u128(2).into(),
        email: "a@example.com".parse().unwrap(),
        amount: Cents::new(1),
        reference: None,
        metadata: None,
        item_index: None,
    };
    let single = Single {
        business_id: Uuid::from_u128(1).into(),
        promised: true,
        request_id: Uuid::from_u128(3),
        again: false,
        allocation,
    };
    (single, oneshot::channel().0)
}

#[test]
fn a_group_takes_all_waiting_requests_and_the_next_begins_at_its_commit() {
    let line = WaitingLine::default();
    assert_eq!(line.join(request()), JoinOutcome::Begins);
    assert_eq!(line.join(request()), JoinOutcome::Waits);
    assert_eq!(line.take().len(), 2);
    assert_eq!(line.join(request()), JoinOutcome::Waits);
    assert!(line.at_commit(), "the next group begins");
    assert_eq!(line.take().len(), 1);
    assert!(!line.ended(true), "no request waits");
    assert_eq!(line.join(request()), JoinOutcome::Waits);
    assert!(line.ended(false), "the next group begins after a failed group too");
    assert_eq!(line.take().len(), 1);
}

#[test]
fn the_number_of_committing_groups_is_bounded() {
    let line = WaitingLine::default();
    assert_eq!(line.join(request()), JoinOutcome::Begins);
    for _ in 1..MOST_GROUPS {
        line.take();
        line.join(request());
        assert!(line.at_commit());
    }
    line.take();
    line.join(request());
    assert!(!line.at_commit(), "the maximum number of groups is running");
    assert!(line.ended(true));
}

#[test]
fn another_group_begins_when_a_full_group_waits() {
    let line = WaitingLine::default();
    assert_eq!(line.join(request()), JoinOutcome::Begins);
    for _ in 2..MOST_IN_A_GROUP {
        assert_eq!(line.join(request()), JoinOutcome::Waits);
    }
    assert_eq!(line.join(request()), JoinOutcome::Begins);
    assert_eq!(line.join(request()), JoinOutcome::Begins);
    assert_eq!(line.join(request()), JoinOutcome::Begins);
    assert_eq!(line.join(request()), JoinOutcome::Waits, "the maximum number of groups has begun");
}

#[test]
fn another_group_begins_when_a_group_takes_long() {
    let line = WaitingLine::default();
    assert_eq!(line.join(request()), JoinOutcome::Begins);
    assert_eq!(line.take().len(), 1);
    assert_eq!(line.join(request()), JoinOutcome::Waits);
    let long_ago = Instant::now().checked_sub(2 * BUSY_FOR_LONG).unwrap();
    line.desk().begun = Some(long_ago);
    assert_eq!(line.join(request()), JoinOutcome::Begins);
    assert_eq!(line.take().len(), 2);
    assert_eq!(line.join(request()), JoinOutcome::Waits, "a group has just begun");
}

#[test]
fn group_size_and_line_length_are_bounded() {
    let line = WaitingLine::default();
    for _ in 0..MOST_WAITING {
        assert_ne!(line.join(request()), JoinOutcome::Refused);
    }
    assert_eq!(line.join(request()), JoinOutcome::Refused);
    assert_eq!(line.take().len(), MOST_IN_A_GROUP);
    assert_eq!(line.join(request()), JoinOutcome::Waits);
}

#[test]
fn a_request_can_leave_the_line_until_a_group_takes_it() {
    let line = WaitingLine::default();
    line.join(request());
    let id = request().0.allocation.id;
    assert!(line.leave(id));
    assert!(line.take().is_empty());
    line.join(request());
    assert_eq!(line.take().len(), 1);
    assert!(!line.leave(id), "a group has taken the request, so the group's outcome is its response");
}
