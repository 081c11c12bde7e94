//! The part of TOML that profiles are written in, as a tree with the line of each value.
//!
//! ```text
//! file  = (header | pair | comment | blank)*
//! header = [name.name] | [[name.name]]
//! pair   = name = value          a name is bare or in quotes, without dots
//! value  = "text" | 'text' | number | true | false | [ value, ... ] | { name = value, ... }
//! ```
//!
//! Left out are dates, fractions, texts of several lines, and dots in the names of pairs. A file that uses those is
//! refused with its line.

/// A value with the line it stands in, from 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The line.
    pub line: u32,
    /// The value.
    pub value: Value,
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A text.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// True or false.
    Flag(bool),
    /// A list.
    List(Vec<Item>),
    /// Names with their values, in the order of the file.
    Table(Vec<(String, Item)>),
}

/// What is wrong, and in which line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1.
    pub line: u32,
    /// What is wrong, in words.
    pub words: String,
}

type Parsed<T> = Result<T, Problem>;

/// Reads a file.
pub fn parse(text: &str) -> Parsed<Item> {
    let mut file = Item { line: 1, value: Value::Table(Vec::new()) };
    let mut reader = Reader { rest: text, line: 1 };
    let mut header: Vec<String> = Vec::new();
    loop {
        reader.skip(true);
        let line = reader.line;
        if reader.rest.is_empty() {
            return Ok(file);
        }
        if reader.take("[") {
            let is_list = reader.take("[");
            header = reader.names()?;
            reader.expect(if is_list { "]]" } else { "]" })?;
            open(&mut file, &header, is_list, line)?;
        } else {
            let (name, item) = reader.pair()?;
            let table = open(&mut file, &header, false, line)?;
            add(table, name, item)?;
        }
        reader.skip(false);
        if !reader.rest.is_empty() && !reader.rest.starts_with(['\n', '\r']) {
            return reader.fail("a new line is expected here");
        }
    }
}

/// The table of a header; of a list of tables, its newest.
fn open<'f>(file: &'f mut Item, names: &[String], is_new: bool, line: u32) -> Parsed<&'f mut Vec<(String, Item)>> {
    let mut at = file;
    for (depth, name) in names.iter().enumerate() {
        let is_last = depth + 1 == names.len();
        let Value::Table(members) = &mut at.value else { return clash(name, line) };
        let place = match members.iter().position(|(known, _)| known == name) {
            Some(place) => place,
            None => {
                let value = if is_last && is_new { Value::List(Vec::new()) } else { Value::Table(Vec::new()) };
                members.push((name.clone(), Item { line, value }));
                members.len() - 1
            }
        };
        at = &mut members[place].1;
        if is_last && is_new {
            let Value::List(list) = &mut at.value else { return clash(name, line) };
            list.push(Item { line, value: Value::Table(Vec::new()) });
        }
        if matches!(at.value, Value::List(_)) {
            let Value::List(list) = &mut at.value else { return clash(name, line) };
            let Some(newest) = list.last_mut() else { return clash(name, line) };
            at = newest;
        }
    }
    match &mut at.value {
        Value::Table(members) => Ok(members),
        _ => clash("this", line),
    }
}

fn clash<T>(name: &str, line: u32) -> Parsed<T> {
    Err(Problem { line, words: format!("{name} is something else already") })
}

fn add(table: &mut Vec<(String, Item)>, name: String, item: Item) -> Parsed<()> {
    if table.iter().any(|(known, _)| *known == name) {
        return Err(Problem { line: item.line, words: format!("{name} stands here twice") });
    }
    table.push((name, item));
    Ok(())
}

struct Reader<'t> {
    rest: &'t str,
    line: u32,
}

impl<'t> Reader<'t> {
    fn fail<T>(&self, words: &str) -> Parsed<T> {
        Err(Problem { line: self.line, words: words.to_owned() })
    }

    /// Skips spaces and comments, and line ends where they may stand.
    fn skip(&mut self, over_lines: bool) {
        loop {
            self.rest = self.rest.trim_start_matches([' ', '\t']);
            if self.rest.starts_with('#') {
                self.rest = &self.rest[self.rest.find('\n').unwrap_or(self.rest.len())..];
            }
            if !over_lines || !self.rest.starts_with(['\n', '\r']) {
                return;
            }
            self.line += u32::from(self.rest.starts_with('\n'));
            self.rest = &self.rest[1..];
        }
    }

    fn take(&mut self, token: &str) -> bool {
        let rest = self.rest.strip_prefix(token);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn expect(&mut self, token: &str) -> Parsed<()> {
        if self.take(token) { Ok(()) } else { self.fail(&format!("{token} is expected here")) }
    }

    fn word(&mut self) -> &'t str {
        let end = self.rest.find(|char: char| !char.is_ascii_alphanumeric() && !matches!(char, '_' | '-' | '+'));
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        word
    }

    fn name(&mut self) -> Parsed<String> {
        self.skip(false);
        if self.rest.starts_with(['"', '\'']) {
            return self.text();
        }
        match self.word() {
            "" => self.fail("a name is expected here"),
            name => Ok(name.to_owned()),
        }
    }

