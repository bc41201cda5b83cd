//! What a spreadsheet shows of a number: its format tells zeros in front, dates and times.

use jiff::{ToSpan, civil::Date};

/// Longest format code that is looked at; Excel allows 255 signs.
const MAX_CODE: usize = 1000;
/// More zeros than this are in no number that anybody dials.
const MAX_DIGITS: usize = 40;
/// From here on a number has more digits than spreadsheets keep.
const TOO_LONG: f64 = 1e15;
const SECONDS: f64 = 86_400.0;

/// The part of a number format that matters here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Format {
    /// All digits of the number as it is.
    #[default]
    Plain,
    /// At least so many digits, after a `+` or digits that the format puts in front.
    Digits {
        prefix: String,
        least: usize,
    },
    Date,
    DateTime,
    Time,
}

/// From which day a workbook counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Epoch {
    /// The usual one, with a 29 February 1900 that never was.
    #[default]
    Year1900,
    /// Old Macintoshes.
    Year1904,
}

impl Format {
    /// A format that Excel knows by its number alone.
    pub(super) fn builtin(id: u32) -> Self {
        match id {
            14..=17 | 27..=31 | 36 | 50..=54 | 57..=58 => Self::Date,
            18..=21 | 32..=35 | 45..=47 | 55..=56 => Self::Time,
            22 => Self::DateTime,
            _ => Self::Plain,
        }
    }

    /// At least so many digits after a prefix, if that says anything.
    pub(super) fn digits(prefix: &str, least: usize) -> Self {
        let is_dialled = prefix.chars().all(|sign| sign.is_ascii_digit() || sign == '+');
        let prefix = if is_dialled && prefix.len() < MAX_DIGITS { prefix } else { "" };
        if prefix.is_empty() && least < 2 {
            return Self::Plain;
        }
        Self::Digits { prefix: prefix.to_owned(), least: least.min(MAX_DIGITS) }
    }

    /// From a code as in Excel: `00000`, `+0`, `yyyy-mm-dd`, `[h]:mm`.
    pub(super) fn of_code(code: &str) -> Self {
        let mut seen = Seen::default();
        let code = code.replace("General", "#");
        let mut signs = code.chars().take(MAX_CODE).peekable();
        while let Some(sign) = signs.next() {
            match sign {
                ';' => break,
                '"' => signs.by_ref().take_while(|sign| *sign != '"').for_each(|sign| seen.literal(sign)),
                '\\' => signs.next().into_iter().for_each(|sign| seen.literal(sign)),
                // Room for a sign, or a sign that fills the cell.
                '_' | '*' => drop(signs.next()),
                '[' => {
                    let inside: String = signs.by_ref().take_while(|sign| *sign != ']').collect();
                    seen.bracket(&inside);
                }
                'E' | 'e' if matches!(signs.peek(), Some('+' | '-')) => seen.is_other = true,
                'A' | 'a' if matches!(signs.peek(), Some('M' | 'm' | '/')) => {
                    seen.time = true;
                    while signs.next_if(|sign| "/MmPp".contains(*sign)).is_some() {}
                }
                _ => seen.sign(sign),
            }
        }
        seen.format()
    }
}

/// What a format code's first section has in it.
#[derive(Default)]
struct Seen {
    prefix: String,
    part: Part,
    zeros: usize,
    date: bool,
    month: bool,
    time: bool,
    is_other: bool,
}

/// How far into the number a code is.
#[derive(Default, PartialEq, Eq)]
enum Part {
    #[default]
    Before,
    Whole,
    Fraction,
}

impl Seen {
    fn literal(&mut self, sign: char) {
        if self.part == Part::Before {
            self.prefix.push(sign);
        }
    }

    fn bracket(&mut self, inside: &str) {
        let is_time = |sign: char| matches!(sign, 'h' | 'H' | 'm' | 'M' | 's' | 'S');
        self.time |= !inside.is_empty() && inside.chars().all(is_time);
    }

