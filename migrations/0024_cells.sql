-- Which cell this database is. A cell is a complete set of these tables, on a server of its own, that holds a group of
-- businesses; an installation on one server is one cell, number 0. A process of several cells compares the number that it was
-- told with this one, so that two addresses that were exchanged pay nobody from another's books.

create table cell (
    -- There is one row.
    only_row boolean primary key default true constraint there_is_one check (only_row),
    number smallint not null constraint number_has_two_digits check (number between 0 and 99),
    -- Whether new businesses are given to it.
    takes_businesses boolean not null default true
);
insert into cell (number) values (0);
