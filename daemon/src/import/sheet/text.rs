//! Bytes → text: which encoding, and whether it is text at all.

use std::{borrow::Cow, collections::BTreeSet};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GBK, ISO_2022_JP, ISO_8859_2, ISO_8859_4, SHIFT_JIS, UTF_8, UTF_16BE,
    UTF_16LE, WINDOWS_1250, WINDOWS_1252, WINDOWS_1254, WINDOWS_1257,
};

use super::{SheetError, markup};

/// Encodings whose letters stand where Windows-1252 has others.
const LATIN: [&Encoding; 5] = [WINDOWS_1250, WINDOWS_1254, WINDOWS_1257, ISO_8859_2, ISO_8859_4];

/// How much is looked at to recognise UTF-16 without a byte order mark.
const UTF_16_SAMPLE: usize = 4096;

/// Encodings that a person may choose, the commonest first.
pub const ENCODINGS: &[&str] = &[
    "utf-8",
    "windows-1252",
    "utf-16le",
    "utf-16be",
    "windows-1250",
    "windows-1251",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "windows-1257",
    "windows-1258",
    "windows-874",
    "iso-8859-2",
    "iso-8859-5",
    "iso-8859-7",
    "iso-8859-15",
    "macintosh",
    "koi8-r",
    "koi8-u",
    "ibm866",
    "shift_jis",
    "euc-jp",
    "iso-2022-jp",
    "gbk",
    "gb18030",
    "big5",
    "euc-kr",
];

/// The text and its encoding's name: the wanted one, or what the bytes suggest. What cannot be decoded becomes U+FFFD,
/// which the check of the cells reports.
pub(super) fn decode<'a>(
    bytes: &'a [u8],
    wanted: Option<&str>,
) -> Result<(Cow<'a, str>, &'static str), SheetError> {
    let encoding = match wanted {
        Some(label) => known(label).ok_or_else(|| SheetError::Encoding(label.chars().take(40).collect()))?,
        None => encoding_of(bytes),
    };
    let text = encoding.decode_with_bom_removal(bytes).0;
    if is_binary(&text) {
        return Err(SheetError::NotText);
    }
    markup::refuse(&text)?;
    Ok((text, name(encoding)))
}

/// The encoding of a name that a person may choose, or of another name for the same.
fn known(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.as_bytes()).filter(|encoding| ENCODINGS.contains(&name(encoding)))
}

/// Zero bytes that come with other controls or make up much of it. A stray one in a text is reported with its cell.
fn is_binary(text: &str) -> bool {
    let zeros = text.bytes().filter(|byte| *byte == 0).count();
    let is_odd = |sign: char| sign.is_control() && !matches!(sign, '\0' | '\t' | '\n' | '\r');
    zeros > 0 && (zeros * 4 > text.len() || text.contains('\u{fffd}') || text.contains(is_odd))
}

fn encoding_of(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    if let Some(encoding) = utf_16_without_mark(bytes) {
        return encoding;
    }
    if is_mostly_utf_8(bytes) {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    if LATIN.contains(&guess) && is_plainly_western(bytes) { WINDOWS_1252 } else { guess }
}

/// Whether more of the letters that are not ASCII can be read than not: in a file put together from two, those of the
/// smaller one are reported cell by cell, instead of spoiling every name of the larger one.
fn is_mostly_utf_8(bytes: &[u8]) -> bool {
    let (mut right, mut wrong) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        right += chunk.valid().chars().filter(|sign| !sign.is_ascii()).count();
        wrong += usize::from(!chunk.invalid().is_empty());
    }
    wrong == 0 || right > wrong
}

/// The detector needs more than a name or two: of “Hélène” alone it makes “Hélčne”. With so few different letters,
/// all of which Western languages use, the encoding of most spreadsheets is the better guess.
fn is_plainly_western(bytes: &[u8]) -> bool {
    const FEW: usize = 3;
    let seen: BTreeSet<u8> = bytes.iter().copied().filter(|byte| !byte.is_ascii()).collect();
    let seen: Vec<u8> = seen.into_iter().collect();
    let text = WINDOWS_1252.decode_without_bom_handling(&seen).0;
    let is_letter = |sign: char| sign.is_alphabetic() && !"ªºµ".contains(sign);
    let letters = text.chars().filter(|sign| is_letter(*sign)).count();
    let is_usual = |sign: char| is_letter(sign) || "\u{a0}‘’‚“”„–—…•€§°´".contains(sign);
    letters <= FEW && text.chars().all(is_usual)
}

/// In UTF-16 every second byte of a mostly Latin text is zero, and hardly any of the others.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(UTF_16_SAMPLE)];
    let zeros = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let half = sample.len() / 2;
    if odd * 2 > half && even * 10 < half {
        Some(UTF_16LE)
    } else if even * 2 > half && odd * 10 < half {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Lower case; `encoding_rs` spells these with capitals.
fn name(encoding: &'static Encoding) -> &'static str {
    let spelled = [
        (UTF_8, "utf-8"),
        (UTF_16LE, "utf-16le"),
        (UTF_16BE, "utf-16be"),
        (BIG5, "big5"),
        (EUC_JP, "euc-jp"),
        (EUC_KR, "euc-kr"),
        (GBK, "gbk"),
        (ISO_2022_JP, "iso-2022-jp"),
        (SHIFT_JIS, "shift_jis"),
        (encoding_rs::IBM866, "ibm866"),
        (encoding_rs::KOI8_U, "koi8-u"),
        (encoding_rs::GB18030, "gb18030"),
        (encoding_rs::KOI8_R, "koi8-r"),
        (ISO_8859_2, "iso-8859-2"),
        (ISO_8859_4, "iso-8859-4"),
        (encoding_rs::ISO_8859_5, "iso-8859-5"),
        (encoding_rs::ISO_8859_6, "iso-8859-6"),
        (encoding_rs::ISO_8859_7, "iso-8859-7"),
        (encoding_rs::ISO_8859_8, "iso-8859-8"),
        (encoding_rs::ISO_8859_15, "iso-8859-15"),
    ];
    let found = spelled.iter().find(|(candidate, _)| *candidate == encoding);
    found.map_or_else(|| encoding.name(), |(_, name)| name)
}
