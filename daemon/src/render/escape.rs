//! Escaping per format: no value can add, end or comment out a line.
