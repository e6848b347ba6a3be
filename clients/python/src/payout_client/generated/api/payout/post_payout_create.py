from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.error import Error
from ...models.field_messages import FieldMessages
from ...models.payout_create import PayoutCreate
from ...models.payout_created import PayoutCreated
from ...models.payout_pending import PayoutPending
from ...models.rate_limited import RateLimited
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    *,
    body: PayoutCreate,
    idempotency_key: str | Unset = UNSET,
    prefer: str | Unset = UNSET,

) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    if not isinstance(prefer, Unset):
        headers["Prefer"] = prefer



    

    

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/payout/create",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Error | FieldMessages | PayoutCreated | PayoutPending | RateLimited | None:
    if response.status_code == 201:
        response_201 = PayoutCreated.from_dict(response.json())



        return response_201

    if response.status_code == 202:
        response_202 = PayoutPending.from_dict(response.json())



        return response_202

    if response.status_code == 400:
        response_400 = FieldMessages.from_dict(response.json())



        return response_400

    if response.status_code == 401:
        response_401 = Error.from_dict(response.json())



        return response_401

    if response.status_code == 403:
        response_403 = Error.from_dict(response.json())



        return response_403

    if response.status_code == 408:
        response_408 = Error.from_dict(response.json())



        return response_408

    if response.status_code == 413:
        response_413 = Error.from_dict(response.json())



        return response_413

    if response.status_code == 415:
        response_415 = Error.from_dict(response.json())



        return response_415

    if response.status_code == 422:
        response_422 = Error.from_dict(response.json())



        return response_422

    if response.status_code == 429:
        response_429 = RateLimited.from_dict(response.json())



        return response_429

    if response.status_code == 500:
        response_500 = Error.from_dict(response.json())



        return response_500

    if response.status_code == 503:
        response_503 = Error.from_dict(response.json())



        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Error | FieldMessages | PayoutCreated | PayoutPending | RateLimited]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: PayoutCreate,
    idempotency_key: str | Unset = UNSET,
    prefer: str | Unset = UNSET,

) -> Response[Error | FieldMessages | PayoutCreated | PayoutPending | RateLimited]:
    """ Pays a payout user from the business's payout balance.

     The payout user is created if it does not exist. The request waits for the outcome for 10 seconds,
    or for up to 30
    with `Prefer: wait=N`. The status 201 means that the credit is committed. With `Prefer: respond-
    async` the request
    returns 202 at once. Without an `Idempotency-Key`, a request that is sent twice pays twice. With the
    same key it
    pays once, and both requests return the same result.

    Args:
        idempotency_key (str | Unset):
        prefer (str | Unset):
        body (PayoutCreate): How much to pay, and to whom.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | FieldMessages | PayoutCreated | PayoutPending | RateLimited]
     """


    kwargs = _get_kwargs(
        body=body,
idempotency_key=idempotency_key,
prefer=prefer,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    *,
    client: AuthenticatedClient,
    body: PayoutCreate,
    idempotency_key: str | Unset = UNSET,
    prefer: str | Unset = UNSET,

) -> Error | FieldMessages | PayoutCreated | PayoutPending | RateLimited | None:
    """ Pays a payout user from the business's payout balance.

     The payout user is created if it does not exist. The request waits for the outcome for 10 seconds,
    or for up to 30
    with `Prefer: wait=N`. The status 201 means that the credit is committed. With `Prefer: respond-
    async` the request
    returns 202 at once. Without an `Idempotency-Key`, a request that is sent twice pays twice. With the
    same key it
    pays once, and both requests return the same result.

    Args:
        idempotency_key (str | Unset):
        prefer (str | Unset):
        body (PayoutCreate): How much to pay, and to whom.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | FieldMessages | PayoutCreated | PayoutPending | RateLimited
     """


    return sync_detailed(
        client=client,
body=body,
idempotency_key=idempotency_key,
prefer=prefer,

    ).parsed

async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: PayoutCreate,
    idempotency_key: str | Unset = UNSET,
    prefer: str | Unset = UNSET,

) -> Response[Error | FieldMessages | PayoutCreated | PayoutPending | RateLimited]:
    """ Pays a payout user from the business's payout balance.

     The payout user is created if it does not exist. The request waits for the outcome for 10 seconds,
    or for up to 30
    with `Prefer: wait=N`. The status 201 means that the credit is committed. With `Prefer: respond-
    async` the request
    returns 202 at once. Without an `Idempotency-Key`, a request that is sent twice pays twice. With the
    same key it
    pays once, and both requests return the same result.

    Args:
        idempotency_key (str | Unset):
        prefer (str | Unset):
        body (PayoutCreate): How much to pay, and to whom.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | FieldMessages | PayoutCreated | PayoutPending | RateLimited]
     """


    kwargs = _get_kwargs(
        body=body,
idempotency_key=idempotency_key,
prefer=prefer,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    *,
    client: AuthenticatedClient,
    body: PayoutCreate,
    idempotency_key: str | Unset = UNSET,
    prefer: str | Unset = UNSET,

) -> Error | FieldMessages | PayoutCreated | PayoutPending | RateLimited | None:
    """ Pays a payout user from the business's payout balance.

     The payout user is created if it does not exist. The request waits for the outcome for 10 seconds,
    or for up to 30
    with `Prefer: wait=N`. The status 201 means that the credit is committed. With `Prefer: respond-
    async` the request
    returns 202 at once. Without an `Idempotency-Key`, a request that is sent twice pays twice. With the
    same key it
    pays once, and both requests return the same result.

    Args:
        idempotency_key (str | Unset):
        prefer (str | Unset):
        body (PayoutCreate): How much to pay, and to whom.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | FieldMessages | PayoutCreated | PayoutPending | RateLimited
     """


    return (await asyncio_detailed(
        client=client,
body=body,
idempotency_key=idempotency_key,
prefer=prefer,

    )).parsed
