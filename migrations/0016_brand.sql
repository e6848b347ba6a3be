-- How payout users see a business. A business that has set nothing has no row, and is shown by its name.
create table brands (
    business_id uuid primary key constraint brand_is_of_a_business references businesses (id),
    name text constraint shown_name_is_1_to_100_characters check (char_length(name) between 1 and 100),
    -- As the business gave it. Pages make it lighter or darker until it has enough contrast.
    colour text collate "C" constraint colour_is_six_hex_digits check (colour ~ '^#[0-9a-f]{6}$'),
    logo bytea constraint logo_is_at_most_64_kib check (octet_length(logo) between 1 and 65536),
    logo_type text constraint logo_is_of_pixels check (logo_type in ('image/png', 'image/jpeg', 'image/webp')),
    logo_width integer constraint logo_width_is_1_to_1024 check (logo_width between 1 and 1024),
    logo_height integer constraint logo_height_is_1_to_1024 check (logo_height between 1 and 1024),
    -- The digest in the logo's URL: of the business and the image, in hex.
    logo_digest text collate "C" constraint logo_digest_is_32_hex_digits check (logo_digest ~ '^[0-9a-f]{32}$'),
    constraint logo_is_whole
        check (num_nulls(logo, logo_type, logo_width, logo_height, logo_digest) in (0, 5)),
    constraint brand_says_something check (num_nonnulls(name, colour, logo) > 0)
);
-- A browser asks for a logo by its URL alone.
create unique index brands_by_logo on brands (logo_digest) where logo_digest is not null;
