from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.new_throttle import NewThrottle
from ...models.problem import Problem
from ...models.touched_items import TouchedItems
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    *,
    body: NewThrottle,
    dry_run: bool | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(payout_cell, Unset):
        headers["Payout-Cell"] = payout_cell



    

    params: dict[str, Any] = {}

    params["dry_run"] = dry_run


    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}


    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/admin/throttles",
        "params": params,
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | TouchedItems | None:
    if response.status_code == 200:
        response_200 = TouchedItems.from_dict(response.json())



        return response_200

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())



        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())



        return response_401

    if response.status_code == 404:
        response_404 = Problem.from_dict(response.json())



        return response_404

    if response.status_code == 408:
        response_408 = Problem.from_dict(response.json())



        return response_408

    if response.status_code == 409:
        response_409 = Problem.from_dict(response.json())



        return response_409

    if response.status_code == 413:
        response_413 = Problem.from_dict(response.json())



        return response_413

    if response.status_code == 415:
        response_415 = Problem.from_dict(response.json())



        return response_415

    if response.status_code == 429:
        response_429 = Problem.from_dict(response.json())



        return response_429

    if response.status_code == 500:
        response_500 = Problem.from_dict(response.json())



        return response_500

    if response.status_code == 503:
        response_503 = Problem.from_dict(response.json())



        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | TouchedItems]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: NewThrottle,
    dry_run: bool | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> Response[Problem | TouchedItems]:
    """ Sets a throttle, replacing an earlier one.

     Claims that begin later obey it. All workers share it. `max_per_second` counts allocations,
    `max_cents_per_second`
    their cents.

    Args:
        dry_run (bool | Unset):
        payout_cell (str | Unset):
        body (NewThrottle): A target and its throttle.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | TouchedItems]
     """


    kwargs = _get_kwargs(
        body=body,
dry_run=dry_run,
payout_cell=payout_cell,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    *,
    client: AuthenticatedClient,
    body: NewThrottle,
    dry_run: bool | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> Problem | TouchedItems | None:
    """ Sets a throttle, replacing an earlier one.

     Claims that begin later obey it. All workers share it. `max_per_second` counts allocations,
    `max_cents_per_second`
    their cents.

    Args:
        dry_run (bool | Unset):
        payout_cell (str | Unset):
        body (NewThrottle): A target and its throttle.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | TouchedItems
     """


    return sync_detailed(
        client=client,
body=body,
dry_run=dry_run,
payout_cell=payout_cell,

    ).parsed

async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: NewThrottle,
    dry_run: bool | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> Response[Problem | TouchedItems]:
    """ Sets a throttle, replacing an earlier one.

     Claims that begin later obey it. All workers share it. `max_per_second` counts allocations,
    `max_cents_per_second`
    their cents.

    Args:
        dry_run (bool | Unset):
        payout_cell (str | Unset):
        body (NewThrottle): A target and its throttle.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | TouchedItems]
     """


    kwargs = _get_kwargs(
        body=body,
dry_run=dry_run,
payout_cell=payout_cell,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    *,
    client: AuthenticatedClient,
    body: NewThrottle,
    dry_run: bool | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> Problem | TouchedItems | None:
    """ Sets a throttle, replacing an earlier one.

     Claims that begin later obey it. All workers share it. `max_per_second` counts allocations,
    `max_cents_per_second`
    their cents.

    Args:
        dry_run (bool | Unset):
        payout_cell (str | Unset):
        body (NewThrottle): A target and its throttle.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | TouchedItems
     """


    return (await asyncio_detailed(
        client=client,
body=body,
dry_run=dry_run,
payout_cell=payout_cell,

    )).parsed
