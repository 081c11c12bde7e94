//! What a text, an object or a name is: decided by content, never by a file's name.
//!
//! *object → records in it.* Nothing here keeps a state: each function looks at a value that is whole, or says that it is
//! not.
//!
//! - [`shape`]: what an object at the top of a text is; what other formats are called
//! - `envelopes`: the records in the wrappers of services and tools
//! - `log_line`: JSON behind the time that a log line begins with
//! - `csv_cells`: rows and cells; `table_header`: the columns of a table; `cell_value`: the value of a cell, with
//!   `sheet_time` and `athena_value`
//! - `rebuilt_record`: a record of members in another spelling; `member_names`: what they stand for
//! - `athena_results`: what Athena's GetQueryResults gives
//! - `notifications`: texts that are kept and are no records
//! - [`object_key`]: what the name of a log file says

pub(crate) mod athena_results;
mod athena_value;
pub(crate) mod cell_value;
pub(crate) mod csv_cells;
pub(crate) mod envelopes;
pub(crate) mod log_line;
mod member_names;
mod notifications;
pub mod object_key;
pub(crate) mod rebuilt_record;
pub mod shape;
pub(crate) mod sheet_time;
pub(crate) mod table_header;
