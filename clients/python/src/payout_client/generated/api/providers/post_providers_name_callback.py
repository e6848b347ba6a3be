from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.problem import Problem
from ...models.provider_callback_answer import ProviderCallbackAnswer
from typing import cast



def _get_kwargs(
    name: str,
    *,
    body: str,
    payout_timestamp: str,
    payout_signature: str,

) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    headers["Payout-Timestamp"] = payout_timestamp

    headers["Payout-Signature"] = payout_signature



    

    

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/providers/{name}/callback".format(name=quote(str(name), safe=""),),
    }

    _kwargs["json"] = body

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | ProviderCallbackAnswer | None:
    if response.status_code == 200:
        response_200 = ProviderCallbackAnswer.from_dict(response.json())



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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | ProviderCallbackAnswer]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    name: str,
    *,
    client: AuthenticatedClient | Client,
    body: str,
    payout_timestamp: str,
    payout_signature: str,

) -> Response[Problem | ProviderCallbackAnswer]:
    """ Records what a provider reports about an order.

     The body is `{"id","status","reference"?,"code"?,"reason"?}`. `Payout-Signature` signs it and
    `Payout-Timestamp`
    with the provider's secret. An order ends once: a later callback does not change an order that has
    ended.

    Args:
        name (str):
        payout_timestamp (str):
        payout_signature (str):
        body (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | ProviderCallbackAnswer]
     """


    kwargs = _get_kwargs(
        name=name,
body=body,
payout_timestamp=payout_timestamp,
payout_signature=payout_signature,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    name: str,
    *,
    client: AuthenticatedClient | Client,
    body: str,
    payout_timestamp: str,
    payout_signature: str,

) -> Problem | ProviderCallbackAnswer | None:
    """ Records what a provider reports about an order.

     The body is `{"id","status","reference"?,"code"?,"reason"?}`. `Payout-Signature` signs it and
    `Payout-Timestamp`
    with the provider's secret. An order ends once: a later callback does not change an order that has
    ended.

    Args:
        name (str):
        payout_timestamp (str):
        payout_signature (str):
        body (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | ProviderCallbackAnswer
     """


    return sync_detailed(
        name=name,
client=client,
body=body,
payout_timestamp=payout_timestamp,
payout_signature=payout_signature,

    ).parsed

async def asyncio_detailed(
    name: str,
    *,
    client: AuthenticatedClient | Client,
    body: str,
    payout_timestamp: str,
    payout_signature: str,

) -> Response[Problem | ProviderCallbackAnswer]:
    """ Records what a provider reports about an order.

     The body is `{"id","status","reference"?,"code"?,"reason"?}`. `Payout-Signature` signs it and
    `Payout-Timestamp`
    with the provider's secret. An order ends once: a later callback does not change an order that has
    ended.

    Args:
        name (str):
        payout_timestamp (str):
        payout_signature (str):
        body (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | ProviderCallbackAnswer]
     """


    kwargs = _get_kwargs(
        name=name,
body=body,
payout_timestamp=payout_timestamp,
payout_signature=payout_signature,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    name: str,
    *,
    client: AuthenticatedClient | Client,
    body: str,
    payout_timestamp: str,
    payout_signature: str,

) -> Problem | ProviderCallbackAnswer | None:
    """ Records what a provider reports about an order.

     The body is `{"id","status","reference"?,"code"?,"reason"?}`. `Payout-Signature` signs it and
    `Payout-Timestamp`
    with the provider's secret. An order ends once: a later callback does not change an order that has
    ended.

    Args:
        name (str):
        payout_timestamp (str):
        payout_signature (str):
        body (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | ProviderCallbackAnswer
     """


    return (await asyncio_detailed(
        name=name,
client=client,
body=body,
payout_timestamp=payout_timestamp,
payout_signature=payout_signature,

    )).parsed
