//! The tables. Append only: a released entry never changes.

/// One SQL script a version; `PRAGMA user_version` counts the applied ones.
pub const MIGRATIONS: &[&str] = &[FIRST, PAGES, REPAIRS, PHONES, SOFTPHONES];

/// Times are seconds since 1970 UTC. MAC addresses are 12 lower-case digits. BLOB columns hold sealed secrets.
const FIRST: &str = "
CREATE TABLE site (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL,              -- raised by every change that a phone's file can show
    key_check BLOB NOT NULL                 -- a known text under the secret key
) STRICT;

CREATE TABLE settings (
    key TEXT PRIMARY KEY,
    value TEXT,
    secret BLOB,
    CHECK ((value IS NULL) <> (secret IS NULL))
) STRICT, WITHOUT ROWID;

-- What the daemon itself found out, for example the URL that phones reach it by.
CREATE TABLE box_state (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Keys and certificates of the box, as PEM.
CREATE TABLE identities (name TEXT PRIMARY KEY, pem BLOB NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE imports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    state TEXT NOT NULL CHECK (state IN ('checked', 'applying', 'applied')),
    file_name TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    actor TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    applied_at INTEGER,
    counts TEXT NOT NULL CHECK (json_valid(counts))
) STRICT;

CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL DEFAULT 1,
    email TEXT NOT NULL UNIQUE CHECK (email = lower(email)),
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    notification_email TEXT,
    password_hash TEXT,                     -- argon2id, PHC string
    include_voicemail INTEGER NOT NULL CHECK (include_voicemail IN (0, 1)),
    in_directory INTEGER NOT NULL CHECK (in_directory IN (0, 1)),
    notes TEXT,
    location TEXT,
    department TEXT,
    custom TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(custom))
) STRICT;

CREATE TABLE extensions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    position INTEGER NOT NULL CHECK (position >= 1),    -- 1 is the main extension
    number TEXT NOT NULL UNIQUE CHECK (number <> '' AND number NOT GLOB '*[^0-9]*'),
    display_name TEXT,
    own_line INTEGER NOT NULL CHECK (own_line IN (0, 1)),
    UNIQUE (user_id, position)
) STRICT;

CREATE TABLE phone_numbers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    number TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX phone_numbers_by_user ON phone_numbers (user_id);

-- SIP credentials. An extension's own account, or one for each phone where the PBX wants that.
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    extension_id INTEGER NOT NULL REFERENCES extensions ON DELETE CASCADE,
    sip_username TEXT NOT NULL UNIQUE,
    sip_password BLOB NOT NULL,
    generated INTEGER NOT NULL CHECK (generated IN (0, 1))      -- the username is ours to change
) STRICT;
CREATE INDEX accounts_by_extension ON accounts (extension_id);

CREATE TABLE devices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL DEFAULT 1,
    mac TEXT UNIQUE CHECK (length(mac) = 12 AND mac NOT GLOB '*[^0-9a-f]*'),   -- NULL: comes later
    pending INTEGER NOT NULL CHECK (pending IN (0, 1)),  -- was imported without one, claimed since or not
    user_id INTEGER REFERENCES users ON DELETE SET NULL,
    brand TEXT NOT NULL,
    family TEXT NOT NULL,
    model TEXT NOT NULL,
    name TEXT NOT NULL,
    admin_password BLOB NOT NULL,
    user_password BLOB NOT NULL,
    expansion TEXT,                         -- id of the attached expansion modules
    expansion_count INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX devices_by_user ON devices (user_id);

