//! The members of a business. Accounts belong to a cell, and an account may belong to several businesses there. So a
//! member who arrives may meet an account that the target already has.
//!
//! An e-mail address proves nothing: the person with the link of an invitation creates the account and chooses its
//! password. So an account in the target is the same person only if it is the same account: it has the same id, the
//! same address, and the same credentials. Then it gets the memberships. An account with the same id and address that
//! belongs to no other business in the target was left by an earlier stay. It is updated to the account at the source.
//! Any other account is someone else's, and then the business does not move ([`others`]).

use sqlx::{AssertSqlSafe, Executor, PgConnection};

use super::stream::{stage, stream};
use super::tables::{Changes, Columns, CopyPhase, Copying, Table, listed};
use crate::ids::BusinessId;

/// The table of memberships.
pub(super) const MEMBERSHIPS: &str = "memberships";

const MEMBERS: Table =
    Table { name: "members", when: CopyPhase::AtSwitch, whose: "id", key: "id", changes: Changes::Nothing };
const IDENTITIES: Table = Table { name: "member_identities", whose: "member_id", ..MEMBERS };
const OF_IT: Table = Table { name: MEMBERSHIPS, whose: "business_id", ..MEMBERS };

/// The used parts of a second factor. They may differ, because they grow whenever a code is used. A code that was used
/// in either cell is used in both afterwards.
const USED_UP: [(&str, &str); 2] = [
    ("totp_step", "greatest(m.totp_step, excluded.totp_step)"),
    ("recovery_used", "m.recovery_used | excluded.recovery_used"),
];

/// When an account was bound to its subject. That may have happened separately in each cell.
const BOUND_AT: &str = "bound_at";

/// Why the members were not copied.
#[derive(Debug, thiserror::Error)]
pub enum BringError {
    /// The target has other accounts of these addresses.
    #[error("there are other accounts of {}", .0.join(", "))]
    OtherAccounts(Vec<String>),
    /// A database failed.
    #[error("the members could not be copied")]
    Database(#[from] sqlx::Error),
}

/// Returns the addresses of those members of the business that meet another person's account in the target, in order.
/// The business may be moved only if there are none. Must run in a transaction of `target`, which keeps nothing of
/// this.
///
/// # Errors
/// When a database fails.
pub async fn others(
    source: &mut PgConnection,
    target: &mut PgConnection,
    copying: Copying<'_>,
) -> Result<Vec<String>, sqlx::Error> {
    StagedColumns::stage(source, target, copying).await?;
    conflicting_addresses(target, copying).await
}

/// Copies the members of the business and their memberships. Returns how many memberships. Must run in a transaction of
/// `target`.
pub(super) async fn bring(
    source: &mut PgConnection,
    target: &mut PgConnection,
    copying: Copying<'_>,
) -> Result<u64, BringError> {
    let coming = StagedColumns::stage(source, target, copying).await?;
    // From here on, no other transaction changes these accounts or gives them another membership.
    let lock =
        "select from public.members where id in (select id from coming_members) order by id for update";
    target.execute(lock).await?;
    let others = conflicting_addresses(target, copying).await?;
    if !others.is_empty() {
        return Err(BringError::OtherAccounts(others));
    }
    let (members, identities, id) = (&coming.members, &coming.identities, copying.business.uuid());
    let becomes =
        members.split(", ").filter(|name| *name != "id").map(becomes).collect::<Vec<_>>().join(", ");
    let insert = format!(
        "delete from public.sessions s using coming_members c, public.members m
             where s.member_id = c.id and m.id = c.id and {};
         delete from public.member_identities where member_id in (select id from coming_members);
         insert into public.members as m ({members}) select {members} from coming_members
             on conflict (id) do update set {becomes};
         insert into public.member_identities ({identities}) select {identities} from coming_member_identities",
        no_other_membership(copying.business)
    );
    target.execute(AssertSqlSafe(insert)).await?;
    let memberships = listed(OF_IT.columns(copying.columns));
    let select = format!("select {memberships} from public.{MEMBERSHIPS} where business_id = '{id}'");
    Ok(stream(source, &select, target, &format!("public.{MEMBERSHIPS} ({memberships})")).await?)
}

/// The columns of the rows staged in the temporary tables `coming_…`, which exist until the transaction ends.
struct StagedColumns {
    members: String,
    identities: String,
}

impl StagedColumns {
    async fn stage(
        source: &mut PgConnection,
        target: &mut PgConnection,
        copying: Copying<'_>,
    ) -> Result<Self, sqlx::Error> {
        Ok(Self {
            members: come(source, target, copying, &MEMBERS).await?,
            identities: come(source, target, copying, &IDENTITIES).await?,
        })
    }
}

async fn come(
    source: &mut PgConnection,
    target: &mut PgConnection,
    copying: Copying<'_>,
    table: &Table,
) -> Result<String, sqlx::Error> {
    let columns = listed(table.columns(copying.columns));
    let coming = format!("coming_{}", table.name);
    stage(target, table, &columns, &coming).await?;
    let select = format!(
        "select {columns} from public.{} where {} in (select member_id from public.memberships where business_id = '{}')",
        table.name,
        table.whose,
        copying.business.uuid()
    );
    stream(source, &select, target, &coming).await?;
    Ok(columns)
}

/// Returns the addresses of arriving members that meet an account with their id, address or identity that is not
/// theirs.
async fn conflicting_addresses(
    target: &mut PgConnection,
    copying: Copying<'_>,
) -> Result<Vec<String>, sqlx::Error> {
    let (members, identities) = (proofs(&MEMBERS, copying.columns), proofs(&IDENTITIES, copying.columns));
    let row = |of: &str| members.iter().map(|name| format!("{of}.{name}")).collect::<Vec<_>>().join(", ");
    let (here, coming) = (row("m"), row("c"));
    let identities = identities.join(", ");
    let bound_here = format!("select {identities} from public.member_identities where member_id = m.id");
    let bound_there = format!("select {identities} from coming_member_identities where member_id = c.id");
    let select = format!(
        "select c.email from coming_members c where exists (
             select from public.members m
             where (m.id = c.id or m.email = c.email or m.id in (
                     select i.member_id from public.member_identities i
                     join coming_member_identities n on n.issuer = i.issuer and n.subject = i.subject
                     where n.member_id = c.id))
                 and not (m.id = c.id and m.email = c.email and ({no_other_membership} or (
                     row({here}) is not distinct from row({coming})
                     and not exists ({bound_here} except {bound_there})
                     and not exists ({bound_there} except {bound_here})))))
         order by c.email",
        no_other_membership = no_other_membership(copying.business)
    );
    sqlx::query_scalar(AssertSqlSafe(select)).fetch_all(target).await
}

