//! Login passwords that wait for the person who made the import.

use std::sync::Arc;

use axum::{Extension, Json as Answer, extract::State, http::StatusCode};
use serde::Serialize;
use utoipa::ToSchema;

use super::import::Nothing;
use crate::{
    admin::{
        Admin,
        problem::Problem,
        request::{Id, Json},
        session::Owner,
    },
    office::now,
    store::EventSeverity,
};

/// Whether passwords wait. None of them stands here.
#[derive(Debug, Serialize, ToSchema)]
pub struct CredentialsState {
    /// Whether they can still be fetched.
    waiting: bool,
    /// How many there are.
    count: usize,
    /// When they are forgotten, in seconds since 1970 UTC.
    expires_at: Option<i64>,
    /// Whether somebody fetched them already.
    downloaded: bool,
}

/// Says whether an import's login passwords still wait
#[utoipa::path(get, path = "/imports/{id}/credentials", operation_id = "show_credentials", tag = "imports",
    params(("id" = i64, Path)), responses((status = 200, body = CredentialsState)))]
pub async fn show(State(admin): State<Arc<Admin>>, Id(id): Id) -> Result<Answer<CredentialsState>, Problem> {
    let state = admin
        .work(move |_, store| {
            store.import(id)?.ok_or_else(|| Problem::not_found("import"))?;
            let state = store.handover_state(id, now())?;
            let count = store.handover(id, now())?.map_or(0, |credentials| credentials.len());
            Ok(CredentialsState {
                waiting: state.is_some(),
                count,
                expires_at: state.map(|(expires, _)| expires),
                downloaded: state.is_some_and(|(_, downloaded)| downloaded),
            })
        })
        .await?;
    Ok(Answer(state))
}

/// "I have them": the box forgets the passwords for ever
#[utoipa::path(post, path = "/imports/{id}/credentials/close", operation_id = "close_credentials", tag = "imports",
    params(("id" = i64, Path)), request_body = Nothing, responses((status = 204)))]
pub async fn close(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    Id(id): Id,
    Json(Nothing {}): Json<Nothing>,
) -> Result<StatusCode, Problem> {
    admin
        .work(move |_, store| {
            store.import(id)?.ok_or_else(|| Problem::not_found("import"))?;
            if store.handover_state(id, now())?.is_none() {
                return Ok(());
            }
            store.end_handover(id)?;
            let message =
                format!("{} has the login passwords of import {id}; the box has forgotten them", owner.name);
            Ok(store.note_event(now(), "passwords_closed", EventSeverity::Note, &message, &owner.name)?)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
