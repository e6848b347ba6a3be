#!/usr/bin/env bash
# PostgreSQL 15: `insert … on conflict do nothing`, committed with synchronous_commit = on, can report a conflict with a row that a
# crash then loses, if another session committed that row with synchronous_commit = off.
#
# The second session's statement writes nothing, and the COMMIT of a transaction that has written nothing flushes nothing. So it does
# not flush the commit record of the row that it has seen either, which is only in memory until the WAL writer flushes it. A
# transaction id (pg_current_xact_id()) does not help, although such a COMMIT writes a record of its own. Any other record helps, such
# as that of pg_logical_emit_message(). So a service that uses a unique key as an idempotency key, and has one writer that does not
# wait for the disk, can acknowledge a row that is then lost.
#
# Seen:
#   on conflict do nothing, then a crash:   INSERT 0 0, rows left: 0
#   the same in a transaction with an id:   INSERT 0 0, rows left: 0
#   the same after a record of its own:     INSERT 0 0, rows left: 1
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
work=$(mktemp -d)
chmod 755 "$work"
[ "$(id -u)" -ne 0 ] || chown postgres "$work"
as() { if [ "$(id -u)" -eq 0 ]; then su postgres -c "$*"; else bash -c "$*"; fi; }
start() { as "$bin/pg_ctl -w -D $work/data -l $work/log -o '-p 20804 -k $work -c listen_addresses= -c wal_writer_delay=10s -c autovacuum=off' start" >/dev/null; }
crash() { as "$bin/pg_ctl -D $work/data -m immediate stop" >/dev/null 2>&1 || true; }
trap 'crash; rm -rf "$work"' EXIT
as "$bin/initdb -U postgres -A trust -D $work/data" >/dev/null
start
export PGHOST=$work PGPORT=20804 PGUSER=postgres PGDATABASE=postgres
psql -q -c 'create table keys (name text primary key)' -c checkpoint

# left FIRST: what the second session is told, and how many rows a crash right after it leaves.
left() {
    psql -q -c 'truncate keys' -c checkpoint
    psql -q -c 'set synchronous_commit = off' -c "insert into keys values ('order-1')"
    local told
    told=$(psql -A -t -c 'set synchronous_commit = on' -c "begin" -c "$1" -c "insert into keys values ('order-1') on conflict do nothing" -c commit | grep INSERT)
    crash
    start
    echo "$told, rows left: $(psql -A -t -c 'select count(*) from keys')"
}
without=$(left 'select 1')
with_id=$(left 'select pg_current_xact_id()')
with_record=$(left "select pg_logical_emit_message(true, 'x', '')")
echo "on conflict do nothing, then a crash:   $without"
echo "the same in a transaction with an id:   $with_id"
echo "the same after a record of its own:     $with_record"
[ "$without" = "INSERT 0 0, rows left: 0" ] && [ "$with_id" = "$without" ] && [ "$with_record" = "INSERT 0 0, rows left: 1" ]
