//! The results of the leader's last check of the books, stored to be shown: one row for each law.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{Finding, Law};
use crate::money::Cents;

/// The stored result for one law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredFinding {
    /// The law.
    pub law: Law,
    /// How many rows were checked.
    pub checked: i64,
    /// How many broke it.
    pub breaches: i64,
    /// By how many cents the balances differ, for the laws about balances.
    pub off_by: Cents,
    /// When it was checked.
    pub checked_at: DateTime<Utc>,
}

/// Stores the results of a check in place of the previous ones. Results of laws that are no longer checked are deleted.
///
/// # Errors
/// When the database fails.
pub async fn store(conn: &mut PgConnection, findings: &[Finding]) -> Result<(), sqlx::Error> {
    let laws: Vec<String> = findings.iter().map(|finding| finding.law.as_str().to_owned()).collect();
    let checked: Vec<i64> = findings.iter().map(|finding| finding.checked).collect();
    let breaches: Vec<i64> = findings.iter().map(|finding| finding.breaches).collect();
    let off_by: Vec<i64> = findings.iter().map(|finding| finding.off_by.get()).collect();
    sqlx::query!(
        "with gone as (delete from books_checks where law <> all($1))
         insert into books_checks as b (law, checked, breaches, off_by, checked_at)
         select law, checked, breaches, off_by, now()
         from unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[]) f (law, checked, breaches, off_by)
         on conflict (law) do update set checked = excluded.checked, breaches = excluded.breaches,
             off_by = excluded.off_by, checked_at = excluded.checked_at",
        &laws,
        &checked,
        &breaches,
        &off_by
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Returns the stored results, for the laws that this program knows.
///
/// # Errors
/// When the database fails.
pub async fn kept(conn: &mut PgConnection) -> Result<Vec<StoredFinding>, sqlx::Error> {
    let rows =
        sqlx::query!("select law, checked, breaches, off_by, checked_at from books_checks order by law")
            .fetch_all(conn)
            .await?;
    let known = |text: &str| Law::ALL.into_iter().find(|law| law.as_str() == text);
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(StoredFinding {
                law: known(&row.law)?,
                checked: row.checked,
                breaches: row.breaches,
                off_by: Cents::new(row.off_by),
                checked_at: row.checked_at,
            })
        })
        .collect())
}
