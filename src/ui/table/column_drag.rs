//! Dragging in the header: a heading to another place, or the edge of a column to make it wider.

use super::columns::{Column, chosen_widths, template};
use super::dom::{fitted, heading_at, place_of, widths_of};
use super::render_options::RenderOptions;
use crate::ui::common::shared::Shared;
use crate::ui::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use trailglass_session::columns::{Columns, WIDTHS};
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement};

/// A heading that moves less than this, in pixels, is pressed, not dragged.
const SLACK: f64 = 5.0;

/// What the pointer holds.
enum Drag {
    /// The edge of a column: where it was taken, and how wide the columns were then.
    Edge { column: usize, start: f64, widths: Vec<Option<u16>> },
    /// A heading: where it was taken, and whether it has been moved.
    Heading { column: usize, start: f64, is_moved: bool },
}

/// The columns that are dragged.
#[derive(Clone, PartialEq)]
pub struct DraggedColumns {
    /// The columns.
    pub columns: Shared<Vec<Column>>,
    /// The columns as they were chosen.
    pub chosen: Shared<Columns>,
    /// How the table is drawn.
    pub options: RenderOptions,
    /// The columns were moved or resized.
    pub on_change: Callback<Rc<Columns>>,
}

/// The handlers of the row of headings.
pub struct ColumnDrag {
    /// A drag may begin.
    pub onpointerdown: Callback<PointerEvent>,
    /// A drag continues.
    pub onpointermove: Callback<PointerEvent>,
    /// It ends.
    pub onpointerup: Callback<PointerEvent>,
    /// The browser has taken the gesture for one of its own.
    pub onpointercancel: Callback<PointerEvent>,
    /// An edge is fitted to what is in its column.
    pub ondblclick: Callback<MouseEvent>,
    /// The place that a dragged heading would come to.
    pub target: Option<usize>,
}

/// Moves and resizes the columns of the grid that the row of headings is in.
#[hook]
pub fn use_column_drag(row: &NodeRef, dragged: DraggedColumns) -> ColumnDrag {
    let drag = use_mut_ref(|| None::<Drag>);
    let target = use_state_eq(|| None::<usize>);
    let gesture = Gesture { row: row.clone(), drag, target: target.clone(), dragged };
    ColumnDrag {
        onpointerdown: handler(&gesture, Gesture::start),
        onpointermove: handler(&gesture, Gesture::go_on),
        onpointerup: handler(&gesture, Gesture::end),
        onpointercancel: handler(&gesture, Gesture::cancel),
        ondblclick: handler(&gesture, Gesture::fit),
        target: *target,
    }
}

#[derive(Clone)]
struct Gesture {
    row: NodeRef,
    drag: Rc<RefCell<Option<Drag>>>,
    target: UseStateHandle<Option<usize>>,
    dragged: DraggedColumns,
}

fn handler<E: 'static>(gesture: &Gesture, handle: fn(&Gesture, E)) -> Callback<E> {
    let gesture = gesture.clone();
    Callback::from(move |event| handle(&gesture, event))
}

impl Gesture {
    fn grid(&self) -> Option<Element> {
        self.row.cast::<Element>()?.closest("[role=grid]").ok().flatten()
    }

    fn start(&self, event: PointerEvent) {
        let (Some(column), Some(grid)) = (place_of(event.target()).column, self.grid()) else { return };
        if event.button() != 0 {
            return;
        }
        let start = f64::from(event.client_x());
        *self.drag.borrow_mut() = Some(if is_edge(event.target()) {
            event.prevent_default();
            // The edge itself gets all further events, also the double click.
            capture(event.target().and_then(|edge| edge.dyn_into().ok()), &event);
            Drag::Edge { column, start, widths: widths_of(&grid) }
        } else {
            Drag::Heading { column, start, is_moved: false }
        });
    }

    fn go_on(&self, event: PointerEvent) {
        let mut drag = self.drag.borrow_mut();
        let (Some(drag), Some(grid)) = (&mut *drag, self.grid()) else { return };
        let x = f64::from(event.client_x());
        match drag {
            Drag::Edge { column, start, widths } => self.lay_out(&grid, &widened(widths, *column, x - *start)),
            Drag::Heading { column, start, is_moved } => {
                if !*is_moved && (x - *start).abs() > SLACK {
                    *is_moved = true;
                    // Not the heading itself: the click at the end would sort by it.
                    capture(self.row.cast(), &event);
                }
                if *is_moved {
                    self.target.set(Some(heading_at(&grid, x)).filter(|to| to != column));
                }
            }
        }
    }

    fn end(&self, event: PointerEvent) {
        let DraggedColumns { chosen, on_change, .. } = &self.dragged;
        match self.drag.borrow_mut().take() {
            Some(Drag::Edge { column, start, widths }) => {
                let by = f64::from(event.client_x()) - start;
                if by != 0.0 {
                    on_change.emit(Rc::new(chosen.resized(&widened(&widths, column, by))));
                }
            }
            Some(Drag::Heading { column, .. }) => {
                if let Some(to) = *self.target {
                    on_change.emit(Rc::new(chosen.moved(column, to)));
                }
                self.target.set(None);
            }
            None => {}
        }
    }

    fn cancel(&self, _: PointerEvent) {
        let former = self.drag.borrow_mut().take();
        if let (Some(Drag::Edge { .. }), Some(grid)) = (former, self.grid()) {
            // The columns are as they were before the drag.
            self.lay_out(&grid, &chosen_widths(&self.dragged.columns));
        }
        self.target.set(None);
    }

    fn fit(&self, event: MouseEvent) {
        if is_edge(event.target())
            && let (Some(column), Some(grid)) = (place_of(event.target()).column, self.grid())
            && let Some(columns) = fitted(&grid, &self.dragged.chosen, column)
        {
            self.dragged.on_change.emit(columns);
        }
    }

    /// Gives the columns of the grid their widths, without drawing it.
    fn lay_out(&self, grid: &Element, widths: &[Option<u16>]) {
        let DraggedColumns { columns, options, .. } = &self.dragged;
        let (template, least) = template(columns, widths, options);
        if let Some(grid) = grid.dyn_ref::<HtmlElement>() {
            // Names and values are valid, which is all that can go wrong.
            grid.style().set_property("--columns", &template).ok();
            grid.style().set_property("--least", &format!("{least}px")).ok();
        }
    }
}

/// Gives all further events of a pointer to an element, wherever the pointer goes.
fn capture(element: Option<Element>, event: &PointerEvent) {
    if let Some(element) = element {
        // A pointer that is gone already has no further events.
        element.set_pointer_capture(event.pointer_id()).ok();
    }
}

fn is_edge(target: Option<EventTarget>) -> bool {
    let element = target.and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| element.has_attribute("data-edge"))
}

fn widened(widths: &[Option<u16>], column: usize, by: f64) -> Vec<Option<u16>> {
    let mut widths = widths.to_vec();
    if let Some(Some(width)) = widths.get_mut(column) {
        *width = (f64::from(*width) + by).clamp(f64::from(*WIDTHS.start()), f64::from(*WIDTHS.end())) as u16;
    }
    widths
}