    fn sign(&mut self, sign: char) {
        match sign {
            '0' | '#' | '?' if self.part == Part::Fraction => {}
            '0' | '#' | '?' => {
                self.part = Part::Whole;
                self.zeros += usize::from(sign == '0');
            }
            '.' => self.part = Part::Fraction,
            '%' | '@' => self.is_other = true,
            'y' | 'Y' | 'd' | 'D' => self.date = true,
            'm' | 'M' => self.month = true,
            'h' | 'H' | 's' | 'S' => self.time = true,
            _ => self.literal(sign),
        }
    }

    fn format(self) -> Format {
        // An m beside hours or seconds means minutes.
        match (self.date || (self.month && !self.time), self.time) {
            (true, true) => Format::DateTime,
            (true, false) => Format::Date,
            (false, true) => Format::Time,
            (false, false) if self.is_other => Format::Plain,
            (false, false) => Format::digits(&self.prefix, self.zeros),
        }
    }
}

/// A number as a person reads it: all its digits, with the zeros of its format; dates as ISO text.
pub(super) fn number(value: f64, format: &Format, epoch: Epoch) -> String {
    let moment = match format {
        Format::Plain => None,
        Format::Digits { prefix, least } => return digits(value, prefix, *least),
        Format::Date => date(value, epoch),
        Format::DateTime => date(value, epoch).map(|date| match time_of_day(value) {
            Some(time) => format!("{date}T{time}"),
            None => date,
        }),
        Format::Time => time(value),
    };
    moment.unwrap_or_else(|| plain(value))
}

/// A number cell's text, most of which are digits already.
pub(super) fn number_text(text: &str, format: &Format, epoch: Epoch) -> String {
    let text = text.trim();
    let is_short = (1..=15).contains(&text.len()) && !text.starts_with('0');
    if *format == Format::Plain && is_short && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.to_owned();
    }
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => number(value, format, epoch),
        _ => text.to_owned(),
    }
}

fn digits(value: f64, prefix: &str, least: usize) -> String {
    let text = plain(value);
    if text.bytes().all(|byte| byte.is_ascii_digit()) { format!("{prefix}{text:0>least$}") } else { text }
}

