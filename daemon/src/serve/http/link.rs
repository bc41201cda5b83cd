//! Links with a secret part, `/s/TOKEN`: the one place of this listener where a person's browser, or the app that they
//! set up, gets something. No phone's file is in reach, and no request of it is noted, for its path is a secret.

use std::sync::Arc;

use hyper::{Method, Response, http::request::Parts};

use super::{
    reply::Desk,
    response::{self, ReplyBody},
    wire::Wire,
};
use crate::serve::content::{LinkAnswer, LinkAsked, LinkWanted};

/// The folder of links.
const FOLDER: &str = "s";

/// Signs of a token, all of them small letters and digits.
const TOKEN: usize = 28;

/// The longest name of an app.
const LONGEST_APP: usize = 16;

/// By this header an app tells that it asks by itself, and which it is (liblinphone, `remote_provisioning.c`). A
/// browser never sends it, and a program that opens links in messages does not either.
const OWN_REQUEST: (&str, &str) = ("x-linphone-provisioning", "linphone");

/// A request for a link.
pub(super) struct Asked {
    link: LinkAsked,
    /// The address of a button, opened again: its page is one up.
    is_old_button: bool,
}

/// What a request wants of a link; `None` for any other request. What stands before `/s/` is not looked at: a proxy may
/// have put it there.
pub(super) fn asked(head: &Parts) -> Option<Asked> {
    let mut elements = head.uri.path().split('/').skip_while(|element| *element != FOLDER).skip(1);
    let token = elements.next().filter(|token| is_token(token))?.to_owned();
    let app = elements.next();
    if elements.next().is_some() || app.is_some_and(|app| !is_app(app)) {
        return None;
    }
    let own = head.method == Method::GET && head.headers.contains_key(OWN_REQUEST.0);
    let wants = match app {
        Some(app) if head.method == Method::POST => LinkWanted::For(app.to_owned()),
        None if own => LinkWanted::For(OWN_REQUEST.1.to_owned()),
        _ => LinkWanted::Page,
    };
    let is_old_button = app.is_some() && wants == LinkWanted::Page;
    Some(Asked { link: LinkAsked { token, wants }, is_old_button })
}

fn is_token(text: &str) -> bool {
    text.len() == TOKEN && text.bytes().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit())
}

fn is_app(text: &str) -> bool {
    (1..=LONGEST_APP).contains(&text.len()) && text.bytes().all(|sign| sign.is_ascii_lowercase())
}

/// Answers it.
pub(super) async fn reply(
    desk: &Desk,
    wire: &Arc<Wire>,
    method: &Method,
    asked: Asked,
) -> Response<ReplyBody> {
    let Asked { link, is_old_button } = asked;
    let is_button = matches!(link.wants, LinkWanted::For(_));
    if *method != Method::GET && *method != Method::HEAD && !(*method == Method::POST && is_button) {
        return response::not_allowed(wire);
    }
    if is_old_button {
        return response::redirect(wire, &format!("../{}", link.token));
    }
    let _turn = desk.renders.acquire().await;
    let content = Arc::clone(&desk.content);
    let answer = tokio::task::spawn_blocking(move || content.link(&link)).await;
    match answer {
        Ok(LinkAnswer::Document(document)) => response::document(wire, &document, *method != Method::HEAD),
        Ok(LinkAnswer::NoSuchLink) => response::not_found(wire),
        Ok(LinkAnswer::Broken(_)) => response::broken(wire),
        Err(error) => {
            tracing::error!(%error, "a link could not be answered");
            response::broken(wire)
        }
    }
}

#[cfg(test)]
mod tests {
    use hyper::Request;

    use super::*;

    const SECRET: &str = "abcdefghjkmnpqrtuvwxy3467999";

    fn wants(method: &str, path: &str, header: Option<&str>) -> Option<LinkWanted> {
        let mut request = Request::builder().method(method).uri(path.replace("TOKEN", SECRET));
        if let Some(header) = header {
            request = request.header(header, "1");
        }
        let asked = asked(&request.body(()).unwrap().into_parts().0)?;
        assert_eq!(asked.link.token, SECRET);
        Some(asked.link.wants)
    }

    #[test]
    fn a_look_costs_nothing_and_a_button_or_the_app_itself_fetches() {
        let fetch = |app: &str| Some(LinkWanted::For(app.to_owned()));
        for (method, path, header, expected) in [
            ("GET", "/s/TOKEN", None, Some(LinkWanted::Page)),
            ("HEAD", "/s/TOKEN", None, Some(LinkWanted::Page)),
            ("GET", "/prov/s/TOKEN?x=1", None, Some(LinkWanted::Page)),
            ("GET", "/s/TOKEN", Some("X-Linphone-Provisioning"), fetch("linphone")),
            ("HEAD", "/s/TOKEN", Some("X-Linphone-Provisioning"), Some(LinkWanted::Page)),
            ("POST", "/s/TOKEN/microsip", None, fetch("microsip")),
            ("GET", "/s/TOKEN/microsip", None, Some(LinkWanted::Page)),
            ("POST", "/s/TOKEN", None, Some(LinkWanted::Page)),
            ("GET", "/s/TOKEN/a/b", None, None),
            ("GET", "/s/TOKEN/..", None, None),
            ("GET", "/s/TOKENx", None, None),
            ("GET", "/s/short", None, None),
            ("GET", "/s/", None, None),
            ("GET", "/TOKEN", None, None),
        ] {
            assert_eq!(wants(method, path, header), expected, "{method} {path}");
        }
    }
}
