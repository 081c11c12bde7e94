//! A virtual grid: draws the rows in view and a screen around them, whatever the rows are.
//!
//! The browser scrolls; the grid follows once a frame. The rows are in normal flow inside one block that is moved to
//! where the view is, so scrolling writes at most one style. Where the rows in view are on their way, those that were
//! in view before stand in for them. The focused row stays mounted when it is out of sight.

use super::columns::{Look, columns_of, style_of};
use super::hands::{Hands, block_transform, has_focus};
use super::header::Header;
use super::memory::{Held, Memory};
use super::row::{GridRow, Row, Tool};
use super::size::{use_measure, use_show_added, use_wheel};
use crate::ui::common::shared::Shared;
use crate::ui::common::words::decimal;
use crate::ui::prelude::*;
use std::rc::Rc;
use trailglass_protocol::cell::CellValue;
use trailglass_session::columns::Columns;
use trailglass_session::table::Table;

/// What a grid needs.
#[derive(Properties, PartialEq)]
pub struct GridProps<R: GridRow> {
    /// The rows at hand, the answer and the order.
    pub table: Shared<Table>,
    /// Where the grid stands.
    pub held: Held<R>,
    /// How rows are drawn.
    pub look: Look,
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
    Used(Tool, AttrValue, CellValue),
    /// The columns were moved, resized or taken away.
    Changed(Rc<Columns>),
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
    memory.look_at(table, has_focus(&scroller));
    let window = memory.window(table);
    memory.hold_on_to_active(&window);
    let columns = use_memo((Shared::of(&table.columns), props.look.clone()), |(columns, look)| {
        columns_of(R::VIEW, columns, look)
    });
    let n_columns = columns.len();
    memory.active_column = memory.active_column.min(n_columns.saturating_sub(1));
    let hands = Hands {
        scroller: scroller.clone(),
        block: block.clone(),
        held: props.held.clone(),
        on: props.on.clone(),
        redraw: redraw.clone(),
        table: table.clone(),
        columns: columns.clone(),
        has_open: props.selected.is_some(),
    };
    use_measure(&hands);
    use_wheel(&hands);
    use_show_added(&scroller, n_columns);
    {
        let hands = hands.clone();
        use_effect(move || hands.drawn());
    }
    {
        // Some columns are not on screen beside an open row, or in a narrow window. The focus is looked for before they go.
        let (hands, had_focus) = (hands.clone(), has_focus(&scroller));
        let place = (hands.has_open, memory.active_row, memory.active_column, Shared::of(&table.columns));
        use_effect_with((place, memory.is_narrow), move |_| hands.keep_active_on_screen(had_focus));
    }
    {
        let hands = hands.clone();
        use_effect_with(props.wish, move |wish| hands.grant(wish.what));
    }

    let onscroll = {
        let hands = hands.clone();
        // The browser tells of it once a frame, before it draws.
        move |_: Event| hands.scrolled()
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

    let (first, count) = memory.rows();
    let range = first..(first + count).min(memory.view.rows);
    let active_column = memory.active_column;
    let is_header_active = memory.active_row.is_none() || memory.view.rows == 0;
    let mounted = memory.mounted();
    let (before, behind): (Vec<_>, Vec<_>) =
        mounted.iter().filter(|(at, _)| !range.contains(at)).partition(|(at, _)| *at < first);
    let held = |at: u32| mounted.iter().find(|(held, _)| *held == at).map(|(_, row)| row);
    // In the order of the table, so that no element is moved and none loses the focus.
    let mut seats: Vec<(u32, Option<&Rc<R>>)> = Vec::with_capacity(count as usize + mounted.len());
    seats.extend(before.into_iter().map(|(at, row)| (*at, Some(row))));
    seats.extend(range.clone().map(|at| (at, Memory::row_at(&window, at).or_else(|| held(at)))));
    seats.extend(behind.into_iter().map(|(at, row)| (*at, Some(row))));
    let names = seats.iter().filter_map(|(_, row)| Some(row.as_ref()?.name())).collect();
    let mut elements = memory.take_elements(names).into_iter();
    let active_at = memory.active.as_ref().map(|(at, _)| *at).filter(|_| !is_header_active);
    let draw = |(at, row): (u32, Option<&Rc<R>>)| {
        let Some(row) = row else {
            return html! { <div key={format!("place {at}")} role="presentation" class="row is-awaited"></div> };
        };
        let is_selected = props.selected.as_ref().is_some_and(|selected| *selected == row.name());
        html! {
            <Row<R> key={elements.next().unwrap_or_default()} row={row.clone()} columns={Shared::of(&columns)} look={props.look.clone()} {at}
                {is_selected} is_away={!range.contains(&at)} active_column={(active_at == Some(at)).then_some(active_column)} />
        }
    };
    let rows: Vec<Html> = seats.into_iter().map(draw).collect();

    let is_current = table.answer.as_ref().is_some_and(|answer| answer.no == table.wanted);
    let is_measured = memory.view.height > 0.0;
    let (first, count) = memory.drawn;
    let has_rows = table.window.covers(first, count, memory.view.rows);
    let has_cells = memory.view.rows == 0 || table.window.is_whole && table.window.has(&table.columns);
    let is_there = is_measured && table.answer.is_some() && has_rows && has_cells;
    let on_change = {
        let on = props.on.clone();
        Callback::from(move |columns| on.emit(Happened::Changed(columns)))
    };
    let is_stale = !is_current || memory.stand_in.is_some();
    let class = classes!("grid", (is_stale && table.answer.is_some()).then_some("is-stale"));
    html! {
        <div role="grid" class={class} ref={scroller} data-testid={&props.test_id} aria-label={&props.label}
            aria-rowcount={(memory.view.rows + 1).to_string()} aria-colcount={n_columns.to_string()}
            aria-busy={(!(is_current && is_there)).to_string()} ~style={style_of(R::VIEW, &columns, &props.look)} {onscroll} {onclick} {onkeydown} {onfocusin}>
            <Header view={R::VIEW} look={props.look.clone()} columns={Shared::of(&columns)} chosen={Shared::of(&table.columns)} sort={table.sort.clone()} {on_sort} {on_change}
                active_column={is_header_active.then_some(active_column)} />
            <div role="presentation" class="canvas" ~style={format!("height: {}px", decimal(memory.view.scroll_height()))}>
                <div role="presentation" class="rows" ref={block} ~style={format!("transform: {}", block_transform(&memory))}>{ for rows }</div>
            </div>
        </div>
    }
}
