//! One row of a grid.

use super::columns::{Column, Look, elements};
use crate::ui::common::icon::{Icon, icon};
use crate::ui::common::shared::Shared;
use crate::ui::prelude::*;
use std::rc::Rc;
use trailglass_protocol::cell::CellValue;
use trailglass_protocol::message::{Rows, View};
use wasm_bindgen::JsCast;
use web_sys::Element;

/// A row that a grid can draw.
pub trait GridRow: PartialEq + 'static {
    /// What names a row across answers.
    type Name: PartialEq + Clone + 'static;

    /// The view whose table it is in.
    const VIEW: View;

    /// The rows of this kind in a window.
    fn of(rows: &Rows) -> &[Rc<Self>];
    /// The row's name.
    fn name(&self) -> Self::Name;
    /// The first text of a cell, as a query asks for it; `None` where there is none.
    fn value(&self, column: &Column) -> Option<String>;
    /// The first value of a cell.
    fn cell_value(&self, column: &Column) -> CellValue {
        self.value(column).into()
    }
    /// The whole of what a cell stands for, which is seen under the pointer.
    fn whole(&self, column: &Column) -> Option<String>;
    /// What a cell shows.
    fn cell(&self, column: &Column, look: &Look) -> Html;
    /// The element of the row around its cells.
    fn element(&self, frame: Frame) -> Html;
}

/// What the grid gives to a row's element.
pub struct Frame {
    /// Its place, counted from 1 with the header.
    pub index: String,
    /// Its classes.
    pub class: Classes,
    /// Whether it is the open one.
    pub is_selected: bool,
    /// The pointer went over something in it.
    pub onmouseover: Callback<MouseEvent>,
    /// The pointer left it.
    pub onmouseleave: Callback<MouseEvent>,
    /// Its cells.
    pub cells: Html,
}

/// What a row needs.
#[derive(Properties)]
pub struct RowProps<R: GridRow> {
    /// The row.
    pub row: Rc<R>,
    /// The columns.
    pub columns: Shared<Vec<Column>>,
    /// How it is drawn.
    pub look: Look,
    /// Its place in the answer, from 0.
    pub at: u32,
    /// The column that Tab reaches, if it is in this row.
    pub active_column: Option<usize>,
    /// Whether it is the open one.
    pub is_selected: bool,
    /// Whether it is out of sight and only kept for the focus.
    pub is_away: bool,
}

impl<R: GridRow> PartialEq for RowProps<R> {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at
            && self.active_column == other.active_column
            && self.is_selected == other.is_selected
            && self.is_away == other.is_away
            && self.columns == other.columns
            && self.look == other.look
            && (Rc::ptr_eq(&self.row, &other.row) || self.row == other.row)
    }
}

/// A row. It alone is drawn again when the pointer goes over its cells.
#[component]
pub fn Row<R: GridRow>(props: &RowProps<R>) -> Html {
    let hovered = use_state_eq(|| None::<usize>);
    let onmouseover = {
        let hovered = hovered.setter();
        use_callback((), move |event: MouseEvent, ()| hovered.set(place_of(event.target()).column))
    };
    let onmouseleave = {
        let hovered = hovered.setter();
        use_callback((), move |_, ()| hovered.set(None))
    };
    let columns = props.columns.iter().enumerate();
    let cells = columns.map(|(at, column)| {
        let has_tools = *hovered == Some(at) || props.active_column == Some(at);
        html! {
            <div role="gridcell" class={classes!("cell", column.class)} data-field={column.name.clone()}
                aria-colindex={(at + 1).to_string()} title={has_tools.then(|| props.row.whole(column)).flatten()}
                tabindex={if props.active_column == Some(at) { "0" } else { "-1" }}>
                { props.row.cell(column, &props.look) }
                if has_tools { { tools() } }
            </div>
        }
    });
    props.row.element(Frame {
        index: (props.at + 2).to_string(),
        class: classes!(
            "row",
            props.is_selected.then_some("is-selected"),
            props.is_away.then_some("is-away"),
            props.active_column.map(|_| "is-active")
        ),
        is_selected: props.is_selected,
        onmouseover,
        onmouseleave,
        cells: html! { { for cells } },
    })
}

/// What a tool in a cell does with its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// Filters for it.
    For,
    /// Filters it out.
    Out,
    /// Copies it.
    Copy,
}

/// The tools of the cell under the pointer. The grid hears their clicks; keys do the same for the focused cell.
fn tools() -> Html {
    html! {
        <span class="cell-tools">
            <button data-tool="for" tabindex="-1" aria-keyshortcuts="Plus" aria-label="Filter for this value" title="Filter for, +">{ icon(Icon::Plus) }</button>
            <button data-tool="out" tabindex="-1" aria-keyshortcuts="-" aria-label="Filter this value out" title="Filter out, -">{ icon(Icon::Minus) }</button>
            <button data-tool="copy" tabindex="-1" aria-keyshortcuts="c" aria-label="Copy this value" title="Copy, c">{ icon(Icon::Copy) }</button>
        </span>
    }
}

/// Where in a grid an element is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Place {
    /// The row, from 0; `None` for the header.
    pub row: Option<u32>,
    /// The column, from 0.
    pub column: Option<usize>,
    /// The tool.
    pub tool: Option<Tool>,
}

/// Whether an element is on screen, or would be if it were scrolled to: a style may have taken it away.
pub fn is_shown(element: &Element) -> bool {
    element.get_client_rects().length() > 0
}

/// The columns of a row of a grid that are on screen, from 0; of the header where the row is `None`.
pub fn cells_shown(grid: &Element, row: Option<u32>) -> Vec<usize> {
    let index = row.map_or(1, |row| u64::from(row) + 2);
    let cells = elements(grid, &format!("[role=row][aria-rowindex='{index}'] [aria-colindex]"));
    let shown = cells.into_iter().filter(is_shown);
    shown.filter_map(|cell| place_of(Some(cell.into())).column).collect()
}

/// Where in a grid something happened.
pub fn place_of(target: Option<web_sys::EventTarget>) -> Place {
    let Some(element) = target.and_then(|target| target.dyn_into::<Element>().ok()) else { return Place::default() };
    let number = |selector: &str, attribute: &str| {
        let found = element.closest(selector).ok().flatten()?;
        found.get_attribute(attribute)?.parse::<u32>().ok()
    };
    let tool = element.closest("[data-tool]").ok().flatten().and_then(|tool| tool.get_attribute("data-tool"));
    Place {
        row: number("[role=row]", "aria-rowindex").and_then(|index| index.checked_sub(2)),
        column: number("[aria-colindex]", "aria-colindex").and_then(|index| (index as usize).checked_sub(1)),
        tool: match tool.as_deref() {
            Some("for") => Some(Tool::For),
            Some("out") => Some(Tool::Out),
            Some("copy") => Some(Tool::Copy),
            _ => None,
        },
    }
}

/// A value that is not there: a dash for the eye, words for the ear.
pub fn missing() -> Html {
    html! { <span class="missing" aria-label="none" role="img">{ "–" }</span> }
}
