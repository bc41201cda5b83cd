//! Linekey provisions an office's desk phones from a spreadsheet. `ARCHITECTURE.md` is the map.

pub mod admin;
pub mod catalogue;
pub mod cli;
pub mod directory;
pub mod discover;
pub mod import;
pub mod keys;
pub mod office;
pub mod pbx;
pub mod render;
pub mod serve;
pub mod store;
