//! JSON documents: a record, or what a cell or a text within a record holds. Each value is redacted by the rule of its
//! path, each name of a member is kept where AWS gave it. White space, brackets and short numbers stay as they are, so a
//! redacted record can be compared with its source line by line.

use super::name_kind::NameKind;
use super::{Redactor, is_whole_value, rules};
use trailglass_event::account::is_account_id;
use trailglass_json::text::push_quoted;
use trailglass_json::{text, walk};
use trailglass_protocol::message::View;

/// Documents within texts are followed down to this depth; a deeper one is replaced whole.
const MOST_NESTED: usize = 6;

/// An object or a list whose end has not been reached.
enum OpenValue {
    Object {
        /// The length of the path to it.
        depth: usize,
        /// Whether the next string is the name of a member.
        expects_name: bool,
    },
    List,
}

impl Redactor {
    /// A document at the present path.
    pub(super) fn redact_document(&mut self, document: &str) -> String {
        let bytes = document.as_bytes();
        let base = self.path.len();
        let mut open: Vec<OpenValue> = Vec::new();
        let mut out = String::with_capacity(document.len());
        let mut at = 0;
        while at < bytes.len() {
            let end = match bytes[at] {
                b'"' => {
                    let end = walk::string_end(bytes, at);
                    let literal = &document[at..end.unwrap_or(bytes.len())];
                    if end.is_none() {
                        push_quoted(&self.pseudonym(NameKind::Other, literal), &mut out);
                    } else if let Some(OpenValue::Object { expects_name, .. }) = open.last_mut()
                        && std::mem::take(expects_name)
                    {
                        let name = text::decode(literal);
                        push_quoted(&self.redact_member_name(&name), &mut out);
                        self.enter(&name);
                    } else {
                        let rule = rules::rule_of_path(self.view, &self.path);
                        push_quoted(&self.redact_by_rule(rule, &text::decode(literal)), &mut out);
                    }
                    at + literal.len()
                }
                byte if is_delimiter(byte) => {
                    self.follow(byte, &mut open);
                    out.push(char::from(byte));
                    at + 1
                }
                _ => {
                    let length = bytes[at..].iter().take_while(|byte| **byte != b'"' && !is_delimiter(**byte)).count();
                    self.redact_bare_word(&document[at..at + length], &mut out);
                    at + length
                }
            };
            at = end;
        }
        self.path.truncate(base);
        out
    }

    /// Updates the path and the open values at a bracket or a comma.
    fn follow(&mut self, delimiter: u8, open: &mut Vec<OpenValue>) {
        match delimiter {
            b'{' => open.push(OpenValue::Object { depth: self.path.len(), expects_name: true }),
            b'[' => open.push(OpenValue::List),
            b'}' | b']' => {
                if let Some(OpenValue::Object { depth, .. }) = open.pop() {
                    self.path.truncate(depth);
                }
            }
            b',' => {
                if let Some(OpenValue::Object { depth, expects_name }) = open.last_mut() {
                    self.path.truncate(*depth);
                    *expects_name = true;
                }
            }
            _ => {}
        }
    }

    /// A document within a text.
    pub(super) fn redact_nested(&mut self, document: &str) -> String {
        if !is_whole_value(document) || self.n_nested >= MOST_NESTED {
            return self.pseudonym(NameKind::Noun("document"), document);
        }
        self.n_nested += 1;
        self.path.push(rules::WITHIN_TEXT.to_owned());
        let redacted = self.redact_document(document);
        self.path.pop();
        self.n_nested -= 1;
        redacted
    }

    /// Whether a member of the value at the present path has this name, in lower case, because AWS defined it, or because
    /// this program did, in a job that it writes.
    fn is_defined(&self, folded: &str) -> bool {
        let parent = self.path.iter().rev().find(|name| *name != rules::WITHIN_TEXT);
        if parent.is_some_and(|parent| rules::is_user_keyed(parent)) {
            // A list of pairs in the place of the map.
            return matches!(folded, "key" | "value" | "items");
        }
        self.view == View::Jobs && self.n_nested == 0 || self.vocabulary.is_member(folded)
    }

    /// Adds the name of a member to the path.
    pub(super) fn enter(&mut self, name: &str) {
        let folded = name.to_ascii_lowercase();
        let step = if self.is_defined(&folded) { folded } else { format!("{}{folded}", rules::USER_NAMED) };
        self.path.push(step);
    }

    /// The name of a member of the value at the present path.
    pub(super) fn redact_member_name(&mut self, name: &str) -> String {
        if self.is_defined(&name.to_ascii_lowercase()) {
            return name.to_owned();
        }
        // The key of a condition that ends with the name of a tag: `aws:PrincipalTag/team`.
        if let Some((key, tag)) = name.split_once('/')
            && self.vocabulary.is_member(&key.to_ascii_lowercase())
        {
            return format!("{key}/{}", self.redact_value(tag, NameKind::Other));
        }
        self.redact_value(name, NameKind::Other)
    }

    /// A number, `true`, `false` or `null`; `null` in the place of anything else.
    fn redact_bare_word(&mut self, word: &str, out: &mut String) {
        if matches!(word, "true" | "false" | "null") {
            return out.push_str(word);
        }
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
        let n_digits = word.bytes().filter(u8::is_ascii_digit).count();
        let whole = word.split(['.', 'e', 'E']).next().unwrap_or_default();
        if !is_number || n_digits == 0 {
            return out.push_str("null");
        }
        if is_account_id(word) {
            return out.push_str(&self.pseudonym(NameKind::Account, word));
        }
        let is_short = whole.trim_start_matches('-').len() <= 9 && n_digits <= 18;
        if is_short || self.is_at_time() && is_instant_of_this_century(whole) {
            out.push_str(word);
        } else {
            push_quoted(&self.pseudonym(NameKind::Noun("number"), word), out);
        }
    }

    /// Whether the last member of the present path holds an instant, by its name.
    fn is_at_time(&self) -> bool {
        const ENDINGS: [&str; 5] = ["time", "date", "millis", "timestamp", "at"];
        self.path.last().is_some_and(|name| ENDINGS.iter().any(|end| name.ends_with(end)))
    }
}

/// Whether a number can be seconds or milliseconds since 1970 of an instant from 2001 to 2033.
fn is_instant_of_this_century(whole: &str) -> bool {
    matches!(whole.len(), 10 | 13) && whole.starts_with('1')
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b',' | b':' | b'{' | b'}' | b'[' | b']' | b' ' | b'\t' | b'\n' | b'\r')
}
