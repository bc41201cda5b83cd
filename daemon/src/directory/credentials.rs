//! Making usernames and passwords. The source of randomness is handed in.

use aws_lc_rs::digest::{SHA256, digest};
use rand::{Rng, RngExt};

use super::Secret;

/// Signs that cannot be taken for one another on paper: no `0 O o`, `1 I l`, `5 S s`, `2 Z z`, `8 B`.
const CLEAR_LOWER: &[u8] = b"abcdefghjkmnpqrtuvwxy";
const CLEAR_UPPER: &[u8] = b"ACDEFGHJKLMNPQRTUVWXY";
const CLEAR_DIGITS: &[u8] = b"34679";

const LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
const UPPER: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS: &[u8] = b"0123456789";

/// Length of a generated login password: with 47 signs about 88 bits, far beyond guessing.
const LOGIN_LENGTH: usize = 16;

/// Length of a generated SIP password. 20 to 32 letters and digits fit every PBX we know.
const SIP_PASSWORD_LENGTH: usize = 24;

/// Length of a generated SIP username: at most 31 letters and digits fit every PBX we know.
const SIP_USERNAME_LENGTH: usize = 10;

/// Digits of a generated voicemail PIN: every PBX that we know takes six.
const PIN_LENGTH: usize = 6;

/// Signs of a token.
const TOKEN_LENGTH: usize = 28;

/// A login password for a person, easy to read aloud and to type from paper.
pub fn login_password(random: &mut impl Rng) -> Secret {
    one_of_each(random, [CLEAR_LOWER, CLEAR_UPPER, CLEAR_DIGITS], LOGIN_LENGTH)
}

/// A token for a link that somebody may have to type: 130 bits.
pub fn token(random: &mut impl Rng) -> Secret {
    let signs = [CLEAR_LOWER, CLEAR_DIGITS].concat();
    Secret::new((0..TOKEN_LENGTH).map(|_| pick(random, &signs)).collect::<String>())
}

/// A password for a phone's own pages. Typed by people, so made like a login password.
pub fn phone_password(random: &mut impl Rng) -> Secret {
    login_password(random)
}

/// A phone's own password as the phone takes it. Where that is digits alone, at most `digits` of them, and the password is
/// something else, it is digits made of it: always the same ones, for the phone and for whoever looks it up.
#[must_use]
pub fn typed_on_phone(password: &Secret, digits: Option<u8>) -> Secret {
    let Some(digits) = digits.map(|digits| usize::from(digits.clamp(1, 18))) else { return password.clone() };
    let text = password.expose();
    let fits = text.len() <= digits && text.bytes().all(|sign| sign.is_ascii_digit());
    if fits || *password == password.masked() {
        return password.clone();
    }
    let hash = digest(&SHA256, text.as_bytes());
    let (first, _) = hash.as_ref().split_at(size_of::<u64>());
    let number = first.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    // No 0 in front, which some take for octal and some drop.
    let least = 10_u64.pow(u32::try_from(digits - 1).unwrap_or_default());
    Secret::new((least + number % (9 * least)).to_string())
}

/// A SIP password: letters and digits, one of each class at least, the extension not in it.
pub fn sip_password(random: &mut impl Rng, extension: &str) -> Secret {
    loop {
        let password = one_of_each(random, [LOWER, UPPER, DIGITS], SIP_PASSWORD_LENGTH);
        // A one-digit extension would be in nearly all of them; nobody guesses from that.
        if extension.len() < 2 || !password.expose().contains(extension) {
            return password;
        }
    }
}

/// A SIP username: a letter, then lower-case letters and digits.
pub fn sip_username(random: &mut impl Rng) -> String {
    let rest = [CLEAR_LOWER, CLEAR_DIGITS].concat();
    let first = pick(random, CLEAR_LOWER);
    std::iter::once(first).chain((1..SIP_USERNAME_LENGTH).map(|_| pick(random, &rest))).collect()
}

