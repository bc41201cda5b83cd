//! The file of one transfer, read block by block. Pure.

use bytes::Bytes;

use super::netascii::{self, Cursor};
use super::packet::Mode;

/// Counting the line ends of more than this would hold up everybody else for the sake of a size that netascii
/// clients rarely ask for.
const COUNTED: usize = 1 << 20;

/// Bytes and how they are spelled. Cheap to make: the bytes are shared, not copied.
#[derive(Debug, Clone)]
pub struct Source {
    bytes: Bytes,
    mode: Mode,
}

impl Source {
    /// A file to be sent in this mode.
    #[must_use]
    pub fn new(bytes: Bytes, mode: Mode) -> Self {
        Self { bytes, mode }
    }

    /// Bytes on the wire; `None` for a large text, which is not worth counting.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        match self.mode {
            Mode::Octet => Some(self.bytes.len() as u64),
            Mode::Netascii => (self.bytes.len() <= COUNTED).then(|| netascii::size(&self.bytes)),
        }
    }

    /// Appends at most `room` bytes to `out`, fewer only at the end of the file, and says where the next begin.
    #[must_use]
    pub fn fill(&self, from: Cursor, room: usize, out: &mut Vec<u8>) -> Cursor {
        match self.mode {
            Mode::Netascii => netascii::fill(&self.bytes, from, room, out),
            Mode::Octet => {
                let rest = &self.bytes[from.at..];
                out.extend_from_slice(&rest[..room.min(rest.len())]);
                self.skip(from, room)
            }
        }
    }

    /// The place `count` bytes on.
    #[must_use]
    pub fn skip(&self, mut from: Cursor, count: usize) -> Cursor {
        match self.mode {
            Mode::Netascii => netascii::fill(&self.bytes, from, count, &mut Vec::with_capacity(count)),
            Mode::Octet => {
                from.at = (from.at + count).min(self.bytes.len());
                from
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_is_what_goes_over_the_wire() {
        let text = Bytes::from_static(b"a\nb\n");
        assert_eq!(Source::new(text.clone(), Mode::Octet).size(), Some(4));
        assert_eq!(Source::new(text, Mode::Netascii).size(), Some(6));
    }

    #[test]
    fn a_large_text_is_not_counted() {
        let firmware = Bytes::from(vec![b'\n'; COUNTED + 1]);
        assert_eq!(Source::new(firmware.clone(), Mode::Netascii).size(), None);
        assert_eq!(Source::new(firmware, Mode::Octet).size(), Some(COUNTED as u64 + 1));
    }

    #[test]
    fn skipping_leads_where_filling_leads() {
        for mode in [Mode::Octet, Mode::Netascii] {
            let source = Source::new(Bytes::from_static(b"ab\ncd\r\nef"), mode);
            for count in 0..20 {
                let filled = source.fill(Cursor::default(), count, &mut Vec::new());
                assert_eq!(source.skip(Cursor::default(), count), filled, "{mode:?} {count}");
            }
        }
    }
}
