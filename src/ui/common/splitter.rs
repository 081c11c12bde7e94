//! The edge of a panel that is dragged, or moved with the arrow keys, to make the panel wider. The width is kept.

use crate::ui::hooks::storage::{keep, kept};
use crate::ui::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
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
    /// The panel whose edge it is.
    pub panel: Panel,
}

/// A drag of the edge: where it began, and how wide the panel was then.
#[derive(Clone, Copy)]
struct Drag {
    from: f64,
    width: f64,
}

/// The edge. Its parent is the panel.
#[component]
pub fn Splitter(props: &SplitterProps) -> Html {
    let panel = props.panel;
    // Set before the panel is drawn for the first time, so that it does not jump.
    use_memo((), |()| {
        let width = kept(panel.name()).and_then(|text| text.parse::<f64>().ok()).filter(|width| width.is_finite());
        if let Some(width) = width {
            panel.set(Some(panel.clamp(width)));
        }
    });
    let edge = Edge { panel, node: use_node_ref(), drag: use_mut_ref(|| None), announced: use_state_eq(|| 0.0) };
    {
        let edge = edge.clone();
        use_effect_with((), move |()| edge.announce());
    }
    let (least, most) = panel.bounds();
    html! {
        <div class={classes!("splitter", if panel.is_first() { "is-end" } else { "is-start" })} ref={edge.node.clone()} role="separator" tabindex="0"
            data-testid={format!("splitter-{}", panel.name().trim_end_matches("-width"))} aria-orientation="vertical" aria-label={panel.label()}
            aria-valuemin={least.to_string()} aria-valuemax={most.to_string()} aria-valuenow={edge.announced.clamp(least, most).to_string()}
            title="Drag to resize, double-click to reset" onpointerdown={edge.handler(Edge::start)} onpointermove={edge.handler(Edge::go_on)}
            onpointerup={edge.handler(Edge::end)} onpointercancel={edge.handler(Edge::cancel)}
            ondblclick={edge.handler(|edge, _: MouseEvent| edge.resize(None))} onkeydown={edge.handler(Edge::key)}
            onfocus={edge.handler(|edge, _: FocusEvent| edge.announce())}></div>
    }
}

/// The edge of a panel, and what gestures do with it.
#[derive(Clone)]
struct Edge {
    panel: Panel,
    node: NodeRef,
    drag: Rc<RefCell<Option<Drag>>>,
    /// The width that assistive technology gets; the style holds the width itself.
    announced: UseStateHandle<f64>,
}

impl Edge {
    fn handler<E: 'static>(&self, handle: fn(&Edge, E)) -> Callback<E> {
        let edge = self.clone();
        Callback::from(move |event| handle(&edge, event))
    }

    fn width(&self) -> f64 {
        let parent = self.node.cast::<Element>().and_then(|edge| edge.parent_element());
        parent.map_or(0.0, |parent| parent.get_bounding_client_rect().width())
    }

    fn announce(&self) {
        self.announced.set(self.width().round());
    }

    /// Gives the panel a width, or that of the style sheets, and keeps it.
    fn resize(&self, width: Option<f64>) {
        self.panel.set(width);
        self.panel.keep(width);
        self.announce();
    }

    fn start(&self, event: PointerEvent) {
        let Some(edge) = self.node.cast::<HtmlElement>().filter(|_| event.button() == 0) else { return };
        event.prevent_default();
        // A pointer that is gone already has no further events; an element of the page takes the focus.
        edge.set_pointer_capture(event.pointer_id()).ok();
        edge.focus().ok();
        *self.drag.borrow_mut() = Some(Drag { from: f64::from(event.client_x()), width: self.width() });
    }

    /// The width that a drag comes to.
    fn dragged(&self, drag: Drag, event: &PointerEvent) -> f64 {
        let by = f64::from(event.client_x()) - drag.from;
        self.panel.clamp(drag.width + if self.panel.is_first() { by } else { -by })
    }

    fn go_on(&self, event: PointerEvent) {
        if let Some(drag) = *self.drag.borrow() {
            self.panel.set(Some(self.dragged(drag, &event)));
        }
    }

    fn end(&self, event: PointerEvent) {
        let drag = self.drag.borrow_mut().take();
        if let Some(drag) = drag.filter(|drag| drag.from != f64::from(event.client_x())) {
            self.resize(Some(self.dragged(drag, &event)));
        }
    }

    fn cancel(&self, _: PointerEvent) {
        if let Some(drag) = self.drag.borrow_mut().take() {
            self.panel.set(Some(drag.width));
        }
    }

    fn key(&self, event: KeyboardEvent) {
        let step = if event.shift_key() { STEP * 4.0 } else { STEP };
        let wider = if self.panel.is_first() { "ArrowRight" } else { "ArrowLeft" };
        let (least, most) = self.panel.bounds();
        let width = match event.key().as_str() {
            key @ ("ArrowLeft" | "ArrowRight") => Some(self.width() + if key == wider { step } else { -step }),
            "Home" => Some(least),
            "End" => Some(most),
            "Enter" => None,
            _ => return,
        };
        self.resize(width.map(|width| self.panel.clamp(width)));
        event.prevent_default();
        event.stop_propagation();
    }
}
