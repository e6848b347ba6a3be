//! Several databases: how the cell of a request is found, what happens while a cell is unreachable, what operators see
//! of all cells, and the workers of each.

pub mod by_provider;
pub mod elsewhere;
pub mod found;
pub mod left_out;
pub mod moved;
pub mod named;
pub mod operators;
pub mod pages;
pub mod restored;
pub mod start;
pub mod unreachable;
pub mod worker;
