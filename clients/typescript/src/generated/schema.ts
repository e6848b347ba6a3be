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
         * Lists the audit log, newest first.
         * @description Each command leaves one entry, written in the transaction that carries it out. The entry has the command's target,
         *     the number of items and their amount, and the credential that gave the command, such as an API key, a member, the
         *     operator token, or the database user of the command line.
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
         * Lists all businesses, newest first.
         * @description Each has its balances, and whether its payouts are switched on. A page has up to `limit` rows (at most 200).
         *     `next_cursor`, also in the `Link` header, leads to the next page.
         */
        get: operations["get_admin_businesses"];
        put?: never;
        /**
         * Creates a business without money.
         * @description A business is live or test permanently, and its keys show which (`sk_live_…`, `sk_test_…`). A test business never
         *     reaches a real provider. The response contains its first secret key.
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
         * Returns a business.
         * @description The response has the balances of the business, the amount that its all_or_nothing batches have set aside
         *     (`reserved`), and whether its payouts are switched on.
         */
        get: operations["get_admin_businesses_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Renames a business, switches its payouts on or off, or changes its weight.
         * @description A field that is absent keeps its value. While payouts are switched off, waiting allocations and withdrawals are held
         *     and new requests are rejected with 403. A `weight` of n (1 to 20) makes each turn of the business n claims long.
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
         *     again and returns the same move, with the present balances. With another amount or account it is rejected with 422.
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
         * Lists the parked allocations (dead letters), newest request first.
         * @description An allocation that could not be applied in repeated attempts is parked with its last error, until a person decides.
         *     A page has up to `limit` rows (at most 200). `next_cursor`, also in the `Link` header, leads to the next page.
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
         * @description The allocation becomes ready, and is parked again if it cannot be applied. An allocation that is not parked returns
         *     404.
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
         * Pauses everything, a business, a batch, a withdrawal method, a provider or webhooks.
         * @description Until it is resumed, nothing in the scope is paid, and no withdrawal is sent that no provider was told about. At
         *     most the claims that are in progress are still paid, and a withdrawal that may have been sent continues to its end.
         *     With `dry_run=true` nothing is paused, and the response tells what the pause would hold.
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
         * Lists the pauses in force.
         * @description Pauses of methods, providers and webhooks come first, then that of everything, then those of businesses with their
         *     batches. Each pause has when it began, who gave it, and what it holds: items, their amount, and withdrawals that
         *     were not sent. The list includes businesses whose payouts are switched off and businesses that are being moved to
         *     another cell.
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
         * Returns the state of the queue.
         * @description The response has the number of jobs in each state, the number of businesses with waiting work, and the age of the
         *     oldest ready job.
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
         * Resumes everything, a business, a batch, a withdrawal method, a provider or webhooks.
         * @description Resuming a target that is not paused succeeds and changes nothing. Resuming a business does not switch its payouts
         *     on.
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
         * Lists the throttles in force, starting with that of everything.
         * @description The list has the throttles of everything, of businesses, and of batches, including those that batches were created
         *     with. A page has up to `limit` rows (at most 200). `next_cursor`, also in the `Link` header, leads to the next page.
         */
        get: operations["get_admin_throttles"];
        /**
         * Sets a throttle, replacing an earlier one.
         * @description Claims that begin later obey it. All workers share it. `max_per_second` counts allocations, `max_cents_per_second`
         *     their cents.
         */
        put: operations["put_admin_throttles"];
        post?: never;
        /**
         * Removes a throttle.
         * @description The query names the target: `scope` and, if the scope needs one, the id. If the target has no throttle, the request
         *     succeeds and changes nothing. With `dry_run=true` nothing is removed, and the response tells which items it would
         *     affect.
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
         * Lists the withdrawals that wait for a person, or those of a `status`, newest first.
         * @description The list covers all businesses. A page has up to `limit` rows (at most 200). `next_cursor`, also in the `Link`
         *     header, leads to the next page.
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
         * Approves a withdrawal that waits for a person: it ends as paid out.
         * @description A person carries out the withdrawals whose provider is `manual`; any other id returns 404. A withdrawal that does
         *     not wait for a person yet, or that has ended, returns 409.
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
         * Rejects a withdrawal that waits for a person, and gives the money back.
         * @description The payout user sees the reason, and the event `payout.rejected` contains it. A person carries out the withdrawals
         *     whose provider is `manual`; any other id returns 404. A withdrawal that does not wait for a person yet, or that has
         *     ended, returns 409.
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
         * Returns the balances of the business.
         * @description `balance` is the main balance. `payout_balance` is the balance that payout users are paid from. Both are in cents.
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
         * Returns this OpenAPI document.
         * @description The document is OpenAPI 3.1, generated from the routes and types of the running process.
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
         * Returns the balance of a payout user.
         * @description The balance is in cents, and can be withdrawn. The amount of a withdrawal leaves the balance when the withdrawal is
         *     created.
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
         * Pays a payout user from the business's payout balance.
         * @description The payout user is created if it does not exist. The request waits for the outcome for 10 seconds, or for up to 30
         *     with `Prefer: wait=N`. The status 201 means that the credit is committed. With `Prefer: respond-async` the request
         *     returns 202 at once. Without an `Idempotency-Key`, a request that is sent twice pays twice. With the same key it
         *     pays once, and both requests return the same result.
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
         * Lists the withdrawal methods that are switched on.
         * @description Each method has its limits, its fees, and the fields that its destination requires. Use its name as the `provider`
         *     of a withdrawal. For `crypto`, `chains` lists the blockchains and their currencies.
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
         * Lists what moved a payout user's money, newest first.
         * @description The response also has the payout user and its balance. A withdrawal has the status of its order. `limit` is at most
         *     100, and `next_cursor` leads to the next page.
         */
        get: operations["get_payout_operations"];
        put?: never;
        /**
         * Lists what moved a payout user's money, for a hash in the body.
         * @description The same as `GET /payout/operations`, but no log of URLs contains the hash. A withdrawal has the status of its
         *     order; `limit` is at most 100, and `next_cursor` leads to the next page.
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
         * Withdraws money from a payout user's balance.
         * @description The amount leaves the balance at once, and must be within the method's limits (`GET /payout/methods`). Under the
         *     same `Idempotency-Key` one withdrawal is created: the same request again returns the same response, and a different
         *     request is rejected with 422.
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
         * Returns a withdrawal of a payout user.
         * @description The `status` is `created` until the provider is told about the withdrawal, then `processing` until it ends. A failed
         *     withdrawal has a `code`, a rejected one a `reason`. In both cases the amount is back in the balance.
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
         * Cancels a withdrawal that is `created`.
         * @description The amount returns to the balance. Once the provider has been told about the withdrawal, it can no longer be
         *     cancelled and the request returns 409.
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
         * Returns a Postman collection of the public routes.
         * @description Set its variables `api_key` and `payout_hash`. Each request that takes an `Idempotency-Key` sends a new one.
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
         * Records what a provider reports about an order.
         * @description The body is `{"id","status","reference"?,"code"?,"reason"?}`. `Payout-Signature` signs it and `Payout-Timestamp`
         *     with the provider's secret. An order ends once: a later callback does not change an order that has ended.
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
         * Lists allocations, newest first.
         * @description The list can be filtered by e-mail address, reference, status, batch and time. A page has up to `limit` rows (at
         *     most 200). `next_cursor`, also in the `Link` header, leads to the next page.
         */
        get: operations["get_v1_allocations"];
        put?: never;
        /**
         * Accepts an allocation, which is then paid or fails for lack of funds.
         * @description The request returns 202 at once, and `Location` is where to look for the outcome. With `Prefer: wait=N` it returns
         *     201 if the allocation ends in that time. A `reference` (or `Idempotency-Key`) names one payment of one amount to one
         *     address permanently: the same request again returns that allocation, and if it ended unpaid, tries it again.
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
         * Returns an allocation.
         * @description The response has its `status`, and if it was not paid, a `code` that says why. While it is pending, `held_by` says
         *     what holds it, such as a pause, a throttle or a schedule.
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
         * Returns the origins whose pages may call the payout users' routes from a browser.
         * @description The list is empty at first.
         */
        get: operations["get_v1_allowed_origins"];
        /**
         * Sets the origins whose pages may call the payout users' routes from a browser.
         * @description The list replaces the previous one; an empty list allows none. It restricts browsers only: everybody who has a
         *     payout hash can use it. Pages must send the hash in the `X-Payout-Hash` header.
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
         * Lists the API keys of the business, newest first, including revoked and expired keys.
         * @description The keys themselves are not returned, because they are not stored. A page has up to `limit` rows (at most 200).
         *     `next_cursor`, also in the `Link` header, leads to the next page.
         */
        get: operations["get_v1_api_keys"];
        put?: never;
        /**
         * Creates an API key.
         * @description The key of a live business begins with `sk_live_`, that of a test business with `sk_test_`. Only a digest of the key
         *     is stored, so it is never returned again, except for the same request under the same `Idempotency-Key`.
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
         * Revokes an API key, immediately and permanently.
         * @description Revoking a key again changes nothing. To replace a key without an interruption, roll it.
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
         * Rolls an API key: creates a key with the same name and ends the old key after an overlap.
         * @description The old key works for `overlap_seconds` more, or until its own expiry if that is sooner. Both keys are then in the
         *     list. A key can be rolled only once: afterwards, only revoking it can end it sooner.
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
         * Returns the balances of the business, and what is pending.
         * @description `reserved` is the amount that all_or_nothing batches have set aside. `held_by` says what holds all payments of
         *     the business. If nothing is paid, `held_since` says since when.
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
         * Returns the payout balance below which `balance.low` is sent.
         * @description `threshold` is in cents. Null means that the event is never sent.
         */
        get: operations["get_v1_balance_alert"];
        /**
         * Sets the payout balance below which `balance.low` is sent.
         * @description The event is sent once each time the payout balance falls below the threshold: by an allocation, by the amount that
         *     an all_or_nothing batch sets aside, or by a funding that is taken back. Null switches it off. The field is required.
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
         * @description An `Idempotency-Key` is required. Under one key the money moves once, and the same key with another amount is
         *     rejected with 422.
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
         * Lists the batches of the business, newest first.
         * @description The list can be filtered by status and time. A page has up to `limit` rows (at most 200). `next_cursor`, also in the
         *     `Link` header, leads to the next page.
         */
        get: operations["get_v1_batches"];
        put?: never;
        /**
         * Accepts a batch of payments, as a whole or not at all.
         * @description The body is `{"items": [{"email", "amount", "reference"?, "metadata"?}]}` with up to 10 000 items, or a stream of up
         *     to 1 000 000 items as NDJSON, or as CSV with a header row. It may be compressed with gzip. Under one
         *     `Idempotency-Key` a batch is accepted once. The query says how to pay the batch: all of it or what the balance
         *     covers, how fast, when, or only as a trial (`dry_run=true`).
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
         * Returns a batch, with its counts and amounts by state.
         * @description While the batch is being paid, `progress` has the current rate and when it will be finished. `held_by` says
         *     what holds it, such as a pause, a throttle or its schedule.
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
         * Cancels what is pending of a batch.
         * @description This cannot be undone. Pending items end as `cancelled` and are not paid; items that are paid stay paid. With
         *     `dry_run=true` nothing is cancelled, and the response tells how many items and cents would be.
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
         * Lists the items of a batch, in the order of the batch.
         * @description Each item has its status, and if it was not paid, a `code` that says why. A duplicate also has the allocation that
         *     it repeats and that allocation's status. A page has up to `limit` rows (at most 200). `next_cursor`, also in the
         *     `Link` header, leads to the next page.
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
         * Pauses a batch: no further items are paid until it is resumed.
         * @description Items that are already paid stay paid. With `dry_run=true` nothing is paused, and the response tells how many items
         *     and cents would be.
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
         * Returns the results of a batch as CSV.
         * @description The file has one row per item, in the order of the batch. It is written while the client reads it, and each row is
         *     true when it is written. Items that are paid have the payout hash.
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
         * Resumes a paused batch.
         * @description If the batch is not paused, the request succeeds and changes nothing. Items that were cancelled meanwhile stay
         *     cancelled.
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
         * Tries the failed items of a batch once more, in the background.
         * @description The same allocations are tried again, so no item is paid twice. An item is left out if its reference was sent again
         *     since. Items that failed for lack of funds are worth a retry after a top-up.
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
         * Throttles a batch, replacing the rates that it had.
         * @description Claims that begin later obey the rates. Items that wait for them do not delay other batches or businesses.
         */
        put: operations["put_v1_batches_id_throttle"];
        post?: never;
        /**
         * Removes the throttle of a batch.
         * @description If the batch is not throttled, the request succeeds and changes nothing. Throttles of the business and of everything
         *     stay in force.
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
         * Returns how the business appears to its payout users.
         * @description The brand is shown at `/pay` to everybody with a payout hash of the business. At first nothing is set, and the name
         *     of the business is shown.
         */
        get: operations["get_v1_brand"];
        /**
         * Sets the name and the colour that payout users see at `/pay`.
         * @description Both fields are required, and null removes a value. The logo stays. A colour that would not be readable on a light
         *     or a dark page is made darker or lighter there, as much as necessary.
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
         * Sets the logo that payout users see at `/pay`.
         * @description The body is a PNG, JPEG or WebP picture of up to 64 KiB and up to 1,024 pixels wide and high, without animation. The
         *     format is detected from its bytes. SVG is rejected, because it may contain scripts. The logo is always shown on
         *     white, also in dark mode.
         */
        put: operations["put_v1_brand_logo"];
        post?: never;
        /**
         * Removes the logo.
         * @description If there was no logo, the request succeeds. Browsers may keep the picture, but no page shows it.
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
         * Lists events, oldest first.
         * @description An event appears a few seconds after it happened, so that none appears before a cursor that was already returned. An
         *     event is only recorded if a webhook had selected its type when it happened. Events are kept for 30 days, unless the
         *     operator configures another time.
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
         * Lists payout users, newest first, or the one with an e-mail address.
         * @description The address is normalised before it is looked up, as it was when it was stored. A page has up to `limit` rows (at
         *     most 200). `next_cursor`, also in the `Link` header, leads to the next page.
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
         * Returns a payout user.
         * @description The response has the balance, whether the payout hash is active, and when it expires.
         */
        get: operations["get_v1_payout_users_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Activates or deactivates a payout user, or sets when its hash expires.
         * @description A field that is absent keeps its value. An inactive payout user is still paid and keeps its money, but its hash does
         *     not work until it is active again.
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
         * @description The old hash stops working at once. Each call gives another hash, except for the same request under the same
         *     `Idempotency-Key`. If the hash that such a key returned has been replaced, the request returns 409.
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
         * Returns the payout webhook, with its token.
         * @description The token is the key of the `Signature` header, which is the lower-case hex HMAC-SHA256 of the body. Returns 404
         *     until a payout webhook is set.
         */
        get: operations["get_v1_payout_webhook"];
        /**
         * Sets the payout webhook.
         * @description It receives the selected withdrawal events in a flat format. An existing token stays the same.
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
         * Lists transactions, newest first.
         * @description Each transaction has the account that the money left (`debit`) and the account that it went to (`credit`). The list
         *     can be filtered by type and time. A page has up to `limit` rows (at most 200). `next_cursor`, also in the `Link`
         *     header, leads to the next page.
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
         * Returns the API usage of the business: requests by day, and by route and outcome.
         * @description Requests with a secret key of the business are counted. A request counts when it is answered, and appears up to a
         *     minute later. At most 90 days can be requested at once, and older days are not kept. The numbers are for monitoring,
         *     not for billing: a server that is killed loses the counts of its last minute.
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
         * Lists webhook endpoints, newest first.
         * @description Secrets are not returned. The payout webhook is at `/v1/payout-webhook`. A page has up to `limit` rows (at most
         *     200). `next_cursor`, also in the `Link` header, leads to the next page.
         */
        get: operations["get_v1_webhooks"];
        put?: never;
        /**
         * Creates a webhook endpoint, which from now on receives the events that it selects.
         * @description The response contains its secret (`whsec_…`). Deliveries are signed with it as Standard Webhooks specifies. The URL
         *     must be `https` and its host public, unless the operator permits others.
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
         * Returns a webhook endpoint.
         * @description The response has the selected events and whether the endpoint is enabled. If the endpoint was disabled
         *     automatically, it says why. The secret is not returned again.
         */
        get: operations["get_v1_webhooks_id"];
        put?: never;
        post?: never;
        /**
         * Deletes a webhook endpoint.
         * @description The payout webhook can be deleted as well. Pending events are no longer sent to it.
         */
        delete: operations["delete_v1_webhooks_id"];
        options?: never;
        head?: never;
        /**
         * Changes a webhook endpoint.
         * @description A field that is absent keeps its value. Enabling an endpoint again resets its failures and sends what is pending.
         *     Change the payout webhook with `PUT /v1/payout-webhook` instead.
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
         * Lists the deliveries to a webhook endpoint, newest event first.
         * @description Each delivery has its last attempt and the time of its next one. A page has up to `limit` rows (at most 200).
         *     `next_cursor`, also in the `Link` header, leads to the next page.
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
         * Sends events again, under their original ids.
         * @description Send one event by its `event_id`, all events `since` a time that has passed, or the next events `after` the `last`
         *     of the previous response. Only events that are still kept can be sent again.
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
         * Rotates the secret of a webhook endpoint.
         * @description For 24 hours, `webhook-signature` has two signatures, made with the new and with the previous secret. A second
         *     rotation in this time adds a third. The payout webhook's `Signature` uses the new token at once.
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
         * Sends a sample event to a webhook endpoint.
         * @description Use it to check that events arrive and are understood. The data of the sample has `"test_mode":true`: the event did
         *     not happen and concerns no real object.
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
         * Lists withdrawals, newest first.
         * @description The list can be filtered by status, payout user and time. A page has up to `limit` rows (at most 200).
         *     `next_cursor`, also in the `Link` header, leads to the next page.
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
         * Returns a withdrawal.
         * @description The response has its fees, its destination, and if it was not paid out, a `code` or `reason` that says why.
         *     `held_by` says what keeps it from being sent.
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
         * Approves a withdrawal that waits for a person: it ends as paid out.
         * @description Withdrawals whose provider is `manual` wait for a person. The event `payout.succeeded` is sent. A withdrawal that
         *     does not wait for a person returns 409.
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
         * Rejects a withdrawal that waits for a person, and gives the money back to the payout user.
         * @description The payout user sees the reason, and the event `payout.rejected` contains it. A withdrawal that does not wait for a
         *     person returns 409.
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
        /** Delivers allocation.failed to a webhook endpoint */
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
        /** Delivers allocation.succeeded to a webhook endpoint */
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
        /** Delivers balance.low to a webhook endpoint */
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
        /** Delivers batch.completed to a webhook endpoint */
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
        /** Delivers payout-webhook to a webhook endpoint */
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
        /** Delivers payout.created to a webhook endpoint */
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
        /** Delivers payout.failed to a webhook endpoint */
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
        /** Delivers payout.processing to a webhook endpoint */
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
        /** Delivers payout.rejected to a webhook endpoint */
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
        /** Delivers payout.succeeded to a webhook endpoint */
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
        /** Delivers payout_user.updated to a webhook endpoint */
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
        /** Delivers webhook.test to a webhook endpoint */
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
        /** @description An allocation. */
        Allocation: {
            /**
             * Format: int64
             * @description The amount, in cents.
             */
            amount: number;
            /** @description The batch that the allocation belongs to. */
            batch_id?: string | null;
            /** @description Why the allocation was not paid: `insufficient_funds`, `internal_error` or `cancelled`. */
            code?: components["schemas"]["FailureCode"];
            /**
             * Format: date-time
             * @description When the allocation was accepted.
             */
            created_at: string;
            /** @description The payout user's normalised e-mail address. */
            email: string;
            /**
             * Format: date-time
             * @description When the allocation ended.
             */
            finished_at?: string | null;
            /**
             * @description What keeps the allocation from being paid at this moment: `business_disabled` (payouts of the business are
             *     switched off), `pause`, `schedule` or `throttle`. Absent if nothing does.
             */
            held_by?: components["schemas"]["HeldBy"];
            /** @description The allocation's id, `alc_…`. */
            id: string;
            /** @description The metadata that the client sent. */
            metadata?: Record<string, never> | null;
            /** @description The payout user who was paid. */
            payout_user_id?: string | null;
            /** @description The client's reference for the allocation. */
            reference?: string | null;
            /** @description The status: `pending`, `succeeded`, `failed` or `cancelled`. */
            status: components["schemas"]["AllocationStatus"];
        };
        /** @enum {string} */
        AllocationStatus: "pending" | "succeeded" | "failed" | "cancelled";
        /** @description The allowed origins of a business. */
        AllowedOrigins: {
            /** @description The origins as browsers send them, such as `https://shop.example.com`, sorted. */
            origins: string[];
        };
        /**
         * @description The origins to allow.
         * @example {
         *       "origins": [
         *         "https://shop.example.com"
         *       ]
         *     }
         */
        AllowedOriginsRequest: {
            /**
             * @description The origins as browsers send them: `https://shop.example.com`, without a path. `http` only for localhost. At
             *     most 20.
             */
            origins: string[];
        };
        /** @description An API key, without its secret. */
        ApiKey: {
            /**
             * Format: date-time
             * @description When the key was created.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When the key expires.
             */
            expires_at?: string | null;
            /** @description The key's id, `key_…`. */
            id: string;
            /** @description The name that the merchant gave it. */
            name: string;
            /** @description The part after `sk_live_` or `sk_test_` that is not secret. */
            public_id: string;
            /**
             * Format: date-time
             * @description When the key was revoked.
             */
            revoked_at?: string | null;
        };
        /**
         * @description An API key to create.
         * @example {
         *       "name": "server"
         *     }
         */
        ApiKeyRequest: {
            /**
             * Format: date-time
             * @description When the key expires. By default it never does.
             */
            expires_at?: string | null;
            /** @description The name of the key. */
            name: string;
        };
        /**
         * @description How to roll a key.
         * @example {
         *       "overlap_seconds": 3600
         *     }
         */
        ApiKeyRoll: {
            /**
             * Format: int32
             * @description For how many seconds both keys work. 0 ends the old key at once. At least 60 if a key rolls itself.
             */
            overlap_seconds: number;
        };
        /** @enum {string} */
        AttemptOutcome: "delivered" | "refused" | "gone" | "timed_out" | "unreachable" | "blocked";
        /** @enum {string} */
        AuditAction: "pause" | "resume" | "cancel" | "retry" | "throttle" | "unthrottle" | "schedule" | "change" | "restore_begin" | "restore_end" | "approve" | "reject" | "invite" | "remove" | "reset" | "reset_password" | "leave" | "arrive" | "drain" | "fill";
        /** @description A command that was carried out. */
        AuditEntry: {
            /** @description What was done. */
            action: components["schemas"]["AuditAction"];
            /** @description The parked allocation that was queued again. */
            allocation_id?: string | null;
            /**
             * Format: int64
             * @description The sum of their amounts, in cents.
             */
            amount: number;
            /** @description The batch that the command was about. */
            batch_id?: string | null;
            /** @description The business that the command was about. */
            business_id?: string | null;
            /** @description Who gave the command: `operator`, `cli:` and a database user, `worker`, or the id of an API key or a member. */
            credential: string;
            /**
             * Format: date-time
             * @description When the command was carried out.
             */
            done_at: string;
            /**
             * Format: uuid
             * @description The entry's id. Ids increase with time.
             */
            id: string;
            /**
             * Format: int64
             * @description The number of items that the command affected.
             */
            items: number;
            /**
             * Format: int64
             * @description For a throttle, the maximum number of cents a second.
             */
            max_cents_per_second?: number | null;
            /**
             * Format: int64
             * @description For a throttle, the maximum number of allocations a second.
             */
            max_per_second?: number | null;
            /** @description The method or the provider, or the e-mail address of a member. */
            name?: string | null;
            /**
             * Format: int32
             * @description For a business that has moved, the cell that it left for or arrived from.
             */
            other_cell?: number | null;
            /** @description Whether the payouts of a business were switched on or off. */
            payouts_enabled?: boolean | null;
            /** @description The id of the request that gave the command. */
            request_id?: string | null;
            /** @description The role of a member that was invited. */
            role?: string | null;
            /**
             * Format: date-time
             * @description For a batch that was scheduled, when its items become ready.
             */
            scheduled_at?: string | null;
            /** @description The kind of target. */
            scope: components["schemas"]["AuditScope"];
            /**
             * Format: int32
             * @description The new weight of a business that was changed.
             */
            weight?: number | null;
            /** @description The withdrawal that an operator approved or rejected. */
            withdrawal_id?: string | null;
        };
        /** @enum {string} */
        AuditScope: "all" | "business" | "batch" | "allocation" | "method" | "provider" | "webhooks" | "withdrawal" | "member";
        /** @description When `balance.low` is sent. */
        BalanceAlert: {
            /**
             * Format: int64
             * @description The payout balance below which the event is sent, in cents. Null if it is never sent.
             */
            threshold?: number | null;
        };
        /**
         * @description When to send `balance.low`.
         * @example {
         *       "threshold": 1000000
         *     }
         */
        BalanceAlertRequest: {
            /**
             * Format: int64
             * @description The payout balance below which to send the event, in cents. Null to never send it.
             */
            threshold: number | null;
        };
        /**
         * @description A move of money, and the balances at the time of the response. A repeated request gets the same move, but may get
         *     other balances.
         */
        BalanceMove: {
            /**
             * Format: int64
             * @description The amount, in cents.
             */
            amount: number;
            /**
             * Format: int64
             * @description The main balance now, in cents.
             */
            balance: number;
            /** @description The move's id, `mov_…`. */
            id: string;
            /**
             * Format: int64
             * @description The payout balance now, in cents.
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
             * @description `business_disabled` while the payouts of the business are switched off, and `pause` while everything or the
             *     business is paused: nothing is paid. `throttle` while a throttle of everything or of the business is used up:
             *     the next payments wait.
             */
            held_by?: components["schemas"]["HeldBy"];
            /**
             * Format: date-time
             * @description Since when nothing is paid.
             */
            held_since?: string | null;
            /**
             * Format: int64
             * @description The balance that allocations are paid from.
             */
            payout_balance: number;
            /**
             * @description The allocations that are still to be paid: from `reserved`, and otherwise from the payout balance while it
             *     suffices.
             */
            pending: components["schemas"]["PendingAllocations"];
            /**
             * Format: int64
             * @description The amount that all_or_nothing batches have set aside from the payout balance and not paid yet.
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
             * @description The balance that allocations are paid from.
             */
            payout_balance: number;
        };
        /** @description A batch. */
        Batch: {
            /** @description The sum of the items' amounts in each state, in cents. */
            amounts: components["schemas"]["Tally"];
            /**
             * Format: date-time
             * @description When the batch was cancelled. None of its items is paid any more. While everything or the business is held, its
             *     pending items stay pending.
             */
            cancelled_at?: string | null;
            /** @description The number of items in each state. */
            counts: components["schemas"]["Tally"];
            /**
             * Format: date-time
             * @description When the batch was accepted.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When the last item ended.
             */
            finished_at?: string | null;
            /**
             * @description What keeps the pending items from being paid at this moment: `business_disabled` (payouts of the business are
             *     switched off), `pause`, `schedule` or `throttle`. Absent if nothing does.
             */
            held_by?: components["schemas"]["HeldBy"];
            /** @description The batch's id, `bat_…`. */
            id: string;
            /**
             * Format: int64
             * @description The maximum number of cents paid a second, if the batch is throttled.
             */
            max_cents_per_second?: number | null;
            /**
             * Format: int64
             * @description The maximum number of items paid a second, if the batch is throttled.
             */
            max_per_second?: number | null;
            /**
             * @description `best_effort`: each item that the balance covers is paid, and each other item fails alone. `all_or_nothing`: the
             *     money for all items was set aside when the batch was accepted.
             */
            mode: components["schemas"]["BatchMode"];
            /** @description How fast the batch is paid. */
            progress: components["schemas"]["BatchProgress"];
            /**
             * Format: date-time
             * @description When the items become ready, or became ready.
             */
            scheduled_at?: string | null;
            /** @description `accepted`, `processing`, `paused`, `completed` or `cancelled`. */
            status: components["schemas"]["BatchStatus"];
        };
        /** @description What would become of a batch if it were sent now. */
        BatchDryRun: {
            /** @description The sums of their amounts, in cents. */
            amounts: components["schemas"]["BatchDryRunAmounts"];
            /** @description The number of items. */
            counts: components["schemas"]["BatchDryRunCounts"];
            /** @description Always `true`. */
            dry_run: boolean;
            /** @description The items that would not be paid again: the first 1,000. */
            duplicates: components["schemas"]["BatchDryRunDuplicate"][];
            /**
             * Format: int64
             * @description The number of further duplicates.
             */
            duplicates_more: number;
            /** @description The errors by item: the first 1,000. */
            errors: components["schemas"]["FieldProblem"][];
            /**
             * Format: int64
             * @description The number of further errors.
             */
            errors_more: number;
            /**
             * Format: int64
             * @description How much the payout balance lacks, in cents. An `all_or_nothing` batch would be rejected, and some items of a
             *     `best_effort` batch would fail.
             */
            missing?: number | null;
            /** @description The mode: `best_effort` or `all_or_nothing`. */
            mode: components["schemas"]["BatchMode"];
            /**
             * Format: int64
             * @description The payout balance after every valid item that is no duplicate is paid or set aside, in cents. Negative if the
             *     balance does not suffice. Other pending payments are not taken into account.
             */
            payout_balance_after: number;
            /**
             * Format: int64
             * @description The payout balance now, in cents.
             */
            payout_balance_before: number;
            /** @description Whether the batch would be accepted: it has no errors and, for `all_or_nothing`, no money is missing. */
            valid: boolean;
        };
        /** @description The sums of amounts in cents, by what would become of the items. */
        BatchDryRunAmounts: {
            /**
             * Format: int64
             * @description Items that would not be paid again.
             */
            duplicate: number;
            /**
             * Format: int64
             * @description All items without an error.
             */
            total: number;
        };
        /** @description The number of items, by what would become of them. */
        BatchDryRunCounts: {
            /**
             * Format: int64
             * @description Items that would not be paid again: their reference is known or occurs twice, with the same content.
             */
            duplicate: number;
            /**
             * Format: int64
             * @description Items with an error. A single one is enough to reject the batch.
             */
            invalid: number;
            /**
             * Format: int64
             * @description Items that were requested before and ended unpaid: they would be tried again.
             */
            next_attempt: number;
            /**
             * Format: int64
             * @description All items.
             */
            total: number;
        };
        /** @description An item that would not be paid again, because it repeats a recorded allocation or an earlier item of the batch. */
        BatchDryRunDuplicate: {
            /** @description The allocation that the item repeats, if that is recorded. */
            duplicate_of?: string | null;
            /** @description The status of that allocation: `pending` or `succeeded`. */
            duplicate_status?: components["schemas"]["AllocationStatus"];
            /**
             * Format: int64
             * @description The item's position in the batch, starting at 0.
             */
            index: number;
            /**
             * Format: int64
             * @description The line of the file on which the item begins, starting at 1. Absent if the format has no lines.
             */
            line?: number | null;
            /** @description The reference of both. */
            reference: string;
            /**
             * Format: int64
             * @description The index of the item that it repeats, if that is an item of this batch.
             */
            same_as_index?: number | null;
            /**
             * Format: int64
             * @description The line on which that item begins.
             */
            same_as_line?: number | null;
        };
        /** @description An item of a batch, with its result. */
        BatchItem: {
            /** @description The allocation that pays the item. For a duplicate, the allocation that it repeats. */
            allocation_id: string;
            /**
             * Format: int64
             * @description The amount, in cents.
             */
            amount: number;
            /** @description Why the item was not paid. */
            code?: components["schemas"]["FailureCode"];
            /** @description For a duplicate, the allocation that it repeats. */
            duplicate_of?: string | null;
            /** @description For a duplicate, the status of that allocation: `pending`, `succeeded`, `failed` or `cancelled`. */
            duplicate_status?: components["schemas"]["AllocationStatus"];
            /** @description The payout user's e-mail address. */
            email: string;
            /**
             * Format: date-time
             * @description When the item ended.
             */
            finished_at?: string | null;
            /**
             * @description What keeps a pending item from being paid at this moment: `business_disabled` (payouts of the business are
             *     switched off), `pause`, `schedule` or `throttle`. Absent if nothing does.
             */
            held_by?: components["schemas"]["HeldBy"];
            /**
             * Format: int32
             * @description The position in the batch, starting at 0.
             */
            index: number;
            /** @description The payout user who was paid. */
            payout_user_id?: string | null;
            /** @description The client's reference for the item. */
            reference?: string | null;
            /** @description The status: `pending`, `succeeded`, `failed`, `cancelled` or `duplicate`. */
            status: components["schemas"]["BatchItemStatus"];
        };
        /** @enum {string} */
        BatchItemStatus: "pending" | "succeeded" | "failed" | "cancelled" | "duplicate";
        /** @enum {string} */
        BatchMode: "best_effort" | "all_or_nothing";
        /** @description How fast a batch is paid. */
        BatchProgress: {
            /**
             * Format: date-time
             * @description `eta_seconds` as a point in time.
             */
            eta?: string | null;
            /**
             * Format: int64
             * @description The number of seconds until the last item ends at this rate. Null if the batch is paused, scheduled or finished,
             *     or made no progress.
             */
            eta_seconds?: number | null;
            /**
             * Format: double
             * @description The number of items that ended, in any state, per second, over the last ten seconds.
             */
            rate_per_second: number;
        };
        /** @enum {string} */
        BatchStatus: "accepted" | "processing" | "paused" | "completed" | "cancelled";
        /**
         * @description The throttle of a batch: at least one of the two rates.
         * @example {
         *       "max_per_second": 100
         *     }
         */
        BatchThrottle: {
            /**
             * Format: int64
             * @description The maximum number of cents a second, over all workers together.
             */
            max_cents_per_second?: number | null;
            /**
             * Format: int64
             * @description The maximum number of allocations a second, over all workers together.
             */
            max_per_second?: number | null;
        };
        /** @description How a business appears to its payout users. A field that is not set is null, and the page looks as for any business. */
        Brand: {
            /** @description The colour as it was given, `#rrggbb`. A page shows it darker or lighter if it would not be readable. */
            colour?: string | null;
            logo?: components["schemas"]["BrandLogo"] | null;
            /** @description The name shown instead of the name of the business. */
            name?: string | null;
        };
        /** @description A logo. */
        BrandLogo: {
            /** @description The path of the picture on this server. It changes with the picture. */
            address: string;
            /**
             * Format: int32
             * @description The height in pixels.
             */
            height: number;
            /** @description `image/png`, `image/jpeg` or `image/webp`. */
            media_type: string;
            /**
             * Format: int32
             * @description The width in pixels.
             */
            width: number;
        };
        /**
         * @description How a business is to appear to its payout users.
         * @example {
         *       "colour": "#1a7f37",
         *       "name": "Acme"
         *     }
         */
        BrandRequest: {
            /** @description The colour of buttons and links, `#rrggbb`. Null for the default colour. */
            colour: string | null;
            /** @description The name to show instead of the name of the business, 1 to 100 characters. Null to show that name. */
            name: string | null;
        };
        /** @description A business as operators see it. */
        Business: {
            /**
             * Format: int64
             * @description The main balance, in cents.
             */
            balance: number;
            /**
             * Format: date-time
             * @description When the business was created.
             */
            created_at: string;
            /** @description The business's id, `biz_…`. */
            id: string;
            /** @description `live` or `test`. */
            mode: components["schemas"]["Mode"];
            /** @description The name. */
            name: string;
            /**
             * Format: int64
             * @description The balance that allocations are paid from, in cents.
             */
            payout_balance: number;
            /** @description Whether payouts are switched on. */
            payouts_enabled: boolean;
            /**
             * Format: int64
             * @description The amount that all_or_nothing batches have set aside, in cents.
             */
            reserved: number;
            /**
             * Format: int32
             * @description How many claims long a turn of the business is, 1 to 20.
             */
            weight: number;
        };
        /**
         * @description The fields to change. A field that is absent keeps its value.
         * @example {
         *       "payouts_enabled": false
         *     }
         */
        BusinessChange: {
            /** @description The new name, 1 to 200 characters. */
            name?: string | null;
            /** @description Whether payouts are switched on. */
            payouts_enabled?: boolean | null;
            /**
             * Format: int32
             * @description How many claims long a turn of the business is.
             */
            weight?: number | null;
        };
        /** @enum {string} */
        Chain: "bitcoin" | "ethereum" | "tron";
        /** @description A payout user. */
        ChangedPayoutUser: {
            /**
             * Format: int64
             * @description The balance, in cents.
             */
            balance: number;
            /**
             * Format: date-time
             * @description When the payout user was first paid.
             */
            created_at: string;
            /** @description The normalised e-mail address. */
            email: string;
            /**
             * Format: date-time
             * @description When the hash expires, or null if it does not.
             */
            expires_at?: string | null;
            /** @description The payout user's id, `usr_…`. */
            id: string;
            /** @description `active` or `inactive`. The hash of an inactive payout user opens nothing; the money stays. */
            status: components["schemas"]["PayoutUserStatus"];
            /** @description `true` in a sample event, which reports nothing real. Absent otherwise */
            test_mode?: boolean;
        };
        /**
         * @description The stable names of what can be wrong. Once published, a name is never changed or reused.
         * @enum {string}
         */
        Code: "malformed_body" | "invalid_request" | "unknown_parameter" | "unknown_field" | "unknown_value" | "invalid_idempotency_key" | "idempotency_key_required" | "insufficient_funds" | "insufficient_payout_balance" | "unauthorized" | "payouts_disabled" | "not_found" | "method_not_allowed" | "request_timeout" | "conflict" | "body_too_large" | "unsupported_media_type" | "idempotency_key_reused" | "rate_limited" | "internal_error" | "service_unavailable";
        /** @description A batch. */
        CompletedBatch: {
            /** @description The sum of the items' amounts in each state, in cents. */
            amounts: components["schemas"]["Tally"];
            /** @description The number of items in each state. */
            counts: components["schemas"]["Tally"];
            /**
             * Format: date-time
             * @description When the batch was accepted.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When the last item ended.
             */
            finished_at?: string | null;
            /** @description The batch's id, `bat_…`. */
            id: string;
            /**
             * @description `best_effort`: each item that the balance covers is paid, and each other item fails alone. `all_or_nothing`: the
             *     money for all items was set aside when the batch was accepted.
             */
            mode: components["schemas"]["BatchMode"];
            /** @description `accepted`, `processing`, `paused`, `completed` or `cancelled`. */
            status: components["schemas"]["BatchStatus"];
            /** @description `true` in a sample event, which reports nothing real. Absent otherwise */
            test_mode?: boolean;
        };
        /** @description A business that was just created. */
        CreatedBusiness: {
            /** @description The first secret key. It is returned only once. */
            api_key: string;
            /** @description The business's id, `biz_…`. */
            id: string;
            /** @description `live` or `test`. */
            mode: components["schemas"]["Mode"];
            /** @description The name. */
            name: string;
            /** @description Whether payouts are switched on. */
            payouts_enabled: boolean;
        };
        /** @description A delivery and its last attempt. */
        Delivery: {
            /**
             * Format: int32
             * @description The number of attempts so far.
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
            /** @description The event's id, `evt_…`, which is the `webhook-id` of the delivery. */
            event_id: string;
            /**
             * Format: date-time
             * @description When the delivery ended.
             */
            finished_at?: string | null;
            /**
             * @description What keeps a pending delivery from being tried: `pause` (an operator paused webhooks), or `restore` (the
             *     database was restored, and the operator has not yet asked the providers what they did).
             */
            held_by?: components["schemas"]["HeldBy"];
            last_attempt?: components["schemas"]["LastAttempt"] | null;
            /** @description The status: `pending`, `succeeded` or `failed`. */
            status: components["schemas"]["DeliveryStatus"];
            /** @description The event type. */
            type: components["schemas"]["EventType"];
        };
        /** @enum {string} */
        DeliveryStatus: "pending" | "succeeded" | "failed";
        /** @enum {string} */
        DisabledBecause: "gone" | "failing";
        /** @description An allocation. */
        EndedAllocation: {
            /**
             * Format: int64
             * @description The amount, in cents.
             */
            amount: number;
            /** @description The batch that the allocation belongs to. */
            batch_id?: string | null;
            /** @description Why the allocation was not paid: `insufficient_funds`, `internal_error` or `cancelled`. */
            code?: components["schemas"]["FailureCode"];
            /**
             * Format: date-time
             * @description When the allocation was accepted.
             */
            created_at: string;
            /** @description The payout user's normalised e-mail address. */
            email: string;
            /**
             * Format: date-time
             * @description When the allocation ended.
             */
            finished_at?: string | null;
            /** @description The allocation's id, `alc_…`. */
            id: string;
            /** @description The metadata that the client sent. */
            metadata?: Record<string, never> | null;
            /** @description The payout user who was paid. */
            payout_user_id?: string | null;
            /** @description The client's reference for the allocation. */
            reference?: string | null;
            /** @description The status: `pending`, `succeeded`, `failed` or `cancelled`. */
            status: components["schemas"]["AllocationStatus"];
            /** @description `true` in a sample event, which reports nothing real. Absent otherwise */
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
        /** @description An event. */
        Event: {
            /**
             * Format: date-time
             * @description When the event happened.
             */
            created_at: string;
            /** @description The object as it was at the time of the event. */
            data: Record<string, never>;
            /** @description The event's id, `evt_…`: the `webhook-id` of its deliveries. */
            id: string;
            /**
             * Format: int64
             * @description Increases with each event of the same object. Compare sequences, do not count them.
             */
            sequence: number;
            /** @description The event type. */
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
         * @description The account to fund.
         * @enum {string}
         */
        FundedAccount: "balance" | "payout_balance";
        /**
         * @description Money that comes in from outside or goes back.
         * @example {
         *       "account": "payout_balance",
         *       "amount": 5000000,
         *       "reference": "wire-2026-001"
         *     }
         */
        Funding: {
            /** @description The balance that the money goes to, or is taken back from. */
            account: components["schemas"]["FundedAccount"];
            /**
             * Format: int64
             * @description The amount, in cents. A negative amount takes money back. Write digits only: `1.0` and `1e2` are rejected, because they may be meant as dollars.
             */
            amount: number;
            /**
             * @description The reference under which the money moves once, permanently. An `Idempotency-Key` may be sent as well, but does
             *     not replace the reference.
             */
            reference: string;
        };
        /** @enum {string} */
        HeldBy: "business_disabled" | "pause" | "restore" | "schedule" | "throttle";
        /** @description An attempt to deliver an event. */
        LastAttempt: {
            /**
             * Format: int32
             * @description How long it took, in milliseconds.
             */
            duration_ms: number;
            /**
             * @description The outcome: `delivered`, `refused` (a status other than 2xx; redirects are not followed), `gone` (410),
             *     `timed_out`, `unreachable`, or `blocked` (not called, because the address is not public).
             */
            outcome: components["schemas"]["AttemptOutcome"];
            /** @description The first KiB of the endpoint's response body. */
            reply?: string | null;
            /**
             * Format: date-time
             * @description When the attempt began.
             */
            started_at: string;
            /**
             * Format: int32
             * @description The HTTP status, if the endpoint answered.
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
            /** @description `true` in a sample event, which reports nothing real. Absent otherwise */
            test_mode?: boolean;
            /** Format: int64 */
            threshold: number;
        };
        /** @enum {string} */
        Method: "paypal" | "crypto" | "gift_card";
        /**
         * @description The mode of a business, which never changes.
         * @enum {string}
         */
        Mode: "live" | "test";
        /**
         * @description How much to pay, and to whom.
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
             * @description The amount, in cents. Write digits only: `1.0` and `1e2` are rejected, because they may be meant as dollars.
             */
            amount: number;
            /**
             * Format: email
             * @description The payout user's e-mail address.
             */
            email: string;
            /**
             * @description An object of at most 4 kB, which is stored with the allocation byte for byte. It must not contain the character
             *     U+0000, or a number that other programs would read as a different one.
             */
            metadata?: Record<string, never> | null;
            /**
             * @description A key under which a payment is made once, like `Idempotency-Key`. Send one of them; if both are sent, they must
             *     be equal.
             */
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
            /** @description The payments. */
            items: components["schemas"]["NewBatchItem"][];
        };
        /**
         * @description One item of a batch: a JSON object, a line of NDJSON, or a row of CSV.
         * @example {
         *       "amount": 500,
         *       "email": "user@example.com",
         *       "reference": "row-1"
         *     }
         */
        NewBatchItem: {
            /**
             * Format: int64
             * @description The amount, in cents. Write digits only: `1.0` and `1e2` are rejected, because they may be meant as dollars.
             */
            amount: number;
            /**
             * Format: email
             * @description The payout user's e-mail address.
             */
            email: string;
            /**
             * @description An object of at most 4 kB, which is stored with the allocation byte for byte. It must not contain the character
             *     U+0000, or a number that other programs would read as a different one.
             */
            metadata?: Record<string, never> | null;
            /** @description The client's reference for the item. What was paid under a reference is not paid again. */
            reference?: string | null;
        };
        /**
         * @description A business to create.
         * @example {
         *       "mode": "test",
         *       "name": "Acme"
         *     }
         */
        NewBusiness: {
            mode?: components["schemas"]["Mode"] | null;
            /** @description The name, 1 to 200 characters. */
            name: string;
            /** @description Defaults to true. */
            payouts_enabled?: boolean | null;
        };
        /** @description An API key that was just created, with its secret. */
        NewKey: {
            /**
             * Format: date-time
             * @description When the key was created.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When the key expires.
             */
            expires_at?: string | null;
            /** @description The key's id, `key_…`. */
            id: string;
            /** @description The secret key itself. It is returned only once. */
            key: string;
            /** @description The name that the merchant gave it. */
            name: string;
            /**
             * Format: date-time
             * @description For the successor of a key, until when the previous key works as well.
             */
            previous_key_until?: string | null;
        };
        /**
         * @description A target and its throttle.
         * @example {
         *       "max_per_second": 100,
         *       "scope": "all"
         *     }
         */
        NewThrottle: {
            /** @description The batch's id, `bat_…`. */
            batch_id?: string | null;
            /** @description The business's id, `biz_…`. Optional for the scope `batch`. */
            business_id?: string | null;
            /**
             * Format: int64
             * @description The maximum number of cents a second, over all workers together.
             */
            max_cents_per_second?: number | null;
            /**
             * Format: int64
             * @description The maximum number of allocations a second, over all workers together.
             */
            max_per_second?: number | null;
            /** @description The scope of the target. */
            scope: components["schemas"]["Scope"];
        };
        /** @description One movement of a payout user's money. */
        Operation: {
            /**
             * Format: int64
             * @description The amount, in cents.
             */
            amount: number;
            /**
             * Format: date-time
             * @description When the money moved.
             */
            created_at: string;
            /**
             * @description The id of what the money moved for: `alc_…` for an allocation, `ord_…` for a withdrawal. If a withdrawal's money
             *     came back, `ret_…` with the digits of the order's id.
             */
            id: string;
            /**
             * @description For a `withdrawal`, the status of its order: `created`, `processing`, `succeeded`, `failed`, `rejected` or
             *     `cancelled`. For the other types always `succeeded`: the money has arrived.
             */
            status: components["schemas"]["WithdrawalStatus"];
            /**
             * @description The type of movement: `allocation`, `withdrawal` or `withdrawal_return`. The type says whether money came in or
             *     went out.
             */
            type: components["schemas"]["TransactionType"];
        };
        /** @description A payout user as shown to itself, and a page of its history. */
        Operations: {
            /**
             * Format: int64
             * @description The balance, in cents.
             */
            balance: number;
            /** @description Always `USD`. */
            currency: string;
            /** @description The masked e-mail address, `u***@example.com`, so that it is not revealed to somebody who was lent the hash. */
            email: string;
            /** @description The payout user's id, `usr_…`. */
            id: string;
            /** @description The `cursor` of the next page. Null on the last page. */
            next_cursor?: string | null;
            /** @description The movements, ordered by the objects that they belong to, newest first. */
            operations: components["schemas"]["Operation"][];
            /** @description Always `active`. */
            status: components["schemas"]["PayoutUserStatus"];
        };
        /** @description A parked allocation. */
        ParkedAllocation: {
            /**
             * Format: int64
             * @description The amount, in cents.
             */
            amount: number;
            /**
             * Format: int32
             * @description The number of attempts.
             */
            attempts: number;
            /** @description The batch that the allocation belongs to. */
            batch_id?: string | null;
            /** @description The business's id, `biz_…`. */
            business_id: string;
            /**
             * Format: date-time
             * @description When the allocation was accepted.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it was parked.
             */
            died_at: string;
            /** @description The error of the last attempt. */
            error: string;
            /** @description The allocation's id, `alc_…`. */
            id: string;
        };
        /** @description A pause in force. `POST /admin/resume` takes its scope, ids and name. */
        Pause: {
            /** @description The batch's id, `bat_…`. */
            batch_id?: string | null;
            /** @description The business's id, `biz_…`. */
            business_id?: string | null;
            /** @description Who gave the command, as in the audit log. Absent if this is not known. */
            by?: string | null;
            /**
             * @description What the pause holds: the items that are not paid and the withdrawals that are not sent. For a method or a
             *     provider these are withdrawals, for `webhooks` deliveries.
             */
            holds: components["schemas"]["TouchedItems"];
            /** @description The withdrawal method. */
            method?: components["schemas"]["Method"];
            /** @description `true` while the business is being moved to another cell. It continues there and is not resumed here. */
            moving?: boolean | null;
            /** @description The provider's name in the configuration. */
            provider?: string | null;
            /** @description The scope: `all`, `business`, `batch`, `method`, `provider` or `webhooks`. */
            scope: components["schemas"]["PauseScope"];
            /**
             * Format: date-time
             * @description When the pause began.
             */
            since: string;
            /** @description Whether the payouts of the business are switched off. They are switched on again, not resumed. */
            switched_off: boolean;
        };
        /**
         * @description The scope of a pause.
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
            /** @description The batch's id, `bat_…`. */
            batch_id?: string | null;
            /** @description The business's id, `biz_…`. Optional for the scope `batch`. */
            business_id?: string | null;
            /** @description The withdrawal method: `paypal`, `crypto` or `gift_card`. */
            method?: null | components["schemas"]["Method"];
            /** @description The provider's name in the configuration. `manual` is a person, `sandbox` is the provider of test businesses. */
            provider?: string | null;
            /** @description The scope of the pause. */
            scope: components["schemas"]["PauseScope"];
        };
        /** @description A payout user's balance. */
        PayoutBalance: {
            /**
             * Format: int64
             * @description The balance, in cents.
             */
            balance: number;
            /** @description Always `USD`. */
            currency: string;
            /**
             * Format: int64
             * @description The smallest amount that any method pays out, in cents. Present only if the balance is below it, so that nothing
             *     can be withdrawn yet.
             */
            smallest_withdrawal?: number | null;
        };
        /** @description A blockchain on which money can be sent. */
        PayoutChain: {
            /** @description `bitcoin`, `ethereum` or `tron` */
            chain: components["schemas"]["Chain"];
            /** @description The currencies that can be sent on it. */
            currencies: string[];
        };
        /**
         * @description How much to pay, and to whom.
         * @example {
         *       "amount": 10000,
         *       "email": "user@example.com"
         *     }
         */
        PayoutCreate: {
            /**
             * Format: int64
             * @description The amount, in cents. Write digits only: `1.0` and `1e2` are rejected, because they may be meant as dollars.
             */
            amount: number;
            /**
             * Format: email
             * @description The payout user's e-mail address.
             */
            email: string;
        };
        /** @description The result of an allocation that is paid. */
        PayoutCreated: {
            /** @description The payout hash, with which the payout user sees and withdraws the money: an opaque string of 64 hex digits. */
            hash: string;
        };
        PayoutEvent: {
            /** Format: int64 */
            amount: number;
            /** @description Details of this method */
            crypto?: Record<string, never>;
            /** @constant */
            currency: "USD";
            /**
             * Format: int64
             * @description Absent if 0
             */
            fees?: number;
            /** @description Details of this method */
            gift_card?: Record<string, never>;
            metadata: {
                payout_user_id: string;
            };
            /**
             * Format: int64
             * @description Absent if equal to `amount`
             */
            net_amount?: number;
            order_id: string;
            /** @description Details of this method */
            paypal?: Record<string, never>;
            provider: components["schemas"]["Method"];
            /** @description Only in `payout.rejected` */
            reason?: string;
            recipient: {
                email: string;
            };
            /** @description `true` in a sample event, which reports nothing real. Absent otherwise */
            test_mode?: boolean;
            /** @enum {string} */
            type: "payout.created" | "payout.processing" | "payout.succeeded" | "payout.failed" | "payout.rejected";
        };
        /** @enum {string} */
        PayoutEventSelection: "payout.*" | "payout.created" | "payout.processing" | "payout.succeeded" | "payout.failed" | "payout.rejected";
        /** @description The fees of a withdrawal: a fixed part and a share of the amount, which is rounded half up. */
        PayoutFees: {
            /**
             * Format: int32
             * @description The share, in hundredths of a percent of the amount.
             */
            basis_points: number;
            /**
             * Format: int64
             * @description The fixed part, in cents.
             */
            fixed: number;
        };
        /**
         * @description The payout hash, unless the `X-Payout-Hash` header has it.
         * @example {
         *       "payout_hash": "0000000000000000000000000000000000000000000000000000000000000000"
         *     }
         */
        PayoutHash: {
            /** @description 64 hex digits. */
            payout_hash?: string | null;
        };
        /** @description A method and its terms. */
        PayoutMethod: {
            /** @description The values that `chain` and `currency` of the destination may have. Only present for `crypto`. */
            chains?: components["schemas"]["PayoutChain"][] | null;
            /** @description The fields that `destination` requires. */
            destination: string[];
            /** @description The fees that are deducted from the amount. */
            fees: components["schemas"]["PayoutFees"];
            /**
             * Format: int64
             * @description The maximum amount, in cents.
             */
            max: number;
            /**
             * Format: int64
             * @description The minimum amount, in cents.
             */
            min: number;
            /** @description `paypal`, `crypto` or `gift_card` */
            provider: components["schemas"]["Method"];
        };
        /** @description The methods that are switched on. */
        PayoutMethods: {
            /** @description Always `USD`. */
            currency: string;
            /** @description The methods. A withdrawal names one of them as its `provider`. */
            methods: components["schemas"]["PayoutMethod"][];
        };
        /** @description An allocation that is accepted but not yet finished. */
        PayoutPending: {
            /** @description The allocation's id. */
            id: string;
            /** @description Always `pending`. */
            status: components["schemas"]["AllocationStatus"];
        };
        /** @description A payout user. */
        PayoutUser: {
            /**
             * Format: int64
             * @description The balance, in cents.
             */
            balance: number;
            /**
             * Format: date-time
             * @description When the payout user was first paid.
             */
            created_at: string;
            /** @description The normalised e-mail address. */
            email: string;
            /**
             * Format: date-time
             * @description When the hash expires, or null if it does not.
             */
            expires_at?: string | null;
            /** @description The payout user's id, `usr_…`. */
            id: string;
            /** @description `active` or `inactive`. The hash of an inactive payout user opens nothing; the money stays. */
            status: components["schemas"]["PayoutUserStatus"];
        };
        /**
         * @description The fields to change. A field that is absent keeps its value.
         * @example {
         *       "status": "inactive"
         *     }
         */
        PayoutUserChange: {
            /**
             * Format: date-time
             * @description When the hash expires. Null if it never does.
             */
            expires_at?: string | null;
            status?: components["schemas"]["PayoutUserStatus"] | null;
        };
        /**
         * @description Whether the payout hash works.
         * @enum {string}
         */
        PayoutUserStatus: "active" | "inactive";
        /** @description The payout webhook. */
        PayoutWebhook: {
            /** @description Why the webhook was disabled: `gone` (it answered 410) or `failing` (it failed for five days). Absent otherwise. */
            disabled_because?: components["schemas"]["DisabledBecause"];
            /** @description Whether events are sent to it. */
            enabled: boolean;
            /** @description The event types that it receives. */
            events: components["schemas"]["EventType"][];
            /**
             * @description What keeps events from being sent for now: `pause` (an operator paused webhooks), or `restore` (the database was
             *     restored, and the operator has not yet asked the providers what they did). Pending events are delivered after
             *     that.
             */
            held_by?: components["schemas"]["HeldBy"];
            /** @description The webhook's id, `whk_…`. */
            id: string;
            /** @description The same key in the format of Standard Webhooks, for `webhook-signature`: `whsec_…`. */
            secret: string;
            /** @description The key of `Signature`, which is the lower-case hexadecimal HMAC-SHA256 of the raw body. */
            token: string;
            /** @description The URL that events are sent to. */
            url: string;
        };
        /**
         * @description The payout webhook to set.
         * @example {
         *       "events": [
         *         "payout.succeeded"
         *       ],
         *       "url": "https://example.com/payout"
         *     }
         */
        PayoutWebhookRequest: {
            /** @description Defaults to true. */
            enabled?: boolean | null;
            /** @description Any of `payout.created`, `.processing`, `.succeeded`, `.failed` and `.rejected`. Defaults to `payout.succeeded`. */
            events?: components["schemas"]["PayoutEventSelection"][] | null;
            /**
             * Format: uri
             * @description An `https` URL of a public host.
             */
            url: string;
        };
        /**
         * @description How much to withdraw, and where to send it.
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
             * @description The amount, in cents, within the method's limits. Write digits only: `1.0` and `1e2` are rejected, because they may be meant as dollars.
             */
            amount: number;
            /** @description The fields that the method requires: see `GET /payout/methods`. */
            destination: {
                [key: string]: unknown;
            };
            /** @description The payout hash, unless the `X-Payout-Hash` header has it. */
            payout_hash?: string | null;
            /** @description `paypal`, `crypto` or `gift_card` */
            provider: components["schemas"]["Method"];
        };
        /** @description A withdrawal. */
        PayoutWithdrawal: {
            /**
             * Format: int64
             * @description The amount that left the balance, in cents.
             */
            amount: number;
            /** @description Why the withdrawal failed or was rejected: a stable name for programs. */
            code?: string | null;
            /**
             * Format: date-time
             * @description When the withdrawal was created.
             */
            created_at: string;
            /** @description Always `USD`. */
            currency: string;
            /** @description Where the money is sent. */
            destination: unknown;
            /**
             * Format: int64
             * @description The fees that are kept of the amount, in cents.
             */
            fees: number;
            /**
             * Format: date-time
             * @description When the withdrawal ended.
             */
            finished_at?: string | null;
            /**
             * @description What keeps the withdrawal from being sent: `business_disabled` (payouts are switched off), `pause`, or `restore`
             *     (the database was restored and the providers are not asked yet). The money is neither lost nor sent meanwhile.
             */
            held_by?: components["schemas"]["HeldBy"];
            /** @description The withdrawal's id, `ord_…`. */
            id: string;
            /**
             * Format: int64
             * @description The amount that is sent, in cents: the amount less the fees.
             */
            net_amount: number;
            /** @description `paypal`, `crypto` or `gift_card` */
            provider: components["schemas"]["Method"];
            /** @description Why the withdrawal failed or was rejected: a text for people. */
            reason?: string | null;
            /** @description `created`, `processing`, `succeeded`, `failed`, `rejected` or `cancelled` */
            status: components["schemas"]["WithdrawalStatus"];
        };
        /** @description Allocations that have not ended. */
        PendingAllocations: {
            /**
             * Format: int64
             * @description The sum of their amounts, in cents.
             */
            amount: number;
            /**
             * Format: int64
             * @description The number of allocations.
             */
            count: number;
        };
        /**
         * @description A problem document. Made with [`Problem::new`], answered with its code's status.
         * @example {
         *       "code": "not_found",
         *       "detail": "No object with this id was found. The lists show the ids that exist.",
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
        /** @description The status of the order. */
        ProviderCallbackAnswer: {
            /**
             * @description The status now: `processing`, `succeeded`, `failed` or `rejected`. After a restore also `created` or
             *     `cancelled`.
             */
            status: components["schemas"]["WithdrawalStatus"];
        };
        /** @description The number of jobs in each state, and the age of the oldest. */
        QueueStatus: {
            /**
             * Format: int64
             * @description The number of businesses with ready jobs that are neither paused nor throttled.
             */
            businesses_waiting: number;
            /**
             * Format: int64
             * @description The number of parked allocations.
             */
            dead: number;
            /**
             * Format: int64
             * @description The number of jobs that wait for a later time.
             */
            deferred: number;
            /**
             * Format: double
             * @description The age of the oldest ready job that is neither paused nor throttled, or 0 without one.
             */
            oldest_ready_age_seconds: number;
            /**
             * Format: int64
             * @description The number of jobs that are ready. An estimate if there are many.
             */
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
         * @description What to send again: exactly one of these fields.
         * @example {
         *       "since": "2026-12-24T18:00:00Z"
         *     }
         */
        Redeliver: {
            /** @description The same as `since`, for the events after this one: `last` of the previous response. */
            after?: string | null;
            /** @description This event, even if the endpoint does not select its type. */
            event_id?: string | null;
            /**
             * Format: date-time
             * @description All events that the endpoint selects and that happened at this time or later, at most 10,000.
             */
            since?: string | null;
        };
        /** @description The events that are sent again. */
        Redelivering: {
            /** @description The last of these events if there may be more: send it as `after`. Null otherwise. */
            last?: string | null;
            /**
             * Format: int64
             * @description The number of events. It includes deliveries that are in progress, which are not sent twice.
             */
            redelivered: number;
        };
        /**
         * @description The reason for rejecting a withdrawal.
         * @example {
         *       "reason": "The address is unknown."
         *     }
         */
        Rejection: {
            /** @description A text for the payout user. Webhooks contain it as well. */
            reason: string;
        };
        /** @description A parked allocation that is queued again. */
        RetriedAllocation: {
            /** @description The allocation's id, `alc_…`. */
            id: string;
            /** @description Always `pending`. */
            status: components["schemas"]["AllocationStatus"];
        };
        /** @description A payout user's new hash. */
        RotatedHash: {
            /** @description The new payout hash: an opaque string of 64 hex digits. */
            hash: string;
        };
        /**
         * @description The scope of a command.
         * @enum {string}
         */
        Scope: "all" | "business" | "batch";
        /** @description The number of items, or the sum of their amounts in cents, by state. */
        Tally: {
            /**
             * Format: int64
             * @description Cancelled before they were paid.
             */
            cancelled: number;
            /**
             * Format: int64
             * @description Not paid again, because an earlier allocation has the same reference and the same content.
             */
            duplicate: number;
            /**
             * Format: int64
             * @description Failed.
             */
            failed: number;
            /**
             * Format: int64
             * @description Not ended yet.
             */
            pending: number;
            /**
             * Format: int64
             * @description Paid.
             */
            succeeded: number;
            /**
             * Format: int64
             * @description All items.
             */
            total: number;
        };
        TestEvent: {
            /** @description A text for people */
            message: string;
            /** @description `whk_…` */
            webhook_id: string;
        };
        /** @description A throttle in force. Without a business it applies to everything, without a batch to a business. */
        Throttle: {
            /** @description The batch's id, `bat_…`. */
            batch_id?: string | null;
            /** @description The business's id, `biz_…`. */
            business_id?: string | null;
            /**
             * Format: date-time
             * @description When the throttle was set.
             */
            changed_at: string;
            /**
             * Format: int64
             * @description The maximum number of cents a second, over all workers together.
             */
            max_cents_per_second?: number | null;
            /**
             * Format: int64
             * @description The maximum number of allocations a second, over all workers together.
             */
            max_per_second?: number | null;
            /** @description The scope: `all`, `business` or `batch`. */
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
             * @description The amount, in cents. Write digits only: `1.0` and `1e2` are rejected, because they may be meant as dollars.
             */
            amount: number;
        };
        /** @description The items that a command affects. There are none if its effect was already there. */
        TouchedItems: {
            /**
             * Format: int64
             * @description The sum of their amounts, in cents.
             */
            amount: number;
            /**
             * @description Whether the command changed anything, or in a preview would change anything: `false` if its effect was already
             *     there, for example if nothing was paused that could be resumed. A command may change something and still affect
             *     no items.
             */
            changed?: boolean | null;
            /**
             * Format: int64
             * @description The number of items.
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
             * @description The number of withdrawals that no provider was told about. They are held, or continue.
             */
            held: number;
            /**
             * Format: int64
             * @description The number of withdrawals that may have been sent or wait for a person. A pause does not stop them; they
             *     continue to their end.
             */
            under_way: number;
        };
        /** @description A movement of money. */
        Transaction: {
            /**
             * Format: int64
             * @description The amount, in cents.
             */
            amount: number;
            /**
             * Format: date-time
             * @description When the money moved.
             */
            created_at: string;
            /** @description The account that the money went to. */
            credit: components["schemas"]["Account"];
            /**
             * @description The account that the money left: `outside`, `balance`, `payout_balance`, `payout_user`, `reserve`, `withdrawals`
             *     or `fees`.
             */
            debit: components["schemas"]["Account"];
            /**
             * @description The id of what the money moved for: an allocation (`alc_…`), a top-up or a funding (`mov_…`), a batch (`bat_…`)
             *     or a withdrawal (`ord_…`).
             */
            id: string;
            /** @description The payout user who was paid. */
            payout_user_id?: string | null;
            /**
             * @description The type: `allocation`, `top_up`, `funding`, `reservation` (for an all_or_nothing batch), `reserve_return` (for
             *     an item of such a batch that was not paid), `withdrawal`, `withdrawal_return`, `payout` or `fee`.
             */
            type: components["schemas"]["TransactionType"];
        };
        /** @enum {string} */
        TransactionType: "allocation" | "top_up" | "funding" | "reservation" | "reserve_return" | "withdrawal" | "withdrawal_return" | "payout" | "fee";
        /**
         * @description The requests of a business in a range of days.
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
            /** @description The routes that were requested, by outcome, over all days together. */
            routes: components["schemas"]["UsageOfRoute"][];
            /**
             * Format: date
             * @description The last day, inclusive.
             */
            to: string;
        };
        /** @description The requests of one day. */
        UsageOfDay: {
            /**
             * Format: int64
             * @description The requests whose client disconnected before the response.
             */
            aborted: number;
            /**
             * Format: date
             * @description The day in UTC. A request counts on the day on which it was answered.
             */
            day: string;
            /**
             * Format: int64
             * @description The requests answered with 5xx.
             */
            failed: number;
            /**
             * Format: int64
             * @description The median latency: half of the requests were answered within this many milliseconds. The value is 5, 10, 20,
             *     50, 100, 200, 500, 1 000, 2 000, 5 000 or 10 000. Null if the median is higher, or if there were no requests.
             */
            p50_ms?: number | null;
            /**
             * Format: int64
             * @description The 95th percentile of the latency, in the same way.
             */
            p95_ms?: number | null;
            /**
             * Format: int64
             * @description The requests answered with 429.
             */
            rate_limited: number;
            /**
             * Format: int64
             * @description The requests answered with 4xx other than 429.
             */
            refused: number;
            /**
             * Format: int64
             * @description The number of requests.
             */
            requests: number;
            /**
             * Format: int64
             * @description The requests answered with 2xx.
             */
            succeeded: number;
        };
        /** @description The requests for a route with one outcome. */
        UsageOfRoute: {
            /**
             * @description The outcome: `2xx`, `400`, `403`, `404`, `409`, `422`, `429`, `4xx` (any other), `5xx`, or `aborted` (the client
             *     disconnected before the response).
             */
            outcome: string;
            /**
             * Format: int64
             * @description The median latency: half of the requests were answered within this many milliseconds. Null if it is
             *     above 10 000.
             */
            p50_ms?: number | null;
            /**
             * Format: int64
             * @description The 95th percentile of the latency, in the same way.
             */
            p95_ms?: number | null;
            /**
             * Format: int64
             * @description The number of requests.
             */
            requests: number;
            /**
             * @description The method and the pattern of the path, such as `GET /v1/batches/{id}`. `other` stands for requests that were
             *     counted without their route, because too many routes were requested at once.
             */
            route: string;
        };
        /** @description A withdrawal with its business. */
        WaitingWithdrawal: components["schemas"]["Withdrawal"] & {
            /** @description The business's id, `biz_…`. */
            business_id: string;
        };
        /** @description A webhook endpoint. */
        Webhook: {
            /**
             * Format: date-time
             * @description When the endpoint was created.
             */
            created_at: string;
            /**
             * @description Why the endpoint was disabled: `gone` (it answered 410) or `failing` (it failed for five days). Absent
             *     otherwise.
             */
            disabled_because?: components["schemas"]["DisabledBecause"];
            /** @description Whether events are sent to it. */
            enabled: boolean;
            /** @description The event types that it receives. */
            events: components["schemas"]["EventType"][];
            /**
             * Format: date-time
             * @description Since when every attempt has failed.
             */
            failing_since?: string | null;
            /**
             * @description What keeps events from being sent for now: `pause` (an operator paused webhooks), or `restore` (the database was
             *     restored, and the operator has not yet asked the providers what they did). Pending events are delivered after
             *     that.
             */
            held_by?: components["schemas"]["HeldBy"];
            /** @description The endpoint's id, `whk_…`. */
            id: string;
            /** @description `standard`, or `payout` for the payout webhook. */
            kind: components["schemas"]["WebhookKind"];
            /**
             * Format: date-time
             * @description Until when deliveries are also signed with the secret before the last rotation.
             */
            previous_secret_until?: string | null;
            /** @description The URL that events are sent to. */
            url: string;
        };
        /**
         * @description The fields to change. A field that is absent keeps its value.
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
            /** @description Whether events are sent to it. Enabling an endpoint resets its failures and sends what is pending. */
            enabled?: boolean | null;
            /** @description Event types, or `group.*`. */
            events?: components["schemas"]["EventSelection"][] | null;
            /**
             * Format: uri
             * @description An `https` URL of a public host.
             */
            url?: string | null;
        };
        /** @enum {string} */
        WebhookKind: "standard" | "payout";
        /**
         * @description A webhook endpoint to create.
         * @example {
         *       "events": [
         *         "allocation.*",
         *         "batch.completed"
         *       ],
         *       "url": "https://example.com/payout"
         *     }
         */
        WebhookRequest: {
            /** @description Event types, or `group.*`. */
            events: components["schemas"]["EventSelection"][];
            /**
             * Format: uri
             * @description An `https` URL of a public host.
             */
            url: string;
        };
        /** @description The sample that is being sent. */
        WebhookTest: {
            /** @description The event's id, `evt_…`. Its result is in the endpoint's deliveries. */
            event_id: string;
        };
        /**
         * @description The sample to send.
         * @example {
         *       "type": "allocation.succeeded"
         *     }
         */
        WebhookTestRequest: {
            /**
             * @description The event type: any type that can be selected, even if the endpoint has not selected it. Defaults to
             *     `webhook.test`, and for the payout webhook to `payout.succeeded`.
             */
            type?: null | components["schemas"]["EventType"];
        };
        /** @description A webhook endpoint with its secret. */
        WebhookWithSecret: components["schemas"]["Webhook"] & {
            /** @description The secret, `whsec_…`. It is returned only once. */
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
        /** @description A withdrawal. */
        Withdrawal: {
            /**
             * Format: int64
             * @description The amount that was taken from the payout user's balance, in cents.
             */
            amount: number;
            /** @description The provider that carries the withdrawal out. With `manual` it waits for an approval or a rejection. */
            carried_out_by: string;
            /** @description Why the withdrawal failed or was rejected: a stable name for programs. */
            code?: string | null;
            /**
             * Format: date-time
             * @description When the withdrawal was created.
             */
            created_at: string;
            /** @description Where the money is sent. */
            destination: unknown;
            /** @description The payout user's e-mail address. */
            email: string;
            /**
             * Format: int64
             * @description The fees that are kept of the amount, in cents.
             */
            fees: number;
            /**
             * Format: date-time
             * @description When the withdrawal ended.
             */
            finished_at?: string | null;
            /**
             * @description What keeps a withdrawal that was not sent from being sent: `business_disabled` (payouts of the business are
             *     switched off), `pause`, or `restore` (the database was restored, and the operator has not yet asked the
             *     providers what they did). A withdrawal that is `processing` is held as well if its provider was asked and does
             *     not know it.
             */
            held_by?: components["schemas"]["HeldBy"];
            /** @description The withdrawal's id, `ord_…`. */
            id: string;
            /**
             * Format: int64
             * @description The amount that is sent, in cents: the amount less the fees.
             */
            net_amount: number;
            /** @description The payout user's id, `usr_…`. */
            payout_user_id: string;
            /** @description The method: `paypal`, `crypto` or `gift_card`. */
            provider: components["schemas"]["Method"];
            /** @description The provider's own name for the withdrawal. */
            provider_reference?: string | null;
            /** @description Why the withdrawal failed or was rejected: a text for people. */
            reason?: string | null;
            /** @description The status: `created`, `processing`, `succeeded`, `failed`, `rejected` or `cancelled`. */
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
         * @description The number of seconds to wait before the next try.
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
                 * @description The cell that the request is for. A process that does not serve this cell rejects the request, even if it serves a single cell. If a process serves several cells (`PAYOUT_CELLS`) and the header is missing, a request that names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest businesses, and a command about everything to all cells. A request for a list is rejected, because each cell has its own list.
                 * @example 2
                 */
                "Payout-Cell"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The current state. */
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
                 * @description The cell that the request is for. A process that does not serve this cell rejects the request, even if it serves a single cell. If a process serves several cells (`PAYOUT_CELLS`) and the header is missing, a request that names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest businesses, and a command about everything to all cells. A request for a list is rejected, because each cell has its own list.
                 * @example 2
                 */
                "Payout-Cell"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The current state. */
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
                 * @description The cell that the request is for. A process that does not serve this cell rejects the request, even if it serves a single cell. If a process serves several cells (`PAYOUT_CELLS`) and the header is missing, a request that names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest businesses, and a command about everything to all cells. A request for a list is rejected, because each cell has its own list.
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
            /** @description Created. The key is returned only once */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The object's state does not permit this, or what this Idempotency-Key created no longer exists */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was already used with a different request */
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
                 * @description The cell that the request is for. A process that does not serve this cell rejects the request, even if it serves a single cell. If a process serves several cells (`PAYOUT_CELLS`) and the header is missing, a request that names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest businesses, and a command about everything to all cells. A request for a list is rejected, because each cell has its own list.
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
            /** @description The current state. */
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
            /** @description Nothing exists at this path */
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
                 * @description The cell that the request is for. A process that does not serve this cell rejects the request, even if it serves a single cell. If a process serves several cells (`PAYOUT_CELLS`) and the header is missing, a request that names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest businesses, and a command about everything to all cells. A request for a list is rejected, because each cell has its own list.
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
            /** @description The current state. */
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
            /** @description Nothing exists at this path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
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
                 * @description The cell that the request is for. A process that does not serve this cell rejects the request, even if it serves a single cell. If a process serves several cells (`PAYOUT_CELLS`) and the header is missing, a request that names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest businesses, and a command about everything to all cells. A request for a list is rejected, because each cell has its own list.
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
            /** @description The money is moved */
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
            /** @description Nothing exists at this path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The object's state does not permit this, or what this Idempotency-Key created no longer exists */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was already used with a different request */
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
                 * @description The cell that the request is for. A process that does not serve this cell rejects the request, even if it serves a single cell. If a process serves several cells (`PAYOUT_CELLS`) and the header is missing, a request that names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest businesses, and a command about everything to all cells. A request for a list is rejected, because each cell has its own list.
                 * @example 2
                 */
                "Payout-Cell"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The current state. */
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
                 * @description The cell that the request is for. A process that does not serve this cell rejects the request, even if it serves a single cell. If a process serves several cells (`PAYOUT_CELLS`) and the header is missing, a request that names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest businesses, and a command about everything to all cells. A request for a list is rejected, because each cell has its own list.
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
            /** @description The current state. */
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
            /** @description Nothing exists at this path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The object's state does not permit this, or what this Idempotency-Key created no longer exists */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was already used with a different request */
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
                /** @description If `true`, the response only tells how many items the command would affect, and nothing is changed. */
                dry_run?: boolean;
            };
            header?: {
                /**
                 * @description Carries the request out once: for 30 days the same request under the same key is answered the same, with `Idempotent-Replayed: true`. Each route is a namespace of its own.
                 * @example 4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e
                 */
                "Idempotency-Key"?: string;
                /**
                 * @description The cell that the request is for. A process that does not serve this cell rejects the request, even if it serves a single cell. If a process serves several cells (`PAYOUT_CELLS`) and the header is missing, a request that names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest businesses, and a command about everything to all cells. A request for a list is rejected, because each cell has its own list.
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
            /** @description The current state. */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the batch does not permit it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was already used with a different request */
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
                 * @description The cell that the request is for. A process that does not serve this cell rejects the request, even if it serves a single cell. If a process serves several cells (`PAYOUT_CELLS`) and the header is missing, a request that names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest businesses, and a command about everything to all cells. A request for a list is rejected, because each cell has its own list.
                 * @example 2
                 */
                "Payout-Cell"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The current state. */
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
                 * @description The cell that the request is for. A process that does not serve this cell rejects the request, even if it serves a single cell. If a process serves several cells (`PAYOUT_CELLS`) and the header is missing, a request that names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest businesses, and a command about everything to all cells. A request for a list is rejected, because each cell has its own list.
                 * @example 2
                 */
                "Payout-Cell"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The current state. */
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
                /** @description If `true`, the response only tells how many items the command would affect, and nothing is changed. */
                dry_run?: boolean;
            };
            header?: {
                /**
                 * @description Carries the request out once: for 30 days the same request under the same key is answered the same, with `Idempotent-Replayed: true`. Each route is a namespace of its own.
                 * @example 4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e
                 */
                "Idempotency-Key"?: string;
                /**
                 * @description The cell that the request is for. A process that does not serve this cell rejects the request, even if it serves a single cell. If a process serves several cells (`PAYOUT_CELLS`) and the header is missing, a request that names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest businesses, and a command about everything to all cells. A request for a list is rejected, because each cell has its own list.
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
            /** @description The current state. */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The object's state does not permit this, or what this Idempotency-Key created no longer exists */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was already used with a different request */
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
                 * @description The cell that the request is for. A process that does not serve this cell rejects the request, even if it serves a single cell. If a process serves several cells (`PAYOUT_CELLS`) and the header is missing, a request that names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest businesses, and a command about everything to all cells. A request for a list is rejected, because each cell has its own list.
                 * @example 2
                 */
                "Payout-Cell"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The current state. */
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
                /** @description If `true`, the response only tells how many items the command would affect, and nothing is changed. */
                dry_run?: boolean;
            };
            header?: {
                /**
                 * @description The cell that the request is for. A process that does not serve this cell rejects the request, even if it serves a single cell. If a process serves several cells (`PAYOUT_CELLS`) and the header is missing, a request that names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest businesses, and a command about everything to all cells. A request for a list is rejected, because each cell has its own list.
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
            /** @description The current state. */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the batch does not permit it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
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
                /** @description If `true`, the response only tells how many items the command would affect, and nothing is changed. */
                dry_run?: boolean;
                /** @description The scope: `all`, `business` or `batch`. */
                scope: "all" | "business" | "batch";
                /**
                 * @description The business's id, `biz_…`. Optional for the scope `batch`.
                 * @example biz_01900000-0000-7000-8000-000000000001
                 */
                business_id?: string;
                /**
                 * @description The batch's id, `bat_…`.
                 * @example bat_01900000-0000-7000-8000-000000000001
                 */
                batch_id?: string;
            };
            header?: {
                /**
                 * @description The cell that the request is for. A process that does not serve this cell rejects the request, even if it serves a single cell. If a process serves several cells (`PAYOUT_CELLS`) and the header is missing, a request that names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest businesses, and a command about everything to all cells. A request for a list is rejected, because each cell has its own list.
                 * @example 2
                 */
                "Payout-Cell"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The current state. */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
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
                 * @description Lists withdrawals with this status, of every provider: `created`, `processing`, `succeeded`, `failed`,
                 *     `rejected` or `cancelled`. Without it, lists those that wait for a person.
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
                 * @description The cell that the request is for. A process that does not serve this cell rejects the request, even if it serves a single cell. If a process serves several cells (`PAYOUT_CELLS`) and the header is missing, a request that names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest businesses, and a command about everything to all cells. A request for a list is rejected, because each cell has its own list.
                 * @example 2
                 */
                "Payout-Cell"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The current state. */
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
                 * @description The cell that the request is for. A process that does not serve this cell rejects the request, even if it serves a single cell. If a process serves several cells (`PAYOUT_CELLS`) and the header is missing, a request that names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest businesses, and a command about everything to all cells. A request for a list is rejected, because each cell has its own list.
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
            /** @description The current state. */
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
            /** @description Nothing exists at this path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The object's state does not permit this, or what this Idempotency-Key created no longer exists */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was already used with a different request */
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
                 * @description The cell that the request is for. A process that does not serve this cell rejects the request, even if it serves a single cell. If a process serves several cells (`PAYOUT_CELLS`) and the header is missing, a request that names a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with the fewest businesses, and a command about everything to all cells. A request for a list is rejected, because each cell has its own list.
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
            /** @description The current state. */
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
            /** @description Nothing exists at this path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The object's state does not permit this, or what this Idempotency-Key created no longer exists */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was already used with a different request */
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
            /** @description The current state. */
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
            /** @description The current state. */
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
                 * @description A key under which a payment is made once: 1 to 255 printable ASCII characters
                 * @example 4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e
                 */
                "Idempotency-Key"?: string;
                /**
                 * @description `respond-async`: return 202 at once; `wait=N`: wait up to N seconds, at most 30
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
            /** @description Accepted. `Location` is where to look for the outcome */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutPending"];
                };
            };
            /** @description Invalid fields, a malformed key, or too little payout balance */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The Content-Type is not JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key was already used with a different request */
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
            /** @description The current state. */
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
            /** @description The current state. */
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
            /** @description The current state. */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
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
                 * @description A key under which one withdrawal is created. Each payout user has its own keys
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
            /** @description The withdrawal is created, by this request or an earlier one with the same key */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutWithdrawal"];
                };
            };
            /** @description Invalid fields, a malformed key, or too little balance */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key was already used with a different request */
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
            /** @description The current state. */
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
            /** @description The current state. */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The withdrawal is no longer `created` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The Idempotency-Key was already used with a different request */
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
                 * @description The time in Unix seconds, at most five minutes off
                 * @example 1766600000
                 */
                "Payout-Timestamp": string;
                /**
                 * @description Lower-case hex HMAC-SHA256 of `callback.{timestamp}.{body}`
                 * @example 0000000000000000000000000000000000000000000000000000000000000000
                 */
                "Payout-Signature": string;
            };
            path: {
                /** @description The provider's name in payout's configuration */
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
            /** @description The report is recorded, now or by an earlier callback */
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
            /** @description This provider has no such order */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The order has not been sent yet, as after a restore: send the report again later */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
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
                 * @description Only allocations for this e-mail address.
                 * @example user@example.com
                 */
                email?: string;
                /** @description Only allocations with this status: `pending`, `succeeded`, `failed` or `cancelled`. */
                status?: components["schemas"]["AllocationStatus"];
                /**
                 * @description Only items of this batch.
                 * @example bat_01900000-0000-7000-8000-000000000001
                 */
                batch_id?: string;
                /**
                 * @description Only the allocation with this reference or `Idempotency-Key`.
                 * @example order-1
                 */
                reference?: string;
                /**
                 * @description Only allocations accepted at this time or later (RFC 3339).
                 * @example 2026-12-24T18:00:00Z
                 */
                from?: string;
                /**
                 * @description Only allocations accepted before this time (RFC 3339).
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
            /** @description The current state. */
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
                 * @description `wait=N`: wait up to N seconds for the outcome, at most 30
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
            /** @description The allocation has ended */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Allocation"];
                };
            };
            /** @description Accepted. `Location` is where to look for the outcome */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The reference was already used with a different request */
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
            /** @description The current state. */
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
            /** @description The current state. */
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
            /** @description The current state. */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
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
            /** @description The current state. */
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
            /** @description Created. The key is returned only once */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has too many keys */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was already used with a different request */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
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
            /** @description The new key, which is returned only once */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key has ended or was already rolled */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was already used with a different request */
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
            /** @description The current state. */
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
            /** @description The current state. */
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
            /** @description The current state. */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
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
                 * @description A key under which the money is moved once. Top-ups have keys of their own
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
            /** @description The money is moved, by this request or an earlier one with the same key */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key was already used with another amount */
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
                /** @description Only batches with this status: `accepted`, `processing`, `paused`, `completed` or `cancelled`. */
                status?: components["schemas"]["BatchStatus"];
                /**
                 * @description Only batches accepted at this time or later (RFC 3339).
                 * @example 2026-12-24T18:00:00Z
                 */
                from?: string;
                /**
                 * @description Only batches accepted before this time (RFC 3339).
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
            /** @description The current state. */
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
                 * @description The mode. `best_effort` is the default: each item that the payout balance covers when its turn comes is paid,
                 *     and each other item fails alone. `all_or_nothing`: the total is set aside when the batch is accepted, or the
                 *     batch is rejected and `missing` says how much the balance lacks.
                 */
                mode?: components["schemas"]["BatchMode"];
                /**
                 * @description If `true`, nothing is recorded, and the response (200, `BatchDryRun`) says what would become of the batch. No
                 *     `Idempotency-Key` is required, and one that is sent is not used up.
                 */
                dry_run?: boolean;
                /** @description The maximum number of items paid a second: 1 to 1,000,000. By default there is no limit. */
                max_per_second?: number;
                /** @description The maximum number of cents paid a second: 1 to 1,000,000,000,000. */
                max_cents_per_second?: number;
                /** @description When the items become ready: a time in the future, at most a year ahead (RFC 3339, e.g. `2026-12-24T18:00:00Z`). */
                scheduled_at?: string;
            };
            header?: {
                /**
                 * @description The client's key for the whole batch: required unless dry_run is true
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
            /** @description With dry_run=true: what would become of the batch */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchDryRun"];
                };
            };
            /** @description Accepted, by this request or an earlier one with the same key. `Location` is the batch */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description References of the batch already name other payments */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key was already used with another batch */
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
            /** @description The current state. */
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
            /** @description Nothing exists at this path */
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
                /** @description If `true`, the response only tells how many items the command would affect, and nothing is changed. */
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
            /** @description The current state. */
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
            /** @description Nothing exists at this path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the batch does not permit it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was already used with a different request */
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
                /** @description Only items with this status: `pending`, `succeeded`, `failed`, `cancelled` or `duplicate`. */
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
            /** @description The current state. */
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
            /** @description Nothing exists at this path */
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
                /** @description If `true`, the response only tells how many items the command would affect, and nothing is changed. */
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
            /** @description The current state. */
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
            /** @description Nothing exists at this path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the batch does not permit it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was already used with a different request */
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
            /** @description The current state. */
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
            /** @description Nothing exists at this path */
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
                /** @description If `true`, the response only tells how many items the command would affect, and nothing is changed. */
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
            /** @description The current state. */
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
            /** @description Nothing exists at this path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An operator paused the batch */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was already used with a different request */
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
                /** @description If `true`, the response only tells how many items the command would affect, and nothing is changed. */
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
            /** @description The current state. */
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
            /** @description Nothing exists at this path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the batch does not permit it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was already used with a different request */
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
                /** @description If `true`, the response only tells how many items the command would affect, and nothing is changed. */
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
            /** @description The current state. */
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
            /** @description Nothing exists at this path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the batch does not permit it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
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
                /** @description If `true`, the response only tells how many items the command would affect, and nothing is changed. */
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
            /** @description The current state. */
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
            /** @description Nothing exists at this path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body arrived too slowly; the connection is closed */
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
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
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
            /** @description The current state. */
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
            /** @description The current state. */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
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
            /** @description The current state. */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
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
            /** @description The business has no logo now */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
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
                /** @description Only events of this type. */
                type?: components["schemas"]["EventType"];
                /**
                 * @description Only events that happened at this time or later (RFC 3339).
                 * @example 2026-12-24T18:00:00Z
                 */
                from?: string;
                /**
                 * @description Only events that happened before this time (RFC 3339).
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
            /** @description The current state. */
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
                 * @description Only the payout user with this e-mail address.
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
            /** @description The current state. */
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
            /** @description The current state. */
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
            /** @description The current state. */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
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
            /** @description The current state. */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The hash was rotated 32,766 times, which is the limit */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was already used with a different request */
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
            /** @description The current state. */
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
            /** @description No payout webhook is set */
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
            /** @description The current state. */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
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
                 * @description Only transactions of this type: `allocation`, `top_up`, `funding`, `reservation`, `reserve_return`,
                 *     `withdrawal`, `withdrawal_return`, `payout` or `fee`.
                 */
                type?: components["schemas"]["TransactionType"];
                /**
                 * @description Only transactions for what was requested at this time or later (RFC 3339).
                 * @example 2026-12-24T18:00:00Z
                 */
                from?: string;
                /**
                 * @description Only transactions for what was requested before this time (RFC 3339).
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
            /** @description The current state. */
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
                 * @description The first day, in UTC, such as `2026-11-01`. By default, 30 days are shown.
                 * @example 2026-12-24
                 */
                from?: string;
                /**
                 * @description The last day, inclusive. Defaults to today.
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
            /** @description The current state. */
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
            /** @description The current state. */
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
            /** @description Created. The secret is returned only once */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The business has too many endpoints */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was already used with a different request */
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
            /** @description The current state. */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
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
            /** @description The current state. */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The endpoint is the payout webhook */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
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
                /** @description Only deliveries with this status: `pending`, `succeeded` or `failed`. */
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
            /** @description The current state. */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The endpoint is disabled */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was already used with a different request */
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
            /** @description The new secret, which is returned only once */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Four earlier secrets are still in use */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was already used with a different request */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The endpoint is disabled */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was already used with a different request */
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
                /** @description Only withdrawals with this status: `created`, `processing`, `succeeded`, `failed`, `rejected` or `cancelled`. */
                status?: components["schemas"]["WithdrawalStatus"];
                /**
                 * @description Only withdrawals of this payout user, `usr_…`.
                 * @example usr_01900000-0000-7000-8000-000000000001
                 */
                payout_user_id?: string;
                /**
                 * @description Only withdrawals created at this time or later (RFC 3339).
                 * @example 2026-12-24T18:00:00Z
                 */
                from?: string;
                /**
                 * @description Only withdrawals created before this time (RFC 3339).
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
            /** @description The current state. */
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
            /** @description The current state. */
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
            /** @description The current state. */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The withdrawal does not wait for a person */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was already used with a different request */
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
            /** @description The current state. */
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
            /** @description The body arrived too slowly; the connection is closed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The withdrawal does not wait for a person */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the route's limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The route does not accept the body's Content-Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was already used with a different request */
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
                /** @description The event's id, `evt_…`: the same in every attempt */
                "webhook-id": string;
                /** @description When the request was sent, in Unix seconds */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` with the endpoint's secret. After the secret is rotated there are two, separated by a space */
                "webhook-signature": string;
                /** @description Increases with each event of the same object */
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
            /** @description The endpoint no longer exists, and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is delivered. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is not delivered, and is sent again later. */
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
                /** @description The event's id, `evt_…`: the same in every attempt */
                "webhook-id": string;
                /** @description When the request was sent, in Unix seconds */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` with the endpoint's secret. After the secret is rotated there are two, separated by a space */
                "webhook-signature": string;
                /** @description Increases with each event of the same object */
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
            /** @description The endpoint no longer exists, and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is delivered. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is not delivered, and is sent again later. */
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
                /** @description The event's id, `evt_…`: the same in every attempt */
                "webhook-id": string;
                /** @description When the request was sent, in Unix seconds */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` with the endpoint's secret. After the secret is rotated there are two, separated by a space */
                "webhook-signature": string;
                /** @description Increases with each event of the same object */
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
            /** @description The endpoint no longer exists, and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is delivered. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is not delivered, and is sent again later. */
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
                /** @description The event's id, `evt_…`: the same in every attempt */
                "webhook-id": string;
                /** @description When the request was sent, in Unix seconds */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` with the endpoint's secret. After the secret is rotated there are two, separated by a space */
                "webhook-signature": string;
                /** @description Increases with each event of the same object */
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
            /** @description The endpoint no longer exists, and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is delivered. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is not delivered, and is sent again later. */
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
                /** @description The event's id, `evt_…`: the same in every attempt */
                "webhook-id": string;
                /** @description When the request was sent, in Unix seconds */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` with the endpoint's secret. After the secret is rotated there are two, separated by a space */
                "webhook-signature": string;
                /** @description Increases with each event of the same object */
                "payout-sequence": string;
                /** @description Lower-case hex HMAC-SHA256 of the raw body, with the token as the key */
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
            /** @description The endpoint no longer exists, and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is delivered. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is not delivered, and is sent again later. */
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
                /** @description The event's id, `evt_…`: the same in every attempt */
                "webhook-id": string;
                /** @description When the request was sent, in Unix seconds */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` with the endpoint's secret. After the secret is rotated there are two, separated by a space */
                "webhook-signature": string;
                /** @description Increases with each event of the same object */
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
            /** @description The endpoint no longer exists, and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is delivered. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is not delivered, and is sent again later. */
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
                /** @description The event's id, `evt_…`: the same in every attempt */
                "webhook-id": string;
                /** @description When the request was sent, in Unix seconds */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` with the endpoint's secret. After the secret is rotated there are two, separated by a space */
                "webhook-signature": string;
                /** @description Increases with each event of the same object */
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
            /** @description The endpoint no longer exists, and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is delivered. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is not delivered, and is sent again later. */
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
                /** @description The event's id, `evt_…`: the same in every attempt */
                "webhook-id": string;
                /** @description When the request was sent, in Unix seconds */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` with the endpoint's secret. After the secret is rotated there are two, separated by a space */
                "webhook-signature": string;
                /** @description Increases with each event of the same object */
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
            /** @description The endpoint no longer exists, and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is delivered. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is not delivered, and is sent again later. */
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
                /** @description The event's id, `evt_…`: the same in every attempt */
                "webhook-id": string;
                /** @description When the request was sent, in Unix seconds */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` with the endpoint's secret. After the secret is rotated there are two, separated by a space */
                "webhook-signature": string;
                /** @description Increases with each event of the same object */
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
            /** @description The endpoint no longer exists, and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is delivered. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is not delivered, and is sent again later. */
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
                /** @description The event's id, `evt_…`: the same in every attempt */
                "webhook-id": string;
                /** @description When the request was sent, in Unix seconds */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` with the endpoint's secret. After the secret is rotated there are two, separated by a space */
                "webhook-signature": string;
                /** @description Increases with each event of the same object */
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
            /** @description The endpoint no longer exists, and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is delivered. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is not delivered, and is sent again later. */
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
                /** @description The event's id, `evt_…`: the same in every attempt */
                "webhook-id": string;
                /** @description When the request was sent, in Unix seconds */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` with the endpoint's secret. After the secret is rotated there are two, separated by a space */
                "webhook-signature": string;
                /** @description Increases with each event of the same object */
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
            /** @description The endpoint no longer exists, and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is delivered. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is not delivered, and is sent again later. */
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
                /** @description The event's id, `evt_…`: the same in every attempt */
                "webhook-id": string;
                /** @description When the request was sent, in Unix seconds */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` with the endpoint's secret. After the secret is rotated there are two, separated by a space */
                "webhook-signature": string;
                /** @description Increases with each event of the same object */
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
            /** @description The endpoint no longer exists, and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is delivered. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is not delivered, and is sent again later. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
