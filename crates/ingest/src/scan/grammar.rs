//! What may stand where: between values, in lists and wrappers; and what becomes of a record that stands there.

use super::damage::{excerpt, next_line_with_value};
use super::{Pass, Scanner, Stand};
use crate::record::{Context, Origin, Record};
use crate::shape::{self, Object};
use crate::wrapped::{self, IfNone, Prefix};
use trailglass_json::repair::Defect;
use trailglass_json::structural_index::{StructuralIndex, SyntaxErrorKind, Value};
use trailglass_json::walk;
use trailglass_protocol::report::ProblemKind;

impl Scanner {
    /// Between values. Returns where to go on, or `None` to wait for more text.
    #[inline(never)]
    pub(super) fn top(&mut self, pass: &mut Pass<'_>, at: usize) -> Option<usize> {
        let rest = &pass.text[at..];
        let next = match rest.as_bytes()[0] {
            b'[' => {
                self.n_lists += 1;
                self.stand = Stand::List { is_wrapped: false };
                at + 1
            }
            b'{' => match self.object(rest) {
                Object::Wrapper(offset) => {
                    self.n_wrappers += 1;
                    self.stand = Stand::List { is_wrapped: true };
                    at + offset
                }
                Object::Record => {
                    let next = self.record(pass, at)?;
                    self.n_top_records += 1;
                    next
                }
                Object::Entries(offset, kind) => {
                    self.wrapping.get_or_insert(kind);
                    self.stand = Stand::Entries;
                    at + offset
                }
                Object::Cut if pass.may_wait(rest) => return None,
                Object::Cut if pass.is_last => {
                    self.n_cut += 1;
                    self.note(pass, at, ProblemKind::Truncated);
                    next_line_with_value(rest).map_or(pass.text.len(), |next| at + next)
                }
                Object::Cut => {
                    self.begin_long(rest);
                    at
                }
                object @ (Object::Other | Object::Broken) => match walk::value_end(rest.as_bytes(), 0) {
                    None if pass.may_wait(rest) => return None,
                    None if !pass.is_last && object == Object::Other => {
                        self.begin_long(rest);
                        at
                    }
                    None => {
                        if !pass.is_last {
                            self.stand = Stand::Refused;
                        }
                        let what = match object {
                            Object::Other => shape::described(rest),
                            _ => "an object that is not valid JSON".to_owned(),
                        };
                        self.note(pass, at, ProblemKind::NotCloudTrail(what));
                        pass.text.len()
                    }
                    Some(end) => {
                        if object == Object::Broken {
                            self.note(
                                pass,
                                at,
                                ProblemKind::NotCloudTrail("an object that is not valid JSON".to_owned()),
                            );
                        } else if !self.open(pass, at, &rest[..end], IfNone::Notes) {
                            self.note(pass, at, ProblemKind::NotCloudTrail(shape::described(&rest[..end])));
                        }
                        at + end
                    }
                },
            },
            // Strings that hold records, as `jq` writes them; the headings of a table begin otherwise.
            b'"' if rest.starts_with("\"{") || rest.starts_with("\"[") => match walk::value_end(rest.as_bytes(), 0) {
                None if pass.may_wait(rest) => return None,
                Some(end) if self.open(pass, at, &rest[..end], IfNone::GoesOn) => at + end,
                _ if self.has_begun => self.stray(pass, at)?,
                _ => self.no_json(pass, at)?,
            },
            // Records pasted one behind the other, with the commas of the list they were cut from.
            b',' => at + 1,
            _ if !pass.has_excerpt(rest) => return None,
            _ => match wrapped::json_behind_prefix(rest) {
                Prefix::Json(offset) => {
                    self.wrapping.get_or_insert("log lines");
                    at + offset
                }
                Prefix::Cut if pass.may_wait(rest) => return None,
                _ if self.has_begun => self.stray(pass, at)?,
                _ => self.no_json(pass, at)?,
            },
        };
        self.has_begun = true;
        Some(next)
    }

    /// Notes text that is no JSON, to be skipped. `None` until there is enough of it to quote: the excerpt must not depend
    /// on where a piece ends.
    fn stray(&mut self, pass: &mut Pass<'_>, at: usize) -> Option<usize> {
        if !pass.has_excerpt(&pass.text[at..]) {
            return None;
        }
        self.note(pass, at, ProblemKind::Stray(excerpt(&pass.text[at..])));
        self.stand = Stand::Skipping;
        Some(at)
    }

    pub(super) fn skip(&mut self, pass: &Pass<'_>, at: usize) -> Option<usize> {
        if let Some(next) = next_line_with_value(&pass.text[at..]) {
            self.stand = Stand::Top;
            return Some(at + next);
        }
        // The end of a line is kept until it is known how the next begins.
        let end = pass.text.len() - usize::from(!pass.is_last && pass.text.ends_with('\n'));
        (end > at).then_some(end)
    }

