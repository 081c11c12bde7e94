//! An engine and readers joined without a browser, and small builders for logs.

use serde_json::{Value, json};
use std::cell::Cell;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use trailglass_engine::reader::Reader;
use trailglass_engine::{Engine, Output};
use trailglass_event::field::COLUMNS;
use trailglass_event::time::TimeRange;
use trailglass_ingest::{Intake, IntakeStatus};
use trailglass_protocol::id::{QueryId, ReaderId, SourceId};
use trailglass_protocol::message::*;
use trailglass_protocol::report::{Report, Status};

/// The core as the browser joins it: files go to readers in turn, segments to the engine, questions back and forth.
pub struct Viewer {
    pub engine: Engine,
    pub readers: Vec<Reader>,
    next_source: u32,
    /// What the page would have been told, by source.
    pub sources: BTreeMap<SourceId, SourceReport>,
    pub names: HashMap<SourceId, String>,
    pub reports: BTreeMap<SourceId, Report>,
    pub answers: Vec<Answer>,
    pub others: VecDeque<Response>,
    next_query: QueryId,
    /// Go with every query.
    pub range: Option<TimeRange>,
    pub preview: Option<TimeRange>,
    pub facets: Vec<FacetRequest>,
    /// The columns of the rows; the first ones where there are none.
    pub fields: Vec<String>,
    /// The engine's clock, in milliseconds. It stands still but where the engine wants to wait.
    clock: Rc<Cell<f64>>,
    /// How long readers take for an answer, in milliseconds.
    pub reading_ms: f64,
}

/// A file of which some has been read.
pub struct Opened {
    source: SourceId,
    name: String,
    intake: Intake,
}

impl Opened {
    /// Its number.
    pub fn source(&self) -> SourceId {
        self.source
    }
}

impl Viewer {
    pub fn new() -> Viewer {
        let clock = Rc::new(Cell::new(0.0));
        let engine_clock = clock.clone();
        Viewer {
            engine: Engine::new(move || engine_clock.get()),
            readers: (0..2).map(ReaderId).map(Reader::new).collect(),
            next_source: 0,
            sources: BTreeMap::new(),
            names: HashMap::new(),
            reports: BTreeMap::new(),
            answers: Vec::new(),
            others: VecDeque::new(),
            next_query: QueryId::default(),
            range: None,
            preview: None,
            facets: Vec::new(),
            fields: Vec::new(),
            clock,
            reading_ms: 0.0,
        }
    }

    /// A viewer with these files: name and bytes.
    pub fn of(files: &[(&str, &[u8])]) -> Viewer {
        let mut viewer = Viewer::new();
        for (name, bytes) in files {
            viewer.load(name, bytes);
        }
        viewer.freeze();
        viewer
    }

    /// A viewer with one file of these events.
    pub fn of_events(events: &[Value]) -> Viewer {
        Viewer::of(&[("log.json", log(events).as_bytes())])
    }

    /// Loads a file whole. Its segment stays open until [`Viewer::freeze`] or until it is full.
    pub fn load(&mut self, name: &str, bytes: &[u8]) -> SourceId {
        self.load_in_pieces(name, bytes, bytes.len().max(1))
    }

    /// Loads a file in pieces of this size, as the browser does with large ones.
    pub fn load_in_pieces(&mut self, name: &str, bytes: &[u8], size: usize) -> SourceId {
        self.load_pieces(name, bytes.chunks(size))
    }

