//! Finds a facet by its name, and offers fields and JSON paths that are none yet.

use crate::ui::common::icon::{Icon, icon};
use crate::ui::filter_bar::schemas::with_schema;
use crate::ui::prelude::*;
use crate::ui::targets::{Target, Targets};
use trailglass_event::field::{FIELDS, Field, Kind};
use trailglass_event::member;
use trailglass_protocol::message::View;
use trailglass_query::pattern::{Case, Glyph, Pattern, Reach};
use trailglass_query::schema::Named;
use trailglass_session::overview::Overview;
use web_sys::HtmlInputElement;

/// More than so many offers are a list to be searched again.
const MOST_OFFERS: usize = 10;

/// Draws the search, and under it what can be added. `search` is what is typed, `has_found` whether a facet fits it.
pub fn finder(
    search: &str,
    overview: &Overview,
    has_found: bool,
    targets: &Targets,
    on_search: &Callback<String>,
    on_add: &Callback<String>,
) -> Html {
    let offers = offers(search, overview);
    let oninput = {
        let on_search = on_search.clone();
        move |event: InputEvent| on_search.emit(event.target_unchecked_into::<HtmlInputElement>().value())
    };
    let onkeydown = {
        let (on_search, on_add, first) = (on_search.clone(), on_add.clone(), offers.first().cloned());
        let is_empty = search.is_empty();
        move |event: KeyboardEvent| match event.key().as_str() {
            "Enter" => {
                if let Some(first) = &first {
                    // The focus goes to the facet at once, and this key is not to press its button.
                    event.prevent_default();
                    on_add.emit(first.clone());
                }
            }
            "Escape" if !is_empty => {
                event.prevent_default();
                on_search.emit(String::new());
            }
            _ => {}
        }
    };
    html! {
        <div class="facets-finder">
            <div class="facets-search">
                { icon(Icon::Search) }
                <input type="text" ref={targets.node(Target::FacetSearch)} data-testid="facet-search" aria-label="Find a field" placeholder="Find a field, e.g. request*"
                    value={search.to_owned()} {oninput} {onkeydown} autocomplete="off" autocapitalize="off" spellcheck="false" />
            </div>
            if offers.is_empty() && !has_found {
                <p class="muted">{ "No such field. A value in the record has a path, such as userIdentity.type." }</p>
            }
            if !offers.is_empty() {
                <ul role="list" class="facet-offers" aria-label="Fields to add">
                    for field in offers.iter() {
                        <li key={field.clone()}>{ offer(field, on_add) }</li>
                    }
                </ul>
            }
        </div>
    }
}

fn offer(field: &str, on_add: &Callback<String>) -> Html {
    let (on_add, name) = (on_add.clone(), field.to_owned());
    html! {
        <button data-testid="facet-add" data-field={field.to_owned()} onclick={move |_| on_add.emit(name.clone())}>
            { icon(Icon::Plus) }
            <span class="facet-name">{ label(field).to_owned() }</span>
        </button>
    }
}

/// How a field is called: the heading of its column; of a path the path.
pub fn label(field: &str) -> &str {
    Field::named(field).map_or(field, |field| field.info().label)
}

/// Whether a search finds a field, by its name or its heading: anywhere in it, or with `*` in the whole of it.
pub fn is_found(search: &str, name: &str, label: &str) -> bool {
    let search = search.trim();
    let glyphs: Vec<Glyph> =
        search.chars().map(|char| if char == '*' { Glyph::Many } else { Glyph::Char(char) }).collect();
    let reach = if glyphs.contains(&Glyph::Many) { Reach::Whole } else { Reach::Contained };
    let pattern = Pattern::new(&glyphs, Case::Ignored, reach);
    search.is_empty() || pattern.matches(name) || pattern.matches(label)
}

/// Fields and paths that fit what is typed and are no facets yet; the text itself where it is a path.
fn offers(search: &str, overview: &Overview) -> Vec<String> {
    if search.trim().is_empty() {
        return Vec::new();
    }
    let typed = with_schema(View::Events, |schema| {
        let name = search.trim();
        let is_path = matches!(schema.named(name), Ok(Named::Path(_)));
        is_path.then(|| schema.canonical(name))
    });
    let fields = FIELDS.iter().filter(|info| info.kind != Kind::Time);
    let fields = fields.filter(|info| {
        is_found(search, info.name, info.label) || info.also.iter().any(|also| is_found(search, also, also))
    });
    let members = member::without_field().filter(|member| is_found(search, member, member));
    let names = typed.into_iter().chain(fields.map(|info| info.name.to_owned()));
    let mut offers: Vec<String> = Vec::new();
    for name in names.chain(members.map(str::to_owned)) {
        let is_there = overview.facets.iter().any(|facet| facet.ask.field == name) || offers.contains(&name);
        if !is_there && offers.len() < MOST_OFFERS {
            offers.push(name);
        }
    }
    offers
}
