//! Reading `dialects/*.toml`: the shipped ones, embedded in the program, and those of the box laid over them.

use std::collections::BTreeMap;

use rust_embed::RustEmbed;
use serde::Deserialize;

use super::{AccountsPer, Dialect, Dialects, Pattern, Username};
use crate::catalogue::{Fault, SourceFile};

/// Why a dialect's file cannot be used.
pub type DialectFault = Fault;

#[derive(RustEmbed)]
#[folder = "dialects/"]
struct Shipped;

/// One file, as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    #[serde(default)]
    accounts: AccountsPer,
    #[serde(default)]
    username: Username,
    presence_watch: Pattern,
    presence_dial: Pattern,
    pickup: Option<Pattern>,
    park_watch: Option<Pattern>,
    park_dial: Option<Pattern>,
    park_transfer: Option<Pattern>,
    #[serde(default)]
    park_watch_dials: bool,
    slots: Option<Slots>,
    personal_watch: Option<Pattern>,
    personal_dial: Option<Pattern>,
    voicemail: Option<String>,
    #[serde(default)]
    reserved: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Slots {
    min: u32,
    max: u32,
}

impl Dialects {
    /// The dialects as shipped with the box's own files laid over them; faults of the overlay beside them.
    pub fn load(overlay: &[SourceFile]) -> Result<(Self, Vec<DialectFault>), DialectFault> {
        let mut dialects = BTreeMap::new();
        for file in shipped_files() {
            let dialect = read(&file)?;
            dialects.insert(dialect.id.clone(), dialect);
        }
        let mut faults = Vec::new();
        for file in overlay.iter().filter(|file| is_dialect(&file.path)) {
            match read(file) {
                Ok(dialect) => {
                    dialects.insert(dialect.id.clone(), dialect);
                }
                Err(fault) => faults.push(fault),
            }
        }
        Ok((Self(dialects.into_values().collect()), faults))
    }
}

fn shipped_files() -> Vec<SourceFile> {
    let file = |path: &str| {
        let data = Shipped::get(path)?.data;
        Some(SourceFile { path: path.to_owned(), text: String::from_utf8_lossy(&data).into_owned() })
    };
    Shipped::iter().filter(|path| is_dialect(path)).filter_map(|path| file(&path)).collect()
}

/// Other files (a README, an editor's backup) are nobody's business.
fn is_dialect(path: &str) -> bool {
    path.strip_suffix(".toml").is_some()
}

/// The dialect in a file. Its id is the file's name: `freepbx.toml` is `freepbx`.
fn read(file: &SourceFile) -> Result<Dialect, Fault> {
    let fault = |line, message| Fault { file: file.path.clone(), line, message };
    let id = id(&file.path).ok_or_else(|| {
        fault(1, "the file's name is the dialect's id: only a-z, 0-9, - and _ may stand in it".to_owned())
    })?;
    let parsed: File = toml::from_str(&file.text)
        .map_err(|error| fault(line_at(&file.text, error.span()), error.message().trim().to_owned()))?;
    if let Some((key, message)) = contradiction(&parsed) {
        return Err(fault(line_of(&file.text, key), message));
    }
    Ok(parsed.into_dialect(id.to_owned()))
}

fn id(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next().unwrap_or(path).strip_suffix(".toml")?;
    let fits = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || matches!(sign, '-' | '_');
    (!name.is_empty() && name.chars().all(fits)).then_some(name)
}

/// The line, from 1, that a byte position is in.
fn line_at(text: &str, span: Option<std::ops::Range<usize>>) -> usize {
    let before = span.and_then(|span| text.get(..span.start)).unwrap_or_default();
    1 + before.matches('\n').count()
}

