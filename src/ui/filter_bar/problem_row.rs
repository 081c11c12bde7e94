//! What is wrong with the text, in words, with one remedy.

use super::use_filter::Filter;
use crate::ui::common::icon::{Icon, icon_of};
use crate::ui::prelude::*;
use trailglass_query::Problem;

/// The row under the bar; nothing while the text is sound.
pub fn problem_row(filter: &Filter) -> Html {
    if filter.problems.is_empty() {
        return Html::default();
    }
    let remedy = filter.problems.iter().find_map(Problem::fix).map(|(_, better)| {
        let filter = filter.clone();
        let fix = move |_| {
            filter.fix();
        };
        html! { <button class="button is-small" onclick={fix}>{ format!("Use {better}") }<kbd>{ "Tab" }</kbd></button> }
    });
    html! {
        <div class="problem-row" id="query-problems" role="alert">
            { icon_of(Icon::Warning, "is-failed") }
            for problem in filter.problems.iter() {
                { one(problem, &filter.text) }
            }
            { remedy.unwrap_or_default() }
            <span class="muted">{ "The table still shows the answer to the last query without a problem" }</span>
        </div>
    }
}

fn one(problem: &Problem, text: &str) -> Html {
    let (start, end) = problem.span.to_utf16(text);
    html! {
        <span data-testid="query-problem" data-start={start.to_string()} data-end={end.to_string()}>
            { problem.to_string() }
        </span>
    }
}
