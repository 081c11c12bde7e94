//! Tokens → nodes.

use proc_macro::token_stream::IntoIter;
use proc_macro::{Delimiter, Group, Ident, Literal, Punct, Span, TokenStream, TokenTree};
use std::iter::Peekable;

/// A piece of markup.
pub enum Node {
    /// A text that is known.
    Text(Literal),
    /// What an expression comes to.
    Expression(TokenStream),
    /// What the items of an iterator come to.
    Each(TokenStream),
    /// An element.
    Element(Element),
    /// Several nodes as one.
    Fragment(Vec<Node>),
    /// A component, for Yew's own macro.
    Component(TokenStream),
    /// Conditions, each with its nodes, and what is shown where none holds.
    If(Vec<(TokenStream, Vec<Node>)>, Vec<Node>),
    /// A pattern and what it is taken from, and the nodes for each.
    For(TokenStream, Vec<Node>),
}

/// An element.
pub struct Element {
    pub tag: String,
    pub attributes: Vec<Attribute>,
    pub children: Vec<Node>,
}

/// An attribute as it is written.
pub struct Attribute {
    pub name: String,
    pub value: Value,
    /// Whether it is set as a property of the element's object, and not as an attribute.
    pub is_property: bool,
}

/// The value of an attribute.
pub enum Value {
    /// A text that is known.
    Known(Literal),
    /// What an expression comes to.
    Expression(TokenStream),
}

