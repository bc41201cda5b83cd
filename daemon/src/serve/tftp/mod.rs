//! The TFTP server: RFC 1350 with options (2347), blksize (2348), timeout and tsize (2349) and windowsize (7440).
//! It only reads, and only what [`Content`](crate::serve::content::Content) answers: it never touches a disk.
//!
//! Everything that decides is pure (`packet`, `name`, `options`, `netascii`, `rtt`, `source`, `transfer`, `limits`,
//! `table`); `socket` and `listener` do what it says, on one thread of their own, so that neither rendering nor HTTP
//! holds a transfer up.

mod answers;
mod limits;
mod listener;
mod name;
mod netascii;
mod options;
mod packet;
mod rtt;
mod server;
mod socket;
mod source;
mod table;
mod transfer;

pub use limits::Limits;
pub use listener::{Listener, Running};
