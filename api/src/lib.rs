//! The API: HTTP in, domain out.
//!
//! [`routes`] holds the tables of routes. Each endpoint is in a file of its own, in a folder that is its address. A
//! file uses what lies in its own room or below it: `routes → {pages, intake, auth} → app → http → work → domain`.
//! [`run`] begins a process, [`service`] puts its two services together, and [`openapi`] describes the routes. Where there are
//! several cells, [`front`] stands before the services of each.

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
