//! Passwords and SIP credentials: every sign of them counts.

use expect_test::expect;

use super::*;

#[test]
fn credentials_are_taken_as_the_cell_says() {
    for text in
        ["“curly-quotes”", "'+2001-apostrophe", "«a  b\u{a0}c»-xx", "none-or-nil", "„x’s y“ and so on"]
    {
        let checked = Case::default().run(&format!(
            "first_name,last_name,email,extension,password,sip_username,sip_password\nA,B,a@example.com,2001, {text} ,{text},{text}\n"
        ));
        assert!(!checked.has_errors(), "{}", report::issues_text(&checked.issues));
        let user = &checked.plan.users[0];
        assert_eq!(user.password.as_ref().unwrap().expose(), text);
        assert_eq!(user.extensions[0].sip_username.as_deref(), Some(text));
        assert_eq!(user.extensions[0].sip_password.as_ref().unwrap().expose(), text);
    }
}

#[test]
fn words_for_nothing_are_credentials_but_blanks_are_not() {
    let checked = Case::default().run(
        "first_name,last_name,email,extension,sip_username,sip_password\nA,B,a@example.com,2001,none,n/a\nC,D,c@example.com,2002,  ,\u{a0}\n",
    );
    let extension = |user: usize| &checked.plan.users[user].extensions[0];
    assert_eq!(extension(0).sip_username.as_deref(), Some("none"));
    assert_eq!(extension(0).sip_password.as_ref().unwrap().expose(), "n/a");
    assert!(extension(1).sip_username.is_none() && extension(1).sip_password.is_none());
}

#[test]
fn credentials_that_a_spreadsheet_would_run_are_refused() {
    check(
        "first_name,last_name,email,extension,password,sip_username,sip_password\n\
         A,B,a@example.com,2001,=cmd|' /C calc'!A0,+name,-Abcdefgh12345678\n\
         C,D,c@example.com,2002,\"=\"\"quoted-one\"\"\",@name,#REF!\n",
        &expect![[r"
            2 password Error formula_like: The login password begins with =, +, - or @, so spreadsheets take it for a formula. Choose another, or leave it blank
            2 sip_username Error formula_like: The SIP username begins with =, +, - or @, so spreadsheets take it for a formula. Choose another, or leave it blank
            2 sip_password Error formula_like: The SIP password begins with =, +, - or @, so spreadsheets take it for a formula. Choose another, or leave it blank
            3 password Error formula_like: The login password begins with =, +, - or @, so spreadsheets take it for a formula. Choose another, or leave it blank
            3 sip_username Error formula_like: The SIP username begins with =, +, - or @, so spreadsheets take it for a formula. Choose another, or leave it blank
            3 sip_password Error formula: The SIP password is a spreadsheet's error, not a value. Replace it by the value
        "]],
    );
}

#[test]
fn easy_passwords_are_refused() {
    let passwords = [
        "Password",
        "12345678",
        "qwertyui",
        "a.b@example.com",
        "Ann-Margret.Bell",
        "bellannmargret",
        "annmargret",
    ];
    let rows: String = passwords
        .iter()
        .enumerate()
        .map(|(number, password)| format!("Ann Margret,Bell,a.b@example.com,{},{password}\n", 2001 + number))
        .collect();
    let checked = Case::default().run(&format!("first_name,last_name,email,extension,password\n{rows}"));
    let errors: Vec<_> = checked.issues.iter().filter(|issue| issue.severity == Severity::Error).collect();
    assert_eq!(errors.len(), passwords.len(), "{errors:?}");
    assert!(errors.iter().all(|issue| issue.code == "password_weak" && issue.value.is_none()));
    expect![[r"
        The password is one of those that everybody tries first. Choose another, or leave it blank to have one made
        The password is the name or email of the user. Choose another, or leave it blank to have one made
    "]].assert_eq(&format!("{}\n{}\n", errors[0].message, errors[3].message));
    let local = Case::default()
        .run("first_name,last_name,email,extension,password\nA,B,longlocal@example.com,2001,LongLocal\n");
    assert_eq!(local.issues[0].code, "password_weak");
    let good = Case::default()
        .run("first_name,last_name,email,extension,password\nA,B,a@example.com,2001,!!??!!??\n");
    assert!(!good.has_errors());
}
