//! Whether anybody is in the phonebook.

use super::*;

const NEW: &str = "first_name,last_name,email,extension\nA,B,a@example.com,2010\n";

#[test]
fn a_file_that_cannot_say_who_is_listed_leaves_the_phonebook_empty() {
    assert!(Case::default().run(NEW).nobody_listed);
    let says = "first_name,last_name,email,extension,in_directory\nA,B,a@example.com,2010,no\n";
    assert!(!Case::default().run(says).nobody_listed, "somebody decided so");
    let mut existing = office();
    existing.users.get_mut("pam@example.com").unwrap().in_directory = true;
    assert!(!Case { existing, ..Case::default() }.run(NEW).nobody_listed, "Pam is");
    let known = "email,department\npam@example.com,Sales\n";
    let nobody = |user: &mut ExistingUser| user.in_directory = false;
    let mut case = updating();
    case.existing.users.values_mut().for_each(nobody);
    assert!(!case.run(known).nobody_listed, "nobody is new");
}
