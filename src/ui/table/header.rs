//! The headings; each is a button that sorts, can be dragged to another place, and has an edge that is dragged to make
//! its column wider.

use super::columns::{Column, Look, chosen_widths, elements, fitted, template, widths_of};
use super::lane::times;
use super::row::place_of;
use crate::ui::common::icon::{Icon, icon};
use crate::ui::common::shared::Shared;
use crate::ui::prelude::*;
use std::rc::Rc;
use trailglass_protocol::message::{Sort, View};
use trailglass_session::columns::{Columns, WIDTHS};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

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
    pub look: Look,
    /// The order in force.
    pub sort: Sort,
    /// The column that Tab reaches, if the focus is up here.
    pub active_column: Option<usize>,
    /// A heading was pressed.
    pub on_sort: Callback<String>,
    /// The columns were moved or resized.
    pub on_change: Callback<Rc<Columns>>,
}

/// What the pointer holds.
enum Drag {
    /// The edge of a column: where it was taken, and how wide the columns were then.
    Edge { column: usize, start: f64, widths: Vec<Option<u16>> },
    /// A heading: where it was taken, and whether it has been moved.
    Heading { column: usize, start: f64, is_moved: bool },
}

/// A heading that moves less than this is pressed, not dragged.
const SLACK: f64 = 5.0;

/// The row of headings.
#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let row = use_node_ref();
    let drag = use_mut_ref(|| None::<Drag>);
    let target = use_state_eq(|| None::<usize>);

    let grid = {
        let row = row.clone();
        move || row.cast::<Element>().and_then(|row| row.closest("[role=grid]").ok().flatten())
    };
    let onpointerdown = {
        let (drag, grid) = (drag.clone(), grid.clone());
        move |event: PointerEvent| {
            let (Some(column), Some(grid)) = (place_of(event.target()).column, grid()) else { return };
            if event.button() != 0 {
                return;
            }
            let start = f64::from(event.client_x());
            let is_edge = is_edge(event.target());
            *drag.borrow_mut() = Some(if is_edge {
                event.prevent_default();
                hold(&event);
                Drag::Edge { column, start, widths: widths_of(&grid) }
            } else {
                Drag::Heading { column, start, is_moved: false }
            });
        }
    };
    let onpointermove = {
        let (drag, grid, target) = (drag.clone(), grid.clone(), target.clone());
        let (view, columns, look) = (props.view, props.columns.clone(), props.look.clone());
        move |event: PointerEvent| {
            let mut drag = drag.borrow_mut();
            let (Some(drag), Some(grid)) = (&mut *drag, grid()) else { return };
            let x = f64::from(event.client_x());
            match drag {
                Drag::Edge { column, start, widths } => {
                    lay_out(&grid, template(view, &columns, &widened(widths, *column, x - *start), &look));
                }
                Drag::Heading { column, start, is_moved } => {
                    if !*is_moved && (x - *start).abs() > SLACK {
                        *is_moved = true;
                        hold(&event);
                    }
                    if *is_moved {
                        target.set(Some(place_at(&grid, x)).filter(|to| to != column));
                    }
                }
            }
        }
    };
    let onpointerup = {
        let (drag, target) = (drag.clone(), target.clone());
        let (chosen, on_change) = (props.chosen.clone(), props.on_change.clone());
        move |event: PointerEvent| match drag.borrow_mut().take() {
            Some(Drag::Edge { column, start, widths }) => {
                let by = f64::from(event.client_x()) - start;
                if by != 0.0 {
                    on_change.emit(Rc::new(chosen.resized(&widened(&widths, column, by))));
                }
            }
            Some(Drag::Heading { column, .. }) => {
                if let Some(to) = *target {
                    on_change.emit(Rc::new(chosen.moved(column, to)));
                }
                target.set(None);
            }
            None => {}
        }
    };
    let onpointercancel = {
        let (target, grid) = (target.clone(), grid.clone());
        let (view, columns, look) = (props.view, props.columns.clone(), props.look.clone());
        move |_: PointerEvent| {
            let former = drag.borrow_mut().take();
            if let (Some(Drag::Edge { .. }), Some(grid)) = (former, grid()) {
                // The columns are as they were before the drag.
                lay_out(&grid, template(view, &columns, &chosen_widths(&columns), &look));
            }
            target.set(None);
        }
    };
    let ondblclick = {
        let (chosen, on_change) = (props.chosen.clone(), props.on_change.clone());
        move |event: MouseEvent| {
            if is_edge(event.target())
                && let (Some(column), Some(grid)) = (place_of(event.target()).column, grid())
                && let Some(columns) = fitted(&grid, &chosen, column)
            {
                on_change.emit(columns);
            }
        }
    };
    html! {
        <div role="row" aria-rowindex="1" class="row header-row" ref={row} {onpointerdown} {onpointermove} {onpointerup}
            {onpointercancel} {ondblclick}>
            for (at, column) in props.columns.iter().enumerate() {
                { heading(props, at, column, *target == Some(at)) }
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
    let title = match can_sort {
        true => format!("Sort: {}", order_words(name, is_descending_next)),
        false => format!("{name}: a path is not sorted by"),
    };
    let class = classes!("cell", column.class, is_target.then_some("is-target"));
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
    if name == "life" { { times(&props.look) } }
               <span class="column-edge" data-edge="true" title="Drag to resize, double click to fit"></span>
           </div>
       }
}

fn is_edge(target: Option<web_sys::EventTarget>) -> bool {
    let element = target.and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| element.has_attribute("data-edge"))
}

/// All further moves of the pointer are heard here, wherever it goes.
fn hold(event: &PointerEvent) {
    let row = event.current_target().and_then(|row| row.dyn_into::<Element>().ok());
    let row = row.or_else(|| event.target().and_then(|target| target.dyn_into().ok()));
    if let Some(row) = row.and_then(|row| row.closest(".header-row").ok().flatten()) {
        // A pointer that is gone already has nothing more to say.
        row.set_pointer_capture(event.pointer_id()).ok();
    }
}

/// The place of the heading under a point, or of the nearest one.
fn place_at(grid: &Element, x: f64) -> usize {
    let headings = elements(grid, "[role=columnheader]");
    let is_before = |heading: &&Element| heading.get_bounding_client_rect().right() < x;
    headings.iter().take_while(is_before).count().min(headings.len().saturating_sub(1))
}

/// Gives the columns of a grid their widths.
fn lay_out(grid: &Element, (template, least): (String, u32)) {
    if let Some(grid) = grid.dyn_ref::<HtmlElement>() {
        // Names and values are valid, which is all that can go wrong.
        grid.style().set_property("--columns", &template).ok();
        grid.style().set_property("--least", &format!("{least}px")).ok();
    }
}

fn widened(widths: &[Option<u16>], column: usize, by: f64) -> Vec<Option<u16>> {
    let mut widths = widths.to_vec();
    if let Some(Some(width)) = widths.get_mut(column) {
        *width = (f64::from(*width) + by).clamp(f64::from(*WIDTHS.start()), f64::from(*WIDTHS.end())) as u16;
    }
    widths
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
        ("reads" | "outputs" | "waited" | "ran" | "uses", true) => "highest first",
        ("reads" | "outputs" | "waited" | "ran" | "uses", false) => "lowest first",
        ("outcome", true) => "failed first",
        ("outcome", false) => "succeeded first",
        (_, true) => "Z to A",
        (_, false) => "A to Z",
    }
}
