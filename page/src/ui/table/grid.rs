//! A virtual grid: draws the rows in view and a screen around them, whatever the rows are.
//!
//! The browser scrolls; the grid follows once a frame. The rows are in normal flow inside one block that is moved to
//! where the view is, so scrolling writes at most one style. The focused row stays mounted when it is out of sight.

use super::header::Header;
use super::keys::moved;
use super::memory::{Held, Memory};
use super::row::{GridRow, Row, Tool, place_of};
use crate::ui::common::shared::Shared;
use crate::ui::hooks::browser::{focus, set_style};
use gloo::events::{EventListener, EventListenerOptions};
use std::rc::Rc;
use trailglass::session::command::{Command, command_of};
use trailglass::session::table::Table;
use trailglass::session::viewport::Viewport;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, ResizeObserver, WheelEvent};
use yew::prelude::*;

/// What a grid needs.
#[derive(Properties, PartialEq)]
pub struct GridProps<R: GridRow> {
    /// The rows at hand, the answer and the order.
    pub table: Shared<Table>,
    /// Where the grid stands.
    pub held: Held<R>,
    /// How rows are drawn.
    pub style: R::Style,
    /// Its name for assistive technology.
    pub label: AttrValue,
    /// Its name for scripts.
    pub test_id: AttrValue,
    /// The open row.
    pub selected: Option<R::Name>,
    /// A wish from outside.
    pub wish: Wish,
    /// What happens in it.
    pub on: Callback<Happened<R>>,
}

/// What happened in a grid.
pub enum Happened<R: GridRow> {
    /// Rows are missing: the first, and how many.
    Needs(u32, u32),
    /// A row was opened, or the focus moved to it while another is open.
    Opened(Rc<R>),
    /// What is open should be closed.
    Closed,
    /// Something is to be done with the value of a cell.
    Used(Tool, &'static str, Option<String>),
    /// A heading was pressed.
    Sorted(String),
}

/// What something outside wants of a grid. The number tells a new wish from the last.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Wish {
    /// Its number.
    pub no: u32,
    /// What.
    pub what: Wanted,
}

/// A wish.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Wanted {
    /// Nothing.
    #[default]
    Nothing,
    /// The next or an earlier row is opened.
    Step(i64),
    /// A row comes into view.
    Show(u32),
    /// The focus comes back.
    Focus,
}

