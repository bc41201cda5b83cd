//! Every phone we know.

use std::sync::Arc;

use axum::{Json as Answer, extract::State};

use crate::{admin::Admin, catalogue::Listing};

/// Lists every brand, family and model
#[utoipa::path(get, path = "/catalogue", operation_id = "show_catalogue", tag = "phones",
    responses((status = 200, body = Listing)))]
pub async fn show(State(admin): State<Arc<Admin>>) -> Answer<Listing> {
    Answer(Listing::of(&admin.office.catalogue))
}
