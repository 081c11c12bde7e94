//! `html!` for the page: the part of Yew's syntax that the page uses, compiled to calls of `ui::markup`.
//!
//! Yew's own macro writes out for every element how its node is put together, and for every expression how one becomes a
//! list. Here what is constant about an element is data, and each step of making it is one call.

mod emit;
mod parse;

use proc_macro::TokenStream;

/// Markup as Yew's `html!` reads it: elements, fragments, components, `{ expressions }`, `if` and `for`.
#[proc_macro]
pub fn html(input: TokenStream) -> TokenStream {
    match parse::nodes(input) {
        Ok(nodes) => emit::root(&nodes),
        Err(problem) => problem.into_compile_error(),
    }
}
