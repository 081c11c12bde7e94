//! The message loop around [`Reader`]: files are read ahead, taken in a few milliseconds at a time, and between two
//! pieces the engine's questions are answered.

use super::envelope::{Envelope, Port, buffer_of, bytes_of, listen};
use super::fail;
use super::turn::{Turns, now};
use gloo::timers::callback::Timeout;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use trailglass_engine::reader::Reader;
use trailglass_engine::reader::warm_up::WarmUp;
use trailglass_ingest::{Intake, IntakeStatus};
use trailglass_protocol::id::{ReaderId, SourceId};
use trailglass_protocol::message::{FromReader, FromWorker, IngestRequest, Progress, ReaderRequest, SourceProgress};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessagePort};

/// The time slice of work between two turns for messages, in milliseconds.
const TIME_SLICE_MS: f64 = 8.0;
/// Files are read in slices of this many bytes, so that a large one is never in memory as a whole.
const SLICE_BYTES: f64 = 32.0 * 1024.0 * 1024.0;
/// The most files that are read ahead, as far as they fit into a slice together.
const FILES_AHEAD: usize = 8;
/// An open segment is flushed after this many milliseconds.
const FLUSH_MS: f64 = 100.0;
/// The first segment of a load is flushed earlier, because the page waits for its rows.
const FIRST_FLUSH_MS: f64 = 20.0;
/// After this many milliseconds without work a reader prepares texts for searches, one file at a time. After each it pauses
/// for as long as that took, so that a core stays free for the page.
const IDLE_MS: u32 = 2000;
/// How long the first reader warms up while there are no files, in milliseconds of work.
const WARM_UP_MS: f64 = 200.0;
/// Progress is throttled to one report per this many milliseconds.
const PROGRESS_MS: f64 = 100.0;

/// A file and the progress of reading it.
struct File {
    source: SourceId,
    name: String,
    blob: Blob,
    /// Its size, once the file is among the next ones: the browser looks it up on the disk, which takes a while.
    bytes: Option<f64>,
    /// Bytes requested from the browser.
    bytes_requested: f64,
    /// Bytes passed to the intake.
    bytes_read: f64,
    /// A slice that has been read and waits for the intake, or why it could not be read.
    slice: Option<Result<Vec<u8>, String>>,
    is_reading: bool,
    intake: Intake,
}

struct State {
    reader: Reader,
    page: DedicatedWorkerGlobalScope,
    engine: Option<MessagePort>,
    files: VecDeque<File>,
    progress: Vec<SourceProgress>,
    /// When progress was last reported.
    reported_at: f64,
    /// When the open segment got its first row; `None` without an open segment.
    opened_at: Option<f64>,
    has_flushed: bool,
    /// The warm-up and the milliseconds left of it. The browser shares compiled code between workers, so one reader is enough.
    warm_up: Option<(WarmUp, f64)>,
    /// Runs until the next text is prepared for searches.
    idle: Option<Timeout>,
}

type Shared = Rc<RefCell<State>>;

/// Serves as a reader. The only port leads to the engine.
pub fn serve(page: &DedicatedWorkerGlobalScope, no: ReaderId, ports: Vec<MessagePort>) {
    let engine = ports.into_iter().next();
    let state = Rc::new(RefCell::new(State {
        reader: Reader::new(no),
        page: page.clone(),
        engine: engine.clone(),
        files: VecDeque::new(),
        progress: Vec::new(),
        reported_at: 0.0,
        opened_at: None,
        has_flushed: false,
        warm_up: (no == ReaderId(0)).then(|| (WarmUp::default(), WARM_UP_MS)),
        idle: None,
    }));
    let turns = Rc::new(RefCell::new(None::<Turns>));
    let (worked, next) = (state.clone(), turns.clone());
    *turns.borrow_mut() = Some(Turns::new(move || {
        if let Some(turns) = next.borrow().as_ref() {
            work(&worked, turns);
        }
    }));
    let Some(turns) = turns.borrow().clone() else { return };

    if let Some(engine) = engine {
        let (state, turns) = (state.clone(), turns.clone());
        let on_ask = move |Envelope { head, .. }: Envelope<ReaderRequest>| {
            state.borrow_mut().reader.ask(head);
            turns.ask();
        };
        listen(&engine, on_ask, fail(page));
    }

    turns.ask();
    let shared = state.clone();
    let on_request = move |Envelope { head, attachments }: Envelope<IngestRequest>| {
        shared.borrow_mut().accept(head, attachments);
        turns.ask();
    };
    listen(page, on_request, fail(page));
}

