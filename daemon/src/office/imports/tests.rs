use std::sync::mpsc;

use super::*;
use crate::{
    import::{Key, Wanted},
    office::importing::ImportError,
};

const PEOPLE: &[u8] = b"first,last,email,ext,Floor\nAda,Byron,ada@example.com,2001,3\n";

struct Bench {
    _dir: tempfile::TempDir,
    office: Arc<Office>,
    store: Store,
    imports: Arc<Imports>,
    news: mpsc::Receiver<ImportNews>,
}

fn bench() -> Bench {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::create(dir.path()).unwrap();
    let office = Arc::new(Office::open(dir.path()).unwrap());
    let (tell, news) = mpsc::channel();
    let imports = Arc::new(Imports::new(move |import| tell.send(import).unwrap_or_default()));
    Bench { _dir: dir, office, store, imports, news }
}

impl Bench {
    fn upload(&mut self, bytes: &[u8]) -> i64 {
        self.imports
            .upload(&self.office, &mut self.store, ("people.csv", bytes), Wishes::default(), "owner")
            .unwrap()
    }

    fn begin(&mut self, import: i64, version: i64) -> Result<Begun, ImportError> {
        self.imports.begin(&self.office, &mut self.store, (import, version), 0, "owner")
    }

    fn ended(&self) -> ImportState {
        let mut news = self.news.iter().skip_while(|news| news.state != ImportState::Applying);
        news.find(|news| news.state != ImportState::Applying).unwrap().state
    }
}

fn is_changed<T>(result: &Result<T, EditError>) -> bool {
    matches!(result, Err(EditError::Import(ImportError::Store(StoreError::Changed))))
}

#[test]
fn an_import_that_is_asked_for_twice_is_applied_once() {
    let mut bench = bench();
    let import = bench.upload(PEOPLE);
    assert_eq!(bench.begin(import, 1).unwrap(), Begun::Started);
    assert_eq!(bench.ended(), ImportState::Applied);
    assert_eq!(bench.begin(import, 1).unwrap(), Begun::Applied);
    assert_eq!(bench.store.users().unwrap().len(), 1);
    assert!(bench.store.import_file(import).unwrap().is_none(), "the file goes with its import");
    assert_eq!(bench.store.import_outcomes(import).unwrap(), [("created".to_owned(), 1)]);
    assert!(bench.store.handover(import, now()).unwrap().is_some());
}

#[test]
fn a_choice_of_columns_is_kept_and_an_old_version_of_it_refused() {
    let mut bench = bench();
    let import = bench.upload(PEOPLE);
    let choose = |bench: &mut Bench, version, wanted| {
        let Bench { imports, office, store, .. } = bench;
        imports.set_columns(office, store, (import, version), &[(4, wanted)], None).map(|_| ())
    };
    choose(&mut bench, 1, Wanted::named("location").unwrap()).unwrap();
    let late = choose(&mut bench, 1, Wanted::LeftOut);
    assert!(is_changed(&late));
    let draft = bench.imports.draft(&bench.office, &mut bench.store, import).unwrap().unwrap();
    assert_eq!(draft.examined.checked.plan.users[0].location.as_deref(), Some("3"));
    assert!(matches!(bench.begin(import, 1), Err(ImportError::Store(StoreError::Changed))));
    choose(&mut bench, 2, Wanted::LeftOut).unwrap();
    let draft = bench.imports.draft(&bench.office, &mut bench.store, import).unwrap().unwrap();
    assert!(draft.examined.checked.plan.users[0].custom.is_empty());
}

#[test]
fn a_file_with_errors_is_not_applied_and_can_be_replaced() {
    let mut bench = bench();
    let import = bench.upload(b"first,last,email,ext\nAda,Byron,ada@example.com,x\n");
    assert_eq!(bench.begin(import, 1).unwrap(), Begun::HasErrors);
    let Bench { imports, office, store, .. } = &mut bench;
    imports.replace(office, store, (import, 1), ("people2.csv", PEOPLE), "owner").unwrap();
    assert_eq!(bench.begin(import, 2).unwrap(), Begun::Started);
    assert_eq!(bench.ended(), ImportState::Applied);
}

#[test]
fn what_was_said_of_columns_is_not_put_upon_another_file() {
    let mut bench = bench();
    let import = bench.upload(PEOPLE);
    let Bench { imports, office, store, .. } = &mut bench;
    imports
        .set_columns(office, store, (import, 1), &[(4, Wanted::named("location").unwrap())], None)
        .unwrap();
    let other: &[u8] = b"first,last,email,ext,Notes\nAda,Byron,ada@example.com,2001,likes tea\n";
    imports.replace(office, store, (import, 2), ("other.csv", other), "owner").unwrap();
    let user = |bench: &mut Bench| {
        let draft = bench.imports.draft(&bench.office, &mut bench.store, import).unwrap().unwrap();
        draft.examined.checked.plan.users[0].location.clone()
    };
    assert_eq!(user(&mut bench), None);
    let Bench { imports, office, store, .. } = &mut bench;
    imports.replace(office, store, (import, 3), ("people.csv", PEOPLE), "owner").unwrap();
    assert_eq!(user(&mut bench).as_deref(), Some("3"), "files with these columns are remembered");
}