/// A PIN for a mailbox: six digits that nobody tries first. The extension is not in it, nor is it one digit over and over
/// or a run like 345678. It does not begin with 0, which a spreadsheet program would drop.
pub fn voicemail_pin(random: &mut impl Rng, extension: &str) -> Secret {
    loop {
        let first = pick(random, &DIGITS[1..]);
        let pin: String =
            std::iter::once(first).chain((1..PIN_LENGTH).map(|_| pick(random, DIGITS))).collect();
        // A one-digit extension would be in half of them; nobody guesses from that.
        if !is_run(&pin) && (extension.len() < 2 || !pin.contains(extension)) {
            return Secret::new(pin);
        }
    }
}

/// Whether each digit is as far from the one before as all others: 777777, 123456, 987654.
fn is_run(pin: &str) -> bool {
    let steps: Vec<i16> =
        pin.as_bytes().windows(2).map(|pair| i16::from(pair[1]) - i16::from(pair[0])).collect();
    steps.iter().all(|step| *step == steps[0] && step.abs() <= 1)
}

fn one_of_each(random: &mut impl Rng, classes: [&[u8]; 3], length: usize) -> Secret {
    let all = classes.concat();
    loop {
        let password: String = (0..length).map(|_| pick(random, &all)).collect();
        if classes.iter().all(|class| password.bytes().any(|sign| class.contains(&sign))) {
            return Secret::new(password);
        }
    }
}

fn pick(random: &mut impl Rng, signs: &[u8]) -> char {
    char::from(signs[random.random_range(0..signs.len())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_phone_takes_digits_alone_it_gets_digits_and_always_the_same() {
        let typed = |text: &str, digits| typed_on_phone(&Secret::new(text), digits).expose().to_owned();
        assert_eq!(typed("Adm1n-Secret", None), "Adm1n-Secret");
        for digits in [1, 4, 9, 18] {
            let made = typed("Adm1n-Secret", Some(digits));
            assert_eq!(
                (made.len(), made.bytes().all(|sign| sign.is_ascii_digit())),
                (digits.into(), true),
                "{made}"
            );
            assert_eq!(made, typed("Adm1n-Secret", Some(digits)));
        }
        assert_ne!(typed("Adm1n-Secret", Some(9)), typed("Adm1n-Secres", Some(9)));
        for kept in ["", "4711", "000000009", "••••••••"] {
            assert_eq!(typed(kept, Some(9)), kept);
        }
        assert_eq!(typed("1234567890", Some(9)).len(), 9);
    }

    #[test]
    fn login_passwords_have_no_sign_that_looks_like_another() {
        let mut random = rand::rng();
        for _ in 0..200 {
            let password = login_password(&mut random);
            assert_eq!(password.expose().len(), LOGIN_LENGTH);
            assert!(
                !password
                    .expose()
                    .contains(['0', 'O', 'o', '1', 'I', 'l', 'i', '5', 'S', 's', '2', 'Z', 'z', '8', 'B'])
            );
        }
    }

    #[test]
    fn a_pin_is_none_that_is_tried_first() {
        let mut random = rand::rng();
        for _ in 0..500 {
            let pin = voicemail_pin(&mut random, "20");
            let text = pin.expose();
            assert!(text.len() == PIN_LENGTH && text.bytes().all(|digit| digit.is_ascii_digit()));
            assert!(!text.contains("20") && !is_run(text) && !text.starts_with('0'), "{text}");
        }
        let runs = ["000000", "123456", "765432", "121212", "135790"].map(is_run);
        assert_eq!(runs, [true, true, true, false, false]);
    }

    #[test]
    fn sip_credentials_fit_every_pbx() {
        let mut random = rand::rng();
        for _ in 0..200 {
            let password = sip_password(&mut random, "20");
            let text = password.expose();
            assert!((20..=32).contains(&text.len()) && text.bytes().all(|sign| sign.is_ascii_alphanumeric()));
            assert!(text.bytes().any(|sign| sign.is_ascii_lowercase()));
            assert!(text.bytes().any(|sign| sign.is_ascii_uppercase()));
            assert!(text.bytes().any(|sign| sign.is_ascii_digit()));
            assert!(!text.contains("20"));
            let username = sip_username(&mut random);
            assert!(
                (8..=31).contains(&username.len())
                    && username.starts_with(|sign: char| sign.is_ascii_lowercase())
            );
            assert!(username.bytes().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit()));
        }
    }
}