    /// Loads a file in these pieces.
    pub fn load_pieces<'a>(&mut self, name: &str, pieces: impl IntoIterator<Item = &'a [u8]>) -> SourceId {
        let source = SourceId::File(self.next_source);
        self.next_source += 1;
        self.names.insert(source, name.to_owned());
        let no = self.reader_of(source);
        let mut intake = Intake::new(source, name);
        let mut pieces = pieces.into_iter().peekable();
        if pieces.peek().is_none() {
            intake.give(Vec::new(), true);
        }
        loop {
            match self.readers[no].step(source, name, &mut intake) {
                IntakeStatus::Done => break,
                IntakeStatus::Working => {}
                IntakeStatus::NeedsInput => {
                    let piece = pieces.next().expect("a source that had all its pieces is not hungry");
                    intake.give(piece.to_vec(), pieces.peek().is_none());
                }
            }
            if self.readers[no].is_full() {
                self.seal_reader(no);
            }
        }
        self.readers[no].end(source, name, intake.finish());
        source
    }

    /// The place of the reader that reads a file.
    fn reader_of(&self, source: SourceId) -> usize {
        match source {
            SourceId::File(number) | SourceId::Member(number) => number as usize % self.readers.len(),
        }
    }

    /// Begins to load a file that comes in pieces, with other things happening in between.
    pub fn begin(&mut self, name: &str) -> Opened {
        let source = SourceId::File(self.next_source);
        self.next_source += 1;
        self.names.insert(source, name.to_owned());
        Opened { source, name: name.to_owned(), intake: Intake::new(source, name) }
    }

    /// Gives a piece of such a file, and freezes what was read of it.
    pub fn feed(&mut self, opened: &mut Opened, piece: &[u8], is_last: bool) {
        let Opened { source, name, intake } = opened;
        let no = self.reader_of(*source);
        intake.give(piece.to_vec(), is_last);
        while self.readers[no].step(*source, name, intake) == IntakeStatus::Working {}
        self.freeze();
    }

    /// Ends a file that came in pieces.
    pub fn end(&mut self, Opened { source, name, intake }: Opened) -> SourceId {
        let no = self.reader_of(source);
        self.readers[no].end(source, &name, intake.finish());
        self.freeze();
        source
    }

    /// Takes files out, as the page does.
    pub fn remove(&mut self, sources: &[SourceId]) {
        self.engine.request(Request::Remove { sources: sources.to_vec() });
        self.run();
        for source in sources {
            self.sources.remove(source);
            self.reports.remove(source);
        }
    }

    /// The values that are offered for a field.
    pub fn suggested(&mut self, view: View, rest: &str, field: &str) -> Vec<(String, Option<u32>)> {
        let (rest, field, prefix) = (rest.to_owned(), field.to_owned(), String::new());
        match self.reply(Request::Suggest(Suggest { view, rest, field, prefix })) {
            Some(Response::Suggested { values, .. }) => values,
            other => panic!("values were asked for, not {other:?}"),
        }
    }

    /// All of an export of the answer in force.
    pub fn exported(&mut self, view: View, format: Format, fields: &[String], is_redacted: bool) -> String {
        let fields = fields.to_vec();
        let mut request = Request::Export(Export { no: 1, view, format, fields, is_redacted, most: None });
        let mut text = String::new();
        loop {
            let Some(Response::Exported(piece)) = self.reply(request) else { panic!("a piece of the export") };
            text.push_str(&piece.text);
            if piece.is_last {
                return text;
            }
            request = Request::ExportOn { no: 1 };
        }
    }

    /// What is known of an access key, once all is read.
    pub fn credential(&mut self, key: &str) -> Credential {
        match self.reply(Request::Credential { key: key.to_owned() }) {
            Some(Response::Credential(card)) => *card,
            other => panic!("a card was asked for, not {other:?}"),
        }
    }

    fn seal_reader(&mut self, no: usize) {
        let (batch, bytes) = self.readers[no].freeze();
        self.engine.add(batch, bytes.as_deref());
        self.run();
    }

    /// Freezes what readers hold open.
    pub fn freeze(&mut self) {
        for no in 0..self.readers.len() {
            if self.readers[no].has_open() {
                self.seal_reader(no);
            }
        }
    }

    /// Lets engine and readers work until there is nothing to do.
    pub fn run(&mut self) {
        loop {
            match self.engine.step() {
                Output::Respond(Response::Loaded { sources, .. }) => {
                    for report in sources {
                        if let Some(within) = &report.within {
                            self.names.insert(report.source, within.name.clone());
                        }
                        if let Some(whole) = &report.report {
                            self.reports.insert(report.source, whole.clone());
                        }
                        self.sources.insert(report.source, report);
                    }
                }
                Output::Respond(Response::Answer(answer)) => self.answers.push(answer),
                Output::Respond(other) => self.others.push_back(other),
                Output::Request(reader, ask) => self.readers[reader.0 as usize].ask(ask),
                Output::Busy => {}
                Output::Later(pause) => self.clock.set(self.clock.get() + pause),
                Output::Idle => {
                    let told: Vec<ReaderReply> = self.readers.iter_mut().filter_map(Reader::answer).collect();
                    if told.is_empty() {
                        return;
                    }
                    self.clock.set(self.clock.get() + self.reading_ms);
                    told.into_iter().for_each(|told| self.engine.tell(told));
                }
            }
        }
    }

    /// Says that all that was handed over has been read.
    pub fn settle(&mut self) {
        self.engine.request(Request::Settle);
        self.run();
    }

    /// Lets readers do what they do when nobody asks. Gives how many texts they have prepared for searches.
    pub fn rest(&mut self) -> usize {
        self.readers.iter_mut().map(|reader| std::iter::from_fn(|| reader.prepare().then_some(())).count()).sum()
    }

    /// Loads a file whole, in a segment of its own.
    pub fn load_frozen(&mut self, name: &str, bytes: &[u8]) -> SourceId {
        let source = self.load(name, bytes);
        self.freeze();
        source
    }

    /// Asks a query of the events, newest first, and gives the answer with all rows of the first page.
    pub fn query(&mut self, text: &str) -> Answer {
        self.ask(View::Events, text, Sort::newest_first())
    }

    /// Asks a query of the jobs, first submitted first.
    pub fn jobs(&mut self, text: &str) -> Vec<Rc<JobRow>> {
        let sort = Sort::by("submitted", false);
        match self.ask(View::Jobs, text, sort).page.rows {
            Rows::Jobs(rows) => rows,
            Rows::Events(_) => panic!("the jobs view answers with jobs"),
        }
    }

    pub fn ask(&mut self, view: View, text: &str, sort: Sort) -> Answer {
        self.next_query = self.next_query.next();
        let no = self.next_query;
        let first = || COLUMNS.iter().map(|field| field.name().to_owned()).collect();
        let fields = if self.fields.is_empty() { first() } else { self.fields.clone() };
        let text = text.to_owned();
        self.engine.request(Request::Query(Query {
            no,
            view,
            text,
            range: self.range,
            preview: self.preview,
            facets: self.facets.clone(),
            sort,
            fields,
            first: 0,
            count: 2000,
        }));
        self.run();
        let answer = self.answers.pop().expect("every query is answered");
        assert_eq!(answer.no, no);
        answer
    }

    /// The cells of columns, for the events that match, oldest first.
    pub fn cells(&mut self, text: &str, columns: &[&str]) -> Vec<Vec<Option<String>>> {
        self.fields = columns.iter().map(|name| (*name).to_owned()).collect();
        let answer = self.ask(View::Events, text, Sort::by("time", false));
        self.fields.clear();
        rows(&answer).iter().map(|row| row.cells.clone()).collect()
    }

    /// The ids of the events that match, in order.
    pub fn ids(&mut self, text: &str) -> Vec<String> {
        rows(&self.query(text)).iter().map(|row| row.event_id.clone()).collect()
    }

    /// The ids of all events that match, however many.
    pub fn all_ids(&mut self, text: &str) -> std::collections::BTreeSet<String> {
        let answer = self.query(text);
        let mut ids = std::collections::BTreeSet::new();
        for first in (0..answer.matched).step_by(2000) {
            let request = Request::Page { view: View::Events, no: answer.no, first, count: 2000, fields: Vec::new() };
            let Some(Response::Page(page)) = self.reply(request) else { panic!("a page of {text}") };
            ids.extend(rows_of(&page).iter().map(|row| row.event_id.clone()));
        }
        ids
    }

    /// Opens an event of the answer in force.
    pub fn open(&mut self, row: RowKey) -> EventDetail {
        self.engine.request(Request::Event { row });
        self.run();
        match self.others.pop_back() {
            Some(Response::Event(detail)) => *detail,
            other => panic!("an event was asked for, not {other:?}"),
        }
    }

    /// Opens a job.
    pub fn story(&mut self, key: &str) -> StoryDetail {
        self.engine.request(Request::Story { job: key.to_owned() });
        self.run();
        match self.others.pop_back() {
            Some(Response::Story(detail)) => *detail,
            other => panic!("a story was asked for, not {other:?}"),
        }
    }

    /// The last reply of the engine that is no answer.
    pub fn last_reply(&mut self) -> Option<Response> {
        self.others.pop_back()
    }

    /// Other replies of the engine, the last one.
    pub fn reply(&mut self, request: Request) -> Option<Response> {
        self.engine.request(request);
        self.run();
        self.others.pop_back()
    }

    pub fn status(&self, source: SourceId) -> Status {
        self.reports[&source].status()
    }

    pub fn problems(&self, source: SourceId) -> Vec<String> {
        self.reports[&source].problems.iter().map(ToString::to_string).collect()
    }

    /// Nothing is lost: records = events + duplicates + refused, for each source that was read and for all of them.
    pub fn assert_sums(&self) {
        for (number, report) in &self.reports {
            let source = &self.sources[number];
            let sum = source.events + source.duplicates + report.refused;
            assert_eq!(report.records, sum, "{}: {report:?}", self.names[number]);
        }
        let (records, events, duplicates, refused) = self.sums();
        assert_eq!(records, events + duplicates + refused);
    }

    /// records, events, duplicates and refused records of all sources.
    pub fn sums(&self) -> (u32, u32, u32, u32) {
        let records = self.reports.values().map(|report| report.records).sum();
        let refused = self.reports.values().map(|report| report.refused).sum();
        let events = self.sources.values().map(|source| source.events).sum();
        let duplicates = self.sources.values().map(|source| source.duplicates).sum();
        (records, events, duplicates, refused)
    }
}

