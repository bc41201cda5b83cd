//! Claim, log-in and log-out.

use std::{net::IpAddr, sync::Arc};

use axum::{
    Extension, Json as Answer,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    admin::{
        Admin,
        problem::{FieldProblem, Problem},
        request::{Json, Peer},
        session::{self, Owner, Throttle},
    },
    directory::{Secret, settings},
    office::now,
    store::{EventSeverity, Store, Strength, hash_password, verify_password},
};

/// The owner's name: there is one until roles are built.
const OWNER: &str = "owner";

/// Characters that a password of the admin side has at least and at most. Long ones only cost hashing time.
const PASSWORD_LENGTH: std::ops::RangeInclusive<usize> = 10..=128;

/// Whether there is an owner, and who is logged in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Session)]
pub struct SessionDocument {
    /// Whether the box has an owner.
    claimed: bool,
    /// Whether this request came with a good session.
    logged_in: bool,
    /// Who it is.
    name: Option<String>,
    /// To be sent in the header `X-CSRF-Token` with every change.
    csrf: Option<String>,
    /// What the site is called.
    site_name: String,
    /// IANA name of the site's time zone.
    timezone: String,
    /// Version of the program.
    version: String,
}

/// Makes whoever has the box its owner.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimInput {
    /// The token from the link that the box printed when it started.
    token: String,
    /// The owner's new password, 10 to 128 characters.
    #[schema(value_type = String, format = Password)]
    password: Secret,
}

/// Who wants to log in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LogIn {
    /// The owner's password.
    #[schema(value_type = String, format = Password)]
    password: Secret,
}

/// Another password for the owner.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The password until now.
    #[schema(value_type = String, format = Password)]
    current: Secret,
    /// The new one, 10 to 128 characters.
    #[schema(value_type = String, format = Password)]
    password: Secret,
}

/// Says whether the box has an owner and whether somebody is logged in
#[utoipa::path(get, path = "/session", operation_id = "show_session", tag = "session",
    responses((status = 200, body = SessionDocument)))]
pub async fn show(
    State(admin): State<Arc<Admin>>,
    headers: HeaderMap,
) -> Result<Answer<SessionDocument>, Problem> {
    let owner = session::owner_of(&admin, &headers).await?;
    admin.work(move |_, store| document(store, owner.as_ref())).await.map(Answer)
}

/// Makes whoever holds the printed link the owner of a new box, and logs them in
#[utoipa::path(post, path = "/claim", operation_id = "claim_box", tag = "session",
    responses((status = 200, body = SessionDocument)))]
pub async fn claim(
    State(admin): State<Arc<Admin>>,
    Extension(Peer(peer)): Extension<Peer>,
    Json(input): Json<ClaimInput>,
) -> Result<Response, Problem> {
    wait_one_out(&admin, peer)?;
    if admin.work(|_, store| Ok(store.has_admin()?)).await? {
        let detail = "This box has an owner already. Log in with the owner's password";
        return Err(Problem::new(StatusCode::CONFLICT, "already_claimed", detail));
    }
    if !admin.claim.fits(&input.token) {
        admin.throttle.wrong(peer, now());
        let detail =
            "This link is not the one that the box printed at its last start. Open the printed link again";
        return Err(Problem::new(StatusCode::FORBIDDEN, "claim_wrong", detail));
    }
    check_strength(&input.password, "/password")?;
    let owner = admin
        .work(move |admin, store| {
            let hash = hash_password(&input.password, Strength::Chosen)?;
            let claimed = store.claim_box(OWNER, &hash, now())?;
            admin.claim.end();
            let owner = claimed.ok_or_else(|| {
                Problem::new(StatusCode::CONFLICT, "already_claimed", "This box has an owner already")
            })?;
            Ok((owner, hash))
        })
        .await?;
    begin(&admin, owner).await
}

/// Logs the owner in
#[utoipa::path(post, path = "/session", operation_id = "log_in", tag = "session",
    responses((status = 200, body = SessionDocument)))]
pub async fn log_in(
    State(admin): State<Arc<Admin>>,
    Extension(Peer(peer)): Extension<Peer>,
    Json(input): Json<LogIn>,
) -> Result<Response, Problem> {
    wait_one_out(&admin, peer)?;
    let known = admin.work(|_, store| Ok(store.admin_user(OWNER)?)).await?;
    let Some((owner, hash)) = known else {
        let detail = "This box has no owner yet. Open the link that it printed when it started";
        return Err(Problem::new(StatusCode::CONFLICT, "not_claimed", detail));
    };
    if !try_password(&admin, peer, input.password, hash.clone()).await? {
        return Err(password_wrong());
    }
    begin(&admin, (owner, hash)).await
}

fn password_wrong() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "password_wrong", "That is not the owner's password")
}

/// Logs out
#[utoipa::path(delete, path = "/session", operation_id = "log_out", tag = "session",
    responses((status = 204)))]