CREATE TABLE lines (
    device_id INTEGER NOT NULL REFERENCES devices ON DELETE CASCADE,
    number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 255),
    account_id INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
    PRIMARY KEY (device_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX lines_by_account ON lines (account_id);

CREATE TABLE softphones (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    account_id INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE
) STRICT;
CREATE INDEX softphones_by_user ON softphones (user_id);
CREATE INDEX softphones_by_account ON softphones (account_id);

CREATE TABLE feature_keys (
    device_id INTEGER NOT NULL REFERENCES devices ON DELETE CASCADE,
    key INTEGER NOT NULL CHECK (key >= 1),
    kind TEXT NOT NULL CHECK (kind IN ('line', 'none', 'parking', 'personal_parking', 'presence', 'speed_dial')),
    line INTEGER NOT NULL CHECK (line BETWEEN 1 AND 255),
    target_user_id INTEGER REFERENCES users ON DELETE CASCADE,
    target_text TEXT,
    label TEXT,
    PRIMARY KEY (device_id, key),
    CHECK (target_user_id IS NULL OR target_text IS NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX feature_keys_by_target ON feature_keys (target_user_id);

CREATE TABLE import_rows (
    import_id INTEGER NOT NULL REFERENCES imports ON DELETE CASCADE,
    row INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    PRIMARY KEY (import_id, row)
) STRICT, WITHOUT ROWID;

-- Generated login passwords until somebody has them, a day at most.
CREATE TABLE handovers (
    import_id INTEGER PRIMARY KEY REFERENCES imports ON DELETE CASCADE,
    credentials BLOB NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE sightings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    mac TEXT,
    brand TEXT,
    model TEXT,
    firmware TEXT,
    address TEXT NOT NULL,
    transport TEXT NOT NULL,
    file TEXT NOT NULL,
    outcome TEXT NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN ('seen', 'offered', 'acknowledged', 'fetched'))
) STRICT;
CREATE INDEX sightings_by_mac ON sightings (mac, id);

-- What the box noticed (source 'box') and what people did (source = who).
CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('error', 'warning', 'note')),
    message TEXT NOT NULL,
    source TEXT NOT NULL,
    mac TEXT
) STRICT;

CREATE TABLE admin_users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL
) STRICT;

CREATE TABLE admin_sessions (
    token_sha256 BLOB PRIMARY KEY,
    admin_user_id INTEGER NOT NULL REFERENCES admin_users ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";

/// What the pages need: files that wait for their import, phones that a person waved away, and what each phone has.
const PAGES: &str = "
-- Counts the person's changes to a checked import, so that two people do not overwrite each other.
ALTER TABLE imports ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

-- The file of a checked import, sealed because it may hold passwords. Goes when the import is applied.
CREATE TABLE import_files (
    import_id INTEGER PRIMARY KEY REFERENCES imports ON DELETE CASCADE,
    bytes BLOB NOT NULL,
    columns TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(columns))  -- what the person said about its columns
) STRICT;

-- Whether the passwords that wait were downloaded at least once.
ALTER TABLE handovers ADD COLUMN downloaded INTEGER NOT NULL DEFAULT 0 CHECK (downloaded IN (0, 1));

-- Waiting phones that a person does not want to see.
CREATE TABLE ignored_phones (mac TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- The last time that a phone got its own file, and its entity tag (NULL: it never did, this is another file).
CREATE TABLE fetches (
    mac TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    file TEXT NOT NULL,
    transport TEXT NOT NULL,
    address TEXT NOT NULL,
    firmware TEXT,
    etag TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX sightings_by_outcome ON sightings (outcome, mac, id);
";

/// What an import needs that forgives and can be taken back.
const REPAIRS: &str = "
-- How the file of a checked import is to be read, and what a person changed of it.
ALTER TABLE import_files ADD COLUMN reading TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(reading));
ALTER TABLE import_files ADD COLUMN repairs BLOB;       -- sealed: cells may be passwords
-- Groups of findings that somebody ticked off.
ALTER TABLE import_files ADD COLUMN seen TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(seen));

-- Raised with another file or another way to read it, so that what was read may be kept between two checks.
ALTER TABLE import_files ADD COLUMN state INTEGER NOT NULL DEFAULT 1;

ALTER TABLE imports ADD COLUMN mode TEXT NOT NULL DEFAULT 'add' CHECK (mode IN ('add', 'update'));
ALTER TABLE imports ADD COLUMN undone_at INTEGER;
ALTER TABLE imports ADD COLUMN undone_by TEXT;
ALTER TABLE imports ADD COLUMN failure TEXT;            -- why the last try to apply it failed
ALTER TABLE import_rows ADD COLUMN reason TEXT;

