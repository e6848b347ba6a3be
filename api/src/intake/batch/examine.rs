//! Examines the items of a batch with plain reads: which of them are duplicates, and which references name other
//! payments. Nothing is locked, so a reference that is free here may be taken by the time the batch is recorded.
//!
//! A reference that the business has used is looked up. A reference that occurs twice in the batch is recognised by its
//! digest, which takes some 60 MB for a million references while they are examined. Therefore only a few batches are
//! examined at a time. The others wait with their file, without a connection. Other requests get a turn after every few
//! thousand items.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use domain::allocation::Status;
use domain::batch::{self, RecordedReference};
use domain::ids::{AllocationId, BusinessId};
use domain::money::Cents;
use domain::reference::Reference;
use futures::FutureExt;
use sha2::{Digest, Sha256};

use super::faults::{Fault, Faults};
use super::receive::Received;
use super::sender::Sender;
use super::spool::{SpooledItem, read_ahead};
use crate::app::App;
use crate::http::refusal::Refusal;

/// The most duplicates that are listed: as many as faults.
const MAX_DUPLICATES: usize = 1_000;

/// What a duplicate item repeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EarlierUse {
    /// A recorded allocation, with its status.
    Allocation(AllocationId, Status),
    /// Another item of the batch, with this index.
    Item(u64),
}

/// An item that would not be paid again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Duplicate {
    /// The item's position in the batch, starting at 0.
    pub(crate) index: u64,
    /// The reference of both.
    pub(crate) reference: String,
    /// What it repeats.
    pub(crate) earlier: EarlierUse,
}

/// The result of examining a batch.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Examined {
    /// The first [`MAX_DUPLICATES`] items that would not be paid again, in their order.
    pub(crate) listed: Vec<Duplicate>,
    /// The number of items that would not be paid again.
    pub(crate) duplicates: u64,
    /// The sum of their amounts, in cents.
    pub(crate) duplicate_amount: i64,
    /// The number of items that were requested before and not paid. They would be tried again.
    pub(crate) next_attempts: u64,
    /// The number of items whose references name other payments.
    pub(crate) conflicts: u64,
    /// The sum of their amounts, in cents.
    pub(crate) conflict_amount: i64,
}

/// Returns what the payout balance lacks to set the batch aside. Returns `None` if it suffices, or if recording will
/// report another reason: the key may be taken, even by the very same batch.
pub(crate) async fn missing(
    app: &App,
    sender: &Sender,
    received: &Received,
) -> Result<Option<Cents>, Refusal> {
    let (business, key) = (sender.business_id, sender.key.clone());
    let prospect =
        app.read(move |conn| async move { batch::prospect(conn, business, &key).await }.boxed()).await?;
    let total = received.checked.spool.amount;
    if prospect.key_taken || total <= prospect.payout_balance {
        return Ok(None);
    }
    let examined = examine(app, business, received, &mut Faults::default()).await?;
    let needed = Cents::new(total.get() - examined.duplicate_amount);
    let missing = needed.checked_sub(prospect.payout_balance).filter(|missing| *missing > Cents::ZERO);
    Ok(missing.filter(|_| examined.conflicts == 0))
}

/// Examines every item that has no fault of its own, and adds conflicts to `faults`.
pub(crate) async fn examine(
    app: &App,
    business: BusinessId,
    received: &Received,
    faults: &mut Faults,
) -> Result<Examined, Refusal> {
    // The semaphore is never closed. If acquiring failed nevertheless, the number would be unlimited, which does no
    // harm.
    let _turn = app.upload_slots.examining.acquire().await;
    let mut examined = Examined::default();
    let mut first_uses = FirstUses::of(received.checked.spool.items);
    let mut indexes = sound(&received.checked.faulty);
    let mut chunks = read_ahead(received.checked.spool.read());
    while let Some(chunk) = chunks.recv().await {
        let chunk = chunk.map_err(|error| {
            tracing::error!(%error, "a spooled batch cannot be read");
            Refusal::Internal
        })?;
        let known = known(app, business, &chunk).await?;
        for ((item, known), index) in chunk.iter().zip(known).zip(indexes.by_ref()) {
            let Some(reference) = &item.reference else { continue };
            match first_uses.judge(index, item, reference.as_str(), known) {
                Verdict::New => {}
                Verdict::NextAttempt => examined.next_attempts += 1,
                Verdict::Duplicate(earlier) => {
                    if examined.listed.len() < MAX_DUPLICATES {
                        examined.listed.push(Duplicate { index, reference: reference.to_string(), earlier });
                    }
                    examined.duplicates += 1;
                    examined.duplicate_amount += item.amount.get();
                }
                Verdict::Conflict(fault) => {
                    examined.conflicts += 1;
                    examined.conflict_amount += item.amount.get();
                    faults.add(index, received.checked.lines.of(index), fault);
                }
            }
        }
    }
    Ok(examined)
}

