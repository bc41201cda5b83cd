//! What a person types to find somebody or something.

/// The patterns of a search for `LIKE … ESCAPE '\'`; `None` matches nothing.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Search {
    /// For names and email addresses.
    pub(super) text: Option<String>,
    /// For extensions and phone numbers: the digits, where there is nothing else but what separates them.
    pub(super) digits: Option<String>,
    /// For hardware addresses: the hexadecimal digits, where there is nothing else but what separates them.
    pub(super) mac: Option<String>,
}

impl Search {
    /// Blanks around the words do not count; nothing at all finds everything.
    pub(super) fn new(typed: &str) -> Self {
        let typed = typed.trim();
        if typed.is_empty() {
            return Self::default();
        }
        let digits = only(typed, |sign| sign.is_ascii_digit(), " -./()+");
        let mac = only(&typed.to_ascii_lowercase(), |sign| sign.is_ascii_hexdigit(), " -.:");
        Self { text: Some(format!("%{}%", escaped(typed))), digits, mac }
    }

    /// Whether everything is wanted.
    pub(super) fn is_open(&self) -> bool {
        self.text.is_none()
    }
}

/// SQLite compares only ASCII letters without their case, so any other letter that has a case matches any sign.
fn escaped(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '%' | '_' | '\\' => pattern.extend(['\\', sign]),
            sign if !sign.is_ascii() && (sign.is_lowercase() || sign.is_uppercase()) => pattern.push('_'),
            sign => pattern.push(sign),
        }
    }
    pattern
}

fn only(text: &str, wanted: impl Fn(char) -> bool, separators: &str) -> Option<String> {
    let kept: String = text.chars().filter(|sign| wanted(*sign)).collect();
    let is_pure = text.chars().all(|sign| wanted(sign) || separators.contains(sign));
    (is_pure && !kept.is_empty()).then(|| format!("%{kept}%"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns(typed: &str) -> [Option<String>; 3] {
        let Search { text, digits, mac } = Search::new(typed);
        [text, digits, mac]
    }

    #[test]
    fn a_search_knows_what_may_be_a_number_and_what_an_address() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(patterns(" Pam "), [some("%Pam%"), None, None]);
        assert_eq!(patterns("+1 (800) 555"), [some("%+1 (800) 555%"), some("%1800555%"), None]);
        assert_eq!(patterns("80:5E-c0"), [some("%80:5E-c0%"), None, some("%805ec0%")]);
        assert_eq!(patterns("2001"), [some("%2001%"), some("%2001%"), some("%2001%")]);
        assert!(Search::new("  ").is_open());
    }

    #[test]
    fn signs_that_mean_something_to_sql_are_themselves_and_letters_match_in_any_case() {
        assert_eq!(patterns("50%_\\")[0].as_deref(), Some("%50\\%\\_\\\\%"));
        assert_eq!(patterns("zoë 李")[0].as_deref(), Some("%zo_ 李%"));
    }
}
