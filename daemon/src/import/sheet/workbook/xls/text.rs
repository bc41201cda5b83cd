//! Texts in records, which may go on in the next one in the middle of a word.

use super::super::cfb::{u16_at, u32_at};

/// Signs of two bytes each, not one.
const WIDE: u8 = 0x01;
/// Something about how the text is pronounced follows.
const PHONETIC: u8 = 0x04;
/// Fonts follow.
const RICH: u8 = 0x08;

/// The bytes of a record and of those that continue it.
pub(super) struct Pieces<'a> {
    now: &'a [u8],
    later: std::vec::IntoIter<&'a [u8]>,
}

impl<'a> Pieces<'a> {
    pub(super) fn new(first: &'a [u8], later: Vec<&'a [u8]>) -> Self {
        Self { now: first, later: later.into_iter() }
    }

    /// A text with the two bytes of its length in front; `None` where the bytes end.
    pub(super) fn text(&mut self) -> Option<String> {
        self.next_if_empty()?;
        let length = usize::from(u16_at(self.now, 0)?);
        let flags = *self.now.get(2)?;
        self.now = &self.now[3..];
        let fonts = if flags & RICH == 0 { 0 } else { usize::from(u16_at(self.take(2)?, 0)?) * 4 };
        let phonetic =
            if flags & PHONETIC == 0 { 0 } else { usize::try_from(u32_at(self.take(4)?, 0)?).ok()? };
        let text = self.signs(length, flags & WIDE != 0)?;
        self.skip(fonts.checked_add(phonetic)?)?;
        Some(text)
    }

    /// Where signs go on in the next record, a byte there says anew how wide they are.
    fn signs(&mut self, length: usize, is_wide: bool) -> Option<String> {
        let (mut units, mut is_wide) = (Vec::with_capacity(length), is_wide);
        while units.len() < length {
            if self.now.is_empty() {
                self.now = self.later.next()?;
                is_wide = self.take(1)?[0] & WIDE != 0;
            }
            let wanted = (length - units.len()) * if is_wide { 2 } else { 1 };
            let there = self.take(wanted.min(self.now.len()))?;
            if is_wide {
                units.extend(there.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])));
            } else {
                units.extend(there.iter().map(|byte| u16::from(*byte)));
            }
        }
        Some(String::from_utf16_lossy(&units))
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.now.split_at_checked(length)?;
        self.now = rest;
        Some(taken)
    }

    fn skip(&mut self, length: usize) -> Option<()> {
        let mut left = length;
        while left > 0 {
            self.next_if_empty()?;
            let here = left.min(self.now.len());
            self.take(here)?;
            left -= here;
        }
        Some(())
    }

    fn next_if_empty(&mut self) -> Option<()> {
        while self.now.is_empty() {
            self.now = self.later.next()?;
        }
        Some(())
    }
}

/// The name of a sheet, with one byte of length.
pub(super) fn short(bytes: &[u8]) -> Option<String> {
    let length = usize::from(*bytes.first()?);
    Pieces::new(bytes.get(2..)?, Vec::new()).signs(length, bytes.get(1)? & WIDE != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_goes_on_in_the_next_record_with_its_own_width() {
        let first = b"\x04\x00\x00ab";
        let mut pieces = Pieces::new(first, vec![b"\x01c\0", b"\x00d\x01\x00\x00e"]);
        assert_eq!(pieces.text().as_deref(), Some("abcd"));
        assert_eq!(pieces.text().as_deref(), Some("e"));
        assert_eq!(pieces.text(), None);
    }

    #[test]
    fn fonts_and_pronunciation_are_left_out() {
        let bytes = b"\x01\x00\x0c\x01\x00\x02\x00\x00\x00a\x00\x00\x00\x00pp\x01\x00\x00b";
        let mut pieces = Pieces::new(bytes, Vec::new());
        assert_eq!((pieces.text().as_deref(), pieces.text().as_deref()), (Some("a"), Some("b")));
    }
}
