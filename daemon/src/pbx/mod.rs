//! PBXs. Their dialects — what a key dials and watches — are data in `daemon/dialects/*.toml`.

mod dialect;
mod load;
mod pattern;
mod preview;

pub use dialect::{AccountsPer, Dialect, Dialects, KeyStrings, Username};
pub use load::DialectFault;
pub use pattern::Pattern;
pub use preview::KeyPreview;
