//! Which file names are looked at at all. Pure.

/// Longest name, in bytes. The catalogue's longest is far below.
const LONGEST: usize = 256;

/// Reads a requested name: UTF-8, without one leading slash (many phones send one). `None` for a name that no
/// file of ours can have, above all one that tries to climb out of a folder.
#[must_use]
pub fn file_name(sent: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(sent).ok()?;
    let name = name.strip_prefix('/').unwrap_or(name);
    let odd = name.is_empty()
        || name.len() > LONGEST
        || name.starts_with('/')
        || name.contains("..")
        || name.contains('\\')
        || name.chars().any(char::is_control);
    (!odd).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_leading_slash_is_taken_off() {
        assert_eq!(file_name(b"/a.cfg").as_deref(), Some("a.cfg"));
        assert_eq!(file_name(b"yealink/a.cfg").as_deref(), Some("yealink/a.cfg"));
        assert_eq!(file_name("grüße.xml".as_bytes()).as_deref(), Some("grüße.xml"));
    }

    #[test]
    fn names_that_no_file_has_are_refused() {
        let long = [b'a'; 257];
        let odd: [&[u8]; 12] = [
            b"",
            b"/",
            b"//etc/passwd",
            b"../../etc/passwd",
            b"x/../../etc/passwd",
            b"..\\..\\etc\\passwd",
            b"a\\b",
            b"a\nb",
            b"a\x7fb",
            b"a\0b",
            b"\xff\xfe",
            &long,
        ];
        for name in odd {
            assert_eq!(file_name(name), None, "{:?}", String::from_utf8_lossy(name));
        }
        assert!(file_name(&long[1..]).is_some());
    }

    proptest! {
        #[test]
        fn no_accepted_name_climbs_or_hides(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Some(name) = file_name(&bytes) {
                prop_assert!(!name.starts_with('/') && !name.contains("..") && !name.contains('\0'));
                prop_assert!(name.len() <= LONGEST);
            }
        }
    }
}
