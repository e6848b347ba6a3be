//! What was acknowledged and is not here any more, as far as somebody has kept its id.

use std::fmt;

use sqlx::PgConnection;
use uuid::Uuid;

use crate::ids::WithdrawalId;

/// The characters of a UUID.
const UUID_CHARS: usize = 36;

/// What an acknowledged id names.
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

/// An id that somebody was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Acknowledged {
    /// What it names.
    pub kind: Kind,
    /// Without its prefix.
    pub id: Uuid,
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
    /// The order that it names, if it does.
    pub fn order(self) -> Option<WithdrawalId> {
        (self.kind == Kind::Withdrawal).then(|| self.id.into())
    }
}

impl fmt::Display for Acknowledged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.kind.prefix(), self.id)
    }
}

/// The ids in a line of anything: a list, a log, a stored webhook.
pub fn acknowledged_in(line: &str) -> impl Iterator<Item = Acknowledged> + '_ {
    Kind::ALL.into_iter().flat_map(move |kind| {
        line.match_indices(kind.prefix()).filter_map(move |(at, prefix)| {
            let from = at + prefix.len();
            let id = Uuid::try_parse(line.get(from..from + UUID_CHARS)?).ok()?;
            Some(Acknowledged { kind, id })
        })
    })
}

/// Those of `ids` that are not here, in their order.
///
/// # Errors
/// When the database fails.
pub async fn unknown(
    conn: &mut PgConnection,
    ids: &[Acknowledged],
) -> Result<Vec<Acknowledged>, sqlx::Error> {
    let mut unknown = Vec::new();
    for kind in Kind::ALL {
        let of_kind: Vec<Uuid> = ids.iter().filter(|one| one.kind == kind).map(|one| one.id).collect();
        // An item of a batch has an id that a receiver may know, too. What was taken back is not here, rightly.
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
                    r#"select i.id as "id!" from unnest($1::uuid[]) with ordinality as i (id, place)
                       where not exists (select from withdrawals w where w.id = i.id) order by i.place"#,
                    &of_kind
                )
                .fetch_all(&mut *conn)
                .await?
            }
        };
        unknown.extend(missing.into_iter().map(|id| Acknowledged { kind, id }));
    }
    Ok(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_wherever_they_stand() {
        let id = "01900000-0000-7000-8000-000000000001";
        let line = format!(
            r#"2026-03-01 INFO accepted id=alc_{id} {{"order_id":"ord_{id}"}} evt_{id},bat_{id} alc_short evt_"#
        );
        let found: Vec<String> = acknowledged_in(&line).map(|one| one.to_string()).collect();
        assert_eq!(found, ["alc", "bat", "evt", "ord"].map(|kind| format!("{kind}_{id}")));
        assert_eq!(acknowledged_in("ord_ä").count(), 0);
    }
}
