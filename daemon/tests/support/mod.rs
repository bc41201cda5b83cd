//! The built program on a data folder of its own, and real clients to talk to it.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "each test file uses its part, and may fail loudly"
)]

pub mod browser;

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Output, Stdio},
};

use tempfile::TempDir;

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A file of the sample office.
pub fn example(name: &str) -> PathBuf {
    root().join("examples").join(name)
}

/// A data folder, and the command that works on it.
pub struct Place {
    pub dir: TempDir,
}

impl Place {
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    pub fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    /// A file beside the data.
    pub fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file beside the data.
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.file(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_linekey"));
        command.arg("--data-dir").arg(self.data()).args(arguments);
        command.env_remove("STATE_DIRECTORY").env_remove("CREDENTIALS_DIRECTORY").env("LINEKEY_LOG", "warn");
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        Ran(self.command(arguments).stdin(Stdio::null()).output().unwrap())
    }

    /// Runs a command that must work; its output.
    pub fn ok(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.status(), 0, "linekey {arguments:?}: {}", ran.errors());
        ran.output()
    }

    /// Runs a command that must work; its output as JSON.
    pub fn json(&self, arguments: &[&str]) -> serde_json::Value {
        serde_json::from_str(&self.ok(arguments)).unwrap()
    }

    /// Starts the box on free loopback ports. Its log, all of it, goes to the file `log`.
    pub fn serve(&self) -> Daemon {
        let mut command = self.serve_command();
        command.env("LINEKEY_LOG", "debug").stderr(std::fs::File::create(self.file("log")).unwrap());
        Daemon::start(command)
    }

    /// The link that a box without an owner printed at its start.
    pub fn claim_link(&self) -> String {
        let mut found = None;
        soon("the claim link", || {
            let log = std::fs::read_to_string(self.file("log")).unwrap();
            let line = log.lines().find(|line| line.contains("/claim#"));
            found = line.and_then(|line| line.split(' ').next_back().map(str::to_owned));
            found.is_some()
        });
        found.unwrap()
    }

    /// The token in that link.
    pub fn claim_token(&self) -> String {
        self.claim_link().split_once('#').unwrap().1.to_owned()
    }

    fn serve_command(&self) -> Command {
        self.command(&[
            "serve",
            "--dev",
            "--http",
            "127.0.0.1:0",
            "--https",
            "127.0.0.1:0",
            "--tftp",
            "127.0.0.1:0",
            "--admin",
            "127.0.0.1:0",
        ])
    }
}

/// A command that ended.
pub struct Ran(pub Output);

impl Ran {
    pub fn status(&self) -> i32 {
        self.0.status.code().unwrap_or(-1)
    }

    pub fn output(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).unwrap()
    }

    pub fn errors(&self) -> String {
        String::from_utf8(self.0.stderr.clone()).unwrap()
    }
}

/// A running box. Ends when it is dropped.
pub struct Daemon {
    pub child: Child,
    pub ready: serde_json::Value,
    _output: BufReader<ChildStdout>,
}

impl Daemon {
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let json = line.strip_prefix("linekey ready ").unwrap_or_else(|| panic!("not ready: {line:?}"));
        Self { ready: serde_json::from_str(json).unwrap(), child, _output: output }
    }

    /// `host:port` of a listener.
    pub fn at(&self, listener: &str) -> &str {
        self.ready[listener].as_str().unwrap_or_else(|| panic!("no {listener} in {}", self.ready))
    }

    /// Fetches a phone's file with curl; `None` where the answer is "no such file".
    pub fn curl(&self, scheme: &str, name: &str) -> Option<Vec<u8>> {
        let url = format!("{scheme}://{}/{name}", self.at(scheme));
        let ran = curl(&["--fail", &url]);
        ran.status.success().then_some(ran.stdout)
    }

    /// Asks it to stop, as systemd does, and waits until it has.
    pub fn stop(mut self) -> i32 {
        let id = nix::unistd::Pid::from_raw(self.child.id().try_into().unwrap());
        nix::sys::signal::kill(id, nix::sys::signal::Signal::SIGTERM).unwrap();
        self.child.wait().unwrap().code().unwrap_or(-1)
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // Ended already is as good.
        self.child.kill().unwrap_or_default();
        self.child.wait().map(|_| ()).unwrap_or_default();
    }
}

/// Runs curl, certificates unchecked, twenty seconds at most.
pub fn curl(arguments: &[&str]) -> Output {
    Command::new("curl")
        .args(["-sSk", "--max-time", "20"])
        .args(arguments)
        .output()
        .expect("curl is installed")
}

/// Whether a program is installed; says so where it is not.
pub fn has(program: &str) -> bool {
    let found =
        Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !found {
        println!("skipped: {program} is not installed");
    }
    found
}

/// Asks again until it is so, for the second that the box has to pick a change up. Generous, because the machine
/// may be busy.
pub fn soon(what: &str, mut is_so: impl FnMut() -> bool) {
    for _ in 0..400 {
        if is_so() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(25));
    }
    panic!("{what} did not happen");
}
