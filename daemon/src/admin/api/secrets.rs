//! SIP credentials and the PIN of a mailbox, set by hand.

use std::sync::Arc;

use axum::{Extension, Json as Answer, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{hand::notes, import::number, openapi::IfMatchHeader, user::User, users::given};
use crate::{
    admin::{
        Admin,
        problem::{FieldProblem, Problem},
        request::{Id, IfMatch, Json},
        session::Owner,
    },
    directory::{Secret, UserId},
    office::{
        HandError,
        people::{self, AccountForm, SecretSet},
    },
    store::Store,
};

/// What a SIP account is to log in with. The phone system must be told the same.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountInput {
    /// SIP username as it is now.
    account: String,
    /// Another SIP username; `null` keeps it.
    #[serde(default)]
    #[schema(required = false)]
    sip_username: Option<String>,
    /// SIP password; `null` makes one.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Password, required = false)]
    sip_password: Option<Secret>,
}

/// The PIN of a mailbox. The phone system must be told the same.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PinInput {
    /// 4 to 8 digits; `null` makes one.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Password, required = false)]
    voicemail_pin: Option<Secret>,
}

/// A SIP password or a PIN that was set.
#[derive(Serialize, ToSchema)]
pub struct SecretSaved {
    user: User,
    /// As it is now.
    #[schema(format = Password)]
    secret: String,
    /// Warnings and notes.
    notes: Vec<FieldProblem>,
}

/// Gives a SIP account of a user another password, given or made, or another username; phones with it follow
#[utoipa::path(post, path = "/users/{id}/account", operation_id = "set_user_account", tag = "users",
    params(("id" = i64, Path), IfMatchHeader), request_body = AccountInput,
    responses((status = 200, body = SecretSaved)))]
pub async fn set_account(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Json(input): Json<AccountInput>,
) -> Result<Answer<SecretSaved>, Problem> {
    let AccountInput { account, sip_username, sip_password } = input;
    let username = sip_username.filter(|username| !username.trim().is_empty());
    let form = AccountForm { account, username, password: given(sip_password) };
    let set = move |admin: &Admin, store: &mut Store| {
        let (user, version) = (UserId(id), number(&version));
        let set = people::set_account(&admin.office, store, user, version, &form, &owner.name);
        saved(admin, store, id, set)
    };
    admin.work(set).await.map(Answer)
}

/// Gives a user's mailbox another PIN, given or made
#[utoipa::path(post, path = "/users/{id}/voicemail-pin", operation_id = "set_voicemail_pin", tag = "users",
    params(("id" = i64, Path), IfMatchHeader), request_body = PinInput,
    responses((status = 200, body = SecretSaved)))]
pub async fn set_voicemail_pin(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Json(PinInput { voicemail_pin }): Json<PinInput>,
) -> Result<Answer<SecretSaved>, Problem> {
    let pin = given(voicemail_pin);
    let set = move |admin: &Admin, store: &mut Store| {
        let (user, version) = (UserId(id), number(&version));
        let set = people::set_voicemail_pin(&admin.office, store, user, version, pin.as_ref(), &owner.name);
        saved(admin, store, id, set)
    };
    admin.work(set).await.map(Answer)
}

fn saved(
    admin: &Admin,
    store: &mut Store,
    id: i64,
    set: Result<SecretSet, HandError>,
) -> Result<SecretSaved, Problem> {
    let now = |store: &mut Store| User::read(admin, store, id);
    let set = set.map_err(|error| Problem::of_hand(error, "account", "secret_refused", || now(store)))?;
    let secret = set.secret.expose().to_owned();
    Ok(SecretSaved { user: now(store)?, secret, notes: notes(set.notes) })
}
