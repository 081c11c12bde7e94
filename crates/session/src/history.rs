//! The view as a link, and views that were left: what is shared is also what is gone back to.

use super::columns::Columns;
use super::fingerprint::Fingerprint;
use super::link::{Asks, Link};
use super::notice::Notice;
use super::{Action, Opened, Session};
use std::rc::Rc;
use trailglass_protocol::message::{RowKey, View};

/// Views that were left.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    past: Rc<Vec<Link>>,
    future: Rc<Vec<Link>>,
    /// Whether the last change was typed: what is typed on belongs to the same step.
    is_typing: bool,
    /// Counts up with every deliberate change, each of which is a place to come back to.
    pub step: u32,
}

/// So many views can be gone back to.
const MOST_PAST: usize = 100;

/// How a change of the view came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// By typing, which goes on.
    Typed,
    /// Once and for all.
    Deliberate,
    /// By following a link, such as with the browser's back button.
    Followed,
    /// By going through what is kept here.
    Recalled,
}

impl Manner {
    pub(super) fn of(action: &Action) -> Manner {
        match action {
            Action::QueryTyped(..) => Manner::Typed,
            Action::LinkFollowed(..) => Manner::Followed,
            Action::Undone | Action::Redone => Manner::Recalled,
            _ => Manner::Deliberate,
        }
    }
}

impl History {
    /// Whether the last change was typed, and may go on.
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
            event: event.or_else(|| self.sought.clone()),
            job: self.story.as_ref().map(|opened| opened.key.clone()),
            files: is_whole.then(|| Fingerprint::of_sources(&self.sources)),
            ..self.question()
        }
    }

    /// The view alone.
    fn question(&self) -> Link {
        let asks = View::ALL.map(|view| {
            let table = self.table(view);
            let is_first = *table.columns == Columns::first(view);
            let columns = (!is_first).then(|| table.columns.clone());
            Some(Asks { text: table.text.clone(), sort: table.sort.clone(), columns })
        });
        let ranges = (*self.explore.ranges).clone();
        Link { view: self.view, asks, ranges, zone: (*self.zone).clone(), ..Link::default() }
    }

    /// Whether the view is that of another session.
    fn is_same_question(&self, other: &Session) -> bool {
        let is_same = |view: View| {
            let (one, other) = (self.table(view), other.table(view));
            Rc::ptr_eq(one, other) || one.text == other.text && one.sort == other.sort && one.columns == other.columns
        };
        self.view == other.view
            && self.zone == other.zone
            && self.explore.ranges == other.explore.ranges
            && View::ALL.into_iter().all(is_same)
    }

    /// Takes note of a change of the view, to be undone.
    pub(super) fn note_change(&mut self, before: &Session, manner: Manner) {
        let is_same = self.is_same_question(before);
        let history = &mut self.history;
        if is_same || manner == Manner::Recalled {
            return;
        }
        // A session without files asks nothing that could be missed, and typing that goes on is one change.
        let is_going_on = manner == Manner::Typed && history.is_typing;
        if !is_going_on && !before.sources.list.is_empty() {
            let past = Rc::make_mut(&mut history.past);
            past.push(before.question());
            if past.len() > MOST_PAST {
                past.remove(0);
            }
            history.future = Rc::default();
        }
        history.is_typing = manner == Manner::Typed;
        history.step += u32::from(manner == Manner::Deliberate);
    }

    /// What was typed is meant: the next change is another step.
    pub(super) fn end_typing(&mut self) {
        if std::mem::take(&mut self.history.is_typing) {
            self.history.step += 1;
        }
    }

    /// Goes back to the view before, or forward again.
    pub(super) fn recall(&mut self, is_forward: bool) {
        let here = self.question();
        let History { past, future, .. } = &mut self.history;
        let (from, to) = if is_forward { (future, past) } else { (past, future) };
        if let Some(link) = Rc::make_mut(from).pop() {
            Rc::make_mut(to).push(here);
            self.history.is_typing = false;
            self.history.step += 1;
            self.ask(&link);
        }
    }

    /// Shows what a link asks for, also what is open in it.
    pub(super) fn follow(&mut self, link: &Link, troubles: &[String]) {
        self.ask(link);
        // What is open in a view that the link says nothing of stays open.
        let event_id = self.link().event;
        let says_event = link.view == View::Events || link.event.is_some();
        if says_event && (link.event != event_id || link.event.is_none()) {
            self.event = None;
            self.sought = link.event.clone();
        }
        let job = self.story.as_ref().map(|opened| &opened.key);
        let says_job = link.view == View::Jobs || link.job.is_some();
        if says_job && link.job.as_ref() != job {
            self.story = link.job.clone().map(|key| Opened::new(key, None));
        }
        if !troubles.is_empty() {
            self.notify(Notice::lasting("Not all of the link could be shown", troubles.join("; ")));
        }
    }

    /// Asks what a link asks.
    pub(super) fn ask(&mut self, link: &Link) {
        let Link { view, asks, ranges, zone, .. } = link;
        for (of, asks) in View::ALL.into_iter().zip(asks) {
            let Some(Asks { text, sort, columns }) = asks else { continue };
            let columns = columns.clone().unwrap_or_else(|| Rc::new(Columns::first(of)));
            let table = self.table(of);
            let is_other = table.text != *text || table.sort != *sort;
            if is_other || table.columns != columns {
                let table = self.table_mut(of);
                (table.text, table.sort, table.columns) = (text.clone(), sort.clone(), columns);
            }
            if is_other {
                self.want_in(of);
            }
        }
        if *self.explore.ranges != *ranges {
            let explore = self.explore_mut();
            (explore.ranges, explore.preview) = (Rc::new(ranges.clone()), None);
            self.want_in(View::Events);
        }
        if *self.zone != *zone {
            self.zone = Rc::new(zone.clone());
        }
        if self.view != *view {
            self.choose(*view);
        }
    }

    /// The session of a page that was opened with a link.
    pub fn opened_with(mut self, link: Link, troubles: &[String]) -> Session {
        self.follow(&link, troubles);
        self.opened = Some(Rc::new(link));
        self
    }

    /// Once all files have been read: whether they are those of the link.
    pub(super) fn compare_files(&mut self) {
        let is_whole = self.sources.n_loading + self.n_gathering == 0;
        let Some(linked) = self.opened.as_ref().and_then(|link| link.files.as_ref()) else { return };
        if !is_whole || self.compared == self.sources.list.len() {
            return;
        }
        self.compared = self.sources.list.len();
        const DIFFER: &str = "Your files differ from those of the link";
        let difference = linked.difference(&Fingerprint::of_sources(&self.sources));
        Rc::make_mut(&mut self.notices).retain(|notice| !notice.text.starts_with(DIFFER));
        if let Some(difference) = difference {
            let detail = "The view is that of the link; counts and rows may not be.";
            self.notify(Notice::lasting(format!("{DIFFER}: {difference}"), detail));
        }
    }

    /// The event of a link was looked for. While it is not there, it is looked for again when more files have been read.
    pub(super) fn found(&mut self, event_id: &str, row: Option<RowKey>) {
        if self.sought.as_deref() != Some(event_id) {
            return;
        }
        const MISSING: &str = "The event of the link is not in these files";
        Rc::make_mut(&mut self.notices).retain(|notice| notice.text != MISSING);
        let Some(row) = row else { return self.notify(Notice::lasting(MISSING, event_id)) };
        self.sought = None;
        self.event = Some(Opened::new(row, None));
        self.seeks = Some(row);
    }
}
