//! What leaves the box as a file: tables for spreadsheets, lists for programs. Secrets only where they are asked for.

mod devices;
#[cfg(test)]
mod round_trip;
pub(super) mod table;
mod users;

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    directory::Secret,
    store::{Account, Credential, Store, StoreError, StoredKey},
};
use table::{csv_text, header, raw_csv_text};

/// What can be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exported {
    /// SIP accounts as the PBX must know them; with their passwords or without.
    Accounts {
        /// The SIP passwords too.
        with_secrets: bool,
    },
    /// Phones.
    Devices,
    /// What the box noticed.
    Events,
    /// Feature keys.
    Keys,
    /// What phones were seen doing.
    Sightings,
    /// Users with their extensions and numbers.
    Users,
}

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// A spreadsheet, comma-separated.
    Csv,
    /// For programs.
    Json,
}

/// Why nothing could be exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A log is no table.
    #[error("sightings and events are exported as JSON: use --format json")]
    OnlyJson,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The text could not be made, which it never should: rows of different lengths.
    #[error("the file could not be made: {0}")]
    Table(#[from] csv::Error),
    /// The text could not be made, which it never should.
    #[error("the file could not be made: {0}")]
    List(#[from] serde_json::Error),
    /// The workbook could not be made, which it never should.
    #[error("the file could not be made: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

impl Exported {
    /// Whether there is no table of it: sightings and events are for programs.
    #[must_use]
    pub fn only_json(self) -> bool {
        matches!(self, Self::Sightings | Self::Events)
    }

    /// The file's text, a line break at its end.
    pub fn text(self, store: &mut Store, format: ExportFormat) -> Result<String, ExportError> {
        if format == ExportFormat::Json {
            return self.json(store);
        }
        match self {
            Self::Accounts { with_secrets } => accounts_csv(&store.accounts()?, with_secrets),
            Self::Devices => devices::devices_csv(store),
            Self::Keys => keys_csv(&store.keys(None)?),
            Self::Users => Ok(users::users_csv(&store.users()?)?),
            Self::Events | Self::Sightings => Err(ExportError::OnlyJson),
        }
    }

    /// The table as XLSX: spreadsheet programs read its letters right and leave its numbers as they are.
    pub fn workbook(self, store: &mut Store) -> Result<Vec<u8>, ExportError> {
        table::workbook(&self.text(store, ExportFormat::Csv)?)
    }

    fn json(self, store: &mut Store) -> Result<String, ExportError> {
        match self {
            Self::Accounts { with_secrets } => list(&account_list(&store.accounts()?, with_secrets)),
            Self::Devices => list(&store.devices()?),
            Self::Events => list(&store.events()?),
            Self::Keys => list(&store.keys(None)?),
            Self::Sightings => list(&store.sightings()?),
            Self::Users => list(&store.users()?),
        }
    }
}

fn list(items: &[impl Serialize]) -> Result<String, ExportError> {
    Ok(serde_json::to_string_pretty(items)? + "\n")
}

/// An account as it is exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ExportedAccount {
    /// The extension that it registers for.
    pub extension: String,
    /// `softphone` where an app registers with it; left out for phones.
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    pub used_by: Option<AccountUse>,
    /// What phones and caller id show.
    pub name: String,
    /// SIP password, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sip_password: Option<String>,
    /// SIP username.
    pub sip_username: String,
    /// PIN of the mailbox, where it was asked for and is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voicemail_pin: Option<String>,
}

/// What registers with an account, where that is no phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum AccountUse {
    /// An app.
    Softphone,
}

/// The accounts for a program, with their passwords or without.
#[must_use]
pub fn account_list(accounts: &[Account], with_secrets: bool) -> Vec<ExportedAccount> {
    let exported = |account: &Account| ExportedAccount {
        extension: account.extension.clone(),
        used_by: account.is_softphone.then_some(AccountUse::Softphone),
        name: account.name.clone(),
        sip_password: with_secrets.then(|| account.sip_password.expose().to_owned()),
        sip_username: account.sip_username.clone(),
        voicemail_pin: account.voicemail_pin.as_ref().filter(|_| with_secrets).map(exposed),
    };
    accounts.iter().map(exported).collect()
}

/// The accounts as a table, with their passwords or without. Where there are softphones, the column `for` tells them. For a program: a password that begins with `-` must
/// arrive as it is, so no cell is defused.
pub fn accounts_csv(accounts: &[Account], with_secrets: bool) -> Result<String, ExportError> {
    let with_pins = with_secrets && accounts.iter().any(|account| account.voicemail_pin.is_some());
    let with_softphones = accounts.iter().any(|account| account.is_softphone);
    let mut names = header(&["extension", "name", "sip_username"]);
    names.extend(with_secrets.then(|| "sip_password".to_owned()));
    names.extend(with_pins.then(|| "voicemail_pin".to_owned()));
    names.extend(with_softphones.then(|| "for".to_owned()));
    let row = |account: &Account| {
        let mut row = vec![account.extension.clone(), account.name.clone(), account.sip_username.clone()];
        row.extend(with_secrets.then(|| exposed(&account.sip_password)));
        row.extend(with_pins.then(|| account.voicemail_pin.as_ref().map_or_else(String::new, exposed)));
        let used_by = if account.is_softphone { "softphone" } else { "" };
        row.extend(with_softphones.then(|| used_by.to_owned()));
        row
    };
    let rows: Vec<_> = std::iter::once(names).chain(accounts.iter().map(row)).collect();
    Ok(raw_csv_text(&rows)?)
}

