use std::fmt::Write;

use expect_test::{Expect, expect};

use super::*;
use crate::import::columns::aliases;
use crate::import::sheet;

fn guess(text: &str, overrides: &[Override]) -> (Mapping, Vec<Issue>) {
    let sheet = sheet::read(text.as_bytes()).unwrap();
    Mapping::guess(&sheet, overrides, &Recipes::default())
}

fn check(text: &str, overrides: &[&str], expected: &Expect) {
    let overrides: Vec<Override> = overrides.iter().map(|text| text.parse().unwrap()).collect();
    let (mapping, issues) = guess(text, &overrides);
    let mut shown = String::new();
    for (column, view) in mapping.entries().iter().zip(mapping.columns()) {
        let kept = if column.kept_as.is_empty() { "" } else { " kept as " };
        writeln!(shown, "{} -> {} ({:?}){kept}{}", view.source, view.field, column.reason, column.kept_as)
            .unwrap();
    }
    for issue in &issues {
        writeln!(shown, "{:?} {}: {}", issue.severity, issue.code, issue.message).unwrap();
    }
    expected.assert_eq(&shown);
}

#[test]
fn headers_are_folded_and_aliases_known() {
    check(
        "First,Surname,E-Mail Address,Ext.,DID,MAC addr,Make,Phone Model,SIP Secret,Auth-ID,Dept.\n",
        &[],
        &expect![[r"
            First -> first_name (Alias)
            Surname -> last_name (Alias)
            E-Mail Address -> email (Alias)
            Ext. -> extension (Alias)
            DID -> phone_number (Alias)
            MAC addr -> mac_address (Alias)
            Make -> brand (Alias)
            Phone Model -> model (Alias)
            SIP Secret -> sip_password (Alias)
            Auth-ID -> sip_username (Alias)
            Dept. -> department (Alias)
        "]],
    );
}

#[test]
fn a_field_mapped_twice_is_an_error() {
    check(
        "first_name,last_name,email,E-Mail,extension\n",
        &[],
        &expect![[r"
            first_name -> first_name (SameName)
            last_name -> last_name (SameName)
            email -> email (SameName)
            E-Mail -> custom (Duplicate) kept as E-Mail
            extension -> extension (SameName)
            Error column_duplicate: Columns C “email” and D “E-Mail” both mean email. Rename one of them, or map it to another field
        "]],
    );
}

#[test]
fn a_full_name_alone_is_split_with_a_warning() {
    check(
        "Display Name,email,extension\n",
        &[],
        &expect![[r"
            Display Name -> full_name (Alias)
            email -> email (SameName)
            extension -> extension (SameName)
            Warning name_split: “Display Name” is split into first and last name at the last blank. Check that the names are right
        "]],
    );
}

#[test]
fn a_name_beside_first_and_last_is_what_to_display() {
    check(
        "Name,first_name,last_name,email,extension\n",
        &[],
        &expect![[r"
            Name -> display_name (Alias)
            first_name -> first_name (SameName)
            last_name -> last_name (SameName)
            email -> email (SameName)
            extension -> extension (SameName)
        "]],
    );
}

#[test]
fn values_tell_what_a_header_does_not() {
    check(
        "first_name,last_name,Kontakt,Number,Gerät,Phone,,Etage,Etage,Leer\nA,B,a@b.de,2001,805ec0010203,+49 30 901820,x,3,4,\n",
        &[],
        &expect![[r"
            first_name -> first_name (SameName)
            last_name -> last_name (SameName)
            Kontakt -> email (Content)
            Number -> extension (Content)
            Gerät -> mac_address (Content)
            Phone -> phone_number (Content)
            Column G -> custom (Unknown) kept as Column G
            Etage -> custom (Unknown) kept as Etage
            Etage -> custom (Unknown) kept as Etage (2)
            Leer -> custom (Unknown) kept as Leer
            Warning column_guessed: “Number” looks like extension and is read as it. Rename the column if that is wrong
            Warning column_guessed: “Phone” looks like phone_number and is read as it. Rename the column if that is wrong
            Warning column_guessed: “Kontakt” looks like email and is read as it. Rename the column if that is wrong
            Warning column_guessed: “Gerät” looks like mac_address and is read as it. Rename the column if that is wrong
            Note column_custom: “Column G” is kept with the user as a custom field
            Note column_custom: “Etage” is kept with the user as a custom field
            Note column_custom: “Etage” is kept with the user as a custom field
        "]],
    );
}

#[test]
fn what_the_person_says_wins() {
    check(
        "email,Private,first_name,last_name,extension,MAC\na@b.c,p@q.r,A,B,20,x\n",
        &["private=email", "MAC=custom", "Prvate=model", "extension=email"],
        &expect![[r"
            email -> custom (Unknown) kept as email
            Private -> email (Asked)
            first_name -> first_name (SameName)
            last_name -> last_name (SameName)
            extension -> custom (Duplicate) kept as extension
            MAC -> custom (Asked) kept as MAC
            Error map_unknown_header: The file has no column “Prvate” to map. Nearest: “Private”
            Error column_duplicate: Columns B “Private” and E “extension” both mean email. Rename one of them, or map it to another field
            Note column_custom: “email” is kept with the user as a custom field
            Note column_custom: “extension” is kept with the user as a custom field
            Note column_custom: “MAC” is kept with the user as a custom field
        "]],
    );
}

#[test]
fn a_file_without_needed_columns_says_which() {
    check(
        "first_name,seat_type\nA,basic\n",
        &[],
        &expect![[r"
            first_name -> first_name (SameName)
            seat_type -> seat_type (SameName) kept as seat_type
            Note column_billing: seat_type is kept with the user; nothing here uses it
            Error column_missing: The file has no column email. Add one, or map the column that holds it to email
        "]],
    );
    check(
        "Michael,Scott\n",
        &[],
        &expect![[r"
            Column A -> custom (Unknown) kept as Column A
            Column B -> custom (Unknown) kept as Column B
            Error header_missing: Row 1 has no column name we know. Name the columns first_name, last_name, email, extension
        "]],
    );
}

#[test]
fn a_column_is_mapped_once() {
    check(
        "first_name,last_name,email,extension\nA,B,a@b.c,2001\n",
        &["extension=extension", "extension=location", "email=email", "email=email"],
        &expect![[r"
            first_name -> first_name (SameName)
            last_name -> last_name (SameName)
            email -> email (Asked)
            extension -> extension (Asked)
            Error map_column_twice: Column “extension” is mapped to extension and to location. Map it to one of them
        "]],
    );
}

#[test]
fn two_columns_that_look_like_one_field_are_left_to_the_person() {
    check(
        "first_name,last_name,Manager,Contact,extension\nA,B,boss@b.c,a@b.c,2001\n",
        &[],
        &expect![[r#"
            first_name -> first_name (SameName)
            last_name -> last_name (SameName)
            Manager -> custom (Unknown) kept as Manager
            Contact -> custom (Unknown) kept as Contact
            extension -> extension (SameName)
            Error column_ambiguous: Columns C “Manager” and D “Contact” both look like email. Rename the right one to email, or map it
            Note column_custom: “Manager” is kept with the user as a custom field
            Note column_custom: “Contact” is kept with the user as a custom field
            Error column_missing: The file has no column email. Add one, or map the column that holds it to email
        "#]],
    );
}

#[test]
fn a_file_without_a_header_repeats_none_of_its_first_row() {
    check(
        "Pam,Beesly,pam@x.com,2001,Sup3rSecret,80:5e:c0:00:00:01\nJim,Halpert,jim@x.com,2002,An0therOne,80:5e:c0:00:00:02\n",
        &["nothing=email"],
        &expect![[r"
            Column A -> custom (Unknown) kept as Column A
            Column B -> custom (Unknown) kept as Column B
            Column C -> email (Content)
            Column D -> custom (Unknown) kept as Column D
            Column E -> custom (Unknown) kept as Column E
            Column F -> mac_address (Content)
            Error map_unknown_header: The file has no column “nothing” to map
            Error header_missing: No row names the columns. Say what each one is: first_name, last_name, email, extension
        "]],
    );
}

#[test]
fn a_custom_column_of_passwords_is_doubted() {
    check(
        "first_name,last_name,email,extension,Lock PIN,code pin,empty pin,Voicemail PIN,password,Web PW,Shipping,seat_type\nA,B,a@b.c,2001,1,2,,4711,x,y,z,\n",
        &["Web PW=password", "code pin=custom"],
        &expect![[r"
            first_name -> first_name (SameName)
            last_name -> last_name (SameName)
            email -> email (SameName)
            extension -> extension (SameName)
            Lock PIN -> left_out (Secret)
            code pin -> left_out (Secret)
            empty pin -> left_out (Secret)
            Voicemail PIN -> voicemail_pin (SameName)
            password -> left_out (Secret)
            Web PW -> password (Asked)
            Shipping -> custom (Unknown) kept as Shipping
            seat_type -> seat_type (SameName) kept as seat_type
            Warning column_secret: “Lock PIN” seems to hold passwords or PINs of another system. It is left out, for it would be kept readable
            Warning column_secret: “code pin” seems to hold passwords or PINs of another system. It is left out, for it would be kept readable
            Warning column_secret: “password” seems to hold passwords or PINs of another system. It is left out, for it would be kept readable
            Note column_custom: “Shipping” is kept with the user as a custom field
        "]],
    );
}

#[test]
fn secrets_that_nobody_reads_are_not_shown_either() {
    let overrides = ["Web password=left_out".parse().unwrap()];
    let (mapping, _) = guess("email,Web password,Floor\na@b.c,hunter42,3\n", &overrides);
    let secret: Vec<bool> = mapping.entries().iter().map(Column::is_secret).collect();
    assert_eq!(secret, [false, true, false]);
    let header =
        "First Name,Last Name,Extension Number,Registration Name,Registration Password,User Password";
    let sheet = sheet::read(format!("{header}\nAda,Byron,2001,2001,hunter42,hunter43\n").as_bytes()).unwrap();
    let (mapping, _) = Mapping::guess(&sheet, &[], &Recipes::load(&[]).unwrap().0);
    let last = mapping.entries().last().unwrap();
    assert_eq!((last.word(), last.is_secret()), ("left_out", true));
    let (mapping, _) = guess("email,DeskphoneWebPass,Compass\na@b.c,Wq83hsk2,north\n", &[]);
    let secret: Vec<bool> = mapping.entries().iter().map(Column::is_secret).collect();
    assert_eq!(secret, [false, true, false]);
}

#[test]
fn headers_in_five_more_languages_are_known() {
    let fields =
        ["first_name", "last_name", "email", "extension", "phone_number", "brand", "model", "password"];
    for header in [
        "Vorname;Nachname;E-Mail-Adresse;Nebenstelle;Rufnummer;Hersteller;Telefonmodell;Kennwort",
        "Prénom;Nom;Courriel;Poste;Ligne directe;Marque;Modèle;Mot de passe",
        "Nombre;Apellidos;Correo electrónico;Extensión;Número de teléfono;Fabricante;Modelo;Contraseña",
        "Nome;Cognome;Indirizzo e-mail;Interno;Numero di telefono;Produttore;Modello;Parola d'ordine",
        "Voornaam;Achternaam;E-mailadres;Toestelnummer;Telefoonnummer;Merk;Toesteltype;Wachtwoord",
    ] {
        let sheet = sheet::read(format!("{header}\na;b;c@d.e;20;;;;\n").as_bytes()).unwrap();
        let (mapping, issues) = Mapping::guess(&sheet, &[], &Recipes::default());
        assert_eq!(issues, [], "{header}");
        assert_eq!(
            mapping.columns().iter().map(|column| column.field).collect::<Vec<_>>(),
            fields,
            "{header}"
        );
    }
}

#[test]
fn a_name_beside_a_first_name_is_the_last_name() {
    check(
        "Name;Vorname;email;ext\nBeesly;Pam;p@x.com;2001\n",
        &[],
        &expect![[r"
        Name -> last_name (Alias)
        Vorname -> first_name (Alias)
        email -> email (SameName)
        ext -> extension (Alias)
        Warning name_is_last: “Name” is read as last_name, as it stands beside “Vorname”. Map it if that is wrong
    "]],
    );
    check(
        "Full name;Vorname;email;ext\nPam Beesly;Pam;p@x.com;2001\n",
        &[],
        &expect![[r"
            Full name -> display_name (Alias)
            Vorname -> first_name (Alias)
            email -> email (SameName)
            ext -> extension (Alias)
        "]],
    );
    check(
        "Name;Vorname;email;ext\nPam Beesly;Pam;p@x.com;2001\n",
        &["Name=last_name"],
        &expect![[r"
        Name -> last_name (Asked)
        Vorname -> first_name (Alias)
        email -> email (SameName)
        ext -> extension (Alias)
    "]],
    );
    check(
        "Name;Vorname;email;ext\nPam Beesly;Pam;p@x.com;2001\n",
        &[],
        &expect![[r"
            Name -> display_name (Alias)
            Vorname -> first_name (Alias)
            email -> email (SameName)
            ext -> extension (Alias)
        "]],
    );
}

#[test]
fn a_full_name_that_the_person_named_wins_over_our_guess() {
    check(
        "Name;Vorname;email;ext\nPam Beesly;Pam;p@x.com;2001\n",
        &["Name=full_name"],
        &expect![[r"
        Name -> full_name (Asked)
        Vorname -> custom (Unknown) kept as Vorname
        email -> email (SameName)
        ext -> extension (Alias)
        Warning name_split: “Name” is split into first and last name at the last blank. Check that the names are right
        Note column_custom: “Vorname” is kept with the user as a custom field
    "]],
    );
}

#[test]
fn the_sentence_for_missing_names_knows_what_may_hold_them() {
    let missing = |text| guess(text, &[]).0.missing(Field::LastName);
    assert_eq!(
        missing("Name;Vorname;email;ext\nPam Beesly;Pam;p@x.com;2001\n"),
        "The file has no column last_name. Add one, or, if “Name” holds the whole name, say --map \"Name=full_name\""
    );
    assert_eq!(
        missing("Vorname;email;ext\nPam;p@x.com;2001\n"),
        "The file has no column last_name. Add one, or map the column that holds it to last_name"
    );
}

#[test]
fn a_file_of_extensions_needs_no_addresses() {
    check(
        "Vorname;Nachname;Nebenstelle\nPam;Beesly;2001\n",
        &[],
        &expect![[r"
            Vorname -> first_name (Alias)
            Nachname -> last_name (Alias)
            Nebenstelle -> extension (Alias)
            Warning keyed_by_extension: The file has no column email, so users are known by their extension. Add the column, or map it, if they have addresses
        "]],
    );
    let keyed = |text: &str, key| {
        let sheet = sheet::read(text.as_bytes()).unwrap();
        let (mapping, issues) = Mapping::guess_keyed(&sheet, &[], &Recipes::default(), key, &|_| false);
        (mapping.key(), issues.iter().map(|issue| issue.code).collect::<Vec<_>>())
    };
    let both = "email,extension\na@b.c,2001\n";
    assert_eq!(keyed(both, None), (Key::Email, vec![]));
    assert_eq!(keyed(both, Some(Key::Extension)), (Key::Extension, vec![]));
    assert_eq!(keyed("extension\n2001\n", Some(Key::Email)), (Key::Email, vec!["column_missing"]));
    assert_eq!(keyed("email\na@b.c\n", Some(Key::Extension)), (Key::Extension, vec!["column_missing"]));
}

#[test]
fn ambiguous_headers_are_judged_by_their_values() {
    for (cells, field) in [
        ("2001", "extension"),
        ("+49 30 901820", "phone_number"),
        ("805ec0010203", "mac_address"),
        ("T46U", "custom"),
    ] {
        let (mapping, _) = guess(&format!("email,Apparat\na@b.c,{cells}\n"), &[]);
        assert_eq!(mapping.columns()[1].field, field, "{cells}");
        assert_eq!(mapping.is_certain(), field == "custom");
    }
}

#[test]
fn a_room_is_the_location_where_nothing_else_is() {
    let fields = |header: &str| {
        let (mapping, issues) = guess(&format!("email,extension,{header}\na@b.c,2001,x,y\n"), &[]);
        assert!(issues.iter().all(|issue| issue.severity == crate::import::Severity::Note), "{issues:?}");
        assert!(mapping.is_certain());
        mapping.columns().iter().skip(2).map(|column| column.field).collect::<Vec<_>>()
    };
    assert_eq!(fields("Zimmer,Etage"), ["location", "custom"]);
    assert_eq!(fields("Room,Site"), ["custom", "location"]);
    assert_eq!(fields("Standort,Raum"), ["location", "custom"]);
}

#[test]
fn what_was_said_of_an_earlier_file_is_remembered() {
    let said = |place, wanted, remembered| Override { column: ColumnName::Place(place), wanted, remembered };
    let choices = [
        said(0, Wanted::Field(Field::Email), true),
        said(1, Wanted::Field(Field::Location), true),
        said(2, Wanted::Custom, true),
        said(1, Wanted::Field(Field::Department), false),
        said(3, Wanted::LeftOut, true),
    ];
    let (mapping, issues) = guess("Kontakt,Etage,extension,x,Gerät\na@b.c,3,2001,y,805ec0010203\n", &choices);
    let reasons: Vec<_> = mapping.entries().iter().map(|column| (column.word(), column.reason)).collect();
    assert_eq!(
        reasons,
        [
            ("email", Reason::Remembered),
            ("department", Reason::Asked),
            ("custom", Reason::Remembered),
            ("left_out", Reason::LeftOut),
            ("mac_address", Reason::Content),
        ]
    );
    assert_eq!(issues.len(), 2, "{issues:?}");
}

#[test]
fn no_alias_means_two_fields() {
    let mut seen = HashSet::new();
    let names = Field::ALL.into_iter().map(|field| fold(field.name()));
    let aliases = aliases::ALIASES.iter().flat_map(|(_, words)| words.iter().map(|word| fold(word)));
    let aliases =
        aliases.chain(aliases::WEAK.iter().flat_map(|(_, words)| words.iter().map(|word| fold(word))));
    let ambiguous = aliases::AMBIGUOUS.iter().map(|(word, _)| fold(word));
    for word in names.chain(aliases).chain(ambiguous) {
        assert!(seen.insert(word.clone()), "{word} is there twice");
    }
}

#[test]
fn columns_are_lettered_as_in_a_spreadsheet() {
    assert_eq!([0, 25, 26, 51, 52, 199].map(letters), ["A", "Z", "AA", "AZ", "BA", "GR"]);
}

#[test]
fn a_column_of_models_is_told_by_them_beside_mac_addresses() {
    let is_it = |text: &str, header: &str| {
        let sheet = sheet::read(text.as_bytes()).unwrap();
        let is_model = |text: &str| ["T54W", "Snom D785", "450"].contains(&text);
        let (mapping, _) = Mapping::guess_keyed(&sheet, &[], &Recipes::default(), None, &is_model);
        mapping.columns().iter().any(|column| column.source == header && column.field == "model")
    };
    let rows = "a@b.c,T54W,80:5e:c0:aa:01:01\nd@e.f,Snom D785,00:04:13:aa:01:02\n";
    for header in ["Desk phone", "Phone", "Set", "Apparatus"] {
        let text = format!("email,{header},MAC\n{rows}");
        assert!(is_it(&text, header), "{header}");
    }
    assert!(is_it(&format!("email,Set,Plate\n{}", rows.replace(':', "-")), "Set"));
    assert!(!is_it("email,Set\na@b.c,T54W\n", "Set"));
    assert!(!is_it("email,Set,MAC\na@b.c,450,80:5e:c0:aa:01:01\n", "Set"));
    assert!(!is_it("email,Model,Set,MAC\na@b.c,T54W,T54W,80:5e:c0:aa:01:01\n", "Set"));
}
