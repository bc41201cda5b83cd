//! What the whole file gives up, found before its rows are judged one by one: whoever takes something over may stand
//! above the one who gives it up.

use std::collections::{HashMap, HashSet};

use super::{
    Checker, Existing, Log,
    cells::Cells,
    delete::Goal,
    intent::Intent,
    key::{Who, extension_of},
    mac::read_mac,
};
use crate::{
    directory::MacAddr,
    import::{Field, Repairs, sheet::Sheet},
};

/// What goes, each with the row that says so.
#[derive(Default)]
pub(super) struct Foresight {
    /// Users, by key.
    pub(super) users: HashMap<String, u32>,
    /// Extensions that their users give up: main ones for another, further ones for nothing.
    pub(super) extensions: HashMap<String, u32>,
    /// Users whose main extension changes: key → row and new number.
    renumbered: HashMap<String, (u32, String)>,
    /// Phone numbers, without `+`.
    pub(super) phone_numbers: HashMap<String, u32>,
    pub(super) devices: HashMap<MacAddr, u32>,
    /// Phones that rows name by their address, as far as they may change.
    pub(super) named: HashSet<MacAddr>,
}

/// Who may be renumbered.
#[derive(Default)]
struct Renumbering {
    /// The first row of each user with an extension that they do not have.
    first: HashMap<String, (u32, String)>,
    /// Whose present main extension stands in a row.
    keeps_main: HashSet<String>,
    /// Extensions that rows which only add bring to users: a further row with one of these changes nothing.
    added: HashSet<(String, String)>,
}

impl Foresight {
    /// Whether the extension is one that its user gives up for another, not for nothing.
    pub(super) fn renumbers_from(&self, existing: &Existing, number: &str) -> bool {
        let holder = existing.extensions.get(number).map(|held| &held.email);
        let main = holder.and_then(|holder| existing.users.get(holder)?.extensions.first());
        main.is_some_and(|main| main.number == number)
            && holder.is_some_and(|holder| {
                self.renumbered.contains_key(holder) && !self.users.contains_key(holder)
            })
    }

    /// Whether this is the row that gives the user another main extension.
    pub(super) fn renumbers(&self, key: &str, row: u32, number: &str) -> bool {
        self.renumbered.get(key).is_some_and(|(first, new)| *first == row && new == number)
    }
}

impl Checker<'_> {
    /// Looks through the rows that are not left out. An import that only adds gives up nothing.
    pub(super) fn foresee(&mut self, sheet: &Sheet, repairs: &Repairs) {
        let width = sheet.header.len();
        let action = self.mapping.place(Field::Action);
        let mut foresight = Foresight::default();
        let mut renumbering = Renumbering::default();
        for row in &sheet.rows {
            let row = &*repairs.row(row);
            if repairs.leaves_out(row.number) || self.mapping.skipped(row).is_some() {
                continue;
            }
            let says = action.and_then(|place| row.cells.get(place)).is_some_and(|text| !text.is_empty());
            if Intent::of(self.mode) == Intent::Add && !says {
                continue;
            }
            let mut unheard = Log::new(self.mapping, Vec::new());
            let cells = Cells::read(row, width, self.mapping, &mut unheard);
            let named = cells.text(Field::Action).and_then(Intent::named);
            match named.unwrap_or(Intent::of(self.mode)) {
                Intent::Delete => self.foresee_removal(&cells, &mut foresight),
                intent => {
                    let mac = cells.text(Field::MacAddress).and_then(|text| read_mac(text).ok());
                    foresight.named.extend(mac.map(|(mac, _)| mac));
                    self.foresee_renumbering(&cells, intent, &mut renumbering);
                }
            }
        }
        for (key, (row, number)) in renumbering.first {
            let main = self.existing.users.get(&key).and_then(|user| user.extensions.first());
            if let Some(main) = main.filter(|_| !renumbering.keeps_main.contains(&key)) {
                foresight.extensions.insert(main.number.clone(), row);
                foresight.renumbered.insert(key, (row, number));
            }
        }
        self.foresight = foresight;
    }

    fn foresee_removal(&self, cells: &Cells<'_>, foresight: &mut Foresight) {
        let Goal { user, is_whole, mac, extension, phone_number, .. } = self.goal(cells);
        let row = cells.row;
        if let Some(mac) = mac {
            foresight.devices.entry(mac).or_insert(row);
        }
        let Some(user) = user else { return };
        if is_whole {
            foresight.users.entry(user).or_insert(row);
            return;
        }
        let existing = &self.existing.extensions;
        let is_own = |number: &String| existing.get(number).is_some_and(|held| held.email == user);
        if let Some(number) = extension.filter(is_own) {
            foresight.extensions.entry(number).or_insert(row);
        }
        if let Some(number) = phone_number {
            let digits = number.trim_start_matches('+').to_owned();
            foresight.phone_numbers.entry(digits).or_insert(row);
        }
    }

    fn foresee_renumbering(&self, cells: &Cells<'_>, intent: Intent, renumbering: &mut Renumbering) {
        let (Who::User(key), Some(number)) = (self.who(cells), extension_of(cells)) else { return };
        let Some(user) = self.existing.users.get(&key) else { return };
        match user.extensions.iter().position(|line| line.number == number) {
            Some(0) => {
                renumbering.keeps_main.insert(key);
            }
            None if intent == Intent::Add => {
                renumbering.added.insert((key, number));
            }
            None if intent == Intent::Update
                && !renumbering.added.contains(&(key.clone(), number.clone())) =>
            {
                renumbering.first.entry(key).or_insert((cells.row, number));
            }
            _ => {}
        }
    }

    /// Whether whoever has the extension on the box gives it up in this file.
    pub(super) fn gives_up_extension(&self, number: &str) -> bool {
        let holder = self.existing.extensions.get(number).map(|held| &held.email);
        self.foresight.extensions.contains_key(number)
            || holder.is_some_and(|holder| self.foresight.users.contains_key(holder))
    }
}
