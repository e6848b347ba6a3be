//! The secrets of endpoints, and their signatures.
//!
//! A secret must be readable to sign with, so the database cannot store just a digest, as it does for an API key. The
//! secret is stored nowhere: it is an HMAC under the server's webhook secret over the endpoint's ids and the version of
//! its secret. So the database alone, or a dump of it, cannot sign. There is no key to wrap and no ciphertext to move,
//! and a rotation only increments a number. The price is that changing the server's secret changes the secrets of all
//! endpoints.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use sha2::Sha256;

use super::Kind;
use crate::ids::{BusinessId, WebhookId};
use crate::secrets::secret::MacKey;

/// The prefix of a Standard Webhooks secret.
const PREFIX: &str = "whsec_";

/// The secret of an endpoint. Debug output does not show it.
#[derive(Debug)]
pub struct Secret {
    key: SecretBox<Vec<u8>>,
}

/// The secrets that sign a delivery: the current one, and the earlier ones whose overlaps have not ended.
#[derive(Debug)]
pub struct Secrets {
    current: Secret,
    previous: Vec<Secret>,
}

/// Derives version `version` of an endpoint's secret: 32 bytes. For the payout webhook it is a token of 64 hexadecimal
/// digits.
pub fn secret(key: &MacKey, business: BusinessId, id: WebhookId, kind: Kind, version: i32) -> Secret {
    let (business, id) = (business.uuid().into_bytes(), id.uuid().into_bytes());
    let bytes = key.sign(&[b"webhook secret", &business, &id, &version.to_be_bytes()]);
    let key = match kind {
        Kind::Standard => bytes.to_vec(),
        Kind::Payout => hex::encode(bytes).into_bytes(),
    };
    Secret { key: SecretBox::new(Box::new(key)) }
}

impl Secret {
    /// Returns the form that Standard Webhooks defines: `whsec_` and base64. For the payout webhook this encodes its
    /// token.
    pub fn standard(&self) -> SecretString {
        format!("{PREFIX}{}", STANDARD.encode(self.key.expose_secret())).into()
    }

    /// Returns the token of the payout webhook, which makes its `Signature`.
    pub fn token(&self) -> SecretString {
        String::from_utf8_lossy(self.key.expose_secret()).into_owned().into()
    }

    fn mac(&self, parts: &[&[u8]]) -> Option<Vec<u8>> {
        // HMAC takes keys of any length, so this cannot fail.
        let mut mac = Hmac::<Sha256>::new_from_slice(self.key.expose_secret()).ok()?;
        parts.iter().for_each(|part| mac.update(part));
        Some(mac.finalize().into_bytes().to_vec())
    }
}

impl Secrets {
    /// Returns the secrets that sign a delivery at `now`. `overlaps` are the ends of the earlier versions, newest
    /// first.
    pub fn at(
        key: &MacKey,
        (business, id, kind): (BusinessId, WebhookId, Kind),
        version: i32,
        overlaps: impl IntoIterator<Item = DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Self {
        let of = |version| secret(key, business, id, kind, version);
        let before = (1..version).rev().zip(overlaps).filter(|(_, until)| now < *until);
        Self { current: of(version), previous: before.map(|(version, _)| of(version)).collect() }
    }

    /// Returns the `webhook-signature` of a body: `v1,` and base64 for each secret.
    pub fn standard_signature(&self, message_id: &str, timestamp: i64, body: &[u8]) -> String {
        let timestamp = timestamp.to_string();
        let parts: [&[u8]; 5] = [message_id.as_bytes(), b".", timestamp.as_bytes(), b".", body];
        let signed =
            std::iter::once(&self.current).chain(&self.previous).filter_map(|secret| secret.mac(&parts));
        signed.map(|mac| format!("v1,{}", STANDARD.encode(mac))).collect::<Vec<_>>().join(" ")
    }

    /// Returns the `Signature` of the payout webhook: lower-case hexadecimal HMAC-SHA256 of the raw body under the
    /// newest token.
    pub fn payout_signature(&self, body: &[u8]) -> String {
        self.current.mac(&[body]).map(hex::encode).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use uuid::Uuid;

    use super::*;

    fn key() -> MacKey {
        MacKey::new(&"5b1d6c80f3a94e27d06f8c3e97b2a415".into()).unwrap()
    }

    fn secret_of(business: u128, id: u128, kind: Kind, version: i32) -> String {
        let (business, id) = (Uuid::from_u128(business).into(), Uuid::from_u128(id).into());
        secret(&key(), business, id, kind, version).standard().expose_secret().to_owned()
    }

    #[test]
    fn a_secret_depends_on_its_endpoint_and_version_alone() {
        let first = secret_of(1, 2, Kind::Standard, 1);
        assert_eq!(first, secret_of(1, 2, Kind::Standard, 1));
        assert_eq!(STANDARD.decode(first.strip_prefix("whsec_").unwrap()).unwrap().len(), 32);
        for other in [
            secret_of(1, 2, Kind::Standard, 2),
            secret_of(1, 3, Kind::Standard, 1),
            secret_of(2, 2, Kind::Standard, 1),
        ] {
            assert_ne!(first, other);
        }
        let token =
            secret(&key(), Uuid::from_u128(1).into(), Uuid::from_u128(2).into(), Kind::Payout, 1).token();
        assert_eq!(token.expose_secret().len(), 64);
        assert!(token.expose_secret().bytes().all(|byte| byte.is_ascii_hexdigit()));
    }

    #[test]
    fn each_secret_signs_until_its_overlap_ends() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let of = (Uuid::from_u128(1).into(), Uuid::from_u128(2).into(), Kind::Standard);
        let signatures = |version, ends: &[i64]| {
            let ends = ends.iter().map(|seconds| now + TimeDelta::seconds(*seconds));
            Secrets::at(&key(), of, version, ends, now)
                .standard_signature("evt_1", 1, b"{}")
                .split(' ')
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let alone = |version| signatures(version, &[]).remove(0);
        assert_eq!(signatures(1, &[]), [alone(1)]);
        assert_eq!(signatures(2, &[1]), [alone(2), alone(1)]);
        assert_eq!(signatures(2, &[0]), [alone(2)]);
        assert_eq!(signatures(5, &[3, 2, 0]), [alone(5), alone(4), alone(3)]);
        assert_eq!(signatures(2, &[2, 1]), [alone(2), alone(1)], "no version precedes the first");
    }
}
