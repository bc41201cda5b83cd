//! The heads of pictures: PNG (RFC 2083), JPEG (ITU-T T.81), `GIF89a`, BMP.

use super::{at, be16, be32, le16, le32};
use crate::catalogue::MediaFacts;

pub(super) fn facts(bytes: &[u8]) -> Option<MediaFacts> {
    png(bytes).or_else(|| jpeg(bytes)).or_else(|| gif(bytes)).or_else(|| bmp(bytes))
}

fn picture(format: &str, width: u32, height: u32, bits: Option<u16>) -> MediaFacts {
    MediaFacts {
        format: Some(format.to_owned()),
        width: Some(width),
        height: Some(height),
        bits,
        ..MediaFacts::default()
    }
}

fn png(bytes: &[u8]) -> Option<MediaFacts> {
    if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") || at(bytes, 12)? != *b"IHDR" {
        return None;
    }
    let [depth, colour] = at(bytes, 24)?;
    // Transparency is no colour.
    let samples = if matches!(colour, 2 | 6) { 3 } else { 1 };
    let bits = u16::from(depth) * samples;
    Some(picture("png", be32(bytes, 16)?, be32(bytes, 20)?, Some(bits)))
}

fn jpeg(bytes: &[u8]) -> Option<MediaFacts> {
    if !bytes.starts_with(b"\xff\xd8\xff") {
        return None;
    }
    let mut place = 2;
    loop {
        let [mark, kind] = at(bytes, place)?;
        if mark != 0xff {
            return None;
        }
        match kind {
            // Fill, or a marker without anything behind it.
            0xff => place += 1,
            0x01 | 0xd0..=0xd8 => place += 2,
            // A frame, but for tables that have numbers among those of frames.
            0xc0..=0xcf if !matches!(kind, 0xc4 | 0xc8 | 0xcc) => {
                let [depth] = at(bytes, place + 4)?;
                let [samples] = at(bytes, place + 9)?;
                let bits = u16::from(depth) * u16::from(samples);
                let (height, width) = (be16(bytes, place + 5)?, be16(bytes, place + 7)?);
                return Some(picture("jpg", width.into(), height.into(), Some(bits)));
            }
            _ => place += 2 + usize::from(be16(bytes, place + 2)?),
        }
    }
}

fn gif(bytes: &[u8]) -> Option<MediaFacts> {
    if !bytes.starts_with(b"GIF87a") && !bytes.starts_with(b"GIF89a") {
        return None;
    }
    let [packed] = at(bytes, 10)?;
    let bits = (packed & 0x80 != 0).then(|| u16::from(packed & 7) + 1);
    Some(picture("gif", le16(bytes, 6)?.into(), le16(bytes, 8)?.into(), bits))
}

fn bmp(bytes: &[u8]) -> Option<MediaFacts> {
    if !bytes.starts_with(b"BM") {
        return None;
    }
    match le32(bytes, 14)? {
        12 => Some(picture("bmp", le16(bytes, 18)?.into(), le16(bytes, 20)?.into(), le16(bytes, 24))),
        40.. => {
            // A height below zero is of a picture whose first row is the top one.
            let size = |place| Some(i32::from_le_bytes(at(bytes, place)?).unsigned_abs());
            // Of 32 bits, 8 are no colour.
            let bits = le16(bytes, 28)?.min(24);
            Some(picture("bmp", size(18)?, size(22)?, Some(bits)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::media::samples;

    fn told(bytes: &[u8]) -> (String, u32, u32, Option<u16>) {
        let facts = facts(bytes).unwrap();
        (facts.format.unwrap(), facts.width.unwrap(), facts.height.unwrap(), facts.bits)
    }

    #[test]
    fn every_format_tells_size_and_depth() {
        assert_eq!(told(&samples::png(480, 272, 8, 6)), ("png".into(), 480, 272, Some(24)));
        assert_eq!(told(&samples::png(128, 48, 1, 0)), ("png".into(), 128, 48, Some(1)));
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc4\0\x03x\xff\xc2\0\x11\x08\x01\x10\x01\xe0\x03";
        assert_eq!(told(jpeg), ("jpg".into(), 480, 272, Some(24)));
        assert_eq!(told(b"GIF89a\xe0\x01\x10\x01\xf7\0\0"), ("gif".into(), 480, 272, Some(8)));
        let mut bmp = b"BM".to_vec();
        bmp.extend([0; 12]);
        bmp.extend(40_u32.to_le_bytes());
        bmp.extend(480_i32.to_le_bytes());
        bmp.extend((-272_i32).to_le_bytes());
        bmp.extend([1, 0, 16, 0]);
        assert_eq!(told(&bmp), ("bmp".into(), 480, 272, Some(16)));
    }

    #[test]
    fn a_head_that_ends_too_soon_is_none() {
        let jpeg = b"\xff\xd8\xff\xe0\xff\xffab";
        for bytes in [&samples::png(1, 1, 8, 2)[..20], jpeg, b"GIF89a\x01", b"BM", b""] {
            assert_eq!(facts(bytes), None, "{bytes:?}");
        }
    }
}
