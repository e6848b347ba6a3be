-- What failed of an endpoint's deliveries, for its log: the rest of them, a million of an endpoint that hears of every payment,
-- is not read for it. Few deliveries fail, so this costs next to nothing.
create index webhook_deliveries_failed on webhook_deliveries (business_id, endpoint_id, event_id) where state = 'failed';
