//! What holds for every phone of the catalogue, whatever its brand.

mod concepts;
pub(super) mod fixture;
mod proof;
mod snapshots;
