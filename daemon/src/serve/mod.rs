//! Which phone is this, which file is that; and the listeners that hand it over.

pub mod content;
pub mod tftp;
