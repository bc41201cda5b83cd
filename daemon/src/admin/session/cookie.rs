//! The session cookie.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::directory::Secret;

const NAME: &str = "linekey_session";

/// How long a browser keeps it, in seconds. The box ends sessions earlier that nobody uses.
const KEEPS: u32 = 7 * 24 * 60 * 60;

/// The session token in a request's cookies.
pub fn token_of(headers: &HeaderMap) -> Option<Secret> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(name, _)| *name == NAME).map(|(_, value)| Secret::new(value)).next()
}

/// The `Set-Cookie` header that begins a session. `secure` on HTTPS.
pub fn fresh(token: &Secret, secure: bool) -> HeaderMap {
    set(token.expose(), KEEPS, secure)
}

/// The `Set-Cookie` header that ends it.
pub fn expired(secure: bool) -> HeaderMap {
    set("", 0, secure)
}

fn set(value: &str, seconds: u32, secure: bool) -> HeaderMap {
    let secure = if secure { "; Secure" } else { "" };
    let text = format!("{NAME}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    // Our tokens are hexadecimal, which a header always takes.
    let value = HeaderValue::from_str(&text).ok().map(|mut value| {
        value.set_sensitive(true);
        (header::SET_COOKIE, value)
    });
    value.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        assert!(token_of(&headers).is_none());
        headers.append(header::COOKIE, HeaderValue::from_static("a=b; linekey_session=f00; c=d"));
        assert_eq!(token_of(&headers).unwrap().expose(), "f00");
    }

    #[test]
    fn the_cookie_is_for_this_site_and_no_script() {
        let text = |headers: HeaderMap| headers[header::SET_COOKIE].to_str().unwrap().to_owned();
        let token = Secret::new("f00");
        assert!(text(fresh(&token, true)).contains("HttpOnly; SameSite=Strict; Secure"));
        assert!(!text(fresh(&token, false)).contains("Secure"));
        assert!(text(expired(false)).contains("Max-Age=0"));
    }
}
