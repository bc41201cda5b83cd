//! Text as TELNET spells it (RFC 1350 §1, RFC 764): a line ends with CR LF, a bare CR is CR NUL. Pure.

/// A place in a file as it goes over the wire.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cursor {
    /// Offset in the file.
    pub at: usize,
    /// The CR of the pair at `at` went into the block before.
    half: bool,
}

/// Appends at most `room` bytes of the spelled text to `out` and says where the next block begins.
#[must_use]
pub fn fill(text: &[u8], mut from: Cursor, room: usize, out: &mut Vec<u8>) -> Cursor {
    let full = out.len() + room;
    while out.len() < full {
        let Some(&byte) = text.get(from.at) else { break };
        let second = match byte {
            b'\n' => Some(b'\n'),
            b'\r' => Some(0),
            _ => None,
        };
        if let Some(second) = second
            && !from.half
        {
            out.push(b'\r');
            from.half = true;
            // The pair may be cut by the end of the block.
            if out.len() == full {
                break;
            }
            out.push(second);
        } else {
            out.push(second.unwrap_or(byte));
        }
        from = Cursor { at: from.at + 1, half: false };
    }
    from
}

/// Bytes of the spelled text.
#[must_use]
pub fn size(text: &[u8]) -> u64 {
    let pairs = text.iter().filter(|&&byte| byte == b'\n' || byte == b'\r').count();
    (text.len() + pairs) as u64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn spelled(text: &[u8], room: usize) -> Vec<u8> {
        let mut out = Vec::new();
        let mut cursor = Cursor::default();
        while cursor.at < text.len() {
            cursor = fill(text, cursor, room, &mut out);
        }
        out
    }

    #[test]
    fn line_ends_become_pairs() {
        assert_eq!(spelled(b"a\nb\rc\r\n", 512), b"a\r\nb\r\0c\r\0\r\n");
    }

    #[test]
    fn a_pair_may_be_cut_by_the_end_of_a_block() {
        let mut out = Vec::new();
        let cursor = fill(b"abc\nd", Cursor::default(), 4, &mut out);
        assert_eq!(out, b"abc\r");
        let cursor = fill(b"abc\nd", cursor, 4, &mut out);
        assert_eq!(out, b"abc\r\nd");
        assert_eq!(cursor, Cursor { at: 5, half: false });
    }

    proptest! {
        #[test]
        fn any_text_can_be_read_back(text in proptest::collection::vec(prop_oneof![Just(b'\r'), Just(b'\n'), any::<u8>()], 0..300), room in 1_usize..40) {
            let wire = spelled(&text, room);
            prop_assert_eq!(wire.len() as u64, size(&text));
            let mut back = Vec::new();
            let mut bytes = wire.into_iter();
            while let Some(byte) = bytes.next() {
                back.push(match byte {
                    b'\r' => if bytes.next() == Some(0) { b'\r' } else { b'\n' },
                    other => other,
                });
            }
            prop_assert_eq!(back, text);
        }
    }
}
