//! The page, with Yew: looks and gestures only. It never sees a column, a segment or a whole result set, and no text
//! of a log ever becomes markup: all of it is text nodes.
//!
//! ```text
//! App                      the session, the workers, data-state
//! ├─ TopBar                brand, Tabs, filter bar, FilesButton, ZoneButton, ExportMenu; problems; advice; chips
//! ├─ Welcome               the first screen, while there are no files
//! ├─ Histogram             events over time: Chart, brush
//! ├─ Facets                who, what, where, result: OneFacet of values
//! ├─ Events                the table of events
//! │  ├─ Grid<EventRow>     virtual: Header, Row of cells
//! │  └─ Detail             one event: facts, Fields or Json
//! ├─ Jobs                  the table of jobs
//! │  ├─ ConcurrencyChart   how many jobs ran at a time
//! │  ├─ Grid<JobRow>       each with its timeline
//! │  └─ Story              one job: states, facts, outputs, Steps, what cannot be known
//! ├─ Files                 the list of files: List, Report
//! ├─ StatusLine
//! ├─ Palette, Keys         what can be done without a mouse
//! ├─ Inputs                the two file inputs, in every state
//! └─ Notices               toasts
//! ```
//!
//! A gesture becomes an [`Action`](trailglass_session::Action), a change of the session, or a
//! [`Command`](trailglass_session::command::Command), which has a key and an entry in the palette and mostly becomes an
//! action. A part gets values as props, and what it may do from a context ([`actions`]); [`app`] also provides the clock and
//! the zone ([`common::zone`]). The focus goes from part to part by named [`targets`], in place of selectors. Only [`app`] and
//! [`hooks`] know the workers.
//!
//! There are no `style` attributes, which the page's policy refuses: what has to be computed is set as the property
//! (`~style`), which is the element's style object; all else is a class in `static/css`.

pub mod app;
pub mod commands;
pub mod common;
pub mod detail;
pub mod export;
pub mod facets;
pub mod files;
pub mod filter_bar;
pub mod histogram;
pub mod hooks;
pub mod intake;
pub mod actions;
pub mod prelude;
pub mod status_line;
pub mod story;
pub mod table;
pub mod targets;
pub mod top_bar;

/// Shows the page.
///
/// # Panics
///
/// Where the document has no element for it.
pub fn start() {
    yew::set_custom_panic_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        // For the report of static/root/failure.js, which shows it when the program has stopped.
        let place = info.location().map_or_else(String::new, |place| format!("{}:{}", place.file(), place.line()));
        let is_set = js_sys::Reflect::set(&js_sys::global(), &"trailglassPanic".into(), &place.into());
        drop(is_set);
    }));
    let place = gloo::utils::document().get_element_by_id("app");
    yew::Renderer::<app::App>::with_root(place.expect("index.html has an element for the page")).render();
}
