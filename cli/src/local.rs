//! What runs on this machine: the database that a command works on ([`database`]), the API and the worker in this
//! process ([`stack`]) or as processes of their own ([`processes`]), their [`secrets`], and a [`merchant`].

pub mod cells;
pub mod database;
pub mod merchant;
pub mod processes;
pub mod secrets;
pub mod stack;