fn exposed(secret: &Secret) -> String {
    secret.expose().to_owned()
}

/// The login passwords and PINs of an import: a row for each user who was given any. The PINs have a column where there
/// are any.
pub fn credentials_csv(credentials: &[Credential]) -> Result<String, ExportError> {
    let with_pins = credentials.iter().any(|credential| credential.voicemail_pin.is_some());
    let secret = |secret: &Option<Secret>| secret.as_ref().map_or_else(String::new, exposed);
    let mut names = header(&["first_name", "last_name", "email", "extension", "password"]);
    names.extend(with_pins.then(|| "voicemail_pin".to_owned()));
    let row = |credential: &Credential| {
        let mut row = vec![
            credential.first_name.clone(),
            credential.last_name.clone(),
            credential.email.clone(),
            credential.extensions.join(" "),
            secret(&credential.password),
        ];
        row.extend(with_pins.then(|| secret(&credential.voicemail_pin)));
        row
    };
    let rows: Vec<_> = std::iter::once(names).chain(credentials.iter().map(row)).collect();
    Ok(csv_text(&rows)?)
}

fn keys_csv(keys: &[StoredKey]) -> Result<String, ExportError> {
    let mut rows = vec![header(&["mac_address", "key", "type", "line", "value", "extension", "label"])];
    rows.extend(keys.iter().map(|key| {
        vec![
            key.mac_address.clone(),
            key.key.to_string(),
            key.kind.clone(),
            key.line.to_string(),
            key.value.clone().unwrap_or_default(),
            key.extension.clone().unwrap_or_default(),
            key.label.clone().unwrap_or_default(),
        ]
    }));
    Ok(csv_text(&rows)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> Account {
        Account {
            extension: "2001".into(),
            name: "=Ada".into(),
            sip_username: "ada7".into(),
            is_softphone: false,
            sip_password: Secret::new("-s3cret"),
            voicemail_pin: None,
        }
    }

    #[test]
    fn accounts_carry_their_passwords_only_where_asked_and_as_they_are() {
        assert_eq!(
            accounts_csv(&[account()], true).unwrap(),
            "extension,name,sip_username,sip_password\n2001,=Ada,ada7,-s3cret\n"
        );
        assert_eq!(
            accounts_csv(&[account()], false).unwrap(),
            "extension,name,sip_username\n2001,=Ada,ada7\n"
        );
        let with_pin = Account { voicemail_pin: Some(Secret::new("740296")), ..account() };
        assert!(
            accounts_csv(&[account(), with_pin.clone()], true)
                .unwrap()
                .ends_with("ada7,-s3cret,\n2001,=Ada,ada7,-s3cret,740296\n")
        );
        assert!(!accounts_csv(std::slice::from_ref(&with_pin), false).unwrap().contains("740296"));
        assert!(!list(&account_list(&[with_pin], false)).unwrap().contains("740296"));
        let plain = list(&account_list(&[account()], false)).unwrap();
        assert!(!plain.contains("s3cret") && !plain.contains("sip_password"), "{plain}");
    }

    #[test]
    fn the_account_of_a_softphone_says_so() {
        let app = Account { sip_username: "2001-app".into(), is_softphone: true, ..account() };
        let accounts = [account(), app];
        assert_eq!(
            accounts_csv(&accounts, false).unwrap(),
            "extension,name,sip_username,for\n2001,=Ada,ada7,\n2001,=Ada,2001-app,softphone\n"
        );
        let listed = list(&account_list(&accounts, false)).unwrap();
        assert_eq!(listed.matches(r#""for": "softphone""#).count(), 1, "{listed}");
    }

    #[test]
    fn the_passwords_of_an_import_stand_beside_their_users() {
        let credential = Credential {
            first_name: "Ada".into(),
            last_name: "Byron".into(),
            email: "ada@example.com".into(),
            extensions: vec!["2001".into(), "2009".into()],
            password: Some(Secret::new("xyz")),
            voicemail_pin: None,
        };
        let text = credentials_csv(std::slice::from_ref(&credential)).unwrap();
        assert_eq!(text.lines().nth(1), Some("Ada,Byron,ada@example.com,2001 2009,xyz"));
        let with_pin =
            Credential { password: None, voicemail_pin: Some(Secret::new("740296")), ..credential };
        let text = credentials_csv(&[with_pin]).unwrap();
        assert!(text.starts_with("first_name,last_name,email,extension,password,voicemail_pin\n"));
        assert_eq!(text.lines().nth(1), Some("Ada,Byron,ada@example.com,2001 2009,,740296"));
    }

    #[test]
    fn logs_are_no_tables() {
        let mut store = Store::in_memory().unwrap();
        assert!(matches!(Exported::Events.text(&mut store, ExportFormat::Csv), Err(ExportError::OnlyJson)));
        assert_eq!(Exported::Events.text(&mut store, ExportFormat::Json).unwrap(), "[]\n");
    }
}
