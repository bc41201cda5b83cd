//! Telling a file's kind again by its headers.

use super::fold;
use crate::import::sheet::Sheet;

/// What two files have in common whose columns mean the same: their folded headers, in order. May be long; whoever keeps
/// it keeps a digest.
#[must_use]
pub fn fingerprint(sheet: &Sheet) -> String {
    sheet.header.iter().map(|header| fold(header)).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::sheet;

    #[test]
    fn the_same_headers_in_another_spelling_are_the_same_kind_of_file() {
        let of = |text: &str| fingerprint(&sheet::read(text.as_bytes()).unwrap());
        assert_eq!(of("E-Mail,First name\na@b.c,A\n"), of("e_mail;FIRST NAME\nd@e.f;D\n"));
        assert_ne!(of("email,first_name\na@b.c,A\n"), of("first_name,email\nA,a@b.c\n"));
        assert_ne!(of("ab,email\n1,a@b.c\n"), of("a,b,email\n1,2,a@b.c\n"));
    }
}
