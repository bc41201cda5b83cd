//! Reading `dialects/*.toml`: the shipped ones, embedded in the program, and those of the box laid over them.

use rust_embed::RustEmbed;
use serde::Deserialize;

use super::{AccountsPer, Dialect, Dialects, Pattern, Username};
use crate::catalogue::{Contradiction, Datum, Fault, SourceFile, embedded, lay_over};

/// Why a dialect's file cannot be used.
pub type DialectFault = Fault;

/// How a softphone's account is called where the dialect does not say.
const SOFTPHONE: &str = "{n}-app";

#[derive(RustEmbed)]
#[folder = "dialects/"]
struct Shipped;

/// One file, as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    name: String,
    #[serde(default)]
    accounts: AccountsPer,
    #[serde(default)]
    username: Username,
    softphone_username: Option<Pattern>,
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
pub struct Slots {
    min: u32,
    max: u32,
}

impl Dialects {
    /// The dialects as shipped with the box's own files laid over them; faults of the overlay beside them.
    pub fn load(overlay: &[SourceFile]) -> Result<(Self, Vec<DialectFault>), DialectFault> {
        let (dialects, faults) = lay_over(&embedded::<Shipped>(), overlay)?;
        Ok((Self(dialects.into_values().collect()), faults))
    }
}

impl Datum for Dialect {
    const KIND: &'static str = "dialect";
    type File = File;

    fn from_file(id: &str, file: File) -> Result<Self, Contradiction> {
        match contradiction(&file) {
            Some(contradiction) => Err(contradiction),
            None => Ok(file.into_dialect(id.to_owned())),
        }
    }
}

/// The first key that does not go with the others, and why.
fn contradiction(file: &File) -> Option<Contradiction> {
    let stranger = file.patterns().into_iter().find_map(|(key, pattern, letters)| {
        let name = pattern?.stranger(letters)?;
        Some((key, format!("{{{name}}} means nothing in {key}")))
    });
    stranger.or_else(|| slot_contradiction(file)).or_else(|| softphone_contradiction(file)).or_else(|| {
        (file.personal_watch.is_some() && file.personal_dial.is_none())
            .then(|| ("personal_watch", "personal_watch needs personal_dial too".to_owned()))
    })
}

fn softphone_contradiction(file: &File) -> Option<Contradiction> {
    let pattern = file.softphone_username.as_ref()?;
    let key = "softphone_username";
    if pattern.as_str() == "{n}" {
        return Some((key, format!("{key} must differ from the extension, which the desk phone has")));
    }
    (!pattern.as_str().contains("{n}"))
        .then(|| (key, format!("{key} must hold {{n}}, so that no two are the same")))
}

fn slot_contradiction(file: &File) -> Option<Contradiction> {
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
    /// Where phones have accounts of their own, a softphone is one more of them.
    fn softphone_username(&self) -> Option<Pattern> {
        let usual = || Pattern::try_from(SOFTPHONE.to_owned()).ok();
        match self.accounts {
            AccountsPer::Device => self.softphone_username.clone(),
            AccountsPer::Extension => self.softphone_username.clone().or_else(usual),
        }
    }

    /// Every pattern with its key and the placeholders that mean something there.
    fn patterns(&self) -> [(&'static str, Option<&Pattern>, &'static str); 9] {
        [
            ("softphone_username", self.softphone_username.as_ref(), "n"),
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
        let softphone_username = self.softphone_username();
        Dialect {
            id,
            name: self.name,
            accounts: self.accounts,
            username: self.username,
            softphone_username,
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
            (
                "softphone_username = \"app\"",
                "kazoo.toml, line 4: softphone_username must hold {n}, so that no two are the same",
            ),
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
