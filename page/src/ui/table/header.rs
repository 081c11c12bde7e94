//! The headings; each is a button that sorts.

use super::row::Column;
use crate::ui::common::icon::{Icon, icon};
use trailglass::engine::message::Sort;
use yew::prelude::*;

/// What the headings need.
#[derive(Properties, PartialEq)]
pub struct HeaderProps {
    /// The columns.
    pub columns: &'static [Column],
    /// The order in force.
    pub sort: Sort,
    /// The column that Tab reaches, if the focus is up here.
    pub active_column: Option<usize>,
    /// A heading was pressed.
    pub on_sort: Callback<String>,
}

/// The row of headings.
#[component]
pub fn Header(props: &HeaderProps) -> Html {
    html! {
        <div role="row" aria-rowindex="1" class="row header-row">
            for (at, column) in props.columns.iter().enumerate() {
                { heading(props, at, column) }
            }
        </div>
    }
}

fn heading(props: &HeaderProps, at: usize, column: &Column) -> Html {
    // The first order of every table is by time, and the jobs' time is that of their submission.
    let is_first = |name: &str| props.sort.field == "time" && name == "submitted";
    let is_sorted = props.sort.field == column.name || is_first(column.name);
    let aria_sort = match (is_sorted, props.sort.is_descending) {
        (false, _) => "none",
        (true, true) => "descending",
        (true, false) => "ascending",
    };
    let is_descending_next = if is_sorted { !props.sort.is_descending } else { is_highest_first(column.name) };
    let onclick = {
        let (on_sort, name) = (props.on_sort.clone(), column.name);
        move |_| on_sort.emit(name.to_owned())
    };
    html! {
        <div role="columnheader" class={classes!("cell", column.class)} data-field={column.name} aria-sort={aria_sort}
            aria-colindex={(at + 1).to_string()}>
            <button {onclick} tabindex={if props.active_column == Some(at) { "0" } else { "-1" }}
                title={format!("Sort: {}", order_words(column.name, is_descending_next))}>
                <span class="heading">
                    { column.label }
                    if !column.unit.is_empty() { <span class="unit">{ format!(" {}", column.unit) }</span> }
                </span>
                if is_sorted { { icon(if props.sort.is_descending { Icon::Down } else { Icon::Up }) } }
            </button>
        </div>
    }
}

fn is_highest_first(name: &str) -> bool {
    is_time(name) || matches!(name, "reads" | "outputs")
}

fn is_time(name: &str) -> bool {
    matches!(name, "time" | "submitted" | "last-seen")
}

fn order_words(name: &str, is_descending: bool) -> &'static str {
    match (is_time(name), matches!(name, "reads" | "outputs"), is_descending) {
        (true, _, true) => "newest first",
        (true, _, false) => "oldest first",
        (_, true, true) => "highest first",
        (_, true, false) => "lowest first",
        (_, _, true) => "Z to A",
        (_, _, false) => "A to Z",
    }
}
