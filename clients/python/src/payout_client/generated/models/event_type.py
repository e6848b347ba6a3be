from typing import Literal

EventType = Literal['allocation.failed', 'allocation.succeeded', 'balance.low', 'batch.completed', 'payout.created', 'payout.failed', 'payout.processing', 'payout.rejected', 'payout.succeeded', 'payout_user.updated', 'webhook.test']

EVENT_TYPE_VALUES: set[EventType] = { 'allocation.failed', 'allocation.succeeded', 'balance.low', 'batch.completed', 'payout.created', 'payout.failed', 'payout.processing', 'payout.rejected', 'payout.succeeded', 'payout_user.updated', 'webhook.test',  }

def check_event_type(value: str) -> EventType:
    if value in EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EVENT_TYPE_VALUES!r}")
