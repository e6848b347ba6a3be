from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.delete_admin_throttles_scope import check_delete_admin_throttles_scope
from ...models.delete_admin_throttles_scope import DeleteAdminThrottlesScope
from ...models.problem import Problem
from ...models.touched_items import TouchedItems
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    *,
    dry_run: bool | Unset = UNSET,
    scope: DeleteAdminThrottlesScope,
    business_id: str | Unset = UNSET,
    batch_id: str | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(payout_cell, Unset):
        headers["Payout-Cell"] = payout_cell



    

    params: dict[str, Any] = {}

    params["dry_run"] = dry_run

    json_scope: str = scope
    params["scope"] = json_scope

    params["business_id"] = business_id

    params["batch_id"] = batch_id


    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}


    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/admin/throttles",
        "params": params,
    }


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
    dry_run: bool | Unset = UNSET,
    scope: DeleteAdminThrottlesScope,
    business_id: str | Unset = UNSET,
    batch_id: str | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> Response[Problem | TouchedItems]:
    """ Removes a throttle.

     The query names the target: `scope` and, if the scope needs one, the id. If the target has no
    throttle, the request
    succeeds and changes nothing. With `dry_run=true` nothing is removed, and the response tells which
    items it would
    affect.

    Args:
        dry_run (bool | Unset):
        scope (DeleteAdminThrottlesScope): The scope of a command.
        business_id (str | Unset):
        batch_id (str | Unset):
        payout_cell (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | TouchedItems]
     """


    kwargs = _get_kwargs(
        dry_run=dry_run,
scope=scope,
business_id=business_id,
batch_id=batch_id,
payout_cell=payout_cell,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    *,
    client: AuthenticatedClient,
    dry_run: bool | Unset = UNSET,
    scope: DeleteAdminThrottlesScope,
    business_id: str | Unset = UNSET,
    batch_id: str | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> Problem | TouchedItems | None:
    """ Removes a throttle.

     The query names the target: `scope` and, if the scope needs one, the id. If the target has no
    throttle, the request
    succeeds and changes nothing. With `dry_run=true` nothing is removed, and the response tells which
    items it would
    affect.

    Args:
        dry_run (bool | Unset):
        scope (DeleteAdminThrottlesScope): The scope of a command.
        business_id (str | Unset):
        batch_id (str | Unset):
        payout_cell (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | TouchedItems
     """


    return sync_detailed(
        client=client,
dry_run=dry_run,
scope=scope,
business_id=business_id,
batch_id=batch_id,
payout_cell=payout_cell,

    ).parsed

async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    dry_run: bool | Unset = UNSET,
    scope: DeleteAdminThrottlesScope,
    business_id: str | Unset = UNSET,
    batch_id: str | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> Response[Problem | TouchedItems]:
    """ Removes a throttle.

     The query names the target: `scope` and, if the scope needs one, the id. If the target has no
    throttle, the request
    succeeds and changes nothing. With `dry_run=true` nothing is removed, and the response tells which
    items it would
    affect.

    Args:
        dry_run (bool | Unset):
        scope (DeleteAdminThrottlesScope): The scope of a command.
        business_id (str | Unset):
        batch_id (str | Unset):
        payout_cell (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | TouchedItems]
     """


    kwargs = _get_kwargs(
        dry_run=dry_run,
scope=scope,
business_id=business_id,
batch_id=batch_id,
payout_cell=payout_cell,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    *,
    client: AuthenticatedClient,
    dry_run: bool | Unset = UNSET,
    scope: DeleteAdminThrottlesScope,
    business_id: str | Unset = UNSET,
    batch_id: str | Unset = UNSET,
    payout_cell: str | Unset = UNSET,

) -> Problem | TouchedItems | None:
    """ Removes a throttle.

     The query names the target: `scope` and, if the scope needs one, the id. If the target has no
    throttle, the request
    succeeds and changes nothing. With `dry_run=true` nothing is removed, and the response tells which
    items it would
    affect.

    Args:
        dry_run (bool | Unset):
        scope (DeleteAdminThrottlesScope): The scope of a command.
        business_id (str | Unset):
        batch_id (str | Unset):
        payout_cell (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | TouchedItems
     """


    return (await asyncio_detailed(
        client=client,
dry_run=dry_run,
scope=scope,
business_id=business_id,
batch_id=batch_id,
payout_cell=payout_cell,

    )).parsed