/// At most the 15 digits that spreadsheets keep. A whole number with more has lost some, so it is written as a rounded
/// one, which the check questions.
pub(super) fn plain(value: f64) -> String {
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    let size = rounded.abs();
    if !value.is_finite() {
        "#NUM!".to_owned()
    } else if size >= TOO_LONG {
        format!("{rounded:e}").replace('e', "E+")
    } else if size == 0.0 {
        "0".to_owned()
    } else if size < 1e-9 {
        format!("{rounded:E}")
    } else {
        rounded.to_string()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a float that is too large becomes the largest number")]
fn whole(value: f64) -> i64 {
    value as i64
}

/// The day of a serial number.
fn date(value: f64, epoch: Epoch) -> Option<String> {
    let day = whole((value + 0.5 / SECONDS).floor());
    let before = match (epoch, day) {
        (Epoch::Year1904, _) => Date::constant(1904, 1, 1),
        (Epoch::Year1900, 60) => return Some("1900-02-29".to_owned()),
        (Epoch::Year1900, 1..60) => Date::constant(1899, 12, 31),
        (Epoch::Year1900, _) => Date::constant(1899, 12, 30),
    };
    // Excel's last day is the last of the year 9999.
    let is_day = (0..3_000_000).contains(&day);
    let date = before.checked_add(is_day.then_some(day)?.days()).ok()?;
    Some(date.to_string())
}

/// The time of day, unless it is midnight.
fn time_of_day(value: f64) -> Option<String> {
    let seconds = whole((value.fract() * SECONDS).round()) % whole(SECONDS);
    (seconds > 0).then(|| clock(seconds))
}

/// A time or a duration of any length.
fn time(value: f64) -> Option<String> {
    (0.0..1e6).contains(&value).then(|| clock(whole((value * SECONDS).round())))
}

fn clock(seconds: i64) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_tells_what_is_shown() {
        let digits = |prefix: &str, least| Format::Digits { prefix: prefix.to_owned(), least };
        for (code, expected) in [
            ("General", Format::Plain),
            ("0", Format::Plain),
            ("0.00", Format::Plain),
            ("#,##0", Format::Plain),
            ("@", Format::Plain),
            ("0%", Format::Plain),
            ("00.00E+00", Format::Plain),
            ("0000", digits("", 4)),
            ("00000000000", digits("", 11)),
            ("000\\-00\\-0000", digits("", 9)),
            ("[Red]0000;-0", digits("", 4)),
            ("\"+\"0", digits("+", 1)),
            ("+00", digits("+", 2)),
            ("\\00000", digits("0", 4)),
            ("\"0\"General", digits("0", 0)),
            ("\"Ext \"0000", digits("", 4)),
            ("yyyy\\-mm\\-dd", Format::Date),
            ("[$-409]d\\-mmm;@", Format::Date),
            ("mmm", Format::Date),
            ("m/d/yy h:mm AM/PM", Format::DateTime),
            ("h:mm AM/PM", Format::Time),
            ("[h]:mm:ss", Format::Time),
            ("mm:ss.0", Format::Time),
        ] {
            assert_eq!(Format::of_code(code), expected, "{code}");
        }
    }

    #[test]
    fn a_number_is_shown_with_all_its_digits() {
        let four = Format::digits("", 4);
        for (value, format, expected) in [
            (42.0, &Format::Plain, "42"),
            (2001.0, &Format::Plain, "2001"),
            (42.0, &four, "0042"),
            (20_015.0, &four, "20015"),
            (0.0, &four, "0000"),
            (-42.0, &four, "-42"),
            (4.5, &four, "4.5"),
            (441_234_567_890.0, &Format::Plain, "441234567890"),
            (999_999_999_999_999.0, &Format::Plain, "999999999999999"),
            (1_234_567_890_123_456.0, &Format::Plain, "1.23456789012346E+15"),
            (1e300, &Format::Plain, "1E+300"),
            (0.1 + 0.2, &Format::Plain, "0.3"),
            (-0.0, &Format::Plain, "0"),
            (f64::NAN, &Format::Plain, "#NUM!"),
        ] {
            assert_eq!(number(value, format, Epoch::Year1900), expected);
        }
        assert_eq!(number(441_234.0, &Format::digits("+", 1), Epoch::Year1900), "+441234");
    }

    #[test]
    fn dates_are_iso_text() {
        for (value, format, expected) in [
            (1.0, Format::Date, "1900-01-01"),
            (59.0, Format::Date, "1900-02-28"),
            (60.0, Format::Date, "1900-02-29"),
            (61.0, Format::Date, "1900-03-01"),
            (46_027.0, Format::Date, "2026-01-05"),
            (46_027.0, Format::DateTime, "2026-01-05"),
            (46_027.354_166_666_7, Format::DateTime, "2026-01-05T08:30:00"),
            (0.354_166_666_7, Format::Time, "08:30:00"),
            (1.25, Format::Time, "30:00:00"),
            (-1.0, Format::Date, "-1"),
            (1e14, Format::Date, "100000000000000"),
        ] {
            assert_eq!(number(value, &format, Epoch::Year1900), expected);
        }
        assert_eq!(number(0.0, &Format::Date, Epoch::Year1904), "1904-01-01");
    }

    #[test]
    fn a_number_as_text_keeps_what_is_no_number() {
        let plain = |text| number_text(text, &Format::Plain, Epoch::Year1900);
        let texts = ["441234567890", "4.4123456789E11", "007", "NaN", "x"];
        assert_eq!(texts.map(plain), ["441234567890", "441234567890", "7", "NaN", "x"]);
    }
}
