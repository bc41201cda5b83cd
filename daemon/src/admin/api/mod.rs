//! The JSON API under `/api/v1/`: one file a resource. The pages are its client and use nothing else.

mod backup;
mod catalogue;
mod changes;
mod columns;
mod credentials;
mod device;
mod device_file;
mod devices;
mod downloads;
mod exports;
mod files;
mod firmware;
mod hand;
mod import;
mod import_detail;
mod imports;
mod inbox;
mod intake;
mod keys;
mod openapi;
mod overrides;
mod overview;
mod parameters;
mod pbx;
mod phonebook;
mod repairs;
mod rows;
mod secrets;
mod session;
mod settings;
mod softphones;
mod stream;
mod template;
mod templates;
mod undo;
mod user;
mod users;

use std::sync::Arc;

use axum::{
    Router,
    extract::State,
    middleware::{from_fn, from_fn_with_state},
    routing::get,
};
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    Admin, AdminSide,
    problem::Problem,
    session::{own_pages_only, required},
};

/// Where the API lives.
const PREFIX: &str = "/api/v1";

/// Routes and their description, before the shared state is known.
type Routes = OpenApiRouter<AdminSide>;

/// What anybody may ask.
fn open_routes() -> Routes {
    Routes::new().routes(routes!(session::show, session::log_in)).routes(routes!(session::claim))
}

/// What needs a session.
fn session_routes() -> Routes {
    Routes::new()
        .routes(routes!(session::log_out))
        .routes(routes!(session::change_password))
        .routes(routes!(imports::list, imports::upload))
        .routes(routes!(import::show, import::change, import::discard))
        .routes(routes!(import::replace_file))
        .routes(routes!(import::apply))
        .routes(routes!(columns::show, columns::choose))
        .routes(routes!(changes::list))
        .routes(routes!(repairs::set_cells))
        .routes(routes!(repairs::repair))
        .routes(routes!(repairs::take_back))
        .routes(routes!(repairs::leave_out))
        .routes(routes!(repairs::tick))
        .routes(routes!(undo::outcomes))
        .routes(routes!(undo::preview, undo::undo))
        .routes(routes!(template::show))
        .routes(routes!(rows::rows))
        .routes(routes!(rows::issues))
        .routes(routes!(credentials::show))
        .routes(routes!(credentials::close))
        .routes(routes!(downloads::sell))
        .routes(routes!(downloads::fetch))
        .routes(routes!(stream::listen))
        .merge(user_routes())
        .routes(routes!(devices::list, devices::add))
        .routes(routes!(device::show, device::change, device::remove))
        .routes(routes!(device::leave))
        .routes(routes!(device_file::show))
        .routes(routes!(parameters::list))
        .routes(routes!(device::passwords))
        .routes(routes!(inbox::list))
        .routes(routes!(inbox::ignore, inbox::heed))
        .routes(routes!(overview::show))
        .routes(routes!(settings::show, settings::change))
        .routes(routes!(settings::time_zones))
        .routes(routes!(pbx::dialects))
        .routes(routes!(pbx::preview))
        .routes(routes!(pbx::test))
        .routes(routes!(phonebook::test))
        .routes(routes!(catalogue::show))
        .merge(template_routes())
        .routes(routes!(files::list, files::upload))
        .routes(routes!(files::wants))
        .routes(routes!(files::remove))
        .routes(routes!(files::wish))
        .routes(routes!(files::unwish))
        .routes(routes!(firmware::list))
        .routes(routes!(keys::preview))
        .routes(routes!(keys::apply))
        .routes(routes!(exports::export))
        .routes(routes!(backup::backup))
        .routes(routes!(backup::restore))
}

/// People and what they log in with: part of what needs a session.
fn user_routes() -> Routes {
    Routes::new()
        .routes(routes!(users::list, users::add))
        .routes(routes!(user::show, user::change, user::remove))
        .routes(routes!(user::removal))
        .routes(routes!(user::set_password))
        .routes(routes!(user::accounts))
        .routes(routes!(secrets::set_account))
        .routes(routes!(secrets::set_voicemail_pin))
        .routes(routes!(softphones::list))
        .routes(routes!(softphones::make_link, softphones::end_link))
        .routes(routes!(softphones::setup))
        .routes(routes!(softphones::renew_password))
}

/// What phones' files are made of: part of what needs a session.
fn template_routes() -> Routes {
    Routes::new()
        .routes(routes!(overrides::list, overrides::set, overrides::remove))
        .routes(routes!(templates::list, templates::clone_model))
        .routes(routes!(templates::show, templates::write, templates::remove))
        .routes(routes!(templates::accept))
}

/// The API and its description.
pub fn router(side: &AdminSide) -> Router {
    let guarded = session_routes().route_layer(from_fn_with_state(side.clone(), required));
    let (router, _) = Routes::new().merge(open_routes()).merge(guarded).split_for_parts();
    let document = openapi::json();
    let router = router
        .route("/openapi.json", get(move || async move { openapi::answer(document) }))
        .fallback(no_such_call)
        .method_not_allowed_fallback(no_such_method)
        .layer(from_fn(own_pages_only))
        .with_state(side.clone());
    Router::new().nest(PREFIX, router)
}

/// The `OpenAPI` description of all routes.
fn description() -> utoipa::openapi::OpenApi {
    let routes = Routes::with_openapi(openapi::Description::openapi())
        .nest(PREFIX, open_routes().merge(openapi::guarded(session_routes())));
    openapi::complete(routes.into_openapi())
}

async fn no_such_call(State(_): State<Arc<Admin>>) -> Problem {
    let detail = "The API has no such address. GET /api/v1/openapi.json lists what it has";
    Problem::new(axum::http::StatusCode::NOT_FOUND, "not_found", detail)
}

async fn no_such_method(State(_): State<Arc<Admin>>) -> Problem {
    let detail = "This address does not take that method. GET /api/v1/openapi.json lists what it takes";
    Problem::new(axum::http::StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail)
}
