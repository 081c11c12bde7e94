//! The text of a segment's records as written, in blocks. Stays in the reader that parsed them.
//!
//! A block is either a gzip file as it was dropped, or text that was packed here. A file is packed already, better than
//! could be done while somebody waits, so it is kept and inflated again for who asks first; from then on it is in lz4
//! ([`super::transcode`]), which unpacks four times as fast, unless that takes half more memory.

use super::kept::{KeptFile, Unpacked};
use super::rows::RowSet;
use std::cell::Cell;

/// A block is closed once it holds this much text. Smaller blocks compress worse, larger ones make reading one record
/// slower.
const BLOCK_BYTES: usize = 64 * 1024;

/// Documents of the rows of one segment.
#[derive(Debug, Default)]
pub struct Documents {
    blocks: Vec<Block>,
    /// The document of each row.
    by_row: Vec<u32>,
    /// The row of each document.
    by_document: Vec<u32>,
}

#[derive(Debug)]
struct Block {
    packed: Packed,
    /// Where each of its documents begins and ends in the text.
    bounds: Box<[(u32, u32)]>,
    /// The number of its first document.
    first: u32,
    /// See [`BlockText::is_plain`].
    is_plain: Cell<Option<bool>>,
}

#[derive(Debug)]
enum Packed {
    /// lz4, without a size in front.
    Here(Box<[u8]>),
    /// A file, which may hold documents of other segments as well.
    File(KeptFile),
}

/// Documents being gathered, in the order of the rows' pushing.
#[derive(Default)]
pub struct DocumentsBuilder {
    blocks: Vec<Block>,
    /// The file that the open block's documents are in; none where they are in `text`.
    file: Option<KeptFile>,
    text: String,
    bounds: Vec<(u32, u32)>,
    n_documents: u32,
}

impl DocumentsBuilder {
    /// Adds the text of the next row.
    pub fn push(&mut self, document: &str) {
        if self.file.is_some() || self.text.len() >= BLOCK_BYTES {
            self.close();
        }
        let start = self.text.len() as u32;
        self.text.push_str(document);
        self.bounds.push((start, self.text.len() as u32));
        self.n_documents += 1;
    }

    /// Adds the text of the next row by its place in the text of a file.
    pub fn push_in(&mut self, file: &KeptFile, start: u32, end: u32) {
        if self.file.as_ref().is_none_or(|open| !open.is(file)) {
            self.close();
            self.file = Some(file.clone());
        }
        self.bounds.push((start, end));
        self.n_documents += 1;
    }

    #[inline(never)]
    fn close(&mut self) {
        let file = self.file.take();
        if self.bounds.is_empty() {
            return;
        }
        let bounds = std::mem::take(&mut self.bounds).into_boxed_slice();
        let first = self.n_documents - bounds.len() as u32;
        let packed = match file {
            Some(file) => Packed::File(file),
            None => Packed::Here(lz4_flex::block::compress(self.text.as_bytes()).into_boxed_slice()),
        };
        self.blocks.push(Block { packed, bounds, first, is_plain: Cell::new(None) });
        self.text.clear();
    }

    /// The documents under the rows of the frozen segment. `order` gives, for each row, its place in the order of
    /// pushing, as [`super::builder::SegmentBuilder::freeze`] does.
    #[inline(never)]
    pub fn freeze(mut self, order: Vec<u32>) -> Documents {
        self.close();
        let mut by_document = vec![0; order.len()];
        for (row, document) in order.iter().enumerate() {
            by_document[*document as usize] = row as u32;
        }
        Documents { blocks: self.blocks, by_row: order, by_document }
    }
}

impl Documents {
    /// How many rows.
    pub fn n_rows(&self) -> u32 {
        self.by_row.len() as u32
    }

    /// The document of a row; `None` where there is no such row. `unpacked` keeps the file that was inflated last, for
    /// who asks for one row often asks for its neighbours.
    pub fn get(&self, row: u32, unpacked: &mut Unpacked) -> Option<String> {
        let document = *self.by_row.get(row as usize)?;
        let block = &self.blocks[self.blocks.partition_point(|block| block.first <= document) - 1];
        let (start, end) = block.bounds[(document - block.first) as usize];
        String::from_utf8(block.text(unpacked).get(start as usize..end as usize)?.to_vec()).ok()
    }

