//! The menu of exports: the formats, and how many rows they take.

use super::running::{Exports, Goal};
use crate::ui::actions::{Actions, use_actions};
use crate::ui::common::icon::{Icon, icon};
use crate::ui::common::popover::{Popover, input_of};
use crate::ui::common::shared::Shared;
use crate::ui::common::words;
use crate::ui::filter_bar::schemas::with_schema;
use crate::ui::hooks::clipboard::copy;
use crate::ui::prelude::*;
use crate::ui::targets::Target;
use trailglass_event::time::{Micros, TimeRange};
use trailglass_protocol::message::{Export, Format, View};
use trailglass_query::sql::{ATHENA_TABLE, Dialect, Sql, sql};
use trailglass_session::notice::Notice;
use trailglass_session::table::Table;

/// What the menu needs.
#[derive(Clone, Properties, PartialEq)]
pub struct ExportMenuProps {
    /// The view on screen.
    pub view: View,
    /// Its table.
    pub table: Shared<Table>,
    /// Whether the answer on screen is the one that is wanted, over all files.
    pub is_ready: bool,
    /// How far an export is.
    pub exporting: Option<(u32, u32)>,
    /// What a redacted export would look like.
    pub preview: Option<AttrValue>,
    /// The range of time that the events are narrowed to.
    pub range: Option<TimeRange>,
    /// The first and the last instant held.
    pub span: Option<(Micros, Micros)>,
}

/// A clipboard takes so many rows; more would hold up the page and whatever they are pasted into.
const MOST_COPIED: u32 = 10_000;
/// So many rows are looked at before an export.
const PREVIEWED: u32 = 2;

/// The button, and what it opens.
#[component]
pub fn ExportMenu(props: &ExportMenuProps) -> Html {
    // What was ticked stays ticked while the page is open: whoever has replaced names once does not mean to reveal them the
    // next time.
    let has_all = use_state_eq(|| false);
    let is_redacted = use_state_eq(|| false);
    let button = use_actions().targets.node(Target::ExportButton);
    let content = {
        let props = props.clone();
        Callback::from(move |close| {
            html! { <Panel menu={props.clone()} has_all={has_all.clone()} is_redacted={is_redacted.clone()} {close} /> }
        })
    };
    html! {
        <Popover test_id="export-menu" label="Export" {button} class="icon-button is-tall" trigger={icon(Icon::Export)} {content} />
    }
}

#[derive(Properties, PartialEq)]
struct PanelProps {
    menu: ExportMenuProps,
    /// Whether tables get all fields.
    has_all: UseStateHandle<bool>,
    /// Whether names are replaced.
    is_redacted: UseStateHandle<bool>,
    close: Callback<()>,
}

#[component]
fn Panel(props: &PanelProps) -> Html {
    let PanelProps { menu, has_all, is_redacted, close } = props;
    let ExportMenuProps { view, table, is_ready, exporting, preview, range, .. } = menu;
    let actions = use_actions();
    {
        // An example is of the rows and the way of writing them that it was asked for.
        let (exports, of) = (actions.exports.clone(), (*view, table.text.clone(), *range));
        use_effect_with(of, move |_| exports.forget_example());
    }
    let all = table.columns.all_names(*view);
    let shown = table.columns.names();
    let counts = (shown.len() as u32, all.len() as u32);
    let start = Start {
        exports: actions.exports.clone(),
        view: *view,
        fields: if **has_all { all } else { shown },
        is_redacted: **is_redacted,
        matched: table.matched(),
        is_ready: *is_ready,
        close: close.clone(),
    };
    let (noun, ids) = match view {
        View::Events => (("event", "events"), ", with event ids and request ids"),
        View::Jobs => (("job", "jobs"), ""),
    };
    let json_hint = match (view, **is_redacted) {
        (View::Jobs, _) => "each with its steps",
        (View::Events, false) => "{\"Records\":[…]}, records as written",
        (View::Events, true) => "{\"Records\":[…]}, records with names replaced",
    };
    html! {
        <div class="export-panel">
            <p data-testid="export-count" data-value={table.matched().to_string()}>
                <strong>{ words::count(table.matched(), noun.0, noun.1) }</strong>
                { if *is_ready { ", all that match, in the order of the table" } else { ", partial: files are still being read" } }
            </p>
            <label class="choice">
                <input type="checkbox" data-testid="export-all-columns" checked={**has_all} onchange={toggled(has_all)} />
                <span>{ format!("CSV and text with all {} fields{ids}, not only the {} columns shown", counts.1, counts.0) }</span>
            </label>
            <label class="choice">
                <input type="checkbox" data-testid="export-redacted" checked={**is_redacted} onchange={toggled(is_redacted)} />
                <span>{ "Replace accounts, ARNs, addresses, names and keys" }</span>
            </label>
            if **is_redacted { { example(&start, preview.as_ref()) } }
            <h2>{ "Save as" }</h2>
            { start.button("export-csv", "CSV", "for spreadsheets; no cell runs as a formula", Format::Csv, Goal::File) }
            { start.button("export-json", "JSON", json_hint, Format::Json, Goal::File) }
            { start.button("export-ndjson", "JSON lines", "a record in each line", Format::Lines, Goal::File) }
            <h2>{ "Copy" }</h2>
            { start.button("export-text", "As text", "a table with tabs, at most 10,000 rows", Format::Text, Goal::Clipboard) }
            { start.button("export-markdown", "As Markdown", "a table for a ticket", Format::Markdown, Goal::Clipboard) }
            if *view == View::Events {
                <h2>{ "Too much for a tab? Copy this query as SQL" }</h2>
                { sql_button(props, &actions, "sql-duckdb", "For DuckDB", "over the same files", Dialect::DuckDb) }
                { sql_button(props, &actions, "sql-athena", "For Athena", "with the statement that makes the table", Dialect::Athena) }
            }
            if let Some(written) = exporting { { progress(*written, &actions.exports) } }
        </div>
    }
}

