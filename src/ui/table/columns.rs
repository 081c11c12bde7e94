//! The columns of a grid as they are drawn: headings and widths.

use super::render_options::RenderOptions;
use crate::ui::prelude::*;
use std::fmt::Write;
use std::rc::Rc;
use trailglass_event::field::{FIELDS, Field};
use trailglass_lifecycle::field::{JOB_FIELDS, JobField, JobFieldInfo};
use trailglass_protocol::message::View;
use trailglass_query::subject::Subject;
use trailglass_session::columns::Columns;

/// A column as it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its canonical name: in `data-field`, in queries and in sorts.
    pub name: Rc<str>,
    /// Its heading.
    pub label: AttrValue,
    /// Quieter words beside the heading.
    pub unit: AttrValue,
    /// The class of its cells: `is-number`, `is-quiet`.
    pub class: &'static str,
    /// The field that it shows, by its place in the table of fields; `None` for a JSON path.
    pub field: Option<usize>,
    /// Whether its cells are hidden where there is no room for them: beside an open job, and in a narrow window. The style
    /// sheet does so by the class `is-optional`.
    pub is_optional: bool,
    width: Option<u16>,
    least: u16,
    /// Its share of what is left, in hundredths; 0 where it has a width of its own.
    share: u16,
}

/// The columns of a view.
pub fn columns_of(view: View, columns: &Columns, options: &RenderOptions) -> Vec<Column> {
    let column = |column: &trailglass_session::columns::Column| {
        let field = match view {
            View::Events => Field::named(&column.name).map(|field| field as usize),
            View::Jobs => JobField::named(&column.name).map(|field| field as usize),
        };
        let label = match (view, field) {
            (View::Events, Some(at)) => FIELDS[at].label,
            (View::Jobs, Some(at)) => job_label(&JOB_FIELDS[at], &options.subject),
            (_, None) => "",
        };
        let is_time = matches!(&*column.name, "time" | "submitted" | "last-seen");
        let (least, share) = room(view, &column.name, options);
        Column {
            label: if field.is_some() { label.into() } else { AttrValue::from(last_steps(&column.name)) },
            unit: if is_time { options.clock.label().into() } else { AttrValue::default() },
            class: class(view, &column.name),
            is_optional: view == View::Jobs && is_optional(&column.name),
            name: column.name.clone(),
            field,
            width: column.width,
            least,
            share,
        }
    };
    columns.list.iter().map(column).collect()
}

/// The heading of a field of jobs; resources are created and have names, and are not submitted with an input.
fn job_label(info: &JobFieldInfo, subject: &Subject) -> &'static str {
    match (info.field, subject) {
        (JobField::Life, _) => "Timeline",
        (_, Subject::Jobs) => info.label,
        (JobField::Job, _) => "Id",
        (JobField::Input, Subject::One(_)) => "Name",
        (JobField::Input, _) => "Name or input",
        (JobField::Pipeline, _) => "Belongs to",
        (JobField::Submitted, _) => "Created",
        (JobField::Actor, _) => "Created by",
        _ => info.label,
    }
}

fn class(view: View, name: &str) -> &'static str {
    match (view, name) {
        (View::Events, "event" | "actor" | "target") | (View::Jobs, "state" | "job" | "actor" | "ended-by") => "",
        (View::Jobs, "reads" | "outputs" | "waited" | "ran" | "uses") => "is-number",
        (View::Jobs, "life") => "is-timeline",
        _ => "is-quiet",
    }
}

/// The last two names of a path, which tell it from others.
pub fn last_steps(path: &str) -> String {
    let mut steps = path.rsplitn(3, '.');
    match (steps.next(), steps.next(), steps.next()) {
        (Some(last), Some(before), Some(_)) => format!("…{before}.{last}"),
        _ => path.to_owned(),
    }
}

/// The least width of a column, and its share of what is left.
fn room(view: View, name: &str, options: &RenderOptions) -> (u16, u16) {
    // A date stands before the time, and behind it the offset, where that changes.
    let more = if options.has_dates { 62 } else { 0 } + if options.clock.changes() { 26 } else { 0 };
    // The heading holds the offsets in full, and the mark of the order: `Time UTC+1/+2`.
    let heading = 56 + 7 * options.clock.label().len() as u16;
    match (view, name) {
        (View::Events, "time") => ((110 + more).max(heading + 24), 0),
        // Beside an open event there is less room, and an account is known by its end.
        (View::Events, "account") if options.has_detail => (56, 85),
        (View::Events, "region") if options.has_detail => (72, 40),
        (View::Events, "event") => (96, 125),
        (View::Events, "service") => (76, 90),
        (View::Events, "actor") => (88, 150),
        (View::Events, "target") => (88, 160),
        (View::Events, "region") => (60, 62),
        (View::Events, "account") => (60, 85),
        (View::Events, "ip") => (76, 95),
        (View::Events, "error") => (72, 120),
        (View::Events, "outcome" | "write" | "identity") => (64, 55),
        (View::Jobs, "state") if options.has_detail => (124, 60),
        (View::Jobs, "job") if options.has_detail => (110, 110),
        (View::Jobs, "state") => (150, 60),
        (View::Jobs, "kind") => (72, 50),
        (View::Jobs, "job") => (140, 110),
        (View::Jobs, "input") => (96, 130),
        (View::Jobs, "pipeline") => (80, 110),
        // Times that are read off an id have milliseconds.
        (View::Jobs, "submitted" | "last-seen") => ((112 + more).max(heading + 50), 0),
        (View::Jobs, "reads" | "outputs" | "waited" | "ran" | "uses") => (64, 0),
        (View::Jobs, "error") => (72, 90),
        (View::Jobs, "life") => (200, 420),
        _ => (96, 110),
    }
}

/// Whether a column of jobs says more than what tells jobs apart.
fn is_optional(name: &str) -> bool {
    matches!(
        name,
        "kind"
            | "input"
            | "pipeline"
            | "actor"
            | "ended-by"
            | "error"
            | "last-seen"
            | "reads"
            | "outputs"
            | "waited"
            | "ran"
            | "life"
    )
}

/// The style of a grid with these columns.
pub fn style_of(columns: &[Column], options: &RenderOptions) -> String {
    let (template, least) = template(columns, &chosen_widths(columns), options);
    format!("--columns: {template}; --least: {least}px")
}

/// The widths that were chosen for columns.
pub fn chosen_widths(columns: &[Column]) -> Vec<Option<u16>> {
    columns.iter().map(|column| column.width).collect()
}

/// The widths of columns as the style sheet wants them, and the least width of them all. The last fills what is left.
pub fn template(columns: &[Column], widths: &[Option<u16>], options: &RenderOptions) -> (String, u32) {
    let mut text = String::new();
    let mut sum = 0;
    let is_shown = |column: &Column| !(options.has_detail && column.is_optional);
    let last = columns.iter().rposition(is_shown);
    for (at, column) in columns.iter().enumerate().filter(|(_, column)| is_shown(column)) {
        let (least, share) = match widths.get(at).copied().flatten() {
            Some(width) => (width, 0),
            None => (column.least, column.share),
        };
        sum += u32::from(least);
        let share = if share == 0 && Some(at) == last { 100 } else { share };
        // Writing to a text does not fail.
        match share {
            0 => write!(text, "{least}px "),
            share => write!(text, "minmax({least}px, {share}fr) "),
        }
        .ok();
    }
    (text, sum)
}
