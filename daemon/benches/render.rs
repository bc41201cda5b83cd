//! Where the time of one rendered file goes: `cargo bench --bench render -- DATA_DIR MAC`. Prints a table.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a bench may fail loudly")]

use std::{
    path::Path,
    time::{Duration, Instant},
};

use linekey::{directory::MacAddr, office::Office, store::Store};

const TIMES: u32 = 2_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    // `cargo test --benches` runs this too, without a data folder.
    let [dir, mac] = arguments.as_slice() else { return };
    let mac: MacAddr = mac.parse().expect("a MAC address");
    let mut store = Store::open(Path::new(dir)).unwrap();
    let office = Office::open(Path::new(dir)).unwrap();
    println!("| step | each |\n|---|---|");
    row("read the phone", || drop(store.phone(mac).unwrap()));
    row("read the site", || drop(store.site().unwrap()));
    row("all of it, rendering included", || drop(office.render(&mut store, mac, None).unwrap()));
}

fn row(what: &str, mut work: impl FnMut()) {
    work();
    let begun = Instant::now();
    for _ in 0..TIMES {
        work();
    }
    let each: Duration = begun.elapsed() / TIMES;
    println!("| {what} | {:.1} µs |", each.as_secs_f64() * 1e6);
}
