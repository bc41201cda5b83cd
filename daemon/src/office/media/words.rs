//! Pictures and tones in words: what a file is, what a model wants.

use crate::catalogue::{MediaFacts, MediaRules};

/// `1024x768 PNG`, `WAV with 44100 Hz, 16 bits, stereo, 70 seconds`; empty where nothing is known.
#[must_use]
pub fn told(about: &MediaFacts) -> String {
    let Some(format) = &about.format else { return String::new() };
    let format = format.to_uppercase();
    if let Some((width, height)) = about.width.zip(about.height) {
        let bits = about.bits.map(|bits| format!(" with {}", bits_of(bits))).unwrap_or_default();
        return format!("{width}x{height} {format}{bits}");
    }
    let seconds = about.seconds.map(|seconds| format!("{seconds} seconds"));
    let parts: Vec<String> = sound(about.rate, about.bits, about.channels).chain(seconds).collect();
    if parts.is_empty() { format } else { format!("{format} with {}", parts.join(", ")) }
}

/// `480x272 PNG or JPG, 24 bits at most`, `WAV with 8000 Hz, 16 bits, mono, at most 10 seconds`.
#[must_use]
pub fn wanted(rules: &MediaRules) -> String {
    let formats = either(&rules.formats.iter().map(|format| format.to_uppercase()).collect::<Vec<_>>());
    let size = match (rules.width, rules.height) {
        (Some(width), Some(height)) => format!("{width}x{height} "),
        (Some(width), None) => format!("{width} pixels wide "),
        (None, Some(height)) => format!("{height} pixels high "),
        (None, None) => String::new(),
    };
    let is_sound = rules.rate.is_some() || rules.channels.is_some() || rules.max_seconds.is_some();
    let bits = rules.bits.map(bits_of);
    let mut parts: Vec<String> = if is_sound {
        sound(rules.rate, rules.bits, rules.channels).collect()
    } else {
        bits.map(|bits| format!("{bits} at most")).into_iter().collect()
    };
    parts.extend(rules.max_seconds.map(|seconds| format!("at most {seconds} seconds")));
    parts.extend(rules.max_bytes.map(|bytes| format!("at most {}", size_of(bytes))));
    let joint = if is_sound && !parts.is_empty() { " with " } else { ", " };
    let rest = if parts.is_empty() { String::new() } else { format!("{joint}{}", parts.join(", ")) };
    format!("{size}{formats}{rest}")
}

fn sound(rate: Option<u32>, bits: Option<u16>, channels: Option<u16>) -> impl Iterator<Item = String> {
    let rate = rate.map(|rate| format!("{rate} Hz"));
    let channels = channels.map(|channels| match channels {
        1 => "mono".to_owned(),
        2 => "stereo".to_owned(),
        more => format!("{more} channels"),
    });
    rate.into_iter().chain(bits.map(bits_of)).chain(channels)
}

fn bits_of(bits: u16) -> String {
    if bits == 1 { "1 bit".to_owned() } else { format!("{bits} bits") }
}

/// `150 KB`, `2 MB`.
#[must_use]
pub fn size_of(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{} KB", bytes.div_ceil(1024)),
        _ => format!("{} MB", bytes.div_ceil(1024 * 1024)),
    }
}

fn either(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::media::{facts, samples};

    #[test]
    fn files_and_wants_are_said_as_people_say_them() {
        assert_eq!(told(&facts(&samples::png(1024, 768, 8, 2))), "1024x768 PNG with 24 bits");
        assert_eq!(
            told(&facts(&samples::wav(44_100, 16, 2, 70))),
            "WAV with 44100 Hz, 16 bits, stereo, 70 seconds"
        );
        assert_eq!(told(&MediaFacts::default()), "");
        let picture = MediaRules {
            formats: vec!["png".into(), "jpg".into()],
            width: Some(480),
            height: Some(272),
            ..MediaRules::default()
        };
        assert_eq!(wanted(&picture), "480x272 PNG or JPG");
        assert_eq!(
            wanted(&MediaRules { bits: Some(1), max_bytes: Some(2_000_000), ..picture }),
            "480x272 PNG or JPG, 1 bit at most, at most 2 MB"
        );
        let tone = MediaRules {
            formats: vec!["wav".into()],
            rate: Some(8000),
            channels: Some(1),
            max_seconds: Some(10),
            ..MediaRules::default()
        };
        assert_eq!(wanted(&tone), "WAV with 8000 Hz, mono, at most 10 seconds");
    }
}
