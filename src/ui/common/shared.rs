//! A part of the session as a prop: equal means the very same, so that comparing props costs nothing.

use std::ops::Deref;
use std::rc::Rc;

/// Behind an `Rc`, compared by pointer.
#[derive(Debug)]
pub struct Shared<T>(pub Rc<T>);

impl<T> Shared<T> {
    /// Wraps a part of the session.
    pub fn of(part: &Rc<T>) -> Shared<T> {
        Shared(part.clone())
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Shared(self.0.clone())
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
