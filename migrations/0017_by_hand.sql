-- Withdrawals that wait for a person of one business: the other index has those of all businesses, in which one that has many would
-- make the desk of every other slow. Both are partial, and hold only what waits.
create index withdrawals_by_hand_of_business on withdrawals (business_id, id) where provider = 'manual' and status = 'processing';
