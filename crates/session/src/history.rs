//! Undo and redo: a step is the link of a view, so what can be shared is also what can be returned to.

use crate::columns::Columns;
use crate::fingerprint::Fingerprint;
use crate::link::{Link, ViewSettings};
use crate::notice::Notice;
use crate::table::Table;
use crate::{Action, Opened, Session};
use std::rc::Rc;
use trailglass_protocol::message::{RowKey, View};

/// The views before and behind the one on screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    past: Rc<Vec<Link>>,
    future: Rc<Vec<Link>>,
    /// Whether the last change was typed; typing that continues belongs to the same step.
    is_typing: bool,
    /// Counts the deliberate changes; the browser's history gets an entry for each.
    pub step: u32,
}

/// How many changes can be undone.
const MOST_PAST: usize = 100;

/// How a change of the view came about, which decides whether it is a step of the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChangeKind {
    /// By typing, which may continue.
    Typed,
    /// By a single gesture.
    Deliberate,
    /// By following a link, such as with the browser's back button.
    Followed,
    /// By undo or redo.
    Recalled,
}

impl ChangeKind {
    pub(crate) fn of(action: &Action) -> ChangeKind {
        match action {
            Action::TypeQuery(..) => ChangeKind::Typed,
            Action::FollowLink(..) => ChangeKind::Followed,
            Action::Undo | Action::Redo => ChangeKind::Recalled,
            _ => ChangeKind::Deliberate,
        }
    }
}

impl History {
    /// Whether the last change was typed and may continue.
    pub fn is_typing(&self) -> bool {
        self.is_typing
    }

    /// Whether there is something to undo.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is something to redo.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }
}

impl Session {
    /// The view as a link, with what is open, and what the files are once all have been read.
    pub fn link(&self) -> Link {
        let event = self.event.as_ref().and_then(|opened| {
            let detail = opened.content.as_ref().filter(|detail| detail.key == opened.key)?;
            Some(detail.event_id.clone())
        });
        let is_whole = !self.sources.list.is_empty() && self.sources.n_loading == 0;
        Link {
            // Until the event of a link has been found, the link still asks for it.
            event: event.or_else(|| self.linked_event.clone()),
            job: self.story.as_ref().map(|opened| opened.key.clone()),
            files: is_whole.then(|| Fingerprint::of_sources(&self.sources)),
            ..self.view_link()
        }
    }

    /// The settings of the view alone, without what is open and what the files are.
    fn view_link(&self) -> Link {
        let views = View::ALL.map(|view| {
            let table = self.table(view);
            let is_first = *table.columns == Columns::default_of(view);
            let columns = (!is_first).then(|| table.columns.clone());
            Some(ViewSettings { text: table.text.clone(), sort: table.sort.clone(), columns })
        });
        let ranges = (*self.overview.ranges).clone();
        Link { view: self.view, views, ranges, zone: (*self.zone).clone(), ..Link::default() }
    }

    /// Whether another session shows the same view.
    fn has_same_view(&self, other: &Session) -> bool {
        self.view == other.view
            && self.zone == other.zone
            && self.overview.ranges == other.overview.ranges
            && View::ALL.into_iter().all(|view| has_same_settings(self.table(view), other.table(view)))
    }

    /// Records a change of the view as a step that can be undone.
    pub(crate) fn record_change(&mut self, before: &Session, kind: ChangeKind) {
        let is_same = self.has_same_view(before);
        let history = &mut self.history;
        if is_same || kind == ChangeKind::Recalled {
            return;
        }
        // Changes before there are files are not worth a step, and typing that continues is one change.
        let continues_typing = kind == ChangeKind::Typed && history.is_typing;
        if !continues_typing && !before.sources.list.is_empty() {
            let past = Rc::make_mut(&mut history.past);
            past.push(before.view_link());
            if past.len() > MOST_PAST {
                past.remove(0);
            }
            history.future = Rc::default();
        }
        history.is_typing = kind == ChangeKind::Typed;
        history.step += u32::from(kind == ChangeKind::Deliberate);
    }

    /// Ends a run of typing: the next change is a step of its own.
    pub(crate) fn end_typing(&mut self) {
        if std::mem::take(&mut self.history.is_typing) {
            self.history.step += 1;
        }
    }

    /// Returns to the view before.
    pub(crate) fn undo(&mut self) {
        let here = self.view_link();
        if let Some(link) = Rc::make_mut(&mut self.history.past).pop() {
            Rc::make_mut(&mut self.history.future).push(here);
            self.recall(&link);
        }
    }

