//! What `html!` is made of. Markup is written down in the order in which it is read: an element is opened, gets its
//! attributes and what is in it, and is closed. So each step is one call, of a function that is compiled once, where Yew's
//! macro writes out for every element how its node is put together.

use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use yew::html::{IntoPropValue, NodeRef};
use yew::virtual_dom::listeners::Listeners;
use yew::virtual_dom::{AttributeOrProperty, Attributes, Key, Listener, VList, VNode, VTag, VText};
use yew::{AttrValue, Classes, Html};

thread_local! {
    static MARKUP: RefCell<Markup> = const { RefCell::new(Markup::new()) };
}

/// What is constant about an element.
pub struct Shape {
    /// Its name.
    pub tag: &'static str,
    /// Its attributes.
    pub attributes: Known,
}

/// What is known of the attributes of an element.
pub enum Known {
    /// All of them.
    All(&'static [(&'static str, AttributeOrProperty)]),
    /// Their names, and some values; the others follow in the same order.
    Some(&'static [&'static str], &'static [Option<&'static str>]),
}

/// All that is open. What belongs to something begins where that was opened.
struct Markup {
    nodes: Vec<VNode>,
    values: Vec<Option<AttributeOrProperty>>,
    listeners: Vec<Option<Rc<dyn Listener>>>,
    open: Vec<Open>,
}

/// Something open: an element, or a list where it has no shape.
#[derive(Default)]
struct Open {
    shape: Option<&'static Shape>,
    is_root: bool,
    nodes: usize,
    values: usize,
    listeners: usize,
    node_ref: Option<NodeRef>,
    key: Option<Key>,
    value: Option<AttrValue>,
    checked: Option<bool>,
}

impl Markup {
    const fn new() -> Markup {
        Markup { nodes: Vec::new(), values: Vec::new(), listeners: Vec::new(), open: Vec::new() }
    }

    fn open(&mut self, shape: Option<&'static Shape>) {
        let (nodes, values, listeners) = (self.nodes.len(), self.values.len(), self.listeners.len());
        self.open.push(Open { shape, nodes, values, listeners, ..Open::default() });
        self.add_known();
    }

    /// Adds the known values up to the next that is not.
    fn add_known(&mut self) {
        let Some(Open { shape: Some(Shape { attributes: Known::Some(_, known), .. }), values, .. }) = self.open.last()
        else {
            return;
        };
        while let Some(Some(value)) = known.get(self.values.len() - values) {
            self.values.push(Some(AttributeOrProperty::Static(value)));
        }
    }

    fn add(&mut self, value: Option<AttributeOrProperty>) {
        self.values.push(value);
        self.add_known();
    }

    /// What was opened last, and the nodes in it: the only one if there is but one and that is asked for, else a list.
    fn close(&mut self, is_one: bool) -> (Open, Html) {
        let open = self.open.pop().unwrap_or_default();
        let nodes = match self.nodes.len() - open.nodes {
            0 if is_one => VNode::default(),
            1 if is_one => self.nodes.pop().unwrap_or_default(),
            _ => VNode::VList(Rc::new(VList::with_children(self.nodes.drain(open.nodes..).collect(), None))),
        };
        (open, nodes)
    }

    fn close_element(&mut self, is_one: bool) {
        let (open, children) = self.close(is_one);
        let Open { shape: Some(shape), values, listeners, node_ref, key, value, checked, .. } = open else { return };
        let attributes = match shape.attributes {
            Known::All(all) => Attributes::Static(all),
            Known::Some(keys, _) => Attributes::Dynamic { keys, values: self.values.drain(values..).collect() },
        };
        let listeners = match self.listeners.len() == listeners {
            true => Listeners::None,
            false => Listeners::Pending(self.listeners.drain(listeners..).collect()),
        };
        let node_ref = node_ref.unwrap_or_default();
        let tag = match shape.tag {
            "input" => VTag::__new_input(value, checked, node_ref, key, attributes, listeners),
            tag => VTag::__new_other(AttrValue::Static(tag), node_ref, key, attributes, listeners, children),
        };
        self.nodes.push(VNode::VTag(Rc::new(tag)));
    }
}

fn with<T>(change: impl FnOnce(&mut Markup) -> T) -> T {
    MARKUP.with_borrow_mut(change)
}

fn with_open(change: impl FnOnce(&mut Open)) {
    with(|markup| markup.open.last_mut().map(change));
}

/// A piece of markup from its beginning to its end, which is a node.
pub struct Root(());

