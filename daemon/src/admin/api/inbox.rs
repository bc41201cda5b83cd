//! Phones that asked and that nobody imported.

use std::sync::Arc;

use axum::{Json as Answer, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::import::Nothing;
use crate::{
    admin::{
        Admin,
        problem::Problem,
        request::{Json, Name, Query},
    },
    directory::MacAddr,
    office::{now, waiting},
};

/// Which waiting phones.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InboxQuery {
    /// Those too that were waved away.
    ignored: Option<bool>,
}

/// Waiting phones.
#[derive(Debug, Serialize, ToSchema)]
pub struct Inbox {
    /// The latest first, 500 at most.
    phones: Vec<Waiting>,
}

/// A phone that nobody imported.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WaitingPhone)]
pub struct Waiting {
    /// With colons.
    mac_address: String,
    /// Brand id, where known.
    brand: Option<String>,
    /// As its maker writes it.
    brand_name: Option<String>,
    /// Model id, where the catalogue knows it.
    model: Option<String>,
    /// As its maker writes it, without its brand, or the phone's own word for it.
    model_name: Option<String>,
    /// Family id, where the model is known.
    family: Option<String>,
    /// Whether the box can write settings for it; false where it only knows the model by name.
    provisioned: bool,
    /// Firmware version.
    firmware: Option<String>,
    /// IP address it last asked from.
    address: String,
    /// `http`, `https` or `tftp`.
    transport: String,
    /// When it first asked, in seconds since 1970 UTC.
    first_at: i64,
    /// When it last asked.
    last_at: i64,
    /// How often it asked.
    count: u64,
    /// Whether it was waved away.
    ignored: bool,
}

impl From<waiting::Waiting<'_>> for Waiting {
    fn from(waiting: waiting::Waiting<'_>) -> Self {
        let (seen, model) = (waiting.seen, waiting.model);
        Self {
            mac_address: seen.mac.to_string(),
            brand: waiting.brand.map(|brand| brand.id.clone()),
            brand_name: waiting.brand.map(|brand| brand.name.clone()),
            model: model.map(|found| found.model.id.clone()),
            model_name: model.map(|found| found.name_after_brand().to_owned()).or(seen.model),
            family: model.map(|found| found.family.id.clone()),
            provisioned: model.is_none_or(|found| found.model.provisioned),
            firmware: seen.firmware,
            address: seen.address,
            transport: seen.transport,
            first_at: seen.first_at,
            last_at: seen.last_at,
            count: seen.count,
            ignored: seen.ignored,
        }
    }
}

/// Lists phones that asked and that nobody imported, the latest first
#[utoipa::path(get, path = "/inbox", operation_id = "list_inbox", tag = "inbox",
    params(InboxQuery), responses((status = 200, body = Inbox)))]
pub async fn list(
    State(admin): State<Arc<Admin>>,
    Query(query): Query<InboxQuery>,
) -> Result<Answer<Inbox>, Problem> {
    let phones = admin.work(move |admin, store| {
        let phones = waiting::list(&admin.office, store, query.ignored.unwrap_or(false))?;
        Ok(phones.into_iter().map(Waiting::from).collect())
    });
    Ok(Answer(Inbox { phones: phones.await? }))
}

/// Waves a waiting phone away
#[utoipa::path(put, path = "/inbox/{mac}/ignored", operation_id = "ignore_phone", tag = "inbox",
    params(("mac" = String, Path)), request_body = Nothing, responses((status = 204)))]
pub async fn ignore(
    State(admin): State<Arc<Admin>>,
    Name(mac): Name,
    Json(Nothing {}): Json<Nothing>,
) -> Result<StatusCode, Problem> {
    let mac = address(&mac)?;
    let asked = admin.work(move |_, store| Ok(store.ignore_phone(mac, now())?)).await?;
    if asked { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found("waiting phone")) }
}

/// Lists a phone again that was waved away
#[utoipa::path(delete, path = "/inbox/{mac}/ignored", operation_id = "heed_phone", tag = "inbox",
    params(("mac" = String, Path)), responses((status = 204)))]
pub async fn heed(State(admin): State<Arc<Admin>>, Name(mac): Name) -> Result<StatusCode, Problem> {
    let mac = address(&mac)?;
    admin.work(move |_, store| Ok(store.heed_phone(mac)?)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn address(text: &str) -> Result<MacAddr, Problem> {
    text.parse().map_err(|_| Problem::not_found("waiting phone"))
}
