//! The neutral configuration: what a phone is to do, in nobody's words.

/// Everything a template may say about one phone. Vendor-neutral; serialised for the templates.
#[derive(Debug, Clone, serde::Serialize)]
pub struct PhoneConfig {}
