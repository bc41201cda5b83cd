//! The box's own authority and certificates: made at the first start, renewed when they age or the box moves.

use std::{collections::BTreeSet, net::IpAddr, time::SystemTime};

use super::Failure;
use crate::{
    cli::sentence,
    directory::{Secret, settings},
    discover::mdns,
    serve::tls::{Identity, Names, TlsError},
    store::Store,
};

/// Under this name the identity is stored.
const NAME: &str = "box";

/// The stored identity if it still fits the box, else a new or renewed one, which is stored.
pub fn load(store: &mut Store, addresses: BTreeSet<IpAddr>) -> Result<Identity, Failure> {
    let identity = fitting(store, addresses)?;
    store.set_authority(identity.authority_pem())?;
    Ok(identity)
}

fn fitting(store: &mut Store, addresses: BTreeSet<IpAddr>) -> Result<Identity, Failure> {
    let failed = |error: TlsError| Failure::System(sentence(&error));
    let names = names(addresses);
    let now = SystemTime::now();
    let identity = match store.identity(NAME)? {
        None => {
            let settings = store.settings()?;
            Identity::create(settings::value(&settings, "site.name"), names, now).map_err(failed)?
        }
        Some(stored) => {
            let stored = Identity::from_bytes(stored.expose().as_bytes()).map_err(failed)?;
            if !stored.needs_renewal(&names, now) {
                return Ok(stored);
            }
            stored.renew(names, now).map_err(failed)?
        }
    };
    let bytes = identity.to_bytes().map_err(failed)?;
    let text = String::from_utf8(bytes).map_err(|error| Failure::System(error.to_string()))?;
    store.set_identity(NAME, &Secret::new(text))?;
    Ok(identity)
}

fn names(addresses: BTreeSet<IpAddr>) -> Names {
    let mut hosts = BTreeSet::from([mdns::HOST.to_owned(), "localhost".to_owned()]);
    let own = nix::unistd::gethostname().ok().and_then(|name| name.into_string().ok());
    // A certificate cannot hold a name with other signs.
    let is_name = |name: &String| {
        !name.is_empty()
            && name.bytes().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, b'-' | b'.'))
    };
    hosts.extend(own.filter(is_name).map(|name| name.to_ascii_lowercase()));
    // What a client sees that reads no other names: best the address in the URLs that phones are given.
    let reachable = addresses.iter().find(|address| address.is_ipv4() && !address.is_loopback());
    let common_name = reachable.map_or_else(|| mdns::HOST.to_owned(), ToString::to_string);
    Names { common_name, hosts, addresses }
}