    fn names(&mut self) -> Parsed<Vec<String>> {
        let mut names = vec![self.name()?];
        self.skip(false);
        while self.take(".") {
            names.push(self.name()?);
            self.skip(false);
        }
        Ok(names)
    }

    fn pair(&mut self) -> Parsed<(String, Item)> {
        let name = self.name()?;
        self.skip(false);
        self.expect("=")?;
        Ok((name, self.item()?))
    }

    fn item(&mut self) -> Parsed<Item> {
        self.skip(false);
        let line = self.line;
        let value = match self.rest.bytes().next() {
            Some(b'"' | b'\'') => Value::Text(self.text()?),
            Some(b'[') => Value::List(self.list()?),
            Some(b'{') => Value::Table(self.table()?),
            _ => self.plain()?,
        };
        Ok(Item { line, value })
    }

    fn plain(&mut self) -> Parsed<Value> {
        match self.word() {
            "true" => Ok(Value::Flag(true)),
            "false" => Ok(Value::Flag(false)),
            word => match word.replace('_', "").parse() {
                Ok(number) if !self.rest.starts_with('.') => Ok(Value::Whole(number)),
                _ => self.fail("a value is expected here: a text in quotes, a whole number, true, false, a list"),
            },
        }
    }

    fn list(&mut self) -> Parsed<Vec<Item>> {
        let mut list = Vec::new();
        self.expect("[")?;
        loop {
            self.skip(true);
            if self.take("]") {
                return Ok(list);
            }
            list.push(self.item()?);
            self.skip(true);
            if !self.take(",") && !self.rest.starts_with(']') {
                return self.fail("a comma or ] is expected here");
            }
        }
    }

    fn table(&mut self) -> Parsed<Vec<(String, Item)>> {
        let mut table = Vec::new();
        self.expect("{")?;
        loop {
            self.skip(false);
            if self.take("}") {
                return Ok(table);
            }
            let (name, item) = self.pair()?;
            add(&mut table, name, item)?;
            self.skip(false);
            if !self.take(",") && !self.rest.starts_with('}') {
                return self.fail("a comma or } is expected here");
            }
        }
    }

    fn text(&mut self) -> Parsed<String> {
        let quote = if self.rest.starts_with('"') { '"' } else { '\'' };
        self.rest = &self.rest[1..];
        let mut text = String::new();
        let mut chars = self.rest.char_indices();
        while let Some((at, char)) = chars.next() {
            match char {
                _ if char == quote => {
                    self.rest = &self.rest[at + 1..];
                    return Ok(text);
                }
                '\n' => break,
                '\\' if quote == '"' => match chars.next().map(|(_, escaped)| escaped) {
                    Some('n') => text.push('\n'),
                    Some('t') => text.push('\t'),
                    Some(plain @ ('"' | '\\')) => text.push(plain),
                    Some('u') => {
                        let digits: String = chars.by_ref().take(4).map(|(_, digit)| digit).collect();
                        match u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32) {
                            Some(char) => text.push(char),
                            None => return self.fail("\\u goes with four digits"),
                        }
                    }
                    _ => return self.fail("a backslash goes with n, t, u, \" or \\"),
                },
                _ => text.push(char),
            }
        }
        self.fail("the text that begins in this line does not end in it")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tree as JSON, to be compared with what the full parser makes of the same text.
    fn json(item: &Item) -> serde_json::Value {
        match &item.value {
            Value::Text(text) => text.as_str().into(),
            Value::Whole(number) => (*number).into(),
            Value::Flag(flag) => (*flag).into(),
            Value::List(list) => list.iter().map(json).collect::<Vec<_>>().into(),
            Value::Table(table) => {
                serde_json::Value::Object(table.iter().map(|(name, item)| (name.clone(), json(item))).collect())
            }
        }
    }

    #[test]
    fn it_reads_what_the_full_parser_reads() {
        let text = "a = \"x\\\"\\u00e9\\n\" # comment\nb = 1_000\n'c d' = [ true,\n  # more\n  -3, ]\n[t]\nx = { \"k.l\" = 'v', m = [] }\n\
                    [[l]]\nn = 1\n[l.sub]\no = 2\n[[l.deep]]\np = 1\n[[l]]\n[[l.deep]]\n";
        let full: serde_json::Value = basic_toml::from_str(text).expect("valid");
        assert_eq!(json(&parse(text).expect("valid")), full);
    }

    #[test]
    fn what_it_does_not_read_is_refused_with_its_line() {
        for (text, line, words) in [
            ("a = 1\nb = ", 2, "value is expected"),
            ("a = 1\na = 2", 2, "twice"),
            ("\n\na 1", 3, "= is expected"),
            ("a = [1\n2]", 2, "comma"),
            ("a = \"x\n", 1, "does not end"),
            ("a = 1.5", 1, "value is expected"),
            ("[a\n", 1, "] is expected"),
            ("a = 1\n[a]\n", 2, "something else"),
            ("a = 1 b = 2", 1, "new line"),
            ("= 1", 1, "name is expected"),
        ] {
            let problem = parse(text).expect_err(text);
            assert!(problem.line == line && problem.words.contains(words), "{text}: {problem:?}");
        }
    }
}
