//! The panel of facets: who, what, where, result, and fields that were added.
//!
//! - [`facet`]: one field with its values
//! - [`value`]: one value
//! - [`finder`]: finds a facet, and adds fields and JSON paths that are none yet

pub mod facet;
pub mod finder;
pub mod value;

use crate::ui::common::icon::{Icon, icon};
use crate::ui::common::shared::Shared;
use crate::ui::common::splitter::{Panel, Splitter};
use crate::ui::filter_bar::schemas::with_schema;
use crate::ui::hooks::browser::{after_paint, focus_first, is_narrow};
use crate::ui::prelude::*;
use facet::OneFacet;
use finder::{finder, is_found, label};
use std::rc::Rc;
use trailglass_protocol::message::View;
use trailglass_query::Choose;
use trailglass_session::Action;
use trailglass_session::explore::{Explore, FacetState, FacetWish, GROUPS};

/// The id of the panel.
pub const FACETS_PANEL: &str = "facets";

/// What the panel needs.
#[derive(Properties, PartialEq)]
pub struct FacetsProps {
    /// The facets.
    pub explore: Shared<Explore>,
    /// The committed text.
    pub text: Rc<str>,
    /// Hides the panel.
    pub on_close: Callback<()>,
    /// Where intents go.
    pub act: Callback<Action>,
}

/// What is wanted of a value: the field, the value, and what.
pub type Chosen = (Rc<FacetState>, String, Choose);

/// The panel.
#[component]
pub fn Facets(props: &FacetsProps) -> Html {
    let FacetsProps { explore, text, on_close, act } = props;
    let search = use_state_eq(String::new);
    // Looked at when a value is chosen, so that a new text does not draw every facet anew.
    let latest = use_mut_ref(|| text.clone());
    *latest.borrow_mut() = text.clone();
    let choose = {
        let act = act.clone();
        use_callback((), move |(facet, value, choose): Chosen, ()| {
            let text = latest.borrow().clone();
            let text = with_schema(View::Events, |schema| {
                trailglass_query::with_value(&text, &facet.ask.field, &value, choose, schema)
            });
            act.emit(Action::QueryCommitted(text));
        })
    };
    let wish = {
        let act = act.clone();
        use_callback((), move |(field, wish): (String, FacetWish), ()| act.emit(Action::FacetWished(field, wish)))
    };
    let add = {
        let (search, wish) = (search.setter(), wish.clone());
        Callback::from(move |field: String| {
            search.set(String::new());
            wish.emit((field, FacetWish::Add));
            // It comes to stand under the others, mostly out of sight.
            after_paint(|| focus_first(".facet-list > .facet:last-child .facet-toggle"));
        })
    };
    let on_search = {
        let search = search.setter();
        Callback::from(move |text: String| search.set(text))
    };
    // Where the panel covers the table it closes; beside the table it stays, and the focus leaves it.
    let onkeydown = {
        let on_close = on_close.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Escape" && !event.default_prevented() {
                event.prevent_default();
                if is_narrow() {
                    on_close.emit(());
                }
                focus_first("[role=grid] [tabindex='0']");
            }
        }
    };
    let close = on_close.clone();
    let draw = |facet: &Rc<FacetState>| {
        html! {
            <OneFacet key={facet.ask.field.clone()} facet={Shared::of(facet)} choose={choose.clone()} wish={wish.clone()} />
        }
    };
    let is_shown = |facet: &&Rc<FacetState>| is_found(&search, &facet.ask.field, label(&facet.ask.field));
    let n_fixed: usize = GROUPS.iter().map(|(_, fields)| fields.len()).sum();
    let (fixed, added) = explore.facets.split_at(n_fixed.min(explore.facets.len()));
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
                { finder(&search, explore, explore.facets.iter().any(|facet| is_shown(&facet)), &on_search, &add) }
                <button class="icon-button facets-close" aria-label="Close the facets" onclick={move |_| close.emit(())}>{ icon(Icon::Close) }</button>
            </div>
            <div class="facet-list" data-keeps-focus="[data-testid='facet-search']">
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
