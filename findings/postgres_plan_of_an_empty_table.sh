#!/usr/bin/env bash
# PostgreSQL 15: a prepared statement that selects one row by its whole primary key can get a generic plan on another index, if it is
# planned while the table is empty and analysed. It keeps that plan while the table grows. enable_seqscan = off, which prevents generic
# plans that scan the whole table, does not help.
#
# On an empty table every index costs the same. Both (owner, id), the primary key, and (owner, n, id) have owner and id as "Index Cond",
# although the second index cannot be searched by id, because n is in between. The planner chooses the second, because only that index
# contains the selected column. Each execution then reads all entries of that owner. Inserts do not make the session plan again. A
# session that plans later chooses the primary key.
#
# Seen:
#   while it is empty, the plan is on: t_by_n
#   of 200000 rows one by its key: 770 blocks by the plan that was kept, 4 by a new one
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
work=$(mktemp -d)
chmod 755 "$work"
[ "$(id -u)" -ne 0 ] || chown postgres "$work"
as() { if [ "$(id -u)" -eq 0 ]; then su postgres -c "$*"; else bash -c "$*"; fi; }
stop() { as "$bin/pg_ctl -D $work/data -m immediate stop" >/dev/null 2>&1 || true; rm -rf "$work"; }
trap stop EXIT
as "$bin/initdb -U postgres -A trust -D $work/data" >/dev/null
as "$bin/pg_ctl -w -D $work/data -l $work/log -o '-p 20803 -k $work -c listen_addresses= -c autovacuum=off' start" >/dev/null
export PGHOST=$work PGPORT=20803 PGUSER=postgres PGDATABASE=postgres
psql -q <<'SQL'
create table t (owner int, id int, n int, primary key (owner, id));
create index t_by_n on t (owner, n, id);
analyze t;
SQL
one="prepare one(int, int) as select n from t where owner = \$1 and id = \$2; set plan_cache_mode = force_generic_plan; set enable_seqscan = off;"
ask="explain (analyze, buffers, costs off, timing off, summary off) execute one(1, 1000);"
psql -qAt >"$work/kept" <<SQL
$one
explain (costs off) execute one(1, 1000);
insert into t select 1, id, id from generate_series(1, 200000) id;
$ask
$ask
SQL
psql -qAt -c analyze
psql -qAt >"$work/new" <<SQL
$one
$ask
$ask
SQL
index=$(sed -n 's/.* using \([a-z_]*\) on t.*/\1/p' "$work/kept" | head -1)
# Of the second execution: the first also reads the catalogue.
blocks() { grep -A9 'actual' "$1" | sed -n 's/ *Buffers: shared hit=\([0-9]*\).*/\1/p' | tail -1; }
echo "while it is empty, the plan is on: $index"
echo "of 200000 rows one by its key: $(blocks "$work/kept") blocks by the plan that was kept, $(blocks "$work/new") by a new one"
[ "$index" = t_by_n ] && [ "$(blocks "$work/kept")" -gt $((20 * $(blocks "$work/new"))) ]
