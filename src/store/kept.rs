//! Files that are kept as they were dropped, and their text when somebody asks for it.

use flate2::{Decompress, FlushDecompress};
use std::rc::Rc;

/// A packed text that was read without a problem: a gzip file of one member, or a member of an archive. A clone is the
/// same one.
#[derive(Clone, Debug)]
pub struct KeptFile(Rc<Kept>);

#[derive(Debug)]
struct Kept {
    bytes: Box<[u8]>,
    /// Where in `bytes` the deflate stream begins.
    start: usize,
    /// How much of the text is wanted; there may be more.
    length: usize,
}

impl KeptFile {
    /// Keeps a packed text: its bytes, where in them the deflate stream begins, and how much of the text is wanted.
    pub fn new(bytes: &[u8], start: usize, length: usize) -> KeptFile {
        KeptFile(Rc::new(Kept { bytes: bytes.into(), start, length }))
    }

    /// How much of the text there is for those who ask, in bytes.
    pub fn length(&self) -> usize {
        self.0.length
    }

    /// Whether both are the same one.
    pub fn is(&self, other: &KeptFile) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// Unpacks the text; the buffer may hold anything.
    fn unpack(&self, text: &mut Vec<u8>) {
        let Kept { bytes, start, length } = &*self.0;
        text.clear();
        // A few bytes more than the text takes, so that the stream's end is seen.
        text.reserve_exact(length + 64);
        // The stream was read once without a problem. What it gave then it gives again.
        let _ = Decompress::new(false).decompress_vec(&bytes[*start..], text, FlushDecompress::Finish);
    }
}

/// The text that was unpacked last.
#[derive(Debug, Default)]
pub struct Unpacked {
    text: Vec<u8>,
    /// The file that the text is of.
    file: Option<KeptFile>,
}

impl Unpacked {
    /// The text of a file, unpacked unless it is at hand.
    pub fn of_file(&mut self, file: &KeptFile) -> &[u8] {
        if self.file.as_ref().is_none_or(|other| !other.is(file)) {
            self.fill(|text| file.unpack(text));
            self.file = Some(file.clone());
        }
        &self.text
    }

    /// The text that `fill` makes of a buffer, which may hold anything before.
    pub fn fill(&mut self, fill: impl FnOnce(&mut Vec<u8>)) -> &[u8] {
        self.file = None;
        fill(&mut self.text);
        &self.text
    }
}
