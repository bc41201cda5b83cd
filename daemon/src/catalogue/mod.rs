//! What `device-templates/` says: brands, families, models, their files and their keys. Pure.
//!
//! The shipped files are embedded in the program; a folder on the box may replace any of them. A faulty
//! replacement is named with file and line while the shipped file serves on.

mod agent;
mod brand;
mod data;
mod expression;
mod family;
mod format;
mod handling;
mod index;
mod inherit;
mod listing;
mod load;
mod lookup;
mod meant;
mod media;
mod model;
mod names;
mod pattern;
mod reader;
mod schema;
mod scope;
mod shape;
#[cfg(test)]
mod tests;

pub use data::{Contradiction, Datum, embedded, lay_over};
pub use expression::Expression;
pub use format::{Encoding, Escape, Format, LineEnd, Repeat};
pub use handling::Handling;
pub use inherit::CONCEPTS;
pub use listing::{ListedBrand, ListedFamily, ListedModel, Listing};
pub use load::{Fault, SourceFile};
pub use lookup::ModelRef;
pub use meant::MeantError;
pub use media::{Firmware, HostedKind, Media, MediaFacts, MediaKind, MediaRules};
pub use model::{
    Brand, ExpansionModule, Family, FileKind, FilePattern, KeyLayout, Model, NotifyEvent, OtherKeys,
    TlsVersion, Transport, UserAgentPattern,
};
pub use names::{Recognised, RequestedFile};
pub use scope::{Scope, ScopeError};
pub use shape::{Filled, Shape};

use std::collections::BTreeMap;

/// Every phone we know, and how its files are written.
#[derive(Debug, Clone)]
pub struct Catalogue {
    brands: Vec<Brand>,
    /// Path below `device-templates/` → text of the template.
    templates: BTreeMap<String, String>,
    /// What is wrong with the box's own files; the shipped ones stand in for these.
    faults: Vec<Fault>,
    index: index::Index,
}
