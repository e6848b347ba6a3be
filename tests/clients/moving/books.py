"""The checks at the end: all work is done, all webhooks have arrived, and the cells together have each request once."""

import collections
import time

# Counts the unfinished work of the businesses that are in the cell.
WAITING = """select (select count(*) from allocation_queue where business_id not in (select business_id from absent_businesses))
    + (select count(*) from allocation_ranges where business_id not in (select business_id from absent_businesses))
    + (select count(*) from allocation_deferred where business_id not in (select business_id from absent_businesses))
    + (select count(*) from withdrawals where finished_at is null
        and business_id not in (select business_id from absent_businesses))"""
HERE = "not in (select business_id from absent_businesses)"


def drained(machines, within):
    """Waits until no cell has unfinished work."""
    end = time.monotonic() + within
    while left := [(server.cell, waits) for server in machines.servers if (waits := int(server.sql(WAITING)[0][0]))]:
        assert time.monotonic() < end, f"not done after {within} s: {left} (cell, how much waits)"
        time.sleep(0.5)


def told(machines, businesses, receiver, within):
    """Waits until every payment, batch and withdrawal has its webhook. Returns how many there are."""
    expected = {shop.number: set() for shop in businesses}
    by_uuid = {shop.uuid: shop.number for shop in businesses}
    for server in machines.servers:
        for business, kind, one in server.sql(
            f"select business_id, 'allocation.succeeded', 'alc_' || subject_id from transfers where kind = 'allocation' and business_id {HERE}"
            f" union all select business_id, 'payout.' || status, 'ord_' || id from withdrawals where business_id {HERE}"
        ):
            expected[by_uuid[business]].add((kind, one))
    for shop in businesses:
        expected[shop.number] |= {("batch.completed", one) for one in shop.batches.values()}
    end = time.monotonic() + within
    while True:
        with receiver.lock:
            missing = {number: all_of - receiver.told[number].keys() for number, all_of in expected.items()}
        if not any(missing.values()):
            break
        assert time.monotonic() < end, "not told by a webhook: " + "; ".join(
            f"{len(some)} of business {number}, e.g. {sorted(some)[:3]}" for number, some in missing.items() if some
        )
        time.sleep(0.5)
    for number, all_of in expected.items():
        for thing, ids in receiver.told[number].items():
            assert thing in all_of, f"business {number} was told of {thing}, which is not so"
            assert len(ids) == 1, f"business {number} was told of {thing} under {len(ids)} ids: {ids}"
    return sum(map(len, expected.values()))


def one_home(machines, businesses):
    """Checks that each business is in exactly one cell, and that finished moves have left nothing. Returns the cells."""
    homes = collections.defaultdict(list)
    for server in machines.servers:
        for (business,) in server.sql(f"select id from businesses where id {HERE}"):
            homes[business].append(server.cell)
        under_way = server.sql("select business_id, phase from relocations where phase <> 'gone'")
        assert not under_way, f"cell {server.cell} has moves under way: {under_way}"
        paused = server.sql(f"select business_id, cause from pauses where business_id {HERE}")
        assert not paused, f"cell {server.cell} has pauses: {paused}"
        fenced = server.sql(
            "select distinct tgname from pg_trigger where tgname like 'relocates%'"
            " and split_part(tgname, '_', 2) not in (select replace(business_id::text, '-', '') from relocations)"
        )
        assert not fenced, f"cell {server.cell} has fences of nobody: {fenced}"
    for shop in businesses:
        assert len(homes[shop.uuid]) == 1, f"{shop.id} is in the cells {homes[shop.uuid]}"
    return {shop.number: homes[shop.uuid][0] for shop in businesses}


def paid_once(machines, businesses):
    """Checks that each key was paid once in all cells together, with its amount to its address, and that nothing else was paid."""
    found = collections.defaultdict(list)
    for server in machines.servers:
        for business, reference, email, amount, moved in server.sql(
            "select a.business_id, a.reference, a.email, a.amount, t.amount from allocations a"
            " left join transfers t on t.business_id = a.business_id and t.subject_id = a.id and t.kind = 'allocation'"
            f" where a.business_id {HERE}"
        ):
            found[business, reference].append((email, amount, moved))
    asked = {(shop.uuid, reference): paid for shop in businesses for reference, paid in shop.paid.items()}
    for key, (email, amount) in asked.items():
        assert found[key] == [(email, str(amount), str(amount))], f"{key} was asked for as {email} {amount}, and is {found[key]}"
    more = found.keys() - asked.keys()
    assert not more, f"{len(more)} were paid that nobody was told of, e.g. {sorted(more)[:3]}"
    return len(asked)


def orders(machines, businesses):
    """Checks that each withdrawal exists once and has ended as the sandbox ends such an amount. Returns the cents paid out, by business."""
    found = collections.defaultdict(list)
    for server in machines.servers:
        for business, key, one, amount, status in server.sql(
            f"select business_id, idempotency_key, id, amount, status from withdrawals where business_id {HERE}"
        ):
            found[business, key].append((f"ord_{one}", amount, status))
    out = collections.Counter()
    for shop in businesses:
        for key, (one, _, amount) in shop.orders.items():
            status = "failed" if amount % 100 in (1, 3, 5) else "succeeded"
            assert found[shop.uuid, key] == [(one, str(amount), status)], f"{shop.id} {key}: {found[shop.uuid, key]}, not {one} {amount} {status}"
            out[shop.uuid] += amount if status == "succeeded" else 0
    asked = {(shop.uuid, key) for shop in businesses for key in shop.orders}
    assert found.keys() == asked, f"orders that nobody made: {found.keys() - asked}"
    return out


def balances(machines, businesses, out):
    """Checks that the funding is the sum of what is left, what payout users have, and what was paid out."""
    accounts, users = collections.Counter(), collections.Counter()
    for server in machines.servers:
        of_each = f"select business_id, payout_balance + balance, reserve from business_accounts where business_id {HERE}"
        for business, left, reserve in server.sql(of_each):
            accounts[business] += int(left)
            assert reserve == "0", f"{business} has a reserve of {reserve}"
        for business, balance in server.sql(f"select business_id, sum(balance) from payout_users where business_id {HERE} group by 1"):
            users[business] += int(balance)
    for shop in businesses:
        paid = sum(amount for _, amount in shop.paid.values())
        is_left, has = accounts[shop.uuid], users[shop.uuid]
        assert is_left == shop.FUNDED - paid, f"{shop.id}: {shop.FUNDED} funded, {paid} paid, {is_left} left"
        assert has == paid - out[shop.uuid], f"{shop.id}: {paid} paid, {out[shop.uuid]} went out, payout users have {has}"


def lawful(machines):
    """Runs the product's own check of its books in each cell."""
    for finding in machines.payout("verify", "--json"):
        assert finding["breaches"] == 0 and finding["off_by_cents"] == 0, f"cell {finding['cell']}: {finding}"
