//! Small parts that several places draw.
//!
//! - [`cells`], [`facts`], [`words`], [`middle_ellipsis`]: values, labelled lines, numbers and times as text
//! - [`zone`]: the clock and the zone that times are shown by
//! - [`icon`], [`empty_state`], [`notices`]: symbols; nothing to show; toasts
//! - [`pane`], [`splitter`]: what panes beside a table have in common, and the edge that resizes them
//! - [`popover`], [`copy_dialog`], [`range`]: a button and its panel; a text to copy by hand; the sliders of a range
//! - [`shared`]: a part of the session as a prop

pub mod cells;
pub mod copy_dialog;
pub mod empty_state;
pub mod facts;
pub mod icon;
pub mod middle_ellipsis;
pub mod notices;
pub mod pane;
pub mod popover;
pub mod range;
pub mod shared;
pub mod splitter;
pub mod words;
pub mod zone;
