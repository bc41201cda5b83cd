//! The whole state as one file, and back.

mod upload;

use std::{
    fs::File,
    io::{self, Read},
    sync::Arc,
};

use axum::{
    Extension,
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::{Stream, stream};
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use tokio::{
    sync::{Mutex, MutexGuard},
    task::spawn_blocking,
};
use utoipa::ToSchema;

use super::exports::attachment;
use crate::{
    admin::{
        Admin,
        problem::{FieldProblem, Problem},
        request::Json,
        session::Owner,
    },
    directory::{Secret, text::capital},
    office::{backups, now},
    store::{
        BACKUP_ON_ITS_WAY, BackupFile, EventSeverity, HostedFiles, MIN_PASSPHRASE, RestoreError, Store,
        StoreError,
    },
};
use upload::{Upload, io_problem};

/// The header that carries a backup's passphrase, percent-encoded.
const PASSPHRASE_HEADER: &str = "x-passphrase";

/// The longest passphrase, in bytes. The command takes as much.
const MAX_PASSPHRASE: usize = 1024;

/// What is read of the backup at a time.
const PIECE: usize = 64 * 1024;

/// One backup or restore at a time: each fills the disk with another copy of all data.
static TURN: Mutex<()> = Mutex::const_new(());

/// How to make a backup.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BackupInput {
    /// With one, of 8 characters at least, the backup is good on any box; without, on this box only.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Password)]
    passphrase: Option<Secret>,
    /// Whether firmware, pictures and tones come along, which may be hundreds of megabytes. Left out: they do.
    #[serde(default = "yes")]
    #[schema(required = false, default = true)]
    hosted_files: bool,
}

const fn yes() -> bool {
    true
}

/// Makes a backup of the whole state and hands it out. Events name each file that it does not hold
#[utoipa::path(post, path = "/backup", operation_id = "make_backup", tag = "box", request_body = BackupInput,
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")))]
pub async fn backup(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    Json(input): Json<BackupInput>,
) -> Result<Response, Problem> {
    let passphrase = input.passphrase.filter(|passphrase| !passphrase.is_empty());
    passphrase.as_ref().map_or(Ok(()), check_length)?;
    let hosted = if input.hosted_files { HostedFiles::Whole } else { HostedFiles::Named };
    let turn = turn()?;
    let work = move |_: &Admin, store: &mut Store| {
        // Held here: whoever asked may go away, the work goes on.
        let _turn = turn;
        make(store, passphrase.as_ref(), hosted, &owner.name)
    };
    let file = admin.work(work).await?;
    let length = file.metadata().map_err(|error| io_problem(&error))?.len();
    let day = Timestamp::now().strftime("%Y-%m-%d").to_string();
    let headers = attachment("application/octet-stream", &format!("linekey-{day}.backup"));
    let length = [(header::CONTENT_LENGTH, HeaderValue::from(length))];
    Ok((headers, length, Body::from_stream(pieces(file))).into_response())
}

/// Puts a backup in the place of all data. Log-ins end with it: log in again. Events name each file to upload again
#[utoipa::path(post, path = "/restore", operation_id = "restore_backup", tag = "box",
    params(("X-Passphrase" = Option<String>, Header, description = "The backup's passphrase, percent-encoded")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The backup, at most 4 GB"),
    responses((status = 204)))]
pub async fn restore(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    headers: HeaderMap,
    content: Body,
) -> Result<StatusCode, Problem> {
    let passphrase = passphrase(&headers)?;
    let turn = turn()?;
    let dir = admin.work(|_, store| Ok(store.dir().to_owned())).await?;
    let upload = Upload::receive(&dir, content).await?;
    let work = move |_: &Admin, store: &mut Store| {
        // Held here: whoever asked may go away, the work goes on.
        let _turn = turn;
        let backup = BackupFile::open(&upload.path())?;
        let restored = backup.restore(&dir, passphrase.as_ref())?;
        backups::note_restored(store, &restored, &owner.name)?;
        Ok(())
    };
    admin.work(work).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn turn() -> Result<MutexGuard<'static, ()>, Problem> {
    TURN.try_lock().map_err(|_| StoreError::Busy.into())
}

/// Makes the backup and takes its name away at once, so that no copy of all data stays behind. What a power cut leaves
/// goes when the box starts.
fn make(
    store: &mut Store,
    passphrase: Option<&Secret>,
    hosted: HostedFiles,
    actor: &str,
) -> Result<File, Problem> {
    let path = store.dir().join(BACKUP_ON_ITS_WAY);
    let made = store.backup(&path, passphrase, hosted)?;
    let opened = File::open(&path);
    std::fs::remove_file(&path).map_err(|error| io_problem(&error))?;
    let message = "a backup was made and downloaded";
    store.note_event(now(), "backup_made", EventSeverity::Note, message, actor)?;
    backups::note_left_out(store, &made, actor)?;
    opened.map_err(|error| io_problem(&error))
}

/// The file piece by piece; none is read before the one before is on its way.
fn pieces(file: File) -> impl Stream<Item = io::Result<Bytes>> {
    stream::unfold(Some(file), |file| async {
        let mut file = file?;
        let read = spawn_blocking(move || {
            let mut piece = vec![0; PIECE];
            let bytes = file.read(&mut piece)?;
            piece.truncate(bytes);
            Ok((Bytes::from(piece), file))
        });
        match read.await.unwrap_or_else(|error| Err(io::Error::other(error))) {
            Ok((piece, _)) if piece.is_empty() => None,
            Ok((piece, file)) => Some((Ok(piece), Some(file))),
            Err(error) => Some((Err(error), None)),
        }
    })
}

