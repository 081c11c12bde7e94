//! The session itself: what is on screen, and what of it is still to be asked of the engine.

use crate::Action;
use crate::columns::Columns;
use crate::history::History;
use crate::link::Link;
use crate::notice::Notice;
use crate::overview::Overview;
use crate::sources::Sources;
use crate::table::Table;
use std::rc::Rc;
use trailglass_event::time::Micros;
use trailglass_event::zone::Zone;
use trailglass_protocol::id::QueryId;
use trailglass_protocol::message::{
    Count, Credential, EventDetail, Query, Request, RowKey, StoryDetail, Suggest, View,
};

/// What the page shows. Its parts are behind `Rc`, so that a part that did not change is equal by pointer.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// The dropped files.
    pub sources: Rc<Sources>,
    /// The view on screen.
    pub view: View,
    /// The events table.
    pub events: Rc<Table>,
    /// The overview around the events table.
    pub overview: Rc<Overview>,
    /// The jobs table.
    pub jobs: Rc<Table>,
    /// In which zone times are shown.
    pub zone: Rc<Zone>,
    /// The newest generation of the store that the engine has reported.
    pub generation: u32,
    /// Distinct events and jobs held, and their span, as of the newest answer.
    pub totals: Totals,
    /// The open event, if one is.
    pub event: Option<Opened<RowKey, EventDetail>>,
    /// What the engine last reported about an access key.
    pub credential: Option<Rc<Credential>>,
    /// The events that are compared.
    pub pinned: Rc<Vec<Rc<EventDetail>>>,
    /// The open job, if one is.
    pub story: Option<Opened<String, StoryDetail>>,
    /// Whether the filter shows the open event, as last reported.
    pub located: Option<Located>,
    /// The event that the table scrolls to once its place is known.
    pub pending_reveal: Option<RowKey>,
    /// The row that the table last had to scroll to.
    pub revealed: Option<Revealed>,
    /// The newest values for a clause that is being typed.
    pub suggested: Rc<Suggested>,
    /// The newest counts of other texts, and what they were asked for.
    pub counted: Rc<Counted>,
    /// Whether the list of files is open.
    pub is_files_open: bool,
    /// Drops whose files are still being collected: folders being walked, the sample being fetched.
    pub n_gathering: u32,
    /// Removals that the engine has not done yet.
    pub n_removing: u32,
    /// The toasts on screen.
    pub notices: Rc<Vec<Notice>>,
    /// Whether the Content-Security-Policy holds in workers; `None` until the engine has reported it.
    pub csp_enforced: Option<bool>,
    /// The progress of a running export: rows written, and rows in all.
    pub export_progress: Option<(u32, u32)>,
    /// The beginning of what a redacted export would hold.
    pub export_preview: Option<Rc<str>>,
    /// A text that the browser refused to write to the clipboard, while it is shown to be copied by hand.
    pub manual_copy: Option<Rc<str>>,
    /// The views that undo and redo lead to.
    pub history: History,
    /// The link that the page was opened with.
    pub opened_link: Option<Rc<Link>>,
    /// The id of the event that a link opens, until it has been found.
    pub linked_event: Option<String>,
    /// How many files had been read when they were last compared with those of the link.
    pub(crate) n_compared: usize,
    /// The number of the newest query.
    pub(crate) last_query: QueryId,
}

/// Values for a clause that is being typed, and what they were asked for.
pub type Suggested = Option<(Suggest, Vec<(String, Option<u32>)>)>;

/// How many rows other texts find.
pub type Counted = Option<(Count, Vec<u32>)>;

/// Distinct events and jobs held.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Totals {
    /// Distinct events.
    pub events: u32,
    /// Jobs.
    pub jobs: u32,
    /// The first and the last instant.
    pub span: Option<(Micros, Micros)>,
}

/// An open event or job. Until its content has arrived, the content of the one before stays on screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened<Key, Content> {
    /// The event or job.
    pub key: Key,
    /// Its content, or that of the one before until it arrives.
    pub content: Option<Rc<Content>>,
    /// Whether no file that was read so far holds it.
    pub is_missing: bool,
}

/// Whether an answer holds an event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Located {
    /// The query.
    pub no: QueryId,
    /// The event.
    pub row: RowKey,
    /// Whether it is a row of the answer.
    pub is_listed: bool,
}

/// A row that the events table scrolls into view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Revealed {
    /// Counts the reveals, so that revealing the same row again is seen as a change.
    pub no: u32,
    /// The row's place, from 0.
    pub at: u32,
}

/// The words of `data-state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// No source is held.
    Empty,
    /// A source is being read.
    Loading,
    /// The answer on screen is not yet that of the last query.
    Querying,
    /// All is on screen.
    Ready,
}

impl State {
    /// The word in `data-state`.
    pub fn word(self) -> &'static str {
        match self {
            State::Empty => "empty",
            State::Loading => "loading",
            State::Querying => "querying",
            State::Ready => "ready",
        }
    }
}

/// How many rows come with an answer: more than any screen shows at 24 pixels a row.
pub const ROWS_WITH_ANSWER: u32 = 120;

/// How many events are compared at most.
pub const MOST_PINNED: usize = 5;

