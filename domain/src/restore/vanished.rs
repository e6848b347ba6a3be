//! Finds ids that were given to a client and are no longer in the database, in any text that was kept, such as a log.
//!
//! For an order that was made under an idempotency key, the provider is given another id than the payout user and the
//! business. Our own logs name both ids in one line: the provider's follows `told_as`.

use std::fmt;

use sqlx::PgConnection;
use uuid::Uuid;

use crate::ids::WithdrawalId;

/// The length of a UUID.
const UUID_CHARS: usize = 36;

/// The text before the id that a provider was given.
const TOLD_AS: &str = "told_as";

/// The maximum number of characters between that text and the id: `=`, or `": "`.
const MOST_BETWEEN: usize = 4;

/// The kind of object that an acknowledged id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// `alc_…`
    Allocation,
    /// `bat_…`
    Batch,
    /// `evt_…`
    Event,
    /// `ord_…`
    Withdrawal,
}

/// An id that was given to a client or a receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Acknowledged {
    /// The kind of object that it names.
    pub kind: Kind,
    /// The id without its prefix.
    pub id: Uuid,
    /// The id under which the provider knows the order, if it is an order and the line has that id.
    pub told_as: Option<WithdrawalId>,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Allocation, Self::Batch, Self::Event, Self::Withdrawal];

    const fn prefix(self) -> &'static str {
        match self {
            Self::Allocation => "alc_",
            Self::Batch => "bat_",
            Self::Event => "evt_",
            Self::Withdrawal => "ord_",
        }
    }
}

impl Acknowledged {
    /// Returns the id under which a provider knows the order, if this is an order.
    pub fn order(self) -> Option<WithdrawalId> {
        (self.kind == Kind::Withdrawal).then(|| self.told_as.unwrap_or_else(|| self.id.into()))
    }
}

impl fmt::Display for Acknowledged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.kind.prefix(), self.id)
    }
}

/// Finds the ids in a line of any text: a list, a log, a stored webhook.
pub fn acknowledged_in(line: &str) -> impl Iterator<Item = Acknowledged> + '_ {
    Kind::ALL.into_iter().flat_map(move |kind| {
        let mut named = ids(line, kind).filter(|named| !named.is_told_as).peekable();
        std::iter::from_fn(move || {
            let Named { at, id, .. } = named.next()?;
            let until = named.peek().map_or(line.len(), |next| next.at);
            let told_as = (kind == Kind::Withdrawal)
                .then(|| ids(line, kind).find(|told| told.is_told_as && (at..until).contains(&told.at)))
                .flatten()
                .map(|told| told.id.into());
            Some(Acknowledged { kind, id, told_as })
        })
    })
}

struct Named {
    at: usize,
    id: Uuid,
    is_told_as: bool,
}

fn ids(line: &str, kind: Kind) -> impl Iterator<Item = Named> + '_ {
    line.match_indices(kind.prefix()).filter_map(move |(at, prefix)| {
        let from = at + prefix.len();
        let id = Uuid::try_parse(line.get(from..from + UUID_CHARS)?).ok()?;
        let before = line[..at].rfind(TOLD_AS).map(|told| at - told - TOLD_AS.len());
        Some(Named { at, id, is_told_as: before.is_some_and(|between| between <= MOST_BETWEEN) })
    })
}

/// Returns those of `ids` that are not in the database: by kind, and those of one kind in their order.
///
/// # Errors
/// When the database fails.
pub async fn unknown(
    conn: &mut PgConnection,
    ids: &[Acknowledged],
) -> Result<Vec<Acknowledged>, sqlx::Error> {
    let mut unknown = Vec::new();
    for kind in Kind::ALL {
        let of_kind: Vec<&Acknowledged> = ids.iter().filter(|one| one.kind == kind).collect();
        let told_as: Vec<Option<Uuid>> =
            of_kind.iter().map(|one| one.told_as.map(WithdrawalId::uuid)).collect();
        let of_kind: Vec<Uuid> = of_kind.iter().map(|one| one.id).collect();
        // A receiver may also know the id of a batch's item. A request that was taken back is rightly missing.
        let missing = match kind {
            Kind::Allocation => {
                sqlx::query_scalar!(
                    r#"select i.id as "id!" from unnest($1::uuid[]) with ordinality as i (id, place)
                       where not exists (select from allocations a where a.id = i.id) order by i.place"#,
                    &of_kind
                )
                .fetch_all(&mut *conn)
                .await?
            }
            Kind::Batch => {
                sqlx::query_scalar!(
                    r#"select i.id as "id!" from unnest($1::uuid[]) with ordinality as i (id, place)
                       where not exists (select from batches b where b.id = i.id) order by i.place"#,
                    &of_kind
                )
                .fetch_all(&mut *conn)
                .await?
            }
            Kind::Event => {
                sqlx::query_scalar!(
                    r#"select i.id as "id!" from unnest($1::uuid[]) with ordinality as i (id, place)
                       where not exists (select from events e where e.id = i.id) order by i.place"#,
                    &of_kind
                )
                .fetch_all(&mut *conn)
                .await?
            }
            Kind::Withdrawal => {
                sqlx::query_scalar!(
                    // The payout user may have made the order again under the same key. To its provider, that is the
                    // same order.
                    r#"select i.id as "id!" from unnest($1::uuid[], $2::uuid[]) with ordinality as i (id, told_as, place)
                       where not exists (select from withdrawals w where w.id = i.id)
                           and not exists (select from withdrawals w where w.told_as = i.told_as)
                       order by i.place"#,
                    &of_kind,
                    &told_as as _
                )
                .fetch_all(&mut *conn)
                .await?
            }
        };
        unknown.extend(ids.iter().filter(|one| one.kind == kind && missing.contains(&one.id)));
    }
    Ok(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_anywhere_in_a_line() {
        let id = "01900000-0000-7000-8000-000000000001";
        let line = format!(
            r#"2026-03-01 INFO accepted id=alc_{id} {{"order_id":"ord_{id}"}} evt_{id},bat_{id} alc_short evt_"#
        );
        let found: Vec<String> = acknowledged_in(&line).map(|one| one.to_string()).collect();
        assert_eq!(found, ["alc", "bat", "evt", "ord"].map(|kind| format!("{kind}_{id}")));
        assert_eq!(acknowledged_in("ord_ä").count(), 0);
    }

    #[test]
    fn the_id_that_a_provider_was_told_belongs_to_the_order_before_it() {
        let [own, told, other] = [1, 2, 3].map(|n| format!("01900000-0000-7000-8000-00000000000{n}"));
        for line in [
            format!("accepted withdrawal=ord_{own} told_as=ord_{told} then ord_{other}"),
            format!(r#"{{"withdrawal":"ord_{own}","told_as": "ord_{told}"}},{{"withdrawal":"ord_{other}"}}"#),
        ] {
            let found: Vec<_> = acknowledged_in(&line)
                .map(|one| (one.id.to_string(), one.order().unwrap().to_string()))
                .collect();
            let expected = [(own.clone(), format!("ord_{told}")), (other.clone(), format!("ord_{other}"))];
            assert_eq!(found, expected, "{line}");
        }
        let far = format!("ord_{own}, which it was not told_as it seems, but as ord_{told}");
        assert!(acknowledged_in(&far).all(|one| one.told_as.is_none()));
    }
}
