//! Device + template → bytes. Pure.

mod config;
mod engine;
mod escape;
mod timezone;

pub use config::PhoneConfig;
pub use engine::{Engine, RenderError};
pub use timezone::{TimeZoneError, time_zone_exists};
