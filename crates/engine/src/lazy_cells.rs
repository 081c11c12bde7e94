//! Cells of JSON paths: the page goes out without them at once, and again when the readers have made them.

use super::{Engine, Origin, Output};
use crate::execute::page::Shown;
use std::collections::HashMap;
use std::rc::Rc;
use trailglass_protocol::id::{ReaderId, RequestId};
use trailglass_protocol::message::{Ask, Extent, Page, Response, RowKey, Rows};
use trailglass_store::RowRef;

/// A page that waits for cells.
pub struct Filling {
    page: Page,
    /// Which of its fields are paths.
    columns: Vec<usize>,
    /// The questions that are open: who was asked, and for which rows of the page.
    asked: HashMap<RequestId, (ReaderId, Vec<usize>)>,
}

/// The part of some rows whose documents one reader keeps.
pub struct Share {
    /// The reader.
    pub reader: ReaderId,
    /// The places of its rows among all.
    pub places: Vec<usize>,
    /// The reader's own segment and row of each.
    pub rows: Vec<(u32, u32)>,
}

/// Shares rows out to the readers that keep their documents.
pub fn shares(keys: impl Iterator<Item = RowKey>, origins: &[Option<Origin>]) -> Vec<Share> {
    let mut shares: Vec<Share> = Vec::new();
    for (place, key) in keys.enumerate() {
        let RowRef { segment, row } = key.into();
        let Some(Some((reader, segment))) = origins.get(segment as usize).copied() else { continue };
        let at = shares.iter().position(|share| share.reader == reader).unwrap_or_else(|| {
            shares.push(Share { reader, places: Vec::new(), rows: Vec::new() });
            shares.len() - 1
        });
        shares[at].places.push(place);
        shares[at].rows.push((segment, row));
    }
    shares
}

impl Engine {
    /// Asks the readers for what a page lacks. Only the newest page is filled.
    pub(super) fn start_filling(&mut self, page: &Page) {
        let Rows::Events(rows) = &page.rows else { return };
        if let Some(former) = self.filling.take() {
            for (no, (reader, _)) in former.asked {
                self.out.push_back(Output::Ask(reader, Ask::Forget { no }));
            }
        }
        if page.is_whole {
            return;
        }
        let is_path = |(_, name): &(usize, &String)| Shown::named(name).is_path();
        let (columns, paths): (Vec<usize>, Vec<String>) =
            page.fields.iter().enumerate().filter(is_path).map(|(at, name)| (at, name.clone())).unzip();
        let keys = rows.iter().map(|row| row.key);
        let mut filling = Filling { page: page.clone(), columns, asked: HashMap::new() };
        for Share { reader, places, rows } in shares(keys, &self.origins) {
            if !self.lost.contains(&reader) {
                self.last_ask = self.last_ask.next();
                filling.asked.insert(self.last_ask, (reader, places));
                self.out.push_back(Output::Ask(
                    reader,
                    Ask::Cells { no: self.last_ask, paths: paths.clone(), rows, extent: Extent::Shown },
                ));
            }
        }
        self.filling = Some(filling);
        self.finish_filling();
    }

    /// Takes cells that a reader made.
    pub(super) fn fill(&mut self, no: RequestId, cells: Vec<Vec<Option<String>>>) {
        let Some(filling) = &mut self.filling else { return };
        let Some((_, places)) = filling.asked.remove(&no) else { return };
        if let Rows::Events(rows) = &mut filling.page.rows {
            for (at, cells) in places.into_iter().zip(cells) {
                let row = Rc::make_mut(&mut rows[at]);
                for (column, cell) in filling.columns.iter().zip(cells) {
                    row.cells[*column] = cell;
                }
            }
        }
        self.finish_filling();
    }

    /// A reader died: its cells stay empty.
    pub(super) fn lose_filling(&mut self, lost: ReaderId) {
        if let Some(filling) = &mut self.filling {
            filling.asked.retain(|_, (reader, _)| *reader != lost);
            self.finish_filling();
        }
    }

    fn finish_filling(&mut self) {
        if let Some(filling) = self.filling.take_if(|filling| filling.asked.is_empty()) {
            self.respond(Response::Page(Page { is_whole: true, ..filling.page }));
        }
    }
}
