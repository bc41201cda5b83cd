//! Which certificate a client is shown.

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
    time::SystemTime,
};

use ::aws_lc_rs::digest::{SHA256, digest};
use rustls::{
    CipherSuite, NamedGroup, ServerConfig, SignatureScheme,
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use serde::{Deserialize, Serialize};

use super::{Identity, TlsError};

/// A certificate and its key, both PEM.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Pair {
    pub(super) certificate: String,
    pub(super) key: String,
}

/// The certificates in use. They can be replaced while connections run; new connections get the new ones.
pub struct Certificates {
    current: RwLock<Shown>,
}

#[derive(Clone)]
struct Shown {
    rsa: Arc<CertifiedKey>,
    ecdsa: Arc<CertifiedKey>,
    ends: SystemTime,
}

/// What tells a person that it is this box that their browser reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// SHA-256 of the certificate as browsers write it: `AB:CD:…`.
    pub sha256: String,
    /// When the certificate ends. It is renewed before.
    pub ends: SystemTime,
}

impl Certificates {
    /// The certificates of this identity.
    pub fn new(identity: &Identity) -> Result<Self, TlsError> {
        Ok(Self { current: RwLock::new(Shown::of(identity)?) })
    }

    /// Of the certificate that browsers are shown: they all take the elliptic one.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        let shown = self.current.read().unwrap_or_else(PoisonError::into_inner);
        let digest = shown.ecdsa.cert.first().map(|certificate| digest(&SHA256, certificate));
        let bytes = digest.as_ref().map_or(&[][..], AsRef::as_ref);
        let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
        Fingerprint { sha256: pairs.join(":"), ends: shown.ends }
    }

    /// Shows those of a renewed identity from now on. After an error the old ones stay.
    pub fn replace(&self, identity: &Identity) -> Result<(), TlsError> {
        let shown = Shown::of(identity)?;
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = shown;
        Ok(())
    }
}

impl Shown {
    fn of(identity: &Identity) -> Result<Self, TlsError> {
        let provider = aws_lc_rs::default_provider();
        let (rsa, ecdsa) = identity.pairs();
        let authority = CertificateDer::from_pem_slice(identity.authority_pem().as_bytes())?;
        Ok(Self {
            rsa: Arc::new(rsa.load(&authority, &provider)?),
            ecdsa: Arc::new(ecdsa.load(&authority, &provider)?),
            ends: identity.expires(),
        })
    }
}

impl Pair {
    /// With the authority behind it, because some phones build no chain themselves.
    fn load(
        &self,
        authority: &CertificateDer<'static>,
        provider: &CryptoProvider,
    ) -> Result<CertifiedKey, TlsError> {
        let own = CertificateDer::from_pem_slice(self.certificate.as_bytes())?;
        let key = PrivateKeyDer::from_pem_slice(self.key.as_bytes())?;
        Ok(CertifiedKey::from_der(vec![own, authority.clone()], key, provider)?)
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let can = can_ecdsa(hello.signature_schemes(), hello.cipher_suites(), hello.named_groups());
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        Some(Arc::clone(if can { &current.ecdsa } else { &current.rsa }))
    }
}

impl fmt::Debug for Certificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Certificates(…)")
    }
}

/// TLS 1.2 and 1.3 with session tickets, no client certificates, no ALPN: a phone that offers an odd protocol
/// name is served rather than refused. For the phones' listener and the administrator's alike.
pub fn server_config(certificates: Arc<Certificates>) -> Result<Arc<ServerConfig>, TlsError> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let mut config = builder.with_no_client_auth().with_cert_resolver(certificates);
    config.ticketer = aws_lc_rs::Ticketer::new()?;
    // Phones open one connection after the other; a second ticket would only cost its making.
    config.send_tls13_tickets = 1;
    Ok(Arc::new(config))
}

/// Whether an ECDSA certificate is safe to show. RSA is what no phone is known to refuse, so all of it must fit:
/// a client that says one thing in its signature schemes and another in its suites gets RSA.
fn can_ecdsa(schemes: &[SignatureScheme], suites: &[CipherSuite], groups: Option<&[NamedGroup]>) -> bool {
    let signs = schemes.contains(&SignatureScheme::ECDSA_NISTP256_SHA256);
    // RFC 8446, 4.2.3: in TLS 1.3 the schemes decide. RFC 8422, 5.1: in 1.2 suite and curve do as well.
    let is_new = suites.iter().any(|suite| TLS13_SUITES.contains(suite));
    let fits = suites.iter().any(|suite| ECDSA_SUITES.contains(suite));
    let has_curve = groups.is_some_and(|groups| groups.contains(&NamedGroup::secp256r1));
    signs && (is_new || fits && has_curve)
}

pub(super) const TLS13_SUITES: [CipherSuite; 3] = [
    CipherSuite::TLS13_AES_128_GCM_SHA256,
    CipherSuite::TLS13_AES_256_GCM_SHA384,
    CipherSuite::TLS13_CHACHA20_POLY1305_SHA256,
];

const ECDSA_SUITES: [CipherSuite; 3] = [
    CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
];

#[cfg(test)]
mod tests {
    use super::*;

    const ECDSA: SignatureScheme = SignatureScheme::ECDSA_NISTP256_SHA256;
    const RSA: SignatureScheme = SignatureScheme::RSA_PKCS1_SHA256;
    const NEW: CipherSuite = CipherSuite::TLS13_AES_128_GCM_SHA256;
    const OLD_RSA: CipherSuite = CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256;
    const OLD_ECDSA: CipherSuite = CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;

    #[test]
    fn ecdsa_is_shown_only_to_those_who_can() {
        let p256: Option<&[NamedGroup]> = Some(&[NamedGroup::secp256r1]);
        let x25519: Option<&[NamedGroup]> = Some(&[NamedGroup::X25519]);
        for (schemes, suites, groups, expected) in [
            (&[ECDSA, RSA][..], &[NEW, OLD_RSA][..], x25519, true),
            (&[ECDSA, RSA], &[OLD_RSA, OLD_ECDSA], p256, true),
            (&[ECDSA, RSA], &[OLD_RSA], p256, false),
            (&[ECDSA, RSA], &[OLD_ECDSA], x25519, false),
            (&[ECDSA, RSA], &[OLD_ECDSA], None, false),
            (&[RSA], &[NEW, OLD_ECDSA], p256, false),
            (&[], &[], None, false),
        ] {
            assert_eq!(can_ecdsa(schemes, suites, groups), expected, "{schemes:?} {suites:?} {groups:?}");
        }
    }
}
