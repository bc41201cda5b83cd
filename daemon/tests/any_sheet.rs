//! What the fuzzer does (`make fuzz`), over its corpus and some thousands of files made from it, without a fuzzer.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a test may fail loudly")]

#[path = "../fuzz/any_sheet.rs"]
mod any_sheet;

use std::{fs, path::Path};

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

/// Files made from each one of the corpus.
const MUTATIONS: usize = 250;

fn corpus() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/sheet");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

/// Flips, cuts, repeats or splices.
fn mutated(file: &[u8], other: &[u8], random: &mut StdRng) -> Vec<u8> {
    let mut bytes = file.to_vec();
    for _ in 0..random.random_range(1..=8) {
        let place = random.random_range(0..=bytes.len());
        let length = random.random_range(0..=(bytes.len() - place).min(64));
        match random.random_range(0..6) {
            0 if place < bytes.len() => bytes[place] ^= 1 << random.random_range(0..8),
            1 if place < bytes.len() => {
                bytes[place] = [0, 1, 0x7f, 0x80, 0xff, b'<'][random.random_range(0..6)];
            }
            2 => bytes.truncate(place),
            3 => drop(bytes.drain(place..place + length)),
            4 => {
                let piece = bytes[place..place + length].to_vec();
                bytes.splice(place..place, piece);
            }
            _ => {
                let from = random.random_range(0..=other.len());
                let until = (from + 64).min(other.len());
                bytes.splice(place..place + length, other[from..until].iter().copied());
            }
        }
    }
    bytes
}

#[test]
fn any_file_is_read_or_refused() {
    let corpus = corpus();
    assert!(corpus.len() >= 8, "the corpus is there");
    for file in &corpus {
        any_sheet::read(file);
    }
    let mut random = StdRng::seed_from_u64(4);
    for (place, file) in corpus.iter().enumerate() {
        for _ in 0..MUTATIONS {
            let other = &corpus[random.random_range(0..corpus.len())];
            let bytes = mutated(file, other, &mut random);
            let result = std::panic::catch_unwind(|| any_sheet::read(&bytes));
            assert!(result.is_ok(), "file {place} of the corpus became {}", bytes.escape_ascii());
        }
    }
}
