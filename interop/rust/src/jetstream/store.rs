//! A server that stores, and streams on it.

use crate::peer::{Peer, Server, WAIT, within};
use async_nats::HeaderMap;
use async_nats::jetstream::consumer::{PullConsumer, pull};
use async_nats::jetstream::stream::{Config, State, Stream};
use async_nats::jetstream::{self, Context, ContextBuilder, Message};
use futures_util::StreamExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::sync::OnceCell;

/// Enough for what is said not to happen.
pub const SOON: Duration = Duration::from_millis(250);

/// A directory that goes with its owner.
pub struct Directory(PathBuf);

impl Directory {
    pub fn new() -> Directory {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("midge-jetstream-rust-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a directory");
        Directory(path)
    }

    pub async fn serve(&self, port: Option<u16>) -> Arc<Server> {
        Server::start_with(port, &["-js".into(), "-sd".into(), self.0.clone().into()]).await
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

static SHARED: OnceCell<(Arc<Server>, std::sync::Mutex<Option<Directory>>)> = OnceCell::const_new();

async fn shared() -> Arc<Server> {
    let start = || async {
        let directory = Directory::new();
        (directory.serve(None).await, std::sync::Mutex::new(Some(directory)))
    };
    SHARED.get_or_init(start).await.0.clone()
}

pub async fn stop() {
    if let Some((server, directory)) = SHARED.get() {
        server.signal("TERM").await;
        server.ended().await;
        directory.lock().expect("a directory").take();
    }
}

/// A client with streams of a case's name.
pub struct Owner {
    pub peer: Peer,
    pub js: Context,
    pub name: &'static str,
}

pub async fn open(name: &'static str) -> Owner {
    Owner::of(shared().await.plain().await, name)
}

impl Owner {
    pub fn of(peer: Peer, name: &'static str) -> Owner {
        let js = ContextBuilder::new().timeout(WAIT).ack_timeout(WAIT).build(peer.nc.clone());
        Owner { peer, js, name }
    }

    pub fn config(&self) -> Config {
        Config { name: self.name.into(), subjects: vec![format!("{}.>", self.name)], ..Default::default() }
    }

    pub async fn stream(&self) -> Stream {
        self.js.create_stream(self.config()).await.expect("a stream")
    }

    pub async fn put(&self, subject: &str, texts: impl IntoIterator<Item = impl ToString>) {
        for text in texts {
            let ack = self.js.publish(format!("{}.{subject}", self.name), text.to_string().into()).await.expect("a publish");
            ack.await.expect("an acknowledgement");
        }
    }

    pub async fn headed(&self, name: &str, value: &str) -> Result<jetstream::publish::PublishAck, jetstream::context::PublishError> {
        let mut headers = HeaderMap::new();
        headers.insert(name, value);
        let subject = format!("{}.a", self.name);
        self.js.publish_with_headers(subject, headers, "".into()).await.expect("a publish").await
    }
}

pub async fn consumer(stream: &Stream, config: pull::Config) -> PullConsumer {
    stream.create_consumer(config).await.expect("a consumer")
}

pub fn durable() -> pull::Config {
    pull::Config { durable_name: Some("d".into()), ..Default::default() }
}

pub async fn state(stream: &Stream) -> State {
    stream.get_info().await.expect("info").state
}

/// Asks until it is so.
pub async fn until<F: Future<Output = bool>>(what: &str, good: impl Fn() -> F) {
    within(what, async {
        while !good().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
}

/// As many messages, however they come.
pub async fn fetched(consumer: &PullConsumer, count: usize) -> Vec<Message> {
    let mut all = Vec::new();
    while all.len() < count {
        let batch = consumer.batch().max_messages(count - all.len()).expires(WAIT).messages().await;
        let mut batch = batch.expect("a batch");
        while let Some(message) = within("message", batch.next()).await {
            all.push(message.expect("a message"));
        }
    }
    all
}

pub fn text(message: &Message) -> String {
    String::from_utf8_lossy(&message.payload).into_owned()
}

/// As many messages, acknowledged.
pub async fn take(consumer: &PullConsumer, count: usize) -> String {
    let mut texts = Vec::new();
    for message in fetched(consumer, count).await {
        message.double_ack().await.expect("an acknowledgement");
        texts.push(text(&message));
    }
    texts.join(" ")
}

pub async fn empty(consumer: &PullConsumer) {
    let batch = consumer.batch().max_messages(1).expires(SOON).messages().await;
    let mut batch = batch.expect("a batch");
    assert!(within("end", batch.next()).await.is_none(), "a message too many");
}

/// JetStream's number for an error. Kinds of errors keep it within themselves, but all of them tell it.
pub fn code(error: &(dyn std::error::Error + 'static)) -> u64 {
    let told = std::iter::successors(Some(error), |e| e.source()).map(|e| format!("{e} ")).collect::<String>();
    let rest = told.split("error code ").nth(1).unwrap_or_default();
    rest.split(|c: char| !c.is_ascii_digit()).next().and_then(|digits| digits.parse().ok()).unwrap_or_default()
}
