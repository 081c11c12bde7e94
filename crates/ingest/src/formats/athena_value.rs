//! Nested values as Athena prints them: `{k=v, k2=[v, v]}`.

use trailglass_json::text::push_quoted;

/// How deep `{k=v}` may be nested.
const MAX_BRACES: u32 = 32;

/// The JSON of a value that Athena prints as `{k=v, k2=[v, v]}`; `None` where the text is no such value. `name` gives the
/// member that a key stands for. A comma in a value looks like one between values: `, k=` is taken for the latter.
pub fn json_of(text: &str, name: &dyn Fn(&str) -> String) -> Option<String> {
    let mut reader = Reader { rest: text.trim(), name, out: String::new() };
    reader.value(MAX_BRACES, false)?;
    reader.rest.trim().is_empty().then_some(reader.out)
}

struct Reader<'a> {
    rest: &'a str,
    name: &'a dyn Fn(&str) -> String,
    out: String,
}

impl Reader<'_> {
    fn value(&mut self, depth: u32, is_in_list: bool) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        match self.rest.as_bytes().first() {
            Some(b'{') => self.list('{', '}', depth),
            Some(b'[') => self.list('[', ']', depth),
            _ => {
                let end = self.end_of_text(is_in_list);
                let text = self.rest[..end].trim();
                match text {
                    "null" | "" => self.out.push_str("null"),
                    "true" | "false" => self.out.push_str(text),
                    text => self.push_text(text),
                }
                self.rest = &self.rest[end..];
                Some(())
            }
        }
    }

    fn list(&mut self, open: char, close: char, depth: u32) -> Option<()> {
        self.out.push(open);
        self.rest = self.rest[1..].trim_start();
        let mut is_first = true;
        loop {
            if let Some(rest) = self.rest.strip_prefix(close) {
                self.rest = rest;
                self.out.push(close);
                return Some(());
            }
            if !is_first {
                self.rest = self.rest.strip_prefix(',')?.trim_start();
                self.out.push(',');
            }
            is_first = false;
            if open == '{' {
                let equals = self.rest.find('=')?;
                let key = &self.rest[..equals];
                if key.contains(['{', '}', ',', '[', ']']) {
                    return None;
                }
                let member = (self.name)(key.trim());
                self.push_text(&member);
                self.out.push(':');
                self.rest = &self.rest[equals + 1..];
            }
            self.value(depth, open == '[')?;
        }
    }

    /// Where a text ends: at the bracket that closes what it is in, or at a comma that something like a key follows.
    fn end_of_text(&self, is_in_list: bool) -> usize {
        let bytes = self.rest.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                b'}' | b']' => return at,
                b',' if is_in_list => return at,
                b',' => {
                    let next = self.rest[at + 1..].trim_start();
                    let word = next.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"_-.:/".contains(byte));
                    let length = word.count();
                    if length > 0 && next.as_bytes().get(length) == Some(&b'=') {
                        return at;
                    }
                }
                _ => {}
            }
        }
        bytes.len()
    }

    fn push_text(&mut self, text: &str) {
        push_quoted(text, &mut self.out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_athena_become_json() {
        for (text, expected) in [
            ("{}", Some("{}")),
            ("{a=1, b={c=d e, f=[x, y]}, g=null}", Some(r#"{"A":"1","B":{"C":"d e","F":["x","y"]},"G":null}"#)),
            ("{a=one, two, b=arn:aws:iam::1:user/x}", Some(r#"{"A":"one, two","B":"arn:aws:iam::1:user/x"}"#)),
            ("[{a=1}, {a=2}]", Some(r#"[{"A":"1"},{"A":"2"}]"#)),
            ("{a", None),
            ("{a=1", None),
            ("{a=1}}", None),
        ] {
            assert_eq!(json_of(text, &|key| key.to_uppercase()).as_deref(), expected, "{text}");
        }
        assert_eq!(json_of(&"{a=".repeat(100_000), &|key| key.to_owned()), None);
    }
}
