//! Encryption of secrets at rest: AES-256-GCM under a key that lives beside the database, not in it.

use std::{
    fs, io,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};

use super::StoreError;
use crate::directory::{Secret, text::hex};

/// Name of the key file in the data folder, and of the systemd credential that replaces it.
pub const KEY_FILE: &str = "secret.key";

const KEY_LEN: usize = 32;

/// First byte of every sealed value, so that a later scheme can be told from this one.
const VERSION: u8 = 1;

/// Seals and opens secrets. Each value is bound to a purpose: a sealed SIP password does not open as anything else.
pub struct Vault {
    cipher: RandomizedNonceKey,
    key: [u8; KEY_LEN],
}

impl Vault {
    /// A vault with this key.
    pub fn new(key: [u8; KEY_LEN]) -> Result<Self, StoreError> {
        let cipher = RandomizedNonceKey::new(&AES_256_GCM, &key).map_err(|_| StoreError::Sealing)?;
        Ok(Self { cipher, key })
    }

    /// A vault whose key nobody keeps.
    pub(super) fn random() -> Result<Self, StoreError> {
        Self::new(random_key()?)
    }

    /// The key itself, for a backup that carries it under a passphrase.
    pub(super) fn key(&self) -> &[u8; KEY_LEN] {
        &self.key
    }

    /// Opens the vault of a data folder: the systemd credential `secret.key` if there is one, else `DIR/secret.key`.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let path = key_path(dir);
        let text = fs::read_to_string(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => StoreError::KeyMissing(path.clone()),
            _ => StoreError::Io { what: "read", path: path.clone(), source: error },
        })?;
        let key = hex_key(text.trim()).ok_or(StoreError::KeyMissing(path))?;
        Self::new(key)
    }

    /// Makes the key of a new data folder, readable by its owner alone. An existing one is kept.
    pub fn create(dir: &Path) -> Result<(), StoreError> {
        if key_path(dir).exists() {
            return Ok(());
        }
        match write_key(&dir.join(KEY_FILE), &random_key()?) {
            // Another process was first; its key is the box's.
            Err(StoreError::Io { source, .. }) if source.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            written => written,
        }
    }

    /// Seals a text for a purpose.
    pub fn seal(&self, purpose: &'static str, plain: &str) -> Result<Vec<u8>, StoreError> {
        self.seal_bytes(purpose, plain.as_bytes())
    }

    /// Seals bytes for a purpose.
    pub fn seal_bytes(&self, purpose: &'static str, plain: &[u8]) -> Result<Vec<u8>, StoreError> {
        let mut body = plain.to_vec();
        let nonce = self
            .cipher
            .seal_in_place_append_tag(Aad::from(purpose.as_bytes()), &mut body)
            .map_err(|_| StoreError::Sealing)?;
        let mut sealed = Vec::with_capacity(1 + NONCE_LEN + body.len());
        sealed.push(VERSION);
        sealed.extend_from_slice(nonce.as_ref());
        sealed.append(&mut body);
        Ok(sealed)
    }

    /// Opens what [`seal`](Vault::seal) made for the same purpose.
    pub fn unseal(&self, purpose: &'static str, sealed: &[u8]) -> Result<Secret, StoreError> {
        let plain = self.unseal_bytes(purpose, sealed)?;
        String::from_utf8(plain).map(Secret::new).map_err(|_| StoreError::WrongKey)
    }

    /// Opens what [`seal_bytes`](Vault::seal_bytes) made for the same purpose.
    pub fn unseal_bytes(&self, purpose: &'static str, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        let [VERSION, rest @ ..] = sealed else { return Err(StoreError::WrongKey) };
        let (nonce, body) = rest.split_at_checked(NONCE_LEN).ok_or(StoreError::WrongKey)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| StoreError::WrongKey)?;
        let mut body = body.to_vec();
        let plain = self
            .cipher
            .open_in_place(nonce, Aad::from(purpose.as_bytes()), &mut body)
            .map_err(|_| StoreError::WrongKey)?;
        Ok(plain.to_vec())
    }
}

fn random_key() -> Result<[u8; KEY_LEN], StoreError> {
    let mut key = [0_u8; KEY_LEN];
    aws_lc_rs::rand::fill(&mut key).map_err(|_| StoreError::Sealing)?;
    Ok(key)
}

/// Where systemd puts the daemon's credentials, for commands that root runs beside it.
const DAEMON_CREDENTIALS: &str = "/run/credentials/linekey.service";

/// Where the key of this data folder lies.
fn key_path(dir: &Path) -> PathBuf {
    let credential =
        std::env::var_os("CREDENTIALS_DIRECTORY").map(|folder| Path::new(&folder).join(KEY_FILE));
    if let Some(credential) = credential.filter(|path| path.exists()) {
        return credential;
    }
    let (own, daemons) = (dir.join(KEY_FILE), Path::new(DAEMON_CREDENTIALS).join(KEY_FILE));
    // Of the installed box only: another folder without its key has lost it.
    if !own.exists() && dir == Path::new("/var/lib/linekey") && daemons.exists() { daemons } else { own }
}

/// Writes a key file that only its owner may read: whole, or not at all. Fails where one exists.
pub(super) fn write_key(path: &Path, key: &[u8; KEY_LEN]) -> Result<(), StoreError> {
    let failed = |source| StoreError::Io { what: "write", path: path.to_owned(), source };
    let part = path.with_extension(format!("part-{}", std::process::id()));
    // What a killed process of this number left behind.
    fs::remove_file(&part).unwrap_or_default();
    let written = write_part(&part, key).and_then(|()| fs::hard_link(&part, path));
    fs::remove_file(&part).unwrap_or_default();
    written.map_err(failed)
}

fn write_part(part: &Path, key: &[u8; KEY_LEN]) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(part)?;
    writeln!(file, "{}", hex(key))?;
    file.sync_all()
}

pub(super) fn hex_key(text: &str) -> Option<[u8; KEY_LEN]> {
    if text.len() != 2 * KEY_LEN || !text.is_ascii() {
        return None;
    }
    let mut key = [0; KEY_LEN];
    for (octet, digits) in key.iter_mut().zip(text.as_bytes().chunks(2)) {
        *octet = u8::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_value_opens_for_its_own_purpose_only() {
        let vault = Vault::new([7; KEY_LEN]).unwrap();
        let sealed = vault.seal("sip password", "s3cret").unwrap();
        assert_eq!(vault.unseal("sip password", &sealed).unwrap().expose(), "s3cret");
        assert!(vault.unseal("phone password", &sealed).is_err());
        assert!(Vault::new([8; KEY_LEN]).unwrap().unseal("sip password", &sealed).is_err());
        assert!(vault.unseal("sip password", &sealed[..9]).is_err());
    }

    #[test]
    fn the_same_text_is_sealed_differently_each_time() {
        let vault = Vault::new([7; KEY_LEN]).unwrap();
        assert_ne!(vault.seal("x", "same").unwrap(), vault.seal("x", "same").unwrap());
    }

    #[test]
    fn a_key_survives_its_file_and_is_private() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        Vault::create(dir.path()).unwrap();
        let path = dir.path().join(KEY_FILE);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let sealed = Vault::open(dir.path()).unwrap().seal("x", "y").unwrap();
        Vault::create(dir.path()).unwrap();
        assert_eq!(Vault::open(dir.path()).unwrap().unseal("x", &sealed).unwrap().expose(), "y");
    }
}
