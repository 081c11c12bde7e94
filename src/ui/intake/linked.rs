//! Files that a link names: of this site and no other.

use super::sample::fetched_from;
use super::{Given, Intake, Taker};
use crate::ui::prelude::*;
use trailglass_session::notice::Notice;
use trailglass_session::{Action, Session};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Url};

/// Reads the files of the link that the page was opened with, once.
#[hook]
pub fn use_linked_sources(session: &Session, intake: &Intake) {
    let sources = session.opened.as_ref().map_or(Vec::new(), |link| link.sources.clone());
    let intake = intake.clone();
    use_effect_with(sources, move |sources| {
        let (ours, others): (Vec<_>, Vec<_>) = sources
            .iter()
            .map(|source| (source.clone(), address_of(source)))
            .partition(|(_, address)| address.is_some());
        if !others.is_empty() {
            let names = others.into_iter().map(|(source, _)| source).collect::<Vec<_>>().join(", ");
            intake.act.emit(Action::Noticed(Notice::lasting("Only files of this site are read from a link", names)));
        }
        if !ours.is_empty() {
            intake.gather(|taker| gathered(ours, taker));
        }
    });
}

/// The address of a file, if it is of this site. The page's policy allows no other.
fn address_of(source: &str) -> Option<String> {
    let base = gloo::utils::document().base_uri().ok()??;
    let address = Url::new_with_base(source, &base).ok()?;
    (address.origin() == gloo::utils::window().location().origin().ok()?).then(|| address.href())
}

async fn gathered(sources: Vec<(String, Option<String>)>, taker: Taker) -> Result<Vec<String>, JsValue> {
    let mut unreadable = Vec::new();
    for (name, address) in sources {
        match fetched(&address.unwrap_or_default()).await {
            Ok(blob) => taker.take(vec![Given { name, blob }]),
            Err(_) => unreadable.push(name),
        }
    }
    Ok(unreadable)
}

async fn fetched(address: &str) -> Result<Blob, JsValue> {
    Ok(JsFuture::from(fetched_from(address).await?.blob()?).await?.unchecked_into())
}
