//! A virtual grid: draws the rows in view and a screen around them, whatever the rows are.
//!
//! The browser scrolls; the grid follows once a frame. The rows are in normal flow inside one block that is moved to
//! where the view is, so scrolling writes at most one style. Where the rows in view are on their way, those that were
//! in view before stand in for them. The focused row stays mounted when it is out of sight.

use super::columns::{Column, columns_of, style_of};
use super::command::LastCommand;
use super::controller::{GridController, block_transform, has_focus};
use super::header::Header;
use super::render_options::RenderOptions;
use super::row::{GridRow, Row};
use super::size::{use_measure, use_show_added, use_wheel};
use super::state::GridStateHandle;
use super::state::layout::{LaidOutRow, Layout};
use crate::ui::actions::{Actions, use_actions};
use crate::ui::common::shared::Shared;
use crate::ui::common::words::decimal;
use crate::ui::prelude::*;
use crate::ui::targets::Target;
use std::rc::Rc;
use trailglass_session::Action;
use trailglass_session::columns::Columns;
use trailglass_session::table::Table;

/// What a grid needs.
#[derive(Properties, PartialEq)]
pub struct GridProps<R: GridRow> {
    /// The rows at hand, the answer and the order.
    pub table: Shared<Table>,
    /// Where it is scrolled to, and which cell is active.
    pub state: GridStateHandle<R>,
    /// How rows are drawn.
    pub options: RenderOptions,
    /// Its name for assistive technology.
    pub label: AttrValue,
    /// Its name for scripts.
    pub test_id: AttrValue,
    /// The open row.
    pub selected: Option<R::Name>,
    /// The last command from outside.
    pub command: LastCommand,
}

/// A virtual grid.
#[component]
pub fn Grid<R: GridRow>(props: &GridProps<R>) -> Html {
    let GridProps { table, state, options, label, test_id, selected, command } = props;
    let actions = use_actions();
    let scroller = actions.targets.node(Target::Grid);
    let block = use_node_ref();
    let columns = use_memo((Shared::of(&table.columns), options.clone()), |(columns, options)| {
        columns_of(R::VIEW, columns, options)
    });
    let layout = state.borrow_mut().lay_out(table, columns.len(), has_focus(&scroller));
    let controller = Rc::new(GridController {
        scroller: scroller.clone(),
        block: block.clone(),
        state: state.clone(),
        actions: actions.clone(),
        redraw: use_force_update(),
        table: table.clone(),
        columns: columns.clone(),
        has_open: selected.is_some(),
    });
    use_grid_effects(&controller, *command);
    let onscroll = handler(&controller, |controller, _: Event| controller.on_scroll());
    let onclick = handler(&controller, |controller, event: MouseEvent| controller.on_click(&event));
    let onkeydown = handler(&controller, |controller, event: KeyboardEvent| controller.on_key(&event));
    let onfocusin = handler(&controller, |controller, event: FocusEvent| controller.on_focus(&event));
    let on_sort =
        use_callback(actions.clone(), |field, actions: &Actions| actions.act.emit(Action::SortByField(field)));
    let on_change = use_callback(actions, |columns: Rc<Columns>, actions| {
        actions.act.emit(Action::ChangeColumns(R::VIEW, columns));
    });

    let is_current = table.answer.as_ref().is_some_and(|answer| answer.no == table.wanted);
    let is_stale = table.answer.is_some() && (!is_current || layout.has_stand_in);
    let Layout { rows, n_rows, scroll_height, offset, active_heading, is_whole, .. } = layout;
    html! {
        <div role="grid" class={classes!("grid", is_stale.then_some("is-stale"))} ref={scroller} data-testid={test_id} aria-label={label}
            aria-rowcount={(n_rows + 1).to_string()} aria-colcount={columns.len().to_string()}
            aria-busy={(!(is_current && is_whole)).to_string()} ~style={style_of(&columns, options)} {onscroll} {onclick} {onkeydown} {onfocusin}>
            <Header view={R::VIEW} options={options.clone()} columns={Shared::of(&columns)} chosen={Shared::of(&table.columns)} sort={table.sort.clone()}
                {on_sort} {on_change} active_column={active_heading} />
            <div role="presentation" class="canvas" ~style={format!("height: {}px", decimal(scroll_height))}>
                <div role="presentation" class="rows" ref={block} ~style={format!("transform: {}", block_transform(offset))}>
                    for row in rows {
                        { row_of(row, &columns, props) }
                    }
                </div>
            </div>
        </div>
    }
}

/// What the grid does besides drawing.
#[hook]
fn use_grid_effects<R: GridRow>(controller: &Rc<GridController<R>>, command: LastCommand) {
    use_measure(controller);
    use_wheel(controller);
    use_show_added(&controller.scroller, controller.columns.len());
    {
        let controller = controller.clone();
        use_effect(move || controller.on_drawn());
    }
    {
        // Some columns are not on screen beside an open row, or in a narrow window. Where the focus is, is found out before
        // they go.
        let had_focus = has_focus(&controller.scroller);
        let (cell, is_narrow) = {
            let state = controller.state.borrow();
            (state.cell(), state.is_narrow())
        };
        let controller = controller.clone();
        let place = (controller.has_open, cell, Shared::of(&controller.table.columns), is_narrow);
        use_effect_with(place, move |_| controller.keep_active_on_screen(had_focus));
    }
    {
        let controller = controller.clone();
        use_effect_with(command, move |last| last.command.into_iter().for_each(|command| controller.execute(command)));
    }
}

/// A callback to a method of the controller.
fn handler<R: GridRow, E: 'static>(
    controller: &Rc<GridController<R>>,
    handle: impl Fn(&GridController<R>, E) + 'static,
) -> Callback<E> {
    let controller = controller.clone();
    Callback::from(move |event| handle(&controller, event))
}

fn row_of<R: GridRow>(row: LaidOutRow<R>, columns: &Rc<Vec<Column>>, props: &GridProps<R>) -> Html {
    let LaidOutRow { at, content, is_away, active_column } = row;
    let Some((row, element)) = content else {
        return html! { <div key={format!("place {at}")} role="presentation" class="row is-awaited"></div> };
    };
    let is_selected = props.selected.as_ref().is_some_and(|selected| *selected == row.name());
    html! {
        <Row<R> key={element} {row} columns={Shared::of(columns)} options={props.options.clone()} {at} {is_selected} {is_away} {active_column} />
    }
}
