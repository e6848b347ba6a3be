from typing import Literal

EventSelection = Literal['allocation.*', 'allocation.failed', 'allocation.succeeded', 'balance.*', 'balance.low', 'batch.*', 'batch.completed', 'payout.*', 'payout.created', 'payout.failed', 'payout.processing', 'payout.rejected', 'payout.succeeded', 'payout_user.*', 'payout_user.updated']

EVENT_SELECTION_VALUES: set[EventSelection] = { 'allocation.*', 'allocation.failed', 'allocation.succeeded', 'balance.*', 'balance.low', 'batch.*', 'batch.completed', 'payout.*', 'payout.created', 'payout.failed', 'payout.processing', 'payout.rejected', 'payout.succeeded', 'payout_user.*', 'payout_user.updated',  }

def check_event_selection(value: str) -> EventSelection:
    if value in EVENT_SELECTION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EVENT_SELECTION_VALUES!r}")
