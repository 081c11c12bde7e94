//! How files come in: dropped, chosen, pasted, or the sample. Nothing is read here, only handles are collected.

pub mod entries;
pub mod inputs;
pub mod linked;
pub mod sample;
pub mod use_drop;
pub mod use_hand_over;
pub mod use_paste;
pub mod welcome;

use crate::ui::common::words;
use crate::ui::hooks::browser::now;
use gloo::timers::callback::Timeout;
use std::cell::Cell;
use std::future::Future;
use std::rc::Rc;
use trailglass_session::Action;
use trailglass_session::notice::Notice;
use trailglass_session::sources::Origin;
use wasm_bindgen::JsValue;
use yew::Callback;

/// How long files are taken in one go, in milliseconds.
const TURN_MS: f64 = 12.0;

/// A file as it was given: its path below the dropped folder, or its name, and the browser's handle.
#[derive(Clone, Debug, PartialEq)]
pub struct FileHandle {
    /// The name that is shown.
    pub name: String,
    /// The handle; no byte of it has been read.
    pub blob: web_sys::Blob,
    /// Where it comes from.
    pub origin: Origin,
}

impl FileHandle {
    /// A file of a person, or of another page.
    pub fn of(name: String, blob: web_sys::Blob) -> FileHandle {
        FileHandle { name, blob, origin: Origin::Given }
    }

    /// A file of the page's own site.
    pub fn of_site(name: String, blob: web_sys::Blob) -> FileHandle {
        FileHandle { name, blob, origin: Origin::Site }
    }
}

/// Where files and what is said about them go.
#[derive(Clone, Debug, PartialEq)]
pub struct Intake {
    /// Takes files.
    pub give: Callback<Vec<FileHandle>>,
    /// Takes what the page has to know besides.
    pub act: Callback<Action>,
}

impl Intake {
    /// Takes chosen files, in turns of a few milliseconds where they are many; the page counts as loading until all are
    /// taken.
    pub fn take(&self, files: Vec<web_sys::File>, name: fn(&web_sys::File) -> String) {
        let mut files = files.into_iter();
        let start = now();
        let mut given = Vec::new();
        for file in files.by_ref() {
            given.push(FileHandle::of(name(&file), file.into()));
            if now() - start > TURN_MS {
                break;
            }
        }
        if given.is_empty() {
            return;
        }
        if files.len() == 0 {
            self.give.emit(given);
            return;
        }
        let rest: Vec<web_sys::File> = files.collect();
        self.act.emit(Action::StartGathering);
        self.give.emit(given);
        let intake = self.clone();
        Timeout::new(0, move || {
            intake.take(rest, name);
            intake.act.emit(Action::EndGathering);
        })
        .forget();
    }

    /// Collects files that are not at hand at once. The page counts as loading from now until all are. What collects them
    /// hands them over as it finds them, and ends with the names of those that the browser did not open.
    pub fn gather<F>(&self, gathering: impl FnOnce(FileSink) -> F)
    where
        F: Future<Output = Result<Vec<String>, JsValue>> + 'static,
    {
        self.act.emit(Action::StartGathering);
        let sink = FileSink { give: self.give.clone(), has_any: Rc::default() };
        let gathering = gathering(sink.clone());
        let intake = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let ended = gathering.await;
            intake.gathered(ended, sink.has_any.get());
        });
    }

    fn gathered(&self, ended: Result<Vec<String>, JsValue>, has_any: bool) {
        match ended {
            Ok(unreadable) => {
                let is_whole = unreadable.is_empty();
                if !is_whole {
                    let text =
                        format!("{} could not be opened", words::count(unreadable.len() as u32, "file", "files"));
                    self.act.emit(Action::AddNotice(Notice::persistent(text, unreadable.join(", "))));
                }
                if !has_any && is_whole {
                    self.act.emit(Action::AddNotice(Notice::transient("No files found")));
                }
            }
            Err(error) => {
                let notice = Notice::persistent("The files could not be opened", words_of(&error));
                self.act.emit(Action::AddNotice(notice));
            }
        }
        self.act.emit(Action::EndGathering);
    }
}

/// Takes files as they are found.
#[derive(Clone)]
pub struct FileSink {
    give: Callback<Vec<FileHandle>>,
    has_any: Rc<Cell<bool>>,
}

impl FileSink {
    /// Takes some.
    pub fn take(&self, files: Vec<FileHandle>) {
        if !files.is_empty() {
            self.has_any.set(true);
            self.give.emit(files);
        }
    }
}

/// What a browser's error says.
fn words_of(error: &JsValue) -> String {
    let message = js_sys::Reflect::get(error, &"message".into()).ok().and_then(|message| message.as_string());
    message.unwrap_or_else(|| "the browser gave no reason".to_owned())
}
