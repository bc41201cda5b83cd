//! What a client may ask for beside the file: RFC 2348 (blksize), 2349 (tsize, timeout), 7440 (windowsize). Pure.

use std::time::Duration;

use super::packet::{Refusal, option_ack, pairs};

/// RFC 2348 allows 8 to 65464 bytes a block.
const SMALLEST_BLOCK: u64 = 8;
const LARGEST_BLOCK: u16 = 65464;
/// RFC 1350, where nothing was agreed.
const PLAIN_BLOCK: u16 = 512;
/// More blocks in flight gain nothing on a LAN and overrun a phone's small receive buffer.
const LARGEST_WINDOW: u16 = 64;
/// A window must fit our own send buffer (212,992 bytes where nobody raised it) and a phone's.
const WINDOW_BYTES: u16 = 60_000;

/// The options that we grant one client. Granting nothing is RFC 1350 as it was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Granted {
    block_size: Option<u16>,
    size: bool,
    timeout: Option<u8>,
    window: Option<u16>,
}

impl Granted {
    /// Reads the packed options of a request.
    ///
    /// The first of two with one name counts. An option that we do not know or cannot read is left out of the
    /// acknowledgement and is no error (RFC 2347); a blksize under 8 is one (RFC 2348).
    pub fn read(packed: &[u8]) -> Result<Self, Refusal> {
        let mut granted = Self::default();
        for (name, value) in pairs(packed) {
            let Some(value) = number(value) else { continue };
            if name.eq_ignore_ascii_case(b"blksize") {
                let size = block_size(value)?;
                granted.block_size.get_or_insert(size);
            } else if name.eq_ignore_ascii_case(b"tsize") {
                granted.size = true;
            } else if name.eq_ignore_ascii_case(b"timeout") {
                let seconds = u8::try_from(value).ok().filter(|&seconds| seconds > 0);
                granted.timeout = granted.timeout.or(seconds);
            } else if name.eq_ignore_ascii_case(b"windowsize") && value > 0 {
                granted.window.get_or_insert(u16::try_from(value).unwrap_or(u16::MAX));
            }
        }
        let fits = (WINDOW_BYTES / granted.block_size.unwrap_or(PLAIN_BLOCK)).clamp(1, LARGEST_WINDOW);
        granted.window = granted.window.map(|blocks| blocks.min(fits));
        Ok(granted)
    }

    /// Bytes a block.
    #[must_use]
    pub fn block_size(self) -> usize {
        self.block_size.unwrap_or(PLAIN_BLOCK).into()
    }

    /// Blocks that may be under way at once.
    #[must_use]
    pub fn window(self) -> u64 {
        self.window.unwrap_or(1).into()
    }

    /// After how long the client wants an unanswered packet again.
    #[must_use]
    pub fn timeout(self) -> Option<Duration> {
        self.timeout.map(|seconds| Duration::from_secs(seconds.into()))
    }

    /// Whether the client asked how long the file is.
    #[must_use]
    pub fn wants_size(self) -> bool {
        self.size
    }

