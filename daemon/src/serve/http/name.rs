//! From the path of a URL to the name of a file.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// Longest name in bytes after decoding, as `serve::content::Asked` promises.
const LONGEST: usize = 256;

/// The name that this path asks for, decoded once; `None` for a path that no phone sends.
///
/// Repeated slashes count as one, because phones put a slash between a URL that ends in one and the name. What
/// is refused: empty paths and those that end in a slash, `.` as an element and `..` anywhere, an encoded slash,
/// a backslash, control characters, broken percent signs, anything that is not UTF-8, and over-long names.
pub(super) fn clean(path: &str) -> Option<String> {
    // Every byte may have been written as three.
    if path.len() > 3 * LONGEST + 1 {
        return None;
    }
    let elements = path.strip_prefix('/')?.split('/').filter(|element| !element.is_empty());
    let name = elements.map(decode).collect::<Option<Vec<_>>>()?.join("/");
    let fits = !name.is_empty() && name.len() <= LONGEST && !path.ends_with('/');
    fits.then_some(name)
}

fn decode(element: &str) -> Option<Cow<'_, str>> {
    if !percents_are_whole(element) {
        return None;
    }
    let text = percent_decode_str(element).decode_utf8().ok()?;
    let odd = text == "." || text.contains("..") || text.contains(is_forbidden);
    (!odd).then_some(text)
}

/// Whether two hexadecimal digits follow each percent sign.
fn percents_are_whole(element: &str) -> bool {
    element.split('%').skip(1).all(|rest| {
        let digits = rest.as_bytes().iter().take(2).filter(|byte| byte.is_ascii_hexdigit());
        digits.count() == 2
    })
}

fn is_forbidden(sign: char) -> bool {
    sign.is_control() || matches!(sign, '/' | '\\')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_phones_ask_for_keeps_its_spelling() {
        for (path, name) in [
            ("/805ec0010203.cfg", "805ec0010203.cfg"),
            ("//y000000000028.cfg", "y000000000028.cfg"),
            ("/prov//805EC0010203.cfg", "prov/805EC0010203.cfg"),
            ("/abc/def/file.xml", "abc/def/file.xml"),
            ("/snom%20D735.htm", "snom D735.htm"),
            ("/%38%30.cfg", "80.cfg"),
            ("/caf%C3%A9.wav", "café.wav"),
            ("/a.b-c_d~e", "a.b-c_d~e"),
            ("/%252e%252e", "%2e%2e"),
            ("/.hidden", ".hidden"),
        ] {
            assert_eq!(clean(path).as_deref(), Some(name), "{path}");
        }
    }

    #[test]
    fn what_no_phone_sends_is_no_name() {
        for path in [
            "",
            "/",
            "//",
            "a.cfg",
            "/dir/",
            "/..",
            "/../etc/passwd",
            "/a/../b",
            "/a..b",
            "/%2e%2e/secret.key",
            "/.%2E/x",
            "/.",
            "/a/./b",
            "/a%2fb",
            "/%2Fetc/passwd",
            "/a%5cb",
            "/a\\b",
            "/a%00.cfg",
            "/a%0d%0aX: y",
            "/a%7f",
            "/a%c2%85",
            "/a%",
            "/a%2",
            "/a%zz",
            "/a%+1",
            "/%ff%fe",
            "*",
        ] {
            assert_eq!(clean(path), None, "{path}");
        }
    }

    #[test]
    fn a_name_has_256_bytes_at_most() {
        assert!(clean(&format!("/{}", "a".repeat(256))).is_some());
        assert!(clean(&format!("/{}", "%61".repeat(256))).is_some());
        assert!(clean(&format!("/{}", "a".repeat(257))).is_none());
        assert!(clean(&format!("/{}", "%61".repeat(257))).is_none());
    }

    proptest! {
        #[test]
        fn a_name_never_leaves_its_place(path in "/(\\.|/|\\\\|%2e|%2F|%5C|%00|%25|a|é|\\PC){0,40}") {
            if let Some(name) = clean(&path) {
                prop_assert!(!name.is_empty() && name.len() <= LONGEST);
                prop_assert!(!name.starts_with('/') && !name.ends_with('/') && !name.contains("//"));
                prop_assert!(!name.contains("..") && !name.contains('\\'));
                prop_assert!(!name.split('/').any(|element| element == "."));
                prop_assert!(!name.chars().any(char::is_control));
            }
        }

        #[test]
        fn any_text_is_read_without_panic(path in ".*") {
            clean(&path);
        }
    }
}
