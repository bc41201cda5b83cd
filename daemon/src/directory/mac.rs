//! Hardware addresses.

use std::{fmt, str::FromStr};

/// Hardware address of a phone: never all zeros or all ones.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MacAddr([u8; 6]);

/// Why a text is not a hardware address. Reads on from "MAC address X …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MacError {
    /// Twelve digits, but no phone can have them.
    #[error("is all zeros or all ones, which no phone has")]
    NotAnAddress,
    /// A sign that is neither a hexadecimal digit nor a separator.
    #[error("contains {0:?}; only the digits 0-9 and letters A-F belong there")]
    NotHex(char),
    /// Too few or too many digits.
    #[error("has {0} digits instead of 12")]
    Length(usize),
}

impl MacAddr {
    /// The address with these octets, unless no phone can have it.
    #[must_use]
    pub fn from_octets(octets: [u8; 6]) -> Option<Self> {
        (octets != [0; 6] && octets != [0xff; 6]).then_some(Self(octets))
    }

    /// The six octets in the order they are written.
    #[must_use]
    pub fn octets(self) -> [u8; 6] {
        self.0
    }

    /// Twelve lower-case digits without separators, as most phones name their files.
    #[must_use]
    pub fn bare(self) -> String {
        super::text::hex(&self.0)
    }

    /// The maker's prefix: the first three octets as six lower-case digits.
    #[must_use]
    pub fn oui(self) -> String {
        self.bare()[..6].to_owned()
    }

    /// Whether the group bit is set (IEEE 802: first octet odd), which no real phone has.
    #[must_use]
    pub fn is_group(self) -> bool {
        self.0[0] & 1 == 1
    }
}

impl FromStr for MacAddr {
    type Err = MacError;

    /// Reads twelve hexadecimal digits with any of the usual separators `:`, `-`, `.` and blank, or none.
    fn from_str(text: &str) -> Result<Self, MacError> {
        let mut octets = [0_u8; 6];
        let mut digits = 0;
        for sign in text.chars().filter(|sign| !matches!(sign, ':' | '-' | '.' | ' ')) {
            let digit = sign.to_digit(16).ok_or(MacError::NotHex(sign))?;
            if let Some(octet) = octets.get_mut(digits / 2) {
                *octet = (*octet << 4) | u8::try_from(digit).unwrap_or(0);
            }
            digits += 1;
        }
        if digits != 12 {
            return Err(MacError::Length(digits));
        }
        Self::from_octets(octets).ok_or(MacError::NotAnAddress)
    }
}

impl fmt::Display for MacAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, octet) in self.0.iter().enumerate() {
            write!(f, "{}{octet:02x}", if at == 0 { "" } else { ":" })?;
        }
        Ok(())
    }
}

impl fmt::Debug for MacAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_spelling_is_the_same_address() {
        for text in
            ["805ec0010203", "80:5E:C0:01:02:03", "80-5e-c0-01-02-03", "805e.c001.0203", "80 5e c0 01 02 03"]
        {
            assert_eq!(text.parse::<MacAddr>().unwrap().to_string(), "80:5e:c0:01:02:03");
        }
    }

    #[test]
    fn what_is_not_an_address_says_why() {
        assert_eq!("805ec001020".parse::<MacAddr>(), Err(MacError::Length(11)));
        assert_eq!("805ec0010203ff".parse::<MacAddr>(), Err(MacError::Length(14)));
        assert_eq!("805ec001020O".parse::<MacAddr>(), Err(MacError::NotHex('O')));
        assert_eq!("00:00:00:00:00:00".parse::<MacAddr>(), Err(MacError::NotAnAddress));
        assert_eq!("ffffffffffff".parse::<MacAddr>(), Err(MacError::NotAnAddress));
    }

    #[test]
    fn the_group_bit_is_the_lowest_bit_of_the_first_octet() {
        assert!("731ea4334121".parse::<MacAddr>().unwrap().is_group());
        assert!(!"805ec0010203".parse::<MacAddr>().unwrap().is_group());
    }
}
