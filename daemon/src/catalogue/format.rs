//! `[[format]]`: how files of a brand are written, and how one parameter stands on its line.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{Fault, reader::Reader, schema::FormatTable, shape::Shape};

/// How a file is written: escaping, what a line with a parameter looks like, how it goes out as bytes.
#[derive(Debug)]
pub struct Format {
    /// Its id: `key_value`.
    pub id: String,
    /// How a value is kept from being anything but a value.
    pub escape: Escape,
    /// How one parameter stands on one line; the first shape writes new ones. Empty: parameters cannot be told.
    pub parameters: Vec<Shape>,
    /// New parameters are put before the last line that begins so; `None` puts them at the end.
    pub before: Option<String>,
    /// Lines that open a part of the file.
    pub sections: Vec<Shape>,
    /// Lines that close the part opened last. Empty: a part ends where the next begins.
    pub section_ends: Vec<Shape>,
    /// Which of two lines of one name counts.
    pub repeat: Repeat,
    /// Beginnings of lines that say nothing.
    pub comments: Vec<String>,
    /// How lines end.
    pub line_end: LineEnd,
    /// How letters become bytes.
    pub encoding: Encoding,
}

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Escape {
    /// To the end of the line, without quoting.
    Line,
    /// Between double quotes that know no escape.
    Quoted,
    /// XML text or attribute value.
    Xml,
}

/// Which of several lines with one name counts for the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Repeat {
    /// The first.
    First,
    /// The last.
    #[default]
    Last,
    /// A second one spoils the file.
    Once,
}

/// How lines end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LineEnd {
    /// CR and LF.
    Crlf,
    /// LF.
    #[default]
    Lf,
}

/// How letters become bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum Encoding {
    /// ISO 8859-1.
    #[serde(rename = "latin1")]
    Latin1,
    /// UTF-8.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
}

/// Formats of a brand by id, the built-in ones among them.
pub(super) type Formats = BTreeMap<String, Arc<Format>>;

/// The brand's own formats beside the two that need no table.
pub(super) fn read(reader: Reader<'_>, tables: Vec<FormatTable>) -> Result<Formats, Fault> {
    let mut formats = built_in();
    for table in tables {
        let id = reader.id(&table.id)?;
        let format = read_one(reader, id.clone(), &table)?;
        if formats.insert(id.clone(), Arc::new(format)).is_some() {
            return Err(reader.fault(&table.id, format!("the format {id} is there already")));
        }
    }
    Ok(formats)
}

fn read_one(reader: Reader<'_>, id: String, table: &FormatTable) -> Result<Format, Fault> {
    let shapes = |sources: &[toml::Spanned<String>], needs: &[&str]| {
        sources
            .iter()
            .map(|source| {
                Shape::read(source.get_ref(), table.escape, needs)
                    .map_err(|why| reader.fault(source, format!("{:?}: {why}", source.get_ref())))
            })
            .collect::<Result<Vec<_>, _>>()
    };
    Ok(Format {
        id,
        escape: table.escape,
        parameters: shapes(&table.parameter, &["name", "value"])?,
        before: table.before.clone(),
        sections: shapes(&table.section, &["section"])?,
        section_ends: shapes(&table.section_end, &[])?,
        repeat: table.repeat,
        comments: table.comment.clone(),
        line_end: table.line_end,
        encoding: table.encoding,
    })
}

fn built_in() -> Formats {
    let plain = |id: &str, escape| Format {
        id: id.to_owned(),
        escape,
        parameters: Vec::new(),
        before: None,
        sections: Vec::new(),
        section_ends: Vec::new(),
        repeat: Repeat::default(),
        comments: Vec::new(),
        line_end: LineEnd::default(),
        encoding: Encoding::default(),
    };
    let key_value = Format {
        parameters: Shape::read("{name} = {value}", Escape::Line, &[]).into_iter().collect(),
        comments: vec!["#".to_owned()],
        ..plain("key_value", Escape::Line)
    };
    let xml = plain("xml", Escape::Xml);
    [key_value, xml].into_iter().map(|format| (format.id.clone(), Arc::new(format))).collect()
}

impl Format {
    /// What HTTP calls a file of this format.
    #[must_use]
    pub fn content_type(&self) -> &'static str {
        match (self.escape, self.encoding) {
            (Escape::Xml, Encoding::Utf8) => "text/xml; charset=utf-8",
            (Escape::Xml, Encoding::Latin1) => "text/xml; charset=iso-8859-1",
            (_, Encoding::Utf8) => "text/plain; charset=utf-8",
            (_, Encoding::Latin1) => "text/plain; charset=iso-8859-1",
        }
    }

    /// The bytes of a text whose lines end in LF.
    #[must_use]
    pub fn bytes(&self, text: &str) -> Vec<u8> {
        let text = match self.line_end {
            LineEnd::Lf => text.to_owned(),
            LineEnd::Crlf => text.replace('\n', "\r\n"),
        };
        match self.encoding {
            Encoding::Utf8 => text.into_bytes(),
            Encoding::Latin1 => text.chars().flat_map(|sign| self.latin1(sign)).collect(),
        }
    }

    /// The sign as a byte of ISO 8859-1; what it has not is a numeric reference in XML, a question mark elsewhere.
    fn latin1(&self, sign: char) -> Vec<u8> {
        match (u8::try_from(u32::from(sign)), self.escape) {
            (Ok(byte), _) => vec![byte],
            (Err(_), Escape::Xml) => format!("&#{};", u32::from(sign)).into_bytes(),
            (Err(_), _) => vec![b'?'],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_latin1_has_not_are_told_as_the_format_can() {
        let format = |escape| Format {
            escape,
            encoding: Encoding::Latin1,
            line_end: LineEnd::Crlf,
            ..Arc::into_inner(built_in().remove("xml").unwrap()).unwrap()
        };
        assert_eq!(format(Escape::Xml).bytes("Zoë 李\n"), b"Zo\xeb &#26446;\r\n");
        assert_eq!(format(Escape::Line).bytes("Zoë 李\n"), b"Zo\xeb ?\r\n");
    }
}
