//! The table of events.

use super::grid::{Grid, Happened, Wanted, Wish};
use super::memory::Held;
use super::row::{Column, Frame, GridRow, Tool, missing};
use crate::ui::common::icon::{Icon, icon_of};
use crate::ui::common::middle::middle;
use crate::ui::common::shared::Shared;
use crate::ui::common::words::outcome_class;
use crate::ui::detail::Detail;
use crate::ui::intents::Intents;
use std::rc::Rc;
use std::sync::LazyLock;
use trailglass::engine::message::{EventRow, RowKey, Rows, View};
use trailglass::event::field::{COLUMNS, Field};
use trailglass::event::outcome::Outcome;
use trailglass::event::time::Micros;
use trailglass::session::table::Table;
use trailglass::session::{Action, Opened, Totals};
use yew::prelude::*;
use yew::virtual_dom::Key;

/// What the view needs.
#[derive(Properties, PartialEq)]
pub struct EventsProps {
    /// The table.
    pub table: Shared<Table>,
    /// Where it stands.
    pub held: Held<EventRow>,
    /// What is held: decides whether times need their date.
    pub totals: Totals,
    /// The open event.
    pub event: Option<Opened<RowKey, trailglass::engine::message::EventDetail>>,
    /// Where the open event was last found in the answer.
    pub located: Option<(u32, RowKey, Option<u32>)>,
    /// Where intents go.
    pub intents: Intents,
}

/// The table of events, with the open one beside it.
#[component]
pub fn Events(props: &EventsProps) -> Html {
    let EventsProps { table, held, totals, event, located, intents } = props;
    let wish = use_state_eq(Wish::default);
    let wish_for = {
        let wish = wish.clone();
        Callback::from(move |what| wish.set(Wish { no: wish.no + 1, what }))
    };
    let selected = event.as_ref().map(|opened| opened.key);
    let is_located = |no: u32, row: RowKey| Some(row) == selected && no == table.wanted;
    let place = located.filter(|(no, row, _)| is_located(*no, *row)).map(|(.., at)| at);
    {
        let wish_for = wish_for.clone();
        use_effect_with((*located, selected), move |_| {
            if let Some(Some(at)) = place {
                wish_for.emit(Wanted::Show(at));
            }
        });
    }
    let on = {
        let intents = intents.clone();
        use_callback(table.clone(), move |happened: Happened<EventRow>, table| match happened {
            Happened::Needs(first, count) => intents.need_rows(View::Events, table, first, count),
            Happened::Opened(row) => intents.act.emit(Action::EventOpened(row.key)),
            Happened::Closed => intents.act.emit(Action::EventClosed),
            Happened::Used(Tool::Copy, _, value) => intents.copy(value.unwrap_or_default()),
            Happened::Used(tool, field, value) => {
                intents.filter(View::Events, &table.text, field, value, tool == Tool::Out);
            }
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
    let has_dates = totals.span.is_some_and(|(first, last)| first.date() != last.date());
    html! {
        <div class={classes!("view", "events-view", selected.map(|_| "has-detail"))}>
            <div class={classes!("table", has_dates.then_some("has-dates"))}>
                <Grid<EventRow> table={table.clone()} held={held.clone()} style={Style { has_dates }} label="Events"
                    test_id="event-table" {selected} wish={*wish} {on} />
                if table.matched() == 0 && table.answer.is_some() && table.partial().is_none() {
                    { intents.no_match(View::Events, &table.text, totals.events) }
                }
            </div>
            if let Some(opened) = event {
                <Detail opened={opened.clone()} is_hidden={place == Some(None)} query={AttrValue::from(table.text.clone())}
                    intents={intents.clone()} on_close={close} on_step={step} />
            }
        </div>
    }
}

/// How rows of events are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// Whether times need their date: the files span more than a day.
    pub has_dates: bool,
}

static TABLE_COLUMNS: LazyLock<Vec<Column>> = LazyLock::new(|| {
    let column = |field: &Field| Column {
        name: field.name(),
        label: field.info().label,
        unit: if *field == Field::Time { "UTC" } else { "" },
        class: match field {
            Field::Event | Field::Actor | Field::Target => "",
            _ => "is-quiet",
        },
    };
    COLUMNS.iter().map(column).collect()
});

impl GridRow for EventRow {
    type Name = RowKey;
    type Style = Style;

    fn columns() -> &'static [Column] {
        &TABLE_COLUMNS
    }

    fn of(rows: &Rows) -> &[Rc<EventRow>] {
        match rows {
            Rows::Events(rows) => rows,
            Rows::Jobs(_) => &[],
        }
    }

    fn name(&self) -> RowKey {
        self.key
    }

    fn key(&self) -> Key {
        self.key.to_string().into()
    }

    fn value(&self, column: usize) -> Option<String> {
        self.cells.get(column).cloned().flatten()
    }

    fn cell(&self, column: usize, style: &Style) -> Html {
        let value = self.cells.get(column).and_then(Option::as_deref);
        let field = COLUMNS.get(column).copied().unwrap_or(Field::Time);
        match (field, value) {
            (Field::Time, _) => {
                html! { <>{ outcome_mark(self.outcome) }{ time(self.time, value, style.has_dates) }</> }
            }
            (_, None) => missing(),
            (Field::Actor, Some(value)) => actor(value),
            (Field::Target, Some(value)) => titled(value, middle(value, 6)),
            (Field::Account, Some(value)) => titled(value, middle(value, 4)),
            (Field::Error, Some(value)) => {
                html! { <span class={classes!("log-text", outcome_class(self.outcome))} title={value.to_owned()}>{ value.to_owned() }</span> }
            }
            (_, Some(value)) => titled(value, html! { { value.to_owned() } }),
        }
    }

    fn element(&self, frame: Frame) -> Html {
        let Frame { index, class, is_selected, onmouseover, onmouseleave, cells } = frame;
        html! {
            <div role="row" {class} aria-rowindex={index} aria-selected={is_selected.to_string()}
                data-event-id={self.event_id.clone()} data-outcome={self.outcome.word()} {onmouseover} {onmouseleave}>
                { cells }
            </div>
        }
    }
}

fn titled(value: &str, shown: Html) -> Html {
    html! { <span class="log-text" title={value.to_owned()}>{ shown }</span> }
}

/// The mark in the gutter, so that errors show even where the error column is out of sight. Its words are there.
pub fn outcome_mark(outcome: Outcome) -> Html {
    match outcome {
        Outcome::Ok => Html::default(),
        Outcome::Denied => icon_of(Icon::Denied, "outcome-mark is-denied"),
        Outcome::Failed => icon_of(Icon::Failed, "outcome-mark is-failed"),
    }
}

fn time(time: Micros, iso: Option<&str>, has_date: bool) -> Html {
    let iso = iso.map_or_else(|| time.to_string(), str::to_owned);
    html! {
        <time datetime={iso.clone()} title={iso}>
            if has_date { <span class="date">{ time.date() }{ " " }</span> }
            { time.time_of_day() }
        </time>
    }
}

/// The session behind an actor is quieter than the name.
pub fn actor(value: &str) -> Html {
    match value.split_once(" / ") {
        Some((name, session)) => {
            titled(value, html! { <>{ name.to_owned() }<span class="session">{ format!(" / {session}") }</span></> })
        }
        None => titled(value, html! { { value.to_owned() } }),
    }
}