    /// Forgets the documents of these rows; the others keep their places. `unpacked` is where blocks are unpacked.
    pub fn drop_rows(&mut self, removed: &RowSet, unpacked: &mut Unpacked) {
        if removed.n_rows() != self.n_rows() {
            return;
        }
        for block in &mut self.blocks {
            let first = block.first as usize;
            let own = &self.by_document[first..first + block.bounds.len()];
            if !own.iter().any(|row| removed.contains(*row)) {
                continue;
            }
            let text = block.text(unpacked);
            let mut kept = Vec::new();
            let mut bounds = Vec::with_capacity(own.len());
            for (row, (start, end)) in own.iter().zip(&block.bounds) {
                let new_start = kept.len() as u32;
                if !removed.contains(*row) {
                    kept.extend_from_slice(text.get(*start as usize..*end as usize).unwrap_or_default());
                }
                bounds.push((new_start, kept.len() as u32));
            }
            block.packed = Packed::Here(lz4_flex::block::compress(&kept).into_boxed_slice());
            block.bounds = bounds.into_boxed_slice();
        }
    }

    /// Calls `see` with the place and the document of each of these rows, in the order of the documents: each block is
    /// unpacked once.
    pub fn each_of(&self, rows: &[u32], unpacked: &mut Unpacked, see: &mut dyn FnMut(usize, &str)) {
        let mut wanted: Vec<(u32, usize)> = rows
            .iter()
            .enumerate()
            .filter_map(|(place, row)| Some((*self.by_row.get(*row as usize)?, place)))
            .collect();
        wanted.sort_unstable();
        let mut rest = &wanted[..];
        while let Some((document, _)) = rest.first() {
            let block = &self.blocks[self.blocks.partition_point(|block| block.first <= *document) - 1];
            let end = block.first + block.bounds.len() as u32;
            let (own, others) = rest.split_at(rest.partition_point(|(document, _)| *document < end));
            let text = block.text(unpacked);
            for (document, place) in own {
                let (start, end) = block.bounds[(document - block.first) as usize];
                let text = text.get(start as usize..end as usize);
                see(*place, text.and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default());
            }
            rest = others;
        }
    }

    /// Unpacks a file that nobody has asked for yet, of those that are in blocks from `next` on, so that it is there sooner for
    /// who does. `next` moves behind it. Returns whether there was one.
    pub fn prepare_one(&self, next: &mut usize, unpacked: &mut Unpacked) -> bool {
        while let Some(block) = self.blocks.get(*next) {
            *next += 1;
            if let Packed::File(file) = &block.packed
                && file.is_as_dropped()
            {
                unpacked.of_file(file);
                return true;
            }
        }
        false
    }

    /// Calls `see` with the text of each block that holds one of these rows. `unpacked` is where blocks are unpacked; one
    /// that is used again spares the memory of many.
    pub fn each_block(&self, rows: &RowSet, unpacked: &mut Unpacked, see: &mut dyn FnMut(&BlockText<'_>)) {
        for block in &self.blocks {
            let documents = block.first as usize..block.first as usize + block.bounds.len();
            let own = &self.by_document[documents];
            if own.iter().any(|row| rows.contains(*row)) {
                let text = block.text(unpacked);
                see(&BlockText { text, bounds: &block.bounds, rows: own, is_plain: &block.is_plain });
            }
        }
    }
}

/// The text of a block. In that of a file something stands between the documents.
pub struct BlockText<'a> {
    /// The text.
    pub text: &'a [u8],
    bounds: &'a [(u32, u32)],
    rows: &'a [u32],
    /// Whether all ASCII characters in it are written as themselves; not known before somebody has looked, and kept for the
    /// next one.
    pub is_plain: &'a Cell<Option<bool>>,
}

