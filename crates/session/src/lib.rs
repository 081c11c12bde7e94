//! What the user has in front of them: one value, changed only by [`Session::apply`]. No browser in it.
//!
//! - [`Action`]: what can happen
//! - [`sources`]: the dropped files and what became of them
//! - [`table`]: one view's query, answer and window of rows
//! - [`explore`]: what stands around the events table: ranges of time, histogram, facets
//! - [`range_keys`]: a range of time, moved by keys
//! - [`bars`]: how high the bars of the histogram are, and the part of the time that is worth a zoom
//! - [`cells`]: where commands move the focus of a grid
//! - [`columns`]: which columns a table has
//! - [`link`], [`fingerprint`]: the view as text, and what the files were
//! - [`linked`]: the files that a link names
//! - [`history`]: views that were left
//! - [`views`]: views that were saved
//! - [`viewport`]: scroll offset ⇄ rows, in a scroll space that is scaled where browsers cap heights
//! - [`notice`]: what the page has to say that belongs to no other place
//! - [`command`]: the table of commands and keys

mod action;
pub mod bars;
pub mod cells;
pub mod columns;
pub mod command;
pub mod fingerprint;
pub mod history;
pub mod link;
pub mod linked;
pub mod explore;
pub mod notice;
pub mod range_keys;
pub mod sources;
pub mod table;
pub mod viewport;
pub mod views;

pub use action::Action;
use columns::Columns;
use explore::Explore;
use history::{History, Manner};
use link::Link;
use notice::Notice;
use sources::Sources;
use std::rc::Rc;
use table::Table;
use trailglass_event::time::Micros;
use trailglass_event::zone::Zone;
use trailglass_lifecycle::field::JobField;
use trailglass_protocol::id::QueryId;
use trailglass_protocol::message::{
    Count, Credential, EventDetail, Query, Request, Response, RowKey, StoryDetail, Suggest, View,
};
use trailglass_query::{Schema, chips};

/// What the page shows. Its parts are behind `Rc`, so that a part that did not change is equal by pointer.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// The dropped files.
    pub sources: Rc<Sources>,
    /// The view on screen.
    pub view: View,
    /// The events table.
    pub events: Rc<Table>,
    /// What stands around the events table.
    pub explore: Rc<Explore>,
    /// The jobs table.
    pub jobs: Rc<Table>,
    /// In which zone times are shown.
    pub zone: Rc<Zone>,
    /// The newest version of the store that the engine told of.
    pub generation: u32,
    /// Distinct events and jobs held, and their span, as of the newest answer.
    pub totals: Totals,
    /// The open event, if one is.
    pub event: Option<Opened<RowKey, EventDetail>>,
    /// The newest word on an access key.
    pub credential: Option<Rc<Credential>>,
    /// The events that are compared.
    pub pinned: Rc<Vec<Rc<EventDetail>>>,
    /// The open job, if one is.
    pub story: Option<Opened<String, StoryDetail>>,
    /// The newest word on whether the filter shows the open event.
    pub located: Option<Located>,
    /// The event that is to come into view in the table, once its place is known.
    pub seeks: Option<RowKey>,
    /// Where the table last had to go.
    pub shown: Option<Shown>,
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
    /// What the page has to say.
    pub notices: Rc<Vec<Notice>>,
    /// Whether workers are under the policy that forbids other hosts; `None` until they have said so.
    pub is_sealed: Option<bool>,
    /// How far an export is: rows written, and rows in all.
    pub exporting: Option<(u32, u32)>,
    /// What a redacted export would look like.
    pub preview: Option<Rc<str>>,
    /// A text that the browser did not write to the clipboard, while it is shown.
    pub uncopied: Option<Rc<str>>,
    /// Views that were left.
    pub history: History,
    /// The link that the page was opened with.
    pub opened: Option<Rc<Link>>,
    /// The id of an event that a link opens, until it has been looked for.
    pub sought: Option<String>,
    /// How many files have been compared with those of the link.
    compared: usize,
    /// The last number given to a query.
    last_query: QueryId,
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

