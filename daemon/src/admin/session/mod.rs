//! Who is at the other end: the claim of a new box, log-in, and the session that every call needs.

mod claim;
mod cookie;
mod origin;
mod throttle;

pub use claim::Claim;
pub use cookie::{expired, fresh, token_of};
pub use origin::own_pages_only;
pub use throttle::Throttle;

use std::sync::Arc;

use aws_lc_rs::{
    constant_time::verify_slices_are_equal,
    digest::{SHA256, digest},
};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode},
    middleware::Next,
    response::Response,
};

use super::{Admin, problem::Problem};
use crate::directory::{Secret, text::hex};

/// The header that proves that a change comes from our own pages: a foreign page can neither read nor set it.
pub const CSRF_HEADER: &str = "x-csrf-token";

/// Bytes of chance in a session token and in a claim token.
const TOKEN_BYTES: usize = 32;

/// Who is logged in, put into the request by [`required`].
#[derive(Debug, Clone)]
pub struct Owner {
    /// The admin user's id.
    pub id: i64,
    /// The admin user's name: who did it, in histories.
    pub name: String,
    /// The session's token.
    pub token: Secret,
}

/// A new random token, hexadecimal.
pub fn new_token() -> Result<Secret, Problem> {
    let mut bytes = [0_u8; TOKEN_BYTES];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|error| Problem::internal(&error))?;
    Ok(Secret::new(hex(&bytes)))
}

/// What is stored of a token: whoever reads the database cannot log in with it.
pub fn stored_form(token: &Secret) -> Vec<u8> {
    digest(&SHA256, token.expose().as_bytes()).as_ref().to_vec()
}

/// The CSRF token of a session: known to whoever may read our answers, and not usable as the session itself.
pub fn csrf_of(token: &Secret) -> String {
    let text = format!("csrf {}", token.expose());
    hex(digest(&SHA256, text.as_bytes()).as_ref())
}

/// Lets a request through that a logged-in person makes from our own pages.
pub async fn required(
    State(admin): State<Arc<Admin>>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let owner = owner_of(&admin, request.headers()).await?.ok_or_else(session_required)?;
    if !is_safe(request.method()) {
        check_csrf(request.headers(), &owner.token)?;
    }
    request.extensions_mut().insert(owner);
    Ok(next.run(request).await)
}

/// Whoever the request's cookie belongs to.
pub async fn owner_of(admin: &Arc<Admin>, headers: &HeaderMap) -> Result<Option<Owner>, Problem> {
    let Some(token) = token_of(headers) else { return Ok(None) };
    let stored = stored_form(&token);
    let found = admin.work(move |_, store| Ok(store.admin_session(&stored, crate::office::now())?)).await?;
    Ok(found.map(|session| Owner { id: session.admin, name: session.name, token }))
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn check_csrf(headers: &HeaderMap, token: &Secret) -> Result<(), Problem> {
    let sent = headers.get(CSRF_HEADER).map(HeaderValue::as_bytes).unwrap_or_default();
    verify_slices_are_equal(sent, csrf_of(token).as_bytes()).map_err(|_| {
        let detail = "This change did not come from the box's own page. Reload the page and try again";
        Problem::new(StatusCode::FORBIDDEN, "csrf_wrong", detail)
    })
}

fn session_required() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "session_required", "Log in to go on")
}
