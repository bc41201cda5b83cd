//! The first page: what is done, what is to do, what is wrong.

use std::{sync::Arc, time::UNIX_EPOCH};

use axum::{Json as Answer, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

use super::imports::ImportSummary;
use crate::{
    admin::{Admin, problem::Problem},
    directory::text::capital,
    office::overview::{Facts, Task, TaskState},
    serve::tls::Fingerprint,
    store::{Counts, Event, Store},
};

/// Warnings that are shown.
const WARNINGS: usize = 5;

/// What is done, what is to do, what is wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct Overview {
    /// In the order of doing them.
    tasks: Vec<TaskDocument>,
    /// How much there is of everything.
    counts: CountsDocument,
    /// The newest import.
    last_import: Option<ImportSummary>,
    /// The newest errors and warnings, the latest first, five at most.
    warnings: Vec<Warning>,
    /// Where phones reach the box.
    addresses: Addresses,
    /// What browsers are shown; `null` where these pages come without HTTPS.
    certificate: Option<CertificateDocument>,
    /// When a backup was last downloaded from these pages, in seconds since 1970 UTC; `null` where none was.
    last_backup: Option<i64>,
}

/// The box's certificate.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Certificate)]
pub struct CertificateDocument {
    /// Its SHA-256 fingerprint as browsers show it: `AB:CD:…`.
    sha256: String,
    /// When it ends, in seconds since 1970 UTC. The box renews it before.
    not_after: i64,
}

/// A task with how far it is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Task)]
pub struct TaskDocument {
    /// Which.
    id: Task,
    /// How far it is.
    state: TaskState,
}

/// How much there is of everything.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Counts)]
pub struct CountsDocument {
    /// Users.
    users: usize,
    /// Phones.
    devices: usize,
    /// Phones that fetched their file at least once.
    devices_fetched: usize,
    /// Phones in the inbox that nobody waved away.
    waiting: usize,
    /// Phones with a key that is more than a line.
    with_keys: usize,
}

/// Something that the box noticed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BoxWarning)]
pub struct Warning {
    /// Stable name for programs.
    code: String,
    /// `error` or `warning`.
    severity: String,
    /// A sentence.
    message: String,
    /// Seconds since 1970 UTC.
    at: i64,
}

/// Where phones reach the box.
#[derive(Debug, Serialize, ToSchema)]
pub struct Addresses {
    /// Where the HTTP listener is, as `host:port`; `null` where there is none.
    http: Option<String>,
    /// The same for HTTPS.
    https: Option<String>,
    /// The same for TFTP.
    tftp: Option<String>,
    /// The URL for DHCP option 66; `null` where it is not known.
    provisioning_url: Option<String>,
}

/// Shows what is done, what is to do and what is wrong
#[utoipa::path(get, path = "/overview", operation_id = "show_overview", tag = "box",
    responses((status = 200, body = Overview)))]
pub async fn show(State(admin): State<Arc<Admin>>) -> Result<Answer<Overview>, Problem> {
    admin.work(Overview::read).await.map(Answer)
}

impl Overview {
    fn read(admin: &Admin, store: &mut Store) -> Result<Self, Problem> {
        let facts = Facts::read(store)?;
        let tasks = facts.tasks().map(|(id, state)| TaskDocument { id, state });
        Ok(Self {
            tasks: tasks.into(),
            counts: facts.counts.into(),
            last_import: facts.imports.into_iter().next().map(ImportSummary::from),
            warnings: warnings(admin, store)?,
            addresses: Addresses::of(admin, store.site()?.provisioning_url),
            certificate: admin.certificates.as_ref().map(|shown| shown.fingerprint().into()),
            last_backup: store.last_event("backup_made")?,
        })
    }
}

/// The newest warnings. A fault of a file that was mended since is history, not a warning.
fn warnings(admin: &Admin, store: &Store) -> Result<Vec<Warning>, Problem> {
    let faults = admin.office.faults();
    let stands = |event: &Event| {
        event.kind != "template_fault"
            || faults.iter().any(|fault| event.message.starts_with(&fault.to_string()))
    };
    // Older ones come up where mended ones are left out.
    let newest = store.newest_warnings(WARNINGS * 4)?;
    Ok(newest.into_iter().filter(stands).take(WARNINGS).map(Warning::from).collect())
}

impl Addresses {
    fn of(admin: &Admin, provisioning_url: Option<String>) -> Self {
        let of = |listener| admin.addresses.get(listener).cloned();
        Self { http: of("http"), https: of("https"), tftp: of("tftp"), provisioning_url }
    }
}

impl From<Fingerprint> for CertificateDocument {
    fn from(Fingerprint { sha256, ends }: Fingerprint) -> Self {
        let since = ends.duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { sha256, not_after: i64::try_from(since.as_secs()).unwrap_or(i64::MAX) }
    }
}

impl From<Counts> for CountsDocument {
    fn from(counts: Counts) -> Self {
        let Counts { users, devices, devices_with_mac: _, devices_fetched, waiting, with_keys } = counts;
        Self { users, devices, devices_fetched, waiting, with_keys }
    }
}

impl From<Event> for Warning {
    fn from(event: Event) -> Self {
        // A path stays as it is spelled.
        let begins_with_path = event.message.split(' ').next().is_some_and(|word| word.contains('/'));
        let message = if begins_with_path { event.message } else { capital(&event.message) };
        Self { code: event.kind, severity: event.severity, message, at: event.at }
    }
}
