from typing import Literal

PayoutEventSelection = Literal['payout.*', 'payout.created', 'payout.failed', 'payout.processing', 'payout.rejected', 'payout.succeeded']

PAYOUT_EVENT_SELECTION_VALUES: set[PayoutEventSelection] = { 'payout.*', 'payout.created', 'payout.failed', 'payout.processing', 'payout.rejected', 'payout.succeeded',  }

def check_payout_event_selection(value: str) -> PayoutEventSelection:
    if value in PAYOUT_EVENT_SELECTION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PAYOUT_EVENT_SELECTION_VALUES!r}")
