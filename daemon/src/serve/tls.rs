//! The box's certificates and its side of TLS.
//!
//! The box is its own small certificate authority, because phones cannot be given a publicly trusted certificate
//! for an address in an office. The authority stays for years; the certificate below it is renewed by itself.

mod certificates;
mod identity;
mod issue;
mod offer;

pub use self::{
    certificates::{Certificates, Fingerprint, server_config},
    identity::{Identity, Names},
    offer::Offer,
};

/// Why certificates could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The library refused to make a key or certificate.
    #[error("the box's certificate could not be made")]
    Make(#[from] rcgen::Error),
    /// What was stored is not what [`Identity::to_bytes`] gave.
    #[error("the stored certificates cannot be read")]
    Read(#[from] serde_json::Error),
    /// A stored certificate and its key do not belong together, or TLS cannot use them.
    #[error("the stored certificates cannot be used")]
    Use(#[from] rustls::Error),
    /// A stored certificate or key is not PEM.
    #[error("the stored certificates are damaged")]
    Pem(#[from] rustls::pki_types::pem::Error),
}