/// The event rows of an answer.
fn rows_of(page: &Page) -> &[Rc<EventRow>] {
    match &page.rows {
        Rows::Events(rows) => rows,
        Rows::Jobs(_) => &[],
    }
}

pub fn rows(answer: &Answer) -> &[Rc<EventRow>] {
    match &answer.page.rows {
        Rows::Events(rows) => rows,
        Rows::Jobs(_) => panic!("the events view answers with events"),
    }
}

/// A log file of these events.
pub fn log(events: &[Value]) -> String {
    json!({ "Records": events }).to_string()
}

/// An event with an id and a time of day; every other member as `members` says.
pub fn event(id: &str, time: &str, members: Value) -> Value {
    let mut event = json!({
        "eventVersion": "1.08", "eventID": id, "eventTime": format!("2024-03-01T{time}Z"),
        "eventSource": "s3.amazonaws.com", "eventName": "GetObject", "awsRegion": "us-east-1",
        "sourceIPAddress": "192.0.2.17", "recipientAccountId": "111122223333",
        "userIdentity": {"type": "IAMUser", "userName": "smithj", "accountId": "111122223333"},
    });
    if let (Value::Object(event), Value::Object(members)) = (&mut event, members) {
        event.extend(members);
    }
    event
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("a vector takes all");
    encoder.finish().expect("a vector takes all")
}