/// Returns the indexes of the items without a fault, given the indexes of the others.
fn sound(faulty: &[u64]) -> impl Iterator<Item = u64> {
    let mut faulty = faulty.iter().copied().peekable();
    (0..).filter(move |index| faulty.next_if_eq(index).is_none())
}

async fn known(
    app: &App,
    business: BusinessId,
    chunk: &[SpooledItem],
) -> Result<Vec<Option<RecordedReference>>, Refusal> {
    let references: Vec<Option<Reference>> = chunk.iter().map(|item| item.reference.clone()).collect();
    if references.iter().all(Option::is_none) {
        return Ok(vec![None; chunk.len()]);
    }
    Ok(app
        .read(move |conn| {
            async move { batch::recorded_references(conn, business, &references).await }.boxed()
        })
        .await?)
}

/// What would become of an item.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    New,
    /// The allocation that it repeats has ended unpaid.
    NextAttempt,
    Duplicate(EarlierUse),
    Conflict(Fault),
}

/// For each new reference of the batch: the digest of what its first item pays, and the index of that item.
#[derive(Debug)]
struct FirstUses {
    first: HashMap<[u8; 16], ([u8; 8], u32)>,
    items: u32,
}

impl FirstUses {
    /// Makes an empty table that reserves room for all `items` at its first use. Growing it later would take half as
    /// much memory again.
    fn of(items: u32) -> Self {
        Self { first: HashMap::new(), items }
    }

    fn judge(
        &mut self,
        index: u64,
        item: &SpooledItem,
        reference: &str,
        known: Option<RecordedReference>,
    ) -> Verdict {
        let first = match known {
            Some(known) if known.email != item.email.as_str() || known.amount != item.amount => {
                return Verdict::Conflict(Fault::reference_taken(&known));
            }
            Some(known) if !known.ended_unpaid => {
                return Verdict::Duplicate(EarlierUse::Allocation(known.id, known.status));
            }
            Some(_) => Verdict::NextAttempt,
            None => Verdict::New,
        };
        let content = Sha256::new_with_prefix(item.amount.get().to_be_bytes());
        let content = digest(content.chain_update(item.email.as_str()));
        if self.first.is_empty() {
            self.first.reserve(self.items as usize);
        }
        match self.first.entry(digest(Sha256::new_with_prefix(reference))) {
            Entry::Vacant(free) => {
                // A batch has at most a million items.
                free.insert((content, index as u32));
                first
            }
            Entry::Occupied(first) if first.get().0 == content => {
                Verdict::Duplicate(EarlierUse::Item(first.get().1.into()))
            }
            Entry::Occupied(_) => Verdict::Conflict(Fault::reference_differs()),
        }
    }
}

/// Returns the beginning of a hash.
pub(super) fn digest<const N: usize>(hash: Sha256) -> [u8; N] {
    let whole: [u8; 32] = hash.finalize().into();
    std::array::from_fn(|place| whole[place])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_items_are_compared_with_the_first_use_of_their_reference() {
        let item = |email: &str, amount| SpooledItem {
            email: email.parse().unwrap(),
            amount: Cents::new(amount),
            reference: None,
            metadata: None,
        };
        let mut first_uses = FirstUses::of(5);
        assert_eq!(first_uses.judge(3, &item("a@b.c", 1), "r", None), Verdict::New);
        assert_eq!(
            first_uses.judge(5, &item("a@b.c", 1), "r", None),
            Verdict::Duplicate(EarlierUse::Item(3))
        );
        let differs = Verdict::Conflict(Fault::reference_differs());
        assert_eq!(first_uses.judge(6, &item("a@b.c", 2), "r", None), differs);
        let id = AllocationId::from(uuid::Uuid::from_u128(7));
        let known = |status, ended_unpaid| RecordedReference {
            id,
            email: "a@b.c".into(),
            amount: Cents::new(3),
            status,
            ended_unpaid,
        };
        let paid = known(Status::Succeeded, false);
        let duplicate = Verdict::Duplicate(EarlierUse::Allocation(id, Status::Succeeded));
        assert_eq!(first_uses.judge(7, &item("a@b.c", 3), "s", Some(paid.clone())), duplicate);
        let taken = Verdict::Conflict(Fault::reference_taken(&paid));
        assert_eq!(first_uses.judge(8, &item("a@b.d", 3), "s", Some(paid)), taken);
        // An allocation that ended unpaid is tried again, once.
        let unpaid = || Some(known(Status::Failed, true));
        assert_eq!(first_uses.judge(9, &item("a@b.c", 3), "t", unpaid()), Verdict::NextAttempt);
        assert_eq!(
            first_uses.judge(10, &item("a@b.c", 3), "t", unpaid()),
            Verdict::Duplicate(EarlierUse::Item(9))
        );
    }

    #[test]
    fn faulty_items_are_skipped() {
        assert_eq!(sound(&[0, 2, 3]).take(3).collect::<Vec<_>>(), [1, 4, 5]);
        assert_eq!(sound(&[]).take(2).collect::<Vec<_>>(), [0, 1]);
    }
}
