-- Which cell this database is. A cell is a complete set of these tables on its own server, with its own businesses. An
-- installation on one server is one cell, number 0. A process of several cells compares its configured number with this
-- one, so that swapped URLs cannot make it pay from another cell's books.

create table cell (
    -- There is one row.
    only_row boolean primary key default true constraint there_is_one check (only_row),
    number smallint not null constraint number_has_two_digits check (number between 0 and 99),
    -- Whether the cell takes new businesses.
    takes_businesses boolean not null default true
);
insert into cell (number) values (0);
