//! The tables that have rows of a business, and how each of them is copied.

use std::collections::BTreeMap;

use sqlx::PgConnection;

use crate::ids::BusinessId;

/// When the rows of a table are copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyPhase {
    /// In rounds, while the business works. These tables have its history, on which nothing acts.
    Ahead,
    /// Whole, while the business is held: pending work, credentials, settings and small tables. A worker of the target
    /// that saw them earlier would act on them.
    AtSwitch,
    /// Never: marks of claims in flight, and sessions of members. They belong to one server.
    Never,
}

/// Which columns of a row may change after the row was copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Changes {
    Nothing,
    Anything,
    /// The first columns may change until the last one is set.
    Until(&'static [&'static str], &'static str),
}

/// A table with rows of a business.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// When its rows are copied.
    pub when: CopyPhase,
    /// The column with the business's id. For idempotency keys it is the caller, which may also be a payout user of the
    /// business ([`Table::of`]).
    pub(super) whose: &'static str,
    pub(super) key: &'static str,
    pub(super) changes: Changes,
}

const fn ahead(name: &'static str, key: &'static str, changes: Changes) -> Table {
    Table { name, when: CopyPhase::Ahead, whose: "business_id", key, changes }
}

const fn at_switch(name: &'static str) -> Table {
    Table { name, when: CopyPhase::AtSwitch, whose: "business_id", key: "", changes: Changes::Anything }
}

const fn never(name: &'static str) -> Table {
    Table { name, when: CopyPhase::Never, whose: "business_id", key: "", changes: Changes::Anything }
}

/// All tables. A table comes after those to which its rows refer.
pub const TABLES: [Table; 38] = [
    Table { whose: "id", ..ahead("businesses", "id", Changes::Anything) },
    ahead("payout_users", "business_id, id", Changes::Anything),
    ahead("allocations", "business_id, id", Changes::Nothing),
    ahead("transfers", "business_id, subject_id, kind", Changes::Nothing),
    ahead("allocation_outcomes", "business_id, allocation_id, attempt", Changes::Nothing),
    ahead("balance_moves", "business_id, id", Changes::Nothing),
    ahead("batches", "business_id, id", Changes::Anything),
    ahead("batch_duplicates", "business_id, batch_id, item_index", Changes::Nothing),
    ahead(
        "withdrawals",
        "business_id, id",
        Changes::Until(&["status", "finished_at", "code", "reason", "provider_reference"], "finished_at"),
    ),
    ahead("events", "business_id, id", Changes::Nothing),
    ahead("webhook_deliveries", "business_id, endpoint_id, event_id", Changes::Anything),
    ahead("webhook_attempts", "business_id, endpoint_id, event_id, attempt", Changes::Nothing),
    ahead("audit", "id", Changes::Nothing),
    ahead("api_usage", "business_id, day, route, outcome", Changes::Anything),
    at_switch("business_accounts"),
    at_switch("batch_progress"),
    at_switch("batch_releases"),
    at_switch("allocation_queue"),
    at_switch("allocation_deferred"),
    at_switch("allocation_dead"),
    at_switch("allocation_ranges"),
    at_switch("ring"),
    at_switch("pauses"),
    at_switch("throttles"),
    at_switch("withdrawal_queue"),
    at_switch("webhook_endpoints"),
    at_switch("webhook_ring"),
    at_switch("api_keys"),
    at_switch("allowed_origins"),
    at_switch("brands"),
    at_switch("memberships"),
    at_switch("member_actions"),
    at_switch("invitations"),
    at_switch("mails"),
    Table { whose: "caller", ..at_switch("idempotency_keys") },
    at_switch("restore_findings"),
    never("claims_begun"),
    never("sessions"),
];

/// A column to be copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    /// Whether its values are compared as text, because the type has no hash or a hash that differs between servers.
    pub(super) as_text: bool,
}

impl Table {
    /// Returns the condition that selects the rows of `business`.
    pub(super) fn of(&self, business: BusinessId) -> String {
        let id = business.uuid();
        let whose = format!("{} = '{id}'", self.whose);
        match self.name {
            // Rows that a relocation writes itself belong to one cell.
            "pauses" => format!("{whose} and cause <> 'move'"),
            "audit" => format!("{whose} and action not in ('leave', 'arrive')"),
            // This includes the keys of its payout users. The callers are found once, by reading the keys beside the
            // users. Then their keys are found by the primary key.
            "idempotency_keys" => format!(
                "caller = any(array(select '{id}'::uuid union all select k.caller from public.idempotency_keys k
                     join public.payout_users u on u.business_id = '{id}' and u.id = k.caller))"
            ),
            _ => whose,
        }
    }

    /// Returns the columns of the table that are copied.
    pub(super) fn columns<'c>(&self, all: &'c Columns) -> &'c [Column] {
        all.0.get(self.name).map_or(&[], Vec::as_slice)
    }
}

/// The columns of all tables that are copied.
#[derive(Debug, Clone)]
pub struct Columns(BTreeMap<String, Vec<Column>>);

impl Columns {
    /// Returns whether the copied tables have the same columns at the other side.
    pub fn fit(&self, there: &Self) -> bool {
        let names = TABLES.iter().map(|table| table.name).chain(["members", "member_identities"]);
        names.into_iter().all(|name| self.0.get(name) == there.0.get(name))
    }

    /// Reads the columns. Leaves out the transaction id that wrote a row, because it belongs to one server.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read(conn: &mut PgConnection) -> Result<Self, sqlx::Error> {
        let rows = sqlx::query!(
            r#"select c.relname::text as "table!", a.attname::text as "name!",
                   t.typtype = 'e' or t.typname = 'json' as "as_text!"
               from pg_class c join pg_attribute a on a.attrelid = c.oid join pg_type t on t.oid = a.atttypid
               where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0
                   and not a.attisdropped and a.attname <> 'written_by' order by a.attname"#
        );
        let mut columns: BTreeMap<String, Vec<Column>> = BTreeMap::new();
        for row in rows.fetch_all(conn).await? {
            columns.entry(row.table).or_default().push(Column { name: row.name, as_text: row.as_text });
        }
        Ok(Self(columns))
    }
}

/// What to copy: a business, and the columns of the tables.
#[derive(Debug, Clone, Copy)]
pub struct Copying<'c> {
    /// The business.
    pub business: BusinessId,
    /// The columns of the tables.
    pub columns: &'c Columns,
}

/// Returns the names of columns as a statement lists them.
pub(super) fn listed(columns: &[Column]) -> String {
    columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// Returns the tables that have a column for a business and are missing from [`TABLES`]. There are none, unless a
/// migration has added a table and did not add it here.
///
/// # Errors
/// When the database fails.
pub async fn unlisted(conn: &mut PgConnection) -> Result<Vec<String>, sqlx::Error> {
    let known: Vec<String> = TABLES.iter().map(|table| table.name.to_owned()).collect();
    sqlx::query_scalar!(
        r#"select c.relname::text as "name!" from pg_attribute a join pg_class c on c.oid = a.attrelid
           where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname = 'business_id'
               and c.relname <> all($1) and c.relname not in ('relocations', 'relocation_deletions') order by 1"#,
        &known
    )
    .fetch_all(conn)
    .await
}
