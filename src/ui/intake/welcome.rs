//! The first screen: what the page takes, and why it can be trusted with it.

use super::Intake;
use super::linked::{fetch_all, files_of, page_address};
use super::sample::sample;
use crate::ui::actions::use_actions;
use crate::ui::common::icon::{Icon, icon};
use crate::ui::common::shared::Shared;
use crate::ui::common::words;
use crate::ui::prelude::*;
use crate::ui::targets::Target;
use trailglass_session::link::Link;
use trailglass_session::linked::LinkedFiles;

/// What the first screen needs.
#[derive(Properties, PartialEq)]
pub struct WelcomeProps {
    /// Where files go.
    pub intake: Intake,
    /// Whether files are being dragged over the window.
    pub is_over: bool,
    /// The link that the page was opened with.
    pub link: Option<Shared<Link>>,
    /// Whether the workers are under the policy; `None` until one has said so.
    pub csp_enforced: Option<bool>,
}

/// What is read in this release, and in which forms.
const SHAPES: &[(&str, &str)] = &[
    ("S3 log files", "json, json.gz, a whole AWSLogs tree"),
    ("AWS exports", "lookup-events, event history, Athena, Lake; JSON and CSV"),
    ("Forwarded events", "EventBridge, SNS, SQS, CloudWatch Logs; zip, tar, gzip"),
];

/// The first screen.
#[component]
pub fn Welcome(props: &WelcomeProps) -> Html {
    let targets = use_actions().targets;
    let press = |target: Target| {
        let targets = targets.clone();
        move |_: MouseEvent| targets.press(target)
    };
    let open_sample = {
        let intake = props.intake.clone();
        move |_| intake.gather(sample)
    };
    html! {
        <main class="welcome">
            <section class={classes!("drop-area", props.is_over.then_some("is-over"))} aria-labelledby="drop-title">
                if let Some(link) = props.link.as_ref().filter(|link| !link.is_default()) { { linked(link, &props.intake) } }
                <h1 id="drop-title">{ "Drop CloudTrail logs anywhere" }</h1>
                <p>{ "Files or folders, as many as you have. Or paste JSON." }</p>
                <div class="buttons">
                    <button class="button is-primary" onclick={press(Target::FileInput)}>
                        { icon(Icon::File) }{ "Choose files" }
                    </button>
                    <button class="button" onclick={press(Target::FolderInput)}>
                        { icon(Icon::Folder) }{ "Choose a folder" }
                    </button>
                    <span class="hint">{ icon(Icon::Clipboard) }{ "Paste" }<kbd>{ "Ctrl V" }</kbd></span>
                </div>
                <div class="sample">
                    <button class="button" onclick={open_sample}>{ icon(Icon::Play) }{ "Open the sample trail" }</button>
                    <span>{ "A made-up day of a transcoding team, 5,000 events" }</span>
                </div>
            </section>
            { promise(props.csp_enforced) }
            <section class="reads" aria-labelledby="reads-title">
                <h2 id="reads-title">{ "What it reads" }</h2>
                <dl>
                    for (what, forms) in SHAPES.iter().copied() {
                        <div><dt>{ what }</dt><dd>{ forms }</dd></div>
                    }
                </dl>
            </section>
            <section class="refuses" aria-labelledby="refuses-title">
                <h2 id="refuses-title">{ "What it refuses" }</h2>
                <p>{ "Other JSON, by name and with the reason. The rest loads. A damaged record does not lose its file." }</p>
                <h2>{ "Size" }</h2>
                <p>{ "Millions of events in one tab. Rows appear while files are still being read." }</p>
            </section>
        </main>
    }
}

/// What the link will show once there are files, and the files that it names.
fn linked(link: &Link, intake: &Intake) -> Html {
    html! {
        <div class="linked" data-testid="link-note" role="group" aria-labelledby="linked-title">
            <h2 id="linked-title">{ icon(Icon::Link) }{ "A link was opened" }</h2>
            <p>{ "It holds a view, not the data. Once you open the files, the page will show:" }</p>
            <dl>
                for (label, value) in link.summary() {
                    <div><dt>{ label }</dt><dd class="log-text">{ value }</dd></div>
                }
            </dl>
            if !link.sources.is_empty() { { named_files(files_of(link), intake) } }
        </div>
    }
}

/// The files that a link names, and the button that fetches them. Nothing is fetched before it is pressed: a link may come
/// from anybody.
fn named_files(named: LinkedFiles, intake: &Intake) -> Html {
    let LinkedFiles { files, refused } = named;
    let page = page_address();
    let count = words::count(files.len() as u32, "file", "files");
    let shown: Vec<String> = files.iter().map(|file| LinkedFiles::path_below(file, &page).to_owned()).collect();
    let fetch = {
        let intake = intake.clone();
        move |_| {
            let files = files.clone();
            intake.gather(|sink| fetch_all(files, sink));
        }
    };
    html! {
        <>
            if !shown.is_empty() {
                <p>{ format!("It names {count} on this host. The page fetches them only if you say so, without cookies, at most 1 GiB:") }</p>
                <ul role="list" class="linked-files" data-testid="link-files" tabindex="0" aria-label="Files that the link names">
                    for name in shown { <li class="log-text">{ name }</li> }
                </ul>
                <button class="button" data-testid="link-fetch" onclick={fetch}>{ format!("Fetch {count}") }</button>
            }
            if !refused.is_empty() {
                <p>{ "It also names what the page does not fetch:" }</p>
                <ul role="list" class="linked-files" data-testid="link-refused" tabindex="0" aria-label="What the page does not fetch">
                    for (name, why) in refused { <li><span class="log-text">{ name }</span>{ format!(" ({})", why.words()) }</li> }
                </ul>
            }
        </>
    }
}

fn promise(csp_enforced: Option<bool>) -> Html {
    let is_open = csp_enforced == Some(false);
    html! {
        <section class="promise" aria-labelledby="promise-title">
            if is_open {
                <h2 id="promise-title">{ icon(Icon::Unlock) }{ "This browser does not enforce the promise" }</h2>
                <p>
                    { "Files are read inside this tab and the page sends nothing. But here the page's policy does not hold in \
                       the workers that read them, so the browser would not stop a request to another host." }
                </p>
            } else {
                <h2 id="promise-title">{ icon(Icon::Lock) }{ "Nothing leaves this computer" }</h2>
                <p>
                    { "Files are read inside this tab and the page sends nothing. It loads its own files alone: the browser \
                       refuses requests to any other host." }
                </p>
            }
            <ol role="list">
                <li>
                    <strong>{ "Watch it." }</strong>
                    { " Open the network panel of the developer tools, then drop a file. No request appears." }
                </li>
                <li><strong>{ "Cut the cable." }</strong>{ " Go offline now. Your own files still open." }</li>
                <li>
                    <strong>{ "Read the rule" }</strong>
                    { " in the first lines of the page source" }
                    <code>{ "default-src 'none'; connect-src 'self'; …" }</code>
                </li>
            </ol>
        </section>
    }
}
