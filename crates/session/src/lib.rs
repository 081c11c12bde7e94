//! What the user has in front of them: one value, [`Session`], that only [`Session::apply`] changes. No browser in it.
//!
//! *action → session → request → response → session*: the page turns gestures into an [`Action`], draws the session that
//! comes of it, and sends the requests that the session still lacks replies to; a reply is an action as well.

mod action; // what can happen
mod state; // the session: what is on screen, and what is still to be asked
mod reduce; // what each action makes of a session
mod respond; // what each reply of the engine makes of it

pub mod sources; // the dropped files and what became of them
pub mod table; // one view's query, answer and window of rows
pub mod overview; // around the events table: ranges of time, histogram, facets
pub mod bars; // the histogram: heights of its bars, and the range worth a zoom
pub mod range_keys; // a range of time, moved by keys

pub mod columns; // which columns a table has
pub mod cells; // where commands move the focus of a grid
pub mod viewport; // scroll offset ⇄ rows, in a scroll space that is scaled where browsers cap heights
pub mod command; // the table of commands and keys

pub mod link; // the view as text behind the `#` of an address
pub mod linked; // the files that a link names
pub mod fingerprint; // what the files of a link were
pub mod history; // undo and redo
pub mod views; // views that were saved
pub mod notice; // toasts

pub use action::Action;
pub use state::{Counted, Located, MOST_PINNED, Opened, ROWS_WITH_ANSWER, Revealed, Session, State, Suggested, Totals};
