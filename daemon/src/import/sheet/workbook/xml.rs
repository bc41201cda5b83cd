//! XML from a stranger, one tag or text after the other: no document types, bounded in depth and in each piece.

use std::{
    borrow::Cow,
    io::{self, BufRead, Read},
};

use quick_xml::{
    Error, Reader, XmlVersion,
    events::{BytesRef, BytesStart, Event},
};

use super::archive::fault;
use crate::import::sheet::SheetError;

/// Deeper than any workbook nests.
const MAX_DEPTH: usize = 100;
/// Longest tag or text.
const MAX_PIECE: u64 = 1024 * 1024;

/// What stands next in the document. Names are without their namespace.
pub(super) enum Node<'a> {
    Start(Tag<'a>),
    End,
    Text(Cow<'a, str>),
}

/// A start tag.
pub(super) struct Tag<'a>(BytesStart<'a>);

impl Tag<'_> {
    /// Its name.
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// An attribute's value.
    pub(super) fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        let mut attributes = self.0.attributes();
        let mut known = attributes.with_checks(false).map_while(Result::ok);
        let found = known.find(|attribute| attribute.key.local_name().into_inner() == name)?;
        found.normalized_value(XmlVersion::Implicit1_0).ok()
    }

    /// An attribute that is a number.
    pub(super) fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name)?.trim().parse().ok()
    }

    /// Whether an attribute says yes.
    pub(super) fn is(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value == "1" || value == "true")
    }
}

/// Reads a document.
pub(super) struct Xml<R> {
    reader: Reader<Pieces<R>>,
    buffer: Vec<u8>,
    depth: usize,
}

impl<R: BufRead> Xml<R> {
    pub(super) fn new(input: R) -> Self {
        let mut reader = Reader::from_reader(Pieces { inner: input, left: MAX_PIECE });
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new(), depth: 0 }
    }

    /// How many tags are open.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// The next tag or text; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Node<'_>>, SheetError> {
        self.buffer.clear();
        self.reader.get_mut().left = MAX_PIECE;
        let event = self.reader.read_event_into(&mut self.buffer).map_err(|error| read_fault(&error))?;
        Ok(Some(match event {
            Event::Start(_) if self.depth >= MAX_DEPTH => return Err(SheetError::Damaged),
            Event::Start(tag) => {
                self.depth += 1;
                Node::Start(Tag(tag))
            }
            Event::End(_) => {
                self.depth = self.depth.saturating_sub(1);
                Node::End
            }
            Event::Text(text) => Node::Text(Cow::Owned(text.xml10_content().into_owned())),
            Event::CData(text) => Node::Text(Cow::Owned(text.xml10_content().into_owned())),
            Event::GeneralRef(reference) => Node::Text(resolved(&reference)?.into()),
            // A document type could define texts that grow without end.
            Event::DocType(_) => return Err(SheetError::Damaged),
            Event::Eof if self.depth > 0 => return Err(SheetError::Damaged),
            Event::Eof => return Ok(None),
            _ => Node::Text(Cow::Borrowed("")),
        }))
    }

    /// Leaves out what is inside the tag that was just opened, and its end.
    pub(super) fn skip(&mut self) -> Result<(), SheetError> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            if self.next()?.is_none() {
                return Err(SheetError::Damaged);
            }
        }
        Ok(())
    }

    /// The text inside the tag that was just opened, without that of tags inside it; goes past its end. Beyond
    /// `longest` bytes it is cut.
    pub(super) fn text(&mut self, text: &mut String, longest: usize) -> Result<(), SheetError> {
        let inside = self.depth;
        loop {
            let depth = self.depth;
            match self.next()? {
                Some(Node::Text(more)) if depth == inside && text.len() <= longest => text.push_str(&more),
                Some(Node::End) if depth == inside => return Ok(()),
                Some(_) => {}
                None => return Err(SheetError::Damaged),
            }
        }
    }
}

/// A sign by its number, or one of the five that XML names.
fn resolved(reference: &BytesRef<'_>) -> Result<String, SheetError> {
    if let Some(sign) = reference.resolve_char_ref().map_err(|_| SheetError::Damaged)? {
        return Ok(sign.to_string());
    }
    let name = reference.xml10_content();
    let known = quick_xml::escape::resolve_predefined_entity(&name);
    known.map(str::to_owned).ok_or(SheetError::Damaged)
}

fn read_fault(error: &Error) -> SheetError {
    match error {
        Error::Io(error) => fault(error),
        _ => SheetError::Damaged,
    }
}

/// Ends with an error where one tag or text is longer than [`MAX_PIECE`], before it is in memory.
struct Pieces<R> {
    inner: R,
    left: u64,
}

impl<R: BufRead> Read for Pieces<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.consumed(read);
        Ok(read)
    }
}

impl<R> Pieces<R> {
    fn consumed(&mut self, amount: usize) {
        self.left = self.left.saturating_sub(u64::try_from(amount).unwrap_or(u64::MAX));
    }
}

impl<R: BufRead> BufRead for Pieces<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(io::ErrorKind::InvalidData.into());
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.consumed(amount);
        self.inner.consume(amount);
    }
}
