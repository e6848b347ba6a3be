// Made by generate.js of docs/openapi.json: change those.

export interface paths {
    "/admin/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The orders, newest first.
         * @description Each order that was carried out has left a row in the same transaction: what it was about, how many items and cents,
         *     and by which credential it was given (an API key, the operators' token, or a database user of the commands).
         */
        get: operations["get_admin_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/businesses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All businesses, newest first.
         * @description With their balances, and whether their payouts are switched on. A page has up to `limit` rows (at most 200);
         *     `next_cursor`, also in the header `Link`, leads to the next.
         */
        get: operations["get_admin_businesses"];
        put?: never;
        /**
         * Makes a business without money.
         * @description A business is live or test for good, and its keys say which (`sk_live_…`, `sk_test_…`): a test business never
         *     reaches a real provider. Its first secret key is in the answer.
         */
        post: operations["post_admin_businesses"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/businesses/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One business.
         * @description With its balances, what its all_or_nothing batches have set aside (`reserved`), and whether its payouts are switched
         *     on.
         */
        get: operations["get_admin_businesses_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Renames a business, switches its payouts on or off, or changes how many claims in a row are its turn.
         * @description What is absent stays. While payouts are switched off, what waits is held, and new requests are refused with 403; of
         *     a `weight` of n (1 to 20), a turn of the business is n claims long.
         */
        patch: operations["patch_admin_businesses_id"];
        trace?: never;
    };
    "/admin/businesses/{id}/fund": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Funds a business, once per reference.
         * @description A negative amount takes money back, never below 0. The same reference with the same amount and account moves nothing
         *     more and is answered as before; with another amount or account it is refused with 422.
         */
        post: operations["post_admin_businesses_id_fund"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/dead": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Parked allocations, newest request first.
         * @description What could not be applied, again and again, is parked with its last error, and waits for a person. A page has up to
         *     `limit` rows (at most 200); `next_cursor`, also in the header `Link`, leads to the next.
         */
        get: operations["get_admin_dead"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/dead/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Queues a parked allocation again.
         * @description It takes its place among what is ready, and is parked again if it cannot be applied. What is not parked is 404.
         */
        post: operations["post_admin_dead_id_retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pays nothing of it, and sends no withdrawal of it that nobody was told of, until it is resumed.
         * @description At most the claims in flight are still paid; a withdrawal that may have been sent is followed to its end. With
         *     `dry_run=true` nothing is paused, and the answer says what it would be about.
         */
        post: operations["post_admin_pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/pauses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The pauses in force: what goes out first, then everything, then businesses with their batches.
         * @description Each with since when and by whom it is, and with what it holds: items, their amount, and withdrawals that were not
         *     sent. A business whose payouts are switched off is among them, and one that is being moved to another cell.
         */
        get: operations["get_admin_pauses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Counts the queue.
         * @description What is ready, what is deferred, what was parked, how many businesses have work that waits, and how long the oldest
         *     has waited. A large queue is told by a sample.
         */
        get: operations["get_admin_queue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pays it again.
         * @description What is not paused is no error, and nothing is touched. Resuming a business does not switch its payouts on.
         */
        post: operations["post_admin_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/throttles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The throttles in force, everything's first.
         * @description Of everything, of businesses, and of batches, those that batches have brought themselves included. A page has up to
         *     `limit` rows (at most 200); `next_cursor`, also in the header `Link`, leads to the next.
         */
        get: operations["get_admin_throttles"];
        /**
         * Sets the throttle, in place of its earlier one.
         * @description Claims that begin later obey it, in every worker. The workers share it; `max_per_second` counts allocations,
         *     `max_cents_per_second` their cents.
         */
        put: operations["put_admin_throttles"];
        post?: never;
        /**
         * Removes the throttle; one that is not there is fine, and nothing is touched.
         * @description The query says which: `scope` and, if it needs one, the id. With `dry_run=true` nothing is removed, and the answer
         *     says what it would be about.
         */
        delete: operations["delete_admin_throttles"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/withdrawals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the withdrawals that wait for an approval or a rejection, or those of a `status`, newest first.
         * @description Those of all businesses. A page has up to `limit` rows (at most 200); `next_cursor`, also in the header `Link`,
         *     leads to the next.
         */
        get: operations["get_admin_withdrawals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/withdrawals/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ends a withdrawal that waits for a person as paid out.
         * @description A person has seen to it, where the provider is `manual`. What does not wait for a person is 409.
         */
        post: operations["post_admin_withdrawals_id_approve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/withdrawals/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ends a withdrawal that waits for a person by giving the money back.
         * @description The reason is told to the payout user, and to the business by `payout.rejected`. What does not wait for a person is
         *     409.
         */
        post: operations["post_admin_withdrawals_id_reject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The business's balances.
         * @description `balance` is the main balance, `payout_balance` what payout users are paid from; both are cents.
         */
        get: operations["get_balance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document.
         * @description It is OpenAPI 3.1, made from the routes and types of this process.
         */
        get: operations["get_openapi_json"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payout/balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The balance of the payout user whose hash is shown.
         * @description It is in cents, and what can be withdrawn; the amount of a withdrawal leaves it when the order is made.
         */
        get: operations["get_payout_balance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payout/create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Moves money from the business's payout balance to a payout user, who is created if need be.
         * @description It waits for the outcome (10 s, or `Prefer: wait=N` up to 30), and 201 means that the credit is committed; with
         *     `Prefer: respond-async` it is 202 at once. Without an `Idempotency-Key` a request that is sent twice pays twice;
         *     under one key it pays once, and is answered the same.
         */
        post: operations["post_payout_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payout/methods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The methods that are switched on, with their limits, fees and the destination fields each needs.
         * @description What is named here can be the `provider` of a withdrawal; `chains` says which chains and currencies crypto has.
         */
        get: operations["get_payout_methods"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payout/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The payout user whose hash is shown, and what moved its money, newest first.
         * @description A withdrawal shows the state of its order. `limit` is at most 100, and `next_cursor` leads to the next page.
         */
        get: operations["get_payout_operations"];
        put?: never;
        /**
         * The payout user whose hash is shown, and what moved its money, newest first.
         * @description As GET, with the hash in the body, where no log of addresses has it. A withdrawal shows the state of its order;
         *     `limit` is at most 100, and `next_cursor` leads to the next page.
         */
        post: operations["post_payout_operations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payout/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes an order: its amount is taken from the balance at once.
         * @description The amount must be within the method's limits (`/payout/methods`). Under one `Idempotency-Key` the order is made
         *     once: the same request again is answered as before, another one is refused with 422.
         */
        post: operations["post_payout_withdraw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payout/withdrawals/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A withdrawal of the payout user whose hash is shown.
         * @description Its `status` is `created` until its provider was told, then `processing` until it ends. One that failed has a `code`, one
         *     that was rejected a `reason`, and the amount of either is back in the balance.
         */
        get: operations["get_payout_withdrawals_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payout/withdrawals/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancels a withdrawal that is `created`: its amount is back in the balance.
         * @description It can be taken back until its provider was told of it; then it is 409, and goes on to its end.
         */
        post: operations["post_payout_withdrawals_id_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/postman.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A Postman collection of these routes.
         * @description Set its variables `api_key` and `payout_hash`; each request has a new `Idempotency-Key`.
         */
        get: operations["get_postman_json"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/providers/{name}/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Records what the provider says of an order.
         * @description The body is `{"id","status","reference"?,"code"?,"reason"?}`, signed under `Payout-Timestamp` and `Payout-Signature`
         *     with the provider's secret. An order ends once: what has ended is not changed by another word.
         */
        post: operations["post_providers_name_callback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/allocations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Allocations, newest first.
         * @description They can be picked by e-mail, reference, status, batch and time. A page has up to `limit` rows (at most 200);
         *     `next_cursor`, also in the header `Link`, leads to the next.
         */
        get: operations["get_v1_allocations"];
        put?: never;
        /**
         * Accepts an allocation: it will be carried out, or fail for lack of funds.
         * @description The answer is 202 at once, and `Location` tells what becomes of it; with `Prefer: wait=N` it is 201 if it has ended
         *     by then. A `reference` (or `Idempotency-Key`) names one payment of one amount to one address, for ever: the same
         *     request again is answered with that one, and what has ended unpaid is tried again.
         */
        post: operations["post_v1_allocations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/allocations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One allocation.
         * @description With its `status`, and the `code` of what it has failed by; while it waits, `held_by` says whether a pause, a
         *     throttle or a schedule holds it.
         */
        get: operations["get_v1_allocations_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/allowed-origins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The origins whose pages may call the payout users' routes from a browser.
         * @description None at first.
         */
        get: operations["get_v1_allowed_origins"];
        /**
         * Sets the origins whose pages may call the payout users' routes from a browser.
         * @description The list replaces the one before; an empty one allows none. It is about browsers alone: what a payout hash opens is open to
         *     whoever has the hash. Pages show the hash in the header `X-Payout-Hash`.
         */
        put: operations["put_v1_allowed_origins"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The business's keys, newest first, those that have ended included.
         * @description The keys themselves are not shown: they are not stored. A page has up to `limit` rows (at most 200); `next_cursor`,
         *     also in the header `Link`, leads to the next.
         */
        get: operations["get_v1_api_keys"];
        put?: never;
        /**
         * Makes a key of the business's mode.
         * @description A key of a live business begins with `sk_live_`, of a test business with `sk_test_`. Only a digest of it is stored,
         *     so it cannot be shown again but to the same request under the same `Idempotency-Key`.
         */
        post: operations["post_v1_api_keys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revokes a key, at once and for good.
         * @description A second time changes nothing. To replace a key without an interruption, roll it.
         */
        delete: operations["delete_v1_api_keys_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys/{id}/roll": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes a key of the same name; the old one ends after the overlap, or when it would have anyway.
         * @description The old key works for `overlap_seconds` more, or until its own end if that is sooner; both then stand in the list. A
         *     key is rolled once: its end stands, unless it is revoked.
         */
        post: operations["post_v1_api_keys_id_roll"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The business's balances, and what is pending.
         * @description `reserved` is what all_or_nothing batches have set aside. `held_by` says whether everything of the business is
         *     paused or throttled, and since when.
         */
        get: operations["get_v1_balance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/balance/alert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * When `balance.low` is told.
         * @description `threshold` is in cents; null means that nothing is told.
         */
        get: operations["get_v1_balance_alert"];
        /**
         * Sets below which payout balance `balance.low` is told.
         * @description It is told once each time the payout balance falls below, by an allocation or a funding taken back; null switches it
         *     off. The field must be there.
         */
        put: operations["put_v1_balance_alert"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/balance/top-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Moves money from the main balance to the payout balance.
         * @description Its `Idempotency-Key` is required: under one key the money moves once, and another amount under it is refused with
         *     422.
         */
        post: operations["post_v1_balance_top_up"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The business's batches, newest first.
         * @description They can be picked by status. A page has up to `limit` rows (at most 200); `next_cursor`, also in the header `Link`,
         *     leads to the next.
         */
        get: operations["get_v1_batches"];
        put?: never;
        /**
         * Accepts a batch, whole or not at all.
         * @description It is `{"items": [{"email", "amount", "reference"?, "metadata"?}]}` with up to 10 000 items, or a stream of up to 1
         *     000 000 as NDJSON or as CSV with a header row; it may be packed with gzip. Under one `Idempotency-Key` a batch is
         *     accepted once. How it is to be paid stands in the query: all of it or what the balance covers, how fast, when, or
         *     only a trial (`dry_run=true`).
         */
        post: operations["post_v1_batches"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One batch, with its counts and amounts by state.
         * @description While it is being paid, `progress` has the current rate and when it will be done; `held_by` says whether a pause, a
         *     throttle or its schedule holds it.
         */
        get: operations["get_v1_batches_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancels what is pending of a batch, for good.
         * @description Nothing more of it is paid, and its items end as `cancelled`; those that are paid stay paid. With `dry_run=true`
         *     nothing is cancelled, and the answer says how many items and cents it would be about.
         */
        post: operations["post_v1_batches_id_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The items of a batch, in its order.
         * @description Each with its status, the `code` of what it has failed by, and, of a duplicate, what it repeats and where that is. A
         *     page has up to `limit` rows (at most 200); `next_cursor`, also in the header `Link`, leads to the next.
         */
        get: operations["get_v1_batches_id_items"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pays nothing more of a batch until it is resumed.
         * @description Items that are paid already stay paid. With `dry_run=true` nothing is paused, and the answer says how many items and
         *     cents it would be about.
         */
        post: operations["post_v1_batches_id_pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/results.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The results of a batch as CSV.
         * @description A row an item, in the batch's order, written while it is read: each row is true when it is written. The payout hash
         *     is there for items that are paid.
         */
        get: operations["get_v1_batches_id_results_csv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pays a paused batch again.
         * @description One that is not paused is no error, and nothing is touched. Items that were cancelled meanwhile stay cancelled.
         */
        post: operations["post_v1_batches_id_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tries what has failed of a batch once more, in the background.
         * @description They are the same allocations, so that none is paid twice; one whose reference was asked for again since is left
         *     out. What has failed for lack of funds is worth a retry after a top-up.
         */
        post: operations["post_v1_batches_id_retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/throttle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Pays a batch at most so fast from now on, in place of the rates that it came with.
         * @description Claims that begin later obey it. What it holds back holds up nobody else.
         */
        put: operations["put_v1_batches_id_throttle"];
        post?: never;
        /**
         * Pays a batch as fast as it goes.
         * @description One that is not throttled is fine, and nothing is touched. Other throttles, of the business or of everything, go on.
         */
        delete: operations["delete_v1_batches_id_throttle"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/brand": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the payout users of the business are shown it as.
         * @description It is shown at `/pay`, to those whom a hash of the business opens it. Nothing is said at first, and the name of the business
         *     is shown.
         */
        get: operations["get_v1_brand"];
        /**
         * Sets the name and the colour that payout users are shown at `/pay`.
         * @description Null takes one away; both fields must be there. The logo stays. A colour that could not be read on a light or a dark page is
         *     shown darker or lighter there, by as much as it takes.
         */
        put: operations["put_v1_brand"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/brand/logo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Sets the logo that payout users are shown at `/pay`.
         * @description The body is a PNG, JPEG or WebP picture of up to 64 KiB and 1,024 pixels to a side, which stands still; what it is, is read of
         *     its bytes. SVG is not taken, for it may have scripts. It is shown on white, by day and by night.
         */
        put: operations["put_v1_brand_logo"];
        post?: never;
        /**
         * Takes the logo away.
         * @description It is no fault if there was none. Browsers that have kept the picture may still have it; no page shows it.
         */
        delete: operations["delete_v1_brand_logo"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Events, oldest first.
         * @description They come a few seconds after they happened, so that none appears behind a cursor. Only what some endpoint had
         *     selected when it happened is written down, and it is kept for 30 days (unless the operator says otherwise).
         */
        get: operations["get_v1_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payout-users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Payout users, newest first; or the one with an address.
         * @description An address is looked up in its normal form, in which it is stored. A page has up to `limit` rows (at most 200);
         *     `next_cursor`, also in the header `Link`, leads to the next.
         */
        get: operations["get_v1_payout_users"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payout-users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One payout user.
         * @description With its balance, whether its hash opens anything, and until when.
         */
        get: operations["get_v1_payout_users_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Activates or deactivates a payout user, or sets the end of its hash.
         * @description What is absent stays. An inactive one is paid as before and keeps its money; its hash opens nothing until it is
         *     active again.
         */
        patch: operations["patch_v1_payout_users_id"];
        trace?: never;
    };
    "/v1/payout-users/{id}/rotate-hash": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives a payout user a new hash.
         * @description The old one opens nothing from then on. Each call gives the next hash, but for the same request under the same
         *     `Idempotency-Key`.
         */
        post: operations["post_v1_payout_users_id_rotate_hash"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payout-webhook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The payout webhook, with its token.
         * @description The token is what the header `Signature` is made with: the lower-case hex HMAC-SHA256 of the body. There is none
         *     until it was set: 404.
         */
        get: operations["get_v1_payout_webhook"];
        /**
         * Sets the payout webhook.
         * @description Its token stays as it was. It tells of withdrawals in a flat form, of those events that it selects.
         */
        put: operations["put_v1_payout_webhook"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transactions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The transaction history, newest first.
         * @description Each movement has where the money was (`debit`) and where it went (`credit`). They can be picked by type and time. A
         *     page has up to `limit` rows (at most 200); `next_cursor`, also in the header `Link`, leads to the next.
         */
        get: operations["get_v1_transactions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the API was used: requests by day, and by route and outcome.
         * @description Counted are the requests that a secret key of the business has opened. Each counts when it is answered, and is shown up to a
         *     minute later. Up to 90 days can be asked for at once, and no more are kept. It is a measure, and not an account: a
         *     server that is killed loses what it has counted in its last minute.
         */
        get: operations["get_v1_usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Endpoints, newest first.
         * @description Secrets are not shown. The payout webhook is at /v1/payout-webhook. A page has up to `limit` rows (at most 200);
         *     `next_cursor`, also in the header `Link`, leads to the next.
         */
        get: operations["get_v1_webhooks"];
        put?: never;
        /**
         * Makes an endpoint: from now on it is told of the events it selects.
         * @description Its secret (`whsec_…`) is in this answer, and deliveries are signed with it as Standard Webhooks says. The url must
         *     be https and its host public, unless the operator allows others.
         */
        post: operations["post_v1_webhooks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One endpoint.
         * @description With the events it selects, and whether it is told; one that was switched off says why. Its secret is not shown
         *     again.
         */
        get: operations["get_v1_webhooks_id"];
        put?: never;
        post?: never;
        /**
         * Deletes an endpoint.
         * @description The payout webhook can be deleted, too. What is pending for it is not sent any more.
         */
        delete: operations["delete_v1_webhooks_id"];
        options?: never;
        head?: never;
        /**
         * Changes an endpoint.
         * @description What is absent stays. Switching it on again forgives its failures, and sends what is pending; the payout webhook is
         *     changed at /v1/payout-webhook.
         */
        patch: operations["patch_v1_webhooks_id"];
        trace?: never;
    };
    "/v1/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Deliveries of an endpoint, newest event first.
         * @description Each with its last attempt, and when it is tried next. A page has up to `limit` rows (at most 200); `next_cursor`,
         *     also in the header `Link`, leads to the next.
         */
        get: operations["get_v1_webhooks_id_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sends events again, under the ids they had.
         * @description One by its `event_id`, all `since` a time (not one to come), or the next `after` the `last` of the answer before.
         *     Only what is kept can be sent.
         */
        post: operations["post_v1_webhooks_id_redeliver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begins a new secret.
         * @description For 24 hours deliveries carry two `webhook-signature`s, under the new one and the one before; a second rotation
         *     within them adds a third. The payout webhook's `Signature` is under the new token at once.
         */
        post: operations["post_v1_webhooks_id_rotate_secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sends an endpoint a sample of an event.
         * @description It shows whether one arrives and is understood. Its data have `"test_mode":true`; what it tells of did not happen,
         *     and is nobody's.
         */
        post: operations["post_v1_webhooks_id_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/withdrawals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Withdrawals, newest first.
         * @description They can be picked by status, payout user and time. A page has up to `limit` rows (at most 200); `next_cursor`, also
         *     in the header `Link`, leads to the next.
         */
        get: operations["get_v1_withdrawals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/withdrawals/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One withdrawal.
         * @description With its fees, its destination, and the `code` or `reason` of an end without a payment; `held_by` says that a pause
         *     holds it.
         */
        get: operations["get_v1_withdrawals_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/withdrawals/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ends a withdrawal that waits for a person as paid out.
         * @description A person has seen to it, where the provider is `manual`, and `payout.succeeded` tells it. What does not wait for a
         *     person is 409.
         */
        post: operations["post_v1_withdrawals_id_approve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/withdrawals/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ends a withdrawal that waits for a person by giving the money back.
         * @description The reason is told to the payout user, and by `payout.rejected`. What does not wait for a person is 409.
         */
        post: operations["post_v1_withdrawals_id_reject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    "allocation.failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An endpoint is told: allocation.failed */
        post: operations["told_allocation_failed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "allocation.succeeded": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An endpoint is told: allocation.succeeded */
        post: operations["told_allocation_succeeded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "balance.low": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An endpoint is told: balance.low */
        post: operations["told_balance_low"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "batch.completed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An endpoint is told: batch.completed */
        post: operations["told_batch_completed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "payout-webhook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An endpoint is told: payout-webhook */
        post: operations["told_payout_webhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "payout.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An endpoint is told: payout.created */
        post: operations["told_payout_created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "payout.failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An endpoint is told: payout.failed */
        post: operations["told_payout_failed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "payout.processing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An endpoint is told: payout.processing */
        post: operations["told_payout_processing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "payout.rejected": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An endpoint is told: payout.rejected */
        post: operations["told_payout_rejected"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "payout.succeeded": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An endpoint is told: payout.succeeded */
        post: operations["told_payout_succeeded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "payout_user.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An endpoint is told: payout_user.updated */
        post: operations["told_payout_user_updated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "webhook.test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An endpoint is told: webhook.test */
        post: operations["told_webhook_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /** @enum {string} */
        Account: "outside" | "balance" | "payout_balance" | "payout_user" | "reserve" | "withdrawals" | "fees";
        /** @description An allocation as its merchant sees it. */
        Allocation: {
            /**
             * Format: int64
             * @description Cents.
             */
            amount: number;
            /** @description The batch it is an item of. */
            batch_id?: string | null;
            /** @description Why it failed, `insufficient_funds` or `internal_error`, or `cancelled`. */
            code?: components["schemas"]["FailureCode"];
            /**
             * Format: date-time
             * @description When it was accepted.
             */
            created_at: string;
            /** @description Who is paid: the normalised address. */
            email: string;
            /**
             * Format: date-time
             * @description When it ended.
             */
            finished_at?: string | null;
            /** @description What keeps it from being paid at this moment: `pause`, `throttle` or `schedule`; absent when nothing does. */
            held_by?: components["schemas"]["HeldBy"];
            /** @description `alc_…` */
            id: string;
            /** @description What the client sent along. */
            metadata?: Record<string, never> | null;
            /** @description Who was paid. */
            payout_user_id?: string | null;
            /** @description The client's own key for it. */
            reference?: string | null;
            /** @description `pending`, `succeeded`, `failed` or `cancelled` */
            status: components["schemas"]["AllocationStatus"];
        };
        /** @enum {string} */
        AllocationStatus: "pending" | "succeeded" | "failed" | "cancelled";
        /** @description The origins that are allowed. */
        AllowedOrigins: {
            /** @description As browsers send them, such as `https://shop.example.com`, sorted. */
            origins: string[];
        };
        /**
         * @description The origins that are to be allowed.
         * @example {
         *       "origins": [
         *         "https://shop.example.com"
         *       ]
         *     }
         */
        AllowedOriginsRequest: {
            /** @description As browsers send them: `https://shop.example.com`, without a path; `http` for localhost alone. At most 20. */
            origins: string[];
        };
        /** @description A key as a list shows it. */
        ApiKey: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it ends by itself.
             */
            expires_at?: string | null;
            /** @description `key_…` */
            id: string;
            /** @description What the merchant calls it. */
            name: string;
            /** @description The part after `sk_live_` or `sk_test_` that is no secret. */
            public_id: string;
            /**
             * Format: date-time
             * @description When it was revoked.
             */
            revoked_at?: string | null;
        };
        /**
         * @description A key to make.
         * @example {
         *       "name": "server"
         *     }
         */
        ApiKeyRequest: {
            /**
             * Format: date-time
             * @description When it ends by itself; never when absent.
             */
            expires_at?: string | null;
            /** @description What to call it. */
            name: string;
        };
        /**
         * @description How to roll.
         * @example {
         *       "overlap_seconds": 3600
         *     }
         */
        ApiKeyRoll: {
            /**
             * Format: int32
             * @description For how long both keys work; 0 ends the old one at once. At least 60 when a key rolls itself.
             */
            overlap_seconds: number;
        };
        /** @enum {string} */
        AttemptOutcome: "delivered" | "refused" | "gone" | "timed_out" | "unreachable" | "blocked";
        /** @enum {string} */
        AuditAction: "pause" | "resume" | "cancel" | "retry" | "throttle" | "unthrottle" | "schedule" | "change" | "restore_begin" | "restore_end" | "approve" | "reject" | "invite" | "remove" | "reset" | "reset_password" | "leave" | "arrive" | "drain" | "fill";
        /** @description An order that was carried out. */
        AuditEntry: {
            action: components["schemas"]["AuditAction"];
            /** @description Of a parked allocation that was queued again. */
            allocation_id?: string | null;
            /** Format: int64 */
            amount: number;
            batch_id?: string | null;
            business_id?: string | null;
            credential: string;
            /** Format: date-time */
            done_at: string;
            /** Format: uuid */
            id: string;
            /** Format: int64 */
            items: number;
            /** Format: int64 */
            max_cents_per_second?: number | null;
            /** Format: int64 */
            max_per_second?: number | null;
            /** @description The method or the provider, or the address of a member. */
            name?: string | null;
            /**
             * Format: int32
             * @description Of a business that has moved: the cell that it left for, or arrived from.
             */
            other_cell?: number | null;
            payouts_enabled?: boolean | null;
            request_id?: string | null;
            /** @description Of a member that was invited. */
            role?: string | null;
            /**
             * Format: date-time
             * @description When its items become ready, of a batch that was scheduled.
             */
            scheduled_at?: string | null;
            scope: components["schemas"]["AuditScope"];
            /**
             * Format: int32
             * @description Of a business that was changed.
             */
            weight?: number | null;
            /** @description Of a withdrawal that an operator approved or rejected. */
            withdrawal_id?: string | null;
        };
        /** @enum {string} */
        AuditScope: "all" | "business" | "batch" | "allocation" | "method" | "provider" | "webhooks" | "withdrawal" | "member";
        /** @description When `balance.low` is told. */
        BalanceAlert: {
            /**
             * Format: int64
             * @description When the payout balance falls below this, in cents; null for never.
             */
            threshold?: number | null;
        };
        /**
         * @description When to tell `balance.low`.
         * @example {
         *       "threshold": 1000000
         *     }
         */
        BalanceAlertRequest: {
            /**
             * Format: int64
             * @description When the payout balance falls below this, in cents; null for never.
             */
            threshold: number | null;
        };
        /** @description A move that is done, and the balances after it. */
        BalanceMove: {
            /**
             * Format: int64
             * @description Cents.
             */
            amount: number;
            /**
             * Format: int64
             * @description The main balance now.
             */
            balance: number;
            /** @description `mov_…` */
            id: string;
            /**
             * Format: int64
             * @description The payout balance now.
             */
            payout_balance: number;
        };
        /** @description The balances of a business, in cents. */
        BalanceWithPending: {
            /**
             * Format: int64
             * @description The main balance.
             */
            balance: number;
            /**
             * @description `business_disabled` while its payouts are switched off, `pause` while everything or the business is paused: nothing is paid.
             *     `throttle` while a throttle of everything or of the business has no tokens: what is paid next waits for them.
             */
            held_by?: components["schemas"]["HeldBy"];
            /**
             * Format: date-time
             * @description Since when nothing is paid.
             */
            held_since?: string | null;
            /**
             * Format: int64
             * @description What allocations are paid from.
             */
            payout_balance: number;
            /** @description What is yet to be paid: what is reserved, and the rest from the payout balance, as far as it suffices. */
            pending: components["schemas"]["PendingAllocations"];
            /**
             * Format: int64
             * @description What all_or_nothing batches have set aside, out of the payout balance, and not yet paid.
             */
            reserved: number;
        };
        /** @description The balances of a business, in cents. */
        Balances: {
            /**
             * Format: int64
             * @description The main balance.
             */
            balance: number;
            /**
             * Format: int64
             * @description What allocations are paid from.
             */
            payout_balance: number;
        };
        /** @description A batch, as clients see it. */
        Batch: {
            /** @description Their amounts, in cents. */
            amounts: components["schemas"]["Tally"];
            /**
             * Format: date-time
             * @description When it was cancelled. Nothing of it is paid any more; while it is paused, what is pending stays so until it is resumed.
             */
            cancelled_at?: string | null;
            /** @description How many items are in which state. */
            counts: components["schemas"]["Tally"];
            /**
             * Format: date-time
             * @description When it was accepted.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When its last item ended.
             */
            finished_at?: string | null;
            /** @description What keeps what is pending of it from being paid at this moment: `pause`, `throttle` or `schedule`. */
            held_by?: components["schemas"]["HeldBy"];
            /** @description Its id. */
            id: string;
            /**
             * Format: int64
             * @description How many cents of it are paid per second, at most, while it is throttled.
             */
            max_cents_per_second?: number | null;
            /**
             * Format: int64
             * @description How many of its items are paid per second, at most, while it is throttled.
             */
            max_per_second?: number | null;
            /**
             * @description `best_effort`: each item that the balance covers is paid, each that it does not fails alone. `all_or_nothing`: the
             *     money of all was set aside when it was accepted.
             */
            mode: components["schemas"]["BatchMode"];
            /** @description How fast it moves. */
            progress: components["schemas"]["BatchProgress"];
            /**
             * Format: date-time
             * @description When its items become, or became, ready.
             */
            scheduled_at?: string | null;
            /** @description `accepted`, `processing`, `paused`, `completed` or `cancelled`. */
            status: components["schemas"]["BatchStatus"];
        };
        /** @description What would become of a batch, if it came now. */
        BatchDryRun: {
            /** @description Their amounts, in cents. */
            amounts: components["schemas"]["BatchDryRunAmounts"];
            /** @description How many items. */
            counts: components["schemas"]["BatchDryRunCounts"];
            /** @description `true` */
            dry_run: boolean;
            /** @description The items that would not be paid again: the first 1,000. */
            duplicates: components["schemas"]["BatchDryRunDuplicate"][];
            /**
             * Format: int64
             * @description How many more there are.
             */
            duplicates_more: number;
            /** @description What is at fault, by item: the first 1,000. */
            errors: components["schemas"]["FieldProblem"][];
            /**
             * Format: int64
             * @description How many more there are.
             */
            errors_more: number;
            /**
             * Format: int64
             * @description By how much the payout balance falls short: then an `all_or_nothing` batch would be refused, and of a `best_effort`
             *     one some items would fail.
             */
            missing?: number | null;
            /** @description `best_effort` or `all_or_nothing`. */
            mode: components["schemas"]["BatchMode"];
            /**
             * Format: int64
             * @description The payout balance when every valid item that is no duplicate is paid, or set aside; below zero when it would not
             *     suffice. What else is pending is not counted.
             */
            payout_balance_after: number;
            /**
             * Format: int64
             * @description The payout balance now.
             */
            payout_balance_before: number;
            /** @description Whether it would be accepted: there are no errors, and, for `all_or_nothing`, nothing is missing. */
            valid: boolean;
        };
        /** @description Cents by what would become of them. */
        BatchDryRunAmounts: {
            /**
             * Format: int64
             * @description Of those that would not be paid again.
             */
            duplicate: number;
            /**
             * Format: int64
             * @description Of all items without an error.
             */
            total: number;
        };
        /** @description Items by what would become of them. */
        BatchDryRunCounts: {
            /**
             * Format: int64
             * @description Those that would not be paid again: their reference is known, or comes twice, with the same content.
             */
            duplicate: number;
            /**
             * Format: int64
             * @description Those with an error: one is enough to refuse the batch.
             */
            invalid: number;
            /**
             * Format: int64
             * @description Those that were asked for before and ended unpaid: they would be attempted again.
             */
            next_attempt: number;
            /**
             * Format: int64
             * @description All.
             */
            total: number;
        };
        /** @description An item that would not be paid again: it repeats what is recorded, or an earlier item of the batch. */
        BatchDryRunDuplicate: {
            /** @description The allocation that it repeats, if it is recorded. */
            duplicate_of?: string | null;
            /** @description Where that is: `pending` or `succeeded`. */
            duplicate_status?: components["schemas"]["AllocationStatus"];
            /**
             * Format: int64
             * @description The item's place in the batch, from 0.
             */
            index: number;
            /**
             * Format: int64
             * @description The line of the file it begins in, from 1; absent where there are no lines.
             */
            line?: number | null;
            /** @description What both are called. */
            reference: string;
            /**
             * Format: int64
             * @description The index of the item that it repeats, if that is one of the batch.
             */
            same_as_index?: number | null;
            /**
             * Format: int64
             * @description The line that one begins in.
             */
            same_as_line?: number | null;
        };
        /** @description An item of a batch and what became of it. */
        BatchItem: {
            /** @description The allocation that pays it; of a duplicate, the one that it repeats. */
            allocation_id: string;
            /**
             * Format: int64
             * @description How much, in cents.
             */
            amount: number;
            /** @description Why it failed or was cancelled. */
            code?: components["schemas"]["FailureCode"];
            /** @description Of a duplicate: the allocation that it repeats. */
            duplicate_of?: string | null;
            /** @description Of a duplicate: where that is, `pending`, `succeeded`, `failed` or `cancelled`. */
            duplicate_status?: components["schemas"]["AllocationStatus"];
            /** @description Who is paid. */
            email: string;
            /**
             * Format: date-time
             * @description When it ended.
             */
            finished_at?: string | null;
            /** @description What keeps it from being paid at this moment, of one that is pending: `pause`, `throttle` or `schedule`. */
            held_by?: components["schemas"]["HeldBy"];
            /**
             * Format: int32
             * @description Its place in the batch, from 0.
             */
            index: number;
            /** @description Who was paid. */
            payout_user_id?: string | null;
            /** @description The client's key for the item. */
            reference?: string | null;
            /** @description `pending`, `succeeded`, `failed`, `cancelled` or `duplicate`. */
            status: components["schemas"]["BatchItemStatus"];
        };
        /** @enum {string} */
        BatchItemStatus: "pending" | "succeeded" | "failed" | "cancelled" | "duplicate";
        /** @enum {string} */
        BatchMode: "best_effort" | "all_or_nothing";
        /** @description How fast a batch moves. */
        BatchProgress: {
            /**
             * Format: date-time
             * @description The same as a time.
             */
            eta?: string | null;
            /**
             * Format: int64
             * @description Seconds until the last item ends, if it goes on like that; null when it is paused, scheduled or finished, or did not
             *     move.
             */
            eta_seconds?: number | null;
            /**
             * Format: double
             * @description Items that ended, whichever way, per second of the last ten seconds.
             */
            rate_per_second: number;
        };
        /** @enum {string} */
        BatchStatus: "accepted" | "processing" | "paused" | "completed" | "cancelled";
        /**
         * @description How fast a batch may go: at least one of the two.
         * @example {
         *       "max_per_second": 100
         *     }
         */
        BatchThrottle: {
            /**
             * Format: int64
             * @description Cents per second.
             */
            max_cents_per_second?: number | null;
            /**
             * Format: int64
             * @description Allocations per second, over all workers together.
             */
            max_per_second?: number | null;
        };
        /** @description What a business is shown as. What it has not said is null: then its page looks as everybody's does. */
        Brand: {
            /** @description `#rrggbb`, as it was given. A page shows it as light or dark as it must be to be read. */
            colour?: string | null;
            logo?: components["schemas"]["BrandLogo"] | null;
            /** @description In place of the name of the business. */
            name?: string | null;
        };
        /** @description A logo. */
        BrandLogo: {
            /** @description Where it is on this server. It changes with the picture. */
            address: string;
            /**
             * Format: int32
             * @description Pixels.
             */
            height: number;
            /** @description `image/png`, `image/jpeg` or `image/webp`. */
            media_type: string;
            /**
             * Format: int32
             * @description Pixels.
             */
            width: number;
        };
        /**
         * @description What a business is to be shown as.
         * @example {
         *       "colour": "#1a7f37",
         *       "name": "Acme"
         *     }
         */
        BrandRequest: {
            /** @description Of buttons and links: `#rrggbb`; null for the colour of all pages. */
            colour: string | null;
            /** @description In place of the name of the business: 1 to 100 characters; null for that name. */
            name: string | null;
        };
        /** @description A business as operators see it. */
        Business: {
            /** Format: int64 */
            balance: number;
            /** Format: date-time */
            created_at: string;
            id: string;
            mode: components["schemas"]["Mode"];
            name: string;
            /** Format: int64 */
            payout_balance: number;
            payouts_enabled: boolean;
            /** Format: int64 */
            reserved: number;
            /** Format: int32 */
            weight: number;
        };
        /**
         * @description What to change; what is absent stays.
         * @example {
         *       "payouts_enabled": false
         *     }
         */
        BusinessChange: {
            name?: string | null;
            payouts_enabled?: boolean | null;
            /** Format: int32 */
            weight?: number | null;
        };
        /** @enum {string} */
        Chain: "bitcoin" | "ethereum" | "tron";
        /** @description A payout user as its merchant sees it. */
        ChangedPayoutUser: {
            /**
             * Format: int64
             * @description Cents.
             */
            balance: number;
            /**
             * Format: date-time
             * @description When it was first paid.
             */
            created_at: string;
            /** @description The normalised address. */
            email: string;
            /**
             * Format: date-time
             * @description When the hash ends by itself.
             */
            expires_at?: string | null;
            /** @description `usr_…` */
            id: string;
            /** @description `active`, or `inactive`: the hash opens nothing, the money stays. */
            status: components["schemas"]["PayoutUserStatus"];
            /** @description True of a sample, which nothing has happened to; absent otherwise */
            test_mode?: boolean;
        };
        /**
         * @description The stable names of what can be wrong. Once published, a name is never changed or reused.
         * @enum {string}
         */
        Code: "malformed_body" | "invalid_request" | "unknown_parameter" | "unknown_field" | "unknown_value" | "invalid_idempotency_key" | "idempotency_key_required" | "insufficient_funds" | "insufficient_payout_balance" | "unauthorized" | "payouts_disabled" | "not_found" | "method_not_allowed" | "request_timeout" | "conflict" | "body_too_large" | "unsupported_media_type" | "idempotency_key_reused" | "rate_limited" | "internal_error" | "service_unavailable";
        /** @description A batch, as clients see it. */
        CompletedBatch: {
            /** @description Their amounts, in cents. */
            amounts: components["schemas"]["Tally"];
            /** @description How many items are in which state. */
            counts: components["schemas"]["Tally"];
            /**
             * Format: date-time
             * @description When it was accepted.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When its last item ended.
             */
            finished_at?: string | null;
            /** @description Its id. */
            id: string;
            /**
             * @description `best_effort`: each item that the balance covers is paid, each that it does not fails alone. `all_or_nothing`: the
             *     money of all was set aside when it was accepted.
             */
            mode: components["schemas"]["BatchMode"];
            /** @description `accepted`, `processing`, `paused`, `completed` or `cancelled`. */
            status: components["schemas"]["BatchStatus"];
            /** @description True of a sample, which nothing has happened to; absent otherwise */
            test_mode?: boolean;
        };
        /** @description A business that was just made. */
        CreatedBusiness: {
            /** @description Shown this once. */
            api_key: string;
            id: string;
            mode: components["schemas"]["Mode"];
            name: string;
            payouts_enabled: boolean;
        };
        /** @description A delivery and its last attempt. */
        Delivery: {
            /**
             * Format: int32
             * @description Attempts ever.
             */
            attempts: number;
            /**
             * Format: date-time
             * @description When it was first due.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it is tried next, unless it is held.
             */
            due_at?: string | null;
            /** @description `evt_…`: its `webhook-id`. */
            event_id: string;
            /**
             * Format: date-time
             * @description When it ended.
             */
            finished_at?: string | null;
            /**
             * @description What keeps one that is pending from being tried: `pause` (an operator paused webhooks), or `restore` (the database was
             *     restored, and the operator has yet to ask the providers what they did).
             */
            held_by?: components["schemas"]["HeldBy"];
            last_attempt?: components["schemas"]["LastAttempt"] | null;
            /** @description `pending`, `succeeded` or `failed`. */
            status: components["schemas"]["DeliveryStatus"];
            /** @description The type of the event. */
            type: components["schemas"]["EventType"];
        };
        /** @enum {string} */
        DeliveryStatus: "pending" | "succeeded" | "failed";
        /** @enum {string} */
        DisabledBecause: "gone" | "failing";
        /** @description An allocation as its merchant sees it. */
        EndedAllocation: {
            /**
             * Format: int64
             * @description Cents.
             */
            amount: number;
            /** @description The batch it is an item of. */
            batch_id?: string | null;
            /** @description Why it failed, `insufficient_funds` or `internal_error`, or `cancelled`. */
            code?: components["schemas"]["FailureCode"];
            /**
             * Format: date-time
             * @description When it was accepted.
             */
            created_at: string;
            /** @description Who is paid: the normalised address. */
            email: string;
            /**
             * Format: date-time
             * @description When it ended.
             */
            finished_at?: string | null;
            /** @description `alc_…` */
            id: string;
            /** @description What the client sent along. */
            metadata?: Record<string, never> | null;
            /** @description Who was paid. */
            payout_user_id?: string | null;
            /** @description The client's own key for it. */
            reference?: string | null;
            /** @description `pending`, `succeeded`, `failed` or `cancelled` */
            status: components["schemas"]["AllocationStatus"];
            /** @description True of a sample, which nothing has happened to; absent otherwise */
            test_mode?: boolean;
        };
        /**
         * @description How the `/payout` family says no.
         * @example {
         *       "error": "Unauthorized"
         *     }
         */
        Error: {
            /** @description A sentence for people, of a fixed catalogue. */
            error: string;
        };
        /** @description Something that happened. */
        Event: {
            /**
             * Format: date-time
             * @description When it happened.
             */
            created_at: string;
            /** @description The object as it was then. */
            data: Record<string, never>;
            /** @description `evt_…`: the `webhook-id` of its deliveries. */
            id: string;
            /**
             * Format: int64
             * @description Rises with the events of one object; to be compared, not counted.
             */
            sequence: number;
            /** @description What happened. */
            type: components["schemas"]["EventType"];
        };
        /** @enum {string} */
        EventSelection: "payout.*" | "allocation.*" | "batch.*" | "balance.*" | "payout_user.*" | "payout.created" | "payout.processing" | "payout.succeeded" | "payout.failed" | "payout.rejected" | "allocation.succeeded" | "allocation.failed" | "batch.completed" | "balance.low" | "payout_user.updated";
        /** @enum {string} */
        EventType: "payout.created" | "payout.processing" | "payout.succeeded" | "payout.failed" | "payout.rejected" | "allocation.succeeded" | "allocation.failed" | "batch.completed" | "balance.low" | "payout_user.updated" | "webhook.test";
        /** @enum {string} */
        FailureCode: "insufficient_funds" | "internal_error" | "cancelled";
        /**
         * @description The messages of each field at fault; or `error` alone.
         * @example {
         *       "amount": [
         *         "The amount must be an integer."
         *       ]
         *     }
         */
        FieldMessages: {
            /** @description Of the amount. */
            amount?: string[] | null;
            /** @description Of the email. */
            email?: string[] | null;
            /** @description When no field is at fault. */
            error?: string | null;
        };
        /** @description One thing at fault in a request with several. */
        FieldProblem: {
            /** @description The stable name of the fault, such as `required` or `too_large`. */
            code: string;
            /** @description The field or parameter, as the client wrote it. */
            field: string;
            /**
             * Format: int64
             * @description The item's place in a batch, from 0; absent outside batches.
             */
            index?: number | null;
            /**
             * Format: int64
             * @description The line of the file it begins in, from 1; absent where there are no lines.
             */
            line?: number | null;
            /** @description The fault for people. */
            message: string;
        };
        /**
         * @description Where the money goes.
         * @enum {string}
         */
        FundedAccount: "balance" | "payout_balance";
        /**
         * @description Money that comes in from outside, or goes back.
         * @example {
         *       "account": "payout_balance",
         *       "amount": 5000000,
         *       "reference": "wire-2026-001"
         *     }
         */
        Funding: {
            account: components["schemas"]["FundedAccount"];
            /**
             * Format: int64
             * @description Cents; negative takes back. In digits alone: `1.0` and `1e2` are refused, since whoever writes them may mean dollars.
             */
            amount: number;
            /** @description Makes it happen once, for ever. An `Idempotency-Key` may be sent as well; it does not take its place. */
            reference: string;
        };
        /** @enum {string} */
        HeldBy: "business_disabled" | "pause" | "restore" | "schedule" | "throttle";
        /** @description An attempt. */
        LastAttempt: {
            /**
             * Format: int32
             * @description How long it took.
             */
            duration_ms: number;
            /**
             * @description `delivered`, `refused` (another answer than 2xx; redirects are not followed), `gone` (410), `timed_out`,
             *     `unreachable`, or `blocked` (not called: the address is not public).
             */
            outcome: components["schemas"]["AttemptOutcome"];
            /** @description The first KiB of the answer. */
            reply?: string | null;
            /**
             * Format: date-time
             * @description When it began.
             */
            started_at: string;
            /**
             * Format: int32
             * @description The HTTP status, if there was an answer.
             */
            status?: number | null;
        };
        /** @description One page of a list. */
        List_Allocation: {
            /** @description The rows. */
            data: components["schemas"]["Allocation"][];
            /** @description What to send as `cursor` for the next page; null on the last. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        List_ApiKey: {
            /** @description The rows. */
            data: components["schemas"]["ApiKey"][];
            /** @description What to send as `cursor` for the next page; null on the last. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        List_AuditEntry: {
            /** @description The rows. */
            data: components["schemas"]["AuditEntry"][];
            /** @description What to send as `cursor` for the next page; null on the last. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        List_Batch: {
            /** @description The rows. */
            data: components["schemas"]["Batch"][];
            /** @description What to send as `cursor` for the next page; null on the last. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        List_BatchItem: {
            /** @description The rows. */
            data: components["schemas"]["BatchItem"][];
            /** @description What to send as `cursor` for the next page; null on the last. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        List_Business: {
            /** @description The rows. */
            data: components["schemas"]["Business"][];
            /** @description What to send as `cursor` for the next page; null on the last. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        List_Delivery: {
            /** @description The rows. */
            data: components["schemas"]["Delivery"][];
            /** @description What to send as `cursor` for the next page; null on the last. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        List_Event: {
            /** @description The rows. */
            data: components["schemas"]["Event"][];
            /** @description What to send as `cursor` for the next page; null on the last. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        List_ParkedAllocation: {
            /** @description The rows. */
            data: components["schemas"]["ParkedAllocation"][];
            /** @description What to send as `cursor` for the next page; null on the last. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        List_Pause: {
            /** @description The rows. */
            data: components["schemas"]["Pause"][];
            /** @description What to send as `cursor` for the next page; null on the last. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        List_PayoutUser: {
            /** @description The rows. */
            data: components["schemas"]["PayoutUser"][];
            /** @description What to send as `cursor` for the next page; null on the last. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        List_Throttle: {
            /** @description The rows. */
            data: components["schemas"]["Throttle"][];
            /** @description What to send as `cursor` for the next page; null on the last. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        List_Transaction: {
            /** @description The rows. */
            data: components["schemas"]["Transaction"][];
            /** @description What to send as `cursor` for the next page; null on the last. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        List_WaitingWithdrawal: {
            /** @description The rows. */
            data: components["schemas"]["WaitingWithdrawal"][];
            /** @description What to send as `cursor` for the next page; null on the last. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        List_Webhook: {
            /** @description The rows. */
            data: components["schemas"]["Webhook"][];
            /** @description What to send as `cursor` for the next page; null on the last. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        List_Withdrawal: {
            /** @description The rows. */
            data: components["schemas"]["Withdrawal"][];
            /** @description What to send as `cursor` for the next page; null on the last. */
            next_cursor?: string | null;
        };
        /**
         * Format: binary
         * @description The bytes of a picture.
         * @example (the bytes of logo.png)
         */
        LogoPicture: string;
        LowBalance: {
            /** Format: int64 */
            payout_balance: number;
            /** @description True of a sample, which nothing has happened to; absent otherwise */
            test_mode?: boolean;
            /** Format: int64 */
            threshold: number;
        };
        /** @enum {string} */
        Method: "paypal" | "crypto" | "gift_card";
        /**
         * @description For good.
         * @enum {string}
         */
        Mode: "live" | "test";
        /**
         * @description What to allocate, and to whom.
         * @example {
         *       "amount": 10000,
         *       "email": "user@example.com",
         *       "metadata": {
         *         "campaign": "spring"
         *       },
         *       "reference": "order-1"
         *     }
         */
        NewAllocation: {
            /**
             * Format: int64
             * @description Cents. In digits alone: `1.0` and `1e2` are refused, since whoever writes them may mean dollars.
             */
            amount: number;
            /**
             * Format: email
             * @description The payout user's address.
             */
            email: string;
            /**
             * @description An object of at most 4 kB, to be found with the allocation. It is kept to the byte: it may not have the character
             *     U+0000, nor a number that others would read as another one.
             */
            metadata?: Record<string, never> | null;
            /** @description A key that pays once, as `Idempotency-Key` is; one of them is enough, and two must be the same. */
            reference?: string | null;
        };
        /**
         * @description A batch as JSON.
         * @example {
         *       "items": [
         *         {
         *           "amount": 500,
         *           "email": "user@example.com",
         *           "reference": "row-1"
         *         }
         *       ]
         *     }
         */
        NewBatch: {
            /** @description What is to be paid. */
            items: components["schemas"]["NewBatchItem"][];
        };
        /**
         * @description One item: as JSON, as a line of NDJSON, or as a row of CSV.
         * @example {
         *       "amount": 500,
         *       "email": "user@example.com",
         *       "reference": "row-1"
         *     }
         */
        NewBatchItem: {
            /**
             * Format: int64
             * @description Cents. In digits alone: `1.0` and `1e2` are refused, since whoever writes them may mean dollars.
             */
            amount: number;
            /**
             * Format: email
             * @description The payout user's address.
             */
            email: string;
            /**
             * @description An object of at most 4 kB, to be found with the allocation. It is kept to the byte: it may not have the character
             *     U+0000, nor a number that others would read as another one.
             */
            metadata?: Record<string, never> | null;
            /** @description The client's key for the item: what has been paid under it is not paid again. */
            reference?: string | null;
        };
        /**
         * @description A business to make.
         * @example {
         *       "mode": "test",
         *       "name": "Acme"
         *     }
         */
        NewBusiness: {
            mode?: components["schemas"]["Mode"] | null;
            name: string;
            /** @description True when absent. */
            payouts_enabled?: boolean | null;
        };
        /** @description A key that was just made, with its secret. */
        NewKey: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it ends by itself.
             */
            expires_at?: string | null;
            /** @description `key_…` */
            id: string;
            /** @description The key itself, shown this once. */
            key: string;
            /** @description What the merchant calls it. */
            name: string;
            /**
             * Format: date-time
             * @description Of a successor: until when the key before works as well.
             */
            previous_key_until?: string | null;
        };
        /**
         * @description What goes how fast.
         * @example {
         *       "max_per_second": 100,
         *       "scope": "all"
         *     }
         */
        NewThrottle: {
            /** @description Which batch, `bat_…`. */
            batch_id?: string | null;
            /** @description Which business, `biz_…`; that of the batch may be left out. */
            business_id?: string | null;
            /**
             * Format: int64
             * @description Cents per second.
             */
            max_cents_per_second?: number | null;
            /**
             * Format: int64
             * @description Allocations per second, over all workers together.
             */
            max_per_second?: number | null;
            /** @description How much of it. */
            scope: components["schemas"]["Scope"];
        };
        /** @description One movement of a payout user's money. */
        Operation: {
            /**
             * Format: int64
             * @description Cents.
             */
            amount: number;
            /**
             * Format: date-time
             * @description When it moved.
             */
            created_at: string;
            /** @description What it moved for: `alc_…`, `ord_…`, or of a withdrawal's money that came back `ret_…`, with the order's digits. */
            id: string;
            /**
             * @description Of a `withdrawal` where the order stands: `created`, `processing`, `succeeded`, `failed`, `rejected` or `cancelled`. Of
             *     the others `succeeded`: the money is here.
             */
            status: components["schemas"]["WithdrawalStatus"];
            /** @description What kind of movement that is: `allocation`, `withdrawal` or `withdrawal_return`. It says whether money came or went. */
            type: components["schemas"]["TransactionType"];
        };
        /** @description A payout user as it sees itself, and a page of what moved its money. */
        Operations: {
            /**
             * Format: int64
             * @description Cents.
             */
            balance: number;
            /** @description `USD` */
            currency: string;
            /** @description `u***@example.com`: who was lent the hash does not learn the address. */
            email: string;
            /** @description `usr_…` */
            id: string;
            /** @description What to send as `cursor` for the next page; null on the last. */
            next_cursor?: string | null;
            /** @description Newest first by what they were for. */
            operations: components["schemas"]["Operation"][];
            /** @description `active` */
            status: components["schemas"]["PayoutUserStatus"];
        };
        /** @description A parked allocation. */
        ParkedAllocation: {
            /** Format: int64 */
            amount: number;
            /** Format: int32 */
            attempts: number;
            batch_id?: string | null;
            business_id: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            died_at: string;
            error: string;
            id: string;
        };
        /** @description A pause in force. Scope, ids and name are what `POST /admin/resume` takes. */
        Pause: {
            batch_id?: string | null;
            business_id?: string | null;
            /** @description Who gave it, as in the audit; absent when nobody knows. */
            by?: string | null;
            /**
             * @description What it holds: items that are not paid, with the withdrawals that are not sent; of a method or a provider withdrawals,
             *     of webhooks deliveries.
             */
            holds: components["schemas"]["TouchedItems"];
            method?: components["schemas"]["Method"];
            /** @description `true` while the business is being moved to another cell: it goes on there, and is not resumed here. */
            moving?: boolean | null;
            provider?: string | null;
            /** @description `all`, `business`, `batch`, `method`, `provider` or `webhooks` */
            scope: components["schemas"]["PauseScope"];
            /**
             * Format: date-time
             * @description Since when.
             */
            since: string;
            /** @description Whether the business's payouts are switched off: they are switched on, not resumed. */
            switched_off: boolean;
        };
        /**
         * @description How much a pause is about.
         * @enum {string}
         */
        PauseScope: "all" | "business" | "batch" | "method" | "provider" | "webhooks";
        /**
         * @description What an operator pauses or resumes.
         * @example {
         *       "scope": "all"
         *     }
         */
        PauseTarget: {
            /** @description Which batch, `bat_…`. */
            batch_id?: string | null;
            /** @description Which business, `biz_…`; that of the batch may be left out. */
            business_id?: string | null;
            /** @description Which method: `paypal`, `crypto` or `gift_card`. */
            method?: null | components["schemas"]["Method"];
            /** @description Which provider, by its name in the configuration; `manual` is a person, `sandbox` pays for test businesses. */
            provider?: string | null;
            /** @description How much of it. */
            scope: components["schemas"]["PauseScope"];
        };
        /** @description What a payout user holds. */
        PayoutBalance: {
            /**
             * Format: int64
             * @description Cents.
             */
            balance: number;
            /** @description `USD` */
            currency: string;
            /**
             * Format: int64
             * @description The least that any method pays out, in cents; there only when the balance is less, so that nothing can be withdrawn yet.
             */
            smallest_withdrawal?: number | null;
        };
        /** @description A chain that money is sent on. */
        PayoutChain: {
            /** @description `bitcoin`, `ethereum` or `tron` */
            chain: components["schemas"]["Chain"];
            /** @description The currencies that are sent on it. */
            currencies: string[];
        };
        /**
         * @description What to allocate, and to whom.
         * @example {
         *       "amount": 10000,
         *       "email": "user@example.com"
         *     }
         */
        PayoutCreate: {
            /**
             * Format: int64
             * @description Cents. In digits alone: `1.0` and `1e2` are refused, since whoever writes them may mean dollars.
             */
            amount: number;
            /**
             * Format: email
             * @description The payout user's address.
             */
            email: string;
        };
        /** @description It is paid. */
        PayoutCreated: {
            /** @description What the payout user shows to see and withdraw the money: 64 hex digits, opaque. */
            hash: string;
        };
        PayoutEvent: {
            /** Format: int64 */
            amount: number;
            /** @description What is particular to the method */
            crypto?: Record<string, never>;
            /** @constant */
            currency: "USD";
            /**
             * Format: int64
             * @description Absent when 0
             */
            fees?: number;
            /** @description What is particular to the method */
            gift_card?: Record<string, never>;
            metadata: {
                payout_user_id: string;
            };
            /**
             * Format: int64
             * @description Absent when it is the amount
             */
            net_amount?: number;
            order_id: string;
            /** @description What is particular to the method */
            paypal?: Record<string, never>;
            provider: components["schemas"]["Method"];
            /** @description Of `payout.rejected` only */
            reason?: string;
            recipient: {
                email: string;
            };
            /** @description True of what is not real; absent otherwise */
            test_mode?: boolean;
            /** @enum {string} */
            type: "payout.created" | "payout.processing" | "payout.succeeded" | "payout.failed" | "payout.rejected";
        };
        /** @enum {string} */
        PayoutEventSelection: "payout.*" | "payout.created" | "payout.processing" | "payout.succeeded" | "payout.failed" | "payout.rejected";
        /** @description Fees: the fixed part, and the share, rounded half up. */
        PayoutFees: {
            /**
             * Format: int32
             * @description Hundredths of a percent of the amount.
             */
            basis_points: number;
            /**
             * Format: int64
             * @description Cents.
             */
            fixed: number;
        };
        /**
         * @description The hash, unless the header shows it.
         * @example {
         *       "payout_hash": "0000000000000000000000000000000000000000000000000000000000000000"
         *     }
         */
        PayoutHash: {
            /** @description 64 hex digits. */
            payout_hash?: string | null;
        };
        /** @description A method on its terms. */
        PayoutMethod: {
            /** @description What `chain` and `currency` of the destination may be. */
            chains?: components["schemas"]["PayoutChain"][] | null;
            /** @description The fields that `destination` needs. */
            destination: string[];
            /** @description What is kept of an amount. */
            fees: components["schemas"]["PayoutFees"];
            /**
             * Format: int64
             * @description The greatest amount, in cents.
             */
            max: number;
            /**
             * Format: int64
             * @description The least amount, in cents.
             */
            min: number;
            /** @description `paypal`, `crypto` or `gift_card` */
            provider: components["schemas"]["Method"];
        };
        /** @description What is switched on. */
        PayoutMethods: {
            /** @description `USD` */
            currency: string;
            /** @description What may be named as `provider` of a withdrawal. */
            methods: components["schemas"]["PayoutMethod"][];
        };
        /** @description It is accepted and not yet finished. */
        PayoutPending: {
            /** @description The allocation. */
            id: string;
            /** @description `pending` */
            status: components["schemas"]["AllocationStatus"];
        };
        /** @description A payout user as its merchant sees it. */
        PayoutUser: {
            /**
             * Format: int64
             * @description Cents.
             */
            balance: number;
            /**
             * Format: date-time
             * @description When it was first paid.
             */
            created_at: string;
            /** @description The normalised address. */
            email: string;
            /**
             * Format: date-time
             * @description When the hash ends by itself.
             */
            expires_at?: string | null;
            /** @description `usr_…` */
            id: string;
            /** @description `active`, or `inactive`: the hash opens nothing, the money stays. */
            status: components["schemas"]["PayoutUserStatus"];
        };
        /**
         * @description What to change; what is absent stays.
         * @example {
         *       "status": "inactive"
         *     }
         */
        PayoutUserChange: {
            /**
             * Format: date-time
             * @description When the hash ends by itself; null for never.
             */
            expires_at?: string | null;
            status?: components["schemas"]["PayoutUserStatus"] | null;
        };
        /**
         * @description Whether the hash opens anything.
         * @enum {string}
         */
        PayoutUserStatus: "active" | "inactive";
        /** @description The payout webhook. */
        PayoutWebhook: {
            /** @description Why it was switched off: `gone` (it answered 410) or `failing` (for five days); absent otherwise. */
            disabled_because?: components["schemas"]["DisabledBecause"];
            /** @description Whether it is told. */
            enabled: boolean;
            /** @description The types of events it is told of. */
            events: components["schemas"]["EventType"][];
            /**
             * @description What keeps it from being told for now: `pause` (an operator paused webhooks), or `restore` (the database was restored, and the
             *     operator has yet to ask the providers what they did). What is pending is delivered after that.
             */
            held_by?: components["schemas"]["HeldBy"];
            /** @description `whk_…` */
            id: string;
            /** @description The same token as Standard Webhooks writes secrets, for `webhook-signature`: `whsec_…` */
            secret: string;
            /** @description What `Signature` is made with: lower-case hexadecimal HMAC-SHA256 of the raw body. */
            token: string;
            /** @description Where it is. */
            url: string;
        };
        /**
         * @description The payout webhook as it is to be.
         * @example {
         *       "events": [
         *         "payout.succeeded"
         *       ],
         *       "url": "https://example.com/payout"
         *     }
         */
        PayoutWebhookRequest: {
            /** @description True when absent. */
            enabled?: boolean | null;
            /** @description Of `payout.created`, `.processing`, `.succeeded`, `.failed`, `.rejected`; `payout.succeeded` when absent. */
            events?: components["schemas"]["PayoutEventSelection"][] | null;
            /**
             * Format: uri
             * @description An https URL of a public host.
             */
            url: string;
        };
        /**
         * @description What to take out, and where it goes.
         * @example {
         *       "amount": 5000,
         *       "destination": {
         *         "email": "user@example.com"
         *       },
         *       "provider": "paypal"
         *     }
         */
        PayoutWithdraw: {
            /**
             * Format: int64
             * @description Cents, within the method's limits. In digits alone: `1.0` and `1e2` are refused, since whoever writes them may mean dollars.
             */
            amount: number;
            /** @description The fields that the method needs: see `/payout/methods`. */
            destination: {
                [key: string]: unknown;
            };
            /** @description The hash, unless the header shows it. */
            payout_hash?: string | null;
            /** @description `paypal`, `crypto` or `gift_card` */
            provider: components["schemas"]["Method"];
        };
        /** @description An order. */
        PayoutWithdrawal: {
            /**
             * Format: int64
             * @description What was taken from the balance, in cents.
             */
            amount: number;
            /** @description Why it failed or was rejected: a stable name. */
            code?: string | null;
            /**
             * Format: date-time
             * @description When it was asked for.
             */
            created_at: string;
            /** @description `USD` */
            currency: string;
            /** @description Where it goes. */
            destination: unknown;
            /**
             * Format: int64
             * @description What of it is kept.
             */
            fees: number;
            /**
             * Format: date-time
             * @description When it ended.
             */
            finished_at?: string | null;
            /**
             * @description What keeps it from being sent: `business_disabled` (payouts are switched off), `pause`, or `restore` (after the
             *     database was restored, until the providers were asked). Its money is neither lost nor sent meanwhile.
             */
            held_by?: components["schemas"]["HeldBy"];
            /** @description `ord_…` */
            id: string;
            /**
             * Format: int64
             * @description What of it goes out.
             */
            net_amount: number;
            /** @description `paypal`, `crypto` or `gift_card` */
            provider: components["schemas"]["Method"];
            /** @description Why it failed or was rejected, for people. */
            reason?: string | null;
            /** @description `created`, `processing`, `succeeded`, `failed`, `rejected` or `cancelled` */
            status: components["schemas"]["WithdrawalStatus"];
        };
        /** @description Allocations that are not finished. */
        PendingAllocations: {
            /**
             * Format: int64
             * @description Their sum.
             */
            amount: number;
            /**
             * Format: int64
             * @description How many.
             */
            count: number;
        };
        /**
         * @description A problem document. Made with [`Problem::new`], answered with its code's status.
         * @example {
         *       "code": "not_found",
         *       "detail": "There is nothing under this id, or it is another's: the lists show the ids there are.",
         *       "status": 404,
         *       "title": "Not Found",
         *       "type": "about:blank"
         *     }
         */
        Problem: {
            /** @description The stable name of the problem. */
            code: components["schemas"]["Code"];
            /** @description What is wrong with this request, for people. */
            detail: string;
            /** @description What is at fault, when the fault lies in fields. */
            errors?: components["schemas"]["FieldProblem"][];
            /** @description Whether `errors` was cut at its limit; absent when it was not. */
            errors_truncated?: boolean;
            /**
             * Format: int64
             * @description Cents that are missing from a balance, for a refusal that is about money.
             */
            missing?: number | null;
            /**
             * Format: int32
             * @description The HTTP status, repeated for readers of stored bodies.
             */
            status: number;
            /** @description The status's phrase. */
            title: string;
            /** @description `about:blank`: the code says which problem it is, the title is the status's own phrase (RFC 9457, 4.2.1). */
            type: string;
        };
        /** @description Where the order stands now. */
        ProviderCallbackAnswer: {
            /** @description `processing`, `succeeded`, `failed` or `rejected` */
            status: components["schemas"]["WithdrawalStatus"];
        };
        /** @description Counts, and how long the oldest has waited. */
        QueueStatus: {
            /** Format: int64 */
            businesses_waiting: number;
            /** Format: int64 */
            dead: number;
            /** Format: int64 */
            deferred: number;
            /** Format: double */
            oldest_ready_age_seconds: number;
            /** Format: int64 */
            ready: number;
        };
        /** @enum {string} */
        RateLimitOf: "business" | "all";
        /**
         * @description The body of 429, the only one with more.
         * @example {
         *       "error": "rate_limit_exceeded",
         *       "message": "Too many payout requests",
         *       "retry_after": 30,
         *       "type": "business"
         *     }
         */
        RateLimited: {
            /** @description `rate_limit_exceeded` */
            error: string;
            /** @description For people. */
            message: string;
            /**
             * Format: int64
             * @description Seconds, as in `Retry-After`.
             */
            retry_after: number;
            /** @description Whose limit it is. */
            type: components["schemas"]["RateLimitOf"];
        };
        /**
         * @description What to send again: exactly one of these.
         * @example {
         *       "since": "2026-12-24T18:00:00Z"
         *     }
         */
        Redeliver: {
            /** @description As `since`, after this event: `last` of the answer before. */
            after?: string | null;
            /** @description This event, whatever the endpoint selects. */
            event_id?: string | null;
            /**
             * Format: date-time
             * @description All that the endpoint selects and that happened at this time or later, 10,000 at most.
             */
            since?: string | null;
        };
        /** @description What is sent again. */
        Redelivering: {
            /** @description The last of them when there may be more: send it as `after`. Null otherwise. */
            last?: string | null;
            /**
             * Format: int64
             * @description How many events. Those that were under way just then are among them, and not sent twice.
             */
            redelivered: number;
        };
        /**
         * @description Why a withdrawal is rejected.
         * @example {
         *       "reason": "The address is unknown."
         *     }
         */
        Rejection: {
            /** @description For the payout user: it reads this, and so do webhooks. */
            reason: string;
        };
        /** @description It is queued again. */
        RetriedAllocation: {
            id: string;
            status: components["schemas"]["AllocationStatus"];
        };
        /** @description A payout user's new hash. */
        RotatedHash: {
            /** @description What the payout user shows from now on: 64 hex digits, opaque. */
            hash: string;
        };
        /**
         * @description How much a command is about.
         * @enum {string}
         */
        Scope: "all" | "business" | "batch";
        /** @description Items or cents by state. */
        Tally: {
            /**
             * Format: int64
             * @description Taken back.
             */
            cancelled: number;
            /**
             * Format: int64
             * @description Not paid again: their reference was known, with the same content.
             */
            duplicate: number;
            /**
             * Format: int64
             * @description Failed.
             */
            failed: number;
            /**
             * Format: int64
             * @description Not ended.
             */
            pending: number;
            /**
             * Format: int64
             * @description Paid.
             */
            succeeded: number;
            /**
             * Format: int64
             * @description All.
             */
            total: number;
        };
        TestEvent: {
            /** @description For people */
            message: string;
            /** @description `whk_…` */
            webhook_id: string;
        };
        /** @description A throttle in force: of everything when it names no business, of a business when it names no batch. */
        Throttle: {
            batch_id?: string | null;
            business_id?: string | null;
            /** Format: date-time */
            changed_at: string;
            /** Format: int64 */
            max_cents_per_second?: number | null;
            /** Format: int64 */
            max_per_second?: number | null;
            scope: components["schemas"]["Scope"];
        };
        /**
         * @description How much to move.
         * @example {
         *       "amount": 100000
         *     }
         */
        TopUp: {
            /**
             * Format: int64
             * @description Cents. In digits alone: `1.0` and `1e2` are refused, since whoever writes them may mean dollars.
             */
            amount: number;
        };
        /** @description The items that a command is about; none when its effect was there already. */
        TouchedItems: {
            /**
             * Format: int64
             * @description The sum of their amounts, in cents.
             */
            amount: number;
            /**
             * @description Whether the command changed anything, or would: `false` when its effect was there already, as when nothing was paused that
             *     could be resumed. A command may change something and be about no items.
             */
            changed?: boolean | null;
            /**
             * Format: int64
             * @description How many.
             */
            items: number;
            withdrawals?: components["schemas"]["TouchedWithdrawals"] | null;
        };
        /** @description Withdrawals that have not ended. */
        TouchedWithdrawals: {
            /**
             * Format: int64
             * @description The sum of their amounts, in cents.
             */
            amount: number;
            /**
             * Format: int64
             * @description How many nobody was told of: they are held, or go on.
             */
            held: number;
            /**
             * Format: int64
             * @description How many may have been sent, or wait for a person: a pause does not stop them, they are followed to their end.
             */
            under_way: number;
        };
        /** @description One movement of money. */
        Transaction: {
            /**
             * Format: int64
             * @description Cents.
             */
            amount: number;
            /**
             * Format: date-time
             * @description When it moved.
             */
            created_at: string;
            /** @description Where it went. */
            credit: components["schemas"]["Account"];
            /** @description Where it was: `outside`, `balance`, `payout_balance`, `payout_user`, `reserve`, `withdrawals` or `fees`. */
            debit: components["schemas"]["Account"];
            /**
             * @description What it moved for: an allocation (`alc_…`), a top-up or a funding (`mov_…`), a batch (`bat_…`), a withdrawal
             *     (`ord_…`).
             */
            id: string;
            /** @description Who was paid. */
            payout_user_id?: string | null;
            /**
             * @description `allocation`, `top_up`, `funding`, `reservation` (for an all_or_nothing batch), `reserve_return` (for an item of
             *     it that was not paid), `withdrawal`, `withdrawal_return`, `payout` or `fee`
             */
            type: components["schemas"]["TransactionType"];
        };
        /** @enum {string} */
        TransactionType: "allocation" | "top_up" | "funding" | "reservation" | "reserve_return" | "withdrawal" | "withdrawal_return" | "payout" | "fee";
        /**
         * @description The requests of a business over some days.
         * @example {
         *       "days": [
         *         {
         *           "aborted": 0,
         *           "day": "2026-11-28",
         *           "failed": 0,
         *           "p50_ms": 20,
         *           "p95_ms": 50,
         *           "rate_limited": 1,
         *           "refused": 3,
         *           "requests": 1250,
         *           "succeeded": 1246
         *         }
         *       ],
         *       "from": "2026-11-28",
         *       "routes": [
         *         {
         *           "outcome": "2xx",
         *           "p50_ms": 20,
         *           "p95_ms": 50,
         *           "requests": 1246,
         *           "route": "POST /payout/create"
         *         },
         *         {
         *           "outcome": "400",
         *           "p50_ms": 5,
         *           "p95_ms": 5,
         *           "requests": 3,
         *           "route": "POST /payout/create"
         *         },
         *         {
         *           "outcome": "429",
         *           "p50_ms": 5,
         *           "p95_ms": 5,
         *           "requests": 1,
         *           "route": "POST /payout/create"
         *         }
         *       ],
         *       "to": "2026-11-28"
         *     }
         */
        Usage: {
            /** @description Every day from `from` to `to`, oldest first. */
            days: components["schemas"]["UsageOfDay"][];
            /**
             * Format: date
             * @description The first day, in UTC.
             */
            from: string;
            /** @description Over all days together: the routes that were asked, by outcome. */
            routes: components["schemas"]["UsageOfRoute"][];
            /**
             * Format: date
             * @description The last day, which is included.
             */
            to: string;
        };
        /** @description The requests of a day. */
        UsageOfDay: {
            /**
             * Format: int64
             * @description Those whose client left before the answer.
             */
            aborted: number;
            /**
             * Format: date
             * @description In UTC. It is the day on which a request was answered.
             */
            day: string;
            /**
             * Format: int64
             * @description With 5xx.
             */
            failed: number;
            /**
             * Format: int64
             * @description Half of them were answered within so many milliseconds: 5, 10, 20, 50, 100, 200, 500, 1 000, 2 000, 5 000 or 10 000. Null if that
             *     took longer, and without a request.
             */
            p50_ms?: number | null;
            /**
             * Format: int64
             * @description The same of 95 in 100.
             */
            p95_ms?: number | null;
            /**
             * Format: int64
             * @description With 429.
             */
            rate_limited: number;
            /**
             * Format: int64
             * @description With 4xx, but 429.
             */
            refused: number;
            /**
             * Format: int64
             * @description How many.
             */
            requests: number;
            /**
             * Format: int64
             * @description Those that were answered with 2xx.
             */
            succeeded: number;
        };
        /** @description The requests of a route with one outcome. */
        UsageOfRoute: {
            /**
             * @description `2xx`, `400`, `403`, `404`, `409`, `422`, `429`, `4xx` (any other), `5xx`, or `aborted`: the client left before the
             *     answer
             */
            outcome: string;
            /**
             * Format: int64
             * @description Half of them were answered within so many milliseconds; null if that took longer than 10 000.
             */
            p50_ms?: number | null;
            /**
             * Format: int64
             * @description The same of 95 in 100.
             */
            p95_ms?: number | null;
            /**
             * Format: int64
             * @description How many.
             */
            requests: number;
            /**
             * @description The method and the pattern of the address, such as `GET /v1/batches/{id}`. `other` is what was counted without its route,
             *     because too many routes were asked at once.
             */
            route: string;
        };
        /** @description A withdrawal, and whose. */
        WaitingWithdrawal: components["schemas"]["Withdrawal"] & {
            business_id: string;
        };
        /** @description An endpoint as its business sees it. */
        Webhook: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description Why it was switched off: `gone` (it answered 410) or `failing` (for five days); absent otherwise. */
            disabled_because?: components["schemas"]["DisabledBecause"];
            /** @description Whether it is told. */
            enabled: boolean;
            /** @description The types of events it is told of. */
            events: components["schemas"]["EventType"][];
            /**
             * Format: date-time
             * @description Since when every attempt has failed.
             */
            failing_since?: string | null;
            /**
             * @description What keeps it from being told for now: `pause` (an operator paused webhooks), or `restore` (the database was restored, and the
             *     operator has yet to ask the providers what they did). What is pending is delivered after that.
             */
            held_by?: components["schemas"]["HeldBy"];
            /** @description `whk_…` */
            id: string;
            /** @description `standard`, or `payout`: the payout webhook. */
            kind: components["schemas"]["WebhookKind"];
            /**
             * Format: date-time
             * @description Until when the secret before the last rotation signs as well.
             */
            previous_secret_until?: string | null;
            /** @description Where it is. */
            url: string;
        };
        /**
         * @description What to change; what is absent stays.
         * @example {
         *       "enabled": true,
         *       "events": [
         *         "allocation.*",
         *         "batch.completed"
         *       ],
         *       "url": "https://example.com/payout"
         *     }
         */
        WebhookChange: {
            /** @description Whether it is told. Switching it on forgives its failures, and sends what is pending. */
            enabled?: boolean | null;
            /** @description Types of events, or `group.*`. */
            events?: components["schemas"]["EventSelection"][] | null;
            /**
             * Format: uri
             * @description An https URL of a public host.
             */
            url?: string | null;
        };
        /** @enum {string} */
        WebhookKind: "standard" | "payout";
        /**
         * @description An endpoint to make.
         * @example {
         *       "events": [
         *         "allocation.*",
         *         "batch.completed"
         *       ],
         *       "url": "https://example.com/payout"
         *     }
         */
        WebhookRequest: {
            /** @description Types of events, or `group.*`. */
            events: components["schemas"]["EventSelection"][];
            /**
             * Format: uri
             * @description An https URL of a public host.
             */
            url: string;
        };
        /** @description What is being sent. */
        WebhookTest: {
            /** @description `evt_…`: see the endpoint's deliveries. */
            event_id: string;
        };
        /**
         * @description What to send.
         * @example {
         *       "type": "allocation.succeeded"
         *     }
         */
        WebhookTestRequest: {
            /**
             * @description The type of the event, of those that can be selected, whether the endpoint has selected it or not. `webhook.test` when
             *     absent; to the payout webhook `payout.succeeded`.
             */
            type?: null | components["schemas"]["EventType"];
        };
        /** @description An endpoint with its secret. */
        WebhookWithSecret: components["schemas"]["Webhook"] & {
            /** @description `whsec_…`, shown this once. */
            secret: string;
        };
        /**
         * @description The messages of each field of a withdrawal at fault; or `error` alone.
         * @example {
         *       "error": "Insufficient balance"
         *     }
         */
        WithdrawMessages: {
            /** @description When no field is at fault. */
            error?: string | null;
        } & {
            [key: string]: string[];
        };
        /** @description A withdrawal as its merchant sees it. */
        Withdrawal: {
            /**
             * Format: int64
             * @description What was taken from the payout user, in cents.
             */
            amount: number;
            /** @description Who carries it out: `manual` waits for an approval or a rejection. */
            carried_out_by: string;
            /** @description Why it failed or was rejected: a stable name. */
            code?: string | null;
            /**
             * Format: date-time
             * @description When it was asked for.
             */
            created_at: string;
            /** @description Where it goes. */
            destination: unknown;
            /** @description The payout user's address. */
            email: string;
            /**
             * Format: int64
             * @description What of it is kept.
             */
            fees: number;
            /**
             * Format: date-time
             * @description When it ended.
             */
            finished_at?: string | null;
            /**
             * @description What keeps one that was not sent from being sent: `business_disabled` (its payouts are switched off), `pause`, or `restore`
             *     (the database was restored, and the operator has yet to ask the providers what they did). Also of one that is `processing`,
             *     when its provider was asked and has never heard of it.
             */
            held_by?: components["schemas"]["HeldBy"];
            /** @description `ord_…` */
            id: string;
            /**
             * Format: int64
             * @description What of it goes out.
             */
            net_amount: number;
            /** @description `usr_…` */
            payout_user_id: string;
            /** @description `paypal`, `crypto` or `gift_card` */
            provider: components["schemas"]["Method"];
            /** @description What the provider calls it. */
            provider_reference?: string | null;
            /** @description Why it failed or was rejected, for people. */
            reason?: string | null;
            /** @description `created`, `processing`, `succeeded`, `failed`, `rejected` or `cancelled` */
            status: components["schemas"]["WithdrawalStatus"];
        };
        /** @enum {string} */
        WithdrawalStatus: "created" | "processing" | "succeeded" | "failed" | "rejected" | "cancelled";
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: {
        /**
         * @description Seconds after which to come again.
         * @example 30
         */
        "Retry-After": number;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    get_admin_audit: {
        parameters: {
            query?: {
                /**
                 * @description The most rows to answer; 50 when absent.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description The `next_cursor` of the page before.
                 * @example 2261223a5b315d22
                 */
                cursor?: string;
            };
            header?: {
                /**
                 * @description Which cell. A process that does not serve it refuses the request, also one that serves a single cell. Where it serves several (`PAYOUT_CELLS`) and this is left out, what names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest, and an order about everything to all; a list is refused, for each cell has its own.
                 * @example 2
                 */
                "Payout-Cell"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_AuditEntry"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_admin_businesses: {
        parameters: {
            query?: {
                /**
                 * @description The most rows to answer; 50 when absent.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description The `next_cursor` of the page before.
                 * @example 2261223a5b315d22
                 */
                cursor?: string;
            };
            header?: {
                /**
                 * @description Which cell. A process that does not serve it refuses the request, also one that serves a single cell. Where it serves several (`PAYOUT_CELLS`) and this is left out, what names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest, and an order about everything to all; a list is refused, for each cell has its own.
                 * @example 2
                 */
                "Payout-Cell"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Business"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_admin_businesses: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Carries the request out once: for 30 days the same request under the same key is answered the same, with `Idempotent-Replayed: true`. Each route is a namespace of its own.
                 * @example 4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e
                 */
                "Idempotency-Key"?: string;
                /**
                 * @description Which cell. A process that does not serve it refuses the request, also one that serves a single cell. Where it serves several (`PAYOUT_CELLS`) and this is left out, what names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest, and an order about everything to all; a list is refused, for each cell has its own.
                 * @example 2
                 */
                "Payout-Cell"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewBusiness"];
            };
        };
        responses: {
            /** @description The key is shown this once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedBusiness"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Its state does not permit it, or what the Idempotency-Key made has ended since */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was used with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_admin_businesses_id: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Which cell. A process that does not serve it refuses the request, also one that serves a single cell. Where it serves several (`PAYOUT_CELLS`) and this is left out, what names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest, and an order about everything to all; a list is refused, for each cell has its own.
                 * @example 2
                 */
                "Payout-Cell"?: string;
            };
            path: {
                /**
                 * @description `biz_…`
                 * @example biz_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Business"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_admin_businesses_id: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Which cell. A process that does not serve it refuses the request, also one that serves a single cell. Where it serves several (`PAYOUT_CELLS`) and this is left out, what names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest, and an order about everything to all; a list is refused, for each cell has its own.
                 * @example 2
                 */
                "Payout-Cell"?: string;
            };
            path: {
                /**
                 * @description `biz_…`
                 * @example biz_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BusinessChange"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Business"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_admin_businesses_id_fund: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Carries the request out once: for 30 days the same request under the same key is answered the same, with `Idempotent-Replayed: true`. Each route is a namespace of its own.
                 * @example 4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e
                 */
                "Idempotency-Key"?: string;
                /**
                 * @description Which cell. A process that does not serve it refuses the request, also one that serves a single cell. Where it serves several (`PAYOUT_CELLS`) and this is left out, what names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest, and an order about everything to all; a list is refused, for each cell has its own.
                 * @example 2
                 */
                "Payout-Cell"?: string;
            };
            path: {
                /**
                 * @description `biz_…`
                 * @example biz_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Funding"];
            };
        };
        responses: {
            /** @description Moved */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BalanceMove"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Its state does not permit it, or what the Idempotency-Key made has ended since */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was used with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_admin_dead: {
        parameters: {
            query?: {
                /**
                 * @description The most rows to answer; 50 when absent.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description The `next_cursor` of the page before.
                 * @example 2261223a5b315d22
                 */
                cursor?: string;
            };
            header?: {
                /**
                 * @description Which cell. A process that does not serve it refuses the request, also one that serves a single cell. Where it serves several (`PAYOUT_CELLS`) and this is left out, what names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest, and an order about everything to all; a list is refused, for each cell has its own.
                 * @example 2
                 */
                "Payout-Cell"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_ParkedAllocation"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_admin_dead_id_retry: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Carries the request out once: for 30 days the same request under the same key is answered the same, with `Idempotent-Replayed: true`. Each route is a namespace of its own.
                 * @example 4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e
                 */
                "Idempotency-Key"?: string;
                /**
                 * @description Which cell. A process that does not serve it refuses the request, also one that serves a single cell. Where it serves several (`PAYOUT_CELLS`) and this is left out, what names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest, and an order about everything to all; a list is refused, for each cell has its own.
                 * @example 2
                 */
                "Payout-Cell"?: string;
            };
            path: {
                /**
                 * @description `alc_…`
                 * @example alc_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetriedAllocation"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Its state does not permit it, or what the Idempotency-Key made has ended since */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was used with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_admin_pause: {
        parameters: {
            query?: {
                /** @description `true`: only say how many items it is about; nothing is changed. */
                dry_run?: boolean;
            };
            header?: {
                /**
                 * @description Carries the request out once: for 30 days the same request under the same key is answered the same, with `Idempotent-Replayed: true`. Each route is a namespace of its own.
                 * @example 4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e
                 */
                "Idempotency-Key"?: string;
                /**
                 * @description Which cell. A process that does not serve it refuses the request, also one that serves a single cell. Where it serves several (`PAYOUT_CELLS`) and this is left out, what names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest, and an order about everything to all; a list is refused, for each cell has its own.
                 * @example 2
                 */
                "Payout-Cell"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PauseTarget"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TouchedItems"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such business or batch */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The batch's state does not permit it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was used with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_admin_pauses: {
        parameters: {
            query?: {
                /**
                 * @description The most rows to answer; 50 when absent.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description The `next_cursor` of the page before.
                 * @example 2261223a5b315d22
                 */
                cursor?: string;
            };
            header?: {
                /**
                 * @description Which cell. A process that does not serve it refuses the request, also one that serves a single cell. Where it serves several (`PAYOUT_CELLS`) and this is left out, what names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest, and an order about everything to all; a list is refused, for each cell has its own.
                 * @example 2
                 */
                "Payout-Cell"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Pause"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_admin_queue: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Which cell. A process that does not serve it refuses the request, also one that serves a single cell. Where it serves several (`PAYOUT_CELLS`) and this is left out, what names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest, and an order about everything to all; a list is refused, for each cell has its own.
                 * @example 2
                 */
                "Payout-Cell"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueStatus"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_admin_resume: {
        parameters: {
            query?: {
                /** @description `true`: only say how many items it is about; nothing is changed. */
                dry_run?: boolean;
            };
            header?: {
                /**
                 * @description Carries the request out once: for 30 days the same request under the same key is answered the same, with `Idempotent-Replayed: true`. Each route is a namespace of its own.
                 * @example 4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e
                 */
                "Idempotency-Key"?: string;
                /**
                 * @description Which cell. A process that does not serve it refuses the request, also one that serves a single cell. Where it serves several (`PAYOUT_CELLS`) and this is left out, what names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest, and an order about everything to all; a list is refused, for each cell has its own.
                 * @example 2
                 */
                "Payout-Cell"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PauseTarget"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TouchedItems"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such business or batch */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The batch's state does not permit it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was used with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_admin_throttles: {
        parameters: {
            query?: {
                /**
                 * @description The most rows to answer; 50 when absent.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description The `next_cursor` of the page before.
                 * @example 2261223a5b315d22
                 */
                cursor?: string;
            };
            header?: {
                /**
                 * @description Which cell. A process that does not serve it refuses the request, also one that serves a single cell. Where it serves several (`PAYOUT_CELLS`) and this is left out, what names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest, and an order about everything to all; a list is refused, for each cell has its own.
                 * @example 2
                 */
                "Payout-Cell"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Throttle"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_admin_throttles: {
        parameters: {
            query?: {
                /** @description `true`: only say how many items it is about; nothing is changed. */
                dry_run?: boolean;
            };
            header?: {
                /**
                 * @description Which cell. A process that does not serve it refuses the request, also one that serves a single cell. Where it serves several (`PAYOUT_CELLS`) and this is left out, what names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest, and an order about everything to all; a list is refused, for each cell has its own.
                 * @example 2
                 */
                "Payout-Cell"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewThrottle"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TouchedItems"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such business or batch */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The batch's state does not permit it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_admin_throttles: {
        parameters: {
            query: {
                /** @description `true`: only say how many items it is about; nothing is changed. */
                dry_run?: boolean;
                /** @description `all`, `business` or `batch`. */
                scope: "all" | "business" | "batch";
                /**
                 * @description Which business, `biz_…`; that of the batch may be left out.
                 * @example biz_01900000-0000-7000-8000-000000000001
                 */
                business_id?: string;
                /**
                 * @description Which batch, `bat_…`.
                 * @example bat_01900000-0000-7000-8000-000000000001
                 */
                batch_id?: string;
            };
            header?: {
                /**
                 * @description Which cell. A process that does not serve it refuses the request, also one that serves a single cell. Where it serves several (`PAYOUT_CELLS`) and this is left out, what names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest, and an order about everything to all; a list is refused, for each cell has its own.
                 * @example 2
                 */
                "Payout-Cell"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TouchedItems"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such business or batch */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The batch's state does not permit it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_admin_withdrawals: {
        parameters: {
            query?: {
                /**
                 * @description Those of every provider that are `created`, `processing`, `succeeded`, `failed`, `rejected` or `cancelled`; without it those
                 *     that wait for a person.
                 */
                status?: components["schemas"]["WithdrawalStatus"];
                /**
                 * @description The most rows to answer; 50 when absent.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description The `next_cursor` of the page before.
                 * @example 2261223a5b315d22
                 */
                cursor?: string;
            };
            header?: {
                /**
                 * @description Which cell. A process that does not serve it refuses the request, also one that serves a single cell. Where it serves several (`PAYOUT_CELLS`) and this is left out, what names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest, and an order about everything to all; a list is refused, for each cell has its own.
                 * @example 2
                 */
                "Payout-Cell"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_WaitingWithdrawal"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_admin_withdrawals_id_approve: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Carries the request out once: for 30 days the same request under the same key is answered the same, with `Idempotent-Replayed: true`. Each route is a namespace of its own.
                 * @example 4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e
                 */
                "Idempotency-Key"?: string;
                /**
                 * @description Which cell. A process that does not serve it refuses the request, also one that serves a single cell. Where it serves several (`PAYOUT_CELLS`) and this is left out, what names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest, and an order about everything to all; a list is refused, for each cell has its own.
                 * @example 2
                 */
                "Payout-Cell"?: string;
            };
            path: {
                /**
                 * @description `ord_…`
                 * @example ord_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Withdrawal"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Its state does not permit it, or what the Idempotency-Key made has ended since */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was used with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_admin_withdrawals_id_reject: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Carries the request out once: for 30 days the same request under the same key is answered the same, with `Idempotent-Replayed: true`. Each route is a namespace of its own.
                 * @example 4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e
                 */
                "Idempotency-Key"?: string;
                /**
                 * @description Which cell. A process that does not serve it refuses the request, also one that serves a single cell. Where it serves several (`PAYOUT_CELLS`) and this is left out, what names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest, and an order about everything to all; a list is refused, for each cell has its own.
                 * @example 2
                 */
                "Payout-Cell"?: string;
            };
            path: {
                /**
                 * @description `ord_…`
                 * @example ord_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Rejection"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Withdrawal"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Its state does not permit it, or what the Idempotency-Key made has ended since */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was used with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_balance: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Balances"];
                };
            };
            /** @description No valid secret key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RateLimited"];
                };
            };
            /** @description Nothing was or will be debited. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Cannot be accepted now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    get_openapi_json: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description This document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
    get_payout_balance: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutBalance"];
                };
            };
            /** @description No hash, one that opens nothing (any more), or two that differ. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Cannot be answered now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    post_payout_create: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A key that pays once: 1 to 255 printable ASCII characters
                 * @example 4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e
                 */
                "Idempotency-Key"?: string;
                /**
                 * @description `respond-async`: answer 202 at once; `wait=N`: wait up to N ≤ 30 seconds
                 * @example wait=5
                 */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PayoutCreate"];
            };
        };
        responses: {
            /** @description The credit is committed */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutCreated"];
                };
            };
            /** @description Accepted; see Location */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutPending"];
                };
            };
            /** @description Fields at fault, a malformed key, or too little payout balance */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FieldMessages"];
                };
            };
            /** @description No valid secret key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Payouts are disabled */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not JSON by its type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key was used with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RateLimited"];
                };
            };
            /** @description Nothing was or will be debited. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Cannot be accepted now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    get_payout_methods: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutMethods"];
                };
            };
            /** @description No hash, one that opens nothing (any more), or two that differ. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Cannot be answered now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    get_payout_operations: {
        parameters: {
            query?: {
                /**
                 * @description The most rows to answer; 50 when absent.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description The `next_cursor` of the page before.
                 * @example 2261223a5b315d22
                 */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operations"];
                };
            };
            /** @description `limit` or `cursor` is at fault, or the body is not a JSON object. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No hash, one that opens nothing (any more), or two that differ. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Cannot be answered now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    post_payout_operations: {
        parameters: {
            query?: {
                /**
                 * @description The most rows to answer; 50 when absent.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description The `next_cursor` of the page before.
                 * @example 2261223a5b315d22
                 */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PayoutHash"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operations"];
                };
            };
            /** @description `limit` or `cursor` is at fault, or the body is not a JSON object. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No hash, one that opens nothing (any more), or two that differ. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Cannot be answered now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    post_payout_withdraw: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A key that withdraws once, in a namespace of the payout user
                 * @example 4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PayoutWithdraw"];
            };
        };
        responses: {
            /** @description The order is made, now or before */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutWithdrawal"];
                };
            };
            /** @description Fields at fault, a malformed key, or too little balance */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WithdrawMessages"];
                };
            };
            /** @description No hash, one that opens nothing (any more), or two that differ. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key was used with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Cannot be answered now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    get_payout_withdrawals_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description `ord_…`
                 * @example ord_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutWithdrawal"];
                };
            };
            /** @description No hash, one that opens nothing (any more), or two that differ. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No such withdrawal */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Cannot be answered now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    post_payout_withdrawals_id_cancel: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Carries the request out once: for 30 days the same request under the same key is answered the same, with `Idempotent-Replayed: true`. Each route is a namespace of its own.
                 * @example 4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description `ord_…`
                 * @example ord_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PayoutHash"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutWithdrawal"];
                };
            };
            /** @description The body is not a JSON object, or the key is malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No hash, one that opens nothing (any more), or two that differ. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No such withdrawal */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It is not `created` any more */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The Idempotency-Key was used with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Cannot be answered now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    get_postman_json: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The collection */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
    post_providers_name_callback: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Unix seconds, at most five minutes off
                 * @example 1766600000
                 */
                "Payout-Timestamp": string;
                /**
                 * @description Lower-case hex HMAC-SHA256 over `callback.{timestamp}.{body}`
                 * @example 0000000000000000000000000000000000000000000000000000000000000000
                 */
                "Payout-Signature": string;
            };
            path: {
                /** @description The provider's name in the configuration */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {"id":"ord_01900000-0000-7000-8000-000000000001","status":"succeeded"} */
                "application/json": string;
            };
        };
        responses: {
            /** @description Recorded, now or before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderCallbackAnswer"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such order of this provider */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_v1_allocations: {
        parameters: {
            query?: {
                /**
                 * @description Of this address.
                 * @example user@example.com
                 */
                email?: string;
                /** @description `pending`, `succeeded`, `failed` or `cancelled` */
                status?: components["schemas"]["AllocationStatus"];
                /**
                 * @description Of this batch.
                 * @example bat_01900000-0000-7000-8000-000000000001
                 */
                batch_id?: string;
                /**
                 * @description With this reference, or paid under this `Idempotency-Key`.
                 * @example order-1
                 */
                reference?: string;
                /**
                 * @description Accepted at this time or later (RFC 3339).
                 * @example 2026-12-24T18:00:00Z
                 */
                from?: string;
                /**
                 * @description Accepted before this time (RFC 3339).
                 * @example 2026-12-24T18:00:00Z
                 */
                to?: string;
                /**
                 * @description The most rows to answer; 50 when absent.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description The `next_cursor` of the page before.
                 * @example 2261223a5b315d22
                 */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Allocation"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_v1_allocations: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same as `reference`
                 * @example 4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e
                 */
                "Idempotency-Key"?: string;
                /**
                 * @description `wait=N`: wait up to N ≤ 30 seconds for it to finish
                 * @example wait=5
                 */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAllocation"];
            };
        };
        responses: {
            /** @description Finished */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Allocation"];
                };
            };
            /** @description Accepted; see Location */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Allocation"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payouts are disabled */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The reference was used with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_v1_allocations_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description `alc_…`
                 * @example alc_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Allocation"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such allocation */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_v1_allowed_origins: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AllowedOrigins"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_v1_allowed_origins: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AllowedOriginsRequest"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AllowedOrigins"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_v1_api_keys: {
        parameters: {
            query?: {
                /**
                 * @description The most rows to answer; 50 when absent.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description The `next_cursor` of the page before.
                 * @example 2261223a5b315d22
                 */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_ApiKey"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_v1_api_keys: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Carries the request out once: for 30 days the same request under the same key is answered the same, with `Idempotent-Replayed: true`. Each route is a namespace of its own.
                 * @example 4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApiKeyRequest"];
            };
        };
        responses: {
            /** @description The key is shown this once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewKey"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many keys */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was used with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_v1_api_keys_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description `key_…`
                 * @example key_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such key */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_v1_api_keys_id_roll: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Carries the request out once: for 30 days the same request under the same key is answered the same, with `Idempotent-Replayed: true`. Each route is a namespace of its own.
                 * @example 4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description `key_…`
                 * @example key_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApiKeyRoll"];
            };
        };
        responses: {
            /** @description The new key, shown this once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewKey"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such key */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key has ended, or was rolled before */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was used with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_v1_balance: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BalanceWithPending"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_v1_balance_alert: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BalanceAlert"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_v1_balance_alert: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BalanceAlertRequest"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BalanceAlert"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_v1_balance_top_up: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description A key that moves once, of a namespace of its own
                 * @example 4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e
                 */
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TopUp"];
            };
        };
        responses: {
            /** @description Moved, now or before */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BalanceMove"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key was used with another amount */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_v1_batches: {
        parameters: {
            query?: {
                /** @description `accepted`, `processing`, `paused`, `completed` or `cancelled` */
                status?: components["schemas"]["BatchStatus"];
                /**
                 * @description Accepted at this time or later (RFC 3339).
                 * @example 2026-12-24T18:00:00Z
                 */
                from?: string;
                /**
                 * @description Accepted before this time (RFC 3339).
                 * @example 2026-12-24T18:00:00Z
                 */
                to?: string;
                /**
                 * @description The most rows to answer; 50 when absent.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description The `next_cursor` of the page before.
                 * @example 2261223a5b315d22
                 */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Batch"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_v1_batches: {
        parameters: {
            query?: {
                /**
                 * @description `best_effort`, which is also what happens without it: each item that the payout balance covers when its turn comes
                 *     is paid, each that it does not fails alone. `all_or_nothing`: the total is set aside when the batch is accepted, or
                 *     the batch is refused with what is `missing`.
                 */
                mode?: components["schemas"]["BatchMode"];
                /**
                 * @description `true`: nothing is recorded; the answer (200, `BatchDryRun`) says what would become of the batch. No
                 *     `Idempotency-Key` is needed, and one that is sent is not used up.
                 */
                dry_run?: boolean;
                /** @description How many of its items are paid per second, at most: 1 to 1,000,000. As fast as it goes without it. */
                max_per_second?: number;
                /** @description How many cents of it are paid per second, at most: 1 to 1,000,000,000,000. */
                max_cents_per_second?: number;
                /** @description When its items become ready: a time to come, at most a year ahead (RFC 3339, e.g. `2026-12-24T18:00:00Z`). */
                scheduled_at?: string;
            };
            header?: {
                /**
                 * @description The client's key for the whole batch: required unless dry_run is true.
                 * @example 4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewBatch"];
                /** @example {"email":"user@example.com","amount":500,"reference":"row-1"} */
                "application/x-ndjson": string;
                /**
                 * @example email,amount,reference
                 *     user@example.com,500,row-1
                 */
                "text/csv": string;
            };
        };
        responses: {
            /** @description With dry_run=true: what would become of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchDryRun"];
                };
            };
            /** @description Accepted, now or before; see Location */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payouts are disabled */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description References name something else */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key was used with another batch */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_v1_batches_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description bat_…
                 * @example bat_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_v1_batches_id_cancel: {
        parameters: {
            query?: {
                /** @description `true`: only say how many items it is about; nothing is changed. */
                dry_run?: boolean;
            };
            header?: {
                /**
                 * @description Carries the request out once: for 30 days the same request under the same key is answered the same, with `Idempotent-Replayed: true`. Each route is a namespace of its own.
                 * @example 4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description bat_…
                 * @example bat_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TouchedItems"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The batch's state does not permit it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was used with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_v1_batches_id_items: {
        parameters: {
            query?: {
                /** @description `pending`, `succeeded`, `failed`, `cancelled` or `duplicate` */
                status?: components["schemas"]["BatchItemStatus"];
                /**
                 * @description The most rows to answer; 50 when absent.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description The `next_cursor` of the page before.
                 * @example 2261223a5b315d22
                 */
                cursor?: string;
            };
            header?: never;
            path: {
                /**
                 * @description bat_…
                 * @example bat_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_BatchItem"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_v1_batches_id_pause: {
        parameters: {
            query?: {
                /** @description `true`: only say how many items it is about; nothing is changed. */
                dry_run?: boolean;
            };
            header?: {
                /**
                 * @description Carries the request out once: for 30 days the same request under the same key is answered the same, with `Idempotent-Replayed: true`. Each route is a namespace of its own.
                 * @example 4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description bat_…
                 * @example bat_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TouchedItems"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The batch's state does not permit it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was used with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_v1_batches_id_results_csv: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description bat_…
                 * @example bat_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_v1_batches_id_resume: {
        parameters: {
            query?: {
                /** @description `true`: only say how many items it is about; nothing is changed. */
                dry_run?: boolean;
            };
            header?: {
                /**
                 * @description Carries the request out once: for 30 days the same request under the same key is answered the same, with `Idempotent-Replayed: true`. Each route is a namespace of its own.
                 * @example 4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description bat_…
                 * @example bat_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TouchedItems"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The batch's state does not permit it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was used with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_v1_batches_id_retry: {
        parameters: {
            query?: {
                /** @description `true`: only say how many items it is about; nothing is changed. */
                dry_run?: boolean;
            };
            header?: {
                /**
                 * @description Carries the request out once: for 30 days the same request under the same key is answered the same, with `Idempotent-Replayed: true`. Each route is a namespace of its own.
                 * @example 4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description bat_…
                 * @example bat_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TouchedItems"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payouts are disabled */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The batch's state does not permit it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was used with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_v1_batches_id_throttle: {
        parameters: {
            query?: {
                /** @description `true`: only say how many items it is about; nothing is changed. */
                dry_run?: boolean;
            };
            header?: never;
            path: {
                /**
                 * @description bat_…
                 * @example bat_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchThrottle"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TouchedItems"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The batch's state does not permit it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_v1_batches_id_throttle: {
        parameters: {
            query?: {
                /** @description `true`: only say how many items it is about; nothing is changed. */
                dry_run?: boolean;
            };
            header?: never;
            path: {
                /**
                 * @description bat_…
                 * @example bat_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TouchedItems"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An operator has throttled the batch */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_v1_brand: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Brand"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_v1_brand: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BrandRequest"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Brand"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_v1_brand_logo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": components["schemas"]["LogoPicture"];
                "image/jpeg": components["schemas"]["LogoPicture"];
                "image/png": components["schemas"]["LogoPicture"];
                "image/webp": components["schemas"]["LogoPicture"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Brand"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_v1_brand_logo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description There is none now */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_v1_events: {
        parameters: {
            query?: {
                /** @description Of this type. */
                type?: components["schemas"]["EventType"];
                /**
                 * @description That happened at this time or later (RFC 3339).
                 * @example 2026-12-24T18:00:00Z
                 */
                from?: string;
                /**
                 * @description That happened before this time (RFC 3339).
                 * @example 2026-12-24T18:00:00Z
                 */
                to?: string;
                /**
                 * @description The most rows to answer; 50 when absent.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description The `next_cursor` of the page before.
                 * @example 2261223a5b315d22
                 */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Event"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_v1_payout_users: {
        parameters: {
            query?: {
                /**
                 * @description The one with this address.
                 * @example user@example.com
                 */
                email?: string;
                /**
                 * @description The most rows to answer; 50 when absent.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description The `next_cursor` of the page before.
                 * @example 2261223a5b315d22
                 */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_PayoutUser"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_v1_payout_users_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description `usr_…`
                 * @example usr_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutUser"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such payout user */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_v1_payout_users_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description `usr_…`
                 * @example usr_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PayoutUserChange"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutUser"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such payout user */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_v1_payout_users_id_rotate_hash: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Carries the request out once: for 30 days the same request under the same key is answered the same, with `Idempotent-Replayed: true`. Each route is a namespace of its own.
                 * @example 4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description `usr_…`
                 * @example usr_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotatedHash"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such payout user */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It was rotated 32,766 times */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was used with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_v1_payout_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutWebhook"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description None was set */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_v1_payout_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PayoutWebhookRequest"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutWebhook"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_v1_transactions: {
        parameters: {
            query?: {
                /**
                 * @description `allocation`, `top_up`, `funding`, `reservation`, `reserve_return`, `withdrawal`, `withdrawal_return`, `payout` or
                 *     `fee`
                 */
                type?: components["schemas"]["TransactionType"];
                /**
                 * @description Of what was asked for at this time or later (RFC 3339).
                 * @example 2026-12-24T18:00:00Z
                 */
                from?: string;
                /**
                 * @description Of what was asked for before this time (RFC 3339).
                 * @example 2026-12-24T18:00:00Z
                 */
                to?: string;
                /**
                 * @description The most rows to answer; 50 when absent.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description The `next_cursor` of the page before.
                 * @example 2261223a5b315d22
                 */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Transaction"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_v1_usage: {
        parameters: {
            query?: {
                /**
                 * @description The first day, in UTC, such as `2026-11-01`; without it, 30 days are shown.
                 * @example 2026-12-24
                 */
                from?: string;
                /**
                 * @description The last day, which is included; without it, today.
                 * @example 2026-12-24
                 */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Usage"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_v1_webhooks: {
        parameters: {
            query?: {
                /**
                 * @description The most rows to answer; 50 when absent.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description The `next_cursor` of the page before.
                 * @example 2261223a5b315d22
                 */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Webhook"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_v1_webhooks: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Carries the request out once: for 30 days the same request under the same key is answered the same, with `Idempotent-Replayed: true`. Each route is a namespace of its own.
                 * @example 4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookRequest"];
            };
        };
        responses: {
            /** @description The secret is shown this once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookWithSecret"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many endpoints */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was used with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_v1_webhooks_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description `whk_…`
                 * @example whk_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such endpoint */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_v1_webhooks_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description `whk_…`
                 * @example whk_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such endpoint */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_v1_webhooks_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description `whk_…`
                 * @example whk_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookChange"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such endpoint */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is the payout webhook */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_v1_webhooks_id_deliveries: {
        parameters: {
            query?: {
                /** @description `pending`, `succeeded` or `failed`. */
                status?: components["schemas"]["DeliveryStatus"];
                /**
                 * @description The most rows to answer; 50 when absent.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description The `next_cursor` of the page before.
                 * @example 2261223a5b315d22
                 */
                cursor?: string;
            };
            header?: never;
            path: {
                /**
                 * @description `whk_…`
                 * @example whk_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Delivery"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such endpoint */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_v1_webhooks_id_redeliver: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Carries the request out once: for 30 days the same request under the same key is answered the same, with `Idempotent-Replayed: true`. Each route is a namespace of its own.
                 * @example 4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description `whk_…`
                 * @example whk_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Redeliver"];
            };
        };
        responses: {
            /** @description Accepted. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Redelivering"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such endpoint or event */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The endpoint is switched off */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was used with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_v1_webhooks_id_rotate_secret: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Carries the request out once: for 30 days the same request under the same key is answered the same, with `Idempotent-Replayed: true`. Each route is a namespace of its own.
                 * @example 4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description `whk_…`
                 * @example whk_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The new secret is shown this once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookWithSecret"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such endpoint */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Four earlier secrets still sign */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was used with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_v1_webhooks_id_test: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Carries the request out once: for 30 days the same request under the same key is answered the same, with `Idempotent-Replayed: true`. Each route is a namespace of its own.
                 * @example 4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description `whk_…`
                 * @example whk_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["WebhookTestRequest"];
            };
        };
        responses: {
            /** @description Accepted. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookTest"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such endpoint */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The endpoint is switched off */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was used with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_v1_withdrawals: {
        parameters: {
            query?: {
                /** @description `created`, `processing`, `succeeded`, `failed`, `rejected` or `cancelled` */
                status?: components["schemas"]["WithdrawalStatus"];
                /**
                 * @description Of this payout user, `usr_…`.
                 * @example usr_01900000-0000-7000-8000-000000000001
                 */
                payout_user_id?: string;
                /**
                 * @description Asked for at this time or later (RFC 3339).
                 * @example 2026-12-24T18:00:00Z
                 */
                from?: string;
                /**
                 * @description Asked for before this time (RFC 3339).
                 * @example 2026-12-24T18:00:00Z
                 */
                to?: string;
                /**
                 * @description The most rows to answer; 50 when absent.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description The `next_cursor` of the page before.
                 * @example 2261223a5b315d22
                 */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Withdrawal"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_v1_withdrawals_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description `ord_…`
                 * @example ord_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Withdrawal"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such withdrawal */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_v1_withdrawals_id_approve: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Carries the request out once: for 30 days the same request under the same key is answered the same, with `Idempotent-Replayed: true`. Each route is a namespace of its own.
                 * @example 4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description `ord_…`
                 * @example ord_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Withdrawal"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such withdrawal */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not wait for a person */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was used with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_v1_withdrawals_id_reject: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Carries the request out once: for 30 days the same request under the same key is answered the same, with `Idempotent-Replayed: true`. Each route is a namespace of its own.
                 * @example 4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description `ord_…`
                 * @example ord_01900000-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Rejection"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Withdrawal"];
                };
            };
            /** @description Fields, parameters or the key are at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid credential. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such withdrawal */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly, and the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not wait for a person */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is over the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body's Content-Type is not one that this route reads */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was used with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has as much on its way as one may have; nothing was recorded. See `Retry-After`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing was or will be done. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Cannot be done now; nothing was recorded. See `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    told_allocation_failed: {
        parameters: {
            query?: never;
            header: {
                /** @description `evt_…`: the same each time it is sent */
                "webhook-id": string;
                /** @description Unix seconds: when it was sent */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` under the endpoint's secret; after a rotation two, with a space between them */
                "webhook-signature": string;
                /** @description Rises with the events of one object */
                "payout-sequence": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    data: components["schemas"]["EndedAllocation"];
                    /** Format: int64 */
                    sequence: number;
                    /** Format: date-time */
                    timestamp: string;
                    /** @constant */
                    type: "allocation.failed";
                };
            };
        };
        responses: {
            /** @description The endpoint is gone, and is switched off. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has arrived. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has not arrived, and is sent again later. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    told_allocation_succeeded: {
        parameters: {
            query?: never;
            header: {
                /** @description `evt_…`: the same each time it is sent */
                "webhook-id": string;
                /** @description Unix seconds: when it was sent */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` under the endpoint's secret; after a rotation two, with a space between them */
                "webhook-signature": string;
                /** @description Rises with the events of one object */
                "payout-sequence": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    data: components["schemas"]["EndedAllocation"];
                    /** Format: int64 */
                    sequence: number;
                    /** Format: date-time */
                    timestamp: string;
                    /** @constant */
                    type: "allocation.succeeded";
                };
            };
        };
        responses: {
            /** @description The endpoint is gone, and is switched off. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has arrived. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has not arrived, and is sent again later. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    told_balance_low: {
        parameters: {
            query?: never;
            header: {
                /** @description `evt_…`: the same each time it is sent */
                "webhook-id": string;
                /** @description Unix seconds: when it was sent */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` under the endpoint's secret; after a rotation two, with a space between them */
                "webhook-signature": string;
                /** @description Rises with the events of one object */
                "payout-sequence": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    data: components["schemas"]["LowBalance"];
                    /** Format: int64 */
                    sequence: number;
                    /** Format: date-time */
                    timestamp: string;
                    /** @constant */
                    type: "balance.low";
                };
            };
        };
        responses: {
            /** @description The endpoint is gone, and is switched off. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has arrived. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has not arrived, and is sent again later. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    told_batch_completed: {
        parameters: {
            query?: never;
            header: {
                /** @description `evt_…`: the same each time it is sent */
                "webhook-id": string;
                /** @description Unix seconds: when it was sent */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` under the endpoint's secret; after a rotation two, with a space between them */
                "webhook-signature": string;
                /** @description Rises with the events of one object */
                "payout-sequence": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    data: components["schemas"]["CompletedBatch"];
                    /** Format: int64 */
                    sequence: number;
                    /** Format: date-time */
                    timestamp: string;
                    /** @constant */
                    type: "batch.completed";
                };
            };
        };
        responses: {
            /** @description The endpoint is gone, and is switched off. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has arrived. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has not arrived, and is sent again later. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    told_payout_webhook: {
        parameters: {
            query?: never;
            header: {
                /** @description `evt_…`: the same each time it is sent */
                "webhook-id": string;
                /** @description Unix seconds: when it was sent */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` under the endpoint's secret; after a rotation two, with a space between them */
                "webhook-signature": string;
                /** @description Rises with the events of one object */
                "payout-sequence": string;
                /** @description Lower-case hex HMAC-SHA256 of the raw body under the token */
                Signature: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PayoutEvent"];
            };
        };
        responses: {
            /** @description The endpoint is gone, and is switched off. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has arrived. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has not arrived, and is sent again later. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    told_payout_created: {
        parameters: {
            query?: never;
            header: {
                /** @description `evt_…`: the same each time it is sent */
                "webhook-id": string;
                /** @description Unix seconds: when it was sent */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` under the endpoint's secret; after a rotation two, with a space between them */
                "webhook-signature": string;
                /** @description Rises with the events of one object */
                "payout-sequence": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    data: components["schemas"]["PayoutEvent"];
                    /** Format: int64 */
                    sequence: number;
                    /** Format: date-time */
                    timestamp: string;
                    /** @constant */
                    type: "payout.created";
                };
            };
        };
        responses: {
            /** @description The endpoint is gone, and is switched off. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has arrived. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has not arrived, and is sent again later. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    told_payout_failed: {
        parameters: {
            query?: never;
            header: {
                /** @description `evt_…`: the same each time it is sent */
                "webhook-id": string;
                /** @description Unix seconds: when it was sent */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` under the endpoint's secret; after a rotation two, with a space between them */
                "webhook-signature": string;
                /** @description Rises with the events of one object */
                "payout-sequence": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    data: components["schemas"]["PayoutEvent"];
                    /** Format: int64 */
                    sequence: number;
                    /** Format: date-time */
                    timestamp: string;
                    /** @constant */
                    type: "payout.failed";
                };
            };
        };
        responses: {
            /** @description The endpoint is gone, and is switched off. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has arrived. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has not arrived, and is sent again later. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    told_payout_processing: {
        parameters: {
            query?: never;
            header: {
                /** @description `evt_…`: the same each time it is sent */
                "webhook-id": string;
                /** @description Unix seconds: when it was sent */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` under the endpoint's secret; after a rotation two, with a space between them */
                "webhook-signature": string;
                /** @description Rises with the events of one object */
                "payout-sequence": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    data: components["schemas"]["PayoutEvent"];
                    /** Format: int64 */
                    sequence: number;
                    /** Format: date-time */
                    timestamp: string;
                    /** @constant */
                    type: "payout.processing";
                };
            };
        };
        responses: {
            /** @description The endpoint is gone, and is switched off. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has arrived. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has not arrived, and is sent again later. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    told_payout_rejected: {
        parameters: {
            query?: never;
            header: {
                /** @description `evt_…`: the same each time it is sent */
                "webhook-id": string;
                /** @description Unix seconds: when it was sent */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` under the endpoint's secret; after a rotation two, with a space between them */
                "webhook-signature": string;
                /** @description Rises with the events of one object */
                "payout-sequence": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    data: components["schemas"]["PayoutEvent"];
                    /** Format: int64 */
                    sequence: number;
                    /** Format: date-time */
                    timestamp: string;
                    /** @constant */
                    type: "payout.rejected";
                };
            };
        };
        responses: {
            /** @description The endpoint is gone, and is switched off. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has arrived. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has not arrived, and is sent again later. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    told_payout_succeeded: {
        parameters: {
            query?: never;
            header: {
                /** @description `evt_…`: the same each time it is sent */
                "webhook-id": string;
                /** @description Unix seconds: when it was sent */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` under the endpoint's secret; after a rotation two, with a space between them */
                "webhook-signature": string;
                /** @description Rises with the events of one object */
                "payout-sequence": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    data: components["schemas"]["PayoutEvent"];
                    /** Format: int64 */
                    sequence: number;
                    /** Format: date-time */
                    timestamp: string;
                    /** @constant */
                    type: "payout.succeeded";
                };
            };
        };
        responses: {
            /** @description The endpoint is gone, and is switched off. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has arrived. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has not arrived, and is sent again later. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    told_payout_user_updated: {
        parameters: {
            query?: never;
            header: {
                /** @description `evt_…`: the same each time it is sent */
                "webhook-id": string;
                /** @description Unix seconds: when it was sent */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` under the endpoint's secret; after a rotation two, with a space between them */
                "webhook-signature": string;
                /** @description Rises with the events of one object */
                "payout-sequence": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    data: components["schemas"]["ChangedPayoutUser"];
                    /** Format: int64 */
                    sequence: number;
                    /** Format: date-time */
                    timestamp: string;
                    /** @constant */
                    type: "payout_user.updated";
                };
            };
        };
        responses: {
            /** @description The endpoint is gone, and is switched off. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has arrived. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has not arrived, and is sent again later. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    told_webhook_test: {
        parameters: {
            query?: never;
            header: {
                /** @description `evt_…`: the same each time it is sent */
                "webhook-id": string;
                /** @description Unix seconds: when it was sent */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` under the endpoint's secret; after a rotation two, with a space between them */
                "webhook-signature": string;
                /** @description Rises with the events of one object */
                "payout-sequence": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    data: components["schemas"]["TestEvent"];
                    /** Format: int64 */
                    sequence: number;
                    /** Format: date-time */
                    timestamp: string;
                    /** @constant */
                    type: "webhook.test";
                };
            };
        };
        responses: {
            /** @description The endpoint is gone, and is switched off. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has arrived. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has not arrived, and is sent again later. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
