//! One facet: its name, how many values there are, and the most frequent ones.

use super::Chosen;
use super::finder::label;
use super::value::{pressed, typed, value_row};
use crate::ui::common::icon::{Icon, icon};
use crate::ui::common::shared::Shared;
use crate::ui::common::words;
use crate::ui::hooks::browser::focus;
use crate::ui::prelude::*;
use trailglass_session::explore::{FEW_VALUES, FacetState, FacetWish, MORE_VALUES, MOST_VALUES};
use web_sys::HtmlInputElement;

/// What a facet needs.
#[derive(Properties, PartialEq)]
pub struct OneFacetProps {
    /// The facet.
    pub facet: Shared<FacetState>,
    /// What is wanted of a value.
    pub choose: Callback<Chosen>,
    /// What is wanted of the facet.
    pub wish: Callback<(String, FacetWish)>,
}

/// A facet.
#[component]
pub fn OneFacet(props: &OneFacetProps) -> Html {
    let OneFacetProps { facet, choose, wish } = props;
    let is_searching = use_state_eq(|| false);
    let tool = use_node_ref();
    let field = &facet.ask.field;
    let name = label(field);
    let wish_for = |what: FacetWish| {
        let (wish, field) = (wish.clone(), field.clone());
        move |_: MouseEvent| wish.emit((field.clone(), what.clone()))
    };
    let found = facet.found.as_deref();
    let distinct = found.map_or(0, |found| found.distinct);
    let is_open = facet.is_open;
    let has_search = *is_searching || !facet.ask.part.is_empty();
    let seek = {
        let (is_searching, wish, field) = (is_searching.clone(), wish.clone(), field.clone());
        move |_| {
            if has_search {
                wish.emit((field.clone(), FacetWish::Search(String::new())));
            }
            is_searching.set(!has_search);
        }
    };
    let search = use_node_ref();
    {
        // Who asks for the search types next. A search that came with the view leaves the focus where it is.
        let search = search.clone();
        use_effect_with(*is_searching, move |is_searching| {
            if *is_searching {
                focus(search.cast());
            }
        });
    }
    let on_search_key = {
        let (is_searching, wish, field) = (is_searching.clone(), wish.clone(), field.clone());
        let tool = tool.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.prevent_default();
                focus(tool.cast());
                wish.emit((field.clone(), FacetWish::Search(String::new())));
                is_searching.set(false);
            }
        }
    };
    let oninput = {
        let (wish, field) = (wish.clone(), field.clone());
        move |event: InputEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            wish.emit((field.clone(), FacetWish::Search(input.value())));
        }
    };
    let choose = {
        let (facet, choose) = (facet.0.clone(), choose.clone());
        move |(value, how)| choose.emit((facet.clone(), value, how))
    };
    let onclick = {
        let choose = choose.clone();
        move |event: MouseEvent| pressed(&event).map_or((), &choose)
    };
    let onkeydown = move |event: KeyboardEvent| typed(&event).map_or((), &choose);
    let most = found.map_or(0, |found| found.values.iter().map(|value| value.count).max().unwrap_or(0));
    let hidden = found.map_or(0, |found| found.found.saturating_sub(found.values.len() as u32));
    html! {
        <section class="facet" data-testid="facet" data-field={field.clone()} aria-label={name.to_owned()}
            aria-busy={facet.is_busy().to_string()} data-distinct={distinct.to_string()}>
            <div class="facet-head">
                <button class="facet-toggle" data-testid="facet-toggle" aria-expanded={is_open.to_string()} onclick={wish_for(FacetWish::Toggle)}>
                    { icon(if is_open { Icon::Down } else { Icon::Right }) }
                    <span class="facet-name" title={field.clone()}>{ name.to_owned() }</span>
                </button>
                if is_open && (distinct > FEW_VALUES || has_search) {
                    <button class="icon-button facet-tool" aria-label={format!("Search within {name}")} aria-pressed={has_search.to_string()} ref={tool} onclick={seek}>
                        { icon(Icon::Search) }
                    </button>
                }
                if facet.is_added {
                    <button class="icon-button facet-tool" aria-label={format!("Remove the facet {name}")} onclick={wish_for(FacetWish::Remove)}>
                        { icon(Icon::Close) }
                    </button>
                }
                <span class="facet-distinct" title={format!("{} distinct", words::number(distinct))}>{ words::number(distinct) }</span>
            </div>
            if is_open {
                if has_search {
                    <input class="facet-search" type="text" aria-label={format!("Search within {name}")} placeholder="Filter values"
                        ref={search} value={facet.ask.part.clone()} {oninput} onkeydown={on_search_key} autocomplete="off" spellcheck="false" />
                }
                <ul role="list" class="facet-values" {onclick} {onkeydown}>
                    if let Some(found) = found {
                        for value in found.values.iter() {
                            { value_row(field, value, most) }
                        }
                    }
                </ul>
                { foot(facet, distinct, hidden, wish_for) }
            }
        </section>
    }
}

/// How many of the hidden values a button shows.
fn more_words(hidden: u32) -> String {
    format!("{} more", words::number(hidden.min(MORE_VALUES)))
}

/// What a button says that shows all values, of so many; or as many as are shown at once.
fn all_words(found: u32) -> String {
    match found {
        ..=MOST_VALUES => format!("All {}", words::number(found)),
        _ => format!("First {} of {}", words::number(MOST_VALUES), words::number(found)),
    }
}

/// What stands under the values: that there are none, or that there are more.
fn foot<F>(facet: &FacetState, distinct: u32, hidden: u32, wish_for: impl Fn(FacetWish) -> F) -> Html
where
    F: Fn(MouseEvent) + 'static,
{
    let is_empty = facet.found.as_ref().is_none_or(|found| found.values.is_empty());
    let words = match (facet.is_busy(), is_empty) {
        (true, true) => "Reading",
        (true, false) => "Partial",
        (false, true) if distinct > 0 => "No value contains this",
        (false, true) => "No values",
        (false, false) => "",
    };
    let has_more = facet.ask.count > FEW_VALUES;
    let found = facet.found.as_ref().map_or(0, |found| found.found);
    html! {
        if !words.is_empty() || hidden > 0 || has_more {
            <div class="facet-foot">
                if !words.is_empty() { <span class="muted">{ words }</span> }
                if hidden > 0 {
                    <button class="link" onclick={wish_for(FacetWish::More)}>{ more_words(hidden) }</button>
                }
                if hidden > MORE_VALUES && facet.ask.count < MOST_VALUES {
                    <button class="link" data-testid="facet-all" onclick={wish_for(FacetWish::All)}>{ all_words(found) }</button>
                }
                if has_more { <button class="link" onclick={wish_for(FacetWish::Fewer)}>{ "Fewer" }</button> }
            </div>
        }
    }
}
