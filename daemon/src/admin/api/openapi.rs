//! The API's description, generated from the code.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        Content, HttpMethod, OpenApi as Document, RefOr, Response as Answer,
        path::{Operation, ParameterBuilder, ParameterIn, PathItem},
        security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme},
    },
};

use super::super::{problem::Problem, session::CSRF_HEADER};

/// What stands above the operations.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Linekey",
        description = "Everything that the command `linekey` can do, for the box's own pages and for scripts. Log in \
            with POST /api/v1/session; send the cookie with every request and the session's `csrf` in the header \
            X-CSRF-Token with every change. Documents that can be edited have a `version`: send it back in If-Match. \
            Errors are problem documents (RFC 9457).",
        license(name = "Apache-2.0 OR MIT", identifier = "Apache-2.0 OR MIT"),
    ),
    components(schemas(Problem)),
    modifiers(&Session),
)]
pub struct Description;

/// How a request shows who makes it.
struct Session;

impl Modify for Session {
    fn modify(&self, document: &mut Document) {
        let components = document.components.get_or_insert_default();
        let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("linekey_session")));
        let csrf = SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new(CSRF_HEADER)));
        components.add_security_scheme("session", cookie);
        components.add_security_scheme("csrf", csrf);
    }
}

/// Marks operations as needing a session, and changes as needing the CSRF token too.
pub fn guarded(mut routes: super::Routes) -> super::Routes {
    for item in routes.get_openapi_mut().paths.paths.values_mut() {
        for (method, operation) in operations(item) {
            let none: [&str; 0] = [];
            let mut needs = SecurityRequirement::new("session", none);
            if method != HttpMethod::Get {
                needs = needs.add("csrf", none);
            }
            operation.security = Some(vec![needs]);
        }
    }
    routes
}

/// Adds what all operations share: their problem documents.
pub fn complete(mut document: Document) -> Document {
    for item in document.paths.paths.values_mut() {
        for (_, operation) in operations(item) {
            operation.responses.responses.insert("4XX".to_owned(), RefOr::T(problem()));
        }
    }
    document
}

fn problem() -> Answer {
    let reference = utoipa::openapi::Ref::from_schema_name("Problem");
    let mut answer = Answer::new("What is wrong with the request, as a problem document");
    let content = RefOr::T(Content::new(Some(reference)));
    answer.content.insert("application/problem+json".to_owned(), content);
    answer
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (HttpMethod, &mut Operation)> {
    let all = [
        (HttpMethod::Get, &mut item.get),
        (HttpMethod::Put, &mut item.put),
        (HttpMethod::Post, &mut item.post),
        (HttpMethod::Delete, &mut item.delete),
        (HttpMethod::Patch, &mut item.patch),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// The header that says which version was changed, for `params(...)`.
pub struct IfMatchHeader;

impl utoipa::IntoParams for IfMatchHeader {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<utoipa::openapi::path::Parameter> {
        let text = <String as utoipa::PartialSchema>::schema();
        let header = ParameterBuilder::new()
            .name("If-Match")
            .parameter_in(ParameterIn::Header)
            .required(utoipa::openapi::Required::True)
            .description(Some("The version that was changed, in double quotes"))
            .schema(Some(text));
        vec![header.build()]
    }
}

/// The document as it is served and kept in the repository.
pub fn json() -> String {
    super::description().to_pretty_json().unwrap_or_default() + "\n"
}

/// The document as an answer.
pub fn answer(json: String) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], json).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A change of the API shows as a change of this file in review. `UPDATE_EXPECT=1` writes it anew.
    #[test]
    fn the_description_is_the_one_in_the_repository() {
        expect_test::expect_file!["../../../../docs/openapi.json"].assert_eq(&json());
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let json = json();
        let document: serde_json::Value = serde_json::from_str(&json).unwrap();
        for part in json.split("\"$ref\": \"#").skip(1) {
            let pointer = part.split('"').next().unwrap();
            assert!(document.pointer(pointer).is_some(), "there is no {pointer}");
        }
    }

    #[test]
    fn every_operation_has_a_summary_and_says_what_it_needs() {
        let mut document = super::super::description();
        assert!(document.paths.paths.len() > 10);
        for (path, item) in &mut document.paths.paths {
            for (method, operation) in operations(item) {
                assert!(operation.summary.is_some(), "{path} has no summary");
                assert!(operation.operation_id.is_some(), "{path} has no id");
                let open = path.ends_with("/session") || path.ends_with("/claim");
                assert!(open || operation.security.is_some(), "{path} {} is open", method as u8);
            }
        }
    }
}
