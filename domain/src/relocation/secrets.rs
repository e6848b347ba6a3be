//! Compares the secrets of two cells. The keys, hashes and signatures of a business are made from them, so both cells
//! must use the same secrets.

use sqlx::PgConnection;

/// Returns the names of the secrets for which the two cells have different fingerprints.
///
/// # Errors
/// When a database fails.
pub async fn contradicted(
    source: &mut PgConnection,
    target: &mut PgConnection,
) -> Result<Vec<String>, sqlx::Error> {
    let (one, other) = (known(source).await?, known(target).await?);
    let differs = |secret: &&Known| {
        other.iter().any(|same| same.name == secret.name && same.fingerprint != secret.fingerprint)
    };
    Ok(one.iter().filter(differs).map(|secret| secret.name.clone()).collect())
}

/// Claims at the target the secrets that the source has used, in the transaction that expects the business.
///
/// # Errors
/// When a database fails.
pub async fn claim(source: &mut PgConnection, target: &mut PgConnection) -> Result<(), sqlx::Error> {
    for secret in sqlx::query!("select version, fingerprint, recorded_at from hash_secrets")
        .fetch_all(&mut *source)
        .await?
    {
        sqlx::query!(
            "insert into hash_secrets (version, fingerprint, recorded_at) values ($1, $2, $3) on conflict do nothing",
            secret.version,
            secret.fingerprint,
            secret.recorded_at
        )
        .execute(&mut *target)
        .await?;
    }
    for secret in
        sqlx::query!("select name, fingerprint, claimed_at from server_secrets").fetch_all(source).await?
    {
        sqlx::query!(
            "insert into server_secrets (name, fingerprint, claimed_at) values ($1, $2, $3) on conflict do nothing",
            secret.name,
            secret.fingerprint,
            secret.claimed_at
        )
        .execute(&mut *target)
        .await?;
    }
    Ok(())
}

struct Known {
    name: String,
    fingerprint: Vec<u8>,
}

async fn known(conn: &mut PgConnection) -> Result<Vec<Known>, sqlx::Error> {
    sqlx::query_as!(
        Known,
        r#"select 'version ' || version || ' of the hash secret' as "name!", fingerprint as "fingerprint!" from hash_secrets
           union all select case name when 'key_pepper' then 'the pepper' else 'the webhook secret' end, fingerprint
           from server_secrets"#
    )
    .fetch_all(conn)
    .await
}
