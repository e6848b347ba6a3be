-- The origins whose pages may call the payout user's routes from a browser: a list for each business. An origin is
-- stored as browsers send it, so that it can be compared directly.
create table allowed_origins (
    business_id uuid not null constraint origin_is_of_a_business references businesses (id),
    origin text collate "C" not null
        constraint origin_is_1_to_300_characters check (char_length(origin) between 1 and 300),
    primary key (business_id, origin)
);
-- A browser asks with its origin before the business is known.
create index allowed_origins_by_origin on allowed_origins (origin);
