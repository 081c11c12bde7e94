//! The header before a member of a zip archive (APPNOTE 4.3.7 and 4.5.3).

/// The part of a member's header whose length is fixed.
pub(super) struct LocalHeader {
    pub(super) is_encrypted: bool,
    /// Whether checksum and sizes are behind the data.
    pub(super) has_descriptor: bool,
    pub(super) method: u16,
    pub(super) crc: u32,
    packed: u32,
    unpacked: u32,
    pub(super) name_length: usize,
    pub(super) extra_length: usize,
}

impl LocalHeader {
    pub(super) const LENGTH: usize = 30;
    pub(super) const STORED: u16 = 0;
    pub(super) const DEFLATED: u16 = 8;

    /// Reads the header that the bytes begin with.
    pub(super) fn of(bytes: &[u8]) -> LocalHeader {
        let flags = u16_at(bytes, 6);
        LocalHeader {
            is_encrypted: flags & 1 != 0,
            has_descriptor: flags & 8 != 0,
            method: u16_at(bytes, 8),
            crc: u32_at(bytes, 14),
            packed: u32_at(bytes, 18),
            unpacked: u32_at(bytes, 22),
            name_length: usize::from(u16_at(bytes, 26)),
            extra_length: usize::from(u16_at(bytes, 28)),
        }
    }

    /// The length of the packed data, which the field for 64 bits has where the one here is all ones.
    pub(super) fn packed_size(&self, zip64: Option<&[u8]>) -> u64 {
        // The packed size is the second, where both are there.
        let at = if self.unpacked == u32::MAX { 8 } else { 0 };
        zip64
            .filter(|_| self.packed == u32::MAX)
            .and_then(|field| field.get(at..)?.first_chunk())
            .map_or(u64::from(self.packed), |bytes| u64::from_le_bytes(*bytes))
    }
}

/// The field with sizes of 64 bits, among a header's extra fields.
pub(super) fn zip64_field(extra: &[u8]) -> Option<&[u8]> {
    let mut rest = extra;
    loop {
        let (head, behind) = rest.split_at_checked(4)?;
        let (field, behind) = behind.split_at_checked(usize::from(u16_at(head, 2)))?;
        if u16_at(head, 0) == 1 {
            return Some(field);
        }
        rest = behind;
    }
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
