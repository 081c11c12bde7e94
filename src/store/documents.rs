//! The text of a segment's records as written, in compressed blocks. Stays in the reader that parsed them.

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
        let text = block.text();
        let (start, end) = block.bounds((document - block.first) as usize);
        Some(text.get(start..end)?.to_owned())
    }

    /// Calls `see` with each row that `wants` it and its document, block by block.
    pub fn each(&self, mut wants: impl FnMut(u32) -> bool, mut see: impl FnMut(u32, &str)) {
        for block in &self.blocks {
            let documents = block.first..block.first + block.ends.len() as u32;
            let rows = &self.by_document[documents.start as usize..documents.end as usize];
            if !rows.iter().any(|row| wants(*row)) {
                continue;
            }
            let text = block.text();
            for (at, row) in rows.iter().enumerate() {
                let (start, end) = block.bounds(at);
                if wants(*row) {
                    see(*row, text.get(start..end).unwrap_or_default());
                }
            }
        }
    }
}

impl Block {
    fn text(&self) -> String {
        let length = self.ends.last().map_or(0, |end| *end as usize);
        let bytes = lz4_flex::block::decompress(&self.packed, length).expect("the block was packed by this thread");
        String::from_utf8(bytes).expect("a block holds whole documents, which are text")
    }

    fn bounds(&self, at: usize) -> (usize, usize) {
        (if at == 0 { 0 } else { self.ends[at - 1] as usize }, self.ends[at] as usize)
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
        documents.each(
            |row| row % 7 == 0,
            |row, text| {
                assert_eq!(text, texts[4999 - row as usize]);
                seen += 1;
            },
        );
        assert_eq!(seen, 715);
    }
}
