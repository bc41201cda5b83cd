//! What a request brings: bounded bodies, ids, queries, versions. Whatever does not fit is a problem document.

use std::{net::IpAddr, time::Duration};

use axum::{
    body::{Body, to_bytes},
    extract::{FromRequest, FromRequestParts, Path, Request},
    http::{HeaderMap, StatusCode, header, request::Parts},
};
use bytes::Bytes;
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use super::problem::Problem;

/// The largest JSON body: a keys request that lists ten thousand phones has about 300 KB.
const MAX_JSON: usize = 1024 * 1024;

/// The longest name of a field that a sentence repeats, in characters.
const LONGEST_NAME: usize = 40;

/// How long a body may take to arrive. 50 MB over a bad wireless link need about two minutes.
const BODY_TIME: Duration = Duration::from_mins(5);

/// Who sent the request, put there by the listener.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

/// A JSON body.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            let detail = "Send the body as JSON, with the header Content-Type: application/json";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media_type", detail));
        }
        let bytes = body(request.into_body(), MAX_JSON).await?;
        // A list would do for an object whose fields may all be left out: `[]` is no answer to anything.
        if !bytes.trim_ascii_start().starts_with(b"{") {
            return Err(Problem::malformed("The body is not what this call takes: it must be a JSON object"));
        }
        serde_json::from_slice(&bytes).map(Self).map_err(|error| Problem::malformed(misfit(&error)))
    }
}

/// What is wrong with a JSON body. The library's own words may repeat a value, and that may be a password.
fn misfit(error: &serde_json::Error) -> String {
    let place = format!("line {}, column {}", error.line(), error.column());
    if error.is_syntax() || error.is_eof() {
        return format!("The body is no JSON. Look at {place}");
    }
    let words = error.to_string();
    let mut pieces = words.split('`');
    match (pieces.next(), pieces.next()) {
        (Some("missing field "), Some(name)) => format!("The field {name} is missing. Add it"),
        (Some("unknown field "), Some(name)) => {
            let name: String = name.chars().take(LONGEST_NAME).collect();
            format!("This call takes no field {name}. Leave it out")
        }
        _ => format!("A value is not of the kind that this call takes. Look at {place}"),
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// The whole body, which may have this many bytes.
pub async fn body(body: Body, most: usize) -> Result<Bytes, Problem> {
    match timeout(BODY_TIME, to_bytes(body, most)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) if is_too_long(&error) => {
            let detail = format!("The body is larger than {}", size(most));
            Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", detail))
        }
        Ok(Err(_)) => Err(Problem::malformed("The request ended before its body was complete")),
        Err(_) => {
            let detail = "The body took longer than five minutes to arrive. Try again over a better link";
            Err(Problem::new(StatusCode::REQUEST_TIMEOUT, "too_slow", detail))
        }
    }
}

fn is_too_long(error: &axum::Error) -> bool {
    let mut causes = std::iter::successors(std::error::Error::source(error), |error| (*error).source());
    causes.any(|cause| cause.to_string().contains("length limit"))
}

fn size(bytes: usize) -> String {
    format!("{} MB", bytes / (1024 * 1024))
}

/// The id in the path: `/users/{id}`. What is no number is no such thing.
#[derive(Debug, Clone, Copy)]
pub struct Id(pub i64);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Name(text) = Name::from_request_parts(parts, state).await?;
        text.parse().map(Self).map_err(|_| Problem::not_found("such page"))
    }
}

/// Two ids in the path, the thing's owner first: `/users/{id}/softphones/{softphone}/link`.
#[derive(Debug, Clone, Copy)]
pub struct Ids(pub i64, pub i64);

impl<S: Send + Sync> FromRequestParts<S> for Ids {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::<(i64, i64)>::from_request_parts(parts, state).await;
        path.map(|Path((owner, id))| Self(owner, id)).map_err(|_| Problem::not_found("such page"))
    }
}

/// The one word in the path: `/downloads/{ticket}`.
#[derive(Debug, Clone)]
pub struct Name(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Name {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        path.map(|Path(text)| Self(text)).map_err(|_| Problem::not_found("such page"))
    }
}

/// The query string.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let query = axum::extract::Query::<T>::from_request_parts(parts, state).await;
        query.map(|axum::extract::Query(query)| Self(query)).map_err(|error| {
            let why =
                std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
            Problem::malformed(format!("The query is not what this call takes: {why}"))
        })
    }
}

/// The version that a change was made on: the header `If-Match: "VERSION"`.
#[derive(Debug, Clone)]
pub struct IfMatch(pub String);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        version_of(&parts.headers).map(Self).ok_or_else(|| {
            let detail = "Say which version was changed (for keys: the revision of the preview), in the header If-Match";
            Problem::new(StatusCode::PRECONDITION_REQUIRED, "version_missing", detail)
        })
    }
}

/// The version in `If-Match`, for calls that can do without one.
pub fn version_of(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok())?;
    Some(value.trim().trim_matches('"')).filter(|version| !version.is_empty()).map(str::to_owned)
}

/// A slice of a list.
#[derive(Debug, Clone, Copy)]
pub struct Slice {
    /// How many to leave out.
    pub offset: usize,
    /// How many to give at most.
    pub limit: usize,
}

/// The most entries that one answer lists.
pub const PAGE: usize = 200;

impl Slice {
    /// What a query asked for, brought within bounds.
    pub fn of(offset: Option<usize>, limit: Option<usize>) -> Self {
        Self { offset: offset.unwrap_or(0), limit: limit.unwrap_or(PAGE).clamp(1, PAGE) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Wanted {
        #[expect(dead_code, reason = "only read")]
        number: u32,
    }

    #[test]
    fn what_does_not_fit_is_said_in_our_words_and_no_value_is_repeated() {
        let told = |body: &str| misfit(&serde_json::from_str::<Wanted>(body).unwrap_err());
        assert_eq!(told("{}"), "The field number is missing. Add it");
        assert_eq!(told(r#"{"numbr":1}"#), "This call takes no field numbr. Leave it out");
        assert_eq!(told(r#"{"number":1"#), "The body is no JSON. Look at line 1, column 11");
        let wrong = told(r#"{"number":"hunter42"}"#);
        assert_eq!(wrong, "A value is not of the kind that this call takes. Look at line 1, column 20");
    }
}
