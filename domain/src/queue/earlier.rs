//! What a claim needs to know about a business that it owns. One statement reads all of it after the account is
//! locked, so what it finds about limits stays true until the commit.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Job;
use super::mark::{MAX_EXCUSED, Mark};
use super::range::Range;
use super::ranges::Ready;
use crate::allocation::Lane;
use crate::ids::BusinessId;
use crate::money::Cents;

/// What a claim needs to know about an owned business, read after the account is locked.
pub(super) struct Earlier {
    /// The claims that broke off, fewest deaths first. A claim of a part of another claim's jobs comes after that
    /// claim.
    pub(super) suspects: Vec<Mark>,
    /// Whether the business or its batches have limits. Most have none, and this saves the round trip of reading
    /// them.
    pub(super) limited: bool,
    /// Whether the business has an enabled webhook endpoint. Most have none, and this saves the round trip of asking
    /// again.
    pub(super) listened: bool,
    /// When the database server was started.
    pub(super) server_started: DateTime<Utc>,
    /// The first row and the first range of the bulk lane. Mostly only one of the two exists.
    pub(super) first_row: Option<Uuid>,
    pub(super) first_range: Option<Ready>,
    /// The jobs that the statement has already taken.
    pub(super) at_hand: Vec<Job>,
}

/// Reads [`Earlier`] for an owned business whose lanes are empty up to `after`. Takes up to `most` interactive jobs
/// if there is nothing else to consider: no limit, no suspect, nothing in the bulk lane. This is the usual case for
/// single requests, and a separate statement for them would cost a round trip.
pub(super) async fn find_earlier(
    conn: &mut PgConnection,
    business: BusinessId,
    (interactive_after, bulk_after): (Uuid, Uuid),
    most: i64,
) -> Result<Earlier, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"with g as materialized (
               select after_id, last_id, batch_id, from_reserve, items, amount from allocation_ranges
               where business_id = $1 and due_at is null and last_id > $2 order by last_id limit 1
           ), m as materialized (
               select * from claims_begun where business_id = $1
           ), known as materialized (
               select exists (select from throttles where business_id = $1)
                       or exists (select from pauses where business_id = $1) as limited,
                   (select allocation_id from allocation_queue
                    where business_id = $1 and lane = 1 and allocation_id > $2 order by allocation_id limit 1) as first_row
           ), taken as (
               delete from allocation_queue where ctid = any(array(
                   select ctid from allocation_queue
                   where business_id = $1 and lane = 0 and allocation_id > $3
                     and (select not limited and first_row is null from known)
                     and not exists (select from g) and not exists (select from m)
                   order by allocation_id limit $4))
               returning allocation_id, email, amount, request_id, attempts, promised, from_reserve
           )
           select m.id as "id?", m.deaths as "deaths?", m.excused as "excused?", m.jobs as "jobs?",
               m.rested as "rested?", m.server_started as "begun_under?", m.interactive_first as "interactive_first?",
               m.interactive_last as "interactive_last?", m.bulk_first as "bulk_first?", m.bulk_last as "bulk_last?",
               pg_postmaster_start_time() as "server_started!",
               known.limited as "limited!",
               exists (select from webhook_endpoints where business_id = $1 and enabled) as "listened!",
               known.first_row,
               g.after_id as "after_id?", g.last_id as "last_id?", g.batch_id as "batch_id?",
               g.from_reserve as "from_reserve?", g.items as "items?", g.amount as "amount?",
               t.allocation_id as "job?", t.email as "job_email?", t.amount as "job_amount?", t.request_id as "job_request?",
               t.attempts as "job_attempts?", t.promised as "job_promised?", t.from_reserve as "job_from_reserve?"
           from known left join g on true left join m on true left join taken t on true"#,
        business.uuid(),
        bulk_after,
        interactive_after,
        most
    )
    .fetch_all(conn)
    .await?;
    let first = rows.first().ok_or(sqlx::Error::RowNotFound)?;
    let (limited, listened, server_started) = (first.limited, first.listened, first.server_started);
    let (first_row, first_range) = (first.first_row, first.range());
    let at_hand = rows.iter().filter_map(Row::job).collect();
    let mut suspects: Vec<Mark> = rows.iter().filter_map(Row::suspect).collect();
    suspects.sort_unstable_by_key(|mark| (mark.deaths, mark.id));
    Ok(Earlier { suspects, limited, listened, server_started, first_row, first_range, at_hand })
}

/// A row of [`find_earlier`]. What is known of the business is the same in every row. Beside it stand a mark, the first
/// range and a taken job, each if there is one.
struct Row {
    id: Option<Uuid>,
    deaths: Option<i16>,
    excused: Option<i16>,
    jobs: Option<i32>,
    rested: Option<bool>,
    begun_under: Option<DateTime<Utc>>,
    interactive_first: Option<Uuid>,
    interactive_last: Option<Uuid>,
    bulk_first: Option<Uuid>,
    bulk_last: Option<Uuid>,
    server_started: DateTime<Utc>,
    limited: bool,
    listened: bool,
    first_row: Option<Uuid>,
    after_id: Option<Uuid>,
    last_id: Option<Uuid>,
    batch_id: Option<Uuid>,
    from_reserve: Option<bool>,
    items: Option<i64>,
    amount: Option<i64>,
    job: Option<Uuid>,
    job_email: Option<String>,
    job_amount: Option<i64>,
    job_request: Option<Uuid>,
    job_attempts: Option<i16>,
    job_promised: Option<bool>,
    job_from_reserve: Option<bool>,
}

impl Row {
    /// Returns the first range of the bulk lane.
    fn range(&self) -> Option<Ready> {
        Some(Ready {
            range: Range { after: self.after_id?, upto: self.last_id? },
            batch_id: self.batch_id?,
            from_reserve: self.from_reserve?,
            items: self.items?,
            amount: self.amount?,
        })
    }

    /// Returns the taken job of this row.
    fn job(&self) -> Option<Job> {
        Some(Job {
            allocation_id: self.job?.into(),
            lane: Lane::Interactive,
            email: self.job_email.clone()?,
            amount: Cents::new(self.job_amount?),
            batch_id: None,
            request_id: self.job_request,
            attempts: self.job_attempts?,
            promised: self.job_promised?,
            from_reserve: self.job_from_reserve?,
        })
    }

    /// Returns the mark of this row. A mark that was made under another start of the server counts as excused once more.
    fn suspect(&self) -> Option<Mark> {
        let begun_under = self.begun_under?;
        let excused = self.excused?.saturating_add(i16::from(begun_under != self.server_started));
        let range = |first: Option<Uuid>, last: Option<Uuid>| Some(Range::of(first?, last?));
        Some(Mark {
            id: self.id?,
            deaths: self.deaths?,
            excused: excused.min(MAX_EXCUSED),
            jobs: self.jobs?,
            rested: self.rested?,
            server_started: begun_under,
            interactive: range(self.interactive_first, self.interactive_last),
            bulk: range(self.bulk_first, self.bulk_last),
        })
    }
}
