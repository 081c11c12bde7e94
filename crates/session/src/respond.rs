//! What each reply of the engine makes of a session.

use crate::Session;
use crate::state::{Located, Revealed, Totals};
use std::rc::Rc;
use trailglass_protocol::message::{Response, View};

impl Session {
    /// Takes a reply over. A reply to an older query than the newest is dropped.
    pub(crate) fn receive(&mut self, response: Response) {
        match response {
            Response::Ready { csp_enforced } => self.csp_enforced = Some(csp_enforced),
            Response::Loaded { generation, sources, n_removals } => {
                self.generation = generation;
                self.n_removing = self.n_removing.saturating_sub(n_removals);
                Rc::make_mut(&mut self.sources).report(sources);
                self.compare_files();
            }
            Response::Answer(mut answer) => {
                if answer.no == self.table(answer.view).wanted {
                    self.totals = Totals { events: answer.events, jobs: answer.jobs, span: answer.span };
                    self.generation = self.generation.max(answer.generation);
                    if answer.view == View::Events {
                        self.overview_mut().accept(&mut answer);
                    }
                    self.table_mut(answer.view).accept(answer);
                    if self.overview.preview.is_some() && self.overview_mut().fit_preview() {
                        self.request_answer();
                    }
                }
            }
            Response::Page(page) => self.table_mut(page.view).show_page(page),
            Response::Event(detail) => {
                if let Some(opened) = self.event.as_mut().filter(|opened| opened.key == detail.key) {
                    opened.content = Some(Rc::new(*detail));
                }
            }
            Response::Credential(card) => self.credential = Some(Rc::new(*card)),
            Response::Story(detail) => {
                if let Some(opened) = self.story.as_mut().filter(|opened| opened.key == detail.job.key) {
                    opened.content = Some(Rc::new(*detail));
                    opened.is_missing = false;
                }
            }
            Response::NoStory { job } => {
                if let Some(opened) = self.story.as_mut().filter(|opened| opened.key == job) {
                    opened.content = None;
                    opened.is_missing = true;
                }
            }
            // The page writes the pieces of an export to a file without the session.
            Response::Exported(_) => {}
            Response::Found { event_id, row } => self.receive_linked_event(&event_id, row),
            Response::Suggested { asked, values } => self.suggested = Rc::new(Some((asked, values))),
            Response::Counted { asked, counts } => self.counted = Rc::new(Some((asked, counts))),
            Response::Located { no, row, at } => {
                // An event that is missing from a partial answer may still come.
                let is_sure = at.is_some() || self.events.is_current(self.generation);
                if no != self.events.wanted || !is_sure {
                    return;
                }
                self.located = Some(Located { no, row, is_listed: at.is_some() });
                if self.pending_reveal == Some(row) {
                    self.pending_reveal = None;
                    let no = self.revealed.map_or(0, |revealed| revealed.no) + 1;
                    self.revealed = at.map(|at| Revealed { no, at }).or(self.revealed);
                }
            }
        }
    }
}
