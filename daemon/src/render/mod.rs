//! Device + template → bytes. Pure.

mod config;
mod context;
mod engine;
mod escape;
#[cfg(test)]
mod every;
mod keys;
pub mod origins;
pub mod parameters;
pub mod phonebook;
#[cfg(test)]
mod tests;
mod timezone;

pub use config::{Account, AccountUser, OwnResync, PhoneConfig, PhoneFacts, Registrar, SiteConfig};
pub use context::FileAsked;
pub use engine::{Engine, RenderError, Rendered};
pub use keys::{Function, Key};
pub use timezone::{Change, DaylightSaving, TimeZone, TimeZoneError, time_zone_exists};

/// Name of the file in which phones find the box's authority.
pub const AUTHORITY_FILE: &str = "linekey-ca.pem";
