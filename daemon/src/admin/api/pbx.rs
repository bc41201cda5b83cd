//! The PBX: which dialects there are, what keys do on them, and whether it is there.

use std::sync::Arc;

use axum::{Json as Answer, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::import::Nothing;
use crate::{
    admin::{
        Admin,
        problem::Problem,
        request::{Json, Query},
    },
    directory::settings,
    keys::KeyType,
    office::pbx_test,
    pbx::{AccountsPer, Dialect, KeyPreview, Username},
};

/// Every PBX we know.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Dialects)]
pub struct DialectList {
    /// By id.
    dialects: Vec<DialectDocument>,
}

/// A PBX's codes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Dialect)]
pub struct DialectDocument {
    /// The value of `pbx.kind`.
    id: String,
    /// For people.
    name: String,
    /// Who has a SIP account of their own.
    accounts: AccountsPer,
    /// How a SIP username is made.
    username: Username,
    /// First and last park slot; `null` takes any digits.
    slots: Option<[u32; 2]>,
    /// What calls the own mailbox.
    voicemail: Option<String>,
}

/// Which PBX to look at.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PreviewQuery {
    /// Id of the dialect; the stored one where it is left out.
    kind: Option<String>,
    /// Digits before a park slot's number; the stored ones where they are left out.
    park_prefix: Option<String>,
}

/// What keys do on a PBX.
#[derive(Debug, Serialize, ToSchema)]
pub struct PbxPreview {
    /// Id of the dialect.
    kind: String,
    /// Its name.
    name: String,
    /// One of each type that depends on the PBX.
    keys: Vec<PreviewedKey>,
}

/// What one key does.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewedKey {
    /// Its type.
    #[serde(rename = "type")]
    kind: KeyType,
    /// The extension or slot of the example.
    example: String,
    /// What it subscribes to; `null` without a lamp.
    watch: Option<String>,
    /// What it dials when the phone is idle.
    dial: Option<String>,
    /// Where it sends a call that is up.
    transfer: Option<String>,
    /// What takes a call that rings there.
    pickup: Option<String>,
    /// Why such keys stay empty here; `null` where they work.
    unsupported: Option<String>,
}

/// What came of asking the PBX.
#[derive(Debug, Serialize, ToSchema)]
pub struct PbxAnswer {
    /// Whether anything answered.
    answered: bool,
    /// What happened, in a sentence.
    message: String,
}

/// Lists the PBXs that are known
#[utoipa::path(get, path = "/pbx/dialects", operation_id = "list_dialects", tag = "site",
    responses((status = 200, body = DialectList)))]
pub async fn dialects(State(admin): State<Arc<Admin>>) -> Answer<DialectList> {
    Answer(DialectList { dialects: admin.office.dialects.iter().map(DialectDocument::from).collect() })
}

/// Shows what feature keys would dial and watch on a PBX, stored or not
#[utoipa::path(get, path = "/pbx/preview", operation_id = "preview_pbx", tag = "site",
    params(PreviewQuery), responses((status = 200, body = PbxPreview)))]
pub async fn preview(
    State(admin): State<Arc<Admin>>,
    Query(query): Query<PreviewQuery>,
) -> Result<Answer<PbxPreview>, Problem> {
    let prefix = query.park_prefix.as_deref().map(accepted_prefix).transpose()?;
    let preview = admin
        .work(move |admin, store| {
            let site = store.site()?;
            let dialect = match &query.kind {
                Some(kind) => {
                    admin.office.dialects.get(kind).ok_or_else(|| Problem::not_found("such PBX"))?
                }
                None => admin.office.dialect(&site),
            };
            Ok(PbxPreview::of(dialect, &prefix.unwrap_or(site.pbx.park_prefix)))
        })
        .await?;
    Ok(Answer(preview))
}

/// Asks the stored PBX by SIP OPTIONS whether it is there; takes three seconds at most
#[utoipa::path(post, path = "/pbx/test", operation_id = "test_pbx", tag = "site",
    request_body = Nothing, responses((status = 200, body = PbxAnswer)))]
pub async fn test(
    State(admin): State<Arc<Admin>>,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Answer<PbxAnswer>, Problem> {
    let pbx = admin.work(|_, store| Ok(store.site()?.pbx)).await?;
    if pbx.host.is_empty() {
        let detail = "Nobody has said yet where the PBX is. Save its address first";
        return Err(Problem::new(StatusCode::CONFLICT, "pbx_not_set", detail));
    }
    let answer = pbx_test::ask(&pbx).await;
    Ok(Answer(PbxAnswer { answered: answer.answered, message: answer.message }))
}

/// A prefix as it would be stored.
fn accepted_prefix(typed: &str) -> Result<String, Problem> {
    let setting = settings::find("pbx.park_prefix").map_err(|error| Problem::internal(&error))?;
    setting.accept(typed, &[]).map_err(|_| Problem::malformed("park_prefix takes digits, * and # only"))
}

impl From<&Dialect> for DialectDocument {
    fn from(dialect: &Dialect) -> Self {
        Self {
            id: dialect.id.clone(),
            name: dialect.name.clone(),
            accounts: dialect.accounts,
            username: dialect.username,
            slots: dialect.slots.map(|(first, last)| [first, last]),
            voicemail: dialect.voicemail.clone(),
        }
    }
}

impl PbxPreview {
    fn of(dialect: &Dialect, park_prefix: &str) -> Self {
        Self {
            kind: dialect.id.clone(),
            name: dialect.name.clone(),
            keys: dialect.preview(park_prefix).into_iter().map(PreviewedKey::from).collect(),
        }
    }
}

impl From<KeyPreview> for PreviewedKey {
    fn from(key: KeyPreview) -> Self {
        let (strings, unsupported) = match key.strings {
            Ok(strings) => (Some(strings), None),
            Err(sentence) => (None, Some(sentence)),
        };
        let of = |part: fn(&crate::pbx::KeyStrings) -> Option<String>| strings.as_ref().and_then(part);
        Self {
            kind: key.kind,
            example: key.example,
            watch: of(|strings| strings.watch.clone()),
            dial: of(|strings| Some(strings.dial.clone())),
            transfer: of(|strings| Some(strings.transfer.clone())),
            pickup: of(|strings| strings.pickup.clone()),
            unsupported,
        }
    }
}
