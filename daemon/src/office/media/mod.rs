//! Pictures and tones: what a file is, by its own bytes, and whether a model takes it.

mod picture;
mod sound;
mod words;

pub use words::{size_of, told, wanted};

use crate::catalogue::{MediaFacts, MediaRules};

/// The largest picture or tone. The largest that a phone takes has about 2 MB.
pub const MAX_BYTES: u64 = 5 * 1024 * 1024;

/// Formats that their content tells.
const TELLING: &[&str] = &["bmp", "gif", "jpg", "mp3", "png", "wav"];

/// What a file is. All `None` where its bytes are of no format that we know.
#[must_use]
pub fn facts(bytes: &[u8]) -> MediaFacts {
    picture::facts(bytes).or_else(|| sound::facts(bytes)).unwrap_or_default()
}

/// Whether a file is what a model takes.
#[must_use]
pub fn fits(name: &str, bytes: u64, about: &MediaFacts, rules: &MediaRules) -> bool {
    let limit = |value: Option<u64>, most: Option<u64>| match (value, most) {
        (Some(value), Some(most)) => value <= most,
        _ => true,
    };
    let is_picture = about.width.is_some();
    takes_format(name, about, rules)
        && limit(Some(bytes), rules.max_bytes)
        && same(about.width, rules.width)
        && same(about.height, rules.height)
        && same(about.rate, rules.rate)
        && same(about.channels, rules.channels)
        && limit(about.seconds.map(u64::from), rules.max_seconds.map(u64::from))
        // A display shows fewer colours than it could; a decoder takes one kind of samples.
        && if is_picture {
            limit(about.bits.map(u64::from), rules.bits.map(u64::from))
        } else {
            same(about.bits, rules.bits)
        }
}

/// What nobody told, or nobody knows, is no reason against a file.
fn same<T: PartialEq + Copy>(value: Option<T>, wanted: Option<T>) -> bool {
    value.is_none() || wanted.is_none() || value == wanted
}

/// A format of the maker's own is told by the name alone.
fn takes_format(name: &str, about: &MediaFacts, rules: &MediaRules) -> bool {
    let format =
        about.format.clone().or_else(|| extension(name).filter(|end| !TELLING.contains(&end.as_str())));
    format.is_some_and(|format| rules.formats.iter().any(|taken| canonical(taken) == format))
}

/// What speaks against a name, as its content goes: a phone believes the name. A sentence.
#[must_use]
pub fn misnamed(name: &str, about: &MediaFacts) -> Option<String> {
    let end = extension(name)?;
    match &about.format {
        Some(format) if *format != end => {
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            let is = format.to_uppercase();
            Some(format!("{name:?} holds a {is}, so a phone could not read it; name it {stem}.{format}"))
        }
        None if TELLING.contains(&end.as_str()) => {
            Some(format!("this file is no {}, though its name says so", end.to_uppercase()))
        }
        _ => None,
    }
}

/// How a name ends, in lower case.
#[must_use]
pub fn extension(name: &str) -> Option<String> {
    let (_, end) = name.rsplit_once('.')?;
    Some(canonical(end))
}

fn canonical(format: &str) -> String {
    match format.to_ascii_lowercase().as_str() {
        "jpeg" | "jpe" => "jpg".to_owned(),
        "wave" => "wav".to_owned(),
        other => other.to_owned(),
    }
}

/// Reads at a place; `None` beyond the end.
fn at<const N: usize>(bytes: &[u8], place: usize) -> Option<[u8; N]> {
    bytes.get(place..place.checked_add(N)?)?.try_into().ok()
}

fn le16(bytes: &[u8], place: usize) -> Option<u16> {
    at(bytes, place).map(u16::from_le_bytes)
}

fn le32(bytes: &[u8], place: usize) -> Option<u32> {
    at(bytes, place).map(u32::from_le_bytes)
}

fn be16(bytes: &[u8], place: usize) -> Option<u16> {
    at(bytes, place).map(u16::from_be_bytes)
}

fn be32(bytes: &[u8], place: usize) -> Option<u32> {
    at(bytes, place).map(u32::from_be_bytes)
}

