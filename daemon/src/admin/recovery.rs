//! The one page of a box whose database is damaged.

use axum::{
    Router,
    http::{HeaderValue, StatusCode, header},
    middleware::map_response,
    response::{Html, IntoResponse},
    routing::get,
};

use super::{assets, headers};

/// What a box with a damaged database says.
#[derive(Debug, Clone)]
pub struct Recovery {
    /// The damaged file.
    pub database: String,
}

/// The admin side of a box whose database is damaged: one page, whatever is asked.
pub fn recovery(recovery: Recovery) -> Router {
    let page = move || {
        let html = assets::text("recovery.html").replace("{database}", &escaped(&recovery.database));
        let answer = (StatusCode::SERVICE_UNAVAILABLE, Html(html));
        async { answer }
    };
    Router::new().route("/style.css", get(style)).fallback(page).layer(map_response(headers::add))
}

async fn style() -> impl IntoResponse {
    let kind = HeaderValue::from_static("text/css; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], assets::text("style.css"))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_a_place_for_the_file_and_escapes_it() {
        assert!(assets::text("recovery.html").contains("{database}"));
        assert_eq!(escaped("<a&\">"), "&lt;a&amp;&quot;&gt;");
    }
}
