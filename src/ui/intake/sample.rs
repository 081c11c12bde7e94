//! The sample trail: our own files beside the page, read like any others.

use super::{FileHandle, FileSink};
use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Response};

/// Where the sample lies, relative to the page.
const FOLDER: &str = "sample";

/// Fetches the files that the sample's index names.
///
/// # Errors
///
/// The index or one of its files did not come.
pub async fn sample(sink: FileSink) -> Result<Vec<String>, JsValue> {
    let index = fetched("index.json").await?;
    let index = JsFuture::from(index.json()?).await?;
    let entries: Array = Reflect::get(&index, &"files".into())?.dyn_into()?;
    let names: Vec<String> = entries
        .iter()
        .filter_map(|entry| Reflect::get(&entry, &"name".into()).ok().and_then(|name| name.as_string()))
        .collect();

    let blobs: Array = names
        .iter()
        .map(|name| {
            let name = name.clone();
            wasm_bindgen_futures::future_to_promise(async move { JsFuture::from(fetched(&name).await?.blob()?).await })
        })
        .collect();
    let blobs: Array = JsFuture::from(Promise::all(&blobs)).await?.into();
    let files = names.into_iter().zip(blobs.iter());
    let files = files.map(|(name, blob)| (name, blob.unchecked_into::<Blob>()));
    sink.take(files.map(|(name, blob)| FileHandle::of_site(name, blob)).collect());
    Ok(Vec::new())
}

async fn fetched(name: &str) -> Result<Response, JsValue> {
    answered(gloo::utils::window().fetch_with_str(&format!("{FOLDER}/{name}"))).await
}

/// The answer to a request, where it is the file.
///
/// # Errors
///
/// The request failed, or the host has no such file.
pub async fn answered(request: Promise) -> Result<Response, JsValue> {
    let response: Response = JsFuture::from(request).await?.dyn_into()?;
    if response.ok() {
        Ok(response)
    } else {
        Err(js_sys::Error::new(&format!("the server answered {} for {}", response.status(), response.url())).into())
    }
}
