//! The page, with Yew: looks and gestures only. It never sees a column, a segment or a whole result set, and no text
//! of a log ever becomes markup: all of it is text nodes.
//!
//! ```text
//! App                      the session, the workers, data-state
//! ├─ TopBar                brand, Tabs, filter bar, FilesButton; row of problems; row of chips
//! ├─ Welcome               the first screen, while there are no files
//! ├─ Histogram             events over time: Chart, brush
//! ├─ Facets                who, what, where, result: OneFacet of values
//! ├─ Events                the table of events
//! │  ├─ Grid<EventRow>     virtual: Header, Row of cells
//! │  └─ Detail             one event: facts, Fields or Json
//! ├─ Jobs                  the table of jobs
//! │  ├─ Grid<JobRow>
//! │  └─ Story              one job: states, facts, outputs, Steps, what cannot be known
//! ├─ Files                 the list of files: List, Report
//! ├─ StatusLine
//! ├─ Palette, Keys       what can be done without a mouse
//! ├─ Inputs                the two file inputs, in every state
//! └─ Notices
//! ```
//!
//! A part gets values and sends actions ([`actions`], [`session::Action`](trailglass_session::Action)). Only [`app`] and
//! [`hooks`] know the workers. There are no `style` attributes, which the page's policy refuses: what has to be
//! computed is set as the property (`~style`), which is the element's style object; all else is a class in `static/css`.

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
