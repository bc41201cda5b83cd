//! The embedded pages: `web-ui/` and what is built from it.

use std::{borrow::Cow, sync::LazyLock};

use aws_lc_rs::digest::{Context, SHA256};
use axum::{
    Router,
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use rust_embed::RustEmbed;
use tower_http::{CompressionLevel, compression::CompressionLayer};

use super::problem::Problem;
use crate::directory::text::hex;

/// What the browser gets as it stands in `web-ui/`. A debug build reads it from disk, a release holds it.
#[derive(RustEmbed)]
#[folder = "../web-ui"]
#[include = "help/*.json"]
#[include = "icon.svg"]
#[include = "icons.svg"]
#[include = "index.html"]
#[include = "recovery.html"]
#[include = "strings/*.json"]
struct Plain;

/// Scripts and styles as `npm run build` puts them together, each also packed (`app.js.gz`): tighter than a box has time
/// for while a browser waits. `build.rs` sees to it that they are there.
#[derive(RustEmbed)]
#[folder = "../web-ui/dist"]
#[allow_missing = true]
struct Built;

/// The pages' addresses. Each is a place: reload, a second tab and another laptop show the same.
const PAGES: [&str; 23] = [
    "/",
    "/catalogue",
    "/catalogue/file",
    "/claim",
    "/files",
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
    "/phones",
    "/phones/new",
    "/phones/{id}",
    "/settings",
];

/// Names this state of the pages in their URLs, so that browsers may keep them and an update is seen at once.
static STATE: LazyLock<String> = LazyLock::new(|| {
    if cfg!(debug_assertions) {
        return "debug".to_owned();
    }
    let mut context = Context::new(&SHA256);
    for name in Plain::iter().chain(Built::iter()) {
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
        .fallback(elsewhere)
        .layer(CompressionLayer::new().quality(CompressionLevel::Best))
}

/// The text of an embedded file; empty where there is none, which the tests rule out.
pub fn text(name: &str) -> String {
    bytes(name).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

async fn index() -> Html<String> {
    page("index.html")
}

/// No page; but where somebody ended an address with a slash, it may be one without.
async fn elsewhere(uri: Uri) -> Response {
    let path = uri.path();
    // Two slashes in front would lead to another host.
    match path.strip_suffix('/').filter(|path| !path.is_empty() && !path.starts_with("//")) {
        Some(path) => Redirect::permanent(path).into_response(),
        None => (StatusCode::NOT_FOUND, page("index.html")).into_response(),
    }
}

/// A page with the addresses of its parts filled in.
fn page(name: &str) -> Html<String> {
    Html(text(name).replace("{assets}", &format!("/assets/{}", *STATE)))
}

async fn asset(Path((state, path)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let file = (state == *STATE).then(|| bytes(&path)).flatten();
    let (Some(file), Some(kind)) = (file, content_type(&path)) else {
        return Problem::not_found("such file").into_response();
    };
    // The URL names the state, so what it leads to never changes.
    let caching = if cfg!(debug_assertions) { "no-store" } else { "public, max-age=31536000, immutable" };
    let about = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, caching)];
    let about = about.map(|(name, value)| (name, HeaderValue::from_static(value)));
    match takes_gzip(&headers).then(|| bytes(&format!("{path}.gz"))).flatten() {
        Some(packed) => (about, PACKED, packed.into_owned()).into_response(),
        None => (about, file.into_owned()).into_response(),
    }
}

/// What is said with a packed file; for the others the layer says it.
const PACKED: [(header::HeaderName, HeaderValue); 2] = [
    (header::CONTENT_ENCODING, HeaderValue::from_static("gzip")),
    (header::VARY, HeaderValue::from_static("accept-encoding")),
];

/// Whoever weighs encodings against each other is left to the layer.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let taken = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    taken.is_some_and(|words| words.split(',').any(|word| word.trim().eq_ignore_ascii_case("gzip")))
}

fn bytes(name: &str) -> Option<Cow<'static, [u8]>> {
    Built::get(name).or_else(|| Plain::get(name)).map(|file| file.data)
}

fn content_type(path: &str) -> Option<&'static str> {
    Some(match path.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_are_embedded_and_ask_nothing_from_elsewhere() {
        let mut names: Vec<_> = Plain::iter().chain(Built::iter()).collect();
        names.sort();
        for name in [
            "app.js",
            "help/en.json",
            "icon.svg",
            "icons.svg",
            "index.html",
            "recovery.html",
            "strings/en.json",
            "style.css",
            "theme.js",
        ] {
            assert!(names.iter().any(|found| found == name), "{name} is not among {names:?}");
        }
        for name in names {
            let text = text(&name);
            let foreign =
                ["src=\"http", "href=\"http", "url(http", "from\"http", "src=\"//", "href=\"//", "url(//"];
            assert!(!foreign.iter().any(|word| text.contains(word)), "{name}");
        }
        assert!(text("index.html").contains("{assets}/app.js"));
        assert!(text("index.html").contains("{assets}/strings/en.json"));
    }

    #[tokio::test]
    async fn a_script_comes_packed_to_whoever_takes_that() {
        let ask = |taken: &'static str| async move {
            let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(taken))]);
            let answer = asset(Path((STATE.clone(), "app.js".to_owned())), headers).await;
            answer.headers().get(header::CONTENT_ENCODING).cloned()
        };
        assert_eq!(ask("br, GZip").await.unwrap(), "gzip");
        for other in ["", "br", "gzip;q=0"] {
            assert!(ask(other).await.is_none(), "{other}");
        }
    }

    /// An address that only one side knows would be a page without an answer, or an answer without a page.
    #[test]
    fn the_pages_know_the_same_addresses() {
        let routes = concat!(env!("CARGO_MANIFEST_DIR"), "/../web-ui/routes.js");
        let routes = std::fs::read_to_string(routes).unwrap();
        let entries = routes.lines().filter_map(|line| line.trim().strip_prefix("[\"")?.split('"').next());
        let mut known: Vec<String> = entries.map(|path| path.replace('#', "{id}")).collect();
        known.sort();
        assert_eq!(known, PAGES);
    }

    #[test]
    fn what_only_builders_need_is_not_served() {
        for name in
            ["package.json", "README.md", "app.ts", "pages/start.js", "node_modules/esbuild/package.json"]
        {
            assert!(bytes(name).is_none(), "{name}");
        }
    }
}
