//! One facet: its name, how many values there are, and the most frequent ones.

use super::finder::label;
use super::value::{pressed, typed, value_row};
use crate::ui::common::icon::{Icon, icon};
use crate::ui::common::shared::Shared;
use crate::ui::common::words;
use crate::ui::hooks::browser::focus;
use crate::ui::prelude::*;
use std::rc::Rc;
use trailglass_query::Choose;
use trailglass_session::overview::{FEW_VALUES, FacetChange, FacetState, MORE_VALUES, MOST_VALUES};
use web_sys::HtmlInputElement;

/// A value that was chosen: its facet, the value, and how.
pub type Chosen = (Rc<FacetState>, String, Choose);

/// What a facet needs.
#[derive(Properties, PartialEq)]
pub struct OneFacetProps {
    /// The facet.
    pub facet: Shared<FacetState>,
    /// Whether it has just been added: it takes the focus.
    pub takes_focus: bool,
    /// Chooses a value.
    pub choose: Callback<Chosen>,
    /// Changes the facet of a field.
    pub change: Callback<(String, FacetChange)>,
}

/// A facet.
#[component]
pub fn OneFacet(props: &OneFacetProps) -> Html {
    let OneFacetProps { facet, takes_focus, choose, change } = props;
    let (toggle, search_tool) = (use_node_ref(), use_node_ref());
    let search = use_search(facet, change, &search_tool);
    {
        let toggle = toggle.clone();
        use_effect_with(*takes_focus, move |takes_focus| {
            if *takes_focus {
                focus(toggle.cast());
            }
        });
    }
    let field = &facet.ask.field;
    let name = label(field);
    let change_to = changes_of(facet, change);
    let found = facet.found.as_deref();
    let distinct = found.map_or(0, |found| found.distinct);
    let is_open = facet.is_open;
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
                <button class="facet-toggle" data-testid="facet-toggle" ref={toggle} aria-expanded={is_open.to_string()} onclick={change_to(FacetChange::Toggle)}>
                    { icon(if is_open { Icon::Down } else { Icon::Right }) }
                    <span class="facet-name" title={field.clone()}>{ name.to_owned() }</span>
                </button>
                if is_open && (distinct > FEW_VALUES || search.is_open) {
                    <button class="icon-button facet-tool" aria-label={format!("Search within {name}")} aria-pressed={search.is_open.to_string()}
                        ref={search_tool} onclick={search.toggle}>{ icon(Icon::Search) }</button>
                }
                if facet.is_added {
                    <button class="icon-button facet-tool" aria-label={format!("Remove the facet {name}")} onclick={change_to(FacetChange::Remove)}>
                        { icon(Icon::Close) }
                    </button>
                }
                <span class="facet-distinct" title={format!("{} distinct", words::number(distinct))}>{ words::number(distinct) }</span>
            </div>
            if is_open {
                { search.field }
                <ul role="list" class="facet-values" {onclick} {onkeydown}>
                    if let Some(found) = found {
                        for value in found.values.iter() {
                            { value_row(field, value, most) }
                        }
                    }
                </ul>
                { foot(facet, distinct, hidden, change_to) }
            }
        </section>
    }
}

/// Makes the handlers of the buttons that change a facet.
fn changes_of<'a>(
    facet: &'a FacetState,
    change: &'a Callback<(String, FacetChange)>,
) -> impl Fn(FacetChange) -> Callback<MouseEvent> + Copy + 'a {
    |what: FacetChange| {
        let field = facet.ask.field.clone();
        change.reform(move |_: MouseEvent| (field.clone(), what.clone()))
    }
}

/// The search within the values of a facet.
struct Search {
    /// Whether it is shown.
    is_open: bool,
    /// Shows or hides it.
    toggle: Callback<MouseEvent>,
    /// Its field, while it is shown.
    field: Html,
}

/// The search within a facet. Closed by Escape, it gives the focus to the button that shows it, whose node is `tool`.
#[hook]
fn use_search(facet: &Shared<FacetState>, change: &Callback<(String, FacetChange)>, tool: &NodeRef) -> Search {
    let is_searching = use_state_eq(|| false);
    let input = use_node_ref();
    {
        // A search that the person opens takes the focus; one that came with the view does not.
        let input = input.clone();
        use_effect_with(*is_searching, move |is_searching| {
            if *is_searching {
                focus(input.cast());
            }
        });
    }
    let name = facet.ask.field.clone();
    let search_for = change.reform(move |text: String| (name.clone(), FacetChange::Search(text)));
    let is_open = *is_searching || !facet.ask.part.is_empty();
    let toggle = {
        let (is_searching, search_for) = (is_searching.clone(), search_for.clone());
        Callback::from(move |_: MouseEvent| {
            if is_open {
                search_for.emit(String::new());
            }
            is_searching.set(!is_open);
        })
    };
    let onkeydown = {
        let (search_for, tool) = (search_for.clone(), tool.clone());
        move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.prevent_default();
                focus(tool.cast());
                search_for.emit(String::new());
                is_searching.set(false);
            }
        }
    };
    let oninput = search_for.reform(|event: InputEvent| event.target_unchecked_into::<HtmlInputElement>().value());
    let field = html! {
        if is_open {
            <input class="facet-search" type="text" aria-label={format!("Search within {}", label(&facet.ask.field))} placeholder="Filter values"
                ref={input} value={facet.ask.part.clone()} {oninput} {onkeydown} autocomplete="off" spellcheck="false" />
        }
    };
    Search { is_open, toggle, field }
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
fn foot(
    facet: &FacetState,
    distinct: u32,
    hidden: u32,
    change_to: impl Fn(FacetChange) -> Callback<MouseEvent>,
) -> Html {
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
                    <button class="link" onclick={change_to(FacetChange::More)}>{ more_words(hidden) }</button>
                }
                if hidden > MORE_VALUES && facet.ask.count < MOST_VALUES {
                    <button class="link" data-testid="facet-all" onclick={change_to(FacetChange::All)}>{ all_words(found) }</button>
                }
                if has_more { <button class="link" onclick={change_to(FacetChange::Fewer)}>{ "Fewer" }</button> }
            </div>
        }
    }
}
