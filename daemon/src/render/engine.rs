//! Templates.

use std::sync::Arc;

use crate::{
    catalogue::{Catalogue, Fault},
    directory::{Phone, Site},
    pbx::Dialect,
};

/// The catalogue's templates, compiled.
pub struct Engine {}

/// Why a file could not be made. Says nothing that is secret.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The device's model is not in the catalogue (any more).
    #[error("the catalogue does not know {brand} {model}")]
    UnknownModel {
        /// Brand id.
        brand: String,
        /// Model id.
        model: String,
    },
    /// The template failed: undefined value, wrong type, missing file.
    #[error("the template {template} failed in line {line}: {message}")]
    Template {
        /// Path below `device-templates/`.
        template: String,
        /// Line, from 1.
        line: usize,
        /// The engine's words, without any value.
        message: String,
    },
}

impl Engine {
    /// Compiles every template. A fault names file and line.
    pub fn new(catalogue: Arc<Catalogue>) -> Result<Self, Fault> {
        todo!("{catalogue:?}")
    }

    /// The phone's own file.
    pub fn device_file(&self, phone: &Phone, site: &Site, dialect: &Dialect) -> Result<String, RenderError> {
        todo!("{phone:?}{site:?}{dialect:?}")
    }

    /// A file without a phone: common or boot. `template` is the path from the catalogue's file pattern.
    pub fn common_file(&self, template: &str, site: &Site, dialect: &Dialect) -> Result<String, RenderError> {
        todo!("{template}{site:?}{dialect:?}")
    }
}
