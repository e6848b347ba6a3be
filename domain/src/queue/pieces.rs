//! The pieces into which held batches cut the bulk lane: which of them a claim looks at.
//!
//! A claim takes from piece after piece, with round trips for each. Between batches that are held there is mostly nothing, and
//! a business may have thousands of them. So of many pieces those that are empty are found by one statement.

use sqlx::PgConnection;
use uuid::Uuid;

use super::limits::Piece;
use crate::ids::BusinessId;

/// So few pieces are looked at one after the other: to ask which are empty would be a round trip for every claim.
const FEW: usize = 8;

/// `pieces` without those that allow something and have nothing ready. Of what is not allowed the claim must know, empty or
/// not: its bound does not pass it.
pub(super) async fn worth_a_look(
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