/// A virtual grid.
#[component]
pub fn Grid<R: GridRow>(props: &GridProps<R>) -> Html {
    let scroller = use_node_ref();
    let block = use_node_ref();
    let redraw = use_force_update();
    let table = &props.table;

    let mut memory = props.held.0.borrow_mut();
    memory.look_at(table);
    let window = memory.window(table);
    memory.hold_on_to_active(&window);
    let n_columns = R::columns().len();
    let hands = Hands {
        scroller: scroller.clone(),
        block: block.clone(),
        held: props.held.clone(),
        on: props.on.clone(),
        redraw: redraw.clone(),
        table: table.clone(),
        has_open: props.selected.is_some(),
    };
    use_measure(&hands);
    use_wheel(&hands);
    {
        let hands = hands.clone();
        use_effect(move || hands.drawn());
    }
    {
        let hands = hands.clone();
        use_effect_with(props.wish, move |wish| hands.grant(wish.what));
    }

    let onscroll = {
        let hands = hands.clone();
        move |_: Event| {
            let frame = hands.held.0.borrow().frame.clone();
            let hands = hands.clone();
            frame.ask(move || hands.scrolled());
        }
    };
    let onclick = {
        let hands = hands.clone();
        move |event: MouseEvent| hands.clicked(&event)
    };
    let onkeydown = {
        let hands = hands.clone();
        move |event: KeyboardEvent| hands.pressed(&event)
    };
    let onfocusin = {
        let hands = hands.clone();
        move |event: FocusEvent| hands.focused(&event)
    };
    let on_sort = {
        let on = props.on.clone();
        Callback::from(move |field| on.emit(Happened::Sorted(field)))
    };

    let (first, count) = memory.drawn;
    let range = first..(first + count).min(memory.view.rows);
    let active_column = memory.active_column;
    let is_header_active = memory.active_row.is_none() || memory.view.rows == 0;
    let mounted = memory.mounted();
    let away: Vec<_> = mounted.iter().filter(|(at, _)| !range.contains(at)).collect();
    let active_at = memory.active.as_ref().map(|(at, _)| *at);
    let is_active = |at: u32| !is_header_active && active_at == Some(at);
    let held = |at: u32| mounted.iter().find(|(held, _)| *held == at).map(|(_, row)| row);
    let draw = |at: u32, row: &Rc<R>, is_away: bool| {
        let key = row.key();
        let is_selected = props.selected.as_ref().is_some_and(|selected| *selected == row.name());
        html! {
            <Row<R> key={key} row={row.clone()} style={props.style.clone()} {at} {is_selected} {is_away}
                active_column={is_active(at).then_some(active_column)} />
        }
    };
    let mut rows: Vec<Html> = Vec::with_capacity(count as usize + 1);
    // In the order of the table, so that no element is moved and none loses the focus.
    rows.extend(away.iter().filter(|(at, _)| *at < first).map(|(at, row)| draw(*at, row, true)));
    rows.extend(range.clone().map(|at| match Memory::row_at(&window, at).or_else(|| held(at)) {
        Some(row) => draw(at, row, false),
        None => html! { <div key={format!("place {at}")} role="presentation" class="row is-awaited"></div> },
    }));
    rows.extend(away.iter().filter(|(at, _)| *at >= first).map(|(at, row)| draw(*at, row, true)));

    let is_current = table.answer.as_ref().is_some_and(|answer| answer.no == table.wanted);
    let is_measured = memory.view.height > 0.0;
    let is_there = is_measured && table.answer.is_some() && table.window.covers(first, count, memory.view.rows);
    let class = classes!("grid", (!is_current && table.answer.is_some()).then_some("is-stale"));
    html! {
        <div role="grid" class={class} ref={scroller} data-testid={&props.test_id} aria-label={&props.label}
            aria-rowcount={(memory.view.rows + 1).to_string()} aria-colcount={n_columns.to_string()}
            aria-busy={(!(is_current && is_there)).to_string()} {onscroll} {onclick} {onkeydown} {onfocusin}>
            <Header columns={R::columns()} sort={table.sort.clone()} {on_sort}
                active_column={is_header_active.then_some(active_column)} />
            <div role="presentation" class="canvas" ~style={format!("height: {}px", memory.view.scroll_height())}>
                <div role="presentation" class="rows" ref={block} ~style={block_style(&memory)}>{ for rows }</div>
            </div>
        </div>
    }
}

/// What the gestures of a grid take hold of.
struct Hands<R: GridRow> {
    scroller: NodeRef,
    block: NodeRef,
    held: Held<R>,
    on: Callback<Happened<R>>,
    redraw: UseForceUpdateHandle,
    table: Shared<Table>,
    has_open: bool,
}

impl<R: GridRow> Clone for Hands<R> {
    fn clone(&self) -> Self {
        let Hands { scroller, block, held, on, redraw, table, has_open } = self;
        Hands {
            scroller: scroller.clone(),
            block: block.clone(),
            held: held.clone(),
            on: on.clone(),
            redraw: redraw.clone(),
            table: table.clone(),
            has_open: *has_open,
        }
    }
}

impl<R: GridRow> Hands<R> {
    fn scroll_to(&self, view: &Viewport) {
        if let Some(scroller) = self.scroller.cast::<HtmlElement>() {
            scroller.set_scroll_top(view.scroll_top().round() as i32);
        }
    }

    /// The browser scrolled.
    fn scrolled(&self) {
        let mut memory = self.held.0.borrow_mut();
        let view = self.look(&memory);
        self.turn(&mut memory, view);
    }

    /// Where the view is now; the browser tells of a move only with the next frame.
    fn look(&self, memory: &Memory<R>) -> Viewport {
        let scroller = self.scroller.cast::<HtmlElement>();
        scroller.map_or(memory.view, |scroller| memory.view.scrolled_to(f64::from(scroller.scroll_top())))
    }

    /// Moves the view; draws only where other rows come near.
    fn turn(&self, memory: &mut Memory<R>, view: Viewport) {
        if memory.follow(view) {
            self.redraw.force_update();
        } else if view.is_scaled() {
            set_style(&self.block, "transform", &block_transform(memory));
        }
    }

