//! The message loop around [`Reader`]: files are read ahead, taken in a few milliseconds at a time, and between two
//! pieces the engine's questions are answered.

use super::envelope::{Envelope, Port, buffer_of, bytes_of, listen};
use super::give_up;
use super::turn::{Turns, now};
use gloo::timers::callback::Timeout;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use trailglass_engine::reader::Reader;
use trailglass_engine::reader::warm_up::WarmUp;
use trailglass_ingest::{Intake, IntakeStatus};
use trailglass_protocol::id::{ReaderId, SourceId};
use trailglass_protocol::message::{Ask, FromReader, FromWorker, IngestRequest, Progress, SourceProgress};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessagePort};

/// Work goes on for so many milliseconds before messages get a turn.
const PIECE_MS: f64 = 8.0;
/// A file is read in slices of this many bytes, so that a large one is never in memory whole.
const SLICE_BYTES: f64 = 32.0 * 1024.0 * 1024.0;
/// So many files are read ahead, if they are no larger than a slice together.
const FILES_AHEAD: usize = 8;
/// An open segment is sealed after this long, in milliseconds; the first of a load earlier, for its rows are waited for.
const SEAL_MS: f64 = 100.0;
const FIRST_SEAL_MS: f64 = 20.0;
/// After so long without work a reader prepares texts for searches, a file at a time, and rests after each for as long as it
/// took, so that a core is free for the page.
const REST_MS: u32 = 2000;
/// The first reader warms up for so long, in milliseconds of work, while nobody has handed over a file.
const WARM_UP_MS: f64 = 200.0;
/// Progress is told this often, in milliseconds.
const PROGRESS_MS: f64 = 100.0;

/// A file and how far it is.
struct File {
    source: SourceId,
    name: String,
    blob: Blob,
    /// Its size; not known until it comes near the front, since the browser looks it up on the disk.
    bytes: Option<f64>,
    /// Bytes asked of the browser.
    asked: f64,
    /// Bytes handed to the intake.
    given: f64,
    /// A slice that has been read and is waiting, or the reason why it could not be.
    ready: Option<Result<Vec<u8>, String>>,
    is_reading: bool,
    intake: Intake,
}

struct State {
    reader: Reader,
    page: DedicatedWorkerGlobalScope,
    engine: Option<MessagePort>,
    files: VecDeque<File>,
    progress: Vec<SourceProgress>,
    /// When progress was last told.
    told_at: f64,
    /// When the open segment got its first row; none while nothing is open.
    opened_at: Option<f64>,
    has_sealed: bool,
    /// Warming up, and for how many milliseconds more. What the browser compiles is every reader's, so the first one does it.
    warm_up: Option<(WarmUp, f64)>,
    /// When it will prepare texts.
    rest: Option<Timeout>,
}

type Shared = Rc<RefCell<State>>;