impl BlockText<'_> {
    /// How many documents.
    pub fn len(&self) -> usize {
        self.bounds.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.bounds.is_empty()
    }

    /// The document that a place of the text belongs to; none between documents.
    pub fn document_at(&self, at: usize) -> Option<usize> {
        let document = self.bounds.partition_point(|(_, end)| *end as usize <= at);
        self.bounds.get(document).is_some_and(|(start, _)| *start as usize <= at).then_some(document)
    }

    /// Where a document begins and ends.
    pub fn bounds(&self, document: usize) -> (usize, usize) {
        let (start, end) = self.bounds[document];
        (start as usize, end as usize)
    }

    /// The text of a document, by its number in the block.
    ///
    /// # Panics
    /// Where the block has no such document.
    pub fn document(&self, document: usize) -> &str {
        let (start, end) = self.bounds(document);
        std::str::from_utf8(&self.text[start..end]).expect("documents were text when they were packed")
    }

    /// The row of a document.
    pub fn row(&self, document: usize) -> u32 {
        self.rows[document]
    }
}

impl Block {
    fn text<'t>(&self, unpacked: &'t mut Unpacked) -> &'t [u8] {
        match &self.packed {
            Packed::File(file) => unpacked.of_file(file),
            Packed::Here(packed) => {
                let length = self.bounds.last().map_or(0, |(_, end)| *end as usize);
                unpacked.fill(|text| {
                    text.resize(length, 0);
                    lz4_flex::block::decompress_into(packed, text).expect("the block was packed by this thread");
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(n: usize) -> Vec<String> {
        (0..n).map(|n| format!("{{\"n\":{n},\"é\":\"{}\"}}", "x".repeat(n % 70))).collect()
    }

    fn check(documents: &Documents, texts: &[String]) {
        let mut unpacked = Unpacked::default();
        let n = texts.len() as u32;
        assert_eq!(documents.get(0, &mut unpacked).as_ref(), texts.last());
        assert_eq!(documents.get(n, &mut unpacked), None);
        let mut seen = 0;
        documents.each_block(&RowSet::full(n), &mut unpacked, &mut |block| {
            for at in 0..block.len() {
                assert_eq!(block.document(at), texts[(n - 1 - block.row(at)) as usize]);
                assert_eq!(block.document_at(block.bounds(at).0), Some(at));
                seen += 1;
            }
        });
        assert_eq!(seen, n);
        let mut n_blocks = 0;
        documents.each_block(&RowSet::of(n, |row| row == 7), &mut unpacked, &mut |_| n_blocks += 1);
        assert_eq!(n_blocks, 1);
    }

    #[test]
    fn rows_give_back_their_documents() {
        let mut builder = DocumentsBuilder::default();
        let texts = texts(5000);
        texts.iter().for_each(|text| builder.push(text));
        check(&builder.freeze((0..5000).rev().collect()), &texts);
    }

    fn kept(texts: &[String]) -> KeptFile {
        use std::io::Write as _;
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(texts.concat().as_bytes()).unwrap();
        KeptFile::new(&packer.finish().unwrap(), 10, texts.concat().len())
    }

    #[test]
    fn what_a_file_grows_by_is_counted_when_rows_are_dropped() {
        let texts = texts(2000);
        let mut builder = DocumentsBuilder::default();
        builder.push_in(&kept(&texts), 0, texts[0].len() as u32);
        let mut unpacked = Unpacked::default();
        builder.freeze(vec![0]).drop_rows(&RowSet::full(1), &mut unpacked);
        assert!(unpacked.has_grown());
    }

    #[test]
    fn rows_give_back_what_is_in_a_kept_file() {
        let texts = texts(3000);
        let (inside, behind) = texts.split_at(2000);
        let file = kept(inside);

        let mut builder = DocumentsBuilder::default();
        let mut start = 0;
        for text in inside {
            builder.push_in(&file, start, start + text.len() as u32);
            start += text.len() as u32;
        }
        behind.iter().for_each(|text| builder.push(text));
        let documents = builder.freeze((0..3000).rev().collect());

        let (mut next, mut unpacked) = (0, Unpacked::default());
        assert!(documents.prepare_one(&mut next, &mut unpacked), "nobody has asked for the file");
        assert!(!documents.prepare_one(&mut next, &mut unpacked), "there is one file");
        check(&documents, &texts);
        assert!(!documents.prepare_one(&mut 0, &mut unpacked), "the file was asked for");
    }
}
