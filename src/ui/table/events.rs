//! The table of events.

use super::chooser::Chooser;
use super::columns::{Column, Look, time};
use super::grid::{Grid, Happened, Wanted, Wish};
use super::memory::Held;
use super::row::{Frame, GridRow, Tool, missing};
use crate::ui::common::icon::{Icon, icon_of};
use crate::ui::common::middle::middle;
use crate::ui::common::shared::Shared;
use crate::ui::common::words::outcome_class;
use crate::ui::detail::Detail;
use crate::ui::intents::Intents;
use crate::ui::prelude::*;
use std::rc::Rc;
use trailglass_event::field::{FIELDS, Field};
use trailglass_event::outcome::Outcome;
use trailglass_event::zone::Clock;
use trailglass_protocol::cell::{CellValue, CellValues};
use trailglass_protocol::message::{CELL_SEPARATOR, Credential, EventDetail, EventRow, RowKey, Rows, View};
use trailglass_session::table::Table;
use trailglass_session::{Action, Opened, Shown, Totals};

/// What the view needs.
#[derive(Properties, PartialEq)]
pub struct EventsProps {
    /// The table.
    pub table: Shared<Table>,
    /// Where it stands.
    pub held: Held<EventRow>,
    /// What is held: decides whether times need their date.
    pub totals: Totals,
    /// Whether the time is narrowed.
    pub has_range: bool,
    /// How times are shown.
    pub clock: Shared<Clock>,
    /// The open event.
    pub event: Option<Opened<RowKey, EventDetail>>,
    /// Whether the filter hides the open event.
    pub is_hidden: bool,
    /// Where the table last had to go.
    pub shown: Option<Shown>,
    /// The newest word on an access key.
    pub credential: Option<Rc<Credential>>,
    /// The events that are compared.
    pub pinned: Rc<Vec<Rc<EventDetail>>>,
    /// Where intents go.
    pub intents: Intents,
}

/// The table of events, with the open one beside it.
#[component]
pub fn Events(props: &EventsProps) -> Html {
    let EventsProps { table, held, totals, has_range, clock, event, is_hidden, shown, credential, pinned, intents } =
        props;
    let wish = use_state_eq(Wish::default);
    let wish_for = {
        let wish = wish.clone();
        Callback::from(move |what| wish.set(Wish { no: wish.no + 1, what }))
    };
    let selected = event.as_ref().map(|opened| opened.key);
    {
        // What was shown before this view came on screen is past.
        let (wish_for, last) = (wish_for.clone(), use_mut_ref(|| shown.map(|shown| shown.no)));
        use_effect_with(*shown, move |shown| {
            let no = shown.map(|shown| shown.no);
            if let Some(shown) = shown.filter(|_| last.replace(no) != no) {
                wish_for.emit(Wanted::Show(shown.at));
            }
        });
    }
    let on = {
        let intents = intents.clone();
        use_callback(table.clone(), move |happened: Happened<EventRow>, table| match happened {
            Happened::Needs(first, count) => intents.need_rows(View::Events, table, first, count),
            Happened::Opened(row) => intents.act.emit(Action::EventOpened(row.key)),
            Happened::Closed => intents.act.emit(Action::EventClosed),
            Happened::Used(Tool::Copy, _, value) => intents.copy(value.into_text()),
            Happened::Used(tool, field, value) => {
                intents.filter(View::Events, &table.text, &field, value, tool == Tool::Out);
            }
            Happened::Changed(columns) => intents.act.emit(Action::ColumnsChanged(View::Events, columns)),
            Happened::Sorted(field) => intents.act.emit(Action::SortChosen(field)),
        })
    };
    let close = {
        let (intents, wish_for) = (intents.clone(), wish_for.clone());
        Callback::from(move |()| {
            intents.act.emit(Action::EventClosed);
            wish_for.emit(Wanted::Focus);
        })
    };
    let step = {
        let wish_for = wish_for.clone();
        Callback::from(move |by| wish_for.emit(Wanted::Step(by)))
    };
    let look = Look::of(totals.span, clock, selected.is_some());
    html! {
        <div class={classes!("view", "events-view", selected.map(|_| "has-detail"))}>
            <div class={classes!("table", look.has_dates.then_some("has-dates"))}>
                <Grid<EventRow> table={table.clone()} held={held.clone()} {look} label="Events"
                    test_id="event-table" {selected} wish={*wish} {on} />
                <Chooser view={View::Events} columns={Shared::of(&table.columns)} act={intents.act.clone()} />
                if table.matched() == 0 && table.answer.is_some() && table.partial().is_none() {
                    { intents.no_match(View::Events, &table.text, totals.events, *has_range) }
                }
            </div>
            if let Some(opened) = event {
                <Detail opened={opened.clone()} is_hidden={*is_hidden} led={shown.map_or(0, |shown| shown.no)} query={AttrValue::from(table.text.clone())}
                    columns={Shared::of(&table.columns)} credential={credential.clone()} pinned={pinned.clone()}
                    intents={intents.clone()} on_close={close} on_step={step} />
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

    fn cell(&self, column: &Column, look: &Look) -> Html {
        let Some(value) = EventRow::cell(self, &column.name) else {
            // On its way.
            return Html::default();
        };
        let field = column.field.map(|at| FIELDS[at].field);
        match (field, value) {
            (Some(Field::Time), _) => time(self.time, look),
            (_, None) => missing(),
            (Some(Field::Actor), Some(value)) => actor(value),
            (Some(Field::Target | Field::Source), Some(value)) => text(middle(value, 6)),
            (Some(Field::Account), Some(value)) => text(middle(value, 4)),
            (Some(Field::Error | Field::Outcome), Some(value)) => {
                html! { <span class={classes!("log-text", outcome_class(self.outcome))} title={value.to_owned()}>{ value.to_owned() }</span> }
            }
            (_, Some(value)) => several(value),
        }
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

/// The first of several values and how many more there are.
fn several(cell: &str) -> Html {
    let values = CellValues::of(cell);
    let more = match values.n_more {
        0 => Html::default(),
        n_more => html! { <span class="session">{ format!(" +{n_more}") }</span> },
    };
    match values.value() {
        CellValue::Object(json) => text(html! { <><code>{ json }</code>{ more }</> }),
        value => text(html! { <>{ value.into_text() }{ more }</> }),
    }
}

fn text(shown: Html) -> Html {
    html! { <span class="log-text">{ shown }</span> }
}

/// The mark in the gutter, so that errors show even where the error column is out of sight. Its words are there.
pub fn outcome_mark(outcome: Outcome) -> Html {
    match outcome {
        Outcome::Ok => Html::default(),
        Outcome::Denied => icon_of(Icon::Denied, "outcome-mark is-denied"),
        Outcome::Failed => icon_of(Icon::Failed, "outcome-mark is-failed"),
        Outcome::Unknown => icon_of(Icon::Unknown, "outcome-mark is-unknown"),
    }
}

/// The session behind an actor is quieter than the name.
pub fn actor(value: &str) -> Html {
    match value.split_once(" / ") {
        Some((name, session)) => {
            text(html! { <>{ name.to_owned() }<span class="session">{ format!(" / {session}") }</span></> })
        }
        None => text(html! { { value.to_owned() } }),
    }
}
