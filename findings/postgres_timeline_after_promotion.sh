#!/usr/bin/env bash
# PostgreSQL 15: after a standby was promoted and accepts writes, pg_control_checkpoint().timeline_id still returns the old timeline.
# It does so until the checkpoint after the promotion has ended, and that checkpoint is spread over checkpoint_timeout.
#
# It is the only documented function with "timeline" in its result. A program that asks it for the current timeline does not notice for
# minutes that the server was promoted, or recovered to a point in time. pg_walfile_name() of the current position has the new timeline
# from the first write on.
#
# Seen:
#   promoted, a write later: control file 1, WAL 2
#   after CHECKPOINT:        control file 2, WAL 2
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
work=$(mktemp -d)
chmod 755 "$work"
[ "$(id -u)" -ne 0 ] || chown postgres "$work"
as() { if [ "$(id -u)" -eq 0 ]; then su postgres -c "$*"; else bash -c "$*"; fi; }
export PGHOST=$work PGUSER=postgres PGDATABASE=postgres
stop() { for one in standby primary; do as "$bin/pg_ctl -D $work/$one -m immediate stop" >/dev/null 2>&1 || true; done; rm -rf "$work"; }
trap stop EXIT
start() { as "$bin/pg_ctl -w -D $work/$1 -l $work/$1.log -o '-p $2 -k $work -c listen_addresses= -c checkpoint_timeout=5min' start" >/dev/null; }
as "$bin/initdb -U postgres -A trust -D $work/primary" >/dev/null
start primary 20801
as "$bin/pg_basebackup -h $work -p 20801 -U postgres -R -c fast -D $work/standby"
start standby 20802
# Something for the checkpoint to do.
psql -qp 20801 -c 'create table t as select n, repeat(n::text, 50) as text from generate_series(1, 200000) n'
until [ "$(psql -Atp 20802 -c "select to_regclass('t') is not null")" = t ]; do sleep 0.1; done
as "$bin/pg_ctl -D $work/primary -m immediate stop" >/dev/null
psql -Atqp 20802 -c 'select pg_promote(true)' >/dev/null
psql -qp 20802 -c 'create table written (n int)'
both="select 'control file ' || (pg_control_checkpoint()).timeline_id || ', WAL ' ||
    ('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::int"
echo "promoted, a write later: $(psql -Atp 20802 -c "$both")"
psql -qp 20802 -c checkpoint
echo "after CHECKPOINT:        $(psql -Atp 20802 -c "$both")"
