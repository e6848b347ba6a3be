//! Who waits to be recorded, which group takes it, and when the next one begins.

use super::*;
use domain::allocation::NewAllocation;
use domain::money::Cents;
use uuid::Uuid;

fn entry() -> Entry {
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
    Entry { single, answer: oneshot::channel().0 }
}

#[test]
fn a_group_takes_all_that_waits_and_the_next_begins_at_its_commit() {
    let recording = Recording::default();
    assert_eq!(recording.join(entry()), Joined::Begins);
    assert_eq!(recording.join(entry()), Joined::Waits);
    assert_eq!(recording.take().len(), 2);
    assert_eq!(recording.join(entry()), Joined::Waits);
    assert!(recording.at_commit(), "the next begins");
    assert_eq!(recording.take().len(), 1);
    assert!(!recording.ended(true), "nothing waits");
    assert_eq!(recording.join(entry()), Joined::Waits);
    assert!(recording.ended(false), "a group that failed makes room too");
    assert_eq!(recording.take().len(), 1);
}

#[test]
fn groups_at_their_commit_are_bounded() {
    let recording = Recording::default();
    assert_eq!(recording.join(entry()), Joined::Begins);
    for _ in 1..MOST_GROUPS {
        recording.take();
        recording.join(entry());
        assert!(recording.at_commit());
    }
    recording.take();
    recording.join(entry());
    assert!(!recording.at_commit(), "as many as may be are under way");
    assert!(recording.ended(true));
}

#[test]
fn another_begins_beside_it_when_a_whole_group_waits() {
    let recording = Recording::default();
    assert_eq!(recording.join(entry()), Joined::Begins);
    for _ in 2..MOST_IN_A_GROUP {
        assert_eq!(recording.join(entry()), Joined::Waits);
    }
    assert_eq!(recording.join(entry()), Joined::Begins);
    assert_eq!(recording.join(entry()), Joined::Begins);
    assert_eq!(recording.join(entry()), Joined::Begins);
    assert_eq!(recording.join(entry()), Joined::Waits, "there are as many as may be");
}

#[test]
fn another_begins_beside_it_when_a_group_takes_long() {
    let recording = Recording::default();
    assert_eq!(recording.join(entry()), Joined::Begins);
    assert_eq!(recording.take().len(), 1);
    assert_eq!(recording.join(entry()), Joined::Waits);
    let long_ago = Instant::now().checked_sub(2 * BUSY_FOR_LONG).unwrap();
    recording.desk().begun = Some(long_ago);
    assert_eq!(recording.join(entry()), Joined::Begins);
    assert_eq!(recording.take().len(), 2);
    assert_eq!(recording.join(entry()), Joined::Waits, "one has just begun");
}

#[test]
fn groups_and_the_line_are_bounded() {
    let recording = Recording::default();
    for _ in 0..MOST_WAITING {
        assert_ne!(recording.join(entry()), Joined::Refused);
    }
    assert_eq!(recording.join(entry()), Joined::Refused);
    assert_eq!(recording.take().len(), MOST_IN_A_GROUP);
    assert_eq!(recording.join(entry()), Joined::Waits);
}

#[test]
fn who_is_not_taken_in_time_leaves_the_line() {
    let recording = Recording::default();
    recording.join(entry());
    let id = entry().single.allocation.id;
    assert!(recording.leave(id));
    assert!(recording.take().is_empty());
    recording.join(entry());
    assert_eq!(recording.take().len(), 1);
    assert!(!recording.leave(id), "a group has it: it is to be answered by what became of it");
}

#[test]
fn whose_fault_a_failure_may_be() {
    let failed = || NotDone::Failed(sqlx::Error::RowNotFound);
    assert!(may_be_one_s_fault(&failed(), 2));
    assert!(!may_be_one_s_fault(&failed(), 1));
    assert!(!may_be_one_s_fault(&NotDone::Unavailable(sqlx::Error::PoolTimedOut), 2));
}
