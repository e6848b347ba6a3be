from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.allocation import Allocation
from ...models.new_allocation import NewAllocation
from ...models.problem import Problem
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    *,
    body: NewAllocation,
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
        "url": "/v1/allocations",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Allocation | Problem | None:
    if response.status_code == 201:
        response_201 = Allocation.from_dict(response.json())



        return response_201

    if response.status_code == 202:
        response_202 = Allocation.from_dict(response.json())



        return response_202

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())



        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())



        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())



        return response_403

    if response.status_code == 408:
        response_408 = Problem.from_dict(response.json())



        return response_408

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Allocation | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: NewAllocation,
    idempotency_key: str | Unset = UNSET,
    prefer: str | Unset = UNSET,

) -> Response[Allocation | Problem]:
    """ Accepts an allocation, which is then paid or fails for lack of funds.

     The request returns 202 at once, and `Location` is where to look for the outcome. With `Prefer:
    wait=N` it returns
    201 if the allocation ends in that time. A `reference` (or `Idempotency-Key`) names one payment of
    one amount to one
    address permanently: the same request again returns that allocation, and if it ended unpaid, tries
    it again.

    Args:
        idempotency_key (str | Unset):
        prefer (str | Unset):
        body (NewAllocation): How much to pay, and to whom.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Allocation | Problem]
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
    body: NewAllocation,
    idempotency_key: str | Unset = UNSET,
    prefer: str | Unset = UNSET,

) -> Allocation | Problem | None:
    """ Accepts an allocation, which is then paid or fails for lack of funds.

     The request returns 202 at once, and `Location` is where to look for the outcome. With `Prefer:
    wait=N` it returns
    201 if the allocation ends in that time. A `reference` (or `Idempotency-Key`) names one payment of
    one amount to one
    address permanently: the same request again returns that allocation, and if it ended unpaid, tries
    it again.

    Args:
        idempotency_key (str | Unset):
        prefer (str | Unset):
        body (NewAllocation): How much to pay, and to whom.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Allocation | Problem
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
    body: NewAllocation,
    idempotency_key: str | Unset = UNSET,
    prefer: str | Unset = UNSET,

) -> Response[Allocation | Problem]:
    """ Accepts an allocation, which is then paid or fails for lack of funds.

     The request returns 202 at once, and `Location` is where to look for the outcome. With `Prefer:
    wait=N` it returns
    201 if the allocation ends in that time. A `reference` (or `Idempotency-Key`) names one payment of
    one amount to one
    address permanently: the same request again returns that allocation, and if it ended unpaid, tries
    it again.

    Args:
        idempotency_key (str | Unset):
        prefer (str | Unset):
        body (NewAllocation): How much to pay, and to whom.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Allocation | Problem]
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
    body: NewAllocation,
    idempotency_key: str | Unset = UNSET,
    prefer: str | Unset = UNSET,

) -> Allocation | Problem | None:
    """ Accepts an allocation, which is then paid or fails for lack of funds.

     The request returns 202 at once, and `Location` is where to look for the outcome. With `Prefer:
    wait=N` it returns
    201 if the allocation ends in that time. A `reference` (or `Idempotency-Key`) names one payment of
    one amount to one
    address permanently: the same request again returns that allocation, and if it ended unpaid, tries
    it again.

    Args:
        idempotency_key (str | Unset):
        prefer (str | Unset):
        body (NewAllocation): How much to pay, and to whom.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Allocation | Problem
     """


    return (await asyncio_detailed(
        client=client,
body=body,
idempotency_key=idempotency_key,
prefer=prefer,

    )).parsed
