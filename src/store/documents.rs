//! The text of a segment's records as written, in compressed blocks. Stays in the reader that parsed them.

use super::rows::RowSet;

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
    /// lz4, without a size in front.
    packed: Box<[u8]>,
    /// Where each of its documents ends in the text.
    ends: Box<[u32]>,
    /// The number of its first document.
    first: u32,
}

/// Documents being gathered, in the order of the rows' pushing.
#[derive(Default)]
pub struct DocumentsBuilder {
    blocks: Vec<Block>,
    text: String,
    ends: Vec<u32>,
    n_documents: u32,
}

impl DocumentsBuilder {
    /// Adds the text of the next row.
    pub fn push(&mut self, document: &str) {
        self.text.push_str(document);
        self.ends.push(self.text.len() as u32);
        self.n_documents += 1;
        if self.text.len() >= BLOCK_BYTES {
            self.close();
        }
    }

    fn close(&mut self) {
        if self.ends.is_empty() {
            return;
        }
        let packed = lz4_flex::block::compress(self.text.as_bytes()).into_boxed_slice();
        let ends = std::mem::take(&mut self.ends).into_boxed_slice();
        let first = self.n_documents - ends.len() as u32;
        self.blocks.push(Block { packed, ends, first });
        self.text.clear();
    }

    /// The documents under the rows of the sealed segment. `order` gives, for each row, its place in the order of
    /// pushing, as [`super::builder::SegmentBuilder::seal`] does.
    pub fn seal(mut self, order: Vec<u32>) -> Documents {
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

    /// The bytes that the documents take, compressed.
    pub fn packed_bytes(&self) -> usize {
        self.blocks.iter().map(|block| block.packed.len()).sum()
    }

    /// The document of a row; `None` where there is no such row.
    pub fn get(&self, row: u32) -> Option<String> {
        let document = *self.by_row.get(row as usize)?;
        let block = &self.blocks[self.blocks.partition_point(|block| block.first <= document) - 1];
        let mut text = Vec::new();
        block.unpack(&mut text);
        let (start, end) = bounds(&block.ends, (document - block.first) as usize);
        String::from_utf8(text.get(start..end)?.to_vec()).ok()
    }

    /// Calls `see` with the text of each block that holds one of these rows. `text` is where blocks are unpacked; one
    /// that is used again spares the memory of many.
    pub fn each_block(&self, rows: &RowSet, text: &mut Vec<u8>, see: &mut dyn FnMut(&BlockText<'_>)) {
        for block in &self.blocks {
            let documents = block.first as usize..block.first as usize + block.ends.len();
            let own = &self.by_document[documents];
            if own.iter().any(|row| rows.contains(*row)) {
                block.unpack(text);
                see(&BlockText { text, ends: &block.ends, rows: own });
            }
        }
    }
}

/// The text of a block: whole documents, one behind the other.
pub struct BlockText<'a> {
    /// The text.
    pub text: &'a [u8],
    ends: &'a [u32],
    rows: &'a [u32],
}

impl BlockText<'_> {
    /// How many documents.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The document that a place of the text belongs to.
    pub fn document_at(&self, at: usize) -> usize {
        self.ends.partition_point(|end| *end as usize <= at)
    }

    /// Where a document begins and ends.
    pub fn bounds(&self, document: usize) -> (usize, usize) {
        bounds(self.ends, document)
    }

    /// A document.
    pub fn document(&self, document: usize) -> &str {
        let (start, end) = self.bounds(document);
        std::str::from_utf8(&self.text[start..end]).expect("documents were text when they were packed")
    }

    /// The row of a document.
    pub fn row(&self, document: usize) -> u32 {
        self.rows[document]
    }
}

fn bounds(ends: &[u32], at: usize) -> (usize, usize) {
    (if at == 0 { 0 } else { ends[at - 1] as usize }, ends[at] as usize)
}

impl Block {
    fn unpack(&self, text: &mut Vec<u8>) {
        text.resize(self.ends.last().map_or(0, |end| *end as usize), 0);
        lz4_flex::block::decompress_into(&self.packed, text).expect("the block was packed by this thread");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_give_back_their_documents() {
        let mut builder = DocumentsBuilder::default();
        let texts: Vec<String> = (0..5000).map(|n| format!("{{\"n\":{n},\"é\":\"{}\"}}", "x".repeat(n % 70))).collect();
        texts.iter().for_each(|text| builder.push(text));
        let documents = builder.seal((0..5000).rev().collect());
        assert_eq!(documents.get(0).as_deref(), Some(texts[4999].as_str()));
        assert_eq!(documents.get(5000), None);
        let mut seen = 0;
        let mut text = Vec::new();
        documents.each_block(&RowSet::full(5000), &mut text, &mut |block| {
            for at in 0..block.len() {
                assert_eq!(block.document(at), texts[4999 - block.row(at) as usize]);
                assert_eq!(block.document_at(block.bounds(at).0), at);
                seen += 1;
            }
        });
        assert_eq!(seen, 5000);
        let mut n_blocks = 0;
        documents.each_block(&RowSet::of(5000, |row| row == 7), &mut text, &mut |_| n_blocks += 1);
        assert_eq!(n_blocks, 1);
    }
}