/// Why markup cannot be read, and where.
pub struct Problem(Span, &'static str);

type Read<T> = Result<T, Problem>;

impl Problem {
    /// The problem as the compiler tells it.
    pub fn into_compile_error(self) -> TokenStream {
        let text = Group::new(Delimiter::Parenthesis, TokenTree::from(Literal::string(self.1)).into());
        let tokens = [
            TokenTree::from(Ident::new("compile_error", self.0)),
            TokenTree::from(Punct::new('!', proc_macro::Spacing::Alone)),
            TokenTree::from(text),
        ];
        tokens
            .into_iter()
            .map(|mut token| {
                token.set_span(self.0);
                token
            })
            .collect()
    }
}

/// Reads all of some markup.
pub fn nodes(input: TokenStream) -> Read<Vec<Node>> {
    let mut reader = Reader { tokens: input.into_iter().peekable(), last: Span::call_site() };
    let nodes = reader.nodes()?;
    match reader.tokens.peek() {
        Some(token) => Err(Problem(token.span(), "nothing is open that this closes")),
        None => Ok(nodes),
    }
}

struct Reader {
    tokens: Peekable<IntoIter>,
    last: Span,
}

impl Reader {
    /// Nodes up to a closing tag, which is left, or to the end.
    fn nodes(&mut self) -> Read<Vec<Node>> {
        let mut nodes = Vec::new();
        while let Some(token) = self.tokens.peek() {
            let node = match token {
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    let inside = group.stream();
                    self.next()?;
                    if let Some(node) = block(inside) {
                        nodes.push(node);
                    }
                    continue;
                }
                TokenTree::Literal(literal) => {
                    let literal = literal.clone();
                    self.next()?;
                    Node::Text(literal)
                }
                TokenTree::Ident(word) if word.to_string() == "if" => self.condition()?,
                TokenTree::Ident(word) if word.to_string() == "for" => {
                    self.next()?;
                    let (head, body) = self.head_and_body()?;
                    Node::For(head, body)
                }
                TokenTree::Punct(punct) if punct.as_char() == '<' => {
                    let mut ahead = self.tokens.clone();
                    ahead.next();
                    if is_punct(ahead.peek(), '/') {
                        return Ok(nodes);
                    }
                    self.tag()?
                }
                other => return Err(Problem(other.span(), "here stands a tag, a block in braces, `if` or `for`")),
            };
            nodes.push(node);
        }
        Ok(nodes)
    }

    fn condition(&mut self) -> Read<Node> {
        let mut branches = Vec::new();
        loop {
            self.next()?;
            branches.push(self.head_and_body()?);
            match self.tokens.peek() {
                Some(TokenTree::Ident(word)) if word.to_string() == "else" => self.next()?,
                _ => return Ok(Node::If(branches, Vec::new())),
            };
            match self.tokens.peek() {
                Some(TokenTree::Ident(word)) if word.to_string() == "if" => continue,
                _ => {}
            }
            return match self.next()? {
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    Ok(Node::If(branches, nodes(group.stream())?))
                }
                other => Err(Problem(other.span(), "`else` has its nodes in braces")),
            };
        }
    }

    /// What stands before the braces of `if` and `for`, and what stands in them.
    fn head_and_body(&mut self) -> Read<(TokenStream, Vec<Node>)> {
        let mut head = Vec::new();
        loop {
            match self.next()? {
                // The braces of a pattern have its value behind them.
                TokenTree::Group(group)
                    if group.delimiter() == Delimiter::Brace && !is_punct(self.tokens.peek(), '=') =>
                {
                    return Ok((head.into_iter().collect(), nodes(group.stream())?));
                }
                token => head.push(token),
            }
        }
    }

    /// From `<` to the end of what it begins.
    fn tag(&mut self) -> Read<Node> {
        let mut written = vec![self.next()?];
        if is_punct(self.tokens.peek(), '>') {
            self.next()?;
            let nodes = self.nodes()?;
            self.close("")?;
            return Ok(Node::Fragment(nodes));
        }
        let is_component = matches!(self.tokens.peek(), Some(TokenTree::Ident(name)) if name.to_string().starts_with(char::is_uppercase));
        if is_component {
            return self.component(&mut written);
        }
        let tag = self.name()?;
        let (attributes, is_closed) = self.attributes()?;
        let children = if is_closed { Vec::new() } else { self.nodes()? };
        if !is_closed {
            self.close(&tag)?;
        }
        Ok(Node::Element(Element { tag, attributes, children }))
    }

    /// A component, as it is written; its children become one expression.
    fn component(&mut self, written: &mut Vec<TokenTree>) -> Read<Node> {
        let name = self.tokens.peek().map(TokenTree::to_string).unwrap_or_default();
        // The type may have types in angle brackets.
        let mut depth = 1;
        loop {
            let token = self.next()?;
            let punct = if let TokenTree::Punct(punct) = &token { punct.as_char() } else { ' ' };
            let is_closed = punct == '/' && is_punct(self.tokens.peek(), '>');
            depth += i32::from(punct == '<') - i32::from(punct == '>');
            written.push(token);
            if is_closed {
                written.push(self.next()?);
                return Ok(Node::Component(written.drain(..).collect()));
            }
            if depth == 0 {
                break;
            }
        }
        let children = self.nodes()?;
        let inside = crate::emit::root(&children);
        written.push(Group::new(Delimiter::Brace, inside).into());
        written.extend(self.close(&name)?);
        Ok(Node::Component(written.drain(..).collect()))
    }

    /// `</name>`; the rest of a component's type may follow its name.
    fn close(&mut self, name: &str) -> Read<Vec<TokenTree>> {
        let mut written = vec![self.next()?, self.next()?];
        let mut found = String::new();
        loop {
            let token = self.next()?;
            let is_end = is_punct(Some(&token), '>');
            if !is_end {
                found.push_str(&token.to_string());
            }
            written.push(token);
            if is_end {
                break;
            }
        }
        if found != name {
            Err(Problem(self.last, "this closes another tag than the one that is open"))
        } else {
            Ok(written)
        }
    }

    /// Attributes up to `>` or `/>`, and whether it was the latter.
    fn attributes(&mut self) -> Read<(Vec<Attribute>, bool)> {
        let mut attributes = Vec::new();
        loop {
            if is_punct(self.tokens.peek(), '>') {
                self.next()?;
                return Ok((attributes, false));
            }
            if is_punct(self.tokens.peek(), '/') {
                self.next()?;
                self.next()?;
                return Ok((attributes, true));
            }
            let is_property = is_punct(self.tokens.peek(), '~');
            if is_property {
                self.next()?;
            }
            if let Some(TokenTree::Group(group)) = self.tokens.peek() {
                let value = group.stream();
                self.next()?;
                attributes.push(Attribute { name: value.to_string(), value: Value::Expression(value), is_property });
                continue;
            }
            let name = self.name()?;
            self.next()?;
            let value = match self.next()? {
                TokenTree::Group(group) => value_of(group.stream()),
                other => value_of(other.into()),
            };
            attributes.push(Attribute { name, value, is_property });
        }
    }

    /// A name that may have dashes in it.
    fn name(&mut self) -> Read<String> {
        let mut name = match self.next()? {
            TokenTree::Ident(word) => word.to_string(),
            other => return Err(Problem(other.span(), "here stands the name of a tag or an attribute")),
        };
        while is_punct(self.tokens.peek(), '-') {
            self.next()?;
            name.push('-');
            name.push_str(&self.next()?.to_string());
        }
        Ok(name)
    }

    fn next(&mut self) -> Read<TokenTree> {
        let token = self.tokens.next().ok_or(Problem(self.last, "the markup ends before this is closed"))?;
        self.last = token.span();
        Ok(token)
    }
}

fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

/// What stands in braces among nodes.
fn block(inside: TokenStream) -> Option<Node> {
    let mut tokens = inside.clone().into_iter();
    match (tokens.next(), tokens.next()) {
        (None, _) => None,
        (Some(TokenTree::Literal(literal)), None) => Some(Node::Text(literal)),
        (Some(TokenTree::Ident(word)), Some(_)) if word.to_string() == "for" => {
            Some(Node::Each(inside.into_iter().skip(1).collect()))
        }
        _ => Some(Node::Expression(inside)),
    }
}

fn value_of(tokens: TokenStream) -> Value {
    let mut inside = tokens.clone().into_iter();
    match (inside.next(), inside.next()) {
        (Some(TokenTree::Literal(literal)), None) if literal.to_string().starts_with('"') => Value::Known(literal),
        _ => Value::Expression(tokens),
    }
}
