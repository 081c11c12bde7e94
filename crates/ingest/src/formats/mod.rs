//! What a text, an object or a name is: decided by content, never by a file's name.
//!
//! *object → records in it.* Nothing here keeps a state: each function looks at a value that is whole, or says that it is
//! not.
//!
//! - [`shape`]: what an object at the top of a text is; what other formats are called
//! - [`envelopes`]: the records in the wrappers of services and tools
//! - `log_line`: JSON behind the time that a log line begins with
//! - [`csv_cells`]: rows and cells; [`table_header`]: the columns of a table; [`cell_value`]: the value of a cell, with
//!   [`sheet_time`] and [`athena_value`]
//! - [`rebuilt_record`]: a record of members in another spelling; [`member_names`]: what they stand for
//! - [`athena_results`]: what Athena's GetQueryResults gives
//! - [`notifications`]: texts that are kept and are no records
//! - [`object_key`]: what the name of a log file says

pub mod athena_results;
pub mod athena_value;
pub mod cell_value;
pub mod csv_cells;
pub mod envelopes;
pub(crate) mod log_line;
pub mod member_names;
pub mod notifications;
pub mod object_key;
pub mod rebuilt_record;
pub mod shape;
pub mod sheet_time;
pub mod table_header;
