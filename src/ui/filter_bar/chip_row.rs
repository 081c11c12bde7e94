//! The parts of the text as chips, each of which can be edited and removed.

use super::schemas::with_schema;
use super::use_filter::Filter;
use crate::ui::common::icon::{Icon, icon};
use crate::ui::prelude::*;
use crate::ui::table::columns::last_steps;
use crate::ui::targets::Target;
use trailglass_query::ast::Operator;
use trailglass_query::{Chip, chips};

/// The row of chips. `left` stands before them, `right` at the end of the row: the time that is looked at.
pub fn chip_row(filter: &Filter, left: Html, right: Html) -> Html {
    let chips = with_schema(filter.view, |schema| chips(&filter.text, schema));
    html! {
        <div class="chip-row">
            { left }
            if chips.is_empty() { <span class="muted">{ "No filter" }</span> }
            <ul role="list" class="chips" aria-label="Parts of the filter" data-keeps-focus={Target::QueryInput.name()}>
                for chip in chips.iter() {
                    <li>{ one(filter, chip) }</li>
                }
            </ul>
            { right }
        </div>
    }
}

fn one(filter: &Filter, chip: &Chip) -> Html {
    let typed = chip.span.of(&filter.text).to_owned();
    // A name for the ear holds the words that are seen.
    let not = if chip.excluded { "not " } else { "" };
    let operator = if chip.operator == Operator::Has { "" } else { chip.operator.text() };
    let zone = if is_in_utc(chip) { " UTC" } else { "" };
    let shown = match &chip.field {
        Some(field) => format!("{not}{field} {operator}{}{zone}", chip.value),
        None => format!("{not}{}", chip.value),
    };
    let (start, end) = chip.span.to_utf16(&filter.text);
    let edit = {
        let filter = filter.clone();
        move |_| filter.select(start, end)
    };
    let remove = {
        let (filter, span) = (filter.clone(), chip.span);
        move |_| filter.remove(span)
    };
    let class = classes!("chip", chip.excluded.then_some("is-excluded"), chip.problem.then_some("is-wrong"));
    html! {
        <span {class}>
            <button class="chip-text" aria-label={format!("Edit {shown}")} title={typed.to_owned()} onclick={edit}>
                if chip.excluded { <strong>{ "not " }</strong> }
                if let Some(field) = &chip.field { <span class="chip-field">{ last_steps(field) }{ " " }</span> }
                <span class="log-text chip-value">{ operator }{ chip.value.clone() }</span>
                if !zone.is_empty() { <span class="chip-zone">{ zone }</span> }
            </button>
            <button class="chip-remove" aria-label={format!("Remove {typed}")} onclick={remove}>{ icon(Icon::Close) }</button>
        </span>
    }
}

/// Whether the value is a time without an offset: whatever zone the table is in, that is UTC.
fn is_in_utc(chip: &Chip) -> bool {
    let is_time = matches!(chip.field.as_deref(), Some("time" | "submitted" | "last-seen"));
    let is_date = chip.value.starts_with(|first: char| first.is_ascii_digit());
    // An offset stands behind a time of day: `T09:00+02:00`.
    let has_offset = chip.value.split_once('T').is_some_and(|(_, clock)| clock.contains(['+', '-']));
    is_time && is_date && !has_offset
}
