//! Whether the tokens make a JSON value, and which bracket closes which.

use super::{NO_PARTNER, StructuralIndex, SyntaxError, SyntaxErrorKind};

impl StructuralIndex {
    /// Follows the text from the next token, an opening bracket, to the token that closes it, which is returned.
    pub(super) fn check(&mut self, text: &[u8]) -> Result<usize, SyntaxError> {
        self.open.clear();
        let mut token = self.next;
        let Some(start) = self.position(text, token) else { return Err(self.unexpected_end(text)) };
        let mut at = start;
        // The innermost bracket that is open.
        let mut bracket = 0;
        'value: loop {
            // A value begins at `at`.
            let mut is_opened = false;
            match text.get(at) {
                Some(b'"') => {
                    let Some(close) = self.position(text, token + 1) else { return Err(self.unexpected_end(text)) };
                    at = close + 1;
                    token += 2;
                }
                Some(opening @ (b'{' | b'[')) => {
                    // The token may lie in the next chunk.
                    if self.position(text, token).is_none() {
                        return Err(self.unexpected_end(text));
                    }
                    self.open.push(token as u32);
                    bracket = *opening;
                    at += 1;
                    token += 1;
                    is_opened = true;
                }
                Some(_) => at = self.scalar(text, at)?,
                None => return Err(self.unexpected_end(text)),
            }
            // After a value, or after an opening bracket.
            loop {
                at = skip_space(text, at);
                let Some(byte) = text.get(at) else { return Err(self.unexpected_end(text)) };
                match byte {
                    b',' if !is_opened => at = skip_space(text, at + 1),
                    b'}' | b']' => {
                        // The two brackets of a kind are two apart.
                        if bracket + 2 != *byte {
                            return Err(SyntaxError { at, kind: SyntaxErrorKind::MismatchedBracket });
                        }
                        if self.position(text, token).is_none() {
                            return Err(self.unexpected_end(text));
                        }
                        let opened = self.open.pop().expect("the bracket that was compared is open") as usize;
                        if self.partners.len() < self.positions.len() {
                            self.partners.resize(self.positions.len(), NO_PARTNER);
                        }
                        self.partners[opened] = token as u32;
                        let Some(around) = self.open.last() else { return Ok(token) };
                        bracket = text[self.positions[*around as usize] as usize];
                        at += 1;
                        token += 1;
                        is_opened = false;
                        continue;
                    }
                    _ if !is_opened => return Err(SyntaxError { at, kind: SyntaxErrorKind::ExpectedComma }),
                    _ => {}
                }
                if bracket == b'[' {
                    continue 'value;
                }
                match text.get(at) {
                    Some(b'"') => {}
                    Some(_) => return Err(SyntaxError { at, kind: SyntaxErrorKind::ExpectedKey }),
                    None => return Err(self.unexpected_end(text)),
                }
                let Some(close) = self.position(text, token + 1) else { return Err(self.unexpected_end(text)) };
                token += 2;
                at = skip_space(text, close + 1);
                match text.get(at) {
                    Some(b':') => at = skip_space(text, at + 1),
                    Some(_) => return Err(SyntaxError { at, kind: SyntaxErrorKind::ExpectedColon }),
                    None => return Err(self.unexpected_end(text)),
                }
                continue 'value;
            }
        }
    }

    /// The end of the word or number at `at`.
    fn scalar(&self, text: &[u8], at: usize) -> Result<usize, SyntaxError> {
        let end = scalar_end(text, at);
        if end == text.len() {
            // More text might continue it.
            Err(self.unexpected_end(text))
        } else if is_word_or_number(&text[at..end]) {
            Ok(end)
        } else {
            Err(SyntaxError { at, kind: SyntaxErrorKind::ExpectedValue })
        }
    }

    /// The offset of a token; `None` if the text has no more tokens.
    #[inline(always)]
    fn position(&mut self, text: &[u8], token: usize) -> Option<usize> {
        match self.positions.get(token) {
            Some(position) => Some(*position as usize),
            None => self.position_in_more_text(text, token),
        }
    }

    #[cold]
    fn position_in_more_text(&mut self, text: &[u8], token: usize) -> Option<usize> {
        while token >= self.positions.len() {
            if !self.index_chunk(text) {
                return None;
            }
        }
        Some(self.positions[token] as usize)
    }

    /// The error of a text that has ended: an earlier error within a string, as more text would not help, else the end.
    fn unexpected_end(&self, text: &[u8]) -> SyntaxError {
        self.string_error.unwrap_or(SyntaxError { at: text.len(), kind: SyntaxErrorKind::UnexpectedEnd })
    }
}

#[inline(always)]
pub(super) fn skip_space(text: &[u8], at: usize) -> usize {
    // Most trails are written without white space.
    match text.get(at) {
        Some(byte) if *byte > b' ' => at,
        _ => skip_some_space(text, at),
    }
}

fn skip_some_space(text: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = text.get(at) {
        at += 1;
    }
    at
}

/// Where the word or number that begins at `at` ends.
#[inline]
pub(super) fn scalar_end(text: &[u8], mut at: usize) -> usize {
    while text
        .get(at)
        .is_some_and(|byte| !matches!(byte, b',' | b'}' | b']' | b'{' | b'[' | b'"' | b':') && *byte > b' ')
    {
        at += 1;
    }
    at
}

/// Whether the text is one value and nothing else but space.
pub fn is_value(text: &str) -> bool {
    // In brackets, so that strings and numbers are checked along with the rest.
    let list = format!("[{text}]");
    StructuralIndex::default()
        .value(&list, 0)
        .is_ok_and(|value| value.text().len() == list.len() && value.elements().count() == 1)
}

/// Whether this is `true`, `false`, `null` or a number as JSON writes it.
pub fn is_word_or_number(token: &[u8]) -> bool {
    match token.first() {
        Some(b't') => token == b"true",
        Some(b'f') => token == b"false",
        Some(b'n') => token == b"null",
        _ => is_number(token),
    }
}

fn is_number(token: &[u8]) -> bool {
    fn digits(token: &[u8]) -> (usize, &[u8]) {
        let length = token.iter().take_while(|byte| byte.is_ascii_digit()).count();
        (length, &token[length..])
    }
    let token = token.strip_prefix(b"-").unwrap_or(token);
    let (length, mut rest) = digits(token);
    if length == 0 || (length > 1 && token[0] == b'0') {
        return false;
    }
    if let Some(fraction) = rest.strip_prefix(b".") {
        let (length, after) = digits(fraction);
        if length == 0 {
            return false;
        }
        rest = after;
    }
    if let Some((b'e' | b'E', exponent)) = rest.split_first() {
        let unsigned = match exponent.split_first() {
            Some((b'+' | b'-', unsigned)) => unsigned,
            _ => exponent,
        };
        let (length, after) = digits(unsigned);
        return length > 0 && after.is_empty();
    }
    rest.is_empty()
}
