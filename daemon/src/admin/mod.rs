//! The admin side.
