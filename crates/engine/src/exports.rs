//! The rows of an answer as text, piece by piece: the next piece is made when the page has taken the one before, so that
//! no more than one is ever held.

use crate::execute::page::{ColumnContent, event_row};
use crate::outbox::Outbox;
use crate::present::export::Writer;
use crate::present::job_export;
use crate::present::redact::Redactor;
use crate::present::story;
use crate::queries::ListedRows;
use crate::resources::view::ResourceView;
use crate::store_view::{ReaderRows, StoreView};
use std::collections::HashMap;
use trailglass_event::field::Field;
use trailglass_lifecycle::registry::Profiles;
use trailglass_protocol::id::{ReaderId, RequestId};
use trailglass_protocol::message::{Export, Exported, Extent, ReaderRequest, Response, RowKey, View};
use trailglass_store::RowRef;

/// Rows in a piece: of cells some megabyte, of records as well.
const ROWS_OF_CELLS: usize = 8_192;
const ROWS_OF_RECORDS: usize = 1_024;

/// The export that is being written.
#[derive(Default)]
pub struct Exports {
    running: Option<RunningExport>,
    /// The pseudonyms of redacted exports: they last as long as the page is open, so that exports can be joined.
    redactor: Redactor,
}

struct RunningExport {
    no: u32,
    view: View,
    /// Whether names are replaced.
    is_redacted: bool,
    writer: Writer,
    /// What each column shows.
    shown: Vec<ColumnContent>,
    /// The name of each column.
    fields: Vec<String>,
    rows: ExportedRows,
    /// How many rows have been written.
    n_written: u32,
    /// How many of them have lost their texts.
    n_lost: u32,
    piece: Piece,
}

/// Where rows come from.
enum ExportedRows {
    /// Rows of the store, as the answer had them when the export began.
    Events(Vec<RowRef>),
    /// Jobs, as they were when the export began: they are few.
    Jobs(Vec<RowText>),
}

/// The rows that are being gathered.
#[derive(Default)]
struct Piece {
    rows: Vec<RowText>,
    /// The open questions: who was asked, and for which rows.
    questions: HashMap<RequestId, (ReaderId, Vec<usize>)>,
    /// How many rows have lost their texts.
    n_lost: u32,
}

/// The text of one row.
#[derive(Clone)]
enum RowText {
    Cells(Vec<Option<String>>),
    /// `None` for a record that has not come, or has been lost.
    Record(Option<String>),
}

impl ExportedRows {
    fn len(&self) -> u32 {
        match self {
            ExportedRows::Events(rows) => rows.len() as u32,
            ExportedRows::Jobs(rows) => rows.len() as u32,
        }
    }
}