/// Something opened: what was asked for, and its content once it is there. The former content stays until then.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened<Key, Content> {
    /// What was asked for.
    pub key: Key,
    /// Its content, or the former one's while this one is on its way.
    pub content: Option<Rc<Content>>,
    /// Whether it is in none of the files that were read so far.
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

/// A row that the events table has to bring into view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shown {
    /// Counts up with every such wish.
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

/// How many rows ride with an answer: more than any screen shows at 24 pixels a row.
pub const ROWS_WITH_ANSWER: u32 = 120;

/// How many events are compared at most.
pub const MOST_PINNED: usize = 5;

impl Default for Session {
    fn default() -> Session {
        Session {
            sources: Rc::new(Sources::default()),
            view: View::Events,
            events: Rc::new(Table::new(View::Events, QueryId(1))),
            explore: Rc::default(),
            jobs: Rc::new(Table::new(View::Jobs, QueryId(2))),
            zone: Rc::default(),
            generation: 0,
            totals: Totals::default(),
            event: None,
            credential: None,
            pinned: Rc::default(),
            story: None,
            located: None,
            seeks: None,
            shown: None,
            suggested: Rc::default(),
            counted: Rc::default(),
            is_files_open: false,
            n_gathering: 0,
            n_removing: 0,
            notices: Rc::default(),
            is_sealed: None,
            exporting: None,
            preview: None,
            uncopied: None,
            history: History::default(),
            opened: None,
            sought: None,
            compared: 0,
            last_query: QueryId(2),
        }
    }
}

impl Session {
    /// The session as the person left it: the columns of each view, and the zone.
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

    fn table_mut(&mut self, view: View) -> &mut Table {
        Rc::make_mut(match view {
            View::Events => &mut self.events,
            View::Jobs => &mut self.jobs,
        })
    }

