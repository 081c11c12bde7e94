//! What can happen to a session.

use crate::columns::Columns;
use crate::link::Link;
use crate::notice::Notice;
use crate::overview::FacetChange;
use crate::sources::SourceInfo;
use std::rc::Rc;
use trailglass_event::time::TimeRange;
use trailglass_event::zone::Zone;
use trailglass_protocol::id::SourceId;
use trailglass_protocol::message::{EventDetail, Progress, Response, RowKey, Sort, View};

/// A change of the session, by a gesture or by what a worker reports.
#[derive(Clone, Debug)]
pub enum Action {
    /// A drop begins whose files are not known yet.
    StartGathering,
    /// The files of a drop are known.
    EndGathering,
    /// Adds files. They are numbered in their order, from the number of files so far.
    AddSources(Vec<SourceInfo>),
    /// Takes the progress of a reader over.
    UpdateProgress(Progress),
    /// Takes a reply of the engine over.
    ReceiveResponse(Response),
    /// A worker crashed.
    ReportWorkerFailure {
        /// What happened, in words.
        why: String,
        /// The sources that are lost with it.
        sources: Vec<SourceId>,
        /// The sources that other readers read again.
        again: Vec<SourceId>,
    },
    /// Removes files, also from the store.
    RemoveSources(Vec<SourceId>),
    /// Shows a view.
    ChooseView(View),
    /// Puts a query without problems in force, in the view on screen.
    CommitQuery(String),
    /// Puts a query in force after a pause in typing, which may continue. It is dropped where another view is on screen by then.
    TypeQuery(View, String),
    /// Ends a run of typing: the next change is a step of its own.
    EndTyping,
    /// Shows the view of a link, such as after the browser's back button; what of it could not be read, in words.
    FollowLink(Box<Link>, Vec<String>),
    /// Shows a saved view. What is open stays open.
    OpenSavedView(Box<Link>),
    /// Sorts the view on screen.
    SetSort(Sort),
    /// Returns to the view before the last change.
    Undo,
    /// Returns to the view that was last undone.
    Redo,
    /// Shows a view with a query in force.
    FollowQuery(View, String),
    /// Sorts by a field, or reverses the order where it is sorted by that.
    SortByField(String),
    /// Previews a range of time, or ends the preview.
    PreviewRange(Option<TimeRange>),
    /// Narrows the events to the previewed range.
    CommitRange,
    /// Returns to the range at this depth; depth 0 is all of the time.
    ReturnToRange(usize),
    /// Zooms the timeline of jobs, and narrows the events to the same range; `None` for all of the time.
    ZoomTimeline(Option<TimeRange>),
    /// Changes the facet of a field.
    ChangeFacet(String, FacetChange),
    /// Shows times in a zone.
    ChooseZone(Zone),
    /// Replaces the columns of a view.
    ChangeColumns(View, Rc<Columns>),
    /// Opens an event from its row.
    OpenEvent(RowKey),
    /// Opens an event from elsewhere, such as from a step of a story, and scrolls the table to it.
    RevealEvent(RowKey),
    /// Closes the detail.
    CloseEvent,
    /// Adds an event to the comparison, or takes it out.
    TogglePin(Rc<EventDetail>),
    /// Opens a job.
    OpenJob(String),
    /// Closes the story.
    CloseJob,
    /// Opens or closes the list of files.
    ToggleFiles,
    /// Takes the progress of an export over: rows written, and rows in all; `None` at its end.
    UpdateExport(Option<(u32, u32)>),
    /// Shows the beginning of a redacted export, or ends that.
    ReceiveExportPreview(Option<Rc<str>>),
    /// Shows a text that the browser refused to write to the clipboard, to be copied by hand.
    OfferManualCopy(Rc<str>),
    /// Closes the text that was to be copied by hand.
    CloseManualCopy,
    /// Shows a toast.
    AddNotice(Notice),
    /// Removes the toast with this text.
    DismissNotice(String),
}