impl Exports {
    /// Starts to write the rows of an answer; `None` where there is no answer to the query in force.
    pub fn start(&mut self, export: Export, rows: Option<&mut ListedRows>, view: StoreView<'_>, outbox: &mut Outbox) {
        self.cancel(outbox);
        let Export { no, view: of, format, fields, is_redacted, most } = export;
        let fields = if of == View::Jobs { job_export::columns(&fields) } else { fields };
        let headings = if is_redacted {
            self.redactor.set_view(of);
            self.redactor.allow_words(own_texts(view.profiles));
            self.redactor.redact_headings(&fields)
        } else {
            fields.clone()
        };
        let writer = Writer::new(format, headings);
        let most = most.map_or(usize::MAX, |most| most as usize);
        let rows = match rows {
            None => ExportedRows::Jobs(Vec::new()),
            Some(ListedRows::Events(list)) => {
                let numbers = list.reach(most.min(list.len())).iter().take(most);
                ExportedRows::Events(numbers.filter_map(|number| view.store.row_ref(*number)).collect())
            }
            Some(ListedRows::Jobs(list)) => {
                let resources = list.iter().take(most).filter_map(|id| view.resource(*id));
                let text = |resource: ResourceView<'_>| {
                    if !writer.wants_records() {
                        return RowText::Cells(job_export::cells(&resource, &fields));
                    }
                    let detail = story::detail(&resource, view.profiles, view.source_names);
                    RowText::Record(Some(job_export::json(&resource, &detail)))
                };
                ExportedRows::Jobs(resources.map(text).collect())
            }
        };
        self.running = Some(RunningExport {
            no,
            view: of,
            is_redacted,
            writer,
            shown: fields.iter().map(|name| ColumnContent::named(name)).collect(),
            fields,
            rows,
            n_written: 0,
            n_lost: 0,
            piece: Piece::default(),
        });
        self.next_piece(no, view, outbox);
    }

    /// Makes the next piece.
    pub fn next_piece(&mut self, no: u32, view: StoreView<'_>, outbox: &mut Outbox) {
        let Some(export) = self.running.as_mut().filter(|export| export.no == no) else { return };
        let wants_records = export.writer.wants_records();
        let most = if wants_records { ROWS_OF_RECORDS } else { ROWS_OF_CELLS };
        let start = export.n_written as usize;
        let end = (start + most).min(export.rows.len() as usize);
        let rows = match &export.rows {
            ExportedRows::Jobs(jobs) => {
                export.piece.rows = jobs[start..end].to_vec();
                return self.finish_piece(outbox);
            }
            ExportedRows::Events(rows) => &rows[start..end],
        };
        if export.is_redacted {
            // Who acted has a column of the store, whether or not it is one of the file.
            for at in rows {
                let segment = &view.store.segments()[at.segment as usize].segment;
                for field in [Field::User, Field::Role] {
                    segment.term(field, at.row).into_iter().for_each(|term| self.redactor.learn_name(field, term));
                }
            }
        }
        export.piece.rows = if wants_records {
            vec![RowText::Record(None); rows.len()]
        } else {
            rows.iter().map(|at| RowText::Cells(cells_of(*at, &export.shown, view))).collect()
        };
        let is_path = |(shown, _): &(&ColumnContent, &String)| shown.is_path();
        let paths = export.shown.iter().zip(&export.fields).filter(is_path);
        let paths: Vec<String> = paths.map(|(_, name)| name.clone()).collect();
        if wants_records || !paths.is_empty() {
            for ReaderRows { reader, places, rows } in view.origins.by_reader(rows.iter().map(|at| RowKey::from(*at))) {
                let question = |no| {
                    if wants_records {
                        ReaderRequest::Documents { no, rows }
                    } else {
                        ReaderRequest::Cells { no, paths: paths.clone(), rows, extent: Extent::Whole }
                    }
                };
                match outbox.ask(reader, question) {
                    Some(no) => drop(export.piece.questions.insert(no, (reader, places))),
                    None => export.piece.n_lost += places.len() as u32,
                }
            }
        }
        self.finish_piece(outbox);
    }

    /// Whether a reply of a reader is for the export.
    pub fn has_asked(&self, no: RequestId) -> bool {
        self.running.as_ref().is_some_and(|export| export.piece.questions.contains_key(&no))
    }

    /// Takes records from a reader.
    pub fn on_documents(&mut self, no: RequestId, texts: Vec<String>, outbox: &mut Outbox) {
        let Some(RunningExport { piece, .. }) = &mut self.running else { return };
        let Some((_, places)) = piece.questions.remove(&no) else { return };
        for (at, text) in places.into_iter().zip(texts) {
            // A reader answers with nothing for a record that it does not keep any more.
            if text.is_empty() {
                piece.n_lost += 1;
            } else {
                piece.rows[at] = RowText::Record(Some(text));
            }
        }
        self.finish_piece(outbox);
    }

    /// Takes cells of paths from a reader.
    pub fn on_cells(&mut self, no: RequestId, rows: Vec<Vec<Option<String>>>, outbox: &mut Outbox) {
        let Some(RunningExport { piece, shown, .. }) = &mut self.running else { return };
        let Some((_, places)) = piece.questions.remove(&no) else { return };
        for (at, made) in places.into_iter().zip(rows) {
            let RowText::Cells(cells) = &mut piece.rows[at] else { continue };
            let paths = shown.iter().zip(cells).filter(|(shown, _)| shown.is_path());
            paths.zip(made).filter(|(_, made)| made.is_some()).for_each(|((_, cell), made)| *cell = made);
        }
        self.finish_piece(outbox);
    }

    /// Writes the piece, once all of it is there.
    fn finish_piece(&mut self, outbox: &mut Outbox) {
        let Some(export) = self.running.as_mut().filter(|export| export.piece.questions.is_empty()) else { return };
        let Piece { mut rows, n_lost, .. } = std::mem::take(&mut export.piece);
        let mut text = String::new();
        if export.n_written == 0 {
            export.writer.start(&mut text);
        }
        if export.is_redacted {
            self.redactor.set_view(export.view);
            redact(&mut self.redactor, &export.fields, &mut rows);
        }
        export.n_written += rows.len() as u32;
        export.n_lost += n_lost;
        for row in &rows {
            match row {
                RowText::Cells(cells) => export.writer.row(cells, &mut text),
                RowText::Record(Some(record)) => export.writer.record(record, &mut text),
                RowText::Record(None) => {}
            }
        }
        let (no, rows, total, lost) = (export.no, export.n_written, export.rows.len(), export.n_lost);
        let is_last = rows >= total;
        if is_last {
            export.writer.end(&mut text);
            self.running = None;
        }
        outbox.respond(Response::Exported(Exported { no, text, rows, total, lost, is_last }));
    }

    /// Ends an export of which the page wants nothing more.
    pub fn end(&mut self, no: u32, outbox: &mut Outbox) {
        if self.running.as_ref().is_some_and(|export| export.no == no) {
            self.cancel(outbox);
        }
    }

    fn cancel(&mut self, outbox: &mut Outbox) -> Option<RunningExport> {
        let mut export = self.running.take()?;
        for (no, (reader, _)) in export.piece.questions.drain() {
            outbox.cancel(reader, no);
        }
        Some(export)
    }

    /// Rows were taken out, and those to come may be among them: the export ends, and what has not been written is lost.
    pub fn on_rows_removed(&mut self, outbox: &mut Outbox) {
        let Some(mut export) = self.cancel(outbox) else { return };
        let mut text = String::new();
        if export.n_written == 0 {
            export.writer.start(&mut text);
        }
        export.writer.end(&mut text);
        let total = export.rows.len();
        let lost = export.n_lost + total - export.n_written;
        outbox.respond(Response::Exported(Exported { no: export.no, text, rows: total, total, lost, is_last: true }));
    }

    /// Handles the crash of a reader: its records are lost.
    pub fn on_reader_lost(&mut self, lost: ReaderId, outbox: &mut Outbox) {
        let Some(RunningExport { piece, .. }) = &mut self.running else { return };
        let n_before = piece.questions.len();
        for (_, (_, places)) in piece.questions.extract_if(|_, (reader, _)| *reader == lost) {
            piece.n_lost += places.len() as u32;
        }
        if piece.questions.len() < n_before {
            self.finish_piece(outbox);
        }
    }
}

