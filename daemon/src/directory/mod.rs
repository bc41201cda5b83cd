//! The words everybody shares: users, extensions, phone numbers, devices, lines, and the site's settings.
//!
//! Pure: no sockets, no SQL, no clock.

pub mod credentials;
pub mod folding;
mod mac;
mod phone;
mod phonebook;
mod secret;
pub mod settings;
mod site;
pub mod text;

pub use mac::{MacAddr, MacError};
pub use phone::{Level, Line, Override, Phone, WantedFirmware};
pub use phonebook::Listed;
pub use secret::Secret;
pub use site::{NotifyFrom, Pbx, Resync, Site, Srtp, Transport, Vlan, Wishes};

/// Identifies a user in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UserId(pub i64);

/// Identifies a device in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DeviceId(pub i64);
