//! Problem documents (RFC 9457): a sentence for the person, a stable code for programs.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use crate::{directory::text::sentence, store::StoreError};

/// What went wrong with a request.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// `urn:linekey:problem:CODE`.
    #[serde(rename = "type", serialize_with = "as_urn")]
    #[schema(value_type = String)]
    kind: &'static str,
    /// The status in words.
    title: &'static str,
    /// HTTP status.
    status: u16,
    /// What happened and what to do, for a person.
    pub detail: String,
    /// Stable name for programs.
    pub code: &'static str,
    /// Where in the request body it is, for each fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub fields: Vec<FieldProblem>,
    /// The document as it is now, where somebody else changed it meanwhile (status 412).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, value_type = serde_json::Value)]
    pub current: Option<Box<serde_json::Value>>,
    /// Seconds until another try makes sense; sent as `Retry-After`.
    #[serde(skip)]
    retry_after: Option<u32>,
}

/// A fault at one place of the request body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldProblem {
    /// JSON pointer (RFC 6901) into the request body: `/extensions/0/number`.
    pub pointer: String,
    /// Stable name for programs.
    pub code: String,
    /// What is wrong with which value, and what to do.
    pub message: String,
    /// Whether it blocks.
    pub severity: crate::import::Severity,
    /// A value that would be right, where we know one.
    pub suggestion: Option<String>,
}

impl FieldProblem {
    /// A fault that blocks.
    pub fn error(pointer: impl Into<String>, code: &str, message: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            code: code.to_owned(),
            message: message.into(),
            severity: crate::import::Severity::Error,
            suggestion: None,
        }
    }
}

impl Problem {
    /// A problem with this status, code and sentence.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            kind: code,
            title: status.canonical_reason().unwrap_or("Problem"),
            status: status.as_u16(),
            detail: detail.into(),
            code,
            fields: Vec::new(),
            current: None,
            retry_after: None,
        }
    }

    /// The request is not of the form that the call takes.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "request_malformed", detail)
    }

    /// There is no such thing.
    pub fn not_found(what: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            format!("There is no {what} here. It may have been deleted"),
        )
    }

    /// Somebody else changed the document; `current` is how it is now.
    pub fn changed(current: &impl Serialize) -> Self {
        let problem = Self::new(
            StatusCode::PRECONDITION_FAILED,
            "changed_meanwhile",
            "Somebody else changed this meanwhile. Look at both and save again",
        );
        problem.with_current(current)
    }

    /// With what is there now.
    pub fn with_current(self, current: &impl Serialize) -> Self {
        Self { current: serde_json::to_value(current).ok().map(Box::new), ..self }
    }

    /// The values cannot be taken; each fault says where.
    pub fn refused(code: &'static str, detail: impl Into<String>, fields: Vec<FieldProblem>) -> Self {
        Self { fields, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail) }
    }

    /// Our fault. The person is told nothing of its insides, the log all.
    pub fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!("a request of the administrator failed: {}", sentence(error));
        let detail = "Something went wrong on the box. Nothing was changed; its log says more";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail)
    }

    /// Another try makes sense after this many seconds.
    pub fn retry_after(self, seconds: u64) -> Self {
        Self { retry_after: Some(u32::try_from(seconds).unwrap_or(u32::MAX)), ..self }
    }
}

/// serde hands every field over by reference.
fn as_urn<S: Serializer>(code: &&'static str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("urn:linekey:problem:{code}"))
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => {
                let detail = "Another change is being written. Try again in a moment";
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", detail).retry_after(2)
            }
            StoreError::ChangedWhileCopied(_) => {
                let detail = crate::directory::text::capital(&error.to_string());
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", detail).retry_after(2)
            }
            StoreError::DiskFull => {
                let detail = "The disk of the box is full, so nothing was changed. Make room and try again";
                Self::new(StatusCode::INSUFFICIENT_STORAGE, "disk_full", detail)
            }
            error => Self::internal(&error),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after = self.retry_after;
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
