-- Every table whose rows change is vacuumed after so many dead rows, whatever its size: a share of a large table is late.
-- A truncation would lock the table against claims for pages that fill again at once.
alter table business_accounts set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, vacuum_truncate = off);
alter table payout_users set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000, vacuum_truncate = off);
alter table leases set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100, vacuum_truncate = off);
alter table batches set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000, vacuum_truncate = off);
alter table batch_releases set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100, vacuum_truncate = off);
alter table allocation_dead set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, vacuum_truncate = off);
alter table withdrawals set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000, vacuum_truncate = off);
alter table batch_progress set (vacuum_truncate = off);
alter table throttles set (vacuum_truncate = off);
alter table webhook_deliveries set (vacuum_truncate = off);

-- What is older than the rate looks back is one row for good, and no sweep reads it again until its batch goes on.
alter table batch_progress add column rested boolean not null default true;
alter table batch_progress alter column rested set default false;
create index batch_progress_restless on batch_progress (business_id, batch_id) where not rested;
