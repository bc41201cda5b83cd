//! Which phone is this, which file is that; and the listeners that hand it over.

pub mod content;
pub mod http;
pub mod networks;
pub mod sockets;
pub mod supervise;
pub mod tftp;
pub mod tls;