/// Works for a time slice, then asks for another turn if there is more to do.
fn work(state: &Shared, turns: &Turns) {
    read_ahead(state, turns);
    let mut this = state.borrow_mut();
    let began = now();
    while now() - began < TIME_SLICE_MS {
        if let Some(told) = this.reader.answer() {
            this.to_engine(&FromReader::Reply(told), None);
        } else if !this.ingest() {
            break;
        }
        this.flush_if_due();
    }
    let is_idle = this.files.is_empty();
    if this.warm_up_for_slice() {
        return turns.ask();
    }
    if is_idle && this.reader.has_open() {
        this.flush();
    }
    this.report_progress();
    let is_waiting_for_slices = this.files.front().is_some_and(|file| file.slice.is_none() && file.is_reading);
    if this.reader.has_questions() || (!is_idle && !is_waiting_for_slices) {
        turns.ask();
    }
    let may_prepare = is_idle && !this.reader.has_questions();
    this.idle = may_prepare.then(|| prepare_after(IDLE_MS, state));
}

/// Prepares a text for searches after a delay, and then the next, until none is left. Work restarts the delay.
fn prepare_after(milliseconds: u32, state: &Shared) -> Timeout {
    let state = state.clone();
    Timeout::new(milliseconds, move || {
        let mut this = state.borrow_mut();
        let began = now();
        let took = this.reader.prepare().then(|| (now() - began) as u32);
        this.idle = took.map(|took| prepare_after(took, &state));
    })
}

/// Requests the next slices from the browser.
fn read_ahead(state: &Shared, turns: &Turns) {
    let mut ahead_bytes = 0.0;
    let mut wanted = Vec::new();
    let mut this = state.borrow_mut();
    this.look_up_sizes();
    for file in this.files.iter_mut().take(FILES_AHEAD) {
        let Some(size) = file.bytes else { break };
        let is_wanted = file.slice.is_none()
            && !file.is_reading
            && (file.bytes_requested < size || size == 0.0 && file.bytes_requested == 0.0);
        if is_wanted && ahead_bytes < SLICE_BYTES {
            let end = (file.bytes_requested + SLICE_BYTES).min(size);
            file.is_reading = true;
            // Making a slice has the browser look the file up once more, so a small file is read without one.
            let is_whole = size <= SLICE_BYTES;
            let blob = if is_whole {
                Ok(file.blob.clone())
            } else {
                file.blob.slice_with_f64_and_f64(file.bytes_requested, end)
            };
            wanted.push((file.source, blob));
            file.bytes_requested = end.max(1.0);
        }
        ahead_bytes += (size - file.bytes_read).min(SLICE_BYTES);
    }
    drop(this);
    for (source, slice) in wanted {
        let (state, turns) = (state.clone(), turns.clone());
        spawn_local(async move {
            let bytes = read(slice).await;
            if let Some(file) = state.borrow_mut().files.iter_mut().find(|file| file.source == source) {
                file.slice = Some(bytes);
                file.is_reading = false;
            }
            turns.ask();
        });
    }
}

async fn read(slice: Result<Blob, JsValue>) -> Result<Vec<u8>, String> {
    let buffer = JsFuture::from(slice.map_err(error_text)?.array_buffer()).await.map_err(error_text)?;
    Ok(bytes_of(buffer.unchecked_ref()))
}

fn error_text(error: JsValue) -> String {
    let error: js_sys::Error = error.unchecked_into();
    error.message().into()
}

impl State {
    /// Warms up for a time slice. Returns whether it did.
    fn warm_up_for_slice(&mut self) -> bool {
        if !self.files.is_empty() || self.reader.has_questions() {
            self.warm_up = None;
        }
        let Some((warm_up, left)) = &mut self.warm_up else { return false };
        let began = now();
        while now() - began < TIME_SLICE_MS {
            warm_up.read();
        }
        *left -= now() - began;
        if *left <= 0.0 {
            self.warm_up = None;
        }
        true
    }

