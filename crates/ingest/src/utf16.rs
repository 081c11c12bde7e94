//! UTF-16, as Windows tools save it → UTF-8, piece by piece. The standard library decodes it; `encoding_rs` would bring the
//! tables of every old encoding with it.

/// Decodes UTF-16.
pub(crate) struct Utf16 {
    unit: fn([u8; 2]) -> u16,
    /// Bytes at the end of the last piece that do not make a whole character.
    incomplete: Vec<u8>,
}

impl Utf16 {
    /// A decoder, where the bytes begin a text in UTF-16: with its mark, or with a bracket in two bytes.
    pub(crate) fn of(head: &[u8]) -> Option<Utf16> {
        let unit = match head {
            // The mark of UTF-32 begins like that of UTF-16.
            [0xFF, 0xFE, 0, 0, ..] => return None,
            [0xFF, 0xFE, ..] | [b'{' | b'[', 0, ..] => u16::from_le_bytes,
            [0xFE, 0xFF, ..] | [0, b'{' | b'[', ..] => u16::from_be_bytes,
            _ => return None,
        };
        Some(Utf16 { unit, incomplete: Vec::new() })
    }

    /// Appends the text of the bytes. Half of a surrogate pair becomes a byte that is not UTF-8, so that it is reported.
    pub(crate) fn decode(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        let mut given = std::mem::take(&mut self.incomplete);
        given.extend_from_slice(bytes);
        let (mut units, _) = given.as_chunks::<2>();
        if let Some((last, others)) = units.split_last()
            && matches!((self.unit)(*last), 0xD800..=0xDBFF)
        {
            // The other half of the pair may follow.
            units = others;
        }
        self.incomplete = given[units.len() * 2..].to_vec();
        for character in char::decode_utf16(units.iter().map(|pair| (self.unit)(*pair))) {
            match character {
                Ok(character) => out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
                Err(_) => out.push(0xFF),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_in_pieces_of_any_size_is_the_same() {
        let text = "{\"a\":\"é😀\"}";
        for (encoded, expected) in [
            (text.encode_utf16().collect::<Vec<_>>(), text.as_bytes().to_vec()),
            (vec![0x5B, 0xD83D, 0x5D, 0xDE00, 0xD83D, 0xD83D, 0xDE00], b"[\xFF]\xFF\xFF\xF0\x9F\x98\x80".to_vec()),
        ] {
            for bytes in [
                encoded.iter().flat_map(|unit| unit.to_le_bytes()).collect::<Vec<_>>(),
                encoded.iter().flat_map(|unit| unit.to_be_bytes()).collect(),
            ] {
                for size in 1..bytes.len() {
                    let mut decoder = Utf16::of(&bytes).expect("it begins with a bracket");
                    let mut decoded = Vec::new();
                    bytes.chunks(size).for_each(|piece| decoder.decode(piece, &mut decoded));
                    assert_eq!(decoded, expected, "in pieces of {size}");
                }
            }
        }
    }
}
