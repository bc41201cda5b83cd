//! Spreadsheet → rows → columns → values and issues → plan. Pure: the store hands in what exists and applies the plan.

mod check;
mod columns;
mod issue;
mod plan;
mod repair;
pub mod report;
pub mod sheet;

pub use check::{
    Checked, Existing, ExistingDevice, ExistingExtension, ExistingLine, ExistingUser, Input, PendingDevice,
    Rules, check,
};
pub use columns::{
    Column, ColumnName, ColumnView, Field, Key, MapError, Mapping, Override, REQUIRED, Reason, Wanted,
};
pub use issue::{Issue, Severity};
pub use plan::{
    Change, ChangeKind, Count, DeviceChange, LeftAlone, Mode, Plan, PlanCounts, PlannedDevice,
    PlannedExtension, PlannedJoin, PlannedPhoneNumber, PlannedRow, PlannedUser, Removal, Removed, RowOutcome,
};
pub use repair::{CellRepair, Repairs};
