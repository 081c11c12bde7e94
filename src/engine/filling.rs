//! Cells of JSON paths: the page goes out without them at once, and again when the readers have made them.

use super::message::{Ask, AskNo, Page, ReaderNo, Response, Rows};
use super::{Engine, Output};
use crate::collect::page::Shown;
use std::collections::HashMap;
use std::rc::Rc;

/// A page that waits for cells.
pub struct Filling {
    page: Page,
    /// Which of its fields are paths.
    columns: Vec<usize>,
    /// The questions that are open: who was asked, and for which rows of the page.
    asked: HashMap<AskNo, (ReaderNo, Vec<usize>)>,
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
        let mut by_reader: HashMap<ReaderNo, (Vec<usize>, Vec<(u32, u32)>)> = HashMap::new();
        for (at, row) in rows.iter().enumerate() {
            let (reader, segment) = self.origins[row.key.segment as usize];
            if !self.lost.contains(&reader) {
                let (places, asked) = by_reader.entry(reader).or_default();
                places.push(at);
                asked.push((segment, row.key.row));
            }
        }
        let mut filling = Filling { page: page.clone(), columns, asked: HashMap::new() };
        for (reader, (places, rows)) in by_reader {
            self.last_ask += 1;
            filling.asked.insert(self.last_ask, (reader, places));
            self.out.push_back(Output::Ask(reader, Ask::Cells { no: self.last_ask, paths: paths.clone(), rows }));
        }
        self.filling = Some(filling);
        self.finish_filling();
    }

    /// Takes cells that a reader made.
    pub(super) fn fill(&mut self, no: AskNo, cells: Vec<Vec<Option<String>>>) {
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
    pub(super) fn lose_filling(&mut self, lost: ReaderNo) {
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
