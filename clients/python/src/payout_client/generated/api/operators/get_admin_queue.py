from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.problem import Problem
from ...models.queue_status import QueueStatus
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    *,
    payout_cell: str | Unset = UNSET,

) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(payout_cell, Unset):
        headers["Payout-Cell"] = payout_cell



    

    

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/admin/queue",
    }


    _kwargs["headers"] = headers
    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | QueueStatus | None:
    if response.status_code == 200:
        response_200 = QueueStatus.from_dict(response.json())



        return response_200

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())



        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())



        return response_401

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | QueueStatus]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    payout_cell: str | Unset = UNSET,

) -> Response[Problem | QueueStatus]:
    """ Returns the state of the queue.

     The response has the number of jobs in each state, the number of businesses with waiting work, and
    the age of the
    oldest ready job.

    Args:
        payout_cell (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | QueueStatus]
     """


    kwargs = _get_kwargs(
        payout_cell=payout_cell,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    *,
    client: AuthenticatedClient,
    payout_cell: str | Unset = UNSET,

) -> Problem | QueueStatus | None:
    """ Returns the state of the queue.

     The response has the number of jobs in each state, the number of businesses with waiting work, and
    the age of the
    oldest ready job.

    Args:
        payout_cell (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | QueueStatus
     """


    return sync_detailed(
        client=client,
payout_cell=payout_cell,

    ).parsed

async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    payout_cell: str | Unset = UNSET,

) -> Response[Problem | QueueStatus]:
    """ Returns the state of the queue.

     The response has the number of jobs in each state, the number of businesses with waiting work, and
    the age of the
    oldest ready job.

    Args:
        payout_cell (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | QueueStatus]
     """


    kwargs = _get_kwargs(
        payout_cell=payout_cell,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    *,
    client: AuthenticatedClient,
    payout_cell: str | Unset = UNSET,

) -> Problem | QueueStatus | None:
    """ Returns the state of the queue.

     The response has the number of jobs in each state, the number of businesses with waiting work, and
    the age of the
    oldest ready job.

    Args:
        payout_cell (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | QueueStatus
     """


    return (await asyncio_detailed(
        client=client,
payout_cell=payout_cell,

    )).parsed
