//! Makes keys and certificates.

use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PKCS_RSA_SHA256, RsaKeySize, SanType, SerialNumber,
    date_time_ymd,
};
use serde::{Deserialize, Serialize};

use super::{TlsError, certificates::Pair, identity::Names};

/// Longest common name (X.520, ub-common-name).
const COMMON_NAME: usize = 64;

/// Which kind of key a certificate has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// P-256: half the work for clients that can.
    Ecdsa,
    /// 2048 bits, signed with SHA-256: the one kind that no phone is known to refuse.
    Rsa,
}

/// The box's own certificate authority. Its key is RSA, so that old phones can check what it signs.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Authority {
    name: String,
    begins: u64,
    ends: u64,
    certificate: String,
    key: String,
}

impl Authority {
    /// Makes one, valid between these seconds since 1970.
    pub(super) fn create(site_name: &str, begins: u64, ends: u64) -> Result<Self, TlsError> {
        let name = authority_name(site_name);
        let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)?;
        let certificate = authority_params(&name, begins, ends).self_signed(&key)?.pem();
        Ok(Self { name, begins, ends, certificate, key: key.serialize_pem() })
    }

    /// Its certificate as PEM.
    pub(super) fn certificate(&self) -> &str {
        &self.certificate
    }

    /// When it ends, in seconds since 1970.
    pub(super) fn ends(&self) -> u64 {
        self.ends
    }

    /// A server's certificate for this key and these names.
    pub(super) fn issue(
        &self,
        kind: Kind,
        key: &str,
        names: &Names,
        begins: u64,
        ends: u64,
    ) -> Result<Pair, TlsError> {
        let authority_key = KeyPair::from_pem(&self.key)?;
        let params = authority_params(&self.name, self.begins, self.ends);
        let issuer = Issuer::from_params(&params, &authority_key);
        let own_key = KeyPair::from_pem(key)?;
        let certificate = server_params(kind, names, begins, ends)?.signed_by(&own_key, &issuer)?.pem();
        Ok(Pair { certificate, key: key.to_owned() })
    }
}

/// A new private key as PEM (PKCS #8).
pub(super) fn new_key(kind: Kind) -> Result<String, TlsError> {
    let key = match kind {
        Kind::Ecdsa => KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?,
        Kind::Rsa => KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)?,
    };
    Ok(key.serialize_pem())
}

fn authority_params(name: &str, begins: u64, ends: u64) -> CertificateParams {
    let mut params = params(name, begins, ends);
    // RFC 5280, 4.2.1.9: nothing but servers below this authority.
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

fn server_params(kind: Kind, names: &Names, begins: u64, ends: u64) -> Result<CertificateParams, TlsError> {
    let mut params = params(&names.common_name, begins, ends);
    for host in &names.hosts {
        params.subject_alt_names.push(SanType::DnsName(host.as_str().try_into()?));
    }
    params.subject_alt_names.extend(names.addresses.iter().copied().map(SanType::IpAddress));
    params.use_authority_key_identifier_extension = true;
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = match kind {
        Kind::Ecdsa => vec![KeyUsagePurpose::DigitalSignature],
        Kind::Rsa => vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment],
    };
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    Ok(params)
}

fn params(common_name: &str, begins: u64, ends: u64) -> CertificateParams {
    let epoch = date_time_ymd(1970, 1, 1);
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, cut(common_name, COMMON_NAME));
    params.not_before = epoch + Duration::from_secs(begins);
    params.not_after = epoch + Duration::from_secs(ends);
    params.serial_number = Some(new_serial());
    params
}

/// A number that no certificate had before, even one for the same key: clients refuse two certificates of one
/// issuer with the same number (RFC 5280, 4.1.2.2: positive, at most 20 octets).
fn new_serial() -> SerialNumber {
    let mut octets: [u8; 16] = rand::random();
    octets[0] = octets[0] & 0x7f | 0x40;
    SerialNumber::from_slice(&octets)
}

fn authority_name(site_name: &str) -> String {
    let (first, last) = ("Linekey ", " CA");
    let words = site_name.split_whitespace().collect::<Vec<_>>().join(" ");
    let site = cut(&words, COMMON_NAME - first.len() - last.len());
    if site.is_empty() { String::from("Linekey CA") } else { format!("{first}{site}{last}") }
}

fn cut(text: &str, longest: usize) -> String {
    text.chars().filter(|sign| !sign.is_control()).take(longest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authority_is_named_after_its_site() {
        assert_eq!(authority_name("Office"), "Linekey Office CA");
        assert_eq!(authority_name("  Ada \n & Sons "), "Linekey Ada & Sons CA");
        assert_eq!(authority_name(""), "Linekey CA");
        assert_eq!(authority_name(&"é".repeat(200)).chars().count(), COMMON_NAME);
    }

    #[test]
    fn a_host_name_that_cannot_be_written_is_an_error() {
        let names = Names {
            common_name: String::new(),
            hosts: [String::from("caf\u{e9}.local")].into(),
            addresses: std::iter::empty().collect(),
        };
        assert!(matches!(server_params(Kind::Rsa, &names, 0, 1), Err(TlsError::Make(_))));
    }
}