    /// Takes the files of a request, and drops those that it stops.
    fn accept(&mut self, request: IngestRequest, attachments: Vec<JsValue>) {
        self.files.retain(|file| !request.stopped.contains(&file.source));
        let blobs = attachments.into_iter().map(|file| file.unchecked_into::<Blob>());
        for ((source, name), blob) in request.sources.into_iter().zip(blobs) {
            let intake = Intake::new(source, &name);
            self.files.push_back(File {
                source,
                name,
                blob,
                bytes: None,
                bytes_requested: 0.0,
                bytes_read: 0.0,
                slice: None,
                is_reading: false,
                intake,
            });
        }
    }

    /// Looks up the sizes of the next files, and puts small files first.
    fn look_up_sizes(&mut self) {
        let mut is_new = false;
        for file in self.files.iter_mut().take(FILES_AHEAD) {
            if file.bytes.is_none() {
                file.bytes = Some(file.blob.size());
                is_new = true;
            }
        }
        // A file that has been started stays first.
        let n_started = usize::from(self.files.front().is_some_and(|file| file.bytes_requested > 0.0));
        if is_new {
            let ahead = self.files.len().min(FILES_AHEAD);
            let files = &mut self.files.make_contiguous()[n_started..ahead];
            files.sort_by(|one, other| one.bytes.unwrap_or(0.0).total_cmp(&other.bytes.unwrap_or(0.0)));
        }
    }

    /// Continues with the first file. Returns whether there was anything to do.
    fn ingest(&mut self) -> bool {
        let Some(file) = self.files.front_mut() else { return false };
        let step = self.reader.step(file.source, &file.name, &mut file.intake);
        let is_done = match step {
            IntakeStatus::Working => false,
            IntakeStatus::Done => true,
            IntakeStatus::NeedsInput => match file.slice.take() {
                Some(Ok(bytes)) => {
                    file.bytes_read += bytes.len() as f64;
                    let is_last = file.bytes.is_none_or(|bytes| file.bytes_read >= bytes);
                    file.intake.give(bytes, is_last);
                    false
                }
                Some(Err(why)) => {
                    file.intake.abandon(why);
                    false
                }
                None => return false,
            },
        };
        if is_done && let Some(file) = self.files.pop_front() {
            let File { source, name, bytes, intake, .. } = file;
            let (bytes, records) = (bytes.unwrap_or(0.0), intake.records());
            self.progress.push(SourceProgress { source, bytes, bytes_done: bytes, records, is_done: true });
            self.reader.end(source, &name, intake.finish());
        }
        if self.opened_at.is_none() && self.reader.has_open() {
            self.opened_at = Some(now());
        }
        true
    }

    fn flush_if_due(&mut self) {
        let delay = if self.has_flushed { FLUSH_MS } else { FIRST_FLUSH_MS };
        let is_due = self.opened_at.is_some_and(|opened_at| now() - opened_at > delay);
        if is_due || self.reader.is_full() {
            self.flush();
        }
    }

    fn flush(&mut self) {
        self.opened_at = None;
        self.has_flushed = !self.files.is_empty();
        let (batch, bytes) = self.reader.freeze();
        self.to_engine(&FromReader::Batch(batch), bytes);
    }

    fn to_engine(&self, message: &FromReader, bytes: Option<Vec<u8>>) {
        let Some(engine) = &self.engine else { return };
        match bytes {
            None => engine.send(message),
            Some(bytes) => {
                let buffer = buffer_of(&bytes);
                engine.send_with(message, std::slice::from_ref(&buffer), std::slice::from_ref(&buffer));
            }
        }
    }

    fn report_progress(&mut self) {
        // The page assigns files when others are finished, so progress is not throttled while few are left.
        let is_due = now() - self.reported_at > PROGRESS_MS || self.files.len() < FILES_AHEAD;
        if let Some(file) = self.files.front().filter(|file| is_due && file.bytes_read > 0.0) {
            let (source, bytes_done, records) = (file.source, file.bytes_read, file.intake.records());
            let bytes = file.bytes.unwrap_or(bytes_done);
            self.progress.push(SourceProgress { source, bytes, bytes_done, records, is_done: false });
        }
        if is_due && !self.progress.is_empty() {
            self.reported_at = now();
            let sources = std::mem::take(&mut self.progress);
            self.page.send(&FromWorker::Progress(Progress { sources }));
        }
    }
}
