-- An index half as large for finding allocations by address: it has 8 bytes of a hash instead of the address. Addresses
-- come in no order, so each entry goes to a different page, which made this the most expensive index when a batch is
-- accepted. A smaller entry costs less.

-- The key of an address of a business. Two addresses may share a key, so a look-up compares the address as well.
create function email_key(business_id uuid, email text) returns bigint
    language sql immutable parallel safe
    return hashtextextended(email collate "C", uuid_hash_extended(business_id, 0));

create index allocations_by_email_key on allocations (email_key(business_id, email), id);
drop index allocations_by_email;
