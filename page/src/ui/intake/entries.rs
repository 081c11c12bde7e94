//! Dropped folders, walked to their last file.

use super::{Given, Taker};
use crate::ui::hooks::browser::now;
use js_sys::{Array, Function, Promise};
use trailglass::sort::sort_by;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, File, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};

/// So many files are opened at once: a few milliseconds' work.
const OPENED_AT_ONCE: usize = 64;
/// Opened files are handed on this often, in milliseconds. Each time costs the page a picture of its list.
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

    /// Finds all files, also those in folders, and hands them over while it goes on; returns the names of those that
    /// the browser does not open. Many are opened a few at a time: all at once would keep the page for seconds.
    pub async fn walk(self, taker: Taker) -> Result<Vec<String>, JsValue> {
        let Dropped { mut folders, files } = self;
        let mut gathered: Vec<Given> = Vec::new();
        let mut unreadable = Vec::new();
        let mut found: Vec<(String, JsValue)> = files.into_iter().map(|file| (file.name(), file.into())).collect();
        while let Some(folder) = folders.pop() {
            match children(&folder).await {
                Ok(children) => children.into_iter().for_each(|child| sort_out(child, &mut found, &mut folders)),
                Err(_) => unreadable.push(name_below(&folder.full_path())),
            }
        }
        sort_by(&mut found, &mut |(one, _), (other, _)| one.cmp(other));

        let mut taken_at = 0.0;
        for some in found.chunks(OPENED_AT_ONCE) {
            let opening: Array = some.iter().map(|(_, entry)| opened(entry)).collect();
            let files: Array = JsFuture::from(Promise::all(&opening)).await?.into();
            for ((name, _), file) in some.iter().zip(files.iter()) {
                match file.dyn_into::<File>() {
                    Ok(file) => gathered.push(given(name.clone(), file)),
                    Err(_) => unreadable.push(name.clone()),
                }
            }
            if now() - taken_at > TAKEN_EVERY_MS {
                taker.take(std::mem::take(&mut gathered));
                taken_at = now();
            }
        }
        taker.take(gathered);
        Ok(unreadable)
    }
}

fn given(name: String, file: File) -> Given {
    Given { name, blob: file.into() }
}

fn sort_out(entry: FileSystemEntry, files: &mut Vec<(String, JsValue)>, folders: &mut Vec<FileSystemDirectoryEntry>) {
    if entry.is_directory() {
        folders.push(entry.unchecked_into());
    } else if entry.is_file() {
        files.push((name_below(&entry.full_path()), entry.into()));
    }
}

/// `/AWSLogs/1/x.json` is `1/x.json`: the path below the dropped folder.
fn name_below(full_path: &str) -> String {
    let path = full_path.trim_start_matches('/');
    path.split_once('/').map_or(path, |(_, below)| below).to_owned()
}

/// The entries of a folder. The browser gives them a hundred at a time, and nothing at the end.
async fn children(folder: &FileSystemDirectoryEntry) -> Result<Vec<FileSystemEntry>, JsValue> {
    let reader = folder.create_reader();
    let mut all = Vec::new();
    loop {
        let promise = Promise::new(&mut |resolve: Function, reject: Function| {
            // A reader that cannot even start is rejected in its own callback.
            reader.read_entries_with_callback_and_callback(&resolve, &reject).ok();
        });
        let some: Array = JsFuture::from(promise).await?.into();
        if some.length() == 0 {
            return Ok(all);
        }
        all.extend(some.iter().map(|entry| entry.unchecked_into::<FileSystemEntry>()));
    }
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
