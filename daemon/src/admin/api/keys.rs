//! Feature keys: what a request would do, and doing it.

use std::sync::Arc;

use axum::{Extension, Json as Answer, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

use super::openapi::IfMatchHeader;
use crate::{
    admin::{
        Admin,
        problem::{FieldProblem, Problem},
        request::{IfMatch, Json},
        session::Owner,
    },
    directory::text::capital,
    keys::request::{Fault, KeysRequest},
    office::{
        Office,
        keying::{self, KeyWarning, KeysError, KeysPlan, ModelFit, Sample},
        now,
    },
    store::{EventSeverity, Store, StoreError},
};

/// Faults that one answer lists. Whoever mends these sees the next ones.
const MAX_FAULTS: usize = 200;

/// What a request would do, or did.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KeysPlan)]
pub struct KeysPlanDocument {
    /// What applying it must name in `If-Match`.
    revision: String,
    /// Phones that get the keys.
    devices: usize,
    /// Keys that each gets.
    keys: usize,
    /// Phones whose keys really change.
    changed: usize,
    /// Phones that lose another function that a key has now.
    replaced: usize,
    /// How the keys fall on each model.
    models: Vec<ModelFit>,
    /// What is not as one might think.
    warnings: Vec<KeyWarning>,
    /// One phone's file, dots for its secrets; `null` where no phone has one.
    sample: Option<Sample>,
}

/// Shows what a keys request would do; changes nothing
#[utoipa::path(post, path = "/keys/preview", operation_id = "preview_keys", tag = "keys",
    request_body = KeysRequest, responses((status = 200, body = KeysPlanDocument)))]
pub async fn preview(
    State(admin): State<Arc<Admin>>,
    Json(request): Json<KeysRequest>,
) -> Result<Answer<KeysPlanDocument>, Problem> {
    let show = move |admin: &Admin, store: &mut Store| {
        let plan = plan(&admin.office, store, &request)?;
        KeysPlanDocument::of(&admin.office, store, &plan)
    };
    admin.work(show).await.map(Answer)
}

/// Sets feature keys on all phones that the request names, or on none
#[utoipa::path(post, path = "/keys/apply", operation_id = "apply_keys", tag = "keys",
    params(IfMatchHeader), request_body = KeysRequest, responses((status = 200, body = KeysPlanDocument)))]
pub async fn apply(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    IfMatch(revision): IfMatch,
    Json(request): Json<KeysRequest>,
) -> Result<Answer<KeysPlanDocument>, Problem> {
    let carry_out = move |admin: &Admin, store: &mut Store| {
        carry_out(&admin.office, store, &request, &revision, &owner.name)
    };
    admin.work(carry_out).await.map(Answer)
}

/// Applies the request on the revision that its plan was shown for.
fn carry_out(
    office: &Office,
    store: &mut Store,
    request: &KeysRequest,
    revision: &str,
    actor: &str,
) -> Result<KeysPlanDocument, Problem> {
    let mut plan = plan(office, store, request)?;
    // Made before the change: afterwards there would be no "before" to show.
    let planned = KeysPlanDocument::of(office, store, &plan)?;
    if planned.revision != revision {
        return Err(Problem::changed(&planned));
    }
    match plan.apply(store) {
        Ok(()) => {}
        Err(KeysError::Store(StoreError::Changed)) => {
            let plan = self::plan(office, store, request)?;
            return Err(Problem::changed(&KeysPlanDocument::of(office, store, &plan)?));
        }
        Err(error) => return Err(error.into()),
    }
    let many = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let (keys, phones) = (many(planned.keys, "feature key"), many(planned.devices, "phone"));
    let message = format!("{keys} set on {phones}");
    store.note_event(now(), "keys_set", EventSeverity::Note, &message, actor)?;
    Ok(KeysPlanDocument { revision: plan.revision.to_string(), ..planned })
}

fn plan(office: &Office, store: &Store, request: &KeysRequest) -> Result<KeysPlan, Problem> {
    let faults = request.faults();
    if !faults.is_empty() {
        return Err(KeysError::Request(faults).into());
    }
    Ok(keying::plan(office, store, request)?)
}

impl KeysPlanDocument {
    fn of(office: &Office, store: &mut Store, plan: &KeysPlan) -> Result<Self, Problem> {
        let mut warnings: Vec<KeyWarning> = plan.warnings.iter().chain(&plan.hints).map(shown).collect();
        // What is about all keys comes first.
        warnings.sort_by_key(|warning| warning.key);
        Ok(Self {
            revision: plan.revision.to_string(),
            devices: plan.chosen.len(),
            keys: plan.feature_keys.len(),
            changed: plan.changing.len(),
            replaced: plan.replaced,
            models: plan.models.clone(),
            warnings,
            sample: plan.sample(office, store)?,
        })
    }
}

fn shown(warning: &KeyWarning) -> KeyWarning {
    KeyWarning { key: warning.key, message: capital(&warning.message) }
}

impl From<KeysError> for Problem {
    fn from(error: KeysError) -> Self {
        match error {
            KeysError::Request(faults) => {
                let fields = faults.iter().take(MAX_FAULTS).map(field).collect();
                Self::refused("keys_refused", "Nothing was changed: the request has faults", fields)
            }
            KeysError::Store(error) => error.into(),
        }
    }
}

fn field(fault: &Fault) -> FieldProblem {
    let code = if fault.pointer.starts_with("/devices") { "device_refused" } else { "key_refused" };
    FieldProblem::error(&fault.pointer, code, capital(&fault.why))
}
