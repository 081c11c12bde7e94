//! What `html!` is made of: nodes are put together here, by calls that are compiled once, and not again for every element.

use std::rc::Rc;
use wasm_bindgen::JsValue;
use yew::html::{IntoPropValue, NodeRef};
use yew::virtual_dom::listeners::Listeners;
use yew::virtual_dom::{AttributeOrProperty, Attributes, Key, Listener, VList, VNode, VTag, VText};
use yew::{AttrValue, Classes, Html};

/// Nodes beside each other.
#[derive(Default)]
pub struct Nodes(Vec<VNode>);

impl Nodes {
    /// None yet.
    pub fn new() -> Nodes {
        Nodes::default()
    }

    /// Adds a text.
    #[inline(never)]
    pub fn text(&mut self, text: &'static str) {
        self.0.push(VNode::VText(VText::new(AttrValue::Static(text))));
    }

    /// Adds a place where nothing is.
    #[inline(never)]
    pub fn add_nothing(&mut self) {
        self.0.push(VNode::default());
    }

    /// Adds nodes as one.
    #[inline(never)]
    pub fn add_list(&mut self, nodes: Nodes) {
        self.0.push(nodes.list());
    }

    /// Adds the only one of these, if there is one.
    #[inline(never)]
    pub fn add_one(&mut self, nodes: Nodes) {
        self.0.push(nodes.one());
    }

    /// These as one.
    #[inline(never)]
    pub fn list(self) -> Html {
        VNode::VList(Rc::new(VList::with_children(self.0, None)))
    }

    /// The only one of these, if there is one.
    #[inline(never)]
    pub fn one(mut self) -> Html {
        match self.0.len() {
            0 => VNode::default(),
            1 => self.0.pop().unwrap_or_default(),
            _ => self.list(),
        }
    }
}

/// What may stand among nodes.
pub trait Content {
    /// Adds it to nodes.
    fn add_to(self, nodes: &mut Nodes);
}

impl Content for Html {
    #[inline(never)]
    fn add_to(self, nodes: &mut Nodes) {
        nodes.0.push(self);
    }
}

impl Content for AttrValue {
    #[inline(never)]
    fn add_to(self, nodes: &mut Nodes) {
        nodes.0.push(VNode::VText(VText::new(self)));
    }
}

impl Content for &AttrValue {
    #[inline(never)]
    fn add_to(self, nodes: &mut Nodes) {
        self.clone().add_to(nodes);
    }
}

impl Content for String {
    #[inline(never)]
    fn add_to(self, nodes: &mut Nodes) {
        AttrValue::from(self).add_to(nodes);
    }
}

impl Content for &str {
    #[inline(never)]
    fn add_to(self, nodes: &mut Nodes) {
        AttrValue::from(Rc::<str>::from(self)).add_to(nodes);
    }
}

impl<T: Content> Content for Option<T> {
    fn add_to(self, nodes: &mut Nodes) {
        if let Some(content) = self {
            content.add_to(nodes);
        }
    }
}

impl<T: Content> Content for Vec<T> {
    fn add_to(self, nodes: &mut Nodes) {
        for content in self {
            content.add_to(nodes);
        }
    }
}

/// What is constant about an element.
pub struct Shape {
    /// Its name.
    pub tag: &'static str,
    /// The names of its attributes.
    pub keys: &'static [&'static str],
    /// The values of those that are known.
    pub known: &'static [Option<&'static str>],
}

/// An element that is being made.
pub struct Element {
    tag: &'static str,
    fixed: &'static [(&'static str, AttributeOrProperty)],
    shape: Option<&'static Shape>,
    values: Vec<Option<AttributeOrProperty>>,
    listeners: Vec<Option<Rc<dyn Listener>>>,
    node_ref: Option<NodeRef>,
    key: Option<Key>,
    value: Option<AttrValue>,
    checked: Option<bool>,
    /// What is in it.
    pub children: Nodes,
}

