-- A payout user is found by the whole digest of its hash, in no order. A hash index stores 4 bytes of the digest where
-- a B-tree stores 32, and every new payout user writes an entry.
create index payout_users_by_hash on payout_users using hash (hash_digest);
drop index payout_users_by_hash_digest;
