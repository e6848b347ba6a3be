from typing import Literal

PayoutEventType = Literal['payout.created', 'payout.failed', 'payout.processing', 'payout.rejected', 'payout.succeeded']

PAYOUT_EVENT_TYPE_VALUES: set[PayoutEventType] = { 'payout.created', 'payout.failed', 'payout.processing', 'payout.rejected', 'payout.succeeded',  }

def check_payout_event_type(value: str) -> PayoutEventType:
    if value in PAYOUT_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PAYOUT_EVENT_TYPE_VALUES!r}")
