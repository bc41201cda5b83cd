//! The phonebook that phones fetch.

use std::sync::Arc;

use axum::{Json as Answer, extract::State};

use crate::{
    admin::{Admin, problem::Problem},
    office::phonebook::check::{self, PhonebookTest},
};

/// Fetches the phonebook as a phone of each brand in use would, and says what came
#[utoipa::path(get, path = "/phonebook/test", operation_id = "test_phonebook", tag = "settings",
    responses((status = 200, body = PhonebookTest)))]
pub async fn test(State(admin): State<Arc<Admin>>) -> Result<Answer<PhonebookTest>, Problem> {
    admin.work(|admin, store| Ok(check::run(&admin.office, store)?)).await.map(Answer)
}
