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
/// The largest file that is read, with this many columns.
const MANY_ROWS: u32 = 100_000;
const MANY_COLUMNS: usize = 20;

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
    large_files(folder.path());
}

/// The largest files: time and peak memory of the program, from its own account of it.
fn large_files(folder: &Path) {
    println!("\n{MANY_ROWS} rows of {MANY_COLUMNS} columns, checked (`linekey import --dry-run`)\n");
    println!("| file | size | time | peak memory |\n|---|---|---|---|");
    for file in [large_csv(folder), large_xlsx(folder)] {
        let (time, peak) = peak(&folder.join("large"), &file);
        let size = fs::metadata(&file).unwrap().len() / 1_000_000;
        let kind = file.extension().unwrap().display().to_string().to_uppercase();
        println!("| {kind} | {size} MB | {:.2} s | {} MB |", time.as_secs_f64(), peak / 1000);
    }
}

/// Time, and the most memory in kB that was resident. Looked at all along, as it is gone with the program.
fn peak(data: &Path, file: &Path) -> (Duration, u64) {
    let arguments = ["import", file.to_str().unwrap(), "--dry-run", "--format", "json"];
    let begun = Instant::now();
    let mut child = linekey(data, &arguments).stdout(Stdio::null()).spawn().unwrap();
    let mut most = 0;
    let status = loop {
        most = most.max(kilobytes(child.id(), "VmHWM:").unwrap_or(0));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    assert!(status.success(), "{}", file.display());
    (begun.elapsed(), most)
}

/// A line of the process's status, while it is there.
fn kilobytes(process: u32, name: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().trim_end_matches(" kB").parse().ok()
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
    let resident = kilobytes(child.id(), "VmRSS:").unwrap();
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

const LARGE: [&str; MANY_COLUMNS] = [
    "First name",
    "Last name",
    "E-mail",
    "Ext",
    "Password",
    "MAC",
    "Vendor",
    "Model",
    "Department",
    "Location",
    "user_notes",
    "phone_number",
    "device_name",
    "notification_email",
    "display_name",
    "seat_type",
    "Cost centre",
    "Floor",
    "Badge",
    "Start",
];

fn large_row(n: u32) -> [String; MANY_COLUMNS] {
    [
        format!("First{n}"),
        format!("Last{n}"),
        format!("user{n}@example.com"),
        (100_000 + n).to_string(),
        String::new(),
        format!("{:012x}", 0x805e_c000_0000_u64 + u64::from(n)),
        "Yealink".to_owned(),
        "T46U".to_owned(),
        "Sales and service".to_owned(),
        "Head office, third floor".to_owned(),
        format!("moved desk in week {}", n % 52),
        format!("+4420794{n:06}"),
        format!("Desk {n}"),
        format!("user{n}@mail.example.com"),
        format!("First{n} L."),
        "basic".to_owned(),
        format!("CC-{:05}", n % 400),
        (n % 9).to_string(),
        format!("B{n:07}"),
        "2026-01-05".to_owned(),
    ]
}

fn large_csv(folder: &Path) -> PathBuf {
    let path = folder.join("large.csv");
    let mut file = csv::Writer::from_path(&path).unwrap();
    file.write_record(LARGE).unwrap();
    for n in 0..MANY_ROWS {
        file.write_record(large_row(n)).unwrap();
    }
    file.flush().unwrap();
    path
}

/// As Excel writes it: texts shared, extensions as numbers.
fn large_xlsx(folder: &Path) -> PathBuf {
    let path = folder.join("large.xlsx");
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_row(0, 0, LARGE).unwrap();
    for n in 0..MANY_ROWS {
        sheet.write_row(n + 1, 0, large_row(n)).unwrap();
        sheet.write(n + 1, 3, 100_000 + n).unwrap();
    }
    workbook.save(&path).unwrap();
    path
}
