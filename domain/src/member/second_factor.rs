//! The second factor of a member: time-based codes (RFC 6238: SHA-1, six digits, 30 seconds), and ten recovery codes.
//!
//! The secret and the recovery codes are derived from the server's pepper, the member and a version, so none of them is
//! stored. A new version ends the old one. Each code works once: the row records the last time step that was used, and
//! which recovery codes were used.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use subtle::ConstantTimeEq;
use totp_rs::{Builder, Secret, Totp};

use super::account::Account;
use crate::ids::MemberId;
use crate::secrets::fingerprint::Unproven;
use crate::secrets::secret::MacKey;
use crate::secrets::server_secret::{self, ServerSecret};

/// The number of recovery codes.
pub const RECOVERY_CODES: u8 = 10;

/// The label that the pepper signs for the secret of time-based codes.
const CODES: &[u8] = b"member second factor";

/// The label that the pepper signs for a recovery code.
const RECOVERY: &[u8] = b"member recovery code";

/// How many time steps before and after the present one are accepted, because a phone's clock may be off.
const SKEW: u16 = 1;

/// Returns the secret of a member's time-based codes, in base 32, as an authenticator app takes it.
pub fn secret(pepper: &MacKey, member: MemberId, version: i32) -> String {
    totp(pepper, member, version).secret().to_base32()
}

/// Returns the recovery codes of a member, each of 50 bits.
pub fn recovery_codes(pepper: &MacKey, member: MemberId, version: i32) -> Vec<String> {
    (0..RECOVERY_CODES).map(|number| recovery_code(pepper, member, version, number)).collect()
}

/// Accepts `code` for a sign-in and marks it as used. Returns whether the code is right and unused.
///
/// # Errors
/// If the database fails.
pub async fn accept(
    conn: &mut PgConnection,
    pepper: &MacKey,
    account: &Account,
    code: &str,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let (member, version) = (account.id, account.totp_version);
    let code = without_separators(code);
    if let Some(step) = step_of(pepper, member, version, &code, now) {
        return use_step(conn, member, version, step).await;
    }
    let code = code.to_ascii_lowercase();
    let known = (0..RECOVERY_CODES).find(|number| {
        let right = recovery_code(pepper, member, version, *number).replace('-', "");
        right.as_bytes().ct_eq(code.as_bytes()).into()
    });
    match known {
        Some(number) => use_recovery_code(conn, member, version, number).await,
        None => Ok(false),
    }
}

/// Turns on the second factor of `version`, which a right `code` proves. Returns whether the code is right and the
/// version is the member's next one.
///
/// # Errors
/// If the database fails, or keys are stored under a different pepper than this process has.
pub async fn begin(
    conn: &mut PgConnection,
    pepper: &ServerSecret,
    (member, version): (MemberId, i32),
    code: &str,
    now: DateTime<Utc>,
) -> Result<bool, Unproven> {
    let Some(step) = step_of(pepper, member, version, &without_separators(code), now) else {
        return Ok(false);
    };
    let begun = sqlx::query!(
        "update members set second_factor_since = $3, totp_version = $2, totp_step = $4, recovery_used = 0
         where id = $1 and totp_version = $2 - 1",
        member.uuid(),
        version,
        now,
        step
    )
    .execute(&mut *conn)
    .await?;
    server_secret::claim(conn, pepper, now).await?;
    Ok(begun.rows_affected() == 1)
}

/// Turns off the second factor of a member. Codes of the current version no longer work.
///
/// # Errors
/// If the database fails.
pub async fn end(conn: &mut PgConnection, member: MemberId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update members set second_factor_since = null, totp_version = totp_version + 1 where id = $1",
        member.uuid()
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Returns a code without the separators that people and apps put between its digits.
fn without_separators(code: &str) -> String {
    code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect()
}

async fn use_step(
    conn: &mut PgConnection,
    member: MemberId,
    version: i32,
    step: i64,
) -> Result<bool, sqlx::Error> {
    let used = sqlx::query!(
        "update members set totp_step = $3 where id = $1 and totp_version = $2 and totp_step < $3",
        member.uuid(),
        version,
        step
    )
    .execute(conn)
    .await?;
    Ok(used.rows_affected() == 1)
}

async fn use_recovery_code(
    conn: &mut PgConnection,
    member: MemberId,
    version: i32,
    number: u8,
) -> Result<bool, sqlx::Error> {
    let used = sqlx::query!(
        "update members set recovery_used = recovery_used | $3
         where id = $1 and totp_version = $2 and recovery_used & $3 = 0",
        member.uuid(),
        version,
        1_i32 << number
    )
    .execute(conn)
    .await?;
    Ok(used.rows_affected() == 1)
}

fn step_of(pepper: &MacKey, member: MemberId, version: i32, code: &str, now: DateTime<Utc>) -> Option<i64> {
    let time = u64::try_from(now.timestamp()).ok()?;
    let step = totp(pepper, member, version).check(code, time)?;
    i64::try_from(step).ok()
}

fn totp(pepper: &MacKey, member: MemberId, version: i32) -> Totp {
    let mac = pepper.sign(&[CODES, member.uuid().as_bytes(), &version.to_be_bytes()]);
    let secret = Secret::new(mac[..20].into());
    // The rest are the defaults of every app: SHA-1, six digits, 30 seconds.
    Builder::new().with_secret(secret).with_skew(SKEW).build_noncompliant()
}

fn recovery_code(pepper: &MacKey, member: MemberId, version: i32, number: u8) -> String {
    // No letter or digit that looks like another one.
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
    let mac = pepper.sign(&[RECOVERY, member.uuid().as_bytes(), &version.to_be_bytes(), &[number]]);
    let mut text: String =
        mac.iter().take(10).map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    text.insert(5, '-');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pepper() -> MacKey {
        MacKey::new(&"29d7c1f0b86e4a5390d2e7f41c6b8a35".into()).unwrap()
    }

    #[test]
    fn a_code_is_valid_for_one_member_version_and_time() {
        let (pepper, member) = (pepper(), MemberId::from(uuid::Uuid::from_u128(7)));
        let now = DateTime::UNIX_EPOCH + chrono::TimeDelta::seconds(1_700_000_015);
        let code = totp(&pepper, member, 1).generate(1_700_000_015).to_string();
        assert_eq!(code.len(), 6);
        assert_eq!(step_of(&pepper, member, 1, &code, now), Some(1_700_000_015 / 30));
        let later = |seconds| now + chrono::TimeDelta::seconds(seconds);
        assert!(step_of(&pepper, member, 1, &code, later(30)).is_some());
        assert_eq!(step_of(&pepper, member, 1, &code, later(90)), None);
        assert_eq!(step_of(&pepper, member, 2, &code, now), None);
        assert_eq!(step_of(&pepper, MemberId::from(uuid::Uuid::from_u128(8)), 1, &code, now), None);
    }

    #[test]
    fn recovery_codes_differ() {
        let codes = recovery_codes(&pepper(), MemberId::from(uuid::Uuid::from_u128(7)), 1);
        let distinct: std::collections::HashSet<_> = codes.iter().collect();
        assert_eq!((distinct.len(), codes[0].len()), (10, 11));
    }
}
