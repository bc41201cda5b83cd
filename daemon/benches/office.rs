//! The budgets of `docs/performance.md` on this machine: `make bench`. Prints a table; asserts nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a bench may fail loudly")]

use std::{
    fmt::Write as _,
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

const ROWS: u32 = 10_000;
const ROUNDS: usize = 5;

fn main() {
    // `cargo test --benches` runs this too; it measures only when asked to.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let sheet = sheet(folder.path());
    println!("{ROWS} rows with blank passwords, one phone each; median of {ROUNDS} (least to most)\n");
    println!("| what | time |\n|---|---|");
    row("checked (`linekey import --dry-run`)", |round| {
        let data = folder.path().join(format!("check-{round}"));
        timed(|| run(&data, &["import", sheet.to_str().unwrap(), "--dry-run", "--format", "json"]))
    });
    row("checked and imported (`linekey import`)", |round| {
        let data = folder.path().join(format!("import-{round}"));
        timed(|| run(&data, &["import", sheet.to_str().unwrap(), "--format", "json"]))
    });
    let data = folder.path().join("import-0");
    // The first start makes the box's certificates; every later one is what counts.
    start(&data);
    let mut resident = Vec::new();
    row("start to `linekey ready` with them", |_| {
        let (time, memory) = start(&data);
        resident.push(memory);
        time
    });
    resident.sort_unstable();
    println!("\nresident a second after `linekey ready`: {} kB", resident[resident.len() / 2]);
}

fn row(what: &str, mut measure: impl FnMut(usize) -> Duration) {
    let mut times: Vec<Duration> = (0..ROUNDS).map(&mut measure).collect();
    times.sort_unstable();
    let [least, median, most] = [0, ROUNDS / 2, ROUNDS - 1].map(|at| times[at].as_secs_f64() * 1000.0);
    println!("| {what} | {median:.0} ms ({least:.0} to {most:.0}) |");
}

fn timed(work: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    work();
    begun.elapsed()
}

fn linekey(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linekey"));
    command.arg("--data-dir").arg(data).args(arguments).env("LINEKEY_LOG", "warn");
    command
}

fn run(data: &Path, arguments: &[&str]) {
    let status = linekey(data, arguments).stdout(Stdio::null()).status().unwrap();
    assert!(status.success(), "{arguments:?}");
}

/// Starts the box; the time to its ready line, and its resident memory in kB a second later.
fn start(data: &Path) -> (Duration, u64) {
    let mut command = linekey(data, &["serve", "--dev", "--http", "127.0.0.1:0", "--https", "127.0.0.1:0"]);
    command.args(["--tftp", "127.0.0.1:0", "--admin", "127.0.0.1:0"]).stdout(Stdio::piped());
    let begun = Instant::now();
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let time = begun.elapsed();
    assert!(line.starts_with("linekey ready"), "{line}");
    std::thread::sleep(Duration::from_secs(1));
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    let resident = resident.trim().trim_end_matches(" kB").parse().unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    (time, resident)
}

fn sheet(folder: &Path) -> PathBuf {
    let mut text = String::from("First name,Last name,E-mail,Ext,Password,MAC,Vendor,Model,Department\n");
    for n in 0..ROWS {
        let mac = 0x805e_c000_0000_u64 + u64::from(n);
        writeln!(text, "First{n},Last{n},user{n}@example.com,{},,{mac:012x},Yealink,T46U,Sales", 10_000 + n)
            .unwrap();
    }
    let path = folder.join("people.csv");
    fs::write(&path, text).unwrap();
    path
}
