//! The API: HTTP in, domain out.
//!
//! [`routes`] holds the tables of routes. Each endpoint has its own file, in folders that mirror its path. A file
//! depends only on its own room or on those to its right:
//! `routes → {pages, intake, auth} → app → http → work → domain`. [`run`] starts a process, [`service`] builds its two
//! services, and [`openapi`] describes the routes. If there are several cells, [`front`] hands each request to the
//! services of its cell.

pub mod app;
pub mod auth;
pub mod config;
pub mod front;
pub mod http;
pub mod intake;
pub mod openapi;
pub mod pages;
pub mod routes;
pub mod run;
pub mod service;
pub mod work;
