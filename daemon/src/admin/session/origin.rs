//! Where a change comes from: a browser says so itself.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, StatusCode, header},
    middleware::Next,
    response::Response,
};

use super::is_safe;
use crate::admin::problem::Problem;

/// Says, in browsers since 2023, how the page that asks is related to us.
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Lets changes through that come from our own pages, or from no page at all. Claim and log-in are changes, too.
pub async fn own_pages_only(request: Request, next: Next) -> Result<Response, Problem> {
    if !is_safe(request.method()) && is_foreign(request.headers()) {
        let detail = "This change came from another site's page. Open the box's own page and make it there";
        return Err(Problem::new(StatusCode::FORBIDDEN, "origin_foreign", detail));
    }
    Ok(next.run(request).await)
}

/// A browser that says how the page is related to us knows it best; else the page's origin must name this very host.
fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(site) = text(&FETCH_SITE) {
        return !matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(&header::ORIGIN) else { return false };
    let from = origin.split_once("://").map(|(_, host)| host);
    from.is_none_or(|from| text(&header::HOST).is_none_or(|host| !host.eq_ignore_ascii_case(from)))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn foreign(sent: &[(&'static str, &'static str)]) -> bool {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        is_foreign(&sent.iter().map(pair).collect())
    }

    #[test]
    fn a_foreign_page_is_known_by_what_its_browser_says() {
        assert!(!foreign(&[("host", "linekey.local:8443")]), "a script without a browser");
        assert!(!foreign(&[("host", "Box:8443"), ("origin", "https://box:8443")]));
        assert!(foreign(&[("host", "box:8443"), ("origin", "https://evil.example")]));
        assert!(foreign(&[("host", "box:8443"), ("origin", "https://box:9443")]));
        assert!(foreign(&[("host", "box:8443"), ("origin", "null")]));
        assert!(foreign(&[("host", "box:8443"), ("sec-fetch-site", "cross-site")]));
        assert!(foreign(&[("host", "box:8443"), ("sec-fetch-site", "same-site")]));
        // Behind another server the host that we see is not the one in the address bar.
        assert!(!foreign(&[
            ("host", "10.0.0.5"),
            ("origin", "https://phones.example"),
            ("sec-fetch-site", "same-origin")
        ]));
    }
}
