//! Whole files.

use expect_test::expect;

use super::*;

#[test]
fn a_file_of_nothing_but_a_header_is_an_error() {
    check("first_name,last_name,email,extension\n\n,,,\n", &expect![[""]]);
}

#[test]
fn cells_beyond_the_header_are_reported_and_missing_ones_are_empty() {
    check(
        "first_name,last_name,email,extension,location\nA,B,a@example.com,2001\nC,D,c@example.com,2002,HQ,,x,y\n",
        &expect![[""]],
    );
}

#[test]
fn a_guessed_encoding_is_noted() {
    let checked = Case::default()
        .run_on(b"first_name,last_name,email,extension\nZo\xeb,B,a@example.com,2001\n")
        .unwrap();
    expect![[""]].assert_eq(&report::issues_text(&checked.issues));
    assert_eq!(checked.plan.users[0].first_name, "Zoë");
}

#[test]
fn issues_come_by_row_then_column() {
    let checked = Case::default()
        .run("model,email,unknown,extension,first_name,last_name\nx,bad,1,y,A,B\nx,bad2,1,y,,B\n");
    let places: Vec<_> =
        checked.issues.iter().map(|issue| (issue.row, issue.column.as_deref().unwrap_or("-"))).collect();
    expect![[""]].assert_debug_eq(&places);
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
    expect![[""]].assert_eq(&report::summary_text(&checked));
}

#[test]
fn the_messy_office_shows_many_kinds_of_issue() {
    check(include_str!("../../../../../examples/messy-office.csv"), &expect![[""]]);
}

#[test]
fn the_dry_run_document_has_the_shape_that_programs_rely_on() {
    let text = "first_name,last_name,email_address,extension,MAC,Cost\nA,B,a@example.com,2001,80:5e,7\n";
    let sheet = sheet::read(text.as_bytes()).unwrap();
    let (mapping, _) = Mapping::guess(&sheet, &[]);
    let checked = Case::default().run(text);
    let json = report::dry_run_json("office.csv", &sheet, &mapping, &checked).unwrap();
    expect![[""]].assert_eq(&json);
}
