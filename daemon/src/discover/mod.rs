//! How the box is found.