#[test]
fn what_users_are_known_by_stays_with_a_corrected_file() {
    let mut bench = bench();
    let import = bench.upload(PEOPLE);
    let Bench { imports, office, store, .. } = &mut bench;
    imports.set_columns(office, store, (import, 1), &[], Some(Key::Extension)).unwrap();
    imports.replace(office, store, (import, 2), ("people.csv", PEOPLE), "owner").unwrap();
    let draft = imports.draft(office, store, import).unwrap().unwrap();
    assert_eq!(draft.examined.mapping.key(), Key::Extension);
}

#[test]
fn dots_are_never_taken_for_a_password_and_changes_have_an_end() {
    let mut bench = bench();
    let import = bench.upload(b"first,last,email,ext,password\nAda,Byron,ada@example.com,2001,Hunter42!x\n");
    let edit = |bench: &mut Bench, version, place, text: String| {
        let Bench { imports, office, store, .. } = bench;
        let cell = CellEdit { row: 2, place, was: String::new(), text: Some(text) };
        imports.set_cells(office, store, (import, Some(version)), &[cell])
    };
    let edited = edit(&mut bench, 1, 4, DOTS.to_owned()).map_err(|error| error.to_string()).unwrap();
    assert_eq!(edited.after.examined.wishes.repairs.edited(), 0);
    let edited =
        edit(&mut bench, 1, 4, "Other-42-words".to_owned()).map_err(|error| error.to_string()).unwrap();
    assert_eq!(edited.after.examined.wishes.repairs.edited(), 1);
}

#[test]
fn two_large_files_are_not_kept_in_memory_together() {
    let mut bench = bench();
    let kept = |bench: &Bench| lock(&bench.imports.drafts).len();
    bench.upload(PEOPLE);
    bench.upload(PEOPLE);
    assert_eq!(kept(&bench), 2);
    Arc::get_mut(&mut bench.imports).unwrap().kept_rows = 1;
    let last = bench.upload(PEOPLE);
    assert_eq!(kept(&bench), 1);
    assert_eq!(lock(&bench.imports.drafts)[0].row.id, last);
    let long = [PEOPLE, &b"\n".repeat(LARGE)].concat();
    bench.upload(&long);
    bench.imports.make_room(LARGE + 1);
    assert_eq!(kept(&bench), 0, "it goes before the next one is read");
}

#[test]
fn what_is_deleted_is_what_was_seen_and_not_as_much_of_something_else() {
    let Bench { _dir, office, mut store, .. } = bench();
    let examine = |store: &mut Store, text: &str| {
        importing::examine(&office, store, text.as_bytes(), Wishes::default()).unwrap()
    };
    let apply = |store: &mut Store, examined: &mut Examined| {
        let source = importing::Source { file_name: "x.csv", sha256: "00", actor: "owner", checked: None };
        importing::apply(&office, store, examined, &source, 1, &|_| ()).unwrap().is_some()
    };
    let add = |name: &str| format!("first,last,email,ext\n{name},Byron,{name}@example.com,2001\n");
    let mut ada = examine(&mut store, &add("ada"));
    assert!(apply(&mut store, &mut ada));
    let mut seen = examine(&mut store, "action,ext\ndelete,2001\n");
    assert_eq!(seen.checked.plan.removals.len(), 1);
    let mut gone = examine(&mut store, "action,ext\ndelete,2001\n");
    assert!(apply(&mut store, &mut gone));
    let mut bob = examine(&mut store, &add("bob"));
    assert!(apply(&mut store, &mut bob));
    assert!(!apply(&mut store, &mut seen), "nobody has seen that Bob goes");
    assert_eq!(store.users().unwrap().len(), 1);
}

#[test]
fn rows_with_errors_are_known_where_their_findings_are_not_listed() {
    let mut bench = bench();
    let import =
        bench.upload(b"first,last,email,ext\nAda,Byron,ada@example.com,2001\nBob,Crane,bob@example.com,x\n");
    let draft = bench.imports.draft(&bench.office, &mut bench.store, import).unwrap().unwrap();
    assert_eq!(draft.rows_with_errors().collect::<Vec<_>>(), [3]);
    let (row, said, wishes) = (draft.row.clone(), draft.said.clone(), draft.examined.wishes.clone());
    let mut examined = draft.examined.again(&bench.office, &mut bench.store, wishes).unwrap();
    examined.checked.issues.clear();
    let draft = Draft::new(row, 1, draft.state, said, examined);
    assert_eq!(draft.rows_with_errors().collect::<Vec<_>>(), [3], "a list of findings has an end");
}
