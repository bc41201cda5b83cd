//! Columns that hold secrets of another system.

use super::fold;

/// What gives away a column of secrets, anywhere in its folded header.
const SECRETS: &[&str] = &[
    "apikey",
    "contrasena",
    "contraseña",
    "geheim",
    "kennwort",
    "motdepasse",
    "passcode",
    "passphrase",
    "passw",
    "pincode",
    "pwd",
    "secret",
    "wachtwoord",
];
/// The same as a word of its own, or at the end of one written together, as in `VoicemailPIN`.
const SECRET_WORDS: [&str; 3] = ["pin", "pins", "pw"];
const SECRET_ENDINGS: [&str; 6] = ["authpass", "boxpin", "mailpin", "userpass", "vmpin", "webpass"];

/// Whether a column that we do not use most likely holds something that must not be kept readable.
pub(super) fn names_a_secret(header: &str) -> bool {
    let word = fold(header);
    let mut words = header.split(|sign: char| !sign.is_alphanumeric());
    words.any(|one| SECRET_WORDS.iter().any(|secret| one.eq_ignore_ascii_case(secret)))
        || SECRETS.iter().any(|part| word.contains(part))
        || SECRET_ENDINGS.iter().any(|end| word.ends_with(end))
}
