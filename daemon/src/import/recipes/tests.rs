//! Every shipped recipe on a file as its system writes it.

use std::{fmt::Write, fs, path::Path};

use expect_test::{Expect, expect};

use super::*;
use crate::import::{
    Mapping, Override,
    sheet::{self, Sheet},
};

fn export(name: &str) -> Sheet {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/exports");
    sheet::read(&fs::read(folder.join(name)).unwrap()).unwrap()
}

fn shipped() -> Recipes {
    Recipes::load(&[]).unwrap().0
}

fn mapped(name: &str, overrides: &[&str]) -> (Sheet, Mapping, String) {
    let sheet = export(name);
    let overrides: Vec<Override> = overrides.iter().map(|text| text.parse().unwrap()).collect();
    let (mapping, issues) = Mapping::guess(&sheet, &overrides, &shipped());
    let mut said = String::new();
    for issue in issues {
        writeln!(said, "{:?} {}: {}", issue.severity, issue.code, issue.message).unwrap();
    }
    (sheet, mapping, said)
}

/// The columns that are read, and what each row says.
fn check(name: &str, expected: &Expect) {
    let (sheet, mapping, mut shown) = mapped(name, &[]);
    assert!(mapping.is_certain(), "{name} needs no person");
    for column in mapping.columns().iter().filter(|column| column.field != "left_out") {
        write!(shown, "{} -> {}; ", column.source, column.field).unwrap();
    }
    shown.push('\n');
    for row in &sheet.rows {
        write!(shown, "{}:", row.number).unwrap();
        for field in Field::ALL {
            let text = mapping.text(field, row);
            if !text.is_empty() {
                write!(shown, " {}={text}", field.name()).unwrap();
            }
        }
        writeln!(shown, "{}", mapping.skipped(row).map_or(String::new(), |why| format!(" ({why})"))).unwrap();
    }
    expected.assert_eq(&shown);
}

