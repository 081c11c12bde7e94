//! Files that are kept as they were dropped, and their text when somebody asks for it. Unpacking one leaves it packed in
//! another way, so that its text is there sooner the next time.

use super::transcode::transcode;
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
    /// As it was dropped, and where in it the deflate stream begins. It stays so once it was tried: it would have become too
    /// large in lz4, or is another text than its size tells.
    Dropped { bytes: Box<[u8]>, start: usize, is_tried: bool },
    /// lz4: unpacked four times as fast.
    Anew(Box<[u8]>),
}

impl KeptFile {
    /// Keeps a packed text: its bytes, where in them the deflate stream begins, and how much of the text is wanted.
    pub fn new(bytes: &[u8], start: usize, length: usize) -> KeptFile {
        let packed = RefCell::new(Packed::Dropped { bytes: bytes.into(), start, is_tried: false });
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

    /// Whether the text has not been unpacked yet.
    pub fn is_as_dropped(&self) -> bool {
        matches!(&*self.0.packed.borrow(), Packed::Dropped { is_tried: false, .. })
    }

    /// Unpacks the text; the buffer may hold anything. The first time takes a third longer than inflating alone, for it leaves
    /// the text in lz4's format, if that takes at most half more memory, and all of them together no more than [`MOST_MORE`].
    fn unpack(&self, text: &mut Vec<u8>, grown: &mut usize) {
        let length = self.0.length;
        let mut packed = self.0.packed.borrow_mut();
        if let Packed::Dropped { bytes, start, is_tried: is_tried @ false } = &mut *packed {
            *is_tried = true;
            let anew = transcode(&bytes[*start..], length, text);
            let more = anew.as_ref().map_or(0, |anew| anew.len().saturating_sub(bytes.len()));
            if let Some(anew) = anew.filter(|_| more <= bytes.len() / 2 && *grown + more <= MOST_MORE) {
                *grown += more;
                // Copied to its length, for what it was written into has room to spare.
                *packed = Packed::Anew(anew.as_slice().into());
                return;
            }
        }
        match &*packed {
            Packed::Dropped { bytes, start, .. } => {
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
}

/// Files may take so many bytes more in lz4's format: a reader has four gigabytes, and nobody is to lose it by a search.
const MOST_MORE: usize = 512 * 1024 * 1024;

/// The text that was unpacked last.
#[derive(Debug, Default)]
pub struct Unpacked {
    text: Vec<u8>,
    /// The file that the text is of.
    file: Option<KeptFile>,
    /// How much more memory the files take that were unpacked here than as they were dropped.
    grown: usize,
}

impl Unpacked {
    /// The text of a file, unpacked unless it is at hand.
    pub fn of_file(&mut self, file: &KeptFile) -> &[u8] {
        if self.file.as_ref().is_none_or(|other| !other.is(file)) {
            file.unpack(&mut self.text, &mut self.grown);
            self.file = Some(file.clone());
        }
        &self.text
    }

    /// Whether files take more memory than before.
    pub fn has_grown(&self) -> bool {
        self.grown > 0
    }

    /// The text that `fill` makes of a buffer, which may hold anything before.
    pub fn fill(&mut self, fill: impl FnOnce(&mut Vec<u8>)) -> &[u8] {
        self.file = None;
        fill(&mut self.text);
        &self.text
    }
}
