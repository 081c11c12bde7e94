//! Why a text without a problem finds nothing: under the bar, with what was probably meant, and with how
//! many events hold the same values anywhere.

use super::schemas::with_schema;
use crate::ui::actions::{Actions, use_actions};
use crate::ui::common::icon::{Icon, icon_of};
use crate::ui::common::shared::Shared;
use crate::ui::common::words;
use crate::ui::prelude::*;
use crate::ui::targets::Target;
use trailglass_event::time::TimeRange;
use trailglass_protocol::message::{Count, Request, View};
use trailglass_query::advice::{Advice, Elsewhere, advice, elsewhere};
use trailglass_session::{Action, Counted};

/// What the row needs.
#[derive(Properties, PartialEq)]
pub struct AdviceProps {
    /// The view on screen.
    pub view: View,
    /// The text that the answer on screen is for.
    pub text: AttrValue,
    /// Whether it finds nothing.
    pub is_empty: bool,
    /// The time that the view is narrowed to.
    pub range: Option<TimeRange>,
    /// The version of the store.
    pub generation: u32,
    /// The newest counts of other texts.
    pub counted: Shared<Counted>,
}

/// The row; empty where there is no advice.
#[component]
pub fn AdviceRow(props: &AdviceProps) -> Html {
    let AdviceProps { view, text, is_empty, range, generation, counted } = props;
    let actions = use_actions();
    let found = use_memo((*view, text.clone(), *is_empty), |(view, text, is_empty)| {
        with_schema(*view, |schema| {
            let mut found = advice(text, schema);
            found.retain(|advice| *is_empty || advice.is_excluded);
            (found, if *is_empty { elsewhere(text, schema) } else { Vec::new() })
        })
    });
    let (advice, elsewhere) = &*found;
    let mut texts: Vec<String> = advice.iter().filter_map(|advice| advice.text(text)).collect();
    texts.extend(elsewhere.iter().map(|other| other.text.clone()));
    let asked = Count { view: *view, texts, range: *range, generation: *generation };
    {
        let ask = actions.ask.clone();
        use_effect_with(asked.clone(), move |asked| {
            if !asked.texts.is_empty() {
                ask.emit(Request::Count(asked.clone()));
            }
        });
    }
    let counts = counted.as_ref().as_ref().filter(|(of, _)| *of == asked).map(|(_, counts)| counts);
    let count_of = |text: &str| {
        let at = asked.texts.iter().position(|other| other == text)?;
        counts?.get(at).copied()
    };
    if advice.is_empty() && elsewhere.is_empty() {
        return Html::default();
    }
    let row = Row { view: *view, actions: &actions };
    html! {
        <div class="problem-row advice-row" role="status" data-testid="query-advice-row">
            { icon_of(Icon::Search, "is-quiet") }
            for advice in advice.iter() {
                { row.advice(advice, text, &count_of) }
            }
            for other in elsewhere.iter() {
                { row.elsewhere(other, count_of(&other.text)) }
            }
        </div>
    }
}

struct Row<'a> {
    view: View,
    actions: &'a Actions,
}

impl Row<'_> {
    fn advice(&self, advice: &Advice, text: &str, count_of: &dyn Fn(&str) -> Option<u32>) -> Html {
        let whole = advice.text(text);
        let count = whole.as_deref().and_then(count_of);
        let is_offered = !advice.kind.is_guess() || count.is_some_and(|count| count > 0);
        let button = whole.zip(advice.meant.as_ref()).filter(|_| is_offered).map(|(whole, meant)| {
            let more = count.filter(|_| !advice.is_excluded).map(|count| format!(": {}", self.counted(count)));
            self.button("query-meant", count, whole, format!("Use {meant}{}", more.unwrap_or_default()))
        });
        html! {
            <>
                <span data-testid="query-advice">{ advice.kind.to_string() }</span>
                { button.unwrap_or_default() }
            </>
        }
    }

    fn elsewhere(&self, other: &Elsewhere, count: Option<u32>) -> Html {
        let Elsewhere { value, text } = other;
        let (one, many) = self.nouns();
        match count {
            None => Html::default(),
            Some(0) => html! {
                <span data-testid="query-elsewhere" data-count="0">{ format!("No {one} holds “{value}” anywhere") }</span>
            },
            Some(count) => {
                let holds = if count == 1 { "holds" } else { "hold" };
                let label = format!("{} {holds} “{value}” anywhere", words::count(count, one, many));
                self.button("query-elsewhere", Some(count), text.clone(), label)
            }
        }
    }

    fn button(&self, test_id: &'static str, count: Option<u32>, text: String, label: String) -> Html {
        let actions = self.actions.clone();
        let onclick = move |_: MouseEvent| {
            actions.act.emit(Action::CommitQuery(text.clone()));
            // The button goes away.
            actions.targets.focus(Target::Grid);
        };
        html! {
            <button class="button is-small log-text" data-testid={test_id} data-count={count.map(|count| count.to_string())} {onclick}>
                { label }
            </button>
        }
    }

    fn nouns(&self) -> (&'static str, &'static str) {
        match self.view {
            View::Events => ("event", "events"),
            View::Jobs => ("job", "jobs"),
        }
    }

    fn counted(&self, count: u32) -> String {
        let (one, many) = self.nouns();
        words::count(count, one, many)
    }
}