#[test]
fn reads_freepbx_extensions() {
    check(
        "freepbx-extensions.csv",
        &expect![[r#"
        Note recipe_used: The file is read as FreePBX extensions (Bulk Handler), users by their extension. 20 columns of that system's own are left out
        Note column_custom: “outboundcid” is kept with the user as a custom field
        extension -> extension; name -> full_name; outboundcid -> custom; emergency_cid -> custom; secret -> sip_password; voicemail_enable -> include_voicemail; voicemail_vmpwd -> voicemail_pin; voicemail_email -> notification_email; 
        2: extension=2001 first_name=Ada full_name=Ada Quill include_voicemail=yes last_name=Quill notification_email=ada.quill@harbour.example sip_password=6f1c0c7be6d04a5a9ff5c9b2a3e1d001 sip_username=2001 voicemail_pin=48213
        3: extension=2002 first_name=Bruno full_name=Bruno Keel include_voicemail=no last_name=Keel sip_password=6f1c0c7be6d04a5a9ff5c9b2a3e1d002 sip_username=2002
        4: display_name=Reception extension=2010 first_name=Reception full_name=Reception include_voicemail=yes last_name=2010 notification_email=front.desk@harbour.example sip_password=6f1c0c7be6d04a5a9ff5c9b2a3e1d010 sip_username=2010 voicemail_pin=73914
        5: display_name=Fax extension=2090 first_name=Fax full_name=Fax include_voicemail=no last_name=2090 sip_username=2090 (left out: no SIP phone registers as this extension)
    "#]],
    );
}

#[test]
fn reads_fusionpbx_extensions() {
    check(
        "fusionpbx-extensions.csv",
        &expect![[r#"
        Note recipe_used: The file is read as FusionPBX extensions, users by their extension. 10 columns of that system's own are left out
        Note column_custom: “outbound_caller_id_number” is kept with the user as a custom field
        Note column_custom: “call_group” is kept with the user as a custom field
        Note column_custom: “description” is kept with the user as a custom field
        extension -> extension; password -> sip_password; effective_caller_id_name -> display_name; outbound_caller_id_number -> custom; directory_first_name -> first_name; directory_last_name -> last_name; directory_visible -> in_directory; call_group -> custom; description -> custom; 
        2: display_name=Ada Quill extension=2001 first_name=Ada in_directory=true last_name=Quill sip_password=kT7mQ2pLx9Rb4WcH sip_username=2001
        3: display_name=Bruno Keel extension=2002 first_name=Bruno in_directory=true last_name=Keel sip_password=Vb3nK8sTq5Xd2MfP sip_username=2002
        4: display_name=Reception extension=2010 first_name=Reception in_directory=false last_name=2010 sip_password=h3vD8t1cPq7LzR2w sip_username=2010
        5: display_name=Old desk extension=2099 first_name=Old in_directory=true last_name=desk sip_password=Yt5rE2wQ9uI3oP7a sip_username=2099 (left out: the extension is switched off)
    "#]],
    );
}

#[test]
fn reads_fusionpbx_devices() {
    check(
        "fusionpbx-devices.csv",
        &expect![[r#"
        Note recipe_used: The file is read as FusionPBX devices, users by their extension. 13 columns of that system's own are left out
        device_mac_address -> mac_address; device_template -> model; device_description -> device_name; user_id -> extension; 
        2: brand=yealink device_name=Ada's desk extension=2001 mac_address=805ec0200001 model=t46u
        3: brand=yealink extension=2002 mac_address=805ec0200002 model=t42s
        4: brand=yealink mac_address=805ec0200003 model=t42s (left out: the device has no line)
        5: brand=yealink extension=2099 mac_address=805ec0200004 model=t42s (left out: the device is switched off)
    "#]],
    );
}

#[test]
fn reads_3cx_extensions() {
    check(
        "3cx-extensions.csv",
        &expect![[r#"
        Note recipe_used: The file is read as 3CX extensions (version 15 to 18), users by their extension. 19 columns of that system's own are left out
        Note column_custom: “MobileNumber” is kept with the user as a custom field
        Number -> extension; FirstName -> first_name; LastName -> last_name; EmailAddress -> email; MobileNumber -> custom; AuthID -> sip_username; AuthPassword -> sip_password; EnableVoicemail -> include_voicemail; PIN -> voicemail_pin; OutboundCallerID -> custom; MAC_0 -> mac_address; DontShowExtInPHBK -> in_directory; PhoneModel14 -> model; DID -> phone_number; 
        2: email=ada.quill@harbour.example extension=2001 first_name=Ada in_directory=yes include_voicemail=1 last_name=Quill mac_address=805EC0200001 model=T46U phone_number=12065550150 sip_password=pR8vT3xWq9 sip_username=aQ7kd02Lm voicemail_pin=4821
        3: extension=2002 first_name=Bruno in_directory=no include_voicemail=0 last_name=Keel sip_password=nL5cY2bHs7 sip_username=bK3md81Zx
        4: email=front.desk@harbour.example extension=2010 first_name=Reception in_directory=yes include_voicemail=1 last_name=2010 sip_password=tG6jM4fDa1 sip_username=rE9ps27Vt voicemail_pin=7391
        5: extension=2099 first_name=Old in_directory=yes include_voicemail=1 last_name=Desk sip_password=wE2rT8yUi3 sip_username=oD4xk55Nb voicemail_pin=1357 (left out: the extension is switched off)
    "#]],
    );
}

#[test]
fn reads_3cx_users_v20() {
    check(
        "3cx-users-v20.csv",
        &expect![[r#"
        Note recipe_used: The file is read as 3CX users (version 20), users by their extension
        Note column_custom: “MobileNumber” is kept with the user as a custom field
        Note column_custom: “Role” is kept with the user as a custom field
        Number -> extension; FirstName -> first_name; LastName -> last_name; EmailAddress -> email; MobileNumber -> custom; Department -> department; Role -> custom; OutboundCallerID -> custom; DID -> phone_number; 
        2: department=Office email=ada.quill@harbour.example extension=2001 first_name=Ada last_name=Quill phone_number=12065550150
        3: department=Warehouse email=bruno.keel@harbour.example extension=2002 first_name=Bruno last_name=Keel
    "#]],
    );
}

#[test]
fn reads_yeastar_p_extensions() {
    check(
        "yeastar-p-extensions.csv",
        &expect![[r#"
        Note recipe_used: The file is read as Yeastar P-Series extensions, users by their extension. 6 columns of that system's own are left out
        Note column_custom: “Mobile Number” is kept with the user as a custom field
        First Name -> first_name; Last Name -> last_name; Email Address -> email; Mobile Number -> custom; Organization -> department; Extension Number -> extension; Registration Name -> sip_username; Registration Password -> sip_password; Enable Voicemail -> include_voicemail; Voicemail Access PIN -> voicemail_pin; 
        2: department=Harbour/Office email=ada.quill@harbour.example extension=2001 first_name=Ada include_voicemail=1 last_name=Quill sip_password=Zt7mQ2pLx9Rb4W sip_username=Vk82mdQp1x voicemail_pin=48213
        3: department=Harbour extension=2002 first_name=Bruno include_voicemail=0 last_name=2002 sip_password=Vb3nK8sTq5Xd2M sip_username=2002
    "#]],
    );
}

#[test]
fn reads_yeastar_p_phones() {
    check(
        "yeastar-p-phones.csv",
        &expect![[r#"
        Note recipe_used: The file is read as Yeastar P-Series phones (auto provisioning), users by their extension. 4 columns of that system's own are left out
        Vendor -> brand; Model -> model; MAC Address -> mac_address; Assign Extension -> extension; 
        2: brand=Yealink extension=2001 mac_address=80-5E-C0-20-00-01 model=SIP-T46U
        3: brand=Yealink extension=2002 mac_address=805EC0200002 model=T42S
        4: brand=Yealink mac_address=805EC0200003 model=T42S (left out: a hot desking phone is nobody's)
    "#]],
    );
}

#[test]
fn reads_yeastar_s_extensions() {
    check(
        "yeastar-s-extensions.csv",
        &expect![[r#"
        Note recipe_used: The file is read as Yeastar S-Series, K2 or Cloud extensions, users by their extension. 4 columns of that system's own are left out
        Note column_custom: “mobilenumber” is kept with the user as a custom field
        username -> extension; registerpassword -> sip_password; fullname -> full_name; registername -> sip_username; email -> email; mobilenumber -> custom; enablevoicemail -> include_voicemail; voicemailpin -> voicemail_pin; 
        2: email=ada.quill@harbour.example extension=2001 first_name=Ada full_name=Ada Quill include_voicemail=yes last_name=Quill sip_password=Zt7mQ2pLx9Rb4WcHs sip_username=2001 voicemail_pin=48213
        3: display_name=Reception extension=2010 first_name=Reception full_name=Reception include_voicemail=no last_name=2010 sip_password=Vb3nK8sTq5Xd2MfPj sip_username=reception
        4: display_name=Branch extension=2095 first_name=Branch full_name=Branch include_voicemail=no last_name=2095 sip_password=Yt5rE2wQ9uI3oP7aS sip_username=2095 (left out: no SIP phone registers as this extension)
    "#]],
    );
}

#[test]
fn reads_yeastar_s_phones() {
    check(
        "yeastar-s-phones.csv",
        &expect![[r#"
        Note recipe_used: The file is read as Yeastar S-Series, K2 or Cloud phones (auto provisioning), users by their extension. 3 columns of that system's own are left out
        Manufacturer -> brand; Phonetype -> model; Mac Address -> mac_address; Extension -> extension; 
        2: brand=Yealink extension=2001 mac_address=805ec0200001 model=T46U
        3: brand=Yealink extension=2010 mac_address=805ec0200002 model=T42S
        4: brand=Yealink extension=2099 mac_address=805ec0200003 model=T42S (left out: the phone is switched off)
    "#]],
    );
}

#[test]
fn reads_wazo_users() {
    check(
        "wazo-users.csv",
        &expect![[r#"
        Note recipe_used: The file is read as Wazo users, users by their extension. 17 columns of that system's own are left out
        Note column_custom: “userfield” is kept with the user as a custom field
        Note column_custom: “provisioning_code” is kept with the user as a custom field
        firstname -> first_name; lastname -> last_name; email -> email; mobile_phone_number -> custom; userfield -> custom; voicemail_number -> include_voicemail; voicemail_password -> voicemail_pin; voicemail_email -> notification_email; provisioning_code -> custom; sip_username -> sip_username; sip_secret -> sip_password; exten -> extension; incall_exten -> phone_number; 
        2: email=ada.quill@harbour.example extension=2001 first_name=Ada include_voicemail=yes last_name=Quill notification_email=ada.quill@harbour.example phone_number=12065550150 sip_password=Vb3nK8sTq5Xd2MfPj sip_username=k3vd8t1c voicemail_pin=48213
        3: extension=2002 first_name=Bruno last_name=Keel sip_password=Zt7mQ2pLx9Rb4WcHs sip_username=m7pq2x4z
        4: first_name=Caller last_name=Guest (left out: the user has no extension)
    "#]],
    );
}

#[test]
fn reads_csv_onboarding_app() {
    check(
        "csv-onboarding-app.csv",
        &expect![[r#"
        Note recipe_used: The file is read as a sheet of the CSV Onboarding App
        Note column_custom: “Cost centre” is kept with the user as a custom field
        first_name -> first_name; last_name -> last_name; email -> email; password -> password; extension -> extension; mac_address -> mac_address; brand -> brand; family -> family; model -> model; device_name -> device_name; softphone -> softphone; Cost centre -> custom; 
        2: brand=yealink device_name=Ada's desk email=ada.quill@harbour.example extension=2001 family=t4x first_name=Ada last_name=Quill mac_address=80:5e:c0:20:00:01 model=t46u password=Anchor-Chain-77 softphone=yes
        3: brand=yealink device_name=Bruno's desk email=bruno.keel@harbour.example extension=2002 family=t4x first_name=Bruno last_name=Keel mac_address=80:5e:c0:20:00:02 model=t42s password=Anchor-Chain-78 softphone=no
    "#]],
    );
}

#[test]
fn reads_csv_portal_importer() {
    check(
        "csv-portal-importer.csv",
        &expect![[r#"
        Note recipe_used: The file is read as a sheet of the CSV Importer (Portal)
        Note column_billing: seat_type is kept with the user; nothing here uses it
        Note column_billing: do_not_bill is kept with the user; nothing here uses it
        Note column_custom: “role” is kept with the user as a custom field
        first_name -> first_name; last_name -> last_name; email -> email; password -> password; extension -> extension; phone_number -> phone_number; mac_address -> mac_address; brand -> brand; family -> family; model -> model; softphone -> softphone; include_voicemail -> include_voicemail; in_directory -> in_directory; user_notes -> user_notes; seat_type -> seat_type; do_not_bill -> do_not_bill; role -> custom; 
        2: brand=yealink do_not_bill=no email=ada.quill@harbour.example extension=2001 family=t4x first_name=Ada in_directory=yes include_voicemail=yes last_name=Quill mac_address=80:5e:c0:20:00:01 model=t46u phone_number=12065550150 seat_type=standard softphone=no
        3: brand=yealink email=ada.quill@harbour.example family=t4x mac_address=80:5e:c0:20:00:02 model=t42s
        4: brand=None do_not_bill=no email=bruno.keel@harbour.example extension=2002 family=None first_name=Bruno in_directory=yes include_voicemail=no last_name=Keel model=None seat_type=standard softphone=yes
    "#]],
    );
}

#[test]
fn what_the_person_says_wins_over_the_recipe_and_leaves_the_rest_of_it() {
    let (sheet, mapping, _) = mapped(
        "freepbx-extensions.csv",
        &["secret=custom", "voicemail_pager=sip_password", "name=full_name", "description=user_notes"],
    );
    let text = |field, row: usize| mapping.text(field, &sheet.rows[row]).into_owned();
    assert_eq!(text(Field::SipPassword, 0), "");
    assert_eq!(text(Field::UserNotes, 2), "Reception");
    assert_eq!([text(Field::FirstName, 2), text(Field::LastName, 2)], ["Reception", "2010"]);
    assert_eq!(mapping.key(), Key::Extension);
}

#[test]
fn every_recipe_has_an_example() {
    let recipes = shipped();
    for recipe in recipes.iter() {
        let sheet = export(&format!("{}.csv", recipe.id));
        assert_eq!(recipes.recognise(&sheet.header).unwrap().id, recipe.id);
    }
}

/// Our own sheets and exports are nobody else's.
#[test]
fn our_own_files_need_no_recipe() {
    let header: Vec<String> = Field::ALL.iter().map(|field| field.name().to_owned()).collect();
    assert!(shipped().recognise(&header).is_none());
    let plain = ["first_name", "last_name", "email", "extension"].map(str::to_owned);
    assert!(shipped().recognise(&plain).is_none());
}
