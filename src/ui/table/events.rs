//! The table of events.

use super::chooser::Chooser;
use super::columns::Column;
use super::command::{GridCommand, use_grid_command};
use super::grid::Grid;
use super::no_rows::NoMatch;
use super::render_options::RenderOptions;
use super::row::{Frame, GridRow};
use super::state::GridStateHandle;
use crate::ui::actions::use_act;
use crate::ui::common::cells::{actor, log_text, missing, outcome_mark, several};
use crate::ui::common::middle_ellipsis::middle_ellipsis;
use crate::ui::common::shared::Shared;
use crate::ui::common::words::outcome_class;
use crate::ui::common::zone::use_clock;
use crate::ui::detail::Detail;
use crate::ui::prelude::*;
use std::rc::Rc;
use trailglass_event::field::{FIELDS, Field};
use trailglass_protocol::cell::CELL_SEPARATOR;
use trailglass_protocol::cell::{CellValue, CellValues};
use trailglass_protocol::message::{Credential, EventDetail, EventRow, RowKey, Rows, View};
use trailglass_session::table::Table;
use trailglass_session::{Action, Opened, Revealed, Totals};

/// What the view needs.
#[derive(Properties, PartialEq)]
pub struct EventsProps {
    /// The table.
    pub table: Shared<Table>,
    /// Where it is scrolled to, and which cell is active.
    pub state: GridStateHandle<EventRow>,
    /// What is held: decides whether times need their date.
    pub totals: Totals,
    /// Whether the time is narrowed.
    pub has_range: bool,
    /// The open event.
    pub event: Option<Opened<RowKey, EventDetail>>,
    /// Whether the filter hides the open event.
    pub is_hidden: bool,
    /// Where the table last had to go.
    pub shown: Option<Revealed>,
    /// The newest word on an access key.
    pub credential: Option<Rc<Credential>>,
    /// The events that are compared.
    pub pinned: Rc<Vec<Rc<EventDetail>>>,
}

/// The table of events, with the open one in a pane beside it.
#[component]
pub fn Events(props: &EventsProps) -> Html {
    let EventsProps { table, state, totals, has_range, event, is_hidden, shown, credential, pinned } = props;
    let act = use_act();
    let clock = use_clock();
    let (command, give) = use_grid_command();
    let selected = event.as_ref().map(|opened| opened.key);
    {
        // What was shown before this view came on screen is past.
        let (give, last) = (give.clone(), use_mut_ref(|| shown.map(|shown| shown.no)));
        use_effect_with(*shown, move |shown| {
            let no = shown.map(|shown| shown.no);
            if let Some(shown) = shown.filter(|_| last.replace(no) != no) {
                give.emit(GridCommand::Show(shown.at));
            }
        });
    }
    let on_close = {
        let give = give.clone();
        Callback::from(move |()| {
            act.emit(Action::CloseEvent);
            give.emit(GridCommand::Focus);
        })
    };
    let on_step = give.reform(GridCommand::Step);
    let options = RenderOptions::of(totals.span, &clock, selected.is_some());
    html! {
        <div class={classes!("view", "events-view", selected.map(|_| "has-detail"))}>
            <div class={classes!("table", options.has_dates.then_some("has-dates"))}>
                <Grid<EventRow> table={table.clone()} state={state.clone()} {options} label="Events"
                    test_id="event-table" {selected} {command} />
                <Chooser view={View::Events} columns={Shared::of(&table.columns)} />
                if table.matched() == 0 && table.answer.is_some() && table.partial().is_none() {
                    <NoMatch view={View::Events} text={table.text.clone()} total={totals.events} has_range={*has_range} />
                }
            </div>
            if let Some(opened) = event {
                <Detail opened={opened.clone()} is_hidden={*is_hidden} led={shown.map_or(0, |shown| shown.no)} query={AttrValue::from(table.text.clone())}
                    columns={Shared::of(&table.columns)} credential={credential.clone()} pinned={pinned.clone()} {on_close} {on_step} />
            }
        </div>
    }
}

impl GridRow for EventRow {
    type Name = RowKey;

    const VIEW: View = View::Events;

    fn of(rows: &Rows) -> &[Rc<EventRow>] {
        match rows {
            Rows::Events(rows) => rows,
            Rows::Jobs(_) => &[],
        }
    }

    fn name(&self) -> RowKey {
        self.key
    }

    fn value(&self, column: &Column) -> Option<String> {
        self.cell(&column.name).flatten().map(|cell| CellValues::of(cell).first.to_owned())
    }

    fn cell_value(&self, column: &Column) -> CellValue {
        self.cell(&column.name).flatten().map_or(CellValue::Missing, |cell| CellValues::of(cell).value())
    }

    fn whole(&self, column: &Column) -> Option<String> {
        let values = self.cell(&column.name).flatten().filter(|_| column.field != Some(Field::Time as usize))?;
        Some(values.trim_start_matches(CELL_SEPARATOR).replace(CELL_SEPARATOR, "\n"))
    }

    fn cell(&self, column: &Column, options: &RenderOptions) -> Html {
        let Some(value) = EventRow::cell(self, &column.name) else {
            // On its way.
            return Html::default();
        };
        let field = column.field.map(|at| FIELDS[at].field);
        match (field, value) {
            (Some(Field::Time), _) => options.time(self.time),
            (_, None) => missing(),
            (Some(Field::Actor), Some(value)) => actor(value),
            (Some(Field::Target | Field::Source), Some(value)) => log_text(middle_ellipsis(value, 6)),
            (Some(Field::Account), Some(value)) => log_text(middle_ellipsis(value, 4)),
            (Some(Field::Error | Field::Outcome), Some(value)) => {
                html! { <span class={classes!("log-text", outcome_class(self.outcome))} title={value.to_owned()}>{ value.to_owned() }</span> }
            }
            (_, Some(value)) => several(value),
        }
    }

    fn open(&self) -> Action {
        Action::OpenEvent(self.key)
    }

    fn close() -> Action {
        Action::CloseEvent
    }

    fn element(&self, frame: Frame) -> Html {
        let Frame { index, class, is_selected, onmouseover, onmouseleave, cells } = frame;
        html! {
            <div role="row" {class} aria-rowindex={index} aria-selected={is_selected.to_string()}
                data-event-id={self.event_id.clone()} data-outcome={self.outcome.word()} {onmouseover} {onmouseleave}>
                { outcome_mark(self.outcome) }
                { cells }
            </div>
        }
    }
}
