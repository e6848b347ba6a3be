-- A payout user is found by the digest of its hash, by the whole of it and in no order: a hash index keeps 4 bytes of it where the
-- other keeps 32, and every payout user that is new writes an entry.
create index payout_users_by_hash on payout_users using hash (hash_digest);
drop index payout_users_by_hash_digest;
