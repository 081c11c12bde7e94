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
    let mut body = code(&format!("let mut nodes = {MARKUP}Nodes::new();"));
    add_all(nodes, "nodes", 0, &mut body);
    body.extend(code(if nodes.len() == 1 { "nodes.one()" } else { "nodes.list()" }));
    braces(body)
}

/// Adds nodes to what a name stands for.
fn add_all(nodes: &[Node], to: &str, depth: usize, out: &mut TokenStream) {
    for node in nodes {
        add(node, to, depth, out);
    }
}

fn add(node: &Node, to: &str, depth: usize, out: &mut TokenStream) {
    match node {
        Node::Text(literal) => call(&format!("{to}.text"), vec![text(literal)], out),
        Node::Expression(tokens) => {
            call(&format!("{MARKUP}Content::add_to"), vec![braces(tokens.clone()), code(&format!("&mut {to}"))], out);
        }
        Node::Component(tokens) => {
            let mut made = code("::yew::html!");
            made.extend(braces(tokens.clone()));
            call(&format!("{MARKUP}Content::add_to"), vec![made, code(&format!("&mut {to}"))], out);
        }
        Node::Each(tokens) => {
            out.extend(code("for item in"));
            out.extend(braces(tokens.clone()));
            let mut body = TokenStream::new();
            call(&format!("{MARKUP}Content::add_to"), vec![code("item"), code(&format!("&mut {to}"))], &mut body);
            out.extend(braces(body));
        }
        Node::Element(element) => add_element(element, to, depth, out),
        Node::Fragment(nodes) => {
            let list = format!("list{depth}");
            let mut body = code(&format!("let mut {list} = {MARKUP}Nodes::new();"));
            add_all(nodes, &list, depth + 1, &mut body);
            call(&format!("{to}.add_list"), vec![code(&list)], &mut body);
            out.extend(braces(body));
        }
        Node::For(head, nodes) => {
            let list = format!("list{depth}");
            let mut body = code(&format!("let mut {list} = {MARKUP}Nodes::new(); for"));
            body.extend(head.clone());
            let mut inside = TokenStream::new();
            add_all(nodes, &list, depth + 1, &mut inside);
            body.extend(braces(inside));
            call(&format!("{to}.add_list"), vec![code(&list)], &mut body);
            out.extend(braces(body));
        }
        Node::If(branches, otherwise) => {
            for (at, (head, nodes)) in branches.iter().enumerate() {
                out.extend(code(if at > 0 { "else if" } else { "if" }));
                out.extend(head.clone());
                out.extend(braces(branch(nodes, to, depth)));
            }
            out.extend(code("else"));
            out.extend(braces(branch(otherwise, to, depth)));
        }
    }
}

/// What a condition shows is one node, so that what stands behind it keeps its place.
fn branch(nodes: &[Node], to: &str, depth: usize) -> TokenStream {
    let mut body = TokenStream::new();
    match nodes {
        [] => call(&format!("{to}.add_nothing"), vec![], &mut body),
        [node @ (Node::Element(_) | Node::Text(_) | Node::Component(_) | Node::Fragment(_) | Node::For(..))] => {
            add(node, to, depth, &mut body);
        }
        nodes => {
            let list = format!("list{depth}");
            body.extend(code(&format!("let mut {list} = {MARKUP}Nodes::new();")));
            add_all(nodes, &list, depth + 1, &mut body);
            call(
                &format!("{to}.{}", if nodes.len() == 1 { "add_one" } else { "add_list" }),
                vec![code(&list)],
                &mut body,
            );
        }
    }
    body
}

fn add_element(element: &Element, to: &str, depth: usize, out: &mut TokenStream) {
    let own = format!("element{depth}");
    let is_input = element.tag == "input";
    let is_special = |attribute: &Attribute| match attribute.name.as_str() {
        "key" | "ref" => true,
        "value" | "checked" => is_input,
        name => name.starts_with("on") && !name.contains('-'),
    };
    let (special, plain): (Vec<&Attribute>, Vec<&Attribute>) =
        element.attributes.iter().partition(|one| is_special(one));
    // The order in which Yew's macro evaluates them.
    let rank = |attribute: &&Attribute| match attribute.name.as_str() {
        "class" => 2,
        name if FLAGS.contains(&name) => 1,
        _ => 0,
    };
    let mut plain = plain;
    plain.sort_by_key(rank);
    plain.retain(|one| !is_known_false(one));

    let tag = Literal::string(&element.tag).to_string();
    let is_fixed = plain.iter().all(|one| known(one).is_some());
    let shape = if is_fixed {
        let pair = |one: &&Attribute| {
            let known = known(one).unwrap_or_default();
            format!("({:?}, ::yew::virtual_dom::AttributeOrProperty::Static({known})),", one.name)
        };
        let pairs: String = plain.iter().map(pair).collect();
        format!("let mut {own} = {MARKUP}Element::fixed({tag}, &[{pairs}]);")
    } else {
        let keys: String = plain.iter().map(|one| format!("{:?},", one.name)).collect();
        let values = plain.iter().map(|one| known(one).map_or("None,".to_owned(), |text| format!("Some({text}),")));
        let values: String = values.collect();
        format!(
            "let mut {own} = {MARKUP}Element::of(&{MARKUP}Shape {{ tag: {tag}, keys: &[{keys}], known: &[{values}] }});"
        )
    };
    let mut body = code(&shape);
    let of_name = |name: &str| special.iter().find(|one| one.name == name);
    for (name, setter) in [("ref", "set_ref"), ("key", "set_key"), ("value", "set_value"), ("checked", "set_checked")] {
        if let Some(one) = of_name(name) {
            call(&format!("{own}.{setter}"), vec![tokens(&one.value)], &mut body);
        }
    }
    for one in plain.iter().filter(|one| known(one).is_none()) {
        let mut values = vec![tokens(&one.value)];
        let adder = match one.name.as_str() {
            _ if one.is_property => "add_property",
            "class" => "add_class",
            name if FLAGS.contains(&name) => {
                values.push(TokenTree::from(Literal::string(name)).into());
                "add_flag"
            }
            _ => "add_value",
        };
        call(&format!("{own}.{adder}"), values, &mut body);
    }
    for one in special.iter().filter(|one| one.name.starts_with("on")) {
        let mut made = TokenStream::new();
        made.extend(code(&format!("::yew::html::{}::Wrapper::__macro_new", one.name)));
        made.extend(parentheses(tokens(&one.value)));
        call(&format!("{own}.add_listener"), vec![made], &mut body);
    }
    add_all(&element.children, &format!("{own}.children"), depth + 1, &mut body);
    let closing = if element.children.len() > 1 { "close_list" } else { "close_one" };
    call(&format!("{own}.{closing}"), vec![code(&format!("&mut {to}"))], &mut body);
    out.extend(braces(body));
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

fn call(path: &str, arguments: Vec<TokenStream>, out: &mut TokenStream) {
    let mut list = TokenStream::new();
    for argument in arguments {
        list.extend(argument);
        list.extend(code(","));
    }
    out.extend(code(path));
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
