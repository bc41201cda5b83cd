//! From a request to a reply.

use std::sync::Arc;

use hyper::{
    Method, Request, Response,
    header::{HeaderValue, USER_AGENT},
};
use tokio::sync::Semaphore;

use super::{
    AdminUrl,
    connection::Ends,
    link, name,
    receipt::Receipt,
    response::{self, ReplyBody},
    wire::Wire,
};
use crate::serve::content::{Answer, Asked, Content, OWN_TEST_HEADER, Outcome, Transport};

/// Longest `User-Agent` kept, in bytes; those of phones have under 150.
const USER_AGENT_BYTES: usize = 256;

/// What all connections of a listener share.
pub(super) struct Desk {
    pub(super) content: Arc<dyn Content>,
    pub(super) transport: Transport,
    pub(super) admin_url: AdminUrl,
    pub(super) renders: Semaphore,
}

/// Longest query in bytes; a phone sends what it searches for and a page's number.
const MAX_QUERY: usize = 512;

/// Answers one request. How it ended is noted once for each request from a served network, except `/`; a path
/// that can be no file's is noted with an empty name.
pub(super) async fn reply<B>(
    desk: &Desk,
    ends: Ends,
    wire: &Arc<Wire>,
    request: Request<B>,
) -> Response<ReplyBody> {
    wire.asked();
    let (head, _) = request.into_parts();
    if !desk.content.serves(ends.peer.ip()) {
        return response::not_found(wire);
    }
    let is_get = head.method == Method::GET;
    let path = head.uri.path();
    if path == "/" && (is_get || head.method == Method::HEAD) {
        return response::redirect(wire, &desk.admin_url.for_client(&head.headers, ends.local));
    }
    if let Some(asked) = link::asked(&head) {
        return link::reply(desk, wire, &head.method, asked).await;
    }
    let name = name::clean(path);
    let is_odd = name.is_none();
    let user_agent = head.headers.get(USER_AGENT).map(readable);
    let asked = Asked {
        name: name.unwrap_or_default(),
        query: head.uri.query().filter(|query| query.len() <= MAX_QUERY).map(str::to_owned),
        peer: ends.peer,
        local: ends.local,
        transport: desk.transport,
        user_agent,
        own_test: head.headers.get(OWN_TEST_HEADER).map(readable),
    };
    let receipt = Receipt::new(Arc::clone(&desk.content), asked);
    if !is_get && head.method != Method::HEAD {
        receipt.end(Outcome::NoSuchFile);
        return response::not_allowed(wire);
    }
    if is_odd || receipt.asked().user_agent.as_deref().is_some_and(is_browser) {
        receipt.end(Outcome::NoSuchFile);
        return response::not_found(wire);
    }
    let refusal = match answer(desk, receipt.asked()).await {
        Answer::File(body) if is_get => return response::file(wire, &head.headers, &body, receipt),
        Answer::File(body) => return response::headers_of(wire, &head.headers, &body, receipt),
        Answer::Broken(_) => Outcome::Broken,
        Answer::NoSuchFile | Answer::NotServed => Outcome::NoSuchFile,
        Answer::UnknownPhone(_) => Outcome::UnknownPhone,
    };
    receipt.end(refusal);
    if refusal == Outcome::Broken { response::broken(wire) } else { response::not_found(wire) }
}

async fn answer(desk: &Desk, asked: &Asked) -> Answer {
    if let Some(answer) = desk.content.at_hand(asked) {
        return answer;
    }
    let _turn = desk.renders.acquire().await;
    let (content, asked) = (Arc::clone(&desk.content), asked.clone());
    let answer = tokio::task::spawn_blocking(move || content.answer(&asked)).await;
    answer.unwrap_or_else(|error| {
        tracing::error!(%error, "a file could not be made");
        Answer::Broken(String::from("the daemon failed while it made the file"))
    })
}

/// The text of a header, cut and without control characters.
fn readable(value: &HeaderValue) -> String {
    let bytes = value.as_bytes();
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(USER_AGENT_BYTES)]);
    text.chars().filter(|sign| !sign.is_control()).collect()
}

/// Whether this is a person's browser, which never gets a phone's file. The phones that call themselves Mozilla
/// say 4.0 (snom) or name no browser.
fn is_browser(user_agent: &str) -> bool {
    let names = ["Chrome", "Firefox", "Safari", "Edg"];
    user_agent.starts_with("Mozilla/5.0") && names.iter().any(|name| user_agent.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_from_phones() {
        for (user_agent, expected) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", true),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Edg/126.0",
                true,
            ),
            ("Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15", true),
            ("Mozilla/4.0 (compatible; snomD735-SIP 10.1.159.12)", false),
            ("Mozilla/5.0", false),
            ("Yealink SIP-T46U 108.86.0.20 80:5e:c0:01:02:03", false),
            ("", false),
        ] {
            assert_eq!(is_browser(user_agent), expected, "{user_agent}");
        }
    }

    #[test]
    fn a_user_agent_is_cut_and_holds_no_control_characters() {
        assert_eq!(readable(&HeaderValue::from_bytes(b"a\tb").unwrap()), "ab");
        assert_eq!(readable(&HeaderValue::from_bytes(b"caf\xe9").unwrap()), "caf\u{fffd}");
        assert_eq!(readable(&HeaderValue::from_bytes(&[b'a'; 999]).unwrap()).len(), USER_AGENT_BYTES);
    }
}
