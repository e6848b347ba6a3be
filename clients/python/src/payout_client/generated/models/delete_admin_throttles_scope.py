from typing import Literal

DeleteAdminThrottlesScope = Literal['all', 'batch', 'business']

DELETE_ADMIN_THROTTLES_SCOPE_VALUES: set[DeleteAdminThrottlesScope] = { 'all', 'batch', 'business',  }

def check_delete_admin_throttles_scope(value: str) -> DeleteAdminThrottlesScope:
    if value in DELETE_ADMIN_THROTTLES_SCOPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DELETE_ADMIN_THROTTLES_SCOPE_VALUES!r}")
