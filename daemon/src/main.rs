//! The command `linekey`.

fn main() {}
