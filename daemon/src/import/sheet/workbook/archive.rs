//! A zip archive from a stranger: what its directory promises is checked first, and held to while it is unpacked.

use std::{
    collections::HashMap,
    io::{self, BufReader, Cursor, Read},
};

use zip::{ZipArchive, read::ZipFile, result::ZipError};

use super::xml::Xml;
use crate::import::sheet::{MAX_UNPACKED, SheetError};

/// More files than this are in no workbook; each costs memory before anything is read.
const MAX_PARTS: usize = 10_000;
/// Longest file that is read as plain text.
const MAX_PLAIN: u64 = 4096;

/// A workbook's archive.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Places of the parts by name, in lower case with `/`.
    names: HashMap<String, usize>,
    /// What may still be unpacked, however often a part is read.
    left: u64,
}

/// A part while it is unpacked.
pub(super) type Part<'p, 'a> = BufReader<Metered<'p, ZipFile<'p, Cursor<&'a [u8]>>>>;

impl<'a> Archive<'a> {
    /// Reads the directory.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, SheetError> {
        if entries(bytes) > MAX_PARTS {
            return Err(SheetError::TooManyParts);
        }
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| SheetError::Damaged)?;
        let (mut names, mut unpacked) = (HashMap::new(), 0_u64);
        for place in 0..zip.len() {
            let entry = zip.by_index_data(place).map_err(|_| SheetError::Damaged)?;
            unpacked = unpacked.saturating_add(entry.size());
            names.insert(plain(&String::from_utf8_lossy(entry.name_raw())), place);
        }
        if unpacked > MAX_UNPACKED {
            return Err(SheetError::TooLargeUnpacked);
        }
        Ok(Self { zip, names, left: MAX_UNPACKED })
    }

    /// Whether there is a part of this name (in lower case).
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    /// Whether a part's name ends like this (in lower case).
    pub(super) fn has_end(&self, end: &str) -> bool {
        self.names.keys().any(|name| name.ends_with(end))
    }

    /// A part as XML, if it is there.
    pub(super) fn xml(&mut self, name: &str) -> Result<Option<Xml<Part<'_, 'a>>>, SheetError> {
        Ok(self.part(name)?.map(Xml::new))
    }

    /// The beginning of a part as text, if it is there.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, SheetError> {
        let Some(part) = self.part(name)? else { return Ok(None) };
        let mut bytes = Vec::new();
        part.take(MAX_PLAIN).read_to_end(&mut bytes).map_err(|error| fault(&error))?;
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    }

    fn part(&mut self, name: &str) -> Result<Option<Part<'_, 'a>>, SheetError> {
        let Some(place) = self.names.get(&plain(name)) else { return Ok(None) };
        match self.zip.by_index(*place) {
            Ok(file) => {
                let declared = file.size();
                Ok(Some(BufReader::new(Metered { inner: file, declared, left: &mut self.left })))
            }
            Err(ZipError::UnsupportedArchive(_)) => Err(SheetError::Protected),
            Err(_) => Err(SheetError::Damaged),
        }
    }
}

/// The directory's entries, counted by their signature before anything is kept for each.
fn entries(bytes: &[u8]) -> usize {
    bytes.windows(4).filter(|window| *window == b"PK\x01\x02").count()
}

/// Some programs write `\` or other capitals.
fn plain(name: &str) -> String {
    name.trim_start_matches('/').replace('\\', "/").to_lowercase()
}

/// What went wrong while a part was unpacked.
pub(super) fn fault(error: &io::Error) -> SheetError {
    match error.kind() {
        io::ErrorKind::FileTooLarge => SheetError::TooLargeUnpacked,
        _ => SheetError::Damaged,
    }
}

/// Stops at the size that the directory told, and at what the whole archive may unpack to.
pub(super) struct Metered<'a, R> {
    inner: R,
    declared: u64,
    left: &'a mut u64,
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let length = u64::try_from(read).unwrap_or(u64::MAX);
        *self.left = self.left.checked_sub(length).ok_or(io::ErrorKind::FileTooLarge)?;
        self.declared = self.declared.checked_sub(length).ok_or(io::ErrorKind::InvalidData)?;
        Ok(read)
    }
}
