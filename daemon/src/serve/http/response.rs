//! The replies there are.

use std::{
    convert::Infallible,
    ops::Range,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use hyper::{
    HeaderMap, Response, StatusCode,
    body::{Body as HttpBody, Frame, SizeHint},
    header::{
        ACCEPT_RANGES, ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE,
        CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, LOCATION, REFERRER_POLICY,
        X_CONTENT_TYPE_OPTIONS,
    },
};

use super::{
    range::{self, Part},
    receipt::Receipt,
    wire::Wire,
};
use crate::serve::content::{Body, Document, Outcome};

/// A phone may keep a file but asks each time whether it is still true: a file that was changed on the pages
/// must reach the phone at its next boot. No proxy keeps it, for it holds secrets.
const ASK_EACH_TIME: HeaderValue = HeaderValue::from_static("private, no-cache");

/// These pages have a style and forms, and nothing else.
const NO_SCRIPT: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

const PLAIN: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");

/// The bytes of a reply. When the last of them is on its way, it tells the connection.
pub(super) struct ReplyBody {
    bytes: Bytes,
    wire: Arc<Wire>,
    receipt: Option<(Receipt, Outcome)>,
}

/// The file, a part of it, or the word that the client has it.
pub(super) fn file(
    wire: &Arc<Wire>,
    headers: &HeaderMap,
    body: &Body,
    receipt: Receipt,
) -> Response<ReplyBody> {
    if range::has_already(headers, &body.etag) {
        return unchanged(wire, body, (receipt, Outcome::Unchanged));
    }
    let length = body.bytes.len();
    let part = if body.ranges { range::part(headers, &body.etag, length) } else { Part::Whole };
    match part {
        Part::Bytes(range) => slice(wire, body, &range, receipt),
        Part::Nothing => unsatisfiable(wire, length, receipt),
        Part::Whole => whole(wire, body, body.bytes.clone(), (receipt, Outcome::Served)),
    }
}

fn slice(wire: &Arc<Wire>, body: &Body, range: &Range<usize>, receipt: Receipt) -> Response<ReplyBody> {
    let length = body.bytes.len();
    // Who has got the last byte has got the file, in as many parts as it liked.
    let outcome = if range.end == length { Outcome::Served } else { Outcome::Incomplete };
    let mut response = whole(wire, body, body.bytes.slice(range.clone()), (receipt, outcome));
    *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    let headers = response.headers_mut();
    headers.insert(CONTENT_LENGTH, range.len().into());
    insert(headers, CONTENT_RANGE, &format!("bytes {}-{}/{length}", range.start, range.end - 1));
    response
}

/// The headers of the file. Whoever has only these does not have the file.
pub(super) fn headers_of(
    wire: &Arc<Wire>,
    headers: &HeaderMap,
    body: &Body,
    receipt: Receipt,
) -> Response<ReplyBody> {
    if range::has_already(headers, &body.etag) {
        return unchanged(wire, body, (receipt, Outcome::Unchanged));
    }
    whole(wire, body, Bytes::new(), (receipt, Outcome::Incomplete))
}

/// The headers of the whole file, before these bytes.
fn whole(wire: &Arc<Wire>, body: &Body, bytes: Bytes, receipt: (Receipt, Outcome)) -> Response<ReplyBody> {
    let mut response = response(wire, StatusCode::OK, bytes, Some(receipt));
    let headers = response.headers_mut();
    insert(headers, CONTENT_TYPE, body.content_type);
    headers.insert(CONTENT_LENGTH, body.bytes.len().into());
    headers.insert(CACHE_CONTROL, ASK_EACH_TIME);
    insert(headers, ETAG, &body.etag);
    if body.ranges {
        headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    }
    response
}

fn unchanged(wire: &Arc<Wire>, body: &Body, receipt: (Receipt, Outcome)) -> Response<ReplyBody> {
    let mut response = response(wire, StatusCode::NOT_MODIFIED, Bytes::new(), Some(receipt));
    response.headers_mut().insert(CACHE_CONTROL, ASK_EACH_TIME);
    insert(response.headers_mut(), ETAG, &body.etag);
    response
}

fn unsatisfiable(wire: &Arc<Wire>, length: usize, receipt: Receipt) -> Response<ReplyBody> {
    receipt.end(Outcome::Incomplete);
    let mut response = sentence(wire, StatusCode::RANGE_NOT_SATISFIABLE, "The file is shorter than that.\n");
    insert(response.headers_mut(), CONTENT_RANGE, &format!("bytes */{length}"));
    response
}

/// The one "no". Whatever the reason, its bytes are the same, so that it tells nobody which phones exist.
pub(super) fn not_found(wire: &Arc<Wire>) -> Response<ReplyBody> {
    sentence(wire, StatusCode::NOT_FOUND, "Not found.\n")
}

/// Another method than GET and HEAD.
pub(super) fn not_allowed(wire: &Arc<Wire>) -> Response<ReplyBody> {
    let mut response = sentence(wire, StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD.\n");
    response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
    // A body may follow that nobody wants to read.
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

/// Our fault; why is on the pages, not here.
pub(super) fn broken(wire: &Arc<Wire>) -> Response<ReplyBody> {
    sentence(wire, StatusCode::INTERNAL_SERVER_ERROR, "This file cannot be made now.\n")
}

/// A page or a file behind a link that is good a few times. Nobody may keep it, nor tell others where it was.
pub(super) fn document(wire: &Arc<Wire>, document: &Document, with_body: bool) -> Response<ReplyBody> {
    let bytes = if with_body { document.bytes.clone() } else { Bytes::new() };
    let mut response = response(wire, StatusCode::OK, bytes, None);
    let headers = response.headers_mut();
    insert(headers, CONTENT_TYPE, document.content_type);
    headers.insert(CONTENT_LENGTH, document.bytes.len().into());
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CONTENT_SECURITY_POLICY, NO_SCRIPT);
    if let Some(name) = document.file_name {
        insert(headers, CONTENT_DISPOSITION, &format!("attachment; filename=\"{name}\""));
    }
    response
}

/// The way to the pages.
pub(super) fn redirect(wire: &Arc<Wire>, url: &str) -> Response<ReplyBody> {
    let mut response = sentence(wire, StatusCode::FOUND, "The pages are elsewhere.\n");
    insert(response.headers_mut(), LOCATION, url);
    response
}

fn sentence(wire: &Arc<Wire>, status: StatusCode, text: &'static str) -> Response<ReplyBody> {
    let mut response = response(wire, status, Bytes::from_static(text.as_bytes()), None);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, PLAIN);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(CONTENT_LENGTH, text.len().into());
    response
}

fn response(
    wire: &Arc<Wire>,
    status: StatusCode,
    bytes: Bytes,
    receipt: Option<(Receipt, Outcome)>,
) -> Response<ReplyBody> {
    wire.answers(bytes.len());
    let mut response = Response::new(ReplyBody { bytes, wire: Arc::clone(wire), receipt });
    *response.status_mut() = status;
    response
}

/// Leaves the header out if the value cannot be one; ours always can.
fn insert(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

impl HttpBody for ReplyBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let bytes = std::mem::take(&mut self.bytes);
        Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.len() as u64)
    }
}

impl Drop for ReplyBody {
    fn drop(&mut self) {
        // With bytes left, the receipt is dropped unanswered.
        if self.bytes.is_empty() || self.receipt.is_none() {
            self.wire.answered(self.receipt.take());
        }
    }
}