/// Begins a piece of markup.
#[inline(never)]
pub fn begin() -> Root {
    open_list();
    with_open(|open| open.is_root = true);
    Root(())
}

impl Root {
    /// The only node of the piece, if it has one.
    #[inline(never)]
    pub fn one(self) -> Html {
        std::mem::forget(self);
        with(|markup| markup.close(true).1)
    }

    /// The nodes of the piece as one.
    #[inline(never)]
    pub fn list(self) -> Html {
        std::mem::forget(self);
        with(|markup| markup.close(false).1)
    }
}

/// Where a piece is left before its end, as by `?`, nothing of it stays open.
impl Drop for Root {
    fn drop(&mut self) {
        with(|markup| while !markup.open.is_empty() && !markup.close(false).0.is_root {});
    }
}

/// Opens an element.
#[inline(never)]
pub fn open(shape: &'static Shape) {
    with(|markup| markup.open(Some(shape)));
}

/// Opens a list.
#[inline(never)]
pub fn open_list() {
    with(|markup| markup.open(None));
}

/// Closes an element of many nodes.
#[inline(never)]
pub fn close() {
    with(|markup| markup.close_element(false));
}

/// Closes an element of one node or none.
#[inline(never)]
pub fn close_one() {
    with(|markup| markup.close_element(true));
}

/// Closes a list, which is a node.
#[inline(never)]
pub fn close_list() {
    with(|markup| {
        let list = markup.close(false).1;
        markup.nodes.push(list);
    });
}

/// Closes a list of one node or none.
#[inline(never)]
pub fn close_list_of_one() {
    with(|markup| {
        let node = markup.close(true).1;
        markup.nodes.push(node);
    });
}

/// Adds a text.
#[inline(never)]
pub fn text(text: &'static str) {
    AttrValue::Static(text).add();
}

/// Adds a place where nothing is.
#[inline(never)]
pub fn nothing() {
    VNode::default().add();
}

/// The value of the next attribute.
#[inline(never)]
pub fn value<T: IntoPropValue<Option<AttrValue>>>(value: T) {
    let value = value.into_prop_value().map(AttributeOrProperty::Attribute);
    with(|markup| markup.add(value));
}

/// The classes of the element.
#[inline(never)]
pub fn class<T: Into<Classes>>(classes: T) {
    value(classes.into());
}

/// Whether the element has an attribute without a value.
#[inline(never)]
pub fn flag(is_there: bool, name: &'static str) {
    with(|markup| markup.add(is_there.then_some(AttributeOrProperty::Static(name))));
}

/// The value of the next attribute, as a property of the element's object.
#[inline(never)]
pub fn property(value: String) {
    with(|markup| markup.add(Some(AttributeOrProperty::Property(JsValue::from(value)))));
}

/// Hears an event.
#[inline(never)]
pub fn listener(listener: Option<Rc<dyn Listener>>) {
    with(|markup| markup.listeners.push(listener));
}

/// Where the element will be found.
pub fn set_ref(node_ref: impl IntoPropValue<NodeRef>) {
    let node_ref = node_ref.into_prop_value();
    with_open(|open| open.node_ref = Some(node_ref));
}

/// What the element is told apart by from those beside it.
pub fn set_key(key: impl Into<Key>) {
    let key = key.into();
    with_open(|open| open.key = Some(key));
}

/// What an input holds.
pub fn set_value(value: impl IntoPropValue<Option<AttrValue>>) {
    let value = value.into_prop_value();
    with_open(|open| open.value = value);
}

/// Whether an input is checked.
pub fn set_checked(checked: bool) {
    with_open(|open| open.checked = Some(checked));
}

/// What may stand among nodes.
pub trait Content {
    /// Adds it to what is open.
    fn add(self);
}

impl Content for Html {
    #[inline(never)]
    fn add(self) {
        with(|markup| markup.nodes.push(self));
    }
}

impl Content for AttrValue {
    #[inline(never)]
    fn add(self) {
        VNode::VText(VText::new(self)).add();
    }
}

impl Content for &AttrValue {
    #[inline(never)]
    fn add(self) {
        self.clone().add();
    }
}

impl Content for String {
    #[inline(never)]
    fn add(self) {
        AttrValue::from(self).add();
    }
}

impl Content for &str {
    #[inline(never)]
    fn add(self) {
        AttrValue::from(Rc::<str>::from(self)).add();
    }
}

impl<T: Content> Content for Option<T> {
    fn add(self) {
        if let Some(content) = self {
            content.add();
        }
    }
}

impl<T: Content> Content for Vec<T> {
    fn add(self) {
        for content in self {
            content.add();
        }
    }
}
