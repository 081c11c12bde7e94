//! The reducer: what each [`Action`] makes of a session.

use crate::history::ChangeKind;
use crate::notice::{self, Notice};
use crate::state::{Located, MOST_PINNED, Opened};
use crate::{Action, Session};
use std::rc::Rc;
use trailglass_lifecycle::field::JobField;
use trailglass_protocol::message::{EventDetail, RowKey, View};
use trailglass_query::{Schema, chips};

impl Session {
    /// The session after an action. Only what the action touches is copied.
    pub fn apply(&self, action: Action) -> Session {
        let mut next = self.clone();
        let kind = ChangeKind::of(&action);
        match action {
            Action::StartGathering => next.n_gathering += 1,
            Action::EndGathering => {
                next.n_gathering = self.n_gathering.saturating_sub(1);
                next.compare_files();
            }
            Action::AddSources(infos) => Rc::make_mut(&mut next.sources).add(infos),
            Action::UpdateProgress(progress) => Rc::make_mut(&mut next.sources).progress(&progress),
            Action::ReceiveResponse(response) => next.receive(response),
            Action::ReportWorkerFailure { why, sources, again } => {
                Rc::make_mut(&mut next.sources).forget_members(&again);
                Rc::make_mut(&mut next.sources).fail(&sources, &why);
                next.notify(Notice::persistent("A worker stopped", why));
            }
            Action::RemoveSources(sources) => {
                Rc::make_mut(&mut next.sources).remove(&sources);
                next.n_removing += 1;
                // What is open may have been in a removed file.
                (next.event, next.story, next.credential) = (None, None, None);
                next.pinned = Rc::default();
            }
            Action::ChooseView(view) => next.choose_view(view),
            Action::CommitQuery(text) => next.commit_query(text),
            Action::TypeQuery(view, text) => {
                // The view may have changed since the text was typed; it belongs to its own view only.
                if view == self.view {
                    next.commit_query(text);
                }
            }
            Action::EndTyping => next.end_typing(),
            Action::FollowLink(link, problems) => next.follow_link(&link, &problems),
            Action::OpenSavedView(link) => next.show_link(&link),
            Action::SetSort(sort) => {
                if self.table(self.view).sort != sort {
                    next.table_mut(self.view).sort = sort;
                    next.request_answer();
                }
            }
            Action::Undo => next.undo(),
            Action::Redo => next.redo(),
            Action::FollowQuery(view, text) => {
                next.choose_view(view);
                // A followed query shows all of the time, whatever range was selected before.
                if view == View::Events && next.overview_mut().return_to(0) {
                    next.request_answer();
                }
                next.commit_query(text);
                if view == View::Events {
                    // The open event stays in view.
                    next.pending_reveal = self.event.as_ref().map(|opened| opened.key);
                }
            }
            Action::SortByField(field) => {
                next.table_mut(self.view).sort_by(field);
                next.request_answer();
            }
            Action::PreviewRange(range) => {
                if self.overview.preview != range && next.overview_mut().preview_range(range) {
                    next.request_answer();
                }
            }
            Action::CommitRange => {
                if next.overview_mut().commit_range() {
                    next.request_answer();
                }
            }
            Action::ReturnToRange(depth) => {
                if next.overview_mut().return_to(depth) {
                    next.request_answer();
                }
            }
            Action::ZoomTimeline(range) => {
                let overview = next.overview_mut();
                overview.return_to(0);
                if overview.preview_range(range) {
                    overview.commit_range();
                }
                next.request_answer_in(View::Events);
            }
            Action::ChangeFacet(field, change) => next.overview_mut().change_facet(&field, change),
            Action::ChooseZone(zone) => next.zone = Rc::new(zone),
            Action::ChangeColumns(view, columns) => next.table_mut(view).columns = columns,
            Action::OpenEvent(key) => {
                next.open_event(key);
                // It was opened from a row of the answer on screen.
                let no = self.events.answer.as_ref().map(|answer| answer.no);
                next.located = no.map(|no| Located { no, row: key, is_listed: true });
                next.pending_reveal = None;
            }
            Action::RevealEvent(key) => {
                if self.view != View::Events {
                    next.choose_view(View::Events);
                }
                next.open_event(key);
                next.pending_reveal = Some(key);
            }
            Action::CloseEvent => next.event = None,
            Action::TogglePin(detail) => next.toggle_pin(detail),
            Action::OpenJob(key) => next.story = Some(Opened::new(key, self.story.as_ref())),
            Action::CloseJob => next.story = None,
            Action::ToggleFiles => next.is_files_open = !self.is_files_open,
            Action::UpdateExport(progress) => next.export_progress = progress,
            Action::ReceiveExportPreview(text) => next.export_preview = text,
            Action::OfferManualCopy(text) => next.manual_copy = Some(text),
            Action::CloseManualCopy => next.manual_copy = None,
            Action::AddNotice(notice) => next.notify(notice),
            Action::DismissNotice(text) => Rc::make_mut(&mut next.notices).retain(|notice| notice.text != text),
        }
        next.record_change(self, kind);
        next
    }

    /// Adds an event to the comparison, or takes it out. Beyond [`MOST_PINNED`] the oldest makes room.
    fn toggle_pin(&mut self, detail: Rc<EventDetail>) {
        let pinned = Rc::make_mut(&mut self.pinned);
        match pinned.iter().position(|other| other.key == detail.key) {
            Some(at) => drop(pinned.remove(at)),
            None => pinned.push(detail),
        }
        if pinned.len() > MOST_PINNED {
            pinned.remove(0);
        }
    }

    fn open_event(&mut self, key: RowKey) {
        self.event = Some(Opened::new(key, self.event.as_ref()));
        // Opening an event ends the search for that of a link.
        self.linked_event = None;
    }

    pub(crate) fn notify(&mut self, notice: Notice) {
        notice::add(Rc::make_mut(&mut self.notices), notice);
    }

    pub(crate) fn choose_view(&mut self, view: View) {
        // The engine works only on the query of the view on screen, and learns from a new query which view that is.
        if self.view != view || !self.table(view).is_current(self.generation) {
            self.view = view;
            self.request_answer();
        }
    }

    fn commit_query(&mut self, text: String) {
        let view = self.view;
        if *self.table(view).text != *text || !self.table(view).is_current(self.generation) {
            if view == View::Jobs && kinds_of(&text) != kinds_of(&self.jobs.text) {
                // The open story may be of a kind that the new list does not hold.
                self.story = None;
            }
            self.table_mut(view).text = text.into();
            self.request_answer();
        }
    }

    /// Gives the query of the view on screen a new number, so that it is sent again.
    pub(crate) fn request_answer(&mut self) {
        self.request_answer_in(self.view);
    }

    /// Gives the query of a view a new number, so that it is sent when the view is on screen.
    pub(crate) fn request_answer_in(&mut self, view: View) {
        self.last_query = self.last_query.next();
        let no = self.last_query;
        self.table_mut(view).wanted = no;
    }
}

/// The clauses of a jobs query that restrict the kind of the rows.
fn kinds_of(text: &str) -> Vec<String> {
    let chips = chips(text, &Schema::jobs());
    let kinds = chips.into_iter().filter(|chip| chip.field.as_deref() == Some(JobField::Kind.info().name));
    kinds.map(|chip| format!("{} {}", chip.excluded, chip.value)).collect()
}