/// An SNS notification on a job of Elastic Transcoder.
pub fn notification(job: &str, state: &str) -> Value {
    let message = json!({"state": state, "version": "2012-09-25", "jobId": job, "pipelineId": "pipe-1"});
    json!({
        "Type": "Notification", "TopicArn": "arn:aws:sns:us-east-1:111122223333:vod",
        "Timestamp": "2024-03-01T10:20:00Z", "Message": message.to_string(),
    })
}

/// A gzip file whose checksum is wrong. It is not compressed, so a part of the file holds that part of its text.
pub fn damaged_gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    encoder.write_all(bytes).expect("a vector takes all");
    let mut damaged = encoder.finish().expect("a vector takes all");
    // The checksum stands eight bytes before the end.
    let at = damaged.len() - 8;
    damaged[at] ^= 1;
    damaged
}

/// The folder of real files, if it is there; says so if not.
pub fn corpus() -> Option<PathBuf> {
    let folder = std::env::var_os("TRAIL_CORPUS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"), PathBuf::from);
    if folder.join("INDEX.tsv").is_file() {
        return Some(folder);
    }
    println!("No corpus: set TRAIL_CORPUS to a folder with INDEX.tsv to run over real files too");
    None
}

/// Archives, written by hand.
pub mod pack {
    use flate2::{Compression, Crc, write::DeflateEncoder};
    use std::io::Write;

    fn crc(bytes: &[u8]) -> u32 {
        let mut crc = Crc::new();
        crc.update(bytes);
        crc.sum()
    }

    /// How a member of a zip archive is written.
    #[derive(Clone, Copy, Default)]
    pub struct Zipped {
        pub is_stored: bool,
        /// Its sizes stand behind it.
        pub has_descriptor: bool,
        pub is_zip64: bool,
        pub is_encrypted: bool,
    }

