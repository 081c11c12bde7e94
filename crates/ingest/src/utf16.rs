//! UTF-16, as Windows tools save it → UTF-8, piece by piece.

/// Decodes UTF-16.
pub(super) struct Utf16 {
    is_big_endian: bool,
    /// The first half of a unit that was cut.
    half: Option<u8>,
    /// A high surrogate whose low one has not come.
    high: Option<u16>,
}

impl Utf16 {
    /// A decoder, where the bytes begin a text in UTF-16: with its mark, or with a bracket in two bytes.
    pub(super) fn of(head: &[u8]) -> Option<Utf16> {
        let is_big_endian = match head {
            // The mark of UTF-32 begins like that of UTF-16.
            [0xFF, 0xFE, 0, 0, ..] => return None,
            [0xFF, 0xFE, ..] | [b'{' | b'[', 0, ..] => false,
            [0xFE, 0xFF, ..] | [0, b'{' | b'[', ..] => true,
            _ => return None,
        };
        Some(Utf16 { is_big_endian, half: None, high: None })
    }

    /// Appends the text of the bytes. A surrogate without its other half becomes a byte that is no UTF-8, to be told.
    pub(super) fn decode(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        for byte in bytes {
            let Some(first) = self.half.take() else {
                self.half = Some(*byte);
                continue;
            };
            let pair = [first, *byte];
            let unit = if self.is_big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) };
            match (self.high.take(), unit) {
                (Some(high), 0xDC00..=0xDFFF) => {
                    let code = 0x10000 + (u32::from(high) - 0xD800) * 0x400 + (u32::from(unit) - 0xDC00);
                    push(code, out);
                }
                (high, _) => {
                    if high.is_some() {
                        out.push(0xFF);
                    }
                    match unit {
                        0xD800..=0xDBFF => self.high = Some(unit),
                        unit => push(u32::from(unit), out),
                    }
                }
            }
        }
    }
}

fn push(code: u32, out: &mut Vec<u8>) {
    match char::from_u32(code) {
        Some(character) => out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
        None => out.push(0xFF),
    }
}
