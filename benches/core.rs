//! What the core does to a trail, step by step, with throughput in bytes of JSON:
//!
//!     TRAIL=<folder of gzip log files> cargo bench
//!
//! Without a folder the sample trail that ships with the page is taken; it is small, so its figures are rough.

#![allow(clippy::disallowed_methods)] // the trail is in files

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use trailglass_engine::reader::Reader;
use trailglass_engine::{Engine, Output};
use trailglass_ingest::containers::gzip::{self, GzipReader, Inflated};
use trailglass_ingest::{Intake, IntakeStatus};
use trailglass_json::structural_index::StructuralIndex;
use trailglass_lifecycle::registry::Profiles;
use trailglass_protocol::id::{QueryId, ReaderId, SourceId};
use trailglass_protocol::message::{Answer, FacetRequest, Query, Request, Response, Sort, View};

fn main() {
    divan::main();
}

/// The files of the trail.
fn files() -> &'static [Vec<u8>] {
    static FILES: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    FILES.get_or_init(|| {
        let folder = std::env::var_os("TRAIL").map_or_else(|| PathBuf::from("static/sample"), PathBuf::from);
        let mut files = Vec::new();
        gather(&folder, &mut files);
        files
    })
}

fn gather(folder: &Path, files: &mut Vec<Vec<u8>>) {
    for entry in std::fs::read_dir(folder).expect("the trail's folder can be read") {
        let path = entry.expect("the folder's entries can be read").path();
        if path.is_dir() {
            gather(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "gz") {
            files.push(std::fs::read(&path).expect("the trail's files can be read"));
        }
    }
}

fn inflated(file: &[u8]) -> Vec<u8> {
    let (mut inflater, mut input, mut text) = (GzipReader::default(), file, Vec::new());
    let hint = gzip::claimed_size(file).unwrap_or(0) + 64;
    while inflater.step(&mut input, true, hint, &mut text) == Inflated::More {}
    text
}

/// The texts of the files.
fn texts() -> &'static [String] {
    static TEXTS: OnceLock<Vec<String>> = OnceLock::new();
    TEXTS.get_or_init(|| {
        files().iter().map(|file| String::from_utf8(inflated(file)).expect("the trail is UTF-8")).collect()
    })
}

fn bytes_of_texts() -> BytesCount {
    BytesCount::new(texts().iter().map(String::len).sum::<usize>())
}

/// gzip → text.
#[divan::bench(sample_count = 5)]
fn inflate_all(bencher: Bencher) {
    bencher.counter(bytes_of_texts()).bench(|| files().iter().map(|file| inflated(file).len()).sum::<usize>());
}

/// Text → checked tokens.
#[divan::bench(sample_count = 5)]
fn check(bencher: Bencher) {
    bencher.counter(bytes_of_texts()).bench(|| {
        let mut index = StructuralIndex::default();
        for text in texts() {
            index.reset();
            let start = text.find('{').expect("a log file is an object");
            index.value(text, start).expect("a log file is JSON");
        }
    });
}

fn read<'a>(files: impl Iterator<Item = &'a [u8]>, profiles: &Profiles) -> trailglass_ingest::Batch {
    let mut batch = trailglass_ingest::Batch::default();
    for (source, file) in (0..).map(SourceId::File).zip(files) {
        let mut intake = Intake::new(source, "");
        intake.give(file.to_vec(), true);
        while intake.step(profiles, &mut batch) != IntakeStatus::Done {}
    }
    batch
}

/// Text → rows and documents.
#[divan::bench(sample_count = 5)]
fn scan_and_build(bencher: Bencher) {
    let profiles = Profiles::built_in();
    bencher.counter(bytes_of_texts()).bench(|| read(texts().iter().map(|text| text.as_bytes()), &profiles));
}

/// gzip → frozen segments, all that a reader does.
#[divan::bench(sample_count = 5)]
fn reader(bencher: Bencher) {
    bencher.counter(bytes_of_texts()).bench(|| {
        let mut reader = Reader::new(ReaderId(0));
        let mut bytes = 0;
        for (source, file) in (0..).map(SourceId::File).zip(files()) {
            let mut intake = Intake::new(source, "");
            intake.give(file.clone(), true);
            while reader.step(source, "", &mut intake) != IntakeStatus::Done {}
            reader.end(source, "", intake.finish());
            if reader.is_full() {
                bytes += reader.freeze().1.map_or(0, |segment| segment.len());
            }
        }
        bytes + reader.freeze().1.map_or(0, |segment| segment.len())
    });
}

/// Rows → a frozen segment.
#[divan::bench(sample_count = 5)]
fn freeze(bencher: Bencher) {
    let profiles = Profiles::built_in();
    let batch = || read(files().iter().map(Vec::as_slice).take(30), &profiles);
    bencher.with_inputs(batch).bench_values(|batch| batch.rows.freeze().0.n_rows());
}

/// An engine and the one reader that read the trail for it.
struct Loaded {
    engine: Engine,
    reader: Reader,
    last_query: QueryId,
}

