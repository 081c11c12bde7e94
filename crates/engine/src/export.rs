//! The rows of an answer as text, piece by piece: the next piece is made when the page has taken the one before, so
//! that no more than one is ever held.

use super::lazy_cells::{Share, shares};
use super::{Engine, Output};
use crate::execute::page::{Names, Shown, event_row};
use crate::present::export::Writer;
use crate::present::job_export;
use crate::present::redact::Redactor;
use crate::present::story;
use crate::resources::ResourceId;
use crate::resources::view::ResourceView;
use std::collections::HashMap;
use trailglass_event::field::Field;
use trailglass_lifecycle::table::Profiles;
use trailglass_protocol::id::{ReaderId, RequestId};
use trailglass_protocol::message::{Ask, Export, Exported, Extent, Response, RowKey, View};
use trailglass_store::RowRef;

/// An export that is being written.
pub struct Exporting {
    no: u32,
    view: View,
    /// Whether names are replaced.
    is_redacted: bool,
    writer: Writer,
    shown: Vec<Shown>,
    fields: Vec<String>,
    from: From,
    total: u32,
    rows: u32,
    lost: u32,
    /// Rows of the piece whose texts cannot be had.
    lost_in_piece: u32,
    /// The cells, or the record, of each row of the piece; `None` for a record that cannot be had.
    piece: Vec<Piece>,
    /// The questions that are open: who was asked, and for which rows of the piece.
    asked: HashMap<RequestId, (ReaderId, Vec<usize>)>,
}

/// Where rows come from.
enum From {
    /// Rows of the store, as the answer had them when the export began.
    Events(Vec<RowRef>),
    /// Jobs, as they were when the export began: they are few.
    Jobs(Vec<Piece>),
}

/// One row.
#[derive(Clone)]
enum Piece {
    Cells(Vec<Option<String>>),
    Record(Option<String>),
}

/// Rows in a piece: of cells some megabyte, of records as well.
const ROWS_OF_CELLS: usize = 8_192;
const ROWS_OF_RECORDS: usize = 1_024;