fn check_length(passphrase: &Secret) -> Result<(), Problem> {
    let length = passphrase.expose().chars().count();
    let message = if length < MIN_PASSPHRASE {
        format!("The passphrase needs {MIN_PASSPHRASE} characters at least")
    } else if length > MAX_PASSPHRASE {
        format!("The passphrase has more than {MAX_PASSPHRASE} characters")
    } else {
        return Ok(());
    };
    let field = FieldProblem::error("/passphrase", "passphrase_short", message);
    Err(Problem::refused("passphrase_short", "Choose another passphrase", vec![field]))
}

/// What the header says; nothing where it is left out or empty.
fn passphrase(headers: &HeaderMap) -> Result<Option<Secret>, Problem> {
    let Some(sent) = headers.get(PASSPHRASE_HEADER) else { return Ok(None) };
    let text = percent_decode_str(sent.to_str().unwrap_or_default()).decode_utf8();
    match text {
        Ok(text) if text.len() <= MAX_PASSPHRASE => {
            Ok(Some(Secret::new(text)).filter(|passphrase| !passphrase.is_empty()))
        }
        _ => Err(Problem::malformed("The header X-Passphrase is no percent-encoded passphrase")),
    }
}

impl From<RestoreError> for Problem {
    fn from(error: RestoreError) -> Self {
        let refused = |code: &str, detail: &str| {
            let field = FieldProblem::error("", code, detail);
            Self::refused("backup_refused", detail, vec![field])
        };
        match error {
            RestoreError::InTheWay { .. } => refused("restore_blocked", &capital(&error.to_string())),
            RestoreError::ForeignKey => refused(
                "backup_foreign",
                "This backup was made on another box without a passphrase, so its passwords cannot be opened here",
            ),
            RestoreError::NeedsPassphrase => refused(
                "passphrase_needed",
                "This backup was made on another box. Enter the passphrase that it was made with",
            ),
            RestoreError::NotABackup(_) => {
                refused("not_a_backup", "This file is no backup of Linekey, or it is damaged")
            }
            RestoreError::WrongPassphrase => {
                refused("passphrase_wrong", "The passphrase does not open this backup")
            }
            RestoreError::Store(StoreError::FromNewerVersion(_)) => {
                refused("backup_newer", "This backup was made by a newer Linekey. Update this box first")
            }
            RestoreError::Store(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{FutureExt, StreamExt};
    use tokio::sync::watch;

    use super::*;
    use crate::{
        admin::{AdminOptions, AdminSide},
        office::Live,
    };

    #[tokio::test]
    async fn the_turn_lasts_as_long_as_the_work_though_nobody_waits_for_it() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::create(dir.path()).unwrap();
        let options = AdminOptions {
            claim: None,
            secure: false,
            addresses: std::collections::BTreeMap::new(),
            certificates: None,
            stop: watch::channel(false).1,
        };
        let side = AdminSide::new(Arc::new(Live::open(dir.path()).unwrap()), store, options).unwrap();
        let admin = side.admin();
        let owner = Owner { id: 1, name: "owner".into(), token: Secret::new("x") };
        // With a passphrase it takes a while.
        let input = BackupInput { passphrase: Some(Secret::new("a long passphrase")), hosted_files: true };
        let asked = backup(State(admin), Extension(owner), Json(input)).now_or_never();
        assert!(asked.is_none(), "it waits, and whoever asked goes away");
        assert_eq!(turn().err().map(|problem| problem.code), Some("busy"));
        drop(TURN.lock().await);
    }

    #[test]
    fn a_backup_leaves_nothing_behind_in_the_data_folder() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::create(dir.path()).unwrap();
        let file = make(&mut store, None, HostedFiles::Whole, "owner").unwrap();
        assert!(file.metadata().unwrap().len() > 4096);
        let left = std::fs::read_dir(dir.path()).unwrap().flatten().map(|entry| entry.file_name());
        assert!(left.into_iter().all(|name| !name.to_string_lossy().contains("backup")));
    }

    #[test]
    fn what_a_backup_leaves_out_is_told_among_the_events() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::create(dir.path()).unwrap();
        std::fs::create_dir_all(dir.path().join("templates/acme")).unwrap();
        for number in 0..52 {
            std::fs::write(dir.path().join(format!("templates/acme/x ({number}).j2")), "x").unwrap();
        }
        make(&mut store, None, HostedFiles::Whole, "owner").unwrap();
        let events = store.events().unwrap();
        let told: Vec<_> = events.iter().filter(|event| event.severity == "warning").collect();
        assert_eq!(told.len(), 51);
        assert!(told[0].message.contains("templates/acme/x (0).j2: its name has signs"), "{:?}", told[0]);
        assert!(told[50].message.contains("2 more files"), "{:?}", told[50]);
    }

    #[tokio::test]
    async fn the_pieces_are_the_whole_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x");
        let bytes: Vec<u8> = (0..3 * PIECE + 7).map(|at| u8::try_from(at % 251).unwrap()).collect();
        std::fs::write(&path, &bytes).unwrap();
        let pieces: Vec<Bytes> = pieces(File::open(&path).unwrap()).map(Result::unwrap).collect().await;
        assert_eq!(pieces.concat(), bytes);
    }

    #[test]
    fn a_passphrase_has_eight_characters_and_an_empty_header_is_none() {
        assert!(check_length(&Secret::new("1234567")).is_err());
        assert!(check_length(&Secret::new("pässwörd")).is_ok());
        let headers = |value: &'static str| {
            HeaderMap::from_iter([(
                header::HeaderName::from_static(PASSPHRASE_HEADER),
                HeaderValue::from_static(value),
            )])
        };
        assert!(passphrase(&headers("")).unwrap().is_none());
        assert_eq!(passphrase(&headers("a%20b%C3%A4")).unwrap().unwrap().expose(), "a bä");
        assert!(passphrase(&headers("%ff")).is_err());
    }
}
