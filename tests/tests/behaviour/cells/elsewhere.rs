//! A business that is being moved to another cell. Its callers are asked to come back later, or are served by the cell
//! that has the business. The other cell leaves the business out of everything that it does and shows.

pub mod books;
pub mod fenced;
pub mod found;
pub mod skipped;

use domain::ids::BusinessId;
use tests::World;

/// Puts `business` into `phase` of a move from or to `w`.
pub async fn set_move_phase(w: &World, business: BusinessId, phase: &str) {
    sqlx::query(
        "insert into relocations (business_id, begun_at, held_until, phase, other_cell)
         values ($1, now(), now() + interval '1 hour', $2, 1)
         on conflict (business_id) do update set phase = excluded.phase",
    )
    .bind(business.uuid())
    .bind(phase)
    .execute(&w.pool)
    .await
    .unwrap();
}

/// Ends the move: `business` belongs to `w`.
pub async fn end_move(w: &World, business: BusinessId) {
    sqlx::query("delete from relocations where business_id = $1")
        .bind(business.uuid())
        .execute(&w.pool)
        .await
        .unwrap();
}

/// Pauses `business` as a relocation does.
pub async fn pause_for_move(w: &World, business: BusinessId) {
    sqlx::query(
        "insert into pauses (business_id, batch_id, cause, by_operator, paused_at)
         values ($1, '00000000-0000-0000-0000-000000000000', 'move', true, now())",
    )
    .bind(business.uuid())
    .execute(&w.pool)
    .await
    .unwrap();
}

/// Refuses writes to the rows of `business` in `table`, or deletes with `delete`, as a move does while it holds the
/// business. Nothing else shows the hold, so the fence stops a writer that checked a moment earlier. Returns the id
/// whose row in `relocations` keeps the fence up: without that row, the fence lets all writes through.
pub async fn fence_table(w: &World, business: BusinessId, table: &str, delete: bool) -> BusinessId {
    let (row, when) = if delete { ("old", "delete") } else { ("new", "insert or update") };
    let fence = BusinessId::from(w.clock.id());
    set_move_phase(w, fence, "held").await;
    let (business, held) = (business.uuid(), fence.uuid());
    let trigger = format!(
        "create trigger fence_of_{row}_rows after {when} on {table} for each row when ({row}.business_id = '{business}')
             execute function refuse_write_of_moved_business('{held}')"
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(trigger)).execute(&w.pool).await.unwrap();
    fence
}

/// Copies the rows that a client's credentials are looked up in, and the money of the business.
pub async fn copy_business(from: &World, to: &World, business: BusinessId) {
    let tables = [
        ("businesses", "id = $1"),
        ("business_accounts", "business_id = $1"),
        ("balance_moves", "business_id = $1"),
        ("payout_users", "business_id = $1"),
        ("allocations", "business_id = $1"),
        ("transfers", "business_id = $1"),
        ("api_keys", "business_id = $1"),
        ("members", "id in (select member_id from memberships where business_id = $1)"),
        ("memberships", "business_id = $1"),
        ("sessions", "business_id = $1"),
    ];
    for (table, whose) in tables {
        let read = format!("select row_to_json(t)::text from {table} t where {whose}");
        let rows: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(read))
            .bind(business.uuid())
            .fetch_all(&from.pool)
            .await
            .unwrap();
        let write =
            format!("insert into {table} select * from json_populate_record(null::{table}, $1::json)");
        for row in rows {
            sqlx::query(sqlx::AssertSqlSafe(write.clone())).bind(row).execute(&to.pool).await.unwrap();
        }
    }
}
