//! Files that are kept as they were dropped, and their text when somebody asks for it. Where there is time, they are packed
//! anew, so that their text is there sooner.

use super::pack::pack;
use flate2::{Decompress, FlushDecompress};
use std::cell::RefCell;
use std::rc::Rc;

/// A packed text that was read without a problem: a gzip file of one member, or a member of an archive. A clone is the
/// same one.
#[derive(Clone, Debug)]
pub struct KeptFile(Rc<Kept>);

#[derive(Debug)]
struct Kept {
    packed: RefCell<Packed>,
    /// How much of the text is wanted; there may be more.
    length: usize,
}

#[derive(Debug)]
enum Packed {
    /// As it was dropped, and where in it the deflate stream begins.
    Dropped { bytes: Box<[u8]>, start: usize },
    /// The same, which would have become too large.
    Stays { bytes: Box<[u8]>, start: usize },
    /// lz4: unpacked twice as fast.
    Anew(Box<[u8]>),
}

impl KeptFile {
    /// Keeps a packed text: its bytes, where in them the deflate stream begins, and how much of the text is wanted.
    pub fn new(bytes: &[u8], start: usize, length: usize) -> KeptFile {
        let packed = RefCell::new(Packed::Dropped { bytes: bytes.into(), start });
        KeptFile(Rc::new(Kept { packed, length }))
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
        let length = self.0.length;
        match &*self.0.packed.borrow() {
            Packed::Dropped { bytes, start } | Packed::Stays { bytes, start } => {
                text.clear();
                // A few bytes more than the text takes, so that the stream's end is seen.
                text.reserve_exact(length + 64);
                // The stream was read once without a problem. What it gave then it gives again.
                let _ = Decompress::new(false).decompress_vec(&bytes[*start..], text, FlushDecompress::Finish);
            }
            Packed::Anew(packed) => {
                text.resize(length, 0);
                lz4_flex::block::decompress_into(packed, text).expect("the file was packed by this thread");
            }
        }
    }

    /// Packs the text anew, if that was not tried before and takes at most a quarter more memory. Returns whether it was tried.
    /// Takes about ten milliseconds for a megabyte of text.
    pub fn repack(&self, unpacked: &mut Unpacked) -> bool {
        if !matches!(&*self.0.packed.borrow(), Packed::Dropped { .. }) {
            return false;
        }
        let text = unpacked.of_file(self);
        let anew = pack(&text[..self.0.length.min(text.len())]);
        let mut packed = self.0.packed.borrow_mut();
        if let Packed::Dropped { bytes, start } = &mut *packed {
            let is_small = anew.len() <= bytes.len() + bytes.len() / 4;
            let (bytes, start) = (std::mem::take(bytes), *start);
            *packed = if is_small && text.len() >= self.0.length {
                Packed::Anew(anew.into_boxed_slice())
            } else {
                Packed::Stays { bytes, start }
            };
        }
        true
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