/// The line, from 1, that gives this key its value; the first where none does.
fn line_of(text: &str, key: &str) -> usize {
    let gives = |line: &str| {
        line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    1 + text.lines().position(gives).unwrap_or(0)
}

/// The first key that does not go with the others, and why.
fn contradiction(file: &File) -> Option<(&'static str, String)> {
    let stranger = file.patterns().into_iter().find_map(|(key, pattern, letters)| {
        let name = pattern?.stranger(letters)?;
        Some((key, format!("{{{name}}} means nothing in {key}")))
    });
    stranger.or_else(|| slot_contradiction(file)).or_else(|| {
        (file.personal_watch.is_some() && file.personal_dial.is_none())
            .then(|| ("personal_watch", "personal_watch needs personal_dial too".to_owned()))
    })
}

fn slot_contradiction(file: &File) -> Option<(&'static str, String)> {
    let counts = |(key, pattern, _): (&'static str, Option<&Pattern>, &str)| {
        pattern.filter(|pattern| pattern.counts()).map(|_| key)
    };
    if let Some(Slots { min, max }) = file.slots {
        // A thousand slots are more than any PBX has; every slot is tried when a number is looked up.
        let fits = min <= max && max - min < 1000;
        return (!fits).then(|| ("slots", "slots must be min to max, at most a thousand".to_owned()));
    }
    if let Some(key) = file.patterns().into_iter().find_map(counts) {
        return Some((key, format!("{key} counts with the slot, so slots must say from where to where")));
    }
    let needs_dial = file.park_dial.is_none() && (file.park_watch.is_some() || file.park_transfer.is_some());
    needs_dial.then(|| ("park_watch", "a park key needs park_dial".to_owned()))
}

impl File {
    /// Every pattern with its key and the placeholders that mean something there.
    fn patterns(&self) -> [(&'static str, Option<&Pattern>, &'static str); 8] {
        [
            ("presence_watch", Some(&self.presence_watch), "n"),
            ("presence_dial", Some(&self.presence_dial), "n"),
            ("pickup", self.pickup.as_ref(), "n"),
            ("park_watch", self.park_watch.as_ref(), "sp"),
            ("park_dial", self.park_dial.as_ref(), "sp"),
            ("park_transfer", self.park_transfer.as_ref(), "sp"),
            ("personal_watch", self.personal_watch.as_ref(), "up"),
            ("personal_dial", self.personal_dial.as_ref(), "up"),
        ]
    }

    fn into_dialect(self, id: String) -> Dialect {
        Dialect {
            id,
            name: self.name,
            accounts: self.accounts,
            username: self.username,
            presence_watch: self.presence_watch,
            presence_dial: self.presence_dial,
            pickup: self.pickup,
            park_watch: self.park_watch,
            park_dial: self.park_dial,
            park_transfer: self.park_transfer,
            park_watch_dials: self.park_watch_dials,
            slots: self.slots.map(|slots| (slots.min, slots.max)),
            personal_watch: self.personal_watch,
            personal_dial: self.personal_dial,
            voicemail: self.voicemail,
            reserved: self.reserved,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str = "name = \"Mine\"\npresence_watch = \"{n}\"\npresence_dial = \"{n}\"\n";

    fn overlay(path: &str, text: &str) -> Vec<SourceFile> {
        vec![SourceFile { path: path.to_owned(), text: text.to_owned() }]
    }

    fn fault(text: &str) -> String {
        let (dialects, faults) = Dialects::load(&overlay("kazoo.toml", text)).unwrap();
        assert_eq!(dialects.get("kazoo").unwrap().name, "Kazoo 4 and 5", "the shipped one serves on");
        faults[0].to_string()
    }

    #[test]
    fn the_shipped_dialects_are_all_there() {
        let (dialects, faults) = Dialects::load(&[]).unwrap();
        let ids: Vec<&str> = dialects.iter().map(|dialect| dialect.id.as_str()).collect();
        assert_eq!(ids, ["asterisk", "freepbx", "freeswitch", "fusionpbx", "generic", "kazoo"]);
        assert!(faults.is_empty());
    }

    #[test]
    fn the_box_can_replace_a_dialect_and_add_one() {
        for path in ["freepbx.toml", "mypbx.toml"] {
            let (dialects, faults) = Dialects::load(&overlay(path, LEAST)).unwrap();
            assert_eq!(faults, []);
            assert_eq!(dialects.get(path.strip_suffix(".toml").unwrap()).unwrap().name, "Mine");
        }
    }

    #[test]
    fn a_faulty_file_is_named_with_its_line() {
        for (more, expected) in [
            ("park_dial = \"{x}\"", "kazoo.toml, line 4: {x} is not a placeholder"),
            ("\ncolour = 1", "kazoo.toml, line 5: unknown field `colour`"),
            ("pickup = \"**{u}\"", "kazoo.toml, line 4: {u} means nothing in pickup"),
            ("park_dial = \"{s+70}\"", "kazoo.toml, line 4: park_dial counts with the slot"),
            ("slots = { min = 9, max = 1 }", "kazoo.toml, line 4: slots must be min to max"),
            ("park_watch = \"{s}\"", "kazoo.toml, line 4: a park key needs park_dial"),
            ("personal_watch = \"*3{u}\"", "kazoo.toml, line 4: personal_watch needs personal_dial"),
            ("accounts = \"nobody\"", "kazoo.toml, line 4: unknown variant `nobody`"),
        ] {
            let fault = fault(&format!("{LEAST}{more}\n"));
            assert!(fault.starts_with(expected), "{fault}");
        }
        assert!(fault("name = ").starts_with("kazoo.toml, line 1: "), "{}", fault("name = "));
    }

    #[test]
    fn a_file_whose_name_is_no_id_is_refused() {
        let (_, faults) = Dialects::load(&overlay("My PBX.toml", LEAST)).unwrap();
        assert!(faults[0].to_string().contains("the file's name is the dialect's id"), "{}", faults[0]);
    }
}
