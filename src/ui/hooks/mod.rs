//! Where the page meets the browser and the workers. Besides `app`, only this folder knows the client.

pub mod browser;
pub mod clipboard;
pub mod storage;
pub mod use_client;
pub mod use_extent;
pub mod use_kept_focus;
pub mod use_leaving;
pub mod use_link;
pub mod use_listener;
pub mod use_timings;
