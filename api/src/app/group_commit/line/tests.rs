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
fn a_group_takes_all_that_waits_and_the_next_begins_at_its_commit() {
    let line = WaitingLine::default();
    assert_eq!(line.join(request()), JoinOutcome::Begins);
    assert_eq!(line.join(request()), JoinOutcome::Waits);
    assert_eq!(line.take().len(), 2);
    assert_eq!(line.join(request()), JoinOutcome::Waits);
    assert!(line.at_commit(), "the next begins");
    assert_eq!(line.take().len(), 1);
    assert!(!line.ended(true), "nothing waits");
    assert_eq!(line.join(request()), JoinOutcome::Waits);
    assert!(line.ended(false), "a group that failed makes room too");
    assert_eq!(line.take().len(), 1);
}

#[test]
fn groups_at_their_commit_are_bounded() {
    let line = WaitingLine::default();
    assert_eq!(line.join(request()), JoinOutcome::Begins);
    for _ in 1..MOST_GROUPS {
        line.take();
        line.join(request());
        assert!(line.at_commit());
    }
    line.take();
    line.join(request());
    assert!(!line.at_commit(), "as many as may be are under way");
    assert!(line.ended(true));
}

#[test]
fn another_begins_beside_it_when_a_whole_group_waits() {
    let line = WaitingLine::default();
    assert_eq!(line.join(request()), JoinOutcome::Begins);
    for _ in 2..MOST_IN_A_GROUP {
        assert_eq!(line.join(request()), JoinOutcome::Waits);
    }
    assert_eq!(line.join(request()), JoinOutcome::Begins);
    assert_eq!(line.join(request()), JoinOutcome::Begins);
    assert_eq!(line.join(request()), JoinOutcome::Begins);
    assert_eq!(line.join(request()), JoinOutcome::Waits, "there are as many as may be");
}

#[test]
fn another_begins_beside_it_when_a_group_takes_long() {
    let line = WaitingLine::default();
    assert_eq!(line.join(request()), JoinOutcome::Begins);
    assert_eq!(line.take().len(), 1);
    assert_eq!(line.join(request()), JoinOutcome::Waits);
    let long_ago = Instant::now().checked_sub(2 * BUSY_FOR_LONG).unwrap();
    line.desk().begun = Some(long_ago);
    assert_eq!(line.join(request()), JoinOutcome::Begins);
    assert_eq!(line.take().len(), 2);
    assert_eq!(line.join(request()), JoinOutcome::Waits, "one has just begun");
}

#[test]
fn groups_and_the_line_are_bounded() {
    let line = WaitingLine::default();
    for _ in 0..MOST_WAITING {
        assert_ne!(line.join(request()), JoinOutcome::Refused);
    }
    assert_eq!(line.join(request()), JoinOutcome::Refused);
    assert_eq!(line.take().len(), MOST_IN_A_GROUP);
    assert_eq!(line.join(request()), JoinOutcome::Waits);
}

#[test]
fn who_is_not_taken_in_time_leaves_the_line() {
    let line = WaitingLine::default();
    line.join(request());
    let id = request().0.allocation.id;
    assert!(line.leave(id));
    assert!(line.take().is_empty());
    line.join(request());
    assert_eq!(line.take().len(), 1);
    assert!(!line.leave(id), "a group has it: it is to be answered by what became of it");
}