impl Loaded {
    fn new() -> Loaded {
        let last = SourceId::File(files().len() as u32 - 1);
        let mut loaded =
            Loaded { engine: Engine::new(|| 0.0), reader: Reader::new(ReaderId(0)), last_query: QueryId::default() };
        for (source, file) in (0..).map(SourceId::File).zip(files()) {
            let mut intake = Intake::new(source, "");
            intake.give(file.clone(), true);
            while loaded.reader.step(source, "", &mut intake) != IntakeStatus::Done {}
            loaded.reader.end(source, "", intake.finish());
            if loaded.reader.is_full() || source == last {
                let (batch, bytes) = loaded.reader.freeze();
                loaded.engine.add(batch, bytes.as_deref());
            }
        }
        loaded
    }

    fn with_prepared_texts() -> Loaded {
        let mut loaded = Loaded::new();
        while loaded.reader.prepare() {}
        loaded
    }

    /// The answer to a query of events, with the most frequent values of these fields.
    fn ask(&mut self, text: &str, facets: &[&str]) -> Answer {
        self.ask_of(View::Events, text, facets)
    }

    fn ask_of(&mut self, view: View, text: &str, facets: &[&str]) -> Answer {
        self.last_query = self.last_query.next();
        let (sorted_by, fields) = match view {
            View::Events => ("time", ["time", "event", "actor"]),
            View::Jobs => ("submitted", ["submitted", "state", "pipeline"]),
        };
        self.engine.request(Request::Query(Query {
            no: self.last_query,
            view,
            text: text.to_owned(),
            range: None,
            preview: None,
            facets: facets
                .iter()
                .map(|field| FacetRequest { field: (*field).to_owned(), count: 5, part: String::new() })
                .collect(),
            sort: Sort::by(sorted_by, true),
            fields: fields.map(str::to_owned).to_vec(),
            first: 0,
            count: 50,
        }));
        loop {
            match self.engine.step() {
                Output::Respond(Response::Answer(answer))
                    if answer.no == self.last_query && answer.partial.is_none() =>
                {
                    return answer;
                }
                Output::Request(_, ask) => self.reader.ask(ask),
                Output::Idle => {
                    let told = self.reader.answer().expect("who waits has asked");
                    self.engine.tell(told);
                }
                _ => {}
            }
        }
    }

    /// Measures a query. Between two rounds another one goes, so that none takes over the rows of the last.
    fn bench(mut self, bencher: Bencher, text: &str, facets: &[&str]) {
        let bencher = bencher.counter(ItemsCount::new(self.ask("", &[]).events));
        let cell = std::cell::RefCell::new(self);
        bencher
            .with_inputs(|| cell.borrow_mut().ask("error:*", &[]).matched)
            .bench_local_values(|_| cell.borrow_mut().ask(text, facets).matched);
    }
}

/// A field, by columns: the rows, their order, a histogram and a page.
#[divan::bench(sample_count = 20)]
fn match_field(bencher: Bencher) {
    Loaded::new().bench(bencher, "eventName:CreateJob", &[]);
}

/// The same, with the values of three facets.
#[divan::bench(sample_count = 20)]
fn match_field_and_collect_facets(bencher: Bencher) {
    Loaded::new().bench(bencher, "eventName:CreateJob", &["event", "region", "actor"]);
}

/// A text, in files as they were dropped.
#[divan::bench(sample_count = 5)]
fn search_text(bencher: Bencher) {
    Loaded::new().bench(bencher.counter(bytes_of_texts()), "\"keynote-12\"", &[]);
}

/// The same, in files that were packed anew.
#[divan::bench(sample_count = 5)]
fn search_text_packed_anew(bencher: Bencher) {
    Loaded::with_prepared_texts().bench(bencher.counter(bytes_of_texts()), "\"keynote-12\"", &[]);
}

/// From deflate into lz4, as readers do at rest and in the first search.
#[divan::bench(sample_count = 5)]
fn prepare_texts(bencher: Bencher) {
    bencher
        .counter(bytes_of_texts())
        .with_inputs(Loaded::new)
        .bench_local_values(|mut loaded| while loaded.reader.prepare() {});
}

/// The first list of jobs after a load: facts are gathered, and each thing that they tell of is weighed. The bar is a second
/// for the jobs of a million events.
#[divan::bench(sample_count = 5)]
fn first_jobs(bencher: Bencher) {
    bencher.with_inputs(Loaded::new).bench_local_values(|mut loaded| loaded.ask_of(View::Jobs, "", &[]).jobs);
}

/// The jobs of a query, once they have been weighed.
#[divan::bench(sample_count = 20, args = ["state:canceled", "pipeline:1412*", "launch"])]
fn match_jobs(bencher: Bencher, text: &str) {
    let mut loaded = Loaded::new();
    let bencher = bencher.counter(ItemsCount::new(loaded.ask_of(View::Jobs, "", &[]).jobs));
    let cell = std::cell::RefCell::new(loaded);
    bencher
        .with_inputs(|| cell.borrow_mut().ask_of(View::Jobs, "kind:*", &[]).matched)
        .bench_local_values(|_| cell.borrow_mut().ask_of(View::Jobs, text, &[]).matched);
}
