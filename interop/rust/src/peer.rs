//! Servers of ../servers, clients with all that they report, and bare sockets.

use async_nats::{Client, ConnectError, ConnectOptions, Event, Message, ServerError, Subscriber};
use futures_util::StreamExt;
use std::collections::HashMap;
use std::ffi::OsString;
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::process::Stdio;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::sync::mpsc::{UnboundedReceiver, error::TryRecvError, unbounded_channel};
use tokio::sync::watch;

pub type Case = Pin<Box<dyn Future<Output = ()> + Send>>;

pub const WAIT: Duration = Duration::from_secs(20);
const START: Duration = Duration::from_secs(180);

pub async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    match tokio::time::timeout(WAIT, future).await {
        Ok(value) => value,
        Err(_) => panic!("no {what} within {WAIT:?}"),
    }
}

fn directory(variable: &str, name: String) -> PathBuf {
    PathBuf::from(std::env::var(variable).unwrap_or_else(|_| panic!("no {variable}"))).join(name)
}

pub fn certificate(name: &str) -> PathBuf {
    directory("MIDGE_CERTS", format!("{name}.pem"))
}

pub struct Server {
    pub port: u16,
    pub pid: i32,
    child: tokio::sync::Mutex<Child>,
    log: watch::Receiver<String>,
}

impl Server {
    pub async fn start(config: &str) -> Arc<Server> {
        Self::start_at(config, None).await
    }

    pub async fn start_at(config: &str, port: Option<u16>) -> Arc<Server> {
        let file = directory("MIDGE_SERVERS", format!("{config}.conf"));
        Self::start_with(port, &["-c".into(), file.into()]).await
    }

    pub async fn start_with(port: Option<u16>, more: &[OsString]) -> Arc<Server> {
        let line = std::env::var("MIDGE_SERVER").unwrap_or("../../nats-server".into());
        let mut words = line.split_whitespace();
        let mut child = Command::new(words.next().expect("an empty MIDGE_SERVER"))
            .args(words)
            .args(["-a", "127.0.0.1", "-p", &port.map_or("-1".into(), |p| p.to_string())])
            .args(more)
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the server");
        let (said, mut log) = watch::channel(String::new());
        let mut lines = BufReader::new(child.stderr.take().expect("its stderr")).lines();
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                said.send_modify(|all| *all += &(line + "\n"));
            }
        });
        let started = tokio::time::timeout(START, log.wait_for(|all| listening(all).is_some())).await;
        let port = match started.expect("a port in time") {
            Ok(all) => listening(&all),
            Err(_) => None,
        };
        let port = port.unwrap_or_else(|| panic!("ended before it listened: {}", log.borrow().as_str()));
        let pid = child.id().expect("a pid") as i32;
        Arc::new(Server { port, pid, child: tokio::sync::Mutex::new(child), log })
    }

    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    pub fn said(&self, text: &str) -> bool {
        self.log.borrow().contains(text)
    }

    pub async fn says(&self, text: &str) {
        let mut log = self.log.clone();
        within(text, log.wait_for(|all| all.contains(text))).await.expect("a log");
    }

    /// It has no time for anything.
    pub async fn kill(&self) {
        self.child.lock().await.kill().await.expect("a kill");
    }

    /// By `kill`, as an operator does it.
    pub async fn signal(&self, name: &str) {
        let done = Command::new("kill").args([format!("-{name}"), self.pid.to_string()]).status().await;
        assert!(done.expect("kill").success(), "kill -{name}");
    }

    pub async fn ended(&self) -> Option<i32> {
        let mut child = self.child.lock().await;
        within("end of the server", child.wait()).await.expect("a status").code()
    }

    pub async fn open(&self, options: ConnectOptions) -> Result<Peer, ConnectError> {
        let (tell, told) = unbounded_channel();
        // A busy machine gets more time than the client gives.
        let options = options.connection_timeout(WAIT).event_callback(move |event| {
            let tell = tell.clone();
            async move {
                let _ = tell.send(event);
            }
        });
        let nc = options.connect(self.url()).await?;
        Ok(Peer { nc, told })
    }

    pub async fn plain(&self) -> Peer {
        self.open(ConnectOptions::new()).await.expect("a connection")
    }
}

fn listening(log: &str) -> Option<u16> {
    let line = log.lines().find(|l| l.contains("Listening for client connections on "))?;
    line.rsplit(':').next()?.trim().parse().ok()
}

