//! `linekey export`.

use std::collections::BTreeSet;

use clap::ValueEnum;
use serde_json::json;

use super::{Failure, Place, print, print_json};
use crate::store::{DeviceRow, Store, UserRow};

/// Print what is stored. Never a secret unless asked for.
#[derive(clap::Args)]
pub struct Export {
    /// What to print
    #[arg(value_enum)]
    what: What,
    /// How to print it [default: csv; json for sightings and events]
    #[arg(long, value_enum)]
    format: Option<ExportFormat>,
    /// With `accounts`: the SIP passwords too, for the PBX
    #[arg(long)]
    with_secrets: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// SIP accounts as the PBX must know them
    Accounts,
    /// Phones
    Devices,
    /// What the box noticed
    Events,
    /// Feature keys
    Keys,
    /// What phones were seen doing
    Sightings,
    /// Users with their extensions and numbers
    Users,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// A spreadsheet, comma-separated
    Csv,
    /// For programs
    Json,
}

impl Export {
    /// Runs the command.
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        let only_json = matches!(self.what, What::Sightings | What::Events);
        let default = if only_json { ExportFormat::Json } else { ExportFormat::Csv };
        let format = self.format.unwrap_or(default);
        if only_json && format == ExportFormat::Csv {
            return Err(Failure::Usage(
                "sightings and events are exported as JSON: use --format json".into(),
            ));
        }
        if self.with_secrets && self.what != What::Accounts {
            return Err(Failure::Usage(
                "--with-secrets goes with accounts; nothing else holds a secret".into(),
            ));
        }
        let mut store = place.store()?;
        match (self.what, format) {
            (What::Accounts, _) => self.accounts(&store, format),
            (What::Devices, ExportFormat::Csv) => print(&devices_csv(&store.devices()?)?),
            (What::Devices, ExportFormat::Json) => print_json(&store.devices()?),
            (What::Events, _) => print_json(&store.events()?),
            (What::Keys, ExportFormat::Csv) => print(&keys_csv(&store)?),
            (What::Keys, ExportFormat::Json) => print_json(&store.keys(None)?),
            (What::Sightings, _) => print_json(&store.sightings()?),
            (What::Users, ExportFormat::Csv) => print(&users_csv(&store.users()?)?),
            (What::Users, ExportFormat::Json) => print_json(&store.users()?),
        }
    }

    fn accounts(&self, store: &Store, format: ExportFormat) -> Result<(), Failure> {
        let accounts = store.accounts()?;
        if format == ExportFormat::Json {
            let list: Vec<_> = accounts
                .iter()
                .map(|account| {
                    let mut object = json!({
                        "extension": account.extension,
                        "name": account.name,
                        "sip_username": account.sip_username,
                    });
                    if self.with_secrets {
                        object["sip_password"] = json!(account.sip_password.expose());
                    }
                    object
                })
                .collect();
            return print_json(&list);
        }
        let mut rows = vec![header(&["extension", "name", "sip_username"])];
        rows.extend(accounts.iter().map(|account| {
            vec![account.extension.clone(), account.name.clone(), account.sip_username.clone()]
        }));
        if self.with_secrets {
            rows[0].push("sip_password".into());
            for (row, account) in rows[1..].iter_mut().zip(&accounts) {
                row.push(account.sip_password.expose().to_owned());
            }
        }
        // For a program: a password that begins with `-` must arrive as it is.
        print(&raw_csv_text(&rows)?)
    }
}

