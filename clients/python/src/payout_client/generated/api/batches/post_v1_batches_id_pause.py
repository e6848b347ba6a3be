from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.problem import Problem
from ...models.touched_items import TouchedItems
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    id: str,
    *,
    dry_run: bool | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,

) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key



    

    params: dict[str, Any] = {}

    params["dry_run"] = dry_run


    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}


    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/batches/{id}/pause".format(id=quote(str(id), safe=""),),
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

    if response.status_code == 409:
        response_409 = Problem.from_dict(response.json())



        return response_409

    if response.status_code == 413:
        response_413 = Problem.from_dict(response.json())



        return response_413

    if response.status_code == 415:
        response_415 = Problem.from_dict(response.json())



        return response_415

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())



        return response_422

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
    id: str,
    *,
    client: AuthenticatedClient,
    dry_run: bool | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,

) -> Response[Problem | TouchedItems]:
    """ Pauses a batch: no further items are paid until it is resumed.

     Items that are already paid stay paid. With `dry_run=true` nothing is paused, and the response tells
    how many items
    and cents would be.

    Args:
        id (str):
        dry_run (bool | Unset):
        idempotency_key (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | TouchedItems]
     """


    kwargs = _get_kwargs(
        id=id,
dry_run=dry_run,
idempotency_key=idempotency_key,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    id: str,
    *,
    client: AuthenticatedClient,
    dry_run: bool | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,

) -> Problem | TouchedItems | None:
    """ Pauses a batch: no further items are paid until it is resumed.

     Items that are already paid stay paid. With `dry_run=true` nothing is paused, and the response tells
    how many items
    and cents would be.

    Args:
        id (str):
        dry_run (bool | Unset):
        idempotency_key (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | TouchedItems
     """


    return sync_detailed(
        id=id,
client=client,
dry_run=dry_run,
idempotency_key=idempotency_key,

    ).parsed

async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    dry_run: bool | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,

) -> Response[Problem | TouchedItems]:
    """ Pauses a batch: no further items are paid until it is resumed.

     Items that are already paid stay paid. With `dry_run=true` nothing is paused, and the response tells
    how many items
    and cents would be.

    Args:
        id (str):
        dry_run (bool | Unset):
        idempotency_key (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | TouchedItems]
     """


    kwargs = _get_kwargs(
        id=id,
dry_run=dry_run,
idempotency_key=idempotency_key,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    dry_run: bool | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,

) -> Problem | TouchedItems | None:
    """ Pauses a batch: no further items are paid until it is resumed.

     Items that are already paid stay paid. With `dry_run=true` nothing is paused, and the response tells
    how many items
    and cents would be.

    Args:
        id (str):
        dry_run (bool | Unset):
        idempotency_key (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | TouchedItems
     """


    return (await asyncio_detailed(
        id=id,
client=client,
dry_run=dry_run,
idempotency_key=idempotency_key,

    )).parsed
