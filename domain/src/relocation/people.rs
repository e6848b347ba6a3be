//! The members of a business. A member is of a cell, and may be a member's of other businesses, here and there. One whose address is a
//! member's in the other cell already is that member, with the password and the id that it has there.

use sqlx::{AssertSqlSafe, Executor, PgConnection};

use super::stream::{stage, stream};
use super::tables::{Changes, Columns, Copying, Table, When, listed};
use crate::ids::BusinessId;

/// The table of who belongs to a business.
pub(super) const MEMBERSHIPS: &str = "memberships";

const MEMBERS: Table =
    Table { name: "members", when: When::AtSwitch, whose: "id", key: "id", changes: Changes::Nothing };
const IDENTITIES: Table = Table { name: "member_identities", whose: "member_id", ..MEMBERS };
const OF_IT: Table = Table { name: MEMBERSHIPS, whose: "business_id", ..MEMBERS };

/// Brings the members of the business and what they are of it. Returns how many. In a transaction of `target`.
pub(super) async fn bring(
    source: &mut PgConnection,
    target: &mut PgConnection,
    copying: Copying<'_>,
) -> Result<u64, sqlx::Error> {
    let id = copying.business.uuid();
    let theirs = format!("in (select member_id from public.memberships where business_id = '{id}')");
    let members = come(source, target, copying.columns, &MEMBERS, &theirs).await?;
    let identities = come(source, target, copying.columns, &IDENTITIES, &theirs).await?;
    let memberships = come(source, target, copying.columns, &OF_IT, &format!("= '{id}'")).await?;
    let mapped = memberships.replace(", member_id", ", m.id");
    // An identity comes with a new member alone: who is a member already has proved there who it is, or has not.
    let insert = format!(
        "with new as (insert into public.members ({members}) select {members} from coming_members
                      on conflict (email) do nothing returning id)
         insert into public.member_identities ({identities})
         select {identities} from coming_member_identities where member_id in (select id from new) on conflict do nothing"
    );
    target.execute(AssertSqlSafe(insert)).await?;
    let insert = format!(
        "insert into public.memberships ({memberships}) select {mapped} from (
             select o.*, m.id from coming_memberships o
             join coming_members c on c.id = o.member_id join public.members m on m.email = c.email) m"
    );
    Ok(target.execute(AssertSqlSafe(insert)).await?.rows_affected())
}

/// Gives what members of `business` have done the ids that they have here. In the same transaction as [`bring`], after the copy.
pub(super) async fn rename(target: &mut PgConnection, business: BusinessId) -> Result<(), sqlx::Error> {
    let renamed = format!(
        "update public.member_actions t set member_id = m.id
         from coming_members c join public.members m on m.email = c.email
         where t.business_id = '{}' and t.member_id = c.id and m.id <> c.id",
        business.uuid()
    );
    target.execute(AssertSqlSafe(renamed)).await.map(|_| ())
}

/// Copies rows into a table of their own, `coming_…`, until the transaction ends. Returns their columns.
async fn come(
    source: &mut PgConnection,
    target: &mut PgConnection,
    columns: &Columns,
    table: &Table,
    which: &str,
) -> Result<String, sqlx::Error> {
    let columns = listed(table.columns(columns));
    let coming = format!("coming_{}", table.name);
    stage(target, table, &columns, &coming).await?;
    let select = format!("select {columns} from public.{} where {} {which}", table.name, table.whose);
    stream(source, &select, target, &coming).await?;
    Ok(columns)
}
