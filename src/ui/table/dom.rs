//! A grid as it is in the document: in which cell something happened, which columns are on screen, how wide they are. Cells
//! are found by their ARIA attributes, which say where in the grid they are; a node for each would be set with each row
//! that is drawn.

use std::rc::Rc;
use trailglass_session::columns::Columns;
use trailglass_session::command::Command;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget};

/// Where in a grid an element is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Place {
    /// The row, from 0; `None` for the header.
    pub row: Option<u32>,
    /// The column, from 0.
    pub column: Option<usize>,
    /// What its button does, if it is one in a cell.
    pub command: Option<Command>,
}

/// The commands of the buttons in a cell, with the values of their attribute `data-tool`.
pub const CELL_COMMANDS: [(Command, &str); 3] =
    [(Command::FilterFor, "for"), (Command::FilterOut, "out"), (Command::CopyValue, "copy")];

/// Where in a grid something happened.
pub fn place_of(target: Option<EventTarget>) -> Place {
    let Some(element) = target.and_then(|target| target.dyn_into::<Element>().ok()) else { return Place::default() };
    let attribute = |name: &str| element.closest(&format!("[{name}]")).ok().flatten()?.get_attribute(name);
    let number = |name: &str| attribute(name)?.parse::<u32>().ok();
    let tool = attribute("data-tool");
    Place {
        row: number("aria-rowindex").and_then(|index| index.checked_sub(2)),
        column: number("aria-colindex").and_then(|index| (index as usize).checked_sub(1)),
        command: CELL_COMMANDS.into_iter().find(|(_, name)| tool.as_deref() == Some(name)).map(|(command, _)| command),
    }
}

/// Whether an element is on screen, or would be if it were scrolled to: a style may have taken it away.
pub fn is_shown(element: &Element) -> bool {
    element.get_client_rects().length() > 0
}

/// The columns of a row of a grid that are on screen, from 0; of the header where the row is `None`.
pub fn columns_shown(grid: &Element, row: Option<u32>) -> Vec<usize> {
    let index = row.map_or(1, |row| u64::from(row) + 2);
    let cells = elements(grid, &format!("[role=row][aria-rowindex='{index}'] [aria-colindex]"));
    let shown = cells.into_iter().filter(is_shown);
    shown.filter_map(|cell| place_of(Some(cell.into())).column).collect()
}

/// The place of the heading under a point of the window, or of the nearest one.
pub fn heading_at(grid: &Element, client_x: f64) -> usize {
    let headings = headings(grid);
    let is_before = |heading: &&Element| heading.get_bounding_client_rect().right() < client_x;
    headings.iter().take_while(is_before).count().min(headings.len().saturating_sub(1))
}

/// How wide the columns of a grid are now; `None` for those that are not on screen.
pub fn widths_of(grid: &Element) -> Vec<Option<u16>> {
    let width = |heading: &Element| heading.get_bounding_client_rect().width().round() as u16;
    headings(grid).iter().map(|heading| is_shown(heading).then(|| width(heading))).collect()
}

/// The narrowest and the widest that a column is fitted to.
const FIT: std::ops::RangeInclusive<u16> = 50..=600;

/// The columns with one of them as wide as what is drawn in it; the others stay as wide as they are.
pub fn fitted(grid: &Element, columns: &Columns, column: usize) -> Option<Rc<Columns>> {
    let mut widths = widths_of(grid);
    // Laid out without the bounds of columns, and put back before anything is painted.
    grid.class_list().add_1("is-fitting").ok()?;
    let cells = elements(grid, &format!("[aria-colindex='{}']", column + 1));
    let widest = cells.iter().map(|cell| cell.get_bounding_client_rect().width()).fold(0.0, f64::max);
    grid.class_list().remove_1("is-fitting").ok()?;
    let widest = (widest.ceil() as u16).saturating_add(1).clamp(*FIT.start(), *FIT.end());
    *widths.get_mut(column)?.as_mut()? = widest;
    Some(Rc::new(columns.resized(&widths)))
}

fn headings(grid: &Element) -> Vec<Element> {
    elements(grid, "[role=columnheader]")
}

fn elements(grid: &Element, selector: &str) -> Vec<Element> {
    let Ok(found) = grid.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}