    /// Takes the heights from the page and keeps the first row in view where it is.
    fn measure(&self, scroller: &HtmlElement) {
        let pixels = |name: &str| {
            let style = gloo::utils::window().get_computed_style(scroller).ok().flatten()?;
            let pixels = js_sys::parse_float(&style.get_property_value(name).ok()?);
            pixels.is_finite().then_some(pixels)
        };
        let mut memory = self.held.0.borrow_mut();
        let before = memory.view;
        memory.view.row_height = pixels("--row-height").unwrap_or(before.row_height);
        let header = pixels("--header-height").unwrap_or(0.0);
        memory.view.height = (f64::from(scroller.client_height()) - header).max(0.0);
        memory.view = memory.view.at(before.top / before.row_height * memory.view.row_height);
        self.scroll_to(&memory.view);
        if memory.view != before {
            memory.drawn = memory.view.rows_to_draw();
            drop(memory);
            self.redraw.force_update();
        }
    }

    /// The rows have been drawn.
    fn drawn(&self) {
        let mut memory = self.held.0.borrow_mut();
        // Scrolling moves the block without Yew, which then believes it elsewhere.
        set_style(&self.block, "transform", &block_transform(&memory));
        if std::mem::take(&mut memory.wants_top) {
            self.scroll_to(&memory.view);
        }
        let wants_focus = memory.has_active() && std::mem::take(&mut memory.wants_focus);
        let opened = memory.wants_open.and_then(|at| Memory::row_at(&self.table.window, at).cloned());
        if opened.is_some() {
            memory.wants_open = None;
        }
        let missing = self.missing(&mut memory);
        drop(memory);
        if wants_focus {
            // Only now: the focus is heard at once, and what hears it looks at the memory.
            let scroller = self.scroller.cast::<web_sys::Element>();
            focus(scroller.and_then(|scroller| scroller.query_selector("[tabindex='0']").ok().flatten()));
            self.held.0.borrow_mut().left = None;
        }
        if let Some(row) = opened {
            self.on.emit(Happened::Opened(row));
        }
        if let Some((first, count)) = missing {
            self.on.emit(Happened::Needs(first, count));
        }
    }

    /// The rows to ask for, once for each answer and place.
    fn missing(&self, memory: &mut Memory<R>) -> Option<(u32, u32)> {
        let answer = self.table.answer.as_ref()?;
        let (first, count) = memory.drawn;
        if self.table.window.covers(first, count, memory.view.rows) {
            return None;
        }
        let asked = Some((answer.no, answer.generation, first, count));
        if memory.asked == asked {
            return None;
        }
        memory.asked = asked;
        Some((first, count))
    }

    /// Moves the focus to a cell and brings it into view.
    fn go(&self, row: Option<u32>, column: usize, wants_focus: bool) {
        let mut memory = self.held.0.borrow_mut();
        if wants_focus && memory.left.is_none() {
            memory.left = memory.active.clone();
        }
        memory.active_row = row;
        memory.active_column = column;
        memory.wants_focus = wants_focus;
        if let Some(at) = row {
            let view = self.look(&memory).showing(at);
            memory.follow(view);
            self.scroll_to(&view);
            memory.wants_open = self.has_open.then_some(at);
        }
        drop(memory);
        self.redraw.force_update();
    }

    fn grant(&self, wanted: Wanted) {
        let (row, column, rows) = {
            let memory = self.held.0.borrow();
            (memory.active_row, memory.active_column, memory.view.rows)
        };
        match wanted {
            Wanted::Nothing => {}
            Wanted::Step(by) => {
                let to = (i64::from(row.unwrap_or(0)) + by).clamp(0, i64::from(rows) - 1);
                if to >= 0 {
                    self.go(Some(to as u32), column, false);
                }
            }
            Wanted::Show(at) => self.go(Some(at), column, false),
            Wanted::Focus => self.go(row, column, true),
        }
    }

    /// The row that is drawn at a place.
    fn mounted(&self, at: u32) -> Option<Rc<R>> {
        let mut memory = self.held.0.borrow_mut();
        let window = memory.window(&self.table);
        let held = memory.active.as_ref().filter(|(held, _)| *held == at).map(|(_, row)| row);
        Memory::row_at(&window, at).or(held).cloned()
    }

    fn clicked(&self, event: &MouseEvent) {
        let place = place_of(event.target());
        let (Some(at), Some(column)) = (place.row, place.column) else { return };
        let Some(row) = self.mounted(at) else { return };
        if let Some(tool) = place.tool {
            self.on.emit(Happened::Used(tool, R::columns()[column].name, row.value(column)));
            return;
        }
        {
            let mut memory = self.held.0.borrow_mut();
            (memory.active_row, memory.active_column) = (Some(at), column);
            memory.active = Some((at, row.clone()));
        }
        self.redraw.force_update();
        self.on.emit(Happened::Opened(row));
    }

