//! Names that templates give to values, and the paths that an expression reads.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use regex::Regex;

/// Name → the expressions that it may stand for.
pub(super) type Aliases = BTreeMap<String, Vec<String>>;

/// How far names are followed: `port` is `proxy.port`, `proxy` is `site.registrar.outbound_proxy`.
const DEEPEST: usize = 5;

/// The names that a template's text sets: `{% set x = … %}`, `{% for x in … %}`, `{% set x %}…{% endset %}`.
pub(super) fn of(text: &str) -> Aliases {
    let mut aliases = Aliases::new();
    for (regex, is_text) in [(&SET, false), (&EACH, false), (&CAPTURE, true)] {
        for found in regex.iter().flat_map(|regex| regex.captures_iter(text)) {
            let (name, expression) = (&found[1], &found[2]);
            let all = if is_text { written(expression) } else { vec![expression.to_owned()] };
            aliases.entry(name.to_owned()).or_default().extend(all);
        }
    }
    aliases
}

static SET: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?s)\{%[-+]?\s*set\s+([a-z_][a-z_0-9.]*)\s*=(.*?)%\}").ok());
static EACH: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?s)\{%[-+]?\s*for\s+([a-z_]\w*)\s+in\s+(.*?)%\}").ok());
static CAPTURE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?s)\{%[-+]?\s*set\s+([a-z_]\w*)\s*[-+]?%\}(.*?)\{%[-+]?\s*endset").ok());
static TAG: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?s)\{[{%](.*?)[}%]\}").ok());
static TEXT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#""[^"]*"|'[^']*'"#).ok());
static PATH: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b[a-z_]\w*(?:\[\d+\])?(?:\.[a-z_]\w*)*").ok());

/// The expressions within a captured text.
fn written(text: &str) -> Vec<String> {
    TAG.iter().flat_map(|tag| tag.captures_iter(text)).map(|found| found[1].to_owned()).collect()
}

/// The paths that an expression reads: `account.user.label`, `accounts[0].user`.
pub(super) fn paths(expression: &str) -> Vec<String> {
    let bare = TEXT.as_ref().map_or_else(|| expression.into(), |text| text.replace_all(expression, "\"\""));
    // The names of filters and tests are no values.
    let found = PATH.iter().flat_map(|path| path.find_iter(&bare));
    found
        .filter(|found| !bare[..found.start()].trim_end().ends_with(['|', '.']))
        .map(|found| found.as_str().to_owned())
        .collect()
}

/// The paths that an expression reads, names that were set replaced by what they stand for. Names of the template's
/// own text come first, then those of whoever takes it in.
pub(super) fn resolved(
    expression: &str,
    own: Option<&Aliases>,
    all: &BTreeMap<String, Aliases>,
) -> Vec<String> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    follow(expression, own, all, DEEPEST, &mut seen, &mut found);
    found
}

fn follow(
    expression: &str,
    own: Option<&Aliases>,
    all: &BTreeMap<String, Aliases>,
    left: usize,
    seen: &mut BTreeSet<String>,
    found: &mut Vec<String>,
) {
    for path in paths(expression) {
        let (root, rest) = path.split_once('.').unwrap_or((&path, ""));
        let is_given = super::words::is_given(root);
        let meant = own.and_then(|own| own.get(root).or_else(|| own.get(&path)));
        let meant =
            meant.or_else(|| all.values().find_map(|aliases| aliases.get(root))).filter(|_| !is_given);
        let Some(meant) = meant.filter(|_| left > 0) else {
            found.push(path);
            continue;
        };
        if !seen.insert(path.clone()) {
            continue;
        }
        for expression in meant {
            // `user.label` of `set user = account.user` is `account.user.label`; of anything longer only the whole counts.
            let expression = expression.trim();
            let is_path =
                !rest.is_empty() && paths(expression).first().is_some_and(|path| path == expression);
            let expression = if is_path { format!("{expression}.{rest}") } else { expression.to_owned() };
            follow(&expression, own, all, left - 1, seen, found);
        }
    }
}