/// Returns the columns that must be equal for two accounts to be the same: all columns except the used parts of the
/// second factor and the time of binding.
fn proofs(table: &Table, columns: &Columns) -> Vec<String> {
    let names = table.columns(columns).iter().map(|column| column.name.clone());
    names.filter(|name| name != BOUND_AT && USED_UP.iter().all(|(used, _)| used != name)).collect()
}

/// Returns the assignment for a column of an account that already exists.
fn becomes(name: &str) -> String {
    match USED_UP.iter().find(|(used, _)| *used == name) {
        Some((_, both)) => format!(
            "{name} = case when m.totp_version = excluded.totp_version then {both} else excluded.{name} end"
        ),
        None => format!("{name} = excluded.{name}"),
    }
}

/// Returns the condition that the member `m` belongs to no business except `business`. A business that has left this
/// cell does not count. One that is arriving does, because it will be here.
fn no_other_membership(business: BusinessId) -> String {
    format!(
        "not exists (select from public.memberships r where r.member_id = m.id and r.business_id <> '{}'
             and r.business_id not in (select business_id from public.relocations where phase = 'gone'))",
        business.uuid()
    )
}

/// Returns a statement that deletes the memberships of `business` that match `which`, and the accounts that then belong
/// to nothing, with their identities and sessions. The statement returns the number of memberships. An account that the
/// actions of other businesses name keeps its address for them, and can no longer sign in.
pub(super) fn drop_memberships(business: BusinessId, which: &str) -> String {
    format!(
        "with dropped as (
             delete from public.memberships where {which} returning member_id),
         alone as (
             select d.member_id as id, exists (
                 select from public.member_actions a
                 where a.member_id = d.member_id and a.business_id <> '{business}') as is_named
             from dropped d where not exists (
                 select from public.memberships r where r.member_id = d.member_id and r.business_id <> '{business}')),
         identities as (
             delete from public.member_identities where member_id in (select id from alone)),
         sessions as (
             delete from public.sessions where member_id in (select id from alone)),
         named as (
             update public.members set password = '', second_factor_since = null, totp_version = totp_version + 1
             where id in (select id from alone where is_named)),
         accounts as (
             delete from public.members where id in (select id from alone where not is_named))
         select count(*) from dropped",
        business = business.uuid()
    )
}
