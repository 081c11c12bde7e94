//! The headings; each is a button that sorts, can be dragged to another place, and has an edge that is dragged to make
//! its column wider.

use super::column_drag::{ColumnDrag, DraggedColumns, use_column_drag};
use super::columns::Column;
use super::render_options::RenderOptions;
use super::timeline_row::times;
use crate::ui::common::icon::{Icon, icon};
use crate::ui::common::shared::Shared;
use crate::ui::prelude::*;
use std::rc::Rc;
use trailglass_protocol::message::{Sort, View};
use trailglass_session::columns::Columns;

/// What the headings need.
#[derive(Properties, PartialEq)]
pub struct HeaderProps {
    /// The view.
    pub view: View,
    /// The columns.
    pub columns: Shared<Vec<Column>>,
    /// The columns as they were chosen.
    pub chosen: Shared<Columns>,
    /// How the table is drawn.
    pub options: RenderOptions,
    /// The order in force.
    pub sort: Sort,
    /// The column that Tab reaches, if the focus is up here.
    pub active_column: Option<usize>,
    /// A heading was pressed.
    pub on_sort: Callback<String>,
    /// The columns were moved or resized.
    pub on_change: Callback<Rc<Columns>>,
}

/// The row of headings.
#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let HeaderProps { columns, chosen, options, on_change, .. } = props;
    let row = use_node_ref();
    let dragged = DraggedColumns {
        columns: columns.clone(),
        chosen: chosen.clone(),
        options: options.clone(),
        on_change: on_change.clone(),
    };
    let ColumnDrag { onpointerdown, onpointermove, onpointerup, onpointercancel, ondblclick, target } =
        use_column_drag(&row, dragged);
    html! {
        <div role="row" aria-rowindex="1" class="row header-row" ref={row} {onpointerdown} {onpointermove} {onpointerup}
            {onpointercancel} {ondblclick}>
            for (at, column) in columns.iter().enumerate() {
                { heading(props, at, column, target == Some(at)) }
            }
        </div>
    }
}

fn heading(props: &HeaderProps, at: usize, column: &Column, is_target: bool) -> Html {
    let name = &*column.name;
    // The first order of every table is by time, and the jobs' time is that of their submission.
    let is_first = |name: &str| props.view == View::Jobs && props.sort.field == "time" && name == "submitted";
    let is_sorted = props.sort.field == name || is_first(name);
    let aria_sort = match (is_sorted, props.sort.is_descending) {
        (false, _) => "none",
        (true, true) => "descending",
        (true, false) => "ascending",
    };
    let is_descending_next = if is_sorted { !props.sort.is_descending } else { is_highest_first(name) };
    let can_sort = column.field.is_some();
    let onclick = {
        let (on_sort, name) = (props.on_sort.clone(), column.name.clone());
        move |_| {
            if can_sort {
                on_sort.emit(name.to_string());
            }
        }
    };
    let title = if can_sort {
        format!("Sort: {}", order_words(name, is_descending_next))
    } else {
        format!("{name}: the table cannot be sorted by a path")
    };
    let class =
        classes!("cell", column.class, column.is_optional.then_some("is-optional"), is_target.then_some("is-target"));
    html! {
     <div role="columnheader" key={name} {class} data-field={column.name.clone()} aria-sort={aria_sort}
            aria-colindex={(at + 1).to_string()}>
            <button {onclick} {title} aria-disabled={(!can_sort).then_some("true")}
                tabindex={if props.active_column == Some(at) { "0" } else { "-1" }}>
                <span class="heading">
                    <span class="label">{ column.label.clone() }</span>
                    if !column.unit.is_empty() { <span class="unit">{ " " }{ column.unit.clone() }</span> }
                </span>
                if is_sorted { { icon(if props.sort.is_descending { Icon::Down } else { Icon::Up }) } }
            </button>
             if name == "life" { { times(&props.options) } }
            <span class="column-edge" data-edge="true" title="Drag to resize, double click to fit"></span>
        </div>
    }
}

fn is_highest_first(name: &str) -> bool {
    is_time(name) || matches!(name, "reads" | "outputs" | "waited" | "ran" | "uses")
}

fn is_time(name: &str) -> bool {
    matches!(name, "time" | "submitted" | "last-seen" | "life")
}

fn order_words(name: &str, is_descending: bool) -> &'static str {
    match (name, is_descending) {
        (name, true) if is_time(name) => "Newest first",
        (name, false) if is_time(name) => "Oldest first",
        ("reads" | "outputs" | "waited" | "ran" | "uses", true) => "Highest first",
        ("reads" | "outputs" | "waited" | "ran" | "uses", false) => "Lowest first",
        ("outcome", true) => "Failed first",
        ("outcome", false) => "Succeeded first",
        (_, true) => "Z to A",
        (_, false) => "A to Z",
    }
}
