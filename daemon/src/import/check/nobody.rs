//! Rows about a phone that belongs to nobody.

use super::{Checker, Finding, cells::Cells, device::Holder, rows::Kind, words::word};
use crate::import::Field;

impl Checker<'_> {
    /// A row whose email is `nobody`.
    pub(super) fn row_of_nobody(&mut self, cells: &Cells<'_>) -> Kind {
        let other = Field::ALL.into_iter().find(|field| !is_of_phone(*field) && cells.text(*field).is_some());
        if let Some(field) = other {
            let message = format!("A phone of nobody has no {}. Clear it, or enter whose it is", word(field));
            self.log.cell(cells, field, Finding::error("nobody_with_values", message));
        }
        let is_bare = cells.text(Field::MacAddress).is_none() && cells.text(Field::Model).is_none();
        if is_bare && cells.is_blank(Field::MacAddress) && cells.is_blank(Field::Model) {
            let message = "Enter MAC address and model of the phone that belongs to nobody";
            self.log.cell(cells, Field::MacAddress, Finding::error("mac_missing", message));
            return Kind::Same;
        }
        if self.device(cells, Holder::Nobody) {
            Kind::Creates
        } else if self.has_unused {
            Kind::Unused
        } else {
            Kind::Same
        }
    }
}

fn is_of_phone(field: Field) -> bool {
    matches!(
        field,
        Field::Action
            | Field::Brand
            | Field::DeviceName
            | Field::Email
            | Field::ExpansionCount
            | Field::ExpansionModule
            | Field::Family
            | Field::MacAddress
            | Field::Model
            | Field::PendingMac
    )
}
