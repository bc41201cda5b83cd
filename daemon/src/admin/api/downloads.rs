//! Files that hold secrets: each is fetched with a ticket that is good once, never by a link.

use std::sync::Arc;

use axum::{
    Extension, Json as Answer,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    exports::attachment,
    import::{Nothing, draft},
    softphones::NewSoftphoneLink,
    template::XLSX,
};
use crate::{
    admin::{
        Admin,
        problem::Problem,
        request::{Json, Name},
        session::Owner,
        tickets::{Download, DownloadFormat},
    },
    directory::{Secret, settings},
    office::{
        exporting::{self, ExportedAccount},
        now,
        problems::{self, OwnFile, OwnFileError, OwnFormat},
        slips::{self, Slip, SlipPhone},
    },
    store::{Credential, EventSeverity, ImportState, Store},
};

/// A ticket for one download.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ticket {
    /// Goes into the address of the download.
    ticket: String,
    /// When it ends, in seconds since 1970 UTC.
    expires_at: i64,
}

/// A download as JSON: what was asked for.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum DownloadDocument {
    /// SIP accounts with their passwords.
    Accounts(Vec<ExportedAccount>),
    /// Login passwords.
    Credentials(Credentials),
}

/// Login passwords for the page that prints slips.
#[derive(Serialize, ToSchema)]
pub struct Credentials {
    /// What the site is called.
    site_name: String,
    /// One entry for each user whose password was made or set.
    credentials: Vec<CredentialEntry>,
}

/// What one person needs to log in.
#[derive(Serialize, ToSchema)]
pub struct CredentialEntry {
    first_name: String,
    last_name: String,
    email: String,
    /// The main one first.
    extensions: Vec<String>,
    /// Login password; empty where it is the person's own and stays.
    password: String,
    /// PIN of the mailbox, where one was made or set.
    voicemail_pin: Option<String>,
    /// Their phones, and how each is used.
    phones: Vec<SlipPhone>,
    /// The link to their softphone's account, where it was asked for and they have one.
    softphone: Option<NewSoftphoneLink>,
}

/// Makes a ticket for one download of passwords
#[utoipa::path(post, path = "/downloads", operation_id = "create_download", tag = "downloads",
    request_body = Download, responses((status = 201, body = Ticket)))]
pub async fn sell(
    State(admin): State<Arc<Admin>>,
    Json(download): Json<Download>,
) -> Result<(StatusCode, Answer<Ticket>), Problem> {
    admin
        .work(move |admin, store| {
            is_there(admin, store, &download)?;
            let (ticket, expires_at) = admin.tickets.sell(download, now())?;
            Ok((StatusCode::CREATED, Answer(Ticket { ticket, expires_at })))
        })
        .await
}

/// Hands the file over; the ticket is used up by that
#[utoipa::path(post, path = "/downloads/{ticket}", operation_id = "fetch_download", tag = "downloads",
    params(("ticket" = String, Path)), request_body = Nothing,
    responses((status = 200, content((String = "text/csv"), (DownloadDocument = "application/json")))))]