impl Engine {
    /// Starts to write the rows of the answer in force.
    pub(super) fn start_export(&mut self, export: Export) {
        self.forget_export();
        let Export { no, view, format, fields, is_redacted, most } = export;
        let fields = if view == View::Jobs { job_export::columns(&fields) } else { fields };
        let headings = if is_redacted {
            let redactor = self.redactor.get_or_insert_default();
            redactor.set_view(view);
            redactor.allow_words(own_texts(&self.profiles));
            redactor.redact_headings(&fields)
        } else {
            fields.clone()
        };
        let writer = Writer::new(format, headings);
        let most = most.map_or(usize::MAX, |most| most as usize);
        if let Some(live) = self.lives.of(view, self.store.epoch(), &mut self.out) {
            live.list.reach(most.min(live.list.len()));
        }
        let list = self.lives.peek(view, self.store.epoch()).map_or(&[][..], |live| live.list.found());
        let list = &list[..list.len().min(most)];
        let from = match view {
            View::Events => From::Events(list.iter().filter_map(|number| self.store.row_ref(*number)).collect()),
            View::Jobs => {
                let resources = list.iter().filter_map(|id| self.resource(ResourceId(*id)));
                let record = |resource: ResourceView<'_>| {
                    let detail = story::detail(&resource, &self.profiles, &self.source_names);
                    Piece::Record(Some(job_export::json(&resource, &detail)))
                };
                From::Jobs(match writer.wants_records() {
                    true => resources.map(record).collect(),
                    false => resources.map(|resource| Piece::Cells(job_export::cells(&resource, &fields))).collect(),
                })
            }
        };
        let total = match &from {
            From::Events(list) => list.len() as u32,
            From::Jobs(list) => list.len() as u32,
        };
        let shown = fields.iter().map(|name| Shown::named(name)).collect();
        let (piece, asked) = (Vec::new(), HashMap::new());
        let (rows, lost, lost_in_piece) = (0, 0, 0);
        self.export = Some(Exporting {
            no,
            view,
            is_redacted,
            writer,
            shown,
            fields,
            from,
            total,
            rows,
            lost,
            lost_in_piece,
            piece,
            asked,
        });
        self.export_on(no);
    }

    /// Makes the next piece.
    pub(super) fn export_on(&mut self, no: u32) {
        let names = Names { source_names: &self.source_names, profiles: &self.profiles };
        let Some(exporting) = self.export.as_mut().filter(|exporting| exporting.no == no) else { return };
        let wants_records = exporting.writer.wants_records();
        let most = if wants_records { ROWS_OF_RECORDS } else { ROWS_OF_CELLS };
        let start = exporting.rows as usize;
        let end = (start + most).min(exporting.total as usize);
        let list = match &exporting.from {
            From::Jobs(jobs) => {
                exporting.piece = jobs[start..end].to_vec();
                return self.finish_piece();
            }
            From::Events(list) => &list[start..end],
        };
        if exporting.is_redacted {
            // Who acted has a column of the store, whether or not it is one of the file.
            let redactor = self.redactor.get_or_insert_default();
            for at in list {
                let segment = &self.store.held()[at.segment as usize].segment;
                for field in [Field::User, Field::Role] {
                    segment.term(field, at.row).into_iter().for_each(|term| redactor.learn_name(field, term));
                }
            }
        }
        let row = |at: &RowRef| {
            if wants_records {
                return Piece::Record(None);
            }
            let row = event_row(&self.store, *at, &exporting.shown, names);
            let mut cells = row.cells;
            // A record without an id is led back to by the hash that stands for it.
            let ids = exporting.shown.iter().zip(&mut cells).filter(|(shown, _)| shown.is_event_id());
            ids.for_each(|(_, cell)| *cell = Some(row.event_id.clone()));
            Piece::Cells(cells)
        };
        exporting.piece = list.iter().map(row).collect();
        let is_path = |(shown, _): &(&Shown, &String)| shown.is_path();
        let paths = exporting.shown.iter().zip(&exporting.fields).filter(is_path);
        let paths: Vec<String> = paths.map(|(_, name)| name.clone()).collect();
        if wants_records || !paths.is_empty() {
            let keys = list.iter().map(|at| RowKey::from(*at)).collect::<Vec<_>>().into_iter();
            for Share { reader, places, rows } in shares(keys, &self.origins) {
                if self.lost.contains(&reader) {
                    exporting.lost_in_piece += places.len() as u32;
                    continue;
                }
                self.last_ask = self.last_ask.next();
                let no = self.last_ask;
                exporting.asked.insert(no, (reader, places));
                let ask = match wants_records {
                    true => Ask::Documents { no, rows },
                    false => Ask::Cells { no, paths: paths.clone(), rows, extent: Extent::Whole },
                };
                self.out.push_back(Output::Ask(reader, ask));
            }
        }
        self.finish_piece();
    }

    /// Whether an answer of a reader is for the export.
    pub(super) fn is_exporting(&self, no: RequestId) -> bool {
        self.export.as_ref().is_some_and(|exporting| exporting.asked.contains_key(&no))
    }

    /// Takes records from a reader.
    pub(super) fn export_records(&mut self, no: RequestId, texts: Vec<String>) {
        if let Some(exporting) = &mut self.export
            && let Some((_, places)) = exporting.asked.remove(&no)
        {
            for (at, text) in places.into_iter().zip(texts) {
                // A reader that keeps a record no more answers with nothing.
                match text.is_empty() {
                    true => exporting.lost_in_piece += 1,
                    false => exporting.piece[at] = Piece::Record(Some(text)),
                }
            }
        }
        self.finish_piece();
    }

    /// Takes cells of paths from a reader.
    pub(super) fn export_cells(&mut self, no: RequestId, rows: Vec<Vec<Option<String>>>) {
        if let Some(exporting) = &mut self.export
            && let Some((_, places)) = exporting.asked.remove(&no)
        {
            for (at, made) in places.into_iter().zip(rows) {
                let Piece::Cells(cells) = &mut exporting.piece[at] else { continue };
                let paths = exporting.shown.iter().zip(cells).filter(|(shown, _)| shown.is_path());
                paths.zip(made).filter(|(_, made)| made.is_some()).for_each(|((_, cell), made)| *cell = made);
            }
        }
        self.finish_piece();
    }

    /// Writes the piece, once all of it is there.
    fn finish_piece(&mut self) {
        let Some(exporting) = self.export.as_mut().filter(|exporting| exporting.asked.is_empty()) else { return };
        let mut text = String::new();
        if exporting.rows == 0 {
            exporting.writer.start(&mut text);
        }
        let mut piece = std::mem::take(&mut exporting.piece);
        if exporting.is_redacted {
            let redactor = self.redactor.get_or_insert_default();
            redactor.set_view(exporting.view);
            redact(redactor, &exporting.fields, &mut piece);
        }
        exporting.rows += piece.len() as u32;
        exporting.lost += std::mem::take(&mut exporting.lost_in_piece);
        for row in &piece {
            match row {
                Piece::Cells(cells) => exporting.writer.row(cells, &mut text),
                Piece::Record(Some(record)) => exporting.writer.record(record, &mut text),
                Piece::Record(None) => {}
            }
        }
        let Exporting { no, rows, total, lost, .. } = *exporting;
        let is_last = rows >= total;
        if is_last {
            exporting.writer.end(&mut text);
            self.export = None;
        }
        self.respond(Response::Exported(Exported { no, text, rows, total, lost, is_last }));
    }

    /// Nothing more of it is wanted.
    pub(super) fn end_export(&mut self, no: u32) {
        if self.export.as_ref().is_some_and(|exporting| exporting.no == no) {
            self.forget_export();
        }
    }

    fn forget_export(&mut self) -> Option<Exporting> {
        let mut forgotten = self.export.take()?;
        for (no, (reader, _)) in forgotten.asked.drain() {
            self.out.push_back(Output::Ask(reader, Ask::Forget { no }));
        }
        Some(forgotten)
    }

    /// Rows were taken out, and those to come may be among them: it ends here, and what has not been written is lost.
    pub(super) fn cut_export(&mut self) {
        let Some(Exporting { no, mut writer, rows, total, lost, .. }) = self.forget_export() else { return };
        let mut text = String::new();
        if rows == 0 {
            writer.start(&mut text);
        }
        writer.end(&mut text);
        let lost = lost + total - rows;
        self.respond(Response::Exported(Exported { no, text, rows: total, total, lost, is_last: true }));
    }

    /// A reader died, and its records with it.
    pub(super) fn lose_export(&mut self, lost: ReaderId) {
        let Some(exporting) = &mut self.export else { return };
        let before = exporting.asked.len();
        exporting.asked.retain(|_, (reader, places)| {
            let is_lost = *reader == lost;
            exporting.lost_in_piece += if is_lost { places.len() as u32 } else { 0 };
            !is_lost
        });
        if exporting.asked.len() < before {
            self.finish_piece();
        }
    }
}

/// Replaces the names in the rows of a piece, which are all cells or all records.
fn redact(redactor: &mut Redactor, fields: &[String], piece: &mut [Piece]) {
    let cells = piece.iter_mut().filter_map(|row| match row {
        Piece::Cells(cells) => Some(cells),
        Piece::Record(_) => None,
    });
    redactor.redact_rows(fields, cells);
    let records = piece.iter_mut().filter_map(|row| match row {
        Piece::Record(record) => record.as_mut(),
        Piece::Cells(_) => None,
    });
    redactor.redact_records(records);
}

/// What the program says of jobs in words of its own.
fn own_texts(profiles: &Profiles) -> impl Iterator<Item = &str> {
    profiles.kinds_in_force().flat_map(|(_, kind)| {
        let unknowns = kind.unknowns.iter().flat_map(|unknown| [&*unknown.what, &*unknown.why, &*unknown.would_tell]);
        let states = kind.states.iter().map(|(word, _)| &**word);
        [&*kind.name, &*kind.noun, &*kind.service].into_iter().chain(unknowns).chain(states)
    })
}