    pub(super) fn list(&mut self, pass: &mut Pass<'_>, at: usize, is_wrapped: bool) -> Option<usize> {
        let bytes = pass.text.as_bytes();
        let next = walk::skip_space(bytes, at + 1);
        match bytes[at] {
            b'{' => self.record(pass, at),
            b'"' | b'[' => self.element(pass, at),
            b']' => {
                self.stand = if is_wrapped { Stand::Wrapper } else { Stand::Top };
                Some(at + 1)
            }
            b',' | b'}' if next == bytes.len() && !pass.is_last => None,
            b',' => {
                if bytes.get(next) == Some(&b']') {
                    self.note(pass, at, ProblemKind::Repaired(Defect::TrailingComma));
                }
                Some(next)
            }
            b'}' => {
                self.note(pass, at, ProblemKind::Stray("}".to_owned()));
                // A record may have one brace too many; else the list was never closed.
                if !matches!(bytes.get(next), Some(b',' | b']')) {
                    self.stand = Stand::Top;
                }
                Some(at + 1)
            }
            b'.' | b'(' | 0xE2 if is_elision(&pass.text[at..]) => {
                let line = memchr::memchr2(b'\n', b']', &bytes[at..]);
                if line.is_none() && !pass.is_last {
                    return None;
                }
                self.note(pass, at, ProblemKind::Repaired(Defect::Elision));
                Some(line.map_or(bytes.len(), |end| at + end))
            }
            _ => self.no_record(pass, at),
        }
    }

    /// A string or a list that stands in a list of records: it may hold some.
    fn element(&mut self, pass: &mut Pass<'_>, at: usize) -> Option<usize> {
        let text = pass.text;
        let reach = self.reach(pass, at);
        match walk::value_end(&text.as_bytes()[..reach], at) {
            Some(end) if self.open(pass, at, &text[at..end], IfNone::GoesOn) => Some(end),
            None if reach == text.len() && pass.may_wait(&text[at..]) => None,
            _ => self.no_record(pass, at),
        }
    }

    pub(super) fn wrapper(&mut self, pass: &mut Pass<'_>, at: usize) -> Option<usize> {
        let bytes = pass.text.as_bytes();
        match bytes[at] {
            b'}' => {
                self.stand = Stand::Top;
                Some(at + 1)
            }
            b',' => {
                let next = walk::skip_space(bytes, at + 1);
                if next == bytes.len() && !pass.is_last {
                    return None;
                }
                if bytes.get(next) == Some(&b'}') {
                    self.note(pass, at, ProblemKind::Repaired(Defect::TrailingComma));
                }
                Some(next)
            }
            b'"' | b':' => {
                let start = if bytes[at] == b':' { walk::skip_space(bytes, at + 1) } else { at };
                match walk::value_end(bytes, start) {
                    Some(end) if end < bytes.len() || pass.is_last => Some(end),
                    _ if pass.may_wait(&pass.text[at..]) => None,
                    _ => Some(bytes.len()),
                }
            }
            _ => self.stray(pass, at),
        }
    }

    /// Reads the record at `at`.
    #[inline(never)]
    fn record(&mut self, pass: &mut Pass<'_>, at: usize) -> Option<usize> {
        // The values of a structural index borrow it, and what is done with them needs the scanner.
        let mut index = std::mem::take(&mut self.index);
        let reach = self.reach(pass, at);
        if reach < pass.text.len() {
            // Tokens are those of one text, and this is another.
            index = StructuralIndex::default();
        }
        let next = match index.value(&pass.text[..reach], at) {
            Ok(record) => {
                self.keep(pass, at, record, record.text(), Origin::Written);
                Some(at + record.text().len())
            }
            Err(fault)
                if fault.kind == SyntaxErrorKind::UnexpectedEnd
                    && pass.may_wait(&pass.text[at..])
                    && reach == pass.text.len() =>
            {
                None
            }
            Err(fault) => self.broken(pass, at, fault),
        };
        if reach == pass.text.len() {
            self.index = index;
        }
        next
    }

    /// Makes a row and a document of a record. `text` is the record as written, which a repaired one is not.
    pub(crate) fn keep(&mut self, pass: &mut Pass<'_>, at: usize, record: Value<'_>, text: &str, origin: Origin) {
        let context = Context { source: self.source, origin, profiles: pass.profiles };
        match Record::of(record).push(record, &context, &mut pass.batch.rows) {
            Ok(()) => {
                // Text in which characters were replaced has other places than that in the file.
                let file = self.file.as_ref().filter(|_| !self.has_bad_text);
                let start = place_within(pass.text, text).map(|place| self.position + place as u64);
                match (file, start) {
                    // A file may claim to hold less than it does.
                    (Some(file), Some(start)) if start + text.len() as u64 <= file.length() as u64 => {
                        pass.batch.documents.push_in(file, start as u32, start as u32 + text.len() as u32);
                    }
                    _ => pass.batch.documents.push(text),
                }
                pass.report.records += 1;
            }
            Err(refusal) => self.reconsider(pass, at, text, refusal),
        }
    }
}

/// Whether a text begins with the dots that say that something was left out.
fn is_elision(text: &str) -> bool {
    text.starts_with("...") || text.starts_with("(...") || text.starts_with('…')
}

/// Where in a text a part of it begins; none where it is no part of it.
fn place_within(text: &str, part: &str) -> Option<usize> {
    let place = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    (place + part.len() <= text.len()).then_some(place)
}
