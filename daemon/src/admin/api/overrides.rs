//! Parameters in the makers' words, laid over phones' files.

use std::sync::Arc;

use axum::{Extension, Json as Answer, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::openapi::IfMatchHeader;
use crate::{
    admin::{
        Admin,
        problem::{FieldProblem, Problem},
        request::{IfMatch, Json, Query},
        session::Owner,
    },
    directory::{Level, text::capital},
    office::overrides::{Fault, OverrideError, ScopeForm},
    store::{Store, StoreError, StoredOverride},
};

/// Which overrides; what is left out does not matter.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OverridesQuery {
    /// Of this level.
    #[param(inline)]
    level: Option<Level>,
    /// Of this brand, and its families and models.
    brand: Option<String>,
    /// Of this family, and its models.
    family: Option<String>,
    /// Of this model.
    model: Option<String>,
    /// Of this phone.
    device: Option<i64>,
    /// Of this parameter.
    parameter: Option<String>,
}

/// Overrides.
#[derive(Debug, Serialize, ToSchema)]
pub struct Overrides {
    /// What a change must name in `If-Match`.
    version: String,
    /// Those for most phones first.
    overrides: Vec<OverrideDocument>,
}

/// An override.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Override)]
pub struct OverrideDocument {
    /// How many phones it is for.
    level: Level,
    /// Brand id; empty where it is for all or for one phone.
    brand: String,
    /// Family id, or empty.
    family: String,
    /// Model id, or empty.
    model: String,
    /// The phone's id.
    device: Option<i64>,
    /// What names the phone: its MAC address, or its name while that is to come.
    device_name: Option<String>,
    /// The parameter's name, in the maker's words.
    parameter: String,
    /// Its value.
    value: String,
}

/// What to set, and for which phones.
#[derive(Debug, Deserialize, ToSchema)]
pub struct OverrideInput {
    #[serde(flatten)]
    scope: ScopeForm,
    /// The parameter's name, as the file of the phone tells it.
    parameter: String,
    /// Its value.
    value: String,
}

/// Overrides after a change, with what a person should know.
#[derive(Debug, Serialize, ToSchema)]
pub struct OverridesSaved {
    #[serde(flatten)]
    overrides: Overrides,
    /// Sentences.
    notes: Vec<String>,
}

/// Which one to remove.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OverrideQuery {
    /// Its level.
    #[param(inline)]
    level: Level,
    /// Its brand.
    brand: Option<String>,
    /// Its family.
    family: Option<String>,
    /// Its model.
    model: Option<String>,
    /// Its phone.
    device: Option<i64>,
    /// Its parameter.
    parameter: String,
}

/// Lists parameters that are laid over what templates write
#[utoipa::path(get, path = "/overrides", operation_id = "list_overrides", tag = "overrides",
    params(OverridesQuery), responses((status = 200, body = Overrides)))]
pub async fn list(
    State(admin): State<Arc<Admin>>,
    Query(query): Query<OverridesQuery>,
) -> Result<Answer<Overrides>, Problem> {
    admin.work(move |_, store| Overrides::read(store, &query)).await.map(Answer)
}

/// Sets a parameter for one phone, or for all of a model, family, brand or the site
#[utoipa::path(put, path = "/overrides", operation_id = "set_override", tag = "overrides",
    params(IfMatchHeader), request_body = OverrideInput, responses((status = 200, body = OverridesSaved)))]
pub async fn set(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    IfMatch(version): IfMatch,
    Json(input): Json<OverrideInput>,
) -> Result<Answer<OverridesSaved>, Problem> {
    let set = move |admin: &Admin, store: &mut Store| {
        let what = (input.parameter.as_str(), input.value.as_str());
        let set = admin.office.set_override(store, &input.scope, what, Some(&version), &owner.name);
        let notes = set.map_err(|error| problem(store, error))?;
        let notes = notes.iter().map(|note| capital(note)).collect();
        Ok(OverridesSaved { overrides: Overrides::read(store, &OverridesQuery::default())?, notes })
    };
    admin.work(set).await.map(Answer)
}

/// Removes an override: the template's value counts again, or that of a wider level
#[utoipa::path(delete, path = "/overrides", operation_id = "remove_override", tag = "overrides",
    params(IfMatchHeader, OverrideQuery), responses((status = 200, body = Overrides)))]
pub async fn remove(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    IfMatch(version): IfMatch,
    Query(query): Query<OverrideQuery>,
) -> Result<Answer<Overrides>, Problem> {
    let remove = move |admin: &Admin, store: &mut Store| {
        let OverrideQuery { level, brand, family, model, device, parameter } = query;
        let scope = ScopeForm { level, brand, family, model, device };
        let removed = admin.office.remove_override(store, &scope, &parameter, Some(&version), &owner.name);
        if removed.map_err(|error| problem(store, error))? {
            Overrides::read(store, &OverridesQuery::default())
        } else {
            Err(Problem::not_found("such override"))
        }
    };
    admin.work(remove).await.map(Answer)
}

fn problem(store: &Store, error: OverrideError) -> Problem {
    match error {
        OverrideError::Refused(faults) => {
            let detail = "Nothing was changed: the override cannot be taken";
            Problem::refused("override_refused", detail, faults.into_iter().map(field).collect())
        }
        OverrideError::Store(StoreError::Changed) => {
            match Overrides::read(store, &OverridesQuery::default()) {
                Ok(present) => Problem::changed(&present),
                Err(problem) => problem,
            }
        }
        OverrideError::Store(error) => error.into(),
    }
}

fn field((field, why): Fault) -> FieldProblem {
    FieldProblem::error(format!("/{field}"), "override_refused", capital(&why))
}

impl Overrides {
    fn read(store: &Store, query: &OverridesQuery) -> Result<Self, Problem> {
        // Read first: should somebody change one meanwhile, a change made on this is refused.
        let version = store.overrides_version()?;
        let overrides = store.overrides()?.into_iter().map(OverrideDocument::from);
        Ok(Self { version, overrides: overrides.filter(|one| one.is_wanted(query)).collect() })
    }
}

impl OverrideDocument {
    fn is_wanted(&self, query: &OverridesQuery) -> bool {
        let is = |wanted: &Option<String>, word: &str| wanted.as_ref().is_none_or(|wanted| wanted == word);
        query.level.is_none_or(|level| level == self.level)
            && is(&query.brand, &self.brand)
            && is(&query.family, &self.family)
            && is(&query.model, &self.model)
            && is(&query.parameter, &self.parameter)
            && query.device.is_none_or(|device| Some(device) == self.device)
    }
}

impl From<StoredOverride> for OverrideDocument {
    fn from(stored: StoredOverride) -> Self {
        let (brand, family, model, device) = stored.scope.parts();
        Self {
            level: stored.scope.level(),
            brand: brand.to_owned(),
            family: family.to_owned(),
            model: model.to_owned(),
            device: device.map(|device| device.0),
            device_name: stored.device,
            parameter: stored.parameter,
            value: stored.value,
        }
    }
}