-- Rows that an applied import left out, as a file with what to fix. Sealed as the file was.
CREATE TABLE import_rests (
    import_id INTEGER PRIMARY KEY REFERENCES imports ON DELETE CASCADE,
    bytes BLOB NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

-- The site's revision once it landed, which tells the order in which imports were applied.
ALTER TABLE imports ADD COLUMN revision INTEGER;
-- The user_version that its rows of import_undo were read with; NULL: it cannot be taken back.
ALTER TABLE imports ADD COLUMN undo_schema INTEGER;

-- Each row of a table that an import changed: what it was (NULL: was not there), without its version, and a digest of
-- what it became (NULL: went).
CREATE TABLE import_undo (
    import_id INTEGER NOT NULL REFERENCES imports ON DELETE CASCADE,
    name TEXT NOT NULL,                     -- of the table
    key INTEGER NOT NULL,
    sub INTEGER NOT NULL,                   -- second part of the key; 0 where it has one part
    before TEXT CHECK (json_valid(before)),
    version INTEGER,
    after BLOB,
    PRIMARY KEY (import_id, name, key, sub)
) STRICT, WITHOUT ROWID;

-- What people said about the columns of files with these headers.
CREATE TABLE column_choices (
    headers TEXT PRIMARY KEY,               -- digest of the folded headers
    columns TEXT NOT NULL CHECK (json_valid(columns)),
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The PBX must know it, as it must know SIP passwords.
ALTER TABLE users ADD COLUMN voicemail_pin BLOB;
";

/// What phones get besides settings: firmware and media, the maker's own parameters, softphones' links.
const PHONES: &str = "
-- Files that phones fetch as they are. Their bytes lie in the folder `hosted` under the same name.
CREATE TABLE hosted_files (
    name TEXT PRIMARY KEY CHECK (name <> ''),
    kind TEXT NOT NULL CHECK (kind IN ('firmware', 'logo', 'ringtone', 'wallpaper')),
    brand TEXT NOT NULL,
    family TEXT,                            -- NULL: any
    model TEXT,                             -- NULL: any
    version TEXT,                           -- of firmware
    bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    about TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(about)),     -- width, height, seconds …
    uploaded_at INTEGER NOT NULL,
    uploaded_by TEXT NOT NULL
) STRICT;

-- Which phones are to have which of them; the nearest wins: a department before all, a model before its family.
CREATE TABLE hosted_wishes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('firmware', 'logo', 'ringtone', 'wallpaper')),
    brand TEXT NOT NULL,
    family TEXT NOT NULL DEFAULT '',        -- empty: all of the brand
    model TEXT NOT NULL DEFAULT '',         -- empty: all of the family
    department TEXT NOT NULL DEFAULT '',    -- of the phone's user; empty: all
    file TEXT NOT NULL REFERENCES hosted_files (name) ON DELETE CASCADE,
    UNIQUE (kind, brand, family, model, department)
) STRICT;
CREATE INDEX hosted_wishes_by_file ON hosted_wishes (file);

-- Parameters in the makers' words, laid over what templates write.
CREATE TABLE raw_overrides (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    level TEXT NOT NULL CHECK (level IN ('site', 'brand', 'family', 'model', 'device')),
    brand TEXT NOT NULL DEFAULT '',
    family TEXT NOT NULL DEFAULT '',
    model TEXT NOT NULL DEFAULT '',
    device_id INTEGER REFERENCES devices ON DELETE CASCADE,
    parameter TEXT NOT NULL CHECK (parameter <> ''),
    value TEXT NOT NULL,
    CHECK ((level = 'device') = (device_id IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX raw_overrides_once ON raw_overrides (level, brand, family, model, coalesce(device_id, 0), parameter);
CREATE INDEX raw_overrides_by_device ON raw_overrides (device_id);

-- The shipped file that a file of the box was laid over, by digest, so that a newer one can be told.
CREATE TABLE overlay_bases (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- One-time addresses by which a softphone fetches its account. Only a hash of the secret part is kept.
CREATE TABLE softphone_links (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    softphone_id INTEGER NOT NULL REFERENCES softphones ON DELETE CASCADE,
    token_hash TEXT NOT NULL UNIQUE,
    expires_at INTEGER NOT NULL,
    fetches_left INTEGER NOT NULL CHECK (fetches_left >= 0)
) STRICT;
CREATE INDEX softphone_links_by_softphone ON softphone_links (softphone_id);
";

/// Softphones have accounts of their own. Those of before get theirs when the box starts, for SQL cannot seal a password.
const SOFTPHONES: &str = "
-- Made for a softphone and goes with it; no phone uses it.
ALTER TABLE accounts ADD COLUMN softphone INTEGER NOT NULL DEFAULT 0 CHECK (softphone IN (0, 1));
";
