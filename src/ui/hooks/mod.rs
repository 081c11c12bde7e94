//! Where the page meets the browser and the workers. Besides `app`, only this folder knows the client.
//!
//! - [`use_session`], [`storage`], [`use_link`]: the session, what of it the browser keeps, and its view in the address
//! - [`use_client`]: keeps the workers busy with what the session asks for
//! - [`use_timings`]: how long things take
//! - [`use_kept_focus`]: the focus stays in a list whose focused entry is removed
//! - [`use_leaving`]: asks before loaded files are lost
//! - [`use_listener`], [`use_resize`], [`use_extent`]: events of the window, sizes, scrolling
//! - [`browser`], [`breakpoints`], [`clipboard`]: styles, focus, keys; widths of the window; copying

pub mod breakpoints;
pub mod browser;
pub mod clipboard;
pub mod storage;
pub mod use_client;
pub mod use_extent;
pub mod use_kept_focus;
pub mod use_leaving;
pub mod use_link;
pub mod use_listener;
pub mod use_resize;
pub mod use_session;
pub mod use_timings;
