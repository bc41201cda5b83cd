//! Who the box is towards TLS clients, and until when.

use std::{
    collections::BTreeSet,
    net::IpAddr,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};

use super::{
    TlsError,
    certificates::Pair,
    issue::{self, Authority, Kind},
};

const DAY: u64 = 24 * 60 * 60;

/// A little under eleven years: longer than most phones stay on a desk, and no longer, so that an authority made
/// before 2027 ends before January 2038, where the clocks of 32-bit firmware end.
const AUTHORITY_DAYS: u64 = 4_000;

/// The longest that current clients accept.
const CERTIFICATE_DAYS: u64 = 825;

/// Certificates are renewed when they have less than this left, so that a box that is switched off over a long
/// holiday still comes up with a valid one.
const RENEW_DAYS: u64 = 60;

/// Certificates begin a day early, because the clocks of phones differ.
const EARLY_DAYS: u64 = 1;

/// 2026-01-01. No Linekey ran before; a box whose clock says less has lost its battery, and a phone that has not
/// learned the time yet should still trust the authority.
const FIRST_DAY: u64 = 1_767_225_600;

/// The names and addresses by which clients reach the box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// The name that clients see which read no others, as some old phones do: best the address in the URLs that
    /// phones are given. Cut at 64 characters (X.520).
    pub common_name: String,
    /// Host names: `linekey.local`, `localhost`, the host's own.
    pub hosts: BTreeSet<String>,
    /// The box's own addresses, loopback too.
    pub addresses: BTreeSet<IpAddr>,
}

/// The box's authority and the two certificates below it, with all keys: a secret as a whole.
#[derive(Clone, Serialize, Deserialize)]
pub struct Identity {
    authority: Authority,
    names: Names,
    begins: u64,
    ends: u64,
    rsa: Pair,
    ecdsa: Pair,
}

impl Identity {
    /// Makes an authority named after the site and both certificates. Takes up to a second: call it from a
    /// thread that may block.
    pub fn create(site_name: &str, names: Names, now: SystemTime) -> Result<Self, TlsError> {
        let now = seconds(now).max(FIRST_DAY);
        let authority = Authority::create(site_name, FIRST_DAY, now + AUTHORITY_DAYS * DAY)?;
        let keys = (issue::new_key(Kind::Rsa)?, issue::new_key(Kind::Ecdsa)?);
        Self::below(authority, names, now, &keys.0, &keys.1)
    }

    /// Whether [`Identity::renew`] should be called: too little time is left, the certificate is of a time to
    /// come (it was made while the clock was wrong), or a name or address is missing in it. Names that are no
    /// longer the box's stay until the next renewal.
    #[must_use]
    pub fn needs_renewal(&self, names: &Names, now: SystemTime) -> bool {
        let now = seconds(now).max(FIRST_DAY);
        !self.covers(names) || !self.is_fresh(now)
    }

    /// New certificates for these names, below the same authority. Keys are changed only when the old
    /// certificates run out: a new address costs two signatures, a few milliseconds.
    pub fn renew(&self, names: Names, now: SystemTime) -> Result<Self, TlsError> {
        let now = seconds(now).max(FIRST_DAY);
        let authority = self.authority.clone();
        if self.is_fresh(now) {
            return Self::below(authority, names, now, &self.rsa.key, &self.ecdsa.key);
        }
        let keys = (issue::new_key(Kind::Rsa)?, issue::new_key(Kind::Ecdsa)?);
        Self::below(authority, names, now, &keys.0, &keys.1)
    }

    /// The authority's certificate, for phones and people to trust.
    #[must_use]
    pub fn authority_pem(&self) -> &str {
        self.authority.certificate()
    }

