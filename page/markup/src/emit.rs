//! Nodes → the calls that make them.

use crate::parse::{Attribute, Element, Node, Value};
use proc_macro::{Delimiter, Group, Literal, TokenStream, TokenTree};

const MARKUP: &str = "crate::ui::markup::";

/// Attributes that are there or not, and have no value else; as Yew has them.
const FLAGS: [&str; 14] = [
    "autofocus",
    "controls",
    "default",
    "disabled",
    "hidden",
    "inert",
    "loop",
    "multiple",
    "muted",
    "novalidate",
    "open",
    "readonly",
    "selected",
    "webkitdirectory",
];

/// An expression of these nodes as one.
pub fn root(nodes: &[Node]) -> TokenStream {
    let mut body = code(&format!("let markup_root = {MARKUP}begin();"));
    add_all(nodes, &mut body);
    body.extend(code(if nodes.len() == 1 { "markup_root.one()" } else { "markup_root.list()" }));
    braces(body)
}

fn add_all(nodes: &[Node], out: &mut TokenStream) {
    for node in nodes {
        add(node, out);
    }
}

/// Adds a node to what is open.
fn add(node: &Node, out: &mut TokenStream) {
    match node {
        Node::Text(literal) => call("text", vec![text(literal)], out),
        Node::Expression(tokens) => call("Content::add", vec![braces(tokens.clone())], out),
        Node::Component(tokens) => {
            let mut made = code("::yew::html!");
            made.extend(braces(tokens.clone()));
            call("Content::add", vec![made], out);
        }
        Node::Each(tokens) => {
            out.extend(code("for item in"));
            out.extend(braces(tokens.clone()));
            let mut body = TokenStream::new();
            call("Content::add", vec![code("item")], &mut body);
            out.extend(braces(body));
        }
        Node::Element(element) => add_element(element, out),
        Node::Fragment(nodes) => {
            call("open_list", vec![], out);
            add_all(nodes, out);
            call("close_list", vec![], out);
        }
        Node::For(head, nodes) => {
            call("open_list", vec![], out);
            out.extend(code("for"));
            out.extend(head.clone());
            let mut body = TokenStream::new();
            add_all(nodes, &mut body);
            out.extend(braces(body));
            call("close_list", vec![], out);
        }
        Node::If(branches, otherwise) => {
            for (at, (head, nodes)) in branches.iter().enumerate() {
                out.extend(code(if at > 0 { "else if" } else { "if" }));
                out.extend(head.clone());
                out.extend(braces(branch(nodes)));
            }
            out.extend(code("else"));
            out.extend(braces(branch(otherwise)));
        }
    }
}

/// What a condition shows is one node, so that what stands behind it keeps its place.
fn branch(nodes: &[Node]) -> TokenStream {
    let mut body = TokenStream::new();
    match nodes {
        [] => call("nothing", vec![], &mut body),
        [node @ (Node::Element(_) | Node::Text(_) | Node::Component(_) | Node::Fragment(_) | Node::For(..))] => {
            add(node, &mut body);
        }
        nodes => {
            call("open_list", vec![], &mut body);
            add_all(nodes, &mut body);
            call(if nodes.len() == 1 { "close_list_of_one" } else { "close_list" }, vec![], &mut body);
        }
    }
    body
}

