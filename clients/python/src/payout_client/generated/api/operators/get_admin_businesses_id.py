from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.business import Business
from ...models.problem import Problem
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    id: str,
    *,
    payout_cell: str | Unset = UNSET,

) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(payout_cell, Unset):
        headers["Payout-Cell"] = payout_cell



    

    

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/admin/businesses/{id}".format(id=quote(str(id), safe=""),),
    }


    _kwargs["headers"] = headers
    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Business | Problem | None:
    if response.status_code == 200:
        response_200 = Business.from_dict(response.json())



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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Business | Problem]:
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
    payout_cell: str | Unset = UNSET,

) -> Response[Business | Problem]:
    """ Returns a business.

     The response has the balances of the business, the amount that its all_or_nothing batches have set
    aside
    (`reserved`), and whether its payouts are switched on.

    Args:
        id (str):
        payout_cell (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Business | Problem]
     """


    kwargs = _get_kwargs(
        id=id,
payout_cell=payout_cell,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    id: str,
    *,
    client: AuthenticatedClient,
    payout_cell: str | Unset = UNSET,

) -> Business | Problem | None:
    """ Returns a business.

     The response has the balances of the business, the amount that its all_or_nothing batches have set
    aside
    (`reserved`), and whether its payouts are switched on.

    Args:
        id (str):
        payout_cell (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Business | Problem
     """


    return sync_detailed(
        id=id,
client=client,
payout_cell=payout_cell,

    ).parsed

async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    payout_cell: str | Unset = UNSET,

) -> Response[Business | Problem]:
    """ Returns a business.

     The response has the balances of the business, the amount that its all_or_nothing batches have set
    aside
    (`reserved`), and whether its payouts are switched on.

    Args:
        id (str):
        payout_cell (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Business | Problem]
     """


    kwargs = _get_kwargs(
        id=id,
payout_cell=payout_cell,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    payout_cell: str | Unset = UNSET,

) -> Business | Problem | None:
    """ Returns a business.

     The response has the balances of the business, the amount that its all_or_nothing batches have set
    aside
    (`reserved`), and whether its payouts are switched on.

    Args:
        id (str):
        payout_cell (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Business | Problem
     """


    return (await asyncio_detailed(
        id=id,
client=client,
payout_cell=payout_cell,

    )).parsed
