//! The text in the bar while it is being typed, and the ways it is committed.

use super::schemas::with_schema;
use crate::ui::actions::{Actions, use_actions};
use crate::ui::prelude::*;
use crate::ui::targets::Target;
use gloo::timers::callback::Timeout;
use std::cell::RefCell;
use std::rc::Rc;
use trailglass_protocol::message::View;
use trailglass_query::{Problem, Span};
use trailglass_session::Action;
use web_sys::HtmlInputElement;

/// How long nothing is typed before the text is committed by itself, in milliseconds.
const IDLE_MS: u32 = 150;

/// The text in the bar, and what can be done to it.
#[derive(Clone)]
pub struct Filter {
    /// The view that it filters.
    pub view: View,
    /// The text, committed or not.
    pub text: AttrValue,
    /// What is wrong with it; empty also while it is being typed, so that half a word has no problem yet.
    pub problems: Rc<Vec<Problem>>,
    /// The committed text.
    pub committed: AttrValue,
    /// The input of the bar.
    pub input: NodeRef,
    draft: UseStateHandle<Draft>,
    kept: Rc<RefCell<Kept>>,
    act: Callback<Action>,
}

/// The text in the bar.
#[derive(Clone, PartialEq)]
struct Draft {
    view: View,
    text: AttrValue,
    /// Whether typing has stopped since the last change.
    is_settled: bool,
}

/// What outlives a rendering and draws nothing by itself.
#[derive(Default)]
struct Kept {
    idle: Option<Timeout>,
    /// Queries that were committed in this session, oldest first.
    earlier: Vec<AttrValue>,
    /// How far back in them the bar is.
    recalled: usize,
    /// Whether a problem is on screen; then it is followed at every letter, so that the row does not come and go.
    has_problems: bool,
}

/// The filter of a view, with the text that the session holds for it.
#[hook]
pub fn use_filter(view: View, committed: &Rc<str>) -> Filter {
    let Actions { act, targets, .. } = use_actions();
    let committed = AttrValue::from(committed.clone());
    let draft = use_state_eq(|| Draft { view, text: committed.clone(), is_settled: true });
    let kept = use_mut_ref(Kept::default);
    {
        // A text that was committed elsewhere, by a chip, a cell or another view, takes the place of the draft, which is
        // not committed after it.
        let (draft, kept) = (draft.clone(), kept.clone());
        use_effect_with((view, committed.clone()), move |(view, committed)| {
            if draft.view != *view || draft.text != *committed {
                kept.borrow_mut().idle = None;
                draft.set(Draft { view: *view, text: committed.clone(), is_settled: true });
            }
        });
    }
    let is_of_view = draft.view == view;
    let text = if is_of_view { draft.text.clone() } else { committed.clone() };
    let is_checked = draft.is_settled || !is_of_view || kept.borrow().has_problems;
    let problems = use_memo((view, text.clone(), is_checked), |(view, text, is_checked)| {
        if *is_checked { with_schema(*view, |schema| trailglass_query::problems(text, schema)) } else { Vec::new() }
    });
    kept.borrow_mut().has_problems = !problems.is_empty();
    Filter { view, text, problems, committed, input: targets.node(Target::QueryInput), draft, kept, act }
}

impl Filter {
    /// The text was changed by typing; it is committed by itself when nothing more is typed.
    pub fn type_in(&self, text: String) {
        let text = AttrValue::from(text);
        self.draft.set(Draft { view: self.view, text: text.clone(), is_settled: false });
        let filter = self.clone();
        self.kept.borrow_mut().idle = Some(Timeout::new(IDLE_MS, move || filter.settle(text)));
    }

    /// Commits what is typed at once, where that waits for a pause.
    pub fn settle_now(&self, text: String) {
        if self.kept.borrow_mut().idle.take().is_some() {
            self.settle(text.into());
        }
    }

    /// Commits what was typed, as typing that may go on.
    fn settle(&self, text: AttrValue) {
        self.kept.borrow_mut().idle = None;
        self.draft.set(Draft { view: self.view, text: text.clone(), is_settled: true });
        let view = self.view;
        self.commit_text(&text, |text| Action::TypeQuery(view, text));
    }

    /// Commits the text in the bar, which may be newer than what was drawn.
    pub fn commit(&self, text: String) {
        self.put(text.clone());
        if !text.trim().is_empty() {
            let last = AttrValue::from(text);
            let mut kept = self.kept.borrow_mut();
            kept.earlier.retain(|earlier| *earlier != last);
            kept.earlier.push(last);
            kept.recalled = 0;
        }
    }

    /// Puts another text into the bar and commits it.
    pub fn put(&self, text: String) {
        self.kept.borrow_mut().idle = None;
        let text = AttrValue::from(text);
        self.draft.set(Draft { view: self.view, text: text.clone(), is_settled: true });
        self.commit_text(&text, Action::CommitQuery);
        self.act.emit(Action::EndTyping);
    }

    /// Takes the part at a span out of the text.
    pub fn remove(&self, span: Span) {
        self.put(trailglass_query::without_span(&self.text, span));
    }

    /// Repairs the first problem that has a fix. Returns whether there was one.
    pub fn fix(&self) -> bool {
        let Some((span, better)) = self.problems.iter().find_map(Problem::fix) else { return false };
        let span = span.within(&self.text);
        self.put(format!("{}{better}{}", &self.text[..span.start], &self.text[span.end..]));
        true
    }

    /// Recalls an earlier query into an empty bar, or the one before that. Returns whether there is one.
    pub fn recall(&self) -> bool {
        let mut kept = self.kept.borrow_mut();
        let is_recalled = kept.recalled > 0
            && kept.earlier.len().checked_sub(kept.recalled).is_some_and(|at| kept.earlier[at] == self.text);
        if !self.text.is_empty() && !is_recalled {
            return false;
        }
        let back = if is_recalled { kept.recalled + 1 } else { 1 };
        let Some(at) = kept.earlier.len().checked_sub(back) else { return is_recalled };
        kept.recalled = back;
        let text = kept.earlier[at].clone();
        drop(kept);
        self.type_in(text.to_string());
        true
    }

    /// The input, if it has the focus.
    pub fn focused_input(&self) -> Option<HtmlInputElement> {
        let input = self.input.cast::<HtmlInputElement>()?;
        let focused = gloo::utils::document().active_element()?;
        (**input == focused).then_some(input)
    }

    /// Moves the focus into the bar and selects a part of its text, counted in UTF-16 units.
    pub fn select(&self, start: usize, end: usize) {
        if let Some(input) = self.input.cast::<HtmlInputElement>() {
            // A text input takes the focus and any selection.
            input.focus().ok();
            input.set_selection_range(start as u32, end as u32).ok();
        }
    }

    /// A text with a problem is refused; the answer on screen stays.
    fn commit_text(&self, text: &AttrValue, how: impl FnOnce(String) -> Action) {
        let is_sound = with_schema(self.view, |schema| trailglass_query::problems(text, schema).is_empty());
        if is_sound && *text != self.committed {
            self.act.emit(how(text.to_string()));
        }
    }
}
