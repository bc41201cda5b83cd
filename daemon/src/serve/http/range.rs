//! Conditions and parts: `If-None-Match`, `If-Range` and `Range` (RFC 9110, 13 and 14).

use std::ops::Range;

use hyper::{
    HeaderMap,
    header::{IF_NONE_MATCH, IF_RANGE, RANGE},
};

/// What part of a file is asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// These bytes, at least one.
    Bytes(Range<usize>),
    /// Bytes that the file does not have.
    Nothing,
    /// All of it.
    Whole,
}

/// Whether the client says that it has this revision.
pub(super) fn has_already(headers: &HeaderMap, etag: &str) -> bool {
    let mut lists = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    // RFC 9110, 13.1.2: the weak comparison, so a W/ makes no difference.
    lists.any(|list| {
        list.split(',').map(str::trim).any(|tag| tag == "*" || tag.trim_start_matches("W/") == etag)
    })
}

/// The part that is asked for. Several parts, other units and malformed ranges mean the whole file, which RFC
/// 9110, 14.2 allows and every client copes with.
pub(super) fn part(headers: &HeaderMap, etag: &str, length: usize) -> Part {
    if headers.get(IF_RANGE).is_some_and(|tag| tag.as_bytes() != etag.as_bytes()) {
        return Part::Whole;
    }
    let asked = headers.get(RANGE).and_then(|value| value.to_str().ok());
    asked.and_then(|text| read(text, length)).unwrap_or(Part::Whole)
}

fn read(text: &str, length: usize) -> Option<Part> {
    let (first, last) = text.strip_prefix("bytes=")?.trim().split_once('-')?;
    let range = match (number(first)?, number(last)?) {
        (None, None) => return None,
        (None, Some(count)) => length.saturating_sub(count)..length,
        (Some(first), None) => first..length,
        (Some(first), Some(last)) if last < first => return None,
        (Some(first), Some(last)) => first..last.saturating_add(1).min(length),
    };
    Some(if range.is_empty() { Part::Nothing } else { Part::Bytes(range) })
}

/// `Some(None)` for no text, `None` for text that is no number. Numbers too large to hold are as good as the
/// largest.
#[expect(clippy::option_option, reason = "absent and malformed are different answers here")]
fn number(text: &str) -> Option<Option<usize>> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some((!text.is_empty()).then(|| text.parse().unwrap_or(usize::MAX)))
}

#[cfg(test)]
mod tests {
    use hyper::header::{HeaderName, HeaderValue};
    use proptest::prelude::*;

    use super::*;

    fn headers(list: &[(HeaderName, &str)]) -> HeaderMap {
        list.iter().map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap())).collect()
    }

    #[test]
    fn a_known_revision_is_recognised_in_any_list() {
        for (sent, known) in [
            ("\"7\"", true),
            ("W/\"7\"", true),
            ("\"6\", \"7\"", true),
            ("\"6\",W/\"7\" ", true),
            ("*", true),
            ("\"6\"", false),
            ("7", false),
            ("", false),
        ] {
            assert_eq!(has_already(&headers(&[(IF_NONE_MATCH, sent)]), "\"7\""), known, "{sent}");
        }
        assert!(!has_already(&HeaderMap::new(), "\"7\""));
    }

    #[test]
    fn ranges_are_cut_to_the_file() {
        for (sent, expected) in [
            ("bytes=0-0", Part::Bytes(0..1)),
            ("bytes=2-5", Part::Bytes(2..6)),
            ("bytes=2-500", Part::Bytes(2..10)),
            ("bytes=7-", Part::Bytes(7..10)),
            ("bytes=-3", Part::Bytes(7..10)),
            ("bytes=-300", Part::Bytes(0..10)),
            ("bytes=0-99999999999999999999999", Part::Bytes(0..10)),
            ("bytes=10-", Part::Nothing),
            ("bytes=99999999999999999999999-", Part::Nothing),
            ("bytes=-0", Part::Nothing),
            ("bytes=5-2", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=0-1,4-5", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("lines=0-1", Part::Whole),
            ("", Part::Whole),
        ] {
            assert_eq!(part(&headers(&[(RANGE, sent)]), "\"7\"", 10), expected, "{sent}");
        }
    }

    #[test]
    fn a_part_of_another_revision_is_not_mixed_in() {
        let asks = |tag| headers(&[(RANGE, "bytes=0-1"), (IF_RANGE, tag)]);
        assert_eq!(part(&asks("\"7\""), "\"7\"", 10), Part::Bytes(0..2));
        for other in ["\"6\"", "W/\"7\"", "Sat, 29 Oct 1994 19:43:31 GMT"] {
            assert_eq!(part(&asks(other), "\"7\"", 10), Part::Whole, "{other}");
        }
    }

    proptest! {
        #[test]
        fn a_part_lies_within_the_file(text in "(bytes=)?[0-9]{0,25}-?[0-9]{0,25}", length in 0_usize..100) {
            if let Part::Bytes(range) = part(&headers(&[(RANGE, &text)]), "\"7\"", length) {
                prop_assert!(range.start < range.end && range.end <= length);
            }
        }
    }
}
