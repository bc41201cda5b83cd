//! What a client offered, in one line for the log.

use std::fmt;

use rustls::{CipherSuite, SignatureScheme, server::ClientHello};

use super::certificates::TLS13_SUITES;

/// Most suites or schemes that are written out; phones offer up to about forty.
const LISTED: usize = 40;

/// What a TLS client offered in its first message: why an old phone cannot use our HTTPS. Suites and signature
/// schemes are shown by their numbers in the IANA's "TLS Parameters", since the library has no names for old ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    suites: Vec<CipherSuite>,
    schemes: Vec<SignatureScheme>,
}

impl Offer {
    /// Takes it from the client's first message.
    #[must_use]
    pub fn of(hello: &ClientHello<'_>) -> Self {
        Self { suites: hello.cipher_suites().to_vec(), schemes: hello.signature_schemes().to_vec() }
    }

    /// Whether TLS 1.3 is among it.
    #[must_use]
    pub fn has_tls13(&self) -> bool {
        self.suites.iter().any(|suite| TLS13_SUITES.contains(suite))
    }
}

impl fmt::Display for Offer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let version = if self.has_tls13() { "TLS 1.3" } else { "TLS 1.2 or older" };
        write!(f, "{version}, suites")?;
        for suite in self.suites.iter().take(LISTED) {
            write!(f, " {:04x}", u16::from(*suite))?;
        }
        write!(f, ", signatures")?;
        for scheme in self.schemes.iter().take(LISTED) {
            write!(f, " {:04x}", u16::from(*scheme))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offer_reads_as_one_line() {
        let offer = Offer {
            suites: vec![CipherSuite::TLS_RSA_WITH_AES_128_CBC_SHA],
            schemes: vec![SignatureScheme::RSA_PKCS1_SHA1],
        };
        assert_eq!(offer.to_string(), "TLS 1.2 or older, suites 002f, signatures 0201");
    }
}
