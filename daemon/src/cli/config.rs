//! The program's own settings file, `--config FILE`.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Failure;

/// Names and meanings are those of the options of `linekey serve`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub data_dir: Option<PathBuf>,
    pub http: Option<String>,
    pub https: Option<String>,
    pub tftp: Option<String>,
    pub admin: Option<String>,
    pub pnp: Option<String>,
    pub dhcp: Option<String>,
    pub mdns: Option<super::serve::Switch>,
    #[serde(default)]
    pub dev: bool,
}

/// Reads the file. An unknown name is a mistake that is told, with its line.
pub fn read(path: &Path) -> Result<Config, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::Usage(format!("cannot read {}: {error}", path.display())))?;
    toml::from_str(&text)
        .map_err(|error| Failure::Usage(format!("{}: {}", path.display(), error.to_string().trim_end())))
}