impl Element {
    /// One whose attributes are all known.
    #[inline(never)]
    pub fn fixed(tag: &'static str, fixed: &'static [(&'static str, AttributeOrProperty)]) -> Element {
        Element {
            tag,
            fixed,
            shape: None,
            values: Vec::new(),
            listeners: Vec::new(),
            node_ref: None,
            key: None,
            value: None,
            checked: None,
            children: Nodes::new(),
        }
    }

    /// One with attributes whose values are added in the order of their names.
    #[inline(never)]
    pub fn of(shape: &'static Shape) -> Element {
        let mut element = Element::fixed(shape.tag, &[]);
        element.values.reserve_exact(shape.keys.len());
        element.shape = Some(shape);
        element.add_known();
        element
    }

    /// Adds the known values up to the next that is not.
    fn add_known(&mut self) {
        let known = self.shape.map_or(&[][..], |shape| shape.known);
        while let Some(Some(value)) = known.get(self.values.len()) {
            self.values.push(Some(AttributeOrProperty::Static(value)));
        }
    }

    #[inline(never)]
    fn add(&mut self, value: Option<AttributeOrProperty>) {
        self.values.push(value);
        self.add_known();
    }

    /// The value of the next attribute.
    #[inline(never)]
    pub fn add_value<T: IntoPropValue<Option<AttrValue>>>(&mut self, value: T) {
        self.add(value.into_prop_value().map(AttributeOrProperty::Attribute));
    }

    /// The classes of the element.
    #[inline(never)]
    pub fn add_class<T: Into<Classes>>(&mut self, classes: T) {
        self.add_value(classes.into());
    }

    /// Whether the element has an attribute without a value.
    #[inline(never)]
    pub fn add_flag(&mut self, is_there: bool, name: &'static str) {
        self.add(is_there.then_some(AttributeOrProperty::Static(name)));
    }

    /// The value of the next attribute, as a property of the element's object.
    #[inline(never)]
    pub fn add_property(&mut self, value: String) {
        self.add(Some(AttributeOrProperty::Property(JsValue::from(value))));
    }

    /// Hears an event.
    #[inline(never)]
    pub fn add_listener(&mut self, listener: Option<Rc<dyn Listener>>) {
        self.listeners.push(listener);
    }

    /// Where the element will be found.
    pub fn set_ref(&mut self, node_ref: impl IntoPropValue<NodeRef>) {
        self.node_ref = Some(node_ref.into_prop_value());
    }

    /// What the element is told apart by from those beside it.
    pub fn set_key(&mut self, key: impl Into<Key>) {
        self.key = Some(key.into());
    }

    /// What an input holds.
    pub fn set_value(&mut self, value: impl IntoPropValue<Option<AttrValue>>) {
        self.value = value.into_prop_value();
    }

    /// Whether an input is checked.
    pub fn set_checked(&mut self, checked: bool) {
        self.checked = Some(checked);
    }

    /// The element with its children as a list, added to those beside it.
    #[inline(never)]
    pub fn close_list(mut self, to: &mut Nodes) {
        let children = std::mem::take(&mut self.children).list();
        self.close(children, to);
    }

    /// The element with its only child, if it has one, added to those beside it.
    #[inline(never)]
    pub fn close_one(mut self, to: &mut Nodes) {
        let child = std::mem::take(&mut self.children).one();
        self.close(child, to);
    }

    #[inline(never)]
    fn close(self, children: Html, to: &mut Nodes) {
        let Element { tag, fixed, shape, values, listeners, node_ref, key, value, checked, children: _ } = self;
        let attributes = match shape {
            Some(shape) => Attributes::Dynamic { keys: shape.keys, values: values.into_boxed_slice() },
            None => Attributes::Static(fixed),
        };
        let listeners = match listeners.is_empty() {
            true => Listeners::None,
            false => Listeners::Pending(listeners.into_boxed_slice()),
        };
        let node_ref = node_ref.unwrap_or_default();
        let tag = match tag {
            "input" => VTag::__new_input(value, checked, node_ref, key, attributes, listeners),
            _ => VTag::__new_other(AttrValue::Static(tag), node_ref, key, attributes, listeners, children),
        };
        to.0.push(VNode::VTag(Rc::new(tag)));
    }
}