    pub fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
        zip_as(members, Zipped::default())
    }

    pub fn zip_as(members: &[(&str, &[u8])], how: Zipped) -> Vec<u8> {
        let mut file = Vec::new();
        for (name, bytes) in members {
            let packed = if how.is_stored {
                bytes.to_vec()
            } else {
                let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
                encoder.write_all(bytes).unwrap();
                encoder.finish().unwrap()
            };
            let (n_packed, n_bytes) = (packed.len() as u64, bytes.len() as u64);
            let flags = if how.has_descriptor { 8u16 } else { 0 } | u16::from(how.is_encrypted);
            let size = |size: u64| match (how.has_descriptor, how.is_zip64) {
                (true, _) => 0,
                (_, true) => u32::MAX,
                _ => size as u32,
            };
            let extra: Vec<u8> = match how.is_zip64 {
                true => [&[1, 0, 16, 0][..], &n_bytes.to_le_bytes(), &n_packed.to_le_bytes()].concat(),
                false => Vec::new(),
            };
            file.extend(b"PK\x03\x04\x14\0");
            file.extend(flags.to_le_bytes());
            file.extend(if how.is_stored { 0u16 } else { 8 }.to_le_bytes());
            file.extend([0; 4]);
            file.extend(if how.has_descriptor { 0 } else { crc(bytes) }.to_le_bytes());
            file.extend(size(n_packed).to_le_bytes());
            file.extend(size(n_bytes).to_le_bytes());
            file.extend((name.len() as u16).to_le_bytes());
            file.extend((extra.len() as u16).to_le_bytes());
            file.extend(name.as_bytes());
            file.extend(extra);
            file.extend(packed);
            if how.has_descriptor {
                file.extend(b"PK\x07\x08");
                file.extend(crc(bytes).to_le_bytes());
                for size in [n_packed, n_bytes] {
                    match how.is_zip64 {
                        true => file.extend(size.to_le_bytes()),
                        false => file.extend((size as u32).to_le_bytes()),
                    }
                }
            }
        }
        file.extend(b"PK\x01\x02 what stands in the directory is not read PK\x05\x06");
        file.extend([0; 18]);
        file
    }

    /// An archive that ends behind its only member, which is said to take so many bytes.
    pub fn zip_that_claims(member: &[u8], packed: u64) -> Vec<u8> {
        let mut file = zip_as(&[("a.json", member)], Zipped { is_zip64: true, ..Zipped::default() });
        let claim = 30 + "a.json".len() + 12;
        file[claim..claim + 8].copy_from_slice(&packed.to_le_bytes());
        file.truncate(file.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap());
        file
    }

    /// Makes the first header of a tar archive say this size, in binary.
    pub fn claim(tar: &mut [u8], size: u64) {
        tar[124] = 0x80;
        tar[125..128].fill(0);
        tar[128..136].copy_from_slice(&size.to_be_bytes());
        tar[148..156].fill(b' ');
        let sum: u32 = tar[..512].iter().map(|byte| u32::from(*byte)).sum();
        tar[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    }

    pub fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut file = Vec::new();
        for (name, bytes) in members {
            if name.len() > 100 {
                file.extend(header("././@LongLink", name.len() + 1, b'L'));
                file.extend(padded(&[name.as_bytes(), b"\0"].concat()));
            }
            let kind = if name.ends_with('/') { b'5' } else { b'0' };
            file.extend(header(&name[..name.len().min(100)], bytes.len(), kind));
            file.extend(padded(bytes));
        }
        file.extend([0; 1024]);
        file
    }

    fn padded(bytes: &[u8]) -> Vec<u8> {
        let mut padded = bytes.to_vec();
        padded.resize(bytes.len().next_multiple_of(512), 0);
        padded
    }

    fn header(name: &str, size: usize, kind: u8) -> Vec<u8> {
        let mut block = vec![0u8; 512];
        block[..name.len()].copy_from_slice(name.as_bytes());
        block[124..135].copy_from_slice(format!("{size:011o}").as_bytes());
        block[156] = kind;
        block[257..265].copy_from_slice(b"ustar\x0000");
        block[148..156].fill(b' ');
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        block
    }
}
