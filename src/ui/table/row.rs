//! One row of a grid.

use super::columns::Column;
use super::dom::{CELL_COMMANDS, place_of};
use super::render_options::RenderOptions;
use crate::ui::common::icon::{Icon, icon};
use crate::ui::common::shared::Shared;
use crate::ui::prelude::*;
use std::rc::Rc;
use trailglass_protocol::cell::CellValue;
use trailglass_protocol::message::{Rows, View};
use trailglass_session::Action;
use trailglass_session::command::Command;

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
    /// The whole value of a cell, for the tooltip.
    fn whole(&self, column: &Column) -> Option<String>;
    /// What a cell shows.
    fn cell(&self, column: &Column, options: &RenderOptions) -> Html;
    /// What opens the row.
    fn open(&self) -> Action;
    /// What closes the row that is open.
    fn close() -> Action;
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
    pub options: RenderOptions,
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
            && self.options == other.options
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
            <div role="gridcell" class={classes!("cell", column.class, column.is_optional.then_some("is-optional"))} data-field={column.name.clone()}
                aria-colindex={(at + 1).to_string()} title={has_tools.then(|| props.row.whole(column)).flatten()}
                tabindex={if props.active_column == Some(at) { "0" } else { "-1" }}>
                { props.row.cell(column, &props.options) }
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

/// The buttons of the cell under the pointer. The grid handles their clicks; keys do the same for the focused cell.
fn tools() -> Html {
    html! {
        <span class="cell-tools">
            for (command, name) in CELL_COMMANDS {
                { tool(command, name) }
            }
        </span>
    }
}

fn tool(command: Command, name: &'static str) -> Html {
    let (key, label, title, symbol) = match command {
        Command::FilterFor => ("Plus", "Filter for this value", "Filter for, +", Icon::Plus),
        Command::FilterOut => ("-", "Filter this value out", "Filter out, -", Icon::Minus),
        _ => ("c", "Copy this value", "Copy, c", Icon::Copy),
    };
    html! {
        <button data-tool={name} tabindex="-1" aria-keyshortcuts={key} aria-label={label} {title}>{ icon(symbol) }</button>
    }
}