    fn pressed(&self, event: &KeyboardEvent) {
        if event.alt_key() {
            return;
        }
        let Some(command) = command_of(&event.key(), event.ctrl_key() || event.meta_key()) else { return };
        let (cell, view, active) = {
            let memory = self.held.0.borrow();
            let active = memory.active.as_ref().filter(|(at, _)| memory.active_row == Some(*at));
            ((memory.active_row, memory.active_column), memory.view, active.map(|(_, row)| row.clone()))
        };
        let is_on_button = cell.0.is_none() && matches!(event.key().as_str(), "Enter" | " ");
        if is_on_button {
            return; // the heading is a button of its own
        }
        event.prevent_default();
        let column = cell.1.min(R::columns().len() - 1);
        let using =
            |tool| active.as_ref().map(|row| Happened::Used(tool, R::columns()[column].name, row.value(column)));
        let happened = match command {
            Command::Open => cell.0.and_then(|at| self.mounted(at)).map(Happened::Opened),
            Command::Close => Some(Happened::Closed),
            Command::FilterFor => using(Tool::For),
            Command::FilterOut => using(Tool::Out),
            Command::Copy => using(Tool::Copy),
            _ => {
                if let Some((row, column)) = moved(command, cell, &view, R::columns().len()) {
                    self.go(row, column, true);
                }
                None
            }
        };
        if let Some(happened) = happened {
            self.on.emit(happened);
        }
    }

    /// The focus came to a cell, by Tab or the pointer. A row that is out of sight comes into view with it.
    fn focused(&self, event: &FocusEvent) {
        let place = place_of(event.target());
        let (Some(at), Some(column)) = (place.row, place.column) else { return };
        let Some(row) = self.mounted(at) else { return };
        let mut memory = self.held.0.borrow_mut();
        if (memory.active_row, memory.active_column) != (Some(at), column) {
            (memory.active_row, memory.active_column) = (Some(at), column);
            memory.active = Some((at, row));
            self.redraw.force_update();
        }
        // A row that is cut stays where it is: a pointer that went down on it is to come up on it.
        let view = self.look(&memory);
        let (first, count) = view.rows_in_view();
        if !(first..first + count).contains(&at) {
            let shown = view.showing(at);
            self.scroll_to(&shown);
            self.turn(&mut memory, shown);
        }
    }
}

/// Where the block of rows lies. It is set together with the rows, so that no row is ever seen in another's place.
fn block_style<R: GridRow>(memory: &Memory<R>) -> String {
    format!("transform: {}", block_transform(memory))
}

fn block_transform<R: GridRow>(memory: &Memory<R>) -> String {
    format!("translateY({}px)", memory.view.offset_of(memory.drawn.0))
}

/// Keeps the height of the view and of a row, which the style sheet gives.
#[hook]
fn use_measure<R: GridRow>(hands: &Hands<R>) {
    let hands = hands.clone();
    use_effect_with(hands.scroller.clone(), move |scroller| {
        let observer = scroller.cast::<HtmlElement>().and_then(|scroller| {
            hands.measure(&scroller);
            let measured = scroller.clone();
            let callback = Closure::<dyn FnMut()>::new(move || hands.measure(&measured));
            let observer = ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
            observer.observe(&scroller);
            Some((observer, callback))
        });
        move || {
            if let Some((observer, _callback)) = observer {
                observer.disconnect();
            }
        }
    });
}

/// In a scaled scroll space a turn of the wheel would leap over thousands of rows; here it moves by real pixels.
#[hook]
fn use_wheel<R: GridRow>(hands: &Hands<R>) {
    let hands = hands.clone();
    use_effect_with(hands.scroller.clone(), move |scroller| {
        let listener = scroller.cast::<HtmlElement>().map(|scroller| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&scroller, "wheel", options, move |event| {
                let event: &WheelEvent = event.unchecked_ref();
                let mut memory = hands.held.0.borrow_mut();
                if !memory.view.is_scaled() || event.ctrl_key() || event.delta_y() == 0.0 {
                    return;
                }
                event.prevent_default();
                let unit = match event.delta_mode() {
                    WheelEvent::DOM_DELTA_LINE => memory.view.row_height,
                    WheelEvent::DOM_DELTA_PAGE => memory.view.height,
                    _ => 1.0,
                };
                let view = memory.view.at(memory.view.top + event.delta_y() * unit);
                hands.scroll_to(&view);
                hands.turn(&mut memory, view);
            })
        });
        move || drop(listener)
    });
}
