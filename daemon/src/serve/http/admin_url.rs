//! Where a person is sent who opens the phones' listener in a browser.

use std::net::{IpAddr, Ipv6Addr};

use hyper::{HeaderMap, header::HOST};

/// Where the administrator's pages are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AdminUrl {
    /// At this URL, whoever asks.
    At(String),
    /// On the host that the client used, because the pages listen on all addresses.
    SameHost {
        /// `http` or `https`.
        scheme: &'static str,
        /// The port of the administrator's listener.
        port: u16,
    },
}

impl AdminUrl {
    /// The URL for whoever sent these headers to this address of the box.
    pub(super) fn for_client(&self, headers: &HeaderMap, local: IpAddr) -> String {
        match self {
            Self::At(url) => url.clone(),
            Self::SameHost { scheme, port } => {
                let host = headers.get(HOST).and_then(|host| host.to_str().ok()).and_then(host_without_port);
                let host = host.map_or_else(|| bracketed(local), str::to_owned);
                format!("{scheme}://{host}:{port}/")
            }
        }
    }
}

fn bracketed(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    }
}

/// The host in a `Host` header; `None` if it holds anything that a host does not.
fn host_without_port(header: &str) -> Option<&str> {
    if header.starts_with('[') {
        let end = header.find(']')?;
        let address = &header[1..end];
        return address.parse::<Ipv6Addr>().ok().map(|_| &header[..=end]);
    }
    let host = header.split(':').next()?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    (!host.is_empty() && host.bytes().all(is_plain)).then_some(host)
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;

    use super::*;

    const PAGES: AdminUrl = AdminUrl::SameHost { scheme: "https", port: 8443 };

    fn url(host: Option<&str>, local: &str) -> String {
        let host = host.map(|host| (HOST, HeaderValue::from_str(host).unwrap()));
        PAGES.for_client(&host.into_iter().collect(), local.parse().unwrap())
    }

    #[test]
    fn a_person_stays_on_the_host_they_typed() {
        for (host, expected) in [
            ("linekey.local", "https://linekey.local:8443/"),
            ("192.0.2.1:80", "https://192.0.2.1:8443/"),
            ("[2001:db8::1]:80", "https://[2001:db8::1]:8443/"),
            ("[2001:db8::1]", "https://[2001:db8::1]:8443/"),
        ] {
            assert_eq!(url(Some(host), "192.0.2.9"), expected);
        }
    }

    #[test]
    fn without_a_plain_host_the_address_is_used() {
        for host in [None, Some(""), Some("a/b"), Some("a@b"), Some("[x]"), Some("[::1"), Some("a b")] {
            assert_eq!(url(host, "192.0.2.9"), "https://192.0.2.9:8443/", "{host:?}");
        }
        assert_eq!(url(None, "2001:db8::9"), "https://[2001:db8::9]:8443/");
    }

    #[test]
    fn a_fixed_url_is_used_as_it_is() {
        let fixed = AdminUrl::At(String::from("https://box.example:9443/"));
        assert_eq!(
            fixed.for_client(&HeaderMap::new(), "192.0.2.9".parse().unwrap()),
            "https://box.example:9443/"
        );
    }
}
