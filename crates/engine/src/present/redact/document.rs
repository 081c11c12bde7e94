//! Documents: a record, or what a cell or a text within a record holds. Every text and every name in it goes by the rule
//! of its place; white space, brackets and numbers of few digits stay.

use super::Redactor;
use super::names::Kind;
use super::rules;
use super::shape;
use trailglass_json::text::push_quoted;
use trailglass_json::{text, walk};

/// Documents within documents are followed so deep; what is deeper is replaced whole.
const MOST_NESTED: usize = 6;

/// An open bracket.
enum Open {
    /// An object, with the length of its path, and whether a name comes next.
    Object {
        depth: usize,
        expects_name: bool,
    },
    List,
}

impl Redactor {
    /// A document at the present path.
    pub(super) fn document(&mut self, document: &str) -> String {
        let bytes = document.as_bytes();
        let base = self.path.len();
        let mut open: Vec<Open> = Vec::new();
        let mut out = String::with_capacity(document.len());
        let mut at = 0;
        while at < bytes.len() {
            match bytes[at] {
                b'{' => {
                    open.push(Open::Object { depth: self.path.len(), expects_name: true });
                    out.push('{');
                }
                b'[' => {
                    open.push(Open::List);
                    out.push('[');
                }
                byte @ (b'}' | b']') => {
                    if let Some(Open::Object { depth, .. }) = open.pop() {
                        self.path.truncate(depth);
                    }
                    out.push(char::from(byte));
                }
                b',' => {
                    if let Some(Open::Object { depth, expects_name }) = open.last_mut() {
                        self.path.truncate(*depth);
                        *expects_name = true;
                    }
                    out.push(',');
                }
                byte @ (b':' | b' ' | b'\t' | b'\n' | b'\r') => out.push(char::from(byte)),
                b'"' => {
                    let end = walk::string_end(bytes, at);
                    let literal = &document[at..end.unwrap_or(bytes.len())];
                    match (end, open.last_mut()) {
                        (None, _) => push_quoted(&self.names_of(Kind::Other, literal), &mut out),
                        (_, Some(Open::Object { expects_name, .. })) if *expects_name => {
                            *expects_name = false;
                            let name = text::decode(literal);
                            let folded = name.to_ascii_lowercase();
                            let is_own = self.is_own(&folded);
                            match is_own {
                                true => push_quoted(&name, &mut out),
                                false => push_quoted(&self.given(&name), &mut out),
                            }
                            self.push(folded, is_own);
                        }
                        _ => {
                            let rule = rules::of_path(self.subject, &self.path);
                            push_quoted(&self.by_rule(rule, &text::decode(literal)), &mut out);
                        }
                    }
                    at += literal.len();
                    continue;
                }
                _ => {
                    let end = bytes[at..].iter().position(|byte| b",:{}[]\" \t\n\r".contains(byte));
                    let word = &document[at..end.map_or(bytes.len(), |end| at + end)];
                    self.bare(word, &mut out);
                    at += word.len();
                    continue;
                }
            }
            at += 1;
        }
        self.path.truncate(base);
        out
    }

    /// A document within a text.
    pub(super) fn nested(&mut self, document: &str) -> String {
        let is_whole = walk::value_end(document.as_bytes(), 0) == Some(document.len());
        if !is_whole || self.nested >= MOST_NESTED {
            return self.names_of(Kind::Noun("document"), document);
        }
        self.nested += 1;
        self.path.push(rules::WITHIN.to_owned());
        let replaced = self.document(document);
        self.path.pop();
        self.nested -= 1;
        replaced
    }

    /// Whether AWS gave a member this name where the present path leads, or, of a job, this program did.
    fn is_own(&self, folded: &str) -> bool {
        let parent = self.path.iter().rev().find(|name| *name != rules::WITHIN);
        match parent.is_some_and(|parent| rules::is_map(parent)) {
            // A list of pairs.
            true => matches!(folded, "key" | "value" | "items"),
            false => self.subject == rules::Subject::Jobs && self.nested == 0 || self.tables.is_member(folded),
        }
    }

    /// Adds a name to the path.
    pub(super) fn enter(&mut self, name: &str) {
        let folded = name.to_ascii_lowercase();
        let is_own = self.is_own(&folded);
        self.push(folded, is_own);
    }

    fn push(&mut self, folded: String, is_own: bool) {
        self.path.push(if is_own { folded } else { format!("{}{folded}", rules::GIVEN) });
    }

    /// The name of a member: kept where AWS gave it, and replaced as any other text where people did.
    pub(super) fn member(&mut self, name: &str) -> String {
        if self.is_own(&name.to_ascii_lowercase()) { name.to_owned() } else { self.given(name) }
    }

    /// What stands for a name that people gave to a member.
    fn given(&mut self, name: &str) -> String {
        // A key of a condition that holds the name of a tag.
        if let Some((key, tag)) = name.split_once('/')
            && self.tables.is_member(&key.to_ascii_lowercase())
        {
            return format!("{key}/{}", self.value(tag, Kind::Other));
        }
        self.value(name, Kind::Other)
    }

    /// A number or a word without quotes.
    fn bare(&mut self, word: &str, out: &mut String) {
        if matches!(word, "true" | "false" | "null") {
            return out.push_str(word);
        }
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
        let n_digits = word.bytes().filter(u8::is_ascii_digit).count();
        let whole = word.split(['.', 'e', 'E']).next().unwrap_or_default();
        if !is_number || n_digits == 0 {
            // What stands in no valid document.
            return out.push_str("null");
        }
        if shape::is_account(word) {
            return out.push_str(&self.names_of(Kind::Account, word));
        }
        let is_of_time = self.path.last().is_some_and(|name| {
            ["time", "date", "millis", "timestamp", "at", "starttime", "endtime"].iter().any(|end| name.ends_with(end))
        });
        // Instants of this century, in seconds or milliseconds.
        let is_time = is_of_time && matches!(whole.len(), 10 | 13) && whole.starts_with('1');
        match whole.trim_start_matches('-').len() <= 9 && n_digits <= 18 || is_time {
            true => out.push_str(word),
            false => push_quoted(&self.names_of(Kind::Noun("number"), word), out),
        }
    }
}
