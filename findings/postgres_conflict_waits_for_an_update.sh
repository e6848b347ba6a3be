#!/usr/bin/env bash
# PostgreSQL 15: `insert … on conflict do nothing` waits for a transaction that has updated the conflicting row, even if the updated
# column is in no key. The wait is needless, because the row conflicts whether the update commits or not.
#
# An UPDATE of columns in no key takes a weak row lock (FOR NO KEY UPDATE): foreign keys and `select … for key share` do not wait for
# it. But the check of a unique index reads uncommitted rows, and waits for every transaction that has changed the row. So "insert
# unless it exists" takes part in locking: a session that runs it while it holds a lock on another row, for which the updater waits,
# is in a deadlock. A SELECT by the key before the INSERT does not wait.
#
# Seen, while another session has updated orders.note of order 1 and has not committed:
#   select … for key share:               1 row
#   select by the key:                    1 row
#   insert … on conflict do nothing:      canceling statement due to lock timeout
#   the same, once that was rolled back:  INSERT 0 0
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
work=$(mktemp -d)
chmod 755 "$work"
[ "$(id -u)" -ne 0 ] || chown postgres "$work"
as() { if [ "$(id -u)" -eq 0 ]; then su postgres -c "$*"; else bash -c "$*"; fi; }
trap 'as "$bin/pg_ctl -D $work/data -m immediate stop" >/dev/null 2>&1 || true; rm -rf "$work"' EXIT
as "$bin/initdb -U postgres -A trust -D $work/data" >/dev/null
as "$bin/pg_ctl -w -D $work/data -l $work/log -o '-p 20805 -k $work -c listen_addresses= -c autovacuum=off' start" >/dev/null
export PGHOST=$work PGPORT=20805 PGUSER=postgres PGDATABASE=postgres
psql -q -c "create table orders (id int primary key, note text); insert into orders values (1, 'new')"

# The other session: it updates, and holds its transaction open until it is told to end.
mkfifo "$work/other"
psql -q <"$work/other" &
exec 3>"$work/other"
echo "begin; update orders set note = 'ended' where id = 1;" >&3
until [ "$(psql -A -t -c "select count(*) from pg_stat_activity where state = 'idle in transaction'")" = 1 ]; do :; done

asks() { { psql -A -t -c "set lock_timeout = '500ms'" -c "$1" 2>&1 || true; } | grep -v "^SET$" | sed "s/^ERROR:  //" | head -1; }
shared=$(asks 'select count(*) || $$ row$$ from (select from orders where id = 1 for key share) o')
plain=$(asks 'select count(*) || $$ row$$ from orders where id = 1')
insert=$(asks 'insert into orders values (1) on conflict do nothing')
echo "rollback;" >&3
exec 3>&-
wait
after=$(asks 'insert into orders values (1) on conflict do nothing')
echo "select … for key share:               $shared"
echo "select by the key:                    $plain"
echo "insert … on conflict do nothing:      $insert"
echo "the same, once that was rolled back:  $after"
[ "$shared" = "1 row" ] && [ "$plain" = "1 row" ] && [ "$insert" = "canceling statement due to lock timeout" ] && [ "$after" = "INSERT 0 0" ]
