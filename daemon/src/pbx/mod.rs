//! PBXs. Their dialects — what a key dials and watches — are data in `daemon/dialects/*.toml`.

mod dialect;

pub use dialect::{AccountsPer, Dialect, DialectFault, Dialects, Username};
