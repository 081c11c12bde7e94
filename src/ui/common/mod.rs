//! Small parts that several places draw.

pub mod copy_dialog;
pub mod empty_state;
pub mod icon;
pub mod middle;
pub mod notices;
pub mod popover;
pub mod range;
pub mod shared;
pub mod splitter;
pub mod words;
pub mod zone;
