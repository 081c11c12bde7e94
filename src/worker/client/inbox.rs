//! Messages from workers that wait to be passed on to the page together.

use super::WorkerMessage;
use trailglass_protocol::id::SourceId;
use trailglass_protocol::message::Response;

/// The messages that wait, in the order in which they are passed on.
#[derive(Default)]
pub(super) struct Inbox(Vec<WorkerMessage>);

impl Inbox {
    /// Adds a message. Each message on files makes the page copy its list of them, which takes long where they are many;
    /// so such messages are merged.
    ///
    /// The progress of readers comes first. The page compares the files with those of a link when the engine reports the
    /// end of the last one, and needs the sizes by then, which readers report.
    pub(super) fn push(&mut self, mut message: WorkerMessage) {
        let is_progress = matches!(message, WorkerMessage::Progress(_));
        let former = if is_progress { self.0.first_mut() } else { self.0.last_mut() };
        match (former, &mut message) {
            (Some(WorkerMessage::Progress(former)), WorkerMessage::Progress(newer)) => {
                former.sources.append(&mut newer.sources);
            }
            (
                Some(WorkerMessage::Response(Response::Loaded { generation, sources, n_removals })),
                WorkerMessage::Response(Response::Loaded { generation: newer, sources: more, n_removals: n_more }),
            ) => {
                *generation = *newer;
                *n_removals += *n_more;
                sources.append(more);
            }
            _ => self.0.insert(if is_progress { 0 } else { self.0.len() }, message),
        }
    }

    /// Takes all messages out.
    pub(super) fn take(&mut self) -> Vec<WorkerMessage> {
        std::mem::take(&mut self.0)
    }

    /// Whether an answer waits, which a newer one must not overtake.
    pub(super) fn has_answer(&self) -> bool {
        self.0.iter().any(WorkerMessage::is_answer)
    }

    /// Whether the end of a file waits whose reader has yet to report its size. The two come by different ways, and a file is
    /// complete with both.
    pub(super) fn awaits_size(&self, is_held_by_reader: impl Fn(SourceId) -> bool) -> bool {
        self.0.iter().any(|message| match message {
            WorkerMessage::Response(Response::Loaded { sources, .. }) => {
                sources.iter().any(|source| source.report.is_some() && is_held_by_reader(source.source))
            }
            _ => false,
        })
    }
}
