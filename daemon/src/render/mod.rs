//! Device + template → bytes. Pure.

mod config;
mod context;
mod engine;
mod escape;
mod keys;
#[cfg(test)]
mod tests;
mod timezone;

pub use config::{Account, AccountUser, PhoneConfig, PhoneFacts, Registrar, SiteConfig};
pub use engine::{Engine, RenderError};
pub use keys::{Function, Key};
pub use timezone::{Change, DaylightSaving, TimeZone, TimeZoneError, time_zone_exists};
