//! How the box is found.

pub mod mdns;