    /// Returns to the view that was last undone.
    pub(crate) fn redo(&mut self) {
        let here = self.view_link();
        if let Some(link) = Rc::make_mut(&mut self.history.future).pop() {
            Rc::make_mut(&mut self.history.past).push(here);
            self.recall(&link);
        }
    }

    fn recall(&mut self, link: &Link) {
        self.history.is_typing = false;
        self.history.step += 1;
        self.show_link(link);
    }

    /// Shows the view of a link, and opens what it names as open.
    pub(crate) fn follow_link(&mut self, link: &Link, problems: &[String]) {
        self.show_link(link);
        // What is open in a view that the link does not mention stays open.
        let event_id = self.link().event;
        let mentions_event = link.view == View::Events || link.event.is_some();
        if mentions_event && (link.event != event_id || link.event.is_none()) {
            self.event = None;
            self.linked_event = link.event.clone();
        }
        let job = self.story.as_ref().map(|opened| &opened.key);
        let mentions_job = link.view == View::Jobs || link.job.is_some();
        if mentions_job && link.job.as_ref() != job {
            self.story = link.job.clone().map(|key| Opened::new(key, None));
        }
        if !problems.is_empty() {
            self.notify(Notice::persistent("Not all of the link could be shown", problems.join("; ")));
        }
    }

    /// Takes over the settings of the views in a link.
    pub(crate) fn show_link(&mut self, link: &Link) {
        let Link { view, views, ranges, zone, .. } = link;
        for (of, settings) in View::ALL.into_iter().zip(views) {
            let Some(ViewSettings { text, sort, columns }) = settings else { continue };
            let columns = columns.clone().unwrap_or_else(|| Rc::new(Columns::default_of(of)));
            let table = self.table(of);
            let is_other = table.text != *text || table.sort != *sort;
            if is_other || table.columns != columns {
                let table = self.table_mut(of);
                (table.text, table.sort, table.columns) = (text.clone(), sort.clone(), columns);
            }
            if is_other {
                self.request_answer_in(of);
            }
        }
        if *self.overview.ranges != *ranges {
            let overview = self.overview_mut();
            (overview.ranges, overview.preview) = (Rc::new(ranges.clone()), None);
            self.request_answer_in(View::Events);
        }
        if *self.zone != *zone {
            self.zone = Rc::new(zone.clone());
        }
        if self.view != *view {
            self.choose_view(*view);
        }
    }

    /// The session of a page that was opened with a link.
    pub fn opened_with(mut self, link: Link, problems: &[String]) -> Session {
        self.follow_link(&link, problems);
        self.opened_link = Some(Rc::new(link));
        self
    }

    /// Once all files have been read: whether they are those of the link.
    pub(crate) fn compare_files(&mut self) {
        let is_whole = self.sources.n_loading + self.n_gathering == 0;
        let Some(linked) = self.opened_link.as_ref().and_then(|link| link.files.as_ref()) else { return };
        if !is_whole || self.n_compared == self.sources.list.len() {
            return;
        }
        self.n_compared = self.sources.list.len();
        const DIFFER: &str = "Your files differ from those of the link";
        let difference = linked.difference(&Fingerprint::of_sources(&self.sources));
        Rc::make_mut(&mut self.notices).retain(|notice| !notice.text.starts_with(DIFFER));
        if let Some(difference) = difference {
            let detail = "The view is that of the link; counts and rows may not be.";
            self.notify(Notice::persistent(format!("{DIFFER}: {difference}"), detail));
        }
    }

    /// The event of a link was looked for. While it is not there, it is looked for again when more files have been read.
    pub(crate) fn receive_linked_event(&mut self, event_id: &str, row: Option<RowKey>) {
        if self.linked_event.as_deref() != Some(event_id) {
            return;
        }
        const MISSING: &str = "The event of the link is not in these files";
        Rc::make_mut(&mut self.notices).retain(|notice| notice.text != MISSING);
        let Some(row) = row else { return self.notify(Notice::persistent(MISSING, event_id)) };
        self.linked_event = None;
        self.event = Some(Opened::new(row, None));
        self.pending_reveal = Some(row);
    }
}

fn has_same_settings(one: &Rc<Table>, other: &Rc<Table>) -> bool {
    Rc::ptr_eq(one, other) || one.text == other.text && one.sort == other.sort && one.columns == other.columns
}
