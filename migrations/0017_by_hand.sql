-- Withdrawals of one business that wait for a person. The other index has those of all businesses, so one business with
-- many would slow the list of every other. Both indexes are partial and have only waiting withdrawals.
create index withdrawals_by_hand_of_business on withdrawals (business_id, id) where provider = 'manual' and status = 'processing';
