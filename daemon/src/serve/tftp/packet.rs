//! TFTP packets as bytes: what we read and what we write. Pure.

/// What a client can send us (RFC 1350 §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packet<'a> {
    /// Has this block and all before it.
    Ack(u16),
    /// Gives up.
    Error,
    /// Wants to read a file.
    Read(Request<'a>),
    /// Wants to write a file.
    Write,
}

/// A read request, not yet judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request<'a> {
    /// File name as sent.
    pub name: &'a [u8],
    /// Mode name as sent.
    pub mode: &'a [u8],
    /// The options that follow, still packed (RFC 2347).
    pub options: &'a [u8],
}

/// How the bytes of a file are spelled on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Text with line ends as in TELNET (RFC 764).
    Netascii,
    /// As they are.
    Octet,
}

impl Mode {
    /// Reads a mode name in any case; `mail` is obsolete and not known here.
    #[must_use]
    pub fn named(name: &[u8]) -> Option<Self> {
        [(&b"octet"[..], Self::Octet), (b"netascii", Self::Netascii)]
            .into_iter()
            .find_map(|(known, mode)| name.eq_ignore_ascii_case(known).then_some(mode))
    }
}

impl<'a> Packet<'a> {
    /// Reads a packet; `None` for anything that no honest client sends a server.
    #[must_use]
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let (&[high, low], rest) = bytes.split_first_chunk()?;
        match u16::from_be_bytes([high, low]) {
            1 => {
                let (name, rest) = until_nul(rest)?;
                let (mode, options) = until_nul(rest)?;
                Some(Self::Read(Request { name, mode, options }))
            }
            2 => Some(Self::Write),
            4 => rest.first_chunk().map(|&block| Self::Ack(u16::from_be_bytes(block))),
            5 => Some(Self::Error),
            _ => None,
        }
    }
}

/// The options of a request as names and values; a last one without its value is not there.
pub fn pairs(mut packed: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    std::iter::from_fn(move || {
        let (name, rest) = until_nul(packed)?;
        let (value, rest) = until_nul(rest)?;
        packed = rest;
        Some((name, value))
    })
}

fn until_nul(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|&byte| byte == 0)?;
    Some((&bytes[..end], &bytes[end + 1..]))
}

/// Replaces `out` by the head of DATA `block`; the bytes of the block follow it.
pub fn start_data(out: &mut Vec<u8>, block: u16) {
    out.clear();
    out.extend_from_slice(&[0, 3]);
    out.extend_from_slice(&block.to_be_bytes());
}

/// Builds an option acknowledgement (RFC 2347).
#[must_use]
pub fn option_ack(options: &[(&str, u64)]) -> Vec<u8> {
    let mut out = vec![0, 6];
    for (name, value) in options {
        out.extend_from_slice(name.as_bytes());
        out.push(0);
        out.extend_from_slice(value.to_string().as_bytes());
        out.push(0);
    }
    out
}

/// Why a client gets an ERROR. The sentences name no path, no phone and no reason of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// An option has a value that its RFC forbids.
    BadOption,
    /// We could not make the file.
    Broken,
    /// Not there, or not for this client: nobody can tell the two apart.
    NoSuchFile,
    /// Nothing is ever written here.
    ReadOnly,
    /// The packet belongs to no transfer of its sender.
    UnknownTransfer,
    /// Neither octet nor netascii.
    UnknownMode,
}

impl Refusal {
    /// The whole ERROR packet.
    #[must_use]
    pub fn packet(self) -> &'static [u8] {
        match self {
            Self::BadOption => b"\0\x05\0\x08blksize must be 8 or more\0",
            Self::Broken => b"\0\x05\0\0the file cannot be made right now\0",
            Self::NoSuchFile => b"\0\x05\0\x01no such file\0",
            Self::ReadOnly => b"\0\x05\0\x02this server is read-only\0",
            Self::UnknownTransfer => b"\0\x05\0\x05unknown transfer\0",
            Self::UnknownMode => b"\0\x05\0\x04only octet and netascii are known here\0",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn request(bytes: &[u8]) -> Option<Request<'_>> {
        match Packet::read(bytes) {
            Some(Packet::Read(request)) => Some(request),
            _ => None,
        }
    }

    #[test]
    fn a_read_request_has_name_mode_and_options() {
        let request = request(b"\0\x01a.cfg\0octet\0tsize\x000\0").unwrap();
        assert_eq!(request, Request { name: b"a.cfg", mode: b"octet", options: b"tsize\x000\0" });
    }

    #[test]
    fn a_request_without_its_closing_nul_is_no_packet() {
        for bytes in
            [&b"\0\x01"[..], b"\0\x01abc", b"\0\x01abc\0", b"\0\x01abc\0octet", b"\0", b"", b"\xff\xff"]
        {
            assert_eq!(Packet::read(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn each_opcode_is_told_apart() {
        assert_eq!(Packet::read(b"\0\x02x\0octet\0"), Some(Packet::Write));
        assert_eq!(Packet::read(b"\0\x04\x01\x02"), Some(Packet::Ack(0x0102)));
        assert_eq!(Packet::read(b"\0\x04\x01"), None);
        assert_eq!(Packet::read(b"\0\x05\0\x08no\0"), Some(Packet::Error));
        assert_eq!(Packet::read(b"\0\x03\0\x01data"), None);
        assert_eq!(Packet::read(b"\0\x06"), None);
    }

    #[test]
    fn modes_are_known_in_any_case_and_mail_is_not() {
        assert_eq!(Mode::named(b"OcTeT"), Some(Mode::Octet));
        assert_eq!(Mode::named(b"NETASCII"), Some(Mode::Netascii));
        assert_eq!(Mode::named(b"mail"), None);
        assert_eq!(Mode::named(b""), None);
    }

    #[test]
    fn an_option_without_a_value_is_not_there() {
        let all: Vec<_> = pairs(b"a\x001\0b\0").collect();
        assert_eq!(all, [(&b"a"[..], &b"1"[..])]);
    }

    #[test]
    fn an_option_ack_is_spelled_as_the_rfc_says() {
        assert_eq!(option_ack(&[("blksize", 1468), ("tsize", 0)]), b"\0\x06blksize\x001468\0tsize\x000\0");
    }

    #[test]
    fn each_refusal_is_one_closed_sentence_without_a_path() {
        use Refusal::{BadOption, Broken, NoSuchFile, ReadOnly, UnknownMode, UnknownTransfer};
        for refusal in [BadOption, Broken, NoSuchFile, ReadOnly, UnknownTransfer, UnknownMode] {
            let packet = refusal.packet();
            assert_eq!(packet[..2], [0, 5]);
            assert_eq!(packet.iter().skip(4).position(|&byte| byte == 0), Some(packet.len() - 5));
            assert!(!packet.contains(&b'/'));
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            if let Some(Packet::Read(request)) = Packet::read(&bytes) {
                prop_assert!(pairs(request.options).count() <= bytes.len());
            }
        }
    }
}
