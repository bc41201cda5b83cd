//! Microsoft's compound file: a file system in a file, of which two streams at most are wanted.

use crate::import::sheet::SheetError;

const HEADER: usize = 512;
/// Numbers of sectors from here on mean something else.
const LAST_SECTOR: u32 = 0xffff_fffa;
const MINI_SECTOR: usize = 64;
const ENTRY: usize = 128;
/// More files than this are in no workbook.
const MAX_ENTRIES: usize = 10_000;

/// A compound file.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    /// The next sector of each.
    table: Vec<u32>,
    mini_table: Vec<u32>,
    /// Where the small streams are.
    mini: Vec<u8>,
    smallest: usize,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    is_stream: bool,
    start: u32,
    length: usize,
}

impl<'a> Compound<'a> {
    /// Reads the tables and the directory. Every chain ends, as it may hold no more sectors than the file has.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, SheetError> {
        let shift = u16_at(bytes, 30).filter(|shift| matches!(shift, 9 | 12)).ok_or(SheetError::Damaged)?;
        let mut file = Self {
            bytes,
            sector: 1 << shift,
            table: Vec::new(),
            mini_table: Vec::new(),
            mini: Vec::new(),
            smallest: u32_at(bytes, 56).map_or(0, |size| usize::try_from(size).unwrap_or(usize::MAX)),
            entries: Vec::new(),
        };
        file.table = file.read_table()?;
        let directory = file.chain(u32_at(bytes, 48).ok_or(SheetError::Damaged)?, usize::MAX)?;
        file.entries = directory.chunks_exact(ENTRY).take(MAX_ENTRIES).filter_map(Entry::of).collect();
        let root = file.entries.iter().find(|entry| !entry.is_stream);
        if let Some((start, length)) = root.map(|root| (root.start, root.length)) {
            file.mini = file.chain(start, length)?;
        }
        let mini_table = file.chain(u32_at(bytes, 60).ok_or(SheetError::Damaged)?, usize::MAX)?;
        file.mini_table = numbers(&mini_table).collect();
        Ok(file)
    }

    /// Whether there is a stream of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    /// A stream's bytes, if it is there.
    pub(super) fn stream(&self, name: &str) -> Result<Option<Vec<u8>>, SheetError> {
        let Some(entry) = self.entry(name) else { return Ok(None) };
        if entry.length < self.smallest {
            return self.mini_chain(entry.start, entry.length).map(Some);
        }
        self.chain(entry.start, entry.length).map(Some)
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.is_stream && entry.name.eq_ignore_ascii_case(name))
    }

    /// The table of sectors, whose own sectors are listed in the header and then in a chain.
    fn read_table(&self) -> Result<Vec<u32>, SheetError> {
        let header = self.bytes.get(76..HEADER).ok_or(SheetError::Damaged)?;
        let mut places: Vec<u32> = numbers(header).collect();
        let mut next = u32_at(self.bytes, 68).ok_or(SheetError::Damaged)?;
        for _ in 0..self.bytes.len() / self.sector {
            if next >= LAST_SECTOR {
                break;
            }
            places.extend(numbers(self.sector_at(next)?));
            next = places.pop().ok_or(SheetError::Damaged)?;
        }
        let mut table = Vec::new();
        for place in places.into_iter().filter(|place| *place < LAST_SECTOR) {
            table.extend(numbers(self.sector_at(place)?));
            // One number for each sector of the file.
            if table.len() > self.bytes.len() / self.sector + self.sector {
                break;
            }
        }
        Ok(table)
    }

    fn sector_at(&self, place: u32) -> Result<&'a [u8], SheetError> {
        let start =
            usize::try_from(place).ok().and_then(|place| place.checked_add(1)?.checked_mul(self.sector));
        let rest = start.and_then(|start| self.bytes.get(start..)).ok_or(SheetError::Damaged)?;
        // Some programs cut the last one short.
        Ok(&rest[..rest.len().min(self.sector)])
    }

    fn chain(&self, start: u32, length: usize) -> Result<Vec<u8>, SheetError> {
        let mut all = Vec::new();
        let mut next = start;
        while next < LAST_SECTOR && all.len() < length {
            all.extend_from_slice(self.sector_at(next)?);
            next = following(&self.table, next)?;
            // More than the file has: the chain bites its own tail.
            if all.len() > self.bytes.len() {
                return Err(SheetError::Damaged);
            }
        }
        all.truncate(length);
        Ok(all)
    }

    fn mini_chain(&self, start: u32, length: usize) -> Result<Vec<u8>, SheetError> {
        let mut all = Vec::new();
        let mut next = start;
        while next < LAST_SECTOR && all.len() < length {
            let from = usize::try_from(next).map_or(usize::MAX, |place| place.saturating_mul(MINI_SECTOR));
            let rest = self.mini.get(from..).ok_or(SheetError::Damaged)?;
            if rest.is_empty() || all.len() > self.mini.len() {
                return Err(SheetError::Damaged);
            }
            all.extend_from_slice(&rest[..rest.len().min(MINI_SECTOR)]);
            next = following(&self.mini_table, next)?;
        }
        all.truncate(length);
        Ok(all)
    }
}

fn following(table: &[u32], place: u32) -> Result<u32, SheetError> {
    let next = usize::try_from(place).ok().and_then(|place| table.get(place));
    next.copied().ok_or(SheetError::Damaged)
}

impl Entry {
    fn of(bytes: &[u8]) -> Option<Self> {
        let kind = *bytes.get(66)?;
        let units: Vec<u16> =
            bytes[..64].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        let name = units.split(|unit| *unit == 0).next()?;
        // 2 is a stream, 5 the root; folders are of no use here.
        matches!(kind, 2 | 5).then(|| Self {
            name: String::from_utf16_lossy(name),
            is_stream: kind == 2,
            start: u32_at(bytes, 116).unwrap_or(u32::MAX),
            length: u32_at(bytes, 120).map_or(0, |length| usize::try_from(length).unwrap_or(usize::MAX)),
        })
    }
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

/// A little-endian number.
pub(super) fn u16_at(bytes: &[u8], place: usize) -> Option<u16> {
    bytes.get(place..place.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

/// A little-endian number.
pub(super) fn u32_at(bytes: &[u8], place: usize) -> Option<u32> {
    bytes.get(place..place.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}
