//! Text as it is compared where case and accents do not count.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Lower-case letters without their marks; letters that hold no mark but are written with other ones where a keyboard
/// lacks them (`ß`, `ø`) are these.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for sign in text.nfkd().filter(|sign| !is_combining_mark(*sign)).flat_map(char::to_lowercase) {
        match sign {
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            'ø' => plain.push('o'),
            'đ' | 'ð' => plain.push('d'),
            'ł' => plain.push('l'),
            'ı' => plain.push('i'),
            'þ' => plain.push_str("th"),
            // A capital İ leaves its dot behind.
            sign if is_combining_mark(sign) => {}
            sign => plain.push(sign),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_case_nor_accents_count() {
        for (text, expected) in [
            ("Zoë", "zoe"),
            ("ŁÓDŹ", "lodz"),
            ("Straße", "strasse"),
            ("İstanbul", "istanbul"),
            ("Søren Ægir", "soren aegir"),
            ("e\u{301}", "e"),
            ("李", "李"),
            ("№ 5", "no 5"),
        ] {
            assert_eq!(folded(text), expected);
        }
    }
}
