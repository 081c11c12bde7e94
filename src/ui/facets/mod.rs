//! The panel of facets: who, what, where, result, and fields that were added.
//!
//! - [`facet`]: one field with its values
//! - [`value`]: one value
//! - [`finder`]: finds a facet, and adds fields and JSON paths that are none yet

pub mod facet;
pub mod finder;
pub mod value;

use crate::ui::actions::use_actions;
use crate::ui::common::icon::{Icon, icon};
use crate::ui::common::shared::Shared;
use crate::ui::common::splitter::{Panel, Splitter};
use crate::ui::filter_bar::schemas::with_schema;
use crate::ui::hooks::breakpoints::is_narrow;
use crate::ui::prelude::*;
use crate::ui::targets::Target;
use facet::{Chosen, OneFacet};
use finder::{finder, is_found, label};
use std::rc::Rc;
use trailglass_protocol::message::View;
use trailglass_session::Action;
use trailglass_session::command::Command;
use trailglass_session::overview::{FacetChange, FacetState, GROUPS, Overview};

/// The id of the panel.
pub const FACETS_PANEL: &str = "facets";

/// What the panel needs.
#[derive(Properties, PartialEq)]
pub struct FacetsProps {
    /// The facets.
    pub overview: Shared<Overview>,
    /// The committed text.
    pub text: Rc<str>,
}

/// The panel.
#[component]
pub fn Facets(props: &FacetsProps) -> Html {
    let FacetsProps { overview, text } = props;
    let actions = use_actions();
    let act = &actions.act;
    let search = use_state_eq(String::new);
    let added_now = use_state_eq(|| None::<String>);
    // Read when a value is chosen, so that a new text does not draw every facet anew.
    let latest = use_mut_ref(|| text.clone());
    *latest.borrow_mut() = text.clone();
    let choose = {
        let act = act.clone();
        use_callback((), move |(facet, value, choose): Chosen, ()| {
            let text = latest.borrow().clone();
            let text = with_schema(View::Events, |schema| {
                trailglass_query::with_value(&text, &facet.ask.field, &value, choose, schema)
            });
            act.emit(Action::CommitQuery(text));
        })
    };
    let change = {
        let act = act.clone();
        use_callback((), move |(field, change): (String, FacetChange), ()| act.emit(Action::ChangeFacet(field, change)))
    };
    let add = {
        let (search, change, added_now) = (search.setter(), change.clone(), added_now.setter());
        Callback::from(move |field: String| {
            search.set(String::new());
            change.emit((field.clone(), FacetChange::Add));
            // It comes to stand under the others, mostly out of sight, and takes the focus.
            added_now.set(Some(field));
        })
    };
    let on_search = {
        let (search, added_now) = (search.setter(), added_now.setter());
        Callback::from(move |text: String| {
            added_now.set(None);
            search.set(text);
        })
    };
    // Where the panel covers the table it closes; beside the table it stays, and the focus leaves it.
    let onkeydown = {
        let actions = actions.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Escape" && !event.default_prevented() {
                event.prevent_default();
                if is_narrow() {
                    actions.run.emit(Command::ToggleFacets);
                }
                actions.targets.focus(Target::Grid);
            }
        }
    };
    let close = actions.run.reform(|_| Command::ToggleFacets);
    let draw = |facet: &Rc<FacetState>| {
        html! {
            <OneFacet key={facet.ask.field.clone()} facet={Shared::of(facet)} takes_focus={*added_now == Some(facet.ask.field.clone())}
                choose={choose.clone()} change={change.clone()} />
        }
    };
    let is_shown = |facet: &&Rc<FacetState>| is_found(&search, &facet.ask.field, label(&facet.ask.field));
    let n_fixed: usize = GROUPS.iter().map(|(_, fields)| fields.len()).sum();
    let (fixed, added) = overview.facets.split_at(n_fixed.min(overview.facets.len()));
    let mut rest = fixed;
    let mut groups = Vec::new();
    for (name, fields) in GROUPS {
        let (own, others) = rest.split_at(fields.len().min(rest.len()));
        rest = others;
        groups.push((name, own));
    }
    groups.push(("Added", added));
    html! {
        <aside class="facets" id={FACETS_PANEL} aria-label="Facets" {onkeydown}>
            <Splitter panel={Panel::Facets} />
            <div class="facets-head">
                { finder(&search, overview, overview.facets.iter().any(|facet| is_shown(&facet)), &actions.targets, &on_search, &add) }
                <button class="icon-button facets-close" aria-label="Close the facets" onclick={close}>{ icon(Icon::Close) }</button>
            </div>
            <div class="facet-list" data-keeps-focus={Target::FacetSearch.name()}>
                for (name, facets) in groups {
                    if facets.iter().any(|facet| is_shown(&facet)) {
                        <h2 key={name} class="facet-group">{ name }</h2>
                        for facet in facets.iter().filter(is_shown) {
                            { draw(facet) }
                        }
                    }
                }
            </div>
        </aside>
    }
}
