//! The heads of tones: WAV (RIFF) and MP3 (ISO 11172-3).

use super::{at, le16, le32};
use crate::catalogue::MediaFacts;

/// Chunks of a WAV that are looked at; the two that matter stand among the first.
const CHUNKS: usize = 64;

pub(super) fn facts(bytes: &[u8]) -> Option<MediaFacts> {
    wav(bytes).or_else(|| mp3(bytes))
}

fn wav(bytes: &[u8]) -> Option<MediaFacts> {
    if !bytes.starts_with(b"RIFF") || at(bytes, 8)? != *b"WAVE" {
        return None;
    }
    let mut facts = MediaFacts { format: Some("wav".to_owned()), ..MediaFacts::default() };
    let (mut place, mut each_second) = (12, 0);
    for _ in 0..CHUNKS {
        let (Some(kind), Some(length)) = (at::<4>(bytes, place), le32(bytes, place + 4)) else { break };
        let body = place + 8;
        match &kind {
            b"fmt " => {
                facts.channels = le16(bytes, body + 2);
                facts.rate = le32(bytes, body + 4);
                each_second = le32(bytes, body + 8)?;
                facts.bits = le16(bytes, body + 14);
            }
            b"data" if each_second > 0 => facts.seconds = Some(length.div_ceil(each_second)),
            _ => {}
        }
        // Chunks begin at even places.
        let next = usize::try_from(length).ok()?.checked_add(body)?;
        place = next.checked_add(next & 1)?;
    }
    Some(facts)
}

fn mp3(bytes: &[u8]) -> Option<MediaFacts> {
    // The length of a tag in front has seven bits a byte.
    let start = if bytes.starts_with(b"ID3") {
        at::<4>(bytes, 6)?.iter().fold(0, |sum, part| sum << 7 | usize::from(part & 0x7f)) + 10
    } else {
        0
    };
    let [first, second, third, fourth] = at(bytes, start)?;
    let version = second >> 3 & 3;
    let is_frame = first == 0xff && second & 0xe6 == 0xe2 && third >> 2 & 3 != 3 && version != 1;
    if !is_frame {
        return None;
    }
    let rate = [44_100_u32, 48_000, 32_000].get(usize::from(third >> 2 & 3))?;
    let halved = match version {
        3 => 0,
        2 => 1,
        _ => 2,
    };
    Some(MediaFacts {
        format: Some("mp3".to_owned()),
        rate: Some(rate >> halved),
        channels: Some(if fourth >> 6 == 3 { 1 } else { 2 }),
        ..MediaFacts::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::media::samples;

    #[test]
    fn a_wav_tells_rate_bits_channels_and_length() {
        let told = facts(&samples::wav(8000, 16, 1, 7)).unwrap();
        assert_eq!(
            (told.rate, told.bits, told.channels, told.seconds),
            (Some(8000), Some(16), Some(1), Some(7))
        );
        let mut odd = samples::wav(8000, 16, 1, 7);
        odd.splice(12..12, *b"LIST\x03\0\0\0abc\0");
        assert_eq!(facts(&odd), Some(told), "a chunk of odd length before");
    }

    #[test]
    fn an_mp3_tells_its_rate_behind_a_tag_too() {
        let frame = [0xff, 0xfb, 0x90, 0xc0];
        let plain = facts(&frame).unwrap();
        assert_eq!((plain.rate, plain.channels), (Some(44_100), Some(1)));
        assert_eq!(facts(&[b"ID3\x04\0\0\0\0\0\x02xx", &frame[..]].concat()), Some(plain));
        assert_eq!(facts(&[0xff, 0xfb, 0x9c, 0xc0]), None, "no such rate");
    }
}
