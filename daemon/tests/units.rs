//! The systemd units fit the program.
#![allow(clippy::unwrap_used, reason = "a test says with a panic what went wrong")]

use std::{fs, path::PathBuf};

use linekey::serve::sockets::Listener;

fn unit(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../systemd").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn values(text: &str, key: &str) -> Vec<String> {
    let values = text.lines().filter_map(|line| line.strip_prefix(key)?.strip_prefix('='));
    values.map(str::to_owned).collect()
}

#[test]
fn every_listener_has_a_socket_that_is_named_after_it() {
    let service = unit("linekey.service");
    for (listener, key, place) in [
        (Listener::Admin, "ListenStream", "8443"),
        (Listener::Http, "ListenStream", "80"),
        (Listener::Https, "ListenStream", "443"),
        (Listener::Tftp, "ListenDatagram", "0.0.0.0:69"),
    ] {
        let file = format!("linekey-{listener}.socket");
        let socket = unit(&file);
        assert_eq!(values(&socket, "FileDescriptorName"), [listener.word()], "{file}");
        assert_eq!(values(&socket, key), [place], "{file}");
        assert_eq!(values(&socket, "Service"), ["linekey.service"], "{file}");
        for key in ["Sockets", "Also"] {
            assert!(values(&service, key)[0].split(' ').any(|name| name == file), "{key} lacks {file}");
        }
    }
}

#[test]
fn the_service_is_confined_and_can_read_the_networks() {
    let service = unit("linekey.service");
    assert_eq!(values(&service, "Type"), ["notify"]);
    assert_eq!(values(&service, "ExecStart"), ["/usr/bin/linekey serve"]);
    assert_eq!(values(&service, "CapabilityBoundingSet"), [""]);
    assert_eq!(values(&service, "StateDirectory"), ["linekey"]);
    assert_eq!(values(&service, "StateDirectoryMode"), ["0700"]);
    assert!(values(&service, "RestrictAddressFamilies")[0].contains("AF_NETLINK"));
}