fn header(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn devices_csv(devices: &[DeviceRow]) -> Result<String, Failure> {
    let mut rows =
        vec![header(&["mac_address", "brand", "family", "model", "device_name", "email", "extension"])];
    rows.extend(devices.iter().map(|device| {
        vec![
            device.mac_address.clone().unwrap_or_default(),
            device.brand.clone(),
            device.family.clone(),
            device.model.clone(),
            device.device_name.clone(),
            device.email.clone().unwrap_or_default(),
            device.extension.clone().unwrap_or_default(),
        ]
    }));
    csv_text(&rows)
}

fn keys_csv(store: &Store) -> Result<String, Failure> {
    let mut rows = vec![header(&["mac_address", "key", "type", "line", "value", "extension", "label"])];
    rows.extend(store.keys(None)?.into_iter().map(|key| {
        vec![
            key.mac_address,
            key.key.to_string(),
            key.kind,
            key.line.to_string(),
            key.value.unwrap_or_default(),
            key.extension.unwrap_or_default(),
            key.label.unwrap_or_default(),
        ]
    }));
    csv_text(&rows)
}

/// Users in the shape of the import file: further extensions and numbers stand on rows of their own.
fn users_csv(users: &[UserRow]) -> Result<String, Failure> {
    let custom: BTreeSet<&String> = users.iter().flat_map(|user| user.custom.keys()).collect();
    let mut names = header(&[
        "first_name",
        "last_name",
        "email",
        "extension",
        "phone_number",
        "softphone",
        "include_voicemail",
        "in_directory",
        "user_notes",
        "notification_email",
        "location",
        "department",
    ]);
    names.extend(custom.iter().map(|name| (*name).clone()));
    let mut rows = vec![names];
    for user in users {
        rows.push(first_row(user, &custom));
        rows.extend(
            (1..user.extensions.len().max(user.phone_numbers.len()))
                .map(|at| further_row(user, at, custom.len())),
        );
    }
    csv_text(&rows)
}

fn first_row(user: &UserRow, custom: &BTreeSet<&String>) -> Vec<String> {
    let yes = |flag: bool| if flag { "yes" } else { "no" }.to_owned();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let mut row = vec![
        user.first_name.clone(),
        user.last_name.clone(),
        user.email.clone(),
        user.extensions.first().cloned().unwrap_or_default(),
        user.phone_numbers.first().cloned().unwrap_or_default(),
        yes(user.softphone),
        yes(user.include_voicemail),
        yes(user.in_directory),
        text(&user.user_notes),
        text(&user.notification_email),
        text(&user.location),
        text(&user.department),
    ];
    row.extend(custom.iter().map(|name| user.custom.get(*name).cloned().unwrap_or_default()));
    row
}

fn further_row(user: &UserRow, at: usize, custom: usize) -> Vec<String> {
    let mut row = vec![
        String::new(),
        String::new(),
        user.email.clone(),
        user.extensions.get(at).cloned().unwrap_or_default(),
        user.phone_numbers.get(at).cloned().unwrap_or_default(),
    ];
    row.resize(12 + custom, String::new());
    row
}

/// Rows as CSV text. A cell that a spreadsheet program would run as a formula is defused with a leading `'`; a phone
/// number with its `+` is no formula.
pub fn csv_text(rows: &[Vec<String>]) -> Result<String, Failure> {
    let defused: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| defuse(cell)).collect()).collect();
    raw_csv_text(&defused)
}

/// Rows as CSV text, each cell as it is.
fn raw_csv_text(rows: &[Vec<String>]) -> Result<String, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |error: &dyn std::error::Error| Failure::System(error.to_string());
    for row in rows {
        writer.write_record(row).map_err(|error| failed(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| failed(&error))?;
    String::from_utf8(bytes).map_err(|error| failed(&error))
}

fn defuse(cell: &str) -> String {
    let number = cell
        .strip_prefix('+')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|sign| sign.is_ascii_digit()));
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !number {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_a_spreadsheet_would_run_are_defused() {
        let rows = vec![["=1+1", "+1800", "@x", "-2", "+x", "a,b"].map(str::to_owned).to_vec()];
        assert_eq!(csv_text(&rows).ok().unwrap(), "'=1+1,+1800,'@x,'-2,'+x,\"a,b\"\n");
    }
}