/// Serves as a reader of this number. The one port leads to the engine.
pub fn serve(page: &DedicatedWorkerGlobalScope, no: ReaderId, ports: Vec<MessagePort>) {
    let engine = ports.into_iter().next();
    let state = Rc::new(RefCell::new(State {
        reader: Reader::new(no),
        page: page.clone(),
        engine: engine.clone(),
        files: VecDeque::new(),
        progress: Vec::new(),
        told_at: 0.0,
        opened_at: None,
        has_sealed: false,
        warm_up: (no == ReaderId(0)).then(|| (WarmUp::default(), WARM_UP_MS)),
        rest: None,
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
        let on_ask = move |Envelope { head, .. }: Envelope<Ask>| {
            state.borrow_mut().reader.ask(head);
            turns.ask();
        };
        listen(&engine, on_ask, give_up(page));
    }

    turns.ask();
    let of_page = state.clone();
    let on_request = move |Envelope { head, attachments }: Envelope<IngestRequest>| {
        of_page.borrow_mut().take(head, attachments);
        turns.ask();
    };
    listen(page, on_request, give_up(page));
}

/// Works for a while, then asks for another turn if there is more to do.
#[inline(never)]
fn work(state: &Shared, turns: &Turns) {
    read_ahead(state, turns);
    let mut this = state.borrow_mut();
    let began = now();
    while now() - began < PIECE_MS {
        if let Some(told) = this.reader.answer() {
            this.to_engine(&FromReader::Told(told), None);
        } else if !this.ingest() {
            break;
        }
        this.seal_if_due();
    }
    let is_idle = this.files.is_empty();
    if this.goes_on_warming_up() {
        return turns.ask();
    }
    if is_idle && this.reader.has_open() {
        this.seal();
    }
    this.tell_progress();
    let is_waiting_for_slices = this.files.front().is_some_and(|file| file.ready.is_none() && file.is_reading);
    if this.reader.has_questions() || (!is_idle && !is_waiting_for_slices) {
        turns.ask();
    }
    let is_resting = is_idle && !this.reader.has_questions();
    this.rest = is_resting.then(|| prepare_after(REST_MS, state));
}

/// Prepares a text after so many milliseconds, and then the next, until there is nothing left. Work puts it off.
fn prepare_after(milliseconds: u32, state: &Shared) -> Timeout {
    let state = state.clone();
    Timeout::new(milliseconds, move || {
        let mut this = state.borrow_mut();
        let began = now();
        let took = this.reader.prepare().then(|| (now() - began) as u32);
        this.rest = took.map(|took| prepare_after(took, &state));
    })
}

/// Asks the browser for the next slices.
#[inline(never)]
fn read_ahead(state: &Shared, turns: &Turns) {
    let mut ahead_bytes = 0.0;
    let mut wanted = Vec::new();
    let mut this = state.borrow_mut();
    this.look_at_sizes();
    for file in this.files.iter_mut().take(FILES_AHEAD) {
        let Some(size) = file.bytes else { break };
        let is_wanted =
            file.ready.is_none() && !file.is_reading && (file.asked < size || size == 0.0 && file.asked == 0.0);
        if is_wanted && ahead_bytes < SLICE_BYTES {
            let end = (file.asked + SLICE_BYTES).min(size);
            file.is_reading = true;
            // Cutting a slice makes the browser look the file up once more, so a small one is read as it is.
            let is_whole = size <= SLICE_BYTES;
            let blob = if is_whole { Ok(file.blob.clone()) } else { file.blob.slice_with_f64_and_f64(file.asked, end) };
            wanted.push((file.source, blob));
            file.asked = end.max(1.0);
        }
        ahead_bytes += (size - file.given).min(SLICE_BYTES);
    }
    drop(this);
    for (source, slice) in wanted {
        let (state, turns) = (state.clone(), turns.clone());
        spawn_local(async move {
            let bytes = read(slice).await;
            if let Some(file) = state.borrow_mut().files.iter_mut().find(|file| file.source == source) {
                file.ready = Some(bytes);
                file.is_reading = false;
            }
            turns.ask();
        });
    }
}

async fn read(slice: Result<Blob, JsValue>) -> Result<Vec<u8>, String> {
    let words = |error: JsValue| {
        let error: js_sys::Error = error.unchecked_into();
        String::from(error.message())
    };
    let buffer = JsFuture::from(slice.map_err(words)?.array_buffer()).await.map_err(words)?;
    Ok(bytes_of(buffer.unchecked_ref()))
}

impl State {
    /// Warms up for a piece of time. Returns whether it goes on.
    fn goes_on_warming_up(&mut self) -> bool {
        if !self.files.is_empty() || self.reader.has_questions() {
            self.warm_up = None;
        }
        let Some((warm_up, left)) = &mut self.warm_up else { return false };
        let began = now();
        while now() - began < PIECE_MS {
            warm_up.read();
        }
        *left -= now() - began;
        if *left <= 0.0 {
            self.warm_up = None;
        }
        true
    }

    #[inline(never)]
    fn take(&mut self, request: IngestRequest, attachments: Vec<JsValue>) {
        self.files.retain(|file| !request.stopped.contains(&file.source));
        let blobs = attachments.into_iter().map(|file| file.unchecked_into::<Blob>());
        for ((source, name), blob) in request.sources.into_iter().zip(blobs) {
            let intake = Intake::new(source, &name);
            self.files.push_back(File {
                source,
                name,
                blob,
                bytes: None,
                asked: 0.0,
                given: 0.0,
                ready: None,
                is_reading: false,
                intake,
            });
        }
    }

    /// Has the sizes of the next files at hand, and the small ones in front.
    fn look_at_sizes(&mut self) {
        let mut is_new = false;
        for file in self.files.iter_mut().take(FILES_AHEAD) {
            if file.bytes.is_none() {
                file.bytes = Some(file.blob.size());
                is_new = true;
            }
        }
        // A file that has been begun stays in front.
        let n_begun = usize::from(self.files.front().is_some_and(|file| file.asked > 0.0));
        if is_new {
            let ahead = self.files.len().min(FILES_AHEAD);
            let files = &mut self.files.make_contiguous()[n_begun..ahead];
            files.sort_by(|one, other| one.bytes.unwrap_or(0.0).total_cmp(&other.bytes.unwrap_or(0.0)));
        }
    }

    /// Goes on with the first file. Returns whether there was anything to do.
    #[inline(never)]
    fn ingest(&mut self) -> bool {
        let Some(file) = self.files.front_mut() else { return false };
        let step = self.reader.step(file.source, &file.name, &mut file.intake);
        let is_done = match step {
            IntakeStatus::Working => false,
            IntakeStatus::Done => true,
            IntakeStatus::NeedsInput => match file.ready.take() {
                Some(Ok(bytes)) => {
                    file.given += bytes.len() as f64;
                    let is_last = file.bytes.is_none_or(|bytes| file.given >= bytes);
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

    fn seal_if_due(&mut self) {
        let patience = if self.has_sealed { SEAL_MS } else { FIRST_SEAL_MS };
        let is_due = self.opened_at.is_some_and(|opened_at| now() - opened_at > patience);
        if is_due || self.reader.is_full() {
            self.seal();
        }
    }

    #[inline(never)]
    fn seal(&mut self) {
        self.opened_at = None;
        self.has_sealed = !self.files.is_empty();
        let (batch, bytes) = self.reader.seal();
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

    #[inline(never)]
    fn tell_progress(&mut self) {
        // The page hands out more files when it hears of finished ones, so it hears early when few are left.
        let is_due = now() - self.told_at > PROGRESS_MS || self.files.len() < FILES_AHEAD;
        if let Some(file) = self.files.front().filter(|file| is_due && file.given > 0.0) {
            let (source, bytes_done, records) = (file.source, file.given, file.intake.records());
            let bytes = file.bytes.unwrap_or(bytes_done);
            self.progress.push(SourceProgress { source, bytes, bytes_done, records, is_done: false });
        }
        if is_due && !self.progress.is_empty() {
            self.told_at = now();
            let sources = std::mem::take(&mut self.progress);
            self.page.send(&FromWorker::Progress(Progress { sources }));
        }
    }
}
