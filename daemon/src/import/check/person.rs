//! Who a row is about.

use super::{
    Checker, Finding,
    cells::Cells,
    draft::Draft,
    intent::Intent,
    value::{shown, yes_no},
    words::{subject, word},
};
use crate::import::{Field, Key};

/// An office has few; a file of nothing but different ones must not fill the memory.
const MAX_HOSTS: usize = 1000;

impl Checker<'_> {
    /// The user with this key, whom the row is about; `None` where another row removes them.
    pub(super) fn person(&mut self, cells: &Cells<'_>, key: String) -> Option<usize> {
        match self.email_of_row_fault(cells) {
            Some(finding) => {
                self.wrong_emails.push((cells.row, cells.written(Field::Email).to_owned(), finding));
            }
            None => self.remember_host(cells),
        }
        if self.report_used_user(cells, &key) {
            return None;
        }
        let user = match self.by_email.get(&key).copied() {
            Some(user) => {
                self.meet(cells.row, user);
                self.take_names(cells, user);
                user
            }
            None => self.new_person(cells, key),
        };
        self.take_email(cells, user);
        self.users[user].is_updated |= self.intent == Intent::Update;
        Some(user)
    }

    fn remember_host(&mut self, cells: &Cells<'_>) {
        if let Some((_, host)) = cells.text(Field::Email).and_then(|email| email.split_once('@'))
            && !self.hosts.contains(host)
            && self.hosts.len() < MAX_HOSTS
        {
            self.hosts.insert(host.to_owned());
        }
    }

    /// Somebody may be known before the first row about them because another takes something from them.
    fn meet(&mut self, row: u32, user: usize) {
        let draft = &mut self.users[user];
        if !draft.is_in_file {
            draft.is_in_file = true;
            draft.first_row = row;
        }
    }

    fn new_person(&mut self, cells: &Cells<'_>, key: String) -> usize {
        let is_known = self.existing.users.contains_key(&key);
        if !is_known {
            for (field, words) in [(Field::FirstName, "a first name"), (Field::LastName, "a last name")] {
                self.require(cells, field, words);
            }
        }
        let text = |field| cells.owned(field).unwrap_or_default();
        let names = (text(Field::FirstName), text(Field::LastName));
        let user = self.draft(cells.row, key, names);
        self.users[user].is_in_file = true;
        if is_known {
            self.take_names(cells, user);
        }
        user
    }

    /// The place of somebody on the box, who need not be in the file.
    pub(super) fn known_person(&mut self, row: u32, key: &str) -> usize {
        match self.by_email.get(key) {
            Some(user) => *user,
            None => self.draft(row, key.to_owned(), (String::new(), String::new())),
        }
    }

    fn draft(&mut self, row: u32, key: String, names: (String, String)) -> usize {
        let user = self.users.len();
        let existing = self.existing.users.get(&key);
        self.users.push(Draft::new(row, key.clone(), names, existing));
        self.by_email.insert(key, user);
        user
    }

    fn require(&mut self, cells: &Cells<'_>, field: Field, words: &str) {
        if cells.is_blank(field) && self.mapping.column(field).is_some() {
            let who = cells.who().or_else(|| cells.owned(Field::Extension)).unwrap_or_default();
            let code = if field == Field::FirstName { "first_name_missing" } else { "last_name_missing" };
            self.log.cell(cells, field, Finding::error(code, format!("Enter {words} for {who}")));
        }
    }

    /// In files that are keyed by extension the email is a field like others.
    fn take_email(&mut self, cells: &Cells<'_>, user: usize) {
        let Some(email) = Self::email_for(cells) else { return };
        if self.users[user].planned.email == email {
            // It stands first, so that another in a further row does not take its place.
            if self.mapping.key() == Key::Extension && self.intent == Intent::Update {
                self.users[user].said.text(cells.row, Field::Email, Some(email));
            }
            return;
        }
        if self.users[user].key == email || self.email_of_row_fault(cells).is_some() {
            return;
        }
        if !self.users[user].is_new() && self.intent == Intent::Add {
            let name = self.users[user].name();
            return self.report_unused(cells, &[Field::Email], &name);
        }
        if self.by_email.get(&email).is_some_and(|other| *other != user)
            || self.existing.users.contains_key(&email)
        {
            let message = format!("{} is the email of another user already. Give another one", shown(&email));
            self.log.cell(cells, Field::Email, Finding::error("email_taken", message));
            return;
        }
        let taken = email.clone();
        let differs = if self.users[user].is_new() {
            let planned = &mut self.users[user].planned;
            let is_first = !super::key::is_address(&planned.email);
            if is_first {
                planned.email = email;
            }
            !is_first
        } else {
            self.users[user].said.text(cells.row, Field::Email, Some(email))
        };
        if differs {
            self.report_differs(cells, Field::Email);
        } else {
            self.by_email.insert(taken, user);
        }
    }

    /// The names of a row about somebody who is known.
    fn take_names(&mut self, cells: &Cells<'_>, user: usize) {
        let may_change = self.intent == Intent::Update && !self.users[user].is_new();
        if may_change && self.is_their_whole_name(cells, user) {
            return;
        }
        for (place, field) in [Field::FirstName, Field::LastName].into_iter().enumerate() {
            let Some(text) = cells.text(field) else { continue };
            if may_change {
                self.change_name(cells, user, field, text);
            } else {
                self.compare_name(cells, user, (place, field), text);
            }
        }
    }

    /// A whole name may be split otherwise on the box.
    fn is_their_whole_name(&self, cells: &Cells<'_>, user: usize) -> bool {
        let planned = &self.users[user].planned;
        cells
            .text(Field::FullName)
            .is_some_and(|name| name == format!("{} {}", planned.first_name, planned.last_name))
    }

    /// The first row's name counts; another one on a further row is worth a look.
    fn change_name(&mut self, cells: &Cells<'_>, user: usize, field: Field, text: &str) {
        let draft = &mut self.users[user];
        let first = draft.said.said_text(field).map(|(row, name)| (row, name.to_owned()));
        match first {
            None => {
                draft.said.text(cells.row, field, Some(text.to_owned()));
            }
            Some((row, name)) if name.to_lowercase() != text.to_lowercase() => {
                let (email, kept, other) = (shown(&draft.key), shown(&name), shown(text));
                let message = format!("Row {row} calls {email} {kept}, this row {other}. {kept} is kept");
                self.log.cell(cells, field, Finding::warning("name_differs", message));
            }
            Some(_) => {}
        }
    }

    /// The first row's names stay; another name on a further row is worth a look.
    fn compare_name(&mut self, cells: &Cells<'_>, user: usize, (place, field): (usize, Field), text: &str) {
        let Draft { planned, name_rows, .. } = &mut self.users[user];
        let name = if place == 0 { &mut planned.first_name } else { &mut planned.last_name };
        if name.is_empty() {
            text.clone_into(name);
            name_rows[place] = Some(cells.row);
        } else if name.to_lowercase() != text.to_lowercase() {
            let (email, kept, other) = (shown(&planned.email), shown(name), shown(text));
            let message = match name_rows[place] {
                Some(row) => format!("Row {row} calls {email} {kept}, this row {other}. {kept} is kept"),
                None => format!("{email} is {kept} on this box, and {other} in this row. {kept} is kept"),
            };
            self.log.cell(cells, field, Finding::warning("name_differs", message));
        }
    }

    pub(super) fn report_differs(&mut self, cells: &Cells<'_>, field: Field) {
        let message =
            format!("Another row of this user has another {}. The one that stands first stays", word(field));
        self.log.cell(cells, field, Finding::warning("value_differs", message));
    }

    /// What a yes/no cell says; blank is no.
    pub(super) fn flag(&mut self, cells: &Cells<'_>, field: Field) -> bool {
        self.yes_or_no(cells, field).unwrap_or(false)
    }

    /// What a yes/no cell says; `None` where it is blank, or says something else, which is reported.
    pub(super) fn yes_or_no(&mut self, cells: &Cells<'_>, field: Field) -> Option<bool> {
        let text = cells.text(field)?;
        let flag = yes_no(text);
        if flag.is_none() {
            let message = format!("{} is “{}”. Write yes or no", subject(field), shown(text));
            let finding = Finding::error("yes_no_unknown", message);
            self.log.cell(cells, field, finding.suggest(super::value::meant_yes_no(text)));
        }
        flag
    }
}