/// The cells of a row; those of JSON paths are left empty.
fn cells_of(at: RowRef, shown: &[ColumnContent], view: StoreView<'_>) -> Vec<Option<String>> {
    let row = event_row(view.store, at, shown, view.names());
    let mut cells = row.cells;
    // A record without an id is identified by the hash that its row shows.
    let ids = shown.iter().zip(&mut cells).filter(|(shown, _)| shown.is_event_id());
    ids.for_each(|(_, cell)| *cell = Some(row.event_id.clone()));
    cells
}

/// Replaces the names in the rows of a piece, which are all cells or all records.
fn redact(redactor: &mut Redactor, fields: &[String], rows: &mut [RowText]) {
    let cells = rows.iter_mut().filter_map(|row| match row {
        RowText::Cells(cells) => Some(cells),
        RowText::Record(_) => None,
    });
    redactor.redact_rows(fields, cells);
    let records = rows.iter_mut().filter_map(|row| match row {
        RowText::Record(record) => record.as_mut(),
        RowText::Cells(_) => None,
    });
    redactor.redact_records(records);
}

/// The program's own words about jobs.
fn own_texts(profiles: &Profiles) -> impl Iterator<Item = &str> {
    profiles.kinds_in_force().flat_map(|(_, kind)| {
        let unknowns =
            kind.spec.open_questions.iter().flat_map(|unknown| [&*unknown.what, &*unknown.why, &*unknown.would_tell]);
        let states = kind.spec.states.iter().map(|(word, _)| &**word);
        [&*kind.name, &*kind.noun, &*kind.service].into_iter().chain(unknowns).chain(states)
    })
}
