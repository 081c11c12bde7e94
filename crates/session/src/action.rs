//! What can happen to a session.

use super::columns::Columns;
use super::explore::FacetWish;
use super::link::Link;
use super::notice::Notice;
use super::sources::SourceInfo;
use std::rc::Rc;
use trailglass_event::time::TimeRange;
use trailglass_event::zone::Zone;
use trailglass_protocol::id::SourceId;
use trailglass_protocol::message::{EventDetail, Progress, Response, RowKey, Sort, View};

/// What can happen.
#[derive(Clone, Debug)]
pub enum Action {
    /// Something was dropped whose files are not known at once.
    GatheringStarted,
    /// Its files have been handed over, or there were none.
    GatheringEnded,
    /// Files were handed over. The first gets the number of sources so far, the others follow.
    SourcesAdded(Vec<SourceInfo>),
    /// A reader went on.
    Progressed(Progress),
    /// The engine replied.
    Replied(Response),
    /// A thread died; the sources that it was reading are lost.
    Failed {
        /// What happened, in words.
        why: String,
        /// What it was reading.
        sources: Vec<SourceId>,
        /// What others read again.
        again: Vec<SourceId>,
    },
    /// Files are removed, also from the store; the engine is told so.
    SourcesRemoved(Vec<SourceId>),
    /// A tab was chosen.
    ViewChosen(View),
    /// A query without problems was committed in the view on screen.
    QueryCommitted(String),
    /// The same by a pause in typing, which may go on; the view that it was typed in may have been left meanwhile.
    QueryTyped(View, String),
    /// What was typed is meant.
    TypingEnded,
    /// A link was followed, such as with the browser's back button; what of it could not be read, in words.
    LinkFollowed(Box<Link>, Vec<String>),
    /// A saved view was opened: what it asks is asked, what is open stays.
    ViewOpened(Box<Link>),
    /// An order was chosen outright.
    Sorted(Sort),
    /// The last change of the view is taken back.
    Undone,
    /// The last change that was taken back is made again.
    Redone,
    /// The view is left for another with this query in it.
    QueryFollowed(View, String),
    /// A column header was pressed: sorts by it, or turns the order.
    SortChosen(String),
    /// A range of time is tried out, or no longer.
    Previewed(Option<TimeRange>),
    /// The events are narrowed to the range that is tried out.
    RangeCommitted,
    /// Back to the first so many ranges.
    RangeLeft(usize),
    /// The lanes of jobs are zoomed to a range, and the events are narrowed to it as well; or to all of the time.
    Zoomed(Option<TimeRange>),
    /// Something is wanted of a facet, named by its field.
    FacetWished(String, FacetWish),
    /// A zone was chosen.
    ZoneChosen(Zone),
    /// The columns of a table were chosen anew, moved or resized.
    ColumnsChanged(View, Rc<Columns>),
    /// A row of the events table was opened.
    EventOpened(RowKey),
    /// An event was led to from elsewhere, such as from a step of a story: it is opened, and comes into view in the table.
    EventShown(RowKey),
    /// The detail was closed.
    EventClosed,
    /// An event is to be compared with others, or no longer.
    EventPinned(Rc<EventDetail>),
    /// A job was opened.
    JobOpened(String),
    /// The story was closed.
    JobClosed,
    /// The list of files was opened or closed.
    FilesToggled,
    /// An export went on, or ended.
    ExportWent(Option<(u32, u32)>),
    /// The beginning of a redacted export came, or is not looked at any more.
    PreviewCame(Option<Rc<str>>),
    /// The browser did not write a text to the clipboard; it is shown, to be copied by hand.
    CopyRefused(Rc<str>),
    /// The text that was to be copied by hand is not looked at any more.
    CopyClosed,
    /// The page has something to say.
    Noticed(Notice),
    /// A notice was dismissed or its time is up.
    NoticeDismissed(String),
}
