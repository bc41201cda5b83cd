//! The dialects: `daemon/dialects/*.toml`, embedded, overlaid from a folder on the box. Pure.

use crate::catalogue::SourceFile;

/// Why a dialect's file cannot be used.
pub type DialectFault = crate::catalogue::Fault;

/// Every dialect we know.
#[derive(Debug, Clone)]
pub struct Dialects(Vec<Dialect>);

/// One PBX's codes. A pattern holds `{n}` (extension), `{s}` (park slot; `{s:02}` two digits, `{s+70}` a sum),
/// `{u}` (extension of a personal park's owner) and `{p}` (the site's `pbx.park_prefix`).
#[derive(Debug, Clone)]
pub struct Dialect {
    /// Lower-case id, the value of `pbx.kind`.
    pub id: String,
    /// For people.
    pub name: String,
    /// Who has an account of their own.
    pub accounts: AccountsPer,
    /// How a generated SIP username is made.
    pub username: Username,
    /// What a presence key subscribes to.
    pub presence_watch: String,
    /// What a presence key dials when idle.
    pub presence_dial: String,
    /// Picks up a ringing extension; `None` where the PBX has no such code.
    pub pickup: Option<String>,
    /// What a park key subscribes to; `None` where slots have no lamp.
    pub park_watch: Option<String>,
    /// What a park key dials when idle; `None` where the PBX cannot park in a slot.
    pub park_dial: Option<String>,
    /// What a park key transfers a call to; `None` = the same as `park_dial`.
    pub park_transfer: Option<String>,
    /// First and last park slot; `None` takes any digits as typed.
    pub slots: Option<(u32, u32)>,
    /// What a personal park key subscribes to; `None` where the PBX has no personal park.
    pub personal_watch: Option<String>,
    /// What a personal park key dials or transfers to.
    pub personal_dial: Option<String>,
    /// Dials the own mailbox.
    pub voicemail: Option<String>,
    /// Codes that an extension must not collide with: exact numbers, or a prefix followed by `…`.
    pub reserved: Vec<String>,
}

/// Who has an account (a SIP username and password) of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountsPer {
    /// Each phone of a user registers by itself.
    Device,
    /// All phones of a user share the extension's account.
    Extension,
}

/// How a generated SIP username is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Username {
    /// The extension itself, where the PBX knows no other.
    Extension,
    /// `[a-z][a-z0-9]{7,30}`, at random.
    Random,
}

impl Dialects {
    /// The dialects as shipped with the box's own files laid over them; faults of the overlay beside them.
    pub fn load(overlay: &[SourceFile]) -> Result<(Self, Vec<DialectFault>), DialectFault> {
        todo!("{overlay:?}")
    }

    /// The dialect with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Dialect> {
        self.0.iter().find(|dialect| dialect.id == id)
    }

    /// All of them, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Dialect> {
        self.0.iter()
    }
}

impl Dialect {
    /// The park slot a person means: a number within [`slots`](Dialect::slots), or the number that the PBX dials for
    /// one (`701` is slot 1 where slot 1 dials 701). `Err` is a sentence for the person.
    pub fn slot(&self, typed: &str, park_prefix: &str) -> Result<String, String> {
        todo!("{typed}{park_prefix}")
    }

    /// Whether an extension collides with a code or park slot of the PBX; the collision as words.
    #[must_use]
    pub fn collision(&self, extension: &str, park_prefix: &str) -> Option<String> {
        todo!("{extension}{park_prefix}")
    }
}