    /// The names that the certificates hold.
    #[must_use]
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// When the certificates end.
    #[must_use]
    pub fn expires(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.ends)
    }

    /// When the authority ends. Nothing below it lasts longer.
    #[must_use]
    pub fn authority_expires(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.authority.ends())
    }

    /// All of it, keys included, for storing: encrypt it, or keep it where only the daemon reads.
    pub fn to_bytes(&self) -> Result<Vec<u8>, TlsError> {
        Ok(serde_json::to_vec(self)?)
    }

    /// What [`Identity::to_bytes`] gave.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TlsError> {
        Ok(serde_json::from_slice(bytes)?)
    }

    pub(super) fn pairs(&self) -> (&Pair, &Pair) {
        (&self.rsa, &self.ecdsa)
    }

    fn below(
        authority: Authority,
        names: Names,
        now: u64,
        rsa_key: &str,
        ecdsa_key: &str,
    ) -> Result<Self, TlsError> {
        let begins = now - EARLY_DAYS * DAY;
        let ends = (begins + CERTIFICATE_DAYS * DAY).min(authority.ends());
        let rsa = authority.issue(Kind::Rsa, rsa_key, &names, begins, ends)?;
        let ecdsa = authority.issue(Kind::Ecdsa, ecdsa_key, &names, begins, ends)?;
        Ok(Self { authority, names, begins, ends, rsa, ecdsa })
    }

    fn covers(&self, names: &Names) -> bool {
        self.names.common_name == names.common_name
            && self.names.hosts.is_superset(&names.hosts)
            && self.names.addresses.is_superset(&names.addresses)
    }

    fn is_fresh(&self, now: u64) -> bool {
        // A certificate that ends with its authority cannot be made to last longer.
        let is_last = self.ends >= self.authority.ends();
        self.begins <= now && (is_last || now + RENEW_DAYS * DAY <= self.ends)
    }
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(addresses: &[&str]) -> Names {
        Names {
            common_name: String::from("192.0.2.1"),
            hosts: [String::from("linekey.local")].into(),
            addresses: addresses.iter().map(|text| text.parse().unwrap()).collect(),
        }
    }

    fn at(day: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(FIRST_DAY + day * DAY)
    }

    fn identity() -> Identity {
        Identity::create("Office", names(&["192.0.2.1", "127.0.0.1"]), at(100)).unwrap()
    }

    #[test]
    fn certificates_are_renewed_in_time_and_for_new_names_only() {
        let identity = identity();
        let known = names(&["192.0.2.1"]);
        assert!(!identity.needs_renewal(&known, at(100)));
        assert!(!identity.needs_renewal(&known, at(864)));
        assert!(identity.needs_renewal(&known, at(865)));
        assert!(identity.needs_renewal(&names(&["192.0.2.2"]), at(100)));
        assert!(
            identity
                .needs_renewal(&Names { common_name: String::from("192.0.2.2"), ..known.clone() }, at(100))
        );
        assert!(identity.needs_renewal(&known, at(98)), "made while the clock was wrong");
    }

    #[test]
    fn a_new_address_keeps_authority_and_keys() {
        let old = identity();
        let new = old.renew(names(&["192.0.2.2"]), at(200)).unwrap();
        assert_eq!(new.authority_pem(), old.authority_pem());
        assert_eq!((&new.rsa.key, &new.ecdsa.key), (&old.rsa.key, &old.ecdsa.key));
        assert_ne!(new.rsa.certificate, old.rsa.certificate);
        assert_eq!(new.expires(), at(200 - EARLY_DAYS + CERTIFICATE_DAYS));
    }

    #[test]
    fn a_certificate_that_runs_out_gets_new_keys_below_the_same_authority() {
        let old = identity();
        let new = old.renew(names(&["192.0.2.1"]), at(900)).unwrap();
        assert_eq!(new.authority_pem(), old.authority_pem());
        assert_ne!(new.rsa.key, old.rsa.key);
        assert_ne!(new.ecdsa.key, old.ecdsa.key);
        assert!(!new.needs_renewal(&names(&["192.0.2.1"]), at(900)));
    }

    #[test]
    fn nothing_outlasts_the_authority_and_then_there_is_nothing_to_renew() {
        let old = identity();
        let last = old.renew(names(&["192.0.2.1"]), at(4_050)).unwrap();
        assert_eq!(last.expires(), last.authority_expires());
        assert!(!last.needs_renewal(&names(&["192.0.2.1"]), at(4_090)));
    }

    #[test]
    fn a_box_without_a_clock_makes_certificates_that_are_valid_later() {
        let identity = Identity::create("Office", names(&["192.0.2.1"]), UNIX_EPOCH).unwrap();
        assert!(identity.authority_expires() > at(3_999));
        assert!(!identity.needs_renewal(&names(&["192.0.2.1"]), UNIX_EPOCH));
        assert!(!identity.needs_renewal(&names(&["192.0.2.1"]), at(10)));
    }

    #[test]
    fn what_is_stored_comes_back_and_can_be_renewed() {
        let old = identity();
        let read = Identity::from_bytes(&old.to_bytes().unwrap()).unwrap();
        assert_eq!(read.authority_pem(), old.authority_pem());
        assert_eq!(read.rsa.certificate, old.rsa.certificate);
        assert!(read.renew(names(&["192.0.2.9"]), at(100)).is_ok());
        assert!(matches!(Identity::from_bytes(b"{}"), Err(TlsError::Read(_))));
    }
}
