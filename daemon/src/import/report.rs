//! The JSON that `linekey import --dry-run --format json` prints.
