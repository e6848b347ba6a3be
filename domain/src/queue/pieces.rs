//! Held batches cut the bulk lane into pieces. This module finds the pieces worth reading.
//!
//! A claim takes from one piece after the other, with round trips for each. Between held batches there is mostly
//! nothing, and a business may have thousands of them. If there are many pieces, one statement finds the empty ones.

use sqlx::PgConnection;
use uuid::Uuid;

use super::limits::Piece;
use crate::ids::BusinessId;

/// Up to this many pieces, a claim reads one after the other. Asking which are empty would cost every claim a round
/// trip.
const FEW: usize = 8;

/// Returns `pieces` without the empty ones that the claim may take from. A piece that allows nothing stays, empty or
/// not: the claim must not raise its bound past it.
pub(super) async fn without_empty(
    conn: &mut PgConnection,
    business: BusinessId,
    pieces: Vec<Piece>,
) -> Result<Vec<Piece>, sqlx::Error> {
    if pieces.len() <= FEW {
        return Ok(pieces);
    }
    let column = |of: fn(&Piece) -> Uuid| -> Vec<Uuid> { pieces.iter().map(of).collect() };
    let filled = sqlx::query_scalar!(
        r#"select (select allocation_id from allocation_queue
                   where business_id = $1 and lane = 1 and allocation_id > p.after_id
                   order by allocation_id limit 1) <= p.upto_id is true
               or (select after_id from allocation_ranges
                   where business_id = $1 and due_at is null and last_id > p.after_id
                   order by last_id limit 1) < p.upto_id is true as "filled!"
           from unnest($2::uuid[], $3::uuid[]) with ordinality as p (after_id, upto_id, n) order by p.n"#,
        business.uuid(),
        &column(|piece| piece.range.after),
        &column(|piece| piece.range.upto)
    )
    .fetch_all(conn)
    .await?;
    let worth = pieces.into_iter().zip(filled);
    Ok(worth.filter(|(piece, filled)| *filled || piece.allowance.is_none()).map(|(piece, _)| piece).collect())
}