impl Default for Session {
    fn default() -> Session {
        Session {
            sources: Rc::new(Sources::default()),
            view: View::Events,
            events: Rc::new(Table::new(View::Events, QueryId(1))),
            overview: Rc::default(),
            jobs: Rc::new(Table::new(View::Jobs, QueryId(2))),
            zone: Rc::default(),
            generation: 0,
            totals: Totals::default(),
            event: None,
            credential: None,
            pinned: Rc::default(),
            story: None,
            located: None,
            pending_reveal: None,
            revealed: None,
            suggested: Rc::default(),
            counted: Rc::default(),
            is_files_open: false,
            n_gathering: 0,
            n_removing: 0,
            notices: Rc::default(),
            csp_enforced: None,
            export_progress: None,
            export_preview: None,
            manual_copy: None,
            history: History::default(),
            opened_link: None,
            linked_event: None,
            n_compared: 0,
            last_query: QueryId(2),
        }
    }
}

impl Session {
    /// The session with the settings that the browser keeps: the columns of each view, and the zone.
    pub fn restored(mut self, columns: impl Fn(View) -> Columns, zone: &str) -> Session {
        for view in View::ALL {
            self.table_mut(view).columns = Rc::new(columns(view));
        }
        self.zone = Rc::new(Zone::parse(zone));
        self
    }

    /// The table of a view.
    pub fn table(&self, view: View) -> &Rc<Table> {
        match view {
            View::Events => &self.events,
            View::Jobs => &self.jobs,
        }
    }

    pub(crate) fn table_mut(&mut self, view: View) -> &mut Table {
        Rc::make_mut(match view {
            View::Events => &mut self.events,
            View::Jobs => &mut self.jobs,
        })
    }

    pub(crate) fn overview_mut(&mut self) -> &mut Overview {
        Rc::make_mut(&mut self.overview)
    }

    /// The state of the page, as scripts may wait for it.
    pub fn state(&self) -> State {
        if self.sources.n_loading + self.n_gathering > 0 {
            State::Loading
        } else if self.sources.list.is_empty() {
            State::Empty
        } else if self.is_querying() {
            State::Querying
        } else {
            State::Ready
        }
    }

    /// Whether the answer on screen is not yet that of the newest query over everything that the store holds.
    pub fn is_querying(&self) -> bool {
        let is_current = self.n_removing == 0 && self.table(self.view).is_current(self.generation);
        let is_of_facets = self.view == View::Events && self.overview.is_busy();
        !self.sources.list.is_empty() && (is_of_facets || !is_current)
    }

    /// The query that the view on screen needs answered.
    pub fn wanted_query(&self) -> Query {
        let table = self.table(self.view);
        let overview = Some(&self.overview).filter(|_| self.view == View::Events);
        Query {
            no: table.wanted,
            view: self.view,
            text: table.text.to_string(),
            range: overview.and_then(|overview| overview.range()),
            preview: overview.and_then(|overview| overview.preview),
            facets: overview.map_or(Vec::new(), |overview| overview.facet_requests()),
            sort: table.sort.clone(),
            fields: table.columns.names(),
            first: 0,
            count: ROWS_WITH_ANSWER,
        }
    }

    /// The request for the place of the open event in the answer, where that is unknown or the table scrolls to it.
    pub fn locate_request(&self) -> Option<Request> {
        let row = self.event.as_ref()?.key;
        let no = self.events.answer.as_ref().map(|answer| answer.no).filter(|no| *no == self.events.wanted)?;
        let is_known = self.located.is_some_and(|located| (located.no, located.row) == (no, row));
        let is_wanted = self.pending_reveal == Some(row) || !is_known && self.events.is_current(self.generation);
        is_wanted.then_some(Request::Locate { no, row })
    }

    /// Whether the answer on screen is known not to hold the open event.
    pub fn hides_event(&self) -> bool {
        let row = self.event.as_ref().map(|opened| opened.key);
        self.located
            .is_some_and(|located| Some(located.row) == row && located.no == self.events.wanted && !located.is_listed)
    }

    /// The action that closes the innermost panel, preview or detail; `None` where nothing is open.
    pub fn close_innermost(&self) -> Option<Action> {
        if self.is_files_open {
            return Some(Action::ToggleFiles);
        }
        match self.view {
            View::Events if self.overview.preview.is_some() => Some(Action::PreviewRange(None)),
            View::Events => self.event.as_ref().map(|_| Action::CloseEvent),
            View::Jobs => self.story.as_ref().map(|_| Action::CloseJob),
        }
    }

    /// The request for the content of the open event, where that has not arrived yet.
    pub fn event_request(&self) -> Option<Request> {
        let opened = self.event.as_ref()?;
        let is_there = opened.content.as_ref().is_some_and(|detail| detail.key == opened.key);
        (!is_there).then_some(Request::Event { row: opened.key })
    }
}

impl<Key, Content> Opened<Key, Content> {
    pub(crate) fn new(key: Key, former: Option<&Opened<Key, Content>>) -> Self {
        Opened { key, content: former.and_then(|opened| opened.content.clone()), is_missing: false }
    }
}
