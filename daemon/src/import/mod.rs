//! Spreadsheet → rows → columns → values and issues → plan. Pure: the store hands in what exists and applies the plan.

mod check;
mod columns;
mod issue;
mod plan;
mod recipes;
mod repair;
pub mod report;
pub mod sheet;

pub use check::{
    Checked, Existing, ExistingDevice, ExistingExtension, ExistingLine, ExistingUser, Input, PendingDevice,
    Rules, check,
};
pub use columns::{
    Column, ColumnName, ColumnView, Field, MapError, Mapping, Override, REQUIRED, Reason, Wanted,
    custom_header, fingerprint, is_what_to_fix,
};
pub use issue::{Issue, Severity};
pub use plan::{
    Change, ChangeKind, Count, DeviceChange, LeftAlone, Mode, Plan, PlanCounts, PlannedDevice,
    PlannedExtension, PlannedJoin, PlannedPhoneNumber, PlannedRow, PlannedUser, Removal, Removed, RowOutcome,
};
pub use recipes::{Key, Recipe, RecipeFault, Recipes};
pub use repair::{CellRepair, Repairs};
