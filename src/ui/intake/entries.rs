//! Dropped folders, walked to their last file.

use super::{FileHandle, FileSink};
use crate::ui::hooks::browser::now;
use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DataTransfer, File, FileSystemDirectoryEntry, FileSystemDirectoryReader, FileSystemEntry, FileSystemFileEntry,
};

/// So many files are opened at once: the browser reports all of them in one task, which has to stay short.
const OPENED_AT_ONCE: usize = 24;
/// Opened files are handed on this often, in milliseconds. Each hand-over draws the list of files anew.
const TAKEN_EVERY_MS: f64 = 100.0;

/// What was dropped. The browser forgets a drop when its event is over, so all of it is taken at once.
pub struct Dropped {
    folders: Vec<FileSystemDirectoryEntry>,
    files: Vec<File>,
}

/// Takes what was dropped. An entry is good for folders only: that of a file does not open in WebKit where a script made
/// the drop, and the file is at hand anyway.
pub fn dropped(transfer: &DataTransfer) -> Dropped {
    let mut dropped = Dropped { folders: Vec::new(), files: Vec::new() };
    let items = transfer.items();
    for item in (0..items.length()).filter_map(|at| items.get(at)).filter(|item| item.kind() == "file") {
        match item.webkit_get_as_entry().ok().flatten() {
            Some(entry) if entry.is_directory() => dropped.folders.push(entry.unchecked_into()),
            _ => dropped.files.extend(item.get_as_file().ok().flatten()),
        }
    }
    dropped
}

/// The files of a list.
pub fn files_of(list: Option<web_sys::FileList>) -> Vec<File> {
    list.map_or_else(Vec::new, |list| (0..list.length()).filter_map(|at| list.get(at)).collect())
}

impl Dropped {
    /// Whether nothing was dropped that is a file or a folder.
    pub fn is_empty(&self) -> bool {
        self.folders.is_empty() && self.files.is_empty()
    }

    /// Finds all files, also those in folders, and hands them over while it walks; returns the names of those that
    /// the browser does not open. Many are opened a few at a time: all at once would keep the page for seconds.
    ///
    /// # Errors
    ///
    /// A folder that the browser does not list.
    pub async fn walk(self, sink: FileSink) -> Result<Vec<String>, JsValue> {
        let found = self.files.into_iter().map(|file| (file.name(), file.into())).collect();
        let folders = self.folders.into_iter().map(|folder| (folder.name(), folder.into())).collect();
        let mut walk = Walk { sink, gathered: Vec::new(), taken_at: 0.0, unreadable: Vec::new(), folders, found };
        let (mut n_folders, mut n_found) = (0, 0);
        loop {
            walk.sort(n_folders, n_found);
            // The files of small folders are opened together.
            while walk.found.len() >= OPENED_AT_ONCE || walk.folders.is_empty() && !walk.found.is_empty() {
                walk.open_some().await?;
            }
            let Some((name, folder)) = walk.folders.pop() else { break };
            (n_folders, n_found) = (walk.folders.len(), walk.found.len());
            let reader = folder.unchecked_ref::<FileSystemDirectoryEntry>().create_reader();
            // The browser gives them a hundred at a time, and nothing at the end.
            loop {
                match some_of(&reader).await {
                    Ok(some) if some.is_empty() => break,
                    Ok(some) => walk.sort_out(some),
                    Err(_) => {
                        walk.unreadable.push(name);
                        break;
                    }
                }
            }
        }
        walk.sink.take(walk.gathered);
        Ok(walk.unreadable)
    }
}

/// A walk through folders.
struct Walk {
    sink: FileSink,
    /// Files that have been opened and not handed on, and when others last were.
    gathered: Vec<FileHandle>,
    taken_at: f64,
    /// What the browser does not open.
    unreadable: Vec<String>,
    /// Folders still to be walked, by name.
    folders: Vec<(String, JsValue)>,
    /// Files, or entries of files, still to be opened, by name.
    found: Vec<(String, JsValue)>,
}

impl Walk {
    fn sort_out(&mut self, entries: Vec<FileSystemEntry>) {
        for entry in entries {
            let name = name_below(&entry.full_path());
            if entry.is_directory() {
                self.folders.push((name, entry.into()));
            } else if entry.is_file() {
                self.found.push((name, entry.into()));
            }
        }
    }

    /// Puts the folders and files from these on in order; of the folders, the last is the first to be walked.
    fn sort(&mut self, n_folders: usize, n_found: usize) {
        for entries in [&mut self.folders[n_folders..], &mut self.found[n_found..]] {
            entries.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        }
        self.folders[n_folders..].reverse();
    }

    /// Opens the first files found, a few of them.
    async fn open_some(&mut self) -> Result<(), JsValue> {
        let n_files = self.found.len().min(OPENED_AT_ONCE);
        let some: Vec<(String, JsValue)> = self.found.drain(..n_files).collect();
        let opening: Array = some.iter().map(|(_, entry)| opened(entry)).collect();
        let files: Array = JsFuture::from(Promise::all(&opening)).await?.into();
        for ((name, _), file) in some.into_iter().zip(files.iter()) {
            match file.dyn_into::<File>() {
                Ok(file) => self.gathered.push(given(name, file)),
                Err(_) => self.unreadable.push(name),
            }
        }
        if now() - self.taken_at > TAKEN_EVERY_MS {
            self.sink.take(std::mem::take(&mut self.gathered));
            self.taken_at = now();
        }
        Ok(())
    }
}

fn given(name: String, file: File) -> FileHandle {
    FileHandle::of(name, file.into())
}

/// `/AWSLogs/1/x.json` is `1/x.json`: the path below the dropped folder.
fn name_below(full_path: &str) -> String {
    let path = full_path.trim_start_matches('/');
    path.split_once('/').map_or(path, |(_, below)| below).to_owned()
}

/// The next entries of a folder.
async fn some_of(reader: &FileSystemDirectoryReader) -> Result<Vec<FileSystemEntry>, JsValue> {
    let promise = Promise::new(&mut |resolve: Function, reject: Function| {
        // A reader that cannot even start is rejected in its own callback.
        reader.read_entries_with_callback_and_callback(&resolve, &reject).ok();
    });
    let some: Array = JsFuture::from(promise).await?.into();
    Ok(some.iter().map(|entry| entry.unchecked_into()).collect())
}

/// A file as it is; of an entry a promise of its file, or of null where the browser does not open it, so that one file
/// does not lose the others.
fn opened(found: &JsValue) -> JsValue {
    if found.is_instance_of::<File>() {
        return found.clone();
    }
    let entry: &FileSystemFileEntry = found.unchecked_ref();
    let file = Promise::new(&mut |resolve: Function, _reject| {
        let refused = {
            let resolve = resolve.clone();
            Closure::once_into_js(move |_: JsValue| {
                // Resolving a promise does not throw.
                resolve.call1(&JsValue::UNDEFINED, &JsValue::NULL).ok();
            })
        };
        entry.file_with_callback_and_callback(&resolve, refused.unchecked_ref());
    });
    file.into()
}
