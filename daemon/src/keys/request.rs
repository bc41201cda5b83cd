//! What `linekey keys apply` reads.
