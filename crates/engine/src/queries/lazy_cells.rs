//! Cells that are loaded later: a page goes out at once without the cells of JSON paths, and again when the readers have
//! made them.

use crate::execute::page::ColumnContent;
use crate::outbox::Outbox;
use crate::store_view::{ReaderRows, StoreView};
use std::collections::HashMap;
use std::rc::Rc;
use trailglass_protocol::id::{ReaderId, RequestId};
use trailglass_protocol::message::{Extent, Page, ReaderRequest, Response, Rows};

/// The newest page, while it waits for cells.
#[derive(Default)]
pub struct LazyCells {
    pending: Option<PendingPage>,
}

struct PendingPage {
    page: Page,
    /// Which of its columns are paths.
    columns: Vec<usize>,
    /// The open questions: who was asked, and for which rows of the page.
    questions: HashMap<RequestId, (ReaderId, Vec<usize>)>,
}

impl LazyCells {
    /// Asks the readers for the cells that a page lacks; the page is whole where nobody can make them. No other page is
    /// waited for any more.
    pub fn start(&mut self, page: &mut Page, view: StoreView<'_>, outbox: &mut Outbox) {
        let Rows::Events(rows) = &page.rows else { return };
        for (no, (reader, _)) in self.pending.take().into_iter().flat_map(|former| former.questions) {
            outbox.cancel(reader, no);
        }
        if page.is_whole {
            return;
        }
        let is_path = |(_, name): &(usize, &String)| ColumnContent::named(name).is_path();
        let (columns, paths): (Vec<usize>, Vec<String>) =
            page.fields.iter().enumerate().filter(is_path).map(|(at, name)| (at, name.clone())).unzip();
        let mut questions = HashMap::new();
        for ReaderRows { reader, places, rows } in view.origins.by_reader(rows.iter().map(|row| row.key)) {
            let (paths, extent) = (paths.clone(), Extent::Shown);
            let asked = outbox.ask(reader, |no| ReaderRequest::Cells { no, paths, rows, extent });
            questions.extend(asked.map(|no| (no, (reader, places))));
        }
        if questions.is_empty() {
            page.is_whole = true;
        } else {
            self.pending = Some(PendingPage { page: page.clone(), columns, questions });
        }
    }

    /// Takes cells that a reader made.
    pub fn on_reply(&mut self, no: RequestId, cells: Vec<Vec<Option<String>>>, outbox: &mut Outbox) {
        let Some(pending) = &mut self.pending else { return };
        let Some((_, places)) = pending.questions.remove(&no) else { return };
        if let Rows::Events(rows) = &mut pending.page.rows {
            for (at, cells) in places.into_iter().zip(cells) {
                let row = Rc::make_mut(&mut rows[at]);
                for (column, cell) in pending.columns.iter().zip(cells) {
                    row.cells[*column] = cell;
                }
            }
        }
        self.send_if_whole(outbox);
    }

    /// Handles the crash of a reader: its cells stay empty.
    pub fn on_reader_lost(&mut self, lost: ReaderId, outbox: &mut Outbox) {
        if let Some(pending) = &mut self.pending {
            pending.questions.retain(|_, (reader, _)| *reader != lost);
            self.send_if_whole(outbox);
        }
    }

    fn send_if_whole(&mut self, outbox: &mut Outbox) {
        if let Some(pending) = self.pending.take_if(|pending| pending.questions.is_empty()) {
            outbox.respond(Response::Page(Page { is_whole: true, ..pending.page }));
        }
    }
}