type Served = tokio::sync::Mutex<HashMap<String, Arc<Server>>>;
static SERVED: OnceLock<Served> = OnceLock::new();

/// One server for each file, started by the first case that wants it.
pub async fn serve(config: &str) -> Arc<Server> {
    let mut served = SERVED.get_or_init(Served::default).lock().await;
    if let Some(server) = served.get(config) {
        return server.clone();
    }
    let server = Server::start(config).await;
    served.insert(config.to_string(), server.clone());
    server
}

pub async fn stop_all() {
    if let Some(served) = SERVED.get() {
        for server in served.lock().await.values() {
            server.signal("TERM").await;
            server.ended().await;
        }
    }
}

/// A client, and what it reports by itself.
pub struct Peer {
    pub nc: Client,
    pub told: UnboundedReceiver<Event>,
}

impl Peer {
    /// Waits for the first report that is as wanted; drops those before it.
    pub async fn report(&mut self, what: &str, wanted: impl Fn(&Event) -> bool) -> Event {
        within(what, async {
            loop {
                let event = self.told.recv().await.expect("the client has ended");
                if wanted(&event) {
                    return event;
                }
            }
        })
        .await
    }

    pub async fn error(&mut self, text: &str) {
        let event = self.report(text, |e| matches!(e, Event::ServerError(_))).await;
        match event {
            Event::ServerError(ServerError::Other(said)) => assert_eq!(said.to_lowercase(), text.to_lowercase()),
            other => panic!("expected {text}, got {other}"),
        }
    }

    /// A round trip, and no error until its end.
    pub async fn silent(&mut self) {
        self.settle().await;
        loop {
            match self.told.try_recv() {
                Ok(Event::ServerError(e)) => panic!("not expected: {e}"),
                Ok(_) => {}
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => return,
            }
        }
    }

    /// A round trip through the server. The client's flush is none: it ends when all is written. A PONG is not told
    /// of, so it is a message that comes back.
    pub async fn settle(&self) {
        let inbox = format!("ok.settle.{}", self.nc.new_inbox());
        let mut own = self.nc.subscribe(inbox.clone()).await.expect("a subscription");
        self.nc.publish(inbox, "".into()).await.expect("a publish");
        next(&mut own).await;
    }

    pub async fn works(&self, subject: &'static str) {
        let mut sub = self.nc.subscribe(subject).await.expect("a subscription");
        self.nc.publish(subject, "around".into()).await.expect("a publish");
        assert_eq!(next(&mut sub).await.payload, "around");
    }

    pub async fn send(&self, subject: impl Into<String>, text: impl Into<String>) {
        self.nc.publish(subject.into(), text.into().into()).await.expect("a publish");
    }
}

pub async fn next(sub: &mut Subscriber) -> Message {
    within("message", sub.next()).await.expect("the subscription has ended")
}

/// What has come by now.
pub async fn waiting(sub: &mut Subscriber) -> Vec<Message> {
    let mut got = Vec::new();
    while let Some(Some(message)) = futures_util::FutureExt::now_or_never(sub.next()) {
        got.push(message);
    }
    got
}

/// A connection without a client.
pub struct Raw {
    pub stream: TcpStream,
    pub info: serde_json::Value,
}

impl Raw {
    pub async fn open(server: &Server) -> Raw {
        let mut stream = TcpStream::connect(("127.0.0.1", server.port)).await.expect("a connection");
        let line = Self::line(&mut stream).await;
        let info = serde_json::from_str(line.strip_prefix("INFO ").expect("INFO")).expect("JSON");
        Raw { stream, info }
    }

    pub async fn line(stream: &mut TcpStream) -> String {
        let mut line = Vec::new();
        while line.last() != Some(&b'\n') {
            line.push(within("line", stream.read_u8()).await.expect("a byte"));
        }
        String::from_utf8(line).expect("UTF-8")
    }

    pub async fn send(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).await.expect("a write");
    }

    /// Everything until the server closes, in whatever way.
    pub async fn rest(&mut self) -> Vec<u8> {
        let mut got = Vec::new();
        let _ = within("end of the connection", self.stream.read_to_end(&mut got)).await;
        got
    }
}

#[macro_export]
macro_rules! cases {
    ($($name:literal => $case:expr),* $(,)?) => {
        pub fn cases() -> Vec<(&'static str, $crate::peer::Case)> {
            vec![$(($name, Box::pin($case) as $crate::peer::Case)),*]
        }
    };
}