    /// The OACK packet, `None` where nothing was granted. `size` is `None` where the length is not known.
    #[must_use]
    pub fn acknowledgement(self, size: Option<u64>) -> Option<Vec<u8>> {
        let options: Vec<(&str, u64)> = [
            ("blksize", self.block_size.map(u64::from)),
            ("tsize", size.filter(|_| self.size)),
            ("timeout", self.timeout.map(u64::from)),
            ("windowsize", self.window.map(u64::from)),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect();
        (!options.is_empty()).then(|| option_ack(&options))
    }
}

/// Reads decimal digits; a number too large for us is as large as can be.
fn number(value: &[u8]) -> Option<u64> {
    let digits = !value.is_empty() && value.iter().all(u8::is_ascii_digit);
    digits.then(|| {
        value.iter().fold(0_u64, |sum, digit| sum.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
    })
}

/// The client's size or less, never more.
fn block_size(wanted: u64) -> Result<u16, Refusal> {
    if wanted < SMALLEST_BLOCK {
        return Err(Refusal::BadOption);
    }
    Ok(u16::try_from(wanted).unwrap_or(LARGEST_BLOCK).min(LARGEST_BLOCK))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Spells the request as `name=value …` and the OACK the same way.
    fn answer(request: &str) -> String {
        let packed: String = request
            .split(' ')
            .filter_map(|pair| pair.split_once('='))
            .fold(String::new(), |all, (name, value)| all + name + "\0" + value + "\0");
        match Granted::read(packed.as_bytes()) {
            Err(refusal) => format!("{refusal:?}"),
            Ok(granted) => granted.acknowledgement(Some(12_300)).map_or_else(String::new, |oack| {
                pairs(&oack[2..])
                    .map(|(name, value)| {
                        format!("{}={}", String::from_utf8_lossy(name), String::from_utf8_lossy(value))
                    })
                    .collect::<Vec<_>>()
                    .join(" ")
            }),
        }
    }

    #[test]
    fn options_are_granted_as_their_rfcs_say() {
        for (asked, granted) in [
            ("", ""),
            ("blksize=1468 tsize=0", "blksize=1468 tsize=12300"),
            ("BLKSIZE=1024 TSize=0", "blksize=1024 tsize=12300"),
            ("timeout=1 windowsize=4", "timeout=1 windowsize=4"),
            ("timeout=255", "timeout=255"),
            ("blksize=8", "blksize=8"),
            ("blksize=65464", "blksize=65464"),
            ("blksize=65465", "blksize=65464"),
            ("frobnicate=1 blksize=600", "blksize=600"),
            ("blksize=512 blksize=1024", "blksize=512"),
        ] {
            assert_eq!(answer(asked), granted, "{asked}");
        }
    }

    #[test]
    fn a_block_under_eight_bytes_is_refused() {
        for asked in ["blksize=7", "blksize=0", "tsize=0 blksize=007", "blksize=512 blksize=7"] {
            assert_eq!(answer(asked), "BadOption", "{asked}");
        }
    }

    #[test]
    fn values_that_make_no_sense_are_left_out() {
        for asked in [
            "blksize=",
            "blksize=-8",
            "blksize=+8",
            "blksize=1e3",
            "timeout=0",
            "timeout=256",
            "windowsize=0",
            "tsize=x",
        ] {
            assert_eq!(answer(asked), "", "{asked}");
        }
    }

    #[test]
    fn huge_values_are_brought_down_to_what_we_allow() {
        let nines = "9".repeat(60);
        assert_eq!(answer(&format!("blksize={nines}")), "blksize=65464");
        assert_eq!(answer(&format!("timeout={nines}")), "");
        assert_eq!(answer(&format!("windowsize={nines}")), "windowsize=64");
    }

    #[test]
    fn a_window_never_holds_more_than_a_send_buffer() {
        assert_eq!(answer("windowsize=64 blksize=1468"), "blksize=1468 windowsize=40");
        assert_eq!(answer("windowsize=64 blksize=65464"), "blksize=65464 windowsize=1");
    }

    #[test]
    fn an_unknown_length_is_left_out_of_the_acknowledgement() {
        let granted = Granted::read(b"tsize\x000\0").unwrap();
        assert_eq!(granted.acknowledgement(None), None);
    }

    proptest! {
        #[test]
        fn any_options_stay_within_the_limits(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(granted) = Granted::read(&bytes) {
                prop_assert!((8..=65464).contains(&granted.block_size()));
                prop_assert!((1..=64).contains(&granted.window()));
            }
        }

        #[test]
        fn any_block_size_is_never_answered_with_a_larger_one(size in 8_u64..200_000, window in 1_u64..70_000) {
            let packed = format!("blksize\0{size}\0windowsize\0{window}\0");
            let granted = Granted::read(packed.as_bytes()).unwrap();
            prop_assert!(granted.block_size() as u64 <= size && granted.window() <= window);
        }
    }
}
