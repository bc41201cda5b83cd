//! Whole files.

use expect_test::expect;

use super::*;

#[test]
fn a_file_of_nothing_but_a_header_is_an_error() {
    check(
        "first_name,last_name,email,extension\n\n,,,\n",
        &expect![[r"
        file - Error no_rows: The file has a header but no rows. Add a row for each user
    "]],
    );
}

#[test]
fn cells_beyond_the_header_are_reported_and_missing_ones_are_empty() {
    check(
        "first_name,last_name,email,extension,location\nA,B,a@example.com,2001\nC,D,c@example.com,2002,HQ,,x,y\n",
        &expect![[r"
            3 - Warning row_too_wide: The row has 2 cells more than the header has columns; what is beyond is left out. Check it for a missing quotation mark
        "]],
    );
}

#[test]
fn a_guessed_encoding_is_noted() {
    let checked = Case::default()
        .run_on(b"first_name,last_name,email,extension,include_voicemail\nZo\xeb,B,a@example.com,2001\n")
        .unwrap();
    expect![[r"
        Whole file
          warning The file is read as windows-1252. Check that “Zoë” is right, or save the file as CSV UTF-8
    "]]
    .assert_eq(&report::issues_text(&checked.issues));
    assert_eq!(checked.plan.users[0].first_name, "Zoë");
}

#[test]
fn issues_come_by_row_then_column() {
    let checked = Case::default()
        .run("model,email,unknown,extension,first_name,last_name\nx,bad,1,y,A,B\nx,bad2,1,y,,B\n");
    let places: Vec<String> = checked
        .issues
        .iter()
        .map(|issue| format!("{:?} {}", issue.row, issue.column.as_deref().unwrap_or("-")))
        .collect();
    expect![[r"
        None -
        None -
        None -
        Some(2) model
        Some(2) email
        Some(2) extension
        Some(3) model
        Some(3) email
        Some(3) extension
        Some(3) first_name"]]
    .assert_eq(&places.join("\n"));
}

/// The vendor's own sample: its headers are not the documented ones, and no real phone has its addresses.
const PAPER_OFFICE: &str = "first_name,last_name,email_address,extension_number,mac_address,brand,model,family\n\
    Meredith,Stone,meredith@paper.example,2601,73:1e:a4:33:41:21,yealink,t42g,t4x\n\
    Oscar,Ruiz,oscar@paper.example,2602,73:1e:a4:33:41:22,yealink,t42g,t4x";

#[test]
fn a_sample_with_group_addresses_imports_with_warnings() {
    let checked = Case::default().run(PAPER_OFFICE);
    assert!(!checked.has_errors());
    assert!(checked.issues.iter().all(|issue| issue.code == "mac_group"));
    assert_eq!((checked.issues.len(), checked.counts.devices.create, checked.counts.users.create), (2, 2, 2));
}

#[test]
fn the_samples_beside_the_repository_import_with_warnings() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/samples");
    let Ok(entries) = std::fs::read_dir(folder) else {
        println!("skipped: there is no folder {folder}");
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        let checked = Case::default().run_on(&std::fs::read(&path).unwrap()).unwrap();
        let text = report::issues_text(&checked.issues);
        assert!(!checked.has_errors(), "{}:\n{text}", path.display());
        assert!(checked.issues.iter().any(|issue| issue.code == "mac_group"), "{}", path.display());
        assert!(checked.plan.rows.iter().all(|row| row.outcome == RowOutcome::Created));
    }
}

#[test]
fn our_own_office_imports_without_a_problem() {
    let checked = Case { pbx: "freepbx", ..Case::default() }
        .run(include_str!("../../../../../examples/harbour-office.csv"));
    let serious: Vec<_> =
        checked.issues.iter().filter(|issue| issue.severity != Severity::Note).cloned().collect();
    assert_eq!(serious, [], "{}", report::issues_text(&serious));
    expect![[r"
        Users: 60 new
        Extensions: 62 new
        Phone numbers: 18 new
        Phones: 61 new
        Softphones: 6 new
        Places on shared phones: 2 new
        No problems found
    "]]
    .assert_eq(&report::summary_text(&checked));
}

#[test]
fn the_messy_office_shows_many_kinds_of_issue() {
    check(
        include_str!("../../../../../examples/messy-office.csv"),
        &expect![[r#"
            file - Note column_custom: “Cost centre” is kept with the user as a custom field
            4 softphone Error yes_no_unknown: Softphone is “maybe”. Write yes or no
            5 extension Error extension_duplicate: Extension 3001 is already used in row 4. Give this user another one
            5 phone_number Error number_rounded: Phone number 1.20656E+10 was rounded by the spreadsheet. Format the column as text and type it again
            5 mac_address Error mac_duplicate: MAC address 80:5e:c0:20:00:01 is already in row 4. Each phone can be listed once
            6 email Error email_malformed: Email cora.mast(at)harbour.example has no @. Write it like pam@example.com [cora.mast@harbour.example]
            6 extension Note number_mended: Extension 3003.0 is read as 3003
            6 model Error model_unknown: Yealink has no model T42Z. Nearest: SIP-T42U [SIP-T42U]
            7 email Error email_missing: Enter an email address for Dev Rudder
            7 brand Error brand_unknown: There is no brand Yelink. Nearest: Yealink [Yealink]
            7 password Error password_weak: The password is too easy. Use 8 characters or more, or leave it blank to have one made
            9 extension Error extension_malformed: Extension x3005 is not a number. Use digits only [3005]
            9 mac_address Error mac_malformed: MAC address 80:5e:c0:20:00 has 10 digits instead of 12
            9 family Note family_corrected: SIP-T46U belongs to family t4x, not t5x; t4x is used [t4x]
            10 mac_address Warning mac_group: MAC address 73:5e:c0:20:00:06 is a group address, which no real phone has. Compare it with the label
            11 last_name Error text_forbidden: The last name contains a line break. Remove it
            11 mac_address Error mac_missing: Enter the MAC address of this SIP-T46U, or write yes in the column pending_mac if it comes later
            12 last_name Error last_name_missing: Enter a last name for Hal
            12 extension Error extension_missing: Enter an extension for Hal
            12 phone_number Error phone_number_malformed: Phone number 555 has 3 digits; it needs 5 to 15
            12 mac_address Error mac_malformed: MAC address 15650200008 has 11 digits instead of 12. Did the spreadsheet drop zeros in front? [015650200008]
            13 first_name Warning name_differs: Row 10 calls finn.galley@harbour.example Finn, this row Henry. Finn is kept
            13 last_name Warning name_differs: Row 10 calls finn.galley@harbour.example Galley, this row Capstan. Galley is kept
            13 model Error model_missing: Enter brand and model of the phone with MAC address 80:5e:c0:20:00:09; its prefix is one of Yealink
            13 - Warning formula: The cell is a formula or its error, not a value. It is kept as it is written
            14 - Warning row_too_wide: The row has one cell more than the header has columns; what is beyond is left out. Check it for a missing quotation mark
            14 password Error formula_like: The login password begins with =, +, - or @, so spreadsheets take it for a formula. Choose another, or leave it blank
        "#]],
    );
}

#[test]
fn the_dry_run_document_has_the_shape_that_programs_rely_on() {
    let text = "first_name,last_name,email_address,extension,MAC,Cost\nA,B,a@example.com,2001,80:5e,7\n";
    let sheet = sheet::read(text.as_bytes()).unwrap();
    let (mapping, _) = Mapping::guess(&sheet, &[], &Recipes::default());
    let checked = Case::default().run(text);
    let (repairs, mode) = (Repairs::default(), Mode::Add);
    let input = Input { sheet: &sheet, mapping: &mapping, mapping_issues: &[], repairs: &repairs, mode };
    let json = report::dry_run_json("office.csv", input, &checked).unwrap();
    let document: serde_json::Value = serde_json::from_str(&json).unwrap();
    let lines: Vec<String> =
        document.as_object().unwrap().iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    expect![[r#"
        changes: []
        columns: [{"field":"first_name","source":"first_name"},{"field":"last_name","source":"last_name"},{"field":"email","source":"email_address"},{"field":"extension","source":"extension"},{"field":"mac_address","source":"MAC"},{"field":"custom","source":"Cost"}]
        deletes: {"devices":0,"extensions":0,"phone_numbers":0,"users":0}
        delimiter: ","
        encoding: "utf-8"
        file: "office.csv"
        format: "csv"
        issues: [{"code":"column_custom","column":null,"message":"“Cost” is kept with the user as a custom field","row":null,"severity":"note","source_column":"Cost","suggestion":null,"value":null},{"code":"mac_malformed","column":"mac_address","message":"MAC address 80:5e has 4 digits instead of 12","row":2,"severity":"error","source_column":"MAC","suggestion":null,"value":"80:5e"}]
        left_alone: {"devices":0,"names":[],"users":0}
        left_out: []
        mode: "add"
        nobody_listed: true
        plan: {"devices":{"create":0,"unchanged":0,"update":0},"extensions":{"create":1,"unchanged":0,"update":0},"phone_numbers":{"create":0,"unchanged":0,"update":0},"softphones":{"create":0,"unchanged":0,"update":0},"users":{"create":1,"unchanged":0,"update":0}}
        rows: 1
        sheet: null
    "#]].assert_eq(&lines.concat());
}