    fn explore_mut(&mut self) -> &mut Explore {
        Rc::make_mut(&mut self.explore)
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

    /// Whether the answer on screen is not yet that of the last query over all that the store holds.
    pub fn is_querying(&self) -> bool {
        let is_current = self.n_removing == 0 && self.table(self.view).is_current(self.generation);
        let is_of_facets = self.view == View::Events && self.explore.is_busy();
        !self.sources.list.is_empty() && (is_of_facets || !is_current)
    }

    /// The query that the view on screen wants answered.
    pub fn wanted(&self) -> Query {
        let table = self.table(self.view);
        let explore = Some(&self.explore).filter(|_| self.view == View::Events);
        Query {
            no: table.wanted,
            view: self.view,
            text: table.text.to_string(),
            range: explore.and_then(|explore| explore.range()),
            preview: explore.and_then(|explore| explore.preview),
            facets: explore.map_or(Vec::new(), |explore| explore.asks()),
            sort: table.sort.clone(),
            fields: table.columns.names(),
            first: 0,
            count: ROWS_WITH_ANSWER,
        }
    }

    /// The session after an action. Only what the action touches is copied.
    pub fn apply(&self, action: Action) -> Session {
        let mut next = self.clone();
        let manner = Manner::of(&action);
        match action {
            Action::GatheringStarted => next.n_gathering += 1,
            Action::GatheringEnded => {
                next.n_gathering = self.n_gathering.saturating_sub(1);
                next.compare_files();
            }
            Action::SourcesAdded(infos) => Rc::make_mut(&mut next.sources).add(infos),
            Action::Progressed(progress) => Rc::make_mut(&mut next.sources).progress(&progress),
            Action::Replied(response) => next.reply(response),
            Action::Failed { why, sources, again } => {
                Rc::make_mut(&mut next.sources).forget_members(&again);
                Rc::make_mut(&mut next.sources).fail(&sources, &why);
                next.notify(Notice::lasting("A worker stopped", why));
            }
            Action::SourcesRemoved(sources) => {
                Rc::make_mut(&mut next.sources).remove(&sources);
                next.n_removing += 1;
                // What is open may be gone.
                (next.event, next.story, next.credential) = (None, None, None);
                next.pinned = Rc::default();
            }
            Action::ViewChosen(view) => next.choose(view),
            Action::QueryCommitted(text) => next.commit(text),
            Action::QueryTyped(view, text) => {
                // What was typed in a view that was left since then is meant for no other.
                if view == self.view {
                    next.commit(text);
                }
            }
            Action::TypingEnded => next.end_typing(),
            Action::LinkFollowed(link, troubles) => next.follow(&link, &troubles),
            Action::ViewOpened(link) => next.ask(&link),
            Action::Sorted(sort) => {
                if self.table(self.view).sort != sort {
                    next.table_mut(self.view).sort = sort;
                    next.want();
                }
            }
            Action::Undone => next.recall(false),
            Action::Redone => next.recall(true),
            Action::QueryFollowed(view, text) => {
                next.choose(view);
                // What is followed is to be seen whole, whatever time was looked at before.
                if view == View::Events && next.explore_mut().back_to(0) {
                    next.want();
                }
                next.commit(text);
                if view == View::Events {
                    // What is looked at stays in view.
                    next.seeks = self.event.as_ref().map(|opened| opened.key);
                }
            }
            Action::SortChosen(field) => {
                next.table_mut(self.view).sort_by(field);
                next.want();
            }
            Action::Previewed(range) => {
                if self.explore.preview != range && next.explore_mut().try_out(range) {
                    next.want();
                }
            }
            Action::RangeCommitted => {
                if next.explore_mut().commit() {
                    next.want();
                }
            }
            Action::RangeLeft(depth) => {
                if next.explore_mut().back_to(depth) {
                    next.want();
                }
            }
            Action::Zoomed(range) => {
                let explore = next.explore_mut();
                explore.back_to(0);
                if explore.try_out(range) {
                    explore.commit();
                }
                next.want_in(View::Events);
            }
            Action::FacetWished(field, wish) => next.explore_mut().grant(&field, wish),
            Action::ZoneChosen(zone) => next.zone = Rc::new(zone),
            Action::ColumnsChanged(view, columns) => next.table_mut(view).columns = columns,
            Action::EventOpened(key) => {
                next.open_event(key);
                // It is a row of the answer on screen.
                let no = self.events.answer.as_ref().map(|answer| answer.no);
                next.located = no.map(|no| Located { no, row: key, is_listed: true });
                next.seeks = None;
            }
            Action::EventShown(key) => {
                if self.view != View::Events {
                    next.choose(View::Events);
                }
                next.open_event(key);
                next.seeks = Some(key);
            }
            Action::EventClosed => next.event = None,
            Action::EventPinned(detail) => next.pin(detail),
            Action::JobOpened(key) => next.story = Some(Opened::new(key, self.story.as_ref())),
            Action::JobClosed => next.story = None,
            Action::FilesToggled => next.is_files_open = !self.is_files_open,
            Action::ExportWent(progress) => next.exporting = progress,
            Action::PreviewCame(text) => next.preview = text,
            Action::CopyRefused(text) => next.uncopied = Some(text),
            Action::CopyClosed => next.uncopied = None,
            Action::Noticed(notice) => next.notify(notice),
            Action::NoticeDismissed(text) => Rc::make_mut(&mut next.notices).retain(|notice| notice.text != text),
        }
        next.note_change(self, manner);
        next
    }

    /// More events than so many stand beside each other in no pane; the first makes room.
    fn pin(&mut self, detail: Rc<EventDetail>) {
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
        // Who has opened another does not wait for that of a link any more.
        self.sought = None;
    }

    fn notify(&mut self, notice: Notice) {
        notice::add(Rc::make_mut(&mut self.notices), notice);
    }

    fn choose(&mut self, view: View) {
        // The engine works on the query of the view on screen, and learns from a query which one that is. The rows on
        // screen stay meanwhile.
        if self.view != view || !self.table(view).is_current(self.generation) {
            self.view = view;
            self.want();
        }
    }

    fn commit(&mut self, text: String) {
        let view = self.view;
        if *self.table(view).text != *text || !self.table(view).is_current(self.generation) {
            if view == View::Jobs && kinds_of(&text) != kinds_of(&self.jobs.text) {
                // The open story is of none of the kinds that are listed then.
                self.story = None;
            }
            self.table_mut(view).text = text.into();
            self.want();
        }
    }

    /// Numbers the query of the view on screen anew, so that it is asked.
    fn want(&mut self) {
        self.want_in(self.view);
    }

    /// Numbers the query of a view anew, so that it is asked when the view is on screen.
    fn want_in(&mut self, view: View) {
        self.last_query = self.last_query.next();
        let no = self.last_query;
        self.table_mut(view).wanted = no;
    }

    fn reply(&mut self, response: Response) {
        match response {
            Response::Ready { is_sealed } => self.is_sealed = Some(is_sealed),
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
                        self.explore_mut().accept(&mut answer);
                    }
                    self.table_mut(answer.view).accept(answer);
                    if self.explore.preview.is_some() && self.explore_mut().fit_preview() {
                        self.want();
                    }
                }
            }
            Response::Page(page) => self.table_mut(page.view).turn(page),
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
            // Pieces of an export go past the session, which holds no file.
            Response::Exported(_) => {}
            Response::Found { event_id, row } => self.found(&event_id, row),
            Response::Suggested { asked, values } => self.suggested = Rc::new(Some((asked, values))),
            Response::Counted { asked, counts } => self.counted = Rc::new(Some((asked, counts))),
            Response::Located { no, row, at } => {
                // Before the answer is whole, what is not in it may be still to come.
                let is_sure = at.is_some() || self.events.is_current(self.generation);
                if no != self.events.wanted || !is_sure {
                    return;
                }
                self.located = Some(Located { no, row, is_listed: at.is_some() });
                if self.seeks == Some(row) {
                    self.seeks = None;
                    let no = self.shown.map_or(0, |shown| shown.no) + 1;
                    self.shown = at.map(|at| Shown { no, at }).or(self.shown);
                }
            }
        }
    }

    /// The request that tells where the open event is in the answer, where that is not known or it is to come into view.
    pub fn missing_place(&self) -> Option<Request> {
        let row = self.event.as_ref()?.key;
        let no = self.events.answer.as_ref().map(|answer| answer.no).filter(|no| *no == self.events.wanted)?;
        let is_known = self.located.is_some_and(|located| (located.no, located.row) == (no, row));
        let is_wanted = self.seeks == Some(row) || !is_known && self.events.is_current(self.generation);
        is_wanted.then_some(Request::Locate { no, row })
    }

    /// Whether the answer on screen is known not to hold the open event.
    pub fn hides_event(&self) -> bool {
        let row = self.event.as_ref().map(|opened| opened.key);
        self.located
            .is_some_and(|located| Some(located.row) == row && located.no == self.events.wanted && !located.is_listed)
    }

    /// What closes the innermost of the things that are open; `None` where nothing is.
    pub fn innermost(&self) -> Option<Action> {
        if self.is_files_open {
            return Some(Action::FilesToggled);
        }
        match self.view {
            View::Events if self.explore.preview.is_some() => Some(Action::Previewed(None)),
            View::Events => self.event.as_ref().map(|_| Action::EventClosed),
            View::Jobs => self.story.as_ref().map(|_| Action::JobClosed),
        }
    }

    /// The request that brings the content of what is open, where it is not there yet.
    pub fn missing_event(&self) -> Option<Request> {
        let opened = self.event.as_ref()?;
        let is_there = opened.content.as_ref().is_some_and(|detail| detail.key == opened.key);
        (!is_there).then_some(Request::Event { row: opened.key })
    }
}

/// The clauses of a query on jobs that say of which kinds the rows are.
fn kinds_of(text: &str) -> Vec<String> {
    let chips = chips(text, &Schema::jobs());
    let kinds = chips.into_iter().filter(|chip| chip.field.as_deref() == Some(JobField::Kind.info().name));
    kinds.map(|chip| format!("{} {}", chip.excluded, chip.value)).collect()
}

impl<Key, Content> Opened<Key, Content> {
    fn new(key: Key, former: Option<&Opened<Key, Content>>) -> Self {
        Opened { key, content: former.and_then(|opened| opened.content.clone()), is_missing: false }
    }
}