#[cfg(test)]
pub(super) mod samples {
    //! Heads of files, as small as they can be.

    pub fn png(width: u32, height: u32, depth: u8, colour: u8) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes.extend([depth, colour, 0, 0, 0]);
        bytes
    }

    pub fn wav(rate: u32, bits: u16, channels: u16, seconds: u32) -> Vec<u8> {
        let each = rate * u32::from(bits / 8 * channels);
        let mut bytes = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0".to_vec();
        bytes.extend(channels.to_le_bytes());
        bytes.extend(rate.to_le_bytes());
        bytes.extend(each.to_le_bytes());
        bytes.extend((bits / 8 * channels).to_le_bytes());
        bytes.extend(bits.to_le_bytes());
        bytes.extend(b"data");
        bytes.extend((each * seconds).to_le_bytes());
        bytes
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wallpaper() -> MediaRules {
        MediaRules {
            formats: vec!["png".into(), "jpeg".into(), "dob".into()],
            width: Some(480),
            height: Some(272),
            max_bytes: Some(1000),
            bits: Some(24),
            ..MediaRules::default()
        }
    }

    #[test]
    fn a_picture_of_the_right_size_and_format_fits() {
        let right = facts(&samples::png(480, 272, 8, 2));
        assert!(fits("a.png", 900, &right, &wallpaper()));
        assert!(fits("a.png", 900, &facts(&samples::png(480, 272, 8, 6)), &wallpaper()), "with transparency");
        assert!(!fits("a.png", 1001, &right, &wallpaper()));
        assert!(!fits("a.png", 900, &facts(&samples::png(1024, 768, 8, 2)), &wallpaper()));
        assert!(!fits("a.png", 900, &facts(&samples::png(480, 272, 16, 2)), &wallpaper()));
        assert!(!fits("a.wav", 900, &facts(&samples::wav(8000, 16, 1, 3)), &wallpaper()));
        assert!(!fits("a.txt", 900, &facts(b"hello"), &wallpaper()));
    }

    #[test]
    fn a_format_of_the_makers_own_is_told_by_its_name() {
        assert!(fits("logo.dob", 900, &facts(b"\x01\x02\x03"), &wallpaper()));
        assert!(!fits("logo.xyz", 900, &facts(b"\x01\x02\x03"), &wallpaper()));
    }

    #[test]
    fn a_tone_has_the_rate_that_is_wanted_and_no_more_seconds() {
        let rules = MediaRules {
            formats: vec!["wav".into()],
            rate: Some(8000),
            bits: Some(16),
            channels: Some(1),
            max_seconds: Some(10),
            ..MediaRules::default()
        };
        let tone = |rate, bits, channels, seconds| facts(&samples::wav(rate, bits, channels, seconds));
        assert!(fits("a.wav", 9, &tone(8000, 16, 1, 10), &rules));
        for other in [tone(44100, 16, 1, 3), tone(8000, 8, 1, 3), tone(8000, 16, 2, 3), tone(8000, 16, 1, 11)]
        {
            assert!(!fits("a.wav", 9, &other, &rules), "{other:?}");
        }
    }

    #[test]
    fn a_name_that_says_another_format_is_named() {
        let png = facts(&samples::png(1, 1, 8, 2));
        assert_eq!(misnamed("a.png", &png), None);
        assert_eq!(misnamed("photo.jpeg", &facts(b"\xff\xd8\xff\xc0\0\x11\x08\0\x01\0\x01\x03")), None);
        assert!(misnamed("a.jpg", &png).unwrap().ends_with("name it a.png"));
        assert!(misnamed("a.png", &facts(b"hello")).unwrap().contains("no PNG"));
        assert_eq!(misnamed("a.dob", &facts(b"hello")), None);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), head in 0_usize..8) {
            let heads: [&[u8]; 8] =
                [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"GIF89a", b"BM", b"RIFF\0\0\0\0WAVE", b"ID3", b"\xff\xfb"];
            let whole = [heads[head], &bytes].concat();
            let told = facts(&whole);
            let _ = misnamed("a.png", &told);
            let _ = fits("a.png", 1, &told, &wallpaper());
        }
    }
}
