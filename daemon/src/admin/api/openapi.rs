//! The API's description, generated from the code.

use std::collections::BTreeSet;

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        Content, HttpMethod, OpenApi as Document, RefOr, Response as Answer, Schema,
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

/// Properties that an answer leaves out where there is nothing to say.
const LEFT_OUT: [(&str, &str); 17] = [
    ("ExpansionModule", "page_keys"),
    ("ExportedAccount", "for"),
    ("ExportedAccount", "sip_password"),
    ("ExportedAccount", "voicemail_pin"),
    ("ListedModel", "max_tls"),
    ("ListedModel", "media"),
    ("ListedModel", "provisioned"),
    ("ListedModel", "shared"),
    ("MediaRules", "bits"),
    ("MediaRules", "channels"),
    ("MediaRules", "height"),
    ("MediaRules", "max_bytes"),
    ("MediaRules", "max_seconds"),
    ("MediaRules", "rate"),
    ("MediaRules", "width"),
    ("Problem", "current"),
    ("Problem", "fields"),
];

/// Adds what all operations share: their problem documents, and that answers always hold all their properties.
pub fn complete(mut document: Document) -> Document {
    let asked = asked(&document);
    let components = document.components.get_or_insert_default();
    for (name, schema) in &mut components.schemas {
        if !asked.contains(name) {
            require_all(name, schema);
        }
    }
    for item in document.paths.paths.values_mut() {
        for (_, operation) in operations(item) {
            operation.responses.responses.insert("4XX".to_owned(), RefOr::T(problem()));
        }
    }
    document
}

/// The schemas that request bodies are made of: in these what is optional may be missing.
fn asked(document: &Document) -> BTreeSet<String> {
    let json = serde_json::to_value(document).unwrap_or_default();
    let mut asked = BTreeSet::new();
    let mut open = Vec::new();
    for item in
        json["paths"].as_object().into_iter().flatten().filter_map(|(_, item)| item.as_object()).flatten()
    {
        references(&item.1["requestBody"], &mut open);
    }
    while let Some(name) = open.pop() {
        if asked.insert(name.clone()) {
            references(&json["components"]["schemas"][&name], &mut open);
        }
    }
    asked
}

/// The names of the schemas that a part of the document refers to.
fn references(part: &serde_json::Value, names: &mut Vec<String>) {
    match part {
        serde_json::Value::Array(parts) => parts.iter().for_each(|part| references(part, names)),
        serde_json::Value::Object(parts) => {
            let name = parts.get("$ref").and_then(|target| target.as_str()?.rsplit('/').next());
            names.extend(name.map(str::to_owned));
            parts.values().for_each(|part| references(part, names));
        }
        _ => {}
    }
}

fn require_all(name: &str, schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::T(Schema::Object(object)) => {
            let all =
                object.properties.keys().filter(|property| !LEFT_OUT.contains(&(name, property.as_str())));
            object.required = all.cloned().collect();
        }
        RefOr::T(Schema::AllOf(parts)) => parts.items.iter_mut().for_each(|part| require_all(name, part)),
        _ => {}
    }
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
        let about = "The version that was changed (for keys: the revision of the preview), in double quotes";
        vec![if_match(utoipa::openapi::Required::True, about)]
    }
}

/// The same header where a call can do without it.
pub struct MayMatchHeader;

impl utoipa::IntoParams for MayMatchHeader {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<utoipa::openapi::path::Parameter> {
        let about = "The version that was seen, in double quotes. Where it is the present one nothing else is compared";
        vec![if_match(utoipa::openapi::Required::False, about)]
    }
}

fn if_match(required: utoipa::openapi::Required, about: &str) -> utoipa::openapi::path::Parameter {
    let text = <String as utoipa::PartialSchema>::schema();
    ParameterBuilder::new()
        .name("If-Match")
        .parameter_in(ParameterIn::Header)
        .required(required)
        .description(Some(about))
        .schema(Some(text))
        .build()
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
    fn what_may_be_left_out_is_there() {
        let document: serde_json::Value = serde_json::from_str(&json()).unwrap();
        for (schema, property) in LEFT_OUT {
            let found = document.pointer(&format!("/components/schemas/{schema}/properties/{property}"));
            assert!(found.is_some(), "{schema} has no {property}");
        }
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
