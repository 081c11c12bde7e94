//! The bar itself.

use super::help::help;
use super::highlight::highlight;
use super::suggestions::Suggestions;
use super::use_filter::Filter;
use super::{LIST, QUERY_INPUT};
use crate::ui::actions::use_actions;
use crate::ui::common::icon::{Icon, icon};
use crate::ui::hooks::browser::set_style;
use crate::ui::prelude::*;
use crate::ui::targets::Target;
use trailglass_protocol::message::View;
use web_sys::HtmlInputElement;

/// Draws the bar. `count` is shown beside it: how many rows match.
#[hook]
pub fn use_input(filter: &Filter, suggestions: &Suggestions, count: Html, is_busy: bool) -> Html {
    let highlight_node = use_node_ref();
    let targets = use_actions().targets;
    let input_node = filter.input.clone();
    let align = {
        let (highlight_node, input_node) = (highlight_node.clone(), input_node.clone());
        move || {
            if let Some(input) = input_node.cast::<HtmlInputElement>() {
                set_style(&highlight_node, "transform", &format!("translateX({}px)", -input.scroll_left()));
            }
        }
    };
    {
        let align = align.clone();
        use_effect_with(filter.text.clone(), move |_| align());
    }
    let oninput = {
        let (filter, suggestions) = (filter.clone(), suggestions.clone());
        move |event: InputEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            suggestions.typed(&input.value());
            filter.type_in(input.value());
        }
    };
    let onkeydown = {
        let (filter, suggestions) = (filter.clone(), suggestions.clone());
        move |event: KeyboardEvent| {
            if event.is_composing() {
                return;
            }
            let is_taken = match event.key().as_str() {
                "Enter" if suggestions.accept(false) => true,
                "Enter" => {
                    suggestions.close();
                    filter.commit(event.target_unchecked_into::<HtmlInputElement>().value());
                    true
                }
                "Tab" if !event.shift_key() => suggestions.accept(true) || filter.fix(),
                "ArrowDown" => suggestions.step(true),
                "ArrowUp" => suggestions.step(false) || filter.recall(),
                "Escape" if suggestions.close() => true,
                "Escape" => {
                    targets.focus(Target::Grid);
                    true
                }
                _ => false,
            };
            if is_taken {
                event.prevent_default();
                event.stop_propagation();
            }
        }
    };
    let onblur = {
        let (filter, suggestions) = (filter.clone(), suggestions.clone());
        move |event: FocusEvent| {
            suggestions.close();
            // Leaving the bar ends the typing: what is done elsewhere applies to what was typed.
            filter.settle_now(event.target_unchecked_into::<HtmlInputElement>().value());
        }
    };
    // What is read aloud is the count of a whole answer; the region is always a live one, and changes only then.
    let announced = use_mut_ref(Html::default);
    if !is_busy {
        *announced.borrow_mut() = count.clone();
    }
    let announced = announced.borrow().clone();
    let has_problems = !filter.problems.is_empty();
    let example = match filter.view {
        View::Events => "Filter, e.g. event:CreateJob error:*",
        View::Jobs => "Filter, e.g. state:unknown pipeline:1699*",
    };
    html! {
        <div class={classes!("filter-bar", has_problems.then_some("has-problems"))}>
            { icon(Icon::Search) }
            <div class="filter-text">
                <div class="highlight" aria-hidden="true"><div ref={highlight_node}>{ highlight(&filter.text, &filter.problems) }</div></div>
                <input id={QUERY_INPUT} data-testid="query-input" ref={input_node} type="text" role="combobox"
                    aria-autocomplete="list" aria-expanded={suggestions.is_open().to_string()}
                    aria-controls={suggestions.is_open().then_some(LIST)} aria-activedescendant={suggestions.active()} {onblur} value={filter.text.clone()}
                    placeholder={example} aria-label="Filter" aria-invalid={has_problems.to_string()}
                    aria-describedby={has_problems.then_some("query-problems")} autocomplete="off" autocapitalize="off"
                    spellcheck="false" {oninput} {onkeydown} onscroll={move |_| align()} />
            </div>
            <span class="filter-count" aria-hidden="true">{ count }</span>
            <span class="visually-hidden" role="status" aria-live="polite">{ announced }</span>
            <kbd aria-hidden="true">{ "/" }</kbd>
            { help(filter.view) }
            { suggestions.view() }
        </div>
    }
}
