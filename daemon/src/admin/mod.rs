//! The admin side: its listener, and for now two pages: "the box is up", and "the database is damaged".
//! The JSON API, log-in and the people's pages come here.

mod listener;
mod pages;

pub use listener::run;
pub use pages::{Recovery, recovery, router};
