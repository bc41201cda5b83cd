//! Rows that are left out, cells that are read otherwise, and why rows end as they do.

use expect_test::expect;

use super::*;
use crate::import::CellRepair;

const FILE: &str = "first_name,last_name,email,extension,phone_number,mac,brand,family,model\n\
    Pam,Beesly,pam@example.com,2001,8005551001,805ec0000001,yealink,t4x,t42g\n\
    ,,pam@example.com,2003,,,,,\n\
    Jim,Halpert,jim@example.com,2001,8005551001,805ec0000001,yealink,t4x,t42g\n";

fn left_out(rows: impl IntoIterator<Item = u32>) -> Repairs {
    let mut repairs = Repairs::default();
    repairs.leave_out(rows, true);
    repairs
}

#[test]
fn what_stands_in_a_row_that_is_left_out_is_free() {
    let case = Case { repairs: left_out([2, 3]), ..Case::default() };
    case.check(FILE, &expect![""]);
    expect![[r"
        Jim Halpert <jim@example.com>, 2001 (line), 8005551001, yealink t4x t42g 80:5e:c0:00:00:01
        row 2: left_out (Left out by hand)
        row 3: left_out (Left out by hand)
        row 4: created
    "]]
    .assert_eq(&show(&case.run(FILE).plan));
}

#[test]
fn the_next_row_of_a_user_brings_them_and_then_needs_the_names() {
    let case = Case { repairs: left_out([2, 4]), ..Case::default() };
    case.check(
        FILE,
        &expect![[r"
            3 first_name Error first_name_missing: Enter a first name for pam@example.com
            3 last_name Error last_name_missing: Enter a last name for pam@example.com
        "]],
    );
}

#[test]
fn a_row_that_is_left_out_has_no_issues() {
    let text = "first_name,last_name,email,extension,softphone\nA,B,a@example.com,x,perhaps\nC,D,c@example.com,2002,\n";
    let case = Case { repairs: left_out([2]), ..Case::default() };
    assert_eq!(case.run(text).issues, []);
    assert!(!Case::default().run(text).issues.is_empty());
}

#[test]
fn a_repaired_cell_is_what_is_checked() {
    let mut repairs = Repairs::default();
    repairs.set(vec![CellRepair { row: 4, place: 3, text: Some("2009".to_owned()) }]);
    let text = "first_name,last_name,email,extension\nA,B,a@example.com,2001\n,,a@example.com,2002\nC,D,c@example.com,2001\n";
    assert!(Case::default().run(text).has_errors());
    let checked = Case { repairs, ..Case::default() }.run(text);
    assert_eq!(checked.issues, []);
    assert_eq!(checked.plan.users[1].extensions[0].number, "2009");
}

#[test]
fn rows_say_why_they_end_as_they_do() {
    let case = Case { existing: office(), repairs: left_out([8]), ..Case::default() };
    let text = "first_name,last_name,email,extension,department\n\
        A,B,a@example.com,2010,Art\n,,a@example.com,2010,Art\n,,pam@example.com,2001,\n,,jim@example.com,2002,Sales\n\
        C,D,c@example.com,x,Art\nE,,e@example.com,2011x,Art\nG,H,g@example.com,2012,Art\n";
    expect![[r"
        row 2: created
        row 3: unchanged (Everything in this row stands in an earlier row)
        row 4: unchanged (Everything in this row is on the box already)
        row 5: unchanged (What this row says is here already, and an import that only adds changes nothing)
        row 6: refused (Extension x is not a number. Use digits only)
        row 7: refused (Enter a last name for E)
        row 8: left_out (Left out by hand)
    "]]
    .assert_eq(&show(&Plan { users: Vec::new(), ..case.run(text).plan }));
}
