-- The failed deliveries of an endpoint, for its log. Without the index, the log would read all other deliveries, a
-- million for an endpoint that gets every payment. Few deliveries fail, so the index costs almost nothing.
create index webhook_deliveries_failed on webhook_deliveries (business_id, endpoint_id, event_id) where state = 'failed';
