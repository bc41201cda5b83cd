//! The embedded pages. What lies in `web-ui/` is what the browser gets, but for comments.

use std::{borrow::Cow, sync::LazyLock};

use aws_lc_rs::digest::{Context, SHA256};
use axum::{
    Router,
    extract::Path,
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use rust_embed::RustEmbed;
use tower_http::compression::CompressionLayer;

use super::{problem::Problem, slim::slim};
use crate::directory::text::hex;

/// What the browser gets: embedded in a release, read from disk in a debug build.
#[derive(RustEmbed)]
#[folder = "../web-ui"]
#[exclude = "node_modules/*"]
#[exclude = "tests/*"]
#[exclude = "types/*"]
#[exclude = "package*.json"]
#[exclude = "tsconfig*.json"]
#[exclude = "*.md"]
#[exclude = "*.ts"]
#[exclude = "*.mjs"]
#[exclude = ".*"]
struct WebUi;

/// The one package that the pages use.
#[derive(RustEmbed)]
#[folder = "../web-ui/node_modules/lit-html"]
#[prefix = "node_modules/lit-html/"]
#[include = "lit-html.js"]
#[include = "directive.js"]
#[include = "directive-helpers.js"]
#[include = "directives/*.js"]
struct LitHtml;

/// The pages' addresses. Each is a place: reload, a second tab and another laptop show the same.
const PAGES: [&str; 22] = [
    "/",
    "/claim",
    "/help",
    "/imports",
    "/imports/new",
    "/imports/{id}",
    "/imports/{id}/check",
    "/imports/{id}/columns",
    "/imports/{id}/review",
    "/imports/{id}/slips",
    "/inbox",
    "/keys",
    "/login",
    "/people",
    "/people/new",
    "/people/{id}",
    "/people/{id}/slip",
    "/phones",
    "/phones/new",
    "/phones/{id}",
    "/phones/{id}/label",
    "/settings",
];

/// Names this state of the pages in their URLs, so that browsers may keep them and an update is seen at once.
static STATE: LazyLock<String> = LazyLock::new(|| {
    if cfg!(debug_assertions) {
        return "debug".to_owned();
    }
    let mut context = Context::new(&SHA256);
    for name in WebUi::iter().chain(LitHtml::iter()) {
        context.update(name.as_bytes());
        context.update(&bytes(&name).unwrap_or_default());
    }
    hex(&context.finish().as_ref()[..8])
});

/// The pages and what they are made of.
pub fn router() -> Router {
    let pages = PAGES.iter().fold(Router::new(), |router, path| router.route(path, get(index)));
    pages
        .route("/assets/{state}/{*path}", get(asset))
        .fallback(|| async { (StatusCode::NOT_FOUND, page("index.html")) })
        .layer(CompressionLayer::new())
}

/// The text of an embedded file; empty where there is none, which the tests rule out.
pub fn text(name: &str) -> String {
    bytes(name).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

async fn index() -> Html<String> {
    page("index.html")
}

/// A page with the addresses of its parts filled in.
fn page(name: &str) -> Html<String> {
    Html(text(name).replace("{assets}", &format!("/assets/{}", *STATE)))
}

async fn asset(Path((state, path)): Path<(String, String)>) -> Response {
    let file = (state == *STATE).then(|| bytes(&path)).flatten();
    let (Some(file), Some(kind)) = (file, content_type(&path)) else {
        return Problem::not_found("such file").into_response();
    };
    // The URL names the state, so what it leads to never changes.
    let caching = if cfg!(debug_assertions) { "no-store" } else { "public, max-age=31536000, immutable" };
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, caching)];
    (headers.map(|(name, value)| (name, HeaderValue::from_static(value))), file.into_owned()).into_response()
}

fn bytes(name: &str) -> Option<Cow<'static, [u8]>> {
    let Some(own) = WebUi::get(name) else { return LitHtml::get(name).map(|file| file.data) };
    if !matches!(name.rsplit_once('.'), Some((_, "css" | "js"))) {
        return Some(own.data);
    }
    Some(Cow::Owned(slim(&String::from_utf8_lossy(&own.data)).into_bytes()))
}

fn content_type(path: &str) -> Option<&'static str> {
    Some(match path.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_are_embedded_and_ask_nothing_from_elsewhere() {
        let own: Vec<_> = WebUi::iter().collect();
        assert!(own.iter().any(|name| name == "index.html") && own.iter().any(|name| name == "style.css"));
        for name in own {
            let text = text(&name);
            let foreign =
                ["src=\"http", "href=\"http", "url(http", "from \"http", "src=\"//", "href=\"//", "url(//"];
            assert!(!foreign.iter().any(|word| text.contains(word)), "{name}");
        }
        assert!(text("index.html").contains("{assets}/"));
        assert!(LitHtml::get("node_modules/lit-html/lit-html.js").is_some());
    }

    #[test]
    fn what_only_builders_need_is_not_served() {
        for name in ["package.json", "README.md", "tsconfig.json", "node_modules/typescript/package.json"] {
            assert!(bytes(name).is_none(), "{name}");
        }
    }
}