fn add_element(element: &Element, out: &mut TokenStream) {
    let is_input = element.tag == "input";
    let is_special = |attribute: &Attribute| match attribute.name.as_str() {
        "key" | "ref" => true,
        "value" | "checked" => is_input,
        name => name.starts_with("on") && !name.contains('-'),
    };
    let (special, mut plain): (Vec<&Attribute>, Vec<&Attribute>) =
        element.attributes.iter().partition(|one| is_special(one));
    // The order in which Yew's macro evaluates them.
    plain.sort_by_key(|attribute| match attribute.name.as_str() {
        "class" => 2,
        name => i32::from(FLAGS.contains(&name)),
    });
    plain.retain(|one| !is_known_false(one));
    out.extend(code(&format!("{MARKUP}open(&{});", shape(&element.tag, &plain))));

    for (name, setter) in [("ref", "set_ref"), ("key", "set_key"), ("value", "set_value"), ("checked", "set_checked")] {
        if let Some(one) = special.iter().find(|one| one.name == name) {
            call(setter, vec![tokens(&one.value)], out);
        }
    }
    for one in plain.iter().filter(|one| known(one).is_none()) {
        let mut values = vec![tokens(&one.value)];
        let adder = match one.name.as_str() {
            _ if one.is_property => "property",
            "class" => "class",
            name if FLAGS.contains(&name) => {
                values.push(TokenTree::from(Literal::string(name)).into());
                "flag"
            }
            _ => "value",
        };
        call(adder, values, out);
    }
    for one in special.iter().filter(|one| one.name.starts_with("on")) {
        let mut made = code(&format!("::yew::html::{}::Wrapper::__macro_new", one.name));
        made.extend(parentheses(tokens(&one.value)));
        call("listener", vec![made], out);
    }
    add_all(&element.children, out);
    call(if element.children.len() > 1 { "close" } else { "close_one" }, vec![], out);
}

/// What is constant about an element, as Rust writes it.
fn shape(tag: &str, attributes: &[&Attribute]) -> String {
    let values: Vec<Option<String>> = attributes.iter().map(|one| known(one)).collect();
    let names = attributes.iter().map(|one| &one.name);
    let known = if values.iter().all(Option::is_some) {
        let pair = |(name, value): (&String, &Option<String>)| {
            let value = value.as_deref().unwrap_or_default();
            format!("({name:?}, ::yew::virtual_dom::AttributeOrProperty::Static({value})),")
        };
        format!("All(&[{}])", names.zip(&values).map(pair).collect::<String>())
    } else {
        let names: String = names.map(|name| format!("{name:?},")).collect();
        let value =
            |value: &Option<String>| value.as_ref().map_or("None,".to_owned(), |value| format!("Some({value}),"));
        format!("Some(&[{names}], &[{}])", values.iter().map(value).collect::<String>())
    };
    format!("{MARKUP}Shape {{ tag: {tag:?}, attributes: {MARKUP}Known::{known} }}")
}

/// The value of an attribute where it is known, as Rust writes it.
fn known(attribute: &Attribute) -> Option<String> {
    match &attribute.value {
        _ if attribute.is_property => None,
        Value::Known(literal) => Some(literal.to_string()),
        Value::Expression(value) => (value.to_string() == "true").then(|| format!("{:?}", attribute.name)),
    }
}

fn is_known_false(attribute: &Attribute) -> bool {
    matches!(&attribute.value, Value::Expression(value) if value.to_string() == "false")
}

fn tokens(value: &Value) -> TokenStream {
    match value {
        Value::Known(literal) => TokenTree::from(literal.clone()).into(),
        Value::Expression(tokens) => braces(tokens.clone()),
    }
}

/// A literal as a text.
fn text(literal: &Literal) -> TokenStream {
    let written = literal.to_string();
    let literal = if written.starts_with(['"', 'r']) { literal.clone() } else { Literal::string(&written) };
    TokenTree::from(literal).into()
}

/// A call of a function of `ui::markup`.
fn call(function: &str, arguments: Vec<TokenStream>, out: &mut TokenStream) {
    let mut list = TokenStream::new();
    for argument in arguments {
        list.extend(argument);
        list.extend(code(","));
    }
    out.extend(code(MARKUP));
    out.extend(code(function));
    out.extend(parentheses(list));
    out.extend(code(";"));
}

fn code(text: &str) -> TokenStream {
    text.parse().expect("what this file writes is Rust")
}

fn braces(inside: TokenStream) -> TokenStream {
    TokenTree::from(Group::new(Delimiter::Brace, inside)).into()
}

fn parentheses(inside: TokenStream) -> TokenStream {
    TokenTree::from(Group::new(Delimiter::Parenthesis, inside)).into()
}
