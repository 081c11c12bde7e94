//! An export that is being written. Each piece becomes a blob at once, which the browser keeps outside this program;
//! then the next is asked for.

use crate::ui::common::words;
use crate::ui::hooks::clipboard::PendingCopy;
use crate::worker::client::Client;
use gloo::file::ObjectUrl;
use gloo::timers::callback::Timeout;
use js_sys::Array;
use std::cell::RefCell;
use std::rc::Rc;
use trailglass_protocol::message::{Export, Exported, Format, Request};
use trailglass_session::Action;
use trailglass_session::notice::Notice;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlElement};
use yew::Callback;

/// What becomes of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// It is downloaded.
    File,
    /// It goes to the clipboard.
    Clipboard,
    /// It is looked at.
    Preview,
}

/// The export that is being written; equal to itself only.
#[derive(Clone)]
pub struct Exports(Rc<RefCell<Running>>);

struct Running {
    client: Option<Rc<Client>>,
    act: Callback<Action>,
    no: u32,
    name: String,
    format: Format,
    goal: Goal,
    /// Blobs of the pieces so far.
    parts: Array,
    /// Whether names are replaced.
    is_redacted: bool,
    text: String,
    /// The copy that waits for the text, if that is the goal.
    copy: Option<PendingCopy>,
    /// Rows that match, of which a copy may be only the first.
    matched: u32,
}

impl PartialEq for Exports {
    fn eq(&self, other: &Exports) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Exports {
    /// None so far.
    pub fn new(act: Callback<Action>) -> Exports {
        Exports(Rc::new(RefCell::new(Running {
            client: None,
            act,
            no: 0,
            name: String::new(),
            format: Format::Csv,
            goal: Goal::File,
            parts: Array::new(),
            is_redacted: false,
            text: String::new(),
            copy: None,
            matched: 0,
        })))
    }

    /// Gives it the workers.
    pub fn connect(&self, client: Rc<Client>) {
        self.0.borrow_mut().client = Some(client);
    }

    /// Starts an export; one that is being written ends. `matched` is how many rows match. One for the clipboard is
    /// started within a gesture.
    pub fn start(&self, mut export: Export, goal: Goal, matched: u32) {
        let mut running = self.0.borrow_mut();
        running.no += 1;
        export.no = running.no;
        running.name = file_name(&export);
        running.format = export.format;
        running.goal = goal;
        running.parts = Array::new();
        running.is_redacted = export.is_redacted;
        running.text.clear();
        running.copy = (goal == Goal::Clipboard).then(PendingCopy::start);
        running.matched = matched;
        let (client, act) = (running.client.clone(), running.act.clone());
        drop(running);
        // One that was being written has ended.
        act.emit(Action::UpdateExport((goal == Goal::File).then_some((0, matched))));
        if let Some(client) = client {
            client.send(&Request::Export(export));
        }
    }

    /// Ends the export that is being written.
    pub fn stop(&self) {
        let (client, act, no) = {
            let mut running = self.0.borrow_mut();
            let no = running.no;
            running.no += 1;
            running.parts = Array::new();
            running.copy = None;
            (running.client.clone(), running.act.clone(), no)
        };
        if let Some(client) = client {
            client.send(&Request::ExportEnd { no });
        }
        act.emit(Action::UpdateExport(None));
    }

    /// Takes the example away: it is of rows that are not asked for any more.
    pub fn forget_example(&self) {
        let act = {
            let mut running = self.0.borrow_mut();
            if running.goal == Goal::Preview {
                running.no += 1;
            }
            running.act.clone()
        };
        act.emit(Action::ReceiveExportPreview(None));
    }

    /// Takes a piece, and asks for the next or ends the export.
    pub fn take(&self, piece: Exported) {
        let Exported { no, text, rows, total, lost, is_last } = piece;
        if no != self.0.borrow().no {
            return;
        }
        if self.0.borrow_mut().add(text).is_err() {
            self.stop();
            let notice = Notice::persistent("Not exported", "The browser did not keep a part of the file.");
            let act = self.0.borrow().act.clone();
            return act.emit(Action::AddNotice(notice));
        }
        if is_last {
            self.end(rows, lost);
            return;
        }
        let running = self.0.borrow();
        let (client, act, goal) = (running.client.clone(), running.act.clone(), running.goal);
        drop(running);
        if goal == Goal::File {
            act.emit(Action::UpdateExport(Some((rows, total))));
        }
        if let Some(client) = client {
            client.send(&Request::ExportOn { no });
        }
    }

    /// The last piece has come. `rows` were asked for, and `lost` of them could not be written.
    fn end(&self, rows: u32, lost: u32) {
        let mut running = self.0.borrow_mut();
        let act = running.act.clone();
        let ended = Ended {
            n_written: rows.saturating_sub(lost),
            rows,
            matched: running.matched,
            replaced: if running.is_redacted { ", names replaced" } else { "" },
        };
        match running.goal {
            Goal::File => {
                let (parts, format, name) = (std::mem::take(&mut running.parts), running.format, running.name.clone());
                drop(running);
                let is_saved = save(&parts, format, &name).is_some();
                act.emit(Action::UpdateExport(None));
                act.emit(Action::AddNotice(ended.saved(&name, is_saved)));
            }
            Goal::Clipboard => {
                let (text, copy) = (std::mem::take(&mut running.text), running.copy.take());
                drop(running);
                if let Some(copy) = copy {
                    copy.finish(&act, text, Notice::transient(ended.copied()));
                }
            }
            Goal::Preview => {
                let text = std::mem::take(&mut running.text);
                drop(running);
                act.emit(Action::ReceiveExportPreview(Some(text.into())));
            }
        }
        if lost > 0 && self.0.borrow().goal != Goal::File {
            let verb = if lost == 1 { "is" } else { "are" };
            let text = format!("{} {verb} not in the export", words::count(lost, "row", "rows"));
            act.emit(Action::AddNotice(Notice::persistent(text, LOST)));
        }
    }
}

impl Running {
    /// Adds the text of a piece. A browser without room makes no blob, and a file without it would have a hole.
    fn add(&mut self, text: String) -> Result<(), JsValue> {
        match self.goal {
            Goal::File => {
                let blob = Blob::new_with_str_sequence(&Array::of1(&text.into()))?;
                self.parts.push(&blob);
            }
            Goal::Clipboard | Goal::Preview => self.text.push_str(&text),
        }
        Ok(())
    }
}

/// What an export came to.
struct Ended {
    n_written: u32,
    rows: u32,
    matched: u32,
    replaced: &'static str,
}

impl Ended {
    /// The toast for a file.
    fn saved(&self, name: &str, is_saved: bool) -> Notice {
        let Ended { n_written, rows, replaced, .. } = *self;
        if !is_saved {
            return Notice::persistent("Not exported", "The browser did not take the file.");
        }
        let written = words::count(n_written, "row", "rows");
        if n_written == rows {
            return Notice::transient(format!("{written} written to {name}{replaced}"));
        }
        let (written, rows) = (words::number(n_written), words::number(rows));
        Notice::persistent(format!("Only {written} of {rows} rows written to {name}{replaced}"), LOST)
    }

