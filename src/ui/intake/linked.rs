//! Files that a link names: fetched without credentials, when the person says so.

use super::sample::answered;
use super::{FileHandle, FileSink};
use js_sys::{Array, Error, Reflect, Uint8Array};
use trailglass_session::link::Link;
use trailglass_session::linked::{LinkedFile, LinkedFiles, MOST_BYTES};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStreamDefaultReader, RequestCredentials, RequestInit, RequestMode, RequestRedirect, Url};

/// So many bytes of an answer are held before the browser takes them over as a blob.
const HELD_BYTES: f64 = 16.0 * 1024.0 * 1024.0;

/// The address of the page, which those in a link are relative to.
pub fn page_address() -> String {
    gloo::utils::document().base_uri().ok().flatten().unwrap_or_default()
}

/// The files of a link, and those of them that may be fetched.
pub fn files_of(link: &Link) -> LinkedFiles {
    let page = page_address();
    LinkedFiles::of(link, &page, |name| Some(Url::new_with_base(name, &page).ok()?.href()))
}

/// Fetches files one after the other; ends with the names of those that did not come, and why.
///
/// # Errors
///
/// None: what does not come is in the list.
pub async fn fetch_all(files: Vec<LinkedFile>, sink: FileSink) -> Result<Vec<String>, JsValue> {
    let mut left = MOST_BYTES;
    let mut missing = Vec::new();
    for LinkedFile { name, address } in files {
        match fetched(&address, &mut left).await {
            Ok(blob) => sink.take(vec![FileHandle::of_site(name, blob)]),
            Err(error) => missing.push(format!("{name}: {}", super::words_of(&error))),
        }
    }
    Ok(missing)
}

/// Fetches a file without cookies and without following the host elsewhere. `left` is how many bytes may still come.
async fn fetched(address: &str, left: &mut f64) -> Result<Blob, JsValue> {
    let options = RequestInit::new();
    options.set_credentials(RequestCredentials::Omit);
    options.set_mode(RequestMode::SameOrigin);
    options.set_redirect(RequestRedirect::Error);
    let response = answered(gloo::utils::window().fetch_with_str_and_init(address, &options)).await?;
    let Some(body) = response.body() else { return Blob::new() };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let (parts, mut held, mut held_bytes) = (Array::new(), Array::new(), 0.0);
    loop {
        let next = JsFuture::from(reader.read()).await?;
        let Ok(chunk) = Reflect::get(&next, &"value".into())?.dyn_into::<Uint8Array>() else { break };
        let bytes = f64::from(chunk.length());
        *left -= bytes;
        if *left < 0.0 {
            // What else comes is not waited for.
            drop(reader.cancel());
            *left = 0.0;
            return Err(Error::new("the files of a link may have 1 GiB together").into());
        }
        held.push(&chunk);
        held_bytes += bytes;
        if held_bytes > HELD_BYTES {
            parts.push(Blob::new_with_u8_array_sequence(&held)?.as_ref());
            (held, held_bytes) = (Array::new(), 0.0);
        }
    }
    parts.push(Blob::new_with_u8_array_sequence(&held)?.as_ref());
    Blob::new_with_blob_sequence(&parts)
}
