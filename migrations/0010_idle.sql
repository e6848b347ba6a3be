-- Businesses whose queue a claim has emptied: polls pass over them at once, whoever brings work wakes them, and the
-- leader removes those that sleep for long.
alter table ring add column idle_since timestamptz;