pub async fn log_out(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
) -> Result<Response, Problem> {
    let stored = session::stored_form(&owner.token);
    admin.work(move |_, store| Ok(store.end_admin_session(&stored)?)).await?;
    let cookie = session::expired(admin.secure);
    Ok((StatusCode::NO_CONTENT, cookie).into_response())
}

/// Gives the owner another password and ends all other log-ins
#[utoipa::path(put, path = "/session/password", operation_id = "change_password", tag = "session",
    responses((status = 200, body = SessionDocument)))]
pub async fn change_password(
    State(admin): State<Arc<Admin>>,
    Extension(Peer(peer)): Extension<Peer>,
    Extension(owner): Extension<Owner>,
    Json(input): Json<PasswordChange>,
) -> Result<Response, Problem> {
    wait_one_out(&admin, peer)?;
    let name = owner.name.clone();
    let known = admin.work(move |_, store| Ok(store.admin_user(&name)?)).await?;
    let hash = known.map(|(_, hash)| hash).unwrap_or_default();
    if !try_password(&admin, peer, input.current, hash).await? {
        let field = FieldProblem::error("/current", "password_wrong", "That is not the password until now");
        return Err(Problem::refused("password_wrong", "The password was not changed", vec![field]));
    }
    check_strength(&input.password, "/password")?;
    let hash = admin
        .work(move |_, store| {
            let hash = hash_password(&input.password, Strength::Chosen)?;
            store.change_admin_password(owner.id, &hash, now())?;
            Ok(hash)
        })
        .await?;
    begin(&admin, (owner.id, hash)).await
}

/// Whether the password is right; a wrong one counts against the address.
async fn try_password(
    admin: &Arc<Admin>,
    peer: IpAddr,
    password: Secret,
    hash: String,
) -> Result<bool, Problem> {
    // One at a time: each takes 19 MB and a tenth of a second, and a box has little of both.
    let turn = Arc::clone(&admin.hashing).acquire_owned().await.map_err(|error| Problem::internal(&error))?;
    // Asked again: of tries that came at once, each must see what the one before it cost.
    wait_one_out(admin, peer)?;
    let admin = Arc::clone(admin);
    let checked = tokio::task::spawn_blocking(move || {
        // The turn ends and the try counts here, for whoever asked may have gone away by now.
        let _turn = turn;
        let is_right = verify_password(&password, &hash);
        if is_right {
            admin.throttle.right(peer);
        } else {
            note_wrong(&admin, peer);
        }
        is_right
    });
    checked.await.map_err(|error| Problem::internal(&error))
}

/// Counts a wrong try and notes it in the box's history. The throttle keeps a guesser from filling that.
fn note_wrong(admin: &Admin, peer: IpAddr) {
    let tries = admin.throttle.wrong(peer, now());
    let severity = if Throttle::is_much(tries) { EventSeverity::Warning } else { EventSeverity::Note };
    let message = format!("a wrong password was tried from {peer}, {tries} of late");
    let mut store = admin.stores.borrow();
    if let Err(error) = store.note_event(now(), "log_in_wrong", severity, &message, "box") {
        tracing::warn!("cannot note a wrong log-in: {error}");
    }
}

fn wait_one_out(admin: &Admin, peer: IpAddr) -> Result<(), Problem> {
    admin.throttle.waits(peer, now()).map_or(Ok(()), |seconds| {
        let unit = if seconds == 1 { "second" } else { "seconds" };
        let detail = format!("Too many wrong tries from this address. Try again in {seconds} {unit}");
        Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_tries", detail).retry_after(seconds))
    })
}

fn check_strength(password: &Secret, pointer: &str) -> Result<(), Problem> {
    let length = password.expose().chars().count();
    if PASSWORD_LENGTH.contains(&length) {
        return Ok(());
    }
    let message = format!("The password has {length} characters; it needs 10 to 128");
    let field = FieldProblem::error(pointer, "password_weak", message);
    Err(Problem::refused("password_weak", "Choose a longer password", vec![field]))
}

/// Begins a session and answers with its document and cookie.
async fn begin(admin: &Arc<Admin>, (owner, hash): (i64, String)) -> Result<Response, Problem> {
    let token = session::new_token()?;
    let stored = session::stored_form(&token);
    let cookie = session::fresh(&token, admin.secure);
    let document = admin
        .work(move |_, store| {
            if !store.begin_admin_session(owner, &hash, &stored, now())? {
                return Err(password_wrong());
            }
            let owner = Owner { id: owner, name: OWNER.to_owned(), token };
            document(store, Some(&owner))
        })
        .await?;
    Ok((cookie, Answer(document)).into_response())
}

fn document(store: &Store, owner: Option<&Owner>) -> Result<SessionDocument, Problem> {
    let values = store.settings()?;
    Ok(SessionDocument {
        claimed: store.has_admin()?,
        logged_in: owner.is_some(),
        name: owner.map(|owner| owner.name.clone()),
        csrf: owner.map(|owner| session::csrf_of(&owner.token)),
        site_name: settings::value(&values, "site.name").to_owned(),
        timezone: settings::value(&values, "site.timezone").to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}
