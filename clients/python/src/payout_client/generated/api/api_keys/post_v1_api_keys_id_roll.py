from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.api_key_roll import ApiKeyRoll
from ...models.new_key import NewKey
from ...models.problem import Problem
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    id: str,
    *,
    body: ApiKeyRoll,
    idempotency_key: str | Unset = UNSET,

) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key



    

    

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/api-keys/{id}/roll".format(id=quote(str(id), safe=""),),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> NewKey | Problem | None:
    if response.status_code == 201:
        response_201 = NewKey.from_dict(response.json())



        return response_201

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[NewKey | Problem]:
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
    body: ApiKeyRoll,
    idempotency_key: str | Unset = UNSET,

) -> Response[NewKey | Problem]:
    """ Rolls an API key: creates a key with the same name and ends the old key after an overlap.

     The old key works for `overlap_seconds` more, or until its own expiry if that is sooner. Both keys
    are then in the
    list. A key can be rolled only once: afterwards, only revoking it can end it sooner.

    Args:
        id (str):
        idempotency_key (str | Unset):
        body (ApiKeyRoll): How to roll a key.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[NewKey | Problem]
     """


    kwargs = _get_kwargs(
        id=id,
body=body,
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
    body: ApiKeyRoll,
    idempotency_key: str | Unset = UNSET,

) -> NewKey | Problem | None:
    """ Rolls an API key: creates a key with the same name and ends the old key after an overlap.

     The old key works for `overlap_seconds` more, or until its own expiry if that is sooner. Both keys
    are then in the
    list. A key can be rolled only once: afterwards, only revoking it can end it sooner.

    Args:
        id (str):
        idempotency_key (str | Unset):
        body (ApiKeyRoll): How to roll a key.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        NewKey | Problem
     """


    return sync_detailed(
        id=id,
client=client,
body=body,
idempotency_key=idempotency_key,

    ).parsed

async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    body: ApiKeyRoll,
    idempotency_key: str | Unset = UNSET,

) -> Response[NewKey | Problem]:
    """ Rolls an API key: creates a key with the same name and ends the old key after an overlap.

     The old key works for `overlap_seconds` more, or until its own expiry if that is sooner. Both keys
    are then in the
    list. A key can be rolled only once: afterwards, only revoking it can end it sooner.

    Args:
        id (str):
        idempotency_key (str | Unset):
        body (ApiKeyRoll): How to roll a key.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[NewKey | Problem]
     """


    kwargs = _get_kwargs(
        id=id,
body=body,
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
    body: ApiKeyRoll,
    idempotency_key: str | Unset = UNSET,

) -> NewKey | Problem | None:
    """ Rolls an API key: creates a key with the same name and ends the old key after an overlap.

     The old key works for `overlap_seconds` more, or until its own expiry if that is sooner. Both keys
    are then in the
    list. A key can be rolled only once: afterwards, only revoking it can end it sooner.

    Args:
        id (str):
        idempotency_key (str | Unset):
        body (ApiKeyRoll): How to roll a key.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        NewKey | Problem
     """


    return (await asyncio_detailed(
        id=id,
client=client,
body=body,
idempotency_key=idempotency_key,

    )).parsed
