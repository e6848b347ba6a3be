-- Allocations are found by their address through an index half as large: by 8 bytes of a hash, not by the address itself.
-- Addresses come in no order, so every entry of it lands in a page of its own, and it was the dearest index of a batch that is
-- taken in. How much an entry costs follows from how small it is.

-- The key of an address of a business. Two may share one: who looks for an address compares the address as well.
create function email_key(business_id uuid, email text) returns bigint
    language sql immutable parallel safe
    return hashtextextended(email collate "C", uuid_hash_extended(business_id, 0));

create index allocations_by_email_key on allocations (email_key(business_id, email), id);
drop index allocations_by_email;
