//! Files through the real check into the real store: what the check said is what happens, and can be taken back.

use std::{collections::BTreeMap, fmt::Write};

use proptest::prelude::*;

use crate::{
    directory::{DeviceId, UserId},
    import::{
        self, Checked, Existing, ExistingDevice, ExistingLine, ExistingUser, Input, Key, Mapping, Mode,
        Override, Recipes, Removed, Repairs, RowOutcome, Rules, Severity, sheet,
    },
    store::{
        ApplyContext,
        testing::{Bench, Dice},
    },
};

const HEADER: &str = "first_name,last_name,email,extension,phone_number,mac_address,model,device_name,\
    expansion_module,softphone,include_voicemail,voicemail_pin,in_directory,department,user_notes,display_name,\
    own_line,sip_username,sip_password,pending_mac,action,Desk";

/// A file as a person has it read.
struct File {
    text: String,
    key: Key,
    mode: Mode,
}

impl File {
    fn check(&self, bench: &mut Bench, repairs: &Repairs) -> Checked {
        let (existing, _) = bench.store.existing().unwrap();
        let sheet = sheet::read(self.text.as_bytes()).unwrap();
        let (mapping, issues) =
            Mapping::guess_keyed(&sheet, &[] as &[Override], &Recipes::default(), Some(self.key), &|_| false);
        let rules =
            Rules { dialect: &bench.dialect, park_prefix: "", line_per_extension: false, by_hand: false };
        let input =
            Input { sheet: &sheet, mapping: &mapping, mapping_issues: &issues, repairs, mode: self.mode };
        import::check(input, &existing, &bench.catalogue, rules)
    }

    /// Leaves out rows until the rest has no errors.
    fn cleaned(&self, bench: &mut Bench) -> (Checked, Repairs) {
        let mut repairs = Repairs::default();
        loop {
            let checked = self.check(bench, &repairs);
            let errors = checked.issues.iter().filter(|issue| issue.severity == Severity::Error);
            let rows: Vec<u32> = errors.map(|issue| issue.row.expect("an error of the whole file")).collect();
            if rows.is_empty() {
                return (checked, repairs);
            }
            repairs.leave_out(rows, true);
        }
    }
}