    /// The words of the toast for a copy.
    fn copied(&self) -> String {
        let Ended { n_written, rows, matched, replaced } = *self;
        if rows < matched {
            let (written, matched) = (words::number(n_written), words::number(matched));
            format!("Copied the first {written} of {matched} rows{replaced}")
        } else {
            format!("Copied {}{replaced}", words::count(n_written, "row", "rows"))
        }
    }
}

/// Why rows are missing.
const LOST: &str = "A file was removed, or the worker that kept their records has stopped.";

/// The name of the file, which says where names were replaced, so that one is not sent for the other.
fn file_name(export: &Export) -> String {
    let redacted = if export.is_redacted { "-redacted" } else { "" };
    format!("trailglass-{}{redacted}.{}", export.view.name(), export.format.extension())
}

/// The browser has taken a file after so many milliseconds.
const TAKEN_AFTER_MS: u32 = 60_000;

/// Gives a file to the browser to be saved.
fn save(parts: &Array, format: Format, name: &str) -> Option<()> {
    let options = BlobPropertyBag::new();
    options.set_type(match format {
        Format::Csv => "text/csv;charset=utf-8",
        Format::Json => "application/json",
        Format::Lines => "application/x-ndjson",
        Format::Text | Format::Markdown => "text/plain",
    });
    let blob = Blob::new_with_blob_sequence_and_options(parts, &options).ok()?;
    let address = ObjectUrl::from(blob);
    let link = gloo::utils::document().create_element("a").ok()?;
    link.set_attribute("href", &address).ok()?;
    link.set_attribute("download", name).ok()?;
    link.dyn_ref::<HtmlElement>()?.click();
    // The address ends when it is dropped. By then the browser has taken the file, and what it holds of it is its own.
    Timeout::new(TAKEN_AFTER_MS, || drop(address)).forget();
    Some(())
}
