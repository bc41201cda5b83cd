//! Login passwords: what is too easy.

use super::{
    Checker, Finding,
    cells::Cells,
    value::{is_risky, risky},
};
use crate::{
    directory::Secret,
    import::{Field, columns::fold},
};

/// Shorter login passwords can be guessed too quickly (NIST SP 800-63B, 3.1.1.2 of its third revision).
const MIN_PASSWORD: usize = 8;
/// What is tried first, of those that are long enough, in lower case.
const COMMONEST: [&str; 32] = [
    "00000000",
    "11111111",
    "11223344",
    "12121212",
    "12341234",
    "123123123",
    "12345678",
    "123456789",
    "1234567890",
    "1q2w3e4r",
    "1qaz2wsx",
    "87654321",
    "abc12345",
    "abcd1234",
    "abcdefgh",
    "administrator",
    "asdfghjk",
    "baseball",
    "changeme",
    "iloveyou",
    "letmein1",
    "p@ssw0rd",
    "passw0rd",
    "password",
    "password1",
    "password123",
    "qwerty123",
    "qwertyui",
    "qwertyuiop",
    "sunshine",
    "superman",
    "welcome1",
];

impl Checker<'_> {
    /// The row's login password, if it is fit to be one.
    pub(super) fn password(&mut self, cells: &Cells<'_>, owner: Option<usize>) -> Option<Secret> {
        let text = cells.text(Field::Password)?;
        let draft = owner.map(|user| &self.users[user].planned);
        let personal =
            draft.is_some_and(|user| is_of_user(text, [&user.email, &user.first_name, &user.last_name]));
        let fault = if is_weak(text) {
            Some("is too easy. Use 8 characters or more")
        } else if COMMONEST.contains(&text.to_lowercase().as_str()) {
            Some("is one of those that everybody tries first. Choose another")
        } else {
            personal.then_some("is the name or email of the user. Choose another")
        };
        if let Some(fault) = fault {
            let message = format!("The password {fault}, or leave it blank to have one made");
            self.log.cell(cells, Field::Password, Finding::error("password_weak", message));
            return None;
        }
        if is_risky(text) {
            self.log.cell(cells, Field::Password, risky("password_risky", "password"));
        }
        Some(Secret::new(text))
    }
}

/// Whether it is what everybody knows of the user, in any spelling.
fn is_of_user(password: &str, [email, first, last]: [&String; 3]) -> bool {
    let word = fold(password);
    let local = email.split('@').next().unwrap_or_default();
    let known = [email, local, first, last, &format!("{first}{last}"), &format!("{last}{first}")];
    !word.is_empty() && known.iter().any(|known| fold(known) == word)
}

/// Too short, or one sign all over.
fn is_weak(text: &str) -> bool {
    let mut signs = text.chars();
    let first = signs.next();
    text.chars().count() < MIN_PASSWORD || signs.all(|sign| Some(sign) == first)
}
