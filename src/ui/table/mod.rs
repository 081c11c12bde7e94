//! The tables: one virtual grid, and what its rows are in each view.
//!
//! - [`grid`]: draws the rows in view, scrolls, moves the focus; knows no field
//! - [`hands`], [`size`]: what it does when it is scrolled, clicked, typed into, resized
//! - [`memory`]: where a grid stands; outlives the grid while another view is on screen
//! - [`row`]: one row, and what its cells offer under the pointer
//! - [`header`]: the row of headings that sort, are dragged, and have an edge to drag
//! - [`columns`]: the columns as they are drawn: headings, widths
//! - [`chooser`]: which columns there are
//! - [`events`], [`jobs`]: the rows of the two tables
//! - [`lane`], [`strips`]: a life as a lane in its row; above the lanes, how many there were at once

pub mod chooser;
pub mod columns;
pub mod events;
pub mod grid;
pub mod hands;
pub mod header;
pub mod jobs;
pub mod lane;
pub mod memory;
pub mod row;
pub mod size;
pub mod strips;