/// What a box holds, as a person sees it, by what it is and its field.
type Fields = BTreeMap<(String, &'static str), Option<String>>;

/// Users and devices by id, extensions by their first number.
struct State {
    users: BTreeMap<UserId, (String, ExistingUser)>,
    devices: BTreeMap<DeviceId, (String, ExistingDevice)>,
    existing: Existing,
}

impl State {
    fn of(bench: &mut Bench) -> Self {
        let (existing, _) = bench.store.existing().unwrap();
        let users = existing.users.iter().map(|(email, user)| (user.id, (email.clone(), user.clone())));
        let known = existing.devices.iter().map(|(mac, device)| (Some(*mac), device));
        let later = existing.users.values().flat_map(|user| &user.pending);
        let later = later.map(|pending| (pending.mac, &pending.device));
        let named = known.chain(later).map(|(mac, device)| {
            let found = bench.catalogue.model(&device.brand, &device.family, &device.model).unwrap();
            let mac = mac.map_or("without MAC address".into(), |mac| mac.to_string());
            (device.id, (format!("{} {mac}", found.full_name()), device.clone()))
        });
        Self { users: users.collect(), devices: named.collect(), existing: existing.clone() }
    }
}

fn full_name(user: &ExistingUser) -> String {
    format!("{} {}", user.first_name, user.last_name)
}

fn yes_no(flag: bool) -> String {
    if flag { "yes" } else { "no" }.into()
}

fn fields_of(name: &str, email: &str, user: &ExistingUser) -> Fields {
    let mut fields = Fields::new();
    let mut put = |field, value| {
        fields.insert((name.to_owned(), field), value);
    };
    put("first_name", Some(user.first_name.clone()));
    put("last_name", Some(user.last_name.clone()));
    put("email", Some(email.to_owned()));
    put("include_voicemail", Some(yes_no(user.include_voicemail)));
    put("in_directory", Some(yes_no(user.in_directory)));
    put("softphone", Some(yes_no(user.has_softphone)));
    put("department", user.department.clone());
    put("user_notes", user.notes.clone());
    put("custom", user.custom.get("Desk").map(|text| format!("Desk: {text}")));
    fields
}

fn fields_of_line(name: &str, number: &str, line: &ExistingLine) -> Fields {
    let of = format!("{name}, extension {number}");
    [
        ((of.clone(), "display_name"), line.display_name.clone()),
        ((of.clone(), "own_line"), Some(yes_no(line.own_line))),
        ((of, "sip_username"), line.sip_username.clone()),
    ]
    .into()
}

/// Whether a user of this name came between two states.
fn came(before: &State, after: &State, name: &str) -> bool {
    let is_called = |user: &ExistingUser| name.split(',').next() == Some(full_name(user).as_str());
    after.users.iter().any(|(id, (_, user))| !before.users.contains_key(id) && is_called(user))
}

/// The extension in the name of a line.
fn number_in(name: &str) -> Option<String> {
    name.rsplit_once("extension ").map(|(_, number)| number.to_owned())
}

/// All fields of users and devices that are there before and after, with what they are after.
fn compared(before: &State, after: &State) -> Vec<String> {
    let (mut changes, mut left) = (Vec::new(), Vec::new());
    let mut compare = |old: Fields, new: &Fields| {
        for (key, value) in old {
            let next = new[&key].clone();
            // A softphone that is new was no part of what is there.
            let is_new = key.1 == "softphone" && next == Some(yes_no(true));
            // Nor was an account that is made for its first phone, or a username that follows its extension.
            let is_ours = key.1 == "sip_username" && (value.is_none() || value == number_in(&key.0));
            if value != next && !is_new && !is_ours {
                changes.push(format!("{}: {}: {value:?} -> {next:?}", key.0, key.1));
            }
        }
    };
    for (id, (email, user)) in &before.users {
        let Some((next_email, next)) = after.users.get(id) else { continue };
        let name = full_name(user);
        compare(fields_of(&name, email, user), &fields_of(&name, next_email, next));
        for (place, line) in user.extensions.iter().enumerate() {
            let same = next.extensions.iter().find(|other| other.number == line.number);
            let Some(same) = same.or(next.extensions.first().filter(|_| place == 0)) else { continue };
            compare(fields_of_line(&name, &line.number, line), &fields_of_line(&name, &line.number, same));
            let number = |line: &ExistingLine| [((name.clone(), "extension"), Some(line.number.clone()))];
            compare(number(line).into(), &number(same).into());
        }
    }
    for (id, (name, device)) in &before.devices {
        let Some((_, next)) = after.devices.get(id) else {
            // One of nobody without an address is seen by no check.
            if let Some(email) = device.email.as_ref().filter(|_| name.ends_with("without MAC address")) {
                let user = Some(full_name(&before.existing.users[email]));
                left.push(format!("{name}: user: {user:?} -> {:?}", None::<String>));
            }
            continue;
        };
        // Called as they were before.
        let whose = |state: &State, device: &ExistingDevice| {
            let user = &state.existing.users[device.email.as_ref()?];
            Some(full_name(before.users.get(&user.id).map_or(user, |(_, old)| old)))
        };
        let fields = |user: Option<String>, device: &ExistingDevice| -> Fields {
            let modules = device.expansion.as_ref().map(|(id, count)| format!("{id} x {count}"));
            [
                ((name.clone(), "user"), user),
                ((name.clone(), "model"), Some(device.model.clone())),
                ((name.clone(), "expansion_module"), modules),
            ]
            .into()
        };
        let (old_user, new_user) = (whose(before, device), whose(after, next));
        if device.email.as_deref().map(|email| before.existing.users[email].id)
            == next.email.as_deref().map(|email| after.existing.users[email].id)
        {
            compare(fields(None, device), &fields(None, next));
        } else {
            compare(fields(old_user, device), &fields(new_user, next));
        }
    }
    changes.append(&mut left);
    changes.sort();
    changes
}

/// What the check said of the same fields.
fn said(checked: &Checked) -> Vec<String> {
    const UNSEEN: &[&str] = &["phone_number", "voicemail_pin", "sip_password", "device_name", "mac_address"];
    let mut said: Vec<String> = checked
        .plan
        .changes
        .iter()
        .filter(|change| !UNSEEN.contains(&change.field))
        .filter(|change| {
            change.field != "sip_username"
                || change.before.is_some() && change.before != number_in(&change.name)
        })
        .map(|change| {
            let lower = |text: &Option<String>| {
                let text = text.clone();
                if change.field == "model" {
                    text.map(|text| text.to_lowercase().replace("sip-", ""))
                } else {
                    text
                }
            };
            format!(
                "{}: {}: {:?} -> {:?}",
                change.name,
                change.field,
                lower(&change.before),
                lower(&change.after)
            )
        })
        .collect();
    said.sort();
    said
}

fn apply(bench: &mut Bench, file: &File, checked: &Checked) -> i64 {
    let context = ApplyContext {
        checked: None,
        catalogue: &bench.catalogue,
        dialect: &bench.dialect,
        file_name: "people.csv",
        file_sha256: "00",
        actor: "owner",
        now: 100,
        revision: bench.store.revision().unwrap(),
        counts: checked.counts,
        mode: file.mode,
        rest: None,
    };
    let applied = bench.store.apply_import(&checked.plan, &context, &|_| {});
    let applied = applied.unwrap_or_else(|error| panic!("{error}\n{}", file.text));
    let kinds = |counts: import::PlanCounts| {
        [counts.users, counts.extensions, counts.phone_numbers, counts.devices, counts.softphones]
            .map(|count| count.create)
    };
    assert_eq!(kinds(applied.counts), kinds(checked.counts), "{}", file.text);
    let users = |what: &Removed| usize::from(matches!(what, Removed::User(_)));
    let users: usize = checked.plan.removals.iter().map(|removal| users(&removal.what)).sum();
    assert_eq!(applied.deletes.users, users, "{}", file.text);
    applied.import
}

const MACS: u64 = 7;
const MODELS: &[&str] = &["T46U", "T54W", "W60B"];

/// A file about some who are on the box and some who are not.
fn any_file(bench: &mut Bench, dice: &mut Dice, step: u32) -> File {
    let state = State::of(bench);
    let key = if dice.one_in(3) { Key::Extension } else { Key::Email };
    let mode = if dice.one_in(4) { Mode::Add } else { Mode::Update };
    let mut text = format!("{HEADER}\n");
    for (email, user) in state.users.values() {
        for _ in 0..dice.roll(3) {
            let main = user.extensions.first().map_or("", |line| &line.number);
            let extension = match dice.roll(6) {
                0 => any_extension(dice),
                1 => user.extensions.last().map_or(String::new(), |line| line.number.clone()),
                2 if key == Key::Email => String::new(),
                _ => main.to_owned(),
            };
            let names = if dice.one_in(4) {
                (user.first_name.clone(), format!("Last{}", dice.roll(90)))
            } else {
                Default::default()
            };
            let email = if key == Key::Extension && dice.one_in(2) { "" } else { email };
            write_row(&mut text, dice, &state, names, email, &extension);
        }
    }
    for new in 0..dice.roll(3) {
        let email = format!("new{step}x{new}@example.com");
        let email = if key == Key::Extension && dice.one_in(2) { "" } else { &email };
        let extension = any_extension(dice);
        write_row(&mut text, dice, &state, (format!("New{step}"), format!("Comer{new}")), email, &extension);
    }
    if dice.one_in(2) || text.lines().count() == 1 {
        write_row(&mut text, dice, &state, Default::default(), "nobody", "");
    }
    File { text, key, mode }
}

fn any_extension(dice: &mut Dice) -> String {
    format!("20{:02}", dice.roll(12))
}

fn write_row(
    text: &mut String,
    dice: &mut Dice,
    state: &State,
    (first, last): (String, String),
    email: &str,
    extension: &str,
) {
    let mac = format!("80:5e:c0:00:00:{:02x}", dice.roll(MACS));
    let known = state.existing.devices.get(&mac.parse().unwrap());
    let any_model = MODELS[usize::try_from(dice.roll(MODELS.len() as u64)).unwrap()];
    let model = known.filter(|_| !dice.one_in(4)).map_or(any_model, |known| known.model.as_str());
    let is_later = dice.one_in(5);
    let mac = if is_later { String::new() } else { mac };
    let (mac, model) = if dice.one_in(2) { (mac.as_str(), model) } else { ("", "") };
    let pending = if is_later && !model.is_empty() { "yes" } else { "" };
    let is_nobody = email == "nobody";
    let mut maybe = |values: &[&'static str], sides| {
        let place = usize::try_from(dice.roll(values.len() as u64)).unwrap();
        if dice.one_in(sides) { values[place] } else { "" }
    };
    let device_name = maybe(&["Front desk", "Lobby"], 4);
    let expansion = maybe(&["exp43", "none"], 9);
    let action = maybe(&["delete", "update", "add"], 6);
    let rest = if is_nobody {
        [""; 12]
    } else {
        [
            maybe(&["yes", "no"], 3),
            maybe(&["yes", "no"], 3),
            maybe(&["4711", "7402"], 5),
            maybe(&["yes", "no"], 4),
            maybe(&["Sales", "Support", "none"], 3),
            maybe(&["Left handed", "none"], 5),
            maybe(&["Front", "Desk", "none"], 4),
            maybe(&["yes", "no"], 4),
            maybe(&["desk7", "desk8", "2001", "2002"], 9),
            maybe(&["fromThePbx"], 9),
            pending,
            action,
        ]
    };
    let number = if is_nobody { "" } else { maybe(&["+4930111", "+4930112", "+4930113"], 4) };
    let desk = if is_nobody { "" } else { maybe(&["12", "14", "-"], 4) };
    let row = [&*first, &*last, email, extension, number, mac, model, device_name, expansion];
    writeln!(text, "{},{},{desk}", row.join(","), rest.join(",")).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Import upon import: each does what its check said, finds nothing to do the second time, and undone in turn
    /// leaves the state before it.
    #[test]
    fn what_was_checked_is_what_happens(seed: u64, kind in prop::sample::select(vec!["generic", "freepbx", "kazoo"])) {
        let mut bench = Bench::new(kind);
        let mut dice = Dice(seed);
        let mut done = Vec::new();
        for step in 0..5 {
            let file = any_file(&mut bench, &mut dice, step);
            let (checked, mut repairs) = file.cleaned(&mut bench);
            let (dump, before) = (bench.dump(), State::of(&mut bench));
            let import = apply(&mut bench, &file, &checked);
            done.push((import, dump, file.text.clone()));
            let after = State::of(&mut bench);
            prop_assert_eq!(compared(&before, &after), said(&checked), "{}", file.text);
            // Whoever was known by a number that they had is not by the one they have.
            if checked.plan.changes.iter().any(|change| change.field == "email") {
                continue;
            }
            // What is gone cannot go again, and a PIN or password is not compared.
            let gone = checked.plan.rows.iter().filter(|row| row.outcome == RowOutcome::Deleted || row.reason.as_deref() == Some("An earlier row removes it"));
            repairs.leave_out(gone.map(|row| row.number), true);
            let again = file.check(&mut bench, &repairs);
            let errors: Vec<_> = again.issues.iter().filter(|issue| issue.severity == Severity::Error).collect();
            prop_assert!(errors.is_empty(), "{:?}\n{}", errors, file.text);
            // Of a user whom one row adds and another updates, the first row counts while they are new, and the one that
            // updates once they are here: a file that contradicts itself so says its change again.
            let newcomers: Vec<_> = again.plan.changes.iter().filter(|change| came(&before, &after, &change.name)).collect();
            prop_assert_eq!(newcomers.len(), again.plan.changes.len(), "{:?}\n{}", again.plan.changes, file.text);
            prop_assert!(!newcomers.is_empty() || again.plan.users.is_empty(), "{:?}\n{}", again.plan.users, file.text);
            prop_assert!(again.plan.devices.is_empty() && again.plan.device_changes.is_empty(), "{}", file.text);
        }
        for (import, before, text) in done.into_iter().rev() {
            if bench.store.import(import).unwrap().unwrap().can_undo {
                let report = bench.store.undo_import(import, false, "owner", 300).unwrap().unwrap();
                prop_assert!(report.done, "{:?} {:?}", report.conflicts, report.dependents);
            }
            let now = bench.dump();
            for (table, rows) in &before {
                prop_assert_eq!(&now[table], rows, "{}\n{}", table, text);
            }
        }
    }
}
