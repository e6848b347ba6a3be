//! Ids. An id is a prefix that tells the kind of its object, and a UUIDv7.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// A text is not an id of the expected kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id of the form {prefix}_<uuid>")]
pub struct InvalidId {
    /// The prefix of the expected kind.
    pub prefix: &'static str,
}

/// Returns the time at which a UUIDv7 was made, in milliseconds; the epoch for any other UUID.
pub fn created_at(id: Uuid) -> DateTime<Utc> {
    id.get_timestamp()
        .and_then(|time| {
            let (seconds, nanos) = time.to_unix();
            DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)
        })
        .unwrap_or(DateTime::UNIX_EPOCH)
}

/// Returns the lowest id that can have been made at `time`. Every lower id is older.
pub fn lower_bound(time: DateTime<Utc>) -> Uuid {
    let millis = u64::try_from(time.timestamp_millis()).unwrap_or(0);
    Uuid::from_u128(u128::from(millis) << 80)
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, sqlx::Type)]
        #[sqlx(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The prefix of the id, without its underscore.
            pub const PREFIX: &'static str = $prefix;

            /// Returns the UUID without its prefix.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                text.strip_prefix(concat!($prefix, "_"))
                    .filter(|rest| rest.len() == 36)
                    .and_then(|rest| Uuid::try_parse(rest).ok())
                    .map(Self)
                    .ok_or(InvalidId { prefix: $prefix })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

id!(
    /// The id of a business, which is a merchant.
    BusinessId, "biz"
);
id!(
    /// The id of a payout user: one e-mail address of one business.
    PayoutUserId, "usr"
);
id!(
    /// The id of an allocation: money from a business's payout balance to a payout user.
    AllocationId, "alc"
);
id!(
    /// The id of a reward batch.
    BatchId, "bat"
);
id!(
    /// The id of an API key.
    ApiKeyId, "key"
);
id!(
    /// The id of a top-up or a funding of a business's balances.
    BalanceMoveId, "mov"
);
id!(
    /// The id of a withdrawal: an order to pay a payout user's money out.
    WithdrawalId, "ord"
);
id!(
    /// The id of an event: something that happened and that a webhook endpoint may receive.
    EventId, "evt"
);
id!(
    /// The id of a webhook endpoint, which receives a business's events.
    WebhookId, "whk"
);
id!(
    /// The id of a member: a person who acts for businesses in a browser.
    MemberId, "mem"
);
id!(
    /// The id of an invitation: a link that makes somebody a member.
    InvitationId, "inv"
);
id!(
    /// The id of a session: a member who is signed in, in one browser.
    SessionId, "ses"
);
id!(
    /// The id of an action that a member took in a browser.
    ActionId, "act"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_only_from_its_printed_form() {
        let id = AllocationId::from(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001));
        assert_eq!(id.to_string(), "alc_01900000-0000-7000-8000-000000000001");
        assert_eq!(id.to_string().parse(), Ok(id));
        for wrong in
            ["", "alc_", "bat_01900000-0000-7000-8000-000000000001", "01900000-0000-7000-8000-000000000001"]
        {
            assert_eq!(wrong.parse::<AllocationId>(), Err(InvalidId { prefix: "alc" }));
        }
        assert!("alc_01900000000070008000000000000001".parse::<AllocationId>().is_err());
    }

    #[test]
    fn the_lower_bound_of_a_time_is_below_the_ids_of_that_time() {
        let time = DateTime::UNIX_EPOCH + chrono::Duration::milliseconds(1_700_000_000_123);
        let bound = lower_bound(time);
        assert!(bound < Uuid::from_u128(bound.as_u128() | (7 << 76)));
        assert_eq!(created_at(Uuid::from_u128(bound.as_u128() | (7 << 76) | (2 << 62))), time);
    }
}
