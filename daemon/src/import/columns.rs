//! Which column is which field.

/// Our fields, by the names in the import file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// Identifies the user.
    Email,
}

/// Which column of the sheet feeds which field.
#[derive(Debug, Clone)]
pub struct Mapping {}
