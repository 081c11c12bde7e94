//! The tables: one virtual grid, and what its rows are in each view.
//!
//! - [`events`], [`jobs`]: the two views with their tables, and what a row shows of each field
//! - [`grid`]: draws the rows in view, whatever they are; knows no field
//! - [`state`]: where a grid is scrolled to and which cell is active; outlives the grid while another view is on screen
//! - [`controller`], [`size`]: what a grid does when it is scrolled, clicked, typed into, resized
//! - [`command`]: what is asked of a grid from outside
//! - [`row`]: one row, and the buttons of its cells under the pointer
//! - [`header`], [`column_drag`]: the headings, which sort and are dragged
//! - [`columns`], [`render_options`]: the columns as they are drawn, and what all rows share in how they are drawn
//! - [`dom`]: a grid as it is in the document: places, widths
//! - [`chooser`]: which columns there are
//! - [`presets`], [`no_rows`]: filters a click away, and what is said where a filter finds nothing
//! - [`timeline_row`], [`concurrency_chart`], [`zoom`]: a job's life as a timeline in its row; above the timelines, how
//!   many jobs ran at a time; zooming both

pub mod chooser;
pub mod column_drag;
pub mod columns;
pub mod command;
pub mod concurrency_chart;
pub mod controller;
pub mod dom;
pub mod events;
pub mod grid;
pub mod header;
pub mod jobs;
pub mod no_rows;
pub mod presets;
pub mod render_options;
pub mod row;
pub mod size;
pub mod state;
pub mod timeline_row;
pub mod zoom;
