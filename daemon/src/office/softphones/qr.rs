//! QR codes, drawn on the box: what they hold is a secret, so nobody else may draw them.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode};

/// The bright margin that scanners need, in modules (ISO/IEC 18004).
const MARGIN: usize = 4;

/// A picture for a page. Dark on white whatever the page's colours are: not all scanners read the reverse. `None` for a
/// text that is too long for a code, over 2 KB.
#[must_use]
pub fn svg(text: &str) -> Option<String> {
    let (rows, side) = modules(text)?;
    let mut path = String::new();
    for (y, row) in rows.iter().enumerate() {
        for (x, length) in runs(row) {
            // Writing to a string cannot fail.
            write!(path, "M{} {}h{length}v1h-{length}z", x + MARGIN, y + MARGIN).unwrap_or_default();
        }
    }
    let all = side + 2 * MARGIN;
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {all} {all}\" role=\"img\" aria-label=\"QR code\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{all}v{all}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}

/// The same for a terminal, two modules in a sign, bright ones drawn: most terminals are dark.
#[must_use]
pub fn text(text: &str) -> Option<String> {
    let (rows, side) = modules(text)?;
    let all = side + 2 * MARGIN;
    let is_dark = |x: usize, y: usize| {
        let inside = x.checked_sub(MARGIN).zip(y.checked_sub(MARGIN));
        inside.and_then(|(x, y)| rows.get(y)?.get(x).copied()).unwrap_or(false)
    };
    let sign = |x, y| match (is_dark(x, y), y + 1 >= all || is_dark(x, y + 1)) {
        (false, false) => '█',
        (false, true) => '▀',
        (true, false) => '▄',
        (true, true) => ' ',
    };
    let line = |y| (0..all).map(|x| sign(x, y)).chain(['\n']).collect::<String>();
    Some((0..all).step_by(2).map(line).collect())
}

/// Which modules are dark, row by row, and how many there are in a row.
fn modules(text: &str) -> Option<(Vec<Vec<bool>>, usize)> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let side = code.width();
    let dark: Vec<bool> = code.to_colors().into_iter().map(|module| module == Color::Dark).collect();
    Some((dark.chunks(side).map(<[bool]>::to_vec).collect(), side))
}

/// Where dark modules begin, and how many stand together.
fn runs(row: &[bool]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (x, _) in row.iter().enumerate().filter(|(_, dark)| **dark) {
        match runs.last_mut() {
            Some((start, length)) if *start + *length == x => *length += 1,
            _ => runs.push((x, 1)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "http://10.0.0.5/s/abcdefghjkmnpqrtuvwxy3467999";

    #[test]
    fn a_code_has_its_three_corners_and_its_margin() {
        let (rows, side) = modules(URL).unwrap();
        assert_eq!(side % 4, 1, "21, 25, 29 … modules");
        let corner = |x: usize, y: usize| rows[y][x..x + 7].iter().all(|dark| *dark);
        assert!(corner(0, 0) && corner(side - 7, 0) && corner(0, side - 7) && !corner(side - 7, side - 7));
        let picture = svg(URL).unwrap();
        assert!(picture.contains(&format!("viewBox=\"0 0 {0} {0}\"", side + 8)) && picture.len() < 8_000);
        assert!(picture.contains("M4 4h7v1h-7z"), "the first corner stands behind the margin");
    }

    #[test]
    fn a_terminal_shows_the_same_code() {
        let (rows, side) = modules(URL).unwrap();
        let shown = text(URL).unwrap();
        let lines: Vec<Vec<char>> = shown.lines().map(|line| line.chars().collect()).collect();
        assert!(lines.iter().all(|line| line.len() == side + 8));
        for (y, row) in rows.iter().enumerate() {
            for (x, dark) in row.iter().enumerate() {
                let sign = lines[y / 2 + 2][x + 4];
                let bright = if (y + 4).is_multiple_of(2) { ['█', '▀'] } else { ['█', '▄'] };
                assert_eq!(!bright.contains(&sign), *dark, "{x} {y}");
            }
        }
    }

    #[test]
    fn what_is_too_long_is_no_code() {
        assert!(svg(&"x".repeat(10_000)).is_none() && text(&"x".repeat(10_000)).is_none());
    }
}
