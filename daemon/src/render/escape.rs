//! Escaping per format: no value can add, end or comment out a line.

use std::{borrow::Cow, fmt};

use crate::catalogue::Escape;

/// Writes a value so that it can be nothing but a value.
pub(super) fn write(out: &mut impl fmt::Write, escape: Escape, text: &str) -> fmt::Result {
    match escape {
        Escape::Line => out.write_str(&one_line(text)),
        // No phone knows an escape for the quote itself.
        Escape::Quoted => out.write_str(&one_line(text).replace('"', "'")),
        Escape::Xml => write_xml(out, text),
    }
}

/// An escaped value as it was meant.
pub(super) fn undo(escape: Escape, text: &str) -> String {
    match escape {
        Escape::Line | Escape::Quoted => text.to_owned(),
        Escape::Xml => text
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&"),
    }
}

/// The value of a `name = value` line. These formats have no quoting: the value runs to the end of the line and
/// blanks around it are dropped. So every run of control characters and line separators becomes one blank.
fn one_line(text: &str) -> Cow<'_, str> {
    if !text.contains(breaks) {
        return Cow::Borrowed(text.trim());
    }
    let pieces: Vec<&str> = text.split(breaks).filter(|piece| !piece.is_empty()).collect();
    Cow::Owned(pieces.join(" ").trim().to_owned())
}

fn breaks(sign: char) -> bool {
    sign.is_control() || matches!(sign, '\u{2028}' | '\u{2029}')
}

/// Text or attribute value. Signs that XML 1.0 has no way to write (production 2, Char) are left out.
fn write_xml(out: &mut impl fmt::Write, text: &str) -> fmt::Result {
    for sign in text.chars() {
        match sign {
            '&' => out.write_str("&amp;")?,
            '<' => out.write_str("&lt;")?,
            '>' => out.write_str("&gt;")?,
            '"' => out.write_str("&quot;")?,
            '\'' => out.write_str("&#39;")?,
            sign if sign.is_control() || matches!(sign, '\u{fffe}' | '\u{ffff}') => {}
            sign => out.write_char(sign)?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn escaped(escape: Escape, text: &str) -> String {
        let mut out = String::new();
        write(&mut out, escape, text).unwrap();
        out
    }

    #[test]
    fn a_value_stays_on_its_line_and_everything_printable_goes_in_raw() {
        for (text, expected) in [
            ("Zoë \"Z\" & <Co> #1; = 李", "Zoë \"Z\" & <Co> #1; = 李"),
            ("Ada\r\naccount.1.x = evil", "Ada account.1.x = evil"),
            ("\n#comment", "#comment"),
            ("  padded \t", "padded"),
            ("a\u{85}b\u{2028}c\u{2029}\u{0}d", "a b c d"),
            ("\u{7f}\n", ""),
        ] {
            assert_eq!(escaped(Escape::Line, text), expected, "{text:?}");
        }
    }

    #[test]
    fn xml_text_holds_no_markup() {
        for (text, expected) in [
            ("<a b=\"c\" d='e'>&amp;</a>", "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;&lt;/a&gt;"),
            ("a\u{0}\u{b}\u{ffff}b", "ab"),
            ("Zoë 李", "Zoë 李"),
        ] {
            assert_eq!(escaped(Escape::Xml, text), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn no_value_breaks_out(text in any::<String>()) {
            let line = escaped(Escape::Line, &text);
            prop_assert!(!line.contains(breaks));
            prop_assert_eq!(line.trim(), line.as_str());
            let quoted = escaped(Escape::Quoted, &text);
            prop_assert!(!quoted.contains(breaks) && !quoted.contains('"'));
            let xml = escaped(Escape::Xml, &text);
            prop_assert!(!xml.contains(['<', '>', '"', '\'']));
            prop_assert!(xml.chars().all(|sign| !sign.is_control()));
        }
    }
}
