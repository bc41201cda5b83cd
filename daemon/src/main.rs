//! The command `linekey`.

use std::process::ExitCode;

fn main() -> ExitCode {
    linekey::cli::run()
}
