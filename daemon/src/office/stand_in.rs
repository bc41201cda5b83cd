//! A phone that nobody has, to see what files of its model look like.

use std::collections::BTreeMap;

use crate::{
    catalogue::ModelRef,
    directory::{Line, MacAddr, Phone, Secret},
};

/// A phone of this model with one line, and an address that its brand may have.
pub(super) fn stand_in(found: ModelRef<'_>) -> Option<Phone> {
    let prefix = found.brand.oui.first().map_or("020000", String::as_str);
    let mac = format!("{prefix}000001").parse::<MacAddr>().ok()?;
    let line = Line {
        number: 1,
        extension: "2001".to_owned(),
        display_name: "Ada Park".to_owned(),
        first_name: "Ada".to_owned(),
        last_name: "Park".to_owned(),
        sip_username: "2001".to_owned(),
        sip_password: Secret::new("example"),
        has_mailbox: true,
    };
    Some(Phone {
        mac,
        brand: found.brand.id.clone(),
        family: found.family.id.clone(),
        model: found.model.id.clone(),
        expansion: None,
        name: "Ada Park".to_owned(),
        admin_password: Secret::new("example"),
        user_password: Secret::new("example"),
        lines: if found.model.lines > 0 { vec![line] } else { Vec::new() },
        keys: Vec::new(),
        firmware: None,
        media: BTreeMap::new(),
        overrides: Vec::new(),
    })
}
