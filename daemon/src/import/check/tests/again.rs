//! The same file a second time.

use super::*;
use crate::import::{PlannedDevice, PlannedExtension};

/// The box after a plan was applied to an empty one.
fn applied(plan: &Plan) -> Existing {
    let mut box_ = Existing::default();
    for (id, user) in (1..).zip(&plan.users) {
        let email = user.email.clone();
        let pending = user.devices.iter().filter(|device| device.mac.is_none());
        let existing = ExistingUser {
            id: UserId(id),
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            notification_email: user.notification_email.clone(),
            include_voicemail: user.include_voicemail,
            in_directory: user.in_directory,
            notes: user.notes.clone(),
            location: user.location.clone(),
            department: user.department.clone(),
            custom: user.custom.clone(),
            extensions: user.extensions.iter().map(line).collect(),
            phone_numbers: user.phone_numbers.iter().map(|number| number.number.clone()).collect(),
            has_extension: true,
            has_softphone: user.softphone,
            lines: user.extensions.iter().filter(|extension| extension.own_line).count(),
            pending: pending
                .map(|device| PendingDevice { mac: None, device: known(device, DeviceId(0), Some(&email)) })
                .collect(),
            voicemail_pin: user.voicemail_pin.clone(),
        };
        box_.users.insert(email.clone(), existing);
        for extension in &user.extensions {
            box_.extensions.insert(extension.number.clone(), ExistingExtension { email: email.clone() });
            let number = extension.number.clone();
            box_.sip_usernames.extend(extension.sip_username.clone().map(|name| (name, number)));
        }
        for number in &user.phone_numbers {
            box_.phone_numbers.insert(number.number.clone(), email.clone());
        }
        for device in &user.devices {
            let Some(mac) = device.mac else { continue };
            let id = DeviceId(i64::try_from(box_.devices.len()).unwrap() + 1);
            let existing = known(device, id, Some(&email));
            box_.devices.insert(mac, existing);
        }
    }
    for user in &plan.users {
        for join in &user.joins {
            box_.devices.get_mut(&join.mac).unwrap().sharers.push(user.email.clone());
        }
    }
    box_
}

fn known(device: &PlannedDevice, id: DeviceId, email: Option<&str>) -> ExistingDevice {
    ExistingDevice {
        id,
        name: device.name.clone().unwrap_or_default(),
        expansion: device.expansion.clone(),
        email: email.map(str::to_owned),
        sharers: Vec::new(),
        brand: device.brand.clone(),
        family: device.family.clone(),
        model: device.model.clone(),
    }
}

fn line(extension: &PlannedExtension) -> ExistingLine {
    ExistingLine {
        number: extension.number.clone(),
        display_name: extension.display_name.clone(),
        own_line: extension.own_line,
        sip_username: extension.sip_username.clone(),
        sip_password: extension.sip_password.clone(),
    }
}

const FILE: &str = "first_name,last_name,email,extension,phone_number,mac_address,brand,model,softphone,pending_mac,sip_username,sip_password,password,Cost\n\
    Pam,Beesly,Pam@Example.com,2001,+1 800 555 1001,805ec0000001,yealink,t42g,yes,,pam-desk,Abcdefgh12345678,long-enough,7\n\
    ,,pam@example.com,2003,8005551002,,yealink,t46s,,yes,,,,\n\
    Jim,Halpert,jim@example.com,2002,,,,,,,,,,\n";

#[test]
fn a_file_that_is_imported_again_changes_nothing() {
    for file in [FILE, include_str!("../../../../../examples/harbour-office.csv")] {
        let first = Case { pbx: "freepbx", ..Case::default() }.run(file);
        assert!(!first.has_errors(), "{}", report::issues_text(&first.issues));
        let again = Case { existing: applied(&first.plan), pbx: "freepbx", ..Case::default() }.run(file);
        assert!(!again.has_errors(), "{}", report::issues_text(&again.issues));
        assert!(again.plan.users.is_empty());
        assert!(again.plan.rows.iter().all(|row| row.outcome == RowOutcome::Unchanged));
        let swapped = |count: crate::import::Count| (count.unchanged, count.create);
        let (before, after) = (first.counts, again.counts);
        for (before, after) in [
            (before.users, after.users),
            (before.extensions, after.extensions),
            (before.phone_numbers, after.phone_numbers),
            (before.devices, after.devices),
            (before.softphones, after.softphones),
        ] {
            assert_eq!((before.create, before.unchanged), swapped(after));
        }
    }
}
