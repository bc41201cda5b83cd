//! The pages that stand until the people's pages are built.

use axum::{
    Router,
    http::{HeaderName, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use rust_embed::RustEmbed;

/// What the browser gets, embedded.
#[derive(RustEmbed)]
#[folder = "../web-ui"]
struct WebUi;

/// No script, no frame, nothing from elsewhere.
const HEADERS: [(HeaderName, &str); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
];

/// The admin side of a box that is well.
pub fn router() -> Router {
    Router::new()
        .route("/", get(|| async { page("index.html", StatusCode::OK) }))
        .route("/style.css", get(style))
        .route("/healthz", get(|| async { (HEADERS, "ok\n") }))
}

/// What a box with a damaged database says.
#[derive(Debug, Clone)]
pub struct Recovery {
    /// The damaged file.
    pub database: String,
}

/// The admin side of a box whose database is damaged: one page, whatever is asked.
pub fn recovery(recovery: Recovery) -> Router {
    let page = move || {
        let html = text_of("recovery.html").replace("{database}", &escaped(&recovery.database));
        let answer = (StatusCode::SERVICE_UNAVAILABLE, HEADERS, Html(html));
        async { answer }
    };
    Router::new().route("/style.css", get(style)).fallback(page)
}

fn page(name: &str, status: StatusCode) -> Response {
    (status, HEADERS, Html(text_of(name))).into_response()
}

async fn style() -> Response {
    (HEADERS, [(header::CONTENT_TYPE, "text/css; charset=utf-8")], text_of("style.css")).into_response()
}

fn text_of(name: &str) -> String {
    WebUi::get(name).map(|file| String::from_utf8_lossy(&file.data).into_owned()).unwrap_or_default()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_are_embedded_and_ask_nothing_from_elsewhere() {
        for name in ["index.html", "recovery.html", "style.css"] {
            let text = text_of(name);
            assert!(!text.is_empty(), "{name}");
            assert!(!text.contains("http://") && !text.contains("https://"), "{name}");
        }
        assert!(text_of("recovery.html").contains("{database}"));
    }
}
