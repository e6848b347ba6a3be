//! Finds the listed orders that belong to other cells. All cells have the same providers, so a provider's list has the
//! orders of every cell.

use std::collections::{BTreeMap, BTreeSet};

use domain::business;
use domain::cell::{Cell, Number};
use domain::ids::BusinessId;
use domain::platform::db::{self, Role};
use domain::withdrawal::report::Listed;
use sqlx::{Connection, PgConnection};

/// How many businesses one query looks for.
const AT_ONCE: usize = 1_000;

/// Returns the businesses of `listed` that are in one of the cells `others` and not in the cell at `here`, with the
/// number of their cell. If a cell does not answer, its businesses are missing here: their orders are left to a person,
/// or to a later run.
pub(super) async fn businesses(
    here: &mut PgConnection,
    others: &[Cell],
    listed: &[(String, Listed)],
) -> Result<BTreeMap<BusinessId, Number>, sqlx::Error> {
    let named: BTreeSet<BusinessId> =
        listed.iter().filter_map(|(_, order)| Some(order.told()?.business_id)).collect();
    let of_here = businesses_of_cell(here, &named).await?;
    let strangers: BTreeSet<BusinessId> = named.difference(&of_here).copied().collect();
    let mut found = BTreeMap::new();
    for other in others {
        let (Some(number), false) = (other.number, strangers.is_empty()) else { continue };
        match asked(other, &strangers).await {
            Ok(there) => found.extend(there.into_iter().map(|business| (business, number))),
            Err(error) => {
                tracing::warn!(other = %number, %error, "a cell could not be asked whether orders that are unknown here belong to its businesses");
            }
        }
    }
    Ok(found)
}

async fn asked(cell: &Cell, strangers: &BTreeSet<BusinessId>) -> Result<BTreeSet<BusinessId>, sqlx::Error> {
    let mut conn = db::connect(&cell.guarded_url(), Role::Operator).await?;
    let there = businesses_of_cell(&mut conn, strangers).await?;
    conn.close().await?;
    Ok(there)
}

/// Returns those of `businesses` that the cell at `conn` has.
async fn businesses_of_cell(
    conn: &mut PgConnection,
    businesses: &BTreeSet<BusinessId>,
) -> Result<BTreeSet<BusinessId>, sqlx::Error> {
    let (all, mut there): (Vec<BusinessId>, _) = (businesses.iter().copied().collect(), BTreeSet::new());
    for some in all.chunks(AT_ONCE) {
        there.extend(business::several(conn, some).await?.into_iter().map(|business| business.id));
    }
    Ok(there)
}
