//! How long things take for the person who waits, as User Timing measures.

use super::browser::{after_paint, measure, now};
use crate::ui::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use trailglass_session::{Session, State};

/// What is being timed.
#[derive(Default)]
struct Running {
    /// Files were handed over then, and no row of them has been painted.
    first_rows: Option<(f64, u32)>,
    /// Files were handed over then, and not all is on screen.
    ingest: Option<f64>,
    /// A query was committed then, and its answer is not on screen.
    query: Option<f64>,
    /// The last time from files to rows, in milliseconds.
    took_first_rows: Option<f64>,
}

/// Starts and ends the measures.
#[derive(Clone, Default)]
pub struct Timings {
    running: Rc<RefCell<Running>>,
}

impl Timings {
    /// Files were handed over, while the store was at this version.
    pub fn files_handed_over(&self, generation: u32) {
        let mut running = self.running.borrow_mut();
        running.first_rows = Some((now(), generation));
        running.ingest.get_or_insert(now());
    }

    /// The session has changed: a query that is asked anew is timed from now. A range is previewed many times before it is
    /// committed, and only that is timed.
    pub fn session_changed(&self, before: &Session, after: &Session) {
        let is_preview = after.overview.preview.is_some() && before.overview.preview != after.overview.preview;
        if before.table(after.view).wanted != after.table(after.view).wanted && !is_preview {
            self.running.borrow_mut().query = Some(now());
        }
    }

    /// How long the last files took until their first rows were on screen, in milliseconds.
    pub fn first_rows_ms(&self) -> Option<f64> {
        self.running.borrow().took_first_rows
    }

    /// Ends the measures of what is on screen now; called when it has been rendered.
    fn rendered(&self, session: &Session) {
        let mut running = self.running.borrow_mut();
        let state = session.state();
        let table = session.table(session.view);
        let Some(answer) = table.answer.as_ref() else { return };
        let detail = [
            ("events", f64::from(session.totals.events)),
            ("bytes", session.sources.bytes),
            ("files", session.sources.list.len() as f64),
        ];
        let end = |name: &'static str, start: f64| after_paint(move || measure(name, start, &detail));

        let has_new_rows = |generation: u32| answer.generation > generation && answer.matched > 0;
        if let Some((start, _)) = running.first_rows.filter(|(_, generation)| has_new_rows(*generation)) {
            running.first_rows = None;
            running.took_first_rows = Some(now() - start);
            end("trailglass:first-rows", start);
        }
        if state == State::Ready {
            running.first_rows = None;
            if let Some(start) = running.ingest.take() {
                end("trailglass:ingest", start);
            }
        }
        if answer.no == table.wanted
            && answer.partial.is_none()
            && let Some(start) = running.query.take()
        {
            end("trailglass:query", start);
            if answer.read_documents {
                end("trailglass:search", start);
            }
        }
    }
}

/// The measures of the page.
#[hook]
pub fn use_timings() -> Timings {
    (*use_memo((), |()| Timings::default())).clone()
}

/// Ends the measures of what is on screen, each time that the page has been drawn.
#[hook]
pub fn use_rendered(timings: &Timings, session: &Rc<Session>) {
    let (timings, session) = (timings.clone(), session.clone());
    use_effect(move || timings.rendered(&session));
}