pub async fn fetch(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    Name(ticket): Name,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Response, Problem> {
    let used = || {
        let detail = "This download was used already, or it is too old. Start the download again";
        Problem::new(StatusCode::GONE, "ticket_used", detail)
    };
    let download = admin.tickets.take(&ticket, now()).ok_or_else(used)?;
    admin.work(move |admin, store| hand_over(admin, store, &download, &owner.name)).await
}

/// Whether there is what the ticket is for.
fn is_there(admin: &Admin, store: &mut Store, download: &Download) -> Result<(), Problem> {
    match *download {
        Download::Accounts { .. } => {}
        Download::Credentials { import, .. } => {
            store.import(import)?.ok_or_else(|| Problem::not_found("import"))?;
            store.handover_state(import, now())?.ok_or_else(gone)?;
        }
        Download::Problems { import } => drop(draft(admin, store, import)?),
        Download::Rest { import } => {
            let row = store.import(import)?.ok_or_else(|| Problem::not_found("import"))?;
            if row.state == ImportState::Applied && !row.has_rest {
                return Err(rest_gone());
            }
        }
    }
    Ok(())
}

fn hand_over(
    admin: &Admin,
    store: &mut Store,
    download: &Download,
    actor: &str,
) -> Result<Response, Problem> {
    match *download {
        Download::Accounts { format } => {
            let accounts = store.accounts()?;
            let message = "the SIP accounts were downloaded with their passwords";
            store.note_event(now(), "accounts_downloaded", EventSeverity::Note, message, actor)?;
            Ok(match format {
                DownloadFormat::Csv => csv("sip-accounts.csv", exporting::accounts_csv(&accounts, true)?),
                DownloadFormat::Json => {
                    json(DownloadDocument::Accounts(exporting::account_list(&accounts, true)))
                }
            })
        }
        Download::Credentials { import, format, softphones } => {
            let mut slips = slips::slips(&admin.office, store, import, now())?.ok_or_else(gone)?;
            if softphones && format == DownloadFormat::Json {
                slips::add_softphones(store, &mut slips, actor, now())?;
            }
            store.note_handover(import, actor, now())?;
            if format == DownloadFormat::Json {
                return Ok(json(DownloadDocument::Credentials(Credentials::of(store, slips)?)));
            }
            let credentials: Vec<Credential> = slips.into_iter().map(|slip| slip.credential).collect();
            // With a mark, by which spreadsheet programs know UTF-8: this file is for people.
            Ok(csv("passwords.csv", format!("\u{feff}{}", exporting::credentials_csv(&credentials)?)))
        }
        Download::Problems { import } => {
            let draft = draft(admin, store, import)?;
            let file = problems::problems(&admin.office, store, &draft.examined, None)?;
            Ok(own_file(file, "what-to-fix"))
        }
        Download::Rest { import } => rest(admin, store, import),
    }
}

/// The rows that are left out of a checked import, or were left out of an applied one.
fn rest(admin: &Admin, store: &mut Store, import: i64) -> Result<Response, Problem> {
    let row = store.import(import)?.ok_or_else(|| Problem::not_found("import"))?;
    let file = if row.state == ImportState::Applied {
        OwnFile::kept(store.import_rest(import)?.ok_or_else(rest_gone)?)
    } else {
        let draft = draft(admin, store, import)?;
        problems::rest(&admin.office, store, &draft.examined, None)?
    };
    Ok(own_file(file, "left-out-rows"))
}

fn rest_gone() -> Problem {
    let detail =
        "The rows that this import left out are no longer on the box: none were, or a week has passed";
    Problem::new(StatusCode::GONE, "rest_gone", detail)
}

fn own_file(file: OwnFile, name: &str) -> Response {
    match file.format {
        OwnFormat::Csv => {
            (attachment("text/csv; charset=utf-8", &format!("{name}.csv")), file.bytes).into_response()
        }
        OwnFormat::Xlsx => (attachment(XLSX, &format!("{name}.xlsx")), file.bytes).into_response(),
    }
}

fn gone() -> Problem {
    let detail =
        "These passwords are no longer on the box: somebody has them, or a day has passed. Make new ones";
    Problem::new(StatusCode::GONE, "passwords_gone", detail)
}

fn json(document: DownloadDocument) -> Response {
    Answer(document).into_response()
}

/// A spreadsheet that the browser saves under this name.
pub fn csv(name: &str, text: String) -> Response {
    (attachment("text/csv; charset=utf-8", name), text).into_response()
}

impl Credentials {
    fn of(store: &Store, slips: Vec<Slip>) -> Result<Self, Problem> {
        Ok(Self {
            site_name: settings::value(&store.settings()?, "site.name").to_owned(),
            credentials: slips.into_iter().map(CredentialEntry::from).collect(),
        })
    }
}

impl From<Slip> for CredentialEntry {
    fn from(Slip { credential, phones, softphone }: Slip) -> Self {
        let exposed = |secret: &Secret| secret.expose().to_owned();
        Self {
            password: credential.password.as_ref().map(exposed).unwrap_or_default(),
            voicemail_pin: credential.voicemail_pin.as_ref().map(exposed),
            first_name: credential.first_name,
            last_name: credential.last_name,
            email: credential.email,
            extensions: credential.extensions,
            phones,
            softphone: softphone.map(NewSoftphoneLink::from),
        }
    }
}

impl From<exporting::ExportError> for Problem {
    fn from(error: exporting::ExportError) -> Self {
        match error {
            exporting::ExportError::Store(error) => error.into(),
            error => Self::internal(&error),
        }
    }
}

impl From<OwnFileError> for Problem {
    fn from(error: OwnFileError) -> Self {
        match error {
            OwnFileError::Store(error) => error.into(),
            error => Self::internal(&error),
        }
    }
}
