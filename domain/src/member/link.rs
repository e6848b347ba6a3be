//! The token of an invitation's link. The token is stored nowhere: it is an HMAC under the server's hash secret over
//! the invitation's id. So the database alone, or a dump of it, gives no access, and every process with the secret
//! makes the same link. The invitation stores the token's digest. The digest tells which version of the secret made the
//! token, and keeps a process with another secret from making a link that does not work.

use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

use super::digest;
use crate::ids::{BusinessId, InvitationId};
use crate::secrets::keyring::Keyring;
use crate::secrets::secret::MacKey;

/// The purpose that is signed with the id. Nothing else that is signed with the secret begins with it.
const PURPOSE: &[u8] = b"invitation";

/// Returns the token of a new invitation: 64 hex digits.
pub fn token(keys: &Keyring, business: BusinessId, id: InvitationId) -> SecretString {
    made(keys.current_key(), business, id)
}

/// Makes the token with the digest `of` again. Returns `None` if no secret of `keys` made it.
pub fn token_again(
    keys: &Keyring,
    business: BusinessId,
    id: InvitationId,
    of: &[u8; 32],
) -> Option<SecretString> {
    keys.all().map(|key| made(key, business, id)).find(|token| digest(token.expose_secret()).ct_eq(of).into())
}

fn made(key: &MacKey, business: BusinessId, id: InvitationId) -> SecretString {
    hex::encode(key.sign(&[PURPOSE, business.uuid().as_bytes(), id.uuid().as_bytes()])).into()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const A: &str = "5b1d6c80f3a94e27d06f8c3e97b2a415";
    const B: &str = "c47e02b9a6d18f3590ec7d24b8f1635a";

    #[test]
    fn a_token_is_derived_again_only_with_its_invitation_and_secret() {
        let keys = |setting: String| Keyring::read(&setting.into()).unwrap();
        let (business, id) = (Uuid::from_u128(1).into(), Uuid::from_u128(2).into());
        let first = token(&keys(A.into()), business, id);
        let stored = digest(first.expose_secret());
        assert_eq!(first.expose_secret().len(), 64);
        for setting in [A.to_owned(), format!("1:{A},2:{B}"), format!("2:{B},1:{A}")] {
            let again = token_again(&keys(setting), business, id, &stored).unwrap();
            assert_eq!(again.expose_secret(), first.expose_secret());
        }
        assert!(token_again(&keys(B.into()), business, id, &stored).is_none());
        assert!(token_again(&keys(A.into()), business, Uuid::from_u128(3).into(), &stored).is_none());
        assert!(token_again(&keys(A.into()), Uuid::from_u128(2).into(), id, &stored).is_none());
        assert_ne!(token(&keys(format!("2:{B},1:{A}")), business, id).expose_secret(), first.expose_secret());
    }
}
