from typing import Literal

AttemptOutcome = Literal['blocked', 'delivered', 'gone', 'refused', 'timed_out', 'unreachable']

ATTEMPT_OUTCOME_VALUES: set[AttemptOutcome] = { 'blocked', 'delivered', 'gone', 'refused', 'timed_out', 'unreachable',  }

def check_attempt_outcome(value: str) -> AttemptOutcome:
    if value in ATTEMPT_OUTCOME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ATTEMPT_OUTCOME_VALUES!r}")