/// Sets a state as a checkbox is.
fn toggled(state: &UseStateHandle<bool>) -> Callback<Event> {
    let state = state.clone();
    Callback::from(move |event: Event| state.set(input_of(&event).is_some_and(|input| input.checked())))
}

/// What starts an export.
#[derive(Clone)]
struct Start {
    exports: Exports,
    view: View,
    fields: Vec<String>,
    is_redacted: bool,
    matched: u32,
    /// Whether the rows are those that are wanted.
    is_ready: bool,
    close: Callback<()>,
}

impl Start {
    fn start(&self, format: Format, goal: Goal) {
        let most = match goal {
            Goal::File => None,
            Goal::Clipboard => Some(MOST_COPIED),
            Goal::Preview => Some(PREVIEWED),
        };
        let Start { view, fields, is_redacted, .. } = self.clone();
        self.exports.start(Export { no: 0, view, format, fields, is_redacted, most }, goal, self.matched);
    }

    /// A button that starts an export of a format. The panel closes with a copy; the progress of a file is shown in it.
    fn button(
        &self,
        test_id: &'static str,
        label: &'static str,
        hint: &'static str,
        format: Format,
        goal: Goal,
    ) -> Html {
        let start = self.clone();
        let onclick = move |_: MouseEvent| {
            if start.is_ready {
                start.start(format, goal);
                if goal == Goal::Clipboard {
                    start.close.emit(());
                }
            }
        };
        html! {
            <button class="choice" data-testid={test_id} aria-disabled={(!self.is_ready).then_some("true")} {onclick}>
                <span>{ label }</span>
                <span class="muted">{ hint }</span>
            </button>
        }
    }
}

/// The button that shows what a redacted export looks like, and the example.
fn example(start: &Start, preview: Option<&AttrValue>) -> Html {
    let show = {
        let start = start.clone();
        move |_: MouseEvent| start.start(Format::Json, Goal::Preview)
    };
    html! {
        <>
            <div class="popover-foot">
                <button class="button is-small" data-testid="export-preview-button" onclick={show}>{ "Show an example" }</button>
                <span class="muted">{ "The same name becomes the same word in every export of this visit" }</span>
            </div>
            if let Some(preview) = preview { <pre class="log-text export-preview" data-testid="export-preview" tabindex="0">{ preview.clone() }</pre> }
        </>
    }
}

/// How far the export of a file is.
fn progress((rows, total): (u32, u32), exports: &Exports) -> Html {
    let stop = {
        let exports = exports.clone();
        move |_: MouseEvent| exports.stop()
    };
    html! {
        <div class="popover-foot" role="status">
            <progress max={total.to_string()} value={rows.to_string()}></progress>
            <span>{ format!("{} of {}", words::number(rows), words::number(total)) }</span>
            <button class="button is-small" onclick={stop}>{ "Stop" }</button>
        </div>
    }
}

/// Where the files lie is not known to the page; the one who runs it puts it there.
const FILES: &str = "AWSLogs/**/*.json.gz";

fn sql_button(
    props: &PanelProps,
    actions: &Actions,
    test_id: &'static str,
    label: &'static str,
    hint: &'static str,
    dialect: Dialect,
) -> Html {
    let (menu, close, act) = (props.menu.clone(), props.close.clone(), actions.act.clone());
    let onclick = move |_: MouseEvent| {
        let plan = with_schema(menu.view, |schema| trailglass_query::understand(&menu.table.text, schema).0);
        let span = menu.span.map_or((0, 0), |(first, last)| (first.0, last.0));
        let Sql { mut text, left_out } = sql(&plan.anchored(span), menu.range, dialect, FILES);
        if dialect == Dialect::Athena {
            text = format!("{ATHENA_TABLE}\n{text}");
        }
        let left_out = left_out.join(", ");
        if !left_out.is_empty() {
            // Whoever gets the query without the page is to know. A clause that holds a line break is to stay in its line.
            text = format!(
                "-- Left out, because SQL cannot express it exactly: {}\n{text}",
                left_out.replace(['\n', '\r'], " ")
            );
        }
        let copied = if left_out.is_empty() {
            Notice::transient("Query copied as SQL")
        } else {
            Notice::persistent(
                "Query copied as SQL, which finds more than this page",
                format!("SQL cannot express this exactly, so it is left out: {left_out}"),
            )
        };
        copy(&act, text, copied);
        close.emit(());
    };
    html! {
        <button class="choice" data-testid={test_id} {onclick}>
            <span>{ label }</span>
            <span class="muted">{ hint }</span>
        </button>
    }
}
