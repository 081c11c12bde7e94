//! The edge of a panel that is dragged, or moved with the arrow keys, to make the panel wider. The width is kept.

use crate::ui::hooks::storage::{keep, kept};
use crate::ui::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// A panel that can be made wider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// The facets.
    Facets,
    /// One event.
    Detail,
    /// One job.
    Story,
    /// The list of files.
    Files,
}

/// So many pixels wider or narrower with one press of an arrow key.
const STEP: f64 = 16.0;

impl Panel {
    /// The name of its width: in the browser's storage, and as a property of the style sheets.
    fn name(self) -> &'static str {
        match self {
            Panel::Facets => "facets-width",
            Panel::Detail => "detail-width",
            Panel::Story => "story-width",
            Panel::Files => "files-width",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Panel::Facets => "Width of the facets",
            Panel::Detail => "Width of the event",
            Panel::Story => "Width of the job",
            Panel::Files => "Width of the list of files",
        }
    }

    /// The narrowest and the widest in pixels. The style sheets see to it that there is room for the table.
    fn bounds(self) -> (f64, f64) {
        match self {
            Panel::Facets => (140.0, 560.0),
            Panel::Detail | Panel::Files => (280.0, 1_200.0),
            Panel::Story => (360.0, 1_800.0),
        }
    }

    /// Whether it stands before the table, so that its edge is its end.
    fn is_first(self) -> bool {
        self == Panel::Facets
    }

    /// Sets its width, or what the style sheets say.
    fn set(self, width: Option<f64>) {
        let root = gloo::utils::document().document_element().and_then(|root| root.dyn_into::<HtmlElement>().ok());
        let Some(root) = root else { return };
        let name = format!("--{}", self.name());
        // The name and the value are valid, which is all that can go wrong.
        match width {
            Some(width) => root.style().set_property(&name, &format!("{}px", width.round())).ok(),
            None => root.style().remove_property(&name).ok().map(drop),
        };
    }

    fn keep(self, width: Option<f64>) {
        // Where the browser keeps nothing, the page has a note that says so.
        keep(self.name(), &width.map_or(String::new(), |width| width.round().to_string())).ok();
    }

    fn clamp(self, width: f64) -> f64 {
        let (least, most) = self.bounds();
        width.clamp(least, most)
    }
}

/// What the edge needs.
#[derive(Properties, PartialEq)]
pub struct SplitterProps {
    /// The panel that it stands in.
    pub panel: Panel,
}

/// A drag of the edge: where it began, and how wide the panel was then.
#[derive(Clone, Copy)]
struct Drag {
    from: f64,
    width: f64,
}

/// The edge. It stands in its panel, which is its parent.
#[component]
pub fn Splitter(props: &SplitterProps) -> Html {
    let panel = props.panel;
    let edge = use_node_ref();
    // Set before the panel is drawn for the first time, so that it does not jump.
    use_memo((), |()| {
        let width = kept(panel.name()).and_then(|text| text.parse::<f64>().ok()).filter(|width| width.is_finite());
        if let Some(width) = width {
            panel.set(Some(panel.clamp(width)));
        }
    });
    let drag = use_mut_ref(|| None::<Drag>);
    // What assistive technology is told; the style holds the width.
    let told = use_state_eq(|| 0.0);
    let width_now = {
        let edge = edge.clone();
        move || {
            let parent = edge.cast::<Element>().and_then(|edge| edge.parent_element());
            parent.map_or(0.0, |parent| parent.get_bounding_client_rect().width())
        }
    };
    {
        let (told, width_now) = (told.setter(), width_now.clone());
        use_effect_with((), move |()| told.set(width_now().round()));
    }
    let tell = {
        let (told, width_now) = (told.setter(), width_now.clone());
        move || told.set(width_now().round())
    };
    let onpointerdown = {
        let (drag, edge, width_now) = (drag.clone(), edge.clone(), width_now.clone());
        move |event: PointerEvent| {
            let Some(edge) = edge.cast::<HtmlElement>().filter(|_| event.button() == 0) else { return };
            event.prevent_default();
            // A pointer that is gone already has nothing more to say; an element of the page takes the focus.
            edge.set_pointer_capture(event.pointer_id()).ok();
            edge.focus().ok();
            *drag.borrow_mut() = Some(Drag { from: f64::from(event.client_x()), width: width_now() });
        }
    };
    let dragged = move |drag: Drag, event: &PointerEvent| {
        let by = f64::from(event.client_x()) - drag.from;
        panel.clamp(drag.width + if panel.is_first() { by } else { -by })
    };
    let onpointermove = {
        let drag = drag.clone();
        move |event: PointerEvent| {
            if let Some(drag) = *drag.borrow() {
                panel.set(Some(dragged(drag, &event)));
            }
        }
    };
    let onpointerup = {
        let (drag, tell) = (drag.clone(), tell.clone());
        move |event: PointerEvent| {
            if let Some(drag) = drag.borrow_mut().take().filter(|drag| drag.from != f64::from(event.client_x())) {
                let width = dragged(drag, &event);
                panel.set(Some(width));
                panel.keep(Some(width));
                tell();
            }
        }
    };
    let onpointercancel = move |_: PointerEvent| {
        if let Some(drag) = drag.borrow_mut().take() {
            panel.set(Some(drag.width));
        }
    };
    let reset = {
        let tell = tell.clone();
        move || {
            panel.set(None);
            panel.keep(None);
            tell();
        }
    };
    let ondblclick = {
        let reset = reset.clone();
        move |_: MouseEvent| reset()
    };
    let onkeydown = {
        let tell = tell.clone();
        move |event: KeyboardEvent| {
            let step = if event.shift_key() { STEP * 4.0 } else { STEP };
            let wider = if panel.is_first() { "ArrowRight" } else { "ArrowLeft" };
            let (least, most) = panel.bounds();
            let width = match event.key().as_str() {
                key @ ("ArrowLeft" | "ArrowRight") => width_now() + if key == wider { step } else { -step },
                "Home" => least,
                "End" => most,
                "Enter" => {
                    reset();
                    event.prevent_default();
                    event.stop_propagation();
                    return;
                }
                _ => return,
            };
            let width = panel.clamp(width);
            panel.set(Some(width));
            panel.keep(Some(width));
            tell();
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let onfocus = move |_: FocusEvent| tell();
    let (least, most) = panel.bounds();
    html! {
        <div class={classes!("splitter", if panel.is_first() { "is-end" } else { "is-start" })} ref={edge} role="separator" tabindex="0"
            data-testid={format!("splitter-{}", panel.name().trim_end_matches("-width"))} aria-orientation="vertical" aria-label={panel.label()}
            aria-valuemin={least.to_string()} aria-valuemax={most.to_string()} aria-valuenow={told.clamp(least, most).to_string()}
            title="Drag to resize; double click to reset" {onpointerdown} {onpointermove} {onpointerup} {onpointercancel} {ondblclick} {onkeydown} {onfocus}></div>
    }
}
