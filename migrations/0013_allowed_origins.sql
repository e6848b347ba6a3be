-- Whose pages a browser lets call the payout user's routes: a list of each business. An origin is written as browsers send it, so
-- that it is compared as it is.
create table allowed_origins (
    business_id uuid not null constraint origin_is_of_a_business references businesses (id),
    origin text collate "C" not null
        constraint origin_is_1_to_300_characters check (char_length(origin) between 1 and 300),
    primary key (business_id, origin)
);
-- A browser asks by its origin before it knows whom it is about.
create index allowed_origins_by_origin on allowed_origins (origin);
