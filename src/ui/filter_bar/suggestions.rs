//! The list of what may be typed next, under the bar.
//!
//! The focus stays in the bar; assistive technology gets the list as the active descendant. Nothing is chosen until
//! an arrow key says so, so that Enter commits what was typed.

use super::LIST;
use super::schemas::with_schema;
use super::use_filter::Filter;
use crate::ui::actions::use_actions;
use crate::ui::common::words;
use crate::ui::prelude::*;
use trailglass_protocol::message::{Request, Suggest};
use trailglass_query::complete::Wanted;
use trailglass_query::{Completion, Suggestion, complete};
use trailglass_session::Suggested;
use web_sys::HtmlInputElement;

/// Where the caret was when something was typed, and which suggestion is chosen; nothing while the list is closed.
#[derive(Clone, Copy, Default, PartialEq)]
struct Open {
    /// A byte of the text.
    caret: usize,
    chosen: Option<usize>,
}

/// The list and what can be done to it.
#[derive(Clone)]
pub struct Suggestions {
    filter: Filter,
    open: UseStateHandle<Option<Open>>,
    completion: Option<Completion>,
    /// Where the caret goes once the text is drawn, in UTF-16 units.
    goal: std::rc::Rc<std::cell::Cell<Option<u32>>>,
}

/// The suggestions at the caret. The engine is asked for values, which come back as `suggested`.
#[hook]
pub fn use_suggestions(filter: &Filter, suggested: &Suggested) -> Suggestions {
    let ask = use_actions().ask;
    let open = use_state_eq(|| None::<Open>);
    let goal = (*use_memo((), |()| std::rc::Rc::new(std::cell::Cell::new(None)))).clone();
    let values = suggested.as_ref().filter(|(asked, _)| asked.view == filter.view);
    let at_caret = |values: &[(String, Option<u32>)]| {
        open.map(|open| with_schema(filter.view, |schema| complete(&filter.text, open.caret, schema, values)))
    };
    let bare = at_caret(&[]);
    let asked = bare
        .as_ref()
        .and_then(|completion| completion.wanted.clone())
        .map(|Wanted { field, prefix, rest }| Suggest { view: filter.view, rest, field, prefix });
    // Values that begin otherwise were asked for a moment ago; those that fit are shown until the newer ones come.
    let is_fit = |one: &Suggest, other: &Suggest| one.field == other.field && one.rest == other.rest;
    let completion = match (values, &asked) {
        (Some((own, values)), Some(asked)) if is_fit(own, asked) => at_caret(values),
        _ => bare,
    };
    use_effect_with(asked, move |asked| {
        if let Some(asked) = asked {
            ask.emit(Request::Suggest(asked.clone()));
        }
    });
    {
        let (goal, filter) = (goal.clone(), filter.clone());
        use_effect_with(filter.text.clone(), move |_| {
            if let (Some(caret), Some(input)) = (goal.take(), filter.focused_input()) {
                // A text input takes any selection.
                input.set_selection_range(caret, caret).ok();
            }
        });
    }
    let completion = completion.filter(|completion| !completion.suggestions.is_empty());
    Suggestions { filter: filter.clone(), open, completion, goal }
}

impl Suggestions {
    fn list(&self) -> &[Suggestion] {
        self.completion.as_ref().map_or(&[], |completion| &completion.suggestions)
    }

    /// Whether the list is on screen.
    pub fn is_open(&self) -> bool {
        !self.list().is_empty()
    }

    /// The id of the chosen suggestion.
    pub fn active(&self) -> Option<String> {
        let chosen = self.open.and_then(|open| open.chosen)?;
        self.is_open().then(|| format!("{LIST}-{chosen}"))
    }

    /// Something was typed; the list opens at the caret.
    pub fn typed(&self, text: &str) {
        let caret = self.filter.focused_input().filter(|_| !text.is_empty()).map(|input| caret_of(&input, text));
        self.open.set(caret.map(|caret| Open { caret, chosen: None }));
    }

    /// Closes the list. Returns whether it was open.
    pub fn close(&self) -> bool {
        self.open.set(None);
        self.is_open()
    }

    /// Chooses the next suggestion or the one before; opens the list where it is closed. Returns whether there is one.
    pub fn step(&self, is_down: bool) -> bool {
        match *self.open {
            Some(open) if self.is_open() => {
                let last = self.list().len() - 1;
                let chosen = match (open.chosen, is_down) {
                    (None, true) => Some(0),
                    (None, false) => Some(last),
                    (Some(at), true) => Some(at + 1).filter(|at| *at <= last),
                    (Some(at), false) => at.checked_sub(1),
                };
                self.open.set(Some(Open { chosen, ..open }));
                true
            }
            _ if is_down => {
                let caret = self.filter.focused_input().map(|input| caret_of(&input, &self.filter.text));
                self.open.set(caret.map(|caret| Open { caret, chosen: Some(0) }));
                true
            }
            _ => false,
        }
    }

    /// Puts the chosen suggestion in; the first, where none is chosen and `or_first`. Returns whether there was one.
    pub fn accept(&self, or_first: bool) -> bool {
        let Some(completion) = &self.completion else { return false };
        let chosen = self.open.and_then(|open| open.chosen);
        let has_typed = or_first && !completion.span.is_empty();
        let Some(at) = chosen.or(has_typed.then_some(0)) else { return false };
        self.put(at);
        true
    }

    fn put(&self, at: usize) {
        let Some(completion) = &self.completion else { return };
        let Some(suggestion) = completion.suggestions.get(at) else { return };
        let text = &self.filter.text;
        let span = completion.span.within(text);
        let before = format!("{}{}", &text[..span.start], suggestion.text);
        self.goal.set(Some(before.encode_utf16().count() as u32));
        self.open.set(Some(Open { caret: before.len(), chosen: None }));
        self.filter.type_in(format!("{before}{}", &text[span.end..]));
    }

    /// Draws the list.
    pub fn view(&self) -> Html {
        if !self.is_open() {
            return Html::default();
        }
        let chosen = self.open.and_then(|open| open.chosen);
        let one = |(at, suggestion): (usize, &Suggestion)| {
            let onmousedown = {
                let this = self.clone();
                move |event: MouseEvent| {
                    // The focus stays in the bar.
                    event.prevent_default();
                    this.put(at);
                }
            };
            html! {
                <li role="option" id={format!("{LIST}-{at}")} key={at} aria-selected={(chosen == Some(at)).to_string()}
                    data-text={suggestion.text.clone()} data-count={suggestion.count.map(|count| count.to_string())} {onmousedown}>
                    <span class="log-text">{ suggestion.text.clone() }</span>
                    <span class="muted">{ suggestion.doc.clone() }</span>
                    if let Some(count) = suggestion.count { <span class="suggestion-count">{ words::number(count) }</span> }
                </li>
            }
        };
        html! {
            <ul class="suggestions popover" id={LIST} role="listbox" aria-label="Suggestions" data-testid="suggestions">
                { for self.list().iter().enumerate().map(one) }
            </ul>
        }
    }
}

/// Where the caret is, as a byte of the text.
fn caret_of(input: &HtmlInputElement, text: &str) -> usize {
    let units = input.selection_end().ok().flatten().unwrap_or(u32::MAX) as usize;
    let mut seen = 0;
    let char = text.char_indices().find(|(_, char)| {
        seen += char.len_utf16();
        seen > units
    });
    char.map_or(text.len(), |(at, _)| at)
}
